"""JSON text to plain trees that know their lines."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from ..errors import ParameterFileError
from .tree import DEEPEST, Offsets, Quoted, Source, Text, Tree, noted_twice

__all__ = ["read_json"]

_blank = re.compile(r"[ \t\r\n]*")
_string = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_plain = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null|NaN|-?Infinity")


def read_json(text: str, source: Source) -> Any:
    """The tree that a JSON text means.

    Parameters
    ----------
    text : str
        The text. ``NaN`` and ``Infinity`` are read too, as Python writes them.
    source : Source
        Where it is from. Keys that come twice are noted in its ``faults``; the first one holds.

    Returns
    -------
    tree : Tree, list, Text or None
        Scalars stay text, as what they mean is for the fields to say; None for an empty text.

    Raises
    ------
    ParameterFileError
        If it is no JSON, or nested too deeply.
    """
    return _Reader(text, source).document()


class _Reader:
    """Reads one text from its beginning to its end."""

    def __init__(self, text: str, source: Source) -> None:
        self._text = text
        self._offsets = Offsets(text)
        self._source = source
        self._position = 0
        self._depth = 0

    def document(self) -> Any:
        self._skip()
        if self._position == len(self._text):
            return None
        value = self._value()
        self._skip()
        if self._position < len(self._text):
            self._refuse("expected the end of the file")
        return value

    def _skip(self) -> str:
        """Go to the next character that is no blank, and look at it; empty at the end."""
        found = _blank.match(self._text, self._position)
        assert found is not None
        self._position = found.end()
        return self._text[self._position : self._position + 1]

    def _value(self) -> Any:
        first = self._skip()
        if first == '"':
            return Quoted(self._quoted())
        if first and first in "{[":
            self._depth += 1
            if self._depth > DEEPEST:
                raise ParameterFileError(f"nested deeper than {DEEPEST} levels", self._location())
            value: Any = self._object() if first == "{" else self._array()
            self._depth -= 1
            return value
        found = _plain.match(self._text, self._position)
        if found is None:
            self._refuse("expected a value")
        self._position = found.end()
        return None if found[0] == "null" else Text(found[0])

    def _quoted(self) -> str:
        found = _string.match(self._text, self._position)
        if found is None:
            self._refuse("a text in double quotes does not end, or holds a control character")
        try:
            value: str = json.loads(found[0])
        except ValueError:
            self._refuse("a backslash begins no character that JSON knows")
        self._position = found.end()
        return value

    def _object(self) -> Tree:
        tree = Tree(self._source, self._place())
        self._position += 1
        if self._skip() == "}":
            self._position += 1
            return tree
        while True:
            if self._skip() != '"':
                self._refuse("expected a name in double quotes")
            place = self._place()
            key = Quoted(self._quoted())
            if self._skip() != ":":
                self._refuse("expected a colon")
            self._position += 1
            value = self._value()
            if not noted_twice(tree, key, place):
                tree[key] = value
                tree.places[key] = place
            if self._ends("}"):
                return tree

    def _array(self) -> list[Any]:
        self._position += 1
        if self._skip() == "]":
            self._position += 1
            return []
        items = [self._value()]
        while not self._ends("]"):
            items.append(self._value())
        return items

    def _ends(self, bracket: str) -> bool:
        """Does the bracket come next, and no comma?"""
        found = self._skip()
        if not found or found not in (",", bracket):
            self._refuse(f"expected a comma or {bracket!r}")
        self._position += 1
        return found == bracket

    def _place(self) -> tuple[int, int]:
        return self._offsets.place(self._position)

    def _location(self) -> Any:
        return self._source.location(*self._place())

    def _refuse(self, why: str) -> NoReturn:
        got = self._text[self._position : self._position + 20].partition("\n")[0]
        more = f", got {got!r}" if got else ", got the end of the file"
        if "expected" not in why:
            more = ""
        raise ParameterFileError(f"malformed JSON: {why}{more}", self._location()) from None
