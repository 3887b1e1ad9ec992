"""What a step class has to be: checked when it is defined, so that nothing is silently hidden later."""

from __future__ import annotations

from typing import Any

from ..config import Config
from ..config.former import renamings
from ..errors import StepClassError
from ..names import type_name
from .attributes import is_parameter
from .config import StepConfig

__all__ = ["check_parameters", "check_step_names"]

_PACKAGE = f"{__name__.partition('.')[0]}."

RESERVED = frozenset(
    (
        *("config", "config_file", "name", "parent", "log"),
        *(
            "debug",
            "verbose",
            "quiet",
            "help",
            "version",
            "changes",
            "history",
            "save_parameters",
            "disable_crds_steppars",
        ),
        *("logcfg", "log_level", "log_file", "log_stream"),
    )
)
"""Names that constructors and commands use themselves."""


def check_parameters(cls: Any) -> None:
    """Refuse a class whose parameters could not be reached.

    Parameters
    ----------
    cls : type
        The step class.

    Raises
    ------
    StepClassError
        If its ConfigClass is none for steps, or a parameter has the name of something else.
    """
    config_class = cls.ConfigClass
    if not (isinstance(config_class, type) and issubclass(config_class, StepConfig)):
        what = type_name(config_class) if isinstance(config_class, type) else repr(config_class)
        raise StepClassError(
            f"the ConfigClass of {type_name(cls)} has to be a subclass of {type_name(StepConfig)}, got {what}"
        )
    for name in (*config_class._fields, *renamings(config_class)):
        owner = next(
            (base for base in cls.__mro__ if name in vars(base) and not is_parameter(vars(base)[name])), None
        )
        if name in RESERVED or name.startswith("_") or (owner and owner.__module__.startswith(_PACKAGE)):
            raise StepClassError(
                f"{type_name(cls)} cannot have a parameter {name!r}: every step has an attribute of that"
                " name, or a command an option"
            )
        if owner is not None:
            raise StepClassError(
                f"the attribute {name!r} of {type_name(owner)} hides the parameter of that name; to"
                " change its default, use setDefaults of the ConfigClass"
            )


def check_step_names(cls: Any, step_class: type) -> None:
    """Refuse a pipeline whose steps could not be reached.

    Parameters
    ----------
    cls : type
        The pipeline class.
    step_class : type
        The class that all steps come from.

    Raises
    ------
    StepClassError
        If one of ``step_defs`` is no step class, or its name that of something else.
    """
    is_made = any("StepsConfig" in vars(base) for base in cls.ConfigClass.__mro__)
    if "steps" in cls.ConfigClass._fields and not is_made:
        raise StepClassError(
            f"{type_name(cls)} cannot have a parameter 'steps': the parameters of its steps are there"
        )
    for name, found in cls.step_defs.items():
        if not (isinstance(found, type) and issubclass(found, step_class)):
            raise StepClassError(f"step_defs[{name!r}] of {type_name(cls)} is no Step class: {found!r}")
        if not name.isidentifier() or name.startswith("_"):
            raise StepClassError(
                f"{type_name(cls)} cannot have a step named {name!r}: expected a name as of a variable"
            )
        taken = {"steps", *RESERVED, *cls.ConfigClass._fields, *dir(Config)}
        if name in taken or any(name in vars(base) for base in cls.__mro__):
            raise StepClassError(
                f"{type_name(cls)} cannot have a step named {name!r}: pipelines or configs have an"
                " attribute of that name"
            )
