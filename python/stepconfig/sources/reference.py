"""Reference parameters: what somebody else than the user has found good for data like the input."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import ParameterFileError, ParameterWarning
from ..formats.tree import Tree
from ..history.location import Location, caller_level, caller_location
from .assignment import Assignment, Layer
from .parameter_file import file_layer

__all__ = ["reference_layer", "warn_of_unknown"]

_COMMANDS = ("pre_hooks", "post_hooks")
"""Parameters by which something is executed; they may only come from the user or from the code."""


def reference_layer(
    parameters: Mapping[str, Any] | str | os.PathLike[str],
    path: tuple[str, ...] = (),
    *,
    of_pipeline: bool = False,
    location: Location | None = None,
) -> Layer:
    """The layer of the reference parameters of one step or pipeline.

    Parameters
    ----------
    parameters : mapping or path
        The parameters by name, those of steps of a pipeline in ``steps``; or a parameter file, whose class
        and name mean nothing here.
    path : tuple of str, optional
        Path of the step in the config: ``("steps", "detect")``; empty for the one that is run.
    of_pipeline : bool, optional
        Is it a pipeline? What is said for a pipeline beats what is said for each of its steps.
    location : Location, optional
        The place of the parameters of a mapping; by default the line of code that hands them in.

    Returns
    -------
    layer : Layer
        Hooks and commands, which reference parameters must not have, are among its faults.
    """
    layer = Layer("pipeline reference" if of_pipeline else "step reference", depth=len(path))
    if isinstance(parameters, Mapping):
        place = caller_location() if location is None else location
        given = [Assignment(tuple(str(key).split(".")), value, place) for key, value in parameters.items()]
    else:
        file = file_layer(os.fspath(parameters), runs_code=False)
        given = file.assignments
        layer.faults += file.faults
    for assignment in given:
        layer.faults += _commands(assignment)
        layer.assignments.append(Assignment((*path, *assignment.path), assignment.value, assignment.location))
    return layer


def warn_of_unknown(fault: Exception) -> None:
    """Warn of something in reference parameters that is not known here: they may be newer than the software.

    Parameters
    ----------
    fault : Exception
        The fault, which names the place.
    """
    warnings.warn(
        f"something in the reference parameters is passed over: {fault}",
        ParameterWarning,
        stacklevel=caller_level(),
    )


def _commands(assignment: Assignment) -> list[Exception]:
    return [
        ParameterFileError(
            f"reference parameters must not say what is executed, got {name!r};"
            " hooks and commands come from the user or from code",
            location,
        )
        for name, location in _names(assignment.path, assignment.value, assignment.location)
        if name.removesuffix("+") in _COMMANDS
    ]


def _names(path: tuple[str, ...], value: Any, location: Location) -> Iterator[tuple[str, Location]]:
    """Every name in an assignment, with its place."""
    for name in path:
        yield name, location
    if isinstance(value, Mapping):
        for key, item in value.items():
            place = value.location(key) if isinstance(value, Tree) else None
            yield from _names(tuple(str(key).split(".")), item, place or location)
