"""Data files of every format, written as people write them, with the place of every key."""

from dataclasses import dataclass
from typing import Any

from tests.oracle import spellings

SUFFIXES = (".yaml", ".yml", ".asdf", ".json", ".toml", ".cfg")
HEADER = "#ASDF 1.0.0\n#ASDF_STANDARD 1.6.0\n%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n--- !core/asdf-1.1.0\n"


@dataclass(eq=False)
class Leaf:
    """What a file says under one key: of which parameter, if it is of one, and where."""

    base: str
    value: Any
    path: Any = None
    said: Any = None
    line: int = 0
    column: int = 0


class Page:
    """A text that grows and knows where its end is."""

    def __init__(self, rng):
        self.rng = rng
        self.text = ""
        self.line = 1
        self.column = 0

    def write(self, text):
        """Go on with a text."""
        self.text += text
        self.line += text.count("\n")
        self.column = len(self.text) - self.text.rfind("\n") - 1

    def mark(self, leaf):
        """Note that what comes next is the key of a leaf."""
        if isinstance(leaf, Leaf):
            leaf.line, leaf.column = self.line, self.column + 1

    def pause(self, mark="#", indent=""):
        """Leave an empty line or write a comment, now and then."""
        if self.rng.random() < 0.1:
            self.write(self.rng.choice(("\n", f"{indent}{mark} a comment: [x] = 1\n")))


def page(rng, suffix, tree):
    """The text of a file; the leaves of the tree get their places."""
    made = Page(rng)
    if suffix == ".json":
        _json(made, tree, "")
        made.write("\n")
    elif suffix == ".toml":
        _toml(made, tree, ())
    elif suffix == ".cfg":
        _cfg(made, tree, 0)
    else:
        made.write(HEADER if suffix == ".asdf" else rng.choice(("", "---\n", "# a file\n\n")))
        _yaml(made, tree, 0)
        made.write("...\n" if suffix == ".asdf" else "")
    return made.text


# -- YAML ------------------------------------------------------------------------------------------


def _yaml(made, tree, depth):
    """The lines of a mapping."""
    indent = "  " * depth
    for number, (key, node) in enumerate(tree.items()):
        made.pause(indent=indent)
        if number or made.column == 0:
            made.write(indent)
        made.mark(node)
        made.write(f"{spellings.yaml_key(made.rng, key)}:")
        _yaml_node(made, node, depth)


def _yaml_node(made, node, depth):
    rng = made.rng
    indent = "  " * depth
    if isinstance(node, Leaf):
        is_block = isinstance(node.value, (list, dict)) and node.value and rng.random() < 0.4
        if not is_block:
            flat = isinstance(node.value, (list, dict))
            write = spellings.yaml_flow if flat else spellings.yaml_scalar
            made.write(" " + write(rng, node.base, node.value, *(() if flat else (False,)), tags=True))
            made.write(rng.choice(("\n", "\n", "  # a comment\n")))
            return
        made.write("\n")
        for item in node.value:
            if isinstance(node.value, list):
                made.write(f"{indent}- {spellings.yaml_scalar(rng, node.base, item, False)}\n")
            else:
                scalar = spellings.yaml_scalar(rng, node.base, node.value[item], False)
                made.write(f"{indent}  {spellings.yaml_key(rng, item)}: {scalar}\n")
    elif isinstance(node, list):
        made.write("\n" if node else " []\n")
        for item in node:
            made.pause(indent=indent)
            made.write(f"{indent}- ")
            _yaml(made, item, depth + 1)
    elif not node:
        made.write(rng.choice((" {}\n", "\n")))
    elif rng.random() < 0.2:
        made.write(" ")
        _yaml_flow(made, node)
        made.write("\n")
    else:
        made.write("\n")
        _yaml(made, node, depth + 1)


def _yaml_flow(made, node):
    """A mapping between braces."""
    if isinstance(node, Leaf):
        made.write(spellings.yaml_flow(made.rng, node.base, node.value))
        return
    is_list = isinstance(node, list)
    made.write("[" if is_list else "{")
    for number, key in enumerate(node):
        made.write(made.rng.choice((", ", ",\n        ")) if number else "")
        if is_list:
            _yaml_flow(made, key)
            continue
        made.mark(node[key])
        made.write(f"{spellings.yaml_key(made.rng, key)}: ")
        _yaml_flow(made, node[key])
    made.write("]" if is_list else "}")


# -- JSON ------------------------------------------------------------------------------------------


def _json(made, node, indent):
    rng = made.rng
    if isinstance(node, Leaf):
        made.write(spellings.json_value(rng, node.base, node.value))
        return
    is_list = isinstance(node, list)
    inner = rng.choice((f"{indent}  ", None))
    made.write("[" if is_list else "{")
    for number, key in enumerate(node):
        made.write("," if number else "")
        made.write(f"\n{inner}" if inner is not None else " ")
        if is_list:
            _json(made, key, inner or indent)
            continue
        made.mark(node[key])
        made.write(f'"{key}"{rng.choice((": ", ":", " : "))}')
        _json(made, node[key], inner or indent)
    made.write(f"\n{indent}" if inner is not None and node else "")
    made.write("]" if is_list else "}")


# -- TOML ------------------------------------------------------------------------------------------


def _toml(made, tree, path):
    """The lines of a table, then the tables in it."""
    later = []
    for key, node in tree.items():
        is_value = isinstance(node, Leaf) and not (isinstance(node.value, dict) and made.rng.random() < 0.3)
        style = "value" if is_value else "table"
        if isinstance(node, dict) and path:
            style = made.rng.choice(("table", "table", "dotted", "inline"))
        if style == "table" or isinstance(node, list):
            later.append((key, node))
            continue
        made.pause()
        if style == "dotted":
            _toml_dotted(made, node, (spellings.toml_key(made.rng, key),))
        else:
            _toml_pair(made, key, node)
            made.write(made.rng.choice(("\n", "\n", " # a comment\n")))
    for key, node in later:
        made.pause()
        inner = (*path, spellings.toml_key(made.rng, key))
        for item in node if isinstance(node, list) else [node]:
            left, right = ("[[", "]]") if isinstance(node, list) else ("[", "]")
            made.write(left + "".join(f"{part}." for part in inner[:-1]))
            made.mark(node)
            made.write(f"{inner[-1]}{right}\n")
            if isinstance(item, Leaf):
                for name, each in item.value.items():
                    value = spellings.toml_value(made.rng, item.base, each)
                    made.write(f"{spellings.toml_key(made.rng, name)} = {value}\n")
            else:
                _toml(made, item, inner)


def _toml_pair(made, key, node):
    made.mark(node)
    made.write(f"{spellings.toml_key(made.rng, key)} = ")
    _toml_inline(made, node)


def _toml_inline(made, node):
    if isinstance(node, Leaf):
        made.write(spellings.toml_value(made.rng, node.base, node.value))
        return
    if isinstance(node, list):
        made.write("[")
        for number, item in enumerate(node):
            made.write(", " if number else "")
            _toml_inline(made, item)
        made.write("]")
        return
    made.write("{")
    for number, (key, inner) in enumerate(node.items()):
        made.write(", " if number else "")
        _toml_pair(made, key, inner)
    made.write("}")


def _toml_dotted(made, node, path):
    for key, inner in node.items():
        name = spellings.toml_key(made.rng, key)
        if isinstance(inner, dict) and inner:
            _toml_dotted(made, inner, (*path, name))
            continue
        made.write("".join(f"{part}." for part in path))
        made.mark(inner)
        made.write(f"{name} = ")
        _toml_inline(made, inner)
        made.write("\n")


# -- the older form --------------------------------------------------------------------------------


def _cfg(made, tree, depth):
    rng = made.rng
    indent = "  " * rng.choice((0, depth))
    later = []
    for key, node in tree.items():
        if not isinstance(node, Leaf) or isinstance(node.value, dict):
            later.append((key, node))
            continue
        made.pause(indent=indent)
        made.write(indent)
        made.mark(node)
        name = rng.choice((key, key, f'"{key}"'))
        made.write(f"{name}{rng.choice((' = ', '='))}{spellings.cfg_value(rng, node.base, node.value)}")
        made.write(rng.choice(("\n", "\n", " # a comment\n")))
    for key, node in later:
        made.pause(indent=indent)
        made.write(indent)
        made.mark(node)
        made.write(f"{'[' * (depth + 1)}{key}{']' * (depth + 1)}\n")
        if isinstance(node, Leaf):
            node = {name: Leaf(node.base, each) for name, each in node.value.items()}
        _cfg(made, node, depth + 1)
