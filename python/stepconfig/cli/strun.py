"""strun: run a step or a pipeline from the command line."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Sequence
from typing import Any

from .. import __version__
from ..errors import UsageError
from ..history.location import ArgumentLocation
from ..history.record import acting_as
from ..sources.command_line import Arguments, split_arguments
from ..sources.parameter_file import file_layer, read_parameter_file
from ..steps.step import Step, name_for
from ..steps.subject import find_class
from .exits import DONE, guarded, reader_may_go, step_runs
from .progress import watched
from .report import class_title, console, print_changes, print_parameters

__all__ = ["main"]

USAGE = """\
usage: strun FILE_OR_CLASS [INPUT ...] [--PARAMETER=VALUE ...] [option ...]

FILE_OR_CLASS is a parameter file (.asdf, .yaml, .json, .toml, .cfg) that names its class, or the full
name of a step class, module.Class.
Parameters of a pipeline's steps are written --steps.NAME.PARAMETER=VALUE.
With an INPUT the result is saved, unless --save_results=false says otherwise.

options:
  --config-file FILE      a parameter file for the class, in which no class is needed; also a Python
                          override file (.py), which is executed
  --save-parameters FILE  write the parameters to a parameter file (.asdf, .yaml, .json, .toml)
  --disable-crds-steppars
                          use no reference parameters for the INPUT
  --changes               print the parameters that differ from their defaults, and who set each
  --history PARAMETER     print the history of a parameter, such as steps.detect.threshold
  --verbose, --quiet      every log message, or warnings only
  --debug                 show the traceback of an error
  --help                  this text; with FILE_OR_CLASS its parameters too
  --version               the version of stepconfig

--save-parameters, --changes and --history need no INPUT: without one, the step is not run then.
Exit codes: 0 done, 1 the step failed, 2 usage or configuration, 130 interrupted.
"""

OWN = {
    "config-file": True,
    "save-parameters": True,
    "disable-crds-steppars": False,
    "changes": False,
    "history": True,
    "verbose": False,
    "quiet": False,
    "debug": False,
    "help": False,
    "version": False,
}
SHORT = {"-h": "help"}
_TELLING = frozenset(("save-parameters", "changes", "history"))


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
    return guarded(lambda: _run(parsed, given), debug="debug" in parsed.options)


def _run(parsed: Arguments, given: list[str]) -> int:
    options = parsed.options
    if "version" in options:
        print(f"stepconfig {__version__}")
        return DONE
    if not parsed.positional:
        if "help" in options:
            print(USAGE, end="")
            return DONE
        raise parsed.error(f"which step? Give a parameter file or a class.\n\n{USAGE}")
    target, *inputs = parsed.positional
    file = read_parameter_file(target) if os.path.exists(target) else None
    step_class = find_class(target, Step, "step class") if file is None else Step.class_for(file)
    if "help" in options:
        return _help(step_class)
    takes = _Inputs(step_class)
    will_run = bool(inputs) or not takes.names or not _TELLING & options.keys()
    if will_run and not takes.fits(inputs):
        parsed.layer.faults.append(UsageError(f"{takes}, got {len(inputs)}"))
    layers = [] if file is None else [file.layer]
    layers += [*map(file_layer, options.get("config-file", ())), parsed.layer]
    if inputs:
        disable = True if "disable-crds-steppars" in options else None
        layers += step_class.reference_parameter_layers(inputs[0], disable)
    name = None if file is None else name_for(file)
    location = ArgumentLocation(" ".join(["strun", *given]))
    step = step_class.from_layers(layers, name, will_run, location)
    _tell(step, options, inputs)
    if will_run:
        with watched(step, "verbose" in options, "quiet" in options), step_runs():
            step.run_on_inputs(*inputs)
    return DONE


class _Inputs:
    """What inputs the process method of a step takes."""

    def __init__(self, step_class: Any) -> None:
        self._class = step_class
        self._signature = inspect.signature(step_class.process)
        _, *parameters = self._signature.parameters.values()
        by_keyword = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)
        self.names = [_input_words(each) for each in parameters if each.kind not in by_keyword]

    def fits(self, inputs: list[str]) -> bool:
        """Can it be called with these?"""
        try:
            self._signature.bind(None, *inputs)
        except TypeError:
            return False
        return True

    def __str__(self) -> str:
        words = f"the inputs {' '.join(self.names)}" if self.names else "no input"
        return f"{self._class.__name__} takes {words}"


def _input_words(parameter: inspect.Parameter) -> str:
    if parameter.kind is parameter.VAR_POSITIONAL:
        return f"[{parameter.name} ...]"
    return parameter.name if parameter.default is parameter.empty else f"[{parameter.name}]"


def _tell(step: Step, options: dict[str, list[str]], inputs: list[str]) -> None:
    """Write and print what was asked for before the run."""
    for path in options.get("save-parameters", ()):
        for name in inputs:
            if os.path.exists(name) and os.path.exists(path) and os.path.samefile(name, path):
                raise UsageError(f"--save-parameters {path} would write over the input {name}")
        step.export_config(path, saves=bool(inputs))
    with reader_may_go():
        if "changes" in options:
            print_changes(step.config, console())
        blocks = [_history(step.config, path) for path in options.get("history", ())]
        if blocks:
            print("\n" * ("changes" in options) + "\n\n".join(blocks))


def _history(config: Any, path: str) -> str:
    with acting_as(ArgumentLocation(f"--history={path}")):  # who uses an old name, or one that is not there
        return str(config.formatHistory(path))


def _help(step_class: Any) -> int:
    out = console()
    print(USAGE)
    print(class_title(step_class))
    print_parameters(step_class.ConfigClass(), out)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
