"""Registries, configurables and dicts of configs."""

from __future__ import annotations

from functools import cache
from typing import Any

from library import Library
from plugin_shapes import CLASSES, PLUGINS, TREE, overrides
from timing import Measure, fresh, prove, repeated

NAMES = [f"plugin{number:02}" for number in range(PLUGINS)]


def registry_construct(library: Library) -> Measure:
    """Make a config with a registry of fifty and read what is selected; proven by the names of all."""
    make = library.plugins.Host
    config = make()
    prove(set(config.plugin.types) == set(NAMES), "not all plug-ins can be chosen")
    prove(
        config.plugin.name == "plugin00" and config.plugin.active.gain == 1.5, "the default is not selected"
    )
    return repeated(lambda: make().plugin.name)


def registry_select(library: Library) -> Measure:
    """Select each of fifty once and read a value of it; proven by selection, value and history."""
    make = library.plugins.Host

    def select_each(config: Any) -> None:
        for name in NAMES:
            config.plugin.name = name
            config.plugin.active.gain  # noqa: B018 - that it is made is what is measured

    config = make()
    select_each(config)
    prove(config.plugin.name == NAMES[-1], "the last one is not selected")
    prove(type(config.plugin.active).__name__ == "Plugin49Config", "the config is of another class")
    prove(len(config.history["plugin"]) >= PLUGINS, "history is missing")
    return fresh(make, select_each, most=50)


def registry_apply(library: Library) -> Measure:
    """Make the selected target; proven by its class and config."""
    config = library.plugins.Host()
    config.plugin.name = "plugin07"
    config.plugin["plugin07"].gain = 9.5
    made = config.plugin.apply()
    prove(type(made).__name__ == "Plugin07", "another target was made")
    prove(made.config.gain == 9.5, "the target has another config")
    return repeated(config.plugin.apply)


def registry_save(library: Library) -> Measure:
    """Save a config with a registry of fifty; proven by loading it."""
    make = library.plugins.Host

    def changed() -> Any:
        config = make()
        config.plugin.name = "plugin07"
        config.plugin["plugin07"].gain = 9.5
        return config

    text = changed().saveToString()
    prove("config.plugin['plugin07'].gain=9.5\n" in text, "the change is not in the saved text")
    again = make()
    again.loadFromString(text)
    prove(again.plugin.name == "plugin07" and again.plugin.active.gain == 9.5, "the change did not come back")
    return fresh(changed, lambda config: config.saveToString(), most=50)


def _value_at(config: Any, path: str) -> Any:
    value = _reader(path)(config)
    if hasattr(value, "keys"):
        return dict(value.items())
    return value if isinstance(value, str) or not hasattr(value, "__len__") else list(value)


@cache
def _reader(path: str) -> Any:
    return eval(f"lambda config: config.{path}")


def _prove_values(config: Any, values: dict[str, Any]) -> None:
    for path, expected in values.items():
        found = _value_at(config, path)
        prove(found == expected and type(found) is type(expected), f"{path} is {found!r}, not {expected!r}")


_READ_ALL = compile("\n".join(f"config.{path}" for path, _ in TREE.paths()), "read_all.py", "exec")


def mixed_construct(library: Library) -> Measure:
    """Make a tree of three hundred classes and read every field; proven by every default."""
    make = library.plugins.Node000
    config = make()
    paths = dict(TREE.paths())
    prove(len(paths) == 11 * CLASSES, "fields are missing")
    _prove_values(config, {path: field.default for path, field in paths.items()})

    def run() -> None:
        exec(_READ_ALL, {"config": make()})

    return repeated(run)


def _overridden(library: Library) -> tuple[Any, dict[str, Any]]:
    text, values = overrides()
    path = library.folder / "mixed.py"
    path.write_text(text)
    config = library.plugins.Node000()
    config.load(str(path))
    _prove_values(config, values)
    return config, values


def mixed_load(library: Library) -> Measure:
    """Load a line for every field of the tree; proven by every value."""
    _overridden(library)
    path = str(library.folder / "mixed.py")
    return fresh(library.plugins.Node000, lambda config: config.load(path), most=5)


def mixed_save(library: Library) -> Measure:
    """Save the tree, all of whose fields were set; proven by loading it again."""
    config, values = _overridden(library)
    again = library.plugins.Node000()
    again.loadFromString(config.saveToString())
    _prove_values(again, values)
    return repeated(config.saveToString)


def mixed_compare(library: Library) -> Measure:
    """Compare two equal trees of separate loads; proven by one that differs in one value."""
    config, _ = _overridden(library)
    same, _ = _overridden(library)
    other, _ = _overridden(library)
    last = list(TREE.paths())[-1]
    exec(f"config.{last[0]} = {last[1].value(1)!r}", {"config": other})
    prove(
        config.compare(same) and not config.compare(other),
        "a difference was not found, or found where none is",
    )
    return repeated(lambda: config.compare(same))
