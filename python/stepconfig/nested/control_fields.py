"""The fields of a Config class as a C++ control struct declares them."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

from ..config.meta import ConfigMeta
from ..errors import expected
from ..fields import Field, ListField
from ..fields.text import literal
from ..names import nearest, type_name
from .config_field import ConfigField

__all__ = ["check_kept", "cpp_type", "default_text", "field_for", "field_names", "plain_value"]

_PLAIN_TYPES: dict[str, type] = {
    "bool": bool,
    "int": int,
    "int64_t": int,
    "float": float,
    "double": float,
    "string": str,
}
"""The Python type for each C++ type that a field can have, without ``std::``."""


def field_names(ctrl: Any) -> list[str]:
    """Names of the fields of a control class, those of its bases first, in the order of declaration."""
    names: dict[str, None] = {}
    for cls in reversed(ctrl.__mro__):
        names.update(dict.fromkeys(key[6:] for key in vars(cls) if key.startswith("_type_")))
    return list(names)


def cpp_type(ctrl: Any, name: str) -> str:
    """The C++ type of a field, as the struct's header has it."""
    return str(getattr(ctrl, f"_type_{name}")())


def field_for(ctrl: Any, name: str, module: ModuleType | None) -> Field[Any]:
    """A field of a Config class for a field of a control class.

    Parameters
    ----------
    ctrl : type
        The control class.
    name : str
        Name of the field.
    module : module or None
        The module that gets the Config class; other modules may not be importable yet while it is made.

    Raises
    ------
    TypeError
        If the field has no doc, or a type of which no field can be made.
    """
    what = f"{type_name(ctrl)}.{name}"
    declared = cpp_type(ctrl, name)
    get_doc = getattr(ctrl, f"_doc_{name}", None)
    doc = "" if get_doc is None else str(get_doc())
    if not doc.strip():
        raise TypeError(f"{what} has no doc; say in the C++ struct, in a sentence, what the value means")
    if hasattr(ctrl, f"_module_{name}"):
        return ConfigField(doc, _nested_class(ctrl, name, declared, module))
    kind, dtype = _parsed(declared)
    if dtype is None:
        types = ", ".join(f"std::{each}" if each in ("int64_t", "string") else each for each in _PLAIN_TYPES)
        raise TypeError(
            f"{what} is of the C++ type {declared!r}; a field can be a {types}, a std::vector or std::list"
            " of one of these, or a control struct declared with STEPCONFIG_NESTED_CONTROL_FIELD"
        )
    return kind(doc, dtype, optional=True)


def _parsed(declared: str) -> tuple[type[Field[Any]], type | None]:
    """The kind of field for a C++ type, and the Python type of its values; None if there is none."""
    words = _bare(declared)
    for container in ("vector<", "list<"):
        if words.startswith(container) and words.endswith(">"):
            return ListField, _PLAIN_TYPES.get(_bare(words[len(container) : -1]))
    return Field, _PLAIN_TYPES.get(words)


def _bare(declared: str) -> str:
    return declared.strip().removeprefix("::").removeprefix("std::")


def default_text(ctrl: Any, name: str) -> str:
    """The default for help: what a new control object has."""
    try:
        value = getattr(ctrl(), name)
    except Exception as error:
        return f"not known: {type(error).__name__}: {error}"
    return literal(plain_value(value))


def plain_value(value: Any) -> Any:
    """A value of a control object as Python has it: a list for a view of a C++ container."""
    kind = type(value)
    if isinstance(value, (str, bytes)) or not hasattr(kind, "__len__"):
        return value
    if hasattr(kind, "__iter__"):
        return list(value)
    return [value[index] for index in range(len(value))]  # its `[]` may not know where the end is


# -- nested structs --------------------------------------------------------------------------------


def _nested_class(ctrl: Any, name: str, declared: str, module: ModuleType | None) -> ConfigMeta:
    """The Config class of a nested control struct."""
    nested_name = declared.rpartition("::")[2].strip()
    module_name = str(getattr(ctrl, f"_module_{name}")()).strip('"')
    found = None
    try:
        places = _modules(ctrl, module_name, module)
    except ImportError as error:
        error.add_note(f"it is the module that {type_name(ctrl)}.{name}, a {declared}, names as its own")
        raise
    for place in places:
        nested = getattr(place, nested_name, None)
        if nested is not None:
            config_class = getattr(nested, "__dict__", {}).get("ConfigClass")  # not that of a base
            if isinstance(config_class, ConfigMeta):
                return config_class
            found = nested
    what = f"{type_name(ctrl)}.{name} is a {declared}"
    if found is not None:
        raise TypeError(
            f"{what}, which has no Config class yet; first call makeConfigClass({nested_name}, module=...)"
        )
    known = [each for place in places for each in vars(place) if each[0] != "_"]
    close = nearest(nested_name, known)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    raise TypeError(f"{what}, but the module {module_name!r} has no {nested_name!r}{hint}")


def _modules(ctrl: Any, name: str, module: ModuleType | None) -> list[ModuleType]:
    """Where a nested struct may be: the module that is named, then that of the struct around it."""
    if module is not None and module.__name__ == name:
        named = module
    else:
        named = sys.modules.get(name) or importlib.import_module(name)
    own = sys.modules.get(ctrl.__module__)
    return [named] if own is None or own is named else [named, own]


def check_kept(ctrl: Any, name: str, field: Field[Any]) -> None:
    """Refuse a field of a user's class that cannot stand for the field of the struct with its name.

    Raises
    ------
    TypeError
        If a nested struct meets a field that holds no config, or the other way round.
    """
    is_nested = hasattr(ctrl, f"_module_{name}")
    if is_nested != field.holds_configs:
        what = "a field that holds configs" if is_nested else "a field that holds values"
        raise TypeError(f"{type_name(ctrl)}.{name} is a {cpp_type(ctrl, name)}: {expected(what, field)}")
