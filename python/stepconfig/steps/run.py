"""What is derived for one run of a step: the config is never edited for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from ..files import is_among
from .naming import data_name, data_names
from .run_parameters import end_changes

__all__ = [
    "IN_STEP",
    "Event",
    "Run",
    "at_end",
    "current_run",
    "entered",
    "failed_step",
    "keeping",
    "kept_files",
    "observing",
    "run_ended",
    "tell",
]


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
    saves_by_default : bool, optional
        Are results saved although no parameter says so, as for an input on the command line?
    enclosing : Run or None, optional
        The run in which this one was begun: that of the pipeline, or of a step whose code runs another.
    config : Config, optional
        The parameters of the run: those of the step when it began, frozen.

    Attributes
    ----------
    children : list of Run
        The runs that were begun in this one, hooks included, in their order.
    outputs : list of str
        The files that were saved, those of the runs inside included.
    reference_files : dict of (str, str) to None
        Type and name of each reference file that was used, in that order, those of runs inside included: its
        path, ``N/A``, or the handle of a model that was given in its place.
    inputs : list of str
        The names that the inputs had when the run began, those of members of associations included; empty
        for a step of a pipeline that runs.
    first_input : str or None
        The name of the first one.
    changed : list of (Step, Config)
        The steps whose parameters the code of this one has changed for the run, with those that they have.
    skipped_by : str or None
        Who said that the step is skipped: a place in a file, an argument, a line of code.
    error : BaseException or None
        What was raised.
    primary_input : str or None
        The name that `Step.set_primary_input` gave.
    log_records : list of str
        The messages, where a class has a formatter for them.
    recording : Recording or None
        What its records will say, from the first output on; of the outermost run only.
    began, ended : float
        When the run began and ended, in seconds since 1970; ``ended`` is 0 while it runs.
    started : float
        When it began, in seconds of a clock that only goes forward.
    """

    __slots__ = (
        "arguments",
        "began",
        "changed",
        "children",
        "config",
        "enclosing",
        "ended",
        "error",
        "first_input",
        "inputs",
        "log_records",
        "outputs",
        "parent",
        "primary_input",
        "recording",
        "reference_files",
        "saves_by_default",
        "skipped_by",
        "started",
        "step",
    )

    def __init__(
        self,
        step: Any,
        parent: Run | None,
        arguments: tuple[Any, ...],
        saves_by_default: bool = False,
        enclosing: Run | None = None,
        config: Any = None,
    ) -> None:
        self.step = step
        self.parent = parent
        self.arguments = arguments
        self.saves_by_default = saves_by_default
        self.enclosing = enclosing
        self.config = config
        self.children: list[Run] = []
        self.outputs: list[str] = []
        self.reference_files: dict[tuple[str, str], None] = {}
        # Once: models learn other names when they are saved.
        self.inputs: list[str] = _input_names(arguments) if parent is None else []
        self.first_input = data_name(arguments[0]) if arguments else None
        self.changed: list[tuple[Any, Any]] = []
        self.skipped_by: str | None = None
        self.error: BaseException | None = None
        self.primary_input: str | None = None
        self.log_records: list[str] = []
        self.recording: Any = None
        self.began = time.time()
        self.ended = 0.0
        self.started = time.perf_counter()

    @property
    def is_outermost(self) -> bool:
        """Is it no part of another run?"""
        return self.enclosing is None

    @property
    def outermost(self) -> Run:
        """The run that nothing encloses."""
        run = self
        while run.enclosing is not None:
            run = run.enclosing
        return run

    @property
    def input_name(self) -> str | None:
        """The name of the first input: the pipeline's names the outputs of all its steps."""
        outer = None if self.parent is None else self.parent.input_name
        if outer is not None or self.primary_input is not None:
            return outer or self.primary_input
        return self.first_input

    @property
    def skipped(self) -> list[Run]:
        """The runs, this and those inside, whose steps were skipped."""
        own = [self] if self.skipped_by is not None else []
        return own + [run for child in self.children for run in child.skipped]

    @property
    def seconds(self) -> float:
        """How long the run has taken so far."""
        return time.perf_counter() - self.started

    def is_input(self, path: str) -> bool:
        """Is the file one of those that the run, or one around it, was given?"""
        around = {id(run): run for run in (self.parent, self.enclosing) if run is not None}
        return any(run.is_input(path) for run in around.values()) or is_among(path, self.inputs)

    def add_output(self, path: str) -> None:
        """Note a saved file, here and for the runs around."""
        run: Run | None = self
        while run is not None:
            run.outputs.append(path)
            run = run.enclosing

    def add_reference(self, reference_type: str, path: str) -> None:
        """Note a reference file that is used, here and for the runs around."""
        run: Run | None = self
        while run is not None:
            run.reference_files[reference_type, path] = None
            run = run.enclosing


def _input_names(arguments: tuple[Any, ...]) -> list[str]:
    """The file names of the inputs; the path of an association is followed by those of its members."""
    names = list(data_names(arguments))
    if not any(name.lower().endswith(".json") for name in names):
        return names
    from .association import with_members  # noqa: PLC0415 - most runs are given none

    return list(dict.fromkeys(with_members(names)))


_current: ContextVar[Run | None] = ContextVar("stepconfig_run", default=None)


def current_run() -> Run | None:
    """The innermost run of this thread, or of whatever has a context of its own."""
    return _current.get()


class entered:  # noqa: N801 - to be used as a function, in `with`
    """Make a run the innermost one for the ``with`` block, and end it.

    Parameters
    ----------
    run : Run
        The run. Its step knows it meanwhile, for threads that the step starts itself.
    """

    __slots__ = ("_run", "_token")

    def __init__(self, run: Run) -> None:
        self._run = run

    def __enter__(self) -> Run:
        run = self._run
        if run.enclosing is not None:
            run.enclosing.children.append(run)
        run.step.__dict__.setdefault("_runs", []).append(run)
        self._token = _current.set(run)
        return run

    def __exit__(self, kind: Any, error: BaseException | None, traceback: Any) -> None:
        run = self._run
        _current.reset(self._token)
        run.step.__dict__["_runs"].remove(run)
        run.error = error
        run.ended = time.time()
        if run.changed:
            end_changes(run)


_kept: ContextVar[tuple[str, ...]] = ContextVar("stepconfig_kept", default=())


@contextmanager
def keeping(files: Iterable[str]) -> Iterator[None]:
    """Let no output take the place of these files in the ``with`` block.

    Parameters
    ----------
    files : iterable of str
        The files, which may come into being in the block.
    """
    token = _kept.set((*_kept.get(), *files))
    try:
        yield
    finally:
        _kept.reset(token)


def kept_files() -> tuple[str, ...]:
    """The files whose place no output may take."""
    return _kept.get()


at_end: list[Callable[[Run], None]] = []
"""Called with each outermost run when it has ended, failed ones included."""


def run_ended(run: Run) -> None:
    """Tell whoever wants to know that an outermost run has ended.

    Parameters
    ----------
    run : Run
        The run.
    """
    for callback in at_end:
        callback(run)


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

    __slots__ = ("detail", "kind", "seconds", "step")

    def __init__(self, kind: str, step: Any, detail: str = "", seconds: float = 0.0) -> None:
        self.kind = kind
        self.step = step
        self.detail = detail
        self.seconds = seconds


_observer: ContextVar[Callable[[Event], None] | None] = ContextVar("stepconfig_observer", default=None)


@contextmanager
def observing(observer: Callable[[Event], None]) -> Iterator[None]:
    """Tell ``observer`` of everything that happens in runs inside the ``with`` block."""
    token = _observer.set(observer)
    try:
        yield
    finally:
        _observer.reset(token)


def tell(kind: str, step: Any, detail: str = "", seconds: float = 0.0) -> None:
    """Tell whoever watches; the arguments are those of `Event`."""
    observer = _observer.get()
    if observer is not None:
        observer(Event(kind, step, detail, seconds))


IN_STEP = "in the step "
"""How the note in an error begins that says in which step it was raised."""


def failed_step(error: BaseException) -> str | None:
    """The qualified name of the step in which an error was raised; None if it was in none."""
    for note in getattr(error, "__notes__", ()):
        if note.startswith(IN_STEP):
            return str(note.removeprefix(IN_STEP))
    return None
