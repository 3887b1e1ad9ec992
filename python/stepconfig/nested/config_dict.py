"""ConfigDictField: a dict of configs, and the dict object that copies and records what goes into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ..config.config import Config
from ..config.meta import ConfigMeta
from ..config.override import importable_name
from ..config.state import export_state, import_state
from ..config.walk import all_or_nothing
from ..errors import FieldValidationError, UnknownNameError, expected, faults_in
from ..fields.dict import Dict, DictField
from ..fields.text import literal
from ..history.record import acting_location, made_by, record
from ..names import join_path, shown, type_name
from .holding import HoldsConfigs, call, copy_values, new_config, said

if TYPE_CHECKING:
    from typing import Self

__all__ = ["ConfigDict", "ConfigDictField"]

K = TypeVar("K")
C = TypeVar("C", bound=Config)


class ConfigDict(Dict[K, C]):
    """The value of a `ConfigDictField`: a dict of configs that belong to it.

    Setting an item copies the values of the given config into the one that is there, or into a new one; the
    class stands for its defaults.
    """

    __slots__ = ()

    @property
    def itemtype(self) -> type[C]:
        """The class of the configs."""
        return self._field.itemtype  # type: ignore[no-any-return]

    if TYPE_CHECKING:

        def __setitem__(self, key: K, value: C | type[C], at: Any = None, label: str = "setitem") -> None: ...

        def setdefault(self, key: K, default: Any = None) -> C: ...

    else:

        def __setitem__(self, key, value, at=None, label="setitem"):
            new_key, source = self._new_item(key, value)
            self._put({new_key: source}, at, label)
            self._record(label, f"[{{}}] = {_words(source)}", new_key, at=at)

    def update(self, other: Any = (), /, **keywords: Any) -> None:
        """Set several items, or none if one of them is refused."""
        merged: dict[Any, Any] = dict(other, **keywords)
        try:
            sources = self._field.coerce(merged)
        except Exception as error:
            self._refuse(error, merged)
        self._put(sources, None, "setitem")
        record(self._config, self._field.name, said(f".update({_words_of(sources)})"), None, "setitem")

    def _put(self, sources: dict[Any, Any], at: Any, label: str) -> None:
        """Copy values into the configs that are there, and put new ones beside them, all or nothing."""
        items = self._begin_edit()
        field, parent = self._field, self._config
        there = [items[key] for key in sources if key in items]
        new = {}
        with all_or_nothing(*there):
            for key, source in sources.items():
                if key in items:
                    copy_values(items[key], source() if source is field.itemtype else source, at, label)
                else:
                    new[key] = field.new_item(parent, key, source, at, label)
        items.update(new)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return {key: item.__deepcopy__(memo) for key, item in self._items.items()}


def _words(source: Any) -> str:
    """What was put into the dict, as a part of an `Edit`: values are told by the history of the config."""
    return f"{type_name(type(source))}(...)" if isinstance(source, Config) else type_name(source)


def _words_of(sources: Mapping[Any, Any]) -> str:
    """What was put into the dict under which keys."""
    pairs = (f"{shown(key)}: {_words(source)}" for key, source in sources.items())
    return f"{{{', '.join(pairs)}}}"


class ConfigDictField(HoldsConfigs, DictField[K, C]):
    """A field that holds a dict of configs of one class, by keys of one type.

    Parameters
    ----------
    doc : str
        What the dict means.
    keytype : type
        Type of the keys: ``str``, ``bool``, ``int``, ``float`` or ``complex``.
    itemtype : type
        The Config class of the items.
    default : mapping, optional
        The items of a new config: configs, whose values are copied, or the class for its defaults.
    optional : bool, optional
        May the value be None when the config is validated?
    dictCheck : callable, optional
        Called with the dict when the config is validated.
    keyCheck : callable, optional
        Called with each new key.
    itemCheck : callable, optional
        Called with each item when the config is validated.
    deprecated : str, optional
        Why the field should not be used any more.
    renamed_from : str or iterable of str, optional
        What the field was called formerly.

    Raises
    ------
    ValueError
        If the type of the keys is not supported, that of the items is no Config class, a check cannot be
        called, or the doc is empty.

    Examples
    --------
    >>> from stepconfig import Config, ConfigDictField, Field
    >>> class Band(Config):
    ...     zeropoint = Field("Magnitude of one count.", float, 25.0, unit="mag")
    >>> class Calibrate(Config):
    ...     bands = ConfigDictField("The bands.", str, Band, default={"g": Band})
    >>> config = Calibrate()
    >>> config.bands["r"] = Band(zeropoint=24.8)
    >>> config.bands["g"].zeropoint = 25.1
    >>> config.toDict()
    {'bands': {'g': {'zeropoint': 25.1}, 'r': {'zeropoint': 24.8}}}
    """

    proxy_class = ConfigDict
    DictClass: type[Dict[Any, Any]] = ConfigDict
    names_classes = True

    def __init__(
        self,
        doc: str,
        keytype: type[K] | None = None,
        itemtype: type[C] | None = None,
        default: Mapping[K, C | type[C]] | None = None,
        optional: bool = False,
        dictCheck: Callable[[Any], object] | None = None,
        keyCheck: Callable[[K], object] | None = None,
        itemCheck: Callable[[C], object] | None = None,
        deprecated: str | None = None,
        *,
        renamed_from: str | Iterable[str] = (),
    ) -> None:
        super().__init__(
            doc,
            keytype,
            itemtype,
            _copied(default),
            optional,
            dictCheck,
            keyCheck,
            itemCheck,
            deprecated,
            renamed_from=renamed_from,
        )
        self.dtype = ConfigDict

    def _check_itemtype(self, itemtype: Any) -> None:
        if not isinstance(itemtype, ConfigMeta):
            raise ValueError(f"'itemtype' {expected('a subclass of Config', itemtype)}")

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any = None) -> Self: ...

        @overload
        def __get__(self, instance: object, owner: Any = None) -> ConfigDict[K, C]: ...

        def __get__(self, instance: Any, owner: Any = None) -> Any: ...

        def __set__(self, instance: Any, value: Mapping[K, C | type[C]] | None) -> None: ...

    else:

        def __set__(self, instance, value, at=None, label="assignment"):
            """Make new items with the values of those of a mapping."""
            if instance._frozen:
                self._refuse_frozen(instance)
            name = self.name
            values = instance.__dict__
            words = new = None
            if value is not None:
                if value is values.get(name):
                    return  # what is left to do of `config.d |= {...}`: the edit is done and recorded
                try:
                    sources = self.coerce(value)
                except Exception as error:
                    self._refuse(instance, error, value, at)
                made = {
                    key: self.new_item(instance, key, source, at, label) for key, source in sources.items()
                }
                new = self.proxy_class(instance, self, made)
                words = said(_words_of(sources))
            record(instance, name, words, at, label)
            values[name] = new

    def new_item(self, parent: Any, key: Any, source: Any, at: Any, label: str) -> Any:
        """A new config under a key, with the values of another if one is given in the place of the class."""
        new = new_config(self, parent, _suffix(key), self.itemtype, self.itemtype, made_by())
        if source is not self.itemtype:
            copy_values(new, source, at, label, only_different=True)
        return new

    def make_value(self, config: Any, items: Any = None) -> Any:
        """The dict of a new config, with the default items."""
        if self.default is None:
            return None
        try:
            defaults = self.coerce(self.default)
        except Exception as error:
            self._refuse(config, error, self.default, self.source)
        made = {
            key: new_config(self, config, _suffix(key), self.itemtype, source)
            for key, source in defaults.items()
        }
        return self.proxy_class(config, self, made)

    @property
    def default_words(self) -> Any:
        """What stands in the history in the place of the default items."""
        return None if self.default is None else said(_words_of(self.default))

    # -- what goes into it ---------------------------------------------------------------------

    def coerce_key(self, key: Any) -> Any:
        """One converted and checked key."""
        key = super().coerce_key(key)
        if key != key:
            raise ValueError(f"Key {shown(key)} equals no key, so that its config would never be found")
        return key

    def coerce_item(self, key: Any, item: Any) -> Any:
        """A config of exactly the class of the items, or that class."""
        if item is not self.itemtype and type(item) is not self.itemtype:
            raise TypeError(f"Item {shown(key)}: {expected(self._item_words(), item)}")
        return item

    def _item_words(self) -> str:
        return f"a config of type {type_name(self.itemtype)}"

    # -- what the traversals ask ---------------------------------------------------------------

    needs_validation = True

    def validate(self, instance: Any) -> None:
        """Validate every item, then make ``itemCheck`` and ``dictCheck``.

        Raises
        ------
        FieldValidationError
            If something is wrong; it lists all that is.
        """
        faults = list(self._faults(instance))
        if faults:
            raise FieldValidationError.of_all(faults)

    def add_faults(self, instance: Any, faults: list[Exception]) -> None:
        if type(self).validate is ConfigDictField.validate:
            faults += self._faults(instance)
        else:
            super().add_faults(instance, faults)

    def _faults(self, instance: Any) -> Iterator[Exception]:
        value = instance.__dict__[self.name]
        if value is None:
            if not self.optional:
                yield self._required(instance)
            return
        for key, item in value._items.items():
            try:
                call(item, "validate")()
                why = self._ask("itemCheck", item)
            except Exception as error:
                yield from faults_in(error)
                continue
            if why:
                yield FieldValidationError(self, instance, f"Item {shown(key)}: {why}", value=item)
        try:
            why = self._ask("dictCheck", value)
        except FieldValidationError as error:
            yield error
            return
        if why:
            yield self._unusable(instance, why)

    def children(self, value: Any) -> Iterable[tuple[str, Any]]:
        return () if value is None else [(_suffix(key), item) for key, item in value._items.items()]

    def compared(self, value: Any) -> Iterable[tuple[str, Any]]:
        return sorted(self.children(value), key=lambda child: child[0])

    def own_parts(self, value: Any) -> dict[str, Any]:
        kind = type_name(self.itemtype)
        return {"": None if value is None else dict.fromkeys(value._items, kind)}

    def enter(self, value: Any, path: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
        """Into the item whose key the path begins with; a ``-`` in a key may be ``_`` in the path.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        keys = {} if value is None else {str(key): key for key in value._items}
        options: dict[str, list[Any]] = {}
        for text, key in keys.items():
            options.setdefault(text.replace("-", "_"), []).append(key)
        for length in range(len(path), 0, -1):  # a key may have dots
            text = ".".join(path[:length])
            found = [keys[text]] if text in keys else options.get(text, ())
            if len(found) == 1:
                return value._items[found[0]], path[length:]
        outer = self.name if value is None else join_path(value._config._name, self.name)
        raise UnknownNameError(
            path[0], self._type_words(), outer, keys, kind="item", location=acting_location()
        )

    def plain(self, value: Any) -> Any:
        if value is None:
            return None
        return {key: call(item, "toDict")() for key, item in value._items.items()}

    def value_schema(self, defs: Any) -> dict[str, Any]:
        item = defs.reference(self.itemtype())
        if not defs.complete:  # a parameter file makes an item with its defaults by naming it
            item = {"anyOf": [item, {"type": "null"}]}
        return {**super().value_schema(defs), "additionalProperties": item}

    def tree(self, value: Any, tree_of: Callable[..., Any]) -> Any:
        return None if value is None else {key: tree_of(item) for key, item in value._items.items()}

    def set_tree(self, config: Any, tree: Any, reader: Any) -> None:
        """Have the items that a data file names, and no others; those that are there keep other values."""
        items = reader.mapping(config, self, tree)
        before = config.__dict__[self.name]
        self.__set__(config, None if items is None else {})
        self._set_items(config, items, {} if before is None else before._items, reader)

    def add_tree(self, config: Any, tree: Any, reader: Any) -> None:
        """Set values of the items that a data file names, new ones and those that are there."""
        if config.__dict__[self.name] is None:
            self.__set__(config, {})
        self._set_items(config, reader.mapping(config, self, tree), {}, reader)

    def _set_items(self, config: Any, items: Any, before: dict[Any, Any], reader: Any) -> None:
        for name in items or ():
            with reader.at(items, name):
                key = reader.key(config, self, name)
                value = config.__dict__[self.name]
                if key not in value:
                    value[key] = before.get(key, self.itemtype)
                reader.read(value[key], reader.mapping(config, self, items[name]))

    def statements(self, path: str, value: Any) -> list[str]:
        return [f"{path}=None" if value is None else f"{path}={{}}"]

    def child_statement(self, path: str, suffix: str, child: Any) -> str:
        name = importable_name(self.itemtype, path)
        return f"{path}{suffix}={name or f'{path}.itemtype'}"

    def copied(self, value: Any, config: Any) -> Any:
        return None if value is None else self.proxy_class(config, self, value.__deepcopy__({}))

    def exported(self, value: Any, shared: dict[int, Any]) -> Any:
        if value is None:
            return None
        return [(key, export_state(item, shared)) for key, item in value._items.items()]

    def imported(self, exported: Any, config: Any) -> Any:
        if exported is None:
            return None
        items = {key: import_state(self.itemtype, state) for key, state in exported}
        return self.proxy_class(config, self, items)

    @property
    def value_types(self) -> tuple[Any, ...]:
        return ()

    def describe_default(self) -> str:
        return "None" if self.default is None else repr(self.default_words)


def _suffix(key: Any) -> str:
    """What the path of an item has after the field's name: Python source, ``['a']``."""
    return f"[{literal(key)}]"


def _copied(default: Any) -> Any:
    """The default items for the field alone: nobody else changes them."""
    if not isinstance(default, Mapping):
        return default
    return {key: item.copy() if isinstance(item, Config) else item for key, item in default.items()}
