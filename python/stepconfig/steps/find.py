"""Finding a step class by its full name."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

from ..errors import StepClassError
from ..names import nearest

__all__ = ["find_step_class"]


def find_step_class(full_name: str, base: type, folder: str | None = None) -> Any:
    """The step class of that name.

    Parameters
    ----------
    full_name : str
        ``module.Class``.
    base : type
        The class that all step classes come from.
    folder : str, optional
        Folder in which the module is looked for as well, after all others: that of the parameter file
        which names the class, or the current one.

    Raises
    ------
    StepClassError
        If there is no such module, it has no such class, or that is no step class.
    """
    module_name, _, class_name = full_name.rpartition(".")
    if not module_name or not all(part.isidentifier() for part in full_name.split(".")):
        raise StepClassError(f"{full_name!r} is no name of a step class; expected module.Class")
    _also_from(folder)
    module = _module(module_name, full_name)
    found = getattr(module, class_name, None)
    if not _is_subclass(found, base):
        names = [name for name, value in vars(module).items() if _is_subclass(value, base)]
        close = nearest(class_name, names)
        hint = f"; did you mean {module_name}.{close[0]}?" if close else ""
        what = "has no class" if found is None else "has no step class"
        raise StepClassError(f"the module {module_name} {what} {class_name!r}{hint}")
    return found


def _module(module_name: str, full_name: str) -> Any:
    try:
        return importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is not None and (module_name == error.name or module_name.startswith(f"{error.name}.")):
            raise StepClassError(
                f"cannot find the module {error.name!r} of the step class {full_name};"
                " is its package installed, or its folder on PYTHONPATH?"
            ) from None
        raise StepClassError(f"cannot import {module_name} for {full_name}: {error}") from error
    except Exception as error:
        raise StepClassError(
            f"cannot import {module_name} for {full_name}: {type(error).__name__}: {error}"
        ) from error


def _is_subclass(value: Any, base: type) -> bool:
    return isinstance(value, type) and issubclass(value, base)


def _also_from(folder: str | None) -> None:
    """Look for modules in a folder too, after all the usual places, now and later."""
    if folder is not None and os.path.abspath(folder) not in sys.path:
        sys.path.append(os.path.abspath(folder))
