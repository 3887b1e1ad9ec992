"""Parameters as attributes: ``step.threshold`` is ``step.config.threshold``."""

from __future__ import annotations

import inspect
import logging
import sys
from typing import Any

from ..config.former import meaning
from ..errors import UnknownNameError, UsageError
from ..history.location import caller_location
from ..names import type_name
from .run import Run

__all__ = ["ParameterAttributes", "is_declared"]


class ParameterAttributes:
    """Reads and writes the parameters as attributes; other attributes have to be declared.

    Between construction and a run, setting a public attribute that is neither a parameter nor declared on
    the class is an error: it would be a misspelt parameter more often than not. In constructors, and while
    the step runs, attributes are the step's own business.
    """

    config: Any
    name: str
    parent: Any = None
    log: logging.Logger
    _run: Run | None = None

    @property
    def qualified_name(self) -> str:
        """Dotted name under those of the pipelines that it belongs to."""
        return self.name if self.parent is None else f"{self.parent.qualified_name}.{self.name}"

    def _is_running(self) -> bool:
        return self._run is not None or (self.parent is not None and self.parent._is_running())

    def _is_fixed(self, name: str) -> bool:
        """Is it an attribute that only construction sets?"""
        return name in ("config", "parent")

    def __getattr__(self, name: str) -> Any:
        config = self.__dict__.get("config")
        if config is not None and _has(type(config), name):
            return getattr(config, name)
        if is_declared(type(self), name):  # a property raised AttributeError: it says why itself
            return object.__getattribute__(self, name)
        if name.startswith("_"):  # asked for by protocols, not by people
            raise AttributeError(f"{type_name(type(self))} has no attribute {name!r}")
        raise self._unknown(name)

    def __setattr__(self, name: str, value: Any) -> None:
        config = self.__dict__.get("config")
        if config is not None and _has(type(config), name):
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
        config = self.__dict__.get("config")
        return [*super().__dir__(), *(() if config is None else type(config)._fields)]

    def _unknown(self, name: str) -> UnknownNameError:
        if "config" in self.__dict__:
            meaning(self.config, name)  # the error of a removed parameter says more
        return UnknownNameError(
            name,
            type_name(type(self)),
            known=[each for each in dir(self) if not each.startswith("_")],
            kind="parameter or attribute",
            location=caller_location(),
        )


def _has(config_class: Any, name: str) -> bool:
    """Has a class of parameters one of that name, or one that was called so formerly?"""
    return name in config_class._fields or isinstance(config_class._former.get(name), str)


def is_declared(cls: type, name: str) -> bool:
    """Does the class or one of its bases have the attribute, or an annotation for it?"""
    return any(name in vars(base) or name in inspect.get_annotations(base) for base in cls.__mro__)


def _is_in_constructor(instance: Any) -> bool:
    """Is this called, however far down, by an ``__init__`` of the instance?"""
    frame = sys._getframe(1)
    while frame.f_back is not None:
        frame = frame.f_back
        code = frame.f_code
        if code.co_name == "__init__" and frame.f_locals.get(code.co_varnames[0]) is instance:
            return True
    return False
