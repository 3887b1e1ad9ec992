"""Python override files."""

from __future__ import annotations

from library import Library, owner_of, prove_values
from shapes import THOUSAND, TREES
from timing import Measure, fresh, prove, repeated


def load(library: Library, lines: int) -> Measure:
    """Load an override file into a new tree of as many fields as lines, at most 1,000.

    Beyond that the lines go round the fields again, with other values. Proven by the value of every field,
    and by the file's own line in the history of the one that was set last.
    """
    shape = TREES[min(lines, 1000)]
    text, values = shape.overrides(lines)
    path = library.folder / f"load_{lines}.py"
    path.write_text(text)
    prove(text.count("\n") == lines and len(values) == min(lines, 1000), "the file has another length")
    config = library.make(shape)
    config.load(str(path))
    prove_values(config, values)
    last = text.splitlines()[-1].removeprefix("config.").partition(" = ")[0]
    owner, name = owner_of(config, last)
    prove(f"{path.name}:{lines}" in owner.formatHistory(name), "the file's line is not in the history")
    prove(len(owner.history[name]) == 1 + max(1, lines // 1000), "history entries are missing")
    name = str(path)
    return fresh(lambda: library.make(shape), lambda config: config.load(name), most=max(1, 20000 // lines))


def save(library: Library) -> Measure:
    """Save a thousand overridden fields to a string; proven by the line of every field."""
    config, values = library.overridden(THOUSAND, 1000)
    lines = set(config.saveToString().splitlines())
    for path, value in values.items():
        prove(f"config.{path}={value!r}" in lines, f"{path} is not in the saved text")
    return repeated(config.saveToString)


def round_trip(library: Library) -> Measure:
    """Save a thousand overridden fields, load them into a new tree, compare; proven by every value."""
    config, values = library.overridden(THOUSAND, 1000)
    make = library.class_of(THOUSAND)

    def run() -> bool:
        other = make()
        other.loadFromString(config.saveToString())
        return bool(config.compare(other))

    other = make()
    prove(not config.compare(other), "a config of defaults compares equal to an overridden one")
    other.loadFromString(config.saveToString())
    prove_values(other, values)
    prove(run(), "the config that came back is not equal")
    return repeated(run)
