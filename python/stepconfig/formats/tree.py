"""Trees that were read from a file: scalars stay text, and every key knows its line."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any

from ..errors import ParameterFileError
from ..history.location import FileLocation

__all__ = ["Argument", "DEEPEST", "Offsets", "Quoted", "Source", "Text", "Tree", "lines_of", "noted_twice"]

DEEPEST = 100
"""Levels of nesting beyond which nobody writes parameters."""


# Compiled when the first file is read.
_BREAK = "\r\n|\r|\n"
_YAML_BREAK = "\r\n|[\r\n\x85\u2028\u2029]"


def lines_of(text: str, suffix: str = "") -> list[str]:
    """The lines of a text as the reader of a format counts them; `str.splitlines` knows too many breaks.

    Parameters
    ----------
    text : str
        The text.
    suffix : str, optional
        What the format's files end with.
    """
    lines = re.split(_YAML_BREAK if suffix in (".yaml", ".yml", ".asdf") else _BREAK, text)
    if not lines[-1]:
        lines.pop()
    return lines


class Text(str):
    """A value that was written as text, as in a data file or an argument: the field says what it means."""

    __slots__ = ()


class Quoted(Text):
    """Text that somebody put into quotes: it never stands for None."""

    __slots__ = ()


class Argument(Text):
    """Text of a command line: for a text field, quotes around the whole of it are no part of it."""

    __slots__ = ()


class Source:
    """A text that is read, for locations.

    Parameters
    ----------
    filename : str
        The file; empty for a text that is in none.
    lines : list of str
        Its lines.
    faults : list of ParameterFileError
        What was found wrong on the way, although the rest could be read.
    callers : tuple
        Who reads it: codes and offsets, as in a `FileLocation`.
    """

    __slots__ = ("callers", "faults", "filename", "lines")

    def __init__(
        self,
        filename: str,
        lines: list[str],
        faults: list[Exception] | None = None,
        callers: tuple[Any, ...] = (),
    ) -> None:
        self.filename = filename
        self.lines = lines
        self.faults: list[Exception] = [] if faults is None else faults
        self.callers = callers

    def location(self, line: int, column: int) -> FileLocation | None:
        """The place at a line and column, both from 0; None for a text in no file."""
        if not self.filename:
            return None
        content = self.lines[line].strip() if line < len(self.lines) else ""
        return FileLocation(self.filename, line + 1, column + 1, content, self.callers)


class Offsets:
    """Lines and columns of the places in a text.

    Parameters
    ----------
    text : str
        The text.
    """

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer(_BREAK, text))]

    def place(self, position: int) -> tuple[int, int]:
        """Line and column of a position, all from 0."""
        line = bisect_right(self._starts, position) - 1
        return line, position - self._starts[line]


class Tree(dict[str, Any]):
    """A mapping that was read: its values are `Text`, complex, None, lists and trees.

    Parameters
    ----------
    source : Source
        The text that it is from.
    place : tuple of int
        Line and column at which it begins, from 0.

    Attributes
    ----------
    places : dict
        Line and column of every key.
    """

    __slots__ = ("place", "places", "source")

    def __init__(self, source: Source, place: tuple[int, int]) -> None:
        super().__init__()
        self.source = source
        self.place = place
        self.places: dict[str, tuple[int, int]] = {}

    def location(self, key: str | None = None) -> Any:
        """Where a key stands, or where the mapping begins."""
        return self.source.location(*(self.place if key is None else self.places[key]))

    def fault(self, why: str, key: str | None = None) -> None:
        """Note something wrong, and go on."""
        self.source.faults.append(ParameterFileError(why, self.location(key)))


def noted_twice(tree: Tree, key: str, place: tuple[int, int]) -> bool:
    """Is the key in the mapping already? Then that is noted as a fault, and the first one holds."""
    if key not in tree:
        return False
    why = f"the key {str(key)!r} stands here twice, first in line {tree.places[key][0] + 1}"
    tree.source.faults.append(ParameterFileError(why, tree.source.location(*place)))
    return True
