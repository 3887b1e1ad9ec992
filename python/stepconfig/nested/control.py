"""Config classes of C++ control structs, whose parameters exist in C++ and nowhere else."""

from __future__ import annotations

import importlib
import math
import sys
from collections.abc import Callable
from functools import partial
from sys import _getframe
from types import ModuleType
from typing import Any, TypeVar, overload

from ..config.compare import equal_values
from ..config.config import Config
from ..config.validation import faults_so_far
from ..config.walk import all_or_nothing
from ..errors import ControlError, FieldValidationError, expected
from ..fields.base import Field
from ..history.location import Frame, Location
from ..history.packing import stored_history
from ..history.record import acting, labels_of
from ..names import type_name
from .control_fields import check_kept, cpp_type, default_text, field_for, field_names, plain_value

__all__ = ["ControlLocation", "makeConfigClass", "wrap"]

C = TypeVar("C", bound=Config)


class ControlLocation(Location):
    """The default constructor of a C++ control struct, where the defaults of its config come from.

    Parameters
    ----------
    name : str
        Name of the struct.
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def frame(self) -> Frame:
        """A frame without a line: ``C++ FooControl``."""
        return Frame(str(self), 0, "setDefaults", "")

    def __str__(self) -> str:
        return f"C++ {self.name}"

    def __reduce__(self) -> tuple[Any, ...]:
        return ControlLocation, (self.name,)

    def __repr__(self) -> str:
        return f"<ControlLocation {self}>"


# -- making classes --------------------------------------------------------------------------------


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
    base: type[Any] = Config,
    doc: str | None = None,
    module: str | int | ModuleType | None = None,
    cls: type[Any] | None = None,
) -> type[Any]:
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
                f"expected a class named like FooControl, got {type_name(ctrl)}; give a name: name='FooConfig'"
            )
        name = ctrl.__name__.replace("Control", "Config")
    home, variables = _home(module, 1)
    names = field_names(ctrl)
    fields = {}
    for each in names:
        if each in base._fields:
            check_kept(ctrl, each, base._fields[each])
        else:
            fields[each] = field_for(ctrl, each, home)
    link = _Link(ctrl, names)
    own_doc = vars(ctrl).get("__doc__")
    namespace = {
        "__module__": variables.get("__name__", "__main__"),
        "__doc__": doc or own_doc or f"Parameters of the C++ struct {ctrl.__name__}.",
        **link.methods({}),
        **fields,
    }
    new = type(base)(name, (base,), namespace)
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
        return _added_to(cls, ctrl)

    return decorate


def _added_to(cls: Any, ctrl: Any) -> Any:
    """Add what a control struct has to a class that is there."""
    names = field_names(ctrl)
    home = sys.modules.get(cls.__module__)
    for name in names:
        if name in cls._fields:
            check_kept(ctrl, name, cls._fields[name])
        else:
            setattr(cls, name, field_for(ctrl, name, home))
    link = _Link(ctrl, names)
    for name, method in link.methods(vars(cls)).items():
        setattr(cls, name, method)
    link.join(cls)
    return cls


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


# -- what the classes do ---------------------------------------------------------------------------


class _Link:
    """What a Config class has to do with its control class.

    Parameters
    ----------
    ctrl : type
        The control class.
    names : list of str
        Names of its fields.
    """

    def __init__(self, ctrl: Any, names: list[str]) -> None:
        self.ctrl = ctrl
        self.names = names
        self.place = ControlLocation(ctrl.__name__)
        self.has_validate = hasattr(ctrl, "validate")
        self.single = {
            name for name in names if "float" in cpp_type(ctrl, name) and not hasattr(ctrl, f"_module_{name}")
        }
        self.cls: Any = None

    def join(self, cls: Any) -> None:
        """Tell both classes of each other."""
        self.cls = cls
        cls.Control = self.ctrl
        cls._control_link = self
        self.ctrl.ConfigClass = cls
        for name in self.names:
            if not cls._fields[name].holds_configs:
                cls._fields[name].default_text = partial(default_text, self.ctrl, name)

    def methods(self, own: Any) -> dict[str, Any]:
        """The methods of the Config class; ``own`` are those that it has already."""
        link = self
        own_defaults = own.get("setDefaults")
        own_validate = own.get("validate")

        def setDefaults(self: Any) -> None:
            """Set the values of a new control object; what the class itself sets comes after them."""
            if own_defaults is None:
                super(link.cls, self).setDefaults()
            link.set_defaults(self)
            if own_defaults is not None:
                own_defaults(self)

        def validate(self: Any) -> None:
            """Check that the config can be used, and that the C++ code accepts it."""
            if own_validate is None:
                super(link.cls, self).validate()
            else:
                own_validate(self)
            link.validate(self)

        def makeControl(self: Any) -> Any:
            """A C++ control object with the values of the config; what is None keeps the C++ default.

            Raises
            ------
            ControlError
                If the constructor of the object raises.
            FieldValidationError
                If the object does not take a value.
            """
            return link.make(self)

        def readControl(self: Any, control: Any, at: Any = None, label: str = "readControl") -> None:
            """Take the values of a C++ control object, all or nothing.

            Parameters
            ----------
            control : object
                The control object.
            at : Location, optional
                Who sets the values; by default the line that calls this.
            label : str, optional
                What is done.

            Raises
            ------
            ControlError
                If the object has not the fields of the config.
            FieldValidationError
                If a field refuses its value.
            """
            link.read(self, control, at, label)

        made = {"setDefaults": setDefaults, "validate": validate}
        for name, method in (("makeControl", makeControl), ("readControl", readControl)):
            if name not in own:
                made[name] = method
        return made

    def make(self, config: Any) -> Any:
        """A control object with the values of a config."""
        control = self._new(config)
        for name in self.names:
            value = getattr(config, name)
            if value is None:
                continue
            field = config._fields[name]
            value = value.makeControl() if field.holds_configs else field.plain(value)
            if name in self.single:
                self._check_single(config, field, value)
            try:
                setattr(control, name, value)
            except Exception as error:
                raise self._not_taken(config, field, value, str(error)) from error
        return control

    def read(self, config: Any, control: Any, at: Any, label: str) -> None:
        """Set the values of a config from a control object."""
        values = self._values(config, control)
        with all_or_nothing(config):
            for name, value in values.items():
                field = config._fields[name]
                if field.holds_configs:
                    getattr(config, name).readControl(value, at, label)
                else:
                    field.__set__(config, value, at, label)

    def set_defaults(self, config: Any) -> None:
        """Give a new config the values of a new control object."""
        if not self._is_done_below(config):
            control = self._new(config)
            with acting(layer="default"):
                self._take_over(config, self._values(config, control), self.place)

    def validate(self, config: Any) -> None:
        """Let the C++ code check a config."""
        if self._is_done_below(config):
            return
        try:
            control = self.make(config)
        except FieldValidationError as error:
            if error.fullname not in {getattr(fault, "fullname", None) for fault in faults_so_far()}:
                raise
            return
        if self.has_validate:
            try:
                control.validate()
            except Exception as error:
                where = f"the config {config._name!r}" if config._name else type_name(type(config))
                error.add_note(f"{self.ctrl.__name__}.validate() of {where} refuses the values together")
                raise

    def _is_done_below(self, config: Any) -> bool:
        """Is the config of a subclass whose struct derives from this one, and has its values too?"""
        other = type(config)._control_link
        return other is not self and issubclass(other.ctrl, self.ctrl)

    def _new(self, config: Any) -> Any:
        try:
            return self.ctrl()
        except Exception as error:
            where = f" (the config {config._name!r})" if config._name else ""
            raise ControlError(
                f"{type_name(type(config))}{where}: the C++ constructor of {self.ctrl.__name__} raises"
                f" {type(error).__name__}: {error}"
            ) from error

    def _values(self, config: Any, control: Any) -> dict[str, Any]:
        """The values of a control object; nested ones are control objects."""
        values = {}
        for name in self.names:
            try:
                value = getattr(control, name)
            except AttributeError as error:
                given = type_name(type(control))
                raise ControlError(
                    f"{type_name(type(config))}: {expected(f'a {type_name(self.ctrl)}', control)};"
                    f" a {given} has no {name!r}"
                ) from error
            values[name] = value if config._fields[name].holds_configs else plain_value(value)
        return values

    def _take_over(self, config: Any, values: dict[str, Any], place: Location) -> None:
        """Set defaults, each in the place of what was the default before."""
        history = stored_history(config)
        for name, value in values.items():
            field = config._fields[name]
            if field.holds_configs:
                self._take_over_nested(getattr(config, name), value, place)
                continue
            if all(labels_of(raw)[1] in _LAYERS_OF_DEFAULTS for raw in history.get(name, ())):
                history.pop(name, None)
            field.__set__(config, value, place, "defaults")

    def _take_over_nested(self, config: Any, control: Any, place: Location) -> None:
        """Set the defaults of a nested config that differ from those of its own struct."""
        link = getattr(type(config), "_control_link", None)
        if link is None:
            config.readControl(control, place, "defaults")
            return
        values = link._values(config, control)
        different = {
            name: value
            for name, value in values.items()
            if config._fields[name].holds_configs
            or not equal_values(config._fields[name].plain(getattr(config, name)), value)
        }
        link._take_over(config, different, place)

    def _check_single(self, config: Any, field: Field[Any], value: Any) -> None:
        """Refuse a number that single precision, in C++, would turn into infinity."""
        for number in value if isinstance(value, list) else [value]:
            if number is not None and math.isfinite(number) and abs(number) > _LARGEST_SINGLE:
                raise self._not_taken(config, field, value, "it is too large for single precision")

    def _not_taken(self, config: Any, field: Field[Any], value: Any, why: str) -> FieldValidationError:
        """The error for a value that a control object does not take."""
        wanted = f"what C++ {cpp_type(self.ctrl, field.name)} of {self.ctrl.__name__} can hold"
        # Binding libraries say in several lines what they have tried.
        reason = why.splitlines()[0] if why and "incompatible function arguments" not in why else ""
        text = expected(wanted, value) + (f": {reason}" if reason else "")
        last = field.entries(config)[-1:]
        location = last[0].location if last else None
        return FieldValidationError(field, config, text, value=value, location=location)


_LAYERS_OF_DEFAULTS = ("default", "setDefaults")
_LARGEST_SINGLE = 3.4028235677973362e38
"""What is larger by magnitude is rounded to infinity."""
