"""Configurable actions under the names that pex_config's clients import: configs that can be called."""

from __future__ import annotations

from ..nested.action import ActionT as ActionTypeVar
from ..nested.action import ConfigurableAction, ConfigurableActionField
from ..nested.action_struct import ConfigurableActionStruct
from ..nested.action_struct_field import ConfigurableActionStructField

__all__ = [
    "ActionTypeVar",
    "ConfigurableAction",
    "ConfigurableActionField",
    "ConfigurableActionStruct",
    "ConfigurableActionStructField",
]
