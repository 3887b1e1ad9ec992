"""Memory, and the history as text."""

from __future__ import annotations

from functools import partial
from typing import Any

from library import Library
from shapes import LEAF, THOUSAND
from timing import Measure, Unrolled, at_depth, prove, repeated, traced_bytes

DEPTH = 10
"""Depth of the stack at which configs are made and written: a small script's."""

VALUES = [1000.0 + 0.5 * n for n in range(2000)]
"""Made beforehand, so that they do not count as memory of the library's."""


def field_bytes(library: Library) -> Measure:
    """Memory of trees of 1,000 fields that were all read; proven by the number of fields read."""
    make = library.class_of(THOUSAND)

    def build(n: int) -> list[Any]:
        trees = [make() for _ in range(n)]
        prove(sum(map(THOUSAND.read, trees)) == 1000 * n, "not every field was read")
        return trees

    def sample(n: int) -> float:
        return traced_bytes(partial(at_depth, DEPTH, partial(build, n)))

    build(1)
    return Measure(sample, per=1000, most=5, repeats=5)


def entry_bytes(library: Library) -> Measure:
    """Memory of 2,000 history entries, written by as many lines; proven by the entries' values."""
    writes = Unrolled([f"config.gain = values[{n}]" for n in range(len(VALUES))], values=VALUES)

    def build(n: int) -> list[Any]:
        configs = [library.make(LEAF) for _ in range(n)]
        for config in configs:
            writes.elapsed(config, 1, DEPTH)
        return configs

    config = build(1)[0]
    entries = [entry[0] for entry in config.history["gain"]]
    prove(entries == [LEAF.fields[0].default, *VALUES], "entries are missing")

    def sample(n: int) -> float:
        return traced_bytes(partial(build, n)) - traced_bytes(lambda: [library.make(LEAF) for _ in range(n)])

    return Measure(sample, per=len(VALUES), most=1)


def format_history(library: Library, entries: int) -> Measure:
    """Format a history: the default, and the lines of an override file, one less than the entries.

    Proven by every value, in the order of the entries, and by every line of the file.
    """
    path = library.folder / f"history_{entries}.py"
    path.write_text("".join(f"config.gain = {value!r}\n" for value in VALUES[: entries - 1]))
    config = at_depth(DEPTH, partial(library.make, LEAF))
    at_depth(DEPTH, partial(config.load, str(path)))
    prove(len(config.history["gain"]) == entries, "history entries are missing")
    text, position = config.formatHistory("gain"), 0
    for value in [LEAF.fields[0].default, *VALUES[: entries - 1]]:
        position = text.find(str(value), position)
        prove(position >= 0, f"{value!r} is not in the formatted history, or in another order")
    for line in range(1, entries):
        prove(f"{path.name}:{line}" in text, f"line {line} is not in the formatted history")
    return repeated(lambda: config.formatHistory("gain"))
