"""ListField: a list of plain values, and the list object that validates and records its edits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableSequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ..errors import expected
from ..names import described, shown, type_name
from .base import check_name
from .container import ContainerField, Proxy
from .convert import NotConvertible, dtype_from

if TYPE_CHECKING:
    from typing import Self

__all__ = ["List", "ListField"]

T = TypeVar("T")


class List(Proxy, MutableSequence[T]):
    """The value of a `ListField`: a list that converts, checks and records what goes into it.

    A slice is a plain list. It equals every sequence of equal items.
    """

    __slots__ = ()

    def validateItem(self, i: int, x: Any) -> Any:
        """Convert and check one item.

        Parameters
        ----------
        i : int
            Its position, for the error.
        x : object
            The item.

        Raises
        ------
        FieldValidationError
            If the item is not accepted.
        """
        try:
            return self._field.coerce_item(i, x)
        except Exception as error:
            self._refuse(error, x)

    def list(self) -> Any:
        """A plain list of the items."""
        return self._items.copy()

    def _new_items(self, values: Any, start: int) -> Any:
        try:
            return self._field.coerce_items(values, start)
        except Exception as error:
            self._refuse(error, values)

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Any: ...

    def __getitem__(self, index: Any) -> Any:
        return self._items[index]

    def __iter__(self) -> Iterator[T]:
        items: Iterator[T] = iter(self._items)
        return items

    def __reversed__(self) -> Iterator[T]:
        items: Iterator[T] = reversed(self._items)
        return items

    def __setitem__(self, index: Any, value: Any, at: Any = None, label: str = "setitem") -> None:
        if isinstance(index, slice):
            new = self._new_items(value, index.indices(len(self._items))[0])
            self._begin_edit()[index] = new
            self._record(label, _slice_form(index) + " = {}", tuple(new), at=at)
        else:
            new = self.validateItem(index, value)
            self._begin_edit()[index] = new
            self._record(label, "[{}] = {}", _position(index), new, at=at)

    def __delitem__(self, index: Any, at: Any = None, label: str = "delitem") -> None:
        del self._begin_edit()[index]
        if isinstance(index, slice):
            self._record(label, "del " + _slice_form(index), at=at)
        else:
            self._record(label, "del [{}]", _position(index), at=at)

    def insert(self, index: int, value: T, at: Any = None, label: str = "insert") -> None:
        """Insert an item before ``index``."""
        new = self.validateItem(index, value)
        self._begin_edit().insert(index, new)
        self._record(label, ".insert({}, {})", _position(index), new, at=at)

    def append(self, value: T) -> None:
        """Append an item."""
        new = self.validateItem(len(self._items), value)
        self._begin_edit().append(new)
        self._record("insert", ".append({})", new)

    def extend(self, values: Iterable[T]) -> None:
        """Append all items, or none if one of them is refused."""
        new = self._new_items(values, len(self._items))
        self._begin_edit().extend(new)
        self._record("insert", ".extend({})", new)

    def __iadd__(self, values: Iterable[T]) -> Self:
        self.extend(values)
        return self

    def pop(self, index: int = -1) -> T:
        """Remove and return one item, by default the last."""
        item: T = self._begin_edit().pop(index)
        self._record("delitem", ".pop({})", _position(index))
        return item

    def remove(self, value: T) -> None:
        """Remove the first item that equals ``value``."""
        item = self._items[self._items.index(value)]
        self._begin_edit().remove(item)
        self._record("delitem", ".remove({})", item)

    def clear(self) -> None:
        """Remove all items."""
        self._begin_edit().clear()
        self._record("delitem", ".clear()")

    def reverse(self) -> None:
        """Reverse the order of the items."""
        self._begin_edit().reverse()
        self._record("setitem", ".reverse()")

    def sort(self, *, key: Callable[[T], Any] | None = None, reverse: bool = False) -> None:
        """Sort the items in place."""
        ordered = sorted(self._items, key=key, reverse=reverse)
        self._begin_edit()[:] = ordered
        self._record("setitem", ".sort(reverse={})" if reverse else ".sort()", *([True] if reverse else []))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, List):
            return bool(self._items == other._items)
        if isinstance(other, (str, bytes)):
            return False
        try:
            return len(other) == len(self._items) and all(  # type: ignore[arg-type]
                bool(mine == theirs)
                for mine, theirs in zip(self._items, other, strict=True)  # type: ignore[call-overload]
            )
        except (TypeError, ValueError):
            return False

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]


def _position(index: Any) -> int:
    return index.__index__()  # type: ignore[no-any-return]


def _ordered(values: Any) -> list[Any]:
    """The items of a set in an order that is the same in every process, where they have one."""
    try:
        return sorted(values)
    except TypeError:
        return list(values)


def _is_iterable(values: Any) -> bool:
    try:
        iter(values)
    except TypeError:
        return False
    return True


def _slice_form(index: slice) -> str:
    parts = ["" if part is None else str(part) for part in (index.start, index.stop)]
    if index.step is not None:
        parts.append(str(index.step))
    return f"[{':'.join(parts)}]"


class ListField(ContainerField[List[T]]):
    """A field that holds a list of values of one type.

    Parameters
    ----------
    doc : str
        What the list means.
    dtype : type
        Type of the items: ``str``, ``bool``, ``int``, ``float`` or ``complex``.
    default : iterable, optional
        The items of a new config.
    optional : bool, optional
        May the value be None when the config is validated?
    listCheck : callable, optional
        Called with the list when the config is validated.
    itemCheck : callable, optional
        Called with each new item, None included.
    length, minLength, maxLength : int, optional
        Limits of the length, held against the list when the config is validated.
    deprecated : str, optional
        Why the field should not be used any more.
    unit : str, optional
        Physical unit of the items.
    renamed_from : str or iterable of str, optional
        What the field was called formerly.

    Raises
    ------
    ValueError
        If the type is not supported, a length is not positive or contradicts another, a check cannot be
        called, or the doc is empty.

    Examples
    --------
    >>> from stepconfig import Config, ListField
    >>> class Apertures(Config):
    ...     radii = ListField("Radii of the apertures.", float, [2, 4, 8], unit="pixel")
    >>> config = Apertures()
    >>> config.radii.append(16)
    >>> config.radii
    [2.0, 4.0, 8.0, 16.0]
    """

    proxy_class = List

    def __init__(
        self,
        doc: str,
        dtype: type[T] | None = None,
        default: Iterable[T] | None = None,
        optional: bool = False,
        listCheck: Callable[[Any], object] | None = None,
        itemCheck: Callable[[T], object] | None = None,
        length: int | None = None,
        minLength: int | None = None,
        maxLength: int | None = None,
        deprecated: str | None = None,
        *,
        unit: str | None = None,
        renamed_from: str | Iterable[str] = (),
    ) -> None:
        item_type = dtype_from(self, dtype, doc)
        if item_type not in self.supportedTypes:
            names = ", ".join(type_name(kind) for kind in self.supportedTypes)
            raise ValueError(f"Unsupported dtype {type_name(item_type)} of a list; it holds one of: {names}")
        for name, limit in (("length", length), ("minLength", minLength), ("maxLength", maxLength)):
            if limit is not None and limit <= 0 and not (name == "minLength" and limit == 0):
                raise ValueError(f"{name} = {limit}; it has to be positive")
        if minLength is not None and maxLength is not None and minLength > maxLength:
            raise ValueError(
                f"minLength = {minLength} > {maxLength} = maxLength; no list can have that length"
            )
        for name, check in (("listCheck", listCheck), ("itemCheck", itemCheck)):
            if check is not None and not callable(check):
                raise ValueError(f"{name} {expected('a callable', check)}")
        self._setup(doc, item_type, default, None, optional, None, deprecated, renamed_from)
        self.__dict__.update(
            listCheck=listCheck,
            itemCheck=itemCheck,
            length=length,
            minLength=minLength,
            maxLength=maxLength,
            unit=unit,
        )

    itemtype = property(lambda self: self.dtype)
    listCheck: Callable[[Any], object] | None
    itemCheck: Callable[[Any], object] | None
    length: int | None
    minLength: int | None
    maxLength: int | None

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any = None) -> Self: ...

        @overload
        def __get__(self, instance: object, owner: Any = None) -> List[T]: ...

        def __get__(self, instance: Any, owner: Any = None) -> Any: ...

        def __set__(self, instance: Any, value: Iterable[T] | None) -> None: ...

    def coerce(self, value: Any) -> Any:
        """A plain list of the converted and checked items of any iterable but a string.

        Raises
        ------
        TypeError
            If the value is not iterable, or an item is of another type.
        ValueError
            If an item is refused by ``itemCheck``.
        """
        return self.coerce_items(value, 0)

    def coerce_items(self, values: Any, start: int) -> Any:
        """A plain list of converted and checked items; ``start`` is the position of the first, for errors."""
        if isinstance(values, str):
            raise TypeError(f"{expected(self.expects(), values)}; did you mean [{str(values)!r}]?")
        if isinstance(values, bytes):
            raise TypeError(expected(self.expects(), values))
        try:
            if isinstance(values, (set, frozenset)):
                values = _ordered(values)
            items = values._items.copy() if isinstance(values, List) else list(values)
        except TypeError:
            if _is_iterable(values):
                raise
            raise TypeError(expected(self.expects(), values)) from None
        is_usual = self.itemCheck is None and type(self).coerce_item is ListField.coerce_item
        if is_usual and set(map(type, items)) <= {self.dtype, type(None)}:
            return items
        return [self.coerce_item(position, item) for position, item in enumerate(items, start)]

    def coerce_item(self, position: int, item: Any) -> Any:
        """One converted and checked item."""
        if type(item) is not self.dtype and item is not None:
            try:
                item = self._convert(item)  # type: ignore[attr-defined]
            except NotConvertible as refusal:
                hint = f" ({refusal})" if str(refusal) else ""
                raise TypeError(
                    f"Item at position {position}: {expected(self._item_words(), item)}{hint}"
                ) from None
        if self.itemCheck is not None and not self.itemCheck(item):
            raise ValueError(
                f"Item at position {position}: {described(item)} is refused by the itemCheck"
                f" {check_name(self.itemCheck)}; expected {self._item_words()}"
            )
        return item

    def split(self, text: str) -> list[str] | None:
        """The items in a text such as that of an argument; None for the usual way, by commas."""
        return None

    def _item_words(self) -> str:
        words = type_name(self.dtype)
        return f"{words} ({self.unit})" if self.unit else words

    def _type_words(self) -> str:
        return f"list of {type_name(self.dtype)}"

    def _limits(self) -> str:
        if self.length is not None:
            return f", exactly {self.length} item{'s' if self.length > 1 else ''}"
        limits = []
        if self.minLength:
            limits.append(f"at least {self.minLength}")
        if self.maxLength is not None:
            limits.append(f"at most {self.maxLength}")
        return f", {' and '.join(limits)} items" if limits else ""

    def expects(self) -> str:
        words = self._type_words() + self._limits()
        return f"{words} ({self.unit})" if self.unit else words

    @property
    def needs_validation(self) -> bool:
        limits = (self.length, self.minLength, self.maxLength, self.listCheck)
        return type(self).validate is not ListField.validate or any(limit is not None for limit in limits)

    def validate(self, instance: Any) -> None:
        """Refuse a list that is missing, of a wrong length, or refused by ``listCheck``.

        Raises
        ------
        FieldValidationError
            If so.
        """
        super().validate(instance)
        value = instance.__dict__[self.name]
        if value is None:
            return
        size = len(value)
        if self.length is not None and size != self.length:
            why = f"expected exactly {self.length} items, got {size}"
        elif self.minLength is not None and size < self.minLength:
            why = f"expected at least {self.minLength} items, got {size}"
        elif self.maxLength is not None and size > self.maxLength:
            why = f"expected at most {self.maxLength} items, got {size}"
        else:
            why = self._ask("listCheck", value)
        if why:
            raise self._unusable(instance, why)

    def add_tree(self, config: Any, tree: Any, reader: Any) -> None:
        items = reader.value(config, self, tree)
        mine = config.__dict__[self.name]
        if mine is None or items is None:
            self.__set__(config, items)
        else:
            mine.extend(items)

    def describe_default(self) -> str:
        return repr(self.default) if self.default is None else shown(list(self.default))

    def value_schema(self, defs: Any) -> dict[str, Any]:
        schema = {"type": "array", "items": defs.or_null(defs.scalar(self.dtype))}
        limits = {"minItems": self.length or self.minLength, "maxItems": self.length or self.maxLength}
        return {**schema, **{word: limit for word, limit in limits.items() if limit}}
