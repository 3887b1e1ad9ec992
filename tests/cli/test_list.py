"""stepconfig list: the step classes that installed packages register."""

import pytest

from stepconfig.cli import stepconfig
from tests.steps.test_aliases import SAMPLES, install

ALL = [f"{SAMPLES}.DetectStep", f"{SAMPLES}.ReducePipeline [reduce]", f"{SAMPLES}.ScaleStep [scale]"]


@pytest.fixture(autouse=True)
def two_packages(folder, monkeypatch):
    """Three classes of two packages, one of them for stpipe."""
    steps = [(f"{SAMPLES}.ScaleStep", "scale", False), (f"{SAMPLES}.DetectStep", None, False)]
    install(folder, monkeypatch, "alpha", steps)
    pipeline = (f"{SAMPLES}.ReducePipeline", "reduce", True)
    install(folder, monkeypatch, "beta", [pipeline], group="stpipe.steps")


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        ([], ALL),
        (["--steps-only"], [ALL[0], ALL[2]]),
        (["--pipelines-only"], [ALL[1]]),
        (["*SCALE*"], [ALL[2]]),
        (["Reduce"], [ALL[1]]),  # an alias, in whole
        (["*.detectstep"], [ALL[0]]),
        (["*step", "--pipelines-only"], []),
    ],
)
def test_what_is_listed(arguments, lines, capsys):
    """Sorted, with aliases; a pattern is for names and aliases, in any case; none is no failure."""
    assert stepconfig.main(["list", *arguments]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == lines
    assert said.err == ("" if lines else "no installed package registers a step class that fits '*step'\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a", "b"], "error: expected one PATTERN, got a b; is it quoted?\n"),
        (["--step-only"], "did you mean --steps-only?"),
        (
            ["--steps-only", "--pipelines-only"],
            "error: with --steps-only and --pipelines-only nothing is left",
        ),
    ],
)
def test_what_is_refused(arguments, message, capsys):
    """With one message, and no list."""
    assert stepconfig.main(["list", *arguments]) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert not said.out
