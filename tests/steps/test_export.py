"""Parameter files written by a step: they read back identically, whatever the values are."""

import math
import os
import subprocess
import sys
from pathlib import Path

import asdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import stepconfig
from stepconfig import Step
from stepconfig.errors import ParameterFileError, StepClassError
from tests.parameter_files import said, write_file
from tests.steps.samples import DetectStep, EveryConfig, EveryStep, Image, NightPipeline, ReducePipeline

TEXT = st.text(st.characters(codec="utf-8"))
ODD = ("None", "null", "~", "", "1", "1e-5", "yes", "0x1F", "2024-01-01", "1:30", "a,b", "[1]")
LINE = TEXT | st.sampled_from(ODD)
FLOAT = st.floats()
COMPLEX = st.complex_numbers(allow_nan=True, allow_infinity=True)
INT = st.integers() | st.integers(-(10**40), 10**40)
VALUES = {
    "count": INT,
    "flag": st.booleans(),
    "size": FLOAT,
    "wave": COMPLEX,
    "text": LINE,
    "maybe": st.none() | LINE,
    "box": st.integers(8, 511),
    "fit": st.sampled_from([None, "a", "b"]),
    "power": st.sampled_from([4, 8]),
    "flags": st.lists(st.booleans(), max_size=3),
    "counts": st.lists(INT, max_size=3),
    "sizes": st.lists(FLOAT, max_size=3),
    "waves": st.lists(COMPLEX, max_size=3),
    "texts": st.lists(LINE, max_size=3),
    "some": st.none() | st.lists(FLOAT, max_size=3),
    "by_name": st.dictionaries(LINE, st.none() | FLOAT, max_size=3),
    "by_number": st.dictionaries(INT, st.none() | LINE, max_size=3),
    "anything": st.dictionaries(
        LINE,
        st.none() | LINE | st.booleans() | FLOAT | COMPLEX | st.integers(-(2**63), 2**63 - 1),
        max_size=3,
    ),
    "output_dir": st.none() | LINE,
    "suffix": st.none() | LINE,
    "mesh": st.fixed_dictionaries({}, optional={"box": st.integers(8, 99), "order": st.integers()}),
}


def exact(value):
    """A value in a form in which nan, signs of zeros and types count."""
    if isinstance(value, dict):
        return {exact(key): exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    if isinstance(value, complex):
        return (complex, exact(value.real), exact(value.imag))
    if isinstance(value, float):
        return "nan" if math.isnan(value) else value.hex()
    return (type(value), value)


@pytest.mark.parametrize("suffix", ["asdf", "yaml", "json", "toml"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(values=st.fixed_dictionaries({}, optional=VALUES))
def test_every_value_of_every_field_reads_back(folder, suffix, values):
    """Writing and reading gives the same values, of the same types, for every kind of field and format."""
    step = EveryStep(**values)
    again = Step.from_config_file(step.export_config(folder / f"p.{suffix}"))
    assert type(again) is EveryStep
    assert exact(again.get_pars()) == exact(step.get_pars())


@pytest.mark.parametrize("suffix", ["asdf", "yml", "json", "toml"])
def test_an_integer_of_many_digits_reads_back(folder, suffix):
    """More than the interpreter writes in decimal."""
    step = EveryStep(count=7**9000)
    assert Step.from_config_file(step.export_config(folder / f"p.{suffix}")).count == 7**9000


@pytest.mark.parametrize("suffix", ["asdf", "yaml", "json", "toml"])
def test_the_steps_of_a_pipeline_read_back(folder, suffix):
    """Steps within steps are written as a list of class, name and parameters, whatever the format."""
    night = NightPipeline("night", steps={"reduce": {"title": "a", "steps": {"detect": {"threshold": 9}}}})
    again = Step.from_config_file(night.export_config(f"p.{suffix}"))
    assert (type(again), again.name) == (NightPipeline, "night")
    assert exact(again.get_pars()) == exact(night.get_pars())


def test_the_file_has_class_name_and_every_parameter(folder):
    """Defaults too; save_results alone is left open while nobody has set it."""
    EveryStep("finder").export_config("p.asdf")
    with asdf.open("p.asdf") as file:
        assert (file["class"], file["name"]) == ("tests.steps.samples.EveryStep", "finder")
        parameters = dict(file["parameters"])
    assert parameters.keys() == EveryConfig._fields.keys() - {"save_results"}
    assert (parameters["wave"], parameters["mesh"]) == (1 + 2j, {"box": 64, "order": 3})


@pytest.mark.parametrize(
    ("parameters", "saves", "expected"),
    [
        ({}, False, None),
        ({}, True, True),
        ({"save_results": False}, True, False),
        ({"save_results": True}, False, True),
    ],
)
def test_the_file_says_whether_results_are_saved_if_that_is_known(folder, parameters, saves, expected):
    """What somebody set, else what the run will do, else nothing: a default must not forbid saving later."""
    EveryStep(**parameters).export_config("p.asdf", saves=saves)
    with asdf.open("p.asdf") as file:
        assert file["parameters"].get("save_results") is expected


def test_a_file_that_was_saved_without_an_input_saves_with_one(folder):
    """Running the file does what running the class would have done."""
    ReducePipeline("night").export_config("p.asdf")
    Step.from_config_file("p.asdf").run_on_inputs("m51.fits")
    assert os.path.exists("m51_night.json")


def test_a_pipeline_s_file_has_its_steps_as_a_list(folder):
    """Each with class, name and parameters, and steps of its own if it is a pipeline."""
    NightPipeline(steps={"reduce": {"title": "a"}}).export_config("p.asdf")
    with asdf.open("p.asdf") as file:
        steps = file["steps"]
        assert [(step["class"], step["name"]) for step in steps] == [
            ("tests.steps.samples.ReducePipeline", "reduce"),
            ("tests.steps.samples.ScaleStep", "final"),
        ]
        assert steps[0]["parameters"]["title"] == "a"
        assert [step["name"] for step in steps[0]["steps"]] == ["scale", "detect"]
        assert "steps" not in file["parameters"]
        assert steps[1]["parameters"]["save_results"] is False


def test_a_pipeline_s_file_reads_back(folder):
    """The same values, and the history says from which line each came."""
    night = NightPipeline(steps={"reduce": {"steps": {"detect": {"threshold": 0.5, "names": None}}}})
    night.export_config("p.asdf")
    again = Step.from_config_file("p.asdf")
    assert again.get_pars() == night.get_pars()
    layer, value, place = said(again.config, "steps.reduce.steps.detect.threshold")[-1]
    lines = Path("p.asdf").read_text().splitlines()
    assert (layer, value) == ("parameter file", 0.5)
    assert lines[int(place.partition(":")[2]) - 1].strip() == "threshold: 0.5"


@pytest.mark.parametrize("cls", [EveryStep, NightPipeline])
def test_a_file_written_by_the_asdf_package_reads_back(folder, cls):
    """Its forms of floats, lists and complex numbers are read, and what it adds is passed over."""
    step = cls()
    if cls is EveryStep:
        values = {"size": 1e-20, "sizes": [math.nan, -math.inf, 1e300], "text": "a: b\n☉", "waves": [-1j]}
        step = cls(**values, texts=["no", "null", ""], anything={"a": "1", "b": 1, "c": 1.5, "d": "yes"})
    step.export_config("own.asdf")
    with asdf.open("own.asdf") as file:
        tree = dict(file.tree)
    asdf.AsdfFile(tree).write_to("p.asdf")
    assert b"asdf_library" in Path("p.asdf").read_bytes()
    again = Step.from_config_file("p.asdf")
    assert exact(again.get_pars()) == exact(step.get_pars())


def test_the_steps_of_a_pipeline_may_be_a_mapping(folder):
    """A file in the form of a mapping by name means the same as the list that is written."""
    ReducePipeline(steps={"detect": {"threshold": 9}}).export_config("list.asdf")
    with asdf.open("list.asdf") as file:
        tree = dict(file.tree)
    tree["steps"] = {step["name"]: {"parameters": step["parameters"]} for step in tree["steps"]}
    asdf.AsdfFile(tree).write_to("mapping.asdf")
    assert Step.from_config_file("mapping.asdf").config == Step.from_config_file("list.asdf").config


def test_an_output_file_keeps_its_meaning_in_another_folder(folder):
    """A path that is relative to one file, or to the current folder, is written out in full."""
    for name in ("here", "there"):
        (folder / name).mkdir()
    file = write_file(folder / "here" / "p.asdf", "class: x.Y\nparameters: {output_file: out/zz}\n")
    step = EveryStep(config_file=file)
    step.export_config(folder / "there" / "p.asdf")
    again = EveryStep(config_file="there/p.asdf")
    assert again.output_file == str(folder / "here" / "out" / "zz")
    EveryStep(output_file="out/zz").export_config("there/p.asdf")
    assert EveryStep(config_file="there/p.asdf").output_file == str(folder / "out" / "zz")


@pytest.mark.parametrize("value", [None, "zz.fits", "$HOME/zz", "~/zz"])
def test_an_output_file_that_means_the_same_everywhere_stays_as_it_is(folder, value):
    """A bare name, a variable and a tilde are kept as they were written."""
    EveryStep(output_file=value).export_config("p.asdf")
    assert EveryStep(config_file="p.asdf").output_file == value


def test_a_file_with_only_some_parameters_leaves_the_others(folder):
    """What the file lacks has its default."""
    body = "class: tests.steps.samples.DetectStep\nparameters: {passes: 4}\n"
    step = Step.from_config_file(write_file(folder / "p.asdf", body))
    assert step.config == DetectStep(passes=4).config


def test_a_class_in_a_function_cannot_be_exported(folder):
    """No file could name it; nothing is written."""

    class Local(Step):
        pass

    with pytest.raises(StepClassError, match="Local is defined in a function, so no file can name it"):
        Local().export_config("p.asdf")
    assert os.listdir(folder) == []


def test_a_class_in_a_class_can_be_exported(folder):
    """Its name leads through the outer class."""
    Outer.Inner().export_config("p.asdf")
    with asdf.open("p.asdf") as file:
        assert file["class"] == f"{__name__}.Outer.Inner"
    assert type(Step.from_config_file("p.asdf")) is Outer.Inner


class Outer:
    """Holds a step."""

    class Inner(Step):
        """A step in a class."""


SCRIPT = """
from stepconfig import Step

class Mine(Step):
    pass

if __name__ == "__main__":
    Mine().export_config("p.asdf")
    print(type(Step.from_config_file("p.asdf")).__module__)
"""


def test_a_class_of_a_script_is_exported_under_the_name_of_the_script(folder):
    """The module __main__ is another one in every process."""
    (folder / "reduction.py").write_text(SCRIPT)
    package = str(Path(stepconfig.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "reduction.py"],
        env={**os.environ, "PYTHONPATH": package},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "reduction\n"
    assert "class: reduction.Mine\n" in Path("p.asdf").read_text()


def test_a_file_that_cannot_be_written_is_told(folder):
    """A missing folder is an error of the user; the name has to end with a format."""
    with pytest.raises(ParameterFileError, match=r"cannot write none/p\.asdf: No such file or directory"):
        EveryStep().export_config("none/p.asdf")
    with pytest.raises(ParameterFileError, match=r"cannot write p\.cfg: the name of a parameter file ends"):
        EveryStep().export_config("p.cfg")


def test_exporting_changes_nothing(folder):
    """Neither values nor history, and the step runs as before."""
    step = ReducePipeline()
    before = step.config.copy()
    assert step.export_config("p.asdf") == "p.asdf"
    assert step.config == before
    assert step.run(Image(1.0)).level == 3.0
