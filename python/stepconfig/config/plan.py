"""What is known about a Config class before any instance is made: its plan.

Defaults are a property of the class: making a config copies the plan's prepared dict. A plan is made at
the first instantiation, and anew after a field of the class has changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..fields.base import Field
from ..fields.container import ContainerField
from .slots import bare

if TYPE_CHECKING:
    from .config import Config

__all__ = ["Plan", "plan_of"]


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
    containers : list of (str, Field, prepared items, type or None)
        Fields of which every config needs a value object of its own, and its class if that is made as usual.
    nested : list of (str, Field)
        Fields that hold configs.
    structured : list of (str, Field)
        Both of these, in field order.
    custom : list of (str, Field)
        Fields whose class has a ``__set__`` written outside this package, through which their defaults go.
    is_current : bool
        Has no field of the class changed since?
    is_flat : bool
        Has a saved file just one line for each field, made from its value alone?
    container_places, float_places, complex_places : list of int
        Where, in field order, the values are containers; may contain floats; may contain complex numbers.
    required : list of (str, Field)
        Fields that only need a value to be valid.
    validated : list of (str, Field)
        Fields that validate in a way of their own.
    """

    __slots__ = (
        "_forms",
        "complex_places",
        "container_places",
        "containers",
        "custom",
        "fields",
        "float_places",
        "is_current",
        "is_flat",
        "nested",
        "required",
        "structured",
        "template",
        "usual",
        "validated",
    )

    def __init__(self, config: Config) -> None:
        self.fields: dict[str, Any] = type(config)._fields
        self.is_current = True
        self.template: dict[str, Any] = {}
        self.containers: list[tuple[str, Any, Any, Any]] = []
        self.usual: dict[str, tuple[type, Any, Any]] = {}
        self.nested: list[tuple[str, Any]] = []
        self.structured: list[tuple[str, Any]] = []
        self.custom: list[tuple[str, Any]] = []
        self.required: list[tuple[str, Any]] = []
        self.validated: list[tuple[str, Any]] = []
        self.is_flat = all(_is_one_line(field) for field in self.fields.values())
        self.container_places: list[int] = []
        self.float_places: list[int] = []
        self.complex_places: list[int] = []
        self._forms: dict[str, list[str]] = {}
        for name, field in self.fields.items():
            self._add(config, name, field)

    def form(self, path: str) -> list[str]:
        """The text of a saved file for a config at a path, in pieces; every second one is for a value."""
        try:
            return self._forms[path]
        except KeyError:
            pairs = self.fields.items()
            heads = [f"\n\n{field.comment()}{path}.{name}=" for name, field in pairs]
            heads[:1] = [head.removeprefix("\n\n") for head in heads[:1]]
            form = [piece for head in heads for piece in (head, "")] + ["\n\n"] * bool(heads)
            if len(self._forms) >= _MOST_FORMS:
                self._forms.clear()
            self._forms[path] = form
            return form

    def items_of(self, name: str) -> Any:
        """The prepared items of a container field; None if it has none."""
        return next((items for each, _, items, _ in self.containers if each == name), None)

    def _add(self, config: Config, name: str, field: Any) -> None:
        self.template[name] = None
        if field.holds_configs:
            self.nested.append((name, field))
            self.structured.append((name, field))
        elif field.is_container or type(field).plain is not Field.plain:
            self.structured.append((name, field))
        place = len(self.template) - 1
        if field.is_container:
            self.container_places.append(place)
        self.complex_places += [place] * (complex in field.value_types)
        self.float_places += [place] * (float in field.value_types)
        limits = field.plain_limits()
        self.usual[name] = (None, None, None) if limits is None else (field.dtype, *limits)
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
                self.containers.append((name, field, default, field.plain_proxy_class))
        if field.needs_validation:
            self.validated.append((name, field))
        elif not field.optional:
            self.required.append((name, field))


_MOST_FORMS = 256
"""Paths for which the text is kept; a tree has about as many of one class."""


def _is_one_line(field: Any) -> bool:
    """Is the value of the field saved as one line by all the usual ways?"""
    kind = type(field)
    usual = (
        kind.statements is Field.statements
        and kind.source_text is Field.source_text
        and kind.plain in (Field.plain, ContainerField.plain)
    )
    return usual and not field.holds_configs and not field.deprecated


def plan_of(cls: Any, name: str, made: Any) -> Plan:
    """The plan of a class; errors about its defaults name a config at the path ``name``, made by ``made``."""
    plan: Plan | None = cls._plan_cache
    if plan is None:
        plan = Plan(bare(cls, None, name, made, 0))
        type.__setattr__(cls, "_plan_cache", plan)
    return plan
