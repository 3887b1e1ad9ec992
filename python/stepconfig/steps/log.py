"""Log handlers for the time of a run: on the loggers that a step class names, and taken off afterwards."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from contextvars import ContextVar, Token
from typing import Any

from ..errors import UsageError
from ..names import nearest

__all__ = [
    "BreakLevelError",
    "LineHandler",
    "LogRules",
    "attached",
    "level_from",
    "logged",
    "rules_from_options",
]

ROOT = "stepconfig"
_WARNINGS = "py.warnings"
STREAMS = ("stderr", "stdout", "null")


class BreakLevelError(RuntimeError):
    """A message of a level at which a log configuration lets the run break off."""


class LineHandler(logging.StreamHandler[Any]):
    """One line a message: time, level, step, text.

    Parameters
    ----------
    stream : file object, optional
        Where the lines go; by default the error output as it is now.
    """

    def __init__(self, stream: Any = None) -> None:
        super().__init__(sys.stderr if stream is None else stream)
        self.setFormatter(LineFormatter())


class LineFormatter(logging.Formatter):
    """Time, level, step and text; a step is called by its own name, other loggers by theirs."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(step)s: %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        record.step = record.name.removeprefix(f"{ROOT}.")
        return super().format(record)


class BreakHandler(logging.Handler):
    """Turns a message into an exception, which is raised where the message is logged."""

    def emit(self, record: logging.LogRecord) -> None:
        raise BreakLevelError(record.getMessage())


class LogRules:
    """What is logged where; handlers are made when a run begins.

    Parameters
    ----------
    outputs : tuple of str
        ``stderr``, ``stdout``, ``null``, ``file:NAME`` for a file that starts afresh, ``append:NAME``.
    level : int
        The lowest level that is logged.
    break_level : int or None
        The level from which a message is raised as an exception.
    format : str or None
        The format of `logging`; by default one line with time, level, step and text.
    loggers : str
        The loggers, as a pattern: ``*`` for all that the step class names.
    """

    __slots__ = ("break_level", "format", "level", "loggers", "outputs")

    def __init__(
        self,
        outputs: tuple[str, ...] = ("stderr",),
        level: int = logging.INFO,
        break_level: int | None = None,
        format: str | None = None,
        loggers: str = "*",
    ) -> None:
        self.outputs = outputs
        self.level = level
        self.break_level = break_level
        self.format = format
        self.loggers = loggers

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LogRules) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        named = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"LogRules({named})"

    def handlers(self) -> list[logging.Handler]:
        """New handlers.

        Raises
        ------
        UsageError
            If a log file cannot be written.
        """
        made: list[logging.Handler] = []
        for output in self.outputs:
            kind, _, name = output.partition(":")
            handler: logging.Handler
            if kind == "null":
                continue
            if kind in ("file", "append"):
                _check_log_file(name)
                mode = "w" if kind == "file" else "a"
                handler = logging.FileHandler(name, mode=mode, encoding="utf-8", delay=True)
                handler.setFormatter(LineFormatter())
            else:
                handler = LineHandler(sys.stdout if kind == "stdout" else sys.stderr)
            if self.format is not None:
                handler.setFormatter(logging.Formatter(self.format))
            handler.setLevel(self.level)
            made.append(handler)
        if self.break_level is not None:  # the last, so that the message stands in the log
            made.append(BreakHandler(self.break_level))
        return made

    def names(self, known: Sequence[str]) -> list[str]:
        """The loggers, of those that a step class names, or the one that is named here."""
        import fnmatch  # noqa: PLC0415 - only log configurations with patterns need it

        found = list(known) if self.loggers == "*" else fnmatch.filter(known, self.loggers)
        is_name = not any(character in self.loggers for character in "*?[")
        return found or ([self.loggers] if is_name else [])


_shown_by: ContextVar[tuple[attached, ...]] = ContextVar("stepconfig_log", default=())
"""The handlers that are for what happens in this context, outermost first."""

_lock = threading.RLock()
_own_levels: dict[str, int] = {}
_wanted: dict[str, list[int]] = {}
_captured: list[attached] = []


def _check_log_file(path: str) -> None:
    """Refuse a log file that could not be written: it is made only when there is something to log."""
    folder = os.path.dirname(path) or os.curdir
    if os.path.isdir(path):
        raise UsageError(f"cannot write the log file {path}: it is a folder")
    if not os.path.isdir(folder):
        raise UsageError(f"cannot write the log file {path}: there is no folder {folder}")
    if not os.access(path if os.path.exists(path) else folder, os.W_OK):
        raise UsageError(f"cannot write the log file {path}: no permission")


class attached:  # noqa: N801 - to be used as a function, in `with`
    """Put handlers on loggers for the ``with`` block; they see what is logged in it, and not other runs.

    Threads that a step starts without its context are seen by the handlers of all runs. The root logger is
    left alone, and afterwards all is as it was.

    Parameters
    ----------
    handlers : iterable of Handler
        The handlers; closed at the end.
    loggers : iterable of str
        The names of the loggers. Of the name "py.warnings", warnings are logged too.
    level : int
        The lowest level that has to reach the handlers.
    is_seen : bool, optional
        Do they show the messages to somebody?
    """

    def __init__(
        self, handlers: Iterable[logging.Handler], loggers: Iterable[str], level: int, is_seen: bool = True
    ) -> None:
        self._handlers = list(handlers)
        self.is_seen = is_seen
        self._loggers = list(dict.fromkeys(loggers))
        self._level = level

    _token: Token[tuple[attached, ...]]

    def __enter__(self) -> None:
        for handler in self._handlers:
            handler.addFilter(self._is_for)
        with _lock:
            for name in self._loggers:
                logger = logging.getLogger(name)
                _own_levels.setdefault(name, logger.level)
                _wanted.setdefault(name, []).append(self._level)
                _set_level(logger)
                for handler in self._handlers:
                    logger.addHandler(handler)
            if _WARNINGS in self._loggers:
                _captured.append(self)
                logging.captureWarnings(True)
        self._token = _shown_by.set((*_shown_by.get(), self))

    def __exit__(self, *raised: object) -> None:
        _shown_by.reset(self._token)
        with _lock:
            for name in self._loggers:
                logger = logging.getLogger(name)
                for handler in self._handlers:
                    logger.removeHandler(handler)
                _wanted[name].remove(self._level)
                _set_level(logger)
                if not _wanted[name]:
                    del _wanted[name], _own_levels[name]
            if self in _captured:
                _captured.remove(self)
                if not _captured:
                    logging.captureWarnings(False)
        for handler in self._handlers:
            handler.removeFilter(self._is_for)
            handler.close()

    def _is_for(self, record: logging.LogRecord) -> bool:
        shown_by = _shown_by.get()
        return not shown_by or self in shown_by


def _set_level(logger: logging.Logger) -> None:
    """The level that lets through what all handlers want, and what passed before."""
    own, wanted = _own_levels[logger.name], _wanted[logger.name]
    level = min([*wanted, own] if own else wanted) if wanted else own
    if logger.level != level:
        logger.setLevel(level)


def logged(step_class: Any, rules: Sequence[LogRules] | None) -> ExitStack:
    """Log what happens in a ``with`` block.

    Parameters
    ----------
    step_class : type
        The step class, which names the loggers.
    rules : sequence of LogRules or None
        What is logged where. None for the usual: INFO and above on the error output, unless somebody logs
        already what happens here.
    """
    stack = ExitStack()
    if rules is None:
        rules = () if any(each.is_seen for each in _shown_by.get()) else (LogRules(),)
    known = step_class.get_stpipe_loggers()
    for each in rules:
        handlers = each.handlers()
        stack.enter_context(attached(handlers, each.names(known), each.level))
    return stack


def level_from(text: Any) -> int:
    """The level that a name or number means.

    Raises
    ------
    UsageError
        If it means none.
    """
    word = str(text).strip().upper()
    names = logging.getLevelNamesMapping()
    if word in names or word.isdigit():
        return names[word] if word in names else int(word)
    close = nearest(word, names)
    hint = f"; did you mean {close[0]}?" if close else f"; it is one of {', '.join(names)}, or a number"
    raise UsageError(f"{text!r} is no log level{hint}")


def rules_from_options(
    level: Any = None, file: str | None = None, stream: str | None = None
) -> list[LogRules] | None:
    """The rules that ``--log-level``, ``--log-file`` and ``--log-stream`` mean; None if none is given.

    Raises
    ------
    UsageError
        If the level or the stream is unknown.
    """
    if level is None and file is None and stream is None:
        return None
    if stream is not None and stream not in STREAMS:
        close = nearest(stream, STREAMS)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise UsageError(f"{stream!r} is no stream for the log; expected {', '.join(STREAMS)}{hint}")
    outputs = (stream or "stderr", *([] if file is None else [f"file:{file}"]))
    return [LogRules(outputs, logging.INFO if level is None else level_from(level))]
