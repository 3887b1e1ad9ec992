"""Command-line arguments: ``--threshold=5``, ``--steps.detect.threshold 5``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..errors import UsageError
from ..history.location import ArgumentLocation
from ..names import nearest
from .assignment import Assignment, Layer, Text

__all__ = ["Arguments", "split_arguments"]


@dataclass(slots=True)
class Arguments:
    """What a command line says.

    Parameters
    ----------
    positional : list of str
        The arguments that are no options.
    options : dict
        The command's own options with their values; flags with an empty text.
    layer : Layer
        The parameters.
    """

    positional: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    layer: Layer = field(default_factory=lambda: Layer("command line"))


def split_arguments(arguments: Sequence[str], own: dict[str, bool]) -> Arguments:
    """Tell positional arguments, the command's own options, and parameters apart.

    Parameters
    ----------
    arguments : sequence of str
        The arguments without the command.
    own : dict
        The command's own options, and whether each takes a value.

    Raises
    ------
    UsageError
        If an option lacks its value, or a flag has one.
    """
    result = Arguments()
    repeated: dict[str, list[tuple[str, str]]] = {}
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--":
            result.positional += rest
            break
        if not argument.startswith("--"):
            if argument.startswith("-") and len(argument) > 1 and not argument[1].isdigit():
                raise UsageError(f"unknown option {argument}{_suggestion(argument.lstrip('-'), own)}")
            result.positional.append(argument)
            continue
        name, has_value, value = argument[2:].partition("=")
        if name in own and not own[name]:
            if has_value:
                raise UsageError(f"--{name} is a flag and takes no value, got {argument}")
            result.options[name] = ""
            continue
        if not has_value:
            if not rest or rest[0].startswith("--"):
                raise UsageError(f"{argument} has no value; write {argument}=VALUE{_suggestion(name, own)}")
            value = rest.pop(0)
            argument = f"{argument} {value}"
        if name in own:
            result.options[name] = value
        else:
            repeated.setdefault(name, []).append((value, argument))
    for name, given in repeated.items():
        result.layer.assignments.append(_parameter(name, given))
    return result


def _parameter(name: str, given: list[tuple[str, str]]) -> Assignment:
    path = tuple(part.replace("-", "_") for part in name.split("."))
    location = ArgumentLocation(" ".join(argument for _, argument in given))
    if len(given) == 1:
        return Assignment(path, Text(given[0][0]), location)
    return Assignment(path, [Text(value) for value, _ in given], location)


def _suggestion(name: str, own: dict[str, bool]) -> str:
    close = nearest(name, own)
    return f"; did you mean --{close[0]}?" if close else ""
