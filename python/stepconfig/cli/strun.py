"""strun: run a step or a pipeline from the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from .. import __version__
from ..history.location import ArgumentLocation
from ..history.record import acting_as
from ..sources.command_line import Arguments, split_arguments
from ..steps.aliases import registered_steps
from ..steps.from_arguments import OWN, SHORT, Target, log_rules, own_files, save_parameters
from ..steps.log_records import recording
from ..steps.run import keeping
from ..steps.step import Step
from .exits import DONE, guarded, reader_may_go, step_runs
from .progress import watched
from .report import class_title, console, print_changes, print_parameters

__all__ = ["main"]

USAGE = """\
usage: strun FILE_OR_CLASS [INPUT ...] [--PARAMETER=VALUE ...] [option ...]

FILE_OR_CLASS is a parameter file (.asdf, .yaml, .json, .toml, .cfg) that names its class, the full name
of a step class, module.Class, or a name that an installed package has registered (or package::name).
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
  --log-level LEVEL       the lowest level that is logged, such as WARNING
  --log-file FILE         log to a file, too, which starts afresh
  --log-stream STREAM     log to stderr (default), stdout or null
  --logcfg FILE           a log configuration file of stpipe (deprecated)
  --debug                 show the traceback of an error
  --help                  this text; with FILE_OR_CLASS its parameters too
  --version               the versions of stepconfig and of packages with steps

--save-parameters, --changes and --history need no INPUT: without one, the step is not run then.
Exit codes: 0 done, 1 the step failed, 2 usage or configuration, 130 interrupted.
"""


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
        for name, version in sorted(
            {(each.package_name, each.package_version) for each in registered_steps()}
        ):
            print(f"{name} {version}")
        return DONE
    if not parsed.positional:
        if "help" in options:
            print(USAGE, end="")
            return DONE
        raise parsed.error(f"which step? Give a parameter file or a class.\n\n{USAGE}")
    rules = log_rules(parsed)
    target = Target.of(parsed)
    if "help" in options:
        return _help(target.step_class)
    with recording(target.step_class):
        step = target.step(given)
        _tell(step, options, target.inputs)
        if target.will_run:
            with keeping(own_files(parsed)), watched(step, rules), step_runs():
                step.run_on_inputs(*target.inputs)
    return DONE


def _tell(step: Step, options: dict[str, list[str]], inputs: list[str]) -> None:
    """Write and print what was asked for before the run."""
    save_parameters(step, options, inputs)
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
