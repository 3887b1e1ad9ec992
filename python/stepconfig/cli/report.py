"""What the commands show: errors, tables of parameters, progress."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.logging import RichHandler
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from ..config.walk import leaves
from ..errors import ConfigError
from ..fields.text import literal
from ..names import type_name
from ..steps.run import Event, observing

__all__ = ["changes_table", "guarded", "parameters_table", "watched"]


def console(stderr: bool = False) -> Console:
    """A console that colours on a terminal only, and is as wide as a page where there is none."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else 120
    return Console(stderr=stderr, width=width, highlight=False, soft_wrap=False)


def guarded(main: Callable[[], int], debug: bool) -> int:
    """Run a command and give its exit code; what goes wrong is one message on stderr.

    Parameters
    ----------
    main : callable
        The command.
    debug : bool
        Let errors through, with their traceback?

    Returns
    -------
    code : int
        0 done, 1 the step failed, 2 usage or configuration, 130 interrupted; or the exception's own
        ``exit_code``.
    """
    try:
        return main()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except ConfigError as error:
        if debug:
            raise
        print(f"error: {error}", file=sys.stderr)
        return 2
    except Exception as error:
        if debug:
            raise
        text = str(error) or "no message"
        print(f"error: the step failed: {type(error).__name__}: {text}", file=sys.stderr)
        print("  (--debug shows where)", file=sys.stderr)
        return int(getattr(error, "exit_code", 1))


def changes_table(config: Any) -> Table:
    """The parameters that differ from their declared defaults, and who set each.

    Parameters
    ----------
    config : Config
        The config.

    Returns
    -------
    table : rich.table.Table
        A row per parameter.
    """
    table = Table(
        title="Parameters that differ from their defaults", title_justify="left", title_style="bold"
    )
    table.add_column("parameter", style="bold", no_wrap=True)
    table.add_column("value", style="cyan", overflow="fold")
    table.add_column("default", overflow="fold")
    table.add_column("set by", style="magenta", no_wrap=True)
    table.add_column("where", style="green", overflow="fold")
    for path, owner, field, name in leaves(config):
        entries = owner.history[name]
        value = field.plain(getattr(owner, name))
        default = entries[0].value
        if value == default or (value != value and default != default):
            continue
        unit = f" {field.unit}" if field.unit else ""
        last = entries[-1]
        where = last.location.content if not last.location.filename else str(last.location)
        table.add_row(*map(Text, (path, literal(value) + unit, literal(default) + unit, last.layer, where)))
    return table


def parameters_table(config_class: Any, prefix: str = "--") -> Table:
    """Every parameter of a Config class, for ``--help``."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    _add_parameters(table, config_class, prefix)
    return table


def _add_parameters(table: Table, config_class: Any, prefix: str) -> None:
    for name, field in config_class._fields.items():
        if field.holds_configs:
            _add_parameters(table, field.dtype, f"{prefix}{name}.")
            continue
        words = f"{field.describe_type()}, default {field.describe_default()}"
        choices = "".join(f"\n  {choice}: {doc}" for choice, doc in field.describe_choices())
        table.add_row(Text(f"  {prefix}{name}"), Text(f"{' '.join(field.doc.split())} [{words}]{choices}"))


@contextmanager
def watched(step: Any, verbose: bool, quiet: bool) -> Iterator[None]:
    """Show the progress of a run: bars on a terminal, log lines elsewhere.

    Parameters
    ----------
    step : Step
        The step that will run.
    verbose : bool
        Every log message?
    quiet : bool
        Only warnings?
    """
    err = console(stderr=True)
    logger = logging.getLogger("stepconfig")
    previous = logger.level
    bars = err.is_terminal and not quiet
    level = logging.DEBUG if verbose else logging.WARNING if quiet or bars else logging.INFO
    handler: logging.Handler
    if bars:
        handler = RichHandler(console=err, show_path=False, rich_tracebacks=False)
        handler.setFormatter(logging.Formatter("%(message)s"))
    else:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
    handler.setLevel(level)
    logger.addHandler(handler)
    logger.setLevel(min(level, logging.INFO))
    try:
        if bars:
            with _progress(step, err):
                yield
        else:
            yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(previous)


@contextmanager
def _progress(step: Any, err: Console) -> Iterator[None]:
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    total = max(1, len(getattr(step, "step_defs", ())))
    with Progress(*columns, console=err) as progress:
        task = progress.add_task(step.name, total=total)

        def show(event: Event) -> None:
            name = event.step.qualified_name
            if event.kind == "start":
                progress.update(task, description=name)
            elif event.kind == "saved":
                progress.console.print(Text(f"  saved {event.detail}", style="green"))
            elif event.step is step:
                progress.update(task, completed=total, description=step.name)
            else:
                mark = "passed over" if event.kind == "skipped" else f"{event.seconds:6.2f} s"
                progress.console.print(Text(f"  {name:<32} {mark}"))
                if event.step.parent is step:
                    progress.advance(task)

        with observing(show):
            yield


def class_title(step_class: Any) -> str:
    """Full name of a step class and the first sentence of its doc."""
    doc = " ".join((step_class.__doc__ or "").strip().split("\n\n")[0].split())
    return f"{type_name(step_class)}: {doc}" if doc else type_name(step_class)
