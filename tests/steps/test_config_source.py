"""The Python source of a Config class: carried out, it gives the same fields."""

import pytest

from stepconfig import Field, Step, StepConfig
from stepconfig.cli import stspec
from stepconfig.errors import StepClassError
from stepconfig.steps.config_source import config_source
from stepconfig.steps.configspec import configspec
from tests.steps import hook_samples, samples


class SpecStep(Step):
    """Every form of a spec."""

    spec = """
        threshold = float(default=10.0, min=0, max=1e3)  # Level in "electron"
        passes = integer(1, 5, default=2)
        method = option('median', "mean", default='median')  # What replaces them
        power = option(4, 8, default=8)
        maybe = option('a', None, default=None)
        label = string(default="it's")
        name_of = string(default=None)
        needed = float
        flag = boolean(default=yes)
        widths = float_list(min=1, max=3, default=None)
        bins = int_list(default=list(1, 2))
        anything = list(default=list())
        one = force_list(default=None)
        there = output_file(default=None)
        output_ext = string(default='.fits')
        [section]
            inner = integer(default=3) # Inside
            [[deeper]]
                most = boolean(default=False)
    """


def executed(step_class):
    """The class that the source defines."""
    namespace = {"__name__": "somewhere"}
    exec(compile(config_source(step_class), "source.py", "exec"), namespace)
    return namespace[f"{step_class.__name__.removesuffix('Step')}Config"]


def described(config_class):
    """What is known of every field of a class."""
    config = config_class()
    return {
        name: (
            [
                type(field).__name__,
                field.doc,
                field.expects(),
                field.optional,
                field.unit,
                field.toDict(config),
            ]
            if not field.holds_configs
            else [field.doc, described(field.dtype)]
        )
        for name, field in config_class._fields.items()
        if name != "steps"
    }


@pytest.mark.parametrize(
    "cls", [SpecStep, samples.DetectStep, samples.EveryStep, samples.RequiredStep, samples.ScaleStep], ids=str
)
def test_the_source_gives_the_same_fields(cls):
    """Kinds, docs, limits, units, defaults; what setDefaults changes too."""
    made = executed(cls)
    assert described(made) == described(cls.ConfigClass)
    assert configspec(made) == configspec(cls.ConfigClass)


def test_the_source_of_a_pipeline_has_its_own_parameters():
    """Those of its steps are made from the steps."""
    source = config_source(samples.ReducePipeline)
    assert "class ReducePipelineConfig(PipelineConfig):" in source
    assert "steps" not in source.partition("class ")[2].replace("StepsConfig", "")


class LowStep(Step):
    """A limit on one side only."""

    spec = """
        low = float(min=0, default=1)
        high = float(max=5, default=1)
    """


def test_arguments_that_mean_nothing_are_left_out():
    """A limit that is not there is neither included nor excluded."""
    source = config_source(LowStep)
    assert "low = RangeField(" in source
    assert source.count("inclusiveMax=True") == 1
    assert "inclusiveMin" not in source


def test_text_has_the_quotes_that_are_usual_in_source():
    """Also in a dict or a list."""
    source = config_source(samples.DetectStep)
    assert 'allowed={"peak": "by maxima", "area": "by areas"' in source
    assert 'default=["g"]' in source


def test_what_every_step_has_is_left_out():
    """Unless the step has changed it."""
    source = config_source(SpecStep)
    assert "skip" not in source
    assert "output_ext = Field(" in source
    assert "class SpecSectionDeeperConfig(Config):" in source


def test_a_field_that_cannot_be_written_is_named():
    """One with a check that is a function, or of a kind of somebody else."""

    class Kind(Field[str]):
        pass

    class Checked(StepConfig):
        odd = Field("Is odd.", int, 1, lambda value: value % 2)

    class Own(StepConfig):
        own = Kind("Is own.", str)

    with pytest.raises(StepClassError, match=r"Checked\.odd: it has a check that is a function"):
        config_source(Checked)
    with pytest.raises(StepClassError, match=r"Own\.own: there is no source for the kind of field"):
        config_source(Own)


def test_the_command_prints_it(capsys):
    """With --config."""
    assert stspec.main([f"{hook_samples.__name__}.OldStyleStep", "--config"]) == 0
    out = capsys.readouterr().out
    assert out == config_source(hook_samples.OldStyleStep)
    assert out.startswith("from stepconfig import Field, StepConfig\n\n\nclass OldStyleConfig(StepConfig):\n")
    assert '    threshold = Field("Level", dtype=float, default=1.0)\n' in out
