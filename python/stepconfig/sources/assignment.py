"""Assignment: one value from one source, with the place that it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..history.location import Location

__all__ = ["Assignment", "Layer", "Text"]


class Text(str):
    """A value that was written as text, as in a data file or an argument: the field says what it means."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """One value from one source.

    Parameters
    ----------
    path : tuple of str
        Names of the fields from the top of the tree to the value: ``("steps", "detect", "threshold")``.
    value : object
        The value: a Python value, `Text`, or lists and dicts of these.
    location : Location
        The exact place.
    """

    path: tuple[str, ...]
    value: Any
    location: Location


@dataclass(slots=True)
class Layer:
    """What one source says, in its order.

    Parameters
    ----------
    name : str
        The kind of source, one of those in `stepconfig.sources.layering.ORDER`.
    assignments : list of Assignment
        The values.
    origin : str, optional
        Which source of the kind: the path of the file, for instance.
    """

    name: str
    assignments: list[Assignment] = field(default_factory=list)
    origin: str = ""
