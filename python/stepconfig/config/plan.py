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

__all__ = ["CALLED", "OtherField", "PlainRun", "Plan", "plan_of", "runs_of"]


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
    collects_imports : bool
        Has the class a ``_collectImports`` written outside this package?
    asks_class : bool
        Has the class perhaps a ``setDefaults``, ``__new__`` or ``__init__`` of its own, for which it is asked
        every time? To ask a class takes long, since its metaclass has a ``__getattr__``.
    module : str
        The module of the class.
    is_current : bool
        Has no field of the class changed since?
    runs : list of PlainRun or OtherField
        The fields in order, as a saved file is made: those with one line each, made from the value alone, in
        runs; each other one by itself.
    required : list of (str, Field)
        Fields that only need a value to be valid.
    validated : list of (str, Field)
        Fields that validate in a way of their own.
    """

    __slots__ = (
        "asks_class",
        "collects_imports",
        "containers",
        "custom",
        "fields",
        "is_current",
        "module",
        "nested",
        "required",
        "runs",
        "structured",
        "template",
        "usual",
        "validated",
    )

    def __init__(self, config: Config) -> None:
        self.fields: dict[str, Any] = type(config)._fields
        self.is_current = True
        self.module: str = type(config).__module__
        self.asks_class = _asks_class(type(config))
        self.collects_imports = _overrides(type(config), "_collectImports")
        self.template: dict[str, Any] = {}
        self.containers: list[tuple[str, Any, Any, Any]] = []
        self.usual: dict[str, tuple[type, Any, Any]] = {}
        self.nested: list[tuple[str, Any]] = []
        self.structured: list[tuple[str, Any]] = []
        self.custom: list[tuple[str, Any]] = []
        self.required: list[tuple[str, Any]] = []
        self.validated: list[tuple[str, Any]] = []
        self.runs = runs_of(self.fields)
        for name, field in self.fields.items():
            self._add(config, name, field)

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


class PlainRun:
    """Fields that stand one after the other, each of which is one line of a saved file.

    Parameters
    ----------
    start : int
        The place of the first, in field order.
    """

    __slots__ = ("_forms", "complex_places", "container_places", "fields", "float_places", "start", "stop")

    def __init__(self, start: int) -> None:
        self.start = start
        self.stop = start
        self.fields: list[tuple[str, Any]] = []
        self.container_places: list[int] = []
        self.float_places: list[int] = []
        self.complex_places: list[int] = []
        self._forms: dict[str, list[str]] = {}

    def add(self, name: str, field: Any) -> None:
        """Add the next field."""
        place = len(self.fields)
        self.fields.append((name, field))
        self.stop += 1
        self.container_places += [place] * field.is_container
        self.complex_places += [place] * (complex in field.value_types)
        self.float_places += [place] * (float in field.value_types)

    def form(self, path: str) -> list[str]:
        """The text of a saved file for a config at a path, in pieces; every second one is for a value."""
        try:
            return self._forms[path]
        except KeyError:
            heads = [f"\n\n{field.comment()}{path}.{name}=" for name, field in self.fields]
            heads[0] = heads[0].removeprefix("\n\n")
            form = [piece for head in heads for piece in (head, "")] + ["\n\n"]
            if len(self._forms) >= _MOST_FORMS:
                self._forms.clear()
            self._forms[path] = form
            return form


class OtherField:
    """A field that has not just one line of a saved file.

    Parameters
    ----------
    place : int
        Its place in field order.
    field : Field
        The field.
    """

    __slots__ = ("comment", "field", "is_config", "place")

    def __init__(self, place: int, field: Any) -> None:
        self.place = place
        self.field = field
        self.is_config = field.is_config and not field.deprecated
        self.comment: str = field.comment()


def runs_of(fields: dict[str, Any]) -> list[PlainRun | OtherField]:
    """Fields as `Plan.runs` has them."""
    runs: list[PlainRun | OtherField] = []
    for place, (name, field) in enumerate(fields.items()):
        if not _is_one_line(field):
            runs.append(OtherField(place, field))
            continue
        run = runs[-1] if runs else None
        if not isinstance(run, PlainRun):
            run = PlainRun(place)
            runs.append(run)
        run.add(name, field)
    return runs


_MOST_FORMS = 256
"""Paths for which the text is kept; a tree has about as many of one class."""


def _overrides(cls: type, name: str) -> bool:
    """Is a method of the class written outside this package?"""
    first = next(base for base in cls.__mro__ if name in vars(base))
    return first.__module__ != "stepconfig.config.config"


def _asks_class(cls: type) -> bool:
    """Has a class `CALLED` methods of its own, or a base that may get some without telling its metaclass?"""
    return any(
        "_plan_cache" not in vars(base) and base.__module__.partition(".")[0] not in _SILENT
        for base in cls.__mro__
    ) or any(_overrides(cls, name) for name in CALLED)


CALLED = ("setDefaults", "__new__", "__init__")
"""What is called of a class when a config is made."""

_SILENT = ("stepconfig", "builtins", "typing")
"""Where bases come from that are no configs and have none of these, nor will have."""


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
        plan = Plan(bare(cls, None, name, made, 0, {}))
        type.__setattr__(cls, "_plan_cache", plan)
    return plan
