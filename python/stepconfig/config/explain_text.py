"""Explanations as text: one as a block, several as a table."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..fields.text import literal
from ..history.record import Edit, Entry
from ..history.render import is_colored, painted
from ..names import shown
from .table import Paint, aligned, cropped, page_width, table

if TYPE_CHECKING:
    from .explain import Explanation, Explanations

__all__ = ["explanation_text", "explanations_text", "value_words"]

_MOST_LINES = 12
"""Lines that a long value takes at most."""

_SHORTEST_TEXT = 20
"""Columns below which the text of a line of code or of a file says nothing."""


def value_words(value: Any, unit: str | None) -> str:
    """A value as source text, with its unit."""
    return f"{literal(value)} {unit}" if unit and value is not None else literal(value)


def _painter(color: bool | None) -> Paint | None:
    return painted if is_colored(color) else None


def _plain(text: str, style: str) -> str:
    return text


def explanation_text(explanation: Explanation, color: bool | None = None, width: int | None = None) -> str:
    """The value, its doc, what it may be, and what each source said.

    Parameters
    ----------
    explanation : Explanation
        What is known of the value.
    color : bool, optional
        With colours? By default only if the standard output is a terminal.
    width : int, optional
        Columns; by default those of the terminal.
    """
    columns = page_width() if width is None else width
    paint = _painter(color)
    lines = _title(explanation, columns, paint or _plain)
    lines += _wrapped(explanation.doc, columns, "  ")
    facts: list[tuple[str, list[str]]] = [("type", _type_lines(explanation, columns))]
    if explanation.choices:
        facts.append(("choices", _choice_lines(explanation.choices, columns, paint)))
    if not explanation.field.holds_configs and not _has_to_be_given(explanation):
        default = value_words(explanation.default, explanation.unit)
        facts.append(("default", [cropped(default, columns - _INDENT)]))
    facts += _history_facts(explanation.history, columns - _INDENT, paint)
    for word, texts in facts:
        head = f"  {word:<8}  "
        for text in texts:
            lines.append(f"{paint(head, 'dim') if paint and head.strip() else head}{text}")
            head = " " * _INDENT
    return "\n".join(lines)


_INDENT = 12
"""Columns before the facts: two blanks, the longest word, two blanks."""


def _title(explanation: Explanation, columns: int, paint: Paint) -> list[str]:
    value = value_words(explanation.value, explanation.unit)
    path = paint(explanation.path, "bold")
    if len(explanation.path) + 3 + len(value) <= columns:
        return [f"{path} = {paint(value, 'bold cyan')}"]
    lines = _wrapped(value, columns, "    ")
    if len(lines) > _MOST_LINES:
        rest = len(lines) - _MOST_LINES + 1
        lines[_MOST_LINES - 1 :] = [f"    ... {rest} lines more"]
    return [f"{path} =", *(paint(line, "bold cyan") for line in lines)]


def _wrapped(text: str, columns: int, indent: str) -> list[str]:
    return textwrap.wrap(text, max(20, columns), initial_indent=indent, subsequent_indent=indent) or [indent]


def _type_lines(explanation: Explanation, columns: int) -> list[str]:
    words = explanation.type
    if explanation.optional and not explanation.choices:
        words += ", may be None"
    elif _has_to_be_given(explanation):
        words += ", has to be given"
    return textwrap.wrap(words, max(20, columns - _INDENT))


def _has_to_be_given(explanation: Explanation) -> bool:
    plain = not explanation.optional and not explanation.field.holds_configs
    return plain and explanation.default is None


def _choice_lines(choices: Sequence[tuple[str, str]], columns: int, paint: Paint | None) -> list[str]:
    widest = max(len(choice) for choice, _ in choices)
    lines = []
    for choice, doc in choices:
        head = f"{choice:<{widest}}  "
        for text in textwrap.wrap(" ".join(doc.split()), max(20, columns - _INDENT - len(head))) or [""]:
            lines.append((paint(head, "cyan") if paint and head.strip() else head) + text)
            head = " " * len(head)
    return [line.rstrip() for line in lines]


def _history_facts(
    history: Sequence[Entry], columns: int, paint: Paint | None
) -> list[tuple[str, list[str]]]:
    """Who set the value, and what it was before, the latest first; with the text of a line if it fits."""
    rows = []
    for entry in reversed(history):
        value = repr(entry.value) if isinstance(entry.value, Edit) else shown(entry.value)
        location = entry.origin
        text = location.content if location.filename else ""
        rows.append([cropped(value, max(20, columns // 3)), entry.layer, entry.place, text])
    if not rows:
        return []
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    room = columns - sum(widths[:3]) - 6
    styles = ("bold cyan", "magenta", "green", "dim")
    if room + 2 < 0:
        blocks = [
            [
                f"{_styled(value, styles[0], paint)}  {_styled(layer, styles[1], paint)}",
                f"  {_styled(place, styles[2], paint)}",
            ]
            for value, layer, place, _ in rows
        ]
    else:
        for row in rows:
            row[3] = _begun(row[3], room)
        blocks = [[line] for line in aligned(rows, styles, paint)]
    before = [line for block in blocks[1:] for line in block]
    return [("set by", blocks[0]), *([("before", before)] if before else [])]


def _begun(text: str, limit: int) -> str:
    """The beginning of the text that fits; nothing if that would say nothing."""
    if len(text) <= limit:
        return text
    return f"{text[: limit - 3].rstrip()}..." if limit >= _SHORTEST_TEXT else ""


def _styled(text: str, style: str, paint: Paint | None) -> str:
    return paint(text, style) if paint else text


def explanations_text(explanations: Explanations, color: bool | None = None, width: int | None = None) -> str:
    """A table of several: path, value, source and place.

    Parameters
    ----------
    explanations : Explanations
        What is known of the values.
    color : bool, optional
        With colours? By default only if the standard output is a terminal.
    width : int, optional
        Columns; by default those of the terminal. What is too wide for them becomes a list.
    """
    columns = page_width() if width is None else width
    paint = _painter(color)
    limit = max(20, columns // 3)
    rows = [
        (each.path, cropped(value_words(each.value, each.unit), limit), each.layer, _overview_place(each))
        for each in explanations
    ]
    styles = ("bold", "cyan", "magenta", "green")

    def as_list(row: Sequence[str]) -> list[str]:
        path, value, layer, place = (
            _styled(cell, style, paint) for cell, style in zip(row, styles, strict=True)
        )
        first = f"{path} = {value}"
        return [first, f"    {layer}  {place}"] if row[-1] else [f"{first}  ({layer})"]

    return table(
        ("parameter", "value", "set by", "where"), rows, styles, as_list, paint, width, last_below=True
    )


def _overview_place(explanation: Explanation) -> str:
    """Where the value was set; nothing for a default, which most are."""
    return "" if explanation.layer == "default" else explanation.place
