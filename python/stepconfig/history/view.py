"""The history of one config as its users see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .packing import stored_history
from .record import Entry, as_entry, before_change

__all__ = ["HistoryView", "WritableHistory"]


class HistoryView(Mapping[str, list[Entry]]):
    """The history of one config: for each field its entries, oldest first.

    Parameters
    ----------
    config : Config
        The config whose history this is.
    """

    __slots__ = ("_config",)

    def __init__(self, config: Any) -> None:
        self._config = config

    def __getitem__(self, name: str) -> list[Entry]:
        config = self._config
        stored = stored_history(config).get(name)
        if name not in config._fields:
            if stored is None:
                current = config._current_name(name)
                if current is None:
                    raise config._unknown_name(name)
                return self[current]
            return [as_entry(raw) for raw in stored]
        first = config._default_entry(name)
        entries = [] if first is None else [first]
        words = config._fields[name].initial_words
        if first is not None and words is not None:
            place = (first.location, first.label, first.layer, first.sequence, first.definition)
            entries.insert(0, Entry(words, *place))
        if stored:
            entries += [as_entry(raw) for raw in stored]
            if first is None and entries[0].label == "default":  # of a field class with its own `__set__`
                entries[0].definition = config._fields[name].source
        return entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._config._fields)

    def __len__(self) -> int:
        return len(self._config._fields)

    def __contains__(self, name: object) -> bool:
        return name in self._config._fields

    def __repr__(self) -> str:
        return f"<history of {type(self._config).__name__}: {len(self)} fields>"


class WritableHistory(HistoryView):
    """The history of one config for code that adds entries itself, as field classes for pex_config do."""

    __slots__ = ()

    def __getitem__(self, name: str) -> list[Entry]:
        return _WritableEntries(self._config, name, super().__getitem__(name))

    def setdefault(self, name: str, default: object = None) -> list[Entry]:
        """The entries of a field; every field has some."""
        return self[name]


class _WritableEntries(list[Entry]):
    """The entries of one field; what is appended stands in the history of the config, too."""

    def __init__(self, config: Any, name: str, entries: list[Entry]) -> None:
        super().__init__(entries)
        self._config = config
        self._name = name

    def append(self, entry: Any) -> None:
        """Add an entry: ``(value, stack, label)``."""
        raw = tuple(entry)
        before_change(self._config)
        stored_history(self._config).setdefault(self._name, []).append(raw)
        super().append(as_entry(raw))
