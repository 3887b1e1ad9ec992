"""How an operation is timed: the same clock, collector state and stack for every library."""

from __future__ import annotations

import _thread
import gc
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from time import perf_counter_ns
from types import FrameType
from typing import Any

LONG_ENOUGH = 20_000_000
"""Length to which a sample is calibrated (ns)."""


class ProofError(AssertionError):
    """The work that a row claims to measure was not done."""


def prove(condition: object, message: str) -> None:
    """Raise `ProofError` unless the condition holds; unlike ``assert`` it cannot be switched off."""
    if not condition:
        raise ProofError(message)


@dataclass
class Measure:
    """A proven operation, ready to be sampled.

    Parameters
    ----------
    sample : callable
        Does ``n`` repeats and returns what they took together (ns or bytes).
    per : int
        Operations in one repeat.
    most : int
        Largest number of repeats in a sample, where each repeat needs memory.
    repeats : int
        Number of repeats in a sample; `calibrate` sets it.
    """

    sample: Callable[[int], float]
    per: int = 1
    most: int = 1_000_000
    repeats: int = 1

    def calibrate(self) -> None:
        """Raise the number of repeats until a sample takes `LONG_ENOUGH`; also warms everything up."""
        while (elapsed := self.sample(self.repeats)) < LONG_ENOUGH and self.repeats < self.most:
            factor = min(10.0, max(2.0, LONG_ENOUGH / max(elapsed, 1)))
            self.repeats = min(self.most, int(self.repeats * factor))

    def value(self) -> float:
        """Take one sample and return the cost of one operation (ns or bytes)."""
        return self.sample(self.repeats) / (self.repeats * self.per)


@contextmanager
def quiet() -> Iterator[None]:
    """Empty the collector and switch it off while a sample is taken, as `timeit` does."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def repeated(call: Callable[[], object]) -> Measure:
    """Measure an operation that can be done again and again on the same objects."""

    def sample(n: int) -> float:
        with quiet():
            start = perf_counter_ns()
            for _ in repeat(None, n):
                call()
            return perf_counter_ns() - start

    return Measure(sample)


def fresh(prepare: Callable[[], Any], call: Callable[[Any], object], most: int) -> Measure:
    """Measure an operation that needs a new object each time; making the objects is not timed."""

    def sample(n: int) -> float:
        objects = [prepare() for _ in range(n)]
        with quiet():
            start = perf_counter_ns()
            for item in objects:
                call(item)
            return perf_counter_ns() - start

    return Measure(sample, most=most)


class Unrolled:
    """A loop over statements that are written out one after the other and refer to ``config``.

    Parameters
    ----------
    statements : list [str]
        The body of the loop, one statement a line.
    **names : object
        Other names that the statements refer to.

    Notes
    -----
    Every loop has code of its own, so no library warms the inline caches of another.
    """

    first_line = 4
    """The line of the first statement."""

    filename = "unrolled_loop.py"

    def __init__(self, statements: list[str], **names: object) -> None:
        self.statements = statements
        self._names = names
        self._body = self._compile(statements)
        self._empty = self._compile(["pass"])

    def _compile(self, statements: list[str]) -> Callable[..., int]:
        text = "def loop(config, turns, clock):\n    start = clock()\n    for _ in turns:\n"
        text += "".join(f"        {statement}\n" for statement in statements)
        space: dict[str, Any] = dict(self._names)
        exec(compile(text + "    return clock() - start\n", self.filename, "exec"), space)
        loop: Callable[..., int] = space["loop"]
        return loop

    def elapsed(self, config: Any, n: int, depth: int = 0) -> int:
        """Return the time of ``n`` turns less that of an empty loop (ns), run at a depth of the stack."""
        body = partial(self._body, config, repeat(None, n), perf_counter_ns)
        full: int = at_depth(depth, body) if depth else body()
        return full - self._empty(config, repeat(None, n), perf_counter_ns)


def at_depth(depth: int, call: Callable[[], Any]) -> Any:
    """Call a function on a new stack, so that its frame is exactly the ``depth``-th.

    Parameters
    ----------
    depth : int
        Number of Python frames from the bottom of the stack, the one of ``call`` included; 2 or more.
    call : callable
        The function; wrap it with `functools.partial`, which has no frame of its own.

    Returns
    -------
    result : object
        What the function returned.

    Notes
    -----
    The thread is a raw one: `threading.Thread` has three frames of its own at the bottom.
    """
    outcome: list[Any] = []
    failure: list[BaseException] = []
    finished = _thread.allocate_lock()

    def first() -> None:
        try:
            outcome.append(call() if depth == 2 else _descend(depth - 3, call))
        except BaseException as error:
            failure.append(error)
        finally:
            finished.release()

    finished.acquire()
    _thread.start_new_thread(first, ())
    finished.acquire()
    if failure:
        raise failure[0]
    return outcome[0]


def _descend(levels: int, call: Callable[[], Any]) -> Any:
    """Call a function from so many more frames of this one."""
    return call() if levels == 0 else _descend(levels - 1, call)


def stack_depth() -> int:
    """Count the Python frames from the bottom of the stack to this function, its own included."""
    depth = 0
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    return depth


def traced_bytes(build: Callable[[], object]) -> int:
    """Return the memory (bytes) that is still held after ``build()`` while its result is alive."""
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        held = build()
        gc.collect()
        after = tracemalloc.get_traced_memory()[0]
        del held
        return after - before
    finally:
        tracemalloc.stop()
