"""The manual page of a Config class: its doc, then each field."""

from __future__ import annotations

from typing import Any

__all__ = ["class_page"]

_WIDTH = 79


def class_page(doc: str | None, fields: dict[str, Any]) -> str | None:
    """Text for ``help``: the class's doc, then every field with type, default, unit, limits and doc.

    Parameters
    ----------
    doc : str or None
        The class's own doc.
    fields : dict
        The fields by name.
    """
    import inspect  # noqa: PLC0415 - only help needs it, and every start would pay for it

    text = inspect.cleandoc(doc) if doc else ""
    if not fields:
        return text or None
    page = [text, ""] if text else []
    page += ["Fields", "------"]
    for name, field in fields.items():
        page += _field_lines(name, field)
    return "\n".join(page)


def _field_lines(name: str, field: Any) -> list[str]:
    import inspect  # noqa: PLC0415 - only help needs them, and every start would pay for them
    import textwrap  # noqa: PLC0415

    optional = ", optional" if field.optional and not field.describe_choices() else ""
    default = field.describe_default() if field.default_text is None else field.default_text()
    head = f"{name} : {field.describe_type()}{optional}" + (f", default {default}" if default else "")
    lines = textwrap.wrap(head, _WIDTH, subsequent_indent="        ", break_long_words=False)
    for paragraph in inspect.cleandoc(field.doc).split("\n\n"):
        lines += textwrap.wrap(paragraph, _WIDTH - 4, initial_indent="    ", subsequent_indent="    ")
    for choice, choice_doc in field.describe_choices():
        lines += textwrap.wrap(
            f"{choice} : {choice_doc}", _WIDTH - 6, initial_indent="      ", subsequent_indent="          "
        )
    return lines
