"""Text for what a data file or a dict without types cannot hold as such: ``$none``, ``$float nan``.

An escape is a whole text; one that begins with a dollar and is none means itself, ``$HOME`` for instance. A
text that looks like an escape is written with one dollar more.
"""

from __future__ import annotations

import re
from typing import Any

from ..fields.stated import Stated

__all__ = ["NONE", "escaped", "unescaped"]

NONE = "$none"
"""None, where the format has no word for it."""

# Compiled when a text is found that may need it, which few files have.
_ESCAPE = r"(?s)(\$+)(?:none|(int|float|complex|str) (.*))"
_HALVES = "[\\\\\ud800-\udfff]"
_CODES = r"\\(?:u([0-9a-fA-F]{4})|\\)"


def escaped(text: str) -> str:
    r"""The form of a text in a data file; halves of characters, which UTF-8 cannot hold, survive.

    Examples
    --------
    >>> escaped("$HOME"), escaped("$none")
    ('$HOME', '$$none')
    >>> print(escaped("a" + chr(0xDC80)))
    $str a\udc80
    """
    if isinstance(text, Stated):
        return str(text)
    try:
        text.encode()
    except UnicodeEncodeError:
        return f"$str {re.sub(_HALVES, _code, text)}"
    return f"${text}" if text[:1] == "$" and re.fullmatch(_ESCAPE, text) else text


def _code(found: re.Match[str]) -> str:
    return r"\\" if found[0] == "\\" else f"\\u{ord(found[0]):04x}"


def unescaped(text: str) -> Any:
    """What a text in a data file means: a str, or a value of another type.

    Raises
    ------
    ValueError
        If it is an escape that has no meaning, such as ``$int x``.
    """
    found = re.fullmatch(_ESCAPE, text) if text[:1] == "$" else None
    if found is None:
        return str(text)
    dollars, kind, content = found.groups()
    if len(dollars) > 1:
        return text[1:]
    if kind is None:
        return None
    if kind == "str":
        return re.sub(_CODES, lambda each: chr(int(each[1], 16)) if each[1] else "\\", content)
    try:
        return _READERS[kind](content.strip())
    except ValueError:
        raise ValueError(
            f"{text!r} is no {kind}; a text that begins so has one dollar more: '${text}'"
        ) from None


_READERS: dict[str, Any] = {"int": lambda word: int(word, 0), "float": float, "complex": complex}
