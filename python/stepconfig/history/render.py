"""Histories as text: pure functions from entries to lines, in this package's form and in pex_config's."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any, ClassVar

from ..names import join_path
from .location import Frame, Location, short_path
from .record import Edit, Entry

__all__ = ["Color", "format", "format_changes", "format_field", "is_colored", "location_text"]

_LED_BY_CODE = ("override file", "setDefaults")
"""Layers whose changes are made by code that somebody else's line started; that line is shown too."""

_STYLES = {"name": "bold", "value": "bold cyan", "layer": "magenta", "place": "green", "text": "dim"}


def is_colored(color: bool | None = None, stream: Any = None) -> bool:
    """Should text be coloured? By default only on a terminal, and not if NO_COLOR is set."""
    if color is not None:
        return color
    stream = sys.stdout if stream is None else stream
    return bool(getattr(stream, "isatty", bool)() and not os.environ.get("NO_COLOR"))


def _painted(text: str, style: str) -> str:
    from rich.style import Style  # optional at import time: only a coloured terminal needs it

    return Style.parse(style).render(text)


def location_text(location: Location) -> str:
    """File and line, the file relative to the current folder where that is shorter; else what it is."""
    return str(location)


def _block(entry: Entry, verbose: bool) -> list[tuple[str, str]]:
    """Place and source text of an entry: the line itself, then those that led to it as far as they matter."""
    location = entry.location
    if entry.definition is not None:
        lines = [(str(entry.definition), entry.definition.content)]
        lines += [_frame_line(frame) for frame in (location.frames if verbose else (location.frame,))]
        return lines
    lines = [(str(location), location.content)]
    if verbose:
        lines += [_frame_line(frame) for frame in location.frames[1:]]
    elif entry.layer in _LED_BY_CODE:
        lines += [_frame_line(frame) for frame in location.frames[1:2]]
    return lines


def _frame_line(frame: Frame) -> tuple[str, str]:
    if not frame.filename:
        return "", frame.content
    return f"{short_path(frame.filename)}:{frame.lineno}", frame.content


def _value_text(value: Any, limit: int = 60) -> str:
    text = value if isinstance(value, str) and value == "config value set" else repr(value)
    return text if len(text) <= limit else f"{text[: limit - 12]}...{text[-9:]}"


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
    colored = is_colored(color)
    entries = config.history[name]
    values = [_value_text(entry.value) for entry in entries]
    layers = [_layer_text(entry) for entry in entries]
    value_width = max(map(len, values), default=0)
    layer_width = max(map(len, layers), default=0)
    blocks = [_block(entry, verbose) if writeSourceLine else [("", "")] for entry in entries]
    place_width = min(60, max((len(place) for block in blocks for place, _ in block), default=0))
    title = join_path(config._name, name)
    lines = [prefix + (_painted(title, _STYLES["name"]) if colored else title)]
    indent = " " * (value_width + 2 + layer_width)
    for value, layer, block in zip(values, layers, blocks, strict=True):
        start = f"{value:<{value_width}}  {layer:<{layer_width}}"
        if colored:
            start = (
                f"{_painted(f'{value:<{value_width}}', _STYLES['value'])}  "
                f"{_painted(f'{layer:<{layer_width}}', _STYLES['layer'])}"
            )
        for place, text in block:
            padded = f"{place:<{place_width}}"
            if colored:
                padded = _painted(padded, _STYLES["place"])
                text = _painted(text, _STYLES["text"]) if text else ""
            lines.append(f"{prefix}  {start}  {padded}  {text}".rstrip())
            start = indent
    return "\n".join(lines)


def _layer_text(entry: Entry) -> str:
    if isinstance(entry.value, Edit) or entry.label in ("default", "assignment", "update"):
        return entry.layer
    return entry.label if entry.layer == "code" else f"{entry.label}, {entry.layer}"


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
        self._text = _painted(self.rawText, self.categories[category]) if is_colored(Color._wanted) else self.rawText

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
    config: Any, name: str | None = None, writeSourceLine: bool = True, prefix: str = "", verbose: bool = False
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
        With all callers that were kept, and the functions?
    """
    if name is None:
        return "\n".join(
            format(config, each, writeSourceLine, prefix, verbose) for each in config.history
        )
    rows = []
    for entry in config.history[name]:
        frames = entry.stack if verbose or entry.definition is not None else entry.stack[-1:]
        if entry.definition is not None and not verbose:
            frames = [entry.location.frame, *entry.definition.frames[:1]]
        lines = [_pex_line(frame, writeSourceLine, verbose) for frame in frames]
        rows.append((str(entry.value), lines or [""]))
    width = max((len(value) for value, _ in rows), default=0)
    out = [f"{prefix}{Color(join_path(config._name, name), 'NAME')}"]
    for value, lines in rows:
        start = str(Color(f"{value:<{width}}", "VALUE"))
        for line in lines:
            out.append(f"{prefix}{start} {line}".rstrip())
            start = " " * width
    return "\n".join(out)


def _pex_line(frame: Frame, with_file: bool, with_function: bool) -> str:
    parts = []
    if with_file:
        filename = frame.filename.rpartition("/python/")[2]
        parts.append(str(Color(f"{filename}:{frame.lineno}", "FILE")))
    if with_function and frame.function:
        parts.append(str(Color(frame.function, "FUNCTION_NAME")))
    if frame.content:
        parts.append(str(Color(frame.content, "TEXT")))
    return " ".join(parts)
