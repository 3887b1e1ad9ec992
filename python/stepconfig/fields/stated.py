"""Values that say their type themselves in a data file, as no field says it."""

from __future__ import annotations

import math
from typing import Any

__all__ = ["Stated", "stated"]

_LARGEST_PLAIN = 2**63 - 2
"""The largest integer of both signs that every format has."""


class Stated(str):
    """Text that stands in a data file as it is: an escape such as ``$float nan``, or the name of a class."""

    __slots__ = ()


def stated(value: Any) -> Any:
    """A value of a dict whose items have no type, in a form from which every reader can tell its type.

    Examples
    --------
    >>> stated(1.5), stated(float("nan")), stated(1j)
    (1.5, '$float nan', '$complex 1j')
    """
    kind = type(value)
    if kind is complex or (kind is float and not math.isfinite(value)):
        return Stated(f"${kind.__name__} {value}")
    return Stated(f"$int {hex(value)}") if kind is int and abs(value) > _LARGEST_PLAIN else value
