"""ConfigField: a config within a config."""

import pickle
from functools import cached_property

import pytest

from stepconfig import (
    Config,
    ConfigDictField,
    ConfigField,
    DictField,
    Field,
    FieldValidationError,
    ListField,
    RangeField,
)
from tests.contracts import check_field


class Leaf(Config):
    """A config at the bottom."""

    order = RangeField("Order.", int, 1, min=0)
    knots = ListField("Knots.", float, [1, 2])
    names = DictField("Names.", str, int, {})

    def setDefaults(self):
        super().setDefaults()
        self.order = 2


class SubLeaf(Leaf):
    """A subclass of it."""


class Branch(Config):
    """A config in the middle."""

    leaf = ConfigField("A leaf.", Leaf)
    label = Field("Label.", str, "a")


class Tree(Config):
    """A config at the top."""

    branch = ConfigField("A branch.", Branch)
    other = ConfigField("Another branch.", Branch)


def factory(doc="A doc.", default=None, deprecated=None):
    """Make a field for the contract."""
    return ConfigField(doc, Leaf, default, None, deprecated)


def values(config, name):
    """Return the values in the history of a field."""
    return [entry.value for entry in config.history[name]]


def test_a_config_field_keeps_the_contract():
    """The field that holds a config keeps all the promises that fields make."""
    plain = {"order": 2, "knots": [1.0, 2.0], "names": {}}
    check_field(
        factory,
        [
            (Leaf(order=3), {**plain, "order": 3}),
            (Leaf, plain),
            (Leaf(knots=[5], names={"a": 1}), {**plain, "knots": [5.0], "names": {"a": 1}}),
        ],
        [3, "a", None, {}, Branch, Branch(), SubLeaf, SubLeaf(), Leaf.order, [Leaf()]],
        required=False,
    )


# -- definition ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [int, object, dict, 3, Leaf()])
def test_only_a_config_class_can_be_held(dtype):
    """The dtype has to be a subclass of Config."""
    with pytest.raises(ValueError, match="expected a subclass of Config"):
        ConfigField("A doc.", dtype)


def test_the_type_and_a_callable_check_are_needed():
    """A missing type and a check that cannot be called are errors when the field is made."""
    with pytest.raises(ValueError, match="a ConfigField needs a type"):
        ConfigField("A doc.")
    with pytest.raises(ValueError, match="check expected a callable"):
        ConfigField("A doc.", Leaf, check=3)


def test_positions_of_the_constructor_are_those_of_pex_config():
    """Doc, dtype, default, check and deprecated can be given by position."""
    default = Leaf()
    field = ConfigField("A doc.", Leaf, default, bool, "use g")
    assert (field.dtype, field.default, field.check) == (Leaf, default, bool)
    assert field.doc == "A doc. Deprecated: use g"


def test_the_default_is_the_class():
    """Without a default the nested config has the defaults of its class, setDefaults included."""
    assert Branch.leaf.default is Leaf
    assert Tree().branch.leaf.order == 2


def test_a_default_config_gives_its_values():
    """A config as default gives its values to each new config, and is shared with none."""
    default = Leaf(order=7)
    default.knots.append(3)

    class Own(Config):
        leaf = ConfigField("A leaf.", Leaf, default)

    config = Own()
    assert config.leaf.toDict() == {"order": 7, "knots": [1.0, 2.0, 3.0], "names": {}}
    config.leaf.knots.append(4)
    config.leaf.order = 8
    assert (default.order, default.knots) == (7, [1, 2, 3])
    assert Own().leaf.toDict() == {"order": 7, "knots": [1.0, 2.0, 3.0], "names": {}}


def test_the_history_of_a_default_config_names_the_field():
    """What the default config changes is told with the place of the field's definition."""

    class Own(Config):
        leaf = ConfigField("A leaf.", Leaf, Leaf(order=7))

    *_, entry = Own().leaf.history["order"]
    assert (entry.value, entry.label, entry.layer) == (7, "default", "default")
    assert str(entry.location) == str(Own.leaf.source)


# -- assigning --------------------------------------------------------------------------------------


def test_assigning_a_config_copies_its_values_into_the_one_that_is_there():
    """The object stays the same, and what is assigned stays independent of it."""
    tree = Tree()
    branch, leaf, knots = tree.branch, tree.branch.leaf, tree.branch.leaf.knots
    other = Branch(label="b")
    other.leaf.order = 5
    other.leaf.knots = [9]
    tree.branch = other
    assert tree.branch is branch
    assert tree.branch.leaf is leaf
    assert branch.toDict() == other.toDict()
    other.leaf.knots.append(10)
    other.label = "c"
    assert (branch.label, branch.leaf.knots) == ("b", [9])
    assert knots == [1, 2]


def test_the_older_history_stays():
    """After ``a.leaf = b.leaf`` the history of a value is its default, then b's value."""
    a, b = Branch(), Branch()
    b.leaf.order = 5
    b.leaf.order = 6
    a.leaf = b.leaf
    assert values(a.leaf, "order") == [1, 2, 6]
    assert a.leaf.history["order"][-1].location.content == "a.leaf = b.leaf"


def test_the_history_of_the_field_itself_says_that_a_config_was_set():
    """The entry in the parent's history has no copy of the config."""
    tree = Tree()
    tree.branch = Branch()
    tree.branch = Branch
    assert [tuple(entry)[::2] for entry in tree.history["branch"]] == [
        ("config value set", "default"),
        ("config value set", "assignment"),
        ("config value set", "assignment"),
    ]


def test_assigning_the_class_resets_to_its_defaults():
    """The class stands for a config with the defaults of the class, setDefaults included."""
    branch = Branch()
    leaf = branch.leaf
    leaf.order = 9
    leaf.knots.clear()
    leaf.names["a"] = 1
    branch.leaf = Leaf
    assert branch.leaf is leaf
    assert leaf == Leaf()
    assert values(leaf, "order") == [1, 2, 9, 2]


def test_what_else_a_config_holds_is_not_assigned():
    """A cached property or a private attribute of the source is no value for the config that it goes to."""

    class Own(Config):
        size = Field("A size.", int, 1)

        def __init__(self, **keywords):
            object.__setattr__(self, "_cache", self.size)

        @cached_property
        def double(self):
            return 2 * self.size

    class Holder(Config):
        one = ConfigField("One.", Own, Own(size=3))
        several = ConfigDictField("Several.", str, Own, {"a": Own})

    source = Own(size=5)
    assert source.double == 10
    config = Holder()
    config.one = source
    config.several["a"] = source
    for taken in (config.one, config.several["a"], config.copy().one):
        assert (taken.size, taken.double) == (5, 10)
    config.one = Own
    assert config.toDict() == {"one": {"size": 1}, "several": {"a": {"size": 5}}}
    assert Holder(**dict(config.items())) == config
    assert config.one._cache == 1


def test_a_config_may_be_assigned_to_itself():
    """``tree.branch = tree.branch`` changes no value."""
    tree = Tree()
    tree.branch.label = "b"
    tree.branch.leaf.knots.append(3)
    tree.branch = tree.branch
    assert (tree.branch.label, tree.branch.leaf.knots) == ("b", [1, 2, 3])


@pytest.mark.parametrize("value", [SubLeaf(), SubLeaf, Branch(), None, 3, {"order": 1}, Config()])
def test_the_type_has_to_be_exactly_the_fields(value):
    """A config of another class, a subclass too, None and plain data are refused."""
    branch = Branch()
    expected = r"expected a config of type tests\.nested\.test_config_field\.Leaf, got "
    with pytest.raises(FieldValidationError, match=expected) as caught:
        branch.leaf = value
    assert caught.value.value is value
    with pytest.raises(FieldValidationError):
        Branch(leaf=value)
    assert branch == Branch()
    assert len(branch.history["leaf"]) == 1


def test_a_default_of_another_type_is_found_when_a_config_is_made():
    """A subclass instance as default is an error of each construction, with the field's place."""

    class Own(Config):
        leaf = ConfigField("A leaf.", Leaf, SubLeaf())

    for _ in range(2):
        with pytest.raises(FieldValidationError, match="expected a config of type") as caught:
            Own()
        assert str(caught.value.location) == str(Own.leaf.source)


def test_deleting_a_nested_config_is_refused():
    """There is always a config: it cannot be None."""
    branch = Branch()
    with pytest.raises(FieldValidationError):
        del branch.leaf
    assert branch.leaf.order == 2


# -- the tree ----------------------------------------------------------------------------------------


def test_configs_know_their_full_names():
    """Errors, histories and names tell the path from the top, which has no name of its own."""
    tree = Tree()
    assert (tree._name, tree.branch._name, tree.other.leaf._name) == ("", "branch", "other.leaf")
    with pytest.raises(FieldValidationError) as caught:
        tree.other.leaf.order = "x"
    assert caught.value.fullname == "other.leaf.order"
    assert tree.names() == [
        f"{branch}.{name}"
        for branch in ("branch", "other")
        for name in ("leaf.order", "leaf.knots", "leaf.names", "label")
    ]
    assert tree.formatHistory("other.leaf.order").splitlines()[0] == "other.leaf.order"


def test_an_assigned_config_keeps_its_own_name():
    """What was assigned is not renamed; what it was assigned to keeps its name."""
    leaf, tree = Leaf(), Tree()
    tree.branch.leaf = leaf
    assert (leaf._name, tree.branch.leaf._name) == ("", "branch.leaf")


def test_a_nested_init_runs():
    """A nested config's own __init__ is run, without arguments, after its setDefaults."""

    class Own(Config):
        value = Field("A value.", int, 1)

        def setDefaults(self):
            self.value += 1

        def __init__(self, **keywords):
            self.value *= 10

    class Holder(Config):
        own = ConfigField("Own.", Own)

    assert (Own().value, Holder().own.value) == (20, 20)


def test_a_nested_new_runs():
    """A nested config's own ``__new__`` is run, without arguments, before its ``__init__``."""

    class Own(Config):
        size = Field("A size.", int, 1)

        def __new__(cls, *args, **keywords):
            self = super().__new__(cls, *args, **keywords)
            self.size += 10
            return self

        def __init__(self, **keywords):
            self.size *= 2

    class Holder(Config):
        one = ConfigField("One.", Own)
        several = ConfigDictField("Several.", str, Own, {"a": Own})

    class Top(Config):
        holder = ConfigField("Below.", Holder)

    assert (Own().size, Own(size=2).size) == (22, 24)
    config = Top()
    for own, name in ((config.holder.one, "holder.one"), (config.holder.several["a"], "holder.several['a']")):
        assert (own.size, own._name) == (22, name)
    for other in (config.copy(), Top(holder=config.holder)):
        assert other == config


def test_nothing_is_shared_by_two_fields_of_one_type():
    """Two fields of one class hold two configs."""
    tree = Tree()
    tree.branch.leaf.order = 9
    tree.branch.leaf.knots.append(9)
    assert tree.other == Branch()


def test_the_values_of_the_parent_hold_the_nested_config_itself():
    """Iterating gives the config; toDict gives plain dicts."""
    branch = Branch()
    assert list(branch) == ["leaf", "label"]
    assert next(iter(branch.values())) is branch.leaf
    assert branch.toDict()["leaf"] == {"order": 2, "knots": [1.0, 2.0], "names": {}}


def test_freezing_goes_all_the_way_down():
    """In a frozen tree no value, list, dict or config at any depth can be changed."""
    tree = Tree()
    tree.freeze()
    leaf = tree.branch.leaf
    for write in (
        lambda: setattr(leaf, "order", 3),
        lambda: leaf.knots.append(3),
        lambda: leaf.names.update(a=1),
        lambda: leaf.update(order=3),
        lambda: delattr(leaf, "order"),
        lambda: setattr(tree.branch, "leaf", Leaf),
        lambda: setattr(tree, "branch", Branch()),
        lambda: tree.loadFromString("config.branch.leaf.order = 3"),
        lambda: leaf.loadFromString("config.order = 3"),
    ):
        with pytest.raises(FieldValidationError, match="frozen"):
            write()
    assert tree == Tree()


def test_freezing_below_leaves_the_rest_open():
    """A nested config can be frozen alone."""
    tree = Tree()
    tree.branch.freeze()
    with pytest.raises(FieldValidationError, match="frozen"):
        tree.branch.label = "x"
    tree.other.label = "x"
    with pytest.raises(FieldValidationError, match="frozen"):
        tree.branch = Branch(label="x")


def test_a_refused_assignment_of_a_tree_changes_nothing():
    """If any value of the assigned config is refused, none is set."""
    tree = Tree()
    other = Branch(label="b")
    tree.branch.leaf.freeze()
    other.leaf.order = 7
    before = tree.copy()
    with pytest.raises(FieldValidationError, match="frozen"):
        tree.branch = other
    assert tree == before
    assert len(tree.history["branch"]) == 1


def test_a_copy_is_independent_at_every_depth():
    """Copies share no config, list or dict with the original."""
    tree = Tree()
    copied = tree.copy()
    copied.branch.leaf.knots.append(9)
    copied.branch.leaf.names["a"] = 1
    copied.branch.label = "x"
    assert tree == Tree()
    assert (copied.branch._name, copied.branch.leaf.history["order"][0].value) == ("branch", 1)
    sub = tree.branch.leaf.copy()
    sub.order = 9
    assert tree.branch.leaf.order == 2


def test_a_nested_config_can_be_pickled_alone():
    """A config keeps its path when it travels without its parent."""
    leaf = pickle.loads(pickle.dumps(Tree(branch=Branch(label="b")).branch.leaf))
    assert (leaf, leaf._name) == (Leaf(), "branch.leaf")


# -- check and validate --------------------------------------------------------------------------------


def test_check_is_made_by_validate_and_not_on_assignment():
    """Unlike the check of a plain field, that of a config is asked when the whole is validated."""
    calls = []

    class Own(Config):
        leaf = ConfigField("A leaf.", Leaf, check=lambda leaf: calls.append(leaf.order) or leaf.order < 5)

    config = Own()
    config.leaf = Leaf(order=9)
    assert calls == []
    with pytest.raises(
        FieldValidationError, match=r"ConfigField 'leaf' failed validation: .* is refused by the check"
    ):
        config.validate()
    config.leaf.order = 3
    config.validate()
    assert calls == [9, 3]


def test_check_comes_after_the_values_of_the_config():
    """The check of a config sees it validated; with a fault below it is not asked."""
    calls = []

    class Needy(Config):
        value = Field("A value.", int)

    class Own(Config):
        needy = ConfigField("Needy.", Needy, check=lambda needy: calls.append(needy.value) or True)

    config = Own()
    with pytest.raises(FieldValidationError, match=r"Field 'needy\.value' failed"):
        config.validate()
    assert calls == []
    config.needy.value = 3
    config.validate()
    assert calls == [3]


def test_a_config_of_the_base_class_itself_can_be_held():
    """A field of type Config holds a config without fields."""

    class Own(Config):
        anything = ConfigField("Anything.", Config)

    config = Own()
    assert config.toDict() == {"anything": {}}
    config.anything = Config()
    with pytest.raises(FieldValidationError):
        config.anything = Leaf()


def test_a_deep_tree_works():
    """Fifty configs within each other are made, saved, compared, copied, frozen and told."""
    cls = type("Level0", (Config,), {"value": Field("A value.", int, 0)})
    for number in range(1, 50):
        cls = type(f"Level{number}", (Config,), {"inner": ConfigField("Inside.", cls)})
    config = cls()
    path = "inner." * 49 + "value"
    exec(f"config.{path} = 7", {"config": config})
    assert config.names() == [path]
    fresh = cls()
    fresh.loadFromString(config.saveToString(skipImports=True))
    assert fresh == config
    assert config.copy() == config
    assert cls() != config
    assert [difference.path for difference in cls().diff(config)] == [path]
    config.freeze()
    config.validate()
    assert config.formatHistory().splitlines()[0] == path
