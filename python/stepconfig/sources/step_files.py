"""Files that other sources name for the steps of a pipeline: ``config_file`` of a step."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import ParameterFileError
from ..formats.tree import Tree
from ..history.location import FileLocation, Location
from .assignment import Assignment, Layer, Repeated
from .order import REFERENCE_LAYERS
from .parameter_file import file_layer

__all__ = ["is_passed_over", "names_step_file", "with_step_files"]

_KEY = "config_file"
_NAMES = ("class", "name")


def is_passed_over(config: Any, path: tuple[str, ...], layer: Layer) -> bool:
    """Is it the path of what belongs to a step and is no parameter: its file, or its class or name?

    Parameters
    ----------
    config : Config
        The config of the pipeline.
    path : tuple of str
        A path in it.
    layer : Layer
        The layer that says it. In reference parameters a file is an unknown parameter.

    Notes
    -----
    Class and name of a step of a pipeline are those that the pipeline says, whatever stands here.
    """
    if path[-1] not in _NAMES and (path[-1] != _KEY or layer.name in REFERENCE_LAYERS):
        return False
    return _is_beside_parameters(config, path)


def names_step_file(config: Any, path: tuple[str, ...]) -> bool:
    """Is it the path of the file of a step, and not of a parameter?

    Parameters
    ----------
    config : Config
        The config of the pipeline.
    path : tuple of str
        A path in it.
    """
    return path[-1] == _KEY and _is_beside_parameters(config, path)


def _is_beside_parameters(config: Any, path: tuple[str, ...]) -> bool:
    """Does the path lead to a step of a pipeline, and to no parameter there?"""
    if len(path) < 3 or path[-3] != "steps":
        return False
    owner = config
    for part in path[:-1]:
        field = owner._fields.get(part)
        if field is None or not field.holds_configs:
            return False
        owner = getattr(owner, part)
    return path[-1] not in owner._fields


def with_step_files(config: Any, layers: list[Layer]) -> list[Layer]:
    """The layers, and right below each those of the files that it names for steps.

    Parameters
    ----------
    config : Config
        The config of the pipeline.
    layers : list of Layer
        The layers, lowest first.

    Returns
    -------
    layers : list of Layer
        Values beside a ``config_file`` beat those in the file, and a file beats the files that it names.
        What is wrong with a file is in the faults of its layer.
    """
    found: list[Layer] = []
    for layer in layers:
        if layer.name not in REFERENCE_LAYERS:
            found += _named_by(config, layer, ())
        found.append(layer)
    return found


def _named_by(config: Any, layer: Layer, chain: tuple[str, ...]) -> list[Layer]:
    """The layers of the files that a layer names, and that these name."""
    found: list[Layer] = []
    for path, value, location in _files(layer):
        if value is not None and names_step_file(config, path):
            found += _layers_of(config, path[:-1], value, location, chain)
    return found


def _files(layer: Layer) -> Iterator[tuple[tuple[str, ...], Any, Location]]:
    for assignment in layer.assignments:
        if assignment.path[0] == "steps":
            yield from _files_in(assignment.path, assignment.value, assignment.location)


def _files_in(
    path: tuple[str, ...], value: Any, location: Location
) -> Iterator[tuple[tuple[str, ...], Any, Location]]:
    if path[-1] == _KEY:
        last = value[-1] if isinstance(value, Repeated) else None
        yield (path, value, location) if last is None else (path, last.value, last.location)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            place = value.location(key) if isinstance(value, Tree) else None
            yield from _files_in((*path, *str(key).split(".")), item, place or location)


def _layers_of(
    config: Any, step: tuple[str, ...], value: Any, location: Location, chain: tuple[str, ...]
) -> list[Layer]:
    """The layers of one file, the lowest first."""
    layer = Layer("step file")
    try:
        path = _path(value, location)
        namers = chain or ((location.filename,) if isinstance(location, FileLocation) else ())
        if path in namers:
            names = " -> ".join(os.path.basename(each) for each in (*namers[namers.index(path) :], path))
            raise ParameterFileError(f"the files name each other in a circle: {names}", location)
    except ParameterFileError as error:
        layer.faults.append(error)
        return [layer]
    file = file_layer(path, runs_code=False)
    layer.faults += [_placed(fault, location) for fault in file.faults]
    layer.assignments += [
        Assignment((*step, *each.path), each.value, each.location) for each in file.assignments
    ]
    return [*_named_by(config, layer, (*namers, path)), layer]


def _placed(fault: Exception, location: Location) -> Exception:
    """The fault, with the place that names the file if it is one of the file as a whole."""
    if isinstance(fault, ParameterFileError) and fault.location is None:
        fault.location = location
    return fault


def _path(value: Any, location: Location) -> str:
    """The absolute path of a file; a relative one is so to the folder of the file that names it."""
    if not isinstance(value, (str, os.PathLike)) or not os.fspath(value):
        raise ParameterFileError(f"expected the name of a file as {_KEY}, got {value!r}", location)
    folder = os.path.dirname(location.filename) if isinstance(location, FileLocation) else ""
    return os.path.abspath(os.path.join(folder, os.path.expanduser(os.fspath(value))))
