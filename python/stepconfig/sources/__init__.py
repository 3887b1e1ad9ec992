"""Where values come from, and the one order in which they are applied."""

from .assignment import Assignment
from .source import Source

__all__ = ["Assignment", "Source"]
