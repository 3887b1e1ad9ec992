"""Who set what: entries, the history of a config, and acting for somebody else.

A config stores one plain tuple for each change, ``(value, where, label, layer, sequence)``; an `Entry`
is made of it when somebody looks. The history of a default is not stored: it follows from the class.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from .location import CodeLocation, Frame, Location, caller_location, capture, resolve_where

__all__ = [
    "Edit",
    "Entry",
    "HistoryView",
    "acting",
    "acting_as",
    "before_change",
    "kept_callers",
    "next_sequence",
    "record",
]

next_sequence = itertools.count(1).__next__
"""One count for the whole process, so that changes of several fields can be put in order."""


class Entry:
    """One change of one field; unpacks as ``(value, stack, label)``, as in pex_config.

    Attributes
    ----------
    value : object
        The value that was set, or the `Edit` that was made to a container.
    location : `Location`
        Who set it.
    label : str
        What was done: ``default``, ``assignment``, ``update``, ``deletion``, ``setitem``, ...
    layer : str
        The source of the value: ``default``, ``setDefaults``, ``code``, ``override file``,
        ``parameter file``, ``command line``, ...
    sequence : int
        Number of the change in this process.
    definition : `Location` or None
        Where the field is declared, for an entry that is a default.
    """

    __slots__ = ("definition", "label", "layer", "location", "sequence", "value")

    def __init__(
        self,
        value: Any,
        location: Location,
        label: str,
        layer: str,
        sequence: int,
        definition: Location | None = None,
    ) -> None:
        self.value = value
        self.location = location
        self.label = label
        self.layer = layer
        self.sequence = sequence
        self.definition = definition

    @property
    def stack(self) -> list[Frame]:
        """The frames, outermost first; that of a default ends with the field's definition."""
        frames = list(reversed(self.location.frames))
        if self.definition is not None:
            frames += self.definition.frames[:1]
        return frames

    def __iter__(self) -> Iterator[Any]:
        return iter((self.value, self.stack, self.label))

    def __len__(self) -> int:
        return 3

    def __getitem__(self, index: Any) -> Any:
        return (self.value, self.stack, self.label)[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Entry):
            return NotImplemented
        mine = (self.value, self.label, self.layer, self.sequence, str(self.location))
        return mine == (other.value, other.label, other.layer, other.sequence, str(other.location))

    def __hash__(self) -> int:
        return hash((self.label, self.layer, self.sequence))

    def __repr__(self) -> str:
        return f"<Entry {self.value!r} {self.label} ({self.layer}) at {self.location}>"


class Edit:
    """A change of one part of a container: what was done, not a copy of the whole.

    Parameters
    ----------
    form : str
        How the edit reads, with ``{}`` for each argument: ``[{}] = {}``, ``.append({})``.
    *arguments : object
        What goes into the form.

    Examples
    --------
    >>> Edit("[{}] = {}", 0, 2.5)
    [0] = 2.5
    """

    __slots__ = ("arguments", "form")

    def __init__(self, form: str, *arguments: Any) -> None:
        self.form = form
        self.arguments = arguments

    def __repr__(self) -> str:
        return self.form.format(*(repr(argument) for argument in self.arguments))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Edit):
            return NotImplemented
        return (self.form, self.arguments) == (other.form, other.arguments)

    def __hash__(self) -> int:
        return hash(self.form)

    def __reduce__(self) -> tuple[Any, ...]:
        return Edit, (self.form, *self.arguments)


class Acting(NamedTuple):
    """How changes are recorded now.

    Parameters
    ----------
    location : Location or None
        On whose behalf changes are made; None: the line of code that makes them.
    label : str or None
        What is done; None: what the operation itself calls it.
    layer : str
        The source that the values come from.
    callers : tuple or None
        Who started the code that this package executes, such as an override file.
    before : callable or None
        Called with each config that is about to change.
    callers_kept : int
        How many callers are kept with the line of code that makes a change.
    """

    location: Location | None = None
    label: str | None = None
    layer: str = "code"
    callers: tuple[Any, ...] | None = None
    before: Callable[[Any], None] | None = None
    callers_kept: int = 8


_acting: ContextVar[Acting | None] = ContextVar("stepconfig_acting", default=None)
_current_acting = _acting.get


@contextmanager
def acting(**changes: Any) -> Iterator[None]:
    """Record changes inside the ``with`` block with these parts of `Acting`, the others as outside of it."""
    outer = _acting.get() or Acting()
    token = _acting.set(outer._replace(**changes))
    try:
        yield
    finally:
        _acting.reset(token)


@contextmanager
def acting_as(
    location: Location | None = None, *, label: str | None = None, layer: str = "code"
) -> Iterator[None]:
    """Record the changes made inside the ``with`` block as somebody else's.

    Parameters
    ----------
    location : `Location`, optional
        Who makes the changes: a line of a file, an argument. By default the line of code that does.
    label : str, optional
        What is done. By default what the operation itself calls it.
    layer : str, optional
        The source that the values come from.

    Examples
    --------
    >>> from stepconfig import ArgumentLocation, Config, Field
    >>> class Seeing(Config):
    ...     fwhm = Field("Full width at half maximum.", float, 1.0, unit="arcsec")
    >>> config = Seeing()
    >>> with acting_as(ArgumentLocation("--fwhm=2.5"), layer="command line"):
    ...     config.fwhm = 2.5
    >>> str(config.history["fwhm"][-1].location)
    'command line'
    """
    with acting(location=location, label=label, layer=layer):
        yield


@contextmanager
def kept_callers(number: int) -> Iterator[None]:
    """Keep that many callers with each change made inside the ``with`` block; 8 is the default.

    Parameters
    ----------
    number : int
        How many frames behind the changing line are kept; 0 keeps the line alone.

    Raises
    ------
    ValueError
        If the number is negative.
    """
    if number < 0:
        raise ValueError(f"the number of callers to keep has to be 0 or more, got {number}")
    with acting(callers_kept=number):
        yield


def acting_location() -> Location | None:
    """The place for which changes are made now, if somebody acts for one."""
    current = _acting.get()
    return None if current is None else current.location


def made_by() -> Any:
    """Who makes a config now: for the history of its defaults. To be called by ``__new__``."""
    current = _current_acting()
    if current is None:
        return capture()
    return current.location or capture(current.callers_kept, current.callers)


def before_change(config: Any) -> None:
    """Tell whoever wants to undo changes that a config is about to change otherwise than by `record`."""
    current = _acting.get()
    if current is not None and current.before is not None:
        current.before(config)


def record(config: Any, name: str, value: Any, at: Any, label: str) -> None:
    """Append one entry to the history of a field; to be called by a field, before it stores the value.

    Parameters
    ----------
    config : Config
        The config that holds the field.
    name : str
        Name of the field.
    value : object
        The value that is set, or an `Edit`.
    at : Location, tuple, list of Frame, or None
        Who did it, where somebody hands that in; None: the innermost frame outside the package.
    label : str
        What was done.
    """
    current = _current_acting()
    if current is None:
        layer = "code"
        where = capture() if at is None else as_where(at)
    else:
        layer = current.layer
        if current.before is not None:
            current.before(config)
        if current.label is not None:
            label = current.label
        if at is not None:
            where = as_where(at)
        else:
            where = current.location or capture(current.callers_kept, current.callers)
    history = config._history
    try:
        history[name].append((value, where, label, layer, next_sequence()))
    except KeyError:
        history[name] = [(value, where, label, layer, next_sequence())]


def as_where(at: Any) -> Any:
    """What a history keeps for a place: captured tuples and locations as they are, stacks too."""
    if isinstance(at, list):
        frames = tuple(
            frame
            if isinstance(frame, Frame)
            else Frame(frame.filename, frame.lineno, frame.function, frame.content or "")
            for frame in reversed(at)
        )
        return CodeLocation.from_frames(frames) if frames else caller_location()
    return at


def as_entry(raw: tuple[Any, ...]) -> Entry:
    """The entry for a stored tuple; also for the ``(value, stack, label)`` of foreign field classes."""
    if len(raw) == 3:
        value, at, label = raw
        return Entry(_kept_value(value), resolve_where(as_where(at)), label, "code", 0)
    value, where, label, layer, sequence = raw
    return Entry(_kept_value(value), resolve_where(where), label, layer, sequence)


def _kept_value(value: Any) -> Any:
    """The value for a reader: containers as copies, so that nobody edits the past."""
    return value.copy() if type(value) in (list, dict) else value


def portable(raw: tuple[Any, ...]) -> tuple[Any, ...]:
    """A stored tuple that can go to another process: its location worked out."""
    if len(raw) == 5 and not isinstance(raw[1], Location):
        return (raw[0], CodeLocation(raw[1]), *raw[2:])
    return raw


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
        stored = config._history.get(name)
        if name not in config._fields:
            if stored is None:
                raise config._unknown_name(name)
            return [as_entry(raw) for raw in stored]
        first = config._default_entry(name)
        entries = [] if first is None else [first]
        if stored:
            entries += [as_entry(raw) for raw in stored]
        return entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._config._fields)

    def __len__(self) -> int:
        return len(self._config._fields)

    def __contains__(self, name: object) -> bool:
        return name in self._config._fields

    def __repr__(self) -> str:
        return f"<history of {type(self._config).__name__}: {len(self)} fields>"
