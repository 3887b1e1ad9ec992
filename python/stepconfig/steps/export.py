"""The parameters of a step as the tree of a parameter file."""

from __future__ import annotations

import os
from typing import Any

from ..fields.stated import Stated
from ..formats.config_tree import bare_tree_of
from .config import is_said
from .find import importable_name
from .naming import expanded
from .output import output_file
from .override_field import without_overrides

__all__ = ["parameter_tree"]


def parameter_tree(step: Any, saves: bool = False) -> dict[str, Any]:
    """Class, name, parameters, and for a pipeline its steps.

    Parameters
    ----------
    step : Step
        The step.
    saves : bool, optional
        Will it save its results although no parameter says so?

    Returns
    -------
    tree : dict
        Plain data. Nobody having said whether results are saved, that is left open in the file, too.
    """
    values = without_overrides(step.config, bare_tree_of(step.config))
    steps = values.pop("steps", None)
    place = expanded(values["output_file"] or "")
    if os.path.dirname(place) and not os.path.isabs(place):  # relative to another folder than the new file's
        values["output_file"] = os.path.abspath(output_file(step) or "")
    if step.parent is None and not is_said(step.config, "save_results"):
        if saves:
            values["save_results"] = True
        else:
            del values["save_results"]
    tree: dict[str, Any] = {
        "class": Stated(importable_name(type(step))),
        "name": None if step.name is None else Stated(step.name),
        "parameters": values,
    }
    if steps is not None:
        tree["steps"] = [parameter_tree(getattr(step, name)) for name in step.step_defs]
    return tree
