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
    return f"old_{name}" if name[0] in "de" else None


class Short:
    """What shows itself as its own `repr` in the report of a failing example."""

    def _repr_pretty_(self, printer, cycle):
        printer.text(repr(self))


@dataclass(repr=False)
class Leaf(Short):
    """A field that holds a value."""

    field: Any
    values: Any
    items: Any = None
    keys: Any = None

    def __repr__(self):
        return repr(self.field)


@dataclass(repr=False)
class Tree(Short):
    """A Config class and what is known of its fields."""

    cls: Any = None
    parts: dict[str, Any] = field(default_factory=dict)

    def __repr__(self):
        return f"{self.cls.__name__}: {list(self.parts.values())}"

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

    def parts_of_all(self):
        """Every part of the tree."""
        for part in self.parts.values():
            yield part
            for tree in [] if isinstance(part, Leaf) else part.trees:
                yield from tree.parts_of_all()

    def may_shorten(self):
        """Can a saved text have a line that need not be there once it was loaded?

        A deprecated field is saved if ``setDefaults`` of a class above it has set it. What a load replaces,
        as items and actions, is a new config, of which only its own class speaks. A deprecated field that
        holds configs is saved if somebody has set it, to its default maybe; a load sets what is in it.
        """
        return any(
            not isinstance(part, Leaf) and part.field.deprecated for part in self.parts_of_all()
        ) or any(
            isinstance(part, (Items, Action, Struct, Configurable))
            and any(each.field.deprecated for tree in part.trees for each in tree.parts_of_all())
            for part in self.parts_of_all()
        )


@dataclass(repr=False)
class Nested(Short):
    """A field that holds configs, and the trees that they can be of."""

    field: Any
    trees: list[Tree]

    def __repr__(self):
        return f"{self.field!r} of {self.trees}"

    def below(self):
        """What the path has after the field's name, and the tree of what can be there."""
        return [("", tree) for tree in self.trees]


class Single(Nested):
    """A `ConfigField`: always a config of one class."""


@dataclass(repr=False)
class Choice(Nested):
    """A `ConfigChoiceField` or `RegistryField`: a tree for each name."""

    names: list[str] = field(default_factory=list)

    def below(self):
        """Each choice, selected or not."""
        return [(f"[{literal(name)}]", tree) for name, tree in zip(self.names, self.trees, strict=True)]


@dataclass(repr=False)
class Items(Nested):
    """A `ConfigDictField`: configs under some of these keys, which are source code."""

    keys: list[str] = field(default_factory=list)

    def below(self):
        """Each key, whether there is an item or not."""
        return [(f"[{key}]", tree) for key in self.keys for tree in self.trees]


@dataclass(repr=False)
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
