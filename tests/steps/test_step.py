"""Step: making, running, calling, and the config that is frozen meanwhile."""

import copy
import os
import pickle

import pytest

from stepconfig import (
    ConfigError,
    Field,
    FieldValidationError,
    Pipeline,
    Step,
    StepConfig,
    UnknownNameError,
    UsageError,
)
from stepconfig.errors import ParameterErrors, ParameterFileError, StepClassError
from tests.parameter_files import FIRST_LINE, said, write_file
from tests.steps.samples import (
    DetectConfig,
    DetectStep,
    FailingStep,
    Image,
    NoInputStep,
    ReducePipeline,
    RequiredStep,
    ScaleStep,
)


class RecordStep(Step):
    """Runs what a test hands to it."""

    def process(self, function, *more):
        return function(self, *more)


def test_process_gets_what_run_was_given():
    """Arguments are passed on as they are, and what process returns comes back."""
    data = object()
    assert RecordStep().run(lambda step, *more: more, data, "m51.fits") == (data, "m51.fits")


def test_a_step_can_be_called_as_a_function():
    """Calling the instance is running it."""
    assert NoInputStep()().level == 3.0


def test_run_takes_no_keywords():
    """Parameters are set before; a keyword would be lost among the data."""
    with pytest.raises(TypeError, match="unexpected keyword argument"):
        DetectStep().run(Image(), threshold=5)


def test_a_step_without_process_says_so():
    """The base class does nothing by itself."""
    with pytest.raises(NotImplementedError, match="Step has no process method; a step says there what"):
        Step().run()


def test_call_makes_a_step_of_its_own():
    """The class method takes parameters as keywords and the data by position."""
    assert ScaleStep.call(Image(2.0), factor=3).level == 7.0


def test_call_takes_file_and_keywords(folder):
    """Keywords beat the file; the file's other values hold."""
    file = write_file(folder / "p.asdf", "class: x.Y\nparameters: {factor: 5, offset: 2}\n")
    assert ScaleStep.call(Image(1.0), config_file=file, factor=3).level == 5.0
    assert ScaleStep.call(Image(1.0), config_file=folder / "p.asdf").level == 7.0


def test_call_names_the_step():
    """The keyword name is the step's name, not a parameter."""
    result = RecordStep.call(lambda step: (step.name, step.qualified_name), name="first")
    assert result == ("first", "first")


def test_the_constructor_takes_file_and_keywords(folder):
    """Constructing resolves the same sources as calling does."""
    file = write_file(folder / "p.asdf", "class: x.Y\nname: other\nparameters: {factor: 5, offset: 2}\n")
    step = ScaleStep(config_file=file, factor=3)
    assert (step.factor, step.offset, step.name) == (3.0, 2.0, "ScaleStep")


def test_a_config_that_is_handed_in_is_used_as_it_is():
    """It is not copied: what its owner changes later holds for the step."""
    config = DetectConfig(threshold=7)
    step = DetectStep(config=config)
    assert step.config is config
    config.threshold = 8
    assert step.threshold == 8.0


def test_keywords_change_a_config_that_is_handed_in():
    """They are the caller's own word on the caller's own config, and stand in its history."""
    config = DetectConfig(threshold=7)
    DetectStep(config=config, threshold=8)
    assert [entry[:2] for entry in said(config, "threshold")] == [("code", 7.0), ("keyword", 8.0)]


def test_wrong_keywords_leave_a_config_that_is_handed_in_as_it_was():
    """All or nothing: one wrong keyword, and the right ones do not hold either."""
    config = DetectConfig(threshold=7)
    with pytest.raises(ConfigError):
        DetectStep(config=config, passes=5, threshold="x")
    assert (config.passes, said(config, "passes")) == (1, [])


def test_a_frozen_config_can_be_run_but_not_changed():
    """A step may have a frozen config; keywords are refused."""
    config = DetectConfig()
    config.freeze()
    assert DetectStep(config=config).run("x") == "x"
    with pytest.raises(FieldValidationError, match="the config is frozen"):
        DetectStep(config=config, passes=2)


def test_a_config_and_a_file_together_are_an_error(folder):
    """The one is the parameters, the other says what they are: nobody could know who wins."""
    file = write_file(folder / "p.asdf", "class: x.Y\nparameters: {}\n")
    with pytest.raises(UsageError, match="expected a config or a config_file, got both"):
        DetectStep(config=DetectConfig(), config_file=file)


def test_a_config_of_another_class_is_an_error():
    """The message names both classes."""
    with pytest.raises(StepClassError) as caught:
        DetectStep(config=StepConfig())
    assert str(caught.value) == (
        "the config of a DetectStep has to be a tests.steps.samples.DetectConfig,"
        " got a stepconfig.steps.config.StepConfig"
    )


def test_a_config_of_a_subclass_will_do():
    """What has more parameters has all that the step needs; those that it has more are in its config."""

    class More(DetectConfig):
        more = Field("More.", int, 1)

    step = DetectStep(config=More(threshold=4))
    assert (step.threshold, step.config.more) == (4.0, 1)


def test_an_unknown_keyword_is_told_with_a_suggestion_and_the_line():
    """The misspelt parameter, what was meant, and who wrote it."""
    with pytest.raises(UnknownNameError) as caught:
        DetectStep(treshold=5)
    assert caught.value.suggestions == ["threshold"]
    assert caught.value.location.content == "DetectStep(treshold=5)"


def test_all_wrong_keywords_are_told_at_once():
    """Every fault is in one error, one after the other."""
    with pytest.raises(ParameterErrors) as caught:
        DetectStep.call("x", threshold="high", bins="12", labl="a", steps={})
    assert len(caught.value.faults) == 4


def test_a_missing_required_value_is_told_when_the_step_runs():
    """Construction leaves time to set it; running does not."""
    step = RequiredStep(first=1)
    with pytest.raises(FieldValidationError, match="'second' failed validation: a value is required"):
        step.run("x")
    step.second = 2
    assert step.run("x") == (1.0, 2)


def test_call_tells_missing_values_beside_wrong_ones():
    """One call, one message: what is wrong and what is missing."""
    with pytest.raises(ParameterErrors) as caught:
        RequiredStep.call("x", third="y")
    assert [fault.path for fault in caught.value.faults] == ["third", "first", "second"]


def test_all_missing_values_are_told_at_once():
    """Validation collects."""
    with pytest.raises(FieldValidationError) as caught:
        RequiredStep.call("x")
    assert [fault.path for fault in caught.value.faults] == ["first", "second"]


def test_a_step_can_be_made_and_run_without_parameters_of_its_own():
    """A step with only the parameters that all steps have needs no ConfigClass."""
    assert type(NoInputStep().config) is StepConfig


# -- frozen ----------------------------------------------------------------------------------------


def test_the_config_is_frozen_while_the_step_runs():
    """A step that changes its config while it runs is told so."""

    def change(step):
        step.config.suffix = "x"

    with pytest.raises(FieldValidationError, match="the config is frozen"):
        RecordStep().run(change)


def test_after_the_run_the_config_can_be_changed_and_the_step_run_again():
    """An instance that has run is as good as a new one."""
    step = ScaleStep()
    assert step.run(Image(1.0)).level == 3.0
    step.factor = 5
    assert step.run(Image(1.0)).level == ScaleStep(factor=5).run(Image(1.0)).level == 6.0


def test_after_a_failed_run_the_config_can_be_changed():
    """An exception thaws the config, too."""
    step = FailingStep()
    with pytest.raises(ValueError, match="no stars"):
        step.run("x")
    step.how = "stop"
    assert not step.config._frozen


def test_what_was_frozen_before_the_run_stays_frozen():
    """Thawing is for what the run itself has frozen."""
    step = ScaleStep()
    step.config.freeze()
    step.run(Image())
    with pytest.raises(FieldValidationError, match="frozen"):
        step.factor = 3


def test_a_step_may_run_itself():
    """A run inside a run of the same step ends without thawing the outer one's config."""

    def again(step, depth):
        if depth:
            step.run(again, depth - 1)
        with pytest.raises(FieldValidationError, match="frozen"):
            step.config.skip = True
        return depth

    assert RecordStep().run(again, 2) == 2


def test_a_run_edits_nothing(folder):
    """Values and history after a run that saves are what they were before."""
    step = ScaleStep(save_results=True, output_file="out")
    before = pickle.dumps(step.config)
    step.run(Image())
    assert pickle.dumps(step.config) == before
    assert sorted(os.listdir(folder)) == ["out_scalestep.json", "out_scalestep.json.record.asdf"]


# -- what went wrong -------------------------------------------------------------------------------


def test_an_exception_says_in_which_step_it_was_raised():
    """A note names the innermost step, once."""
    with pytest.raises(ValueError, match="no stars") as caught:
        FailingStep("worse").run("x")
    assert caught.value.__notes__ == ["in the step worse"]


# -- copies ----------------------------------------------------------------------------------------


def test_a_step_travels_to_another_process():
    """A pickled step has its config, with values and history, and can run."""
    step = ScaleStep("first", factor=3)
    again = pickle.loads(pickle.dumps(step))
    assert (again.name, again.factor, again.run(Image(1.0)).level) == ("first", 3.0, 4.0)
    assert [entry[:2] for entry in said(again.config, "factor")] == [("keyword", 3.0)]


def test_a_deep_copy_has_a_config_of_its_own():
    """Changing the copy leaves the original alone."""
    step = ScaleStep()
    other = copy.deepcopy(step)
    other.factor = 9
    assert (step.factor, other.factor) == (2.0, 9.0)


def test_a_step_says_what_it_is():
    """The representation has class and qualified name."""
    assert repr(ScaleStep("a")) == "<tests.steps.samples.ScaleStep a>"
    assert repr(ReducePipeline().scale) == "<tests.steps.samples.ScaleStep ReducePipeline.scale>"


# -- from a file -----------------------------------------------------------------------------------

DETECT = "class: tests.steps.samples.DetectStep\n"


def test_a_file_makes_a_step_of_its_class(folder):
    """Class, name and parameters come from the file."""
    file = write_file(folder / "p.asdf", DETECT + "name: finder\nparameters: {threshold: 7}\n")
    step = Step.from_config_file(file)
    assert (type(step), step.name, step.threshold) == (DetectStep, "finder", 7.0)


def test_a_file_without_a_name_gives_its_own(folder):
    """The step is called as the file is."""
    file = write_file(folder / "finder.asdf", DETECT + "parameters: {}\n")
    assert DetectStep.from_config_file(file).name == "finder"


def test_a_file_for_another_class_is_refused(folder):
    """The class asked has to be that of the file, or a base of it; the error names the line."""
    file = write_file(folder / "p.asdf", DETECT + "parameters: {}\n")
    with pytest.raises(StepClassError) as caught:
        Pipeline.from_config_file(file)
    assert str(caught.value) == (
        f"p.asdf:{FIRST_LINE}: the class tests.steps.samples.DetectStep is no"
        " stepconfig.steps.pipeline.Pipeline"
    )


def test_a_class_that_is_not_there_is_told_with_the_line(folder):
    """The error says which file wants it, and what was probably meant."""
    file = write_file(folder / "p.asdf", "class: tests.steps.samples.DetectStap\nparameters: {}\n")
    with pytest.raises(StepClassError) as caught:
        Step.from_config_file(file)
    assert str(caught.value) == (
        f"p.asdf:{FIRST_LINE}: the module tests.steps.samples has no class 'DetectStap';"
        " did you mean tests.steps.samples.DetectStep?"
    )


def test_a_class_s_own_call_needs_no_class_in_the_file(folder):
    """Whoever names the class himself may use a file whose class does not exist."""
    file = write_file(folder / "p.asdf", "class: gone.Away\nparameters: {factor: 5}\n")
    assert ScaleStep.call(Image(1.0), config_file=file).level == 6.0


def test_all_faults_of_a_file_and_of_keywords_are_told_at_once(folder):
    """Structure, unknown names, wrong types and keywords: one error, each with its place."""
    body = """
        class: tests.steps.samples.DetectStep
        parameters:
          threshold: high
          treshold: 5
          passes: 1.5
          passes: 2
        zzz: 1
        """
    file = write_file(folder / "p.asdf", body)
    with pytest.raises(ParameterErrors) as caught:
        DetectStep.call("x", config_file=file, label=3)
    places = [str(fault.location) for fault in caught.value.faults]
    lines = [6, 7, 3, 4, 5]
    assert places[:-1] == [f"p.asdf:{FIRST_LINE + line - 1}" for line in lines]
    assert "test_step.py" in places[-1]


def test_a_file_that_cannot_be_read_is_told(folder):
    """A missing file is an error of the caller."""
    with pytest.raises(ParameterFileError, match=r"cannot read none\.asdf: No such file or directory"):
        DetectStep(config_file="none.asdf")


# -- parameters as data ----------------------------------------------------------------------------


def test_get_pars_gives_every_parameter():
    """Those that every step has come first, in the order of declaration."""
    pars = DetectStep(threshold=7).get_pars()
    assert list(pars) == list(DetectConfig._fields)
    assert list(pars)[:12] == list(StepConfig._fields)
    assert (pars["threshold"], pars["bins"]) == (7.0, [1, 2])


def test_get_pars_before_a_run():
    """No suffix is known yet, and the folder of inputs is empty text."""
    pars = DetectStep().get_pars()
    assert (pars["suffix"], pars["input_dir"]) == (None, "")


class SharperConfig(DetectConfig):
    """More parameters than the other, and one that is declared again."""

    sharpness = Field("How sharp sources are.", float, 1.0)
    suffix = Field("What names have.", str, "sharp")


class SharperStep(DetectStep):
    """A step with parameters of its own beside those of its base."""

    ConfigClass = SharperConfig


class SameStep(SharperStep):
    """A step with no parameters of its own."""


def test_get_pars_can_leave_out_what_comes_from_the_bases():
    """Only what the class's own declarations name is left; what they declare again is among it."""
    assert SharperStep().get_pars(full_spec=False) == {"suffix": "sharp", "sharpness": 1.0}
    assert SameStep().get_pars(full_spec=False) == {}


def test_get_pars_can_leave_out_what_every_step_has():
    """Only the step's own parameters are left, in the steps of a pipeline too."""
    assert DetectStep().get_pars(full_spec=False).keys().isdisjoint(StepConfig._fields)
    pars = ReducePipeline().get_pars(full_spec=False)
    assert pars == {
        "title": "night",
        "steps": {
            "scale": {"factor": 2.0, "offset": 1.0},
            "detect": DetectStep(threshold=6).get_pars(full_spec=False),
        },
    }
