"""How a run is shown: bars and marks on a terminal, log lines elsewhere."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
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
from ..steps.log import ROOT, LogRules, attached, logged
from ..steps.run import Event, observing
from .report import console

__all__ = ["watched"]


@contextmanager
def watched(step: Any, rules: Sequence[LogRules] | None = None) -> Iterator[None]:
    """Show what happens in the ``with`` block: live on a terminal, as log lines elsewhere.

    The loggers that the step names have handlers meanwhile; the root logger is left alone.

    Parameters
    ----------
    step : Step
        The step that will run.
    rules : sequence of LogRules, optional
        What is logged where, as the user says. Only what is for the error output from INFO or DEBUG on, as
        usual, is shown live.
    """
    err = console(stderr=True)
    is_live = err.is_terminal and not err.is_dumb_terminal
    shown = [each for each in rules or [LogRules()] if _can_be_live(each)]
    if not is_live or not shown:
        with logged(type(step), [LogRules()] if rules is None else rules):
            yield
        return
    level = min(each.level for each in shown)
    display = _Display(step, err)
    handler = _TerminalHandler(display)
    handler.setLevel(level)
    loggers = [*dict.fromkeys((ROOT, *type(step).get_stpipe_loggers()))]
    with (
        logged(type(step), [_without_stream(each) for each in rules or ()]),
        attached([handler], loggers, level),
        observing(display.show),
        display.progress,
    ):
        yield


def _can_be_live(rules: LogRules) -> bool:
    return "stderr" in rules.outputs and rules.format is None and rules.level < logging.WARNING


def _without_stream(rules: LogRules) -> LogRules:
    """The rest of the rules: files, the other stream, and the level at which a run breaks off."""
    if not _can_be_live(rules):
        return rules
    rest = tuple(each for each in rules.outputs if each != "stderr")
    return LogRules(rest, rules.level, rules.break_level, rules.format, rules.loggers)


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
        if step.parent is self._step and step.name in getattr(self._step, "step_defs", ()):
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
