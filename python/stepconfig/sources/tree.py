"""YAML text to nodes that know their line; nothing is constructed, so nothing can be executed."""

from __future__ import annotations

from typing import Any

import yaml

from ..errors import ParameterFileError
from ..history.location import FileLocation
from .assignment import Text

__all__ = ["NodeReader", "compose", "plain_text_tree"]

_MOST_NODES = 1_000_000
"""More than any parameter file has; aliases of aliases can mean far more from a few lines."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(text: str) -> Any:
    """The root node of a YAML text, by libyaml where it is there; None for an empty text."""
    return yaml.compose(text, Loader=_Loader)


def plain_text_tree(text: str) -> Any:
    """Lists and dicts of `Text` from YAML text."""
    node = compose(text)
    return None if node is None else NodeReader("", []).plain(node)


class NodeReader:
    """Reads the nodes of one file.

    Parameters
    ----------
    filename : str
        The file, for locations.
    lines : list of str
        Its lines.
    """

    def __init__(self, filename: str, lines: list[str]) -> None:
        self._filename = filename
        self._lines = lines
        self._read = 0

    def location(self, node: Any) -> FileLocation:
        """Where a node begins."""
        mark = node.start_mark
        content = self._lines[mark.line].strip() if mark.line < len(self._lines) else ""
        return FileLocation(self._filename, mark.line + 1, mark.column + 1, content)

    def error(self, why: str, node: Any) -> ParameterFileError:
        """An error about a node."""
        return ParameterFileError(why, self.location(node))

    def mapping(self, node: Any, what: str) -> dict[str, tuple[Any, Any]]:
        """The key and value nodes of a mapping by key.

        Raises
        ------
        ParameterFileError
            If it is no mapping, or has a key twice.
        """
        if not isinstance(node, yaml.MappingNode):
            raise self.error(f"expected {what} as a mapping, got {_kind(node)}", node)
        pairs: dict[str, tuple[Any, Any]] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self.error(f"expected a name as key in {what}, got {_kind(key)}", key)
            if key.value in pairs:
                first = pairs[key.value][0].start_mark.line + 1
                raise self.error(f"the key {key.value!r} stands in {what} twice, first in line {first}", key)
            pairs[key.value] = (key, value)
        return pairs

    def scalar(self, node: Any, what: str) -> str:
        """The text of a scalar.

        Raises
        ------
        ParameterFileError
            If it is none.
        """
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(f"expected {what} as text, got {_kind(node)}", node)
        return str(node.value)

    def plain(self, node: Any) -> Any:
        """Lists and dicts of `Text`, and None for a null.

        Raises
        ------
        ParameterFileError
            If aliases blow the tree up beyond every use.
        """
        self._read += 1
        if self._read > _MOST_NODES:
            raise self.error(f"the file means more than {_MOST_NODES:,} values; aliases multiply it", node)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item) for item in node.value]
        if isinstance(node, yaml.MappingNode):
            return {Text(key): self.plain(value) for key, (_, value) in self.mapping(node, "a value").items()}
        if node.tag == "tag:yaml.org,2002:null":
            return None
        return Text(node.value)


def _kind(node: Any) -> str:
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    return repr(node.value)
