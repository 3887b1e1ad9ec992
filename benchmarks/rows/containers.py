"""Long lists."""

from __future__ import annotations

from functools import partial
from itertools import repeat
from time import perf_counter_ns
from typing import Any

from library import Library
from shapes import LISTS
from timing import Measure, prove, quiet

LENGTH = 10_000


def assign(library: Library) -> Measure:
    """Assign one of two lists of 10,000 floats in turn; proven by items, history and a refused item."""
    first = [float(n) for n in range(LENGTH)]
    second = [n + 0.5 for n in range(LENGTH)]
    config = library.make(LISTS)
    config.coefficients = first
    config.coefficients = second
    prove(list(config.coefficients) == second, "the list was not assigned")
    second[0] = -1.0
    prove(config.coefficients[0] == 0.5, "the list was not copied")
    second[0] = 0.5
    entries = [list(entry[0]) for entry in config.history["coefficients"]]
    prove(entries[1:] == [first, second], "the history is not the lists")
    try:
        config.coefficients = [*first[:-1], "text"]
    except library.module.FieldValidationError:
        prove(len(config.coefficients) == LENGTH, "a refused list was stored")
    else:
        prove(False, "a text among the floats was not refused")

    def run(config: Any, n: int) -> None:
        for _ in repeat(None, n):
            config.coefficients = first
            config.coefficients = second

    return _sampled(library, run, per=2, most=20)


def append(library: Library) -> Measure:
    """Append to a list of 10,000 floats; proven by the items and a history entry for each.

    What an entry holds differs: the peer's a copy of the list, stepconfig's the edit.
    """
    start = [float(n) for n in range(LENGTH)]
    config = library.make(LISTS)
    config.coefficients = start
    config.coefficients.append(0.25)
    config.coefficients.append(0.75)
    prove(list(config.coefficients) == [*start, 0.25, 0.75], "the items were not appended")
    entries = [entry[0] for entry in config.history["coefficients"]]
    prove(len(entries) == 4 and list(entries[1]) == start, "history entries are missing")
    prove("0.25" in str(entries[2]) and "0.75" in str(entries[3]), "the history does not tell the items")

    def run(config: Any, n: int) -> None:
        for _ in repeat(None, n):
            config.coefficients.append(0.25)

    return _sampled(library, run, per=1, most=200, start=start)


def _sampled(library: Library, run: Any, per: int, most: int, start: list[float] | None = None) -> Measure:
    """Measure edits of one list, on a new config in each sample because the history grows."""

    def sample(n: int) -> float:
        config = library.make(LISTS)
        if start is not None:
            config.coefficients = start
        before = len(config.history["coefficients"])
        edit = partial(run, config, n)
        with quiet():
            began = perf_counter_ns()
            edit()
            elapsed = perf_counter_ns() - began
        prove(len(config.history["coefficients"]) == before + n * per, "history entries are missing")
        return elapsed

    return Measure(sample, per=per, most=most)
