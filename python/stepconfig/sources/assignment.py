"""Assignment: one value from one source, with the place that it comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..history.location import Location

__all__ = ["Assignment", "Layer", "Repeated"]


class Repeated(list["Assignment"]):
    """The value of an option that was given several times.

    For a field that holds a list they make one list; for any other the last one wins.
    """


@dataclass(frozen=True, slots=True)
class Assignment:
    """One value from one source.

    Parameters
    ----------
    path : tuple of str
        Names of the fields from the top of the tree to the value: ``("steps", "detect", "threshold")``.
    value : object
        The value: a Python value, `Text`, lists and dicts of these. A mapping for a field that holds a
        config says what its values are.
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
        The kind of source, one of those in `stepconfig.sources.order.ORDER`.
    assignments : list of Assignment
        The values.
    faults : list of Exception
        What is wrong with the source itself; told together with what is wrong with the values.
    other_names : tuple of str
        What else a misspelt name may have meant: the options of a command, for instance.
    depth : int
        Levels between the top of the tree and the step that the source is for; of two sources of one kind
        the deeper is the lower.
    carry_out : callable or None
        For a source that has no assignments but changes the config itself, which is its argument: a Python
        override file.
    """

    name: str
    assignments: list[Assignment] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    other_names: tuple[str, ...] = ()
    depth: int = 0
    carry_out: Callable[[Any], None] | None = None
