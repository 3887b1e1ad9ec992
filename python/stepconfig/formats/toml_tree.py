"""TOML text to plain trees that know their lines."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from ..errors import ParameterFileError
from .tree import DEEPEST, Offsets, Quoted, Source, Text, Tree

__all__ = ["read_toml"]

_blank = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_space = re.compile(r"[ \t]*")
_bare_key = re.compile(r"[A-Za-z0-9_-]+")
_text = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")'
    r"|'''.*?'{3,5}(?!')"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_THREE_QUOTES = ('"""', "'''")
_bare_value = re.compile(r"\d{4}-\d\d-\d\d[ Tt]\d\d:[^\s,\]}#]+|[^\s,\]}#]+")
_line = re.compile(
    r"([\w-]+)[ \t]*=[ \t]*(?:\"([^\"\\\n]+)\"|'([^'\n]+)'|([-+]?\w[-+.\w]*))[ \t]*\n", re.ASCII
)
"""The commonest kind of line: a bare key, and a text without escapes or a bare value."""
_long_key = re.compile(rf"(?<![\w-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{DEEPEST}}}")
"""A key of too many parts, for which the standard library's reader takes very long."""
_error_place = re.compile(r" \(at line (\d+), column (\d+)\)")


def read_toml(text: str, source: Source) -> Tree:
    """The tree that a TOML text means.

    Parameters
    ----------
    text : str
        The text.
    source : Source
        Where it is from.

    Returns
    -------
    tree : Tree
        Numbers, dates and booleans stay text, as what they mean is for the fields to say.

    Raises
    ------
    ParameterFileError
        If it is no TOML, or nested too deeply.

    Notes
    -----
    Whether the text is TOML, keys that come twice included, is said by the standard library's reader; the
    one here finds the places, which that one does not tell.
    """
    endless = _long_key.search(text)
    if endless is not None:
        location = source.location(*Offsets(text).place(endless.start()))
        raise ParameterFileError(f"nested deeper than {DEEPEST} levels", location)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        why = str(error)
        found = _error_place.search(why)
        if found is None:  # at the end of the text
            line, column = max(0, len(source.lines) - 1), 0
        else:
            line, column = int(found[1]) - 1, int(found[2]) - 1
        why = _error_place.sub("", why).removesuffix(" (at end of document)")
        location = source.location(line, column)
        raise ParameterFileError(f"malformed TOML: {why[:1].lower()}{why[1:]}", location) from None
    except ValueError as error:  # a number of more digits than the interpreter is willing to read
        raise ParameterFileError(f"malformed TOML: {error}", source.location(0, 0)) from None
    except RecursionError:
        raise ParameterFileError(f"nested deeper than {DEEPEST} levels", source.location(0, 0)) from None
    return _Reader(text.replace("\r\n", "\n"), source).document()


class _Reader:
    """Reads a text that is known to be TOML."""

    def __init__(self, text: str, source: Source) -> None:
        self._text = text
        self._offsets = Offsets(text)
        self._source = source
        self._position = 0
        self._depth = 0

    def document(self) -> Tree:
        root = Tree(self._source, (0, 0))
        table = root
        while self._skip():
            if self._text.startswith("[", self._position):
                table = self._header(root)
            else:
                self._pair(table)
        return root

    def _skip(self, pattern: re.Pattern[str] = _blank) -> bool:
        """Pass over blanks; is something left?"""
        found = pattern.match(self._text, self._position)
        assert found is not None
        self._position = found.end()
        return self._position < len(self._text)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._position)
        assert found is not None, self._text[self._position :][:40]
        self._position = found.end()
        return found[0]

    def _place(self) -> tuple[int, int]:
        return self._offsets.place(self._position)

    def _header(self, root: Tree) -> Tree:
        """The table that a line in brackets begins."""
        is_item = self._text.startswith("[[", self._position)
        self._position += 2 if is_item else 1
        place = self._place()
        *outer, (last, last_place) = self._key()
        self._position += 2 if is_item else 1
        table = self._descend(root, outer)
        if not is_item:
            return self._descend(table, [(last, last_place)])
        new = Tree(self._source, place)
        table.places.setdefault(last, last_place)
        table.setdefault(last, []).append(new)
        return new

    def _descend(self, table: Tree, keys: list[tuple[Text, tuple[int, int]]]) -> Tree:
        for key, place in keys:
            if key not in table:
                table[key] = Tree(self._source, place)
                table.places[key] = place
            inner = table[key]
            table = inner[-1] if isinstance(inner, list) else inner
        return table

    def _key(self) -> list[tuple[Text, tuple[int, int]]]:
        """The parts of a dotted key, each with its place."""
        parts: list[tuple[Text, tuple[int, int]]] = []
        while True:
            self._skip(_space)
            place = self._place()
            if self._text[self._position] in "'\"":
                parts.append((Quoted(self._string()), place))
            else:
                parts.append((Text(self._take(_bare_key)), place))
            self._skip(_space)
            if not self._text.startswith(".", self._position):
                return parts
            self._position += 1

    def _pair(self, table: Tree) -> None:
        found = _line.match(self._text, self._position)
        if found is not None:
            key = Text(found[1])
            table.places[key] = self._place()
            table[key] = Text(found[4]) if found[4] is not None else Quoted(found[2] or found[3])
            self._position = found.end()
            return
        *outer, (last, place) = self._key()
        self._position += 1
        self._skip(_space)
        table = self._descend(table, outer)
        table.places[last] = place
        table[last] = self._value()

    def _string(self) -> str:
        text = self._take(_text)
        if not (text.startswith(_THREE_QUOTES) or ("\\" in text and text[0] == '"')):
            return text[1:-1]
        value: str = tomllib.loads(f"value = {text}")["value"]
        return value

    def _value(self) -> Any:
        first = self._text[self._position]
        if first in "'\"":
            return Quoted(self._string())
        if first not in "[{":
            return Text(self._take(_bare_value))
        self._depth += 1
        if self._depth > DEEPEST:
            why = f"nested deeper than {DEEPEST} levels"
            raise ParameterFileError(why, self._source.location(*self._place()))
        value: Any = self._array() if first == "[" else self._inline_table()
        self._depth -= 1
        return value

    def _array(self) -> list[Any]:
        self._position += 1
        items = []
        while self._skip() and self._text[self._position] != "]":
            items.append(self._value())
            self._skip()
            if self._text[self._position] == ",":
                self._position += 1
        self._position += 1
        return items

    def _inline_table(self) -> Tree:
        tree = Tree(self._source, self._place())
        self._position += 1
        while self._skip() and self._text[self._position] != "}":
            self._pair(tree)
            self._skip()
            if self._text[self._position] == ",":
                self._position += 1
        self._position += 1
        return tree
