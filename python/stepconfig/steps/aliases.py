"""The step classes that installed packages register, and the short names under which commands know them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..errors import PluginError, StepClassError
from ..names import nearest

__all__ = ["GROUPS", "StepInfo", "class_of_alias", "near_aliases", "registered_steps"]

GROUPS = ("stepconfig.steps", "stpipe.steps")
"""Groups of entry points. Each names a function that gives (class name, alias or None, is it a pipeline?)."""


class StepInfo(NamedTuple):
    """A step class that an installed package registers."""

    class_name: str
    class_alias: str | None
    is_pipeline: bool
    package_name: str
    package_version: str


_found: dict[tuple[str, ...], list[StepInfo]] = {}


def registered_steps() -> list[StepInfo]:
    """All registered step classes, sorted by their names; nothing of the steps themselves is imported.

    Raises
    ------
    PluginError
        If what a package registers cannot be imported, or is not what it has to be.
    """
    path = tuple(sys.path)
    if path not in _found:
        from importlib.metadata import entry_points  # noqa: PLC0415 - it takes as long as this package

        steps: dict[tuple[str, str], StepInfo] = {}
        for group in GROUPS:
            for entry in entry_points(group=group):
                for info in _steps_of(entry):
                    steps[info.package_name, info.class_name] = info
        _found.clear()
        _found[path] = sorted(steps.values())
    return _found[path]


def _steps_of(entry: Any) -> Iterable[StepInfo]:
    package = entry.dist.name if entry.dist is not None else entry.module.partition(".")[0]
    version = entry.dist.version if entry.dist is not None else ""
    try:
        found = [
            StepInfo(name, alias, is_pipeline, package, version)
            for name, alias, is_pipeline in entry.load()()
        ]
    except Exception as error:
        raise PluginError(
            entry.name,
            f"of the package {package} registers steps by {entry.group}: {entry.value}, which fails:"
            f" {type(error).__name__}: {error}",
        ) from error
    return found


def class_of_alias(alias: str) -> str | None:
    """The full name of the class that an alias, or ``package::alias``, means; None if there is none.

    Raises
    ------
    StepClassError
        If several packages have the alias.
    """
    package, sign, short = alias.rpartition("::")
    fitting = [
        each
        for each in registered_steps()
        if each.class_alias == short and (not sign or each.package_name == package)
    ]
    if len({each.class_name for each in fitting}) > 1:
        forms = ", ".join(f"{each.package_name}::{each.class_alias}" for each in fitting)
        raise StepClassError(f"several packages have a step {short!r}; write one of {forms}")
    return fitting[0].class_name if fitting else None


def near_aliases(name: str) -> list[str]:
    """Aliases that look like a name."""
    return nearest(name, [each.class_alias for each in registered_steps() if each.class_alias])
