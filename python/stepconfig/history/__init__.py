"""Who set what, and where; the module that shows histories as text is loaded when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .location import ArgumentLocation, CodeLocation, EnvironmentLocation, FileLocation, Frame, Location
from .record import Edit, Entry, acting_as, kept_callers

if TYPE_CHECKING:
    from .render import Color, format, format_field

__all__ = [
    "ArgumentLocation",
    "CodeLocation",
    "Color",
    "Edit",
    "Entry",
    "EnvironmentLocation",
    "FileLocation",
    "Frame",
    "Location",
    "acting_as",
    "format",
    "format_field",
    "kept_callers",
]

_FROM_RENDER = ("Color", "format", "format_field")


def __getattr__(name: str) -> Any:
    if name in _FROM_RENDER:
        from . import render  # noqa: PLC0415 - only looking at a history needs it

        return getattr(render, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
