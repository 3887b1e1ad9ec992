"""What is known about a Config class before any instance is made: its plan.

Defaults are a property of the class: making a config copies the plan's prepared dict. A plan is made at
the first instantiation, and anew after a field of the class has changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..fields.base import Field
from ..fields.text import literal

if TYPE_CHECKING:
    from .config import Config

__all__ = ["Plan"]


class Plan:
    """How to make and traverse the configs of one class.

    Parameters
    ----------
    config : Config
        A bare config of the class, for the text of errors about defaults.

    Attributes
    ----------
    fields : dict
        The fields of the class by name, in order; the class's own dict, so that later additions are seen.
    template : dict
        The values of a new config; containers and configs are None here and made for each config.
    containers : list of (str, Field, prepared items)
        Fields of which every config needs a value object of its own.
    nested : list of (str, Field)
        Fields that hold configs.
    structured : list of (str, Field)
        Both of these, in field order.
    custom : list of (str, Field)
        Fields whose class has a ``__set__`` written outside this package, through which their defaults go.
    saved : list of (str, Field, comment, default, text)
        What a saved file says of each field: its comment and, where the value is still the default
        itself, the text of the rest.
    exact : dict
        Types of the fields that accept every value of exactly that type.
    required : list of (str, Field)
        Fields that only need a value to be valid.
    validated : list of (str, Field)
        Fields that validate in a way of their own.
    """

    __slots__ = (
        "containers",
        "custom",
        "exact",
        "fields",
        "nested",
        "required",
        "saved",
        "structured",
        "template",
        "validated",
    )

    def __init__(self, config: Config) -> None:
        self.fields: dict[str, Any] = type(config)._fields
        self.template: dict[str, Any] = {}
        self.containers: list[tuple[str, Any, Any]] = []
        self.exact: dict[str, type] = {}
        self.nested: list[tuple[str, Any]] = []
        self.structured: list[tuple[str, Any]] = []
        self.custom: list[tuple[str, Any]] = []
        self.required: list[tuple[str, Any]] = []
        self.validated: list[tuple[str, Any]] = []
        self.saved: list[tuple[str, Any, str, Any, str | None]] = []
        for name, field in self.fields.items():
            self._add(config, name, field)

    def _add(self, config: Config, name: str, field: Any) -> None:
        self.template[name] = None
        if field.holds_configs:
            self.nested.append((name, field))
            self.structured.append((name, field))
        elif field.is_container:
            self.structured.append((name, field))
        if field.accepts_type:
            self.exact[name] = field.dtype
        if field.sets_itself:
            self.custom.append((name, field))
        elif not field.holds_configs:
            default = None
            try:
                default = field.prepare_default()
            except Exception as error:
                field._refuse(config, error, field.default, field.source)
            if not field.is_container:
                self.template[name] = default
            elif default is not None:
                self.containers.append((name, field, default))
            if type(field).statements is Field.statements:
                text = f".{name}={literal(default)}\n\n"
                self.saved.append((name, field, field.comment(), default, text))
        if len(self.saved) < len(self.template):
            self.saved.append((name, field, field.comment(), None, None))
        if field.needs_validation:
            self.validated.append((name, field))
        elif not field.optional:
            self.required.append((name, field))
