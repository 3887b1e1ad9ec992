"""The simple model that the resolver is held against: for every parameter a list of what was said of it.

It knows nothing of the package but the documented order: whoever speaks later wins, and all are remembered.
"""

import math
from dataclasses import dataclass
from typing import Any


@dataclass
class Place:
    """Where something was said: a line and column of a file, or the text of an argument or a variable."""

    text: str
    filename: str = ""
    line: int = 0
    column: int | None = None


@dataclass(frozen=True)
class Edit:
    """A change of a part of a list or a dict."""

    form: str
    arguments: tuple[Any, ...]


@dataclass
class Said:
    """What somebody said of a parameter."""

    layer: str
    value: Any
    place: Place


class Model:
    """What was said of every parameter, lowest first."""

    def __init__(self):
        self.said: dict[Any, list[Said]] = {}
        self.values: dict[Any, Any] = {}

    def say(self, path, layer, value, place):
        """Somebody says something; a value that is changed in part is a new one."""
        self.said.setdefault(path, []).append(Said(layer, value, place))
        self.values[path] = self._after(self.values.get(path), value)

    @staticmethod
    def _after(old, said):
        if not isinstance(said, Edit):
            return said
        if said.form == ".extend({})":
            return [*old, *said.arguments[0]]
        if said.form == ".append({})":
            return [*old, *said.arguments]
        if said.form == ".update({})":
            return {**old, **said.arguments[0]}
        key, value = said.arguments
        return {**old, key: value}


def exact(value):
    """A value in a form that is equal for identical ones only: of one type, and the same to the bit."""
    if isinstance(value, float):
        return "float", "nan" if math.isnan(value) else value.hex()
    if isinstance(value, complex):
        return "complex", exact(value.real), exact(value.imag)
    if isinstance(value, dict):
        return "dict", [(exact(key), exact(item)) for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return "list", [exact(item) for item in value]
    if hasattr(value, "form"):
        return "edit", value.form, exact(value.arguments)
    return type(value).__name__, value
