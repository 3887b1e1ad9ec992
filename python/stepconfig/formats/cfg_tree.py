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

_section = re.compile(r"(\[+)\s*(?:\"([^\"]*)\"|'([^']*)'|(.*?))\s*(\]+)\s*(?:#.*)?")
_key = re.compile(r"(?:\"([^\"]*)\"|'([^']*)'|([^'\"=\[#][^=]*?))\s*=\s*(.*)", re.DOTALL)
_item = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^,#'\"]+)")
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
    lines = iter(enumerate(text.splitlines()))
    for number, line in lines:
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        place = (number, len(line) - len(line.lstrip()))
        if stripped.startswith("["):
            _open_section(stripped, sections, source, place)
            continue
        found = _key.fullmatch(stripped)
        if found is None:
            why = f"expected 'name = value' or '[section]', got {stripped[:40]!r}"
            raise ParameterFileError(why, source.location(*place))
        key = _either(found, Text)
        rest = found[4]
        mark = next((mark for mark in _marks if rest.startswith(mark)), None)
        value: Any = _long_text(rest, mark, lines, source, place) if mark else _value(rest, source, place)
        tree = sections[-1]
        if not noted_twice(tree, key, place):
            tree[key] = value
            tree.places[key] = place
    return root


def _either(found: re.Match[str], plain: type[Text]) -> Text:
    """The text in one kind of quotes or the other, or without."""
    quoted = found[1] if found[1] is not None else found[2]
    return Quoted(quoted) if quoted is not None else plain(found[3].strip())


def _open_section(line: str, sections: list[Tree], source: Source, place: tuple[int, int]) -> None:
    found = _section.fullmatch(line)
    if found is None or len(found[1]) != len(found[5]) or len(found[1]) > len(sections):
        why = f"expected a section in one bracket more than the one it is in, got {line[:40]!r}"
        raise ParameterFileError(why, source.location(*place))
    depth = len(found[1])
    if depth > DEEPEST:
        raise ParameterFileError(f"nested deeper than {DEEPEST} levels", source.location(*place))
    name = Text(next(part for part in found.groups()[1:4] if part is not None))
    del sections[depth:]
    tree = Tree(source, place)
    outer = sections[-1]
    if not noted_twice(outer, name, place):
        outer[name] = tree
        outer.places[name] = place
    sections.append(tree)


def _long_text(rest: str, mark: str, lines: Any, source: Source, place: tuple[int, int]) -> Quoted:
    """A text in three quotes, which may go over several lines."""
    text = rest[3:]
    while mark not in text:
        following = next(lines, None)
        if following is None:
            raise ParameterFileError(
                f"the text that begins with {mark} does not end", source.location(*place)
            )
        text += f"\n{following[1]}"
    return Quoted(text.partition(mark)[0])


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
    rest = text.strip()
    while rest and not rest.startswith("#"):
        if rest.startswith(","):
            if not items and rest.strip() != ",":
                raise ValueError(f"a value is missing before the comma in {text.strip()!r}")
            is_list = True
            rest = rest[1:].lstrip()
            continue
        found = _item.match(rest)
        if found is None:
            raise ValueError(f"the quotes do not match in {text.strip()!r}")
        items.append(_either(found, Text))
        rest = rest[found.end() :].lstrip()
        if rest and rest[0] not in ",#":
            raise ValueError(f"expected a comma behind {str(items[-1])!r} in {text.strip()!r}")
    return items if is_list else (items or [Text("")])[0]
