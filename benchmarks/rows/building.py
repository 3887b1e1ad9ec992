"""Defining classes and making objects."""

from __future__ import annotations

from typing import Any

from library import Library, prove_values
from shapes import LEAF, TREES, WIDE, Shape
from timing import Measure, prove, repeated


def define(library: Library) -> Measure:
    """Execute the (compiled) source of a class of twenty fields; proven by an object of the new class."""
    code = compile(library.source_of(LEAF), "class_definition.py", "exec")

    def run() -> Any:
        space = {"pexConfig": library.module, "__name__": library.classes.__name__}
        exec(code, space)
        return space[LEAF.name]

    first, second = run(), run()
    prove(first is not second, "no new class was defined")
    prove_values(second(), {field.name: field.default for field in LEAF.fields})
    measure = repeated(run)
    measure.most = 200
    return measure


def construct_tree(library: Library, size: int) -> Measure:
    """Make a tree of configs and read every field of it."""
    return _construct(library, TREES[size], size)


def construct_wide(library: Library) -> Measure:
    """Make one config of 200 fields and read every one."""
    return _construct(library, WIDE, 200)


def _construct(library: Library, shape: Shape, size: int) -> Measure:
    """Measure making and reading; proven by the count, by every default and by independent objects."""
    make = library.class_of(shape)
    config, other = make(), make()
    paths = dict(shape.paths())
    prove(len(paths) == size == shape.read(config), f"not {size} fields were read")
    prove_values(config, {path: field.default for path, field in paths.items()})
    changes = {path: field.value(0) for path, field in paths.items()}
    exec("".join(f"config.{path} = {value!r}\n" for path, value in changes.items()), {"config": config})
    prove_values(config, changes)
    prove_values(other, {path: field.default for path, field in paths.items()})
    return repeated(lambda: shape.read(make()))
