"""stepconfig: typed, declarative configuration with a memory, and a Step runner that lives on it.

Importing the package loads none of its heavy dependencies; the Step runner, and the kinds of field that hold
plug-ins, are loaded when they are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import callStack, history
from .config import Config, ConfigMeta, Difference, compareConfigs, compareScalars, getComparisonName
from .config.data_files import serve_by
from .errors import (
    ConfigError,
    ControlError,
    DiscardedOverridesWarning,
    FieldValidationError,
    MissingFileError,
    OverrideFileError,
    ParameterErrors,
    ParameterFileError,
    ParameterWarning,
    PluginError,
    PluginWarning,
    RegistryError,
    RemovedFieldError,
    RenamedFieldWarning,
    StepClassError,
    TargetError,
    UnexpectedProxyUsageError,
    UnknownNameError,
    UsageError,
)
from .fields import ChoiceField, Dict, DictField, Field, List, ListField, RangeField, RemovedField
from .formats.yaml_hook import tell_yaml
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
from .module_names import add_modules
from .nested import ConfigField

if TYPE_CHECKING:
    from .config.explain import Explanation, Explanations
    from .config.saved_form import trusting
    from .nested.choice import ConfigChoiceField, ConfigInstanceDict, SelectionSet
    from .nested.config_dict import ConfigDict, ConfigDictField
    from .nested.configurable import ConfigurableField
    from .nested.configurable_instance import ConfigurableInstance
    from .nested.control import makeConfigClass, wrap
    from .nested.headers import get_include
    from .nested.registry import (
        Registry,
        RegistryField,
        RegistryInstanceDict,
        makeRegistry,
        registerConfig,
        registerConfigurable,
    )
    from .sources import Assignment, Source
    from .steps import Pipeline, PipelineConfig, Step, StepConfig
    from .steps.cores import CoresField

__version__ = "0.1.0"

__all__ = [
    "ArgumentLocation",
    "Assignment",
    "ChoiceField",
    "CodeLocation",
    "Config",
    "ConfigDict",
    "ConfigDictField",
    "ConfigChoiceField",
    "ConfigError",
    "ConfigField",
    "ConfigInstanceDict",
    "ConfigMeta",
    "ConfigurableField",
    "ConfigurableInstance",
    "ControlError",
    "Dict",
    "CoresField",
    "DictField",
    "Difference",
    "DiscardedOverridesWarning",
    "Edit",
    "Entry",
    "EnvironmentLocation",
    "Explanation",
    "Explanations",
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
    "PluginError",
    "PluginWarning",
    "RangeField",
    "Registry",
    "RegistryError",
    "RegistryField",
    "RegistryInstanceDict",
    "RemovedField",
    "RemovedFieldError",
    "RenamedFieldWarning",
    "SelectionSet",
    "Source",
    "Step",
    "StepClassError",
    "StepConfig",
    "TargetError",
    "UnexpectedProxyUsageError",
    "UnknownNameError",
    "UsageError",
    "acting_as",
    "callStack",
    "compareConfigs",
    "compareScalars",
    "getComparisonName",
    "get_include",
    "history",
    "kept_callers",
    "makeConfigClass",
    "makeRegistry",
    "registerConfig",
    "registerConfigurable",
    "trusting",
    "wrap",
]

_LATER = {
    "ConfigDict": "nested.config_dict",
    "ConfigDictField": "nested.config_dict",
    "ConfigurableField": "nested.configurable",
    "ConfigurableInstance": "nested.configurable_instance",
    "CoresField": "steps.cores",
    "ConfigChoiceField": "nested.choice",
    "ConfigInstanceDict": "nested.choice",
    "Explanation": "config.explain",
    "Explanations": "config.explain",
    "Pipeline": "steps",
    "PipelineConfig": "steps",
    "Registry": "nested.registry",
    "RegistryField": "nested.registry",
    "RegistryInstanceDict": "nested.registry",
    "SelectionSet": "nested.choice",
    "Assignment": "sources",
    "Source": "sources",
    "Step": "steps",
    "StepConfig": "steps",
    "get_include": "nested.headers",
    "makeConfigClass": "nested.control",
    "trusting": "config.saved_form",
    "wrap": "nested.control",
    "makeRegistry": "nested.registry",
    "registerConfig": "nested.registry",
    "registerConfigurable": "nested.registry",
}
"""The module of each name that is loaded when it is asked for: most programs need few of them."""


def __getattr__(name: str) -> Any:
    module = _LATER.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(_module(module), name)
    globals()[name] = value
    return value


def _module(name: str) -> Any:
    from importlib import import_module  # noqa: PLC0415 - loaded by then anyway

    return import_module(f".{name}", __name__)


add_modules(__name__, globals())
serve_by(lambda: _module("formats.config_files"))
tell_yaml(Config)
