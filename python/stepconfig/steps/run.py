"""What is derived for one run of a step: the config is never edited for it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from .naming import data_name, data_names

__all__ = ["Event", "Run", "observing", "tell"]


@dataclass(slots=True)
class Run:
    """One run of a step.

    Parameters
    ----------
    step : Step
        The step that runs.
    parent : Run or None
        The run of the pipeline that it belongs to.
    arguments : tuple
        What was given to ``run``.
    save_by_default : bool
        Are results saved although no parameter says so, as for an input on the command line?

    Attributes
    ----------
    outputs : list of str
        The files that were saved, those of sub-steps included.
    reference_files : dict of str to str
        The reference file that was used last of each type, those of sub-steps included: its path, ``N/A``, or
        the handle of a model that was given in its place.
    started : float
        When the run began, in seconds of a clock that only goes forward.
    """

    step: Any
    parent: Run | None
    arguments: tuple[Any, ...]
    save_by_default: bool = False
    outputs: list[str] = field(default_factory=list)
    reference_files: dict[str, str] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)

    @property
    def input_name(self) -> str | None:
        """The name of the first input: the pipeline's names the outputs of all its steps."""
        outer = None if self.parent is None else self.parent.input_name
        if outer is not None:
            return outer
        return data_name(self.arguments[0]) if self.arguments else None

    @property
    def seconds(self) -> float:
        """How long the run has taken so far."""
        return time.perf_counter() - self.started

    def is_input(self, path: str) -> bool:
        """Is the file one of those that the outermost run was given?"""
        if self.parent is not None:
            return self.parent.is_input(path)
        return os.path.exists(path) and any(
            os.path.exists(name) and os.path.samefile(name, path) for name in data_names(self.arguments)
        )

    def add_output(self, path: str) -> None:
        """Note a saved file, here and for the pipeline."""
        self.outputs.append(path)
        if self.parent is not None:
            self.parent.add_output(path)

    def add_reference(self, reference_type: str, path: str) -> None:
        """Note a reference file that is used, here and for the pipeline."""
        self.reference_files[reference_type] = path
        if self.parent is not None:
            self.parent.add_reference(reference_type, path)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a run, for whoever watches.

    Parameters
    ----------
    kind : str
        ``start``, ``done``, ``skipped``, ``saved`` or ``failed``.
    step : Step
        The step.
    detail : str, optional
        The saved file, who said that the step is skipped, or what went wrong.
    seconds : float, optional
        How long the step took.
    """

    kind: str
    step: Any
    detail: str = ""
    seconds: float = 0.0


_observer: ContextVar[Callable[[Event], None] | None] = ContextVar("stepconfig_observer", default=None)


@contextmanager
def observing(observer: Callable[[Event], None]) -> Iterator[None]:
    """Tell ``observer`` of everything that happens in runs inside the ``with`` block."""
    token = _observer.set(observer)
    try:
        yield
    finally:
        _observer.reset(token)


def tell(event: Event) -> None:
    """Tell whoever watches."""
    observer = _observer.get()
    if observer is not None:
        observer(event)
