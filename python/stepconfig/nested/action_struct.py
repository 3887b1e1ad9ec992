"""ConfigurableActionStruct: named actions as attributes of one value."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping
from keyword import iskeyword
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Generic, NoReturn

from ..errors import FieldValidationError, UnexpectedProxyUsageError, UnknownNameError, expected
from ..fields.base import setter_location
from ..history.record import Edit, Entry, record
from ..names import class_words, join_path, type_name
from .action import ActionT, class_of, edit_to

__all__ = ["ConfigurableActionStruct", "actions_in", "name_fault", "names_of_classes", "set_items"]


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
        set_items(self, items)

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
        return self._named(name)  # type: ignore[no-any-return]

    def _named(self, name: str) -> Any:
        """The action of that name."""
        try:
            return self._items[name]
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
        pairs = actions_in(given)
        if pairs is None or given is None:
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
            gone: list[Any] = [names] if isinstance(names, str) else list(names)
        except TypeError:
            self._refuse("", expected("the name of an action, or names", names), names)
        for name in gone:
            if not isinstance(name, str) or name not in self._items:
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
        set_items(self, items)

    # -- errors --------------------------------------------------------------------------------

    def _refuse_frozen(self) -> None:
        if self._config._frozen:
            self._field._refuse_frozen(self._config)

    def _refuse(self, name: str, why: str, value: Any) -> NoReturn:
        """Raise the error for an action, or for the whole if the name is empty."""
        error = FieldValidationError(self._field, self._config, why, value=value, location=setter_location())
        if name:
            error.fullname = join_path(error.fullname, name)
        raise error from None

    def _unknown(self, name: Any) -> UnknownNameError:
        config = self._config
        path = join_path(config._name, self._field.name)
        owner = class_words(type(config))
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
set_items: Callable[[Any, Any], None] = _StructSlots.__dict__["_items"].__set__


def actions_in(value: Any) -> Mapping[str, Any] | None:
    """The actions by name of whatever stands for a struct; None if it stands for none."""
    if value is None:
        return {}
    if isinstance(value, ConfigurableActionStruct):
        return value._items
    if isinstance(value, SimpleNamespace):
        return vars(value)
    return value if isinstance(value, Mapping) else None


def names_of_classes(items: Mapping[str, Any] | None) -> dict[str, str]:
    """The full name of the class of each action."""
    return {name: type_name(class_of(value)) for name, value in (items or {}).items()}


def name_fault(name: Any) -> str:
    """Why a name cannot be that of an action in a struct, or nothing."""
    if not isinstance(name, str) or not name.isidentifier() or iskeyword(name):
        return f"{name!r} cannot be the name of an action: a name is letters, digits and _, and no keyword"
    if name.startswith("__") or name in dir(ConfigurableActionStruct):
        return f"{name!r} cannot be the name of an action: the struct has that for itself; choose another"
    return ""
