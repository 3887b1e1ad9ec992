"""Scripts whose lines are known."""

import runpy
import textwrap

import pytest


@pytest.fixture
def script(folder):
    """Return a function that writes a script into the current folder, runs it, and returns its names."""

    def run(text, name="script.py"):
        path = folder / name
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return runpy.run_path(str(path))

    return run
