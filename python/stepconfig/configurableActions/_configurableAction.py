"""Where override files that pex_config saved find the base class of actions."""

from __future__ import annotations

from ..nested.action import ActionT as ActionTypeVar
from ..nested.action import ConfigurableAction

__all__ = ["ActionTypeVar", "ConfigurableAction"]
