"""What results owe to the input: its metadata, and a way to be saved."""

from __future__ import annotations

import sys
from typing import Any

from .base import FileModel
from .protocol import mark_step

__all__ = ["keep_metadata", "as_models"]


def keep_metadata(result: Any, arguments: tuple[Any, ...]) -> None:
    """Give the metadata of the first input to results that have none.

    Models of other packages keep theirs in ways of their own and are left alone.

    Parameters
    ----------
    result : object
        What a step made: a model, or a list or tuple of models.
    arguments : tuple
        What the step was given.
    """
    if isinstance(result, (list, tuple)):
        for item in result:
            keep_metadata(item, arguments)
    elif isinstance(result, FileModel):
        primary = _primary(arguments)
        if primary is not None and primary is not result and not result.has_metadata:
            result.take_metadata(primary)


def _primary(data: Any) -> FileModel | None:
    """The first model of the arguments; None if it is not of a kind of this package."""
    while isinstance(data, (list, tuple)) and data:
        data = data[0]
    return data if isinstance(data, FileModel) else None


def as_models(result: Any, arguments: tuple[Any, ...], alias: str | None) -> Any:
    """The result with bare arrays and tables of astropy as models that can be saved.

    Parameters
    ----------
    result : object
        What a step made.
    arguments : tuple
        What the step was given; the models get the metadata of the first.
    alias : str or None
        Short name of the step's class, for ``meta.cal_step``.
    """
    if type(result) in (list, tuple):
        return [as_models(item, arguments, alias) for item in result]
    model = _model_of(result, _primary(arguments))
    if model is None:
        return result
    keep_metadata(model, arguments)
    mark_step(model, alias, "COMPLETE")
    return model


def _model_of(data: Any, primary: FileModel | None) -> FileModel | None:
    """A model of an array or a table, of the first input's kind if that can hold it; None for all else."""
    # What is not loaded yet cannot have made the data.
    numpy, tables = sys.modules.get("numpy"), sys.modules.get("astropy.table")
    if numpy is not None and type(data) is numpy.ndarray and not data.dtype.hasobject:
        return _model_of_array(data, primary)
    if tables is not None and isinstance(data, tables.Table):
        from .table_model import TableModel  # noqa: PLC0415 - most steps return models

        return TableModel(data.copy())
    return None


def _model_of_array(data: Any, primary: FileModel | None) -> FileModel:
    name = type(primary).__name__
    if name == "AsdfModel":
        from .asdf_model import AsdfModel  # noqa: PLC0415 - most steps return models

        return AsdfModel({"data": data})
    if name == "FitsModel" and data.dtype.kind in "iuf" and data.dtype.itemsize in (1, 2, 4, 8) and data.ndim:
        from .fits_model import FitsModel  # noqa: PLC0415 - most steps return models

        return FitsModel(data)
    from .numpy_model import NumpyModel  # noqa: PLC0415 - most steps return models

    return NumpyModel(data)
