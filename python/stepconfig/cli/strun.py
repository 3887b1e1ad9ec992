"""strun: run a step or a pipeline from the command line."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Sequence
from typing import Any

from .. import __version__
from ..errors import StepClassError, UsageError
from ..names import nearest
from ..sources.command_line import Arguments, split_arguments
from ..sources.parameter_file import read_parameter_file
from ..steps.find import find_step_class
from ..steps.step import Step
from .report import changes_table, class_title, console, guarded, parameters_table, watched

__all__ = ["main"]

USAGE = """\
usage: strun FILE_OR_CLASS [INPUT ...] [--PARAMETER=VALUE ...] [option ...]

FILE_OR_CLASS is a parameter file (ASDF), or the full name of a step class, module.Class.
Parameters of a pipeline's steps are written --steps.NAME.PARAMETER=VALUE.

options:
  --save-parameters FILE  write the parameters to an ASDF parameter file before the run
  --changes               print the parameters that differ from their defaults, and who set each
  --history PARAMETER     print the history of a parameter, such as steps.detect.threshold
  --verbose, --quiet      every log message, or warnings only
  --debug                 show the traceback of an error
  --help                  this text; with FILE_OR_CLASS its parameters too
  --version               the version of stepconfig
"""

OWN = {
    "save-parameters": True,
    "changes": False,
    "history": True,
    "verbose": False,
    "quiet": False,
    "debug": False,
    "help": False,
    "version": False,
}


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
    if "version" in parsed.options:
        print(f"stepconfig {__version__}")
        return 0
    if not parsed.positional:
        if "help" in parsed.options:
            print(USAGE, end="")
            return 0
        raise UsageError(f"which step? Give a parameter file or a class.\n\n{USAGE}")
    target, *inputs = parsed.positional
    if "help" in parsed.options:
        return _help(_class_of(target))
    step = _step(target, parsed)
    if "save-parameters" in parsed.options:
        step.export_config(parsed.options["save-parameters"])
    out = console()
    if "changes" in parsed.options:
        out.print(changes_table(step.config))
    if "history" in parsed.options:
        print(step.config.formatHistory(parsed.options["history"]))
    if inputs or not {"save-parameters", "changes", "history"} & parsed.options.keys():
        _check_number(step, inputs)
        with watched(step, "verbose" in parsed.options, "quiet" in parsed.options):
            step.run_on_inputs(*inputs)
    return 0


def _class_of(target: str) -> Any:
    if os.path.exists(target):
        file = read_parameter_file(target)
        return find_step_class(file.class_name, Step, os.path.dirname(os.path.abspath(target)))
    return _named_class(target)


def _named_class(target: str) -> Any:
    if os.sep in target or target.endswith((".asdf", ".cfg", ".py", ".yaml")) or "." not in target:
        folder = os.path.dirname(target) or os.curdir
        there = os.listdir(folder) if os.path.isdir(folder) else []
        close = nearest(os.path.basename(target), there)
        hint = f"; did you mean {os.path.join(os.path.dirname(target), close[0])}?" if close else ""
        raise StepClassError(
            f"{target!r} is neither a parameter file that exists nor a class module.Class{hint}"
        )
    return find_step_class(target, Step, os.getcwd())


def _step(target: str, parsed: Arguments) -> Step:
    """The step that the target names, its parameters resolved from file and command line."""
    if os.path.exists(target):
        return Step._from_file(read_parameter_file(target), [parsed.layer])
    step: Step = _named_class(target)._with_layers([parsed.layer])
    return step


def _check_number(step: Step, inputs: list[str]) -> None:
    """Say at once if the step takes another number of inputs."""
    signature = inspect.signature(step.process)
    try:
        signature.bind(*inputs)
    except TypeError as error:
        names = ", ".join(signature.parameters) or "none"
        raise UsageError(f"{step.name} takes other inputs ({names}), got {len(inputs)}: {error}") from None


def _help(step_class: Any) -> int:
    out = console()
    print(USAGE)
    print(class_title(step_class))
    print("\nparameters:")
    out.print(parameters_table(step_class.ConfigClass))
    return 0


if __name__ == "__main__":
    sys.exit(main())
