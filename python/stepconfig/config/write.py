"""Setting an attribute of a config: the usual write in one flat function, all others by their fields.

Writing is what driver code and override files do most, and half of its time would go into calls: of
`Field.__set__`, `record`, and the walk over the stack. For a value of exactly the declared type, set by
code, this function does what those three do; `tests/config/test_write.py` holds the two against each other.
"""

from __future__ import annotations

from sys import _getframe
from typing import Any

from ..history.location import CALLERS_KEPT, caller_location
from ..history.record import (
    acting_location,
    before_change,
    callers_from,
    current_acting,
    latest_callers,
    next_sequence,
)

__all__ = ["set_attribute", "set_frozen"]


def set_attribute(
    self: Any, attr: str, value: Any, at: Any = None, label: str = "assignment", frames_out: int = 1
) -> None:
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
    frames_out : int, optional
        How many frames out the line is that sets it.
    """
    try:
        dtype, low, high = self._usual[attr]  # of a frozen config there is none
    except KeyError:
        dtype = low = high = None  # the error that the field raises shall not show this one as its context
    if type(value) is not dtype or at is not None or not (low is None or low <= value <= high):
        return _set_by_field(self, attr, value, at, label)
    # A step, which hands on an attribute to its config, is one frame further in.
    frame = _getframe(frames_out)
    code = frame.f_code
    current = current_acting()
    if current is None:
        layer = "code"
        code1, offset1, code2, offset2, code3, offset3, callers = latest_callers
        caller = frame.f_back
        # As in `callers_from`, to which a call would take a tenth of the time.
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
        if not same:
            callers = callers_from(frame.f_back, CALLERS_KEPT)
    elif code is current.code and current.location is None and current.label is None:
        layer = current.layer
        callers = current.callers
        if id(self) not in current.noted:
            before_change(self)
    else:
        return _set_by_field(self, attr, value, at, label)
    entry = (value, code, frame.f_lasti, callers, label, layer, next_sequence())
    try:
        self._stored_history[attr].append(entry)
    except KeyError:
        self._stored_history.setdefault(attr, []).append(entry)
    self._values[attr] = value
    return None


def _set_by_field(self: Any, attr: str, value: Any, at: Any, label: str) -> None:
    """Every other write: by the field's own ``__set__``, or of what is no field."""
    field = self._plan.fields.get(attr)
    if field is None:
        current = self._current_name(attr)
        if current is None:
            self._set_other(attr, value)
            return
        field = self._plan.fields[current]
    if field.deprecated is not None:
        self._warn_of(field)
    if field.sets_itself and at is None:
        at = acting_location() or caller_location()
    field.__set__(self, value, at, label)


def set_frozen(config: Any, frozen: bool) -> None:
    """Freeze or thaw one config; a frozen one has no usual writes."""
    object.__setattr__(config, "_frozen", frozen)
    object.__setattr__(config, "_usual", {} if frozen else config._plan.usual)
