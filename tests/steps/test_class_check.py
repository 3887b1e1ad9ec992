"""What a step class has to be is checked when it is defined."""

import pytest

from stepconfig import Config, Field, Pipeline, PipelineConfig, Step, StepConfig
from stepconfig.errors import StepClassError
from tests.steps.samples import DetectStep


def with_parameter(name):
    """A ConfigClass with one parameter of that name."""
    return type(StepConfig)("Made", (StepConfig,), {name: Field("A doc.", int, 1), "__module__": __name__})


def with_old_name(name):
    """A ConfigClass with a parameter that had that name."""
    field = Field("A doc.", int, 1, renamed_from=name)
    return type(StepConfig)("Made", (StepConfig,), {"made": field, "__module__": __name__})


class NoStepConfig(Config):
    """A config that lacks what steps have."""


@pytest.mark.parametrize(
    ("config_class", "got"),
    [
        (NoStepConfig, f"{__name__}.NoStepConfig"),
        (dict, "dict"),
        (None, "None"),
        (StepConfig(), "stepconfig.steps.config.StepConfig("),
    ],
)
def test_a_config_class_is_one_for_steps(config_class, got):
    """Whatever else it is, it has the parameters that every step has."""
    with pytest.raises(StepClassError) as caught:
        type("Wrong", (Step,), {"ConfigClass": config_class})
    assert "has to be a subclass of stepconfig.steps.config.StepConfig, got " + got in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "run",
        "process",
        "name",
        "config",
        "parent",
        "log",
        "call",
        "save_model",
        "_x",
        "config_file",
        "debug",
        "verbose",
        "logcfg",
        "log_level",
        "log_file",
        "log_stream",
        "history",
    ],
)
def test_a_parameter_cannot_have_the_name_of_something_else(name):
    """It could not be reached as an attribute, or as an option."""
    with pytest.raises(StepClassError, match=f"cannot have a parameter '{name}'"):
        type("Wrong", (Step,), {"ConfigClass": with_parameter(name)})


@pytest.mark.parametrize("name", ["count", "suffix"])
def test_a_class_attribute_cannot_hide_a_parameter(name):
    """Reading the attribute would give the class's value, whatever the parameter is."""
    with pytest.raises(
        StepClassError, match=f"the attribute '{name}' of .*Wrong hides the parameter of that"
    ):
        type("Wrong", (Step,), {"ConfigClass": with_parameter("count"), name: 3})


def test_an_annotation_may_tell_the_type_of_a_parameter():
    """It helps type checkers and hides nothing."""
    made = type("Right", (Step,), {"ConfigClass": with_parameter("count"), "__annotations__": {"count": int}})
    assert made(count=4).count == 4


@pytest.mark.parametrize("step", [None, "DetectStep", DetectStep(), Config, int])
def test_steps_of_a_pipeline_are_step_classes(step):
    """Instances, names and other classes are refused with the key."""
    with pytest.raises(StepClassError, match=r"step_defs\['one'\] of .* is no Step class"):
        type("Wrong", (Pipeline,), {"step_defs": {"one": step}})


@pytest.mark.parametrize("name", ["a-b", "1a", "_a", "", "a b"])
def test_names_of_steps_are_names_as_of_variables(name):
    """They become attributes and parts of options."""
    with pytest.raises(StepClassError, match=f"cannot have a step named '{name}': expected a name"):
        type("Wrong", (Pipeline,), {"step_defs": {name: DetectStep}})


@pytest.mark.parametrize("name", ["run", "config", "log", "suffix", "steps", "validate", "copy", "items"])
def test_a_step_cannot_have_the_name_of_something_else(name):
    """An attribute of pipelines, a parameter, or a method of configs would be hidden."""
    with pytest.raises(StepClassError, match=f"cannot have a step named '{name}': pipelines or configs have"):
        type("Wrong", (Pipeline,), {"step_defs": {name: DetectStep}})


def test_a_pipeline_cannot_have_a_parameter_steps():
    """There are the parameters of its steps."""
    with pytest.raises(StepClassError, match="cannot have a parameter 'steps'"):
        type("Wrong", (Pipeline,), {"ConfigClass": with_parameter("steps")})


def test_a_pipeline_needs_no_steps_and_no_config_class():
    """A pipeline without either is a step with an empty section."""

    class Empty(Pipeline):
        def process(self):
            return 5

    assert issubclass(Empty.ConfigClass, PipelineConfig)
    assert (Empty().get_pars()["steps"], Empty.call()) == ({}, 5)


@pytest.mark.parametrize("name", ["run", "config", "log", "debug"])
def test_an_old_name_cannot_be_that_of_something_else_either(name):
    """It would reach the parameter by some doors only."""
    with pytest.raises(StepClassError, match=f"cannot have a parameter '{name}'"):
        type("Wrong", (Step,), {"ConfigClass": with_old_name(name)})
    with pytest.raises(StepClassError, match="hides the parameter of that name"):
        type("Wrong", (Step,), {"ConfigClass": with_old_name("level"), "level": 3})
