"""ConfigChoiceField: one config, or several, out of a map of names to Config classes."""

import copy
import gc
import pickle
import subprocess
import sys
import textwrap
import warnings

import pytest

import stepconfig
from stepconfig import (
    Config,
    ConfigChoiceField,
    ConfigField,
    ConfigInstanceDict,
    DiscardedOverridesWarning,
    Field,
    FieldValidationError,
    ListField,
    RangeField,
    UnexpectedProxyUsageError,
    UnknownNameError,
)
from stepconfig.config.walk import frozen
from tests.contracts import check_field


class Pca(Config):
    """Principal components."""

    order = RangeField("Number of components.", int, 3, min=1)
    knots = ListField("Knots.", float, [1.0])


class Kl(Config):
    """Karhunen-Loeve."""

    size = Field("Size.", int, 7)
    needed = Field("A value that is needed.", int, 1)


class SubPca(Pca):
    """A subclass of one choice."""


TYPES = {"pca": Pca, "kl": Kl}


class Psf(Config):
    """One choice, several, and one that may be none."""

    one = ConfigChoiceField("One.", TYPES, "pca")
    several = ConfigChoiceField("Several.", TYPES, ["kl", "pca"], multi=True)
    maybe = ConfigChoiceField("Perhaps one.", TYPES, optional=True)


class Outer(Config):
    """A config above."""

    psf = ConfigField("Psf.", Psf)

    def setDefaults(self):
        self.psf.one = "kl"
        self.psf.one["kl"].size = 8


def built(config, name="one"):
    """Names of the choices that were made."""
    return sorted(getattr(config, name)._built)


def factory(doc="A doc.", default=None, deprecated=None, optional=True):
    """Make a field for the contract."""
    return ConfigChoiceField(doc, TYPES, default, optional, False, deprecated)


def several(doc="A doc.", default=None, deprecated=None, optional=True):
    """Make a field for the contract that chooses several."""
    return ConfigChoiceField(doc, TYPES, default, optional, True, deprecated)


def test_a_field_that_chooses_one_keeps_the_contract():
    """The field that chooses one config keeps all the promises that fields make."""
    pca = {"pca": {"order": 3, "knots": [1.0]}}
    kl = {"kl": {"size": 7, "needed": 1}}
    check_field(
        factory,
        [("pca", {"name": "pca", "values": pca}), ("kl", {"name": "kl", "values": kl})],
        ["pka", 3, ["pca"], {"pca": 1}, Pca, Pca(), object()],
        required=False,
    )


def test_a_field_that_chooses_several_keeps_the_contract():
    """The field that chooses several configs keeps all the promises that fields make."""
    pca = {"pca": {"order": 3, "knots": [1.0]}}
    kl = {"kl": {"size": 7, "needed": 1}}
    check_field(
        several,
        [
            (["pca"], {"names": ["pca"], "values": pca}),
            (("kl",), {"names": ["kl"], "values": kl}),
            ([], {"names": [], "values": {}}),
        ],
        ["pca", 3, ["pca", "pka"], [["pca"]], Pca, object()],
        required=False,
    )


# -- definition ------------------------------------------------------------------------------------


@pytest.mark.parametrize("typemap", [3, None, ["pca"], {"pca": int}, {"pca": Pca()}])
def test_the_typemap_is_a_mapping_of_config_classes(typemap):
    """Anything else is an error when the field is made."""
    with pytest.raises(ValueError, match="typemap"):
        ConfigChoiceField("A doc.", typemap)


def test_types_in_brackets_are_refused():
    """The classes are in the typemap: ``ConfigChoiceField[...]`` is a ValueError."""
    with pytest.raises(ValueError, match="takes no types in brackets"):
        ConfigChoiceField[int]


def test_positions_of_the_constructor_are_those_of_pex_config():
    """Doc, typemap, default, optional, multi and deprecated can be given by position."""
    field = ConfigChoiceField("A doc.", TYPES, ["kl"], True, True, "use g")
    assert (field.typemap, field.default, field.optional, field.multi) == (TYPES, ["kl"], True, True)
    assert field.doc == "A doc. Deprecated: use g"


@pytest.mark.parametrize(
    ("default", "multi", "text"),
    [
        ("pka", False, "there is no choice 'pka' (str); did you mean 'pca'?"),
        (["pca"], False, "there is no choice ['pca'] (list)"),
        (["pca", "zz"], True, "there is no choice 'zz' (str); there is pca, kl"),
        ("pca", True, "expected a sequence of names among 'pca', 'kl', got 'pca' (str)"),
        (3, True, "not iterable"),
    ],
)
def test_a_bad_default_is_found_when_a_config_is_made(default, multi, text):
    """The error of each construction names the field's place."""

    class Own(Config):
        choice = ConfigChoiceField("A choice.", TYPES, default, multi=multi)

    for _ in range(2):
        with pytest.raises(FieldValidationError) as caught:
            Own()
        assert text in str(caught.value)
        assert str(caught.value.location) == str(Own.choice.source)


def test_all_classes_share_one_typemap():
    """A subclass, and a deep copy of the field, have the same map, so what is added shows everywhere."""
    types = {"pca": Pca}

    class Own(Config):
        choice = ConfigChoiceField("A choice.", types, "pca")

    class Sub(Own):
        pass

    assert Own.choice.typemap is Sub.choice.typemap is copy.deepcopy(Own.choice).typemap is types
    types["kl"] = Kl
    assert Sub(choice="kl").choice.active == Kl()


def test_two_fields_over_one_typemap_hold_separate_configs():
    """What is set in one choice is not set in the other."""
    config = Psf()
    config.one["pca"].order = 9
    assert (config.maybe["pca"].order, config.several["pca"].order, Psf().one["pca"].order) == (3, 3, 3)


# -- selecting one ---------------------------------------------------------------------------------


def test_the_name_is_selected_by_the_field_or_by_its_attribute():
    """``config.one = "kl"`` and ``config.one.name = "kl"`` are the same."""
    first, second = Psf(), Psf()
    first.one = "kl"
    second.one.name = "kl"
    assert first == second
    assert (first.one.name, first.one.active) == ("kl", first.one["kl"])
    assert Psf(one="kl") == first


def test_the_word_for_one_is_not_that_for_several():
    """``.names`` of a field that chooses one, and ``.name`` of the other, are errors that say so."""
    config = Psf()
    for use in (
        lambda: config.one.names,
        lambda: setattr(config.one, "names", ["kl"]),
        lambda: delattr(config.one, "names"),
    ):
        with pytest.raises(FieldValidationError, match=r"it chooses one, so the selection is \.name"):
            use()
    for use in (
        lambda: config.several.name,
        lambda: setattr(config.several, "name", "kl"),
        lambda: delattr(config.several, "name"),
    ):
        with pytest.raises(FieldValidationError, match=r"it chooses several, so the selection is \.names"):
            use()


def test_active_is_none_without_a_selection():
    """Nothing selected is None, of one and of several; an empty selection of several is an empty list."""
    config = Psf(several=None)
    assert (config.maybe.name, config.maybe.active) == (None, None)
    assert (config.several.names, config.several.active) == (None, None)
    config.several = []
    assert (list(config.several.names), config.several.active) == ([], [])


def test_deleting_takes_the_selection_back():
    """``del`` of the field or of its selection selects nothing, and is told as a deletion."""
    config = Psf()
    del config.one
    assert (config.one.name, config.history["one"][-1].label) == (None, "deletion")
    config.one = "kl"
    del config.one.name
    assert (config.one.name, config.history["one"][-1].label) == (None, "deletion")
    del config.several.names
    assert config.several.names is None


def test_an_unknown_name_is_one_error_by_every_door():
    """Field, selection, item, keyword and file raise the same error, with path and the nearest name."""
    outer = Outer()
    doors = {
        "field": lambda: setattr(outer.psf, "one", "pka"),
        "name": lambda: setattr(outer.psf.one, "name", "pka"),
        "names": lambda: setattr(outer.psf.several, "names", ["pka"]),
        "add": lambda: outer.psf.several.names.add("pka"),
        "item": lambda: outer.psf.one["pka"],
        "set": lambda: outer.psf.one.__setitem__("pka", Pca),
        "update": lambda: outer.psf.update(one="pka"),
        "file": lambda: outer.loadFromString("config.psf.one['pka'].order = 3"),
    }
    for door, use in doors.items():
        with pytest.raises(FieldValidationError) as caught:
            use()
        error = caught.value
        assert isinstance(error, (UnknownNameError, KeyError, AttributeError)), door
        assert "there is no choice 'pka' (str); did you mean 'pca'?" in str(error), door
        assert error.fullname == error.path == ("psf.one" if door not in ("names", "add") else "psf.several")
        assert error.name == "pka"
        assert error.suggestions == ["pca"]
        assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert outer == Outer()


def test_an_unknown_name_can_be_asked_for_with_get():
    """``get`` and ``in`` of the mapping work for names that are no choice, and for what is no name."""
    config = Psf()
    assert config.one.get("zz") is None
    assert ("zz" in config.one, [] in config.one, "kl" in config.one) == (False, False, True)
    assert built(config) == []


def test_a_name_is_stored_as_plain_text():
    """A subclass of str selects by its text."""

    class Name(str):
        __slots__ = ()

    config = Psf()
    config.one = Name("kl")
    assert type(config.one.name) is str


def test_names_need_not_be_text():
    """A typemap with numbers as names selects, saves and loads by them."""

    class Own(Config):
        choice = ConfigChoiceField("A choice.", {1: Pca, 2: Kl}, 1)

    config = Own(choice=2)
    config.choice[2].size = 9
    assert config.saveToString(skipImports=True).count("config.choice[2].size=9\n") == 1
    assert config.names() == ["choice.name", "choice[2].size", "choice[2].needed"]
    fresh = Own()
    fresh.loadFromString(config.saveToString(skipImports=True))
    assert fresh == config
    with pytest.raises(FieldValidationError, match=r"there is no choice 3 \(int\); there is 1, 2"):
        config.choice = 3


# -- selecting several -----------------------------------------------------------------------------


def test_the_selection_of_several_keeps_its_order():
    """The order in which the selection was made is that of active, of the saved form and of every copy."""
    config = Psf()
    config.several = ["kl", "pca"]
    config.several.names.remove("kl")
    config.several.names.add("kl")
    assert config.several.names == ["pca", "kl"]
    assert config.several.active == [config.several["pca"], config.several["kl"]]
    assert "config.several.names=['pca', 'kl']\n" in config.saveToString(skipImports=True)
    fresh = Psf()
    fresh.loadFromString(config.saveToString(skipImports=True))
    for other in (fresh, config.copy(), copy.deepcopy(config), pickle.loads(pickle.dumps(config))):
        assert list(other.several.names) == ["pca", "kl"]


def test_a_string_of_letters_is_no_selection_of_several():
    """A bare name where names are meant is refused with a hint, also if its letters are names."""

    class Own(Config):
        choice = ConfigChoiceField("A choice.", {"a": Pca, "b": Kl}, [], multi=True)

    with pytest.raises(FieldValidationError, match=r"got 'ab' \(str\); did you mean \['ab'\]\?"):
        Own().choice.names = "ab"


def test_a_set_is_taken_in_the_order_of_the_typemap_in_every_process():
    """A set has no order, so that of the typemap counts, whatever the hash seed."""
    code = textwrap.dedent("""
        from stepconfig import Config, ConfigChoiceField
        types = {name: type(name, (Config,), {}) for name in ("one", "two", "three", "four", "five")}
        class Own(Config):
            choice = ConfigChoiceField("A choice.", types, {"five", "two", "one"}, multi=True)
        config = Own()
        config.choice.names |= {"four", "three"}
        print(list(config.choice.names))
    """)
    for seed in "0", "1", "2":
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed},
            check=True,
        )
        assert done.stdout == "['one', 'two', 'five', 'three', 'four']\n"


def test_every_name_is_selected_once():
    """A name that is given twice stands where it was given first."""
    assert list(Psf(several=["kl", "pca", "kl"]).several.names) == ["kl", "pca"]


# -- the choices -----------------------------------------------------------------------------------


def test_a_config_is_made_when_it_is_first_asked_for():
    """A new config has made none of its choices; an item makes one, selected or not."""
    config = Psf()
    assert built(config) == []
    config.one["kl"].size = 9
    assert built(config) == ["kl"]
    assert config.one["kl"] is config.one["kl"]
    assert config.one.active is config.one["pca"]


def test_what_nobody_selected_or_touched_is_not_made():
    """Saving, toDict, names, freezing, comparing, copying, pickling and validating make what is selected."""
    for use in (
        lambda config: config.saveToString(),
        lambda config: config.toDict(),
        lambda config: config.names(),
        lambda config: config.freeze(),
        lambda config: config.compare(Psf()),
        lambda config: config == Psf(),
        lambda config: config.diff(Psf()),
        lambda config: config.copy(),
        lambda config: copy.deepcopy(config),
        lambda config: pickle.dumps(config),
        lambda config: config.validate(),
        lambda config: config.formatHistory(),
        lambda config: str(config) + repr(config),
        lambda config: config.saveToString(all=True),
        lambda config: config.toDict(all=True),
    ):
        config = Psf()
        use(config)
        assert set(built(config)) <= {"pca"}
        assert built(config, "maybe") == []


def test_values_and_items_make_all():
    """Iterating over the names makes nothing; over values or items, every choice."""
    config = Psf()
    assert (list(config.one), list(config.one.keys()), len(config.one)) == (["pca", "kl"],) * 2 + (2,)
    assert built(config) == []
    assert dict(config.one.items()) == {"pca": Pca(), "kl": Kl()}
    assert built(config) == ["kl", "pca"]
    assert list(Psf().maybe.values()) == [Pca(), Kl()]


def test_all_gives_every_choice_at_every_depth(folder):
    """``all=True`` of the saved forms and of toDict tells every choice, and leaves the config as it was."""

    class Inner(Config):
        deep = ConfigChoiceField("Deep.", TYPES, "kl")

    class Own(Config):
        choice = ConfigChoiceField("A choice.", {"inner": Inner, "pca": Pca}, optional=True)

    config = Own()
    text = config.saveToString(skipImports=True, all=True)
    assert "config.choice['inner'].deep['pca'].order=3\n" in text
    assert "config.choice['pca'].order=3\n" in text
    config.save("all.py", all=True)
    with open("stream.py", "w") as stream:
        config.saveToStream(stream, all=True)
    assert (folder / "all.py").read_text() == (folder / "stream.py").read_text()
    assert text in (folder / "all.py").read_text()
    assert set(config.toDict(all=True)["choice"]["values"]) == {"inner", "pca"}
    assert config.toDict() == {"choice": {"name": None, "values": {}}}
    assert config.choice._built == {}


def test_a_default_selection_is_a_choice():
    """What is selected by default is saved and told, though nobody has touched it."""
    assert Psf().toDict()["one"] == {"name": "pca", "values": {"pca": {"order": 3, "knots": [1.0]}}}


def test_the_typemap_is_live_until_the_config_is_frozen():
    """Names added later can be chosen; a frozen config keeps the choices that it had."""
    types = {"pca": Pca}

    class Own(Config):
        choice = ConfigChoiceField("A choice.", types, "pca")

    early, late = Own(), Own()
    early.freeze()
    types["kl"] = Kl
    late.freeze()
    types["zz"] = Kl
    assert (list(early.choice), list(late.choice)) == (["pca"], ["pca", "kl"])
    with pytest.raises(FieldValidationError, match="there is no choice 'kl'"):
        early.choice["kl"]
    del types["kl"]
    assert late.choice["kl"] == Kl()
    thawed = early.copy()
    thawed.choice = "zz"
    assert list(thawed.choice) == ["pca", "zz"]


def test_the_typemap_is_live_again_after_a_while_frozen():
    """A config that was frozen for a run has the choices of now, and keeps these if it is frozen again."""
    types = {"pca": Pca}

    class Own(Config):
        choice = ConfigChoiceField("A choice.", types, "pca")

    config = Own()
    with frozen(config):
        assert list(config.choice) == ["pca"]
        types["kl"] = Kl
        assert list(config.choice) == ["pca"]
    assert list(config.choice) == ["pca", "kl"]
    config.freeze()
    types["zz"] = Kl
    assert list(config.choice) == ["pca", "kl"]


def test_an_item_takes_a_config_or_its_class():
    """Assigning an item copies values into the config that is there, or resets them for the class."""
    config = Psf()
    pca = config.one["pca"]
    source = Pca(order=5, knots=[4])
    config.one["pca"] = source
    assert config.one["pca"] is pca
    assert pca == source
    source.knots.append(5)
    assert pca.knots == [4.0]
    config.one["pca"] = Pca
    assert pca == Pca()
    assert [entry.value for entry in pca.history["order"]] == [3, 5, 3]
    assert [(str(entry.value), entry.label) for entry in config.history["one"][-2:]] == [
        ("['pca']: config value set", "setitem")
    ] * 2


@pytest.mark.parametrize("value", [Kl, Kl(), SubPca, SubPca(), 3, None, {"order": 3}])
def test_an_item_takes_exactly_its_class(value):
    """A config of another class, a subclass too, and plain data are refused, and nothing changes."""
    config = Psf()
    with pytest.raises(FieldValidationError, match=r"expected a config of type .*Pca for 'pca', got "):
        config.one["pca"] = value
    assert (config, built(config), len(config.history["one"])) == (Psf(), [], 2)


def test_a_refused_item_leaves_everything_as_it_was():
    """If one value of the assigned config is refused, none is set, and the choice counts as not touched."""

    class Strict(Config):
        first = Field("First.", int, 1)
        second = Field("Second.", int, 2)

    class Own(Config):
        choice = ConfigChoiceField("A choice.", {"strict": Strict}, optional=True)

    source, config = Strict(first=5, second=6), Own()
    try:
        Strict.second.check = lambda value: value < 5
        with pytest.raises(FieldValidationError, match="refused by the check"):
            config.choice["strict"] = source
    finally:
        Strict.second.check = None
    assert config.choice._built == {}
    assert len(config.history["choice"]) == 2


def test_a_whole_choice_can_be_assigned():
    """``config.one = other.one`` takes over selection and values, and keeps objects and older history."""
    config, other = Psf(), Psf()
    config.one["pca"].order = 8
    config.one["kl"].size = 8
    kept = config.one["pca"]
    other.one.name = "kl"
    other.one["kl"].size = 9
    config.one = other.one
    assert config.one == other.one
    assert config == other
    assert config.one["pca"] is kept
    assert kept == Pca()
    assert [entry.value for entry in kept.history["order"]] == [3, 8, 3]
    assert [entry.value for entry in config.one["kl"].history["size"]] == [7, 8, 9]
    assert config.history["one"][-1].value == "kl"
    other.one["kl"].size = 10
    assert config.one["kl"].size == 9
    config.several = other.several
    config.one = config.one
    assert config.one.name == "kl"


def test_a_whole_choice_of_another_kind_is_refused():
    """One cannot be assigned to several, nor choices with other classes; nothing changes then."""

    class Own(Config):
        choice = ConfigChoiceField("A choice.", {"pca": Kl, "kl": Kl}, "pca")

    config = Psf()
    with pytest.raises(FieldValidationError, match="expected a sequence of names"):
        config.several = config.one
    other = Own()
    with pytest.raises(FieldValidationError, match="expected a config of type"):
        config.one = other.choice
    assert config == Psf()
    assert len(config.history["one"]) == 2


def test_items_of_another_config_are_keywords_for_a_new_one():
    """``Psf(**dict(other.items()))`` has the same values."""
    other = Psf(one="kl", several=["pca"])
    other.one["kl"].size = 11
    other.maybe["pca"].order = 12
    config = Psf(**dict(other.items()))
    assert config == other
    assert config.maybe["pca"].order == 12


def test_selections_of_set_defaults_survive_nesting():
    """What a config's setDefaults selects in a config below is selected there."""

    class Top(Config):
        outer = ConfigField("Outer.", Outer)

    config = Top()
    assert (config.outer.psf.one.name, config.outer.psf.one["kl"].size) == ("kl", 8)
    assert config.outer.psf.one["kl"]._name == "outer.psf.one['kl']"
    assert config.outer.psf.history["one"][-1].layer == "setDefaults"


def test_a_default_config_with_choices_gives_selection_and_values():
    """The default of a ConfigField carries the choices of its config, touched or selected."""
    default = Psf(one="kl")
    default.one["pca"].order = 9
    default.several = ["pca"]

    class Own(Config):
        psf = ConfigField("Psf.", Psf, default)

    assert Own().psf == default
    assert Own().psf.one["pca"].order == 9


# -- equality --------------------------------------------------------------------------------------


def test_only_what_is_selected_is_compared():
    """Values of a choice that is not selected make no difference; another selection does."""
    one, other = Psf(), Psf()
    other.one["kl"].size = 99
    assert one == other
    assert one.compare(other)
    assert one.diff(other) == []
    other.one = "kl"
    messages = []
    assert one != other
    assert not one.compare(other, shortcut=False, output=messages.append)
    assert messages[0] == "one.name: 'pca' != 'kl'"
    other = Psf()
    other.one["pca"].order = 4
    assert [str(each) for each in one.diff(other)] == ["one['pca'].order: 3 != 4"]


def test_the_order_of_several_counts():
    """Configs whose choices are applied in another order differ."""
    one, other = Psf(several=["pca", "kl"]), Psf(several=["kl", "pca"])
    assert one != other
    assert [str(each) for each in one.diff(other)] == ["several.names: ['pca', 'kl'] != ['kl', 'pca']"]


def test_a_selection_of_none_is_compared_saved_copied_and_pickled():
    """None selected equals None selected and nothing else, and comes back from file, copy and pickle."""
    config = Psf(one=None, several=None)
    assert config != Psf()
    assert [each.path for each in config.diff(Psf())] == ["one.name", "several.names"]
    fresh = Psf()
    fresh.loadFromString(config.saveToString(skipImports=True))
    for other in (fresh, config.copy(), pickle.loads(pickle.dumps(config))):
        assert other == config
        assert (other.one.name, other.several.names) == (None, None)


def test_the_value_equals_one_with_equal_choices():
    """A choice that was not asked for counts as a new one."""
    one, other = Psf(), Psf()
    assert one.one == other.one
    other.one["kl"]
    assert one.one == other.one
    assert "kl" not in one.one._built
    other.one["kl"].size = 8
    assert one.one != other.one
    assert (one.one == 3, one.one != "pca") == (False, True)
    with pytest.raises(TypeError, match="unhashable"):
        hash(one.one)


# -- validation ------------------------------------------------------------------------------------


def test_only_what_is_selected_is_validated():
    """A fault in a choice that is not selected is none; in a selected one it is told with its path."""
    config = Psf()
    config.one["kl"].needed = None
    config.maybe["kl"].needed = None
    config.validate()
    config.one = "kl"
    with pytest.raises(FieldValidationError, match=r"Field 'one\['kl'\]\.needed' failed validation: a value"):
        config.validate()
    config.several["kl"].needed = None
    with pytest.raises(FieldValidationError) as caught:
        config.validate()
    assert [fault.fullname for fault in caught.value.faults] == ["one['kl'].needed", "several['kl'].needed"]


def test_a_selection_is_required_unless_the_field_is_optional():
    """Nothing selected is a fault, an empty selection of several is none."""
    with pytest.raises(FieldValidationError, match=r"'one' failed validation: a value is required, got None"):
        Psf(one=None).validate()
    Psf(several=[]).validate()
    Psf(maybe=None).validate()


def test_a_check_runs_after_the_values():
    """The check of a choice field sees a valid value, and is kept by subclasses."""
    calls = []

    class Own(Config):
        choice = ConfigChoiceField("A choice.", TYPES, "kl")

    Own.choice.check = lambda value: calls.append(value.name) or value.name == "pca"

    class Sub(Own):
        pass

    config = Sub()
    with pytest.raises(FieldValidationError, match="is refused by the check"):
        config.validate()
    config.choice["kl"].needed = None
    with pytest.raises(FieldValidationError, match="needed"):
        config.validate()
    Sub(choice="pca").validate()
    assert calls == ["kl", "pca"]
    with pytest.raises(FieldValidationError, match="refused by the check"):
        Sub._fields["choice"].validate(Sub())


# -- frozen ----------------------------------------------------------------------------------------


def test_a_frozen_choice_refuses_every_write_by_every_door():
    """Selections, items and everything below them cannot be changed, selected or not."""
    config = Psf()
    config.one["kl"].size = 9
    config.freeze()
    names = config.several.names
    doors = [
        lambda: setattr(config, "one", "kl"),
        lambda: setattr(config, "one", "pca"),
        lambda: setattr(config, "one", Psf().one),
        lambda: setattr(config, "one", None),
        lambda: delattr(config, "one"),
        lambda: config.update(one="kl"),
        lambda: setattr(config.one, "name", "kl"),
        lambda: delattr(config.one, "name"),
        lambda: config.one.__setitem__("pca", Pca),
        lambda: config.one.__setitem__("kl", Kl()),
        lambda: setattr(config.one["pca"], "order", 4),
        lambda: setattr(config.one["kl"], "size", 4),
        lambda: config.one["pca"].knots.append(1),
        lambda: setattr(config.maybe["kl"], "size", 4),  # nobody had asked for it
        lambda: setattr(config.several, "names", ["kl"]),
        lambda: delattr(config.several, "names"),
        lambda: names.add("kl"),
        lambda: names.update(["kl"]),
        lambda: names.discard("kl"),
        lambda: names.discard("zz"),
        lambda: names.remove("kl"),
        lambda: names.pop(),
        lambda: names.clear(),
        lambda: names.__ior__(["kl"]),
        lambda: names.__iand__(["kl"]),
        lambda: names.__isub__(["kl"]),
        lambda: names.__ixor__(["kl"]),
        lambda: config.loadFromString("config.one = 'kl'"),
        lambda: config.loadFromString("config.one['kl'].size = 1"),
        lambda: config.one["kl"].loadFromString("config.size = 1"),
    ]
    before = config.copy()
    lengths = {name: len(entries) for name, entries in config.history.items()}
    for door in doors:
        with pytest.raises(FieldValidationError, match="frozen"):
            door()
    assert config == before
    assert config.one["kl"].size == 9
    assert {name: len(entries) for name, entries in config.history.items()} == lengths


def test_a_choice_that_is_read_after_freezing_is_made_and_frozen():
    """What nobody had asked for before is there, with its defaults, and cannot be changed."""
    config = Psf()
    config.freeze()
    assert config.one["kl"] == Kl()
    assert config.one["kl"]._frozen
    assert all(each._frozen for each in config.maybe.values())


def test_what_is_frozen_for_a_while_is_thawed_with_what_was_made_meanwhile():
    """After a run nothing is frozen that was not before."""
    config = Psf()
    with frozen(config):
        assert config.one["kl"]._frozen
    config.one["kl"].size = 3
    config.one = "kl"


def test_a_frozen_copy_is_frozen_and_copy_thaws():
    """Deep copies and pickles of a frozen config are frozen to the bottom; copy() is not."""
    config = Psf()
    config.one["kl"].size = 5
    config.freeze()
    for other in (copy.deepcopy(config), pickle.loads(pickle.dumps(config))):
        with pytest.raises(FieldValidationError, match="frozen"):
            other.one = "kl"
        with pytest.raises(FieldValidationError, match="frozen"):
            other.one["kl"].size = 6
        with pytest.raises(FieldValidationError, match="frozen"):
            other.maybe["kl"].size = 6
    thawed = config.copy().copy()
    thawed.one["kl"].size = 6
    thawed.maybe["kl"].size = 6
    thawed.one = None
    assert (config.one.name, config.one["kl"].size) == ("pca", 5)


# -- copies ----------------------------------------------------------------------------------------


def test_copies_are_independent_and_keep_names_and_history():
    """Selections and values of copies, touched or not, are their own."""
    config = Outer()
    config.psf.one["pca"].order = 4
    for other in (
        config.copy(),
        copy.copy(config),
        copy.deepcopy(config),
        pickle.loads(pickle.dumps(config)),
    ):
        assert other == config
        assert other.psf.one["pca"].order == 4
        assert other.psf.one["pca"]._name == "psf.one['pca']"
        assert [entry.value for entry in other.psf.one["pca"].history["order"]] == [3, 4]
        assert other.psf.history["one"] == config.psf.history["one"]
        other.psf.one["pca"].order = 5
        other.psf.one = None
        other.psf.several.names.clear()
    assert (config.psf.one.name, config.psf.one["pca"].order) == ("kl", 4)
    assert list(config.psf.several.names) == ["kl", "pca"]


@pytest.mark.parametrize(
    "copier",
    [
        lambda config: config.copy(),
        copy.copy,
        copy.deepcopy,
        lambda config: pickle.loads(pickle.dumps(config)),
        lambda config: _assigned(config),
        lambda config: _updated(config),
    ],
    ids=["copy()", "copy.copy", "copy.deepcopy", "pickle", "assignment", "update"],
)
def test_what_is_selected_and_was_not_asked_for_stays_so(copier):
    """A copy has made what its source has made, and copying makes nothing in the source either."""
    config = Outer()
    before = built(config.psf), built(config.psf, "several")
    assert before == (["kl"], [])
    config.psf.one = "pca"
    config.psf.maybe = "kl"
    other = copier(config)
    for each in (config, other):
        assert (built(each.psf), built(each.psf, "several"), built(each.psf, "maybe")) == (*before, [])
        each.psf.one = "kl"
        each.psf.several = each.psf.maybe = None
    assert other.toDict() == config.toDict()
    assert list(other.toDict()["psf"]["one"]["values"]) == ["kl"]


def _assigned(config):
    other = Outer()
    other.psf = config.psf
    return other


def _updated(config):
    other = Outer()
    other.psf.update(one=config.psf.one, several=config.psf.several, maybe=config.psf.maybe)
    return other


def test_a_selection_is_taken_over_if_its_class_is_the_same():
    """Also where the selected config was not asked for: another class under its name is an error."""

    class Others(Config):
        one = ConfigChoiceField("One.", {"pca": SubPca, "kl": Kl}, "pca")

    config = Psf(one="kl")
    with pytest.raises(
        FieldValidationError, match=r"expected a config of type .*Pca for 'pca', got .*SubPca"
    ):
        config.one = Others().one
    assert (config.one.name, built(config)) == ("kl", [])
    config.one["kl"].size = 9
    config.one = Others(one="kl").one
    assert (config.one.name, config.one["kl"].size) == ("kl", 7)


def test_the_name_of_a_default_makes_no_choice():
    """A config that is the default of a field gets its full path without what it selects."""

    class Above(Config):
        psf = ConfigField("Psf.", Psf, Psf(one="kl"))

    above = Above()
    above._rename("top")
    assert (built(above.psf), above.psf._name) == ([], "top.psf")


def test_choices_and_selections_cannot_be_pickled_or_copied_alone():
    """They belong to their config, and say so; a chosen config can be."""
    config = Psf()
    for value in (config.one, config.several.names):
        for use in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(UnexpectedProxyUsageError, match="belong"):
                use(value)
    assert issubclass(UnexpectedProxyUsageError, TypeError)
    assert pickle.loads(pickle.dumps(config.one["kl"])) == Kl()


def test_a_pickle_imports_the_module_that_registers_a_choice(folder, monkeypatch):
    """In a process that has not met a choice, its module is imported, which is what registers it."""
    monkeypatch.syspath_prepend(folder)
    (folder / "late_choice.py").write_text(
        "from stepconfig import Config\nfrom tests.nested.test_choice import Holder\n"
        "class Late(Config):\n    pass\nHolder.choice.typemap['late'] = Late\n"
    )
    import late_choice

    try:
        config = Holder(choice="late")
        config.choice["late"]
        data = pickle.dumps(config)
        del Holder.choice.typemap["late"], sys.modules["late_choice"]
        assert pickle.loads(data).choice.name == "late"
        assert late_choice.Late
        del Holder.choice.typemap["late"]
        with pytest.raises(FieldValidationError, match="there is no choice 'late'"):
            pickle.loads(data)
    finally:
        Holder.choice.typemap.pop("late", None)
        del sys.modules["late_choice"]


class Holder(Config):
    """A config whose typemap a test changes."""

    choice = ConfigChoiceField("A choice.", {"pca": Pca}, "pca")


def test_a_config_with_choices_is_collected():
    """Value objects keep no config alive."""
    import weakref

    config = Psf()
    config.one["kl"].size = 3
    reference = weakref.ref(config)
    del config
    gc.collect()
    assert reference() is None


# -- names, history, errors ------------------------------------------------------------------------


def test_names_are_attributes_of_the_config():
    """Every name can be evaluated; selections are told before the values."""
    config = Outer()
    names = config.names()
    assert names == [
        "psf.one.name",
        "psf.one['kl'].size",
        "psf.one['kl'].needed",
        "psf.several.names",
        "psf.several['pca'].order",
        "psf.several['pca'].knots",
        "psf.several['kl'].size",
        "psf.several['kl'].needed",
        "psf.maybe.name",
    ]
    for name in names:
        eval(f"config.{name}")


def test_to_dict_tells_selection_and_values():
    """One has ``name`` and ``values``, several have ``names``."""
    config = Psf(one="kl", several=["pca"])
    assert config.toDict() == {
        "one": {"name": "kl", "values": {"kl": {"size": 7, "needed": 1}}},
        "several": {"names": ["pca"], "values": {"pca": {"order": 3, "knots": [1.0]}}},
        "maybe": {"name": None, "values": {}},
    }
    assert Psf._fields["one"].toDict(config) == config.toDict()["one"]


def test_errors_below_a_choice_have_the_full_path():
    """The path has the name of the choice in brackets."""
    config = Outer()
    with pytest.raises(FieldValidationError) as caught:
        config.psf.one["pca"].order = 0
    assert caught.value.fullname == "psf.one['pca'].order"
    with pytest.raises(
        UnknownNameError, match=r"has no field 'psf\.one\['pca'\]\.ordr'; did you mean 'order'"
    ):
        config.psf.one["pca"].ordr = 3


def test_an_unknown_attribute_of_the_value_is_an_error_of_the_family():
    """Reading, setting and deleting attributes that a choice has not, or cannot set, tells the field."""
    config = Psf()
    for use in (
        lambda: config.one.nme,
        lambda: setattr(config.one, "nme", "kl"),
        lambda: delattr(config.one, "nme"),
    ):
        with pytest.raises(FieldValidationError, match="has no attribute 'nme'; did you mean 'name'"):
            use()
    for name in ("active", "types", "history", "values", "_name", "__class__"):
        with pytest.raises(FieldValidationError, match="cannot be set"):
            setattr(config.one, name, 3)
    with pytest.raises(AttributeError):
        config.one.__wrapped__  # noqa: B018


def test_the_history_says_what_was_selected():
    """Each selection is an entry with name and line; a default begins as it does in pex_config."""
    config = Psf()
    config.one = "kl"
    config.one.name = "pca"
    told = [(entry.value, entry.label) for entry in config.history["one"]]
    assert told == [
        ("Initialized from defaults", "default"),
        ("pca", "default"),
        ("kl", "assignment"),
        ("pca", "assignment"),
    ]
    assert config.history["one"][-1].location.content == 'config.one.name = "pca"'
    assert config.history["several"][1].value == ["kl", "pca"]
    assert config.history["maybe"][1].value is None
    assert config.one.history == config.history["one"]
    lines = config.formatHistory("one").splitlines()
    assert [line.split()[0] for line in lines if line.startswith("  '")] == ["'pca'", "'kl'", "'pca'"]
    text = stepconfig.history.format(config, "one")
    assert text.splitlines()[0] == "one"
    assert text.splitlines()[1].startswith("Initialized from defaults ")


def test_the_history_of_a_value_in_a_choice_is_found_by_its_path():
    """A path with the name in brackets leads to it, also if nobody has asked for that choice yet."""
    config = Outer()
    assert config.formatHistory('psf.one["pca"].order').splitlines()[0] == "psf.one['pca'].order"
    config.psf.one["pca"].order = 5
    assert "psf.one['pca'].order" in config.formatHistory()
    assert config.formatHistory("psf.one.pca.order").splitlines()[0] == "psf.one['pca'].order"
    assert config.explain("psf.one.pca.order").path == "psf.one['pca'].order"
    assert [each.path for each in config.explain("psf.one.pca")] == [
        "psf.one['pca'].order",
        "psf.one['pca'].knots",
    ]
    assert [each.path for each in config.explain("psf.one.*.ord*")] == ["psf.one['pca'].order"]
    assert config.formatHistory("psf.one.name").splitlines()[0] == "psf.one"
    with pytest.raises(UnknownNameError, match="did you mean"):
        config.formatHistory("psf.one['pca'].ordr")


def test_edits_of_several_are_told_as_edits():
    """The history tells what was added or taken back, and not the whole selection."""
    config = Psf(several=[])
    config.several.names.add("pca")
    config.several.names |= ["kl"]
    config.several.names.discard("pca")
    config.several.names.clear()
    told = [(str(entry.value), entry.label) for entry in config.history["several"][3:]]
    assert told == [
        (".names.add('pca')", "selection"),
        (".names |= ['kl']", "selection"),
        (".names.discard('pca')", "selection"),
        (".names.clear()", "selection"),
    ]


def test_a_refused_selection_leaves_no_entry():
    """What is refused changes neither selection nor history."""
    config = Psf()
    for use in (
        lambda: setattr(config, "one", "zz"),
        lambda: setattr(config, "several", ["pca", "zz"]),
        lambda: config.several.names.update(["pca", "zz"]),
        lambda: config.several.names.add([]),
    ):
        with pytest.raises(FieldValidationError):
            use()
    assert config == Psf()
    assert (len(config.history["one"]), len(config.history["several"])) == (2, 2)


def test_help_shows_the_choices():
    """The page of the class tells every choice with the first sentence of its class."""
    import inspect

    page = inspect.getdoc(Psf)
    assert "one : name of a config, default 'pca'" in page
    assert "several : names of configs, default ['kl', 'pca']" in page
    assert "'pca' : Principal components." in page


def test_repr_and_str_tell_selection_and_what_was_made():
    """Neither makes a choice that nobody asked for."""
    config = Psf()
    assert repr(config.maybe) == "ConfigInstanceDict(name=None, values={})"
    assert repr(config.several.names) == "['kl', 'pca']"
    assert "'name': 'pca'" in str(config)


# -- files -----------------------------------------------------------------------------------------


def test_the_saved_form_selects_and_sets():
    """The selection comes first, each line has its doc, and loading gives an equal config."""
    config = Psf(one="kl")
    config.one["pca"].order = 5
    text = config.saveToString(skipImports=True)
    assert text.startswith(
        "# One.\nconfig.one.name='kl'\n\n# Number of components.\nconfig.one['pca'].order=5\n\n"
    )
    fresh = Psf()
    fresh.loadFromString(text)
    assert fresh == config
    assert fresh.one["pca"].order == 5
    assert fresh.saveToString(skipImports=True) == text


def test_modules_of_what_is_chosen_are_imported_by_the_saved_file():
    """The saved text imports the modules of the configs in it, and no others."""
    module = type(sys)("module_of_a_choice")
    sys.modules[module.__name__] = module
    try:
        exec("from stepconfig import Config\nclass Far(Config):\n    pass\n", vars(module))
        other = type(sys)("module_of_another")

        class Own(Config):
            choice = ConfigChoiceField("A choice.", {"far": module.Far, "kl": Kl}, "kl")

        assert other.__name__ not in sys.modules
        assert "import module_of_a_choice" not in Own().saveToString()
        assert "import module_of_a_choice\n" in Own(choice="far").saveToString()
        assert "import module_of_a_choice\n" in Own().saveToString(all=True)
    finally:
        del sys.modules[module.__name__]


def test_a_file_reaches_into_a_default_selection_below():
    """``config.psf.one['kl'].size = 5`` works without any selection in the file."""
    config = Outer()
    config.loadFromString("config.psf.one['kl'].size = 5", filename="/data/over.py")
    assert config.psf.one.active.size == 5
    assert str(config.psf.one["kl"].history["size"][-1].location).endswith("over.py:1")


def test_plain_lines_with_choices_are_left_to_the_interpreter():
    """A file of plain assignments in which a selection is made gives values and lines as any other."""
    config = Outer()
    config.loadFromString("config.psf.one = 'pca'\nconfig.psf.maybe.name = 'kl'\n", filename="/data/over.py")
    assert (config.psf.one.name, config.psf.maybe.name) == ("pca", "kl")
    assert [str(config.psf.history[name][-1].location)[-9:] for name in ("one", "maybe")] == [
        "over.py:1",
        "over.py:2",
    ]


def test_a_load_that_fails_takes_back_selections_values_and_what_was_made():
    """A file that fails half way leaves selection, values, histories and choices as they were."""
    config = Psf()
    config.maybe["pca"].order = 2
    with pytest.raises(ZeroDivisionError):
        config.loadFromString(
            "config.one = 'kl'\nconfig.one['kl'].size = 9\nconfig.several.names.clear()\n"
            "config.maybe['pca'].order = 8\nconfig.maybe['kl']\n1 / 0"
        )
    assert (built(config), built(config, "maybe"), config.maybe["pca"].order) == ([], ["pca"], 2)
    assert config == Psf()
    assert [len(config.history[name]) for name in config] == [2, 2, 2]
    assert len(config.maybe["pca"].history["order"]) == 2


def test_what_pex_config_saved_is_loaded_without_a_warning():
    """Files that write the values of every choice and select afterwards leave nothing behind."""
    text = (
        "config.one['pca'].order=8\nconfig.one['pca'].knots=[2.0]\n"
        "config.one['kl'].size=7\nconfig.one['kl'].needed=1\nconfig.one.name='kl'\n"
        "config.several['pca'].order=3\nconfig.several['kl'].size=4\nconfig.several.names=['pca', 'kl']\n"
        "config.maybe['pca'].order=3\nconfig.maybe['kl'].size=4\nconfig.maybe.name=None\n"
    )
    config = Psf()
    config.loadFromString(text)
    assert (config.one.name, config.one["pca"].order) == ("kl", 8)
    config = Psf()
    config.loadFromString(text.replace("config.one.name='kl'", "config.one.name=None"))
    assert config.one.name is None


# -- overrides that are left behind ----------------------------------------------------------------


def left_behind(config, use):
    """The paths of the one warning that is given."""
    with pytest.warns(DiscardedOverridesWarning) as caught:
        use()
    (warning,) = caught
    assert warning.filename == __file__
    return [path for path, _ in warning.message.discarded]


def test_a_new_selection_that_leaves_overrides_behind_warns():
    """The warning names selection, paths and places; the selection is made all the same."""
    config = Outer()
    config.psf.one["kl"].size = 20
    config.psf.one["kl"].needed = 2
    assert left_behind(config, lambda: setattr(config.psf, "one", "pca")) == [
        "psf.one['kl'].size",
        "psf.one['kl'].needed",
    ]
    assert config.psf.one.name == "pca"
    config.psf.one = "pca"  # once a selection
    other = Psf()
    other.one["pca"].knots.append(2)
    with pytest.warns(DiscardedOverridesWarning, match="one: None is selected in place of 'pca', for which"):
        other.one.name = None


def test_a_selection_without_loss_does_not_warn():
    """Defaults, values as a new config has them, other choices and selections of several are no loss."""
    config = Psf()
    config.one = "kl"
    config.one = "pca"
    config.one["pca"].order = 3
    config.one["kl"].size = 99
    config.several["kl"].size = 99
    config.several = ["pca"]
    config.one = "kl"
    other = Psf()
    other.one["pca"].order = 5
    other.one = config.one
    assert other.one.name == "kl"


def test_nothing_is_said_while_defaults_are_set():
    """A setDefaults that changes a choice and then selects another does not warn."""

    class Own(Config):
        choice = ConfigChoiceField("A choice.", TYPES, "pca")

        def setDefaults(self):
            self.choice["pca"].order = 9
            self.choice = "kl"

    assert Own().choice.name == "kl"


def test_a_file_that_leaves_its_own_overrides_behind_warns():
    """An override file that sets a value and then selects another choice without any value says so."""
    config = Psf()
    with pytest.warns(DiscardedOverridesWarning, match=r"one\['pca'\]\.order, set at .*over\.py:1"):
        config.loadFromString("config.one['pca'].order = 5\nconfig.one = 'kl'\n", filename="/data/over.py")
    second = Psf()
    second.one["pca"].order = 6
    with pytest.warns(DiscardedOverridesWarning) as caught:
        second.loadFromString("config.one['kl'].size = 5\nconfig.one = 'kl'\n")
    assert [path for path, _ in caught[0].message.discarded] == ["one['pca'].order"]


def test_a_warning_that_is_an_error_leaves_the_selection():
    """Who makes the warning an error finds selection and history as they were."""
    config = Psf()
    config.one["pca"].order = 5
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(DiscardedOverridesWarning):
            config.one = "kl"
    assert (config.one.name, len(config.history["one"])) == ("pca", 2)


# -- subclasses ------------------------------------------------------------------------------------


def test_a_value_class_of_ones_own_is_used():
    """A field class names the class of its values, which may have attributes of its own."""

    class Named(ConfigInstanceDict):
        @property
        def label(self):
            return f"<{self.name}>"

    class NamedField(ConfigChoiceField):
        instanceDictClass = Named

    class Own(Config):
        choice = NamedField("A choice.", TYPES, "pca")

    config = Own()
    assert type(config.choice) is type(config.copy().choice) is Named
    assert (config.choice.label, config.copy().choice.label) == ("<pca>", "<pca>")


def test_a_field_class_with_its_own_set_gets_defaults_and_values():
    """A subclass of the field that overrides ``__set__`` as for pex_config sees every whole value."""
    seen = []

    class Loud(ConfigChoiceField):
        def __set__(self, instance, value, at=None, label="assignment"):
            seen.append((value, label))
            super().__set__(instance, value, at, label)

    class Own(Config):
        choice = Loud("A choice.", TYPES, "pca")

    config = Own()
    config.choice = "kl"
    assert seen == [("pca", "default"), ("kl", "assignment")]
    assert config.history["choice"][-1].location.content == 'config.choice = "kl"'
