"""Plain data as TOML text, with remarks as comments; plain values stand before tables, as TOML wants it."""

from __future__ import annotations

import math
import re
from typing import Any

from .escapes import NONE, escaped
from .section import (
    WIDTH,
    distinct_keys,
    float_text,
    is_flat,
    key_text,
    not_plain,
    quoted,
    remark_lines,
)

__all__ = ["toml_flow", "toml_key", "toml_text"]

_bare_key = re.compile(r"[A-Za-z0-9_-]+")
_LARGEST = 2**63
"""TOML readers need not read larger integers; they are written as text, which their fields read."""


def toml_text(tree: dict[Any, Any]) -> str:
    """The text of a TOML file; what TOML has no word for, None for instance, is text that fields read.

    Parameters
    ----------
    tree : dict
        Dicts, lists, str, bool, int, float, complex and None; of a `Section` with its remarks.

    Examples
    --------
    >>> from stepconfig.formats.section import Section
    >>> print(toml_text({"bins": [1, 2], "limit": None, "part": Section({"flag": True})}), end="")
    bins = [1, 2]
    limit = "$none"
    <BLANKLINE>
    [part]
    flag = true
    """
    lines: list[str] = []
    _table(tree, "", lines)
    return "\n".join([*lines, ""]) if lines else ""


def _table(tree: dict[Any, Any], path: str, lines: list[str]) -> None:
    """Write the values of a table, then the tables in it."""
    tables = []
    begins = len(lines)
    for key, (_, text, value) in zip(tree, distinct_keys(tree, key_text), strict=True):
        name = toml_key(text)
        remarks = [f"# {line}".rstrip() for line in remark_lines(tree, key)]
        if _is_table(name, value):
            tables.append((name, remarks, value))
            continue
        if remarks and len(lines) > begins:
            lines.append("")
        lines += [*remarks, f"{name} = {_value(value)}"]
    for name, remarks, value in tables:
        here = f"{path}.{name}" if path else name
        if isinstance(value, dict):
            lines += [*([""] if lines else []), *remarks, f"[{here}]"]
            _table(value, here, lines)
            continue
        for number, item in enumerate(value):
            lines += [*([""] if lines else []), *(remarks if number == 0 else ()), f"[[{here}]]"]
            _table(item, here, lines)


def _is_table(name: str, value: Any) -> bool:
    """Does the value need a table of its own, or several?"""
    if isinstance(value, dict):
        is_simple = type(value) is dict and is_flat(value.values())
        return not is_simple or len(name) + 3 + len(_value(value)) > WIDTH
    return isinstance(value, (list, tuple)) and bool(value) and all(isinstance(item, dict) for item in value)


def toml_key(text: str) -> str:
    """A key of TOML: in quotes if it has to be."""
    return text if _bare_key.fullmatch(text) else quoted(text)


def toml_flow(value: Any) -> str:
    """A value in one line of TOML."""
    kind = type(value)
    if value is None:
        return quoted(NONE)
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value) if -_LARGEST <= value < _LARGEST else quoted(hex(value))
    if kind is float:
        return float_text(value) if math.isfinite(value) else str(value)
    if kind is complex:
        return quoted(str(value))
    if isinstance(value, str):
        return quoted(escaped(value))
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml_flow, value))}]"
    if isinstance(value, dict):
        items = [f"{toml_key(key)} = {toml_flow(item)}" for _, key, item in distinct_keys(value, key_text)]
        return f"{{ {', '.join(items)} }}" if items else "{}"
    raise not_plain(value)


def _value(value: Any) -> str:
    """A value; a list that is too long for a line has one for each item."""
    line = toml_flow(value)
    if len(line) <= WIDTH or not isinstance(value, (list, tuple)):
        return line
    return "[\n" + "".join(f"    {_value(item)},\n" for item in value) + "]"
