"""Plain data as YAML text in an order and form that people read well, with remarks as comments.

Text is in quotes wherever a reader of YAML 1.1 or 1.2 could take it for something else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from .escapes import escaped
from .section import (
    WIDTH,
    distinct_keys,
    float_text,
    huge,
    is_flat,
    key_text,
    not_plain,
    quoted,
    remark_lines,
)

__all__ = ["YamlText", "needs_no_quotes", "yaml_text"]

_bare = re.compile(r"\$?[A-Za-z_/][A-Za-z0-9_./+*-]*(?: [A-Za-z0-9_./+*]+)*")
_WORDS = frozenset(
    ("null", "none", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity")
)
"""What one reader or another takes for something else than text, in any case."""
_LONGEST_KEY = 500
"""Readers find the colon behind a key within about a thousand characters only."""


def yaml_text(tree: dict[Any, Any], tag: str = "") -> str:
    """The text of a YAML file.

    Parameters
    ----------
    tree : dict
        Dicts, lists, str, bool, int, float, complex and None; of a `Section` with its remarks.
    tag : str, optional
        Tag of the whole.

    Examples
    --------
    >>> print(yaml_text({"bins": [1, 2], "scale": 1e-5, "flag": "no"}, "!kind"), end="")
    --- !kind
    bins: [1, 2]
    scale: 1.0e-05
    flag: 'no'
    """
    return YamlText().document(tree, f"--- {tag}" if tag else "")


def needs_no_quotes(text: str) -> bool:
    """Is the text taken for text by every reader, without quotes?"""
    return _bare.fullmatch(text) is not None and text.lower() not in _WORDS


@lru_cache(maxsize=4096)
def _is_bare_key(key: str) -> bool:
    """Does the name of a field stand in a file as it is?"""
    return needs_no_quotes(key) and key[0] != "$" and len(key) <= _LONGEST_KEY


class YamlText:
    """Writes one tree."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def document(self, tree: dict[Any, Any], head: str) -> str:
        """The text, below a line that begins the document."""
        if not tree:
            return f"{head} {{}}\n".lstrip()
        if head:
            self._lines.append(head)
        self._mapping(tree, "")
        return "\n".join([*self._lines, ""])

    def flow(self, value: Any) -> str:
        """A value in one line."""
        if isinstance(value, dict):
            pairs = (
                f"{self._shown(kind, text)}: {self.flow(item)}" for kind, text, _, item in self.items(value)
            )
            return f"{{{', '.join(pairs)}}}"
        if isinstance(value, (list, tuple)):
            return f"[{', '.join(map(self.flow, value))}]"
        return self._shown(*self.scalar(value))

    # -- scalars: kind and text, so that others can make nodes of them ---------------------------

    def scalar(self, value: Any) -> tuple[str, str]:
        """What kind of scalar YAML has for a value, and its text without quotes."""
        kind = type(value)
        if value is None:
            return "null", "null"
        if kind is bool:
            return "bool", "true" if value else "false"
        if kind is int:
            return self.integer(value)
        if kind is float:
            return "float", self._float(value)
        if kind is complex:
            return self.complex(value)
        if isinstance(value, str):
            return "str", escaped(value)
        raise not_plain(value)

    def integer(self, value: int) -> tuple[str, str]:
        """As `scalar`, of an integer."""
        return ("str", hex(value)) if huge(value) else ("int", str(value))

    def complex(self, value: complex) -> tuple[str, str]:
        """As `scalar`, of a complex number: text, which its field reads."""
        return "str", str(value)

    def key(self, key: Any) -> tuple[str, str]:
        """As `scalar`, of a key."""
        return ("str", key_text(key)) if isinstance(key, (str, complex)) else self.scalar(key)

    def items(self, mapping: dict[Any, Any]) -> Iterator[tuple[str, str, Any, Any]]:
        """Kind and text of every key, the key itself, and the value."""
        texts = distinct_keys(mapping, lambda key: self.key(key)[1])
        for key, (text, unique, value) in zip(mapping, texts, strict=True):
            yield self.key(key)[0] if text == unique else "str", unique, key, value

    @staticmethod
    def _float(value: float) -> str:
        if math.isfinite(value):
            return float_text(value)
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"

    @staticmethod
    def _shown(kind: str, text: str) -> str:
        if kind != "str" or needs_no_quotes(text):
            return text
        return f"'{text.replace(chr(39), chr(39) * 2)}'" if text.isprintable() else quoted(text)

    # -- layout --------------------------------------------------------------------------------

    def _mapping(self, tree: dict[Any, Any], indent: str) -> None:
        if not getattr(tree, "remarks", None) and all(type(key) is str and _is_bare_key(key) for key in tree):
            for key, value in tree.items():  # as nearly all are
                self._entry(f"{indent}{key}:", value, indent)
            return
        is_first = True
        for kind, text, key, value in self.items(tree):
            remarks = remark_lines(tree, key)
            if remarks and not is_first:
                self._lines.append("")
            self._lines += [f"{indent}# {line}".rstrip() for line in remarks]
            shown = self._shown(kind, text)
            head = f"{indent}{shown}:"
            if len(shown) > _LONGEST_KEY:
                head = f"{indent}? {shown}\n{indent}:"
            self._entry(head, value, indent)
            is_first = False

    def _entry(self, head: str, value: Any, indent: str) -> None:
        kind = type(value)
        if kind is bool:
            self._lines.append(f"{head} true" if value else f"{head} false")
        elif kind is str and value[:1] != "$" and needs_no_quotes(value):
            self._lines.append(f"{head} {value}")
        elif isinstance(value, dict):
            self._lines.append(head if value else f"{head} {{}}")
            self._mapping(value, f"{indent}  ")
        elif isinstance(value, (list, tuple)):
            self._list(head, value, indent)
        else:
            self._lines.append(f"{head} {self._shown(*self.scalar(value))}")

    def _list(self, head: str, items: Any, indent: str) -> None:
        if is_flat(items):
            texts = [self._shown(*self.scalar(item)) for item in items]
            line = f"{head} [{', '.join(texts)}]"
            if len(line) <= WIDTH or not items:
                self._lines.append(line)
            else:
                self._lines += [head, *(f"{indent}- {text}" for text in texts)]
            return
        self._lines.append(head)
        for item in items:
            first = len(self._lines)
            if isinstance(item, dict) and item:
                self._mapping(item, f"{indent}  ")
                self._lines[first] = f"{indent}- {self._lines[first][len(indent) + 2 :]}"
            else:
                self._entry(f"{indent}-", item, f"{indent}  ")
