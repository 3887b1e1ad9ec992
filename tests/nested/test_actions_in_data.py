"""Actions in data files: the class of each, then its values."""

import pytest
import yaml

from stepconfig import Config, ConfigField, Field, ParameterErrors, ParameterFileError
from stepconfig.configurableActions import (
    ConfigurableAction,
    ConfigurableActionField,
    ConfigurableActionStructField,
)
from tests.properties.seen import state
from tests.properties.values import exact

HERE = __name__
FORMATS = ["yaml", "asdf", "json", "toml"]


class Scale(ConfigurableAction):
    """Multiplies."""

    factor = Field("What a value is multiplied with.", float, 2.0)


class Shift(ConfigurableAction):
    """Adds."""

    offset = Field("What is added.", float, 1.0, unit="mag")
    inner = ConfigurableActionField("What is done before.", default=Scale)


class Part(Config):
    """Holds actions in a config."""

    act = ConfigurableActionField("The action.", default=Scale)


class Holder(Config):
    """Holds actions."""

    act = ConfigurableActionField("The action.", default=Scale)
    scale = ConfigurableActionField("One that multiplies.", Scale)
    acts = ConfigurableActionStructField("Actions.", {"a": Scale, "b": Scale})
    part = ConfigField("A part.", Part)


def changed():
    """A config with other actions than the default ones."""
    config = Holder()
    config.act = Shift(offset=float("inf"))
    config.act.inner = Shift
    config.act.inner.inner.factor = -0.0
    config.acts = None
    config.acts.update = {"z": Shift(offset=2), "a": Scale(factor=3)}
    config.part.act = Shift
    return config


def test_the_text_names_the_class_of_each_action():
    """Before its values; the docs are those of its own fields."""
    assert (
        Part(act=Shift).to_yaml()
        == f"""\
--- !stepconfig.Config
$class: {HERE}.Part

# The action.
act:
  $class: {HERE}.Shift

  # What is added.
  # float [mag]
  offset: 1.0

  # What is done before.
  inner:
    $class: {HERE}.Scale

    # What a value is multiplied with.
    factor: 2.0
"""
    )


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("made", [Holder, changed])
def test_actions_are_read_back(folder, name, made):
    """Classes, values and names; what a new config has by default and the file has not is gone."""
    config = made()
    text = getattr(config, f"to_{name}")(f"a.{name}")
    loaded = Holder()
    loaded.load(f"a.{name}")
    for new in (getattr(Config, f"from_{name}")(text), loaded, yaml.safe_load(yaml.safe_dump(config))):
        assert exact(new.toDict()) == exact(config.toDict())
        assert new == config
        assert type(new.act) is type(config.act)
        assert list(new.acts.fieldNames) == list(config.acts.fieldNames)


def test_history_tells_class_and_values_with_their_lines(folder):
    """The line of the action for its class, that of the value for the value."""
    (folder / "a.yaml").write_text(
        f"act:\n  $class: {HERE}.Shift\n  offset: 3\nacts:\n  c:\n    $class: {HERE}.Scale\n    factor: 5\n"
    )
    config = Holder()
    config.load("a.yaml")
    told = [config.history["act"][-1], config.act.history["offset"][-1], config.acts.history[-1]]
    told.append(config.acts.c.history["factor"][-1])
    assert [str(entry.location) for entry in told] == ["a.yaml:1", "a.yaml:3", "a.yaml:5", "a.yaml:7"]
    assert {entry.layer for entry in told} == {"data file"}


def test_an_action_without_a_class_keeps_the_one_that_is_there():
    """Its other values too; a struct has the actions that the file names, and no others."""
    config = Holder(scale=Scale(factor=7))
    config.acts.a.factor = 8
    assert Holder.from_yaml("scale: {factor: 3}\nact:\nacts: {b: {factor: 4}, a: }\n").toDict()["acts"] == {
        "b": {"factor": 4.0},
        "a": {"factor": 2.0},
    }
    assert list(Holder.from_yaml("acts: {}\n").acts.fieldNames) == []
    assert list(Holder.from_yaml("acts:\n").acts.fieldNames) == ["a", "b"]


def test_a_class_in_a_function_has_to_be_there():
    """No file can import it; where it is the action's class already it is found."""

    class Local(ConfigurableAction):
        a = Field("A value.", int, 1)

    class Own(Config):
        act = ConfigurableActionField("The action.", default=Local)
        acts = ConfigurableActionStructField("Actions.", {"a": Local})

    config = Own()
    config.act.a = config.acts.a.a = 5
    assert Own.from_toml(config.to_toml()) == config


def test_all_faults_of_actions_are_told(folder):
    """Each with its line; nothing is changed."""
    (folder / "a.yaml").write_text(f"""\
act: 5
scale: {{$class: {HERE}.Shift}}
acts:
  a: {{$class: os.system}}
  c: {{factor: 1}}
  update: {{$class: {HERE}.Scale}}
  b: {{$class: {HERE}.Scale, factor: x, fact: 1}}
  d: text
""")
    config = Holder()
    before = state(config)
    with pytest.raises(ParameterErrors) as caught:
        config.load("a.yaml")
    assert state(config) == before
    lines = [fault.location.lineno for fault in caught.value.faults]
    assert lines == [1, 2, 4, 5, 6, 7, 7, 8]
    assert f"{HERE}.Shift is no {HERE}.Scale" in str(caught.value)
    assert "expected the class of a new action: $class: module.Class" in str(caught.value)


def test_classes_of_actions_have_to_be_trusted():
    """As that of the config."""
    text = changed().to_json()
    assert Holder.from_json(text, trusted=["tests"]) == changed()
    with pytest.raises(ParameterErrors, match="Shift is in no trusted package; trusted are: other") as caught:
        Holder.from_json(text, trusted=["other"])
    assert all(isinstance(fault, ParameterFileError) for fault in caught.value.faults)
