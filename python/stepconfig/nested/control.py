"""Making Config classes of C++ control structs, whose parameters exist in C++ and nowhere else."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from sys import _getframe
from types import ModuleType
from typing import Any, TypeVar, overload

from ..config.config import Config
from ..names import type_name
from .control_fields import check_kept, field_for, field_names
from .control_link import ControlLink

__all__ = ["makeConfigClass", "wrap"]

C = TypeVar("C", bound=Config)


@overload
def makeConfigClass(
    ctrl: Any,
    name: str | None = None,
    *,
    doc: str | None = None,
    module: str | int | ModuleType | None = None,
) -> type[Config]: ...


@overload
def makeConfigClass(
    ctrl: Any,
    name: str | None = None,
    base: type[C] = ...,
    doc: str | None = None,
    module: str | int | ModuleType | None = None,
    cls: None = None,
) -> type[C]: ...


@overload
def makeConfigClass(ctrl: Any, *, cls: type[C]) -> type[C]: ...


def makeConfigClass(
    ctrl: Any,
    name: str | None = None,
    base: Any = Config,
    doc: str | None = None,
    module: str | int | ModuleType | None = None,
    cls: Any = None,
) -> Any:
    """A Config class for a C++ control struct: its fields, their docs and their defaults are the struct's.

    Besides what every config has, its configs have ``makeControl()``, which gives a control object with
    their values, and ``readControl(control)``, which takes the values of one. ``validate`` of the struct,
    if it has one, is called by theirs. The classes know each other: ``ctrl.ConfigClass`` and
    ``cls.Control``.

    Parameters
    ----------
    ctrl : type
        The Python class of the struct.
    name : str, optional
        Name of the new class; by default ``FooConfig`` for ``FooControl``.
    base : type, optional
        Base of the new class; fields that it has already are kept.
    doc : str, optional
        Doc of the new class; by default that of the control class.
    module : module, str or int, optional
        The module that gets the class, so that pickles find it: itself, its name, or how many callers
        away it is, 0 for the one of this function. By default that one, unless the name is taken there.
    cls : type, optional
        A class that is there, to which the fields are added that it does not have, in place of a new one.

    Returns
    -------
    config_class : type
        The class.

    Raises
    ------
    TypeError
        If a field of the struct has no doc, or a type of which no field can be made.
    ValueError
        If ``Control`` is not in the name of the struct and no name is given; or if ``cls`` is given and
        something that only a new class needs.

    Examples
    --------
    >>> class SmoothControl:  # in earnest, of a module written in C++
    ...     def __init__(self):
    ...         self.sigma = 1.5
    ...
    ...     _type_sigma = staticmethod(lambda: "double")
    ...     _doc_sigma = staticmethod(lambda: "Width of the kernel (pixel).")
    >>> SmoothConfig = makeConfigClass(SmoothControl)
    >>> config = SmoothConfig()
    >>> config.sigma = 2
    >>> config.makeControl().sigma
    2.0
    >>> print(config.formatHistory("sigma"))
    sigma
      1.5  default  C++ SmoothControl
      2.0  code     <doctest ...
    """
    if cls is not None:
        if name is not None or base is not Config or doc is not None or module is not None:
            raise ValueError("with cls=, a class that is there: name, base, doc and module are of a new one")
        return _added_to(cls, ctrl)
    if name is None:
        if "Control" not in ctrl.__name__:
            raise ValueError(
                f"expected a class named like FooControl, got {type_name(ctrl)};"
                " give a name: name='FooConfig'"
            )
        name = ctrl.__name__.replace("Control", "Config")
    home, variables = _home(module, 1)
    names = field_names(ctrl)
    fields = _missing_fields(ctrl, names, base, home)
    link = ControlLink(ctrl, names)
    own_doc = vars(ctrl).get("__doc__")
    namespace = {
        "__module__": variables.get("__name__", "__main__"),
        "__doc__": doc or own_doc or f"Parameters of the C++ struct {ctrl.__name__}.",
        **link.methods({}),
        **fields,
    }
    new: Any = type(base)(name, (base,), namespace)
    link.join(new)
    if module is not None:
        variables[name] = new
    else:
        variables.setdefault(name, new)
    return new


def wrap(ctrl: Any) -> Callable[[type[C]], type[C]]:
    """Decorate a Config class with the fields of a C++ control struct; those that it has itself are kept.

    The defaults come from the struct also where the field is kept. A ``setDefaults`` that the class has
    itself runs after them, a ``validate`` before that of the struct.

    Parameters
    ----------
    ctrl : type
        The Python class of the struct.

    Returns
    -------
    decorator : callable
        Takes the class and returns it.

    Raises
    ------
    TypeError
        If a field of the struct has no doc, or a type of which no field can be made.

    Examples
    --------
    >>> from stepconfig import RangeField
    >>> class SmoothControl:  # in earnest, of a module written in C++
    ...     sigma = 1.5
    ...     _type_sigma = staticmethod(lambda: "double")
    ...     _doc_sigma = staticmethod(lambda: "Width of the kernel (pixel).")
    >>> @wrap(SmoothControl)
    ... class SmoothConfig(Config):
    ...     sigma = RangeField("Width of the kernel.", float, min=0.5, optional=True, unit="pixel")
    >>> SmoothConfig().sigma
    1.5
    """

    def decorate(cls: type[C]) -> type[C]:
        added: type[C] = _added_to(cls, ctrl)
        return added

    return decorate


def _added_to(cls: Any, ctrl: Any) -> Any:
    """Add what a control struct has to a class that is there."""
    names = field_names(ctrl)
    home = sys.modules.get(cls.__module__)
    fields = _missing_fields(ctrl, names, cls, home)
    for name, field in fields.items():
        setattr(cls, name, field)
    link = ControlLink(ctrl, names)
    for name, method in link.methods(vars(cls)).items():
        setattr(cls, name, method)
    link.join(cls)
    return cls


def _missing_fields(ctrl: Any, names: list[str], cls: Any, home: ModuleType | None) -> dict[str, Any]:
    """Fields for those of a control struct that a class has not."""
    fields = {}
    for name in names:
        if name in cls._fields:
            check_kept(ctrl, name, cls._fields[name])
        else:
            fields[name] = field_for(ctrl, name, home)
    return fields


def _home(module: str | int | ModuleType | None, depth: int) -> tuple[ModuleType | None, dict[str, Any]]:
    """The module that gets a class, if it can be found, and its variables.

    Raises
    ------
    ValueError
        If there are not that many callers.
    """
    if module is None or isinstance(module, int):
        try:
            variables = _getframe(depth + 1 + (module or 0)).f_globals
        except ValueError:
            raise ValueError(f"module={module}: there are not as many callers") from None
        return sys.modules.get(variables.get("__name__", "")), variables
    if isinstance(module, str):
        module = sys.modules.get(module) or importlib.import_module(module)
    return module, vars(module)
