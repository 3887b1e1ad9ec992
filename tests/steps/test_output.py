"""Outputs of runs: whether they are saved, under which name, and where."""

import json
import logging
import os
from pathlib import Path

import pytest

from stepconfig import Pipeline, Step, UsageError
from stepconfig.steps.naming import RECORD
from tests.parameter_files import write_file
from tests.steps.samples import AnyImage, Image, NightPipeline, ReducePipeline, ScaleStep


class ManyStep(Step):
    """Gives back what a test hands to it."""

    def process(self, name, *result):
        return result[0] if len(result) == 1 else result


def files(folder="."):
    """Every file below a folder, records apart."""
    found = (path for path in Path(folder).rglob("*") if path.is_file() and not path.name.endswith(RECORD))
    return sorted(str(path.relative_to(folder)) for path in found)


# -- whether ---------------------------------------------------------------------------------------


def test_nothing_is_saved_unless_somebody_says_so(folder):
    """A run in a notebook gives its result and no file."""
    ScaleStep().run(Image(1.0, "m51.fits"))
    assert files() == []


def test_results_are_saved_if_a_parameter_says_so(folder):
    """The name is that of the input with the step's name behind it."""
    ScaleStep(save_results=True).run(Image(1.0, "raw/m51.fits"))
    assert files() == ["m51_scalestep.json"]


def test_who_names_an_output_file_wants_one(folder):
    """The result is saved then, unless somebody says no; a pipeline's name does not make its steps save."""
    ManyStep(output_file="zz.fits", suffix="a").run("m51.fits", Image())
    ManyStep(output_file="yy.fits", suffix="a", save_results=False).run("m51.fits", Image())
    ReducePipeline(output_file="xx.fits").run(Image(1.0, "m51.fits"))
    assert files() == ["xx_reducepipeline.json", "zz_a.json"]


def test_a_run_for_a_command_line_saves_its_results(folder):
    """With an input that is what the user wants."""
    ScaleStep().run_on_inputs("m51.fits")
    assert files() == ["m51_scalestep.json"]


@pytest.mark.parametrize("how", ["keyword", "attribute", "file"])
def test_whoever_says_no_gets_no_file(folder, how):
    """Also with an input on the command line."""
    if how == "file":
        body = "class: x.Y\nparameters: {save_results: no}\n"
        step = ScaleStep(config_file=write_file(folder / "p.asdf", body))
        os.remove("p.asdf")
    else:
        step = ScaleStep(**({"save_results": False} if how == "keyword" else {}))
        if how == "attribute":
            step.save_results = False
    step.run_on_inputs("m51.fits")
    assert files() == []


def test_without_an_input_a_command_saves_nothing(folder):
    """There is no name to make another of, and nobody said so."""

    class Alone(Step):
        def process(self):
            return Image(1.0)

    Alone().run_on_inputs()
    assert files() == []


def test_a_step_of_a_pipeline_saves_if_its_own_parameter_says_so(folder):
    """The pipeline's input names all; the inner step has its own name as suffix."""
    ReducePipeline(steps={"scale": {"save_results": True}}).run(Image(1.0, "m51.fits"))
    assert files() == ["m51_scale.json"]


def test_what_cannot_be_saved_is_told(folder, caplog):
    """A result without save is not lost in silence."""
    ManyStep(save_results=True).run("m51.fits", {"level": 1})
    assert caplog.messages == ["nothing is saved: the result is a dict, which has no method save"]
    caplog.clear()
    ManyStep(save_results=True).run("m51.fits", None)
    assert (caplog.messages, files()) == ([], [])


def test_saved_files_are_told(folder, caplog):
    """The log says where each is, under the name of the step."""
    caplog.set_level(logging.INFO, "stepconfig")
    ScaleStep(save_results=True).run(Image(1.0, "m51.fits"))
    assert ("stepconfig.ScaleStep", logging.INFO, "saved m51_scalestep.json") in caplog.record_tuples


# -- several ---------------------------------------------------------------------------------------


def test_several_results_have_their_index(folder):
    """Of a list or tuple each model is saved, with its place before the suffix."""
    step = ManyStep(suffix="l", save_results=True)
    step.run("m51.fits", [Image(0.0), Image(1.0)])
    assert files() == ["m51_0_l.json", "m51_1_l.json"]
    assert json.loads(Path("m51_1_l.json").read_text())["level"] == 1.0


def test_what_cannot_be_saved_among_several_is_passed_over(folder):
    """The others keep their places."""
    ManyStep(suffix="l", save_results=True).run("m51.fits", None, Image(), [Image()], "text", Image())
    assert files() == ["m51_1_l.json", "m51_4_l.json"]


def test_a_sequence_that_saves_itself_is_asked_once(folder):
    """A container with a save method is one output."""

    class Container(list):
        default_ext = "all"

        def save(self, path):
            Path(path).write_text(str(len(self)))

    ManyStep(suffix="l", save_results=True).run("m51.fits", Container([Image(), Image()]))
    assert files() == ["m51_l.all"]


# -- under which name ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({}, "m51_manystep.json"),
        ({"suffix": "x"}, "m51_x.json"),
        ({"suffix": "None"}, "m51_None.json"),
        ({"output_ext": ".dat"}, "m51_manystep.dat"),
        ({"output_ext": "dat"}, "m51_manystep.dat"),
        ({"output_file": "zz.fits"}, "zz_manystep.json"),
        ({"output_file": "zz.fits", "suffix": "x", "output_ext": "dat"}, "zz_x.dat"),
        ({"output_file": "a/b/zz.fits"}, "a/b/zz_manystep.json"),
        ({"output_file": "a/zz.fits", "output_dir": "c/d"}, "c/d/zz_manystep.json"),
        ({"output_dir": "c"}, "c/m51_manystep.json"),
        ({"output_dir": "./c/../d"}, "d/m51_manystep.json"),
        ({"output_dir": "$PLACE"}, "there/m51_manystep.json"),
        ({"output_file": "$PLACE/zz"}, "there/zz_manystep.json"),
    ],
    ids=str,
)
def test_the_parameters_make_the_name(folder, monkeypatch, parameters, name):
    """Base, suffix, extension and folder each have a parameter; the folder of output_file is kept."""
    monkeypatch.setenv("PLACE", "there")
    ManyStep(save_results=True, **parameters).run("raw/m51.fits", Image())
    assert files() == [name]


def test_a_folder_may_be_in_the_home(folder, monkeypatch):
    """A tilde is the home of the user."""
    monkeypatch.setenv("HOME", str(folder / "home"))
    ManyStep(save_results=True, output_dir="~/out").run("m51.fits", Image())
    assert files() == ["home/out/m51_manystep.json"]


@pytest.mark.parametrize(
    ("input_name", "parameters", "name"),
    [
        ("m51.fits", {}, "m51_l.fits"),
        ("m51.fits.gz", {}, "m51_l.fits"),
        ("m51", {}, "m51_l.asdf"),
        ("m51.fits", {"output_file": "zz.dat"}, "zz_l.dat"),
        ("m51.fits", {"output_file": "zz"}, "zz_l.fits"),
        ("m51.fits", {"output_ext": "x"}, "m51_l.x"),
    ],
)
def test_a_model_without_a_kind_takes_the_input_s(folder, input_name, parameters, name):
    """The extension is the parameter's, the model's own, that of output_file, that of the input, or asdf."""
    ManyStep(save_results=True, suffix="l", **parameters).run(input_name, AnyImage())
    assert files() == [name]


def test_data_without_a_name_make_one_of_the_step(folder):
    """Nothing else is known."""
    ManyStep("Finder", save_results=True).run(5, Image())
    assert files() == ["step_Finder_finder.json"]


def test_the_first_input_of_the_pipeline_names_all(folder):
    """Whatever the inner steps are given."""

    class Pipe(Pipeline):
        step_defs = {"first": ManyStep}

        def process(self, name, other):
            return self.first.run("elsewhere.fits", Image(1.0, "own.fits"))

    Pipe("pipe", save_results=True, steps={"first": {"save_results": True}}).run("m51.fits", "m52.fits")
    assert files() == ["m51_first.json", "m51_pipe.json"]


def test_steps_use_the_pipeline_s_place_unless_they_have_their_own(folder):
    """Folder, file and extension are inherited, the suffix is not."""
    NightPipeline(
        output_dir="out",
        output_file="zz",
        output_ext="dat",
        suffix="night",
        save_results=True,
        steps={
            "reduce": {"save_results": True, "steps": {"scale": {"save_results": True}}},
            "final": {"save_results": True, "output_dir": "own", "output_file": "ff", "output_ext": "x"},
        },
    ).run(Image(1.0, "m51.fits"))
    assert files() == ["out/zz_night.dat", "out/zz_reduce.dat", "out/zz_scale.dat", "own/ff_final.x"]


def test_a_path_can_be_asked_for(folder):
    """A step makes paths for other files of its own the same way."""
    step = ManyStep(suffix="l", output_dir="out")
    assert step.make_output_path() == "out/step_ManyStep_l.asdf"
    assert step.make_output_path("raw/m51.fits") == "out/m51_l.asdf"
    assert step.make_output_path("m51", ext=".txt", suffix="t", part="a", none=None) == "out/m51_a_t.txt"
    assert step.make_output_path("m51", suffix=False) == "out/m51.asdf"
    step.output_ext = ".dat"
    assert step.make_output_path("raw/m51.fits") == "out/m51_l.dat"
    assert os.path.isdir("out")


def test_a_model_can_be_saved_beside_the_result(folder):
    """With a suffix, an extension and parts of its own; the path comes back, as it is asked for."""

    class Beside(Step):
        def process(self, name):
            return self.save_model(Image(), suffix="catalog", force=True, ext="txt", band="g")

    assert Beside().run("m51.fits") == "m51_g_catalog.txt"
    assert files() == ["m51_g_catalog.txt"]


def test_a_model_learns_its_final_name(folder):
    """What it notes of its own name is no temporary one."""
    image = Image()
    ManyStep(save_results=True, suffix="l").run("m51.fits", image)
    assert image.meta.filename == "m51_l.json"
    assert json.loads(Path("m51_l.json").read_text())["filename"] == "m51_l.json"


class RawStep(ManyStep):
    """Knows the suffix that files of its telescope have."""

    @staticmethod
    def remove_suffix(name):
        return (name[:-4], "-") if name.endswith("_raw") else (name, "_")


def test_a_class_may_take_an_old_suffix_off(folder):
    """By its remove_suffix, which says what stands before the new one; the base class takes none off."""
    RawStep(save_results=True, suffix="a").run("m_raw.fits", Image())
    RawStep(save_results=True, suffix="a").run("n.fits", Image())
    ManyStep(save_results=True, suffix="a").run("m_raw.fits", Image())
    assert files() == ["m-a.json", "m_raw_a.json", "n_a.json"]
    assert ManyStep.remove_suffix("m_raw") == ("m_raw", "_")


def test_an_output_may_keep_the_name_of_the_model(folder):
    """With output_use_model; that the index is not used has no effect, as in stpipe."""
    parameters = {"save_results": True, "suffix": "a"}
    ManyStep(output_use_model=True, **parameters).run("m.fits", Image(1.0, "own.fits"))
    ManyStep(output_use_index=False, **parameters).run("m.fits", [Image()])
    assert files() == ["m_0_a.json", "own_a.json"]


def test_a_step_may_leave_the_output_file_of_its_pipeline_alone(folder):
    """With search_output_file off its outputs are named after the input."""
    own = {"save_results": True, "search_output_file": False}
    parameters = {"output_file": "zz", "save_results": True}
    ReducePipeline(**parameters, steps={"scale": own}).run(Image(1.0, "m51.fits"))
    assert files() == ["m51_scale.json", "zz_reducepipeline.json"]


# -- relative to what ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "name"),
    [("out/zz.fits", "files/out/zz_l.json"), ("./zz", "files/zz_l.json"), ("zz", "zz_l.json")],
)
def test_an_output_file_in_a_parameter_file_is_relative_to_that(folder, value, name):
    """A folder that a file names is beside the file; a bare name is in the current folder."""
    (folder / "files").mkdir()
    file = write_file(folder / "files" / "p.asdf", f"class: x.Y\nparameters: {{output_file: {value}}}\n")
    ManyStep(config_file=file, suffix="l", save_results=True).run("m51.fits", Image())
    os.remove(file)
    assert files() == [name]


def test_an_output_file_by_keyword_is_relative_to_the_current_folder(folder):
    """It is the caller's, not that of a file that says something else."""
    (folder / "files").mkdir()
    file = write_file(folder / "files" / "p.asdf", "class: x.Y\nparameters: {output_file: a/b}\n")
    step = ManyStep(config_file=file, output_file="out/zz", suffix="l", save_results=True)
    step.run("m51.fits", Image())
    os.remove(file)
    assert files() == ["out/zz_l.json"]


# -- what must not happen --------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["same", "other spelling", "link", "second input", "in a list", "model"])
def test_an_input_is_never_written_over(folder, how):
    """Whatever way the output leads to an input, saving is refused and the input stays."""
    Path("m51.json").write_text("input")
    output = {"suffix": "x", "output_file": "m51"}
    os.symlink("m51.json", "m51_x.json")
    arguments = {
        "same": ("m51_x.json",),
        "other spelling": (str(folder / "." / "m51.json"),),
        "link": ("m51.json",),
        "second input": ("other", "m51.json"),
        "in a list": (["other", "m51.json"],),
        "model": (Image(1.0, "m51.json"),),
    }[how]

    class Save(Step):
        def process(self, *names):
            return Image()

    with pytest.raises(UsageError, match=r"the output m51_x\.json is the input itself; give another suffix"):
        Save(save_results=True, **output).run(*arguments)
    assert Path("m51.json").read_text() == "input"


@pytest.mark.parametrize("suffix", [".asdf", ".json"])
def test_a_parameter_file_is_never_written_over(folder, suffix):
    """Also where the name of an output happens to be that of the file which said how to run."""
    ManyStep(suffix="l", save_results=True, output_ext=suffix).export_config(f"m51_l{suffix}")
    before = Path(f"m51_l{suffix}").read_bytes()
    with pytest.raises(UsageError, match=r"m51_l\.\w+ is a parameter file of the run; give another suffix"):
        ManyStep(config_file=f"m51_l{suffix}").run("m51.fits", Image())
    assert Path(f"m51_l{suffix}").read_bytes() == before


def test_a_reference_file_is_never_written_over(folder):
    """One that the run has used stays, whatever the outputs are called."""
    Path("m51_l.json").write_text("reference")

    class UsingStep(Step):
        reference_file_types = ("flat",)

        def process(self, name):
            self.get_reference_file(name, "flat")
            return Image()

    step = UsingStep(suffix="l", save_results=True, override_flat="m51_l.json")
    with pytest.raises(UsageError, match="is a reference file of the run"):
        step.run("m51.fits")
    assert Path("m51_l.json").read_text() == "reference"


def test_a_step_inside_of_another_does_not_write_over_its_input(folder):
    """Although it is no step of a pipeline: the input of every run around is safe."""
    Path("m51_l.json").write_text("raw")

    class Outer(Step):
        def process(self, name):
            ManyStep(suffix="l", save_results=True).run("m51.fits", Image())

    with pytest.raises(UsageError, match="is the input itself"):
        Outer().run("m51_l.json")
    assert Path("m51_l.json").read_text() == "raw"


def test_a_name_that_no_file_can_have_is_told(folder):
    """The message shows the character that is in the way."""
    with pytest.raises(UsageError, match=r"output without null characters, got 'm\\x0051_l\.json'"):
        ManyStep(suffix="l", save_results=True, output_file="m\x0051").run("m51.fits", Image())


def test_a_step_in_a_pipeline_does_not_write_over_the_pipeline_s_input(folder):
    """What the outermost run was given is the input of all."""
    Path("m51_scale.json").write_text("input")
    pipeline = ReducePipeline(output_file="m51", steps={"scale": {"save_results": True}})
    with pytest.raises(UsageError, match="is the input itself"):
        pipeline.run("m51_scale.json")
    assert Path("m51_scale.json").read_text() == "input"


def test_a_model_that_changes_its_name_does_not_write_over_the_input(folder):
    """Also the name that the model itself gives to its file, and those of files beside it, are looked at."""
    Path("m51_x.raw").write_text("input")

    class Raw(Image):
        def save(self, path):
            Path(path).write_text("new")
            Path(path).with_suffix(".raw").write_text("new")
            return path

    with pytest.raises(UsageError, match=r"the output m51_x\.raw is the input itself"):
        ManyStep(save_results=True, suffix="x", output_file="m51").run("m51_x.raw", Raw())
    assert (files(), Path("m51_x.raw").read_text()) == (["m51_x.raw"], "input")


def test_a_folder_that_cannot_be_made_is_told(folder):
    """A file is where the folder should be."""
    Path("out").write_text("a file")
    with pytest.raises(UsageError, match=r"cannot make the folder of out/m51_manystep\.json: File exists"):
        ManyStep(save_results=True, output_dir="out").run("m51.fits", Image())


def test_a_save_that_fails_is_told_with_the_final_name(folder):
    """The error of the system comes back with the path, and only the record of the failed run is there."""

    class Full(Image):
        def save(self, path):
            Path(path).write_text("half")
            raise OSError(28, "No space left on device", path)

    with pytest.raises(
        OSError, match=r"cannot save: No space left on device: 'm51_manystep\.json'"
    ) as caught:
        ManyStep(save_results=True).run("m51.fits", Full())
    assert (caught.value.errno, os.listdir(folder)) == (28, ["m51_manystep.failed.record.asdf"])


def test_an_error_of_the_model_s_own_comes_back_as_it_is(folder):
    """What is no error of the system has no path to be given."""

    class Odd(Image):
        def save(self, path):
            raise OSError("odd")

    with pytest.raises(OSError, match=r"^odd\n"):
        ManyStep(save_results=True).run("m51.fits", Odd())


def test_a_class_is_no_result_that_saves_itself(folder, caplog):
    """A class has a method save, but nothing to save."""
    ManyStep(save_results=True).run("m51.fits", Image)
    assert caplog.messages == ["nothing is saved: the result is a type, which has no method save"]
