"""ChoiceField: one of a few documented values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from ..errors import expected
from ..names import nearest, type_name
from .base import Field
from .convert import NotConvertible, converter_for
from .text import literal

__all__ = ["ChoiceField"]

T = TypeVar("T")


class ChoiceField(Field[T]):
    """A field whose value is one of a few, each with a doc.

    Parameters
    ----------
    doc : str
        What the choice decides.
    dtype : type
        Type of the values.
    allowed : dict
        The allowed values, each with its doc.
    default : object, optional
        The value of a new config.
    optional : bool, optional
        May the value be None when the config is validated? Unlike all other kinds of field, the default
        is True; None is then among the allowed values.
    deprecated : str, optional
        Why the field should not be used any more.
    unit : str, optional
        Physical unit of the value.
    renamed_from : str or iterable of str, optional
        What the field was called formerly.

    Raises
    ------
    ValueError
        If an allowed value is not of the type, there is none, or the doc is empty.

    Examples
    --------
    >>> from stepconfig import ChoiceField, Config
    >>> class Overscan(Config):
    ...     fit = ChoiceField(
    ...         "Model of the overscan.", str, {"median": "One number a row.", "spline": "A smooth curve."}
    ...     )
    >>> Overscan(fit="median").fit
    'median'
    """

    def __init__(
        self,
        doc: str,
        dtype: type[T] | None = None,
        allowed: Mapping[T, str] | None = None,
        default: T | None = None,
        optional: bool = True,
        deprecated: str | None = None,
        *,
        unit: str | None = None,
        renamed_from: str | Iterable[str] = (),
    ) -> None:
        super().__init__(
            doc, dtype, default, None, optional, deprecated, unit=unit, renamed_from=renamed_from
        )
        if allowed is None or not (allowed or optional):
            raise ValueError("a ChoiceField needs allowed={value: doc, ...} with at least one value")
        if not isinstance(allowed, Mapping):
            raise ValueError(f"allowed {expected('a dict of each value and its doc', allowed)}")
        convert = converter_for(self.dtype)
        choices: dict[Any, str] = {}
        for choice, choice_doc in allowed.items():
            try:
                choices[None if choice is None else convert(choice)] = choice_doc
            except NotConvertible:
                raise ValueError(
                    f"the allowed choice {choice!r}: {expected(type_name(self.dtype), choice)}"
                ) from None
        if optional:
            choices.setdefault(None, "No value.")
        self.allowed = choices

    allowed: dict[Any, str]

    def _limits(self) -> str:
        return f", one of {', '.join(literal(choice) for choice in self.allowed)}"

    def coerce(self, value: Any) -> Any:
        is_usual = self.check is None and type(self)._validateValue is ChoiceField._validateValue
        if is_usual and type(value) is self.dtype and value in self.allowed:
            return value
        return super().coerce(value)

    def _validateValue(self, value: Any) -> None:
        super()._validateValue(value)
        if value is not None and value not in self.allowed:
            text = expected(self.expects(), value)
            if isinstance(value, str):
                close = nearest(value, [choice for choice in self.allowed if isinstance(choice, str)])
                if close:
                    text += f"; did you mean {close[0]!r}?"
            raise ValueError(text)

    def describe_type(self) -> str:
        words = type_name(self.dtype)
        return f"{words} [{self.unit}]" if self.unit else words

    def describe_choices(self) -> list[tuple[str, str]]:
        return [(literal(choice), str(choice_doc)) for choice, choice_doc in self.allowed.items()]

    def value_schema(self, defs: Any) -> dict[str, Any]:
        """Each choice with its doc, which an editor shows."""
        choices = [
            {"const": defs.plain(choice), "description": str(choice_doc)}
            for choice, choice_doc in self.allowed.items()
            if choice is not None or self.optional
        ]
        return {"anyOf": choices}
