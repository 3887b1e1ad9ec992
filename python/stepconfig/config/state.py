"""The whole state of a config: its copies, and its way to another process."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..errors import UnknownNameError
from ..fields.container import give_proxies
from ..history.location import resolve_where
from ..history.packing import PackedHistory, packed, plain_frames, stored_history
from ..history.record import count_past
from ..names import class_words
from .former import meaning
from .plan import plan_of
from .slots import bare, give_values, set_history, set_imports
from .values import values_of
from .write import set_frozen

__all__ = ["copy_of", "export_state", "import_state", "unpickled", "with_all_choices"]


def copy_of(config: Any) -> Any:
    """A deep copy with names, history and frozen state."""
    plan = config._plan
    values = values_of(config).copy()
    new = bare(type(config), plan, config._name, config._made, config._sequence, values)
    if config._frozen:
        set_frozen(new, True)
    for name, field in plan.structured:
        values[name] = field.copied(values[name], new)
    if config._stored_history or type(config._stored_history) is PackedHistory:
        set_history(new, {name: entries.copy() for name, entries in stored_history(config).items()})
    if config._imports:
        set_imports(new, set(config._imports))
    return new


def with_all_choices(config: Any) -> Any:
    """A copy that has every config that could be chosen, those too that nobody has asked for."""
    new = copy_of(config)
    _make_all(new)
    return new


def _make_all(config: Any) -> None:
    values = config.__dict__
    for name, field in config._plan.nested:
        field.make_all(values[name])
        for _, child in field.children(values[name]):
            _make_all(child)


def export_state(config: Any, shared: dict[int, Any]) -> tuple[Any, ...]:
    """Everything that a config is, as plain data; its class apart, which the reader knows.

    Parameters
    ----------
    config : Config
        The config.
    shared : dict
        Places of the tree that are exported already, by id: all its configs were made by one line.
    """
    values = values_of(config).copy()
    for name, field in config._plan.structured:
        values[name] = field.exported(values[name], shared)
    made = config._made
    if id(made) not in shared:
        shared[id(made)] = (plain_frames(resolve_where(made)), made)
    frames = shared[id(made)][0]
    imports = config._imports or None
    return values, packed(config), frames, config._sequence, config._name, config._frozen, imports


def import_state(cls: Any, state: tuple[Any, ...]) -> Any:
    """A config of a class from what `export_state` gave.

    Raises
    ------
    UnknownNameError
        If the class has not a field that the config had; a renamed one gets what was under its old name.
    """
    values, history, made, sequence, name, frozen, imports = state
    plan = plan_of(cls, name, made)
    self = bare(cls, plan, name, made, sequence, {})
    renamed = {} if values.keys() <= plan.fields.keys() else _renamed(self, values)
    if renamed:
        values = {**plan.template, **{renamed.get(each, each): value for each, value in values.items()}}
    added = plan.fields.keys() - values.keys() if len(values) < len(plan.fields) else ()
    if added:
        values = {**plan.template, **values}
    give_values(self, values)
    for field_name, field in plan.structured:
        if field_name not in added:
            values[field_name] = field.imported(values[field_name], self)
    if added:  # to the class, since the config was exported
        give_proxies(self, values, [each for each in plan.containers if each[0] in added])
        for field_name, field in plan.nested:
            if field_name in added:
                values[field_name] = field.make_value(self)
    if history is not None:
        set_history(self, PackedHistory(*history))
        count_past(max(sequence, history[1]))
    else:
        count_past(sequence)
    if renamed:
        stored = stored_history(self)
        for old in renamed.keys() & stored.keys():
            stored[renamed[old]] = stored.pop(old)
    if imports:
        set_imports(self, imports)
    if frozen:
        set_frozen(self, True)
    return self


def _renamed(config: Any, names: Iterable[str]) -> dict[str, str]:
    """Those of the names that are old ones, each with the new one."""
    fields = config._plan.fields
    renamed = {}
    for name in names:
        if name not in fields:
            current = meaning(config, name)
            if current is None:
                owner = class_words(type(config))
                raise UnknownNameError(name, owner, config._name, list(fields), kind="pickled field")
            renamed[name] = current
    return renamed


def unpickled(cls: Any, state: tuple[Any, ...]) -> Any:
    """What a pickle calls; the name stays, as pickles hold it."""
    return import_state(cls, state)
