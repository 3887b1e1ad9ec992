"""Commands with a step whose parameters hold configurables and dicts of configs."""

import re

from tests.parameter_files import write_file
from tests.steps.parts import PartsConfig

PARTS = "tests.steps.parts.PartsStep"


def test_options_and_files_reach_into_the_parts(run_step, folder):
    """The step runs with what both say."""
    write_file(folder / "p.asdf", f"class: {PARTS}\nparameters: {{bands: {{r: {{zeropoint: 24}}}}}}\n")
    done = run_step("p.asdf", "--detect.threshold=4")
    assert (done.code, done.out) == (0, "4.0 ['g', 'r']\n")


def test_help_lists_the_parts(run_step):
    """The parameters of configurables and of items that are there, and how others are made."""
    done = run_step(PARTS, "--help")
    assert done.code == 0
    for text in (
        "--detect.threshold",
        "--bands.g.zeropoint",
        "--bands.g.detect.threshold",
        "bands: The bands.",
        "--bands='{KEY: {...}}'",
        "--chips.KEY.zeropoint",
    ):
        assert text in done.out


def test_changes_are_shown_with_their_paths(run_step, folder, monkeypatch):
    """Items that were made are told, with their values."""
    monkeypatch.setenv("COLUMNS", "50")
    done = run_step(PARTS, "--bands={r: {zeropoint: 24}}", "--detect.threshold=4", "--changes")
    text = " ".join(done.out.split())
    assert "bands['r'].zeropoint = 24.0 mag (default 25.0 mag) command line" in text
    assert "detect.threshold = 4.0 sigma (default 5.0 sigma) command line" in text
    assert "bands = {'g': 'tests.steps.parts.Band', 'r': 'tests.steps.parts.Band'} (default {'g': " in text
    assert "bands['g']" not in text


def test_a_saved_parameter_file_gives_the_same_again(run_step, folder):
    """Sections for the parts, from which the items are made."""
    options = ("--bands={r: {zeropoint: 24}}", "--chips={3: {zeropoint: 1}}", "--detect.threshold=4")
    assert run_step(PARTS, *options, "--save-parameters=p.asdf").code == 0
    done = run_step("p.asdf", "--save-parameters=q.asdf")
    assert (done.code, done.out) == (0, "4.0 ['g', 'r']\n")
    one, other = (re.sub(r"date: .*", "", (folder / name).read_text()) for name in ("p.asdf", "q.asdf"))
    assert one == other
    assert "3:" in one


def test_the_configspec_lists_the_parts(run_spec):
    """A section for each part; any other item of a dict is told by ``__many__``."""
    done = run_spec(PARTS)
    assert done.code == 0
    lines = done.out.splitlines()
    start = lines.index("[detect]")
    assert lines[start : start + 20] == [
        "[detect]",
        "    threshold = float(default=5.0) # Level from which there is a source. [sigma]",
        "[bands] # The bands.",
        "    [[g]]",
        "        zeropoint = float(default=25.0) # Magnitude of one count. [mag]",
        "        [[[detect]]]",
        "            threshold = float(default=5.0) # Level from which there is a source. [sigma]",
        "    [[__many__]]",
        "        zeropoint = float(default=25.0) # Magnitude of one count. [mag]",
        "        [[[detect]]]",
        "            threshold = float(default=5.0) # Level from which there is a source. [sigma]",
        "[chips] # Each chip.",
        "    [[__many__]]",
        "        zeropoint = float(default=25.0) # Magnitude of one count. [mag]",
        "        [[[detect]]]",
        "            threshold = float(default=5.0) # Level from which there is a source. [sigma]",
    ]
    assert PartsConfig().chips is None
