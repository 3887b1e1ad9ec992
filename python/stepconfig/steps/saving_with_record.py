"""Saving a model together with the record of its run, but never over an input."""

from __future__ import annotations

from typing import Any

from ..errors import UsageError
from .recording import Recorder
from .saving import save_atomically

__all__ = ["save_with_record"]


def save_with_record(step: Any, model: Any, path: str, run: Any, is_output: bool = True) -> str:
    """Save a model with its record, but never over an input of the run.

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
        If the file is an input, or its folder cannot be written to.
    OSError
        If saving fails.
    """

    def refuse_input(destination: str) -> None:
        if run is not None and run.is_input(destination):
            raise UsageError(
                f"the output {destination} is the input itself; give another suffix or output_dir"
            )

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
