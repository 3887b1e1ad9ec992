"""Plain values as JSON has them: what it cannot hold is text that the field reads."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..names import shown

__all__ = ["json_form"]

_LARGE_INT_BITS = 10_000
"""Larger integers are written as hexadecimal text, as not every reader takes so many digits."""


def json_form(value: Any) -> Any:
    """A plain value as JSON has it: what JSON cannot hold becomes text that its field reads.

    Parameters
    ----------
    value : None, str, bool, int, float, complex, or a list or dict of these
        The value. Anything else becomes its representation.

    Examples
    --------
    >>> json_form({1: [0.5, float("nan"), 1 + 2j]})
    {'1': [0.5, 'nan', '(1+2j)']}
    """
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        return value if value.bit_length() < _LARGE_INT_BITS else hex(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, complex):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [json_form(item) for item in value]
    if isinstance(value, Mapping):
        return {_json_key(key): json_form(item) for key, item in value.items()}
    return shown(value)


def _json_key(key: Any) -> str:
    form = json_form(key)
    return form if isinstance(form, str) else str(form)
