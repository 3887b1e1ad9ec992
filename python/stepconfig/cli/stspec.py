"""stspec: print the parameters of a step class as configspec text."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from ..errors import UsageError
from ..sources.command_line import split_arguments
from ..steps.configspec import configspec
from ..steps.find import find_step_class
from ..steps.step import Step
from .report import guarded

__all__ = ["main"]

USAGE = """\
usage: stspec CLASS [--debug]

Prints the parameters of a step class, module.Class, as configspec text: one line a parameter with its
type, limits, default and doc.
"""

OWN = {"debug": False, "help": False}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    code : int
        The exit code.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    return guarded(lambda: _run(given), debug="--debug" in given)


def _run(given: list[str]) -> int:
    parsed = split_arguments(["--help" if argument == "-h" else argument for argument in given], OWN)
    if "help" in parsed.options:
        print(USAGE, end="")
        return 0
    if parsed.layer.assignments:
        option = parsed.layer.assignments[0].location.content
        raise UsageError(f"unknown option {option}\n\n{USAGE}")
    if len(parsed.positional) != 1:
        raise UsageError(f"expected one class, got {len(parsed.positional)}\n\n{USAGE}")
    step_class = find_step_class(parsed.positional[0], Step, os.getcwd())
    print(configspec(step_class.ConfigClass))
    return 0


if __name__ == "__main__":
    sys.exit(main())
