"""Histories as text: pure functions from entries to lines, in this package's form and in pex_config's."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from types import CodeType
from typing import Any, ClassVar

from ..names import join_path, shown
from .location import Frame, LineLocation, Location, frame_of, frames_of, short_path
from .packing import stored_history
from .record import Edit, Entry, labels_of, location_of, where_of
from .view import HistoryView

__all__ = ["Color", "format", "format_changes", "format_field", "is_colored", "painted"]

_LED_BY_CODE = ("override file", "setDefaults")
"""Layers whose changes are made by code that somebody else's line started; that line is shown too."""

_PASSED_OVER = frozenset(("__new__", "__set__", "__setattr__", "execfile", "wrapper"))
_PLAIN_LABELS = frozenset(("default", "defaults", "assignment", "update"))
_WHOLE_CONFIG = "config value set"


def is_colored(color: bool | None = None, stream: Any = None) -> bool:
    """Should text be coloured? By default only on a terminal, and not if NO_COLOR is set."""
    if color is not None:
        return color
    stream = sys.stdout if stream is None else stream
    return bool(getattr(stream, "isatty", bool)() and not os.environ.get("NO_COLOR"))


def painted(text: str, style: str) -> str:
    """The text with the escape sequences of a style of rich's, such as ``bold cyan``."""
    from rich.style import Style  # noqa: PLC0415 - only a coloured terminal needs it

    return Style.parse(style).render(text)


Block = tuple[tuple[str, str], ...]
"""Place and source text of an entry: the line itself, then those that led to it as far as they matter."""


def _frame_line(frame: Frame) -> tuple[str, str]:
    return f"{short_path(frame.filename)}:{frame.lineno}", frame.content


def _default_block(entry: Entry, verbose: bool) -> Block:
    """Where the field is declared, then where the config was made."""
    frames = entry.location.frames if verbose else (entry.location.frame,)
    definition = entry.definition
    lines = [] if definition is None else [(str(definition), definition.content)]
    return (*lines, *(_frame_line(frame) for frame in frames if frame.filename))


def _block(location: Location, layer: str, verbose: bool) -> Block:
    if verbose:
        more = location.frames[1:]
    elif layer in _LED_BY_CODE:
        more = _leading(layer, location.filename, location.frames[1:])
    else:
        more = ()
    return ((str(location), location.content), *(_frame_line(frame) for frame in more))


def _leading(layer: str, filename: str, callers: tuple[Frame, ...]) -> tuple[Frame, ...]:
    """The callers up to the line that started the code; that of an override file is in another file."""
    if layer == "override file":
        for number, frame in enumerate(callers, 1):
            if frame.filename != filename:
                return callers[:number]
    return callers[:1]


class _Blocks:
    """Blocks by place: a loop makes many changes at one place, and a file is called by one line."""

    def __init__(self, verbose: bool) -> None:
        self._verbose = verbose
        self._made: dict[tuple[int, int, int, str], Block] = {}
        self._led: dict[tuple[str, str, int], Block] = {}
        self._names: dict[str, str] = {}

    def of(self, raw: tuple[Any, ...], layer: str) -> Block:
        """The block of a stored tuple."""
        if type(raw[1]) is LineLocation and not self._verbose and layer in _LED_BY_CODE:
            source = raw[1].source
            return (self._line(raw[1].frame), *self._leading(layer, source.filename, source.callers))
        if self._verbose or len(raw) == 3 or type(raw[1]) is not CodeType:
            return _block(location_of(raw), layer, self._verbose)
        code, offset, callers = where_of(raw)
        led = layer in _LED_BY_CODE
        key = (id(code), offset, id(callers), layer if led else "")
        block = self._made.get(key)
        if block is None:
            block = (self._line(frame_of(code, offset)),)
            if led:
                block += self._leading(layer, code.co_filename, callers)
            self._made[key] = block
        return block

    def _leading(self, layer: str, filename: str, callers: tuple[Any, ...]) -> Block:
        key = (layer, filename, id(callers))
        block = self._led.get(key)
        if block is None:
            leading = _leading(layer, filename, frames_of(callers))
            block = self._led[key] = tuple(map(self._line, leading))
        return block

    def _line(self, frame: Frame) -> tuple[str, str]:
        name = self._names.get(frame.filename)
        if name is None:
            name = self._names[frame.filename] = short_path(frame.filename)
        return f"{name}:{frame.lineno}", frame.content


_NO_BLOCK: Block = (("", ""),)


def _value_text(value: Any, limit: int = 60) -> str:
    text = value if value == _WHOLE_CONFIG and isinstance(value, str) else shown(value)
    return text if len(text) <= limit else f"{text[: limit - 12]}...{text[-9:]}"


def _layer_text(value: Any, label: str, layer: str) -> str:
    if label in _PLAIN_LABELS or isinstance(value, Edit):
        return layer
    return label if layer == "code" else f"{label}, {layer}"


def format_field(
    config: Any,
    name: str,
    *,
    color: bool | None = None,
    writeSourceLine: bool = True,
    verbose: bool = False,
    prefix: str = "",
) -> str:
    """The history of one field for a terminal: one block per change, oldest first.

    Parameters
    ----------
    config : Config
        The config that holds the field.
    name : str
        Name of the field in it.
    color : bool, optional
        With colours? By default only if the standard output is a terminal.
    writeSourceLine : bool, optional
        With file, line and source text?
    verbose : bool, optional
        With all callers that were kept?
    prefix : str, optional
        Text before every line.
    """
    rows: list[tuple[str, str, Block]] = []
    default = config._default_entry(name)
    if default is not None:
        block = _default_block(default, verbose) if writeSourceLine else _NO_BLOCK
        rows.append((_value_text(default.value), "default", block))
    blocks = _Blocks(verbose)
    for raw in stored_history(config).get(name, ()):
        label, layer, _ = labels_of(raw)
        if not writeSourceLine:
            block = _NO_BLOCK
        elif default is None and not rows and label == "default":
            block = _default_block(HistoryView(config)[name][0], verbose)
        else:
            block = blocks.of(raw, layer)
        rows.append((_value_text(raw[0]), _layer_text(raw[0], label, layer), block))
    title = join_path(config._name, name)
    if is_colored(color):
        return _laid_out(title, rows, prefix, painted)
    return _laid_out(title, rows, prefix, None)


def _laid_out(
    title: str, rows: list[tuple[str, str, Block]], prefix: str, paint: Callable[[str, str], str] | None
) -> str:
    value_width = max((len(row[0]) for row in rows), default=0)
    layer_width = max((len(row[1]) for row in rows), default=0)
    shown = {row[2] for row in rows}
    place_width = min(60, max((len(line[0]) for block in shown for line in block), default=0))
    lines = [prefix + (paint(title, "bold") if paint else title)]
    indent = " " * (value_width + 2 + layer_width)
    for value, layer, block in rows:
        start = f"{value:<{value_width}}  {layer:<{layer_width}}"
        if paint:
            start = (
                f"{paint(f'{value:<{value_width}}', 'bold cyan')}  "
                f"{paint(f'{layer:<{layer_width}}', 'magenta')}"
            )
        for place, text in block:
            if paint:
                place = paint(f"{place:<{place_width}}", "green")
                text = paint(text, "dim") if text else ""
            lines.append(f"{prefix}  {start}  {place:<{place_width}}  {text}".rstrip())
            start = indent
    return "\n".join(lines)


def format_changes(changed: Iterable[tuple[Any, str]], **keywords: Any) -> str:
    """The histories of several fields, an empty line between them.

    Parameters
    ----------
    changed : iterable of (Config, str)
        The fields: the config that holds each, and its name there.
    **keywords
        As those of `format_field`.
    """
    return "\n\n".join(format_field(config, name, **keywords) for config, name in changed)


class Color:
    """Text in a colour by category, for pex_config's form of a history.

    Parameters
    ----------
    text : str
        The text.
    category : str
        ``NAME``, ``VALUE``, ``FILE``, ``TEXT`` or ``FUNCTION_NAME``.
    """

    categories: ClassVar[dict[str, str]] = {
        "NAME": "blue",
        "VALUE": "yellow",
        "FILE": "green",
        "TEXT": "red",
        "FUNCTION_NAME": "blue",
    }
    _wanted: ClassVar[bool | None] = None

    def __init__(self, text: object, category: str) -> None:
        if category not in self.categories:
            raise RuntimeError(f"Unknown category {category!r}; one of {', '.join(self.categories)}")
        self.rawText = str(text)
        self._text = (
            painted(self.rawText, self.categories[category]) if is_colored(Color._wanted) else self.rawText
        )

    def __str__(self) -> str:
        return self._text

    @staticmethod
    def colorize(val: bool | dict[str, str] | None = None) -> bool:
        """Whether text is coloured; sets it for True or False, or the colours for a dict of categories.

        Parameters
        ----------
        val : bool or dict, optional
            The setting; None changes nothing.

        Raises
        ------
        RuntimeError
            If the dict has a category that there is not.
        """
        if isinstance(val, dict):
            unknown = [category for category in val if category not in Color.categories]
            if unknown:
                raise RuntimeError(f"Unknown category {unknown[0]!r}; one of {', '.join(Color.categories)}")
            Color.categories.update(val)
            val = True
        if val is not None:
            Color._wanted = val
        return is_colored(Color._wanted)


def format(
    config: Any,
    name: str | None = None,
    writeSourceLine: bool = True,
    prefix: str = "",
    verbose: bool = False,
) -> str:
    """A history in the form that pex_config gives it.

    Parameters
    ----------
    config : Config
        The config.
    name : str, optional
        Name of the field; by default every field, one after the other.
    writeSourceLine : bool, optional
        With file and line?
    prefix : str, optional
        Text before every line.
    verbose : bool, optional
        With the functions, and with the frames between a line and what it really means?
    """
    if name is None:
        return "\n".join(format(config, each, writeSourceLine, prefix, verbose) for each in config.history)
    rows = []
    for entry in config.history[name]:
        frames = [frame for frame in entry.stack if verbose or not _is_passed_over(frame)]
        value = entry.value if isinstance(entry.value, str) else shown(entry.value)
        rows.append((value, [(_pex_place(frame), frame) for frame in frames]))
    value_width = max((len(value) for value, _ in rows), default=0)
    place_width = max((len(place) for _, lines in rows for place, _ in lines), default=0)
    out = [f"{prefix}{Color(join_path(config._name, name), 'NAME')}"]
    for value, lines in rows:
        start = str(Color(f"{value:<{value_width}}", "VALUE"))
        for place, frame in lines or [("", None)]:
            parts = [start]
            if writeSourceLine:
                parts.append(str(Color(f"{place:<{place_width}}", "FILE")))
            if frame is not None:
                if verbose:
                    parts.append(str(Color(frame.function, "FUNCTION_NAME")))
                parts.append(str(Color(frame.content, "TEXT")))
            out.append(f"{prefix}{' '.join(parts)}".rstrip())
            start = " " * value_width
    return "\n".join(out)


def _is_passed_over(frame: Frame) -> bool:
    """Is it a frame that pex_config shows only when it is asked to be verbose?"""
    return frame.function in _PASSED_OVER or os.path.basename(frame.filename) == "argparse.py"


def _pex_place(frame: Frame) -> str:
    if not frame.filename:
        return ""
    return f"{frame.filename.rpartition('/python/')[2]}:{frame.lineno}"
