"""Where a value came from: code, a line of a data file, a command-line argument.

The location of a change made by code is the innermost frame outside this package. What is captured
is the frame's code object and instruction offset, with those of a few callers; the line is worked
out only when somebody looks, because asking a frame for its line takes a time that grows with the
length of its function. No frame is kept, so no local variable outlives its function.
"""

from __future__ import annotations

import linecache
import os
import weakref
from bisect import bisect_right
from functools import lru_cache
from sys import _getframe
from types import CodeType
from typing import Any, NamedTuple

__all__ = [
    "ArgumentLocation",
    "CodeLocation",
    "FileLocation",
    "Frame",
    "Location",
    "capture",
    "caller_location",
    "definition_where",
    "remember_source",
    "resolve_where",
]

_PACKAGE_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep

_inside: dict[str, bool] = {}
"""For every file name met so far: is it one of this package's own?"""

_sources: dict[int, tuple[weakref.ref[CodeType], list[str]]] = {}
"""Text of loaded override files by the id of their module's code object, for as long as that lives."""


class Frame(NamedTuple):
    """One line of code on the way to a change.

    Parameters
    ----------
    filename : str
        The file, as Python knows it.
    lineno : int
        The line, from 1.
    function : str
        The function (``<module>`` outside of any).
    content : str
        The text of the line, stripped; empty where it is not to be had.
    """

    filename: str
    lineno: int
    function: str
    content: str


class Location:
    """Where something happened; the base of all kinds of places.

    Attributes
    ----------
    frames : tuple of `Frame`
        The place itself first, then what led to it.
    filename, lineno, function, content
        Those of the place itself, under the names that pex_config's ``StackFrame`` has for them.
    """

    __slots__ = ()

    @property
    def frame(self) -> Frame:
        """The place itself."""
        return Frame(self.filename, self.lineno, self.function, self.content)

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The place itself first, then what led to it."""
        return (self.frame,)

    @property
    def filename(self) -> str:
        """File of the place; empty if it is not in a file."""
        return self.frame.filename

    @property
    def lineno(self) -> int:
        """Line of the place, from 1; 0 if it is not in a file."""
        return self.frame.lineno

    @property
    def function(self) -> str:
        """Function of the place; empty if it is not in code."""
        return self.frame.function

    @property
    def content(self) -> str:
        """Text of the line, stripped."""
        return self.frame.content

    def __str__(self) -> str:
        return f"{short_path(self.filename)}:{self.lineno}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Location):
            return NotImplemented
        return str(self) == str(other) and self.frames == other.frames

    def __hash__(self) -> int:
        return hash(str(self))


class CodeLocation(Location):
    """A place in Python code, worked out from code object and instruction offset when looked at.

    Parameters
    ----------
    where : tuple
        What `capture` returned: ``(code, offset, caller's code, caller's offset, ...)``.
    """

    __slots__ = ("_frame", "_frames", "_where")

    def __init__(self, where: tuple[Any, ...]) -> None:
        self._where: tuple[Any, ...] = where
        self._frame: Frame | None = None
        self._frames: tuple[Frame, ...] | None = None

    @classmethod
    def from_frames(cls, frames: tuple[Frame, ...]) -> CodeLocation:
        """A location whose lines are known already, as after unpickling."""
        self = cls.__new__(cls)
        self._frame = frames[0]
        self._frames = frames
        return self

    @property
    def frame(self) -> Frame:
        """The innermost frame outside the package."""
        if self._frame is None:
            self._frame = _frame(self._where[0], self._where[1])
        return self._frame

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The innermost frame outside the package, then its callers."""
        if self._frames is None:
            pairs = zip(self._where[2::2], self._where[3::2], strict=True)
            outside = (_frame(*pair) for pair in pairs if not _is_inside(pair[0].co_filename))
            self._frames = (self.frame, *outside)
        return self._frames

    def __reduce__(self) -> tuple[Any, ...]:
        return CodeLocation.from_frames, (self.frames,)

    def __repr__(self) -> str:
        return f"<CodeLocation {self}>"


class FileLocation(Location):
    """A line of a data file.

    Parameters
    ----------
    filename : str
        Path of the file.
    lineno : int
        The line, from 1.
    column : int or None
        The column, from 1, where the format tells it.
    content : str
        Text of the line, stripped.
    """

    __slots__ = ("_content", "_filename", "_lineno", "column")

    def __init__(self, filename: str, lineno: int, column: int | None = None, content: str = "") -> None:
        self._filename = filename
        self._lineno = lineno
        self.column = column
        self._content = content

    @property
    def filename(self) -> str:
        """Path of the file."""
        return self._filename

    @property
    def lineno(self) -> int:
        """Line of the file, from 1."""
        return self._lineno

    @property
    def function(self) -> str:
        """Empty: a data file has no functions."""
        return ""

    @property
    def content(self) -> str:
        """Text of the line, stripped."""
        return self._content

    def __reduce__(self) -> tuple[Any, ...]:
        return FileLocation, (self._filename, self._lineno, self.column, self._content)

    def __repr__(self) -> str:
        return f"<FileLocation {self}>"


class ArgumentLocation(Location):
    """An argument of a command line.

    Parameters
    ----------
    argument : str
        The argument as it was given, for example ``--steps.detect.threshold=4``.
    """

    __slots__ = ("argument",)

    def __init__(self, argument: str) -> None:
        self.argument = argument

    @property
    def filename(self) -> str:
        """Empty: an argument is in no file."""
        return ""

    @property
    def lineno(self) -> int:
        """0: an argument is in no file."""
        return 0

    @property
    def function(self) -> str:
        """Empty: an argument is in no code."""
        return ""

    @property
    def content(self) -> str:
        """The argument as it was given."""
        return self.argument

    def __str__(self) -> str:
        return "command line"

    def __reduce__(self) -> tuple[Any, ...]:
        return ArgumentLocation, (self.argument,)

    def __repr__(self) -> str:
        return f"<ArgumentLocation {self.argument}>"


def short_path(path: str) -> str:
    """The path relative to the current folder where that is shorter, else as it is."""
    try:
        return _short_path(path, os.getcwd())
    except OSError:
        return path


@lru_cache(maxsize=512)
def _short_path(path: str, folder: str) -> str:
    if not os.path.isabs(path):
        return path
    try:
        relative = os.path.relpath(path, folder)
    except ValueError:
        return path
    return relative if len(relative) < len(path) else path


def _is_inside(filename: str) -> bool:
    """Is the file one of this package's own?"""
    try:
        return _inside[filename]
    except KeyError:
        answer = _inside[filename] = filename.startswith(_PACKAGE_FOLDER)
        return answer


def capture(
    callers_kept: int = 8, known_callers: Any = None, _inside: dict[str, bool] = _inside
) -> tuple[Any, ...]:
    """Code and instruction offset of the innermost frame outside this package, and of its callers.

    To be called by a function that a public function of the package calls: the search begins three frames
    up. The number of callers is bounded, so the cost does not grow with the depth of the stack.

    Parameters
    ----------
    callers_kept : int, optional
        How many callers are kept at most.
    known_callers : tuple, optional
        The callers, if the frame is called by this package itself, and who asked for that is known.

    Returns
    -------
    where : tuple
        ``(code, offset, caller's code, caller's offset, ...)``, nearest caller first. It is plain data for
        a history; `resolve_where` makes a `Location` of it.
    """
    frame: Any = _getframe(3)
    while True:
        code = frame.f_code
        try:
            inside = _inside[code.co_filename]
        except KeyError:
            inside = _is_inside(code.co_filename)
        back = frame.f_back
        if not inside or back is None:
            break
        frame = back
    where = [code, frame.f_lasti]
    if known_callers is not None and back is not None and _is_inside(back.f_code.co_filename):
        return (*where, *known_callers)
    while back is not None and callers_kept:
        where += (back.f_code, back.f_lasti)
        back = back.f_back
        callers_kept -= 1
    return tuple(where)


def definition_where() -> tuple[Any, ...]:
    """Code and offset of the line that makes an object now: constructors are passed over."""
    frame = _getframe(2)
    while (back := frame.f_back) is not None:
        code = frame.f_code
        if code.co_name not in ("__init__", "_setup") and not _is_inside(code.co_filename):
            break
        frame = back
    return frame.f_code, frame.f_lasti


def where_of(frame: Any, callers_kept: int = 8) -> tuple[Any, ...]:
    """Code and offset of a frame and of its callers."""
    where: list[Any] = []
    while frame is not None and callers_kept >= 0:
        where += (frame.f_code, frame.f_lasti)
        frame = frame.f_back
        callers_kept -= 1
    return tuple(where)


def caller_where() -> tuple[Any, ...]:
    """The innermost frame outside this package with its callers, from any depth inside."""
    frame: Any = _getframe(1)
    while frame.f_back is not None and _is_inside(frame.f_code.co_filename):
        frame = frame.f_back
    return where_of(frame)


def caller_location() -> CodeLocation:
    """The innermost frame outside this package, as a location."""
    return CodeLocation(caller_where())


def resolve_where(where: Any) -> Location:
    """A location from what a history holds for one: a location already, or a captured tuple."""
    return where if isinstance(where, Location) else CodeLocation(where)


def remember_source(code: CodeType, text: str) -> None:
    """Keep the text that ``code`` was compiled from: its lines can be shown when the file has gone."""
    key = id(code)

    def forget(_: object) -> None:
        _sources.pop(key, None)

    lines = text.splitlines()
    _sources[key] = (weakref.ref(code, forget), lines)


def _frame(code: CodeType, offset: int) -> Frame:
    line = _line(code, offset)
    remembered = _sources.get(id(code))
    if remembered is not None and remembered[0]() is code:
        lines = remembered[1]
        text = lines[line - 1] if 0 < line <= len(lines) else ""
    else:
        text = linecache.getline(code.co_filename, line)
    return Frame(code.co_filename, line, code.co_name, text.strip())


def _line(code: CodeType, offset: int) -> int:
    starts, lines = _line_table(code)
    return lines[bisect_right(starts, offset) - 1]


@lru_cache(maxsize=4)
def _line_table_of(_: int, code_ref: weakref.ref[CodeType]) -> tuple[list[int], list[int]]:
    code = code_ref()
    assert code is not None
    starts: list[int] = []
    lines: list[int] = []
    for start, _end, line in code.co_lines():
        if line is not None:
            starts.append(start)
            lines.append(line)
    return starts or [0], lines or [code.co_firstlineno]


def _line_table(code: CodeType) -> tuple[list[int], list[int]]:
    """First offsets and lines of a code object, kept for the last few: one file has many changes."""
    return _line_table_of(id(code), weakref.ref(code))
