"""What steps ask of the data that go through them: nothing but attributes that may be there."""

from __future__ import annotations

import contextlib
import os
from collections.abc import MutableMapping
from typing import Any, Protocol

__all__ = ["Model", "Savable", "can_be_saved", "is_model", "mark_step"]


class Savable(Protocol):
    """Data that a step can save. No base class is needed, only the method.

    Notes
    -----
    Used where they are there: ``meta.filename``, from which names of outputs are made; ``meta.cal_step``,
    where it is noted what became of a step; and ``default_ext``, the suffix of files of this kind.
    """

    def save(self, path: str, /) -> str | os.PathLike[str] | None:
        """Write a file, and return the path that was written if it is another one."""
        ...


class Model(Savable, Protocol):
    """Data for which reference files can be looked up.

    Notes
    -----
    Used where it is there: ``override_handle``, the text that stands for a model that is used in place of a
    reference file.
    """

    @property
    def crds_observatory(self) -> str | None:
        """Name of the observatory in lower case; None if the data do not say."""
        ...

    def get_crds_parameters(self) -> dict[str, Any]:
        """What reference files are chosen by, as a flat dict."""
        ...


def can_be_saved(data: Any) -> bool:
    """Has it a method ``save``?"""
    return not isinstance(data, type) and callable(getattr(data, "save", None))


def is_model(data: Any) -> bool:
    """Has it all that a `Model` has?"""
    return (
        can_be_saved(data)
        and callable(getattr(data, "get_crds_parameters", None))
        and hasattr(data, "crds_observatory")
    )


def mark_step(data: Any, alias: str | None, status: str) -> None:
    """Note in ``meta.cal_step`` what became of a step, where the data have such a place.

    Parameters
    ----------
    data : object
        A model, a library of models, or a list or tuple of these.
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
    if callable(getattr(type(data), "mark_step", None)):
        data.mark_step(alias, status)
        return
    place = getattr(getattr(data, "meta", None), "cal_step", None)
    # A model may have a schema in which there is no place for the step, or a file that has none for its name.
    with contextlib.suppress(AttributeError, TypeError, ValueError):
        if isinstance(place, MutableMapping):
            place[alias] = status
        elif place is not None:
            setattr(place, alias, status)
