"""Commands, for sources that commands have too."""

from tests.cli.conftest import command, run_step

__all__ = ["command", "run_step"]
