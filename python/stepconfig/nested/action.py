"""ConfigurableAction: a config that can be called; and ConfigurableActionField, which holds one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, overload

from ..config.config import Config, build_nested
from ..config.state import export_state, import_state
from ..errors import expected
from ..fields.stated import Stated
from ..history.record import Edit, acting_as, made_by, record
from ..names import join_path, type_name
from .config_field import ConfigField, _set_values

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    ActionT = TypeVar("ActionT", bound="ConfigurableAction", default=Any)
else:
    from typing import TypeVar

    ActionT = TypeVar("ActionT", bound="ConfigurableAction")

__all__ = [
    "ActionT",
    "ConfigurableAction",
    "ConfigurableActionField",
    "class_head",
    "class_of",
    "default_action",
    "edit_to",
    "importable_name",
    "is_action_class",
    "new_action",
    "set_statement",
]


class ConfigurableAction(Config):
    """A config that can be called: a small piece of an algorithm with its parameters.

    Subclasses declare fields and override ``__call__``, which reads them.

    Examples
    --------
    >>> from stepconfig import Field
    >>> from stepconfig.configurableActions import ConfigurableAction
    >>> class Scale(ConfigurableAction):
    ...     factor = Field("What a value is multiplied with.", float, 2.0)
    ...
    ...     def __call__(self, value):
    ...         return self.factor * value
    >>> Scale(factor=3)(14)
    42.0
    """

    __slots__ = ()
    __module__ = "stepconfig.configurableActions"
    """As override files name the class, wherever in this package it is."""

    @property
    def identity(self) -> str | None:
        """Name under which a config holds the action; None for one that stands by itself.

        One that stands by itself can be given a name, which its errors and histories then begin with.
        """
        path = self._name
        return None if path.endswith("]") else path.rpartition(".")[2] or None

    @identity.setter
    def identity(self, name: str | None) -> None:
        outer = self._name.rpartition(".")[0]
        self._rename(join_path(outer, name) if name else outer)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do what the action is for; subclasses override this.

        Raises
        ------
        NotImplementedError
            If the class does not.
        """
        raise NotImplementedError(f"{type_name(type(self))} does not say what it does: override __call__")


class ConfigurableActionField(ConfigField[ActionT]):
    """A field that holds an action of one class or of a class derived from it.

    Assigning a class puts a new action with its defaults into the place of the one that is there;
    assigning an action puts one of its class, with its values, there.

    Parameters
    ----------
    doc : str
        What the action is for.
    dtype : type, optional
        The class that the action has to be of; by default any action.
    default : ConfigurableAction or type, optional
        The action, or its class, of a new config; by default ``dtype``.
    check : callable, optional
        Called with the action when it is validated.
    deprecated : str, optional
        Why the field should not be used any more.
    renamed_from : str or iterable of str, optional
        What the field was called formerly.

    Raises
    ------
    ValueError
        If ``dtype`` is no class of actions, or the doc is empty.

    Examples
    --------
    >>> from stepconfig import Config, Field
    >>> from stepconfig.configurableActions import ConfigurableAction, ConfigurableActionField
    >>> class Scale(ConfigurableAction):
    ...     factor = Field("What a value is multiplied with.", float, 2.0)
    ...
    ...     def __call__(self, value):
    ...         return self.factor * value
    >>> class Reduce(Config):
    ...     calibrate = ConfigurableActionField("Calibration of the fluxes.", Scale)
    >>> config = Reduce()
    >>> config.calibrate.factor = 10
    >>> config.calibrate(4.2)
    42.0
    """

    saves_own_if_changed = True

    if TYPE_CHECKING:

        @overload
        def __init__(
            self,
            doc: str,
            dtype: type[ActionT],
            default: ActionT | type[ActionT] | None = None,
            check: Callable[[ActionT], object] | None = None,
            deprecated: str | None = None,
            *,
            renamed_from: str | Iterable[str] = (),
        ) -> None: ...

        @overload
        def __init__(
            self,
            doc: str,
            dtype: None = None,
            default: ConfigurableAction | type[ConfigurableAction] | None = None,
            check: Callable[[Any], object] | None = None,
            deprecated: str | None = None,
            *,
            renamed_from: str | Iterable[str] = (),
        ) -> None: ...

        def __init__(
            self,
            doc: str,
            dtype: Any = None,
            default: Any = None,
            check: Any = None,
            deprecated: Any = None,
            *,
            renamed_from: Any = (),
        ) -> None: ...

    else:

        def __init__(self, doc, dtype=None, default=None, check=None, deprecated=None, *, renamed_from=()):
            config_class = ConfigurableAction if dtype is None else dtype
            if not is_action_class(config_class):
                raise ValueError(f"dtype {expected('a subclass of ConfigurableAction', config_class)}")
            super().__init__(doc, config_class, default, check, deprecated, renamed_from=renamed_from)

        def __set__(self, instance, value, at=None, label="assignment"):
            """Replace the action by a new one of a class, or by one with the values of another."""
            if instance._frozen:
                self._refuse_frozen(instance)
            if not is_action_class(class_of(value), self.dtype):
                self._refuse(instance, TypeError(expected(self.expects(), value)), value, at)
            values = instance.__dict__
            action = value
            if value is not values[self.name]:
                action = new_action(value, instance, self.name, at, label)
            record(instance, self.name, edit_to(action), at, label)
            values[self.name] = action

        @property
        def default_words(self):
            """What the history says of the default."""
            return edit_to(self.default)

    def make_value(self, config: Any) -> Any:
        """The default action of a new config."""
        default = self.default
        if not is_action_class(class_of(default), self.dtype):
            self._refuse(config, TypeError(expected(self.expects(), default)), default, self.source)
        return default_action(default, config, self.name, self.source)

    def expects(self) -> str:
        return f"a subclass of {type_name(self.dtype)}, or an action of one"

    def statements(self, path: str, value: Any) -> list[str]:
        return [set_statement(path, value, "")]

    def own_parts(self, value: Any) -> dict[str, Any]:
        return {"": type_name(type(value))}

    def tree(self, value: Any, tree_of: Callable[..., Any]) -> Any:
        return tree_of(value, class_head(value))

    def set_tree(self, config: Any, tree: Any, reader: Any) -> None:
        values = reader.mapping(config, self, tree)
        cls = reader.class_named(values, self.dtype, type(config.__dict__[self.name]))
        if cls is not None:
            self.__set__(config, cls)
        reader.read(config.__dict__[self.name], values)

    def schema(self, value: Any, defs: Any) -> dict[str, Any]:
        """The schema of the action that is there by default, or of any other that is named."""
        return {"description": self.doc_with_unit(), **defs.or_other(value, "$class")}

    def exported(self, value: Any, shared: dict[int, Any]) -> Any:
        return type(value), export_state(value, shared)

    def imported(self, exported: Any, config: Any) -> Any:
        return import_state(*exported)

    def describe_default(self) -> str:
        default = self.default
        if default is self.dtype:
            return ""
        return type_name(default) if isinstance(default, type) else repr(default)

    def _type_words(self) -> str:
        return f"action {type_name(self.dtype)}"


def class_head(action: Any) -> dict[str, Any]:
    """What stands before the values of an action in a data file: its class."""
    return {"$class": Stated(type_name(type(action)))}


def class_of(value: Any) -> type:
    """The class that is meant by a class or by an object of it."""
    return value if isinstance(value, type) else type(value)


def is_action_class(cls: Any, base: type = ConfigurableAction) -> bool:
    """Is it a class of actions, derived from ``base``?"""
    return isinstance(cls, type) and issubclass(cls, base)


def new_action(value: Any, config: Any, path: str, at: Any, label: str) -> Any:
    """An action of the config's own: of a class with its defaults, or with the class and values of another.

    Parameters
    ----------
    value : ConfigurableAction or type
        The action, or the class.
    config : Config
        The config that will hold it.
    path : str
        The part of its path below the config.
    at : Location or None
        Who sets it.
    label : str
        What is done.
    """
    cls = class_of(value)
    action = build_nested(cls, config, path, made_by())
    if value is not cls:
        _set_values(action, value, at, label, only_different=True)
    return action


def default_action(default: Any, config: Any, path: str, source: Any) -> Any:
    """The action of a new config: as `new_action`, with what differs told as a default of the field."""
    cls = class_of(default)
    action = build_nested(cls, config, path)
    if default is not cls:
        with acting_as(source, label="default", layer="default"):
            _set_values(action, default, None, "default", only_different=True)
    return action


def edit_to(value: Any, form: str = "= {}") -> Edit:
    """What a history says: that the action is now one of this class."""
    name = type_name(class_of(value)).replace("{", "{{").replace("}", "}}")
    return Edit(form.replace("{}", name))


# -- in override files -----------------------------------------------------------------------------


def importable_name(target: type, path: str) -> str | None:
    """The expression for a class in a saved file; None if no file can import it, as one in a function.

    Parameters
    ----------
    target : type
        The class.
    path : str
        Path of what it is assigned to; a module must not be called as the config that the path begins with.
    """
    module, name = target.__module__, target.__qualname__
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    if found is not target:
        return None
    if module.partition(".")[0] == path.partition(".")[0]:
        return f"__import__({module!r}, fromlist=['']).{name}"
    return f"{module}.{name}"


def set_statement(path: str, action: Any, call: str) -> str:
    """The line of an override file that puts an action of that class to a path, or checks that it is there.

    Parameters
    ----------
    path : str
        Where.
    action : ConfigurableAction
        The action.
    call : str
        What stands behind the class: ``()`` for an object.
    """
    cls = type(action)
    source = importable_name(cls, path)
    if source is not None:
        return f"{path}={source}{call}"
    name = type_name(cls)
    found = f"{{type({path}).__module__}}.{{type({path}).__qualname__}}"
    why = f"{path} has to be of type {name} already, which no file can import"
    return f'assert f"{found}" == {name!r}, {why!r}'
