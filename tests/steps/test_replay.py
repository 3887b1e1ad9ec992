"""Running a recorded run again: what differs is told."""

import os
from pathlib import Path

import numpy as np
import pytest

from stepconfig import AsdfModel, RunRecord, UsageError, open_model
from stepconfig.steps import replay as replay_module
from stepconfig.steps.replay import replay
from tests.steps.record_samples import CountStep, NightPipeline, PlainStep, write_counts


@pytest.fixture
def night(folder):
    """The record of a run of a pipeline that saved two files."""
    write_counts()
    NightPipeline("night", save_results=True, steps={"first": {"save_results": True, "gain": 4}}).run(
        "m51.txt"
    )
    return RunRecord.open("m51_night.asdf")


def kinds(found):
    """The kinds of changes."""
    return [change.kind for change in found.changes]


def test_the_same_run_gives_the_same(night):
    """Outputs have the same content; the old files are not touched."""
    before = {name: Path(name).read_bytes() for name in os.listdir()}
    found = replay(night)
    assert found.is_same, str(found)
    assert kinds(found) == []
    assert [output.status[:4] for output in found.outputs] == ["same", "same"]
    assert {name: Path(name).read_bytes() for name in os.listdir()} == before


def test_new_outputs_can_be_kept(night):
    """With records of their own, which say who asked for the folder."""
    found = replay(night, "again")
    assert sorted(os.listdir("again")) == [
        "m51_first.asdf",
        "m51_first.asdf.record.asdf",
        "m51_night.asdf",
        "m51_night.asdf.record.asdf",
    ]
    record = RunRecord.open("again/m51_night.asdf")
    assert record.history("output_dir")[-1].location.content.startswith("--output-dir=")
    assert [layer.layer for layer in record.history("steps.first.gain")] == ["default", "keyword"]
    assert found.is_same


def test_a_step_with_a_folder_of_its_own_does_not_write_there(folder):
    """Every output goes to the folder of the replay."""
    write_counts()
    NightPipeline(save_results=True, steps={"first": {"save_results": True, "output_dir": "own"}}).run(
        "m51.txt"
    )
    first = Path("own/m51_first.asdf").stat()
    assert replay(RunRecord.open("m51_nightpipeline.asdf"), "again").is_same
    assert Path("own/m51_first.asdf").stat() == first
    assert os.path.exists("again/m51_first.asdf")


def test_another_input_is_told_with_what_comes_of_it(night):
    """Checksum and size, and where the outputs differ."""
    write_counts(counts=6)
    found = replay(night)
    assert not found.is_same
    assert kinds(found) == ["input"]
    assert [output.status for output in found.outputs] == ["different", "different"]
    assert found.outputs[0].details == ["charge: was 20.0, is 24.0"]
    assert "input m51.txt: was 1 bytes, sha256 " in str(found)


def test_an_input_that_is_gone_is_told(night):
    """The run fails, as it has nothing to read."""
    os.unlink("m51.txt")
    found = replay(night)
    assert kinds(found) == ["input", "outcome"]
    assert isinstance(found.error, FileNotFoundError)
    assert [output.status for output in found.outputs] == ["missing", "missing"]


def test_another_reference_is_told(night):
    """Its checksum is not what it was."""
    Path("flat").write_text("new")
    night.facts["references"] = [
        {"type": "flat", "name": "flat", "path": "flat", "size": 1, "sha256": "0" * 64}
    ]
    assert kinds(replay(night)) == ["reference"]


def test_other_versions_and_code_are_told(night):
    """Of Python, of packages, and of the file with the class; they alone are no other result."""
    night.facts["python"]["version"] = "3.0"
    night.facts["packages"].update(numpy="0.1", gone="7")
    night.facts["classes"][0]["sha256"] = "0" * 64
    night.facts["called"]["folder"] = "/elsewhere"
    found = replay(night)
    assert kinds(found) == ["version", "version", "version", "code", "folder"]
    assert f"version numpy: was 0.1, now {np.__version__}" in str(found)
    assert "version gone: was 7, now not installed" in str(found)
    assert ": changed since then; now that of " in str(found)
    assert found.is_same


def test_parameters_that_can_no_longer_be_set_are_told(night):
    """The others are set."""
    text = Path(night.path).read_text()
    text = text.replace("observer: nobody", "observers: 3").replace("bands: [g, r]", "bands: 5 6", 1)
    Path("old.asdf").write_text(text)
    record = RunRecord.open("old.asdf")
    found = replay(record)
    assert kinds(found)[:2] == ["parameter", "parameter"]
    assert "observers" in str(found.changes[0])
    assert found.changes[-1].name == "observer"
    assert found.changes[-1].was == "unknown"


def test_a_number_can_be_an_argument(folder):
    """What can be written down needs no file."""
    PlainStep(save_results=True, output_file="x").run(1.5e-7, "word", [1, None])
    assert replay(RunRecord.open("x_plainstep.asdf")).is_same


def test_a_model_is_opened_from_the_file_it_came_from(folder):
    """And that is told."""
    AsdfModel({"charge": 3.0}).save("in.asdf")
    CountStep(save_results=True).run(open_model("in.asdf"))
    found = replay(RunRecord.open("in_countstep.asdf"))
    assert kinds(found) == ["argument"]
    assert found.is_same, str(found)


def test_data_that_were_in_memory_only_cannot_be_repeated(folder):
    """The message says which argument it was, and what helps."""
    CountStep(save_results=True).run(AsdfModel({"charge": 1.0}))
    (name,) = (each for each in os.listdir() if each.endswith("countstep.asdf"))
    with pytest.raises(UsageError, match=r"cannot be repeated: its argument 1 was .* in memory, and no file"):
        replay(RunRecord.open(name))


def test_a_run_that_failed_fails_again(folder):
    """The same error is no difference; another end is."""
    write_counts(counts=-1)
    with pytest.raises(ValueError, match="negative"):
        CountStep(save_results=True).run("m51.txt")
    record = RunRecord.open("m51_countstep.failed.record.asdf")
    found = replay(record)
    assert (kinds(found), found.is_same) == ([], True)
    assert isinstance(found.error, ValueError)
    assert str(found) == "nothing differs; the run had no outputs"
    write_counts(counts=1)
    found = replay(record)
    assert kinds(found) == ["input", "outcome"]
    assert [output.status for output in found.outputs] == ["new"]


def test_without_the_old_file_checksums_are_compared(night):
    """That is all there is of it."""
    write_counts(counts=6)
    os.unlink("m51_night.asdf")
    details = replay(night).outputs[1].details
    assert details == ["the old file is not there any more, or changed: only checksums can be compared"]


def test_what_was_left_out_is_told(night):
    """A function as a hook, for instance."""
    night.facts["left_out"] = {"pre_hooks": "<function f>"}
    assert "parameter pre_hooks: was <function f>, now left out" in str(replay(night))


def test_nobody_notes_runs_when_the_replay_is_over(night):
    """What watches a run is taken away, also if it fails."""
    before = list(replay_module.at_end)
    replay(night)
    os.unlink("m51.txt")
    replay(night)
    assert replay_module.at_end == before
