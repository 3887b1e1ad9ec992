"""Descriptors that hold plain values."""

from .base import Field
from .base import T as FieldTypeVar
from .choice import ChoiceField
from .dict import Dict, DictField
from .former import RemovedField
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
