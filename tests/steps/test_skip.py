"""Skipping: who may say so, and what comes back."""

import logging
import os

import pytest

from stepconfig import Pipeline, PipelineConfig, Step, StepConfig
from stepconfig.steps.run import observing
from tests.parameter_files import FIRST_LINE, write_file
from tests.steps.samples import Image, NightPipeline, ReducePipeline, ScaleStep


class EagerConfig(StepConfig):
    """Skips by default."""

    def setDefaults(self):
        self.skip = True


class EagerStep(Step):
    """A step that is skipped by default."""

    ConfigClass = EagerConfig

    def process(self, *data):
        return "processed"


def by_attribute(folder):
    """Skip set on the instance."""
    step = EagerStep()
    step.skip = True
    return step


def by_file(folder):
    """Skip set by a parameter file."""
    file = write_file(folder / "p.asdf", "class: x.Y\nparameters: {skip: true}\n")
    return EagerStep(config_file=file)


def by_override_file(folder):
    """Skip set by an override file."""
    step = EagerStep()
    step.config.loadFromString("config.skip = True")
    return step


@pytest.mark.parametrize("make", [by_attribute, by_file, by_override_file, lambda _: EagerStep(skip=True)])
def test_a_step_that_is_run_by_itself_is_skipped_if_the_user_says_so(folder, make):
    """By keyword, attribute and file: the first argument comes back."""
    data = object()
    assert make(folder).run(data, "more") is data


def test_a_default_does_not_skip_a_step_that_is_run_by_itself(caplog):
    """Whoever runs the step wants it; a line in the log says that skip is set aside."""
    caplog.set_level(logging.INFO, "stepconfig")
    assert EagerStep().run("data") == "processed"
    assert "skip is set aside: it is a default, and the step is run by itself" in caplog.messages


def test_a_skipped_step_without_arguments_gives_nothing():
    """There is nothing to hand on."""
    assert EagerStep(skip=True).run() is None


class LazyConfig(PipelineConfig):
    """Leaves one of its steps out."""

    def setDefaults(self):
        self.steps.scale.skip = True


class LazyPipeline(Pipeline):
    """One step is left out by the pipeline, and one by its own default."""

    ConfigClass = LazyConfig
    step_defs = {"scale": ScaleStep, "eager": EagerStep}

    def process(self, image):
        return self.eager.run(self.scale.run(image))


def test_in_a_pipeline_a_step_is_skipped_whoever_says_so():
    """The user, the pipeline's own defaults, those of the step, or reference parameters."""
    image = Image(5.0)
    pipeline = ReducePipeline()
    pipeline.scale.skip = True
    assert pipeline.run(image) is image
    assert LazyPipeline().run(image) is image
    layers = ReducePipeline.reference_layers(lambda cls: {"skip": True} if cls is ScaleStep else None)
    assert ReducePipeline.from_layers(layers).run(image) is image
    assert image.level == 5.0


def test_a_pipeline_in_a_pipeline_is_skipped_as_a_whole():
    """None of its steps runs."""
    night = NightPipeline(steps={"reduce": {"skip": True}})
    assert night.run(Image(1.0)).level == 3.0


def test_a_skipped_step_saves_nothing(folder):
    """Also if it saves its results otherwise."""
    ScaleStep(skip=True, save_results=True).run_on_inputs(Image(1.0, "m.fits"))
    assert os.listdir(folder) == []


def test_data_that_can_note_it_note_what_became_of_the_step():
    """The place is meta.cal_step, under the alias of the class."""
    image = Image(5.0)
    result = ReducePipeline(steps={"scale": {"skip": True}}).run(image)
    assert vars(result.meta.cal_step) == {"scale": "SKIPPED", "detect": "COMPLETE", "reduce": "COMPLETE"}


def test_the_log_and_watchers_learn_who_said_so(folder, caplog):
    """The message has the exact place."""
    caplog.set_level(logging.INFO, "stepconfig")
    body = "class: x.Y\nparameters: {}\nsteps:\n- name: scale\n  parameters:\n    skip: yes\n"
    events = []
    with observing(events.append):
        ReducePipeline.call(Image(), config_file=write_file(folder / "p.asdf", body))
    place = f"p.asdf:{FIRST_LINE + 5}"
    skipped = [(event.step.name, event.detail) for event in events if event.kind == "skipped"]
    assert skipped == [("scale", place)]
    told = [record.message for record in caplog.records if record.name == "stepconfig.ReducePipeline.scale"]
    assert told == [f"skipped, as set at {place}"]
