"""Command-line arguments: ``--threshold=5``, ``--steps.detect.threshold 5``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..errors import ConfigError, ParameterErrors, UsageError
from ..formats.tree import Argument
from ..history.location import ArgumentLocation
from ..names import nearest
from .assignment import Assignment, Layer, Repeated

__all__ = ["Arguments", "split_arguments"]


class Arguments:
    """What a command line says.

    Parameters
    ----------
    positional : list of str
        The arguments that are no options.
    options : dict
        The command's own options, each with its values in their order; a flag has an empty text.
    layer : Layer
        The parameters, and what is wrong with the command line itself.
    """

    __slots__ = ("layer", "options", "positional")

    def __init__(
        self,
        positional: list[str] | None = None,
        options: dict[str, list[str]] | None = None,
        layer: Layer | None = None,
    ) -> None:
        self.positional: list[str] = [] if positional is None else positional
        self.options: dict[str, list[str]] = {} if options is None else options
        self.layer: Layer = Layer("command line") if layer is None else layer

    def error(self, why: str) -> ConfigError:
        """An error that makes the command line useless, after whatever else is wrong with it."""
        error = UsageError(why)
        return ParameterErrors([*self.layer.faults, error]) if self.layer.faults else error


def split_arguments(
    arguments: Sequence[str], own: Mapping[str, bool], short: Mapping[str, str] | None = None
) -> Arguments:
    """Tell positional arguments, the command's own options, and parameters apart.

    Parameters
    ----------
    arguments : sequence of str
        The arguments without the command.
    own : mapping
        The command's own options, and whether each takes a value.
    short : mapping, optional
        Options with one dash, and what each stands for: ``{"-h": "help"}``.

    Returns
    -------
    Arguments
        What is wrong, an option without its value for instance, is in the ``faults`` of the layer.
    """
    result = Arguments()
    result.layer.other_names = tuple(own)
    parameters: dict[tuple[str, ...], list[Assignment]] = {}
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--":
            result.positional += rest
            break
        if not argument.startswith("-") or argument == "-" or _is_number(argument):
            result.positional.append(argument)
            continue
        try:
            assignment = _option(argument, rest, own, short or {}, result)
        except UsageError as error:
            result.layer.faults.append(error)
            continue
        if assignment is not None:
            parameters.setdefault(assignment.path, []).append(assignment)
    result.layer.assignments += [_together(path, given) for path, given in parameters.items()]
    return result


def _option(
    argument: str, rest: list[str], own: Mapping[str, bool], short: Mapping[str, str], result: Arguments
) -> Assignment | None:
    """Read one option, with its value from the rest if it needs one; the assignment of a parameter.

    Raises
    ------
    UsageError
        If it is none.
    """
    if not argument.startswith("--") and argument not in short:
        raise UsageError(f"unknown option {argument}{_suggestion(argument.lstrip('-'), own)}")
    name, has_value, value = argument.removeprefix("--").partition("=")
    option = short.get(argument, name.replace("_", "-"))
    if option in own and not own[option]:
        if has_value:
            raise UsageError(f"--{option} is a flag and takes no value, got {argument}")
        result.options[option] = [""]
        return None
    path = tuple(part.replace("-", "_") for part in name.split("."))
    if not all(path):
        raise UsageError(f"{argument!r} has no name of a parameter; write --NAME=VALUE")
    if not has_value:
        if not rest or rest[0].startswith("--"):
            hint = "" if option in own else _suggestion(name, own)
            raise UsageError(f"{argument} has no value; write {argument}=VALUE{hint}")
        value = rest.pop(0)
        argument = f"{argument} {value}"
    if option in own:
        result.options.setdefault(option, []).append(value)
        return None
    return Assignment(path, Argument(value), ArgumentLocation(argument))


def _together(path: tuple[str, ...], given: list[Assignment]) -> Assignment:
    if len(given) == 1:
        return given[0]
    location = ArgumentLocation(" ".join(each.location.content for each in given))
    return Assignment(path, Repeated(given), location)


def _is_number(argument: str) -> bool:
    try:
        float(argument)
    except ValueError:
        return False
    return True


def _suggestion(name: str, own: Mapping[str, bool]) -> str:
    close = nearest(name, own)
    return f"; did you mean --{close[0]}?" if close else ""
