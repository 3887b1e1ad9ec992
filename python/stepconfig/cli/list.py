"""stepconfig list: the step classes that installed packages register."""

from __future__ import annotations

import sys
from fnmatch import fnmatchcase

from ..errors import UsageError
from ..sources.command_line import Arguments
from ..steps.aliases import StepInfo, registered_steps
from .asked import no_parameters
from .exits import DONE

__all__ = ["OWN", "SHORT", "USAGE", "run"]

USAGE = """\
usage: stepconfig list [PATTERN] [--steps-only | --pipelines-only]

Lists the step classes that installed packages register, each with its alias in
brackets, by which strun knows it too. With a PATTERN such as '*jump*', those
whose class or alias fits it; upper and lower case are the same.

options:
  --steps-only      no pipelines
  --pipelines-only  only pipelines
  --debug           show the traceback of an error
  --help            this text
"""

OWN = {"steps-only": False, "pipelines-only": False}
SHORT: dict[str, str] = {}


def run(parsed: Arguments, given: list[str]) -> int:
    """Run the command."""
    no_parameters(parsed)
    if len(parsed.positional) > 1:
        raise UsageError(f"expected one PATTERN, got {' '.join(parsed.positional)}; is it quoted?")
    if OWN.keys() <= parsed.options.keys():
        raise UsageError("with --steps-only and --pipelines-only nothing is left; give one of them")
    pattern = parsed.positional[0] if parsed.positional else "*"
    wanted = [each for each in registered_steps() if _fits(each, pattern, parsed)]
    for each in wanted:
        print(each.class_name + (f" [{each.class_alias}]" if each.class_alias else ""))
    if not wanted:
        what = f" that fits {pattern!r}" if parsed.positional else ""
        print(f"no installed package registers a step class{what}", file=sys.stderr)
    return DONE


def _fits(step: StepInfo, pattern: str, parsed: Arguments) -> bool:
    if ("steps-only" if step.is_pipeline else "pipelines-only") in parsed.options:
        return False
    return any(
        fnmatchcase(name.lower(), pattern.lower()) for name in (step.class_name, step.class_alias) if name
    )
