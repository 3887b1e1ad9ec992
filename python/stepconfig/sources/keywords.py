"""Keywords of a call: ``threshold=5``, ``steps={"detect": {"threshold": 5}}``, dotted keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..history.location import Location
from .assignment import Assignment, Layer

__all__ = ["keyword_layer"]


def keyword_layer(keywords: Mapping[str, Any], location: Location) -> Layer:
    """The layer of the keywords of a call.

    Parameters
    ----------
    keywords : mapping
        The values; those under ``steps`` are mappings by the names of steps.
    location : Location
        The line that calls.
    """
    layer = Layer("keyword")
    _add(layer, (), keywords, location)
    return layer


def _add(layer: Layer, path: tuple[str, ...], values: Mapping[str, Any], location: Location) -> None:
    for name, value in values.items():
        here = (*path, *str(name).split("."))
        is_section = isinstance(value, Mapping) and (here[-1] == "steps" or here[-2:-1] == ("steps",))
        if is_section:
            _add(layer, here, value, location)
        else:
            layer.assignments.append(Assignment(here, value, location))
