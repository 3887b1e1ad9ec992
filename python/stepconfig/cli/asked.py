"""What the commands that ask have in common: positional arguments, files for answers, JSON."""

from __future__ import annotations

import json
from typing import Any

from ..errors import ConfigError, ParameterErrors, UsageError
from ..files import write_atomically
from ..sources.command_line import Arguments

__all__ = ["no_parameters", "one_class", "print_json", "write_text"]


def no_parameters(parsed: Arguments) -> None:
    """Refuse options that would be parameters elsewhere, with whatever else is wrong.

    Raises
    ------
    ConfigError
        If there is something.
    """
    faults: list[Exception] = list(parsed.layer.faults)
    faults += [UsageError(f"unknown option {each.location.content}") for each in parsed.layer.assignments]
    if faults:
        raise faults[0] if len(faults) == 1 else ParameterErrors(faults)


def one_class(parsed: Arguments, usage: str) -> str:
    """The one positional argument of a command that takes a class.

    Raises
    ------
    ConfigError
        If there is another number of them, or an option that the command does not have.
    """
    no_parameters(parsed)
    if len(parsed.positional) != 1:
        raise UsageError(f"expected one class, got {len(parsed.positional)}\n\n{usage}")
    return parsed.positional[0]


def print_json(data: Any) -> None:
    """Print data as JSON."""
    print(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))


def write_text(path: str, text: str) -> None:
    """Write a file atomically.

    Raises
    ------
    ConfigError
        If it cannot be written.
    """
    content = text.encode("utf-8", "backslashreplace")
    try:
        write_atomically(path, lambda file: file.write(content))
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {error.strerror or error}") from None
