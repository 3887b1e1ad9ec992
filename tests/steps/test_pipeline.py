"""Pipeline: one tree of configs with one history, however deep, and the steps that read it."""

import copy
import pickle

import pytest

from stepconfig import Field, FieldValidationError, Pipeline, PipelineConfig, Step, UnknownNameError
from tests.parameter_files import said, write_file
from tests.steps.samples import (
    DetectStep,
    Image,
    NightPipeline,
    ReduceConfig,
    ReducePipeline,
    ScaleStep,
)


def test_data_go_through_the_steps():
    """Process runs the steps as it wants."""
    assert ReducePipeline().run(Image(1.0)).level == 3.0
    assert NightPipeline().run(Image(1.0)).level == 7.0


def test_each_step_has_its_key_as_name_and_the_pipeline_as_parent():
    """Names lead from the top to a step."""
    night = NightPipeline("night")
    detect = night.reduce.detect
    assert (detect.name, detect.parent) == ("detect", night.reduce)
    assert detect.qualified_name == "night.reduce.detect"
    assert type(detect) is DetectStep


def test_the_config_of_each_step_hangs_in_that_of_the_pipeline():
    """The step and the tree have the same object; both write the same history."""
    night = NightPipeline()
    assert night.config.steps.reduce.steps.detect is night.reduce.detect.config
    night.reduce.detect.threshold = 7
    night.config.steps.reduce.steps.detect.threshold = 8
    night.reduce.steps.detect.threshold = 9
    assert night.reduce.detect.threshold == 9.0
    history = said(night.config, "steps.reduce.steps.detect.threshold")
    assert [value for _, value, _ in history] == [6.0, 7.0, 8.0, 9.0]


def test_paths_lead_from_the_top():
    """Errors and histories name the whole path."""
    night = NightPipeline()
    with pytest.raises(FieldValidationError) as caught:
        night.reduce.detect.threshold = "x"
    assert caught.value.path == "steps.reduce.steps.detect.threshold"
    assert "steps.final.factor" in night.config.names()
    assert night.config.formatHistory("steps.final.factor").startswith("steps.final.factor\n")


def test_the_config_class_is_made_of_the_one_that_is_named():
    """It has the pipeline's own parameters, and one field more."""
    assert issubclass(ReducePipeline.ConfigClass, ReduceConfig)
    assert list(ReducePipeline.ConfigClass._fields)[-2:] == ["title", "steps"]
    assert "steps" not in ReduceConfig._fields


def test_the_config_class_has_a_name_that_can_be_imported():
    """Saved files, pickles and messages can name it."""
    made = ReducePipeline.ConfigClass
    assert f"{made.__module__}.{made.__qualname__}" == "tests.steps.samples.ReducePipeline.ConfigClass"
    steps = made._fields["steps"].dtype
    assert steps.__qualname__ == "ReducePipeline.ConfigClass.StepsConfig"
    assert made.StepsConfig is steps


@pytest.mark.parametrize(
    ("config", "owner"),
    [
        (ReducePipeline.ConfigClass(), "tests.steps.samples.ReduceConfig"),
        (NightPipeline.ConfigClass(), "tests.steps.samples.NightPipeline"),
        (ReducePipeline.ConfigClass().steps, "tests.steps.samples.ReducePipeline"),
    ],
)
def test_messages_and_schemas_name_the_class_that_somebody_wrote(config, owner):
    """Its config class if it has one, else the pipeline; never what is made of it."""
    for wrong in (lambda: config.nothing, lambda: config.explain("nothing"), lambda: type(config).nothing):
        with pytest.raises(UnknownNameError) as caught:
            wrong()
        assert str(caught.value).startswith(f"{owner} has no ")
    schema = type(config).schema()
    assert "ConfigClass" not in str(schema["title"])
    assert not [each for each in schema.get("$defs", {}).values() if "ConfigClass" in each["title"]]


def test_the_config_class_reads_like_a_manual_page():
    """Each step is told with the first words of its doc."""
    assert "Parameters of the reduction." in ReducePipeline.ConfigClass.__doc__
    assert "Find the sources." in ReducePipeline.ConfigClass.StepsConfig.__doc__


def test_the_fields_of_steps_are_declared_where_the_pipeline_is():
    """Errors and histories name the pipeline's file, and no line of this package."""
    source = ReducePipeline.ConfigClass.StepsConfig._fields["detect"].source
    assert source.filename.endswith("samples.py")


def test_the_pipeline_s_defaults_beat_those_of_its_steps():
    """A pipeline's setDefaults changes what its steps have; a single step has its own."""
    assert (ReducePipeline().detect.threshold, DetectStep().threshold) == (6.0, 5.0)


def test_the_defaults_of_an_outer_pipeline_beat_those_of_an_inner():
    """The nearer to the top, the later."""

    class OuterConfig(PipelineConfig):
        def setDefaults(self):
            assert self.steps.reduce.steps.detect.threshold == 6.0
            self.steps.reduce.steps.detect.threshold = 10.0

    class Outer(Pipeline):
        ConfigClass = OuterConfig
        step_defs = {"reduce": ReducePipeline}

    assert Outer().reduce.detect.threshold == 10.0


def test_keywords_reach_every_step():
    """Mappings nest as the pipelines do."""
    night = NightPipeline(steps={"reduce": {"steps": {"scale": {"factor": 4}}}, "final": {"factor": 5}})
    assert (night.reduce.scale.factor, night.final.factor) == (4.0, 5.0)
    assert NightPipeline.call(Image(1.0), steps={"final": {"factor": 5}}).level == 16.0


def test_class_and_name_of_a_step_are_those_of_the_pipeline():
    """Said among a step's parameters, by keywords or options, they mean nothing, as in stpipe."""
    section = {"name": "other", "class": "no.Such", "factor": 5}
    pipeline = ReducePipeline(steps={"scale": section}, **{"steps.detect.name": "x"})
    assert (pipeline.scale.name, type(pipeline.scale), pipeline.scale.factor) == ("scale", ScaleStep, 5.0)
    with pytest.raises(UnknownNameError, match=r"no parameter 'steps\.scale\.names'"):
        ReducePipeline(steps={"scale": {"names": "x"}})


def test_a_pipeline_without_steps_has_an_empty_section():
    """Whoever goes through the parameters finds it, too."""
    assert type("Bare", (Pipeline,), {})().get_pars(full_spec=False) == {"steps": {}}


def test_an_unknown_step_is_told_with_a_suggestion():
    """Steps are names, too."""
    with pytest.raises(UnknownNameError, match=r"has no step 'steps\.detct'; did you mean 'detect'"):
        ReducePipeline(steps={"detct": {"threshold": 5}})


def test_a_file_reaches_every_step(folder):
    """A file for a pipeline of pipelines has steps of steps."""
    body = """
        class: tests.steps.samples.NightPipeline
        parameters: {suffix: n}
        steps:
          reduce:
            parameters: {title: a}
            steps:
              detect: {parameters: {threshold: 11}}
        """
    night = NightPipeline(config_file=write_file(folder / "p.asdf", body))
    assert (night.suffix, night.reduce.title, night.reduce.detect.threshold) == ("n", "a", 11.0)


def test_the_old_layout_reaches_every_step(folder):
    """Values right below the names of steps, among the parameters."""
    body = """
        class: tests.steps.samples.NightPipeline
        parameters:
          suffix: n
          steps:
            reduce:
              title: a
              steps: {detect: {class: x.Y, name: detect, threshold: 11}}
        """
    file = write_file(folder / "p.asdf", body)
    night = NightPipeline(config_file=file)
    assert (night.suffix, night.reduce.title, night.reduce.detect.threshold) == ("n", "a", 11.0)
    assert said(night.config, "steps.reduce.steps.detect.threshold")[-1][2] == "p.asdf:12"


def test_the_whole_tree_is_frozen_while_the_pipeline_runs():
    """Neither the pipeline nor a step of it changes a parameter anywhere meanwhile."""

    class Pipe(ReducePipeline):
        def process(self, change):
            change(self)

    def in_step(pipeline):
        pipeline.detect.config.threshold = 3

    def in_tree(pipeline):
        pipeline.config.steps.scale.factor = 3

    pipeline = Pipe()
    for change in (in_step, in_tree):
        with pytest.raises(FieldValidationError, match="frozen"):
            pipeline.run(change)
    pipeline.detect.threshold = 3


def test_a_pipeline_is_validated_as_a_whole_before_it_runs():
    """The faults of all steps are told before the first of them runs."""

    class NeedyConfig(PipelineConfig):
        needed = Field("Has to be given.", int)

        def validate(self):
            super().validate()
            if self.steps.detect.threshold > 9:
                raise ValueError("too high")

    class Needy(ReducePipeline):
        ConfigClass = NeedyConfig

        def process(self, image):
            raise AssertionError("has run")

    with pytest.raises(FieldValidationError) as caught:
        Needy.call("x", steps={"detect": {"threshold": 10, "deblend": None}})
    assert len(caught.value.faults) == 3


def test_a_step_of_a_pipeline_can_be_run_by_itself():
    """Then only its own parameters are validated and frozen."""
    pipeline = ReducePipeline()
    assert pipeline.scale.run(Image(1.0)).level == 3.0
    pipeline.scale.factor = 3


def test_a_subclass_may_change_steps_and_parameters():
    """It has its own steps, with the parameters of its base and more."""

    class MoreConfig(ReduceConfig):
        more = Field("More.", int, 1)

        def setDefaults(self):
            super().setDefaults()
            self.steps.detect.passes = 2

    class More(ReducePipeline):
        ConfigClass = MoreConfig
        step_defs = {**ReducePipeline.step_defs, "last": ScaleStep}

    class Again(More):
        step_defs = {"detect": DetectStep}

    more = More()
    assert (more.more, more.detect.threshold, more.detect.passes, more.last.factor) == (1, 6.0, 2, 2.0)
    assert list(Again().get_pars()["steps"]) == ["detect"]
    assert list(ReducePipeline().get_pars()["steps"]) == ["scale", "detect"]


# -- copies and files ------------------------------------------------------------------------------


def changed():
    """A pipeline with a change in a step of a step, made here."""
    night = NightPipeline()
    night.reduce.detect.threshold = 7
    return night


PATH = "steps.reduce.steps.detect.threshold"


def test_the_config_travels_to_another_process_with_its_history():
    """Pickle keeps values, history and class."""
    config = changed().config
    again = pickle.loads(pickle.dumps(config))
    assert again == config
    assert type(again) is NightPipeline.ConfigClass
    assert said(again, PATH) == said(config, PATH)


def test_a_copy_of_the_config_is_independent():
    """A change of the copy leaves the pipeline alone, in values and history."""
    night = changed()
    other = night.config.copy()
    other.steps.reduce.steps.detect.threshold = 9
    assert night.reduce.detect.threshold == 7.0
    assert len(said(other, PATH)) == len(said(night.config, PATH)) + 1


def test_the_config_is_saved_and_loaded_as_an_override_file(folder):
    """The file names the made class, and restores every step's values."""
    config = changed().config
    config.save("night.py")
    again = NightPipeline.ConfigClass()
    again.load("night.py")
    assert again == config
    last = again.steps.reduce.steps.detect.history["threshold"][-1]
    assert (last.layer, last.location.content) == ("override file", f"config.{PATH}=7.0")


def test_an_override_file_can_be_loaded_into_a_pipeline(folder):
    """What the file sets, the steps have."""
    (folder / "o.py").write_text(f"config.{PATH} = 12\n")
    night = NightPipeline()
    night.config.load("o.py")
    assert night.reduce.detect.threshold == 12.0


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda step: pickle.loads(pickle.dumps(step))])
@pytest.mark.parametrize("pick", ["night", "reduce", "detect"])
def test_a_copied_pipeline_is_one_again(copied, pick):
    """Steps, parents and configs of the copy belong together, whichever step is copied, and are its own."""
    night = changed()
    steps = {"night": night, "reduce": night.reduce, "detect": night.reduce.detect}
    found = copied(steps[pick])
    while found.parent is not None:
        found = found.parent
    assert type(found) is NightPipeline
    detect = found.reduce.detect
    assert detect.parent.parent is found
    assert found.config.steps.reduce.steps.detect is detect.config
    assert found.reduce.config.steps.detect is detect.config
    detect.threshold = 9
    assert (found.config.steps.reduce.steps.detect.threshold, night.reduce.detect.threshold) == (9.0, 7.0)
    assert found.run(Image(1.0)).level == 7.0


def test_a_pipeline_can_be_given_a_config():
    """Its steps read the tree that was handed in."""
    config = ReducePipeline.ConfigClass(title="b")
    pipeline = ReducePipeline(config=config)
    assert pipeline.detect.config is config.steps.detect
    assert pipeline.title == "b"


def test_a_pipeline_is_a_step():
    """Whatever takes a step takes a pipeline."""
    assert isinstance(ReducePipeline(), Step)
