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
        The values by name or dotted path; those of a nested config may be a mapping.
    location : Location
        The line that calls.
    """
    return Layer(
        "keyword",
        [Assignment(tuple(str(name).split(".")), value, location) for name, value in keywords.items()],
    )
