"""stepconfig: typed, declarative configuration with a memory, and a Step runner that lives on it.

Importing the package loads none of its heavy dependencies; the Step runner, and the kinds of field that hold
plug-ins, are loaded when they are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import history
from .config import Config, ConfigMeta, Difference, compareConfigs, compareScalars, getComparisonName
from .config.data_files import serve_by
from .errors import (
    BorrowError,
    ClosedLibraryError,
    ConfigError,
    ControlError,
    DataError,
    DiscardedOverridesWarning,
    FieldValidationError,
    FileAccessError,
    LibraryError,
    MissingFileError,
    OverrideFileError,
    ParameterErrors,
    ParameterFileError,
    ParameterWarning,
    PluginError,
    PluginWarning,
    ReferenceFileError,
    RegistryError,
    RemovedFieldError,
    RenamedFieldWarning,
    StepClassError,
    TargetError,
    UnexpectedProxyUsageError,
    UnknownNameError,
    UsageError,
)
from .fields import Field, FieldTypeVar, RemovedField
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
from .yaml_hook import tell_yaml

if TYPE_CHECKING:
    from . import callStack
    from .config.explain import Explanation, Explanations
    from .config.saved_form import trusting
    from .fields import ChoiceField, Dict, DictField, List, ListField, RangeField
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
    from .references.active import active_provider, using_provider
    from .references.crds import CrdsReferences
    from .references.dictionary import DictReferences
    from .references.local import LocalReferences
    from .references.provider import ReferenceProvider
    from .sources import Assignment, Source
    from .steps import Pipeline, PipelineConfig, Step, StepConfig
    from .steps.association import Association, first_science
    from .steps.cores import CoresField
    from .steps.library import ModelLibrary
    from .steps.models import Model, Savable, open_model, register_model
    from .steps.models.asdf_model import AsdfModel
    from .steps.models.base import FileModel
    from .steps.models.fits_model import FitsModel
    from .steps.models.numpy_model import NumpyModel
    from .steps.models.table_model import TableModel
    from .steps.record import RunRecord

__version__ = "0.1.0"

__all__ = [
    "ArgumentLocation",
    "AsdfModel",
    "Assignment",
    "Association",
    "BorrowError",
    "ChoiceField",
    "ClosedLibraryError",
    "CodeLocation",
    "Config",
    "ConfigChoiceField",
    "ConfigDict",
    "ConfigDictField",
    "ConfigError",
    "ConfigField",
    "ConfigInstanceDict",
    "ConfigMeta",
    "ConfigurableField",
    "ConfigurableInstance",
    "ControlError",
    "CoresField",
    "CrdsReferences",
    "DataError",
    "Dict",
    "DictField",
    "DictReferences",
    "Difference",
    "DiscardedOverridesWarning",
    "Edit",
    "Entry",
    "EnvironmentLocation",
    "Explanation",
    "Explanations",
    "Field",
    "FieldTypeVar",
    "FieldValidationError",
    "FileAccessError",
    "FileLocation",
    "FileModel",
    "FitsModel",
    "Frame",
    "LibraryError",
    "List",
    "ListField",
    "LocalReferences",
    "Location",
    "MissingFileError",
    "Model",
    "ModelLibrary",
    "NumpyModel",
    "OverrideFileError",
    "ParameterErrors",
    "ParameterFileError",
    "ParameterWarning",
    "Pipeline",
    "PipelineConfig",
    "PluginError",
    "PluginWarning",
    "RangeField",
    "ReferenceFileError",
    "ReferenceProvider",
    "Registry",
    "RegistryError",
    "RegistryField",
    "RegistryInstanceDict",
    "RemovedField",
    "RemovedFieldError",
    "RenamedFieldWarning",
    "RunRecord",
    "Savable",
    "SelectionSet",
    "Source",
    "Step",
    "StepClassError",
    "StepConfig",
    "TableModel",
    "TargetError",
    "UnexpectedProxyUsageError",
    "UnknownNameError",
    "UsageError",
    "acting_as",
    "active_provider",
    "callStack",
    "compareConfigs",
    "compareScalars",
    "first_science",
    "getComparisonName",
    "get_include",
    "history",
    "kept_callers",
    "makeConfigClass",
    "makeRegistry",
    "open_model",
    "registerConfig",
    "registerConfigurable",
    "register_model",
    "trusting",
    "using_provider",
    "wrap",
]

_LATER = {
    "ChoiceField": "fields.choice",
    "Dict": "fields.dict",
    "DictField": "fields.dict",
    "List": "fields.list",
    "ListField": "fields.list",
    "RangeField": "fields.range",
    "AsdfModel": "steps.models.asdf_model",
    "Association": "steps.association",
    "FileModel": "steps.models.base",
    "FitsModel": "steps.models.fits_model",
    "Model": "steps.models",
    "ModelLibrary": "steps.library",
    "NumpyModel": "steps.models.numpy_model",
    "Savable": "steps.models",
    "TableModel": "steps.models.table_model",
    "first_science": "steps.association",
    "open_model": "steps.models",
    "register_model": "steps.models",
    "ConfigDict": "nested.config_dict",
    "ConfigDictField": "nested.config_dict",
    "ConfigurableField": "nested.configurable",
    "ConfigurableInstance": "nested.configurable_instance",
    "CoresField": "steps.cores",
    "CrdsReferences": "references.crds",
    "DictReferences": "references.dictionary",
    "LocalReferences": "references.local",
    "ReferenceProvider": "references.provider",
    "active_provider": "references.active",
    "using_provider": "references.active",
    "ConfigChoiceField": "nested.choice",
    "ConfigInstanceDict": "nested.choice",
    "Explanation": "config.explain",
    "Explanations": "config.explain",
    "Pipeline": "steps",
    "PipelineConfig": "steps",
    "Registry": "nested.registry",
    "RegistryField": "nested.registry",
    "RegistryInstanceDict": "nested.registry",
    "RunRecord": "steps.record",
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
    if name == "callStack":
        return _module(name)
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
