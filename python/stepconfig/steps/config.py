"""StepConfig: the parameters that every step has."""

from __future__ import annotations

from typing import Any

from ..config import Config
from ..fields import Field
from ..names import type_name
from ..sources.order import USER_LAYERS
from .hook_field import HooksField

__all__ = ["PipelineConfig", "StepConfig", "is_common", "is_said", "shown_as"]


class StepConfig(Config):
    """Parameters that every step has; the base of the parameters of a step."""

    pre_hooks: HooksField = HooksField("What is run before the step, each with what the one before it gave.")
    post_hooks: HooksField = HooksField("What is run after the step, each with what the one before it gave.")
    output_file: Field[str | None] = Field(
        "File name from which the names of outputs are made; by default the name of the input.",
        dtype=str,
        optional=True,
    )
    output_dir: Field[str | None] = Field(
        "Folder for outputs, made if it is missing; by default the current one.", dtype=str, optional=True
    )
    output_ext: Field[str | None] = Field(
        "Suffix of the names of output files, such as .asdf; by default that of the output's own kind.",
        dtype=str,
        optional=True,
    )
    output_use_model: Field[bool] = Field(
        "Do outputs keep the base of the model's own file name?", dtype=bool, default=False
    )
    output_use_index: Field[bool] = Field(
        "Kept for parameter files of stpipe; several results always have an index.", dtype=bool, default=True
    )
    save_results: Field[bool] = Field("Is the result saved?", dtype=bool, default=False)
    skip: Field[bool] = Field("Is the step passed over?", dtype=bool, default=False)
    suffix: Field[str | None] = Field(
        "What the name of an output has after the name of the input; by default the name of the step.",
        dtype=str,
        optional=True,
    )
    search_output_file: Field[bool] = Field(
        "Is the output_file of the pipeline used by a step that has none itself?", dtype=bool, default=True
    )
    input_dir: Field[str | None] = Field(
        "Folder of inputs that are given by name only; by default that of the first input.",
        dtype=str,
        optional=True,
    )


class PipelineConfig(StepConfig):
    """Parameters that every pipeline has; those of its steps are under ``steps``."""


def is_common(name: str, field: Any) -> bool:
    """Is it a parameter that every step has, and as every step has it?"""
    common = StepConfig._fields.get(name)
    return common is not None and (common.doc, common.default) == (field.doc, field.default)


def is_said(config: Any, name: str) -> bool:
    """Did the user, and not the author of the step, set the parameter?"""
    return config.history[name][-1].layer in USER_LAYERS


def shown_as(cls: Any, base: Any) -> str:
    """How messages name a Config class that is made for a step class: as the one that its author wrote.

    Parameters
    ----------
    cls : type
        The step class; its name is taken if there is no such class.
    base : type
        The Config class from which that is made.
    """
    own = next(each for each in base.__mro__ if "_shown_as" not in vars(each))
    is_own = own not in (StepConfig, PipelineConfig, Config)
    return type_name(own if is_own else cls)
