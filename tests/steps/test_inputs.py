"""Inputs: where they are, which names the outputs, and how they are opened."""

import json
from pathlib import Path

import pytest

from stepconfig import Step, UsageError
from stepconfig.steps.models import register_model
from tests.steps.samples import Image, NightPipeline, ReducePipeline, ScaleStep


class TellingStep(Step):
    """Gives what a function of the step gives while it runs."""

    def process(self, data, function):
        return function(self)


def in_run(data, function, **parameters):
    """What a function gives in the run of a step."""
    return TellingStep(**parameters).run(data, function)


def test_the_folder_of_inputs_is_that_of_the_first():
    """While the step runs; a parameter beats it, and without either there is none."""
    assert TellingStep().input_dir == ""
    assert TellingStep().get_pars()["input_dir"] == ""
    assert in_run("/data/raw/m51.fits", lambda step: step.input_dir) == "/data/raw"
    assert in_run(Image(filename="m51.fits"), lambda step: step.input_dir) == ""
    assert in_run("/data/raw/m51.fits", lambda step: step.input_dir, input_dir="/mine") == "/mine"


def test_steps_have_the_folder_of_their_pipeline():
    """As a parameter."""
    night = NightPipeline(input_dir="/data")
    assert night.reduce.scale.input_dir == "/data"
    night.reduce.scale.input_dir = "/own"
    assert (night.reduce.scale.input_dir, night.input_dir) == ("/own", "/data")


def test_paths_of_inputs():
    """A name is in the folder; what has a folder, or is no name, comes back."""
    step = TellingStep(input_dir="/data")
    assert step.make_input_path("b.fits") == "/data/b.fits"
    assert step.make_input_path(Path("sub/b.fits")) == "sub/b.fits"
    assert step.make_input_path("/abs/b.fits") == "/abs/b.fits"
    image = Image()
    assert step.make_input_path(image) is image
    assert TellingStep().make_input_path("b.fits") == "b.fits"


def test_an_input_can_be_made_the_one_that_names_outputs():
    """If none does so yet, or if that is asked for."""

    def name(exclusive):
        def ask(step):
            step.set_primary_input("/z/w.fits", exclusive=exclusive)
            return step.make_output_path(suffix="x")

        return ask

    assert in_run("m51.fits", name(True)) == "m51_x.fits"
    assert in_run(None, name(True)) == "w_x.fits"
    assert in_run("m51.fits", name(False)) == "w_x.fits"


def test_in_a_pipeline_it_names_the_outputs_of_all():
    """The pipeline and all its steps."""

    class Pipe(ReducePipeline):
        def process(self, data):
            self.scale.set_primary_input("w.fits")
            return [step.make_output_path(suffix="x") for step in (self, self.scale, self.detect)]

    assert Pipe().run(None) == ["w_x.fits"] * 3


def test_outside_of_a_run_there_is_nothing_to_name():
    """The error says when it can be done."""
    with pytest.raises(UsageError, match=r"TellingStep.set_primary_input is for the time of a run"):
        TellingStep().set_primary_input("m51.fits")


def test_attributes_are_searched_in_pipelines():
    """The step first, or the pipeline first; the default if nobody has a value."""
    night = NightPipeline(output_dir="out", suffix="n")
    scale = night.reduce.scale
    scale.suffix = "s"
    assert scale.search_attr("output_dir") == "out"
    assert scale.search_attr("suffix") == "s"
    assert scale.search_attr("suffix", parent_first=True) == "n"
    assert scale.search_attr("output_ext") is None
    assert scale.search_attr("zzz", 5) == 5
    assert scale.search_attr("title") == "night"


def test_files_are_opened_by_their_suffix(folder):
    """In the folder of inputs; a model comes back as it is."""
    register_model(".levels", lambda path: Image(json.loads(Path(path).read_text()), path))
    (folder / "sub").mkdir()
    (folder / "sub" / "a.levels").write_text("3.5")
    step = ScaleStep(input_dir="sub")
    assert step.open_model("a.levels").level == 3.5
    assert step.open_model(Path("sub/a.levels")).level == 3.5
    image = Image()
    assert step.open_model(image) is image


def test_a_class_may_open_models_in_its_own_way():
    """By the method that classes of stpipe have for that."""

    class Own(ScaleStep):
        @classmethod
        def _datamodels_open(cls, init, **keywords):
            return (init, keywords)

    assert Own(input_dir="sub").open_model("a.levels", strict=True) == ("sub/a.levels", {"strict": True})
