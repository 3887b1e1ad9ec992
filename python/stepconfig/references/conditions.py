"""What a rule asks of one keyword of a header."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..formats.tree import Text, Tree
from .times import time_from

__all__ = ["AnyOf", "Condition", "Pattern", "Range", "condition_from"]

_TRUE = frozenset(("true", "t", "yes"))
_FALSE = frozenset(("false", "f", "no"))
_KEYS = ("min", "max")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A value, or with ``*`` for any characters a pattern of values; case does not matter.

    Parameters
    ----------
    text : str
        The value as it is written.
    """

    text: str

    def holds(self, value: Any) -> bool:
        """Is the value of the header one of these?"""
        if isinstance(value, bool):
            if self.text.strip("*") == "":
                return True
            return self.text.lower() in (_TRUE if value else _FALSE)
        number = _number(self.text) if isinstance(value, (int, float)) else None
        if number is not None:
            return bool(number == value)
        parts = map(re.escape, self.text.split("*"))
        return re.fullmatch(".*".join(parts), str(value).strip(), re.IGNORECASE | re.DOTALL) is not None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers, or dates, from one to another, both included.

    Parameters
    ----------
    low, high : float, datetime or None
        The ends; None for an open one.
    text : str
        The range as it is told.
    """

    low: Any
    high: Any
    text: str

    def holds(self, value: Any) -> bool:
        """Is the value of the header in the range?"""
        is_time = isinstance(self.high if self.low is None else self.low, datetime)
        found = time_from(value) if is_time else _number(value)
        if found is None:
            return False
        return (self.low is None or self.low <= found) and (self.high is None or found <= self.high)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of several.

    Parameters
    ----------
    conditions : tuple of Condition
        The alternatives.
    """

    conditions: tuple[Condition, ...]

    def holds(self, value: Any) -> bool:
        """Does one of them hold?"""
        return any(each.holds(value) for each in self.conditions)

    def __str__(self) -> str:
        return f"one of {', '.join(map(str, self.conditions))}"


Condition = Pattern | Range | AnyOf


def condition_from(written: Any) -> Condition:
    """The condition that is written in a file of rules.

    Parameters
    ----------
    written : Text, list or Tree
        A value such as ``CCD1``, ``NGC*`` or ``10..20``; a list of alternatives; or a mapping with ``min``
        and ``max``.

    Raises
    ------
    ValueError
        If it is none of these.

    Examples
    --------
    >>> condition_from(Text("10..20")).holds(20), condition_from(Text("NGC*")).holds("ngc 5194")
    (True, True)
    """
    if isinstance(written, Text) and written.strip():
        return _range(written) or Pattern(str(written).strip())
    if isinstance(written, list) and written:
        return AnyOf(tuple(condition_from(each) for each in written))
    if isinstance(written, Tree) and written and set(written) <= set(_KEYS):
        return _ends(*(written.get(key) for key in _KEYS))
    raise ValueError("expected a value, a range such as 10..20, {min: 10, max: 20}, or a list of these")


def _range(text: str) -> Range | None:
    """The range that a text such as ``10..20`` means; None if it is a value with dots."""
    low, dots, high = text.partition("..")
    if not dots or not (low.strip() or high.strip()):
        return None
    try:
        return _ends(low.strip() or None, high.strip() or None)
    except ValueError as error:
        # "..flat" may be a name; the wrong order of two numbers is not.
        if "is above" in str(error):
            raise
        return None


def _ends(low: Any, high: Any) -> Range:
    first, last = (None if each is None else _end(each) for each in (low, high))
    if first is not None and last is not None:
        if type(first) is not type(last):
            raise ValueError("expected two numbers or two dates as the ends of a range")
        if first > last:
            raise ValueError(f"the range is empty: {low} is above {high}")
    return Range(first, last, f"{'' if low is None else low}..{'' if high is None else high}")


def _end(text: Any) -> Any:
    """The number or the time that an end of a range means."""
    number = _number(text)
    found = time_from(text) if number is None else number
    if found is None:
        raise ValueError(f"expected a number or a date as the end of a range, got {str(text)!r}")
    return found


def _number(value: Any) -> float | None:
    """The number, also of text; None if it is none, or nan."""
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if number == number else None
