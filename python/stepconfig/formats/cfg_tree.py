"""The older INI form of parameter files (``.cfg``) to plain trees that know their lines.

It is that of ConfigObj: values are text, text in quotes, or lists between commas; sections nest by the
number of their brackets. Nothing is interpolated.
"""

from __future__ import annotations

import re
from typing import Any

from ..errors import ParameterFileError
from .tree import DEEPEST, Quoted, Source, Text, Tree, noted_twice

__all__ = ["read_cfg", "split_values"]

_item = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^,#'\"]+)")
_blanks = re.compile(r"\s*")
_marks = ("'''", '"""')


def read_cfg(text: str, source: Source) -> Tree:
    """The tree that a text in the older form means.

    Parameters
    ----------
    text : str
        The text.
    source : Source
        Where it is from. Keys and sections that come twice are noted in its ``faults``; the first one holds.

    Returns
    -------
    tree : Tree
        Scalars stay text, as what they mean is for the fields to say.

    Raises
    ------
    ParameterFileError
        If a line is of no known form.
    """
    root = Tree(source, (0, 0))
    sections = [root]
    lines = iter(enumerate(source.lines))
    for number, line in lines:
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        place = (number, len(line) - len(line.lstrip()))
        if stripped.startswith("["):
            _open_section(stripped, sections, source, place)
            continue
        key, tail = _name(stripped, "=")
        if not tail or (not key and not isinstance(key, Quoted)):
            why = f"expected 'name = value' or '[section]', got {stripped[:40]!r}"
            raise ParameterFileError(why, source.location(*place))
        rest = tail[1:].lstrip()
        mark = next((mark for mark in _marks if rest.startswith(mark)), None)
        value: Any = _long_text(rest, mark, lines, source, place) if mark else _value(rest, source, place)
        tree = sections[-1]
        if not noted_twice(tree, key, place):
            tree[key] = value
            tree.places[key] = place
    return root


def _name(text: str, end: str) -> tuple[Text, str]:
    """The name at the beginning of a text, in quotes or not, and the rest from its end mark on."""
    quote = text[:1]
    if quote and quote in "'\"":
        name, _, tail = text[1:].partition(quote)
        tail = tail.lstrip()
        return Quoted(name), tail if tail.startswith(end) else ""
    name, mark, tail = text.partition(end)
    return Text(name.strip()), mark + tail


def _open_section(line: str, sections: list[Tree], source: Source, place: tuple[int, int]) -> None:
    depth = len(line) - len(line.lstrip("["))
    name, tail = _name(line[depth:].lstrip(), "]")
    rest = tail[depth:].lstrip()
    is_closed = tail.startswith("]" * depth) and (not rest or rest.startswith("#"))
    if not is_closed or depth > len(sections):
        why = f"expected a section in one bracket more than the one it is in, got {line[:40]!r}"
        raise ParameterFileError(why, source.location(*place))
    if depth > DEEPEST:
        raise ParameterFileError(f"nested deeper than {DEEPEST} levels", source.location(*place))
    del sections[depth:]
    tree = Tree(source, place)
    outer = sections[-1]
    if not noted_twice(outer, name, place):
        outer[name] = tree
        outer.places[name] = place
    sections.append(tree)


def _long_text(rest: str, mark: str, lines: Any, source: Source, place: tuple[int, int]) -> Quoted:
    """A text in three quotes, which may go over several lines."""
    parts = [rest[3:]]
    while mark not in parts[-1]:
        following = next(lines, None)
        if following is None:
            raise ParameterFileError(
                f"the text that begins with {mark} does not end", source.location(*place)
            )
        parts.append(following[1])
    parts[-1] = parts[-1].partition(mark)[0]
    return Quoted("\n".join(parts))


def _value(text: str, source: Source, place: tuple[int, int]) -> Any:
    try:
        return split_values(text)
    except ValueError as error:
        raise ParameterFileError(str(error), source.location(*place)) from None


def split_values(text: str) -> Any:
    """The value behind an equals sign: one, or a list if there is a comma; a comment is left out.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    value : Text or list of Text
        Empty text for nothing.

    Raises
    ------
    ValueError
        If quotes do not match.
    """
    items: list[Text] = []
    is_list = False
    whole = text.strip()
    position = 0
    while position < len(whole) and whole[position] != "#":
        if whole[position] == ",":
            is_list = True
            position = _after_blanks(whole, position + 1)
            if not items and whole[position : position + 1] not in ("", "#"):
                raise ValueError(f"a value is missing before the comma in {_short(whole)}")
            continue
        found = _item.match(whole, position)
        if found is None:
            raise ValueError(f"the quotes do not match in {_short(whole)}")
        quoted = found[1] if found[1] is not None else found[2]
        items.append(Text(found[3].strip()) if quoted is None else Quoted(quoted))
        position = _after_blanks(whole, found.end())
        if position < len(whole) and whole[position] not in ",#":
            raise ValueError(f"expected a comma behind {str(items[-1])!r} in {_short(whole)}")
    return items if is_list else (items or [Text("")])[0]


def _after_blanks(text: str, position: int) -> int:
    found = _blanks.match(text, position)
    assert found is not None
    return found.end()


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")
