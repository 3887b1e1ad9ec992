"""Configs among the objects that PyYAML dumps and loads: the readable mapping, and pex_config's block."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import yaml

from ..config.config import Config
from ..config.saved_form import config_from_saved
from ..errors import ParameterFileError
from ..history.location import CALLERS_KEPT, CodeLocation, inside_package
from ..history.record import callers_from
from .config_files import TAG, made_from_tree
from .config_tree import whole_tree
from .tree import Source, Tree
from .yaml_text import YamlText, needs_no_quotes
from .yaml_tree import tree_of_events

__all__ = ["construct", "construct_saved", "represent"]

_CORE = "tag:yaml.org,2002:"
_YAML_FOLDER = os.path.dirname(yaml.__file__) + os.sep
_text = YamlText()


# -- dumping ---------------------------------------------------------------------------------------


def represent(dumper: Any, config: Any) -> Any:
    """The node of a config, for dumpers of every kind.

    Parameters
    ----------
    dumper : yaml.BaseDumper
        The dumper.
    config : Config
        The config.
    """
    node = _node(whole_tree(config), TAG)
    if dumper.alias_key is not None:
        dumper.represented_objects[dumper.alias_key] = node
    return node


def _node(value: Any, tag: str = f"{_CORE}map") -> Any:
    if isinstance(value, dict):
        pairs = [(_scalar(kind, text), _node(item)) for kind, text, _, item in _text.items(value)]
        return yaml.MappingNode(tag, pairs, flow_style=not pairs)
    if isinstance(value, (list, tuple)):
        items = [_node(item) for item in value]
        is_flat = all(isinstance(item, yaml.ScalarNode) for item in items)
        return yaml.SequenceNode(f"{_CORE}seq", items, flow_style=is_flat)
    return _scalar(*_text.scalar(value))


def _scalar(kind: str, text: str) -> Any:
    style = None
    if kind == "str" and not needs_no_quotes(text):
        style = "'" if text.isprintable() else '"'
    return yaml.ScalarNode(f"{_CORE}{kind}", text, style=style)


# -- loading ---------------------------------------------------------------------------------------


def construct(node: Any) -> Any:
    """The config that a mapping under the tag of configs means; nothing is executed.

    Parameters
    ----------
    node : yaml.Node
        The node.

    Raises
    ------
    ConfigError
        If something is wrong; it tells all that is.
    """
    source = Source(_filename(node), [])
    tree = tree_of_events(_events(node, {}), source, _size(node))
    if not isinstance(tree, Tree):
        line, column = node.start_mark.line, node.start_mark.column
        raise ParameterFileError(f"expected a mapping under the tag {TAG}", source.location(line, column))
    where = _loading_line()
    source.callers = where
    return made_from_tree(Config, tree, source, made_at=CodeLocation(where[0], where[1], where[2:]))


def construct_saved(node: Any) -> Any:
    """The config that a block of Python means that pex_config has written; it is not executed.

    Parameters
    ----------
    node : yaml.Node
        The node.

    Raises
    ------
    ConfigError
        If the text is no saved config.
    """
    if not isinstance(node, yaml.ScalarNode):
        raise ParameterFileError("expected the text of a saved config under the tag of pex_config")
    first = node.start_mark.line + 1 + (node.style in ("|", ">"))
    return config_from_saved(node.value, Config, filename=_filename(node), line=first)


def _loading_line() -> tuple[Any, ...]:
    """Codes and offsets of the line that had PyYAML load something, and of its callers."""
    frame: Any = sys._getframe()
    while frame.f_back is not None and (
        inside_package[frame.f_code.co_filename] or frame.f_code.co_filename.startswith(_YAML_FOLDER)
    ):
        frame = frame.f_back
    return frame.f_code, frame.f_lasti, *callers_from(frame.f_back, CALLERS_KEPT)


def _filename(node: Any) -> str:
    name = str(node.start_mark.name)
    return "<yaml text>" if name.startswith("<") else name


def _size(node: Any) -> int:
    return int(node.end_mark.index - node.start_mark.index)


def _events(node: Any, seen: dict[int, str]) -> Iterator[Any]:
    """The events that a node was composed of; what is met again is an alias, also inside of itself."""
    start, end = node.start_mark, node.end_mark
    anchor = seen.get(id(node))
    if anchor is not None:
        yield yaml.AliasEvent(anchor, start, end)
        return
    anchor = seen[id(node)] = str(len(seen))
    tag = None if _is_implied(node) else node.tag
    if isinstance(node, yaml.ScalarNode):
        yield yaml.ScalarEvent(anchor, tag, (tag is None, tag is None), node.value, start, end, node.style)
    elif isinstance(node, yaml.SequenceNode):
        yield yaml.SequenceStartEvent(anchor, tag, tag is None, start, end)
        for item in node.value:
            yield from _events(item, seen)
        yield yaml.SequenceEndEvent(start, end)
    else:
        yield yaml.MappingStartEvent(anchor, tag, tag is None, start, end)
        for key, item in node.value:
            yield from _events(key, seen)
            yield from _events(item, seen)
        yield yaml.MappingEndEvent(start, end)


_resolver: Any = yaml.resolver.Resolver()


def _is_implied(node: Any) -> bool:
    """Does the node have the tag that it would have without one in the text?"""
    value = node.value if isinstance(node, yaml.ScalarNode) else None
    plain = node.style in (None, "") if isinstance(node, yaml.ScalarNode) else True
    return bool(node.tag == _resolver.resolve(type(node), value, (plain, not plain)))
