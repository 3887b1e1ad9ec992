"""ConfigurableAction and ConfigurableActionField: configs that can be called, one to a field."""

import copy
import inspect
import pickle
import sys
from types import ModuleType

import pytest

from stepconfig import Config, ConfigField, Edit, Field, FieldValidationError, RangeField, UnknownNameError
from stepconfig.configurableActions import (
    ConfigurableAction,
    ConfigurableActionField,
    ConfigurableActionStructField,
)
from stepconfig.nested.action import importable_name
from tests.contracts import check_field
from tests.nested.actions import Calibrate, Chain, Measure, Positive, Scale, Survey, Tuned

SCALE, CALIBRATE = "tests.nested.actions.Scale", "tests.nested.actions.Calibrate"


def factory(doc="A doc.", default=None, deprecated=None):
    """Make a field for the contract."""
    return ConfigurableActionField(doc, Scale, default, None, deprecated)


def told(config, name):
    """Return what the history of a field says, as text."""
    return [str(entry.value) for entry in config.history[name]]


def test_the_field_of_an_action_keeps_the_contract():
    """The field that holds an action keeps all the promises that fields make."""
    check_field(
        factory,
        [
            (Calibrate(offset=3), {"factor": 2.0, "offset": 3.0}),
            (Scale, {"factor": 2.0}),
            (Tuned, {"factor": 7.0, "steps": [1]}),
            (Tuned(factor=1, steps=[2, 3]), {"factor": 1.0, "steps": [2, 3]}),
        ],
        [3, "a", None, {}, Chain, Chain(), Config, ConfigurableAction, int, Scale.factor, [Scale()]],
        required=False,
    )


# -- actions ---------------------------------------------------------------------------------------


def test_an_action_is_called_with_its_parameters():
    """An action is a config whose ``__call__`` reads the values, alone and in a config."""
    assert Calibrate(factor=3, offset=0.5)(2) == 6.5
    config = Measure()
    config.flux.factor = 10
    assert config.flux(4.2) == 42.0
    assert config.deep(1) == 6.0


def test_an_action_that_says_nothing_refuses_to_be_called():
    """The base class has nothing to do, and the error names the class that forgot to say what."""

    class Empty(ConfigurableAction):
        pass

    with pytest.raises(NotImplementedError, match=r"Empty does not say what it does: override __call__"):
        Empty()(1, x=2)


def test_an_action_knows_the_field_that_it_is_in():
    """``identity`` is the name in the config that holds the action, None for one that stands alone."""
    config = Survey().measure
    assert config.flux.identity == "flux"
    assert config.cuts.wide.identity == "wide"
    assert config.deep.others.again.identity == "again"
    assert Scale().identity is None
    config.flux = free = Scale()
    assert (config.flux.identity, free.identity) == ("flux", None)
    assert config.copy().flux.identity == config.flux.copy().identity == "flux"
    assert pickle.loads(pickle.dumps(config)).cuts.low.identity == "low"


def test_an_action_that_stands_alone_can_be_named():
    """A name given to it is its identity, and its errors begin with it."""
    action = Chain()
    action.identity = "chain"
    assert action.identity == "chain"
    with pytest.raises(FieldValidationError, match=r"'chain.others.again.factor' failed validation"):
        action.others.again.factor = -1
    action.identity = None
    assert action.identity is None
    assert action.others.again.identity == "again"


# -- definition ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [int, Config, Measure, 3, Scale()])
def test_only_a_class_of_actions_can_be_held(dtype):
    """The dtype has to be a subclass of ConfigurableAction."""
    with pytest.raises(ValueError, match="expected a subclass of ConfigurableAction"):
        ConfigurableActionField("A doc.", dtype)


def test_without_a_type_any_action_is_accepted():
    """The dtype is ConfigurableAction by default, and the default is the dtype."""

    class Own(Config):
        action = ConfigurableActionField("Any action.")
        bracketed = ConfigurableActionField[Scale]("One of a class.")

    config = Own()
    assert type(config.action) is ConfigurableAction
    assert type(config.bracketed) is Scale
    config.action = Chain
    assert config.action.first(1) == 3.0
    with pytest.raises(FieldValidationError, match=r"expected a subclass of tests\.nested\.actions\.Scale"):
        config.bracketed = Chain


def test_a_default_may_be_a_subclass_or_an_action():
    """A default of a subclass makes one of it; an action gives its class and values, and is not shared."""
    default = Calibrate(offset=5)

    class Own(Config):
        one = ConfigurableActionField("An action.", Scale, Tuned)
        two = ConfigurableActionField("An action.", Scale, default)

    default.offset = 6
    config = Own()
    config.two.factor = 9
    assert config.toDict() == {"one": {"factor": 7.0, "steps": [1]}, "two": {"factor": 9.0, "offset": 5.0}}
    assert Own().two == Calibrate(offset=5)
    *_, entry = Own().two.history["offset"]
    assert (entry.value, entry.layer, str(entry.location)) == (5.0, "default", str(Own.two.source))


def test_the_field_says_where_it_is_declared():
    """The source of a field is the line of the class that has it."""
    lines, first = inspect.getsourcelines(Measure)
    assert "flux =" in lines[Measure.flux.source.lineno - first]


# -- assigning -------------------------------------------------------------------------------------


def test_assigning_replaces_the_object():
    """A new object stands in the place of the old one, and shares nothing with what was assigned."""
    config = Survey().measure
    before, given = config.flux, Calibrate(factor=3)
    config.flux = given
    assert (type(config.flux), config.flux.factor) == (Calibrate, 3.0)
    assert config.flux is not before
    assert config.flux is not given
    given.factor = 4
    before.factor = 5
    assert config.flux.factor == 3.0
    config.flux = Scale
    assert type(config.flux) is Scale
    with pytest.raises(UnknownNameError, match=r"has no field 'measure.flux.offset'"):
        config.flux.offset = 3


def test_assigning_what_is_there_changes_nothing():
    """The action itself, assigned to its own field, stays, and the history says so."""
    config = Measure()
    config.flux = action = config.flux
    assert config.flux is action
    assert told(config, "flux") == [f"= {SCALE}"] * 2


def test_a_frozen_action_is_assigned_as_one_that_can_be_changed():
    """What is assigned may be frozen; what stands in the config is not."""
    given = Scale(factor=3)
    given.freeze()
    config = Measure()
    config.flux = given
    config.flux.factor = 4
    assert given.factor == 3.0


def test_an_action_that_cannot_be_made_leaves_everything_as_it_was():
    """If setDefaults of the new class raises, the old action and its history stay."""

    class Broken(Scale):
        def setDefaults(self):
            self.factor = -1

    config = Measure()
    before = config.flux
    with pytest.raises(FieldValidationError, match=r"'flux\.factor' failed validation"):
        config.flux = Broken
    assert config.flux is before
    assert len(config.history["flux"]) == 1


def test_the_history_tells_the_classes():
    """Every replacement is told as the class that stands there now, with the line that did it."""
    config = Measure()
    config.flux = Calibrate(offset=4)
    assert told(config, "flux") == [f"= {SCALE}", f"= {CALIBRATE}"]
    assert all(isinstance(entry.value, Edit) for entry in config.history["flux"])
    last = config.history["flux"][-1]
    assert (last.label, last.layer, last.location.filename) == ("assignment", "code", __file__)
    first, second = config.flux.history["offset"]
    assert (first.value, first.label) == (1.0, "default")
    assert first.location.filename == __file__
    assert str(first.location) == str(last.location)
    assert (second.value, second.label) == (4.0, "assignment")
    lines = config.formatHistory("flux", writeSourceLine=False).splitlines()
    assert [" ".join(line.split()) for line in lines] == [
        "flux",
        f"= {SCALE} default",
        f"= {CALIBRATE} code",
    ]
    assert "flux.offset\n" in config.formatHistory()


def test_a_class_with_braces_in_its_name_is_told():
    """The name of a class that is made at run time may have any characters."""
    odd = type(Scale)("Odd{0}", (Scale,), {"__module__": __name__})
    config = Measure(flux=odd)
    assert told(config, "flux")[-1] == f"= {__name__}.Odd{{0}}"


# -- validity, freezing ----------------------------------------------------------------------------


def test_actions_are_validated_with_the_config():
    """What validate of an action raises is a fault of the config; the field's check is asked, too."""

    class Own(Config):
        one = ConfigurableActionField("An action.", Scale, Positive)
        two = ConfigurableActionField("An action.", Scale, check=lambda action: action.factor < 9)

    config = Own()
    config.validate()
    config.one.factor = 0
    config.two.factor = 9
    with pytest.raises(ValueError, match="2 faults") as caught:
        config.validate()
    first, second = caught.value.faults
    assert str(first) == "the factor must not be 0"
    assert second.fullname == "two"


def test_a_frozen_config_keeps_its_actions():
    """Neither the action nor what is in it can be changed, and a copy can."""
    config = Measure()
    config.freeze()
    for change in (
        lambda: setattr(config, "flux", Calibrate),
        lambda: setattr(config.flux, "factor", 3),
        lambda: setattr(config.deep.first, "offset", 3),
        lambda: setattr(config.deep, "first", Scale),
        lambda: config.update(flux=Calibrate),
        lambda: config.loadFromString("config.flux.factor = 3"),
        lambda: delattr(config, "flux"),
    ):
        with pytest.raises(FieldValidationError, match="frozen"):
            change()
    other = config.copy()
    other.deep.first = Scale
    assert type(config.deep.first) is Calibrate


# -- saving and loading ----------------------------------------------------------------------------


def test_the_class_is_saved_before_the_values():
    """A saved file imports the module of the class, puts the class there, then sets its values."""
    config = Measure()
    config.flux = Calibrate(offset=3)
    text = config.saveToString()
    lines = [line for line in text.splitlines() if "flux" in line or line.startswith("import")]
    assert lines == [
        "import tests.nested.actions",
        "# Measurement of the flux.",
        f"config.flux={CALIBRATE}",
        "config.flux.factor=2.0",
        "config.flux.offset=3.0",
    ]


def test_modules_of_all_classes_are_imported():
    """The modules of actions at any depth are imported by the saved file, each once."""

    class Elsewhere(Scale):
        pass

    module = ModuleType("actions_elsewhere")
    module.Elsewhere = Elsewhere
    Elsewhere.__module__, Elsewhere.__qualname__ = "actions_elsewhere", "Elsewhere"
    sys.modules["actions_elsewhere"] = module
    try:
        config = Survey()
        config.measure.deep.others.more = Elsewhere
        text = config.saveToString()
        assert text.count("import actions_elsewhere\n") == 1
        assert "config.measure.deep.others.more=actions_elsewhere.Elsewhere()\n" in text
        fresh = Survey()
        fresh.loadFromString(text)
        assert fresh == config
        assert type(fresh.measure.deep.others.more) is Elsewhere
    finally:
        del sys.modules["actions_elsewhere"]


def test_a_file_that_only_names_an_action_imports_its_module():
    """The base class is named as its users import it, and its module is imported."""

    class Own(Config):
        action = ConfigurableActionField("Any action.")

    text = Own().saveToString()
    assert "import stepconfig.configurableActions\n" in text
    assert "config.action=stepconfig.configurableActions.ConfigurableAction\n" in text
    Own().loadFromString(text)


def test_an_override_file_changes_actions():
    """A file replaces actions and sets what is in them, and the history has its lines."""
    config = Survey()
    config.loadFromString(
        "import tests.nested.actions as actions\n"
        "config.measure.flux = actions.Calibrate\n"
        "config.measure.flux.offset = 3\n"
        "config.measure.deep.first = actions.Tuned(factor=1)\n",
        filename="changes.py",
    )
    measure = config.measure
    assert measure.flux == Calibrate(offset=3)
    assert measure.deep.first == Tuned(factor=1)
    entry = measure.history["flux"][-1]
    assert (entry.layer, entry.location.lineno) == ("override file", 2)
    assert measure.flux.history["offset"][0].location.lineno == 2
    assert measure.flux.history["offset"][-1].location.lineno == 3


def test_a_file_that_fails_leaves_the_actions_as_they_were():
    """The action that was there is back, with its values and its history."""
    config = Measure()
    config.flux.factor = 3
    before = config.flux
    entries = config.flux.history["factor"]
    text = "config.flux.factor = 4\nimport tests.nested.actions as a\nconfig.flux = a.Calibrate\nmistake"
    with pytest.raises(NameError):
        config.loadFromString(text)
    assert config.flux is before
    assert (before.factor, before.history["factor"]) == (3.0, entries)
    assert told(config, "flux") == [f"= {SCALE}"]


def test_a_class_in_a_function_is_checked_and_not_imported():
    """No file can import it: the saved file asks that the config has such an action already."""

    class Inner(Scale):
        pass

    class Own(Config):
        action = ConfigurableActionField("An action.", Scale, Inner)

    config = Own()
    config.action.factor = 3
    text = config.saveToString()
    assert f"config.action={__name__}" not in text
    fresh = Own()
    fresh.loadFromString(text)
    assert fresh == config
    fresh.action = Calibrate
    with pytest.raises(AssertionError, match=r"config.action has to be of type .*Inner already, which no"):
        fresh.loadFromString(text)
    assert type(fresh.action) is Calibrate


def test_a_class_that_its_module_does_not_have_is_checked_and_not_imported():
    """A class that is made at run time, or hidden by another of its name, cannot be imported either."""
    hidden = type(Scale)("Calibrate", (Scale,), {"__module__": Calibrate.__module__})
    text = Measure(flux=hidden).saveToString()
    assert "config.flux=" not in text
    assert importable_name(hidden, "config.flux") is None
    assert importable_name(Calibrate, "config.flux") == CALIBRATE


def test_a_module_named_as_the_config_can_be_named_in_the_file():
    """The name of the config hides a module of that name; the class is imported without it."""
    module = ModuleType("config")
    sys.modules["config"] = module
    Hidden = type(Scale)("Hidden", (Scale,), {"__module__": "config"})
    module.Hidden = Hidden
    try:
        config = Measure(flux=Hidden)
        fresh = Measure()
        fresh.loadFromString(config.saveToString())
        assert type(fresh.flux) is Hidden
        assert importable_name(Hidden, "root.d['k'].flux") == "config.Hidden"
    finally:
        del sys.modules["config"]


def test_a_deprecated_field_is_saved_only_if_its_class_was_changed():
    """Loading the line would warn somebody who never used the field."""

    class Own(Config):
        action = ConfigurableActionField("An action.", Scale, deprecated="use none")

    config = Own()
    assert "config.action" not in config.saveToString()
    assert config.names() == []
    Own().loadFromString(config.saveToString())
    config.update(action=Calibrate)
    assert f"config.action={CALIBRATE}\n" in config.saveToString()
    assert config.names() == ["action", "action.factor", "action.offset"]


def test_a_deprecated_field_says_its_class_where_set_defaults_has_another():
    """A new config has the other one, so that the file has to name that of the field."""

    class Own(Config):
        action = ConfigurableActionField("An action.", Scale, deprecated="use none")

        def setDefaults(self):
            self.update(action=Calibrate)

    config = Own()
    config.update(action=Scale)
    fresh = Own()
    with pytest.warns(FutureWarning, match="use none"):
        fresh.loadFromString(config.saveToString())
    assert type(fresh.action) is Scale
    assert fresh == config


def test_a_deprecated_section_of_an_action_is_saved_if_a_class_above_has_set_it():
    """The file makes a new action, of which ``setDefaults`` of the class above does not speak."""
    config = Reviewed()
    assert config.action.scale.factor == 9
    fresh = Reviewed()
    fresh.loadFromString(config.saveToString())
    assert fresh.action.scale.factor == 9
    assert Config.from_yaml(config.to_yaml()) == config


class Sectioned(ConfigurableAction):
    """An action with a section that is not to be used any more."""

    scale = ConfigField("A section.", Scale, deprecated="use none")


class Reviewed(Config):
    """A config that sets something of that section."""

    action = ConfigurableActionField("An action.", Sectioned)

    def setDefaults(self):
        self.action.scale.factor = 9


def test_a_new_action_has_entries_only_for_what_differs_from_its_defaults():
    """An action in the place of another has the history of its class, and of what makes it another."""
    config = Measure()
    config.flux = Calibrate(offset=3)
    assert told(config.flux, "factor") == ["2.0"]
    assert told(config.flux, "offset") == ["1.0", "3.0"]


def test_a_schema_takes_any_action():
    """Which fields there are, the class of the action says, which may be any."""
    part = Measure.schema()["properties"]["flux"]
    assert part["description"] == Measure.flux.doc_with_unit()
    other = part["anyOf"][1]
    assert (other["type"], other["required"]) == ("object", ["$class"])
    assert "additionalProperties" not in other


def test_a_class_of_the_main_module_is_saved_as_that():
    """A script's own actions are named under ``__main__``, which the same script can load."""
    main = sys.modules["__main__"]
    Mine = type(Scale)("Mine", (Scale,), {"__module__": "__main__"})
    main.Mine = Mine
    try:
        config = Measure(flux=Mine(factor=3))
        text = config.saveToString()
        assert "import __main__\n" in text
        fresh = Measure()
        fresh.loadFromString(text)
        assert (type(fresh.flux), fresh) == (Mine, config)
    finally:
        del main.Mine


# -- traversals ------------------------------------------------------------------------------------


def test_every_line_of_a_saved_file_has_a_name():
    """``names`` has the action itself and what is in it, and each of them is an attribute."""
    config = Survey()
    config.measure.flux = Calibrate
    names = config.names()
    assert names[:3] == ["measure.flux", "measure.flux.factor", "measure.flux.offset"]
    for name in names:
        eval(f"config.{name}")


def test_actions_of_another_class_differ():
    """Comparing tells the classes, with the lines that put the actions there; without an error."""
    one, other = Survey(), Survey()
    assert one == other
    other.measure.flux = Calibrate
    assert one != other
    messages = []
    assert not one.compare(other, output=messages.append, shortcut=False)
    assert messages == [f"measure.flux: {SCALE} != {CALIBRATE}."]
    (difference,) = one.diff(other)
    assert difference.path == "measure.flux"
    assert difference.right_location.filename == __file__
    assert str(difference.right_location) == str(other.measure.history["flux"][-1].location)


def test_actions_of_one_class_differ_by_their_values():
    """Values in actions are compared as others are, with tolerance and full names."""
    one, other = Survey(), Survey()
    other.measure.deep.first.offset = 1 + 1e-12
    assert one.compare(other)
    assert one != other
    other.measure.deep.first.offset = 2
    messages = []
    one.compare(other, output=messages.append)
    assert messages == ["measure.deep.first.offset: 1.0 != 2.0"]


@pytest.mark.parametrize(
    "copier", [Config.copy, copy.copy, copy.deepcopy, lambda config: pickle.loads(pickle.dumps(config))]
)
def test_copies_have_actions_of_their_own(copier):
    """Class, values, history and names are those of the original, and changes stay apart."""
    config = Survey()
    config.measure.flux = Calibrate(offset=4)
    config.measure.deep.first.factor = 5
    other = copier(config)
    assert other == config
    assert type(other.measure.flux) is Calibrate
    assert other.formatHistory(all=True) == config.formatHistory(all=True)
    assert other.measure.deep.first._name == "measure.deep.first"
    other.measure.deep.first.factor = 6
    other.measure.flux = Scale
    assert config.measure.deep.first.factor == 5
    assert type(config.measure.flux) is Calibrate


def test_a_pickle_keeps_frozen_actions_frozen():
    """Frozen state goes along to another process."""
    config = Measure(flux=Calibrate)
    config.freeze()
    other = pickle.loads(pickle.dumps(config))
    with pytest.raises(FieldValidationError, match="frozen"):
        other.flux.offset = 3
    with pytest.raises(FieldValidationError, match="frozen"):
        other.flux = Scale


def test_errors_in_an_action_have_the_full_path():
    """Values of an action are refused under the path from the top."""
    with pytest.raises(FieldValidationError) as caught:
        Survey().measure.deep.first.factor = -1
    assert caught.value.fullname == "measure.deep.first.factor"
    with pytest.raises(FieldValidationError) as caught:
        Survey().measure.deep.first = 3
    assert caught.value.fullname == "measure.deep.first"


def test_a_config_field_copies_actions_with_their_classes():
    """A config that is assigned to a ConfigField gives its actions, those of other classes too."""
    survey, measure = Survey(), Measure(flux=Calibrate(offset=3))
    survey.measure = measure
    assert survey.measure == measure
    assert survey.measure.flux is not measure.flux
    assert survey.measure.flux._name == "measure.flux"


def test_assigning_a_config_that_fails_half_way_brings_the_actions_back():
    """If a later field refuses its value, the actions that were replaced before it are back."""

    class Own(Config):
        action = ConfigurableActionField("An action.", Scale)
        size = RangeField("A size.", float, 1.0, min=0.0)

    class Top(Config):
        own = ConfigField("A config.", Own)

    other = Own(action=Calibrate)
    other.__dict__["size"] = -1.0
    top = Top()
    before = top.own.action
    with pytest.raises(FieldValidationError, match=r"'own\.size' failed validation"):
        top.own = other
    assert top.own.action is before


def test_a_new_config_can_be_made_of_the_values_of_another():
    """Values of one config are keywords of the next, with the classes of the actions."""
    config = Measure(flux=Calibrate(offset=3))
    assert Measure(**dict(config.items())) == config


def test_help_tells_class_and_default():
    """The page of a class says what action a field takes, and which one is there."""
    page = inspect.getdoc(Measure)
    assert f"flux : action {SCALE}\n    Measurement of the flux." in page
    assert "deep : action stepconfig.configurableActions.ConfigurableAction, default" in page

    class Own(Config):
        action = ConfigurableActionField("An action.", Scale, Calibrate(offset=3))

    assert "default\n        tests.nested.actions.Calibrate(factor=2.0, offset=3.0)" in inspect.getdoc(Own)
    assert "Multiply and add.\n\nFields\n------\nfactor : float" in inspect.getdoc(Calibrate)


def test_a_field_may_have_the_name_of_a_method():
    """A field named as something that every config has is validated, frozen and told all the same."""

    class Odd(ConfigurableAction):
        validate = Field("A value.", float, 1.0)
        toDict = Field("A value.", float, 2.0)
        freeze = Field("A value.", float, 3.0)

    class Own(Config):
        action = ConfigurableActionField("An action.", default=Odd)
        struct = ConfigurableActionStructField("Actions.", {"odd": Odd})

    config = Own()
    config.validate()
    config.freeze()
    plain = {"validate": 1.0, "toDict": 2.0, "freeze": 3.0}
    assert config.toDict() == {"action": plain, "struct": {"odd": plain}}
    with pytest.raises(FieldValidationError, match="frozen"):
        config.struct.odd.freeze = 2
