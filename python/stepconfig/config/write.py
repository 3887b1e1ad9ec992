"""Setting an attribute of a config: the usual write in one flat function, all others by their fields.

Writing is what driver code and override files do most, and half of its time would go into calls: of
`Field.__set__`, `record`, and the walk over the stack. For a value of exactly the declared type, set by
code, this function does what those three do; `tests/config/test_write.py` holds the two against each other.
"""

from __future__ import annotations

from sys import _getframe
from typing import Any

from ..history.location import CALLERS_KEPT, caller_location, inside_package
from ..history.record import (
    acting_location,
    before_change,
    callers_from,
    current_acting,
    latest_callers,
    next_sequence,
)

__all__ = ["set_attribute", "set_frozen"]


def set_attribute(self: Any, attr: str, value: Any, at: Any = None, label: str = "assignment") -> None:
    """Set the value of a field; other attributes cannot be set, descriptors of the class apart.

    Parameters
    ----------
    attr : str
        Name of the field.
    value : object
        The value.
    at : Location or list of Frame, optional
        Who sets it; by default the line that does.
    label : str, optional
        What is done.
    """
    try:
        dtype, low, high = self._usual[attr]  # of a frozen config there is none
    except KeyError:
        return _set_by_field(self, attr, value, at, label)
    if type(value) is not dtype or at is not None or (low is not None and not low <= value <= high):
        return _set_by_field(self, attr, value, at, label)
    frame = _getframe(1)
    code = frame.f_code
    current = current_acting()
    if current is None:
        if inside_package[code.co_filename]:
            return _set_by_field(self, attr, value, at, label)
        layer = "code"
        caller = frame.f_back
        known, callers = latest_callers
        for known_code, known_offset in known:
            if caller is None or caller.f_code is not known_code or caller.f_lasti != known_offset:
                callers = callers_from(frame.f_back, CALLERS_KEPT)
                break
            caller = caller.f_back
        else:
            if len(known) != CALLERS_KEPT and (caller is not None or len(known) > CALLERS_KEPT):
                callers = callers_from(frame.f_back, CALLERS_KEPT)
    elif code is current.code and current.location is None and current.label is None:
        layer = current.layer
        callers = current.callers
        if id(self) not in current.noted:
            before_change(self)
    else:
        return _set_by_field(self, attr, value, at, label)
    entry = (value, code, frame.f_lasti, callers, label, layer, next_sequence())
    history = self._history
    if attr in history:
        history[attr].append(entry)
    else:
        history.setdefault(attr, []).append(entry)
    self._values[attr] = value
    return None


def _set_by_field(self: Any, attr: str, value: Any, at: Any, label: str) -> None:
    """Every other write: by the field's own ``__set__``, or of what is no field."""
    field = self._plan.fields.get(attr)
    if field is None:
        self._set_other(attr, value)
        return
    if field.deprecated is not None:
        self._warn_of(field)
    if field.sets_itself and at is None:
        at = acting_location() or caller_location()
    field.__set__(self, value, at, label)


def set_frozen(config: Any, frozen: bool) -> None:
    """Freeze or thaw one config; a frozen one has no usual writes."""
    object.__setattr__(config, "_frozen", frozen)
    object.__setattr__(config, "_usual", {} if frozen else config._plan.usual)
