"""Who set what: entries, the history of a config, and acting for somebody else.

A config stores one plain tuple for each change, ``(value, code, offset, callers, label, layer, sequence)``,
or a `Location` in the place of the code; an `Entry` is made of it when somebody looks. The history of a
default is not stored: it follows from the class.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from operator import is_
from sys import _getframe
from types import CodeType, MappingProxyType
from typing import Any

from ..names import shown
from .location import (
    CALLERS_KEPT,
    CodeLocation,
    Frame,
    Location,
    caller_location,
    caller_where,
    inside_package,
    without_package,
)

__all__ = [
    "Edit",
    "Entry",
    "acting",
    "acting_as",
    "before_change",
    "count_past",
    "caller_now",
    "callers_from",
    "current_acting",
    "kept_callers",
    "latest_callers",
    "next_sequence",
    "record",
    "replaces_default",
    "was_changed",
]

_count = itertools.count(1)
next_sequence = _count.__next__
"""One count for the whole process, so that changes of several fields can be put in order."""


def count_past(sequence: int) -> None:
    """Let the count go on after ``sequence``, so that new changes come after those of another process."""
    missing = sequence - next_sequence()
    if missing > 0:
        deque(itertools.islice(_count, missing), maxlen=0)


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

    @property
    def origin(self) -> Location:
        """Who set the value; of a default, where the field is declared."""
        return self.location if self.definition is None else self.definition

    @property
    def place(self) -> str:
        """The origin in a few words: file and line, or the argument."""
        origin = self.origin
        return str(origin) if origin.filename else origin.content or str(origin)

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
        return f"<Entry {shown(self.value)} {self.label} ({self.layer}) at {self.location}>"


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
        return self.form.format(*map(shown, self.arguments))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Edit):
            return NotImplemented
        return (self.form, self.arguments) == (other.form, other.arguments)

    def __hash__(self) -> int:
        return hash(self.form)

    def __reduce__(self) -> tuple[Any, ...]:
        return Edit, (self.form, *self.arguments)


class Acting:
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
    code : code or None
        The code that this package executes: its callers are those above.
    noted : mapping
        The ids of the configs for which ``before`` has nothing more to do.
    """

    __slots__ = ("before", "callers", "callers_kept", "code", "label", "layer", "location", "noted")

    location: Location | None
    label: str | None
    layer: str
    callers: tuple[Any, ...] | None
    before: Callable[[Any], None] | None
    callers_kept: int
    code: CodeType | None
    noted: Mapping[int, Any]

    def __init__(self, outer: Acting | None, changes: dict[str, Any]) -> None:
        for name, usual in _USUAL_ACTING.items():
            known = usual if outer is None else getattr(outer, name)
            setattr(self, name, changes.get(name, known))


_USUAL_ACTING: dict[str, Any] = {
    "location": None,
    "label": None,
    "layer": "code",
    "callers": None,
    "before": None,
    "callers_kept": CALLERS_KEPT,
    "code": None,
    "noted": MappingProxyType({}),
}
"""What holds if nobody acts for anybody."""

_acting: ContextVar[Acting | None] = ContextVar("stepconfig_acting", default=None)
current_acting = _acting.get


class acting:  # noqa: N801 - to be used as a function, in `with`
    """Record changes inside the ``with`` block with these parts of `Acting`, the others as outside of it.

    Parameters
    ----------
    **changes
        The parts by name.
    """

    __slots__ = ("_changes", "_token")

    def __init__(self, **changes: Any) -> None:
        self._changes = changes

    def __enter__(self) -> None:
        outer = _acting.get()
        changes = self._changes
        if outer is not None and outer.before is not None and "before" in changes:
            changes = {**changes, "before": _in_turn(outer.before, changes["before"])}
        self._token = _acting.set(Acting(outer, changes))

    def __exit__(self, *raised: object) -> None:
        _acting.reset(self._token)


def _in_turn(first: Callable[[Any], None], second: Callable[[Any], None]) -> Callable[[Any], None]:
    def tell_both(config: Any) -> None:
        first(config)
        second(config)

    return tell_both


def acting_as(location: Location | None = None, *, label: str | None = None, layer: str = "code") -> acting:
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
    return acting(location=location, label=label, layer=layer)


def kept_callers(number: int) -> acting:
    """Keep that many callers with each change made inside the ``with`` block; 3 is the default.

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
    return acting(callers_kept=number)


def acting_location() -> Location | None:
    """The place for which changes are made now, if somebody acts for one."""
    current = _acting.get()
    return None if current is None else current.location


def made_by() -> Any:
    """Who makes a config now: for the history of its defaults."""
    current = current_acting()
    return caller_now() if current is None or current.location is None else current.location


def caller_now() -> tuple[CodeType, int, tuple[Any, ...]]:
    """Code, offset and callers of the innermost frame outside this package, as many as are to be kept."""
    current = current_acting()
    return caller_where() if current is None else caller_where(current.callers_kept, current.callers)


def before_change(config: Any) -> None:
    """Tell whoever wants to undo changes that a config is about to change otherwise than by `record`."""
    current = _acting.get()
    if current is not None and current.before is not None:
        current.before(config)


def record(
    config: Any,
    name: str,
    value: Any,
    at: Any,
    label: str,
    frames_out: int = 2,
    _inside: Mapping[str, bool] = inside_package,
) -> None:
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
    frames_out : int, optional
        How many frames out the change may have been asked for at the earliest; those between are inside.
    """
    current = current_acting()
    if current is None:
        layer = "code"
        callers_kept = CALLERS_KEPT
        known_callers = None
    else:
        layer = current.layer
        callers_kept = current.callers_kept
        known_callers = current.callers
        if current.before is not None:
            current.before(config)
        if current.label is not None:
            label = current.label
        if at is None:
            at = current.location
    code: Any
    if at is not None:
        code, offset, callers = place_of(at)
    else:
        frame: Any = _getframe(frames_out)
        code = frame.f_code
        back = frame.f_back
        while _inside[code.co_filename] and back is not None:
            frame = back
            code = frame.f_code
            back = frame.f_back
        offset = frame.f_lasti
        if known_callers is None:
            callers = callers_from(back, callers_kept)
        elif back is not None and _inside[back.f_code.co_filename]:
            callers = known_callers
        else:
            callers = _callers_up_to_package(back, callers_kept, known_callers)
    history = config._stored_history
    try:
        history[name].append((value, code, offset, callers, label, layer, next_sequence()))
    except KeyError:
        first: list[Any] = history.setdefault(name, [])  # another thread's, if that was faster
        first.append((value, code, offset, callers, label, layer, next_sequence()))


_NO_CALLERS = (None, -1) * CALLERS_KEPT
latest_callers: list[Any] = [*_NO_CALLERS, ()]
"""Codes and offsets of the latest change's callers, filled up to three; and the tuple that changes share."""


def _callers_up_to_package(frame: Any, number: int, known_callers: tuple[Any, ...]) -> tuple[Any, ...]:
    """Codes and offsets of a frame and those behind it; where this package calls, it knows for whom."""
    found: list[Any] = []
    while frame is not None and number:
        if inside_package[frame.f_code.co_filename]:
            found += known_callers
            break
        found += (frame.f_code, frame.f_lasti)
        frame = frame.f_back
        number -= 1
    return tuple(found)


def callers_from(frame: Any, number: int) -> tuple[Any, ...]:
    """Codes and offsets of a frame and those behind it, flat; changes with the same callers share them.

    As one function makes many changes, the usual number of them is compared with those of the latest change,
    written out: a loop would take half as long again.
    """
    if number == CALLERS_KEPT:
        code1, offset1, code2, offset2, code3, offset3, callers = latest_callers
        # Not by `==`: codes are equal if their instructions are, also if they are of different files.
        caller = frame
        if caller is None:
            same = code1 is None
        elif caller.f_code is code1 and caller.f_lasti == offset1:
            caller = caller.f_back
            if caller is None:
                same = code2 is None
            elif caller.f_code is code2 and caller.f_lasti == offset2:
                caller = caller.f_back
                if caller is None:
                    same = code3 is None
                else:
                    same = caller.f_code is code3 and caller.f_lasti == offset3
            else:
                same = False
        else:
            same = False
        if same:
            return callers  # type: ignore[no-any-return]
    found: list[Any] = []
    while frame is not None and len(found) < 2 * number:
        found += (frame.f_code, frame.f_lasti)
        frame = frame.f_back
    callers = tuple(found)
    if number == CALLERS_KEPT:
        latest_callers[:] = (*callers, *_NO_CALLERS[len(callers) :], callers)
        return callers
    others: tuple[Any, ...] = _latest_of_others[0]
    if callers[1::2] == others[1::2] and all(map(is_, callers[::2], others[::2])):
        return others
    _latest_of_others[0] = callers
    return callers


_latest_of_others: list[tuple[Any, ...]] = [()]
"""The callers of the latest change of which another number of them is kept."""


def place_of(at: Any) -> tuple[Any, int, tuple[Any, ...]]:
    """What a history keeps for a place that somebody hands in: a location, a captured tuple, or a stack."""
    if isinstance(at, list):
        frames = tuple(
            frame
            if isinstance(frame, Frame)
            else Frame(frame.filename, frame.lineno, frame.function, frame.content or "")
            for frame in reversed(at)
        )
        at = CodeLocation.from_frames(frames) if frames else caller_location()
    return at if type(at) is tuple else (at, 0, ())


def where_of(raw: tuple[Any, ...]) -> tuple[Any, int, tuple[Any, ...]]:
    """Place, offset and callers in a stored tuple; also in that of a foreign field class."""
    return without_package(*(place_of(raw[1]) if len(raw) == 3 else raw[1:4]))


def location_of(raw: tuple[Any, ...]) -> Location:
    """The location in a stored tuple."""
    place, offset, callers = where_of(raw)
    return place if isinstance(place, Location) else CodeLocation(place, offset, callers)


def labels_of(raw: tuple[Any, ...]) -> tuple[str, str, int]:
    """Label, layer and sequence of a stored tuple."""
    return (raw[2], "code", 0) if len(raw) == 3 else raw[4:7]


def replaces_default(raw: tuple[Any, ...]) -> bool:
    """Is a stored tuple a default that stands in the place of the one that the field declares?"""
    return labels_of(raw)[:2] == ("defaults", "default")


def was_changed(stored: list[tuple[Any, ...]] | None) -> bool:
    """Do the stored entries of a field say more than what its default is?"""
    return stored is not None and (len(stored) > 1 or (len(stored) == 1 and not replaces_default(stored[0])))


def as_entry(raw: tuple[Any, ...]) -> Entry:
    """The entry for a stored tuple."""
    return Entry(_kept_value(raw[0]), location_of(raw), *labels_of(raw))


def _kept_value(value: Any) -> Any:
    """The value for a reader: containers as copies, so that nobody edits the past."""
    if type(value) in (list, dict):
        return value.copy()
    return Edit(value.form, *map(_kept_value, value.arguments)) if type(value) is Edit else value
