"""The JSON Schema of the parameter files of a class."""

from __future__ import annotations

from typing import Any

from ..config.schema import DIALECT, Definitions
from ..config.values import values_of
from .find import importable_name
from .step import Step

__all__ = ["file_schema"]

_ANYTHING = ("meta", "asdf_library", "history")
"""What else a file may have at its top: what the ASDF standard and reference files add."""


def file_schema(cls: Any) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the parameter files of a step class, or of a Config class.

    Nothing is required that another source may give.

    Parameters
    ----------
    cls : type
        The step class, or the Config class.
    """
    defs = Definitions()
    is_step = issubclass(cls, Step)
    config = (cls.ConfigClass if is_step else cls)()
    doc = (cls.__doc__ if is_step else cls._doc_text) or ""
    properties: dict[str, Any] = {"class": {"const": importable_name(cls)}}
    if is_step:
        properties.update(_step_properties(cls, config, defs))
    else:
        properties["parameters"] = _or_nothing(defs.of_values(config))
    return {
        "$schema": DIALECT,
        "title": f"parameter file of {importable_name(cls)}",
        "description": " ".join(doc.split("\n\n")[0].split()),
        "type": "object",
        "properties": {**properties, **{key: {} for key in _ANYTHING}},
        "required": ["class"],
        "additionalProperties": False,
        "$defs": defs.schemas,
    }


def _step_properties(cls: Any, config: Any, defs: Definitions) -> dict[str, Any]:
    """What a file says of a step: its name, its parameters, and the steps of a pipeline."""
    steps = getattr(cls, "step_defs", {})
    without = "steps" if steps or "steps" in config else None
    properties = {
        "name": {"type": "string", "description": "Name of the step."},
        "parameters": _or_nothing(defs.of_values(config, without)),
    }
    if without is None:
        return properties
    values = values_of(config.steps)
    references = {name: _step(name, step, values[name], defs) for name, step in steps.items()}
    properties["steps"] = {
        "description": "The steps, as a list with the name of each, or as a mapping by name.",
        "type": ["array", "object", "null"],
        "items": {
            "type": "object",
            "properties": {"name": {"enum": list(steps)}},
            "required": ["name"],
            "allOf": [
                {"if": {"properties": {"name": {"const": name}}}, "then": reference}
                for name, reference in references.items()
            ],
        },
        "properties": {name: _or_nothing(reference) for name, reference in references.items()},
        "additionalProperties": False,
    }
    return properties


def _step(name: str, cls: Any, config: Any, defs: Definitions) -> dict[str, Any]:
    """A reference to the schema of one step of a pipeline."""
    doc = (cls.__doc__ or "").split("\n\n")[0]
    key = defs.free_name(f"step.{name}")
    defs.schemas[key] = None  # so that those inside find other names
    defs.schemas[key] = {
        "description": " ".join(doc.split()),
        "type": "object",
        "properties": {"class": {"type": "string"}, **_step_properties(cls, config, defs)},
        "additionalProperties": False,
    }
    return {"$ref": f"#/$defs/{key}"}


def _or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a mapping, or of null in its place."""
    if "type" in schema:
        return {**schema, "type": ["object", "null"]}
    return {"anyOf": [schema, {"type": "null"}]}
