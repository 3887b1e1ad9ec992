"""The manual page of a Config class: its doc, then each field, then those that were removed."""

from __future__ import annotations

from typing import Any

from ..fields.former import RemovedField

__all__ = ["class_page"]

_WIDTH = 79


def class_page(doc: str | None, fields: dict[str, Any], former: dict[str, Any]) -> str | None:
    """Text for ``help``: the class's doc, then every field with type, default, unit, limits and doc.

    Parameters
    ----------
    doc : str or None
        The class's own doc.
    fields : dict
        The fields by name.
    former : dict
        What the names stand for that the class has no longer.
    """
    import inspect  # noqa: PLC0415 - only help needs it, and every start would pay for it

    removed = {name: field for name, field in former.items() if isinstance(field, RemovedField)}
    sections = [inspect.cleandoc(doc)] if doc else []
    sections += _section("Fields", [line for field in fields.items() for line in _field_lines(*field)])
    sections += _section("Removed", [line for field in removed.items() for line in _removed_lines(*field)])
    return "\n\n".join(sections) or None


def _section(title: str, lines: list[str]) -> list[str]:
    return ["\n".join([title, "-" * len(title), *lines])] if lines else []


def _field_lines(name: str, field: Any) -> list[str]:
    import textwrap  # noqa: PLC0415 - only help needs it, and every start would pay for it

    optional = ", optional" if field.optional and not field.describe_choices() else ""
    default = field.describe_default() if field.default_text is None else field.default_text()
    head = f"{name} : {field.describe_type()}{optional}" + (f", default {default}" if default else "")
    if field.renamed_from:
        head += f", formerly {', '.join(field.renamed_from)}"
    lines = textwrap.wrap(head, _WIDTH, subsequent_indent="        ", break_long_words=False)
    lines += _paragraphs(field.doc)
    for choice, choice_doc in field.describe_choices():
        lines += textwrap.wrap(
            f"{choice} : {choice_doc}", _WIDTH - 6, initial_indent="      ", subsequent_indent="          "
        )
    return lines


def _removed_lines(name: str, field: RemovedField) -> list[str]:
    return [name, *_paragraphs(field.words())]


def _paragraphs(doc: str) -> list[str]:
    import inspect  # noqa: PLC0415 - only help needs them, and every start would pay for them
    import textwrap  # noqa: PLC0415

    lines: list[str] = []
    for paragraph in inspect.cleandoc(doc).split("\n\n"):
        lines += textwrap.wrap(paragraph, _WIDTH - 4, initial_indent="    ", subsequent_indent="    ")
    return lines
