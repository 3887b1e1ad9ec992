"""Where the results of a step go: what its parameters, those of its pipeline, and the run say."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, ClassVar

from ..errors import UsageError
from ..history.location import FileLocation
from ..names import type_name
from .config import is_said
from .inputs import Inputs
from .models import can_be_saved
from .naming import RECORD, base_and_ext, data_name, expanded, output_path
from .run import Run, tell

__all__ = ["Outputs", "inherited", "output_file"]


_BESIDE_FILE = ("parameter file", "step file")
"""Layers whose relative paths are relative to the file that says them; elsewhere, to the current folder."""


class Outputs(Inputs):
    """The part of a step that names its results and saves them."""

    saves_record: ClassVar[bool] = True
    """Is the record of the run saved beside every output?"""

    def default_suffix(self) -> str:
        """What the name of an output has after the name of the input, if no parameter says so."""
        return self.name.lower()

    def make_output_path(
        self,
        basepath: str | None = None,
        ext: str | None = None,
        suffix: str | bool | None = None,
        **parts: Any,
    ) -> str:
        """The path for an output of this step.

        Parameters
        ----------
        basepath : str, optional
            Path whose base the name begins with; by default ``output_file``, or the input's name.
        ext : str, optional
            Suffix of the file; by default ``output_ext``, that of ``output_file``, or the input's.
        suffix : str or False, optional
            What stands after the base; by default the parameter ``suffix`` or the step's own; False for none.
        **parts
            What stands between base and suffix; None is left out.

        Returns
        -------
        path : str
            The path; its folder exists.

        Raises
        ------
        UsageError
            If the folder cannot be made.
        """
        return _path_for(self, self._input_name, basepath, ext, suffix, [*parts.values()])

    @staticmethod
    def remove_suffix(name: str) -> tuple[str, str]:
        """A base of file names without the suffix that another step has put there; subclasses override it.

        Parameters
        ----------
        name : str
            The base.

        Returns
        -------
        name : str
            The base without the suffix.
        separator : str
            What stood before the suffix, and will stand before the new one.
        """
        return name, "_"

    @property
    def saves_results(self) -> bool:
        """Are the results of the run saved: does a parameter say so, or the command line?"""
        return self._saves_results(self._run)

    def _saves_results(self, run: Run | None) -> bool:
        config = self.config
        return bool(
            config.save_results
            or (run is not None and run.saves_by_default)
            or (config.output_file is not None and not is_said(config, "save_results"))
        )

    def failed_record_path(self, run: Run) -> str | None:
        """Where the record of a run goes that failed before anything was saved; None if there is to be none.

        Parameters
        ----------
        run : Run
            The run, which has ended.
        """
        if not self._saves_results(run):
            return None
        path = _path_for(self, run.input_name, None, None, None, [])
        return (
            f"{os.path.splitext(path)[0]}.failed{RECORD}"  # which suffix the output would have is not known
        )

    def save_model(
        self,
        model: Any,
        suffix: str | bool | None = None,
        idx: int | None = None,
        output_file: str | None = None,
        force: bool = False,
        *,
        ext: str | None = None,
        **parts: Any,
    ) -> Any:
        """Save a model under the name that the parameters give it, atomically, if results are saved.

        Parameters
        ----------
        model : object
            Anything with ``save(path)``, which may return the path that it wrote; or a list or tuple, of
            which each is saved with its index.
        suffix : str or False, optional
            As in `make_output_path`.
        idx : int, optional
            Index of the model, which stands before the suffix.
        output_file : str, optional
            Path whose base the name begins with; the model is saved in any case then.
        force : bool, optional
            Save the model although results are not saved.
        ext : str, optional
            Suffix of the file; by default the parameter ``output_ext``, or the model's own ``default_ext``.
        **parts
            As in `make_output_path`.

        Returns
        -------
        path : str, list of str, or None
            The file, or the files; None if nothing is saved.

        Raises
        ------
        UsageError
            If the file is an input, or its folder cannot be written to.
        OSError
            If saving fails.
        """
        if not (force or output_file or self.saves_results):
            return None
        if isinstance(model, (list, tuple)) and not can_be_saved(model):
            return [
                self.save_model(each, suffix, index, output_file, True, ext=ext, **parts)
                for index, each in enumerate(model)
                if can_be_saved(each)
            ]
        if output_file is None and self.config.output_use_model:
            output_file = data_name(model)
        path = self.make_output_path(output_file, ext or self._own_ext(model), suffix, idx=idx, **parts)
        path = self.save_as(model, path)
        self.note_output(path)
        return path

    def _own_ext(self, model: Any) -> str | None:
        ext = inherited(self, "output_ext") or getattr(model, "default_ext", None)
        return None if ext is None else str(ext)

    def save_as(self, model: Any, path: str) -> str:
        """Save a model under a name, atomically, but never over an input of the run.

        Parameters
        ----------
        model : object
            Anything with ``save(path)``.
        path : str
            The file.

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
        return _saving()(self, model, path, self._run)

    def command_argument(self, item: Any, name: str) -> str:
        """The text by which a shell command knows an argument; a model is saved for it.

        Parameters
        ----------
        item : object
            The argument.
        name : str
            Name for the file of a model, without suffix.
        """
        if not can_be_saved(item):
            return data_name(item) or str(item)
        ext = self._own_ext(item) or base_and_ext(data_name(item) or "")[1] or "asdf"
        return _saving()(self, item, f"{name}.{ext.removeprefix('.')}", self._run, is_output=False)

    def note_output(self, path: str) -> None:
        """Note a file that the step wrote, for the log and for whoever watches the run."""
        if self._run is not None:
            self._run.add_output(path)
        self.log.info("saved %s", path, extra={"event": "saved"})
        tell("saved", self, path)

    def save_results_of_run(self, result: Any) -> list[str]:
        """Save the result of a run; subclasses may save more.

        Parameters
        ----------
        result : object
            What `process` returned. Of a list, a tuple or a library each model is saved, with its index in
            the name. A bare array, or a table of astropy, is saved with the metadata of the input.

        Returns
        -------
        paths : list of str
            The files.
        """
        from .models.keeping import as_models  # noqa: PLC0415 - no import of the package needs models

        result = as_models(result, () if self._run is None else self._run.arguments, self.class_alias)
        if can_be_saved(result):
            return [self.save_model(result, force=True)]
        if callable(getattr(type(result), "borrow", None)):
            return [self.save_model(model, idx=index, force=True) for index, model in result.each()]
        if isinstance(result, (list, tuple)):
            models = [(index, model) for index, model in enumerate(result) if can_be_saved(model)]
            if models:
                return [self.save_model(model, idx=index, force=True) for index, model in models]
        if result is not None:
            self.log.warning(
                "nothing is saved: the result is a %s, which has no method save", type_name(type(result))
            )
        return []


def inherited(step: Any, name: str) -> Any:
    """A parameter of a step, or else of the pipeline that it belongs to."""
    owner = _owner(step, name)
    return None if owner is None else getattr(owner.config, name)


def _owner(step: Any, name: str) -> Any:
    """The step, or the nearest of the pipelines around it, for which somebody gave the parameter."""
    while step is not None and getattr(step.config, name) is None:
        if name == "output_file" and not step.config.search_output_file:
            return None
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
    if last.layer in _BESIDE_FILE and isinstance(last.location, FileLocation) and os.path.dirname(path):
        return os.path.join(os.path.dirname(last.location.filename), path)
    return path


def _path_for(
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
        If the folder cannot be made, or no file can have such a name.
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
    base, separator = step.remove_suffix(
        base_and_ext(basepath or given or input_name or f"step_{step.name}")[0]
    )
    path = output_path(base, ext or "asdf", suffix, folder, parts, separator)
    if "\0" in path:
        raise UsageError(f"expected the name of an output without null characters, got {path!r}")
    try:
        os.makedirs(os.path.dirname(path) or os.curdir, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder of {path}: {error.strerror or error}") from None
    return path


def _saving() -> Callable[..., str]:
    """What saves a model; with the record it is a quarter of the import, and many steps save nothing."""
    from .saving_with_record import save_with_record  # noqa: PLC0415 - see above

    return save_with_record
