"""Config classes and objects."""

from .compare import Difference, compareConfigs, compareScalars, getComparisonName
from .config import Config
from .meta import ConfigMeta

__all__ = ["Config", "ConfigMeta", "Difference", "compareConfigs", "compareScalars", "getComparisonName"]
