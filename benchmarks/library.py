"""A library under measurement, reached through the one interface that all of them share."""

from __future__ import annotations

import importlib
import importlib.metadata
import platform
import sys
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any

import plugin_shapes
import shapes
import step_shapes
from timing import prove

SLOTS = "slots"
"""The name under which plain ``__slots__`` classes take part."""

DISTRIBUTIONS = {"lsst.pex.config": "lsst-pex-config", "stepconfig": "stepconfig"}


class Library:
    """One of the libraries, with all of the shapes defined as its classes.

    Parameters
    ----------
    name : str
        Name of the module that is imported as ``pexConfig``, or `SLOTS`.
    folder : Path
        Temporary folder for the module with the classes and for override files.

    Notes
    -----
    The classes stand in a real module in a real file: they can be saved, loaded and pickled, and their
    fields have source lines, as in a user's code. The files differ in the line that imports the library.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.records = name != SLOTS
        self.pickles_history = name == "stepconfig"
        module = "shapes_of_" + name.replace(".", "_")
        if self.records:
            head = f"import {name} as pexConfig\n\n\n"
            body = "".join(shape.config_source() for shape in shapes.ALL)
        else:
            head, body = "", "".join(shape.slots_source() for shape in shapes.ALL)
        (folder / f"{module}.py").write_text(head + body)
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
        importlib.invalidate_caches()
        self.classes = importlib.import_module(module)
        self.module: Any = importlib.import_module(name) if self.records else None

    @cached_property
    def plugins(self) -> Any:
        """The module with the classes that hold plug-ins, defined when a row asks for it."""
        module = f"plugins_of_{self.name.replace('.', '_')}"
        body = plugin_shapes.registry_source() + plugin_shapes.TREE.source()
        (self.folder / f"{module}.py").write_text(f"import {self.name} as pexConfig\n\n\n{body}")
        importlib.invalidate_caches()
        return importlib.import_module(module)

    @cached_property
    def steps(self) -> Any:
        """The module with the steps, of stepconfig or else of stpipe, defined when a row asks for it."""
        runner = "stepconfig" if self.name == "stepconfig" else "stpipe"
        module = f"steps_of_{runner}"
        (self.folder / f"{module}.py").write_text(step_shapes.source(runner))
        importlib.invalidate_caches()
        return importlib.import_module(module)

    def about(self) -> dict[str, str]:
        """Versions, to be shown with the results."""
        try:
            version = importlib.metadata.version(DISTRIBUTIONS.get(self.name, self.name))
        except importlib.metadata.PackageNotFoundError:
            version = "from a checkout"
        return {"library": self.name, "version": version, "python": platform.python_version()}

    def make(self, shape: shapes.Shape) -> Any:
        """Make an object of the shape."""
        return getattr(self.classes, shape.name)()

    def class_of(self, shape: shapes.Shape) -> Any:
        """Return the library's class of the shape."""
        return getattr(self.classes, shape.name)

    def source_of(self, shape: shapes.Shape) -> str:
        """Return the source text of the library's class of the shape."""
        return shape.config_source() if self.records else shape.slots_source()

    def overridden(self, shape: shapes.Shape, lines: int) -> tuple[Any, dict[str, Any]]:
        """Make a config whose fields were set by an override file, and so have history, and were read.

        Returns
        -------
        config : object
            The config.
        values : dict
            What its paths hold.
        """
        text, values = shape.overrides(lines)
        path = self.folder / f"overrides_{shape.name}_{lines}.py"
        path.write_text(text)
        config = self.make(shape)
        config.load(str(path))
        prove_values(config, values)
        shape.read(config)
        return config, values


def value_at(config: Any, path: str) -> Any:
    """Return the value at a dotted path, containers as plain ones."""
    value = attrgetter(path)(config)
    if hasattr(value, "keys"):
        return dict(value.items())
    return value if isinstance(value, str) or not hasattr(value, "__len__") else list(value)


def owner_of(config: Any, path: str) -> tuple[Any, str]:
    """Return the config that owns the field at a dotted path, and the field's name."""
    parent, _, name = path.rpartition(".")
    return (attrgetter(parent)(config) if parent else config), name


def prove_values(config: Any, values: dict[str, Any]) -> None:
    """Prove that a config holds the values at the paths, with their types."""
    for path, expected in values.items():
        found = value_at(config, path)
        prove(found == expected and type(found) is type(expected), f"{path} is {found!r}, not {expected!r}")


def prove_same_history(original: Any, other: Any, path: str) -> None:
    """Prove that a field's history is the same in two configs, and has more than the default."""
    first, name = owner_of(original, path)
    second, _ = owner_of(other, path)
    values = [[entry[0] for entry in config.history[name]] for config in (first, second)]
    prove(values[0] == values[1] and len(values[0]) >= 2, f"{path} lost history")
    if not hasattr(values[0][-1], "append"):  # the peer cannot format the history of a list
        prove(first.formatHistory(name) == second.formatHistory(name), f"{path} has another history")
