"""ConfigurableField: a config with what is made from it, which can be replaced together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, overload

from ..config.config import Config
from ..config.meta import ConfigMeta
from ..config.override import importable_name
from ..config.state import export_state, import_state
from ..config.unchanged import AUTHORS
from ..config.validation import add_field_faults
from ..config.walk import all_or_nothing
from ..errors import FieldValidationError, OverrideFileError, expected
from ..fields.base import Field
from ..fields.stated import Stated
from ..history.packing import stored_history
from ..history.record import Edit, labels_of, made_by, record
from ..names import join_path, type_name
from .configurable_instance import ConfigurableInstance, is_same, target_name
from .holding import HoldsConfigs, call, copy_values, new_config, said

if TYPE_CHECKING:
    from typing import Self

__all__ = ["ConfigurableField"]

C = TypeVar("C", bound=Config)
C_co = TypeVar("C_co", bound=Config, covariant=True)


class _HasConfigClass(Protocol[C_co]):
    """What says which configs it takes."""

    @property
    def ConfigClass(self) -> type[C_co]: ...


class ConfigurableField(HoldsConfigs, Field[ConfigurableInstance[C]]):
    """A field that holds a config together with what is made from it, its target.

    Parameters
    ----------
    doc : str
        What the config is for.
    target : callable
        A class or function of a module that is called with a config as the keyword ``config``.
    ConfigClass : type, optional
        The class of the configs that it takes; by default ``target.ConfigClass``.
    default : Config or type, optional
        A config whose values a new config has, whenever the ConfigClass is its class; by default the
        defaults of the class.
    check : callable, optional
        Called with the value when the config is validated.
    deprecated : str, optional
        Why the field should not be used any more.
    renamed_from : str or iterable of str, optional
        What the field was called formerly.

    Raises
    ------
    AttributeError
        If there is no ConfigClass.
    TypeError
        If the ConfigClass is no Config class.
    ValueError
        If the target cannot be called or has no ``__module__`` or ``__name__``, or the doc is empty.

    Examples
    --------
    >>> from stepconfig import Config, ConfigurableField, Field
    >>> class DetectConfig(Config):
    ...     threshold = Field("Detection threshold.", float, 5.0, unit="sigma")
    >>> class Detect:
    ...     ConfigClass = DetectConfig
    ...
    ...     def __init__(self, config):
    ...         self.threshold = config.threshold
    >>> class Reduce(Config):
    ...     detect = ConfigurableField("Source detection.", Detect)
    >>> config = Reduce()
    >>> config.detect.threshold = 4
    >>> config.detect.apply().threshold
    4.0
    """

    names_classes = True
    assigned_words = "config value set"
    """What stands in the history in the place of a whole config."""

    target: Any
    ConfigClass: Any

    if TYPE_CHECKING:

        @overload
        def __init__(
            self,
            doc: str,
            target: type[_HasConfigClass[C]] | _HasConfigClass[C],
            ConfigClass: None = None,
            default: C | type[C] | None = None,
            check: Callable[[ConfigurableInstance[C]], object] | None = None,
            deprecated: str | None = None,
            *,
            renamed_from: str | Iterable[str] = (),
        ) -> None: ...

        @overload
        def __init__(
            self,
            doc: str,
            target: Callable[..., object],
            ConfigClass: type[C],
            default: C | type[C] | None = None,
            check: Callable[[ConfigurableInstance[C]], object] | None = None,
            deprecated: str | None = None,
            *,
            renamed_from: str | Iterable[str] = (),
        ) -> None: ...

    def __init__(
        self,
        doc: str,
        target: Any,
        ConfigClass: Any = None,
        default: Any = None,
        check: Callable[[Any], object] | None = None,
        deprecated: str | None = None,
        *,
        renamed_from: str | Iterable[str] = (),
    ) -> None:
        cls = self.validateTarget(target, ConfigClass)
        if isinstance(default, Config):
            default = default.copy()
        default = cls if default is None else default
        self._setup(doc, ConfigurableInstance, default, check, False, None, deprecated, renamed_from)
        self.__dict__.update(target=target, ConfigClass=cls)

    if not TYPE_CHECKING:

        def __class_getitem__(cls, parameters):
            """The class itself: what its configs are, the target says."""
            return cls

    def _clone(self) -> Any:
        new = super()._clone()
        if isinstance(new.default, Config):
            new.__dict__["default"] = new.default.copy()
        return new

    def validateTarget(self, target: Any, ConfigClass: Any) -> Any:
        """The class of the configs that a target takes.

        Parameters
        ----------
        target : callable
            The target.
        ConfigClass : type or None
            The class; None for the target's own.

        Raises
        ------
        AttributeError
            If there is no ConfigClass.
        TypeError
            If it is no Config class.
        ValueError
            If the target cannot be called, or has no ``__module__`` or ``__name__``.
        """
        if ConfigClass is None:
            try:
                ConfigClass = target.ConfigClass
            except AttributeError:
                raise AttributeError(
                    f"{expected('a target with a ConfigClass', target)}; it can be given as ConfigClass="
                ) from None
        if not isinstance(ConfigClass, ConfigMeta):
            raise TypeError(f"ConfigClass {expected('a subclass of Config', ConfigClass)}")
        if not callable(target):
            raise ValueError(f"target {expected('a callable', target)}")
        if not all(isinstance(getattr(target, name, None), str) for name in ("__module__", "__name__")):
            raise ValueError(
                f"target {expected('a class or function of a module', target)};"
                " without __module__ and __name__ no file can name it"
            )
        return ConfigClass

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any = None) -> Self: ...

        @overload
        def __get__(self, instance: object, owner: Any = None) -> ConfigurableInstance[C]: ...

        def __get__(self, instance: Any, owner: Any = None) -> Any: ...

        def __set__(self, instance: Any, value: ConfigurableInstance[Any] | C | type[C]) -> None: ...

    else:

        def __set__(self, instance, value, at=None, label="assignment"):
            """Copy values: of a config, of another configurable with its target, or the class's defaults."""
            if instance._frozen:
                self._refuse_frozen(instance)
            mine = instance.__dict__[self.name]
            target, source, cls = mine.target, value, mine.ConfigClass
            if isinstance(value, ConfigurableInstance):
                target, source, cls = value.target, value.value, value.ConfigClass
            if source is not cls and type(source) is not cls:
                self._refuse(instance, TypeError(expected(_words_for(cls), value)), value, at)
            if source is cls:
                source = cls()
            config = mine.value
            if cls is mine.ConfigClass:
                with all_or_nothing(config):
                    copy_values(config, source, at, label)
            else:
                config = self.new_value(instance, cls, made_by())
                copy_values(config, source, at, label, only_different=True)
            words = self.assigned_words
            if not is_same(target, mine.target) or config is not mine.value:
                words = said(f"retargeted to {target_name(target)}, {words}")
            record(instance, self.name, words, at, label)
            mine._become(target, config)

    def make_value(self, config: Any) -> Any:
        """The target and the config of a new config, with the field's default values."""
        default = self.default
        if default is not self.ConfigClass and type(default) is not self.ConfigClass:
            self._refuse(config, TypeError(expected(self.expects(), default)), default, self.source)
        value = self.new_value(config, self.ConfigClass)
        return ConfigurableInstance(config, self, self.target, value)

    def new_value(self, parent: Any, cls: Any, made: Any = None) -> Any:
        """A config of a class for the field, with the default values if they are those of such a config."""
        default = self.default if type(self.default) is cls else cls
        return new_config(self, parent, "", cls, default, made)

    @property
    def default_words(self) -> Any:
        """What stands in the history in the place of the default."""
        return said(f"targeted to {target_name(self.target)}")

    def expects(self) -> str:
        return _words_for(self.ConfigClass)

    # -- what the traversals ask ---------------------------------------------------------------

    def validate(self, instance: Any) -> None:
        """Validate the config, then ``check`` the value.

        Raises
        ------
        FieldValidationError
            If one of its values, or all of them together, cannot be used.
        """
        value = instance.__dict__[self.name]
        call(value.value, "validate")()
        why = self._ask("check", value)
        if why:
            raise FieldValidationError(self, instance, why, value=value)

    def add_faults(self, instance: Any, faults: list[Exception]) -> None:
        value = instance.__dict__[self.name].value
        usual = type(self).validate is ConfigurableField.validate and type(value).validate is Config.validate
        if usual and self.check is None:
            add_field_faults(value, faults)
        else:
            super().add_faults(instance, faults)

    def children(self, value: Any) -> Iterable[tuple[str, Any]]:
        return (("", value.value),)

    def own_parts(self, value: Any) -> dict[str, Any]:
        return {".target": target_name(value.target)}

    def enter(self, value: Any, path: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
        return value.value, path

    def saved_parts(self, value: Any) -> Iterable[str]:
        return (".target",) if self._is_saved(value) else ()

    def _is_saved(self, value: Any) -> bool:
        """Would a new config have another target, by the field itself, or by a default or ``setDefaults``?"""
        is_own = value.target is self.target or is_same(value.target, self.target)
        if not is_own or value.ConfigClass is not self.ConfigClass:
            return True
        entries = stored_history(value._config).get(self.name)
        if not entries:  # nearly always
            return False
        return any(isinstance(raw[0], Edit) and labels_of(raw)[1] in AUTHORS for raw in entries)

    def plain(self, value: Any) -> Any:
        return call(value.value, "toDict")()

    def schema(self, value: Any, defs: Any) -> dict[str, Any]:
        """The schema of the config of the default target, or of that of any other that is named."""
        return {"description": self.doc_with_unit(), **defs.or_other(value.value, "$target")}

    def tree(self, value: Any, tree_of: Callable[..., Any]) -> Any:
        return tree_of(value.value, self._head(value) if self._is_saved(value) else None)

    def _head(self, value: Any) -> dict[str, Any]:
        """What stands before the values in a data file: the target, and the class of its configs."""
        head = {}
        for key, each in (("$target", value.target), ("$class", value.ConfigClass)):
            if importable_name(each, "") is None:
                why = f"{target_name(each)} cannot be saved, as no file can import it; define it in a module"
                raise FieldValidationError(self, value._config, why, value=each)
            head[key] = Stated(f"{each.__module__}.{getattr(each, '__qualname__', None) or each.__name__}")
        return head

    def set_tree(self, config: Any, tree: Any, reader: Any) -> None:
        values = reader.mapping(config, self, tree)
        mine = config.__dict__[self.name]
        target = reader.target_named(values, mine.target)
        cls = reader.class_named(values, Config, mine.ConfigClass)
        if target is not None or cls not in (None, mine.ConfigClass):
            mine.retarget(mine.target if target is None else target, cls)
        reader.read(mine.value, values, ("$target", "$class"))

    def statements(self, path: str, value: Any) -> list[str]:
        if not self._is_saved(value):
            return []
        names = {}
        for word, each in (("target", value.target), ("ConfigClass", value.ConfigClass)):
            names[word] = importable_name(each, path)
            if names[word] is None:
                raise OverrideFileError(
                    f"{join_path(value._config._name, self.name)}: the {word} {target_name(each)} cannot be"
                    " saved, as no file can import it; define it at the top of a module"
                )
        return [f"{path}.retarget({', '.join(f'{word}={name}' for word, name in names.items())})"]

    def modules(self, value: Any) -> Iterable[str]:
        if self._is_saved(value):
            return (value.target.__module__, value.ConfigClass.__module__)
        return ()

    def copied(self, value: Any, config: Any) -> Any:
        return ConfigurableInstance(config, self, value.target, value.value.__deepcopy__({}))

    def exported(self, value: Any, shared: dict[int, Any]) -> Any:
        target = None if is_same(value.target, self.target) else value.target
        cls = None if value.ConfigClass is self.ConfigClass else value.ConfigClass
        return target, cls, export_state(value.value, shared)

    def imported(self, exported: Any, config: Any) -> Any:
        target, cls, state = exported
        value = import_state(cls or self.ConfigClass, state)
        return ConfigurableInstance(config, self, target or self.target, value)

    def snapshot(self, value: Any) -> Any:
        return value.target, value.value

    def restore(self, value: Any, snapshot: Any) -> None:
        value._become(*snapshot)

    def _type_words(self) -> str:
        return f"{type_name(self.ConfigClass)} for {target_name(self.target)}"

    def describe_default(self) -> str:
        return "" if self.default is self.ConfigClass else repr(self.default)


def _words_for(cls: Any) -> str:
    return f"a config of type {type_name(cls)}"
