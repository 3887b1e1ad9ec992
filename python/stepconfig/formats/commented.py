"""Data files for people: values in an order, with comments above them, in each format."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .asdf_text import ASDF_BODY, ASDF_HEAD, flow_text
from .json_text import json_text
from .toml_text import toml_flow, toml_key

__all__ = [
    "Items",
    "Remark",
    "Section",
    "Value",
    "asdf_document",
    "json_document",
    "toml_document",
    "toml_text",
    "wrapped",
    "yaml_document",
    "yaml_text",
]

_WIDTH = 100
"""Columns of comments."""


@dataclass(slots=True)
class Value:
    """One value.

    Parameters
    ----------
    key : str
        Its name.
    value : None, str, bool, int, float, complex, or a list or dict of these
        The value.
    comment : list of str
        Lines above it.
    is_said : bool
        Does the file say it? Else it is there as a comment, for the reader to say.
    """

    key: str
    value: Any
    comment: list[str] = field(default_factory=list)
    is_said: bool = True


@dataclass(slots=True)
class Section:
    """A mapping.

    Parameters
    ----------
    key : str
        Its name.
    entries : list of Value, Remark, Section or Items
        What is in it.
    comment : list of str
        Lines above it.
    """

    key: str
    entries: list[Any] = field(default_factory=list)
    comment: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Items:
    """A list of mappings.

    Parameters
    ----------
    key : str
        Its name.
    items : list of Section
        The mappings, whose own names are not written.
    """

    key: str
    items: list[Section] = field(default_factory=list)


@dataclass(slots=True)
class Remark:
    """Lines of comment alone."""

    comment: list[str]


def wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """The lines of a comment: each line of the text in lines that are not too long.

    Parameters
    ----------
    text : str
        The text.
    first, rest : str, optional
        What the first line begins with, and all others.
    """
    lines: list[str] = []
    for line in text.splitlines():
        lines += textwrap.wrap(line, _WIDTH - 10, initial_indent=first, subsequent_indent=rest)
        first = rest
    return lines


def _commented(lines: list[str], indent: str) -> list[str]:
    return [f"{indent}# {line}".rstrip() for line in lines]


def _stands_apart(entry: Any, before: Any) -> bool:
    """Is there an empty line before an entry: between those that have comments, and before lists?"""
    return isinstance(entry, Items) or bool(entry.comment and getattr(before, "comment", True))


# -- YAML and ASDF ---------------------------------------------------------------------------------


def yaml_document(entries: list[Any], title: list[str], head: list[str]) -> str:
    """The text of a YAML file.

    Parameters
    ----------
    entries : list of Value, Remark, Section or Items
        What is in it.
    title : list of str
        Comment above all.
    head : list of str
        Comment that has to come first, for programs.
    """
    return "\n".join([*_commented(head, ""), *_commented(title, ""), *_yaml_lines(entries, ""), ""])


def asdf_document(entries: list[Any], title: list[str], head: list[str]) -> str:
    """The text of an ASDF file without binary blocks; its own first lines come before everything else."""
    first = "".join(f"{line}\n" for line in _commented(head, ""))
    lines = [*_commented(title, ""), *_yaml_lines(entries, ""), "..."]
    return f"{ASDF_HEAD}{first}{ASDF_BODY}" + "\n".join([*lines, ""])


def yaml_text(value: Any) -> str:
    """A value in one line of YAML; complex numbers, and keys that are no text, become text."""
    return flow_text(_with_text(value))


def _with_text(value: Any) -> Any:
    if isinstance(value, complex):
        return str(value)
    if isinstance(value, dict):
        return {key if isinstance(key, str) else str(key): _with_text(item) for key, item in value.items()}
    return [_with_text(item) for item in value] if isinstance(value, list) else value


def _yaml_lines(entries: list[Any], indent: str) -> Iterator[str]:
    for place, entry in enumerate(entries):
        if place and _stands_apart(entry, entries[place - 1]):
            yield ""
        if isinstance(entry, Items):
            yield from _yaml_items(entry, indent)
            continue
        yield from _commented(entry.comment, indent)
        if isinstance(entry, Value):
            mark = "" if entry.is_said else "# "
            yield f"{indent}{mark}{flow_text(entry.key)}: {yaml_text(entry.value)}"
        elif isinstance(entry, Section):
            is_empty = all(isinstance(each, Remark) for each in entry.entries)
            yield f"{indent}{flow_text(entry.key)}:{' {}' * is_empty}"
            yield from _yaml_lines(entry.entries, f"{indent}  ")


def _yaml_items(items: Items, indent: str) -> Iterator[str]:
    yield f"{indent}{flow_text(items.key)}:"
    for place, item in enumerate(items.items):
        if place:
            yield ""
        yield from _commented(item.comment, indent)
        mark = f"{indent}- "
        for line in _yaml_lines(item.entries, f"{indent}  "):
            yield f"{mark}{line[len(mark) :]}" if line else line
            mark = f"{indent}  "


# -- TOML ------------------------------------------------------------------------------------------


def toml_document(entries: list[Any], title: list[str], head: list[str]) -> str:
    """The text of a TOML file; the values of a section come before the sections in it."""
    return "\n".join([*(f"#{line}" for line in head), *_commented(title, ""), *_toml_lines(entries, ""), ""])


def _toml_lines(entries: list[Any], path: str) -> Iterator[str]:
    sections = [entry for entry in entries if isinstance(entry, (Section, Items))]
    values = [entry for entry in entries if isinstance(entry, (Value, Remark))]
    for place, entry in enumerate(values):
        if place and _stands_apart(entry, values[place - 1]):
            yield ""
        yield from _commented(entry.comment, "")
        if isinstance(entry, Value):
            text = toml_text(entry.value)
            mark = "" if entry.is_said and text is not None else "# "
            yield f"{mark}{toml_key(entry.key)} = {text or ''}".rstrip()
    for section in sections:
        here = f"{path}{toml_key(section.key)}"
        if isinstance(section, Items):
            for item in section.items:
                yield from ["", *_commented(item.comment, ""), f"[[{here}]]"]
                yield from _toml_lines(item.entries, f"{here}.")
        else:
            yield from ["", *_commented(section.comment, ""), f"[{here}]"]
            yield from _toml_lines(section.entries, f"{here}.")


def toml_text(value: Any) -> str | None:
    """A value in one line of TOML; None where it has no word for it, or for a part of it."""
    return None if _has_none(value) else toml_flow(value)


def _has_none(value: Any) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    return any(map(_has_none, value)) if isinstance(value, list) else value is None


# -- JSON ------------------------------------------------------------------------------------------


def json_document(entries: list[Any]) -> str:
    """The text of a JSON file, which has no comments: what the file does not say is not in it."""
    return json_text(_json_tree(entries))


def _json_tree(entries: list[Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for entry in entries:
        if isinstance(entry, Items):
            tree[entry.key] = [_json_tree(item.entries) for item in entry.items]
        elif isinstance(entry, Section):
            tree[entry.key] = _json_tree(entry.entries)
        elif isinstance(entry, Value) and entry.is_said:
            tree[entry.key] = entry.value
    return tree
