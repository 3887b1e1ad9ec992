"""Values that somebody set and that no longer count, as another choice or target has taken their place."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from sys import _getframe
from typing import Any

from ..config.compare import equal_values
from ..config.walk import leaf_value, leaves
from ..errors import DiscardedOverridesWarning
from ..history.location import Location, inside_package
from ..history.packing import stored_history
from ..history.record import current_acting, labels_of

__all__ = ["changed_values", "sets_defaults", "warn_of_discarded"]

_AUTHORS = frozenset(("default", "setDefaults"))
"""Layers in which the author of a class speaks, and not its user."""


def sets_defaults() -> bool:
    """Is a default being set now, or does a ``setDefaults`` run?"""
    current = current_acting()
    return current is not None and current.layer in _AUTHORS


def changed_values(config: Any) -> list[tuple[str, Location]]:
    """What a user has changed in a config and in all below it.

    Parameters
    ----------
    config : Config
        The config.

    Returns
    -------
    changed : list of (str, Location)
        Full path of each value that was set, not by a default or ``setDefaults``, to another than a new
        config of the class has; and who set it.
    """
    found = [
        (path, owner, field, name)
        for path, owner, field, name in leaves(config)
        if (entries := stored_history(owner).get(name)) and labels_of(entries[-1])[1] not in _AUTHORS
    ]
    if not found:
        return []
    fresh = {leaf[0]: leaf_value(*leaf) for leaf in leaves(type(config)())}
    above = f"{config._name}." if config._name else ""
    return [
        (f"{above}{path}", owner.history[name][-1].location)
        for path, owner, field, name in found
        if path not in fresh or not equal_values(leaf_value(path, owner, field, name), fresh[path])
    ]


def warn_of_discarded(what: str, discarded: Sequence[tuple[str, Location]]) -> None:
    """Warn the line outside this package that left these values behind; not if there are none.

    Parameters
    ----------
    what : str
        What happened.
    discarded : sequence of (str, Location)
        As `changed_values` gives them.
    """
    if not discarded:
        return
    level = 1
    frame = _getframe()
    while frame.f_back is not None and inside_package[frame.f_code.co_filename]:
        frame = frame.f_back
        level += 1
    warnings.warn(DiscardedOverridesWarning(what, discarded), stacklevel=level)
