"""Config classes and objects, and the other names of pex_config's module ``config``."""

from ..errors import FieldValidationError, UnexpectedProxyUsageError
from ..fields import Field, FieldTypeVar
from ..names import item_path, join_path, type_name
from .compare import Difference, compareConfigs, compareScalars, getComparisonName
from .config import Config
from .meta import ConfigMeta

__all__ = [
    "Config",
    "ConfigMeta",
    "Difference",
    "Field",
    "FieldTypeVar",
    "FieldValidationError",
    "UnexpectedProxyUsageError",
    "compareConfigs",
    "compareScalars",
    "getComparisonName",
]


def _typeStr(x: object) -> str:
    """Name of a type, or of that of a value, as clients of pex_config ask its module ``config`` for it."""
    return type_name(x if isinstance(x, type) else type(x))


def _joinNamePath(prefix: str | None = None, name: str | None = None, index: object = None) -> str:
    """Full path of a field or of an item of it, as field classes written for pex_config ask for it."""
    path = join_path(prefix or "", name) if name else prefix or ""
    return path if index is None else item_path(path, index)
