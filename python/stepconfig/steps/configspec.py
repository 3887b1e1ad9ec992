"""The parameters of a step as configspec text, the form in which stpipe declares them."""

from __future__ import annotations

import math
import re
from typing import Any

from ..fields import ChoiceField, DictField, ListField, RangeField
from ..fields.text import literal
from ..names import option_part
from ..nested.choice import ConfigChoiceField
from ..nested.config_dict import ConfigDictField
from .hook_field import HooksField
from .override_field import OverrideField

__all__ = ["configspec", "without_comments"]

_BEFORE_COMMENT = re.compile(r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^'"])*?(?= # )""")

_TYPES = {bool: "boolean", int: "integer", float: "float", str: "string", None: "pass"}
_LISTS = {bool: "bool_list", int: "int_list", float: "float_list", str: "string_list"}


def configspec(config_class: Any) -> str:
    """Configspec text of a Config class: one line a parameter, sections for nested configs and dicts.

    Parameters
    ----------
    config_class : type
        The Config class. Defaults are those of a new config, ``setDefaults`` included.

    Notes
    -----
    Limits in a configspec are inclusive; those that are not are told in the comment.
    """
    return _spec(config_class(), 0)


def without_comments(text: str) -> str:
    """The configspec text without the comments; a number sign in quotes begins none.

    Parameters
    ----------
    text : str
        What `configspec` gives.

    Examples
    --------
    >>> without_comments("s = string(default='a # b') # A text.")
    "s = string(default='a # b')"
    """
    found = ((line, _BEFORE_COMMENT.match(line)) for line in text.splitlines())
    return "\n".join(line if before is None else before[0] for line, before in found)


def _spec(config: Any, depth: int) -> str:
    lines: list[str] = []
    sections: list[str] = []
    indent = "    " * depth
    for name, field in type(config)._fields.items():
        value = getattr(config, name)
        heading = _heading(name, depth)
        if isinstance(field, ConfigChoiceField):
            sections += [heading, *_choice(field, value, depth + 1)]
        elif isinstance(field, ConfigDictField):
            sections += [f"{heading} # {_comment(field)}", _items_spec(field, value, depth + 1)]
        elif field.holds_configs:
            children = list(field.children(value))
            sections += [heading] * bool(children)
            for suffix, child in children:
                part = option_part(suffix)
                sections += [_heading(part, depth + 1)] * bool(part)
                sections.append(_spec(child, depth + 1 + bool(part)))
        elif isinstance(field, DictField):
            sections += [
                f"{heading} # {_comment(field)}",
                *_items(field, field.plain(value), indent + "    "),
            ]
        else:
            lines.append(f"{indent}{name} = {_check(field, field.plain(value))} # {_comment(field)}")
    return "\n".join([*lines, *(section for section in sections if section)])


def _heading(name: str, depth: int) -> str:
    return f"{'    ' * depth}{'[' * (depth + 1)}{name}{']' * (depth + 1)}"


def _items_spec(field: Any, items: Any, depth: int) -> str:
    """The sections of a dict of configs: those of its items, then what any other has."""
    configs = {**(items or {}), "__many__": field.itemtype()}
    indent, left, right = "    " * depth, "[" * (depth + 1), "]" * (depth + 1)
    sections = [(f"{indent}{left}{key}{right}", _spec(item, depth + 1)) for key, item in configs.items()]
    return "\n".join(part for section in sections for part in section if part)


def _choice(field: Any, value: Any, depth: int) -> list[str]:
    """The selection, then a section for each config that is selected."""
    indent = "    " * depth
    ((suffix, selected),) = field.own_parts(value).items()
    arguments = [] if field.multi else [_text(str(name)) for name in value]
    if selected is not None or field.optional:
        arguments.append(f"default={_text(selected)}")
    kind = "string_list" if field.multi else "option"
    lines = [f"{indent}{suffix[1:]} = {kind}({', '.join(arguments)}) # {_comment(field)}"]
    for name in [] if selected is None else selected if field.multi else [selected]:
        lines += [f"{indent}{'[' * (depth + 1)}{name}{']' * (depth + 1)}", _spec(value[name], depth + 1)]
    return lines


def _comment(field: Any) -> str:
    words = " ".join(field.doc.split())
    if isinstance(field, RangeField):
        if field.min is not None and not field.inclusiveMin:
            words += f" Above {_text(field.min)}."
        if field.max is not None and not field.inclusiveMax:
            words += f" Below {_text(field.max)}."
    return f"{words} [{field.unit}]" if field.unit else words


def _check(field: Any, default: Any) -> str:
    arguments: list[str] = []
    limits: tuple[tuple[str, Any], ...] = ()
    if isinstance(field, ListField):
        kind = "list" if isinstance(field, HooksField) else _LISTS.get(field.dtype, "list")
        limits = (("min", field.length or field.minLength), ("max", field.length or field.maxLength))
    elif isinstance(field, OverrideField):
        kind = "is_string_or_datamodel"
    elif isinstance(field, ChoiceField):
        kind = "option"
        arguments += [_text(choice) for choice in field.allowed if choice is not None]
    else:
        kind = _TYPES.get(field.dtype, "string")
        if isinstance(field, RangeField):
            limits = (("min", field.min), ("max", field.max))
    arguments += [f"{word}={_text(limit)}" for word, limit in limits if limit is not None]
    if default is not None or field.optional:
        arguments.append(f"default={_text(default)}")
    return f"{kind}({', '.join(arguments)})"


def _items(field: Any, default: Any, indent: str) -> list[str]:
    """The lines of a dict: those of its defaults, then what any other item has to be."""
    kind = _TYPES.get(field.itemtype, "string")
    defaults = (default or {}).items()
    lines = [f"{indent}{key} = {kind}(default={_text(item)})" for key, item in defaults]
    return [*lines, f"{indent}__many__ = {kind}"]


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return f"list({', '.join(map(_text, value))})"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return repr(str(value)) if isinstance(value, complex) else literal(value)
