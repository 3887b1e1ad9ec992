"""Where a value came from: code, a line of a data file, a command-line argument.

The location of a change made by code is the innermost frame outside this package. What is captured
is the frame's code object and instruction offset, with those of a few callers; the line is worked
out only when somebody looks, because asking a frame for its line takes a time that grows with the
length of its function. No frame is kept, so no local variable outlives its function.
"""

from __future__ import annotations

import io
import os
from functools import lru_cache
from sys import _getframe
from types import CodeType
from typing import Any

__all__ = [
    "CALLERS_KEPT",
    "ArgumentLocation",
    "CodeLocation",
    "EnvironmentLocation",
    "FileLocation",
    "Frame",
    "LineLocation",
    "Location",
    "SourceLines",
    "caller_level",
    "caller_location",
    "caller_where",
    "definition_where",
    "frame_of",
    "frames_of",
    "inside_package",
    "line_of",
    "remember_source",
    "resolve_where",
    "without_package",
]

_PACKAGE_FOLDER = os.path.dirname(os.path.dirname((lambda: None).__code__.co_filename)) + os.sep
"""As code objects name it, which is as it stands in `sys.path`: `__file__` is not always the same."""

CALLERS_KEPT = 3
"""Callers kept with a change unless `kept_callers` says otherwise; each costs a tenth of a write."""


class Frame(tuple[str, int, str, str]):
    """One line of code on the way to a change; a tuple of its four parts.

    Parameters
    ----------
    filename : str
        The file, as Python knows it.
    lineno : int
        The line, from 1.
    function : str
        The function (``<module>`` outside of any).
    content : str
        The text of the line, stripped; empty where it is not to be had. By default it is read from the file.
    """

    __slots__ = ()

    def __new__(cls, filename: str, lineno: int, function: str, content: str | None = None) -> Frame:
        if content is None:
            content = (
                "".join(_source_lines(filename, None)[lineno - 1 : lineno]).strip() if lineno > 0 else ""
            )
        return super().__new__(cls, (filename, lineno, function, content))

    def __getnewargs__(self) -> tuple[str, int, str, str]:
        return self[0], self[1], self[2], self[3]

    @property
    def filename(self) -> str:
        """The file, as Python knows it."""
        return self[0]

    @property
    def lineno(self) -> int:
        """The line, from 1."""
        return self[1]

    @property
    def function(self) -> str:
        """The function."""
        return self[2]

    @property
    def content(self) -> str:
        """The text of the line, stripped."""
        return self[3]

    def format(self, full: bool = False) -> str:
        """The line as pex_config tells it: ``  File foo.py:3 (function)``.

        Parameters
        ----------
        full : bool, optional
            With the text of the line below?
        """
        text = f"  File {self[0].rpartition('/python/')[2]}:{self[1]} ({self[2]})"
        return f"{text}\n    {self[3]}" if full else text

    def __repr__(self) -> str:
        return f"Frame(filename={self[0]!r}, lineno={self[1]}, function={self[2]!r}, content={self[3]!r})"


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

    def format(self, full: bool = False) -> str:
        """The place itself as pex_config tells it: see `Frame.format`."""
        return self.frame.format(full)

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
    code : code
        The code.
    offset : int
        The instruction in it.
    callers : tuple, optional
        Codes and offsets of the callers, ``(code, offset, code, offset, ...)``, nearest first.
    """

    __slots__ = ("_callers", "_code", "_frame", "_frames", "_offset")

    def __init__(self, code: CodeType, offset: int, callers: tuple[Any, ...] = ()) -> None:
        self._code = code
        self._offset = offset
        self._callers = callers
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
            self._frame = frame_of(self._code, self._offset)
        return self._frame

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The innermost frame outside the package, then its callers."""
        if self._frames is None:
            self._frames = (self.frame, *frames_of(self._callers))
        return self._frames

    def __reduce__(self) -> tuple[Any, ...]:
        return CodeLocation.from_frames, (self.frames,)

    def __repr__(self) -> str:
        return f"<CodeLocation {self}>"


class SourceLines:
    """An override file whose lines were carried out one by one.

    Parameters
    ----------
    filename : str
        Path of the file.
    text : str
        Its text.
    callers : tuple
        Codes and offsets of who loaded it, ``(code, offset, code, offset, ...)``, nearest first.
    """

    __slots__ = ("_lines", "_text", "callers", "filename")

    def __init__(self, filename: str, text: str, callers: tuple[Any, ...]) -> None:
        self.filename = filename
        self.callers = callers
        self._text = text
        self._lines: list[str] | None = None

    def frame(self, lineno: int) -> Frame:
        """The frame of a line, from 1."""
        if self._lines is None:
            self._lines = self._text.split("\n")
        return Frame(self.filename, lineno, "<module>", self._lines[lineno - 1].strip())


class LineLocation(Location):
    """A line of an override file, and who loaded the file.

    Parameters
    ----------
    source : SourceLines
        The file.
    lineno : int
        The line, from 1.
    """

    __slots__ = ("_lineno", "source")

    def __init__(self, source: SourceLines, lineno: int) -> None:
        self.source = source
        self._lineno = lineno

    @property
    def frame(self) -> Frame:
        """The line."""
        return self.source.frame(self._lineno)

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The line, then who loaded the file."""
        return (self.frame, *frames_of(self.source.callers))

    def __reduce__(self) -> tuple[Any, ...]:
        return CodeLocation.from_frames, (self.frames,)

    def __repr__(self) -> str:
        return f"<LineLocation {self}>"


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
    callers : tuple, optional
        Who read the file: codes and offsets ``(code, offset, ...)``, nearest first, or frames.
    """

    __slots__ = ("_callers", "_content", "_filename", "_lineno", "column")

    def __init__(
        self,
        filename: str,
        lineno: int,
        column: int | None = None,
        content: str = "",
        callers: tuple[Any, ...] = (),
    ) -> None:
        self._filename = filename
        self._lineno = lineno
        self.column = column
        self._content = content
        self._callers = callers

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The line, then who read the file."""
        callers = self._callers
        known = callers if callers and isinstance(callers[0], Frame) else frames_of(callers)
        return (self.frame, *known)

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
        return FileLocation, (self._filename, self._lineno, self.column, self._content, self.frames[1:])

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


class EnvironmentLocation(Location):
    """An environment variable.

    Parameters
    ----------
    variable : str
        Its name.
    value : str
        Its text.
    """

    __slots__ = ("value", "variable")

    def __init__(self, variable: str, value: str) -> None:
        self.variable = variable
        self.value = value

    @property
    def filename(self) -> str:
        """Empty: a variable is in no file."""
        return ""

    @property
    def lineno(self) -> int:
        """0: a variable is in no file."""
        return 0

    @property
    def function(self) -> str:
        """Empty: a variable is in no code."""
        return ""

    @property
    def content(self) -> str:
        """The variable as a shell would set it."""
        return f"{self.variable}={self.value}"

    def __str__(self) -> str:
        return "environment"

    def __reduce__(self) -> tuple[Any, ...]:
        return EnvironmentLocation, (self.variable, self.value)

    def __repr__(self) -> str:
        return f"<EnvironmentLocation {self.content}>"


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


class _Inside(dict[str, bool]):
    """For every file name met so far: is the file one of this package's own?"""

    def __missing__(self, filename: str) -> bool:
        if len(self) >= _MOST_FILES:
            self.clear()
        answer = self[filename] = filename.startswith(_PACKAGE_FOLDER)
        return answer


_MOST_FILES = 10_000
"""File names that are known at most: a notebook has a new one for every cell, a service for every file."""


inside_package = _Inside()
"""For the name of every file that code is in: is it one of this package's own?"""


_CO_OPTIMIZED = 1
"""The flag of code that is a function's; that of a module or a class body has it not."""


def definition_where() -> tuple[Any, ...]:
    """Code and offset of the line that makes an object now: constructors are passed over.

    Of an object of this package it is the line in the body of a module or class.
    """
    frame = _getframe(2)
    while (back := frame.f_back) is not None:
        code = frame.f_code
        is_body = not code.co_flags & _CO_OPTIMIZED
        if is_body or (code.co_name not in ("__init__", "_setup") and not inside_package[code.co_filename]):
            break
        frame = back
    return frame.f_code, frame.f_lasti, ()


def caller_where(
    callers_kept: int = CALLERS_KEPT, known_callers: Any = None
) -> tuple[CodeType, int, tuple[Any, ...]]:
    """Code and instruction offset of the innermost frame outside this package, and of its callers.

    Parameters
    ----------
    callers_kept : int, optional
        How many callers are kept at most.
    known_callers : tuple, optional
        The callers, if the frame is called by this package itself, and who asked for that is known.

    Returns
    -------
    code : code
        The code of the frame.
    offset : int
        The instruction in it.
    callers : tuple
        Codes and offsets of the callers, ``(code, offset, code, offset, ...)``, nearest first.
    """
    frame: Any = _getframe(1)
    while frame.f_back is not None and inside_package[frame.f_code.co_filename]:
        frame = frame.f_back
    back = frame.f_back
    if known_callers is not None and back is not None and inside_package[back.f_code.co_filename]:
        return frame.f_code, frame.f_lasti, known_callers
    callers: list[Any] = []
    while back is not None and callers_kept:
        callers += (back.f_code, back.f_lasti)
        back = back.f_back
        callers_kept -= 1
    return frame.f_code, frame.f_lasti, tuple(callers)


def caller_location() -> CodeLocation:
    """The innermost frame outside this package, as a location."""
    return CodeLocation(*caller_where())


def caller_level() -> int:
    """The ``stacklevel`` by which a warning of the caller names the innermost frame outside this package."""
    frame = _getframe(1)
    level = 1
    while frame.f_back is not None and inside_package[frame.f_code.co_filename]:
        frame = frame.f_back
        level += 1
    return level


def without_package(code: Any, offset: int, callers: tuple[Any, ...]) -> tuple[Any, int, tuple[Any, ...]]:
    """A captured place without the frames of this package at its front; or a location, as it is.

    The hot paths keep the frame that called them unseen, as asking costs a tenth of a write; a step that
    hands over an attribute to its config is a frame of this package.
    """
    while type(code) is CodeType and callers and inside_package[code.co_filename]:
        code, offset = callers[:2]
        callers = callers[2:]
    return code, offset, callers


def resolve_where(where: Any) -> Location:
    """A location from a captured tuple, or from plain frames; a location stays as it is."""
    if isinstance(where, Location):
        return where
    if type(where[0]) is CodeType:
        return CodeLocation(*without_package(*where))
    return CodeLocation.from_frames(tuple(Frame(*frame) for frame in where))


class _CodeLines:
    """The lines of one code object, worked out once, as one file makes many changes.

    Parameters
    ----------
    code : code
        The code.
    """

    __slots__ = ("_filename", "_first", "_frames", "_lines", "_name", "_source", "_starts", "_text", "code")

    def __init__(self, code: CodeType) -> None:
        import weakref  # noqa: PLC0415 - only looking at a history needs it

        key = id(code)
        self.code = weakref.ref(code, lambda _: _known.pop(key, None) and None)
        self._filename = code.co_filename
        self._name = code.co_name
        self._first = code.co_firstlineno
        self._frames: dict[int, Frame] = {}
        self._starts: list[int] | None = None
        self._lines: list[int] = []
        self._source: str | bytes | None = None
        self._text: list[str] | None = None

    def remember(self, source: str | bytes) -> None:
        """Keep the source of the file, which may change or go."""
        self._source = source

    def frame(self, code: CodeType, offset: int) -> Frame:
        """The frame at an instruction."""
        try:
            return self._frames[offset]
        except KeyError:
            line = self.line(code, offset)
            if self._text is None:
                self._text = _source_lines(self._filename, self._source)
                self._source = None
            text = self._text
            content = text[line - 1].strip() if 0 < line <= len(text) else ""
            frame = self._frames[offset] = Frame(self._filename, line, self._name, content)
            return frame

    def line(self, code: CodeType, offset: int) -> int:
        """The line of an instruction."""
        if self._starts is None:
            self._starts = []
            for start, _end, line in code.co_lines():
                if line is not None:
                    self._starts.append(start)
                    self._lines.append(line)
        from bisect import bisect_right  # noqa: PLC0415 - only looking at a history needs it

        place = bisect_right(self._starts, offset) - 1
        return self._lines[place] if place >= 0 else self._first


def _source_lines(filename: str, source: str | bytes | None) -> list[str]:
    """The lines of a source that was kept, or else of the file."""
    if source is None:
        import linecache  # noqa: PLC0415 - only looking at a history needs it

        return linecache.getlines(filename)
    if isinstance(source, bytes):
        import tokenize  # noqa: PLC0415 - only looking at a history needs it

        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        source = source.decode(encoding, "replace")
    return io.StringIO(source, newline=None).readlines()


_known: dict[int, _CodeLines] = {}
"""What is known of code objects by their id, for as long as they live: hashing them would take long."""


def _lines_of(code: CodeType) -> _CodeLines:
    known = _known.get(id(code))
    if known is None or known.code() is not code:
        known = _known[id(code)] = _CodeLines(code)
    return known


def frame_of(code: CodeType, offset: int) -> Frame:
    """The file, line, function and text at an instruction."""
    return _lines_of(code).frame(code, offset)


def line_of(code: CodeType, offset: int) -> int:
    """The line of an instruction, from 1."""
    return _lines_of(code).line(code, offset)


def frames_of(callers: tuple[Any, ...]) -> tuple[Frame, ...]:
    """The frames of captured callers that are outside this package."""
    pairs = zip(callers[::2], callers[1::2], strict=True)
    return tuple(frame_of(*pair) for pair in pairs if not inside_package[pair[0].co_filename])


def remember_source(code: CodeType, text: str | bytes) -> None:
    """Keep the source that ``code`` was compiled from: its lines can be shown when the file has gone.

    That of the functions inside it too.
    """
    _lines_of(code).remember(text)
    for constant in code.co_consts:
        if type(constant) is CodeType:
            remember_source(constant, text)
