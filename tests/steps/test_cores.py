"""A step may use several cores: as many as its parameter says, with results and errors as from one."""

import logging
import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from stepconfig import CoresField, FieldValidationError, UsageError
from stepconfig.steps.cores import cores_for, map_cores
from tests.steps.work_for_cores import MapConfig, MapStep, dies, fails_at_three, nested, square


@pytest.mark.parametrize(
    ("given", "kept"), [("half", "half"), ("ALL", "all"), (3, "3"), ("12", "12"), (" none ", "none")]
)
def test_the_words_and_numbers_are_kept_as_text(given, kept):
    """Upper case and blanks are put right, numbers become text."""
    assert MapConfig(maximum_cores=given).maximum_cores == kept


@pytest.mark.parametrize("given", ["some", "", "0", "-1", 0, True, 1.5, "1.5"])
def test_everything_else_is_refused(given):
    """The error says what is expected."""
    with pytest.raises(FieldValidationError, match="expected none, quarter, half, all or a number of cores"):
        MapConfig(maximum_cores=given)


def test_a_schema_names_the_words():
    """What it passes, the field takes: one of the words, or a number, which may be text."""
    part = MapConfig.schema()["properties"]["maximum_cores"]
    judge = jsonschema.Draft202012Validator(part)
    assert all(map(judge.is_valid, ["none", "quarter", "half", "all", "12", 4]))
    assert not any(map(judge.is_valid, ["", "some", "0", "-1", 0, -2, 1.5, True, None, []]))


def test_the_share_of_a_machine_is_never_none_and_never_more_than_it_has():
    """A quarter of two cores is one core."""
    assert [cores_for(each, 2) for each in ("none", "quarter", "half", "all", "1", "9")] == [1, 1, 1, 2, 1, 2]
    assert 1 <= cores_for("all") <= (os.cpu_count() or 1)
    assert CoresField("Cores.", "all").default == "all"


def test_one_core_is_this_process():
    """By default nothing is started."""
    results = MapStep().run([3, 1, 2])
    assert results == [(9, os.getpid()), (1, os.getpid()), (4, os.getpid())]


def test_several_cores_give_the_results_in_order():
    """Whichever process was faster; none of them is this one."""
    results = map_cores(square, range(20), 2)
    assert [result for result, _ in results] == [number * number for number in range(20)]
    assert os.getpid() not in {process for _, process in results}


def test_an_error_of_a_worker_is_raised_with_its_traceback():
    """The same exception as from one core, caused by the text of the worker's traceback."""
    with pytest.raises(ValueError, match="no 3 please") as caught:
        map_cores(fails_at_three, range(6), 2)
    assert "fails_at_three" in str(caught.value.__cause__)
    with pytest.raises(ValueError, match="no 3 please"):
        map_cores(fails_at_three, range(6), 1)


def test_a_worker_that_ends_by_itself_is_an_error_and_no_hang():
    """The error says so, with a remedy."""
    with pytest.raises(UsageError, match=r"ended by itself.* use fewer cores"):
        map_cores(dies, range(4), 2)


def test_what_cannot_go_to_another_process_is_told():
    """A lambda works on one core, and is a clear error on two."""
    assert map_cores(lambda number: number, [1, 2], 1) == [1, 2]
    with pytest.raises(UsageError, match="the function cannot go to another process"):
        map_cores(lambda number: number, [1, 2], 2)
    with pytest.raises(UsageError, match="an item cannot go to another process"):
        map_cores(square, [lambda: 1, 2], 2)


def test_inside_a_worker_one_core_does_it(caplog, monkeypatch):
    """No processes of processes: the map is done where it is, with a line in the log."""
    results = map_cores(nested, [1, 5], 2)
    assert [[value for value, _ in each] for each in results] == [[1, 4], [25, 36]]
    for each in results:
        assert len({process for _, process in each}) == 1
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: object())
    with caplog.at_level(logging.INFO, "stepconfig"):
        map_cores(square, [1, 2], 2, log=logging.getLogger("stepconfig.test"))
    assert "one core in place of 2: this is a worker of several already" in caplog.text


def test_an_interrupt_leaves_no_process_behind(tmp_path):
    """Ctrl-C ends the workers too, although they were in the middle of something."""
    root = Path(__file__).parents[2]
    told = tmp_path / "stderr"
    with (
        told.open("w") as stderr,
        subprocess.Popen(
            [sys.executable, "-m", "tests.steps.work_for_cores"],
            cwd=root,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(root / "python")])},
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(2)]
            assert len({int(line) for line in lines}) == 2, told.read_text()
            process.send_signal(signal.SIGINT)
            # The output ends with the last process that has it; a worker left alone would have it for long.
            process.communicate(timeout=300)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    assert "KeyboardInterrupt" in told.read_text()
