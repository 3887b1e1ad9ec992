"""Where the results of a step go: what its parameters, those of its pipeline, and the run say."""

from __future__ import annotations

import os
from typing import Any

from ..errors import UsageError
from .naming import base_and_ext, expanded, output_path
from .saving import save_atomically

__all__ = ["inherited", "output_file", "path_for", "save"]


def inherited(step: Any, name: str) -> Any:
    """A parameter of a step, or else of the pipeline that it belongs to."""
    owner = _owner(step, name)
    return None if owner is None else getattr(owner.config, name)


def _owner(step: Any, name: str) -> Any:
    """The step, or the nearest of the pipelines around it, for which somebody gave the parameter."""
    while step is not None and getattr(step.config, name) is None:
        step = step.parent
    return step


def output_file(step: Any) -> str | None:
    """The path that ``output_file`` means: with a folder, it is relative to the parameter file that says it.

    Parameters
    ----------
    step : Step
        The step, whose pipeline is asked if it has none itself.
    """
    owner = _owner(step, "output_file")
    if owner is None:
        return None
    path = expanded(owner.config.output_file)
    last = owner.config.history["output_file"][-1]
    if last.layer == "parameter file" and os.path.dirname(path):
        return os.path.join(os.path.dirname(last.location.filename), path)
    return path


def path_for(
    step: Any,
    input_name: str | None,
    basepath: str | None,
    ext: str | None,
    suffix: str | bool | None,
    parts: list[Any],
) -> str:
    """The path of an output; its folder is made.

    Parameters
    ----------
    step : Step
        The step.
    input_name : str or None
        The name of the run's input.
    basepath : str or None
        Path whose base the name begins with.
    ext : str or None
        Suffix of the file.
    suffix : str, False or None
        What stands after the base; None for the step's own.
    parts : list
        What stands between base and suffix.

    Raises
    ------
    UsageError
        If the folder cannot be made.
    """
    folder = inherited(step, "output_dir")
    given = output_file(step) if basepath is None else None
    if folder is None and given is not None:
        folder = os.path.dirname(given)
    ext = ext or inherited(step, "output_ext")
    for name in (given, input_name):
        ext = ext or (base_and_ext(name)[1] if name else None)
    if suffix is None:
        suffix = step.config.suffix or step.default_suffix()
    base = basepath or given or input_name or f"step_{step.name}"
    path = output_path(base, ext or "asdf", suffix, folder, parts)
    try:
        os.makedirs(os.path.dirname(path) or os.curdir, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder of {path}: {error.strerror or error}") from None
    return path


def save(model: Any, path: str, run: Any) -> str:
    """Save a model, but never over an input of the run.

    Parameters
    ----------
    model : object
        Anything with ``save(path)``.
    path : str
        The file.
    run : Run or None
        The run.

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
    if run is not None and run.is_input(path):
        raise UsageError(f"the output {path} is the input itself; give another suffix or output_dir")
    try:
        return save_atomically(model, path)
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, f"cannot save: {error.strerror}", path) from error
