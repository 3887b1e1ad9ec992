"""stepconfig: ask a configuration or the record of a run, without running anything; repeat a run."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Any

from .. import __version__
from ..errors import UsageError
from ..names import nearest
from ..sources.command_line import Arguments, split_arguments
from .exits import DONE, FAILED, WRONG, guarded

__all__ = ["COMMANDS", "main"]

COMMANDS = {
    "explain": "what each value is, who set it and where, what it was before",
    "diff": "where two configurations differ, and who says so",
    "validate": "every fault of parameter files, without a run",
    "template": "a file to begin with: every parameter with doc, limits, default",
    "schema": "the JSON Schema of a class, for editors and checks",
    "list": "the step classes that installed packages register",
    "references": "which reference file the rules of a folder give, and why",
    "record": "what the record of a run says; also as PROV-JSON",
    "replay": "run again what a record tells of, and see what differs",
}
"""The sub-commands, which are modules beside this one, and what each shows."""

USAGE = f"""\
usage: stepconfig COMMAND ...

commands:
{chr(10).join(f"  {name:<10}  {summary}" for name, summary in COMMANDS.items())}

  stepconfig COMMAND --help tells how each is used.

options:
  --debug    show the traceback of an error
  --help     this text
  --version  the version of stepconfig

Exit codes: 0 done, 1 diff or replay found differences, 2 something is wrong,
130 interrupted.
"""

_OWN = {"debug": False, "help": False, "version": False}
_SHORT = {"-h": "help"}


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
    place = next((place for place, each in enumerate(given) if not each.startswith("-")), None)
    if place is None:
        own = split_arguments(given, _OWN, _SHORT)
        return guarded(lambda: _without_command(own), debug="debug" in own.options)
    name = given.pop(place)
    if name not in COMMANDS:
        return guarded(lambda: _unknown(name), debug="--debug" in given)
    command: Any = importlib.import_module(f".{name}", __package__)
    parsed = split_arguments(given, {**_OWN, **command.OWN}, {**_SHORT, **command.SHORT})
    answers: list[int] = []

    def run() -> int:
        answers.append(_run(command, parsed, given))
        return answers[-1]

    code = guarded(run, debug="debug" in parsed.options)
    return WRONG if code == FAILED and not answers else code  # that code is an answer of diff


def _without_command(parsed: Arguments) -> int:
    if "version" in parsed.options:
        print(f"stepconfig {__version__}")
        return DONE
    if "help" in parsed.options:
        print(USAGE, end="")
        return DONE
    raise parsed.error(f"which command?\n\n{USAGE}")


def _unknown(name: str) -> int:
    close = nearest(name, COMMANDS)
    hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(COMMANDS)}"
    raise UsageError(f"unknown command {name!r}; {hint}")


def _run(command: Any, parsed: Arguments, given: list[str]) -> int:
    if "version" in parsed.options:
        print(f"stepconfig {__version__}")
        return DONE
    if "help" in parsed.options:
        print(command.USAGE, end="")
        return DONE
    code: int = command.run(parsed, given)
    return code


if __name__ == "__main__":
    sys.exit(main())
