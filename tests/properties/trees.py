"""Random trees of Config classes of all kinds of field, and random configs of them."""

import itertools
import sys
import types

from hypothesis import strategies as st

from stepconfig import (
    ChoiceField,
    Config,
    ConfigChoiceField,
    ConfigDictField,
    ConfigField,
    ConfigurableField,
    DictField,
    Field,
    ListField,
    RangeField,
    makeRegistry,
)
from stepconfig.configurableActions import (
    ConfigurableAction,
    ConfigurableActionField,
    ConfigurableActionStructField,
)
from stepconfig.fields.text import literal
from stepconfig.steps.cores import CoresField
from tests.properties.lines import apply, changes
from tests.properties.parts import (
    MODULE,
    Action,
    Choice,
    Configurable,
    Items,
    Leaf,
    Single,
    Struct,
    Tree,
    former,
)
from tests.properties.values import VALUES, anything, dtypes, or_none, texts

_module = sys.modules.setdefault(MODULE, types.ModuleType(MODULE))
_numbers = itertools.count()

docs = st.one_of(st.just("A value."), texts.map(lambda text: f"Doc {text}"))
deprecations = st.sampled_from([None, None, None, "use another"])

# -- fields that hold values -----------------------------------------------------------------------


@st.composite
def plain_leaves(draw, old):
    """A `Field` of any type."""
    dtype = draw(dtypes)
    values = or_none(VALUES[dtype])
    made = Field(
        draw(docs), dtype, draw(values), optional=True, deprecated=draw(deprecations), renamed_from=old
    )
    return Leaf(made, values)


@st.composite
def range_leaves(draw, old):
    """A `RangeField` with any limits between which there are values."""
    if draw(st.booleans()):
        low, high = sorted((draw(st.integers(-50, 50)), draw(st.integers(-50, 50))))
        values = or_none(st.integers(low, high + 1))
        limits = int, draw(values), True, low, high + 1, True, True
    else:
        bounds = st.floats(-1e9, 1e9, allow_subnormal=False).map(lambda bound: bound + 0.0)  # no -0.0
        low, high = sorted((draw(bounds), draw(bounds)))
        values = or_none(st.floats(low, high))
        limits = float, draw(values), True, low, high, True, True
    return Leaf(RangeField("A number.", *limits, renamed_from=old), values)


@st.composite
def choice_leaves(draw, old):
    """A `ChoiceField` of any type; a nan is no choice, as it equals none."""
    dtype = draw(dtypes)
    choices = draw(st.lists(VALUES[dtype].filter(lambda value: value == value), min_size=1, max_size=3))
    values = or_none(st.sampled_from(choices))
    allowed = dict.fromkeys(choices, "One.")
    return Leaf(ChoiceField("A choice.", dtype, allowed, draw(values), renamed_from=old), values)


@st.composite
def cores_leaves(draw, old):
    """A `CoresField`."""
    values = or_none(st.sampled_from(["none", "quarter", "half", "all", "3"]))
    return Leaf(CoresField("Cores.", draw(values), optional=True, renamed_from=old), values)


@st.composite
def list_leaves(draw, old):
    """A `ListField` of any type."""
    dtype = draw(dtypes)
    items = or_none(VALUES[dtype])
    values = or_none(st.lists(items, max_size=4))
    made = ListField(
        draw(docs), dtype, draw(values), optional=True, deprecated=draw(deprecations), renamed_from=old
    )
    return Leaf(made, values, items)


@st.composite
def dict_leaves(draw, old):
    """A `DictField` of any types, that of the items also left open."""
    keytype, itemtype = draw(dtypes), draw(st.one_of(dtypes, st.none()))
    keys = VALUES[keytype]
    items = anything if itemtype is None else or_none(VALUES[itemtype])
    values = or_none(st.dictionaries(keys, items, max_size=3))
    options = {"optional": True, "deprecated": draw(deprecations), "renamed_from": old}
    return Leaf(DictField(draw(docs), keytype, itemtype, draw(values), **options), values, items, keys)


def leaves(old):
    """A field that holds a value, of any kind."""
    kinds = (plain_leaves, range_leaves, choice_leaves, list_leaves, dict_leaves)
    return st.one_of(*[kind(old) for kind in kinds], cores_leaves(old))


# -- fields that hold configs ----------------------------------------------------------------------


def public(made, name):
    """Let files find a class or function under a name of its own."""
    made.__module__, made.__name__, made.__qualname__ = MODULE, name, name
    setattr(_module, name, made)
    return made


@st.composite
def config_of(draw, tree):
    """The class of a tree, or a config of it with other values, as defaults are given."""
    if draw(st.booleans()):
        return tree.cls
    config = tree.cls()
    apply(draw(changes(tree)), config)
    return config


@st.composite
def several(draw, depth, base=Config):
    """One tree or two that can be in one place; the names of their fields are different."""
    return [draw(trees(depth, base, 2, letters)) for letters in ("dabc", "exyz")[: draw(st.integers(1, 2))]]


@st.composite
def config_parts(draw, depth, keywords):
    """A `ConfigField`."""
    tree = draw(trees(depth))
    return Single(ConfigField("A config.", tree.cls, draw(config_of(tree)), **keywords), [tree])


choice_names = st.one_of(
    st.sampled_from(["pca", "psf_ex", "with-dash", "with.dot", "it's", "name", "values"]),
    st.text(st.characters(codec="utf-8"), max_size=6),
)


@st.composite
def named(draw, depth):
    """Two or three names with a tree each."""
    names = draw(st.lists(choice_names, min_size=2, max_size=3, unique=True))
    return names, [draw(trees(depth, most=2)) for _ in names]


def selections(names, multi):
    """What can be selected."""
    return or_none(
        st.lists(st.sampled_from(names), unique=True, max_size=3) if multi else st.sampled_from(names)
    )


@st.composite
def choice_parts(draw, depth, keywords):
    """A `ConfigChoiceField` that chooses one, or several."""
    names, found = draw(named(depth))
    multi = draw(st.booleans())
    typemap = {name: tree.cls for name, tree in zip(names, found, strict=True)}
    default = draw(selections(names, multi))
    made = ConfigChoiceField("A choice.", typemap, default, True, multi, **keywords)
    return Choice(made, found, names)


def target_of(tree):
    """A function of the module that takes configs of the class of a tree."""

    def target(*, config):
        return config

    target.ConfigClass = tree.cls
    return public(target, f"target{next(_numbers)}")


@st.composite
def registry_parts(draw, depth, keywords):
    """A `RegistryField`; one of its targets has another Config class than its own."""
    names, found = draw(named(depth))
    multi = draw(st.booleans())
    registry = makeRegistry("Targets.")
    for name, tree in zip(names, found, strict=True):
        target = target_of(tree if draw(st.booleans()) else draw(st.sampled_from(found)))
        registry.register(name, target, tree.cls)
    default = draw(selections(names, multi))
    made = registry.makeField("A target.", default, optional=True, multi=multi, **keywords)
    return Choice(made, found, names)


@st.composite
def item_parts(draw, depth, keywords):
    """A `ConfigDictField` with keys of any type."""
    tree = draw(trees(depth, most=2))
    keytype = draw(dtypes)
    values = VALUES[keytype].filter(lambda key: key == key)
    keys = draw(st.lists(values, min_size=1, max_size=3, unique=True))
    chosen = draw(or_none(st.lists(st.sampled_from(keys), unique=True)))
    default = None if chosen is None else {key: draw(config_of(tree)) for key in chosen}
    made = ConfigDictField("Configs.", keytype, tree.cls, default, True, **keywords)
    return Items(made, [tree], [literal(key) for key in keys])


@st.composite
def configurable_parts(draw, depth, keywords):
    """A `ConfigurableField` with some targets for it, two of which take configs of one class."""
    found = draw(several(depth))
    targets = [target_of(tree) for tree in [*found, found[-1]]]
    default = draw(st.one_of(st.none(), config_of(found[0])))
    made = ConfigurableField("A target.", targets[0], default=default, **keywords)
    return Configurable(made, found, targets)


@st.composite
def action_parts(draw, depth, keywords):
    """A `ConfigurableActionField` for actions of any class."""
    found = draw(several(depth, ConfigurableAction))
    default = draw(st.one_of(st.just(found[0].cls), config_of(draw(st.sampled_from(found)))))
    return Action(ConfigurableActionField("An action.", default=default, **keywords), found)


@st.composite
def struct_parts(draw, depth, keywords):
    """A `ConfigurableActionStructField`."""
    found = draw(several(depth, ConfigurableAction))
    chosen = draw(st.lists(st.sampled_from(Struct.names), unique=True))
    default = {name: draw(config_of(draw(st.sampled_from(found)))) for name in chosen}
    made = ConfigurableActionStructField("Actions.", default or None, **keywords)
    return Struct(made, found)


_HOLDERS = (
    config_parts,
    config_parts,
    choice_parts,
    registry_parts,
    item_parts,
    configurable_parts,
    action_parts,
    struct_parts,
)


# -- classes and configs ---------------------------------------------------------------------------


@st.composite
def trees(draw, depth=2, base=Config, most=4, letters="dabc"):
    """A class with some fields, some of which hold configs, and sometimes with `setDefaults`."""
    tree = Tree()
    namespace = {}
    bases = (base,)
    if depth and draw(st.integers(0, 5)) == 0:
        inherited = draw(trees(depth - 1, base, most, letters))
        bases = (inherited.cls,)
        tree.parts.update(inherited.parts)
    for number in range(draw(st.integers(1, most))):
        name = f"{letters[number]}{depth}"
        old = former(name) or ()
        if depth and draw(st.integers(0, 2)) < depth:
            keywords = {"deprecated": draw(deprecations), "renamed_from": old}
            part = draw(draw(st.sampled_from(_HOLDERS))(depth - 1, keywords))
        else:
            part = draw(leaves(old))
        namespace[name] = part.field
        tree.parts[name] = part
    if draw(st.integers(0, 3)) == 0:
        defaults = draw(changes(tree))

        under_way = []

        def set_defaults(self):
            """Do what the lines say; not again for a config that they lead to, which would have no end."""
            if not under_way:
                under_way.append(self)
                try:
                    apply(defaults, self)
                finally:
                    under_way.clear()

        namespace["setDefaults"] = set_defaults
    cls_name = f"Made{next(_numbers)}"
    namespace["__module__"] = MODULE
    tree.cls = public(type(base)(cls_name, bases, namespace), cls_name)
    return tree


@st.composite
def configs(draw, depth=2):
    """A tree and a config of its class with some values set."""
    tree = draw(trees(depth))
    config = tree.cls()
    apply(draw(changes(tree)), config)
    return tree, config
