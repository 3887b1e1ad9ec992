"""The commands as users start them: installed, from a checkout, in pipes, interrupted."""

import json
import os
import shlex
import signal
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from stepconfig import __version__
from stepconfig.cli import stepconfig, strun, stspec

CHECKOUT = Path(__file__).parent.parent.parent
SAMPLES = "tests.steps.samples"
STRUN = [sys.executable, "-m", "stepconfig.cli.strun"]


@pytest.fixture
def environment():
    """An environment in which commands find this checkout's package and samples."""
    paths = [str(CHECKOUT / "python"), str(CHECKOUT)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def test_entry_points_are_the_commands():
    """What an installation puts on the path calls the functions that are tested here."""
    installed = entry_points(group="console_scripts")
    found = {each.name: each.load() for each in installed if each.value.startswith("stepconfig.")}
    assert found == {"strun": strun.main, "stspec": stspec.main, "stepconfig": stepconfig.main}


def test_the_installed_command_runs_a_pipeline(folder, environment):
    """From the shell to the file: standard output is left to the step, and the code is 0."""
    command = [str(Path(sys.executable).with_name("strun")), f"{SAMPLES}.ReducePipeline", "m51.fits"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
    assert "saved m51_reducepipeline.json" in done.stderr
    assert json.loads(Path("m51_reducepipeline.json").read_text())["level"] == 3.0


@pytest.mark.parametrize("name", ["strun", "stspec", "stepconfig"])
def test_a_checkout_runs_its_commands_without_installation(folder, name):
    """bin/ works from any folder, also through a link."""
    (folder / "link").symlink_to(CHECKOUT / "bin" / name)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [sys.executable, "link", "--version"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"stepconfig {__version__}\n", "")


def test_the_package_is_the_command_that_asks(folder, environment):
    """``python -m stepconfig``, with its name in the usage and its exit codes."""
    command = [sys.executable, "-m", "stepconfig"]
    done = subprocess.run([*command, "--help"], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == stepconfig.USAGE
    command += ["diff", f"{SAMPLES}.ScaleStep", f"{SAMPLES}.DetectStep"]
    assert subprocess.run(command, env=environment, capture_output=True).returncode == 1


def test_asking_needs_no_heavy_package(folder, environment):
    """Neither asdf nor NumPy is loaded to explain, validate and write templates."""
    code = (
        "import sys; from stepconfig.cli import stepconfig;"
        f"codes = [stepconfig.main(each.split()) for each in ['template {SAMPLES}.DetectStep -o t.asdf',"
        f"'validate t.asdf', 'explain t.asdf', 'schema {SAMPLES}.DetectStep -o s.json']];"
        "print(codes, sorted({'asdf', 'numpy', 'astropy', 'jsonschema'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.stderr == "[0, 0, 0, 0] []\n"


def test_a_mistake_ends_the_process_with_code_2(folder, environment):
    """The code of the function is that of the process."""
    done = subprocess.run([*STRUN, "none.asdf"], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: 'none.asdf' is neither a parameter file that exists")


def test_an_interrupted_run_ends_with_code_130(folder, environment):
    """Ctrl-C is no failure: a word, no traceback, and no half file; the record tells of it."""
    command = [*STRUN, f"{SAMPLES}.ShowStep", "m51.fits", "--seconds=600"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert any("waiting" in line for line in process.stderr)  # it reads up to that line
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.returncode == 130
    assert rest.endswith("\ninterrupted\n")
    assert "Traceback" not in rest
    assert [path.name for path in folder.iterdir()] == ["m51_showstep.failed.record.asdf"]


def test_a_reader_that_goes_away_is_no_error(folder, environment):
    """As in: strun ... --help | head -1."""
    command = [*STRUN, f"{SAMPLES}.NightPipeline", "--help"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("asked", ["--history=how", "--changes"])
def test_a_step_runs_also_when_the_reader_goes_away(folder, environment, unbuffered, asked):
    """Whoever pipes the history into head still wants the run, and its code."""
    environment["PYTHONUNBUFFERED"] = unbuffered
    command = [*STRUN, f"{SAMPLES}.FailingStep", "m51.fits", asked]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.close()
        assert "ValueError: no stars" in process.stderr.read()
    assert process.returncode == 1


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
@pytest.mark.parametrize(("option", "code"), [("--changes", 0), ("--hwo=1", 2)])
def test_a_command_without_standard_streams_has_its_exit_code(folder, environment, closed, option, code):
    """As started by a program that has closed them."""
    command = shlex.join([*STRUN, f"{SAMPLES}.FailingStep", option])
    done = subprocess.run(f"{command} {closed}", shell=True, env=environment, capture_output=True, text=True)
    assert (done.returncode, "Traceback" in done.stdout + done.stderr) == (code, False)


@pytest.mark.parametrize(("stream", "code"), [("stdout", 0), ("stderr", 1)])
def test_a_step_that_closes_a_stream_ends_without_a_traceback(folder, environment, stream, code):
    """What is said afterwards is lost, and the exit code is right."""
    head = "import sys\nfrom stepconfig import Step\nclass Own(Step):\n    def process(self):\n"
    text = f"{head}        sys.{stream}.close()\n"
    (folder / "closing.py").write_text(text + "        1 / 0\n" * code)
    done = subprocess.run(
        [*STRUN, "closing.Own", "--log-stream=null"], env=environment, capture_output=True, text=True
    )
    assert (done.returncode, "Traceback" in done.stdout + done.stderr) == (code, False)


def test_a_parameter_file_needs_no_heavy_package(folder, environment):
    """Neither asdf nor NumPy is loaded to write one, to read it, and to tell what is in it."""
    arguments = [f"{SAMPLES}.ReducePipeline", "--save-parameters=p.asdf"], ["p.asdf", "--history=title"]
    code = (
        "import sys; from stepconfig.cli import strun;"
        f"codes = [strun.main(each) for each in {arguments!r}];"
        "print(codes, sorted({'asdf', 'numpy', 'astropy'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.stderr == "[0, 0] []\n"
    assert "parameter file" in done.stdout
