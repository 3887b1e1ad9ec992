"""Python override files as a source of parameters: the only one that executes."""

import re
from pathlib import Path

import pytest

from stepconfig import ConfigError, FieldValidationError, Pipeline, Step
from stepconfig.errors import ParameterErrors, ParameterFileError, StepClassError
from stepconfig.sources.layering import resolve
from stepconfig.sources.parameter_file import read_parameter_file
from stepconfig.sources.python_file import python_layer
from tests.parameter_files import said
from tests.steps.samples import DetectStep, ReducePipeline, ScaleStep


def test_a_python_file_is_a_parameter_file(folder):
    """It beats the defaults and loses to keywords; the history has its line."""
    Path("p.py").write_text("for step in (config.steps.detect,):\n    step.passes = 3\nconfig.title = 'py'\n")
    pipeline = ReducePipeline(config_file="p.py", title="key")
    assert said(pipeline.config, "steps.detect.passes") == [("override file", 3, "p.py:2")]
    assert [entry[:2] for entry in said(pipeline.config, "title")] == [
        ("override file", "py"),
        ("keyword", "key"),
    ]
    assert ReducePipeline.from_config_file("p.py").detect.passes == 3


def test_a_saved_config_is_a_parameter_file(folder):
    """What save writes restores every value."""
    first = ReducePipeline(title="m51", steps={"detect": {"bins": [7], "label": "x"}})
    first.config.save("p.py")
    assert ReducePipeline(config_file=Path("p.py")).config == first.config


def test_reading_a_python_file_executes_nothing_yet(folder):
    """It is carried out when its turn comes, once for each config."""
    Path("p.py").write_text("config.passes += 1\n")
    file = read_parameter_file("p.py")
    assert (file.class_name, file.name, file.layer.assignments) == (None, None, [])
    Path("p.py").unlink()
    for _ in range(2):
        assert DetectStep.from_layers([file.layer]).passes == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("config.passes = 2\n1 / 0\n", "p.py:2: ZeroDivisionError: division by zero"),
        ("config.passes = \n", "p.py:1: SyntaxError: invalid syntax"),
        ("def f():\n    raise KeyError\n\nf()\n", "p.py:2: KeyError: no message"),
        ("assert False, 'other class'\n", "p.py:1: AssertionError: other class"),
        ("import nothing_of_that_name\n", "p.py:1: ModuleNotFoundError: No module named"),
        ("x = '\0'\n", "source code string cannot contain null bytes"),
    ],
)
def test_what_a_python_file_raises_is_told_with_its_line(text, message, folder):
    """As one error of the file, together with all other faults, and nothing is changed."""
    Path("p.py").write_text(text)
    with pytest.raises(ConfigError) as caught:
        DetectStep(config_file="p.py")
    assert message in str(caught.value)
    with pytest.raises(ParameterErrors) as caught:
        DetectStep(config_file="p.py", passse=1)
    assert len(caught.value.faults) == 2


def test_a_wrong_value_in_a_python_file_is_the_error_of_the_field(folder):
    """Path, expected value and line are as everywhere."""
    Path("p.py").write_text("config.passes = 'x'\n")
    with pytest.raises(FieldValidationError) as caught:
        DetectStep(config_file="p.py")
    assert str(caught.value.location) == "p.py:1"


def test_who_ends_the_process_ends_the_process(folder):
    """An exit in the file is no fault of it; the config is as it was."""
    Path("p.py").write_text("config.passes = 2\nraise SystemExit(3)\n")
    config = DetectStep.ConfigClass()
    with pytest.raises(SystemExit):
        resolve(config, [python_layer("p.py")])
    assert config.passes == 1


@pytest.mark.parametrize("base", [Step, Pipeline])
def test_a_file_without_a_class_is_for_the_class_that_is_asked(base, folder):
    """A base class cannot know which step is meant."""
    Path("p.py").write_text("config.factor = 3\n")
    assert ScaleStep.from_config_file("p.py").factor == 3.0
    assert ScaleStep.from_config_file("p.py").name == "p"
    with pytest.raises(StepClassError) as caught:
        base.from_config_file("p.py")
    assert str(caught.value) == (
        "p.py names no step class; call from_config_file of the class itself, or on the command line:"
        " strun module.Class --config-file FILE"
    )


def test_a_python_file_that_is_not_there_is_told(folder):
    """As for every other file."""
    with pytest.raises(ParameterFileError, match=r"^cannot read none\.py: No such file or directory$"):
        DetectStep(config_file="none.py")


def test_a_command_takes_a_python_file_for_a_class(run_step, folder):
    """``--config-file`` names it; a file alone does not say which class it is for."""
    Path("p.py").write_text("config.passes = 3\n")
    Path("q.yaml").write_text("parameters: {passes: 4, label: q}\n")
    done = run_step(
        "tests.steps.samples.DetectStep", "--config-file=q.yaml", "--config-file", "p.py", "--changes"
    )
    assert done.code == 0
    assert re.search(r"^passes +3 +1 +override file +p\.py:1$", done.out, re.MULTILINE)
    assert "q.yaml:1" in done.out
    done = run_step("p.py")
    assert done.code == 2
    assert "p.py names no step class" in done.err


def test_a_command_tells_a_file_that_is_not_there_with_other_mistakes(run_step):
    """All at once."""
    done = run_step("tests.steps.samples.DetectStep", "a.fits", "--config-file=none.toml", "--passes=x")
    assert done.code == 2
    assert "2 faults" in done.err
    assert "cannot read none.toml: No such file or directory" in done.err
