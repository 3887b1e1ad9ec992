"""ASDF parameter files: reading them with the line of every value, and writing them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import yaml

from ..errors import ParameterFileError
from ..files import written_atomically
from .assignment import Assignment, Layer
from .tree import NodeReader, compose

__all__ = ["ParameterFile", "read_parameter_file", "write_parameter_file"]

_LARGEST = 64 * 1024 * 1024
"""Bytes of text beyond which no file is taken for a parameter file."""


@dataclass(slots=True)
class ParameterFile:
    """What a parameter file says.

    Parameters
    ----------
    path : str
        The file.
    class_name : str
        Full name of the step class.
    name : str or None
        Name for the step.
    layer : Layer
        The values, with the line of each.
    """

    path: str
    class_name: str
    name: str | None
    layer: Layer


def read_parameter_file(path: str) -> ParameterFile:
    """Read an ASDF parameter file.

    Parameters
    ----------
    path : str
        The file.

    Returns
    -------
    ParameterFile
        Class, name and values; values stay text, as what they mean is for the fields to say.

    Raises
    ------
    ParameterFileError
        If the file cannot be read, is no ASDF file, or its content has not the layout of one.
    """
    text = _header_text(path)
    reader = NodeReader(path, text.splitlines())
    try:
        root = compose(text)
    except yaml.YAMLError as error:
        raise _yaml_error(path, error) from None
    except RecursionError:
        raise ParameterFileError(f"{path} is nested too deeply to be a parameter file") from None
    if root is None:
        raise ParameterFileError(f"{path} is empty; expected class, name and parameters")
    entries = reader.mapping(root, "a parameter file")
    for needed in ("class", "parameters"):
        if needed not in entries:
            raise reader.error(
                f"the parameter file has no {needed!r}; expected class, name, parameters, and steps for a"
                " pipeline",
                root,
            )
    layer = Layer("parameter file", origin=path)
    _read_step(reader, entries, (), layer)
    name = entries.get("name")
    return ParameterFile(
        path,
        reader.scalar(entries["class"][1], "the class"),
        None if name is None else reader.scalar(name[1], "the name"),
        layer,
    )


def _read_step(
    reader: NodeReader, entries: dict[str, tuple[Any, Any]], path: tuple[str, ...], layer: Layer
) -> None:
    """Add the assignments of one step and its sub-steps."""
    parameters = entries.get("parameters")
    if parameters is not None and not _is_null(parameters[1]):
        for name, (key, value) in reader.mapping(parameters[1], "parameters").items():
            if name == "steps":
                _read_old_steps(reader, value, path, layer)
            else:
                layer.assignments.append(Assignment((*path, name), reader.plain(value), reader.location(key)))
    steps = entries.get("steps")
    if steps is not None and not _is_null(steps[1]):
        for name, step_entries in _sub_steps(reader, steps[1]):
            _read_step(reader, step_entries, (*path, "steps", name), layer)


def _sub_steps(reader: NodeReader, node: Any) -> list[tuple[str, dict[str, tuple[Any, Any]]]]:
    if isinstance(node, yaml.MappingNode):
        return [
            (name, reader.mapping(value, f"the step {name!r}"))
            for name, (_, value) in reader.mapping(node, "steps").items()
        ]
    if not isinstance(node, yaml.SequenceNode):
        raise reader.error("expected steps as a list of class, name and parameters, or as a mapping", node)
    found = []
    for item in node.value:
        entries = reader.mapping(item, "a step")
        if "name" not in entries:
            raise reader.error("a step in the list has no 'name'", item)
        found.append((reader.scalar(entries["name"][1], "the name of a step"), entries))
    return found


def _read_old_steps(reader: NodeReader, node: Any, path: tuple[str, ...], layer: Layer) -> None:
    """The old layout: sub-steps as a mapping among the parameters, their values right below."""
    for name, (_, value) in reader.mapping(node, "steps").items():
        for parameter, (key, inner) in reader.mapping(value, f"the step {name!r}").items():
            if parameter in ("class", "name"):
                continue
            here = (*path, "steps", name, parameter)
            layer.assignments.append(Assignment(here, reader.plain(inner), reader.location(key)))


def _is_null(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _header_text(path: str) -> str:
    """The YAML part of an ASDF file: up to the line ``...``, behind which binary blocks may follow."""
    try:
        with open(path, "rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise ParameterFileError(f"cannot read {path}: {error.strerror or error}") from None
    if not content.startswith(b"#ASDF "):
        raise ParameterFileError(
            f"{path} is no ASDF file: its first line is not '#ASDF 1.0.0'; a parameter file is written by"
            " --save-parameters"
        )
    end = content.find(b"\n...")
    if end < 0:
        if len(content) > _LARGEST:
            raise ParameterFileError(f"{path} is too large for a parameter file")
        end = len(content)
    try:
        return content[: end + 1].decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ParameterFileError(f"{path}:{line}: the text is not UTF-8") from None


def _yaml_error(path: str, error: yaml.YAMLError) -> ParameterFileError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    where = f"{path}:{mark.line + 1}" if mark is not None else path
    return ParameterFileError(f"{where}: the YAML cannot be read: {problem}")


def write_parameter_file(path: str, tree: dict[str, Any]) -> None:
    """Write an ASDF parameter file atomically.

    Parameters
    ----------
    path : str
        The file, ending with ``.asdf``.
    tree : dict
        Class, name, parameters and steps.

    Raises
    ------
    ParameterFileError
        If the name has another suffix, or the file cannot be written.
    """
    if os.path.splitext(path)[1] != ".asdf":
        raise ParameterFileError(f"cannot write {path}: the name of a parameter file ends with .asdf")
    import asdf  # noqa: PLC0415 - takes a third of a second to load, and only writing needs it

    try:
        written_atomically(path, lambda temporary: asdf.AsdfFile(tree).write_to(temporary), suffix=".asdf")
    except OSError as error:
        raise ParameterFileError(f"cannot write {path}: {error.strerror or error}") from None
