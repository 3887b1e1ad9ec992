"""The traversal of a tree of configs; freeze, names, save, copy and undo are small loops over it."""

from __future__ import annotations

from _thread import RLock  # `threading` itself is a tenth of the import
from collections.abc import Callable, Collection, Iterator
from typing import Any

from ..errors import UnknownNameError
from ..history.packing import stored_history
from ..names import class_words, dotted, join_path, nearest
from .write import set_frozen

__all__ = [
    "Journal",
    "all_or_nothing",
    "find",
    "form_of",
    "frozen",
    "leaf_value",
    "leaves",
    "unknown_path",
    "walk",
    "walk_made",
]


def walk(config: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every config of the tree with its path from the top, parents first.

    Parameters
    ----------
    config : Config
        The top of the tree.
    path : str, optional
        The path of the top itself.
    """
    yield path, config
    values = config.__dict__
    for name, field in config._plan.nested:
        for suffix, child in field.children(values[name]):
            yield from walk(child, join_path(path, name) + suffix)


def walk_made(config: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """As `walk`, but without what is selected and was never asked for, which stays so.

    For what is no business of somebody who reads values: copies, names, and states to go back to.
    """
    yield path, config
    values = config.__dict__
    for name, field in config._plan.nested:
        for suffix, child in field.made_children(values[name]):
            yield from walk_made(child, join_path(path, name) + suffix)


def leaves(
    config: Any, path: str = "", but: Callable[[Any, str], bool] | None = None
) -> Iterator[tuple[str, Any, Any, str]]:
    """Every value of the tree that is no config: its path, the config that holds it, the field, its name.

    They come in the order in which they are saved. Of a field that holds configs it is what the value is
    besides them, a selection for instance.

    Parameters
    ----------
    config : Config
        The top of the tree.
    path : str, optional
        The path of the top itself.
    but : callable, optional
        Called with a config and the name of each of its fields: what is to be left out?
    """
    values = config.__dict__
    for name, field in config._plan.fields.items():
        if but is not None and but(config, name):
            continue
        here = join_path(path, name)
        if field.holds_configs:
            for suffix in field.own_parts(values[name]):
                yield here + suffix, config, field, name
            for suffix, child in field.children(values[name]):
                yield from leaves(child, here + suffix, but)
        else:
            yield here, config, field, name


def leaf_value(path: str, owner: Any, field: Any, name: str) -> Any:
    """The plain value of one that `leaves` gives: of a field that holds configs, the part at the path."""
    value = owner.__dict__[name]
    if not field.holds_configs:
        return field.plain(value)
    parts = field.own_parts(value)
    suffix = max((each for each in parts if path.endswith(f"{name}{each}")), key=len)
    return parts[suffix]


def find(config: Any, path: str) -> tuple[Any, str]:
    """The config that holds the field at a path, and the field's name.

    Parameters
    ----------
    config : Config
        The top of the tree.
    path : str
        Dotted path, with subscripts where a config is an item: ``isr.background["fit"].order``, or as options
        write it, ``isr.background.fit.order``.

    Raises
    ------
    UnknownNameError
        If there is no such field.
    """
    if path in config._plan.fields:
        return config, path
    form = form_of(path)
    wanted = form(path)
    known: list[str] = []
    first = 0
    for prefix, owner in walk(config):
        for name, field in owner._plan.fields.items():
            here = join_path(prefix, name)
            known.append(here)
            if field.holds_configs and wanted.startswith(form(here)):
                value = owner.__dict__[name]
                field.ask_for(value, wanted.removeprefix(form(here)))
                known += [here + suffix for suffix in field.own_parts(value) if suffix]
                known += [here + suffix for suffix, _ in field.children(value) if suffix]
            if any(form(each) == wanted for each in known[first:]):
                return owner, name
            first = len(known)
    current = _with_current_name(config, _in_one_form(path))
    if current is not None:
        return find(config, current)
    raise unknown_path(config, path, known)


def form_of(path: str) -> Callable[[str], str]:
    """What brings paths into the form in which they are compared with one that a user wrote."""
    return _in_one_form if "[" in path else dotted


def unknown_path(config: Any, path: str, known: Collection[str], kind: str = "field") -> UnknownNameError:
    """The error for a path at which nothing is; it suggests where else its last part is.

    Parameters
    ----------
    config : Config
        The top of the tree.
    path : str
        The path.
    known : collection of str
        The paths that there are.
    kind : str, optional
        What is looked for.
    """
    paths: dict[str, list[str]] = {}
    for each in known:
        if "." in each:
            paths.setdefault(each.rpartition(".")[2], []).append(each)
    last = path.rpartition(".")[2]
    elsewhere = paths.get(last, [])
    if not elsewhere and not nearest(path, known):
        elsewhere = [found for name in nearest(last, paths) for found in paths[name]]
    owner = class_words(type(config))
    return UnknownNameError(path, owner, config._name, known, kind, elsewhere=elsewhere)


def _with_current_name(config: Any, path: str) -> str | None:
    """The path with the name that a field in it has now; None if there is none with an old name.

    Raises
    ------
    RemovedFieldError
        If a field in the path was removed.
    """
    for prefix, owner in walk(config):
        for old in type(owner)._former:
            here = join_path(prefix, old)
            if path == here or path.startswith((f"{here}.", f"{here}[")):
                current = owner._current_name(old)
                return join_path(prefix, current) + path[len(here) :]
    return None


def _in_one_form(path: str) -> str:
    """The path with quotes of one kind, as both are usual in subscripts."""
    return path.replace('"', "'")


class frozen:  # noqa: N801 - to be used as a function, in `with`
    """Freeze a tree for the ``with`` block; what was not frozen before is not afterwards.

    Blocks may overlap, in one thread or in several: a config thaws when the last of them ends.

    Parameters
    ----------
    config : Config
        The top of the tree.
    """

    def __init__(self, config: Any) -> None:
        self._config = config

    def __enter__(self) -> None:
        with _freezing:
            tree = [each for _, each in walk(self._config)]
            held = self._held = [each for each in tree if not each._frozen or id(each) in _blocks]
            self._was_frozen = self._config._frozen and id(self._config) not in _blocks
            for each in held:
                _blocks[id(each)] = _blocks.get(id(each), 0) + 1
            self._kept = {id(each) for each in tree} - {id(each) for each in held}
            self._config.freeze()

    def __exit__(self, *raised: object) -> None:
        with _freezing:
            for each in self._held:
                _blocks[id(each)] -= 1
                if not _blocks[id(each)]:
                    del _blocks[id(each)]
                    set_frozen(each, False)
            if not self._was_frozen and id(self._config) not in _blocks:
                for _, each in walk(self._config):  # those too that were made in between
                    if id(each) not in _blocks and id(each) not in self._kept:
                        set_frozen(each, False)


_freezing = RLock()
_blocks: dict[int, int] = {}
"""How many blocks keep a config frozen that would not be so without them, by its id."""


class all_or_nothing:  # noqa: N801 - to be used as a function, in `with`
    """Put trees back into the state that they have now if the ``with`` block fails.

    Parameters
    ----------
    *configs : Config
        The tops of the trees.
    """

    def __init__(self, *configs: Any) -> None:
        self._configs = configs
        self._journal = Journal()

    def __enter__(self) -> None:
        for config in self._configs:
            for _, each in walk_made(config):
                self._journal.note(each)

    def __exit__(self, kind: type[BaseException] | None, *raised: object) -> None:
        if kind is not None:
            self._journal.restore()


class Journal:
    """The states that configs had before they changed, to go back to if a load fails half way.

    A config is noted when it is about to change for the first time, so the cost goes with what is changed
    and not with the size of the tree. Configs and containers keep their identity. Histories only grow, so
    their lengths are enough.
    """

    def __init__(self) -> None:
        self.states: dict[int, tuple[Any, ...]] = {}

    def note(self, config: Any) -> None:
        """Keep the state of a config, if this is the first time."""
        if id(config) in self.states:
            return
        values = config.__dict__
        inner = [
            (field, values[name], field.snapshot(values[name])) for name, field in config._plan.structured
        ]
        lengths = {name: len(entries) for name, entries in stored_history(config).items()}
        self.states[id(config)] = (
            config,
            values.copy(),
            lengths,
            inner,
            set(config._imports),
            config._frozen,
        )

    def restore(self) -> None:
        """Put every config back into the state that it had."""
        for config, values, lengths, inner, imports, frozen in self.states.values():
            config.__dict__.clear()
            config.__dict__.update(values)
            for field, value, snapshot in inner:
                field.restore(value, snapshot)
            history = config._stored_history
            object.__setattr__(config, "_packed", None)
            for name in list(history):
                if name in lengths:
                    del history[name][lengths[name] :]
                else:
                    del history[name]
            config._imports.clear()
            config._imports.update(imports)
            set_frozen(config, frozen)
