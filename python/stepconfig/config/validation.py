"""Collecting every fault of a validation, also where a user's ``validate`` overrides the inherited one."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any

from ..errors import FieldValidationError

__all__ = ["collecting", "field_faults"]

_validating: ContextVar[tuple[Any, list[Exception]] | None] = ContextVar(
    "stepconfig_validating", default=None
)


def collecting(validate: Callable[..., None]) -> Callable[..., None]:
    """Let a ``validate`` method collect: what it and the methods that it calls by ``super()`` find is one error.

    The first method called for a config collects; those that it reaches by ``super()`` put their faults
    there and return, so that the checks after the ``super().validate()`` of an override are made too.
    """

    @wraps(validate)
    def collecting_validate(self: Any) -> None:
        state = _validating.get()
        if state is not None and state[0] is self:
            _collect(validate, self, state[1])
            return
        faults: list[Exception] = []
        token = _validating.set((self, faults))
        try:
            _collect(validate, self, faults)
        finally:
            _validating.reset(token)
        if faults:
            raise FieldValidationError.of_all(faults)

    return collecting_validate


def _collect(validate: Callable[..., None], config: Any, faults: list[Exception]) -> None:
    try:
        validate(config)
    except Exception as error:
        faults += getattr(error, "faults", [error])


def field_faults(config: Any) -> None:
    """Add the faults of every field of the config, nested ones included, to the validation that is going on."""
    state = _validating.get()
    assert state is not None
    faults = state[1]
    values = config.__dict__
    plan = config._plan
    missing = [field for name, field in plan.required if values[name] is None]
    if not missing and not plan.validated:
        return
    order = list(plan.fields)
    found: list[tuple[int, Exception]] = [
        (order.index(field.name), field._required(config)) for field in missing
    ]
    for name, field in plan.validated:
        try:
            field.validate(config)
        except Exception as error:
            found += [(order.index(name), fault) for fault in getattr(error, "faults", [error])]
    found.sort(key=lambda pair: pair[0])
    faults += [fault for _, fault in found]
