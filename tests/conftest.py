"""What every test stands on: the same surroundings, the same random numbers, and how hard to search."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

# A shell lets jobs in the background ignore interrupts, and these would let the commands that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Tests change the current folder; what hypothesis remembers stays in one place all the same.
set_hypothesis_home_dir(Path(__file__).parent.parent / ".hypothesis")

# HYPOTHESIS_PROFILE=deep searches longer and elsewhere each time; the default finds the same every time.
settings.register_profile(
    "fast",
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine is no fault of the tests
)
settings.register_profile(
    "deep",
    max_examples=2000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


@pytest.fixture(scope="session", autouse=True)
def plain_surroundings():
    """Make output the same whatever terminal, colours or references the tests are started with."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (
            "NO_COLOR",
            "FORCE_COLOR",
            "CLICOLOR",
            "CLICOLOR_FORCE",
            "COLORTERM",
            "PY_COLORS",
            "PYTHON_COLORS",
            "TTY_COMPATIBLE",
            "TTY_INTERACTIVE",
            "STEPCONFIG_REFERENCES",
            "STPIPE_DISABLE_CRDS_STEPPARS",
            "CRDS_PATH",
            "CRDS_SERVER_URL",
        ):
            patch.delenv(name, raising=False)
        patch.setenv("TERM", "xterm-256color")
        patch.setenv("COLUMNS", "100")
        patch.setenv("LINES", "40")
        patch.setenv("MPLBACKEND", "agg")
        yield


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Work in a new, empty folder, and return it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def rng():
    """Return NumPy's generator, seeded alike in every test."""
    import numpy as np

    return np.random.default_rng(20260101)


@pytest.fixture(scope="session")
def compiler(request):
    """Return the machine's C++ compiler, or skip the test if there is none."""
    from tests.cpp import Compiler, cache_folder

    return Compiler(cache_folder(request))


@pytest.fixture(scope="session")
def cpp_example(compiler):
    """Return the folder with the module of examples/cpp_control, built by its own script; imports find it."""
    import importlib.util
    import shlex
    import sys

    from tests.cpp import texts_of

    example = Path(__file__).parent.parent / "examples" / "cpp_control"
    specification = importlib.util.spec_from_file_location("cpp_control_build", example / "build.py")
    script = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(script)

    def build(folder):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CXX", shlex.join(compiler.command))
            script.build(folder, "-O1 -Wall -Wextra")

    folder = compiler.kept("_deconvolve", texts_of([*example.glob("*.cpp"), example / "build.py"]), build)
    sys.path.append(str(folder))
    return folder


def pytest_terminal_summary(terminalreporter):
    """Say how many cases of the oracle were compared, wherever the tests ran."""
    properties = [
        dict(report.user_properties)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
    ]
    counts = [each["oracle"] for each in properties if "oracle" in each]
    if counts:
        cases, parameters, entries = map(sum, zip(*counts, strict=True))
        terminalreporter.write_line(
            f"oracle: {cases:,} cases agree, with {parameters:,} parameters and {entries:,} history entries"
        )
