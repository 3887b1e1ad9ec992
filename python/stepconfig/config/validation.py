"""Collecting every fault of a validation, also where a user's ``validate`` overrides the inherited one."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any

from ..errors import FieldValidationError, faults_in

__all__ = ["add_field_faults", "collecting", "faults_so_far"]

_validating: ContextVar[tuple[Any, list[Exception]] | None] = ContextVar(
    "stepconfig_validating", default=None
)


def collecting(validate: Callable[..., None]) -> Callable[..., None]:
    """Let a ``validate`` method collect: what it and its ``super()`` methods find is one error.

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
        faults += faults_in(error)


def faults_so_far() -> list[Exception]:
    """The faults of the validation that is going on, to add to."""
    state = _validating.get()
    assert state is not None
    return state[1]


def add_field_faults(config: Any, faults: list[Exception]) -> None:
    """Add the faults of every field of the config, nested ones included, in field order.

    Parameters
    ----------
    config : Config
        The config.
    faults : list of Exception
        The list to add to.
    """
    values = config.__dict__
    plan = config._plan
    missing = [field for name, field in plan.required if values[name] is None]
    if missing:
        wrong = {field.name for field in missing} | {name for name, _ in plan.validated}
        for name, field in plan.fields.items():
            if name in wrong:
                field.add_faults(config, faults)
    else:
        for _, field in plan.validated:
            field.add_faults(config, faults)
