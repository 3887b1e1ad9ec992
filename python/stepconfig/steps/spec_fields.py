"""Fields for the declarations of a configspec."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ..errors import FieldValidationError
from ..fields import ChoiceField, Field, ListField, RangeField
from ..fields.convert import NotConvertible, converter_for
from ..formats.text import from_text
from ..formats.tree import Text
from .override_field import OverrideField
from .path_field import PathField
from .spec_text import Check, Declaration, Word

__all__ = ["AnyListField", "ForceListField", "InputFileField", "OutputFileField", "field_for"]


class AnyListField(ListField[Any]):
    """A list whose items have any of the simple types, as ``list`` in a configspec.

    Parameters
    ----------
    doc, default, optional, minLength, maxLength
        As for `ListField`.
    """

    def __init__(
        self,
        doc: str,
        default: Any = None,
        optional: bool = False,
        minLength: int | None = None,
        maxLength: int | None = None,
    ) -> None:
        super().__init__(doc, str, default, optional, minLength=minLength, maxLength=maxLength)
        self.dtype = None

    def _type_words(self) -> str:
        return "list"

    def _item_words(self) -> str:
        return "str, bool, int, float, complex or None"

    @property
    def value_types(self) -> tuple[Any, ...]:
        return self.supportedTypes


class ForceListField(AnyListField):
    """A list for which a single value stands for a list of one, as ``force_list`` in a configspec."""

    def coerce_items(self, values: Any, start: int) -> Any:
        if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
            values = [values]
        return super().coerce_items(values, start)


class InputFileField(PathField):
    """The path of a file that exists; kept as an absolute path, in a parameter file relative to the file.

    Parameters
    ----------
    doc, default, optional
        As for `Field`.
    """

    def __init__(self, doc: str, default: str | None = None, optional: bool = False) -> None:
        super().__init__(doc, str, default, None, optional)

    def coerce(self, value: Any) -> Any:
        path = super().coerce(value)
        if not os.path.exists(path):
            raise ValueError(f"expected the path of a file that exists, got {path!r}")
        return path

    def _type_words(self) -> str:
        return "path of a file that exists"


class OutputFileField(PathField):
    """The path of a file that may be written, whose folder is made; as an `InputFileField` else.

    Parameters
    ----------
    doc, default, optional
        As for `Field`.
    """

    def __init__(self, doc: str, default: str | None = None, optional: bool = False) -> None:
        super().__init__(doc, str, default, None, optional)

    def validate(self, instance: Any) -> None:
        super().validate(instance)
        path = instance.__dict__[self.name]
        try:
            if path:
                os.makedirs(os.path.dirname(path), exist_ok=True)
        except OSError as error:
            why = f"cannot make the folder of {path}: {error.strerror or error}"
            raise FieldValidationError(self, instance, why, value=path) from None

    def _type_words(self) -> str:
        return "path of a file"


def field_for(declaration: Declaration) -> Field[Any]:
    """The field for a parameter of a configspec.

    Parameters
    ----------
    declaration : Declaration
        The parameter.

    Raises
    ------
    ValueError
        If the check is unknown, or its arguments fit neither it nor each other.
    """
    check = declaration.check
    assert check is not None
    maker = _MAKERS.get(check.kind)
    if maker is None:
        raise ValueError(f"there is no check {check.kind!r}; there are {', '.join(_MAKERS)}")
    doc = declaration.comment or f"The parameter {declaration.name}."
    has_default = "default" in check.keywords
    default = check.keywords.pop("default", None)
    is_none = isinstance(default, Word) and default == "None"
    made: Field[Any] = maker(check, doc, None if is_none else default, has_default and is_none)
    if made.dtype in (bool, int, float):
        made.convert_by(_reading_text(made.dtype))
    return made


def _reading_text(dtype: Any) -> Callable[[Any], Any]:
    """The conversion to a type as ConfigObj makes it: from text too, and for a bool from 1 and 0."""
    convert = converter_for(dtype)
    plain = Field("The value.", dtype)

    def converted(value: Any) -> Any:
        if isinstance(value, str) or (dtype is bool and type(value) is int):
            try:
                return from_text(plain, Text(value))
            except ValueError as error:
                raise NotConvertible(str(error).rpartition("; ")[2]) from None
        return convert(value)

    return converted


def _arguments(check: Check, *names: str) -> dict[str, Any]:
    """The arguments of a check by name, those given by position too."""
    if len(check.arguments) > len(names):
        raise ValueError(f"{check.kind} takes {len(names)} arguments, got {len(check.arguments)}")
    given = dict(zip(names, check.arguments, strict=False))
    for name, value in check.keywords.items():
        if name not in names:
            raise ValueError(
                f"{check.kind} takes no argument {name!r}; it takes {', '.join((*names, 'default'))}"
            )
        if name in given:
            raise ValueError(f"the argument {name!r} of {check.kind} is given twice")
        given[name] = value
    return {
        name: None if isinstance(value, Word) and value == "None" else value for name, value in given.items()
    }


def _as(dtype: Any, value: Any, what: str) -> Any:
    """An argument as a value of a type, as the text of a parameter file would be read."""
    if value is None:
        return None
    if isinstance(value, list):
        raise ValueError(f"{what}: expected one {dtype.__name__}, got a list")
    try:
        return from_text(Field(what, dtype), Text(value))
    except ValueError as error:
        raise ValueError(f"{what}: {error}") from None


def _simple(dtype: Any) -> Callable[[Check, str, Any, bool], Field[Any]]:
    def make(check: Check, doc: str, default: Any, optional: bool) -> Field[Any]:
        names = {bool: (), str: ("min", "max")}.get(dtype, ("min", "max"))
        given = _arguments(check, *names)
        default = _as(dtype, default, "default")
        if dtype is str:
            low, high = (_as(int, given.get(name), name) for name in ("min", "max"))
            check_length = None if low is None and high is None else _length_check(low, high)
            return Field(doc, str, default, check_length, optional)
        low, high = (_as(dtype, given.get(name), name) for name in ("min", "max"))
        if low is None and high is None:
            return Field(doc, dtype, default, None, optional)
        return RangeField(doc, dtype, default, optional, low, high, True, True)

    return make


def _length_check(low: int | None, high: int | None) -> Callable[[str], bool]:
    def has_right_length(text: str) -> bool:
        return (low is None or len(text) >= low) and (high is None or len(text) <= high)

    words = " and ".join(
        [
            *([f"at least {low}"] if low is not None else []),
            *([f"at most {high}"] if high is not None else []),
        ]
    )
    has_right_length.__name__ = f"of {words} characters"
    return has_right_length


def _option(check: Check, doc: str, default: Any, optional: bool) -> Field[Any]:
    if check.keywords:
        raise ValueError(f"option takes choices and default, got the argument {next(iter(check.keywords))!r}")
    choices = [each for each in check.arguments if not (isinstance(each, Word) and each == "None")]
    if not choices:
        raise ValueError("option needs at least one choice")
    dtype = _common_type(choices)
    allowed = {_as(dtype, each, "choice"): "" for each in choices}
    optional = optional or len(choices) < len(check.arguments)
    return ChoiceField(doc, dtype, allowed, _as(dtype, default, "default"), optional)


def _common_type(choices: list[Any]) -> Any:
    """The type of the choices: numbers if all are numbers without quotes, else text."""
    if not all(isinstance(each, Word) for each in choices):
        return str
    for dtype in (int, float):
        try:
            for each in choices:
                converter_for(dtype)(dtype(each))
        except (ValueError, NotConvertible):
            continue
        return dtype
    return str


def _list_of(dtype: Any) -> Callable[[Check, str, Any, bool], Field[Any]]:
    def make(check: Check, doc: str, default: Any, optional: bool) -> Field[Any]:
        given = _arguments(check, "min", "max")
        low, high = (_as(int, given.get(name), name) for name in ("min", "max"))
        limits = {"minLength": low or None, "maxLength": high}
        if default is not None and not isinstance(default, list):
            default = [default]
        if dtype is None:
            items = None if default is None else [_any_item(each) for each in default]
            kind = ForceListField if check.kind == "force_list" else AnyListField
            return kind(doc, items, optional, **limits)
        items = None if default is None else [_as(dtype, each, "default") for each in default]
        return ListField(doc, dtype, items, optional, **limits)

    return make


def _any_item(item: Any) -> Any:
    return str(item) if not isinstance(item, Word) else _as(_common_type([item]), item, "default")


def _file(kind: Any) -> Callable[[Check, str, Any, bool], Field[Any]]:
    def make(check: Check, doc: str, default: Any, optional: bool) -> Field[Any]:
        _arguments(check)
        made: Field[Any] = kind(doc, _as(str, default, "default"), optional)
        return made

    return make


_MAKERS: dict[str, Callable[[Check, str, Any, bool], Field[Any]]] = {
    "boolean": _simple(bool),
    "integer": _simple(int),
    "float": _simple(float),
    "string": _simple(str),
    "option": _option,
    "list": _list_of(None),
    "force_list": _list_of(None),
    "bool_list": _list_of(bool),
    "int_list": _list_of(int),
    "float_list": _list_of(float),
    "string_list": _list_of(str),
    "input_file": _file(InputFileField),
    "output_file": _file(OutputFileField),
    "is_string_or_datamodel": _file(OverrideField),
}
