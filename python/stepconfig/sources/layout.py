"""What the keys of a parameter file mean: the layouts of steps, sub-steps and their parameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import ParameterFileError, UnknownKeyError
from ..formats.tree import Text, Tree
from ..names import nearest
from .assignment import Assignment, Layer

__all__ = ["ROOT_KEYS", "add_flat", "add_step", "take_text", "words_for"]

_STEP_KEYS = ("class", "name", "config_file", "parameters", "steps")
_RECORD_KEYS = ("stepconfig_record", "stepconfig_history")
ROOT_KEYS = ("class", "name", "parameters", "steps", "meta", "asdf_library", "history", *_RECORD_KEYS)
"""What a file may have at its top: a step, what the ASDF standard and reference files add, and records."""

_OWN_FILE = "only a step of a pipeline has a file of its own; put the parameters into this one"


def take_text(entries: Tree, key: str) -> tuple[str | None, Any]:
    """Take the text at a key out of a mapping.

    Parameters
    ----------
    entries : Tree
        The mapping.
    key : str
        The key.

    Returns
    -------
    text : str or None
        The text; None if there is none, or null.
    location : Location or None
        Where it stands.

    Raises
    ------
    ParameterFileError
        If something else stands there.
    """
    if key not in entries:
        return None, None
    value = entries.pop(key)
    location = entries.location(key)
    if key != "class" and not value and not isinstance(value, (list, Tree)):
        return None, location
    if not isinstance(value, Text) or not value:
        raise ParameterFileError(f"expected {key!r} as text, got {words_for(value)}", location)
    return str(value), location


def words_for(value: Any) -> str:
    """A part of a tree in words."""
    if isinstance(value, Tree):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return repr(str(value)) if isinstance(value, Text) else str(value)


def add_step(entries: Tree, layer: Layer, path: tuple[str, ...] = ()) -> None:
    """Add what one step and its sub-steps say, with ``parameters`` and ``steps``.

    Parameters
    ----------
    entries : Tree
        The step; that of a whole file without its class and name.
    layer : Layer
        What it is added to.
    path : tuple of str, optional
        Path of the step; empty for that of the whole file.
    """
    known = _STEP_KEYS if path else ROOT_KEYS
    for key in entries:
        if not path and key == "config_file":
            entries.fault(_OWN_FILE, key)
        elif key not in known:
            what = "a step" if path else "a parameter file"
            hint = (
                _hint(key, known)
                or f"; it has {', '.join(each for each in known if each not in _RECORD_KEYS)}"
            )
            why = f"{what} has no {str(key)!r}{hint}"
            entries.source.faults.append(UnknownKeyError(why, entries.location(key)))
    if path and entries.get("config_file") is not None:
        layer.assignments.append(
            Assignment((*path, "config_file"), entries["config_file"], entries.location("config_file"))
        )
    for key, value in _mapping(entries, "parameters"):
        _add(entries["parameters"], key, value, layer, path)
    for name, step in _sub_steps(entries):
        add_step(step, layer, (*path, "steps", name))


def add_flat(entries: Tree, layer: Layer) -> None:
    """Add what a step says whose parameters stand right in it, and those of its sub-steps in ``steps``.

    Parameters
    ----------
    entries : Tree
        The step, without its class and name.
    layer : Layer
        What it is added to.
    """
    for key, value in entries.items():
        _add(entries, key, value, layer, ())


def _add(entries: Tree, key: str, value: Any, layer: Layer, path: tuple[str, ...]) -> None:
    """Add one parameter, or steps that stand among the parameters."""
    if not path and key == "config_file":
        entries.fault(_OWN_FILE, key)
        return
    if key == "steps" and isinstance(value, Tree):
        value = _without_names(value)
    layer.assignments.append(Assignment((*path, *str(key).split(".")), value, entries.location(key)))


def _hint(name: str, names: Any) -> str:
    close = nearest(name, names)
    return f"; did you mean {close[0]!r}?" if close else ""


def _mapping(entries: Tree, key: str) -> Iterator[tuple[str, Any]]:
    """The items of the mapping at a key; none if it is missing or null."""
    value = entries.get(key)
    if isinstance(value, Tree):
        yield from value.items()
    elif value is not None:
        entries.fault(f"expected {key} as a mapping, got {words_for(value)}", key)


def _sub_steps(entries: Tree) -> Iterator[tuple[str, Tree]]:
    """Names and entries of the sub-steps, whether they are a list or a mapping."""
    steps = entries.get("steps")
    if not isinstance(steps, list):
        for name, step in _mapping(entries, "steps"):
            if isinstance(step, Tree):
                yield str(name), step
            elif step is not None:
                why = f"expected the step {str(name)!r} as a mapping, got {words_for(step)}"
                entries["steps"].fault(why, name)
        return
    seen: dict[str, Tree] = {}
    for step in steps:
        if not isinstance(step, Tree):
            why = f"expected a step as a mapping of class, name and parameters, got {words_for(step)}"
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
