"""How a run is shown: bars and marks on a terminal, log lines elsewhere."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from ..history.location import short_path
from ..steps.run import Event, observing
from .report import console

__all__ = ["watched"]

_ROOT = "stepconfig"


@contextmanager
def watched(step: Any, verbose: bool = False, quiet: bool = False) -> Iterator[None]:
    """Show what happens in the ``with`` block: live on a terminal, as log lines elsewhere.

    The package's own logger has a handler meanwhile; the root logger is left alone.

    Parameters
    ----------
    step : Step
        The step that will run.
    verbose : bool, optional
        Every log message?
    quiet : bool, optional
        Only warnings?
    """
    level = logging.WARNING if quiet else logging.DEBUG if verbose else logging.INFO
    err = console(stderr=True)
    if quiet or not err.is_terminal or err.is_dumb_terminal:
        with _logged(_LineHandler(), level):
            yield
        return
    display = _Display(step, err)
    with _logged(_TerminalHandler(display), level), observing(display.show), display.progress:
        yield


@contextmanager
def _logged(handler: logging.Handler, level: int) -> Iterator[None]:
    """Handle the messages of steps in the ``with`` block; the logger is as before afterwards."""
    logger = logging.getLogger(_ROOT)
    previous = logger.level
    handler.setLevel(level)
    logger.addHandler(handler)
    logger.setLevel(level)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(previous)
        handler.close()


class _LineHandler(logging.StreamHandler[Any]):
    """One line a message: time, level, step, text."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(step)s: %(message)s", "%H:%M:%S"))

    def format(self, record: logging.LogRecord) -> str:
        record.step = record.name.removeprefix(f"{_ROOT}.")
        return super().format(record)


class _TerminalHandler(logging.Handler):
    """Puts messages above the bar; what the display itself shows is left out."""

    def __init__(self, display: _Display) -> None:
        super().__init__()
        self._display = display

    def emit(self, record: logging.LogRecord) -> None:
        if not hasattr(record, "event"):
            self._display.message(self.format(record), record.levelno)


def _inner_names(step: Any, prefix: str = "") -> Iterator[str]:
    """Names of the steps inside a pipeline, those inside of these included."""
    for name in getattr(step, "step_defs", ()):
        yield prefix + name
        yield from _inner_names(getattr(step, name), f"{prefix}{name}.")


class _Display:
    """The steps that are done, one a line, and below them what runs now.

    Parameters
    ----------
    step : Step
        The step that is run.
    err : Console
        The terminal.
    """

    def __init__(self, step: Any, err: Console) -> None:
        self._step = step
        self._total = len(getattr(step, "step_defs", ()))
        self._finished: set[str] = set()
        self._plain = err.options.ascii_only
        columns = (
            SpinnerColumn("line" if self._plain else "dots"),
            TextColumn("{task.description}", markup=False),
            *((BarColumn(bar_width=30, complete_style="cyan"), MofNCompleteColumn()) if self._total else ()),
            TimeElapsedColumn(),
        )
        # What a step prints belongs to the standard output; only where that is the terminal too, it is put
        # above the bar.
        self.progress = Progress(*columns, console=err, transient=True, redirect_stdout=sys.stdout.isatty())
        self._task = self.progress.add_task(step.name, total=self._total or None)
        self._width = max(map(len, _inner_names(step)), default=0)

    def message(self, text: str, level: int) -> None:
        """Show a log message of a step."""
        style = "red" if level >= logging.ERROR else "yellow" if level >= logging.WARNING else "dim"
        word = f"{logging.getLevelName(level).lower()}: " if level >= logging.WARNING else ""
        self._print(Text(f"    {word}{text}", style=style))

    def show(self, event: Event) -> None:
        """Show something that happened."""
        step = event.step
        if event.kind == "start":
            self.progress.update(self._task, description=self._name(step))
        elif event.kind == "saved":
            self._line("saved", "green", step, short_path(event.detail))
        elif event.kind == "skipped":
            self._finish(step)
            self._line("-", "yellow", step, f"skipped, as set at {event.detail}")
        elif event.kind == "done":
            self._finish(step)
            self._line("done", "green", step, f"{event.seconds:.2f} s")
        elif event.kind == "failed":
            self._line("failed", "red", step, f"after {event.seconds:.2f} s")

    def _name(self, step: Any) -> str:
        """The step's name under those of the pipelines inside the one that is run."""
        if step is self._step:
            return str(step.name)
        return str(step.qualified_name.removeprefix(f"{self._step.qualified_name}."))

    def _finish(self, step: Any) -> None:
        if step.parent is self._step and step is not self._step:
            self._finished.add(step.name)
            self.progress.update(self._task, completed=len(self._finished))

    def _line(self, word: str, style: str, step: Any, text: str) -> None:
        mark = word if self._plain else {"done": "✓", "failed": "✗", "saved": "→", "-": "–"}.get(word, word)
        name = "" if word == "saved" else f"{self._name(step):<{self._width}}  "
        indent = "  " if step is self._step and word != "saved" else "    "
        self._print(
            Text.assemble(indent[2:], (mark, style), " ", name, (text, "dim" if word == "done" else ""))
        )

    def _print(self, text: Text) -> None:
        self.progress.console.print(text, soft_wrap=True)
