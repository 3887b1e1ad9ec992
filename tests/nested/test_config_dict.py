"""ConfigDictField: a dict of configs."""

import copy
import pickle

import pytest

import stepconfig
from stepconfig import (
    Config,
    ConfigDict,
    ConfigDictField,
    ConfigField,
    DictField,
    Edit,
    Field,
    FieldValidationError,
    ListField,
    UnexpectedProxyUsageError,
    UnknownNameError,
)
from tests.contracts import check_field


class Band(Config):
    """A config under a key."""

    zeropoint = Field("Magnitude of one count.", float, 25.0, unit="mag")
    knots = ListField("Knots.", int, [1])

    def setDefaults(self):
        super().setDefaults()
        self.zeropoint = 24.0


class SubBand(Band):
    """A subclass of it."""


class Holder(Config):
    """A config with dicts of configs."""

    d = ConfigDictField("The bands.", str, Band, default={"g": Band})
    n = ConfigDictField("Bands by number.", int, Band, optional=True)


class Outer(Config):
    """A config above it, which adds items."""

    inner = ConfigField("Inside.", Holder)
    label = Field("Label.", str, "a")

    def setDefaults(self):
        super().setDefaults()
        self.inner.d["r"] = Band(zeropoint=20)
        self.inner.n = {1: Band}


class Deep(Config):
    """A config whose items hold dicts of configs themselves."""

    holders = ConfigDictField("Holders.", str, Holder, default={"x": Holder})


def factory(doc="A doc.", default=None, deprecated=None, optional=False):
    """Make a field for the contract."""
    return ConfigDictField(doc, str, Band, default, optional, deprecated=deprecated)


def told(config, name):
    """Return values, as they read, and labels of the history of a field."""
    return [(str(entry.value), entry.label) for entry in config.history[name]]


def test_a_config_dict_field_keeps_the_contract():
    """The field that holds a dict of configs keeps all the promises that fields make."""
    plain = {"zeropoint": 24.0, "knots": [1]}
    check_field(
        factory,
        [
            ({"a": Band, "b": Band(zeropoint=3)}, {"a": plain, "b": {**plain, "zeropoint": 3.0}}),
            ({}, {}),
            ({'it\'s "c" \n': Band(knots=[])}, {'it\'s "c" \n': {**plain, "knots": []}}),
        ],
        [
            {3: 3},
            {"a": 0},
            [Band],
            {"a": None},
            {"a": SubBand},
            {"a": SubBand()},
            {3: Band},
            "a",
            Band,
            Band(),
            {"a": {"zeropoint": 3}},
            {"a": [Band]},
            {"a": Config},
        ],
    )


# -- definition ------------------------------------------------------------------------------------


@pytest.mark.parametrize("itemtype", [int, None, object, 3, Band()])
def test_only_configs_can_be_items(itemtype):
    """The itemtype has to be a subclass of Config, or Config itself."""
    with pytest.raises(ValueError, match="'itemtype' expected a subclass of Config"):
        ConfigDictField("A doc.", str, itemtype)


@pytest.mark.parametrize("keytype", [None, list, Band, object])
def test_keys_are_of_the_plain_types(keytype):
    """The keytype has to be one that a plain field can hold."""
    with pytest.raises(ValueError, match=r"'keytype' .* is not supported"):
        ConfigDictField("A doc.", keytype, Band)


@pytest.mark.parametrize("check", ["dictCheck", "keyCheck", "itemCheck"])
def test_checks_have_to_be_callable(check):
    """A check that cannot be called is an error when the field is made."""
    with pytest.raises(ValueError, match=f"{check} expected a callable"):
        ConfigDictField("A doc.", str, Band, **{check: 3})


def test_positions_of_the_constructor_are_those_of_pex_config():
    """All arguments can be given by position."""
    checks = (lambda d: True, lambda key: True, lambda item: True)
    field = ConfigDictField("A doc.", str, Band, {"a": Band}, True, *checks, "use g")
    assert (field.keytype, field.itemtype, field.default) == (str, Band, {"a": Band})
    assert (field.optional, field.doc) == (True, "A doc. Deprecated: use g")
    assert (field.dictCheck, field.keyCheck, field.itemCheck) == checks
    assert (field.dtype, field.DictClass) == (ConfigDict, ConfigDict)
    assert isinstance(field, DictField)


def test_types_can_stand_in_brackets():
    """``ConfigDictField[str, Band]`` sets key and item type; others that differ are an error."""
    field = ConfigDictField[str, Band]("A doc.")
    assert (field.keytype, field.itemtype) == (str, Band)
    with pytest.raises(ValueError, match="takes the types of key and item"):
        ConfigDictField[str]
    with pytest.raises(ValueError, match="contradicts"):
        ConfigDictField[str, Band]("A doc.", itemtype=SubBand)


def test_a_default_config_is_shared_with_nobody():
    """Configs among the default items give their values; nobody can change the default."""
    default = Band(zeropoint=3)

    class Own(Config):
        d = ConfigDictField("Bands.", str, Band, {"a": default, "b": Band})

    default.zeropoint = 4
    config = Own()
    assert (config.d["a"].zeropoint, config.d["b"].zeropoint) == (3, 24)
    config.d["a"].knots.append(5)
    assert Own().d["a"].knots == [1]
    *_, entry = config.d["a"].history["zeropoint"]
    assert (entry.value, entry.layer, str(entry.location)) == (3.0, "default", str(Own.d.source))


def test_a_config_without_fields_can_be_an_item():
    """The itemtype may be Config itself."""

    class Own(Config):
        d = ConfigDictField("Anything.", str, Config, {"a": Config})

    config = Own()
    config.d["b"] = Config()
    config.validate()
    assert config.toDict() == {"d": {"a": {}, "b": {}}}
    fresh = Own()
    fresh.loadFromString(config.saveToString())
    assert fresh == config


# -- assigning the whole ---------------------------------------------------------------------------


def test_items_are_copies_with_full_names():
    """What was assigned stays as it is; the configs of the dict are its own, and know their paths."""
    band = Band(zeropoint=3)
    config = Outer()
    config.inner.d = {"a": band, "b": band, "it's": Band}
    first, second, third = config.inner.d.values()
    assert first is not band
    assert first is not second
    assert first == second == band
    names = ["inner.d['a']", "inner.d['b']", 'inner.d["it\'s"]']
    assert [each._name for each in (first, second, third)] == names
    band.zeropoint = 5
    assert first.zeropoint == 3
    with pytest.raises(FieldValidationError) as caught:
        first.zeropoint = "x"
    assert caught.value.fullname == "inner.d['a'].zeropoint"


def test_the_dict_of_another_config_can_be_assigned():
    """Values are copied, and nothing is shared."""
    one, other = Holder(), Holder()
    other.d["r"] = Band(zeropoint=3)
    one.d = other.d
    assert one.d is not other.d
    assert one == other
    one.d["r"].zeropoint = 4
    assert other.d["r"].zeropoint == 3
    assert Holder(**dict(other.items())) == other


def test_assigning_the_dict_to_itself_changes_nothing():
    """``config.d = config.d`` is no write, so that ``config.d |= {...}`` is one."""
    config = Holder()
    band = config.d["g"]
    config.d |= {"r": Band}
    assert config.d["g"] is band
    assert told(config, "d")[1:] == [(f".update({{'r': {__name__}.Band}})", "setitem")]


def test_the_history_tells_keys_and_classes():
    """The entries of the dict say what was put in; values are in the histories of the configs."""
    name = f"{__name__}.Band"
    config = Holder()
    config.d = {"a": Band(zeropoint=3), "b": Band}
    config.d = {}
    config.d = None
    assert told(config, "d") == [
        (f"{{'g': {name}}}", "default"),
        (f"{{'a': {name}(...), 'b': {name}}}", "assignment"),
        ("{}", "assignment"),
        ("None", "assignment"),
    ]
    assert told(config, "n") == [("None", "default")]


def test_a_new_item_remembers_who_made_it():
    """The defaults of an item name the line that put it in, and what was copied is told as that line's."""
    config = Holder()
    config.d["r"] = Band(zeropoint=3)
    band = config.d["r"]
    default, own, copied = band.history["zeropoint"]
    assert default.location.content == copied.location.content == 'config.d["r"] = Band(zeropoint=3)'
    assert (own.value, own.layer) == (24.0, "setDefaults")
    assert (copied.value, copied.label) == (3.0, "setitem")
    assert len(band.history["knots"]) == 1
    assert str(config.history["d"][-1].location) == str(copied.location)


# -- setting items ---------------------------------------------------------------------------------


def test_setting_an_item_that_is_there_copies_values_into_it():
    """The config stays the same object with its older history, as a nested config does."""
    config = Holder()
    band = config.d["g"]
    config.d["g"] = Band(zeropoint=3)
    assert config.d["g"] is band
    assert [entry.value for entry in band.history["zeropoint"]] == [25.0, 24.0, 3.0]
    config.d["g"] = Band
    assert config.d["g"] is band
    assert band == Band()
    assert band.history["zeropoint"][-1].label == "setitem"


def test_every_edit_is_one_entry():
    """Edits of the dict are recorded as what was done, with the key concerned."""
    name = f"{__name__}.Band"
    config = Holder()
    d = config.d
    d["r"] = Band(zeropoint=3)
    d["r"] = Band
    d.update({"i": Band}, z=Band(zeropoint=4))
    del d["i"]
    assert d.pop("z").zeropoint == 4
    assert d.setdefault("r", Band(zeropoint=9)).zeropoint == 24
    assert d.setdefault("u", Band) is d["u"]
    assert d.popitem()[0] == "u"
    d.clear()
    assert told(config, "d")[1:] == [
        (f"['r'] = {name}(...)", "setitem"),
        (f"['r'] = {name}", "setitem"),
        (f".update({{'i': {name}, 'z': {name}(...)}})", "setitem"),
        ("del ['i']", "delitem"),
        (".pop('z')", "delitem"),
        (f"['u'] = {name}", "setitem"),
        (".pop('u')", "delitem"),
        (".clear()", "delitem"),
    ]
    assert all(type(entry.value) is Edit for entry in config.history["d"])
    assert config.history["d"][1].value.arguments == ("r",)
    assert config.d is d
    assert d == {}


def test_missing_keys_are_key_errors():
    """Reading, deleting or popping what is not there raises KeyError and records nothing."""
    config = Holder()
    for miss in (
        lambda: config.d["zz"],
        lambda: config.d.__delitem__("zz"),
        lambda: config.d.pop("zz"),
    ):
        with pytest.raises(KeyError, match="zz"):
            miss()
    assert config.d.get("zz") is None
    assert config.d.pop("zz", None) is None
    assert "zz" not in config.d
    assert len(config.history["d"]) == 1


@pytest.mark.parametrize("item", [0, None, SubBand, SubBand(), Config(), {}, "a", Band.zeropoint])
def test_items_are_of_exactly_the_class(item):
    """An item of another class, a subclass too, None and plain data are refused by every door."""
    config = Holder()
    before = config.copy()
    doors = (
        lambda: config.d.__setitem__("g", item),
        lambda: config.d.__setitem__("new", item),
        lambda: config.d.update({"r": Band, "new": item}),
        lambda: config.d.setdefault("new", item),
        lambda: setattr(config, "d", {"r": Band, "new": item}),
        lambda: config.update(d={"new": item}),
        lambda: Holder(d={"new": item}),
    )
    for write in doors:
        with pytest.raises(FieldValidationError, match=r"expected a config of type .*Band, got"):
            write()
    assert config == before
    assert len(config.history["d"]) == 1


def test_keys_are_converted_and_checked():
    """Keys are of the keytype; keyCheck is asked on assignment of the whole and of one item."""

    class Own(Config):
        d = ConfigDictField("Bands.", float, Band, {}, keyCheck=lambda key: not key < 0)

    config = Own()
    config.d[2] = Band
    assert [type(key) for key in config.d] == [float]
    assert config.d[2.0]._name == "d[2.0]"
    for write in (
        lambda: config.d.__setitem__(-1, Band),
        lambda: setattr(config, "d", {-1: Band}),
        lambda: config.d.update({3: Band, -1: Band}),
    ):
        with pytest.raises(FieldValidationError, match="refused by the keyCheck"):
            write()
    with pytest.raises(FieldValidationError, match="Key 'a': expected float"):
        config.d["a"] = Band
    with pytest.raises(FieldValidationError, match="Key nan equals no key"):
        Own(d={float("nan"): Band})
    assert list(config.d) == [2.0]


def test_an_update_that_fails_half_way_changes_nothing():
    """If an item that is there refuses its values, no other item is set either."""
    config = Holder(d={"a": Band, "b": Band, "c": Band})
    config.d["b"].freeze()
    before = config.copy()
    with pytest.raises(FieldValidationError, match="frozen"):
        config.d.update(a=Band(zeropoint=1), b=Band(zeropoint=2), new=Band)
    assert config == before
    assert len(config.history["d"]) == 2
    assert config.d["a"].history["zeropoint"] == before.d["a"].history["zeropoint"]


def test_a_dict_that_was_replaced_cannot_be_edited():
    """An edit of the former dict would be lost."""
    config = Holder()
    former = config.d
    config.d = {}
    with pytest.raises(FieldValidationError, match="was replaced"):
        former["a"] = Band
    assert config.d == {}


def test_an_unknown_attribute_of_the_dict_is_refused():
    """Setting or reading an attribute that a dict has not is a FieldValidationError, and an unknown name."""
    config = Holder()
    with pytest.raises(FieldValidationError, match="a ConfigDict has no attribute 'x'"):
        config.d.x = 1
    with pytest.raises(UnknownNameError, match="did you mean 'update'"):
        config.d.udpate  # noqa: B018
    with pytest.raises(FieldValidationError):
        del config.d.x


def test_the_dict_cannot_be_pickled():
    """It belongs to its config; copies of it are plain dicts."""
    config = Holder()
    with pytest.raises(UnexpectedProxyUsageError, match=r"pickle a plain copy: dict\(config\.d\)"):
        pickle.dumps(config.d)
    shallow, deep = copy.copy(config.d), copy.deepcopy(config.d)
    assert type(shallow) is type(deep) is dict
    assert shallow["g"] is config.d["g"]
    assert deep["g"] is not config.d["g"]
    assert deep == shallow


# -- validity --------------------------------------------------------------------------------------


def test_validate_tells_every_fault_with_its_path():
    """Faults of items, then itemCheck, then dictCheck, all in one error."""

    class Item(Config):
        value = Field("A value.", int)

    class Own(Config):
        d = ConfigDictField(
            "Items.",
            str,
            Item,
            {},
            itemCheck=lambda item: item.value < 5,
            dictCheck=lambda d: len(d) < 3,
        )

    class Top(Config):
        own = ConfigField("Own.", Own)

    config = Top()
    config.own.d = {"a": Item, "b": Item(value=7), "c": Item(value=1)}
    with pytest.raises(FieldValidationError) as caught:
        config.validate()
    first, second, third = caught.value.faults
    assert first.fullname == "own.d['a'].value"
    assert str(second).startswith("ConfigDictField 'own.d' failed validation: Item 'b': ")
    assert "refused by the itemCheck" in str(second)
    assert "refused by the dictCheck" in str(third)
    config.own.d = {"c": Item(value=1)}
    config.validate()


def test_a_check_that_fails_itself_is_a_fault():
    """An exception in a check, of whatever kind, is told and does not hide other faults."""

    def refuse(value):
        raise FieldValidationError(Holder.d, Holder(), "so it is")

    class Own(Config):
        d = ConfigDictField("Items.", str, Band, {"a": Band, "b": Band}, itemCheck=lambda item: 1 / 0)
        e = ConfigDictField("Items.", str, Band, {"a": Band}, itemCheck=refuse, dictCheck=refuse)

    with pytest.raises(FieldValidationError) as caught:
        Own().validate()
    assert ["ZeroDivisionError" in str(fault) for fault in caught.value.faults] == [True, True, False, False]


def test_item_check_is_made_by_validate_only():
    """Items are set without asking itemCheck."""
    asked = []

    class Own(Config):
        d = ConfigDictField("Items.", str, Band, {"a": Band}, itemCheck=asked.append)

    config = Own()
    config.d["b"] = Band
    assert asked == []
    with pytest.raises(FieldValidationError):
        config.validate()
    assert asked == list(config.d.values())


def test_a_subclass_can_validate_in_its_own_way():
    """What ``validate`` of a user's own kind of field raises is a fault."""

    class OwnField(ConfigDictField):
        def validate(self, instance):
            super().validate(instance)
            if "g" not in instance.d:
                raise FieldValidationError(self, instance, "there is no g")

    class Own(Config):
        d = OwnField("Items.", str, Band, {})
        f = Field("A value.", int)

    with pytest.raises(FieldValidationError, match="there is no g") as caught:
        Own().validate()
    assert len(caught.value.faults) == 2


# -- the tree --------------------------------------------------------------------------------------


def test_freezing_goes_into_the_items():
    """In a frozen tree no item can be set, deleted or changed, by any door."""
    config = Outer()
    config.freeze()
    before = config.copy()
    d = config.inner.d
    for write in (
        lambda: d.__setitem__("g", Band),
        lambda: d.__setitem__("new", Band),
        lambda: d.__delitem__("g"),
        lambda: d.update(g=Band),
        lambda: d.pop("g"),
        lambda: d.popitem(),
        lambda: d.clear(),
        lambda: d.setdefault("new", Band),
        lambda: d.__ior__({"g": Band}),
        lambda: setattr(config.inner, "d", {}),
        lambda: delattr(config.inner, "d"),
        lambda: config.inner.update(d={}),
        lambda: setattr(d["g"], "zeropoint", 3),
        lambda: d["g"].knots.append(3),
        lambda: config.loadFromString("config.inner.d['g'] = config.inner.d.itemtype"),
    ):
        with pytest.raises(FieldValidationError, match="frozen"):
            write()
    assert config == before
    assert config.copy().inner.d.pop("g") == Band()


@pytest.mark.parametrize(
    "copier",
    [Config.copy, copy.copy, copy.deepcopy, lambda config: pickle.loads(pickle.dumps(config))],
    ids=["copy", "copy.copy", "deepcopy", "pickle"],
)
def test_copies_are_independent_and_complete(copier):
    """Values, names, histories and, except by ``copy()``, the frozen state; nothing is shared."""
    config = Outer()
    config.inner.d["i"] = Band(zeropoint=3)
    config.inner.d["i"].knots.append(7)
    other = copier(config)
    assert other == config
    assert list(other.inner.d) == list(config.inner.d)
    assert other.inner.d["i"]._name == "inner.d['i']"
    assert told(other.inner, "d") == told(config.inner, "d")
    assert told(other.inner.d["i"], "knots") == told(config.inner.d["i"], "knots")
    other.inner.d["i"].zeropoint = 9
    other.inner.d["new"] = Band
    assert "new" not in config.inner.d
    assert config.inner.d["i"].zeropoint == 3
    config.freeze()
    again = copier(config)
    assert again.inner.d["i"]._frozen is (copier is not Config.copy)


def test_what_set_defaults_adds_survives_nesting():
    """Items set in the ``setDefaults`` of a config above are there, with the layer of a default."""
    config = Outer()
    assert list(config.inner.d) == ["g", "r"]
    assert config.inner.d["r"].zeropoint == 20
    assert config.inner.history["d"][-1].layer == "setDefaults"


def test_names_are_those_of_the_saved_lines():
    """The dict, each item and its values, each an attribute of the config."""
    config = Outer()
    assert config.names() == [
        "inner.d",
        "inner.d['g']",
        "inner.d['g'].zeropoint",
        "inner.d['g'].knots",
        "inner.d['r']",
        "inner.d['r'].zeropoint",
        "inner.d['r'].knots",
        "inner.n",
        "inner.n[1]",
        "inner.n[1].zeropoint",
        "inner.n[1].knots",
        "label",
    ]
    lines = config.saveToString(skipImports=True).splitlines()
    assignments = [line.split("=")[0].removeprefix("config.") for line in lines if line.startswith("config.")]
    assert assignments == config.names()
    for name in config.names():
        eval(f"config.{name}", {"config": config})


def test_to_dict_gives_plain_dicts():
    """Nested dicts of plain values; None for no dict."""
    assert Holder().toDict() == {"d": {"g": {"zeropoint": 24.0, "knots": [1]}}, "n": None}


def test_the_history_is_found_by_path():
    """``formatHistory`` takes paths with keys, in any quotes; the dict tells of the item itself."""
    config = Outer()
    config.inner.d["r"].zeropoint = 21
    for path in ("inner.d['r'].zeropoint", 'inner.d["r"].zeropoint'):
        assert config.formatHistory(path).splitlines()[0] == "inner.d['r'].zeropoint"
    assert config.formatHistory("inner.d.r.zeropoint").splitlines()[0] == "inner.d['r'].zeropoint"
    told = config.formatHistory("inner.d['r']", writeSourceLine=False)
    assert told == config.formatHistory("inner.d", writeSourceLine=False)
    assert told.splitlines()[-1] == f"  ['r'] = {__name__}.Band(...)  setDefaults"
    config.inner.d["it's"] = Band
    assert config.formatHistory('inner.d["it\'s"].knots').startswith('inner.d["it\'s"].knots')
    with pytest.raises(UnknownNameError, match=r"did you mean .*inner\.d\['r'\]\.zeropoint"):
        config.formatHistory("inner.d['r'].zeropiont")
    everything = config.formatHistory(writeSourceLine=False)
    assert everything.count("inner.d\n") == 1
    assert "inner.n\n" in everything


def test_help_tells_types_and_defaults():
    """The page of the class shows keys, items and default."""
    assert f"d : dict of str to {__name__}.Band, default {{'g': {__name__}.Band}}" in " ".join(
        Holder.__doc__.split()
    )
    assert Holder.n.describe_type() == f"dict of int to {__name__}.Band"


# -- comparing -------------------------------------------------------------------------------------


def test_order_does_not_matter():
    """Dicts with the same items are equal in whatever order they were set."""
    one = Holder(d={"a": Band, "b": Band(zeropoint=3)})
    other = Holder(d={"b": Band(zeropoint=3), "a": Band})
    assert one == other
    assert one.d == other.d == {"a": Band(), "b": Band(zeropoint=3)}
    assert one.compare(other)
    assert one.diff(other) == []
    assert one.d != {"a": Band()}
    assert one.d != 3


def test_differences_are_told_with_full_paths():
    """Values of items by their path, missing keys as such, None as None, each once."""
    one, other = Outer(), Outer()
    other.inner.d["r"].zeropoint = 21
    del one.inner.n[1]
    other.inner.d["r"].knots.append(2)
    found = []
    assert not one.compare(other, shortcut=False, output=found.append)
    assert found == [
        "inner.d['r'].zeropoint: 20.0 != 21.0",
        "inner.d['r'].knots (len): 1 != 2",
        "inner.n (keys): [] != [1]",
    ]
    one.inner.n = None
    assert str(one.diff(other)[-1]) == f"inner.n: None != {{1: '{__name__}.Band'}}"
    assert one.diff(other)[-1].left_location.content == "one.inner.n = None"
    assert one != other
    assert not one.compare(other)


def test_values_of_items_are_compared_within_the_tolerance():
    """``compare`` takes its tolerance into the items; ``==`` does not."""
    one, other = Holder(), Holder()
    other.d["g"].zeropoint += 1e-12
    assert one.compare(other)
    assert one != other


# -- files -----------------------------------------------------------------------------------------


def test_saved_form():
    """The empty dict, then each item: its class, then its values."""
    config = Holder(n={2: Band(zeropoint=3)})
    assert (
        config.saveToString(skipImports=True)
        == f"""\
# The bands.
config.d={{}}

config.d['g']={__name__}.Band

# Magnitude of one count.
config.d['g'].zeropoint=24.0

# Knots.
config.d['g'].knots=[1]

# Bands by number.
config.n={{}}

config.n[2]={__name__}.Band

# Magnitude of one count.
config.n[2].zeropoint=3.0

# Knots.
config.n[2].knots=[1]

"""
    )
    assert "config.n=None\n" in Holder().saveToString()


def test_a_saved_config_loads_whatever_was_there():
    """Items that the file does not name are gone, those that it names are as it says, in its order."""
    config = Outer()
    config.inner.d = {"z": Band(zeropoint=3), "a": Band}
    config.inner.n = None
    fresh = Outer()
    fresh.loadFromString(config.saveToString())
    assert fresh == config
    assert list(fresh.inner.d) == ["z", "a"]
    assert fresh.saveToString() == config.saveToString()
    assert Config._fromPython(config.saveToString()) == config


def test_the_form_of_pex_config_loads():
    """An instance in the place of the class, as pex_config writes it, is an item too."""
    config = Holder()
    config.loadFromString(
        f"import {__name__}\nconfig.d={{}}\nconfig.d['u']={__name__}.Band()\nconfig.d['u'].zeropoint=2.0\n"
    )
    assert config.toDict()["d"] == {"u": {"zeropoint": 2.0, "knots": [1]}}


KEYS = [
    (str, ["", "a.b", "it's", '"', "\n", "\\", "é🔭", "']"]),
    (int, [0, -1, 10**30, 10**5000]),
    (float, [0.5, -0.0, float("inf"), -float("inf")]),
    (bool, [True, False]),
    (complex, [1j, complex("-inf+0j")]),
]


@pytest.mark.parametrize(("keytype", "keys"), KEYS, ids=lambda value: getattr(value, "__name__", ""))
def test_keys_of_every_type_are_saved_and_named(keytype, keys):
    """Whatever the key, the saved file and the names of the values can be executed."""
    cls = type(Config)(
        "Keyed", (Config,), {"d": ConfigDictField("Bands.", keytype, Band, {}), "__module__": __name__}
    )
    config = cls()
    for number, key in enumerate(keys):
        config.d[key] = Band(zeropoint=number)
    fresh = cls()
    fresh.loadFromString(config.saveToString(skipImports=True), extraLocals={"tests": __import__("tests")})
    assert fresh == config
    assert list(fresh.d) == keys
    for name in config.names():
        eval(f"config.{name}", {"config": config})
    for key in keys:
        title = config.formatHistory(f"{config.d[key]._name}.zeropoint").splitlines()[0]
        assert title == f"{config.d[key]._name}.zeropoint"


def test_items_of_a_class_that_no_file_can_import_are_saved_all_the_same():
    """A class in a function is named by the dict itself."""

    class Local(Config):
        value = Field("A value.", int, 1)

    class Own(Config):
        d = ConfigDictField("Items.", str, Local, {})

    config = Own(d={"a": Local(value=3)})
    assert "config.d['a']=config.d.itemtype\n" in config.saveToString()
    fresh = Own()
    fresh.loadFromString(config.saveToString())
    assert fresh == config


def test_imports_of_the_items_are_collected():
    """What an item's own ``_collectImports`` adds is imported by the saved file of the whole."""

    class Own(Config):
        d = ConfigDictField("Items.", str, Importing, {"a": Importing})

    config = Own()
    config._collectImports()
    assert {"fractions", __name__} <= config._imports
    assert "import fractions\n" in config.saveToString()


class Importing(Config):
    """A config whose saved form needs another module."""

    value = Field("A value.", int, 1)

    def _collectImports(self):
        super()._collectImports()
        self._imports.add("fractions")


def test_a_failing_load_undoes_edits_of_the_dict():
    """Items set, changed, deleted or replaced by the file are as before; objects stay the same."""
    config = Outer()
    d, band = config.inner.d, config.inner.d["g"]
    before = config.copy()
    changes = f"""
import {__name__} as m
config.inner.d['g'].zeropoint = 1
config.inner.d['g'].knots.append(1)
config.inner.d['new'] = m.Band
config.inner.d['g'] = m.Band(zeropoint=3)
del config.inner.d['g']
config.inner.d.update(g=m.Band)
config.inner.d['r'].freeze()
config.inner.d = {{}}
config.inner.d['a'] = m.Band
config.inner.n[1].zeropoint = 4
config.inner.n = None
"""
    with pytest.raises(ZeroDivisionError):
        config.loadFromString(changes + "1 / 0")
    assert config == before
    assert config.inner.d is d
    assert d["g"] is band
    assert list(d) == ["g", "r"]
    for one, other in ((config, before), (config.inner, before.inner), (band, before.inner.d["g"])):
        assert {name: told(one, name) for name in one} == {name: told(other, name) for name in other}
    assert not d["r"]._frozen
    config.loadFromString(changes)
    assert config.toDict()["inner"] == {"d": {"a": Band().toDict()}, "n": None}


def test_entries_of_a_loaded_file_name_its_lines():
    """Edits of the dict and values of its items are told with the line of the file."""
    config = Holder()
    config.loadFromString(
        "config.d['g'].zeropoint = 3\nconfig.d['r'] = config.d.itemtype", filename="/somewhere/over.py"
    )
    entry = config.history["d"][-1]
    assert (entry.layer, str(entry.location)) == ("override file", "/somewhere/over.py:2")
    assert str(config.d["r"].history["knots"][0].location) == "/somewhere/over.py:2"
    assert str(config.d["g"].history["zeropoint"][-1].location) == "/somewhere/over.py:1"


def test_an_item_has_the_values_of_the_given_config_to_the_bit():
    """The sign of a zero and the order of a dict are kept, though Python calls others equal."""

    class Item(Config):
        zero = Field("A zero.", float, 0.0)
        zeros = ListField("Zeros.", float, [0.0])
        table = DictField("A table.", str, int, {"a": 1, "b": 2})

    class Own(Config):
        items = ConfigDictField("Items.", str, Item, {"x": Item(zero=-0.0)})

    config = Own()
    config.items["y"] = Item(zero=-0.0, zeros=[-0.0], table={"b": 2, "a": 1})
    assert str(config.items["x"].toDict()["zero"]) == "-0.0"
    assert str(config.items["y"].toDict()) == "{'zero': -0.0, 'zeros': [-0.0], 'table': {'b': 2, 'a': 1}}"
    assert len(config.items["x"].history["table"]) == 1


def test_a_deprecated_dict_is_saved_only_if_it_was_changed():
    """Loading what was saved does not warn of a dict that nobody touched."""

    class Own(Config):
        d = ConfigDictField("Items.", str, Band, {"a": Band}, deprecated="use another")
        e = ConfigDictField("Items.", str, Band, optional=True, deprecated="use another")

    config = Own()
    assert "config.d=" not in config.saveToString()
    assert "config.e=" not in config.saveToString()
    assert config.names() == []
    fresh = Own()
    fresh.loadFromString(config.saveToString())
    assert fresh == config
    config.d["a"].zeropoint = 3
    with pytest.warns(FutureWarning, match="use another"):
        fresh.loadFromString(config.saveToString())
    assert fresh == config


# -- nesting ---------------------------------------------------------------------------------------


def test_dicts_of_configs_nest():
    """Items may hold dicts of configs, at any depth."""
    config = Deep()
    config.holders["y"] = Holder(d={"a": Band(zeropoint=3)})
    assert config.holders["y"].d["a"]._name == "holders['y'].d['a']"
    fresh = Deep()
    fresh.loadFromString(config.saveToString())
    assert fresh == config == pickle.loads(pickle.dumps(config)) == config.copy()
    config.holders["x"] = config.holders["y"]
    assert config.holders["x"] == config.holders["y"]
    assert config.holders["x"].d["a"]._name == "holders['x'].d['a']"
    assert config.diff(fresh)[0].path == "holders['x'].d (keys)"
    config.freeze()
    with pytest.raises(FieldValidationError, match="frozen"):
        config.holders["x"].d["a"].zeropoint = 1


def test_renaming_the_config_renames_the_items():
    """Full paths follow the config that holds the dict."""
    config = Holder()
    config._rename("elsewhere")
    assert config.d["g"]._name == "elsewhere.d['g']"
    Holder.d.rename(config)
    assert config.d["g"]._name == "elsewhere.d['g']"


def test_the_names_are_public():
    """The field and its value are found in the package, and loaded when they are asked for."""
    assert stepconfig.ConfigDict is ConfigDict
    assert isinstance(Holder().d, stepconfig.Dict)


def test_an_item_that_is_not_there_is_told_with_its_full_path():
    """The config that holds the dict may itself stand in another."""
    with pytest.raises(UnknownNameError, match=r"has no item 'inner\.d\.x'; it has: g, r"):
        Holder.d.enter(Outer().inner.d, ("x", "zeropoint"))
