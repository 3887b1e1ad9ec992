"""Reading and writing single fields."""

from __future__ import annotations

from typing import Any

from library import Library, value_at
from shapes import DEEP, LEAF, SCALARS
from timing import Measure, Unrolled, at_depth, prove, quiet, stack_depth

WRITTEN: dict[str, tuple[Any, Any]] = {
    "gain": (2.5, 3.5),
    "order": (5, 6),
    "binSize": (32, 64),
    "label": ("first", "second"),
}
"""A float, an integer in a range, an integer and a text, each with two values to alternate between."""


def read_top(library: Library) -> Measure:
    """Read the fields of one config; proven by reading defaults, then a value that was written."""
    return _read(library.make(LEAF), "")


def read_nested(library: Library) -> Measure:
    """Read the fields of a config through three others; proven like `read_top`."""
    return _read(library.make(DEEP), "inner.part.leaf.")


def _read(config: Any, prefix: str) -> Measure:
    """Measure reads of all scalar fields, written out one after the other in a loop."""
    for field in SCALARS:
        prove(value_at(config, prefix + field.name) == field.default, f"{field.name} is not its default")
    assign = Unrolled([f"config.{prefix}gain = 9.5"])
    assign.elapsed(config, 1)
    prove(value_at(config, prefix + "gain") == 9.5, "a written value is not read back")
    loop = Unrolled([f"config.{prefix}{field.name}" for field in SCALARS])

    def sample(n: int) -> float:
        with quiet():
            return loop.elapsed(config, n)

    return Measure(sample, per=len(loop.statements))


def write(library: Library, depth: int) -> Measure:
    """Write four fields in turn, always another value, from a frame at this depth of the stack.

    Proven by the depth counted there, by the values, by the writing line in the formatted history, and
    after every sample by one history entry more for every write.
    """
    prove(at_depth(depth, stack_depth) == depth, f"the stack is not {depth} deep")
    loop = Unrolled([f"config.{name} = {pair[turn]!r}" for turn in (0, 1) for name, pair in WRITTEN.items()])

    def run(n: int) -> tuple[float, Any]:
        config = library.make(LEAF)
        before = _entries(library, config)
        with quiet():
            elapsed = loop.elapsed(config, n, depth)
        prove(_entries(library, config) == before + 2 * n * library.records, "history entries are missing")
        return elapsed, config

    _, config = run(1)
    for name, (_, last) in WRITTEN.items():
        prove(getattr(config, name) == last, f"{name} was not written")
    if library.records:
        line = f"{loop.filename}:{loop.first_line + len(WRITTEN)}"
        prove(line in config.formatHistory("gain"), "the writing line is not in the history")
    return Measure(lambda n: run(n)[0], per=len(loop.statements), most=500)


def _entries(library: Library, config: Any) -> int:
    """Count the history entries of one of the written fields."""
    return len(config.history["gain"]) if library.records else 0
