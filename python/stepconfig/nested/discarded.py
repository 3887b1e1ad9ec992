"""Values that somebody set and that no longer count, as another choice or target has taken their place."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from sys import _getframe
from typing import Any

from ..config.compare import equal_values
from ..config.unchanged import AUTHORS
from ..config.walk import leaf_value, leaves
from ..errors import DiscardedOverridesWarning
from ..history.location import Location, inside_package
from ..history.packing import stored_history
from ..history.record import current_acting, labels_of
from ..history.view import HistoryView
from ..names import join_path

__all__ = ["changed_values", "left_behind", "sets_defaults", "warn_here", "warn_of_discarded"]


def sets_defaults() -> bool:
    """Is a default being set now, or does a ``setDefaults`` run?"""
    current = current_acting()
    return current is not None and current.layer in AUTHORS


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
    return _told(config, _changed(config))


def _changed(config: Any) -> list[tuple[str, Any, str]]:
    """Path below the config, owner and name of each value that a user has changed."""
    if not config._plan.nested and not stored_history(config):
        return []
    found = [
        leaf
        for leaf in leaves(config)
        if (entries := stored_history(leaf[1]).get(leaf[3])) and labels_of(entries[-1])[1] not in AUTHORS
    ]
    if not found:
        return []
    fresh = {leaf[0]: leaf_value(*leaf) for leaf in leaves(type(config)())}
    return [
        (leaf[0], leaf[1], leaf[3])
        for leaf in found
        if leaf[0] not in fresh or not equal_values(leaf_value(*leaf), fresh[leaf[0]])
    ]


def _told(config: Any, changed: list[tuple[str, Any, str]]) -> list[tuple[str, Location]]:
    return [
        (join_path(config._name, path), HistoryView(owner)[name][-1].location)
        for path, owner, name in changed
    ]


def left_behind(before: Any, after: Any) -> list[tuple[str, Location]]:
    """What a user has changed in a config that is about to count no more, as another takes its place.

    A file that sets the values of both and only then says which of them counts, as pex_config saves it,
    leaves nothing behind of what it sets itself.

    Parameters
    ----------
    before : Config
        The config that counted.
    after : Config or None
        The one that will, if it exists.

    Returns
    -------
    changed : list of (str, Location)
        As of `changed_values`; empty while a default is set.
    """
    if sets_defaults():
        return []
    changed = _changed(before)
    file = _current_file()
    if changed and file is not None:
        if after is None or not any(True for _ in leaves(after)):
            sets_both = all(_is_set_in(file, owner, name) for _, owner, _, name in leaves(before))
        else:
            sets_both = any(_is_set_in(file, owner, name) for _, owner, _, name in leaves(after))
        if sets_both:
            changed = [each for each in changed if not _is_set_in(file, *each[1:])]
    return _told(before, changed)


def _current_file() -> Any:
    """The override file that is being carried out: its code, or the name of one that is only read."""
    current = current_acting()
    if current is None:
        return None
    if current.location is not None and current.layer == "saved config":
        return current.location.filename
    return current.code


def _is_set_in(file: Any, owner: Any, name: str) -> bool:
    """Was a value last set by a line of the override file with that code, or that name?"""
    entries = stored_history(owner).get(name)
    if not entries:
        return False
    origin = entries[-1][1]
    return origin is file or getattr(origin, "filename", None) == file


def warn_of_discarded(what: str, discarded: Sequence[tuple[str, Location]]) -> None:
    """Warn the line outside this package that left these values behind; not if there are none.

    Parameters
    ----------
    what : str
        What happened.
    discarded : sequence of (str, Location)
        As `changed_values` gives them.
    """
    if discarded:
        warn_here(DiscardedOverridesWarning(what, discarded))


def warn_here(warning: Warning) -> None:
    """Warn the innermost line outside this package."""
    level = 1
    frame = _getframe()
    while frame.f_back is not None and inside_package[frame.f_code.co_filename]:
        frame = frame.f_back
        level += 1
    warnings.warn(warning, stacklevel=level)
