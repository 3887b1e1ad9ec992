"""Outputs whatever happens: processes killed, disks full, folders in the way, two runs at once."""

import errno
import os
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from stepconfig import AsdfModel, Pipeline, RunRecord, Step, UsageError
from tests.steps.record_samples import CountStep, NightPipeline, write_counts
from tests.steps.samples import Image

ROOT = Path(__file__).parents[2]
DEEP = os.environ.get("STEPCONFIG_DEEP") == "1"
"""Is the search to be longer? `make test-deep` says so."""


def contents(folder="."):
    """Every file below a folder, with what is in it."""
    return {str(path): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def test_no_kill_leaves_half_a_file_or_one_without_its_record(folder):
    """A pipeline that saves, over and over, is killed at random moments."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "python"), str(ROOT)])}
    seed = int.from_bytes(os.urandom(4)) if DEEP else 1
    command = [
        sys.executable,
        str(Path(__file__).with_name("killed_runs.py")),
        "200" if DEEP else "20",
        str(seed),
    ]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{command[2]} runs were killed; there were outputs\n"


# -- full disks and folders in the way -------------------------------------------------------------


@pytest.fixture
def small_files():
    """No file of this process may become larger than a few thousand bytes: the disk is full then."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def limit(size):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))

    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, old)
    signal.signal(signal.SIGXFSZ, handler)


class TextModel:
    """A model that saves itself as so many bytes."""

    def __init__(self, size):
        self.size = size

    def save(self, path):
        Path(path).write_text("x" * self.size)
        return path


class TextStep(Step):
    """Gives back a model."""

    def process(self, name, size):
        return TextModel(size)


def test_a_disk_that_is_full_for_the_output_is_told(folder, small_files):
    """With the path; the old output and its record are as they were."""
    TextStep(save_results=True, suffix="t").run("m51.txt", 10)
    before = contents()
    small_files(50_000)
    with pytest.raises(OSError, match=r"cannot save: File too large: 'm51_t\.txt'") as caught:
        TextStep(save_results=True, suffix="t").run("m51.txt", 100_000)
    assert caught.value.errno == errno.EFBIG
    after = contents()
    assert b"File too large" in after.pop("m51_t.failed.record.asdf")
    assert after == before


def test_a_disk_that_is_full_for_the_record_is_told(folder, small_files):
    """There is no output without a record."""
    small_files(2_000)
    with pytest.raises(OSError, match=r"cannot save: File too large: 'm51_t\.txt'"):
        TextStep(save_results=True, suffix="t").run("m51.txt", 10)
    assert contents() == {}


def test_a_record_that_cannot_be_finished_is_a_warning(folder, monkeypatch, caplog):
    """The run is done and its output is there; only the record does not tell how it ended."""
    write_counts()

    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("stepconfig.steps.recording.replace_record", full)
    CountStep(save_results=True).run("m51.txt")
    (warning,) = (each for each in caplog.messages if "record" in each)
    assert warning.startswith("the record of ")
    assert warning.endswith(
        "m51_countstep.asdf does not tell how the run ended: [Errno 28] No space left on device"
    )
    record = RunRecord.open("m51_countstep.asdf")
    assert (record.outcome, record.is_of_output("m51_countstep.asdf")) == ("unfinished", True)


def test_a_file_in_the_place_of_the_folder_is_told(folder):
    """It stays, and what went wrong is no riddle."""
    write_counts()
    Path("out").write_text("a file")
    with pytest.raises(UsageError, match=r"cannot make the folder of out/m51_countstep\.asdf: File exists"):
        CountStep(save_results=True, output_dir="out").run("m51.txt")
    assert Path("out").read_text() == "a file"


def test_a_folder_that_cannot_be_written_to_is_told(folder):
    """The kernel's own folder takes no files, whoever asks."""
    write_counts()
    with pytest.raises(UsageError, match=r"cannot (write to|make) the folder of /proc/m51_countstep\.asdf"):
        CountStep(save_results=True, output_dir="/proc").run("m51.txt")
    assert sorted(contents()) == ["m51.txt"]


def test_a_folder_in_the_place_of_the_output_is_told(folder):
    """Nothing in it is lost, and no record is left for what is not there."""
    write_counts()
    os.makedirs("m51_countstep.asdf/precious")
    with pytest.raises(OSError, match="cannot save: Is a directory"):
        CountStep(save_results=True).run("m51.txt")
    assert os.path.isdir("m51_countstep.asdf/precious")
    assert sorted(contents()) == ["m51.txt", "m51_countstep.failed.record.asdf"]


def test_an_output_equal_to_the_input_is_refused(folder):
    """The input is as it was, and has got no record."""
    write_counts("m51_countstep.asdf")
    with pytest.raises(UsageError, match="is the input itself; give another suffix or output_dir"):
        CountStep(save_results=True, output_file="m51").run("m51_countstep.asdf")
    assert Path("m51_countstep.asdf").read_text() == "5"


def test_an_input_that_is_not_there_is_told(folder):
    """By the step that cannot read it; the record says where."""
    with pytest.raises(FileNotFoundError, match=r"m51\.txt") as caught:
        NightPipeline(save_results=True).run("m51.txt")
    assert caught.value.__notes__ == ["in the step NightPipeline.first"]
    record = RunRecord.open("m51_nightpipeline.failed.record.asdf")
    assert (record.error["step"], record.inputs[0]["sha256"]) == ("NightPipeline.first", None)


# -- two runs at once ------------------------------------------------------------------------------


def test_two_runs_do_not_write_one_file_at_once(folder):
    """The second is told so; the first one's output is whole, and has its own record."""
    write_counts()
    writes, goes_on = threading.Event(), threading.Event()

    class Slow(AsdfModel):
        def save(self, path):
            writes.set()
            goes_on.wait(300)
            return super().save(path)

    class First(CountStep):
        def process(self, data):
            return Slow(super().process(data).tree, {"filename": data})

    first = First("first", save_results=True, suffix="x", gain=3.0)
    thread = threading.Thread(target=first.run, args=("m51.txt",))
    thread.start()
    assert writes.wait(300)
    with pytest.raises(UsageError, match=r"another run is writing m51_x\.asdf now; give one of them another"):
        CountStep("second", save_results=True, suffix="x").run("m51.txt")
    goes_on.set()
    thread.join()
    record = RunRecord.open("m51_x.asdf")
    assert (record.name, record.outcome, record.value("gain")) == ("first", "done", 3.0)
    assert record.is_of_output("m51_x.asdf")


def test_a_file_of_a_later_run_keeps_the_record_of_that(folder):
    """Although the earlier run ends last."""
    write_counts()

    class Outer(NightPipeline):
        def process(self, data):
            result = self.first.run(data)
            thread = threading.Thread(target=other.run, args=(data,))
            thread.start()
            thread.join()
            return result

    other = CountStep("other", save_results=True, suffix="first")
    Outer(steps={"first": {"save_results": True}}).run("m51.txt")
    record = RunRecord.open("m51_first.asdf")
    assert (record.name, record.outcome) == ("other", "done")
    assert record.is_of_output("m51_first.asdf")


def test_outputs_of_two_inputs_with_one_name_are_told(folder, caplog):
    """Inputs that differ in their suffix only; running again on the same input is nothing to tell."""
    write_counts("im.txt")
    write_counts("im.dat")
    step = CountStep(save_results=True)
    for name in ("im.txt", "im.txt", "im.dat"):
        caplog.clear()
        step.run(name)
        told = [each for each in caplog.messages if "has taken the place" in each]
        if name == "im.txt":
            assert told == []
    assert told == [
        f"im_countstep.asdf has taken the place of what was made of {folder / 'im.txt'}; give one of them"
        " another suffix or output_dir"
    ]
    (folder / "im.dat").unlink()
    (folder / "im_countstep.asdf.record.asdf").write_text("no record")
    caplog.clear()
    step.run("im.txt")
    assert "has taken the place" not in caplog.text


def test_two_steps_of_one_run_with_one_name_are_told(folder, caplog):
    """The second takes the place of the first: that is allowed, as stpipe allows it, but not in silence."""
    write_counts()
    steps = {name: {"save_results": True, "suffix": "x"} for name in ("first", "second")}
    NightPipeline(steps=steps).run("m51.txt")
    told = [each for each in caplog.messages if "has taken the place" in each]
    assert told == [
        "m51_x.asdf has taken the place of what NightPipeline.first saved in the same run; give one of them"
        " another suffix"
    ]
    record = RunRecord.open("m51_x.asdf")
    assert (record.output["step"], record.is_of_output("m51_x.asdf")) == ("NightPipeline.second", True)


# -- a step that raises ----------------------------------------------------------------------------


def test_what_earlier_steps_saved_stays_when_a_later_one_raises(folder):
    """The pipeline stops there, and nothing is left of what was not complete."""

    class Stopping(Pipeline):
        step_defs = {"one": TextStep, "two": TextStep, "three": TextStep}

        def process(self, name):
            self.one.run(name, 5)
            self.two.run(name, None)
            self.three.run(name, 5)

    steps = {name: {"save_results": True} for name in Stopping.step_defs}
    with pytest.raises(TypeError) as caught:
        Stopping(steps=steps).run("m51.txt")
    assert caught.value.__notes__ == ["in the step Stopping.two"]
    assert sorted(contents()) == ["m51_one.txt", "m51_one.txt.record.asdf"]
    record = RunRecord.open("m51_one.txt")
    assert (record.outcome, record.error["step"]) == ("failed", "Stopping.two")
    assert [each["outcome"] for each in record.facts["runs"][0]["runs"]] == ["done", "failed"]


def test_a_model_that_raises_while_it_saves_leaves_nothing(folder):
    """Neither half a file nor a record of it."""

    class Broken(Image):
        def save(self, path):
            super().save(path)
            raise RuntimeError("enough")

    class BrokenStep(Step):
        def process(self, name):
            return Broken(1.0, name)

    with pytest.raises(RuntimeError, match="enough"):
        BrokenStep(save_results=True).run("m51.fits")
    (left,) = contents()
    assert left == "m51_brokenstep.failed.record.asdf"
    assert RunRecord.open(left).outputs == []
