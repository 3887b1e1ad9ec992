"""Config classes and objects."""

from ..names import type_name
from .compare import Difference, compareConfigs, compareScalars, getComparisonName
from .config import Config
from .meta import ConfigMeta

__all__ = ["Config", "ConfigMeta", "Difference", "compareConfigs", "compareScalars", "getComparisonName"]


def _typeStr(x: object) -> str:
    """Name of a type, or of that of a value, as clients of pex_config ask its module ``config`` for it."""
    return type_name(x if isinstance(x, type) else type(x))
