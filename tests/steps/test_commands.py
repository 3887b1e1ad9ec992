"""Shell commands: what reaches the log, and when."""

import logging
import threading
import time

import pytest

from stepconfig import UsageError
from stepconfig.steps.commands import run_command, shown_command
from stepconfig.steps.system_call import SystemCall
from tests.steps.samples import Image

LOG = logging.getLogger("stepconfig.test_commands")


@pytest.fixture(autouse=True)
def told(caplog):
    """The messages of the test's logger."""
    caplog.set_level(logging.INFO, "stepconfig")
    return caplog


def test_output_comes_line_by_line_as_it_is_printed(told, folder):
    """While the command still runs: this one goes on when its first line was seen."""

    class Answers(logging.Handler):
        def emit(self, record):
            if record.getMessage() == "first":
                (folder / "seen").touch()

    handler = Answers()
    LOG.addHandler(handler)
    wait = "for i in $(seq 6000); do [ -e seen ] && echo second && exit; sleep 0.01; done; exit 1"
    try:
        assert run_command(f"echo first; {wait}", [], LOG) == 0
    finally:
        LOG.removeHandler(handler)
    assert "second" in told.messages


def test_any_amount_of_output_goes_through(told):
    """On both pipes, more than either can hold."""
    script = "i=0; while [ $i -lt 20000 ]; do echo out$i; echo err$i >&2; i=$((i+1)); done"
    assert run_command(script, [], LOG) == 0
    assert sum(text.startswith("out") for text in told.messages) == 20000
    assert sum(text.startswith("err") for text in told.messages) == 20000


def test_output_that_is_no_text_is_told_all_the_same(told):
    """Bytes that are no UTF-8 are replaced."""
    run_command(r"printf '\377x\n'", [], LOG)
    assert "\ufffdx" in told.messages


def test_the_environment_can_be_added_to(told):
    """What this process has stays."""
    assert run_command('test -n "$PATH" && echo "got $MINE"', [], LOG, {"MINE": "a b"}) == 0
    assert "got a b" in told.messages


def test_braces_that_are_no_places_stay(told):
    """As in a command for awk."""
    run_command("echo a b | awk '{print $2}'", [], LOG)
    run_command("echo \\{0\\} {0}", ["v"], LOG)
    assert {"b", "{0} v"} <= set(told.messages)


def test_the_command_is_shown_with_its_arguments():
    """Quoted as somebody would type it."""
    assert shown_command("fits {0} {1}", ["a b", "c"]) == "fits 'a b' c"


def test_an_interrupted_command_is_ended(monkeypatch):
    """It does not run on behind the back."""
    begun = time.monotonic()

    def interrupted(self):
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "join", lambda self, timeout=None: interrupted(self))
    with pytest.raises(KeyboardInterrupt):
        run_command("exec sleep 600", [], LOG)
    assert time.monotonic() - begun < 300


# -- as a step -------------------------------------------------------------------------------------


def test_a_command_may_be_a_step(folder, told):
    """With models saved for it, and variables of the environment."""
    assert (
        SystemCall("show", command="cat {0}; echo; echo $MINE {1}", env=["MINE=a=b"]).run(Image(2.0), "c d")
        is None
    )
    assert "a=b c d" in told.messages
    assert (folder / "show.0000.json").exists()


def test_a_step_tells_the_status_as_an_error():
    """Unless it is told not to."""
    with pytest.raises(OSError, match="the command ended with status 3: exit 3"):
        SystemCall(command="exit 3").run()
    assert SystemCall(command="exit 3", exitcode_as_exception=False).run() is None


def test_a_pipe_may_be_left_out_of_the_log(told):
    """What is printed there goes nowhere."""
    SystemCall(command="echo out; echo err >&2", log_stdout=False).run()
    assert "err" in told.messages
    assert "out" not in told.messages
    told.clear()
    SystemCall(command="echo out; echo err >&2", log_stderr=False).run()
    assert "out" in told.messages
    assert "err" not in told.messages


def test_a_variable_needs_a_name_and_a_sign():
    """The error says the form."""
    with pytest.raises(UsageError, match="NAME=VALUE, got 'MINE'"):
        SystemCall(command="true", env=["MINE"]).run()


@pytest.mark.parametrize("is_error", [True, False])
def test_a_command_that_cannot_be_started(monkeypatch, told, is_error):
    """Is an error, or a warning if that is wanted."""

    def fail(*arguments, **keywords):
        raise FileNotFoundError(2, "no shell")

    monkeypatch.setattr("subprocess.Popen", fail)
    step = SystemCall(command="true", failure_as_exception=is_error)
    if is_error:
        with pytest.raises(FileNotFoundError):
            step.run()
    else:
        step.run()
        assert "could not be started" in told.text
