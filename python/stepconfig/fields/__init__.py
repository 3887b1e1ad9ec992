"""Descriptors that hold plain values; each kind is loaded when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .base import Field
from .base import T as FieldTypeVar
from .former import RemovedField

if TYPE_CHECKING:
    from .choice import ChoiceField
    from .dict import Dict, DictField
    from .list import List, ListField
    from .range import RangeField

__all__ = [
    "ChoiceField",
    "Dict",
    "DictField",
    "Field",
    "FieldTypeVar",
    "List",
    "ListField",
    "RangeField",
    "RemovedField",
]

_LATER = {
    "ChoiceField": "choice",
    "Dict": "dict",
    "DictField": "dict",
    "List": "list",
    "ListField": "list",
    "RangeField": "range",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - loaded by then anyway

    value = getattr(import_module(f".{_LATER[name]}", __name__), name)
    globals()[name] = value
    return value
