"""Old names and removed parameters on the command line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stepconfig import Field, Pipeline, RemovedField, RenamedFieldWarning, Step, StepConfig
from stepconfig.config.former import forget_places
from tests.parameter_files import FIRST_LINE, write_file

OWN = "tests.cli.test_former.OwnStep"
NIGHT = "tests.cli.test_former.NightPipeline"


class Own(StepConfig):
    """Parameters of the step."""

    threshold = Field("Detection threshold.", float, 5.0, unit="sigma", renamed_from=("sigma", "n_sigma"))
    smooth = RemovedField("Width of the kernel.", since="2.0", hint="smooth the image before")


class OwnStep(Step):
    """A step with an old name."""

    ConfigClass = Own

    def process(self):
        print("threshold", self.config.threshold)


class NightPipeline(Pipeline):
    """A pipeline of it."""

    step_defs = {"own": OwnStep}

    def process(self):
        self.own.run()


@pytest.fixture(autouse=True)
def new_places():
    """Let every test be the first to use an old name."""
    forget_places()


@pytest.mark.parametrize(
    ("arguments", "old", "new"),
    [
        ([OWN, "--sigma=3"], "sigma", "threshold"),
        ([OWN, "--n-sigma=3"], "n_sigma", "threshold"),
        ([NIGHT, "--steps.own.sigma=3"], "steps.own.sigma", "steps.own.threshold"),
    ],
)
def test_an_option_may_be_an_old_name(run_step, arguments, old, new):
    """The run has the value, and the warning tells the argument and both full names."""
    with pytest.warns(RenamedFieldWarning) as caught:
        done = run_step(*arguments)
    assert (done.code, done.out) == (0, "threshold 3.0\n")
    assert str(caught[0].message) == (
        f"the field '{old}' of tests.cli.test_former.Own is called '{new}' now: {arguments[1]}"
    )


def test_a_user_sees_one_line_for_each_place(folder):
    """On the standard error, with the line of the file or the argument."""
    path = write_file(folder / "p.asdf", f"class: {OWN}\nparameters: {{sigma: 3}}\n")
    checkout = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-m", "stepconfig.cli.strun", "p.asdf", "--n-sigma=4"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(checkout)},
    )
    lines = [line for line in done.stderr.splitlines() if "Warning" in line]
    assert lines == [
        f"{path}:{FIRST_LINE + 1}: RenamedFieldWarning:"
        " the field 'sigma' of tests.cli.test_former.Own is called 'threshold' now",
        "command line:0: RenamedFieldWarning:"
        " the field 'n_sigma' of tests.cli.test_former.Own is called 'threshold' now: --n-sigma=4",
    ]


def test_the_history_of_an_old_name_is_that_of_the_parameter(run_step):
    """The place of the old name is the option."""
    with pytest.warns(RenamedFieldWarning, match="'threshold' now: --history=sigma"):
        done = run_step(OWN, "--history=sigma")
    assert done.out.splitlines()[0] == "threshold"


@pytest.mark.parametrize("arguments", [[OWN, "--smooth=3"], [OWN, "--history=smooth"]])
def test_a_removed_parameter_is_one_message_and_code_2(run_step, arguments):
    """It says what to do, and where it was used."""
    done = run_step(*arguments)
    assert done.code == 2
    assert "has no field 'smooth' any more; it was removed in 2.0: smooth the image before" in done.err
    assert f"named at command line: {arguments[1]}" in done.err
    assert "Traceback" not in done.err


def test_old_names_and_removed_parameters_are_not_listed(run_step, run_spec):
    """Neither by the help nor by the specification."""
    for done in (run_step(OWN, "--help"), run_spec(OWN)):
        assert done.code == 0
        assert "threshold" in done.out
        assert "n_sigma" not in done.out
        assert "smooth" not in done.out


def test_what_is_saved_has_the_new_name(run_step, folder):
    """The file of the parameters is one of the present version."""
    with pytest.warns(RenamedFieldWarning):
        run_step(OWN, "--n-sigma=3", "--save-parameters=new.asdf")
    assert "  threshold: 3.0\n" in (folder / "new.asdf").read_text()
    assert "n_sigma" not in (folder / "new.asdf").read_text()


def test_a_misspelt_old_name_suggests_the_present_one(run_step):
    """Which is what the user will have to write."""
    done = run_step(OWN, "--n-sgima=3")
    assert done.code == 2
    assert "did you mean 'threshold'?" in done.err
