"""Plain values as Python source that gives the same value back."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

__all__ = ["literal"]

_LARGE_INT_BITS = 10_000
"""Larger integers are written in hexadecimal: the decimal form is slow, and the interpreter limits it."""


def literal(value: Any) -> str:
    """Source text of a plain value; nan, infinities, signed zeros and huge integers survive.

    Parameters
    ----------
    value : None, str, bool, int, float, complex, or a list, tuple or dict of these
        The value.

    Examples
    --------
    >>> literal([1.5, float("nan"), -0.0]), literal({"a": complex(0.0, float("inf"))})
    ("[1.5, float('nan'), -0.0]", "{'a': complex(0.0, float('inf'))}")
    """
    kind = type(value)
    if kind is float:
        return repr(value) if math.isfinite(value) else f"float({str(value)!r})"
    if kind is int:
        return repr(value) if value.bit_length() < _LARGE_INT_BITS else hex(value)
    if kind is complex:
        return _complex(value)
    if kind is list:
        return _list(value)
    if kind is tuple:
        return f"({''.join(literal(item) + ', ' for item in value)})"
    if kind is dict:
        if _have_plain_repr(value) and _have_plain_repr(value.values()):
            return repr(value)
        return f"{{{', '.join(f'{literal(key)}: {literal(item)}' for key, item in value.items())}}}"
    return repr(value)


def _complex(value: complex) -> str:
    parts = (value.real, value.imag)
    is_plain = all(math.isfinite(part) and (part or math.copysign(1.0, part) > 0) for part in parts)
    if is_plain and (value.real or value.imag >= 0):  # `-1j` is the negative of `1j`: its real part is -0.0
        return repr(value)
    return f"complex({literal(value.real)}, {literal(value.imag)})"


def _list(items: list[Any]) -> str:
    return repr(items) if _have_plain_repr(items) else f"[{', '.join(map(literal, items))}]"


def _have_plain_repr(items: Collection[Any]) -> bool:
    """Is the source text of these items what `repr` gives?"""
    kinds = set(map(type, items))
    if len(kinds) == 1:
        (kind,) = kinds
        return kind is str or kind is bool or (kind is float and all(map(math.isfinite, items)))
    return not kinds
