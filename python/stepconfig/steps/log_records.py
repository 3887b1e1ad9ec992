"""Keeping the messages of a run as text, for classes that have a formatter for them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from .log import attached

__all__ = ["recording"]

_records: ContextVar[list[str] | None] = ContextVar("stepconfig_log_records", default=None)


class _RecordHandler(logging.Handler):
    def __init__(self, texts: list[str], formatter: logging.Formatter) -> None:
        super().__init__(logging.INFO)
        self._texts = texts
        self.setFormatter(formatter)

    def emit(self, record: logging.LogRecord) -> None:
        self._texts.append(self.format(record))


@contextmanager
def recording(step_class: Any) -> Iterator[list[str] | None]:
    """Keep the messages of the ``with`` block, those of runs in it included.

    Parameters
    ----------
    step_class : type
        The class, whose ``_log_records_formatter`` writes them. Without one, nothing is kept.

    Yields
    ------
    texts : list of str or None
        The messages so far.
    """
    formatter = step_class._log_records_formatter
    texts = _records.get()
    if formatter is None or texts is not None:
        yield texts
        return
    texts = []
    token = _records.set(texts)
    try:
        handler = _RecordHandler(texts, formatter)
        loggers = step_class.get_stpipe_loggers()
        with attached([handler], loggers, logging.INFO, is_seen=False):
            yield texts
    finally:
        _records.reset(token)
