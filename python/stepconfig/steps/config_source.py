"""The Python source of a Config class: for classes whose parameters are a ``spec``, to begin with fields."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from ..config import Config
from ..errors import StepClassError
from ..fields import ChoiceField, DictField, Field, ListField, RangeField
from ..fields.text import literal
from ..names import type_name
from ..nested import ConfigField
from .config import PipelineConfig, StepConfig, is_common
from .cores import CoresField
from .hook_field import HooksField
from .override_field import OverrideField
from .spec_fields import AnyListField, ForceListField, InputFileField, OutputFileField

__all__ = ["config_source"]

_USUAL: dict[str, Any] = {"inclusiveMin": True, "inclusiveMax": False}
"""Arguments that need not be written with these values; others need not be if they are None."""

_ARGUMENTS: dict[Any, tuple[str, ...]] = {
    Field: ("dtype", "default", "optional", "deprecated", "unit"),
    RangeField: (
        *("dtype", "default", "optional", "min", "max", "inclusiveMin", "inclusiveMax"),
        *("deprecated", "unit"),
    ),
    ChoiceField: ("dtype", "allowed", "default", "optional", "deprecated", "unit"),
    ListField: (*("dtype", "default", "optional", "length", "minLength", "maxLength", "deprecated", "unit"),),
    DictField: ("keytype", "itemtype", "default", "optional", "deprecated", "unit"),
    AnyListField: ("default", "optional", "minLength", "maxLength"),
    ForceListField: ("default", "optional", "minLength", "maxLength"),
    InputFileField: ("default", "optional"),
    OutputFileField: ("default", "optional"),
    HooksField: ("default",),
    CoresField: ("default", "optional"),
}


def config_source(step_class: Any) -> str:
    """The source of a module with the Config class of a step; carried out, it gives the same fields.

    Parameters
    ----------
    step_class : type
        A step class, whose parameters are a ``spec`` or a ConfigClass, or a Config class.

    Raises
    ------
    StepClassError
        If a parameter is of a kind that cannot be written, or has a check that is a function.
    """
    is_config = issubclass(step_class, Config)
    config_class = step_class if is_config else step_class.ConfigClass
    base = next(each for each in (PipelineConfig, StepConfig, Config) if issubclass(config_class, each))
    name = config_class.__name__ if is_config else f"{step_class.__name__.removesuffix('Step')}Config"
    source = _Source()
    doc = f"Parameters of {step_class.__name__}."
    body = source.of_class(config_class, base, name, doc)
    lines = [f"from {module} import {', '.join(sorted(names))}" for module, names in source.imports()]
    return "\n".join([*lines, "", "", body])


class _Source:
    """Source that is being written, and the names that it needs."""

    def __init__(self) -> None:
        self._needed: dict[str, set[str]] = {}
        self._classes: list[str] = []

    def imports(self) -> Iterator[tuple[str, set[str]]]:
        """The modules from which something is imported, each with the names."""
        yield from sorted(self._needed.items())

    def _need(self, cls: Any) -> str:
        import stepconfig  # noqa: PLC0415 - the package, to ask which names it gives

        name: str = cls.__name__
        module = "stepconfig" if name in stepconfig.__all__ else str(cls.__module__)
        self._needed.setdefault(module, set()).add(name)
        return name

    def of_class(self, config_class: Any, base: Any, name: str, doc: str) -> str:
        """The source of a class, behind those of the classes that it needs."""
        lines = [f"class {name}({self._need(base)}):", f'    """{_one_line(doc)}"""', ""]
        before: list[str] = []
        config = config_class()
        changed = []
        for field_name, field in config_class._fields.items():
            is_inherited = base is not Config and is_common(field_name, field)
            is_made = isinstance(field, OverrideField) or self._is_of_pipeline(config_class, field_name)
            if not is_inherited and not is_made:
                if isinstance(field, ConfigField):
                    before.append(self._nested(name, field_name, field))
                lines += textwrap.indent(self._field(config_class, name, field_name, field), "    ").split(
                    "\n"
                )
            value = field.toDict(config)
            if not field.holds_configs and value != _declared(field):
                changed.append(f"        self.{field_name} = {literal(value)}")
        if changed:
            lines += ["", "    def setDefaults(self):", "        super().setDefaults()", *changed]
        body = "\n".join(lines).rstrip() + "\n"
        return "\n\n".join([*before, body])

    @staticmethod
    def _is_of_pipeline(config_class: Any, name: str) -> bool:
        """Is it the field of a pipeline's steps, which the pipeline makes itself?"""
        return name == "steps" and any("StepsConfig" in vars(base) for base in config_class.__mro__)

    def _nested(self, owner: str, name: str, field: Any) -> str:
        return self.of_class(field.dtype, Config, _class_name(owner, name), field.doc)

    def _field(self, config_class: Any, owner: str, name: str, field: Any) -> str:
        where = f"{type_name(config_class)}.{name}"
        if isinstance(field, ConfigField):
            self._need(ConfigField)
            return f"{name} = ConfigField({_quoted(field.doc)}, {_class_name(owner, name)})"
        known = _ARGUMENTS.get(type(field))
        if known is None:
            raise StepClassError(
                f"{where}: there is no source for the kind of field {type_name(type(field))}"
            )
        checks = ("check", "listCheck", "itemCheck", "dictCheck", "keyCheck")
        if any(getattr(field, check, None) is not None for check in checks):
            raise StepClassError(
                f"{where}: it has a check that is a function; write that field yourself, from stspec"
            )
        arguments = [_quoted(field.doc)]
        for each in known:
            value = getattr(field, each)
            if each == "default" and field.is_container and value is not None:
                value = dict(value) if isinstance(field, DictField) else list(value)
            usual = isinstance(field, ChoiceField) if each == "optional" else _USUAL.get(each)
            is_idle = each.startswith("inclusive") and getattr(field, each[9:].lower()) is None
            if value is not None and value != usual and not is_idle:
                arguments.append(f"{each}={_word(value)}")
        kind = self._need(type(field))
        flat = f"{name} = {kind}({', '.join(arguments)})"
        if len(flat) <= 106:
            return flat
        return "\n".join([f"{name} = {kind}(", *(f"    {each}," for each in arguments), ")"])


def _declared(field: Any) -> Any:
    """The default that a field declares, as plain data."""
    value = field.prepare_default()
    return list(value) if isinstance(field, HooksField) else value


def _class_name(owner: str, name: str) -> str:
    words = "".join(part.title() for part in name.split("_"))
    return f"{owner.removesuffix('Config')}{words}Config"


def _word(value: Any) -> str:
    return value.__name__ if isinstance(value, type) else _quoted(value)


def _quoted(value: Any) -> str:
    """A value as source; text in the quotes that are usual in source."""
    if type(value) is dict:
        return f"{{{', '.join(f'{_quoted(key)}: {_quoted(item)}' for key, item in value.items())}}}"
    if type(value) is list:
        return f"[{', '.join(map(_quoted, value))}]"
    text = literal(value)
    is_simple = isinstance(value, str) and text[:1] == "'" and '"' not in text and "\\" not in text
    return f'"{text[1:-1]}"' if is_simple else text


def _one_line(doc: str) -> str:
    return " ".join(doc.split()).replace("\\", "\\\\").replace('"""', "'''")
