"""Finding a step class by its full name, and the name under which a class is found."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

from ..errors import StepClassError
from ..names import nearest, type_name

__all__ = ["also_from", "find_step_class", "importable_name"]


def find_step_class(full_name: str, base: Any, folder: str | None = None, kind: str = "step class") -> Any:
    """The step class of that name.

    Parameters
    ----------
    full_name : str
        ``module.Class``, or ``module.Outer.Class`` for a class inside another.
    base : type or tuple of type
        The class that all step classes come from.
    folder : str, optional
        Folder in which the module is looked for as well, after all others: that of the parameter file
        which names the class, or the current one.
    kind : str, optional
        What to call a subclass of the base in an error.

    Raises
    ------
    StepClassError
        If there is no such module, it has no such class, or that is no step class.
    """
    parts = full_name.split(".")
    if len(parts) < 2 or not all(part.isidentifier() for part in parts):
        raise StepClassError(f"{full_name!r} is no name of a {kind}; expected module.Class")
    also_from(folder)
    module, rest = _module(parts, full_name, kind)
    found: Any = module
    for part in rest:
        found = getattr(found, part, None)
    if _is_subclass(found, base):
        return found
    names = [name for name, value in vars(module).items() if _is_subclass(value, base)]
    close = nearest(rest[-1], names)
    hint = f"; did you mean {module.__name__}.{close[0]}?" if close else ""
    what = "has no class" if found is None else f"has no {kind}"
    raise StepClassError(f"the module {module.__name__} {what} {'.'.join(rest)!r}{hint}")


def _module(parts: list[str], full_name: str, kind: str) -> tuple[Any, list[str]]:
    """The longest beginning of the name that is a module, and the rest of the name."""
    module: Any = None
    for length in range(len(parts) - 1, 0, -1):
        name = ".".join(parts[:length])
        try:
            module = importlib.import_module(name)
            break
        except ModuleNotFoundError as error:
            missing = error.name or ""
            if not (name == missing or name.startswith(f"{missing}.")):
                raise StepClassError(f"cannot import {name} for {full_name}: {error}") from error
        except (Exception, SystemExit) as error:
            why = f"{type(error).__name__}: {error}"
            raise StepClassError(f"cannot import {name} for {full_name}: {why}") from error
    rest = parts[length:]
    if module is not None and (len(rest) == 1 or hasattr(module, rest[0])):
        return module, rest
    import pkgutil  # noqa: PLC0415 - only a wrong name needs it

    there = [each.name for each in pkgutil.iter_modules(getattr(module, "__path__", ()))]
    close = nearest(rest[0], there)
    hint = "is its package installed, or its folder on PYTHONPATH?"
    if close:
        hint = f"did you mean {module.__name__}.{close[0]}?"
    raise StepClassError(f"cannot find the module {'.'.join(parts[:-1])!r} of the {kind} {full_name}; {hint}")


def _is_subclass(value: Any, base: Any) -> bool:
    return isinstance(value, type) and issubclass(value, base)


def also_from(folder: str | None) -> None:
    """Look for modules in a folder too, after all the usual places, now and later."""
    if folder is not None and os.path.abspath(folder) not in sys.path:
        sys.path.append(os.path.abspath(folder))


def importable_name(cls: type) -> str:
    """The full name under which another process finds a class.

    A class of the script that runs now is in the module of the script's own name.

    Raises
    ------
    StepClassError
        If there is none, as for a class defined in a function.
    """
    name = type_name(cls)
    module_name, _, rest = name.partition(".")
    if "<locals>" in name:
        raise StepClassError(
            f"{name} is defined in a function, so no file can name it; define it at the top of a module"
        )
    if module_name != "__main__":
        return name
    main = sys.modules["__main__"]
    specification = getattr(main, "__spec__", None)
    if specification is not None:
        return f"{specification.name}.{rest}"
    stem = os.path.splitext(os.path.basename(getattr(main, "__file__", None) or ""))[0]
    return f"{stem}.{rest}" if stem.isidentifier() else name
