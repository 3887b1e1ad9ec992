"""ConfigurableActionStruct and its field: named actions, added and removed by assignments."""

import copy
import inspect
import pickle
from types import SimpleNamespace

import pytest

from stepconfig import (
    Config,
    Edit,
    FieldValidationError,
    UnexpectedProxyUsageError,
    UnknownNameError,
)
from stepconfig.configurableActions import ConfigurableActionStruct, ConfigurableActionStructField
from tests.contracts import check_field
from tests.nested.actions import Calibrate, Chain, Measure, Positive, Scale, Survey, Tuned

SCALE, CALIBRATE = "tests.nested.actions.Scale", "tests.nested.actions.Calibrate"


def factory(doc="A doc.", default=None, deprecated=None):
    """Make a field for the contract."""
    return ConfigurableActionStructField(doc, default, False, deprecated)


def told(config, name="cuts"):
    """Return what the history of a field says, as text."""
    return [str(entry.value) for entry in config.history[name]]


@pytest.fixture
def config():
    """Return a new config with actions."""
    return Survey().measure


def test_the_field_of_a_struct_keeps_the_contract():
    """The field that holds named actions keeps all the promises that fields make."""
    check_field(
        factory,
        [
            (SimpleNamespace(b=Calibrate(offset=3)), {"b": {"factor": 2.0, "offset": 3.0}}),
            (SimpleNamespace(a=Tuned, z=Scale), {"a": {"factor": 7.0, "steps": [1]}, "z": {"factor": 2.0}}),
            (Chain().others, {"again": {"factor": 2.0}}),
        ],
        [3, "a", [Scale], Scale, Scale(), Config, ConfigurableActionStruct, Measure.cuts, Measure().flux],
        required=False,
    )


# -- reading ---------------------------------------------------------------------------------------


def test_actions_are_attributes(config):
    """Each action is an attribute, and can be called."""
    assert type(config.cuts.wide) is Calibrate
    assert config.cuts.wide(2) == 5.0
    assert {"wide", "low", "update", "remove"} <= set(dir(config.cuts))


def test_iterating_gives_the_actions_in_the_order_in_which_they_were_added(config):
    """Iteration, ``items`` and ``fieldNames`` keep the order of insertion."""
    config.cuts.again = Scale
    config.cuts.low = Calibrate
    cuts = config.cuts
    assert list(cuts.fieldNames) == ["wide", "low", "again"]
    assert list(cuts) == [cuts.wide, cuts.low, cuts.again]
    assert list(cuts.items()) == [("wide", cuts.wide), ("low", cuts.low), ("again", cuts.again)]
    assert (len(cuts), bool(cuts), bool(config.none)) == (3, True, False)
    assert cuts.fieldNames & {"wide", "x"} == {"wide"}


def test_an_action_is_in_its_struct(config):
    """``in`` asks for an action, as iteration gives actions."""
    assert config.cuts.wide in config.cuts
    assert Tuned() not in config.cuts
    assert "wide" not in config.cuts


def test_update_and_remove_read_as_none(config):
    """They are there to be assigned."""
    assert config.cuts.update is None
    assert config.cuts.remove is None


def test_an_unknown_action_is_named_with_its_path(config):
    """The error is an AttributeError, tells the path and the nearest name."""
    with pytest.raises(UnknownNameError) as caught:
        config.cuts.wode  # noqa: B018 - reading is what is tested
    assert str(caught.value).startswith(
        "tests.nested.actions.Measure has no action 'measure.cuts.wode'; did you mean 'wide'?\n  named at "
    )
    assert not hasattr(config.cuts, "wode")
    assert not hasattr(config.cuts, "__wrapped__")


def test_structs_are_equal_if_their_actions_are(config):
    """Order does not matter, class and values do."""
    other = Measure()
    other.cuts = SimpleNamespace(low=Scale, wide=Calibrate)
    assert config.cuts == other.cuts
    other.cuts.low.factor = 3
    assert config.cuts != other.cuts
    assert config.cuts != SimpleNamespace(**dict(config.cuts.items()))
    with pytest.raises(TypeError, match="unhashable"):
        hash(config.cuts)


def test_a_struct_reads_as_its_actions(config):
    """The representation has the actions by name."""
    assert repr(config.cuts) == (
        f"ConfigurableActionStruct(wide={CALIBRATE}(factor=2.0, offset=1.0), low={SCALE}(factor=2.0))"
    )
    assert repr(config.none) == "ConfigurableActionStruct()"


# -- changing --------------------------------------------------------------------------------------


def test_a_class_or_an_action_is_set_by_attribute(config):
    """A class gives its defaults, an action its class and values; nothing is shared with it."""
    given = Calibrate(offset=4)
    config.cuts.new = given
    config.cuts.fresh = Tuned
    assert (config.cuts.new, config.cuts.fresh) == (given, Tuned())
    assert config.cuts.new is not given
    given.offset = 5
    assert config.cuts.new.offset == 4.0
    assert config.cuts.new._name == "measure.cuts.new"


def test_setting_a_name_again_replaces_the_action(config):
    """Another class may stand under the name afterwards, in the same place of the order."""
    config.cuts.wide = Scale(factor=5)
    assert config.cuts.wide == Scale(factor=5)
    assert list(config.cuts.fieldNames) == ["wide", "low"]


def test_setting_what_is_there_changes_nothing(config):
    """The action itself, the struct itself, assigned to where they are: both stay."""
    cuts, wide = config.cuts, config.cuts.wide
    config.cuts.wide = wide
    assert told(config) == [f"= {{'wide': '{CALIBRATE}', 'low': '{SCALE}'}}"]
    config.cuts = cuts
    assert config.cuts is cuts
    assert config.cuts.wide is wide
    cuts.update = cuts
    assert cuts == Measure().cuts


def test_update_adds_and_replaces(config):
    """A mapping, another struct, or a namespace adds its actions to those that are there."""
    config.cuts.update = {"low": Tuned, "high": Calibrate(offset=2)}
    assert list(config.cuts.fieldNames) == ["wide", "low", "high"]
    assert (config.cuts.low, config.cuts.high) == (Tuned(), Calibrate(offset=2))
    config.none.update = config.cuts
    assert config.none == config.cuts
    assert config.none.high is not config.cuts.high
    config.none.update = SimpleNamespace(last=Scale)
    assert list(config.none.fieldNames)[-1] == "last"


def test_remove_takes_one_or_several(config):
    """A name, a tuple or any other iterable of names says which actions go."""
    config.cuts.update = {"a": Scale, "b": Scale, "c": Scale}
    config.cuts.remove = "low"
    assert list(config.cuts.fieldNames) == ["wide", "a", "b", "c"]
    config.cuts.remove = ("a", "c")
    assert list(config.cuts.fieldNames) == ["wide", "b"]
    config.cuts.remove = config.cuts.fieldNames
    assert list(config.cuts.fieldNames) == []


def test_del_takes_one(config):
    """``del`` of an attribute takes the action away, and of an unknown one is an error."""
    del config.cuts.low
    assert list(config.cuts.fieldNames) == ["wide"]
    with pytest.raises(UnknownNameError, match=r"no action 'measure\.cuts\.low'"):
        del config.cuts.low


def test_actions_can_be_removed_while_iterating(config):
    """What iterates goes on over the actions that were there when it began."""
    for name in config.cuts.fieldNames:
        delattr(config.cuts, name)
    assert len(config.cuts) == 0


def test_names_that_are_given_before_are_kept(config):
    """What ``fieldNames`` gave stays what it was when the struct changes."""
    names = config.cuts.fieldNames
    config.cuts.new = Scale
    assert list(names) == ["wide", "low"]


@pytest.mark.parametrize(
    "name", ["not valid", "1st", "class", "", "a.b", "__hidden", "_field", "items", "update", "remove"]
)
def test_names_have_to_be_usable_as_attributes(config, name):
    """A name that is no identifier, or that the struct has for itself, is a ValueError; nothing is done."""
    with pytest.raises(ValueError, match="cannot be the name of an action") as caught:
        config.cuts.update = {"fine": Scale, name: Scale}
    assert isinstance(caught.value, FieldValidationError)
    assert caught.value.fullname == "measure.cuts"
    assert config.cuts == Measure().cuts
    assert len(config.history["cuts"]) == 1


def test_a_name_that_is_no_text_is_refused(config):
    """The keys of a mapping have to be names."""
    with pytest.raises(FieldValidationError, match="3 cannot be the name of an action"):
        config.cuts.update = {3: Scale}


def test_a_name_may_begin_with_an_underscore():
    """It is a name like any other: read, saved, loaded, and read from the saved text without executing it."""
    config = Measure()
    config.cuts._extra = Scale(factor=4)
    assert config.cuts._extra.factor == 4
    text = config.saveToString()
    assert Measure._fromPython(text).cuts._extra.factor == 4
    loaded = Measure()
    loaded.loadFromString(text)
    assert loaded == config


def test_a_method_of_the_metaclass_is_no_name_of_the_struct(config):
    """Only what the struct itself has cannot be the name of an action."""
    config.cuts.mro = Scale
    assert list(config.cuts.fieldNames)[-1] == "mro"


@pytest.mark.parametrize("value", [3, None, "Scale", Measure, Measure(), int, {}])
def test_only_actions_can_be_in_a_struct(config, value):
    """What is no action is refused with the full path, and nothing is done."""
    for change in (
        lambda: setattr(config.cuts, "new", value),
        lambda: setattr(config.cuts, "update", {"fine": Scale, "new": value}),
        lambda: setattr(config, "cuts", SimpleNamespace(fine=Scale, new=value)),
    ):
        with pytest.raises(FieldValidationError, match="expected a subclass of Conf") as caught:
            change()
        assert caught.value.fullname == "measure.cuts.new"
        assert config.cuts == Measure().cuts
        assert len(config.history["cuts"]) == 1


@pytest.mark.parametrize("value", [3, None, [("a", Scale)], Scale, "a"])
def test_update_takes_mappings(config, value):
    """What names no actions cannot be added."""
    with pytest.raises(FieldValidationError, match="expected a mapping of names to actions"):
        config.cuts.update = value


def test_removing_an_unknown_name_removes_nothing(config):
    """One unknown name refuses them all; the error suggests the nearest."""
    with pytest.raises(UnknownNameError, match=r"no action 'measure.cuts.wid'; did you mean 'wide'\?"):
        config.cuts.remove = ("low", "wid")
    with pytest.raises(UnknownNameError, match=r"no action 'measure.cuts.\[1\]'"):
        config.cuts.remove = [[1]]
    with pytest.raises(FieldValidationError, match="expected the name of an action, or names, got 3"):
        config.cuts.remove = 3
    assert config.cuts == Measure().cuts
    assert len(config.history["cuts"]) == 1


def test_a_whole_struct_is_assigned_from_another_or_from_a_namespace(config):
    """The object stays, its actions are new ones, and nothing is shared."""
    cuts = config.cuts
    other = Measure()
    other.cuts.new = Tuned(factor=3)
    config.cuts = other.cuts
    assert config.cuts is cuts
    assert cuts == other.cuts
    assert cuts.new is not other.cuts.new
    config.cuts = SimpleNamespace(z=Scale, y=Calibrate(offset=3))
    assert list(cuts.items()) == [("z", Scale()), ("y", Calibrate(offset=3))]


def test_none_empties_a_struct(config):
    """None, by assignment or deletion, stands for a struct without actions, which is always valid."""
    config.cuts = None
    assert len(config.cuts) == 0
    config.cuts.a = Scale
    del config.cuts
    assert len(config.cuts) == 0
    assert config.history["cuts"][-1].label == "deletion"
    config.validate()


def test_a_dict_or_a_field_is_no_struct(config):
    """A plain dict is refused with the hint how its items are added; the field object is refused, too."""
    with pytest.raises(ValueError, match=r"add actions by config\.cuts\.update = \{\.\.\.\}"):
        config.cuts = {"a": Scale}
    for value in (Measure.cuts, ConfigurableActionStructField("A doc."), ConfigurableActionStructField):
        with pytest.raises(ValueError, match="expected a struct of actions"):
            config.cuts = value
    assert config.cuts == Measure().cuts


# -- definition ------------------------------------------------------------------------------------


def test_positions_of_the_constructor_are_those_of_pex_config():
    """Doc, default, optional and deprecated can be given by position; a type in brackets is accepted."""
    field = ConfigurableActionStructField[Scale]("A doc.", {"a": Scale}, True, "use g")
    assert (field.default, field.optional, field.doc) == ({"a": Scale}, True, "A doc. Deprecated: use g")
    with pytest.raises(ValueError, match="the doc of a ConfigurableActionStructField is empty"):
        ConfigurableActionStructField("")


def test_default_actions_are_copied():
    """Actions in a default give their classes and values, and are shared with nobody."""
    given = Calibrate(offset=3)

    class Own(Config):
        cuts = ConfigurableActionStructField("Actions.", {"a": given, "b": Scale})

    class Sub(Own):
        pass

    given.offset = 4
    Own().cuts.a.offset = 5
    Sub.cuts.default["a"].offset = 6
    assert (Own().cuts.a.offset, Sub().cuts.a.offset) == (3.0, 6.0)
    assert Own().cuts.a.history["offset"][-1].layer == "default"


@pytest.mark.parametrize(
    ("default", "why"),
    [
        ([Scale], "expected a mapping of names to actions"),
        ({"a b": Scale}, "'a b' cannot be the name of an action"),
        ({"a": 3}, "a: expected a subclass of ConfigurableAction, or an action, got 3"),
        ({"a": Measure}, "a: expected a subclass of ConfigurableAction"),
    ],
)
def test_a_bad_default_is_told_when_a_config_is_made(default, why):
    """A default that is none is an error of the first config, which names the field's line."""

    class Own(Config):
        cuts = ConfigurableActionStructField("Actions.", default)

    with pytest.raises(FieldValidationError) as caught:
        Own()
    assert why in str(caught.value)


def test_set_defaults_can_change_a_struct():
    """A ``setDefaults`` adds, changes and removes, and subclasses go on from there."""

    class Own(Measure):
        def setDefaults(self):
            self.cuts.new = Tuned
            self.cuts.wide.offset = 5

    class Sub(Own):
        def setDefaults(self):
            super().setDefaults()
            self.cuts.remove = "low"

    config = Sub()
    assert list(config.cuts.fieldNames) == ["wide", "new"]
    assert config.cuts.wide.offset == 5.0
    assert [entry.layer for entry in config.history["cuts"]] == ["default", "setDefaults", "setDefaults"]


# -- history ---------------------------------------------------------------------------------------


def test_the_history_tells_what_was_done(config):
    """Assigned, set, updated, removed, deleted: each is told as that, with its line."""
    config.cuts.new = Tuned(factor=3)
    config.cuts.update = {"a": Scale, "b": Calibrate}
    config.cuts.remove = "a"
    config.cuts.remove = ("b", "new")
    del config.cuts.low
    config.cuts = SimpleNamespace(x=Scale)
    assert told(config) == [
        f"= {{'wide': '{CALIBRATE}', 'low': '{SCALE}'}}",
        ".new = tests.nested.actions.Tuned",
        f".update = {{'a': '{SCALE}', 'b': '{CALIBRATE}'}}",
        ".remove = 'a'",
        ".remove = ['b', 'new']",
        "del .low",
        f"= {{'x': '{SCALE}'}}",
    ]
    entries = config.history["cuts"]
    assert [entry.label for entry in entries] == [
        "default",
        "setitem",
        "update",
        "delitem",
        "delitem",
        "delitem",
        "assignment",
    ]
    assert all(isinstance(entry.value, Edit) for entry in entries)
    assert {entry.location.filename for entry in entries[1:]} == {__file__}
    assert config.cuts.history == entries


def test_values_in_a_struct_have_histories_with_paths():
    """``formatHistory`` of the top takes the path of an action, and of a value in it."""
    survey = Survey()
    survey.measure.cuts.wide.offset = 4
    survey.measure.cuts.remove = "low"
    text = survey.formatHistory("measure.cuts.wide.offset", writeSourceLine=False)
    assert text.splitlines()[0] == "measure.cuts.wide.offset"
    assert [line.split() for line in text.splitlines()[1:]] == [["1.0", "default"], ["4.0", "code"]]
    whole = survey.formatHistory("measure.cuts.wide")
    assert whole == survey.formatHistory("measure.cuts")
    assert ".remove = 'low'" in whole
    with pytest.raises(UnknownNameError, match=r"measure\.cuts\.wode'; did you mean"):
        survey.formatHistory("measure.cuts.wode")


def test_a_change_of_a_struct_is_told_once():
    """Without a name, the history of a struct is told once, however many actions it has."""
    survey = Survey()
    survey.measure.cuts.new = Scale
    blocks = survey.formatHistory(writeSourceLine=False).split("\n\n")
    assert [block.splitlines()[0] for block in blocks] == ["measure.cuts"]


# -- validity, freezing ----------------------------------------------------------------------------


def test_every_action_of_a_struct_is_validated():
    """Faults of several actions are told together, each with its path."""

    class Strict(Calibrate):
        def validate(self):
            super().validate()
            if self.offset > 9:
                raise FieldValidationError(Strict.offset, self, "too large")

    survey = Survey()
    survey.measure.cuts.update = {"a": Positive(factor=0), "b": Strict(offset=10)}
    with pytest.raises(ValueError, match="2 faults") as caught:
        survey.validate()
    first, second = caught.value.faults
    assert str(first) == "the factor must not be 0"
    assert second.fullname == "measure.cuts.b.offset"
    with pytest.raises(ValueError, match="2 faults"):
        Measure.cuts.validate(survey.measure)
    del survey.measure.cuts.a
    with pytest.raises(
        FieldValidationError, match=r"'measure\.cuts\.b\.offset' failed validation: too large"
    ):
        survey.validate()


def test_a_frozen_struct_refuses_every_change():
    """Setting, updating, removing, deleting, replacing, and changing what is inside: all are refused."""
    survey = Survey()
    survey.freeze()
    cuts = survey.measure.cuts
    for change in (
        lambda: setattr(cuts, "new", Scale),
        lambda: setattr(cuts, "wide", Scale),
        lambda: setattr(cuts, "update", {"new": Scale}),
        lambda: setattr(cuts, "update", 3),
        lambda: setattr(cuts, "remove", "low"),
        lambda: setattr(cuts, "remove", "unknown"),
        lambda: delattr(cuts, "low"),
        lambda: setattr(survey.measure, "cuts", SimpleNamespace()),
        lambda: setattr(survey.measure, "cuts", None),
        lambda: delattr(survey.measure, "cuts"),
        lambda: setattr(cuts.wide, "offset", 3),
        lambda: survey.measure.update(cuts=SimpleNamespace()),
        lambda: survey.loadFromString("config.measure.cuts.remove = 'low'"),
        lambda: setattr(survey.measure.deep.others, "new", Scale),
    ):
        with pytest.raises(FieldValidationError, match="frozen"):
            change()
    assert cuts == Measure().cuts
    assert survey == Survey()
    other = survey.copy()
    other.measure.cuts.remove = "low"
    other.measure.cuts.wide.offset = 4
    assert survey == Survey()


# -- saving and loading ----------------------------------------------------------------------------


def test_a_struct_is_saved_sorted_by_name():
    """The first line empties the struct, then come the classes and the values, sorted by name."""
    config = Measure()
    config.cuts.a = Scale(factor=3)
    text = config.saveToString()
    lines = [line for line in text.splitlines() if "config.cuts" in line or "config.none" in line]
    assert lines == [
        "config.cuts=None",
        f"config.cuts.a={SCALE}()",
        f"config.cuts.low={SCALE}()",
        f"config.cuts.wide={CALIBRATE}()",
        "config.cuts.a.factor=3.0",
        "config.cuts.low.factor=2.0",
        "config.cuts.wide.factor=2.0",
        "config.cuts.wide.offset=1.0",
        "config.none=None",
    ]
    other = Measure()
    other.cuts = SimpleNamespace(a=Scale(factor=3), low=Scale, wide=Calibrate)
    assert other.saveToString() == text
    assert other == config


def test_loading_what_was_saved_restores_the_struct():
    """Actions that are there and not in the file go, others come, with their values."""
    config = Survey()
    config.measure.cuts.update = {"new": Tuned(steps=[2]), "chain": Chain}
    config.measure.cuts.chain.others.update = {"deeper": Calibrate(offset=3)}
    config.measure.cuts.remove = "low"
    fresh = Survey()
    fresh.measure.cuts.foreign = Scale
    fresh.loadFromString(config.saveToString())
    assert fresh == config
    assert fresh.measure.cuts.chain.others.deeper.offset == 3.0
    assert fresh.saveToString() == config.saveToString()


def test_an_override_file_updates_and_removes():
    """A file adds, removes and changes actions, and the history has its lines."""
    survey = Survey()
    survey.loadFromString(
        "from tests.nested.actions import Tuned, Scale\n"
        "config.measure.cuts.update = {'new': Tuned, 'old': Scale(factor=3)}\n"
        "config.measure.cuts.new.factor = 4\n"
        "config.measure.cuts.remove = ('wide', 'low')\n",
        filename="changes.py",
    )
    cuts = survey.measure.cuts
    assert dict(cuts.items()) == {"new": Tuned(factor=4), "old": Scale(factor=3)}
    assert [entry.location.lineno for entry in survey.measure.history["cuts"][1:]] == [2, 4]
    assert cuts.new.history["factor"][-1].location.lineno == 3


def test_a_file_written_for_pex_config_loads():
    """The form in which pex_config saves, with the values of each action behind its class, is read."""
    survey = Survey()
    survey.loadFromString(
        "import stepconfig.configurableActions._configurableAction\n"
        "import tests.nested.actions\n"
        "config.measure.flux=tests.nested.actions.Calibrate\n"
        "config.measure.flux.factor=4.0\n"
        "config.measure.cuts=None\n"
        "config.measure.cuts.a=tests.nested.actions.Tuned()\n"
        "config.measure.cuts.a.factor=3.0\n"
        "config.measure.cuts.b=tests.nested.actions.Scale()\n"
        "config.measure.cuts.b.factor=5.0\n"
        "config.measure.deep=stepconfig.configurableActions._configurableAction.ConfigurableAction\n"
    )
    assert dict(survey.measure.cuts.items()) == {"a": Tuned(factor=3), "b": Scale(factor=5)}
    assert survey.measure.deep.toDict() == {}


def test_a_file_that_fails_leaves_the_struct_as_it_was():
    """Added, removed and changed actions are as before, objects included, and the history too."""
    survey = Survey()
    survey.measure.cuts.new = Tuned
    before, text = dict(survey.measure.cuts.items()), survey.saveToString()
    history = told(survey.measure)
    with pytest.raises(NameError):
        survey.loadFromString(
            "import tests.nested.actions as a\n"
            "config.measure.cuts.more = a.Scale\n"
            "config.measure.cuts.wide.offset = 9\n"
            "config.measure.cuts.new = a.Scale\n"
            "config.measure.cuts.remove = 'low'\n"
            "config.measure.none.update = {'x': a.Scale}\n"
            "config.measure.cuts = None\n"
            "mistake\n"
        )
    assert survey.saveToString() == text
    assert told(survey.measure) == history
    for name, action in survey.measure.cuts.items():
        assert action is before[name]


def test_classes_in_a_function_are_kept_and_checked():
    """No file can import them: what is saved keeps those that are there, and asks that they are."""

    class Inner(Scale):
        pass

    class Own(Config):
        cuts = ConfigurableActionStructField("Actions.", {"inner": Inner, "low": Scale})

    config = Own()
    config.cuts.inner.factor = 3
    config.cuts.remove = "low"
    config.cuts.new = Calibrate
    text = config.saveToString()
    fresh = Own()
    fresh.loadFromString(text)
    assert fresh == config
    fresh.cuts.inner = Scale
    with pytest.raises(AssertionError, match=r"config.cuts.inner has to be of type .*Inner already"):
        fresh.loadFromString(text)


def test_a_deprecated_struct_is_saved_without_actions_that_set_defaults_added():
    """A new config has them, so that the file has to say that they were taken away."""

    class Own(Config):
        cuts = ConfigurableActionStructField("Actions.", {"a": Scale}, deprecated="use none")

        def setDefaults(self):
            self.update(cuts=SimpleNamespace(a=Scale, b=Scale))

    config = Own()
    config.cuts.remove = "b"
    fresh = Own()
    with pytest.warns(FutureWarning, match="use none"):
        fresh.loadFromString(config.saveToString())
    assert list(fresh.cuts.fieldNames) == ["a"]


def test_a_deprecated_struct_is_saved_only_if_its_actions_were_changed():
    """Loading the lines would warn somebody who never used the field."""

    class Own(Config):
        cuts = ConfigurableActionStructField("Actions.", {"a": Scale}, deprecated="use none")

    config = Own()
    assert "config.cuts" not in config.saveToString()
    assert config.names() == []
    config.cuts.b = Scale
    assert "config.cuts=None\n" in config.saveToString()
    assert config.names() == ["cuts", "cuts.a", "cuts.b", "cuts.a.factor", "cuts.b.factor"]


# -- traversals ------------------------------------------------------------------------------------


def test_every_line_of_a_saved_struct_has_a_name():
    """``names`` has the struct, each action, and each value, and each of them is an attribute."""
    survey = Survey()
    names = [name for name in survey.names() if ".cuts" in name]
    assert names == [
        "measure.cuts",
        "measure.cuts.low",
        "measure.cuts.wide",
        "measure.cuts.low.factor",
        "measure.cuts.wide.factor",
        "measure.cuts.wide.offset",
    ]
    for name in survey.names():
        eval(f"survey.{name}")


def test_a_struct_is_converted_to_a_dict():
    """``toDict`` gives the values by name, in the order in which the actions were added."""
    plain = Measure().toDict()["cuts"]
    assert list(plain.items()) == [("wide", {"factor": 2.0, "offset": 1.0}), ("low", {"factor": 2.0})]
    assert Measure.cuts.toDict(Measure()) == plain


def test_structs_with_other_actions_differ():
    """Comparing tells the names, then the actions that are missing, of another class, or of other values."""
    one, other = Survey(), Survey()
    other.measure.cuts = SimpleNamespace(wide=Tuned, new=Scale, last=Scale)
    one.measure.cuts.last = Scale(factor=3)
    messages = []
    assert one != other
    assert not one.compare(other, output=messages.append, shortcut=False)
    assert messages == [
        "measure.cuts: ['last', 'low', 'wide'] != ['last', 'new', 'wide']",
        f"measure.cuts.low: '{SCALE}' != None",
        f"measure.cuts.new: None != '{SCALE}'",
        "measure.cuts.last.factor: 3.0 != 2.0",
        f"measure.cuts.wide: {CALIBRATE} != tests.nested.actions.Tuned.",
    ]
    for difference in one.diff(other):
        assert difference.right_location.filename == __file__
    assert one.diff(one.copy()) == []


def test_the_order_of_actions_makes_no_difference():
    """Structs with the same actions in another order are equal by every way to compare."""
    one, other = Measure(), Measure()
    other.cuts = SimpleNamespace(low=Scale, wide=Calibrate)
    assert one == other
    assert one.compare(other)
    assert one.diff(other) == []


@pytest.mark.parametrize(
    "copier", [Config.copy, copy.copy, copy.deepcopy, lambda config: pickle.loads(pickle.dumps(config))]
)
def test_copies_have_structs_of_their_own(copier):
    """Actions, values, order, history and names are those of the original, and changes stay apart."""
    survey = Survey()
    survey.measure.cuts.update = {"new": Tuned(factor=4), "a": Scale}
    other = copier(survey)
    assert other == survey
    assert list(other.measure.cuts.fieldNames) == ["wide", "low", "new", "a"]
    assert other.formatHistory(all=True) == survey.formatHistory(all=True)
    assert other.measure.cuts.new._name == "measure.cuts.new"
    other.measure.cuts.remove = "new"
    other.measure.cuts.wide.offset = 7
    assert survey.measure.cuts.new.factor == 4.0
    assert survey.measure.cuts.wide.offset == 1.0
    assert len(survey.measure.history["cuts"]) == 2


def test_a_struct_belongs_to_its_config():
    """By itself it cannot be pickled; a copy of it is a namespace, which can be assigned."""
    config = Measure()
    with pytest.raises(UnexpectedProxyUsageError, match="pickle the config, or a plain dict"):
        pickle.dumps(config.cuts)
    assert pickle.loads(pickle.dumps(dict(config.cuts.items()))) == dict(config.cuts.items())
    shallow, deep = copy.copy(config.cuts), copy.deepcopy(config.cuts)
    assert shallow.wide is config.cuts.wide
    assert deep.wide == config.cuts.wide
    assert deep.wide is not config.cuts.wide
    config.none = deep
    assert config.none == config.cuts


def test_renaming_a_config_renames_the_actions():
    """Full paths go down to the actions of a struct."""
    config = Measure()
    config._rename("top")
    assert config.cuts.wide._name == "top.cuts.wide"
    assert config.deep.others.again._name == "top.deep.others.again"
    config._name = "other"
    Measure.cuts.rename(config)
    assert [action._name for action in config.cuts] == ["other.cuts.wide", "other.cuts.low"]


def test_help_tells_the_default_actions():
    """The page of a class says that the field takes actions, and which ones are there."""
    page = " ".join(inspect.getdoc(Measure).split())
    assert f"cuts : struct of actions, default wide={CALIBRATE}, low={SCALE} What a source has" in page
    assert "none : struct of actions Nothing yet." in page


def test_a_struct_class_of_ones_own_is_used():
    """A field subclass can say which class its structs have."""

    class Ordered(ConfigurableActionStruct):
        def sorted(self):
            return sorted(self.fieldNames)

    class OrderedField(ConfigurableActionStructField):
        StructClass = Ordered

    class Own(Config):
        cuts = OrderedField("Actions.", {"b": Scale, "a": Scale})

    config = Own()
    assert config.cuts.sorted() == ["a", "b"]
    assert type(config.copy().cuts) is Ordered
    config.cuts = Measure().cuts
    assert config.cuts.sorted() == ["low", "wide"]
