"""The few conversions that a value field makes: what is stored is always the plain Python type."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

__all__ = ["NotConvertible", "converter_for", "dtype_from", "supported_types"]

supported_types: tuple[type, ...] = (str, bool, int, float, complex)
"""The types a plain field can hold."""


class NotConvertible(TypeError):
    """A value is not of the type asked, nor of one that stands for it.

    The text is a hint for the user, often empty.
    """


def dtype_from(field: Any, dtype: Any, doc: Any = "") -> Any:
    """The type that a field was given; the error that it has none, or has it in the place of the doc."""
    kind = type(field).__name__
    if isinstance(doc, type):
        raise ValueError(f"the doc of a field comes first: {kind}('What it means.', {doc.__name__}, ...)")
    if dtype is None:
        raise ValueError(f"a {kind} needs a type: {kind}(doc, dtype=float) or {kind}[float](doc)")
    return dtype


def _unwrapped(value: Any) -> Any:
    """The Python scalar in a NumPy scalar or 0-d array; NumPy itself is not needed for it."""
    dtype = getattr(value, "dtype", None)
    if dtype is None or getattr(value, "ndim", None) != 0:
        return value
    if getattr(dtype, "kind", "") in ("m", "M"):
        raise NotConvertible  # a time in nanoseconds would come out as an int
    if getattr(value, "mask", False):
        raise NotConvertible("it is masked")
    try:
        return value.item()
    except Exception as error:
        raise NotConvertible(str(error)) from error


def to_str(value: Any) -> str:
    """A str; str subclasses (`numpy.str_`, string enumerations) by their text."""
    if not isinstance(value, str):
        value = _unwrapped(value)
        if not isinstance(value, str):
            raise NotConvertible
    return str.__str__(value)


def to_bool(value: Any) -> bool:
    """A bool; of the rest only `numpy.bool_`."""
    value = _unwrapped(value)
    if value is True or value is False:
        return bool(value)
    is_flag = isinstance(value, (int, float)) and value in (0, 1)
    raise NotConvertible("write True or False" if is_flag else "")


def to_int(value: Any) -> int:
    """An int; integer scalars of NumPy and int subclasses by their value, but no bool."""
    if type(value) is int:
        return value
    value = _unwrapped(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise NotConvertible
    return int.__int__(value)


def to_float(value: Any) -> float:
    """A float; also from an int, a fraction and NumPy's real scalars, but no bool."""
    if type(value) is float:
        return value
    if isinstance(value, float):
        return float.__float__(value)
    value = _unwrapped(value)
    if isinstance(value, bool) or not (isinstance(value, (int, float)) or _is_real(value)):
        raise NotConvertible
    try:
        number = float(value)
    except OverflowError:
        raise NotConvertible("it is too large for a float") from None
    if math.isinf(number) and number != value:
        raise NotConvertible("it is too large for a float")
    return number


def _is_real(value: Any) -> bool:
    """Is it a fraction, or a NumPy float that is longer than Python's?"""
    return isinstance(getattr(value, "denominator", None), int) or _is_scalar_of_kind(value, "f")


def _is_scalar_of_kind(value: Any, kind: str) -> bool:
    """Is it one value of a kind of NumPy's?"""
    return getattr(getattr(value, "dtype", None), "kind", "") == kind and getattr(value, "ndim", None) == 0


def to_complex(value: Any) -> complex:
    """A complex; also from NumPy's complex scalars, but from no real number."""
    if not isinstance(value, complex):
        value = _unwrapped(value)
        if not isinstance(value, complex) and not _is_scalar_of_kind(value, "c"):
            is_real = isinstance(value, (int, float)) and not isinstance(value, bool)
            raise NotConvertible("write it as a complex number, for example 1+0j" if is_real else "")
    return complex(value)


_converters: dict[type, Callable[[Any], Any]] = {
    str: to_str,
    bool: to_bool,
    int: to_int,
    float: to_float,
    complex: to_complex,
}


def converter_for(dtype: type | None) -> Callable[[Any], Any]:
    """The conversion to ``dtype``; None stands for any of the supported types.

    Parameters
    ----------
    dtype : type or None
        One of `supported_types`, or a class of a user's own field kind, whose instances pass as they are.
    """
    if dtype is None:
        return _to_any
    return _converters.get(dtype) or _instance_check(dtype)


def _to_any(value: Any) -> Any:
    kind = type(value)
    if kind in _converters:
        return value
    value = _unwrapped(value)
    for dtype in supported_types:
        if isinstance(value, dtype) and not (isinstance(value, bool) and dtype is not bool):
            return _converters[dtype](value)
    if _is_scalar_of_kind(value, "f"):
        return to_float(value)
    if _is_scalar_of_kind(value, "c"):
        return to_complex(value)
    raise NotConvertible


def _instance_check(dtype: type) -> Callable[[Any], Any]:
    def check_instance(value: Any) -> Any:
        if not isinstance(value, dtype):
            raise NotConvertible
        return value

    return check_instance
