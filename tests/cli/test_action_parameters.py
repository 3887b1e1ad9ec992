"""What the commands show of a step with actions."""

from stepconfig.cli.report import console, print_changes
from tests.nested.actions import Calibrate, Scale
from tests.steps.action_samples import CutConfig

CUT = "tests.steps.action_samples.CutStep"
SCALE, CALIBRATE = "tests.nested.actions.Scale", "tests.nested.actions.Calibrate"


def test_help_tells_the_parameters_of_actions(run_step):
    """Each action that is there has a group, which names its class unless it is the declared one."""
    done = run_step(CUT, "--help")
    assert (done.code, done.err) == (0, "")
    groups = [group.split("\n") for group in done.out.rstrip().split("\n\n")][-4:]
    assert [lines[0] for lines in groups] == [
        f"flux ({CALIBRATE}): Calibration of the flux.",
        f"cuts.deep.first ({CALIBRATE}): What is done first.",
        f"cuts.deep.others.again ({SCALE}): What is done then.",
        f"cuts.low ({SCALE}): What is done then.",
    ]
    options = [line.split()[0] for lines in groups for line in lines[1:] if line.startswith("  --")]
    assert options == [
        "--flux.factor",
        "--flux.offset",
        "--cuts.deep.first.factor",
        "--cuts.deep.first.offset",
        "--cuts.deep.others.again.factor",
        "--cuts.low.factor",
    ]


def test_changes_and_history_tell_values_in_actions(run_step):
    """The table has the value with its path; the history of an action tells who put it there."""
    out = run_step(CUT, "--cuts.low.factor=3", "--changes").out
    assert "\ncuts.low.factor  3.0    2.0      command line  --cuts.low.factor=3\n" in out
    lines = run_step(CUT, "--cuts.low.factor=3", "--history=cuts.low.factor").out.splitlines()
    assert lines[0] == "cuts.low.factor"
    assert lines[-1].split() == ["3.0", *("command", "line") * 2, "--cuts.low.factor=3"]
    assert run_step(CUT, "--history=cuts.low").out.startswith(f"cuts\n  = {{'low': '{SCALE}', 'deep'")
    assert run_step("tests.steps.action_samples.ChangedStep", "--changes").out == (
        "Every parameter has its default.\n"
    )


def test_changed_actions_are_changes(capsys, monkeypatch):
    """Classes that code has put there, and names that it has added or taken away, are told as well."""
    monkeypatch.setenv("COLUMNS", "50")
    config = CutConfig()
    config.flux = Scale
    config.cuts.update = {"new": Calibrate(offset=3), "plain": Scale}
    config.cuts.remove = "low"
    print_changes(config, console())
    rows = [line for line in capsys.readouterr().out.splitlines() if " = " in line]
    assert rows == [
        f"flux = '{SCALE}'  (default '{CALIBRATE}')",
        "cuts = ['deep', 'new', 'plain']  (default ['deep', 'low'])",
        f"cuts.new = '{CALIBRATE}'  (default -)",
        f"cuts.plain = '{SCALE}'  (default -)",
        "cuts.new.offset = 3.0  (default 1.0)",
    ]


def test_the_listings_have_actions_as_sections(run_spec):
    """Configspec has a section for each action, and for each struct with any in it."""
    lines = run_spec(CUT).out.splitlines()
    assert lines[lines.index("[flux]") :] == [
        "[flux]",
        "    factor = float(min=0.0, default=2.0) # What a value is multiplied with.",
        "    offset = float(default=1.0) # What is added.",
        "[cuts]",
        "    [[deep]]",
        "        [[[first]]]",
        "            factor = float(min=0.0, default=2.0) # What a value is multiplied with.",
        "            offset = float(default=1.0) # What is added.",
        "        [[[others]]]",
        "            [[[[again]]]]",
        "                factor = float(min=0.0, default=2.0) # What a value is multiplied with.",
        "    [[low]]",
        "        factor = float(min=0.0, default=2.0) # What a value is multiplied with.",
        "[bare]",
    ]


def test_saved_parameters_of_actions_are_read_again(run_step, folder):
    """A parameter file that was written has the values of actions, and sets them."""
    run_step(CUT, "--cuts.deep.first.offset=3", "--save-parameters", "p.asdf")
    out = run_step("p.asdf", "--changes").out
    (line,) = (line for line in out.splitlines() if "cuts.deep.first.offset" in line)
    assert line.split()[:5] == ["cuts.deep.first.offset", "3.0", "1.0", "parameter", "file"]
