"""DictField: a dict of plain values, and the dict object that validates and records its edits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ..errors import expected
from ..names import described, shown, type_name
from .base import check_name
from .container import ContainerField, Proxy
from .convert import NotConvertible, converter_for
from .stated import stated

if TYPE_CHECKING:
    from typing import Self

__all__ = ["Dict", "DictField"]

K = TypeVar("K")
V = TypeVar("V")
_MISSING: Any = object()


class Dict(Proxy, MutableMapping[K, V]):
    """The value of a `DictField`: a dict that converts, checks and records what goes into it."""

    __slots__ = ()

    def __getitem__(self, key: K) -> V:
        return self._items[key]  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def _new_item(self, key: Any, value: Any) -> tuple[Any, Any]:
        try:
            return self._field.coerce_key(key), self._field.coerce_item(key, value)
        except Exception as error:
            self._refuse(error, value)

    def __setitem__(self, key: K, value: V, at: Any = None, label: str = "setitem") -> None:
        new_key, new_value = self._new_item(key, value)
        self._begin_edit()[new_key] = new_value
        self._record(label, "[{}] = {}", new_key, new_value, at=at)

    def __delitem__(self, key: K, at: Any = None, label: str = "delitem") -> None:
        del self._begin_edit()[key]
        self._record(label, "del [{}]", self._field.plain_key(key), at=at)

    def update(self, other: Any = (), /, **keywords: Any) -> None:
        """Set several items, or none if one of them is refused."""
        merged: dict[Any, Any] = dict(other, **keywords)
        try:
            new = self._field.coerce(merged)
        except Exception as error:
            self._refuse(error, merged)
        self._begin_edit().update(new)
        self._record("setitem", ".update({})", new)

    def __ior__(self, other: Any) -> Self:
        self.update(other)
        return self

    def pop(self, key: Any, default: Any = _MISSING) -> Any:
        """Remove an item and return its value, or the default if there is none."""
        if key not in self._items:
            if default is _MISSING:
                raise KeyError(key)
            return default
        value = self._begin_edit().pop(key)
        self._record("delitem", ".pop({})", self._field.plain_key(key))
        return value

    def popitem(self) -> tuple[K, V]:
        """Remove and return the last item."""
        item: tuple[K, V] = self._begin_edit().popitem()
        self._record("delitem", ".pop({})", item[0])
        return item

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """The value of the key; the default is set first if there is none."""
        if key not in self._items:
            self[key] = default
        return self._items[key]

    def clear(self) -> None:
        """Remove all items."""
        self._begin_edit().clear()
        self._record("delitem", ".clear()")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Dict):
            return bool(self._items == other._items)
        if isinstance(other, Mapping):
            try:
                return bool(self._items == dict(other))
            except (TypeError, ValueError):
                return False
        return False

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]


class DictField(ContainerField[Dict[K, V]]):
    """A field that holds a dict with keys of one type and values of one type.

    Parameters
    ----------
    doc : str
        What the dict means.
    keytype : type
        Type of the keys: ``str``, ``bool``, ``int``, ``float`` or ``complex``.
    itemtype : type, optional
        Type of the values; None for any of these, and None, per item.
    default : mapping, optional
        The items of a new config.
    optional : bool, optional
        May the value be None when the config is validated?
    dictCheck : callable, optional
        Called with the dict when the config is validated.
    keyCheck, itemCheck : callable, optional
        Called with each new key, and with each new value.
    deprecated : str, optional
        Why the field should not be used any more.
    unit : str, optional
        Physical unit of the values.
    renamed_from : str or iterable of str, optional
        What the field was called formerly.

    Raises
    ------
    ValueError
        If a type is not supported, a check cannot be called, or the doc is empty.

    Examples
    --------
    >>> from stepconfig import Config, DictField
    >>> class Zeropoints(Config):
    ...     zeropoint = DictField("Zero point of each band.", str, float, {"g": 25}, unit="mag")
    >>> config = Zeropoints()
    >>> config.zeropoint["r"] = 24.8
    >>> config.zeropoint
    {'g': 25.0, 'r': 24.8}
    """

    proxy_class = Dict
    DictClass: type[Dict[Any, Any]] = Dict
    """Class of the value objects, under pex_config's name; a subclass can have its own."""

    @classmethod
    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if "DictClass" in cls.__dict__:
            cls.proxy_class = cls.DictClass

    def __init__(
        self,
        doc: str,
        keytype: type[K] | None = None,
        itemtype: type[V] | None = None,
        default: Mapping[K, V] | None = None,
        optional: bool = False,
        dictCheck: Callable[[Any], object] | None = None,
        keyCheck: Callable[[K], object] | None = None,
        itemCheck: Callable[[V], object] | None = None,
        deprecated: str | None = None,
        *,
        unit: str | None = None,
        renamed_from: str | Iterable[str] = (),
    ) -> None:
        if keytype not in self.supportedTypes:
            raise self._unsupported("keytype", keytype)
        self._check_itemtype(itemtype)
        for name, check in (("dictCheck", dictCheck), ("keyCheck", keyCheck), ("itemCheck", itemCheck)):
            if check is not None and not callable(check):
                raise ValueError(f"{name} {expected('a callable', check)}")
        self._setup(doc, dict, default, None, optional, None, deprecated, renamed_from)
        self.__dict__.update(
            keytype=keytype,
            itemtype=itemtype,
            dictCheck=dictCheck,
            keyCheck=keyCheck,
            itemCheck=itemCheck,
            unit=unit,
        )

    def _check_itemtype(self, itemtype: Any) -> None:
        """Refuse what the items cannot be; other kinds override this."""
        if itemtype is not None and itemtype not in self.supportedTypes:
            raise self._unsupported("itemtype", itemtype)

    def _unsupported(self, what: str, dtype: Any) -> ValueError:
        names = ", ".join(type_name(kind) for kind in self.supportedTypes)
        return ValueError(f"'{what}' {type_name(dtype)} is not supported; it is one of: {names}")

    keytype: Any
    itemtype: Any
    dictCheck: Callable[[Any], object] | None
    keyCheck: Callable[[Any], object] | None
    itemCheck: Callable[[Any], object] | None

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any = None) -> Self: ...

        @overload
        def __get__(self, instance: object, owner: Any = None) -> Dict[K, V]: ...

        def __get__(self, instance: Any, owner: Any = None) -> Any: ...

        def __set__(self, instance: Any, value: Mapping[K, V] | None) -> None: ...

    else:
        _type_positions = {"keytype": 1, "itemtype": 2}

        @classmethod
        def _keywords_from_types(cls, types):
            """Keywords of the constructor for the types in brackets."""
            if len(types) != 2:
                raise ValueError(f"{cls.__name__}[...] takes the types of key and item, got {len(types)}")
            return {"keytype": types[0], "itemtype": types[1]}

    def coerce(self, value: Any) -> Any:
        """A plain dict of the converted and checked items of a mapping.

        Raises
        ------
        TypeError
            If the value is no mapping, or a key or item is of another type.
        ValueError
            If a key or item is refused by its check.
        """
        items = value._items if isinstance(value, Dict) else value
        if not isinstance(items, Mapping):
            raise TypeError(expected(self.expects(), value))
        if (
            self.keyCheck is None
            and self.itemCheck is None
            and type(self).coerce_key is DictField.coerce_key
            and type(self).coerce_item is DictField.coerce_item
            and set(map(type, items)) <= {self.keytype}
            and set(map(type, items.values())) <= {self.itemtype, type(None)}
        ):
            return dict(items)
        return {self.coerce_key(key): self.coerce_item(key, item) for key, item in items.items()}

    def coerce_key(self, key: Any) -> Any:
        """One converted and checked key."""
        if type(key) is not self.keytype:
            key = self._converted("Key", key, self.keytype, type_name(self.keytype), key)
        if self.keyCheck is not None and not self.keyCheck(key):
            raise ValueError(
                f"Key {described(key)} is refused by the keyCheck {check_name(self.keyCheck)};"
                f" expected {self.expects()}"
            )
        return key

    def plain_key(self, key: Any) -> Any:
        """A key that is there, as it is stored: of the plain type."""
        try:
            return converter_for(self.keytype)(key)
        except NotConvertible:
            return key

    def coerce_item(self, key: Any, item: Any) -> Any:
        """One converted and checked value."""
        if item is not None and type(item) is not self.itemtype:
            item = self._converted("Item", key, self.itemtype, self._item_words(), item)
        if self.itemCheck is not None and not self.itemCheck(item):
            raise ValueError(
                f"Item {shown(key)}: {described(item)} is refused by the itemCheck"
                f" {check_name(self.itemCheck)}; expected {self._item_words()}"
            )
        return item

    def _converted(self, what: str, key: Any, dtype: Any, words: str, value: Any) -> Any:
        try:
            return converter_for(dtype)(value)
        except NotConvertible as refusal:
            hint = f" ({refusal})" if str(refusal) else ""
            raise TypeError(f"{what} {shown(key)}: {expected(words, value)}{hint}") from None

    def _item_words(self) -> str:
        if self.itemtype is None:
            words = "str, bool, int, float, complex or None"
        else:
            words = type_name(self.itemtype)
        return f"{words} ({self.unit})" if self.unit else words

    def _type_words(self) -> str:
        item = "any simple type" if self.itemtype is None else type_name(self.itemtype)
        return f"dict of {type_name(self.keytype)} to {item}"

    def expects(self) -> str:
        words = self._type_words()
        return f"{words} ({self.unit})" if self.unit else words

    @property
    def needs_validation(self) -> bool:
        return type(self).validate is not DictField.validate or self.dictCheck is not None

    def validate(self, instance: Any) -> None:
        """Refuse a dict that is missing, or refused by ``dictCheck``.

        Raises
        ------
        FieldValidationError
            If so.
        """
        super().validate(instance)
        value = instance.__dict__[self.name]
        why = "" if value is None else self._ask("dictCheck", value)
        if why:
            raise self._unusable(instance, why)

    def tree(self, value: Any, tree_of: Callable[..., Any]) -> Any:
        items = self.plain(value)
        if items is None or self.itemtype is not None:
            return items
        return {key: stated(item) for key, item in items.items()}

    def add_tree(self, config: Any, tree: Any, reader: Any) -> None:
        items = reader.value(config, self, tree)
        mine = config.__dict__[self.name]
        if mine is None:
            self.__set__(config, items)
        elif isinstance(items, Mapping):
            mine.update(items)
        else:
            self._refuse(config, TypeError(expected(self.expects(), items)), items)

    @property
    def value_types(self) -> tuple[Any, ...]:
        return (self.keytype, *(self.supportedTypes if self.itemtype is None else (self.itemtype,)))

    def describe_default(self) -> str:
        return repr(self.default) if self.default is None else shown(dict(self.default))

    def value_schema(self, defs: Any) -> dict[str, Any]:
        schema = {"type": "object", "additionalProperties": defs.or_null(defs.scalar(self.itemtype))}
        keys = defs.keys(self.keytype)
        return {**schema, "propertyNames": keys} if keys else schema
