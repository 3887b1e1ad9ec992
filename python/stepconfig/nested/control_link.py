"""What the Config class of a C++ control struct does: defaults, control objects, and the struct's checks."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from ..config.compare import equal_values
from ..config.validation import faults_so_far
from ..config.walk import all_or_nothing
from ..errors import ControlError, FieldValidationError, expected
from ..fields.base import Field
from ..history.location import Frame, Location
from ..history.packing import stored_history
from ..history.record import acting, labels_of
from ..names import type_name
from .control_fields import cpp_type, default_text, plain_value

__all__ = ["ControlLink", "ControlLocation"]


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


class ControlLink:
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
                super(link.cls, self).setDefaults()  # type: ignore[misc]
            link.set_defaults(self)
            if own_defaults is not None:
                own_defaults(self)

        def validate(self: Any) -> None:
            """Check that the config can be used, and that the C++ code accepts it."""
            if own_validate is None:
                super(link.cls, self).validate()  # type: ignore[misc]
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

        made: dict[str, Any] = {"setDefaults": setDefaults, "validate": validate}
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
            control = config.makeControl() if type(config)._control_link is self else self.make(config)
        except FieldValidationError as error:
            if error.fullname not in {getattr(fault, "fullname", None) for fault in faults_so_far()}:
                raise
            return
        if self.has_validate:
            try:
                control.validate()
            except Exception as error:
                if any(type(each) is type(error) and str(each) == str(error) for each in faults_so_far()):
                    return  # a nested struct, which this one asks again, has said so already
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
