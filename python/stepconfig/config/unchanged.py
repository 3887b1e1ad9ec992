"""What a new config has anyway, so that a saved one does not say it of deprecated fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..fields.text import literal
from ..history.packing import stored_history
from ..history.record import labels_of
from ..history.view import HistoryView
from .walk import leaf_value, leaves

__all__ = ["AUTHORS", "has_own_lines", "is_default"]

AUTHORS = frozenset(("default", "setDefaults"))
"""Layers in which the author of a class speaks, and not its user."""


def is_default(config: Any, name: str) -> bool:
    """Has a new config the value of a field anyway: is it the class's default, with no other set?

    Of a field that holds configs, that is so if nobody has set it, and all in it is as in a new config.
    """
    field = config._plan.fields[name]
    if field.holds_configs:
        return _is_as_made(config, name) and _is_as_new(config, field)
    entries = HistoryView(config)[name]
    if any(entry.layer in AUTHORS and entry.definition is None for entry in entries):
        return False
    default = field.default if field.sets_itself else config._plan.template[name]
    if field.is_container and not field.sets_itself:
        default = config._plan.items_of(name)
    return literal(field.plain(config.__dict__[name])) == literal(default)


def has_own_lines(config: Any, field: Any) -> bool:
    """Are there lines for a deprecated field besides those of its configs, although they would warn?"""
    return not field.saves_own_if_changed or bool(stored_history(config).get(field.name))


def _is_as_new(config: Any, field: Any) -> bool:
    """Has a new config all values that a field holds, and were none of them set by a class above it?

    That one may not be there when the file is loaded, or speak of an item or action that the file replaces.
    """
    fresh = type(config)()
    field.make_all(fresh.__dict__[field.name])
    theirs = {leaf[0]: leaf for leaf in _leaves_of(fresh, field)}
    for leaf in _leaves_of(config, field):
        other = theirs.get(leaf[0])
        if other is None or _times_made(leaf) != _times_made(other):
            return False
        if literal(leaf_value(*leaf)) != literal(leaf_value(*other)):
            return False
    return True


def _leaves_of(config: Any, field: Any) -> Iterator[tuple[str, Any, Any, str]]:
    return leaves(config, "", lambda owner, name: owner is config and name != field.name)


def _times_made(leaf: tuple[str, Any, Any, str]) -> int:
    """How often defaults and ``setDefaults`` have set a value."""
    _, owner, _, name = leaf
    return sum(labels_of(raw)[1] in AUTHORS for raw in stored_history(owner).get(name, ()))


def _is_as_made(config: Any, name: str) -> bool:
    """Has nobody set the field since the config was made?"""
    return all(labels_of(raw)[1] in AUTHORS for raw in stored_history(config).get(name, ()))
