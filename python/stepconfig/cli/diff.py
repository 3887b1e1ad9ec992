"""stepconfig diff: where two configurations differ, and who says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..config.compare import equal_values
from ..config.explain import Explanation, values_of_tree
from ..config.explain_text import value_words
from ..config.json_form import json_form
from ..config.table import cropped, page_width, table
from ..errors import UsageError
from ..history.location import ArgumentLocation
from ..history.render import is_colored, painted
from ..names import type_name
from ..sources.command_line import Arguments
from ..steps.subject import Subject, read_subject
from .asked import no_parameters, print_json
from .exits import DONE

__all__ = ["DIFFERENT", "OWN", "SHORT", "USAGE", "run"]

USAGE = """\
usage: stepconfig diff A B [--json]

Compares the values of two configurations: path, both values, who set each.

A and B are each a parameter file, an override file (.py) as Config.save
writes it, or a step class or Config class, module.Class, which stands for its
defaults.

options:
  --json   as JSON
  --debug  show the traceback of an error
  --help   this text

Exit codes: 0 no difference, 1 differences, 2 something is wrong.
"""

OWN = {"json": False}
SHORT: dict[str, str] = {}
DIFFERENT = 1
"""The exit code if there are differences."""


@dataclass(slots=True)
class _Row:
    """A value that differs; None for a side that has no such value."""

    path: str
    left: Explanation | None
    right: Explanation | None


def run(parsed: Arguments, given: list[str]) -> int:
    """Run the command."""
    no_parameters(parsed)
    if len(parsed.positional) != 2:
        raise UsageError(f"expected two things to compare, got {len(parsed.positional)}\n\n{USAGE}")
    location = ArgumentLocation(" ".join(["stepconfig diff", *given]))
    left, right = (read_subject(name) for name in parsed.positional)
    rows = list(_differences(left.config(location=location), right.config(location=location)))
    if "json" in parsed.options:
        print_json(_data(left, right, rows))
    else:
        print("\n".join(_text(left, right, rows)))
    return DIFFERENT if rows or left.config_class is not right.config_class else DONE


def _differences(left: Any, right: Any) -> Iterator[_Row]:
    """The values that differ, in the order of the first config; what only the second has comes last."""
    mine, theirs = _values(left), _values(right)
    for path in dict.fromkeys([*mine, *theirs]):
        one, other = mine.get(path), theirs.get(path)
        if one is None or other is None or not equal_values(one.value, other.value):
            yield _Row(path, one, other)


def _values(config: Any) -> dict[str, Explanation]:
    return {
        path: Explanation(path, owner, field, value)
        for path, owner, field, _, value in values_of_tree(config, counted=True)
    }


# -- as data ---------------------------------------------------------------------------------------


def _data(left: Subject, right: Subject, rows: Sequence[_Row]) -> dict[str, Any]:
    return {
        "A": {"name": left.name, "class": type_name(left.cls)},
        "B": {"name": right.name, "class": type_name(right.cls)},
        "differences": [{"path": row.path, "A": _side(row.left), "B": _side(row.right)} for row in rows],
    }


def _side(found: Explanation | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"value": json_form(found.value), "layer": found.layer, "place": found.place}


# -- as text ---------------------------------------------------------------------------------------

_STYLES = ("bold", "cyan", "cyan", "magenta", "magenta")
_ABSENT = "-"
"""Stands for a value that one of the two does not have."""


def _text(left: Subject, right: Subject, rows: Sequence[_Row]) -> Iterator[str]:
    yield f"A: {left.title}"
    yield f"B: {right.title}"
    yield ""
    if not rows:
        same = left.config_class is right.config_class
        yield "No value differs." if same else "No value differs, but the classes do."
        return
    paint = painted if is_colored() else None
    limit = max(16, page_width() // 5)

    def words(found: Explanation | None) -> str:
        return _ABSENT if found is None else cropped(value_words(found.value, found.unit), limit)

    def as_list(row: Sequence[str]) -> list[str]:
        path, *cells = (
            paint(cell, style) if paint else cell for cell, style in zip(row, _STYLES, strict=True)
        )
        width = max(len(row[1]), len(row[2]))
        gaps = [" " * (width - len(row[place])) for place in (1, 2)]
        return [
            path,
            f"  A  {cells[0]}{gaps[0]}  {cells[2]}".rstrip(),
            f"  B  {cells[1]}{gaps[1]}  {cells[3]}".rstrip(),
        ]

    cells = [
        (row.path, words(row.left), words(row.right), _origin(row.left), _origin(row.right)) for row in rows
    ]
    yield table(("parameter", "A", "B", "A set by", "B set by"), cells, _STYLES, as_list, paint)


def _origin(found: Explanation | None) -> str:
    if found is None:
        return ""
    return found.layer if found.layer == "default" else f"{found.layer} {found.place}"
