"""How a run is shown on a terminal: a pseudo-terminal stands for one."""

import contextlib
import io
import os
import pty
import re
import subprocess
import sys
import termios
import threading
from pathlib import Path

import pytest

from stepconfig.cli import strun
from stepconfig.cli.progress import watched
from tests.steps.samples import Image, ReducePipeline

SAMPLES = "tests.steps.samples"
ESCAPE = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")
COLOR = re.compile(r"\x1b\[[\d;]*?\b(3[0-7]|9[0-7]|38|48|4[0-7])\b[\d;]*m")


class Terminal:
    """A pseudo-terminal that stands for the standard error, or for both outputs."""

    def __init__(self, encoding="utf-8"):
        self._master, slave = pty.openpty()
        settings = termios.tcgetattr(slave)
        settings[1] &= ~termios.OPOST
        termios.tcsetattr(slave, termios.TCSANOW, settings)
        self.stream = io.TextIOWrapper(os.fdopen(slave, "wb"), encoding=encoding, write_through=True)
        self._parts = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        with contextlib.suppress(OSError):
            while part := os.read(self._master, 65536):
                self._parts.append(part)

    def close(self):
        """Everything that was written, when nobody writes any more."""
        self.stream.close()
        self._reader.join()
        os.close(self._master)
        return b"".join(self._parts).decode()


def lines(text):
    """What can be read, without escape codes, line by line."""
    return [line.strip() for line in re.split(r"[\r\n]+", ESCAPE.sub("", text)) if line.strip()]


@pytest.fixture
def show(folder, capsys, monkeypatch):
    """Runs strun with a terminal for its standard error; gives code, standard output, and what is shown."""

    def run(*arguments, encoding="utf-8", both=False):
        terminal = Terminal(encoding)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stderr", terminal.stream)
            if both:
                patch.setattr(sys, "stdout", terminal.stream)
            code = strun.main(list(arguments))
        return code, capsys.readouterr().out, terminal.close()

    return run


def test_every_step_has_a_line_when_it_is_done(show):
    """With mark, name and time, aligned; files that are saved are told in between."""
    code, _, shown = show(f"{SAMPLES}.ReducePipeline", "m51.fits", "--steps.scale.save_results=true")
    found = [line for line in lines(shown) if line[0] in "✓→✗–"]
    times = re.compile(r"\d+\.\d\d s")
    assert code == 0
    assert [times.sub("T", line) for line in found] == [
        "→ m51_scale.json",
        "✓ scale   T",
        "✓ detect  T",
        "→ m51_reducepipeline.json",
        "✓ ReducePipeline  T",
    ]


def test_what_runs_now_is_shown_below(show):
    """A bar counts the steps that are done, and goes away in the end."""
    _, _, shown = show(f"{SAMPLES}.ShowPipeline", "m51.fits", "--steps.second.seconds=1")
    assert re.search("second ━+.* 1/3 0:00:0\\d", ESCAPE.sub("", shown))
    assert any(line.startswith("✓ ShowPipeline") for line in lines(shown))
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1


def test_a_single_step_has_no_count(show):
    """There is nothing to count."""
    _, _, shown = show(f"{SAMPLES}.ShowStep", "m51.fits", "--seconds=1")
    assert re.search(r"ShowStep 0:00:0\d", ESCAPE.sub("", shown))
    assert not re.search(r"\d/\d", shown)


def test_messages_of_steps_are_shown_above(show):
    """What a step tells, without time and logger; what the display shows itself is not told twice."""
    _, _, shown = show(f"{SAMPLES}.ShowStep", "m51.fits")
    found = lines(shown)
    assert "told by the step" in found
    assert "warning: warned by the step" in found
    assert not any("running" in line or "INFO" in line for line in found)
    assert sum("m51_showstep" in line for line in found) == 1


def test_verbose_shows_every_message(show):
    """Those for debugging, too."""
    assert "looking at" in show(f"{SAMPLES}.DetectStep", "a", "--verbose")[2]
    assert "looking at" not in show(f"{SAMPLES}.DetectStep", "a")[2]


def test_quiet_shows_warnings_only(show):
    """No bar, no marks, and the warning as a line of a log."""
    _, _, shown = show(f"{SAMPLES}.ShowStep", "m51.fits", "--quiet")
    assert re.fullmatch(r"\d\d:\d\d:\d\d WARNING ShowStep: warned by the step\n", shown)


def test_steps_of_steps_have_their_whole_names(show):
    """Aligned with each other, and counted as the steps of the pipeline that is run."""
    _, _, shown = show(f"{SAMPLES}.NightPipeline", "m51.fits", "--steps.reduce.steps.detect.skip=yes")
    found = [re.sub(r"\d+\.\d\d s", "T", line) for line in lines(shown) if line[0] in "✓–"]
    assert found == [
        "✓ reduce.scale   T",
        "– reduce.detect  skipped, as set at command line: --steps.reduce.steps.detect.skip=yes",
        "✓ reduce         T",
        "✓ final          T",
        "✓ NightPipeline  T",
    ]


def test_a_failure_is_marked_in_every_step_around_it(show):
    """The message comes behind the display, which has gone."""
    code, _, shown = show(f"{SAMPLES}.FailingPipeline", "m51.fits")
    found = lines(shown)
    assert code == 1
    assert [line[:8] for line in found if line[0] == "✗"] == ["✗ fail  ", "✗ Failin"]
    assert found[-2] == "error: the step FailingPipeline.fail failed: ValueError: no stars"
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1


def test_an_interruption_takes_the_display_away(show):
    """The cursor is shown again, and one word is said."""
    code, _, shown = show(f"{SAMPLES}.FailingStep", "m51.fits", "--how=interrupt")
    assert code == 130
    assert lines(shown)[-1] == "interrupted"
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1


def test_what_a_step_prints_goes_to_the_standard_output(show):
    """Also while there is a display: a file or pipe behind it gets every line, and nothing else."""
    _, out, shown = show(f"{SAMPLES}.ShowStep", "m51.fits")
    assert out == "printed by the step\n"
    assert "printed" not in shown


def test_on_the_same_terminal_what_a_step_prints_stands_above_the_bar(show):
    """It is a line of its own."""
    _, _, shown = show(f"{SAMPLES}.ShowStep", "m51.fits", both=True)
    assert "printed by the step" in lines(shown)


def test_no_color_means_no_color(show, monkeypatch):
    """The display stays, and has no colours; with colours it has some."""
    arguments = (f"{SAMPLES}.ReducePipeline", "m51.fits", "--changes")
    assert COLOR.search(show(*arguments, both=True)[2])
    monkeypatch.setenv("NO_COLOR", "1")
    shown = show(*arguments, both=True)[2]
    assert not COLOR.search(shown)
    assert any(line.startswith("✓ ReducePipeline") for line in lines(shown))


def test_a_terminal_that_can_do_nothing_gets_lines(show, monkeypatch):
    """No escape code at all, and the lines of a log."""
    monkeypatch.setenv("TERM", "dumb")
    _, _, shown = show(f"{SAMPLES}.ReducePipeline", "m51.fits")
    assert "\x1b" not in shown
    assert re.match(r"\d\d:\d\d:\d\d INFO    ReducePipeline: running\n", shown)


def test_a_terminal_without_the_marks_gets_words(show):
    """An encoding that lacks them is no reason to fail."""
    code, _, shown = show(f"{SAMPLES}.ReducePipeline", "m51.fits", encoding="ascii")
    found = [re.sub(r"\d+\.\d\d s", "T", line) for line in lines(shown)]
    assert code == 0
    assert {"done scale   T", "saved m51_reducepipeline.json", "done ReducePipeline  T"} <= set(found)


def test_help_on_a_terminal_has_styles_and_the_same_text(show):
    """Escape codes are all that is added."""
    _, _, shown = show(f"{SAMPLES}.ReducePipeline", "--help", both=True)
    _, plain, _ = show(f"{SAMPLES}.ReducePipeline", "--help")
    assert "\x1b[" in shown
    assert ESCAPE.sub("", shown) == plain


def test_a_watched_run_leaves_the_streams_as_they_were(show):
    """Whoever calls the command from a program gets his own streams back."""
    before = sys.stdout, sys.stderr
    show(f"{SAMPLES}.FailingPipeline", "m51.fits", both=True)
    assert (sys.stdout, sys.stderr) == before


def test_a_run_can_be_watched_from_a_program(capsys):
    """Where there is no terminal, as log lines."""
    pipeline = ReducePipeline("night")
    with watched(pipeline):
        pipeline.scale.run(Image())
    assert "INFO    night.scale: scaling by 2.0" in capsys.readouterr().err


def test_the_whole_command_on_a_terminal(folder):
    """As a user starts it: in a process of its own, with a terminal for everything."""
    terminal = Terminal()
    checkout = Path(__file__).parent.parent.parent
    subprocess.run(
        [sys.executable, "-m", "stepconfig.cli.strun", f"{SAMPLES}.ReducePipeline", "m51.fits"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(checkout / "python"), str(checkout)])},
        stdin=terminal.stream,
        stdout=terminal.stream,
        stderr=terminal.stream,
        check=True,
    )
    found = [line.split()[:2] for line in lines(terminal.close()) if line[0] in "✓→"]
    assert found == [
        ["✓", "scale"],
        ["✓", "detect"],
        ["→", "m51_reducepipeline.json"],
        ["✓", "ReducePipeline"],
    ]
