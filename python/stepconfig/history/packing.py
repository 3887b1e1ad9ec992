"""Histories on their way to another process: packed once, unpacked when somebody looks.

A config that is sent to many workers is packed once, as a history only grows; and a worker that never asks
who set a value never pays for the answer.
"""

from __future__ import annotations

import itertools
from _thread import allocate_lock
from types import CodeType
from typing import Any

from .location import CodeLocation, Frame, LineLocation, Location, frame_of, frames_of
from .record import labels_of, location_of, where_of

__all__ = ["PackedHistory", "packed", "plain_frames", "stored_history"]

History = dict[str, list[tuple[Any, ...]]]


class PackedHistory(History):
    """The history of a config that came from elsewhere; what is added here stands in it as in any other.

    Parameters
    ----------
    content : bytes
        What came.
    latest : int
        The highest sequence number in it.
    """

    def __init__(self, content: bytes, latest: int) -> None:
        super().__init__()
        self.content: bytes | None = content
        self.latest = latest


def stored_history(config: Any) -> History:
    """The stored entries of a config by field, unpacked if that has not been done."""
    history: History = config._stored_history
    if type(history) is PackedHistory and history.content is not None:
        with _unpacking:
            if history.content is not None:
                for name, entries in _unpack(history.content).items():
                    history.setdefault(name, [])[:0] = entries
                history.content = None
    return history


_unpacking = allocate_lock()  # `threading` itself is a twentieth of the import


def packed(config: Any) -> tuple[bytes, int] | None:
    """The history of a config for another process, and its highest sequence number; None if it is empty."""
    history: History = config._stored_history
    if type(history) is PackedHistory and not history and history.content is not None:
        return history.content, history.latest
    if not stored_history(config):
        return None
    number = sum(map(len, history.values()))
    known = config._packed
    if known is None or known[0] != number:
        history = stored_history(config)
        latest = max(labels_of(entries[-1])[2] for entries in history.values() if entries)
        known = (sum(map(len, history.values())), _pack(history), latest)
        object.__setattr__(config, "_packed", known)
    return known[1], known[2]


def plain_frames(location: Location) -> Any:
    """A location as plain data, or as it is if it is in no code."""
    return (
        tuple(map(tuple, location.frames)) if isinstance(location, (CodeLocation, LineLocation)) else location
    )


def _pack(history: History) -> bytes:
    import pickle  # noqa: PLC0415 - only the way to another process needs it

    places: list[Any] = []
    numbers: dict[tuple[int, int, int], int] = {}
    outer: dict[int, Any] = {}
    columns: dict[str, Any] = {}
    for name, entries in history.items():
        found: list[int] = []
        for raw in entries:
            if len(raw) > 3 and type(raw[1]) is CodeType:
                code, offset, callers = where_of(raw)
                key = (id(code), offset, id(callers))
                number = numbers.get(key)
                if number is None:
                    if id(callers) not in outer:
                        outer[id(callers)] = tuple(map(tuple, frames_of(callers)))
                    number = numbers[key] = len(places)
                    places.append((tuple(frame_of(code, offset)), outer[id(callers)]))
            else:
                number = len(places)
                places.append(location_of(raw))
            found.append(number)
        labels = [labels_of(raw) for raw in entries]
        columns[name] = ([raw[0] for raw in entries], found, *map(list, zip(*labels, strict=True)))
    return pickle.dumps((places, columns), protocol=pickle.HIGHEST_PROTOCOL)


def _unpack(content: bytes) -> History:
    import pickle  # noqa: PLC0415 - only the way from another process needs it

    places, columns = pickle.loads(content)
    locations = [_location(place) for place in places]
    return {
        name: list(
            zip(
                values,
                map(locations.__getitem__, numbers),
                itertools.repeat(0),
                itertools.repeat(()),
                labels,
                layers,
                sequences,
                strict=False,
            )
        )
        for name, (values, numbers, labels, layers, sequences) in columns.items()
    }


def _location(place: Any) -> Location:
    if isinstance(place, Location):
        return place
    first, outer = place
    return CodeLocation.from_frames((Frame(*first), *(Frame(*frame) for frame in outer)))
