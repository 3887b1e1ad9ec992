"""ConfigurableActionStruct: actions as attributes; and ConfigurableActionStructField, which holds it."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping
from keyword import iskeyword
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Generic, NoReturn, overload

from ..config.state import export_state, import_state
from ..errors import FieldValidationError, UnexpectedProxyUsageError, UnknownNameError, expected, faults_in
from ..fields.base import Field, setter_location
from ..history.record import Edit, Entry, record
from ..names import join_path, type_name
from .action import (
    ActionT,
    class_of,
    default_action,
    edit_to,
    is_action_class,
    new_action,
    set_statement,
)
from .config_field import _method

if TYPE_CHECKING:
    from typing import Self

__all__ = ["ConfigurableActionStruct", "ConfigurableActionStructField"]


class _StructSlots:
    __slots__ = ("__weakref__", "_config", "_field", "_items")

    _config: Any
    _field: Any
    _items: dict[str, Any]


class ConfigurableActionStruct(_StructSlots, Generic[ActionT]):
    """The value of a `ConfigurableActionStructField`: actions as attributes.

    Assigning a class puts a new action with its defaults under the name; assigning an action puts one of
    its class, with its values, there. ``struct.update = {...}`` does so for several names, and
    ``struct.remove = "name"``, or a sequence of names, takes actions away; both are assignments, so that
    override files consist of nothing else. Iterating gives the actions.

    Parameters
    ----------
    config : Config
        The config that holds it.
    field : ConfigurableActionStructField
        Its field.
    items : dict
        The actions by name. It is never changed, only replaced by another.
    """

    __slots__ = ()

    def __init__(self, config: Any, field: Any, items: dict[str, Any]) -> None:
        _set_config(self, config)
        _set_field(self, field)
        _set_items(self, items)

    # -- reading -------------------------------------------------------------------------------

    @property
    def fieldNames(self) -> KeysView[str]:
        """Names of the actions, in the order in which they were added."""
        return self._items.keys()

    def items(self) -> ItemsView[str, ActionT]:
        """Names and actions, in the order in which they were added."""
        return self._items.items()

    @property
    def history(self) -> list[Entry]:
        """The history of the field: what was done to the struct, oldest first."""
        entries: list[Entry] = self._field.entries(self._config)
        return entries

    def __iter__(self) -> Iterator[ActionT]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def __getattr__(self, name: str) -> ActionT:
        if name[:2] == "__":
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        try:
            return self._items[name]  # type: ignore[no-any-return]
        except KeyError:
            raise self._unknown(name) from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._items]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ConfigurableActionStruct) and self._items == other._items

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        actions = ", ".join(f"{name}={action!r}" for name, action in self._items.items())
        return f"{type(self).__name__}({actions})"

    # -- changing ------------------------------------------------------------------------------

    @property
    def update(self) -> None:
        """Assign a mapping of names to actions, or another struct, to add or replace these actions."""
        return None

    @update.setter
    def update(self, given: Mapping[str, ActionT | type[ActionT]] | ConfigurableActionStruct[Any]) -> None:
        self._refuse_frozen()
        pairs: Any = given._items if isinstance(given, ConfigurableActionStruct) else given
        if not isinstance(pairs, Mapping):
            self._refuse("", expected("a mapping of names to actions, or a struct", given), given)
        new = self._field.new_items(self, pairs, "update")
        self._change(Edit(".update = {}", names_of_classes(new)), "update", {**self._items, **new})

    @property
    def remove(self) -> None:
        """Assign a name, or several, to take the actions of these names away."""
        return None

    @remove.setter
    def remove(self, names: str | Iterable[str]) -> None:
        self._refuse_frozen()
        try:
            gone = [names] if isinstance(names, str) else list(names)
        except TypeError:
            self._refuse("", expected("the name of an action, or names", names), names)
        for name in gone:
            if name not in self._items:
                raise self._unknown(name)
        rest = {name: action for name, action in self._items.items() if name not in gone}
        self._change(Edit(".remove = {}", gone[0] if isinstance(names, str) else gone), "delitem", rest)

    if TYPE_CHECKING:

        def __setattr__(self, name: str, value: ActionT | type[ActionT]) -> None: ...

    else:

        def __setattr__(self, name, value, at=None, label="setitem"):
            if name in ("update", "remove"):
                object.__setattr__(self, name, value)
                return
            self._refuse_frozen()
            if value is self._items.get(name, self):
                return
            new = self._field.new_items(self, {name: value}, "assignment", at)
            self._change(edit_to(value, f".{name} = {{}}"), label, {**self._items, **new}, at)

    def __delattr__(self, name: str) -> None:
        self._refuse_frozen()
        if name not in self._items:
            raise self._unknown(name)
        rest = {each: action for each, action in self._items.items() if each != name}
        self._change(Edit(f"del .{name}"), "delitem", rest)

    def _change(self, edit: Edit, label: str, items: dict[str, Any], at: Any = None) -> None:
        record(self._config, self._field.name, edit, at, label)
        _set_items(self, items)

    # -- errors --------------------------------------------------------------------------------

    def _refuse_frozen(self) -> None:
        if self._config._frozen:
            self._field._refuse_frozen(self._config)

    def _refuse(self, name: str, why: str, value: Any) -> NoReturn:
        """Raise the error for an action, or for the whole if the name is empty."""
        error = FieldValidationError(self._field, self._config, why, value=value, location=setter_location())
        if name:
            error.fullname = join_path(error.fullname, name)
        raise error

    def _unknown(self, name: Any) -> UnknownNameError:
        config = self._config
        path = join_path(config._name, self._field.name)
        owner = type_name(type(config))
        return UnknownNameError(str(name), owner, path, list(self._items), "action", setter_location())

    # -- copies --------------------------------------------------------------------------------

    def __copy__(self) -> SimpleNamespace:
        """The actions apart from their config, which a field takes as its value."""
        return SimpleNamespace(**self._items)

    def __deepcopy__(self, memo: dict[int, Any]) -> SimpleNamespace:
        return SimpleNamespace(**{name: action.copy() for name, action in self._items.items()})

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        name = self._field.name
        raise UnexpectedProxyUsageError(
            f"the {type(self).__name__} of the field '{name}' belongs to its config and cannot be pickled;"
            f" pickle the config, or a plain dict: dict(config.{name}.items())"
        )


_set_config: Callable[[Any, Any], None] = _StructSlots.__dict__["_config"].__set__
_set_field: Callable[[Any, Any], None] = _StructSlots.__dict__["_field"].__set__
_set_items: Callable[[Any, Any], None] = _StructSlots.__dict__["_items"].__set__


class ConfigurableActionStructField(Field[ConfigurableActionStruct[ActionT]], Generic[ActionT]):
    """A field that holds any number of actions, each under a name.

    Parameters
    ----------
    doc : str
        What the actions are for.
    default : mapping, optional
        The actions of a new config: names with actions or their classes.
    optional : bool, optional
        Makes no difference: None stands for a struct without actions.
    deprecated : str, optional
        Why the field should not be used any more.

    Raises
    ------
    ValueError
        If the doc is empty.

    Examples
    --------
    >>> from stepconfig import Config, Field
    >>> from stepconfig.configurableActions import ConfigurableAction, ConfigurableActionStructField
    >>> class Above(ConfigurableAction):
    ...     limit = Field("Lowest value that passes.", float, 5.0)
    ...
    ...     def __call__(self, value):
    ...         return value >= self.limit
    >>> class Select(Config):
    ...     cuts = ConfigurableActionStructField[Above]("What a source has to pass.", {"signal": Above})
    >>> config = Select()
    >>> config.cuts.sharp = Above(limit=0.5)
    >>> [cut(3.0) for cut in config.cuts]
    [False, True]
    """

    holds_configs = True
    StructClass = ConfigurableActionStruct

    if TYPE_CHECKING:

        def __init__(
            self,
            doc: str,
            default: Mapping[str, ActionT | type[ActionT]] | None = None,
            optional: bool = False,
            deprecated: str | None = None,
        ) -> None: ...

        @overload
        def __get__(self, instance: None, owner: Any = None) -> Self: ...

        @overload
        def __get__(self, instance: object, owner: Any = None) -> ConfigurableActionStruct[ActionT]: ...

        def __get__(self, instance: Any, owner: Any = None) -> Any: ...

        def __set__(
            self, instance: Any, value: ConfigurableActionStruct[ActionT] | SimpleNamespace | None
        ) -> None: ...

    else:

        def __init__(self, doc, default=None, optional=False, deprecated=None):
            if isinstance(default, Mapping):
                default = _detached(default)
            self._setup(doc, ConfigurableActionStruct, default, None, optional, None, deprecated)

        @classmethod
        def _keywords_from_types(cls, types):
            return {}  # for type checkers only: any action is accepted

        def __set__(self, instance, value, at=None, label="assignment"):
            """Put copies of the actions of a struct or a namespace into the place of those that are there."""
            if instance._frozen:
                self._refuse_frozen(instance)
            struct = instance.__dict__[self.name]
            if isinstance(value, ConfigurableActionStruct):
                pairs = value._items
            elif isinstance(value, SimpleNamespace):
                pairs = vars(value)
            elif value is None:
                pairs = {}
            else:
                hint = (
                    f"; add actions by config.{self.name}.update = {{...}}"
                    if isinstance(value, Mapping)
                    else ""
                )
                error = TypeError(expected(self.expects(), value) + hint)
                self._refuse(instance, error, value, at)
            items = struct._items if value is struct else self.new_items(struct, pairs, label, at)
            struct._change(Edit("= {}", names_of_classes(items)), label, items, at)

        @property
        def default_words(self):
            """What the history says of the default."""
            return Edit("= {}", names_of_classes(self.default or {}))

    def _clone(self) -> Any:
        new = super()._clone()
        if isinstance(new.default, Mapping):
            new.__dict__["default"] = _detached(new.default)
        return new

    def new_items(self, struct: Any, pairs: Mapping[str, Any], label: str, at: Any = None) -> dict[str, Any]:
        """New actions for a struct, of what somebody wants to have in it: all, or the error for the first.

        Parameters
        ----------
        struct : ConfigurableActionStruct
            The struct.
        pairs : mapping
            Names with actions or their classes.
        label : str
            What is done.
        at : Location, optional
            Who does it.

        Raises
        ------
        FieldValidationError
            If one of the names cannot be an attribute, or one of the values is no action.
        """
        for name, value in pairs.items():
            why = name_fault(name)
            if why:
                struct._refuse("", why, value)
            if not is_action_class(class_of(value)):
                struct._refuse(name, expected("a subclass of ConfigurableAction, or an action", value), value)
        config = struct._config
        return {
            name: new_action(value, config, f"{self.name}.{name}", at, label) for name, value in pairs.items()
        }

    def make_value(self, config: Any) -> Any:
        """The struct of a new config, with the default actions."""
        default = {} if self.default is None else self.default
        if not isinstance(default, Mapping):
            error = TypeError(expected("a mapping of names to actions", default))
            self._refuse(config, error, default, self.source)
        for name, value in default.items():
            why = name_fault(name)
            if not why and not is_action_class(class_of(value)):
                why = f"{name}: {expected('a subclass of ConfigurableAction, or an action', value)}"
            if why:
                self._refuse(config, ValueError(why), value, self.source)
        items = {
            name: default_action(value, config, f"{self.name}.{name}", self.source)
            for name, value in default.items()
        }
        return self.StructClass(config, self, items)

    def expects(self) -> str:
        return "a struct of actions, a SimpleNamespace of actions, or None"

    # -- what the traversals ask ---------------------------------------------------------------

    def rename(self, instance: Any) -> None:
        """Give the actions their full paths."""
        path = join_path(instance._name, self.name)
        for name, action in instance.__dict__[self.name]._items.items():
            action._rename(join_path(path, name))

    def validate(self, instance: Any) -> None:
        """Validate every action.

        Raises
        ------
        FieldValidationError
            If one of them cannot be used.
        """
        faults: list[Exception] = []
        self.add_faults(instance, faults)
        if faults:
            raise FieldValidationError.of_all(faults)

    def add_faults(self, instance: Any, faults: list[Exception]) -> None:
        for action in instance.__dict__[self.name]:
            try:
                _method(action, "validate")()
            except Exception as error:
                faults += faults_in(error)

    def freeze(self, instance: Any) -> None:
        """Freeze every action; the struct asks the config."""
        for action in instance.__dict__[self.name]:
            _method(action, "freeze")()

    def children(self, value: Any) -> Iterable[tuple[str, Any]]:
        return [(f".{name}", action) for name, action in sorted(value._items.items())]

    def own_parts(self, value: Any) -> dict[str, Any]:
        names = sorted(value._items)
        return {"": names, **{f".{name}": type_name(type(value._items[name])) for name in names}}

    def plain(self, value: Any) -> Any:
        return {name: _method(action, "toDict")() for name, action in value._items.items()}

    def statements(self, path: str, value: Any) -> list[str]:
        items = value._items
        if self.deprecated and names_of_classes(items) == names_of_classes(self.default or {}):
            return []  # loading the lines would warn
        lines = [set_statement(f"{path}.{name}", items[name], "()") for name in sorted(items)]
        kept = [name for name in sorted(items) if "<" in type_name(type(items[name]))]
        # What no file can import has to be there already.
        first = f"{path}.remove=[name for name in {path}.fieldNames if name not in {kept}]"
        return ["\n".join([first if kept else f"{path}=None", *lines])]

    def copied(self, value: Any, config: Any) -> Any:
        items = {name: action.__deepcopy__({}) for name, action in value._items.items()}
        return self.StructClass(config, self, items)

    def exported(self, value: Any, shared: dict[int, Any]) -> Any:
        return {name: (type(action), export_state(action, shared)) for name, action in value._items.items()}

    def imported(self, exported: Any, config: Any) -> Any:
        items = {name: import_state(*state) for name, state in exported.items()}
        return self.StructClass(config, self, items)

    def snapshot(self, value: Any) -> Any:
        return value._items

    def restore(self, value: Any, snapshot: Any) -> None:
        _set_items(value, snapshot)

    def describe_default(self) -> str:
        return ", ".join(f"{name}={cls}" for name, cls in names_of_classes(self.default or {}).items())

    def _type_words(self) -> str:
        return "struct of actions"


def _detached(items: Mapping[str, Any]) -> dict[str, Any]:
    """The items with copies of those that are actions and no classes."""
    return {name: value.copy() if is_action_class(type(value)) else value for name, value in items.items()}


def names_of_classes(items: Mapping[str, Any]) -> dict[str, str]:
    """The full name of the class of each action."""
    return {name: type_name(class_of(value)) for name, value in items.items()}


def name_fault(name: Any) -> str:
    """Why a name cannot be that of an action in a struct, or nothing."""
    if not isinstance(name, str) or not name.isidentifier() or iskeyword(name):
        return f"{name!r} cannot be the name of an action: a name is letters, digits and _, and no keyword"
    if name.startswith("_") or hasattr(ConfigurableActionStruct, name):
        return f"{name!r} cannot be the name of an action: the struct has that for itself; choose another"
    return ""
