"""RangeField: a number between limits."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, TypeVar

from ..errors import expected
from .base import Field
from .text import literal

__all__ = ["RangeField"]

T = TypeVar("T")


class RangeField(Field[T]):
    """A field that holds an ``int`` or ``float`` between limits.

    Parameters
    ----------
    doc : str
        What the value means.
    dtype : type
        ``int`` or ``float``.
    default : int or float, optional
        The value of a new config.
    optional : bool, optional
        May the value be None when the config is validated?
    min, max : int or float, optional
        The limits; None for no limit.
    inclusiveMin, inclusiveMax : bool, optional
        Are the limits themselves allowed?
    deprecated : str, optional
        Why the field should not be used any more.
    unit : str, optional
        Physical unit of the value.
    renamed_from : str or iterable of str, optional
        What the field was called formerly.

    Raises
    ------
    ValueError
        If no value could be inside the limits, the doc is empty, or the type is none of the two.

    Examples
    --------
    >>> from stepconfig import Config, RangeField
    >>> class Mesh(Config):
    ...     box = RangeField("Size of a box.", int, 64, min=8, max=512, inclusiveMax=True, unit="pixel")
    >>> Mesh(box=4)
    Traceback (most recent call last):
    ...
    stepconfig.errors.FieldValidationError: RangeField 'box' failed validation: expected int in [8, 512]...
    """

    supportedTypes = (int, float)

    def __init__(
        self,
        doc: str,
        dtype: type[T] | None = None,
        default: T | None = None,
        optional: bool = False,
        min: T | None = None,
        max: T | None = None,
        inclusiveMin: bool = True,
        inclusiveMax: bool = False,
        deprecated: str | None = None,
        *,
        unit: str | None = None,
        renamed_from: str | Iterable[str] = (),
    ) -> None:
        self.__dict__.update(
            min=min, max=max, inclusiveMin=bool(inclusiveMin), inclusiveMax=bool(inclusiveMax)
        )
        super().__init__(
            doc, dtype, default, None, optional, deprecated, unit=unit, renamed_from=renamed_from
        )
        low: Any = min
        high: Any = max
        if low is not None and high is not None:
            if low > high:
                raise ValueError(f"min = {low} > {high} = max; no value can be in the range")
            if low == high and not (inclusiveMin and inclusiveMax):
                raise ValueError(
                    f"min = max = {low}, and inclusiveMin and inclusiveMax are not both set;"
                    " no value can be in the range"
                )

    min: T | None
    max: T | None
    inclusiveMin: bool
    inclusiveMax: bool

    @property
    def rangeString(self) -> str:
        """The range in the usual notation: ``[0, 100)``."""
        low = "(-inf" if self.min is None else f"{'[' if self.inclusiveMin else '('}{literal(self.min)}"
        high = "inf)" if self.max is None else f"{literal(self.max)}{']' if self.inclusiveMax else ')'}"
        return f"{low}, {high}"

    def _limits(self) -> str:
        return f" in {self.rangeString}"

    def plain_limits(self) -> tuple[Any, Any] | None:
        if not self._stores_as_it_is(RangeField):
            return None
        low = _inclusive(self.min, self.inclusiveMin, self.dtype, 1)
        high = _inclusive(self.max, self.inclusiveMax, self.dtype, -1)
        return None if low is None or high is None else (low, high)

    def coerce(self, value: Any) -> Any:
        is_usual = type(value) is self.dtype and type(self)._validateValue is RangeField._validateValue
        if is_usual and self._is_inside(value):
            return value
        return super().coerce(value)

    def _is_inside(self, value: Any) -> bool:
        low: Any = self.min
        high: Any = self.max
        above = low is None or (value >= low if self.inclusiveMin else value > low)
        return above and (high is None or (value <= high if self.inclusiveMax else value < high))

    def _validateValue(self, value: Any) -> None:
        super()._validateValue(value)
        if value is not None and not self._is_inside(value):
            raise ValueError(expected(self.expects(), value))

    def value_schema(self, defs: Any) -> dict[str, Any]:
        limits = {
            "minimum" if self.inclusiveMin else "exclusiveMinimum": self.min,
            "maximum" if self.inclusiveMax else "exclusiveMaximum": self.max,
        }
        limits = {word: limit for word, limit in limits.items() if _is_json_number(limit)}
        return {**defs.scalar(self.dtype, self._is_inside), **limits}


def _is_json_number(limit: Any) -> bool:
    return isinstance(limit, int) or (isinstance(limit, float) and math.isfinite(limit))


def _inclusive(limit: Any, is_inclusive: bool, dtype: Any, inward: int) -> Any:
    """The limit as one that is itself allowed; None where that cannot be said exactly."""
    if limit is None:
        return -inward * math.inf
    if is_inclusive:
        return limit
    if dtype is int:
        return limit + inward if type(limit) is int else None
    try:
        exact = float(limit)
    except OverflowError:
        return None
    inside = math.nextafter(exact, inward * math.inf)
    return inside if exact == limit != inside else None
