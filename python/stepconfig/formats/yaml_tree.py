"""YAML text to plain trees that know their lines; nothing is constructed, so nothing can be executed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ..errors import ParameterFileError
from .tree import DEEPEST, Offsets, Quoted, Source, Text, Tree, noted_twice

__all__ = ["read_yaml", "tree_of_events"]

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_COMPLEX = re.compile(r"tag:stsci\.edu:asdf/core/complex-[\d.]+|!core/complex-[\d.]+")
_OBJECTS = re.compile(r"tag:yaml\.org,2002:python/(?:object|name|module)")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str, source: Source) -> Any:
    """The tree that a YAML text means.

    Parameters
    ----------
    text : str
        The text.
    source : Source
        Where it is from. Keys that come twice are noted in its ``faults``; the first one holds.

    Returns
    -------
    tree : Tree, list, Text, complex or None
        Scalars stay text, as what they mean is for the fields to say; None for an empty text.

    Raises
    ------
    ParameterFileError
        If it is no YAML, is nested too deeply, or its aliases blow it up beyond every use.
    """
    try:
        return _Reader(source, len(text)).document(yaml.parse(text, Loader=_Loader))
    except yaml.YAMLError as error:
        raise _syntax_error(error, source) from None
    except UnicodeEncodeError as error:  # as of an argument that is not UTF-8
        place = Offsets(text).place(error.start)
        why = f"malformed YAML: half a character, {text[error.start]!r}"
        raise ParameterFileError(why, source.location(*place)) from None


def tree_of_events(events: Iterator[Any], source: Source, size: int) -> Any:
    """As `read_yaml`, from the events of one value.

    Parameters
    ----------
    events : iterator of yaml.Event
        What a parser tells of the value.
    source : Source
        Where it is from.
    size : int
        Number of characters of its text, which limits what aliases can blow it up to.
    """
    return _Reader(source, size).value(events)


def _syntax_error(error: yaml.YAMLError, source: Source) -> ParameterFileError:
    why = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    if "nesting depth" in why:  # what newer parsers say before the reader here can
        place = getattr(error, "problem_mark", None)
        location = source.location(place.line if place else 0, place.column if place else 0)
        return ParameterFileError(f"nested deeper than {DEEPEST} levels", location)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        line, column = mark.line, mark.column
        if line < len(source.lines) and "\t" in source.lines[line]:
            why = "a tab; YAML is indented by blanks"
        return ParameterFileError(f"malformed YAML: {why}", source.location(line, column))
    character = getattr(error, "character", None)
    if isinstance(character, int):
        for line, text in enumerate(source.lines):
            if chr(character) in text:
                location = source.location(line, text.index(chr(character)))
                return ParameterFileError(f"malformed YAML: {why}", location)
    return ParameterFileError(f"malformed YAML: {why}")


class _Reader:
    """Builds one tree of the parser's events.

    The parser itself holds its state on the heap, so that the depth can be limited here; libyaml's own
    composer would overflow the stack.
    """

    def __init__(self, source: Source, size: int) -> None:
        self._source = source
        self._anchors: dict[str, tuple[Any, int] | None] = {}
        self._depth = 0
        # Without aliases there are fewer values than characters.
        self._heaviest = size + 10_000

    def document(self, events: Iterator[Any]) -> Any:
        tree = None
        documents = 0
        for event in events:
            if type(event) is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise self._error("the YAML has more than one document", event)
                tree, _ = self._value(next(events), events)
        return tree

    def value(self, events: Iterator[Any]) -> Any:
        return self._value(next(events), events)[0]

    def _value(self, event: Any, events: Iterator[Any]) -> tuple[Any, int]:
        """The value that begins with an event, and how many values are in it, those of aliases included."""
        kind = type(event)
        if kind is ScalarEvent and event.anchor is None and event.tag is None:  # nearly always
            value = event.value
            if event.style:
                return Quoted(value), 1
            return (None if value in _NULLS else Text(value)), 1
        if kind is AliasEvent:
            return self._alias(event)
        anchor = event.anchor
        if anchor is not None:
            self._anchors[anchor] = None
        if event.tag is not None and _OBJECTS.match(event.tag):
            why = f"the tag {event.tag!r} asks for a Python object; a file holds plain data"
            self._source.faults.append(self._error(why, event))
        if kind is ScalarEvent:
            found: tuple[Any, int] = self._scalar(event), 1
        else:
            self._depth += 1
            if self._depth > DEEPEST:
                raise self._error(f"nested deeper than {DEEPEST} levels", event)
            is_list = kind is SequenceStartEvent
            found = self._list(events) if is_list else self._mapping(event, events)
            self._depth -= 1
            if found[1] > self._heaviest:
                raise self._error("aliases of aliases multiply the values beyond every use", event)
        if anchor is not None:
            self._anchors[anchor] = found
        return found

    def _alias(self, event: Any) -> tuple[Any, int]:
        if event.anchor not in self._anchors:
            raise self._error(f"the alias *{event.anchor} has no anchor before it", event)
        found = self._anchors[event.anchor]
        if found is None:
            raise self._error(f"the alias *{event.anchor} stands inside of what it means", event)
        return found

    def _scalar(self, event: Any) -> Any:
        value: str = event.value
        plain = event.style in (None, "")
        if event.tag is None:
            if not plain:
                return Quoted(value)
            return None if value in _NULLS else Text(value)
        if _COMPLEX.fullmatch(event.tag):
            try:
                return complex(value)
            except ValueError:
                raise self._error(f"{value!r} is no complex number; write 1+2j", event) from None
        if event.tag == "tag:yaml.org,2002:null":
            return None
        return Quoted(value) if event.tag == "tag:yaml.org,2002:str" else Text(value)

    def _list(self, events: Iterator[Any]) -> tuple[list[Any], int]:
        items = []
        weight = 1
        for event in events:
            if type(event) is SequenceEndEvent:
                break
            item, item_weight = self._value(event, events)
            items.append(item)
            weight += item_weight
        return items, weight

    def _mapping(self, start: Any, events: Iterator[Any]) -> tuple[Tree, int]:
        tree = Tree(self._source, _place(start))
        weight = 1
        for event in events:
            if type(event) is MappingEndEvent:
                break
            key, key_weight = self._value(event, events)
            value, value_weight = self._value(next(events), events)
            weight += key_weight + value_weight
            self._add(tree, event, key, value)
        return tree, weight

    def _add(self, tree: Tree, event: Any, key: Any, value: Any) -> None:
        if isinstance(key, (list, Tree)):
            what = "a list" if isinstance(key, list) else "a mapping"
            raise self._error(f"expected a name as key, got {what}", event)
        text = key if isinstance(key, Text) else Quoted(getattr(event, "value", key))
        if not noted_twice(tree, text, _place(event)):
            tree[text] = value
            tree.places[text] = _place(event)

    def _error(self, why: str, event: Any) -> ParameterFileError:
        return ParameterFileError(why, self._source.location(*_place(event)))


def _place(event: Any) -> tuple[int, int]:
    mark = event.start_mark
    return mark.line, mark.column
