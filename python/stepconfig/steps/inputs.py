"""What a step is run on: where its inputs are, which of them gives the outputs their names."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from ..errors import UsageError
from .attributes import DerivedParameter, ParameterAttributes
from .models import open_model
from .naming import data_name, expanded
from .run import Run

__all__ = ["Inputs"]


class Inputs(ParameterAttributes):
    """The part of a step that knows its inputs."""

    def _input_dir(self) -> str:
        """The folder of inputs that are given by name only: a parameter, or that of the run's first input."""
        found = self.search_attr("input_dir", from_config=True)
        if found is not None:
            return expanded(found)
        name = self._input_name
        return os.path.dirname(name) if name else ""

    @property
    def _input_name(self) -> str | None:
        """The name of the input of the run, or of that of the pipeline if the step itself does not run."""
        run = self._surrounding_run()
        return None if run is None else run.input_name

    def _surrounding_run(self) -> Run | None:
        run, step = self._run, self.parent
        while run is None and step is not None:
            run, step = step._run, step.parent
        return run

    def _set_input_dir(self, value: str | None) -> None:
        raise AssertionError(value)  # parameters are set by __setattr__

    input_dir = DerivedParameter(_input_dir, _set_input_dir)

    def search_attr(
        self, attribute: str, default: Any = None, parent_first: bool = False, *, from_config: bool = False
    ) -> Any:
        """The value of an attribute of the step, or else of the pipelines that it belongs to.

        Parameters
        ----------
        attribute : str
            The name.
        default : object, optional
            What comes back if none of them has it, or all have None.
        parent_first : bool, optional
            Is the pipeline asked first?
        from_config : bool, optional
            Is it a parameter, of which only the given value counts?
        """
        own = getattr(self.config if from_config else self, attribute, None)
        if parent_first or own is None:
            parent = self.parent
            found = (
                None
                if parent is None
                else parent.search_attr(attribute, None, parent_first, from_config=from_config)
            )
            own = found if found is not None else own
        return default if own is None else own

    def make_input_path(self, file_path: Any) -> Any:
        """The path of an input: one without a folder is in ``input_dir``.

        Parameters
        ----------
        file_path : str, path or object
            The name; what is no name comes back as it is.
        """
        if not isinstance(file_path, (str, os.PathLike)):
            return file_path
        path = expanded(os.fsdecode(os.fspath(file_path)))
        return path if os.path.dirname(path) else os.path.join(self._input_dir(), path)

    def missing_input(self, arguments: Sequence[Any], error: BaseException | None) -> str | None:
        """The input that is not there, if that is what an error says; None if it says something else.

        Parameters
        ----------
        arguments : sequence
            What the step is run on.
        error : Exception or None
            The error.
        """
        name = error.filename if isinstance(error, FileNotFoundError) else None
        if not isinstance(name, (str, os.PathLike)):
            return None
        for each in arguments:
            path = self.make_input_path(each)
            is_it = isinstance(path, str) and os.path.abspath(path) == os.path.abspath(name)
            if is_it and not os.path.lexists(path):
                return str(path)
        return None

    def set_primary_input(self, obj: Any, exclusive: bool = True) -> None:
        """Say which input gives the outputs of the run their names.

        Parameters
        ----------
        obj : str, path, model or sequence
            The input.
        exclusive : bool, optional
            Only if no input has done so yet.

        Raises
        ------
        UsageError
            If the step does not run: what an instance is run on is for each run to say.
        """
        run = self._surrounding_run()
        if run is None:
            raise UsageError(
                f"{self.qualified_name}.set_primary_input is for the time of a run, in process for instance"
            )
        name = data_name(obj)
        if name is not None and not (exclusive and run.input_name):
            while run.parent is not None:
                run = run.parent
            run.primary_input = name

    def open_model(self, init: Any, **keywords: Any) -> Any:
        """Open an input; a name without a folder is in ``input_dir``.

        Parameters
        ----------
        init : str, path or model
            The name of a file; a model comes back as it is.
        **keywords
            For classes that open models in their own way, as those of stpipe do with ``_datamodels_open``.
        """
        path = self.make_input_path(init)
        opener = getattr(self, "_datamodels_open", None)
        return open_model(path, **keywords) if opener is None else opener(path, **keywords)
