"""Commands, for what reads their arguments."""

from tests.cli.conftest import command, run_step

__all__ = ["command", "run_step"]
