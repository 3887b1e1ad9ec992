"""References on the command line."""

import pytest

from tests.steps.reference_samples import write_references

STEP = "tests.steps.reference_samples.FlatStep"

pytestmark = pytest.mark.filterwarnings("ignore:something in the reference parameters is passed over")


@pytest.fixture
def references(folder, monkeypatch):
    """A folder of references that the environment names, and an input."""
    monkeypatch.delenv("STPIPE_DISABLE_CRDS_STEPPARS", raising=False)
    monkeypatch.setenv("STEPCONFIG_REFERENCES", str(write_references(folder)))
    (folder / "frame").write_text("R")
    return folder


def test_an_input_has_its_reference_parameters(run_step, references):
    """Their history names the file."""
    done = run_step(STEP, "frame", "--history=level", "--save_results=false")
    assert done.code == 0
    assert "step reference  flatstep.yaml:1" in done.out


@pytest.mark.parametrize("how", ["option", "variable"])
def test_they_can_be_turned_off(run_step, references, monkeypatch, how):
    """By an option, or by an environment variable."""
    if how == "variable":
        monkeypatch.setenv("STPIPE_DISABLE_CRDS_STEPPARS", "true")
    options = ["--disable-crds-steppars"] * (how == "option")
    done = run_step(STEP, "frame", "--history=level", "--save_results=false", *options)
    assert done.code == 0
    assert "step reference" not in done.out


def test_without_an_input_nobody_is_asked(run_step, references):
    """There is nothing to choose by."""
    done = run_step(STEP, "--history=level")
    assert done.code == 0
    assert "step reference" not in done.out


def test_an_override_is_an_option(run_step, references):
    """One that does not exist is told; the run does not begin."""
    assert run_step(STEP, "frame", "--override_flat=other.fits", "--save_results=false").code == 0
    done = run_step(STEP, "frame", "--override_flat=none.fits")
    assert done.code == 2
    assert f"cannot read the reference file {references / 'none.fits'}, given as override_flat" in done.err


def test_rules_can_be_asked(ask, references):
    """For a header that is written as arguments: the answer, and what became of every rule."""
    done = ask("references", ".", "flat", "BAND=r")
    assert (done.code, done.err) == (0, "")
    assert done.out == "flat: flat.fits\n  rules.yaml:2: flat.fits: everything matches\n"
    done = ask("references", ".", "flat")
    assert done.code == 2
    assert done.out == "flat: no rule matches\n  rules.yaml:2: the header has no band\n"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((".",), "expected a folder and a reference type"),
        ((".", "flat", "BAND"), "expected KEYWORD=VALUE, got 'BAND'"),
        ((".", "flta"), "did you mean 'flat'?"),
        (("none", "flat"), "has no rules.yaml that can be read"),
        ((".", "flat", "--band=R"), "unknown option --band=R"),
    ],
)
def test_a_wrong_question_is_told(ask, references, arguments, text):
    """With exit code 2."""
    done = ask("references", *arguments)
    assert done.code == 2
    assert text in done.err


def test_they_are_explained_for_an_input(ask, references):
    """Which file says it; without an input nobody is asked."""
    done = ask("explain", STEP, "frame", "level")
    assert (done.code, done.err) == (0, "")
    assert "step reference" in done.out
    assert "flatstep.yaml:1" in done.out
    done = ask("explain", STEP, "level")
    assert done.code == 0
    assert "step reference" not in done.out
