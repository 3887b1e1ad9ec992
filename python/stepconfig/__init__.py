"""stepconfig: typed, declarative configuration with a memory, and a Step runner that lives on it.

Importing the package loads none of its heavy dependencies; the Step runner, and the kinds of field that hold
plug-ins, are loaded when they are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import callStack, history
from .config import Config, ConfigMeta, Difference, compareConfigs, compareScalars, getComparisonName
from .errors import (
    ConfigError,
    FieldValidationError,
    MissingFileError,
    OverrideFileError,
    ParameterErrors,
    ParameterFileError,
    ParameterWarning,
    StepClassError,
    UnexpectedProxyUsageError,
    UnknownNameError,
    UsageError,
)
from .fields import ChoiceField, Dict, DictField, Field, List, ListField, RangeField
from .history import (
    ArgumentLocation,
    CodeLocation,
    Edit,
    Entry,
    EnvironmentLocation,
    FileLocation,
    Frame,
    Location,
    acting_as,
    kept_callers,
)
from .nested import ConfigField

if TYPE_CHECKING:
    from .sources import Assignment, Source
    from .steps import Pipeline, PipelineConfig, Step, StepConfig

__version__ = "0.1.0"

__all__ = [
    "ArgumentLocation",
    "Assignment",
    "ChoiceField",
    "CodeLocation",
    "Config",
    "ConfigError",
    "ConfigField",
    "ConfigMeta",
    "Dict",
    "DictField",
    "Difference",
    "Edit",
    "Entry",
    "EnvironmentLocation",
    "Field",
    "FieldValidationError",
    "FileLocation",
    "Frame",
    "List",
    "ListField",
    "Location",
    "MissingFileError",
    "OverrideFileError",
    "ParameterErrors",
    "ParameterFileError",
    "ParameterWarning",
    "Pipeline",
    "PipelineConfig",
    "RangeField",
    "Source",
    "Step",
    "StepClassError",
    "StepConfig",
    "UnexpectedProxyUsageError",
    "UnknownNameError",
    "UsageError",
    "acting_as",
    "callStack",
    "compareConfigs",
    "compareScalars",
    "getComparisonName",
    "history",
    "kept_callers",
]

_LATER = {
    "Assignment": "sources",
    "Pipeline": "steps",
    "PipelineConfig": "steps",
    "Source": "sources",
    "Step": "steps",
    "StepConfig": "steps",
}
"""The module of each name that is loaded when it is asked for: most programs need few of them."""


def __getattr__(name: str) -> Any:
    module = _LATER.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - loaded by then anyway

    value = getattr(import_module(f".{module}", __name__), name)
    globals()[name] = value
    return value
