"""Config classes and objects."""

from ..names import type_name
from .compare import Difference, compareConfigs, compareScalars, getComparisonName
from .config import Config
from .meta import ConfigMeta

__all__ = ["Config", "ConfigMeta", "Difference", "compareConfigs", "compareScalars", "getComparisonName"]

_typeStr = type_name
"""The name that clients of pex_config import from its module ``config``."""
