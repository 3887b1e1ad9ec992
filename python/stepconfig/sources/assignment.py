"""Assignment: one value from one source, with the place that it comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..history.location import Location

__all__ = ["Assignment", "Layer", "Repeated"]


class Repeated(list["Assignment"]):
    """The value of an option that was given several times.

    For a field that holds a list they make one list; for any other the last one wins.
    """


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

    __slots__ = ("location", "path", "value")

    def __init__(
        self,
        path: tuple[str, ...],
        value: Any,
        location: Location,
    ) -> None:
        self.path = path
        self.value = value
        self.location = location

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Assignment):
            return NotImplemented
        return (self.path, self.value, self.location) == (other.path, other.value, other.location)

    def __hash__(self) -> int:
        return hash((self.path,))

    def __repr__(self) -> str:
        return f"<Assignment {self.path!r}>"


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

    __slots__ = ("assignments", "carry_out", "depth", "faults", "name", "other_names")

    def __init__(
        self,
        name: str,
        assignments: list[Assignment] | None = None,
        faults: list[Exception] | None = None,
        other_names: tuple[str, ...] = (),
        depth: int = 0,
        carry_out: Callable[[Any], None] | None = None,
    ) -> None:
        self.name = name
        self.assignments: list[Assignment] = [] if assignments is None else assignments
        self.faults: list[Exception] = [] if faults is None else faults
        self.other_names = other_names
        self.depth = depth
        self.carry_out = carry_out
