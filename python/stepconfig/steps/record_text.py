"""The parameters of a run and their whole history as text: what a record says that does not change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..config.values import values_of
from ..config.walk import walk
from ..errors import ConfigError, StepClassError
from ..fields.stated import Stated
from ..formats.asdf_text import block_text, flow_text
from ..formats.section import is_plain
from ..history.location import ArgumentLocation, EnvironmentLocation, FileLocation, Location, resolve_where
from ..history.packing import stored_history
from ..history.record import Edit, as_entry
from ..names import join_path, shown, type_name
from ..sources.order import ORDER, REFERENCE_LAYERS
from .find import importable_name

__all__ = ["HistoryText", "class_name_of", "json_line", "parameter_lines", "plain_tree"]


def json_line(value: Any) -> str:
    """Plain data in one line, as JSON where that is YAML too; it is written much faster."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() and '"$' not in text else flow_text(value)


# -- parameters ------------------------------------------------------------------------------------


def class_name_of(step: Any) -> str:
    """The name by which another process finds the class of a step, or what it is called if there is none."""
    try:
        return importable_name(type(step))
    except StepClassError:
        return type_name(type(step))


def parameter_lines(step: Any, config: Any, left_out: dict[str, str]) -> str:
    """Class, name, parameters and steps, as in a parameter file.

    Parameters
    ----------
    step : Step
        The step.
    config : Config
        Its parameters.
    left_out : dict
        Is given the values that no file can hold, in words, by their paths.
    """
    head = {"class": Stated(class_name_of(step)), "name": None if step.name is None else Stated(step.name)}
    text = block_text(head) + "parameters:\n" + _indented(_values_text(config, left_out))
    names = getattr(step, "step_defs", None)
    if names:
        parts = (
            parameter_lines(getattr(step, name), getattr(config.steps, name), left_out) for name in names
        )
        text += "steps:\n" + "".join(f"- {_indented(part)[2:]}" for part in parts)
    return text


def plain_tree(config: Any, left_out: dict[str, str] | None = None) -> dict[str, Any]:
    """The values of a config as a parameter file has them, but for those that no file can hold.

    Parameters
    ----------
    config : Config
        The config.
    left_out : dict, optional
        As for `parameter_lines`.
    """
    found = left_out if left_out is not None else {}
    values = values_of(config)
    fields = config._plan.fields.items()
    trees = {name: _plain(config, field, values[name], found) for name, field in fields}
    return {name: tree for name, tree in trees.items() if tree is not _NOTHING}


_NOTHING = object()


def _plain(config: Any, field: Any, value: Any, left_out: dict[str, str]) -> Any:
    try:
        tree = field.tree(value, lambda inner: plain_tree(inner, left_out))
    except ConfigError:
        tree = _NOTHING
    if tree is _NOTHING or not is_plain(tree):
        left_out[join_path(config._name, field.name)] = shown(value)
        return _NOTHING
    return tree


_usual_texts: dict[type, tuple[Any, dict[str, str]]] = {}
"""The text of the values of classes of configs as long as nobody has changed them, with the class's plan."""


def _values_text(config: Any, left_out: dict[str, str]) -> str:
    plan = config._plan
    if plan.nested or any(field.sets_itself for field in plan.fields.values()):
        tree = plain_tree(config, left_out)
        if "steps" in tree and plan.fields["steps"].holds_configs:
            del tree["steps"]  # they follow by themselves
        return block_text(tree)
    changed = stored_history(config)
    known = _usual_texts.get(type(config))
    if known is None or known[0] is not plan:
        known = _usual_texts[type(config)] = (plan, {})
    usual = known[1]
    values = values_of(config)
    lines = []
    for name, field in plan.fields.items():
        text = None if name in changed else usual.get(name)
        if text is None:
            tree = _plain(config, field, values[name], left_out)
            if tree is _NOTHING:
                continue
            text = block_text({name: tree})
            if name not in changed:
                usual[name] = text
        lines.append(text)
    return "".join(lines) or "{}\n"


def _indented(text: str) -> str:
    indented = text.replace("\n", "\n  ")
    return f"  {indented[:-2]}"


# -- history ---------------------------------------------------------------------------------------


class HistoryText:
    """The history of a tree of configs as text.

    Parameters
    ----------
    config : Config
        The top of the tree.

    Attributes
    ----------
    layers : list of dict
        For each source that said something: how many values it set, how many of these hold, and its files.
    """

    def __init__(self, config: Any) -> None:
        self._places: list[str] = []
        self._numbers: dict[Any, int] = {}
        self._said: dict[str, int] = {}
        self._holds: dict[str, int] = {}
        self._files: dict[str, dict[str, None]] = {}
        classes: dict[str, str] = {}
        declared: dict[str, str] = {}
        entries: list[str] = []
        number = 0
        for path, inner in walk(config):
            cls = type(inner)
            name = type_name(cls)
            classes[path] = name
            if name not in declared:
                declared[name] = _declared(inner)
            number += len(inner._plan.fields)
            entries += self._entries(inner, path)
        made = self._place(resolve_where(config._made))
        self.text = "".join(
            (
                f"stepconfig_history:\n  classes: {json_line(classes)}\n  declared:\n",
                *(f"    {json_line(name)}: {text}\n" for name, text in declared.items()),
                f"  made: {made}\n  places:{'' if self._places else ' []'}\n",
                *(f"  - {place}\n" for place in self._places),
                f"  entries:{'' if entries else ' {}'}\n",
                *entries,
            )
        )
        self.layers = list(self._report(number))

    def _entries(self, config: Any, path: str) -> Iterator[str]:
        for name, stored in stored_history(config).items():
            if not stored:
                continue
            yield f"    {json_line(join_path(path, name))}:\n"
            first = config._default_entry(name) if name in config._plan.fields else None
            if first is not None:
                yield f"    - {{layer: default, label: default, {_value_text(first.value)}}}\n"
            for raw in stored:
                entry = as_entry(raw)
                layer = entry.layer
                self._said[layer] = self._said.get(layer, 0) + 1
                # Reference parameters may be handed over by code, too.
                if layer.endswith("file") or (
                    layer in REFERENCE_LAYERS and isinstance(entry.location, FileLocation)
                ):
                    self._files.setdefault(layer, {})[entry.location.filename] = None
                yield (
                    f"    - {{layer: {json_line(layer)}, label: {json_line(entry.label)},"
                    f" place: {self._place(entry.location)}, sequence: {entry.sequence},"
                    f" {_value_text(entry.value)}}}\n"
                )
            self._holds[layer] = self._holds.get(layer, 0) + 1

    def _place(self, location: Location) -> int:
        place = _place_data(location)
        key = json_line(place)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._places)
            self._places.append(key)
        return number

    def _report(self, number: int) -> Iterator[dict[str, Any]]:
        self._holds["default"] = self._holds.get("default", 0) + number - sum(self._holds.values())
        known = [*ORDER, *sorted(self._said.keys() - ORDER.keys())]
        for layer in known:
            if layer == "default" or layer in self._said:
                yield {
                    "layer": layer,
                    "set": number if layer == "default" else self._said[layer],
                    "hold": self._holds.get(layer, 0),
                    "files": [*self._files.get(layer, ())],
                }


def _place_data(location: Location) -> dict[str, Any]:
    """A location as plain data."""
    if isinstance(location, FileLocation):
        callers = [list(frame) for frame in location.frames[1:]]
        line = {"file": location.filename, "line": location.lineno, "column": location.column}
        return {"kind": "file", **line, "text": location.content, "callers": callers}
    if isinstance(location, ArgumentLocation):
        return {"kind": "argument", "text": location.argument}
    if isinstance(location, EnvironmentLocation):
        return {"kind": "environment", "variable": location.variable, "text": location.value}
    return {"kind": "code", "frames": [list(frame) for frame in location.frames]}


def _value_text(value: Any) -> str:
    if isinstance(value, Edit):
        arguments = [item if is_plain(item) else shown(item) for item in value.arguments]
        return f"edit: {flow_text(value.form)}, arguments: {flow_text(arguments)}"
    return f"value: {flow_text(value)}" if is_plain(value) else f"object: {flow_text(shown(value))}"


_declarations: dict[type, tuple[Any, str]] = {}


def _declared(config: Any) -> str:
    """Where the fields of a config's class are declared: their lines by name, by file."""
    cls, plan = type(config), config._plan
    known = _declarations.get(cls)
    if known is None or known[0] is not plan:
        files: dict[str, dict[str, int]] = {}
        for name, field in plan.fields.items():
            if field.source is not None:
                files.setdefault(field.source.filename, {})[name] = field.source.lineno
        known = _declarations[cls] = (plan, json_line(files))
    return known[1]
