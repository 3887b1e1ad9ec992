"""The one order of precedence, and the one function that applies sources to a config.

Nothing else in the package merges values: the command line, `Step.call`, and the constructor of a step all
hand their layers to `resolve`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..errors import ConfigError, FieldValidationError, ParameterErrors, UnknownNameError
from ..history.record import acting_as
from ..names import type_name
from .assignment import Assignment, Layer
from .text import from_text

__all__ = ["ORDER", "resolve"]

ORDER: dict[str, str] = {
    "default": "the default that the field declares",
    "setDefaults": "what setDefaults of a config sets",
    "parameter file": "the parameter file that the user names",
    "keyword": "keywords of a call or a constructor",
    "command line": "options of the command line",
}
"""The kinds of sources, lowest first, each with what it is. A value from a later one beats an earlier one."""

_RANKS = {name: rank for rank, name in enumerate(ORDER)}


def resolve(config: Any, layers: Iterable[Layer]) -> None:
    """Apply the layers to a config in the one order; what loses stays in the history.

    Parameters
    ----------
    config : Config
        A config with its defaults.
    layers : iterable of Layer
        What the sources say, in any order.

    Raises
    ------
    ParameterErrors
        If anything is wrong: it lists the faults of all sources together.
    """
    faults: list[Exception] = []
    for layer in sorted(layers, key=lambda layer: _RANKS[layer.name]):
        for assignment in layer.assignments:
            try:
                _apply(config, assignment, layer.name)
            except ConfigError as error:
                faults.append(error)
    if faults:
        raise ParameterErrors(faults)


def _apply(config: Any, assignment: Assignment, layer: str) -> None:
    owner, field = _find(config, assignment)
    location = assignment.location
    try:
        value = from_text(field, assignment.value)
    except ValueError as error:
        raise FieldValidationError(
            field, owner, str(error), value=assignment.value, location=location
        ) from None
    with acting_as(location, layer=layer):
        field.__set__(owner, value)


def _find(config: Any, assignment: Assignment) -> tuple[Any, Any]:
    """The config that holds the field at the assignment's path, and the field."""
    owner = config
    *outer, name = assignment.path
    for depth, part in enumerate(outer):
        field = owner._fields.get(part)
        if field is None or not field.holds_configs:
            raise _unknown(owner, part, assignment, "section" if depth == 0 else "step")
        owner = getattr(owner, part)
    field = owner._fields.get(name)
    if field is None:
        raise _unknown(owner, name, assignment, "parameter")
    if field.holds_configs:
        raise FieldValidationError(
            field, owner, "this is a section; set the values in it", location=assignment.location
        )
    return owner, field


def _unknown(owner: Any, name: str, assignment: Assignment, kind: str) -> UnknownNameError:
    return UnknownNameError(
        name,
        type_name(type(owner)),
        owner._name,
        list(owner._fields),
        kind=kind,
        location=assignment.location,
    )
