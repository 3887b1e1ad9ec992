"""What is known of random classes: their fields, what these can hold, and where it is found."""

import types
from dataclasses import dataclass, field
from typing import Any

from stepconfig.fields.text import literal

MODULE = "config_classes_made_by_hypothesis"
"""Name of the module in which override and data files find the classes."""


def imported(made):
    """The expression for a class or function of the module, in any code."""
    return f"__import__({MODULE!r}).{made.__name__}"


def former(name):
    """The name that a field had formerly; None if it never had another."""
    return f"old_{name}" if name.startswith("d") else None


@dataclass
class Leaf:
    """A field that holds a value."""

    field: Any
    values: Any = field(repr=False)
    items: Any = field(default=None, repr=False)
    keys: Any = field(default=None, repr=False)


@dataclass
class Tree:
    """A Config class and what is known of its fields."""

    cls: Any = None
    parts: dict[str, Any] = field(default_factory=dict)

    def leaves(self, path="config"):
        """The path of the config, name and leaf of every value that can be in the tree."""
        for name, part in self.parts.items():
            if isinstance(part, Leaf):
                yield path, name, part
            else:
                for suffix, tree in part.below():
                    yield from tree.leaves(f"{path}.{name}{suffix}")

    def nested(self, path="config"):
        """The path of the config, name and part of every field that holds configs, as `leaves`."""
        for name, part in self.parts.items():
            if not isinstance(part, Leaf):
                yield path, name, part
                for suffix, tree in part.below():
                    yield from tree.nested(f"{path}.{name}{suffix}")


@dataclass
class Nested:
    """A field that holds configs, and the trees that they can be of."""

    field: Any
    trees: list[Tree]

    def below(self):
        """What the path has after the field's name, and the tree of what can be there."""
        return [("", tree) for tree in self.trees]


class Single(Nested):
    """A `ConfigField`: always a config of one class."""


@dataclass
class Choice(Nested):
    """A `ConfigChoiceField` or `RegistryField`: a tree for each name."""

    names: list[str] = field(default_factory=list)

    def below(self):
        """Each choice, selected or not."""
        return [(f"[{literal(name)}]", tree) for name, tree in zip(self.names, self.trees, strict=True)]


@dataclass
class Items(Nested):
    """A `ConfigDictField`: configs under some of these keys, which are source code."""

    keys: list[str] = field(default_factory=list)

    def below(self):
        """Each key, whether there is an item or not."""
        return [(f"[{key}]", tree) for key in self.keys for tree in self.trees]


@dataclass
class Configurable(Nested):
    """A `ConfigurableField`: the config of one of the targets."""

    targets: list[types.FunctionType] = field(default_factory=list)


class Action(Nested):
    """A `ConfigurableActionField`: an action of one of the classes."""


class Struct(Nested):
    """A `ConfigurableActionStructField`: actions of the classes under some of the names."""

    names = ("one", "two", "six")

    def below(self):
        """Each name, with the class of each action."""
        return [(f".{name}", tree) for name in self.names for tree in self.trees]
