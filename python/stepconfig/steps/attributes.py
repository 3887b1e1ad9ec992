"""Parameters as attributes: ``step.threshold`` is ``step.config.threshold``."""

from __future__ import annotations

import logging
import sys
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from ..config.former import meaning
from ..config.write import set_attribute
from ..errors import UnknownNameError, UsageError
from ..history.location import caller_location
from ..names import nearest, type_name
from .run import Run, current_run
from .run_parameters import changed_by_run

__all__ = ["DerivedParameter", "ParameterAttributes", "add_parameters", "is_declared", "is_parameter"]


class ParameterAttributes:
    """Reads and writes the parameters as attributes; other attributes have to be declared.

    Between construction and a run, setting a public attribute that is neither a parameter nor declared on
    the class is an error: it would be a misspelt parameter more often than not. In constructors, and while
    the step runs, attributes are the step's own business.
    """

    config: Any  # no values of the class: the interpreter reads them slowly from an instance that has others
    name: str
    parent: Any
    log: logging.Logger

    @property
    def _run(self) -> Run | None:
        """The innermost run of the step in this thread, or else in another that may have begun this one."""
        run = current_run()
        while run is not None:
            if run.step is self:
                return run
            run = run.enclosing
        runs = self.__dict__.get("_runs")
        return runs[-1] if runs else None

    @property
    def qualified_name(self) -> str:
        """Dotted name under those of the pipelines that it belongs to."""
        return self.name if self.parent is None else f"{self.parent.qualified_name}.{self.name}"

    def _is_running(self) -> bool:
        if self.__dict__.get("_runs"):
            return True
        parent = self.__dict__.get("parent")
        return parent is not None and parent._is_running()

    def _is_fixed(self, name: str) -> bool:
        """Is it an attribute that only construction sets?"""
        return name in ("config", "parent")

    if TYPE_CHECKING:  # the steps of a pipeline, and what constructors and runs set

        def __getattr__(self, name: str) -> Any: ...

    def __setattr__(self, name: str, value: Any) -> None:
        try:
            config = self.config
        except AttributeError:
            config = None
        else:
            if name in config._usual:
                set_attribute(config, name, value, None, "assignment", 2)
                return
        self._set_other(config, name, value)

    def _set_other(self, config: Any, name: str, value: Any) -> None:
        if config is not None and _has(type(config), name):
            if config._frozen and self._is_running():
                with changed_by_run(self) as config:
                    setattr(config, name, value)
            else:
                setattr(config, name, value)
            return
        if self._is_fixed(name):
            raise UsageError(
                f"{name!r} of a {type_name(type(self))} cannot be replaced; change its parameters, or make"
                " a new step"
            )
        if config is None and _has(type(self).ConfigClass, name):  # type: ignore[attr-defined]
            raise UsageError(f"the parameter {name!r} is set before super().__init__() has made the config")
        is_known = name.startswith("_") or name in self.__dict__ or is_declared(type(self), name)
        if is_known or self._is_running() or _is_in_constructor(self):
            object.__setattr__(self, name, value)
        else:
            raise self._unknown(name)

    def __delattr__(self, name: str) -> None:
        config = self.__dict__.get("config")
        if config is not None and _has(type(config), name):
            delattr(config, name)
        else:
            object.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        former = type(self).ConfigClass._former  # type: ignore[attr-defined]
        return [name for name in super().__dir__() if name not in former]

    def _unknown(self, name: str) -> UnknownNameError:
        if "config" in self.__dict__:
            meaning(self.config, name)  # the error of a removed parameter says more
        parameters = list(type(self).ConfigClass._fields)  # type: ignore[attr-defined]
        attributes = () if nearest(name, parameters) else (each for each in dir(self) if each[0] != "_")
        return UnknownNameError(
            name,
            type_name(type(self)),
            known=parameters,
            kind="parameter or attribute",
            location=caller_location(),
            elsewhere=nearest(name, attributes),
        )


def _has(config_class: Any, name: str) -> bool:
    """Has a class of parameters one of that name, or one that was called so formerly?"""
    return name in config_class._fields or isinstance(config_class._former.get(name), str)


_making = (lambda: lambda step: step.config.parameter).__code__
_form: CodeType = next(const for const in _making.co_consts if isinstance(const, CodeType))


def _reader(name: str) -> Any:
    """A function that reads a parameter; made by code, for the interpreter inlines no others into a read."""
    code = _form.replace(co_names=("config", name), co_name=name, co_qualname=name)
    consts = tuple(code if const is _form else const for const in _making.co_consts)
    return FunctionType(_making.replace(co_consts=consts), {})()


def add_parameters(cls: Any) -> None:
    """Give a step class a property for each parameter: reading one is then as fast as ``step.config.name``.

    Parameters
    ----------
    cls : type
        The step class, whose ConfigClass is known.
    """
    for name, field in cls.ConfigClass._fields.items():
        if not is_parameter(getattr(cls, name, None)):
            type.__setattr__(cls, name, property(_reader(name), doc=field.doc))
    for name in cls.ConfigClass._former:
        if not hasattr(cls, name):
            type.__setattr__(cls, name, FormerName(name))


class DerivedParameter(property):
    """A property for a parameter that says what holds if nobody has given a value."""


def is_parameter(found: Any) -> bool:
    """Is what a class has under a name the property of a parameter?"""
    if isinstance(found, DerivedParameter):
        return True
    code = getattr(getattr(found, "fget", None), "__code__", None)
    if code is None:
        return isinstance(found, FormerName)
    return bool(code.co_code == _form.co_code and code.co_filename == _form.co_filename)


class FormerName:
    """What a step class has under a name that a parameter had formerly: reading it asks the config.

    Parameters
    ----------
    name : str
        The name.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, step: Any, owner: Any = None) -> Any:
        return self if step is None else getattr(step.config, self.name)


def is_declared(cls: type, name: str) -> bool:
    """Does the class or one of its bases have the attribute, or an annotation for it?"""
    import inspect  # noqa: PLC0415 - it is a tenth of the import, and only names that are new come here

    return any(
        (name in vars(base) and not isinstance(vars(base)[name], FormerName))
        or name in inspect.get_annotations(base)
        for base in cls.__mro__
    )


def _is_in_constructor(instance: Any) -> bool:
    """Is this called, however far down, by an ``__init__`` of the instance?"""
    frame = sys._getframe(1)
    while frame.f_back is not None:
        frame = frame.f_back
        code = frame.f_code
        if code.co_name == "__init__" and frame.f_locals.get(code.co_varnames[0]) is instance:
            return True
    return False
