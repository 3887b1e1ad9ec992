"""The JSON Schema of a Config class: docs, units, limits, choices, defaults, nested definitions."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from ..fields.text import literal
from ..names import class_words, type_name
from .json_form import json_form
from .values import values_of

__all__ = ["DIALECT", "Definitions", "config_schema"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NON_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
"""Numbers that JSON cannot hold, by the text that stands for each."""

_NUMBER = r"(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|nan|inf)"
_COMPLEX = rf"(?:[-+]?{_NUMBER}|(?:[-+]?{_NUMBER})?[-+]{_NUMBER}j|{_NUMBER}j)"
_COMPLEX_TEXT = rf"^(?:{_COMPLEX}|\({_COMPLEX}\))$"
_HEX = "-?0x[0-9a-fA-F]+"
_KEYS: dict[Any, str] = {
    bool: "^(?:[Tt]rue|TRUE|[Ff]alse|FALSE|[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF|1|0)$",
    int: f"^(?:[-+]?[0-9]{{1,4000}}|{_HEX})$",
    float: f"^[-+]?{_NUMBER}$",
    complex: _COMPLEX_TEXT,
}
"""The keys of a mapping, which are text, that stand for a value of a type."""

_LARGE = 2**63
"""From here on integers may be text, in hexadecimal: not every reader of data files takes them as numbers."""


class Definitions:
    """The schemas of the configs inside another, each of which stands in the whole once.

    Parameters
    ----------
    complete : bool, optional
        Do the values have to be all there, so that those which are required and have no default must not be
        missing? In a parameter file they may: other sources give them.

    Attributes
    ----------
    complete : bool
        The same.
    schemas : dict
        The schemas by name, for ``$defs``.
    """

    def __init__(self, complete: bool = False) -> None:
        self.complete = complete
        self._names: dict[tuple[type, str, bool], str] = {}
        self.schemas: dict[str, Any] = {}

    def plain(self, value: Any) -> Any:
        """A plain value as JSON has it."""
        return json_form(value)

    def scalar(self, dtype: Any, is_inside: Callable[[Any], bool] = lambda number: True) -> dict[str, Any]:
        """The schema of a value of a plain type.

        Parameters
        ----------
        dtype : type or None
            The type; None stands for any plain one. A class of a user's own kind of field takes anything.
        is_inside : callable, optional
            Is a number allowed? It decides which texts may stand for numbers.
        """
        if dtype is None:
            return {"type": ["string", "boolean", "number", "null"]}
        if dtype is str:
            return {"type": "string"}
        if dtype is bool:
            return {"type": "boolean"}
        if dtype is complex:
            return {"type": "string", "pattern": _COMPLEX_TEXT}
        if dtype is int:
            is_text = is_inside(_LARGE) or is_inside(-_LARGE)
            return _or_text("integer", f"^{_HEX}$" if is_text else "")
        if dtype is float:
            texts = [text for text, number in _NON_FINITE.items() if is_inside(number)]
            return _or_text("number", f"^(?:{'|'.join(texts)})$" if texts else "")
        return {}

    def keys(self, dtype: Any) -> dict[str, Any]:
        """The schema of the keys, which are text in data files, of a dict with keys of a type."""
        return {"pattern": _KEYS[dtype]} if dtype in _KEYS else {}

    def or_null(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema of what another one describes, or null."""
        kinds = schema.get("type")
        if kinds is not None:
            known = kinds if isinstance(kinds, list) else [kinds]
            return schema if "null" in known else {**schema, "type": [*known, "null"]}
        choices = schema.get("anyOf")
        if choices is None or any("const" in each and each["const"] is None for each in choices):
            return schema
        return {**schema, "anyOf": [*choices, {"type": "null"}]}

    def reference(self, config: Any, *, says_class: bool = False) -> dict[str, Any]:
        """A reference to the schema of a config's class with the config's values as defaults.

        Parameters
        ----------
        config : Config
            The config, as it is in a new config that holds it.
        says_class : bool, optional
            May the values say their class, as ``$class``?
        """
        fields = type(config)._fields
        plain = {name: fields[name].plain(value) for name, value in values_of(config).items()}
        key = (type(config), literal(json_form(plain)), says_class)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = self.free_name(type(config).__name__)
            self.schemas[name] = None  # so that a class that can hold itself finds it
            self.schemas[name] = self.of_values(config, says_class=says_class)
        return {"$ref": f"#/$defs/{name}"}

    def free_name(self, wanted: str) -> str:
        """A name that is not taken yet, and needs no escape in a reference."""
        wanted = name = re.sub(r"[^A-Za-z0-9_.]", "_", wanted)
        number = 1
        while name in self.schemas:
            number += 1
            name = f"{wanted}_{number}"
        return name

    def or_other(self, config: Any, word: str) -> dict[str, Any]:
        """The schema of a config that a data file may replace by one of another class, which it has to say.

        Parameters
        ----------
        config : Config
            The config, as it is in a new config that holds it.
        word : str
            The key that says it: ``$class`` or ``$target``. A parameter file replaces nothing.
        """
        if not self.complete:
            return self.reference(config)
        own = {"not": {"const": type_name(type(config))}} if word == "$class" else {}
        other = {"type": "object", "properties": {word: {"type": "string", **own}}, "required": [word]}
        return {"anyOf": [self.reference(config, says_class=word == "$class"), other]}

    def mapping(self, properties: dict[str, Any]) -> dict[str, Any]:
        """The schema of a mapping with some keys, and no others."""
        return {"type": "object", "properties": properties, "additionalProperties": False}

    def of_values(
        self, config: Any, without: str | None = None, *, says_class: bool = False
    ) -> dict[str, Any]:
        """The schema of the values of a config.

        Parameters
        ----------
        config : Config
            A config with its defaults.
        without : str, optional
            Name of a field that is told elsewhere.
        says_class : bool, optional
            May they say their class, as ``$class``?
        """
        values = values_of(config)
        fields = {name: field for name, field in type(config)._fields.items() if name != without}
        doc = " ".join((type(config)._doc_text or "").split())
        properties: dict[str, Any] = {}
        if says_class:
            properties["$class"] = {"const": type_name(type(config))}
        for name, field in fields.items():
            properties[name] = field.schema(values[name], self)
            if not self.complete and field.is_container and not field.holds_configs:
                added = {word: part for word, part in field.value_schema(self).items() if word != "minItems"}
                properties[f"{name}+"] = {"description": f"Added to {name}.", **added}
        schema: dict[str, Any] = {
            "title": class_words(type(config)),
            **({"description": doc} if doc else {}),
            **self.mapping(properties),
        }
        required = [name for name, field in fields.items() if values[name] is None and not field.optional]
        if required and self.complete:
            schema["required"] = required
        return schema


def _or_text(kind: str, pattern: str) -> dict[str, Any]:
    return {"type": [kind, "string"], "pattern": pattern} if pattern else {"type": kind}


def config_schema(config_class: Any) -> dict[str, Any]:
    """The JSON Schema of the values of a Config class.

    Parameters
    ----------
    config_class : type
        The Config class. Defaults are those of a new config, ``setDefaults`` included.
    """
    definitions = Definitions(complete=True)
    schema = {"$schema": DIALECT, **definitions.of_values(config_class(), says_class=True)}
    return {**schema, "$defs": definitions.schemas} if definitions.schemas else schema
