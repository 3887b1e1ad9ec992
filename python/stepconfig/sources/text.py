"""Text to values: what is meant is decided by the declared field, never guessed from the text."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

import yaml

from ..errors import expected
from ..fields import DictField, ListField
from ..fields.base import Field
from ..names import type_name
from .assignment import Text
from .tree import plain_text_tree

__all__ = ["from_text"]

_BOOLEANS = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}
_NONE = frozenset(("none", "null", "~", ""))


def from_text(field: Any, value: Any) -> Any:
    """The value that text means to a field; what is no text comes back as it is.

    Parameters
    ----------
    field : Field
        The field.
    value : object
        `Text`, lists and dicts of `Text`, or a Python value.

    Raises
    ------
    ValueError
        If the text has no form that the field reads.
    """
    if isinstance(field, ListField):
        return _list(field, value)
    if isinstance(field, DictField):
        return _dict(field, value)
    if isinstance(value, Text):
        return _scalar(field, field.dtype, value)
    return value


def _scalar(field: Any, dtype: Any, text: Text) -> Any:
    word = text.strip()
    if word.lower() in _NONE and (dtype is not str or (word and field.optional)):
        return None
    read = _READERS.get(dtype)
    if read is None:
        return str(text)
    try:
        return read(text)
    except (ValueError, KeyError):
        raise ValueError(f"{expected(_words(field, dtype), str(text))}; {_FORMS[dtype]}") from None


def _words(field: Any, dtype: Any) -> str:
    return field.expects() if field.dtype is dtype else type_name(dtype)


def _read_bool(text: str) -> bool:
    return _BOOLEANS[text.strip().lower()]


def _read_float(text: str) -> float:
    word = text.strip().lower()
    return float(word.replace(".inf", "inf").replace(".nan", "nan"))


_READERS: dict[Any, Callable[[str], Any]] = {
    bool: _read_bool,
    int: lambda text: int(text, 10),
    float: _read_float,
    complex: lambda text: complex(text.replace(" ", "")),
    str: str,
}
_FORMS: dict[Any, str] = {
    bool: "write true, false, yes, no, on, off, 1 or 0",
    int: "write a whole number such as 12 or 1_000",
    float: "write a number such as 1.5, 1e-3, inf or nan",
    complex: "write a complex number such as 1+2j",
    str: "write text",
}


def _list(field: Any, value: Any) -> Any:
    if isinstance(value, Text):
        word = value.strip()
        if word.lower() in _NONE and field.optional:
            return None
        value = _tree_of(word) if word.startswith("[") else _split(word)
    if isinstance(value, list):
        return [_item(field, field.dtype, item) for item in value]
    return value


def _dict(field: Any, value: Any) -> Any:
    if isinstance(value, Text):
        word = value.strip()
        if word.lower() in _NONE and field.optional:
            return None
        value = _tree_of(word) if word.startswith("{") else value
        if isinstance(value, Text):
            raise ValueError(f"{expected(field.expects(), str(value))}; write {{key: value, ...}}")
    if isinstance(value, dict):
        return {
            _item(field, field.keytype, key): _item(field, field.itemtype, item)
            for key, item in value.items()
        }
    return value


def _item(field: Field[Any], dtype: Any, item: Any) -> Any:
    if not isinstance(item, Text):
        return item
    if dtype is None:
        return _guess(item)
    return _scalar(field, dtype, item)


def _guess(item: Text) -> Any:
    """A value for a dict whose items may have any type: the usual reading of YAML is all that there is."""
    value = yaml.safe_load(item) if item.strip() else str(item)
    return value if isinstance(value, (str, bool, int, float)) or value is None else str(item)


def _split(word: str) -> list[Text]:
    """Items between commas; a comma inside quotes belongs to the item; a comma at the end adds none."""
    quote = "'" if word.count("'") >= 2 and '"' not in word else '"'
    items = next(csv.reader([word], quotechar=quote, skipinitialspace=True), [])
    if items and items[-1] == "":
        items.pop()
    return [Text(item) for item in items]


def _tree_of(word: str) -> Any:
    try:
        return plain_text_tree(word)
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or str(error)
        raise ValueError(f"{word!r} cannot be read: {problem}") from None
