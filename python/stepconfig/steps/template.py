"""Templates: files with every parameter of a class, its doc, unit, limits, choices and default."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..config.override import preamble
from ..config.values import values_of
from ..fields.text import literal
from ..formats.commented import (
    Items,
    Remark,
    Section,
    Value,
    asdf_document,
    json_document,
    toml_document,
    toml_text,
    wrapped,
    yaml_document,
    yaml_text,
)
from ..names import option_part
from ..nested.choice import ConfigChoiceField
from .config import StepConfig, is_common
from .find import importable_name
from .step import Step

__all__ = ["FORMATS", "template"]

_DOCUMENTS = {"asdf": asdf_document, "yaml": yaml_document, "toml": toml_document}
FORMATS = (*_DOCUMENTS, "json", "py")
"""The formats of templates, by the suffixes of their files."""

_Words = Callable[[Any], str | None]
"""Writes a value as the format has it."""

_SCHEMA_LINES = {
    "asdf": "yaml-language-server: $schema=",
    "yaml": "yaml-language-server: $schema=",
    "toml": ":schema ",
}
"""What an editor needs in a comment to know the schema."""


def template(cls: Any, file_format: str = "asdf", minimal: bool = False, schema: str | None = None) -> str:
    """A parameter file, or an override file, to begin with: every parameter has its default.

    Parameters
    ----------
    cls : type
        A step class or a Config class.
    file_format : str, optional
        One of `FORMATS`.
    minimal : bool, optional
        Only the parameters that have to be given?
    schema : str, optional
        Name of the file with the JSON Schema, for editors; not in JSON and Python, which have no place for
        it.

    Notes
    -----
    What every step has stands in the file of a pipeline once, not for each of its steps again. Whether
    results are saved is there as a comment: said in a file, it would count as said by the user.
    """
    is_step = issubclass(cls, Step)
    config = (cls.ConfigClass if is_step else cls)()
    title = _title(cls)
    if file_format == "py":
        blocks = [_block(title, []), *_statements(config, "config", minimal)]
        return preamble(config, "config") + "\n\n".join(blocks) + "\n"
    words = toml_text if file_format == "toml" else yaml_text
    entries = (_step_entries if is_step else _config_entries)(cls, config, minimal, words)
    if file_format == "json":
        return json_document(entries)
    head = [] if schema is None else [f"{_SCHEMA_LINES[file_format]}{schema}"]
    return _DOCUMENTS[file_format](entries, title, head)


def _title(cls: Any) -> list[str]:
    doc = (cls._doc_text if not issubclass(cls, Step) else cls.__doc__) or ""
    first = " ".join(doc.strip().split("\n\n")[0].split())
    return wrapped(f"{cls.__name__}: {first}" if first else cls.__name__)


# -- entries of data files -------------------------------------------------------------------------


def _config_entries(cls: Any, config: Any, minimal: bool, words: _Words) -> list[Any]:
    parameters = Section("parameters", list(_entries(config, minimal, False, words)))
    return [Value("class", importable_name(cls)), parameters]


def _step_entries(cls: Any, config: Any, minimal: bool, words: _Words, name: str | None = None) -> list[Any]:
    """Class, name, parameters and steps; a name is given to a step of a pipeline."""
    parameters = Section("parameters", list(_entries(config, minimal, name is not None, words)))
    entries: list[Any] = [
        Value("class", importable_name(cls)),
        Value("name", cls.__name__ if name is None else name),
        parameters,
    ]
    steps = getattr(cls, "step_defs", {})
    if steps:
        values = values_of(config.steps)
        items = [
            Section(key, _step_entries(step, values[key], minimal, words, key), _title(step))
            for key, step in steps.items()
        ]
        entries.append(Items("steps", items))
    return entries


def _chosen(config: Any, minimal: bool, in_pipeline: bool) -> Iterator[tuple[str, Any, Any]]:
    """Name, field and value of what a template has of a config."""
    values = values_of(config)
    for name, field in type(config)._fields.items():
        is_known = isinstance(config, StepConfig) and is_common(name, field)
        if field.deprecated or (in_pipeline and is_known and not _is_changed(field, values[name])):
            continue
        if field.holds_configs or not minimal or _has_to_be_given(field, values[name]):
            yield name, field, values[name]


def _has_to_be_given(field: Any, value: Any) -> bool:
    parts = field.own_parts(value).values() if field.holds_configs else [value]
    return not field.optional and any(part is None for part in parts)


def _is_changed(field: Any, value: Any) -> bool:
    return literal(field.plain(value)) != literal(field.default)


def _entries(config: Any, minimal: bool, in_pipeline: bool, words: _Words) -> Iterator[Any]:
    is_step = isinstance(config, StepConfig)
    for name, field, value in _chosen(config, minimal, in_pipeline):
        if is_step and name == "steps":
            continue
        inner = _section_config(field, value)
        if inner is None:
            if isinstance(field, ConfigChoiceField) and value is not None:
                entries = _choice_entries(field, value, minimal, words)
                if entries:
                    yield Section(name, entries, wrapped(field.doc))
            elif not minimal or _has_to_be_given(field, value):
                is_said = not _is_left_open(config, name, field)
                tree = field.plain(value) if field.holds_configs else field.tree(value, None)
                yield Value(name, tree, _comment(field, value, words), is_said)
        else:
            entries = list(_entries(inner, minimal, False, words))
            if entries or not minimal:
                yield Section(name, entries, wrapped(field.doc))
    if in_pipeline:
        yield Remark(wrapped(f"Every step has these, too: {', '.join(StepConfig._fields)}."))


def _choice_entries(field: Any, value: Any, minimal: bool, words: _Words) -> list[Any]:
    """The selection, and the values of what is selected."""
    word = "names" if field.multi else "name"
    selected, inner = field.plain(value)[word], []
    for suffix, child in field.children(value):
        entries = list(_entries(child, minimal, False, words))
        if entries or not minimal:
            inner.append(Section(option_part(suffix), entries))
    found: list[Any] = [Section("values", inner)] if inner else []
    if found or not minimal or _has_to_be_given(field, value):
        found.insert(0, Value(word, selected, _facts(field, selected, words)))
    return found


def _section_config(field: Any, value: Any) -> Any:
    """The config that a field holds, if the field is one that holds just that."""
    if not field.holds_configs or field.own_parts(value):
        return None
    children = list(field.children(value))
    return children[0][1] if len(children) == 1 and children[0][0] == "" else None


def _is_left_open(config: Any, name: str, field: Any) -> bool:
    """Is it whether results are saved, which the command line decides if nobody says it?"""
    return isinstance(config, StepConfig) and name == "save_results" and is_common(name, field)


def _comment(field: Any, value: Any, words: _Words) -> list[str]:
    """Doc, type, limits, unit, choices and default."""
    return wrapped(field.doc) + _facts(field, field.plain(value), words)


def _facts(field: Any, plain: Any, words: _Words) -> list[str]:
    """Type, limits, unit, choices and default."""
    facts = [field.describe_type()]
    if plain is not None:
        facts.append(f"default {words(plain) or literal(plain)}")
    else:
        facts.append("optional" if field.optional else "has to be given")
    choices = field.describe_choices()
    lines = wrapped(", ".join([*facts, "one of:"] if choices else facts))
    for choice, doc in choices:
        lines += wrapped(f"{choice}: {' '.join(doc.split())}", "  ", "    ")
    return lines


# -- override files --------------------------------------------------------------------------------


def _statements(config: Any, path: str, minimal: bool, in_pipeline: bool = False) -> Iterator[str]:
    """A block for each parameter: its comment and the line that sets it."""
    for name, field, value in _chosen(config, minimal, in_pipeline):
        here = f"{path}.{name}"
        lines = field.statements(here, value)
        if not field.holds_configs:
            mark = "# " if _is_left_open(config, name, field) else ""
            yield _block(_comment(field, value, literal), [mark + line for line in lines])
            continue
        inner = [
            block
            for suffix, child in field.children(value)
            for block in _statements(child, here + suffix, minimal, isinstance(child, StepConfig))
        ]
        is_said = not minimal or _has_to_be_given(field, value)
        if inner or is_said:
            yield _block(wrapped(f"{here.partition('.')[2]}: {field.doc}"), lines if is_said else [])
        yield from inner


def _block(comment: list[str], lines: list[str]) -> str:
    return "\n".join([*(f"# {line}".rstrip() for line in comment), *lines])
