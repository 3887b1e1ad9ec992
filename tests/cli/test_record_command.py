"""The commands for records: record, replay, and those that take a record for a parameter file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from prov.model import ProvDocument

import stepconfig
from stepconfig import RunRecord
from stepconfig.steps.record import _import_folder
from tests.steps.record_samples import write_counts

NIGHT = "tests.steps.record_samples.NightPipeline"


@pytest.fixture
def night(folder, run_step):
    """The output of a run from the command line."""
    write_counts()
    done = run_step(NIGHT, "m51.txt", "--steps.first.gain=4", "--steps.second.skip=true")
    assert done.code == 0, done.err
    return "m51_nightpipeline.asdf"


def test_a_run_from_the_command_line_has_a_record(night):
    """What was typed is the place of what it set, and of who said that a step is skipped."""
    record = RunRecord.open(night)
    gain = record.history("steps.first.gain")[-1]
    assert (gain.layer, gain.location.content) == ("command line", "--steps.first.gain=4")
    assert record.skipped[0]["by"] == "command line: --steps.second.skip=true"
    assert record.facts["saves_by_default"] is True


def test_a_record_is_told(night, ask):
    """Run, host, files with checksums, steps with times, sources of parameters, packages."""
    done = ask("record", night)
    lines = done.out.splitlines()
    assert (done.code, lines[0]) == (0, f"NightPipeline ({NIGHT})")
    assert lines[1].startswith("  done in ")
    assert f"  {os.path.abspath('m51.txt')}  1 bytes  sha256 " in done.out
    assert "skipped, as set at command line: --steps.second.skip=true" in done.out
    assert "  command line: 2 set, 2 of them in use" in lines


def test_a_failure_is_told(folder, ask, run_step):
    """With the step and the message; without an output there is the record of the failed run."""
    write_counts(counts=-1)
    assert run_step(NIGHT, "m51.txt").code == 1
    done = ask("record", "m51_nightpipeline.failed.record.asdf")
    assert "  in the step NightPipeline.first: ValueError: a negative number of counts: -1.0" in done.out


def test_a_record_is_told_as_json(night, ask):
    """Everything in it."""
    data = json.loads(ask("record", night, "--json").out)
    assert data["stepconfig_record"]["outcome"] == "done"


def test_a_record_is_written_as_prov(night, ask):
    """In the form that tools of others read."""
    done = ask("record", night, "--prov", "out.json")
    assert (done.code, done.out) == (0, "")
    with open("out.json") as file:
        assert ProvDocument.deserialize(file, format="json") == RunRecord.open(night).to_prov()


def test_a_record_is_not_written_over_by_its_other_form(night, ask):
    """It is read, and so it stays."""
    record = RunRecord.open(night).path
    with open(record, "rb") as file:
        before = file.read()
    done = ask("record", night, "--prov", record)
    assert (done.code, done.err) == (2, f"error: --prov {record} would write over the input {record}\n")
    with open(record, "rb") as file:
        assert file.read() == before


def test_a_run_is_repeated(night, ask):
    """Nothing differs, and nothing is left."""
    before = sorted(os.listdir())
    done = ask("replay", night)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "The run gives what it gave."
    assert sorted(os.listdir()) == before


def test_a_run_that_gives_something_else_ends_with_code_1(night, ask):
    """What differs is told; the new outputs are where they were asked for."""
    write_counts(counts=7)
    done = ask("replay", night, "--output-dir=again")
    assert done.code == 1
    assert "output m51_nightpipeline.asdf: different\n    charge: was 20.0, is 28.0\n" in done.out
    record = RunRecord.open(f"again/{night}")
    assert record.history("output_dir")[-1].location.content == (
        f"stepconfig replay {night} --output-dir=again"
    )


@pytest.mark.parametrize("name", ["record", "replay"])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "expected one record, got 0"),
        (("a", "b"), "expected one record, got 2"),
        (("no.asdf",), "error: no.asdf is not there"),
        (("m51.txt",), "m51.txt has no record m51.txt.record.asdf"),
        (("m51.txt", "--nothing=1"), "unknown option --nothing=1"),
    ],
)
def test_a_mistake_is_one_message_and_code_2(folder, ask, name, arguments, message):
    """No traceback."""
    write_counts()
    done = ask(name, *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("name", ["record", "replay"])
def test_help_is_there(ask, name):
    """What the command does and takes."""
    done = ask(name, "--help")
    assert done.code == 0
    assert done.out.startswith(f"usage: stepconfig {name} RECORD")


# -- commands for parameter files ------------------------------------------------------------------


def test_a_record_is_explained(night, ask):
    """With what the sources of the run said, by its own name or that of the output."""
    for name in (night, f"{night}.record.asdf"):
        done = ask("explain", name, "steps.first.gain")
        assert done.code == 0
        assert "command line" in done.out
        assert "--steps.first.gain=4" in done.out


def test_two_records_are_compared(night, ask, run_step):
    """As parameter files are."""
    assert run_step(NIGHT, "m51.txt", "--suffix=b").code == 0
    done = ask("diff", night, "m51_b.asdf")
    assert done.code == 1
    assert "steps.first.gain" in done.out
    assert "suffix" in done.out
    assert ask("diff", night, f"{night}.record.asdf").code == 0


def test_a_record_is_validated(night, ask):
    """A parameter that the class has no more is a fault."""
    record = f"{night}.record.asdf"
    assert ask("validate", record).out == f"{record}: ok\n"
    Path("old.asdf").write_text(Path(record).read_text().replace("observer:", "observers:", 1))
    done = ask("validate", "old.asdf")
    assert done.code == 2
    assert "observers" in done.out


def test_the_class_is_found_where_the_run_had_it_from(folder):
    """In a package beside the parameter file, although the record is in another folder."""
    Path("work/pack").mkdir(parents=True)
    Path("work/pack/inner.py").write_text(
        "from stepconfig import AsdfModel, Step\n"
        "class LengthStep(Step):\n"
        "    def process(self, path):\n"
        "        return AsdfModel({'length': len(path.rpartition('/')[2])}, {'filename': path})\n"
    )
    Path("work/length.yaml").write_text("class: pack.inner.LengthStep\nparameters: {suffix: length}\n")
    for name in ("m51.txt", "m52.txt"):
        write_counts(name)
    environment = {**os.environ, "PYTHONPATH": str(Path(stepconfig.__file__).parents[1])}
    for name, *arguments in (
        ("strun", "work/length.yaml", "m51.txt", "--output_dir=out"),
        ("stepconfig", "replay", "out/m51_length.asdf"),
        ("stepconfig", "explain", "out/m51_length.asdf", "suffix"),
        ("strun", "out/m51_length.asdf.record.asdf", "m52.txt"),
    ):
        # As an installed command, which does not look into the current folder.
        code = f"from stepconfig.cli.{name} import main; raise SystemExit(main())"
        command = [sys.executable, "-P", "-c", code, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr
    assert Path("out/m52_length.asdf").exists()


def test_an_installed_package_is_left_to_the_python_that_runs():
    """A record may be from another environment, whose packages are not for this one."""
    of = "steps.sub.A"
    assert _import_folder(of, "/any/steps/sub.py") == "/any"
    assert _import_folder(of, "/any/steps/sub/__init__.py") == "/any"
    assert _import_folder(of, "/steps/sub.py") == "/"
    assert _import_folder("steps.A.Inner", "/any/steps.py") == "/any"
    for file in ("/venv/lib/site-packages/steps/sub.py", "/any/mysteps/sub.py", "/any/other.py", ""):
        assert _import_folder(of, file) is None


def test_a_record_runs_another_input_with_the_same_parameters(night, run_step):
    """It is a parameter file, too."""
    write_counts("m52.txt", 6)
    assert run_step(f"{night}.record.asdf", "m52.txt").code == 0
    assert RunRecord.open("m52_nightpipeline.asdf").value("steps.first.gain") == 4.0
