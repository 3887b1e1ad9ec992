"""What steps ask of the data that go through them: nothing but attributes that may be there."""

from __future__ import annotations

import contextlib
from typing import Any

__all__ = ["can_be_saved", "mark_step"]


def can_be_saved(data: Any) -> bool:
    """Has it a method ``save``?"""
    return not isinstance(data, type) and callable(getattr(data, "save", None))


def mark_step(data: Any, alias: str | None, status: str) -> None:
    """Note in ``meta.cal_step`` what became of a step, where the data have such a place.

    Parameters
    ----------
    data : object
        A model, or a list or tuple of models.
    alias : str or None
        Short name of the step's class.
    status : str
        ``COMPLETE`` or ``SKIPPED``.
    """
    if alias is None:
        return
    if isinstance(data, (list, tuple)):
        for item in data:
            mark_step(item, alias, status)
        return
    place = getattr(getattr(data, "meta", None), "cal_step", None)
    if isinstance(place, dict):
        place[alias] = status
    elif place is not None:
        # A model may have a schema in which there is no place for the step.
        with contextlib.suppress(AttributeError, TypeError, ValueError):
            setattr(place, alias, status)
