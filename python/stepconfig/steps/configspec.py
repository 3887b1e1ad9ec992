"""The parameters of a step as configspec text, the form in which stpipe declares them."""

from __future__ import annotations

from typing import Any

from ..fields import ChoiceField, ListField, RangeField
from ..fields.text import literal

__all__ = ["configspec"]

_TYPES = {bool: "boolean", int: "integer", float: "float", str: "string"}


def configspec(config_class: Any, depth: int = 0) -> str:
    """Configspec text of a Config class: one line a parameter, sections for nested configs.

    Parameters
    ----------
    config_class : type
        The Config class.
    depth : int, optional
        How many sections it is in.
    """
    lines: list[str] = []
    sections: list[str] = []
    indent = "    " * depth
    for name, field in config_class._fields.items():
        if field.holds_configs:
            mark = depth + 1
            sections.append(f"{indent}{'[' * mark}{name}{']' * mark}")
            sections.append(configspec(field.dtype, depth + 1))
        else:
            doc = " ".join(field.doc.split())
            unit = f" [{field.unit}]" if field.unit else ""
            lines.append(f"{indent}{name} = {_check(field)} # {doc}{unit}")
    return "\n".join([*lines, *(section for section in sections if section)])


def _check(field: Any) -> str:
    arguments: list[str] = []
    if isinstance(field, ListField):
        kind = f"{_TYPES[field.dtype]}_list" if field.dtype in _TYPES else "list"
        kind = {"boolean_list": "bool_list", "integer_list": "int_list"}.get(kind, kind)
        low = field.length or field.minLength
        high = field.length or field.maxLength
        arguments += [f"{word}={limit}" for word, limit in (("min", low), ("max", high)) if limit is not None]
    elif isinstance(field, ChoiceField):
        kind = "option"
        arguments += [_quoted(choice) for choice in field.allowed if choice is not None]
    else:
        kind = _TYPES.get(field.dtype, "string")
        if isinstance(field, RangeField):
            limits = (("min", field.min), ("max", field.max))
            arguments += [f"{word}={limit}" for word, limit in limits if limit is not None]
    arguments.append(f"default={_quoted(field.default)}")
    return f"{kind}({', '.join(arguments)})"


def _quoted(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return f"list({', '.join(_quoted(item) for item in value)})"
    return literal(value)
