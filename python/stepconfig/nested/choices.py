"""ConfigInstanceDict: the configs among which a field chooses, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, ValuesView
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from ..config.compare import equal
from ..config.config import build_nested
from ..config.meta import ConfigMeta
from ..config.walk import Journal, walk_made
from ..errors import (
    FieldValidationError,
    PluginError,
    UnexpectedProxyUsageError,
    UnknownAttributeError,
    UnknownChoiceError,
    expected,
)
from ..fields.base import setter_location
from ..history.record import Edit, Entry, before_change, current_acting, record
from ..names import join_path, shown, type_name
from .config_field import _set_values
from .discarded import left_behind, warn_of_discarded
from .selection import SelectionSet

if TYPE_CHECKING:
    from typing_extensions import TypeVar as TypeVarWithDefault

    C = TypeVarWithDefault("C", default=Any)
    A = TypeVarWithDefault("A", default=C | None)
else:
    C = TypeVar("C")
    A = TypeVar("A")

__all__ = ["ConfigInstanceDict", "choice_object"]


class _ChoiceSlots:
    __slots__ = ("__weakref__", "_built", "_config", "_field", "_kept", "_selected")


class _BareChoice(_ChoiceSlots):
    """A value object that is being made: without a ``__setattr__`` its slots are filled at full speed."""

    __slots__ = ()

    def __init__(self, config: Any, field: Any, selected: Any, built: dict[Any, Any], kept: Any) -> None:
        self._config = config
        self._field = field
        self._selected = selected
        self._built = built
        self._kept = kept


class ConfigInstanceDict(_ChoiceSlots, Mapping[Any, C], Generic[C, A]):
    """The value of a `ConfigChoiceField`: what is selected, and a config for each choice.

    A mapping of the names of all choices to their configs. A config is made when it is first asked for,
    so that what nobody selects or touches costs nothing. Assigning an item copies values, or resets them for
    the class.

    Parameters
    ----------
    config : Config
        The config that holds it.
    field : ConfigChoiceField
        Its field.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        _config: Any
        _field: Any
        _selected: Any
        _built: dict[Any, Any]
        _kept: Any

    def __init__(self, config: Any, field: Any) -> None:
        for name, value in (("_config", config), ("_field", field), ("_built", {}), ("_kept", None)):
            _SET[name](self, value)
        _SET["_selected"](self, field.default_selection(config))

    # -- the selection -----------------------------------------------------------------------------

    @property
    def name(self) -> str | None:
        """The selected name; None if nothing is selected."""
        if self._field.multi:
            self._wrong_word("names", "name")
        selected: str | None = self._selected
        return selected

    @name.setter
    def name(self, name: Any) -> None:
        if self._field.multi:
            self._wrong_word("names", "name")
        self._select(name, None, "assignment")

    @name.deleter
    def name(self) -> None:
        if self._field.multi:
            self._wrong_word("names", "name")
        self._select(None, None, "deletion")

    @property
    def names(self) -> SelectionSet:
        """The selected names of a field that chooses several; None, rarely, if no selection was made."""
        if not self._field.multi:
            self._wrong_word("name", "names")
        names: Any = None if self._selected is None else SelectionSet(self)
        return names  # type: ignore[no-any-return]

    @names.setter
    def names(self, names: Iterable[Any] | None) -> None:
        if not self._field.multi:
            self._wrong_word("name", "names")
        if type(names) is SelectionSet and names.belongs_to(self):
            return  # what is left to do of `names |= ...`: the edit is done and recorded
        self._select(names, None, "assignment")

    @names.deleter
    def names(self) -> None:
        if not self._field.multi:
            self._wrong_word("name", "names")
        self._select(None, None, "deletion")

    def _wrong_word(self, right: str, wrong: str) -> NoReturn:
        many = "several" if self._field.multi else "one"
        why = f"it chooses {many}, so the selection is .{right}, not .{wrong}"
        raise FieldValidationError(self._field, self._config, why, location=setter_location())

    @property
    def active(self) -> A:
        """The selected config, or the list of them if several can be chosen; None without a selection."""
        selected = self._selected
        found: Any = None
        if type(selected) is tuple:
            found = [self[key] for key in selected]
        elif selected is not None:
            found = self._built.get(selected)
            if found is None:
                found = self._made(selected)
        return found  # type: ignore[no-any-return]

    def _selected_keys(self) -> tuple[Any, ...]:
        selected = self._selected
        if selected is None:
            return ()
        return selected if self._field.multi else (selected,)

    def _select(self, value: Any, at: Any, label: str) -> None:
        """Make a selection, with its entry in the history."""
        if self._field.multi:
            self._select_several(value, at, label)
        else:
            self._select_one(value, at, label, 4)

    def _select_one(self, value: Any, at: Any, label: str, frames_out: int = 3) -> None:
        config, field = self._config, self._field
        if config._frozen:
            field._refuse_frozen(config)
        try:
            if type(value) is str and not field.has_aliases:  # nearly always
                if not isinstance(field.typemap.get(value), ConfigMeta):
                    self._class_of(value)
                selected: Any = value
            else:
                selected = field.coerce_selection(self, value)
        except Exception as error:
            field._refuse(config, error, value, at)
        before = self._built.get(self._selected)
        if (
            before is not None
            and (before._stored_history or before._plan.nested)
            and selected != self._selected
        ):
            self._warn_of_what_is_left(before, selected)
        record(config, field.name, selected, at, label, frames_out)  # here calls only what is inside
        _set_selected(self, selected)

    def _select_several(self, value: Any, at: Any, label: str) -> None:
        config, field = self._config, self._field
        if config._frozen:
            field._refuse_frozen(config)
        try:
            selected = field.coerce_selection(self, value)
        except Exception as error:
            field._refuse(config, error, value, at)
        record(config, field.name, field.plain_selection(selected), at, label)
        _set_selected(self, selected)

    def _warn_of_what_is_left(self, before: Any, selected: Any) -> None:
        """Warn of what a user had set for the choice that is selected now and will not be any more."""
        change = f"{shown(selected)} is selected in place of {shown(self._selected)}"
        after = self._built.get(selected)
        warn_of_discarded(f"{self._name}: {change}, for which these were set", left_behind(before, after))

    def _edit_selection(self, selected: tuple[Any, ...], form: str, *arguments: Any) -> None:
        """Store an edited selection of several, with an entry that tells the edit."""
        config, field = self._config, self._field
        if config._frozen:
            field._refuse_frozen(config)
        record(config, field.name, Edit(form, *arguments), None, "selection")
        _set_selected(self, selected)

    # -- the choices -------------------------------------------------------------------------------

    @property
    def types(self) -> Mapping[Any, type[C]]:
        """The Config class of every choice: live, until the config is frozen."""
        kept = self._kept
        if self._config._frozen:
            if kept is None:
                kept = self._field.kept_types()
                _SET["_kept"](self, kept)
            return kept  # type: ignore[no-any-return]
        if kept is not None:
            _SET["_kept"](self, None)
        return self._field.typemap  # type: ignore[no-any-return]

    def _class_of(self, key: Any) -> Any:
        """The Config class of a choice.

        Raises
        ------
        FieldValidationError
            If there is no such choice, or it cannot be used.
        """
        config, field = self._config, self._field
        types = self.types if config._frozen else field.typemap
        try:
            cls = types[key]
        except PluginError as error:
            raise FieldValidationError(
                field, config, str(error), value=key, location=setter_location()
            ) from error
        except (KeyError, TypeError):
            raise UnknownChoiceError(field, config, key, types, setter_location()) from None
        if not isinstance(cls, ConfigMeta):
            why = f"the typemap has no Config class for {shown(key)}: {expected('a subclass of Config', cls)}"
            raise FieldValidationError(field, config, why, location=field.source)
        return cls

    def __getitem__(self, key: Any) -> C:
        try:
            found = self._built.get(key)
        except TypeError:
            found = None
        return self._made(key) if found is None else found  # type: ignore[no-any-return]

    def _made(self, key: Any) -> Any:
        """The config of a choice that nobody has asked for before."""
        config, field = self._config, self._field
        if type(key) is str and not field.has_aliases and not config._frozen:  # nearly always
            cls = field.typemap.get(key)
            if not isinstance(cls, ConfigMeta):
                cls = self._class_of(key)
        else:
            cls = self._class_of(key)
            key = field.canonical(key)
            if key in self._built:
                return self._built[key]
        path = f"{field.name}[{key!r}]" if type(key) is str else f"{field.name}[{shown(key)}]"
        new = build_nested(cls, config, path)
        if current_acting() is not None:
            before_change(config)
        if config._frozen:
            new.freeze()
        return self._built.setdefault(key, new)

    def _made_all(self) -> Iterator[tuple[Any, C]]:
        """Every choice; a plug-in that cannot be used is left out with a warning."""
        for key, _ in list(self.types.items()):
            yield key, self[key]

    def __setitem__(self, key: Any, value: C | type[C]) -> None:
        config, field = self._config, self._field
        if config._frozen:
            field._refuse_frozen(config)
        with _undone_together(self):
            self._set_item(key, value, None, "setitem")
            record(config, field.name, Edit("[{}]: config value set", key), None, "setitem")

    def _set_item(self, key: Any, value: Any, at: Any, label: str) -> None:
        cls = self._class_of(key)
        if value is not cls and type(value) is not cls:
            what = f"a config of type {type_name(cls)} for {shown(key)}"
            self._field._refuse(self._config, TypeError(expected(what, value)), value, at)
        _set_values(self[key], cls() if value is cls else value, at, label)

    def _take(self, other: ConfigInstanceDict[Any, Any], at: Any, label: str) -> None:
        """Take over selection and values from the value of a field of the same kind."""
        config, field = self._config, self._field
        theirs = other._field
        if theirs.multi != field.multi:
            field._refuse(config, TypeError(expected(field.expects(), other)), other, at)
        with _undone_together(self):
            for key, value in list(other._built.items()):
                self._set_item(key, value, at, label)
            for key, mine in list(self._built.items()):
                if key not in other._built and key in other.types:
                    _set_values(mine, type(mine)(), at, label, only_different=True)
            for key in other._selected_keys():
                if self._class_of(key) is not other._class_of(key):
                    self._set_item(key, other._as_it_is(key), at, label)  # which says what is wrong
            record(config, field.name, field.plain_selection(other._selected), at, label)
            _set_selected(self, other._selected)

    def __contains__(self, key: object) -> bool:
        try:
            return key in self.types
        except TypeError:
            return False

    def __iter__(self) -> Iterator[Any]:
        return iter(self.types)

    def __len__(self) -> int:
        return len(self.types)

    def values(self) -> ValuesView[C]:
        """The configs of all choices, each made if it was not yet."""
        return _Values(self)

    def items(self) -> ItemsView[Any, C]:
        """Names and configs of all choices, each made if it was not yet."""
        return _Items(self)

    # -- as an object ------------------------------------------------------------------------------

    @property
    def history(self) -> list[Entry]:
        """The history of the field: what was selected, and what was assigned as a whole."""
        entries: list[Entry] = self._field.entries(self._config)
        return entries

    @property
    def _name(self) -> str:
        """Full path of the field."""
        return join_path(self._config._name, self._field.name)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ConfigInstanceDict):
            return NotImplemented
        if self._selected != other._selected:
            return False
        keys = (
            self._built.keys() | other._built.keys() | {*self._selected_keys()}
        )  # an unbuilt one is a new one
        return all(
            key in self and key in other and equal(self._as_it_is(key), other._as_it_is(key)) for key in keys
        )

    __hash__ = None  # type: ignore[assignment]

    def _as_it_is(self, key: Any) -> Any:
        """The config of a choice, not kept if nobody has asked for it before."""
        found = self._built.get(key)
        return self._class_of(key)() if found is None else found

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            if name[:2] == "__":
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            raise self._unknown_attribute(name)

        def __setattr__(self, name, value):
            if name == "name" and not self._field.multi:
                self._select_one(value, None, "assignment")
            elif name in ("name", "names"):
                object.__setattr__(self, name, value)
            else:
                raise self._not_settable(name)

        def __delattr__(self, name):
            if name not in ("name", "names"):
                raise self._not_settable(name)
            object.__delattr__(self, name)

    def _unknown_attribute(self, name: str) -> UnknownAttributeError:
        return UnknownAttributeError(self._field, self._config, name, type(self), setter_location())

    def _not_settable(self, name: str) -> FieldValidationError:
        if not hasattr(type(self), name):
            return self._unknown_attribute(name)
        word = "names" if self._field.multi else "name"
        why = f".{name} cannot be set; select by .{word}, or assign a config to an item"
        return FieldValidationError(self._field, self._config, why, location=setter_location())

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise UnexpectedProxyUsageError(
            f"the choices of the field '{self._field.name}' belong to their config and cannot be pickled or"
            f" copied alone; pickle the config, or one choice: config.{self._field.name}[name]"
        )

    def __repr__(self) -> str:
        word = "names" if self._field.multi else "name"
        selected = shown(self._field.plain_selection(self._selected))
        return f"{type(self).__name__}({word}={selected}, values={shown(self._built)})"


class _Values(ValuesView[Any]):
    """The configs of all choices that can be used."""

    def __iter__(self) -> Iterator[Any]:
        return (value for _, value in self._mapping._made_all())  # type: ignore[attr-defined]


class _Items(ItemsView[Any, Any]):
    """Names and configs of all choices that can be used."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return self._mapping._made_all()  # type: ignore[attr-defined,no-any-return]


class _undone_together:  # noqa: N801 - to be used as a function, in `with`
    """Undo everything that was done to the choices of a field if the ``with`` block fails."""

    def __init__(self, value: ConfigInstanceDict[Any, Any]) -> None:
        self._journal = Journal()
        self._journal.note(value._config)
        for child in value._built.values():
            for _, each in walk_made(child):
                self._journal.note(each)

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, *raised: object) -> None:
        if kind is not None:
            self._journal.restore()


_SET: dict[str, Callable[[Any, Any], None]] = {
    name: _ChoiceSlots.__dict__[name].__set__
    for name in ("_built", "_config", "_field", "_kept", "_selected")
}
_set_selected = _SET["_selected"]


def choice_object(
    cls: Any, config: Any, field: Any, selected: Any, built: dict[Any, Any], kept: Any = None
) -> Any:
    """A value object, its slots filled at full speed.

    Parameters
    ----------
    cls : type
        `ConfigInstanceDict` or a subclass.
    config : Config
        The config that holds it.
    field : ConfigChoiceField
        Its field.
    selected : object
        What is selected.
    built : dict
        The configs that there are.
    kept : Mapping, optional
        The types, if the config is frozen.
    """
    if cls.__dictoffset__ or cls.__basicsize__ != _ChoiceSlots.__basicsize__:  # a class of somebody else's
        value = cls(config, field)
        for name, content in (("_selected", selected), ("_built", built), ("_kept", kept)):
            _SET[name](value, content)
        return value
    value = _BareChoice(config, field, selected, built, kept)
    value.__class__ = cls
    return value


def set_state(value: Any, selected: Any, built: dict[Any, Any]) -> None:
    """Put selection and configs back, as a journal does."""
    _set_selected(value, selected)
    _SET["_built"](value, built)
