"""Text to values: what is meant is decided by the declared field, never guessed from the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..errors import ParameterFileError, expected
from ..fields import DictField, ListField
from ..names import type_name
from ..nested.choice import ConfigChoiceField
from .escapes import unescaped
from .tree import Argument, Quoted, Source, Text, Tree

__all__ = ["from_text", "key_from_text", "mapping_from_text", "means_none"]

_BOOLEANS = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}
_blanks = re.compile(r"\s*")
_NONE = frozenset(("none", "null", "~"))
_AS_THEY_ARE = frozenset((bool, int, float, complex, str))


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
    if isinstance(field, ConfigChoiceField):
        return _selection(field, _meant(value))
    if not isinstance(value, Text):
        if value is None or type(value) in _AS_THEY_ARE:
            return value
    elif value[:1] == "$":
        value = _meant(value)
    elif isinstance(value, Argument) and field.dtype is str and not field.is_container:
        value = _out_of_quotes(value)
    if isinstance(value, Text) and field.optional and means_none(value):
        return None
    if isinstance(field, ListField):
        return _list(field, value)
    if isinstance(field, DictField):
        return _dict(field, value)
    if isinstance(value, Text):
        return _scalar(field.dtype, value, field.expects)
    return _plain(value)


def _out_of_quotes(text: Text) -> Text:
    """The text, without quotes around the whole of it."""
    mark, inner = text[:1], text[1:-1]
    return Quoted(inner) if mark in ("'", '"') and text[1:][-1:] == mark and mark not in inner else text


def _plain(value: Any) -> Any:
    """The value as fields and their errors know it: a mapping of a file is a dict."""
    return dict(value) if isinstance(value, Tree) else value


def _meant(value: Any) -> Any:
    """The value, or what stands for it in a file if it is an escape, ``$none`` for instance."""
    if not isinstance(value, Text) or not value.startswith("$"):
        return value
    found = unescaped(value)
    return value if found == value else Quoted(found) if isinstance(found, str) else found


def key_from_text(field: Any, part: str) -> Any:
    """The key of a dict that a part of a parameter's path means.

    Parameters
    ----------
    field : DictField
        The field.
    part : str
        The part, as text.

    Raises
    ------
    ValueError
        If it is no key of the field's type.
    """
    return _key(field.keytype, Text(part))


def mapping_from_text(text: str, words: str) -> Any:
    """The mapping that a text in braces means; ``words`` say what is expected.

    Raises
    ------
    ValueError
        If it is none.
    """
    word = text.strip()
    if not word.startswith("{"):
        raise ValueError(f"{expected(words, str(text))}; write {{key: value, ...}}")
    tree = _tree_of(word)
    for key, item in tree.items():
        if item is None and ":" in key and not isinstance(key, Quoted):
            raise ValueError(f"{key!r} has no value; write a blank behind the colon, as in {{a: 1}}")
    return tree


def means_none(text: Text) -> bool:
    """Is it a word for None, and not in quotes?"""
    return text.strip().lower() in _NONE and not isinstance(text, Quoted)


def _scalar(dtype: Any, text: Text, words: Callable[[], str]) -> Any:
    """One value of a type; ``words`` gives what is expected."""
    read = _READERS.get(dtype)
    if read is None:
        return str(text)
    try:
        return read(text)
    except (ValueError, KeyError):
        raise ValueError(f"{expected(words(), str(text))}; {_FORMS[dtype]}") from None


def _read_bool(text: str) -> bool:
    return _BOOLEANS[text.strip().lower()]


def _read_int(text: str) -> int:
    word = text.strip().lower()
    return int(word, 16 if word.removeprefix("-").startswith("0x") else 10)


def _read_float(text: str) -> float:
    word = text.strip().lower()
    if word.lstrip("+-") in (".inf", ".nan"):
        word = word.replace(".", "")
    return float(word)


_READERS: dict[Any, Callable[[str], Any]] = {
    bool: _read_bool,
    int: _read_int,
    float: _read_float,
    complex: lambda text: complex(text.replace(" ", "")),
    str: str,
}
_FORMS: dict[Any, str] = {
    bool: "write true, false, yes, no, on, off, 1 or 0",
    int: "write a whole number such as 12 or 1_000",
    float: "write a number such as 1.5, 1e-3, inf or nan",
    complex: "write a complex number such as 1+2j",
}


def _selection(field: Any, value: Any) -> Any:
    """The name, or names, among which a field chooses; one that is none of them is left for the field."""
    if isinstance(value, Text) and means_none(value) and _name(field, value) not in field.typemap:
        return None if field.optional else str(value)
    if not field.multi:
        return _name(field, value)
    if isinstance(value, Text):
        word = value.strip()
        value = _tree_of(word) if word.startswith("[") else _split(word)
    return [_name(field, _meant(name)) for name in value] if isinstance(value, list) else value


def _name(field: Any, value: Any) -> Any:
    if not isinstance(value, Text) or str(value) in field.typemap:
        return str(value) if isinstance(value, Text) else value
    return next((key for key in field.typemap if str(key) == value), str(value))


# -- lists and dicts -------------------------------------------------------------------------------


def _list(field: Any, value: Any) -> Any:
    if isinstance(value, Text):
        word = value.strip()
        value = _tree_of(word) if word.startswith("[") else _own_split(field, word) or _split(word)
    if isinstance(value, list):
        return [_item(field.dtype, item) for item in value]
    if isinstance(value, Tree):  # which the field would take for the list of its keys
        raise ValueError(f"{expected(field.expects(), _plain(value))}; write [item, item]")
    return value


def _dict(field: Any, value: Any) -> Any:
    if isinstance(value, Text):
        value = mapping_from_text(value, field.expects())
    if isinstance(value, Tree):
        return {_key(field.keytype, key): _item(field.itemtype, item) for key, item in value.items()}
    return value


def _key(dtype: Any, key: Any) -> Any:
    key = _meant(key)
    return _scalar(dtype, key, lambda: type_name(dtype)) if isinstance(key, Text) else key


def _item(dtype: Any, item: Any) -> Any:
    item = _meant(item)
    if not isinstance(item, Text):
        return _plain(item)
    if dtype is None:
        return _guess(item)
    if dtype is not str and means_none(item):
        return None
    return _scalar(dtype, item, lambda: type_name(dtype))


def _guess(item: Text) -> Any:
    """A value for a dict whose items may have any type: the usual reading of YAML is all that there is."""
    if isinstance(item, Quoted) or ":" in item:
        return str(item)
    if means_none(item):
        return None
    import yaml  # noqa: PLC0415 - it is a fifth of the import of the runner

    resolver: Any = yaml.resolver.Resolver()
    tag = resolver.resolve(yaml.ScalarNode, str(item), (True, False))
    is_number = tag in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
    return yaml.safe_load(item) if is_number else str(item)


def _tree_of(word: str) -> Any:
    """The list or dict that a text in brackets means."""
    source = Source("", word.splitlines())
    try:
        from .yaml_tree import read_yaml  # noqa: PLC0415 - as above

        tree = read_yaml(word, source)
        for fault in source.faults:
            raise fault
    except ParameterFileError as error:
        raise ValueError(f"{word!r} cannot be read: {error.why}") from None
    return tree


def _own_split(field: Any, word: str) -> list[Text] | None:
    """The items as a kind of list parts them that has a way of its own."""
    items = field.split(word)
    return None if items is None else [Text(item) for item in items]


def _split(word: str) -> list[Text]:
    """Items between commas; a comma inside quotes belongs to the item; a comma at the end adds none.

    Raises
    ------
    ValueError
        If a quotation mark is missing.
    """
    items: list[Text] = []
    position = 0
    while position < len(word):
        quote = word[position]
        if quote in "'\"":
            end = word.find(quote, position + 1)
            comma = _after_blanks(word, end + 1)
            if end < 0 or word[comma : comma + 1] not in ("", ","):
                raise ValueError(f"{word!r} cannot be read: an item in quotes ends with its mark and a comma")
            items.append(Quoted(word[position + 1 : end]))
        else:
            comma = word.find(",", position)
            comma = len(word) if comma < 0 else comma
            items.append(Text(word[position:comma].strip()))
        position = _after_blanks(word, comma + 1)
    return items


def _after_blanks(word: str, position: int) -> int:
    found = _blanks.match(word, position)
    return position if found is None else found.end()
