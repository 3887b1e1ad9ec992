"""Saving a model together with the record of its run, but never over what the run has read."""

from __future__ import annotations

import os
from typing import Any

from ..errors import UsageError
from ..files import is_among
from .recording import Recorder
from .run import kept_files
from .saving import save_atomically
from .told import parameter_files

__all__ = ["save_with_record"]


def save_with_record(step: Any, model: Any, path: str, run: Any, is_output: bool = True) -> str:
    """Save a model with its record, but never over an input, a parameter file or a reference file of the run.

    Parameters
    ----------
    step : Step
        The step that saves.
    model : object
        Anything with ``save(path)``.
    path : str
        The file.
    run : Run or None
        The run.
    is_output : bool, optional
        Has it a record?

    Returns
    -------
    path : str
        The file, under the name that the model gave it.

    Raises
    ------
    UsageError
        If the file is one that the run has read, or its folder cannot be written to.
    OSError
        If saving fails.
    """

    def refuse_input(destination: str) -> None:
        what = None if run is None else _read_as(run, destination)
        if what is not None:
            raise UsageError(f"the output {destination} is {what}; give another suffix or output_dir")

    def check(destination: str) -> None:
        refuse_input(destination)
        if recorder is not None and (other := recorder.other_input(destination)) is not None:
            replaced[destination] = other

    replaced: dict[str, str] = {}
    refuse_input(path)
    recorder = Recorder(step, run, model) if is_output and step.saves_record else None
    try:
        path = save_atomically(model, path, check, recorder)
    except BaseException as error:
        if recorder is not None:
            recorder.forget()
        if not isinstance(error, OSError) or error.errno is None:
            raise
        raise OSError(error.errno, f"cannot save: {error.strerror}", path) from error
    for destination, other in replaced.items():
        step.log.warning(
            "%s has taken the place of what was made of %s; give one of them another suffix or output_dir",
            destination,
            other,
        )
    earlier = None if recorder is None else recorder.saved_before(path)
    if earlier is not None:
        step.log.warning(
            "%s has taken the place of what %s saved in the same run; give one of them another suffix",
            path,
            earlier,
        )
    return path


def _read_as(run: Any, path: str) -> str | None:
    """As what the run has read the file; None if it has not."""
    if not os.path.exists(path):
        return None
    if run.is_input(path):
        return "the input itself"
    if is_among(path, kept_files()):
        return "a file that the command itself writes"
    outermost = run.outermost
    if is_among(path, parameter_files(outermost.config)):
        return "a parameter file of the run"
    return (
        "a reference file of the run"
        if is_among(path, (name for _, name in outermost.reference_files))
        else None
    )
