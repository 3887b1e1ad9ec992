"""Classes that hold plug-ins: a registry of fifty, and a tree of three hundred classes of all kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from shapes import FIELDS, FieldText

PLUGINS = 50
"""Entries of the registry."""

CLASSES = 300
"""Classes of the tree."""

BRANCHING = 4
"""Nested fields of a class that has some: three hundred classes make a tree of depth 5."""

KINDS = ("config", "registry", "config", "configurable", "config", "registry", "configurable", "dict")
"""The kinds of the nested fields, in turn."""

_SCALARS = tuple(each for each in FIELDS if each.kind not in ("ListField", "DictField"))
PLUGIN_FIELDS = (*_SCALARS[:8], FIELDS[6], FIELDS[7])
"""Ten fields of a plug-in's config."""


def registry_source() -> str:
    """Return the source of a registry of fifty configurables, and of a config that holds it."""
    text = ["registry = pexConfig.makeRegistry('Plug-ins to choose from.')", "", ""]
    for number in range(PLUGINS):
        text += [f"class Plugin{number:02}Config(pexConfig.Config):", "    'Parameters of a plug-in.'", ""]
        text += [f"    {each.name} = {each.call}" for each in PLUGIN_FIELDS]
        text += ["", "", f"class Plugin{number:02}:", f"    ConfigClass = Plugin{number:02}Config", ""]
        text += ["    def __init__(self, config):", "        self.config = config", "", ""]
        text += [f"registry.register('plugin{number:02}', Plugin{number:02})", "", ""]
    text += ["class Host(pexConfig.Config):", "    'What chooses a plug-in.'", ""]
    text += ["    plugin = registry.makeField('The plug-in.', default='plugin00')", "", ""]
    return "\n".join(text)


@dataclass
class Node:
    """A class of the tree: its own fields, and its nested ones."""

    number: int
    fields: tuple[FieldText, ...]
    kind: str = ""
    children: list[Node] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Name of the class."""
        return f"Node{self.number:03}"

    @property
    def step(self) -> str:
        """How the path goes from the parent to this config."""
        attribute = f"part{self.number:03}"
        return attribute + {"registry": f"['{self.name}']", "dict": "['first']"}.get(self.kind, "")

    def paths(self, prefix: str = "") -> Iterator[tuple[str, FieldText]]:
        """Give the path of every value field of the tree, with the field."""
        for each in self.fields:
            yield prefix + each.name, each
        for child in self.children:
            yield from child.paths(f"{prefix}{child.step}.")

    def source(self) -> str:
        """Return the source of the class, after those that it needs."""
        text = "".join(child.source() for child in self.children)
        lines: list[str] = []
        for child in self.children:
            if child.kind == "registry":
                lines += [f"registry{child.number:03} = pexConfig.makeRegistry('Choices.')", "", ""]
                lines += [f"class {child.name}Task:", f"    ConfigClass = {child.name}", "", ""]
                lines += [f"registry{child.number:03}.register('{child.name}', {child.name}Task)", "", ""]
            elif child.kind == "configurable":
                lines += [f"class {child.name}Task:", f"    ConfigClass = {child.name}", "", ""]
        lines += [f"class {self.name}(pexConfig.Config):", "    'A part of the pipeline.'", ""]
        lines += [f"    {each.name} = {each.call}" for each in self.fields]
        lines += [f"    part{child.number:03} = {child.declared()}" for child in self.children]
        return text + "\n".join([*lines, "", "", ""])

    def declared(self) -> str:
        """Return the source of the field that holds this class's config."""
        doc = f"doc='Parameters of {self.name}.'"
        if self.kind == "registry":
            return f"registry{self.number:03}.makeField({doc}, default='{self.name}')"
        if self.kind == "configurable":
            return f"pexConfig.ConfigurableField({doc}, target={self.name}Task)"
        if self.kind == "dict":
            default = f"{{'first': {self.name}()}}"
            return f"pexConfig.ConfigDictField({doc}, keytype=str, itemtype={self.name}, default={default})"
        return f"pexConfig.ConfigField({doc}, dtype={self.name})"


def _tree() -> Node:
    nodes = [
        Node(number, tuple(FIELDS[(number + n) % len(FIELDS)] for n in range(11)))
        for number in range(CLASSES)
    ]
    for node in nodes[1:]:
        node.kind = KINDS[node.number % len(KINDS)]
        nodes[(node.number - 1) // BRANCHING].children.append(node)
    return nodes[0]


TREE = _tree()


def overrides() -> tuple[str, dict[str, object]]:
    """Write a line for every field of the tree.

    Returns
    -------
    text : str
        Lines like ``config.part001['Node001'].gain = 2.25``.
    values : dict
        What each path holds after them.
    """
    values = {path: each.value(0) for path, each in TREE.paths()}
    return "".join(f"config.{path} = {value!r}\n" for path, value in values.items()), values
