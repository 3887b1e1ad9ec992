"""Random trees of Config classes with random values, and random lines of code that change them."""

import itertools
import math
import sys
import types
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from stepconfig import ChoiceField, Config, ConfigField, DictField, Field, ListField, RangeField
from stepconfig.config.walk import walk
from stepconfig.fields.text import literal

MODULE = types.ModuleType("config_classes_made_by_hypothesis")
sys.modules[MODULE.__name__] = MODULE
_numbers = itertools.count()

# -- values ----------------------------------------------------------------------------------------


def power(exponent):
    """A huge integer: one with more digits than Python writes in decimal without being told so."""
    return (-1) ** exponent * 10**exponent


_odd_texts = [
    "",
    "'",
    '"',
    "\\",
    "\n",
    "\r\n",
    "\0",
    "'''\"\"\"",
    "#",
    "{0}",
    "%s",
    "\ud800",
    "\udcff",
    "\u2028",
    "é🔭",
]
texts = st.one_of(
    st.text(max_size=6),
    st.sampled_from(_odd_texts),
    st.text(st.sampled_from("".join(_odd_texts)), max_size=5),
)
numbers = st.one_of(
    st.floats(), st.sampled_from([math.nan, math.inf, -math.inf, -0.0, 0.0, 5e-324, 0.1 + 0.2])
)
integers = st.one_of(
    st.integers(-5, 5), st.integers(), st.sampled_from([-1 << 63, 2**64]), st.integers(4299, 6000).map(power)
)
waves = st.one_of(st.complex_numbers(), st.builds(complex, numbers, numbers))
VALUES = {str: texts, bool: st.booleans(), int: integers, float: numbers, complex: waves}
dtypes = st.sampled_from(list(VALUES))
anything = st.one_of(*VALUES.values(), st.none())


def or_none(values):
    """A strategy that gives None now and then."""
    return st.one_of(values, values, values, st.none())


def exact(value):
    """A value in a form that is equal for identical values only: of one type, and the same to the bit."""
    if isinstance(value, float):
        return "float", "nan" if math.isnan(value) else value.hex()
    if isinstance(value, complex):
        return "complex", exact(value.real), exact(value.imag)
    if isinstance(value, list):
        return "list", [exact(item) for item in value]
    if isinstance(value, dict):
        return "dict", [(exact(key), exact(item)) for key, item in value.items()]
    return type(value).__name__, value


# -- classes ---------------------------------------------------------------------------------------


@dataclass
class Leaf:
    """A field that holds a value."""

    field: Any
    values: Any
    items: Any = None
    keys: Any = None


@dataclass
class Tree:
    """A Config class and what is known of its fields."""

    cls: Any = None
    parts: dict[str, "Leaf | Tree"] = field(default_factory=dict)

    def leaves(self, path="config"):
        """The path of the config, name and leaf of every value of the tree."""
        for name, part in self.parts.items():
            if isinstance(part, Tree):
                yield from part.leaves(f"{path}.{name}")
            else:
                yield path, name, part

    def nested(self, path="config"):
        """The path of the config, name and tree of every nested config."""
        for name, part in self.parts.items():
            if isinstance(part, Tree):
                yield path, name, part
                yield from part.nested(f"{path}.{name}")

    def size(self):
        """Number of all fields of the tree, those that hold configs included."""
        return sum(1 + (part.size() if isinstance(part, Tree) else 0) for part in self.parts.values())


@st.composite
def plain_leaves(draw):
    """A `Field` of any type."""
    dtype = draw(dtypes)
    values = or_none(VALUES[dtype])
    return Leaf(Field(draw(docs), dtype, draw(values), optional=True, deprecated=draw(deprecations)), values)


@st.composite
def range_leaves(draw):
    """A `RangeField` with any limits between which there are values."""
    if draw(st.booleans()):
        low, high = sorted((draw(st.integers(-50, 50)), draw(st.integers(-50, 50))))
        values = or_none(st.integers(low, high + 1))
        made = RangeField("A number.", int, draw(values), True, low, high + 1, inclusiveMax=True)
    else:
        bounds = st.floats(-1e9, 1e9, allow_subnormal=False)
        low, high = sorted((draw(bounds), draw(bounds)))
        values = or_none(st.floats(low, high))
        made = RangeField("A number.", float, draw(values), True, low, high, True, True)
    return Leaf(made, values)


@st.composite
def choice_leaves(draw):
    """A `ChoiceField` of any type; a nan is no choice, as it equals none."""
    dtype = draw(dtypes)
    choices = draw(st.lists(VALUES[dtype].filter(lambda value: value == value), min_size=1, max_size=3))
    values = or_none(st.sampled_from(choices))
    return Leaf(ChoiceField("A choice.", dtype, dict.fromkeys(choices, "One."), draw(values)), values)


@st.composite
def list_leaves(draw):
    """A `ListField` of any type."""
    dtype = draw(dtypes)
    items = or_none(VALUES[dtype])
    values = or_none(st.lists(items, max_size=4))
    made = ListField(draw(docs), dtype, draw(values), optional=True, deprecated=draw(deprecations))
    return Leaf(made, values, items)


@st.composite
def dict_leaves(draw):
    """A `DictField` of any types, that of the items also left open."""
    keytype, itemtype = draw(dtypes), draw(st.one_of(dtypes, st.none()))
    keys = VALUES[keytype]
    items = anything if itemtype is None else or_none(VALUES[itemtype])
    values = or_none(st.dictionaries(keys, items, max_size=3))
    made = DictField(
        draw(docs), keytype, itemtype, draw(values), optional=True, deprecated=draw(deprecations)
    )
    return Leaf(made, values, items, keys)


docs = st.one_of(st.just("A value."), texts.map(lambda text: f"Doc {text}"))
deprecations = st.sampled_from([None, None, None, "use another"])
leaves = st.one_of(plain_leaves(), range_leaves(), choice_leaves(), list_leaves(), dict_leaves())


@st.composite
def trees(draw, depth=2):
    """A class with one to four fields, some of which hold configs, and sometimes with `setDefaults`."""
    tree = Tree()
    namespace = {"__module__": MODULE.__name__}
    bases = (Config,)
    if depth and draw(st.integers(0, 5)) == 0:
        base = draw(trees(depth - 1))
        bases = (base.cls,)
        tree.parts.update(base.parts)
    for number in range(draw(st.integers(1, 4))):
        name = f"{'abcd'[number]}{depth}"
        if depth and draw(st.integers(0, 2)) == 0:
            part = draw(trees(depth - 1))
            default = part.cls
            if draw(st.booleans()):
                default = part.cls()
                apply(draw(changes(part)), default)
            namespace[name] = ConfigField("A config.", part.cls, default)
        else:
            part = draw(leaves)
            namespace[name] = part.field
        tree.parts[name] = part
    if draw(st.integers(0, 3)) == 0:
        defaults = draw(changes(tree, "self"))

        def set_defaults(self):
            apply(defaults, self, "self")

        namespace["setDefaults"] = set_defaults
    cls_name = f"Made{next(_numbers)}"
    tree.cls = type(Config)(cls_name, bases, namespace)
    setattr(MODULE, cls_name, tree.cls)
    return tree


@st.composite
def changes(draw, tree, root="config"):
    """Some values of the tree as ``(path of the config, name, value)``."""
    found = list(tree.leaves(root))
    chosen = draw(st.lists(st.sampled_from(found), max_size=4)) if found else []
    return [(path, name, draw(leaf.values)) for path, name, leaf in chosen]


def apply(changed, config, root="config"):
    """Set values by keyword, which does not warn of deprecated fields."""
    for path, name, value in changed:
        owner = config
        for part in path.split(".")[1:]:
            owner = getattr(owner, part)
        owner.update(**{name: value})
    assert root


@st.composite
def configs(draw, depth=2):
    """A tree and a config of its class with some values set."""
    tree = draw(trees(depth))
    config = tree.cls()
    apply(draw(changes(tree)), config)
    return tree, config


# -- lines of code that change a config ------------------------------------------------------------


@dataclass
class Line:
    """A line of code, and how many entries it adds to the histories if it succeeds."""

    code: str
    entries: int


def _plain_lines(path, name, value):
    here = f"{path}.{name}"
    return [
        Line(f"{here} = {value}", 1),
        Line(f"setattr({path}, {name!r}, {value})", 1),
        Line(f"{path}.update({name}={value})", 1),
        Line(f"type({path}).{name}.__set__({path}, {value})", 1),
        Line(f"del {here}", 1),
        Line(f"{here} = ...", 0),
        Line(f"{path}.update({name}=[...])", 0),
        Line(f"{path}.{name}_that_is_not = {value}", 0),
    ]


def _list_lines(here, item, items, index):
    return [
        Line(f"{here}.append({item})", 1),
        Line(f"{here}.insert({index}, {item})", 1),
        Line(f"{here}.extend({items})", 1),
        Line(f"{here} += {items}", 1),
        Line(f"{here}[{index}] = {item}", 1),
        Line(f"{here}[{index}:] = {items}", 1),
        Line(f"{here}[::2] = {items}", 1),
        Line(f"del {here}[{index}]", 1),
        Line(f"del {here}[:{index}]", 1),
        Line(f"{here}.pop({index})", 1),
        Line(f"{here}.remove({item})", 1),
        Line(f"{here}.clear()", 1),
        Line(f"{here}.reverse()", 1),
        Line(f"{here}.sort(key=lambda item: type(item).__name__)", 1),
        Line(f"{here}.append(...)", 0),
        Line(f"{here}.extend([{item}, ...])", 0),
    ]


def _dict_lines(here, key, item, items):
    return [
        Line(f"{here}[{key}] = {item}", 1),
        Line(f"{here}.update({items})", 1),
        Line(f"{here} |= {items}", 1),
        Line(f"{here}.pop({key})", 1),
        Line(f"{here}.popitem()", 1),
        Line(f"{here}.clear()", 1),
        Line(f"del {here}[{key}]", 1),
        Line(f"{here}[{key}] = ...", 0),
        Line(f"{here}[...] = {item}", 0),
    ]


def _config_lines(path, name, tree):
    here = f"{path}.{name}"
    entries = 1 + tree.size()
    return [
        Line(f"{here} = {here}.copy()", entries),
        Line(f"{here} = type({here})()", entries),
        Line(f"{here} = type({here})", entries),
        Line(f"{path}.update({name}=type({here}))", entries),
        Line(f"{here} = None", 0),
        Line(f"del {here}", 0),
    ]


@st.composite
def lines(draw, tree):
    """A line that changes a config of the tree, or tries to."""
    nested = list(tree.nested())
    if nested and draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from(_config_lines(*draw(st.sampled_from(nested)))))
    found = list(tree.leaves())
    if not found:
        return Line("config.there_is_nothing = 1", 0)
    path, name, leaf = draw(st.sampled_from(found))
    here = f"{path}.{name}"
    value = literal(draw(leaf.values))
    if leaf.items is not None and draw(st.integers(0, 3)):
        item = literal(draw(leaf.items))
        if leaf.keys is None:
            items = literal(draw(st.lists(leaf.items, max_size=3)))
            return draw(st.sampled_from(_list_lines(here, item, items, draw(st.integers(-3, 3)))))
        items = literal(draw(st.dictionaries(leaf.keys, leaf.items, max_size=3)))
        return draw(st.sampled_from(_dict_lines(here, literal(draw(leaf.keys)), item, items)))
    return draw(st.sampled_from(_plain_lines(path, name, value)))


def attempt(line, config):
    """Execute a line on a config; the error that it raises, or None."""
    try:
        exec(line.code, {"config": config})
    except Exception as error:
        return error
    return None


# -- everything that can be seen of a config -------------------------------------------------------


def histories(config):
    """Every entry of every history of the tree, places included."""
    return {
        (path, name): [
            (
                exact(entry.value) if not hasattr(entry.value, "form") else repr(entry.value),
                entry.label,
                entry.layer,
                entry.sequence,
                entry.location.frames,
                str(entry.definition),
            )
            for entry in entries
        ]
        for path, each in walk(config)
        for name, entries in each.history.items()
    }


def state(config):
    """Values to the bit, histories, names, frozen states and imports of the whole tree."""
    configs_of_tree = [
        (path, type(each), each._name, each._frozen, sorted(each._imports)) for path, each in walk(config)
    ]
    return configs_of_tree, exact(config.toDict()), histories(config)


def identities(config):
    """Which object every list, dict and config of the tree is."""
    return {
        (path, name): id(value)
        for path, each in walk(config)
        for name, value in each.items()
        if hasattr(value, "_items") or isinstance(value, Config)
    }


def entries(config):
    """The number of entries of every history of the tree."""
    return {(path, name): len(found) for path, each in walk(config) for name, found in each.history.items()}
