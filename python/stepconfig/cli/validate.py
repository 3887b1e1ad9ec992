"""stepconfig validate: every fault of parameter files, without a run."""

from __future__ import annotations

import os
import textwrap
from typing import Any

from ..config.walk import leaf_value, leaves, walk
from ..errors import ConfigError, FieldValidationError, UsageError, faults_in
from ..files import near_files
from ..history.location import ArgumentLocation
from ..names import join_path
from ..sources.command_line import Arguments
from ..sources.layering import apply_layers
from ..steps.subject import Subject, read_subject, with_config_file
from .asked import no_parameters
from .exits import DONE, WRONG

__all__ = ["OWN", "SHORT", "USAGE", "run"]

USAGE = """\
usage: stepconfig validate FILE ... [--complete]
       stepconfig validate CLASS --config-file FILE ... [--complete]

Tells every fault of parameter files, and of override files (.py) as
Config.save writes them. No step runs.
What a file leaves out keeps its default. A value that is required and has
none is told, but is no fault, as the command line may give it.

options:
  --config-file FILE
              a file for the class, in which no class is needed; also an
              override file (.py)
  --complete  a required value that the file does not give is a fault
  --debug     show the traceback of an error
  --help      this text

Exit codes: 0 every file is right, 2 there are faults.
"""

OWN = {"config-file": True, "complete": False}
SHORT: dict[str, str] = {}


def run(parsed: Arguments, given: list[str]) -> int:
    """Run the command."""
    no_parameters(parsed)
    if not parsed.positional:
        raise UsageError(f"validate what? Give parameter files.\n\n{USAGE}")
    location = ArgumentLocation(" ".join(["stepconfig validate", *given]))
    code = DONE
    files = parsed.options.get("config-file", parsed.positional)
    owner = None
    if "config-file" in parsed.options:
        if len(parsed.positional) != 1:
            count = len(parsed.positional)
            raise UsageError(f"expected one class with --config-file, got {count}\n\n{USAGE}")
        owner = read_subject(parsed.positional[0])
    for path in files:
        faults, missing = _faults(path, owner, location, "complete" in parsed.options)
        if not faults:
            rest = f"; to be given: {', '.join(missing)}" if missing else ""
            print(f"{path}: ok{rest}")
            continue
        code = WRONG
        print(f"{path}: {len(faults)} fault{'s' if len(faults) > 1 else ''}")
        for fault in faults:
            print(textwrap.indent(_words(fault), "  "))
    return code


def _words(fault: Exception) -> str:
    text = fault.describe() if isinstance(fault, FieldValidationError) else str(fault)
    return text if isinstance(fault, ConfigError) else f"{type(fault).__name__}: {text}"


def _faults(
    path: str, owner: Subject | None, location: ArgumentLocation, complete: bool
) -> tuple[list[Exception], list[str]]:
    """What is wrong with a file, and the paths of required values that it does not give."""
    if not os.path.exists(path):
        return [UsageError(f"there is no file {path}{near_files(path)}")], []
    try:
        subject = read_subject(path) if owner is None else with_config_file(owner, path)
        config = subject.new_config(location)
    except ConfigError as error:
        return faults_in(error), []
    faults = apply_layers(config, subject.layers)
    told = {fault.fullname for fault in faults if isinstance(fault, FieldValidationError)}
    missing = [path for path in _missing(config) if path not in told]
    faults += _faults_of_values(config, told, complete)
    return faults, missing


def _missing(config: Any) -> list[str]:
    """The paths of the values that are required and not there."""
    return [
        join_path(owner._name, name)
        for path, owner, field, name in leaves(config)
        if not field.optional and leaf_value(path, owner, field, name) is None
    ]


def _faults_of_values(config: Any, told: set[str], complete: bool) -> list[Exception]:
    """What is wrong with the values as they are now.

    Checks of a whole config are made only if nothing is missing or wrong: they may rely on that.
    """
    missing = set(_missing(config))
    if not told and (complete or not missing):
        return _validated(config)
    faults: list[Exception] = []
    for path, owner in walk(config):
        for name, field in type(owner)._fields.items():
            here = join_path(path, name)
            if not field.holds_configs and here not in told and (complete or here not in missing):
                field.add_faults(owner, faults)
    return faults


def _validated(config: Any) -> list[Exception]:
    try:
        config.validate()
    except Exception as error:
        return faults_in(error)
    return []
