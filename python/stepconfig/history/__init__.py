"""Who set what, and where."""

from .location import ArgumentLocation, CodeLocation, FileLocation, Frame, Location
from .record import Edit, Entry, acting_as, kept_callers
from .render import Color, format, format_field

__all__ = [
    "ArgumentLocation",
    "CodeLocation",
    "Color",
    "Edit",
    "Entry",
    "FileLocation",
    "Frame",
    "Location",
    "acting_as",
    "format",
    "format_field",
    "kept_callers",
]
