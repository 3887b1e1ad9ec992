"""Descriptors that hold plain values."""

from .base import Field
from .choice import ChoiceField
from .dict import Dict, DictField
from .former import RemovedField
from .list import List, ListField
from .range import RangeField

__all__ = ["ChoiceField", "Dict", "DictField", "Field", "List", "ListField", "RangeField", "RemovedField"]
