"""Section: a mapping to be written, with the remarks that stand above its keys; and how scalars are spelt."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..errors import ParameterFileError
from ..fields.stated import Stated
from ..names import described
from .escapes import escaped

__all__ = [
    "Section",
    "distinct_keys",
    "float_text",
    "huge",
    "is_flat",
    "is_plain",
    "key_text",
    "not_plain",
    "quoted",
    "remark_lines",
]

WIDTH = 100
"""Columns up to which a list or a short mapping stands in one line."""

_short_escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_HUGE_BITS = 10_000


class Section(dict[str, Any]):
    """The mapping of a config's values: plain data, and sections for configs in it.

    Attributes
    ----------
    remarks : dict
        Lines of text for keys, shown as comments where the format has any.
    """

    __slots__ = ("remarks",)

    def __init__(self, items: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__(items)
        self.remarks: dict[str, list[str]] = {}


def remark_lines(tree: Any, key: Any) -> list[str]:
    """The remarks for a key, in characters that every reader accepts in a comment."""
    lines = tree.remarks.get(key, []) if isinstance(tree, Section) else []
    return [_printable(line).rstrip() for line in lines]


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else _code(letter) for letter in text)


def _code(letter: str) -> str:
    number = ord(letter)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def quoted(text: str) -> str:
    r"""A text in double quotes, as YAML and TOML have it; only printable characters stand as they are.

    Examples
    --------
    >>> print(quoted("a 'b'\n\x85σ"))
    "a 'b'\n\u0085σ"
    """
    return f'"{"".join(map(_in_quotes, text))}"'


def _in_quotes(letter: str) -> str:
    if letter in _short_escapes:
        return _short_escapes[letter]
    is_half = "\ud800" <= letter <= "\udfff"  # whoever encodes the text says that it cannot be
    return letter if letter.isprintable() or is_half else _code(letter)


def float_text(value: float) -> str:
    """A finite float with all its digits, in a form that is a float to readers of every format and version.

    Examples
    --------
    >>> float_text(1e-5), float_text(1e22), float_text(-0.0)
    ('1.0e-05', '1.0e+22', '-0.0')
    """
    mantissa, mark, exponent = repr(value).partition("e")
    return f"{mantissa}{'' if '.' in mantissa else '.0'}{mark}{exponent}" if mark else mantissa


def huge(value: int) -> bool:
    """Has the integer more digits than readers are willing to convert?"""
    return value.bit_length() > _HUGE_BITS


def not_plain(value: Any) -> ParameterFileError:
    """The error for a value that is no plain data."""
    return ParameterFileError(f"a data file holds plain values, lists and dicts, got {described(value)}")


def is_plain(value: Any) -> bool:
    """Is the value plain data that every format can hold?"""
    if value is None or type(value) in _PLAIN:
        return True
    if isinstance(value, dict):
        return all(type(key) in _PLAIN for key in value) and all(map(is_plain, value.values()))
    return type(value) in (list, tuple) and all(map(is_plain, value))


_PLAIN = frozenset((str, bool, int, float, complex, Stated))


def is_flat(items: Iterable[Any]) -> bool:
    """Are there no lists and mappings among the items?"""
    return not any(isinstance(item, (list, tuple, dict)) for item in items)


def distinct_keys(
    mapping: Mapping[Any, Any], text_of: Callable[[Any], str]
) -> Iterator[tuple[str, str, Any]]:
    """For every item the key as text, that with blanks behind it if it is there already, and the value.

    Keys that differ and have the same text are those that are not a number (nan): they equal nothing, so that
    a dict may have several. Blanks around a number have no meaning for its field.
    """
    seen: set[str] = set()
    for key, value in mapping.items():
        text = unique = text_of(key)
        while unique in seen:
            unique += " "
        seen.add(unique)
        yield text, unique, value


def key_text(key: Any) -> str:
    """The text of a key where keys are text."""
    kind = type(key)
    if kind is bool:
        return "true" if key else "false"
    if kind is int:
        return hex(key) if huge(key) else str(key)
    if kind is float:
        return float_text(key) if math.isfinite(key) else str(key)
    if isinstance(key, str):
        return escaped(key)
    if kind is complex:
        return str(key)
    raise not_plain(key)
