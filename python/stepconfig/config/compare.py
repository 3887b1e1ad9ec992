"""Comparing configs: one generator of differences serves ``==``, ``compare`` and ``diff``."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..fields.container import Proxy
from ..fields.text import literal
from ..history.location import Location
from ..history.view import HistoryView
from ..names import item_path, join_path, shown, type_name
from .slots import ConfigSlots
from .values import values_of

__all__ = [
    "Difference",
    "compareConfigs",
    "compareScalars",
    "differences",
    "equal_values",
    "identical",
    "getComparisonName",
]


if TYPE_CHECKING:
    from typing import NamedTuple

    class _Parts(NamedTuple):
        path: str
        left: Any
        right: Any
        left_location: Location | None = None
        right_location: Location | None = None

else:  # `typing` takes ten times as long to make the same
    _Parts = namedtuple("_Parts", "path left right left_location right_location", defaults=(None, None))


class Difference(_Parts):
    """A place where two configs differ.

    Parameters
    ----------
    path : str
        Full path of the value.
    left, right : object
        The values.
    left_location, right_location : Location or None
        Who set them.
    """

    __slots__ = ()

    def __str__(self) -> str:
        end = "." if isinstance(self.right, Shown) else ""
        return f"{self.path}: {_shown(self.left)} != {_shown(self.right)}{end}"


class Shown(str):
    """Text that stands in a difference as it is, without quotes."""

    __slots__ = ()


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, Shown) else shown(value)


def getComparisonName(name1: str, name2: str) -> str:
    """One name for two: ``one / two`` where they differ."""
    return name1 if name1 == name2 else f"{name1} / {name2}"


def equal_values(left: Any, right: Any, rtol: float = 0.0, atol: float = 0.0) -> bool:
    """Are two plain values equal: numbers within the tolerance, nan to nan?

    Parameters
    ----------
    left, right : None, str, bool, int, float, complex, list or dict
        The values.
    rtol, atol : float, optional
        Relative and absolute tolerance: ``abs(left - right) <= atol + rtol * abs(right)``.
    """
    if left is None or right is None:
        return left is right
    if isinstance(left, (float, complex)) or isinstance(right, (float, complex)):
        try:
            return bool(
                left == right
                or (left != left and right != right)
                or ((rtol or atol) and abs(left - right) <= atol + rtol * abs(right) < float("inf"))
            )
        except (TypeError, OverflowError):
            return False
    if type(left) is list and type(right) is list:
        return len(left) == len(right) and all(
            equal_values(one, other, rtol, atol) for one, other in zip(left, right, strict=True)
        )
    if type(left) is dict and type(right) is dict:
        right = _aligned(left, right)
        return left.keys() == right.keys() and all(
            equal_values(item, right[key], rtol, atol) for key, item in left.items()
        )
    return bool(left == right)


def _aligned(left: dict[Any, Any], right: dict[Any, Any]) -> dict[Any, Any]:
    """The items of ``right`` under the keys of ``left``: for Python, no nan is the same key as another."""
    if left.keys() == right.keys():
        return right
    mine, theirs = ([key for key in each if key != key] for each in (left, right))
    if not mine or len(mine) != len(theirs):
        return right
    names = dict(zip(theirs, mine, strict=True))
    return {names.get(key, key): item for key, item in right.items()}


def identical(field: Any, left: Any, right: Any) -> bool:
    """Are two values of a field equal, and also alike in signs of zeros, types, and the order of keys?"""
    if left is right:
        return True
    kind = type(left)
    if kind in _ALIKE_IF_EQUAL or (kind is float and left):
        return bool(left == right)
    if isinstance(left, Proxy) and isinstance(right, Proxy) and left._items is right._items:
        return True
    return bool(left == right) and literal(field.plain(left)) == literal(field.plain(right))


_ALIKE_IF_EQUAL = frozenset((str, int, bool))


def equal(left: Any, right: Any) -> bool:
    """Are two configs of exactly the same type and equal in every value?

    In one pass: `_config_differences` asks this of each nested config before it looks for what differs.
    """
    if type(left) is not type(right):
        return False
    if not left._plan.nested and left.__dict__ == right.__dict__:
        return True
    mine, theirs = values_of(left), values_of(right)
    for name, field in left._plan.fields.items():
        one, other = mine[name], theirs[name]
        if one is other:
            continue
        if not field.holds_configs:
            # Python says that a nan is another than itself.
            if one != other and not equal_values(field.plain(one), field.plain(other)):
                return False
            continue
        parts, its_parts = field.own_parts(one), field.own_parts(other)
        if parts != its_parts and not _equal_own(parts, its_parts):
            return False
        if not _equal_children(list(field.compared(one)), list(field.compared(other))):
            return False
    return True


def _equal_own(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    return ours.keys() == theirs.keys() and all(equal_values(one, theirs[key]) for key, one in ours.items())


def _equal_children(ours: list[tuple[str, Any]], theirs: list[tuple[str, Any]]) -> bool:
    if len(ours) != len(theirs):
        return False
    for (suffix, child), (its_suffix, its_child) in zip(ours, theirs, strict=True):
        if suffix != its_suffix or not equal(child, its_child):
            return False
    return True


def differences(left: Any, right: Any, rtol: float, atol: float, name: str = "") -> Iterator[Difference]:
    """Every difference of two configs, in field order, its path starting with the names of both.

    Either may be None or anything else; ``name`` is what to call the two as a whole.
    """
    left, right = _standing_for(left), _standing_for(right)
    mine, theirs = getattr(left, "_name", None), getattr(right, "_name", None)
    one = (theirs if mine is None else mine) or ""
    other = (mine if theirs is None else theirs) or ""
    for found in _config_differences("", left, right, rtol, atol):
        if found.path:
            path = getComparisonName(join_path(one, found.path), join_path(other, found.path))
        else:
            path = name or getComparisonName(one or "config", other or "config")
        yield found._replace(path=path)


def _standing_for(value: Any) -> Any:
    """The config itself; what forwards to one stands for it."""
    return value if value is None or isinstance(value, ConfigSlots) else getattr(value, "value", value)


def _config_differences(path: str, left: Any, right: Any, rtol: float, atol: float) -> Iterator[Difference]:
    if left is None or right is None:
        if left is not right:
            yield Difference(path, left, right)
        return
    if type(left) is not type(right):
        yield Difference(path, Shown(type_name(type(left))), Shown(type_name(type(right))))
        return
    mine, theirs = values_of(left), values_of(right)
    if not left._plan.nested and mine == theirs:  # of nested configs each level would compare all below it
        return
    for name, field in left._plan.fields.items():
        one, other = mine[name], theirs[name]
        if one is other or (field.holds_configs and one == other):
            continue
        here = join_path(path, name)
        if field.holds_configs:
            places = None
            for part, mine_there, theirs_there in _own_differences(here, field, one, other):
                places = places or (_last_location(left, name), _last_location(right, name))
                yield Difference(part, mine_there, theirs_there, *places)
            for found in _nested_differences(here, field, one, other, rtol, atol):
                if found.left_location is found.right_location is None:  # one config stands for another
                    places = places or (_last_location(left, name), _last_location(right, name))
                    found = found._replace(left_location=places[0], right_location=places[1])
                yield found
        else:
            one, other = field.plain(one), field.plain(other)
            if not equal_values(one, other, rtol, atol):
                places = (_last_location(left, name), _last_location(right, name))
                for part, mine_there, theirs_there in _parts(here, one, other, rtol, atol):
                    yield Difference(part, mine_there, theirs_there, *places)


def _own_differences(path: str, field: Any, left: Any, right: Any) -> Iterator[tuple[str, Any, Any]]:
    """What differs besides the configs; where both have a config, comparing the configs tells it."""
    mine, theirs = field.own_parts(left), field.own_parts(right)
    if mine == theirs:
        return
    told = dict(field.compared(left)).keys() & dict(field.compared(right)).keys()
    for suffix in dict.fromkeys([*mine, *theirs]):
        one, other = mine.get(suffix), theirs.get(suffix)
        if suffix in told or equal_values(one, other):
            continue
        if type(one) is dict and type(other) is dict:
            yield from _parts(path + suffix, one, other, 0.0, 0.0)
        else:
            yield path + suffix, one, other


def _nested_differences(
    path: str, field: Any, left: Any, right: Any, rtol: float, atol: float
) -> Iterator[Difference]:
    """The differences of the configs that both have; what only one has is told by the own parts."""
    mine, theirs = dict(field.compared(left)), dict(field.compared(right))
    for suffix, child in mine.items():
        if suffix in theirs:
            yield from _config_differences(path + suffix, child, theirs[suffix], rtol, atol)


def _parts(path: str, left: Any, right: Any, rtol: float, atol: float) -> Iterator[tuple[str, Any, Any]]:
    """The differing parts of two unequal values: items of lists and dicts, else the values themselves."""
    if type(left) is list and type(right) is list:
        if len(left) != len(right):
            yield f"{path} (len)", len(left), len(right)
            return
        pairs = enumerate(zip(left, right, strict=True))
        for index, (one, other) in pairs:
            if not equal_values(one, other, rtol, atol):
                yield item_path(path, index), one, other
    elif type(left) is dict and type(right) is dict:
        right = _aligned(left, right)
        if left.keys() != right.keys():
            yield f"{path} (keys)", list(left), list(right)
            return
        for key, one in left.items():
            if not equal_values(one, right[key], rtol, atol):
                yield item_path(path, key), one, right[key]
    else:
        yield path, left, right


def _last_location(config: Any, name: str) -> Location | None:
    entries = HistoryView(config)[name]
    return entries[-1].location if entries else None


def report(found: Iterator[Difference], shortcut: bool, output: Callable[[str], object] | None) -> bool:
    """Hand the differences to ``output``, only the first with ``shortcut``; True if there is none."""
    same = True
    for difference in found:
        same = False
        if output is not None:
            output(str(difference))
        if shortcut:
            break
    return same


def compareConfigs(
    name: str,
    c1: Any,
    c2: Any,
    shortcut: bool = True,
    rtol: float = 1e-8,
    atol: float = 1e-8,
    output: Callable[[str], object] | None = None,
) -> bool:
    """Compare two configs, either of which may be None.

    Parameters
    ----------
    name : str
        What to call the configs as a whole; messages about a field give its own full name.
    c1, c2 : Config or None
        The configs.
    shortcut : bool, optional
        Stop at the first difference?
    rtol, atol : float, optional
        Tolerances for numbers.
    output : callable, optional
        Called with a message for each difference.

    Returns
    -------
    bool
        True if there is no difference.
    """
    return report(differences(c1, c2, rtol, atol, name), shortcut, output)


def compareScalars(
    name: str,
    v1: Any,
    v2: Any,
    output: Callable[[str], object] | None,
    rtol: float = 1e-8,
    atol: float = 1e-8,
    dtype: type | None = None,
) -> bool:
    """Compare two plain values; for fields written for pex_config.

    Parameters
    ----------
    name : str
        Name for the message.
    v1, v2 : object
        The values.
    output : callable or None
        Called with a message if they differ.
    rtol, atol : float, optional
        Tolerances for numbers.
    dtype : type, optional
        Type of the values; not needed.
    """
    if equal_values(v1, v2, rtol, atol):
        return True
    if output is not None:
        output(str(Difference(name, v1, v2)))
    return False
