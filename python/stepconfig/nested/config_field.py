"""ConfigField: a config within a config."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ..config.compare import identical
from ..config.config import Config, build_nested
from ..config.meta import ConfigMeta
from ..config.state import export_state, import_state
from ..config.validation import add_field_faults
from ..config.values import values_of
from ..config.walk import all_or_nothing
from ..errors import FieldValidationError, expected
from ..fields.base import Field
from ..fields.convert import dtype_from
from ..history.location import caller_location
from ..history.record import acting_as, acting_location, record
from ..names import join_path, type_name

if TYPE_CHECKING:
    from typing import Self

__all__ = ["ConfigField"]

C = TypeVar("C", bound=Config)


class ConfigField(Field[C]):
    """A field that holds a config of one class.

    Assigning a config copies its values into the one that is there; assigning the class resets to the
    defaults of the class.

    Parameters
    ----------
    doc : str
        What the config is for.
    dtype : type
        The Config class.
    default : Config or type, optional
        A config whose values, or the class whose defaults, a new config has.
    check : callable, optional
        Called with the config when it is validated.
    deprecated : str, optional
        Why the field should not be used any more. Assigning the whole warns; setting what is inside does
        not. It is saved only if something of it was set.
    renamed_from : str or iterable of str, optional
        What the field was called formerly.

    Raises
    ------
    ValueError
        If the type is no Config class, or the doc is empty.

    Examples
    --------
    >>> from stepconfig import Config, ConfigField, Field
    >>> class Detect(Config):
    ...     threshold = Field("Detection threshold.", float, 5.0, unit="sigma")
    >>> class Reduce(Config):
    ...     detect = ConfigField("Source detection.", Detect)
    >>> config = Reduce()
    >>> config.detect.threshold = 4
    >>> config.toDict()
    {'detect': {'threshold': 4.0}}
    """

    holds_configs = True
    default_words: Any = "config value set"
    """What stands in the history in the place of a whole config."""

    is_config = True

    @classmethod
    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.is_config = cls.children is ConfigField.children and cls.statements is ConfigField.statements

    def __init__(
        self,
        doc: str,
        dtype: type[C] | None = None,
        default: C | type[C] | None = None,
        check: Callable[[C], object] | None = None,
        deprecated: str | None = None,
        *,
        renamed_from: str | Iterable[str] = (),
    ) -> None:
        config_class = dtype_from(self, dtype, doc)
        if not isinstance(config_class, ConfigMeta):
            raise ValueError(f"dtype {expected('a subclass of Config', config_class)}")
        if isinstance(default, Config):
            default = default.copy()
        self._setup(
            doc,
            config_class,
            default if default is not None else config_class,
            check,
            False,
            None,
            deprecated,
            renamed_from,
        )

    def _clone(self) -> Any:
        new = super()._clone()
        if isinstance(new.default, Config):
            new.__dict__["default"] = new.default.copy()
        return new

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any = None) -> Self: ...

        @overload
        def __get__(self, instance: object, owner: Any = None) -> C: ...

        def __get__(self, instance: Any, owner: Any = None) -> Any: ...

        def __set__(self, instance: Any, value: C | type[C]) -> None: ...

    else:

        def __set__(self, instance, value, at=None, label="assignment"):
            """Copy the values of a config of exactly the field's class, or its defaults for the class."""
            if instance._frozen:
                self._refuse_frozen(instance)
            if value is not self.dtype and type(value) is not self.dtype:
                self._refuse(instance, TypeError(expected(self.expects(), value)), value, at)
            if value is self.dtype:
                value = self.dtype()
            target = instance.__dict__[self.name]
            with all_or_nothing(target):
                _set_values(target, value, at, label)
            record(instance, self.name, self.default_words, at, label)

    def make_value(self, config: Any) -> Any:
        """The nested config of a new config, with the field's default values."""
        default = self.default
        value = build_nested(self.dtype, config, self.name)
        if default is not self.dtype:
            if type(default) is not self.dtype:
                self._refuse(config, TypeError(expected(self.expects(), default)), default, self.source)
            with acting_as(self.source, label="default", layer="default"):
                _set_values(value, default, None, "default", only_different=True)
        return value

    def expects(self) -> str:
        return f"a config of type {type_name(self.dtype)}"

    def rename(self, instance: Any) -> None:
        """Give the nested config its full path."""
        instance.__dict__[self.name]._rename(join_path(instance._name, self.name))

    def validate(self, instance: Any) -> None:
        """Validate the nested config, then ``check`` it.

        Raises
        ------
        FieldValidationError
            If one of its values, or all of them together, cannot be used.
        """
        value = instance.__dict__[self.name]
        _method(value, "validate")()
        why = self._ask("check", value)
        if why:
            raise FieldValidationError(self, instance, why, value=value)

    def add_faults(self, instance: Any, faults: list[Exception]) -> None:
        value = instance.__dict__[self.name]
        if self.check is None and type(value).validate is Config.validate:
            add_field_faults(value, faults)
        else:
            super().add_faults(instance, faults)

    def freeze(self, instance: Any) -> None:
        """Freeze the nested config."""
        value = instance.__dict__[self.name]
        if type(value).freeze is _PLAIN_FREEZE:
            _PLAIN_FREEZE(value)
        else:
            _method(value, "freeze")()

    def children(self, value: Any) -> Iterable[tuple[str, Any]]:
        return (("", value),)

    def plain(self, value: Any) -> Any:
        return _method(value, "toDict")()

    def statements(self, path: str, value: Any) -> list[str]:
        return []

    def tree(self, value: Any, tree_of: Callable[..., Any]) -> Any:
        return tree_of(value)

    def set_tree(self, config: Any, tree: Any, reader: Any) -> None:
        reader.read(config.__dict__[self.name], reader.mapping(config, self, tree))

    def copied(self, value: Any, config: Any) -> Any:
        return value.__deepcopy__({})

    def exported(self, value: Any, shared: dict[int, Any]) -> Any:
        return export_state(value, shared)

    def imported(self, exported: Any, config: Any) -> Any:
        return (
            build_nested(self.dtype, config, self.name)
            if exported is None
            else import_state(self.dtype, exported)
        )

    def schema(self, value: Any, defs: Any) -> dict[str, Any]:
        """The schema of the nested config, which stands among the definitions."""
        return {"description": self.doc_with_unit(), **defs.reference(value)}

    def describe_default(self) -> str:
        return "" if self.default is self.dtype else repr(self.default)


_PLAIN_FREEZE = Config.freeze


def _method(config: Any, name: str) -> Any:
    """A method of a config, also where a field of that name hides it."""
    if name in config._plan.fields:
        return getattr(Config, name).__get__(config)
    return getattr(config, name)


def _set_values(target: Any, source: Any, at: Any, label: str, only_different: bool = False) -> None:
    """Set every field of a config, or those that are different, from another of its class."""
    values = target.__dict__
    fields = target._plan.fields
    if at is None and target._plan.custom:
        at = acting_location() or caller_location()  # not the line of their classes' own `__set__`
    for name, value in list(values_of(source).items()):
        if not only_different or not identical(fields[name], value, values[name]):
            fields[name].__set__(target, value, at, label)
