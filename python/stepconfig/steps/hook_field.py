"""HooksField: what is run before or after a step, as a parameter."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import reduce
from typing import Any

from ..errors import StepClassError, UsageError, expected
from ..fields import ListField
from ..fields.text import literal
from .find import importable_name

__all__ = ["HooksField", "hook_text", "is_step", "is_step_class"]


class HooksField(ListField[Any]):
    """A field that holds hooks: step classes, step instances, functions, and texts.

    A text is ``module.Class``, ``module.Class(par='x', n=2)``, ``module.function``, or a shell command. A
    single hook stands for a list of one.

    Parameters
    ----------
    doc : str
        When the hooks are run.
    default : iterable, optional
        The hooks of a new config.

    Examples
    --------
    >>> from stepconfig import StepConfig
    >>> StepConfig(pre_hooks="fitsinfo {0}").pre_hooks
    ['fitsinfo {0}']
    """

    def __init__(self, doc: str, default: Iterable[Any] = ()) -> None:
        super().__init__(doc, str, list(default))

    def coerce_items(self, values: Any, start: int) -> Any:
        if _is_hook(values) or not hasattr(values, "__iter__"):
            values = [values]
        return [self.coerce_item(position, item) for position, item in enumerate(values, start)]

    def coerce_item(self, position: int, item: Any) -> Any:
        if not _is_hook(item):
            raise TypeError(f"Item at position {position}: {expected(self._item_words(), item)}")
        if isinstance(item, str) and not item.strip():
            raise ValueError(f"Item at position {position}: an empty text is no hook")
        return str(item) if isinstance(item, str) else item

    def _item_words(self) -> str:
        return "Step class, Step, function, or text that names one or is a shell command"

    def _type_words(self) -> str:
        return "list of hooks"

    def split(self, text: str) -> list[str]:
        """The hooks in a text of the command line: between commas outside of quotes and brackets."""
        return _split(text)

    def plain(self, value: Any) -> Any:
        return None if value is None else [hook_text(item) or item for item in value]

    def source_text(self, value: Any) -> str:
        texts: list[str] = []
        for item in value or ():
            text = hook_text(item)
            if text is None:
                raise UsageError(
                    f"{self.name}: {item!r} cannot be saved, as no text leads to it; define it at the top of"
                    " a module, and give a step only parameters of simple types"
                )
            texts.append(text)
        return literal(texts if value is not None else None)


def is_step_class(item: Any) -> bool:
    """Is it the class of a step?"""
    return isinstance(item, type) and hasattr(item, "ConfigClass") and hasattr(item, "process")


def is_step(item: Any) -> bool:
    """Is it a step?"""
    return is_step_class(type(item))


def _is_hook(item: Any) -> bool:
    if isinstance(item, type):
        return is_step_class(item)
    return isinstance(item, str) or callable(item)


def hook_text(item: Any) -> str | None:
    """The text that stands for a hook in a file; None if there is none.

    Parameters
    ----------
    item : str, type, Step or callable
        The hook.
    """
    if isinstance(item, str):
        return item
    try:
        if isinstance(item, type):
            return importable_name(item)
        if is_step(item):
            return f"{importable_name(type(item))}{_arguments(item)}"
    except (StepClassError, SyntaxError, ValueError):
        return None
    module, name = getattr(item, "__module__", None), getattr(item, "__qualname__", "")
    try:
        found = reduce(getattr, name.split("."), sys.modules[module])  # type: ignore[index]
    except (AttributeError, KeyError):
        return None
    return f"{module}.{name}" if found is item else None


def _arguments(step: Any) -> str:
    """The arguments with which a step is made again; nothing if it has only defaults.

    Raises
    ------
    ValueError
        If one cannot be written.
    """
    values, usual = step.config.toDict(), type(step.config)().toDict()
    given = {name: value for name, value in values.items() if value != usual[name]}
    if step.name != type(step).__name__:
        given = {"name": step.name, **given}
    import ast  # noqa: PLC0415 - it is a tenth of the import, and few steps are saved as hooks

    for name, value in given.items():
        if ast.literal_eval(repr(value)) != value:
            raise ValueError(name)
    words = ", ".join(f"{name}={value!r}" for name, value in given.items())
    return f"({words})" if words else ""


def _split(text: str) -> list[str]:
    items, item, depth, quote = [], "", 0, ""
    for character in text:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character == "," and depth <= 0:
            items.append(item)
            item = ""
            continue
        item += character
    if quote:
        raise ValueError(f"{text!r} cannot be read: a quotation mark is missing")
    items.append(item)
    return [_unquoted(each.strip()) for each in items if each.strip()]


def _unquoted(text: str) -> str:
    mark = text[0]
    inner = text[1:-1]
    return inner if mark in "'\"" and len(text) > 1 and text[-1] == mark and mark not in inner else text
