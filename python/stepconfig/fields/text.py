"""Plain values as Python source that gives the same value back."""

from __future__ import annotations

import math
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
        return f"{{{', '.join(f'{literal(key)}: {literal(item)}' for key, item in value.items())}}}"
    return repr(value)


def _complex(value: complex) -> str:
    parts = (value.real, value.imag)
    if all(math.isfinite(part) and (part or math.copysign(1.0, part) > 0) for part in parts):
        return repr(value)
    return f"complex({literal(value.real)}, {literal(value.imag)})"


def _list(items: list[Any]) -> str:
    kinds = set(map(type, items))
    if kinds <= {str, bool, float} and (float not in kinds or all(map(_is_plain, items))):
        return repr(items)
    return f"[{', '.join(map(literal, items))}]"


def _is_plain(item: Any) -> bool:
    return type(item) is not float or math.isfinite(item)
