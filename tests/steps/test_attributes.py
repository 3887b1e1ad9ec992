"""Parameters as attributes of a step, and the attributes that a step may have beside them."""

import pytest

from stepconfig import (
    Field,
    FieldValidationError,
    RemovedField,
    RemovedFieldError,
    RenamedFieldWarning,
    Step,
    StepConfig,
    UnknownNameError,
    UsageError,
)
from stepconfig.config.former import forget_places
from tests.parameter_files import said
from tests.steps.samples import DetectStep, ReducePipeline


class CountConfig(StepConfig):
    """A count."""

    count = Field("How many.", int, 1)


class CountStep(Step):
    """Has attributes of many kinds."""

    ConfigClass = CountConfig
    declared: int
    given = "class"

    def __init__(self, *args, **keywords):
        self.before = 1
        super().__init__(*args, **keywords)
        self.after = 2
        self._make()

    def _make(self):
        self.deep = 3

    @property
    def broken(self):
        return self.nothing_of_that_name

    @property
    def twice(self):
        return 2 * self.count

    @twice.setter
    def twice(self, value):
        self.count = value // 2

    def process(self, function):
        return function(self)


def test_reading_an_attribute_reads_the_parameter():
    """The step and its config have the same value."""
    step = DetectStep(threshold=7)
    assert step.threshold == step.config.threshold == 7.0
    step.config.threshold = 8
    assert step.threshold == 8.0


def test_writing_an_attribute_writes_the_parameter():
    """The value is checked and recorded, with the line that sets it."""
    step = DetectStep()
    step.threshold = 8
    assert step.config.threshold == 8.0
    ((layer, value, place),) = said(step.config, "threshold")
    line = test_writing_an_attribute_writes_the_parameter.__code__.co_firstlineno + 3
    assert (layer, value, place.rpartition("/")[2]) == ("code", 8.0, f"test_attributes.py:{line}")


def test_a_wrong_value_is_refused_when_it_is_set():
    """The error names the line that sets it."""
    step = DetectStep()
    with pytest.raises(FieldValidationError) as caught:
        step.threshold = 0
    assert caught.value.location.content == "step.threshold = 0"
    assert step.threshold == 5.0


def test_deleting_an_attribute_deletes_the_parameter():
    """As in a config, what is deleted is None."""
    step = DetectStep(label="a")
    del step.label
    assert step.label is None


def test_deleting_another_attribute_deletes_that():
    """What a constructor made can be deleted, and then is not there."""
    step = CountStep()
    del step.after
    with pytest.raises(AttributeError):
        _ = step.after
    with pytest.raises(AttributeError):
        del step.after


def test_reading_an_unknown_attribute_is_an_error():
    """The error is Python's own, so hasattr works."""
    step = DetectStep()
    with pytest.raises(AttributeError, match="has no attribute 'treshold'"):
        _ = step.treshold
    assert not hasattr(step, "treshold")


def test_setting_an_unknown_attribute_is_told_with_a_suggestion():
    """A misspelt parameter is no attribute; the error names the line."""
    step = DetectStep()
    with pytest.raises(UnknownNameError) as caught:
        step.treshold = 99
    assert caught.value.suggestions == ["threshold"]
    assert caught.value.location.content == "step.treshold = 99"
    with pytest.raises(UnknownNameError) as caught:
        step.xyz = 99
    assert "; it has: bins, deblend, input_dir, " in str(caught.value)  # what can be set, not what there is
    with pytest.raises(UnknownNameError, match="did you mean 'qualified_name'"):
        step.qualifed_name = "a"


def test_declared_and_private_attributes_can_be_set():
    """An annotation, a class attribute, a property and a leading underscore make an attribute known."""
    step = CountStep()
    step.declared = 5
    step.given = "instance"
    step._own = 6
    step.twice = 8
    assert (step.declared, step.given, step._own, step.count) == (5, "instance", 6, 4)


def test_a_constructor_may_set_what_it_wants():
    """Before and after the base's constructor, and in methods that it calls; later it can be set again."""
    step = CountStep()
    assert (step.before, step.after, step.deep) == (1, 2, 3)
    step.after = 20
    assert step.after == 20


def test_while_a_step_runs_attributes_are_its_own_business():
    """Process may keep what it wants, which can be read and set again later."""

    def keep(step):
        step.found = 5

    step = CountStep()
    step.run(keep)
    step.found += 1
    assert step.found == 6
    with pytest.raises(UnknownNameError):
        step.other = 1


def test_a_running_pipeline_may_set_attributes_of_its_steps():
    """While process of a pipeline runs, its steps are its own business, too."""

    class Pipe(ReducePipeline):
        def process(self, image):
            self.detect.found = image

    pipeline = Pipe()
    pipeline.run(5)
    assert pipeline.detect.found == 5


def test_a_property_that_fails_says_why_itself():
    """The error is about the name that is missing, not about the property."""
    with pytest.raises(AttributeError, match="no attribute 'nothing_of_that_name'"):
        _ = CountStep().broken


@pytest.mark.parametrize("name", ["config", "parent", "detect", "scale"])
def test_what_a_step_is_made_of_cannot_be_replaced(name):
    """Config, parent and steps belong together; half of that could not be exchanged."""
    with pytest.raises(UsageError, match=f"'{name}' of a .*ReducePipeline cannot be replaced"):
        setattr(ReducePipeline(), name, None)


def test_a_step_can_be_renamed():
    """The name is an attribute as others are, and names outputs and messages."""
    step = DetectStep()
    step.name = "finder"
    assert (step.qualified_name, step.default_suffix()) == ("finder", "finder")


def test_a_parameter_cannot_be_set_before_there_is_a_config():
    """A subclass that sets a parameter too early is told so: the value would hide the parameter for ever."""

    class Early(CountStep):
        def __init__(self):
            self.count = 3

    with pytest.raises(UsageError, match=r"the parameter 'count' is set before super\(\).__init__\(\)"):
        Early()


def test_a_step_lists_its_parameters():
    """Completion in a shell finds them."""
    names = dir(DetectStep())
    assert {"threshold", "output_dir", "run", "config"} <= set(names)


class RenamedConfig(StepConfig):
    """A parameter with an old name, and a removed one."""

    level = Field("A level.", float, 1.0, renamed_from="height")
    smooth = RemovedField("Width of the kernel.", hint="set level")


class RenamedStep(Step):
    """A step that was written for the old name."""

    ConfigClass = RenamedConfig

    def process(self, value):
        self.smooth = value  # its own business while it runs
        return self.height


def test_an_old_name_of_a_parameter_is_an_attribute_that_warns():
    """It reaches the parameter, and the place is the line that uses it."""
    forget_places()
    step = RenamedStep()
    with pytest.warns(
        RenamedFieldWarning, match="'height' of .*RenamedConfig is called 'level' now"
    ) as caught:
        step.height = 3
    assert (step.config.level, caught[0].filename) == (3.0, __file__)
    with pytest.warns(RenamedFieldWarning) as caught:
        assert step.run(2) == 3.0
    assert caught[0].filename == __file__
    with pytest.warns(RenamedFieldWarning):
        del step.height
    assert step.level is None
    assert "height" not in dir(step)


def test_a_removed_parameter_is_an_attribute_only_where_the_step_makes_it_one():
    """Else using it is the error that helps."""
    forget_places()
    step = RenamedStep()
    for use in (lambda: step.smooth, lambda: setattr(step, "smooth", 3)):
        with pytest.raises(RemovedFieldError, match="'smooth' any more: set level"):
            use()
    with pytest.warns(RenamedFieldWarning):
        step.run(2)
    assert step.smooth == 2
