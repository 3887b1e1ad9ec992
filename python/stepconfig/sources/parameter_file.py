"""Parameter files: reading them with the line of every value, and writing them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..errors import ParameterFileError
from ..formats.read import read_file
from ..formats.tree import Text, Tree
from ..formats.write import WRITERS, suffix_of, write_text
from ..history.location import Location
from ..names import nearest
from .assignment import Assignment, Layer

__all__ = ["ParameterFile", "read_parameter_file", "write_parameter_file"]

_STEP_KEYS = ("class", "name", "parameters", "steps")
_ROOT_KEYS = (*_STEP_KEYS, "meta", "asdf_library", "history")
"""What a file may have at its top: a step, and what the ASDF standard and reference files add."""


@dataclass(slots=True)
class ParameterFile:
    """What a parameter file says.

    Parameters
    ----------
    path : str
        The file, as it was given.
    class_name : str
        Full name of the step class.
    class_location : Location
        The line that names it.
    name : str or None
        Name for the step.
    layer : Layer
        The values, with the line of each.
    """

    path: str
    class_name: str
    class_location: Location
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
        Class, name and values; values stay text, as what they mean is for the fields to say. Faults of
        parts of the file are in its layer.

    Raises
    ------
    ParameterFileError
        If the file cannot be read, is no ASDF file, or does not say for which class it is.
    """
    root, source = read_file(path)
    if not isinstance(root, Tree):
        what = "holds nothing" if not root else f"holds {_words(root)}"
        raise ParameterFileError(f"{path} {what}; expected class, name and parameters")
    for needed in ("class", "parameters"):
        if needed not in root:
            close = nearest(needed, set(root) - set(_ROOT_KEYS))
            if close:
                raise ParameterFileError(
                    f"a parameter file has no {close[0]!r}; did you mean {needed!r}?", root.location(close[0])
                )
            raise ParameterFileError(
                f"the parameter file has no {needed!r}; expected class, name, parameters, and steps for a"
                " pipeline",
                root.location(),
            )
    layer = Layer("parameter file")
    name = root.get("name")
    found = ParameterFile(
        path,
        _text(root, "class"),
        root.location("class"),
        None if name is None else _text(root, "name"),
        layer,
    )
    _read_step(root, _ROOT_KEYS, (), layer)
    layer.faults += source.faults
    return found


def _text(entries: Tree, key: str) -> str:
    value = entries[key]
    if not isinstance(value, Text) or not value:
        raise ParameterFileError(f"expected {key!r} as text, got {_words(value)}", entries.location(key))
    return str(value)


def _words(value: Any) -> str:
    if isinstance(value, Tree):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return repr(str(value)) if isinstance(value, Text) else str(value)


def _hint(name: str, names: Any) -> str:
    close = nearest(name, names)
    return f"; did you mean {close[0]!r}?" if close else ""


def _read_step(entries: Tree, known: tuple[str, ...], path: tuple[str, ...], layer: Layer) -> None:
    """Add the assignments of one step and its sub-steps."""
    for key in entries:
        if key not in known:
            what = "a step" if path else "a parameter file"
            hint = _hint(key, known) or f"; it has {', '.join(known)}"
            entries.fault(f"{what} has no {str(key)!r}{hint}", key)
    for key, value in _mapping(entries, "parameters"):
        location = entries["parameters"].location(key)
        if key == "steps" and isinstance(value, Tree):
            value = _without_names(value)
        layer.assignments.append(Assignment((*path, str(key)), value, location))
    for name, step in _sub_steps(entries):
        _read_step(step, _STEP_KEYS, (*path, "steps", name), layer)


def _mapping(entries: Tree, key: str) -> Iterator[tuple[str, Any]]:
    """The items of the mapping at a key; none if it is missing or null."""
    value = entries.get(key)
    if isinstance(value, Tree):
        yield from value.items()
    elif value is not None:
        entries.fault(f"expected {key} as a mapping, got {_words(value)}", key)


def _sub_steps(entries: Tree) -> Iterator[tuple[str, Tree]]:
    """Names and entries of the sub-steps, whether they are a list or a mapping."""
    steps = entries.get("steps")
    if not isinstance(steps, list):
        for name, step in _mapping(entries, "steps"):
            if isinstance(step, Tree):
                yield str(name), step
            elif step is not None:
                why = f"expected the step {str(name)!r} as a mapping, got {_words(step)}"
                entries["steps"].fault(why, name)
        return
    seen: dict[str, Tree] = {}
    for step in steps:
        if not isinstance(step, Tree):
            why = f"expected a step as a mapping of class, name and parameters, got {_words(step)}"
            entries.fault(why, "steps")
        elif not isinstance(step.get("name"), Text):
            step.fault("a step in the list has no 'name'")
        else:
            name = str(step["name"])
            if name in seen:
                first = seen[name].location("name").lineno
                step.fault(f"the step {name!r} stands in the list twice, first in line {first}", "name")
            else:
                seen[name] = step
                yield name, step


def _without_names(steps: Tree) -> Tree:
    """The steps of the old layout, where they stand among the parameters, with values right below."""
    for step in steps.values():
        if isinstance(step, Tree):
            for key in ("class", "name"):
                step.pop(key, None)
            if isinstance(step.get("steps"), Tree):
                _without_names(step["steps"])
    return steps


def write_parameter_file(path: str, tree: dict[str, Any]) -> None:
    """Write a parameter file atomically, in the format that the suffix stands for.

    Parameters
    ----------
    path : str
        The file, ending with ``.asdf``, ``.yaml``, ``.yml``, ``.json`` or ``.toml``.
    tree : dict
        Class, name, parameters and steps.

    Raises
    ------
    ParameterFileError
        If the name has another suffix, or the file cannot be written.
    """
    write_text(path, WRITERS[suffix_of(path, "a parameter file")](tree))
