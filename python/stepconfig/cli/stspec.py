"""stspec: print the parameters of a step class as configspec text."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from .. import __version__
from ..errors import UsageError
from ..sources.command_line import Arguments, split_arguments
from ..steps.config_source import config_source
from ..steps.configspec import configspec
from ..steps.step import Step
from ..steps.subject import find_class
from .exits import DONE, guarded

__all__ = ["main"]

USAGE = """\
usage: stspec CLASS [--config] [--debug] [--help] [--version]

Prints the parameters of a step class, module.Class, as configspec text: one line a parameter with its
type, limits, default and doc. With --config it prints the Python source of a Config class with the same
parameters, to write in place of a spec.
"""

OWN = {"config": False, "debug": False, "help": False, "version": False}
SHORT = {"-h": "help"}


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
    parsed = split_arguments(given, OWN, SHORT)
    return guarded(lambda: _run(parsed), debug="debug" in parsed.options)


def _run(parsed: Arguments) -> int:
    if "version" in parsed.options:
        print(f"stepconfig {__version__}")
        return DONE
    if "help" in parsed.options:
        print(USAGE, end="")
        return DONE
    for assignment in parsed.layer.assignments:
        parsed.layer.faults.append(UsageError(f"unknown option {assignment.location.content}"))
    if parsed.layer.faults or len(parsed.positional) != 1:
        raise parsed.error(f"expected one class, got {len(parsed.positional)}\n\n{USAGE}")
    step_class = find_class(parsed.positional[0], Step, "step class")
    if "config" in parsed.options:
        print(config_source(step_class), end="")
    else:
        print(configspec(step_class.ConfigClass))
    return DONE


if __name__ == "__main__":
    sys.exit(main())
