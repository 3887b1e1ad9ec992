"""Running commands in this process."""

import sys
from types import SimpleNamespace

import pytest

from stepconfig.cli import stepconfig, strun, stspec


@pytest.fixture
def command(folder, capsys, monkeypatch):
    """Runs a command with arguments; gives its exit code and what it wrote."""
    monkeypatch.setattr(sys, "path", list(sys.path))

    def run(main, *arguments):
        code = main(list(arguments))
        out, err = capsys.readouterr()
        return SimpleNamespace(code=code, out=out, err=err)

    return run


@pytest.fixture
def run_step(command):
    """Runs strun in an empty folder."""
    return lambda *arguments: command(strun.main, *arguments)


@pytest.fixture
def run_spec(command):
    """Runs stspec in an empty folder."""
    return lambda *arguments: command(stspec.main, *arguments)


@pytest.fixture
def ask(command):
    """Runs stepconfig in an empty folder."""
    return lambda *arguments: command(stepconfig.main, *arguments)
