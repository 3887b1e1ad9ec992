"""ConfigurableInstance: the value of a `ConfigurableField`, a config and the target that is made from it."""

from __future__ import annotations

import os
from collections.abc import Callable
from types import CodeType
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from ..config.config import Config
from ..errors import UnexpectedProxyUsageError
from ..history.record import made_by, record
from ..names import type_name
from .discarded import changed_values, sets_defaults, warn_of_discarded
from .holding import said

__all__ = ["ConfigurableInstance", "is_same", "target_name"]

C = TypeVar("C", bound=Config)


class _InstanceSlots:
    __slots__ = ("__weakref__", "_config", "_field", "_target", "_value")


class ConfigurableInstance(_InstanceSlots, Generic[C]):
    """The value of a `ConfigurableField`: a config, and the target that is made from it.

    Every attribute that is not named here is that of the config. It is no `Config` itself.

    Parameters
    ----------
    config : Config
        The config that holds it.
    field : ConfigurableField
        Its field.
    target : callable
        What takes the config.
    value : Config
        The config.
    """

    __slots__ = ()

    _config: Any
    _field: Any
    _target: Any
    _value: Any

    def __init__(self, config: Any, field: Any, target: Any, value: C) -> None:
        _set_config(self, config)
        _set_field(self, field)
        _set_target(self, target)
        _set_value(self, value)

    @property
    def value(self) -> C:
        """The config itself."""
        return self._value  # type: ignore[no-any-return]

    @property
    def target(self) -> Any:
        """What takes the config."""
        return self._target

    @property
    def ConfigClass(self) -> type[C]:
        """The class of the config."""
        return type(self._value)

    def apply(self, *args: Any, **kwargs: Any) -> Any:
        """Call the target with these arguments and the config as the keyword ``config``.

        Parameters
        ----------
        *args, **kwargs
            Arguments of the target.
        """
        return self._target(*args, config=self._value, **kwargs)

    def retarget(self, target: Any, ConfigClass: Any = None, at: Any = None, label: str = "retarget") -> None:
        """Replace the target.

        The values stay if the new target takes configs of the same class. Otherwise there is a new config,
        with its defaults, and a `DiscardedOverridesWarning` tells what a user had set in the old one.

        Parameters
        ----------
        target : callable
            The new target.
        ConfigClass : type, optional
            The class of its configs; by default ``target.ConfigClass``.
        at : Location, optional
            Who does it; by default the line that calls this.
        label : str, optional
            What is done.

        Raises
        ------
        FieldValidationError
            If it is no target, it has no ConfigClass, or the config is frozen.
        """
        config, field, value = self._config, self._field, self._value
        if config._frozen:
            field._refuse_frozen(config)
        try:
            cls = field.validateTarget(target, ConfigClass)
        except (AttributeError, TypeError, ValueError) as error:
            field._refuse(config, TypeError(str(error)), target, at)
        if cls is not type(value):
            if not sets_defaults():
                what = f"{value._name}: retargeted from {target_name(self._target)} to {target_name(target)}"
                lost = f"which takes {type_name(cls)}; left behind are values of {type_name(type(value))}"
                warn_of_discarded(f"{what}, {lost}", changed_values(value))
            value = field.new_value(config, cls, made_by())
        record(config, field.name, said(f"retargeted to {target_name(target)}"), at, label)
        self._become(target, value)

    def _become(self, target: Any, value: Any) -> None:
        _set_target(self, target)
        _set_value(self, value)

    # -- everything else is the config's ---------------------------------------------------------

    if not TYPE_CHECKING:

        def __setattr__(self, name, value, at=None, label="assignment"):
            if at is None:
                setattr(self._value, name, value)
            else:
                self._value.__setattr__(name, value, at, label)

        def __delattr__(self, name, at=None, label="deletion"):
            if at is None:
                delattr(self._value, name)
            else:
                self._value.__delattr__(name, at, label)

    else:

        def __setattr__(self, name: str, value: Any) -> None: ...

    def __getattr__(self, name: str) -> Any:
        return getattr(_get_value(self), name)

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *dir(self._value)})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ConfigurableInstance):
            return False
        return target_name(self._target) == target_name(other._target) and bool(self._value == other._value)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]

    def __copy__(self) -> C:
        return self._value.__copy__()  # type: ignore[no-any-return]

    def __deepcopy__(self, memo: dict[int, Any]) -> C:
        return self._value.__deepcopy__(memo)  # type: ignore[no-any-return]

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        name = self._value._name
        raise UnexpectedProxyUsageError(
            f"the configurable '{name}' belongs to its config and cannot be pickled; pickle its own config:"
            f" config.{name}.value"
        )

    def __repr__(self) -> str:
        return f"<{target_name(self._target)} with {self._value!r}>"


_set_config: Callable[[Any, Any], None] = _InstanceSlots.__dict__["_config"].__set__
_set_field: Callable[[Any, Any], None] = _InstanceSlots.__dict__["_field"].__set__
_set_target: Callable[[Any, Any], None] = _InstanceSlots.__dict__["_target"].__set__
_set_value: Callable[[Any, Any], None] = _InstanceSlots.__dict__["_value"].__set__
_get_value: Callable[[Any], Any] = _InstanceSlots.__dict__["_value"].__get__


def is_same(one: Any, other: Any) -> bool:
    """Are two targets one? A bound method is another object at each look."""
    return one is other or bool(one == other)


def target_name(target: Any) -> str:
    """What to call a target: its full name, and the place of what has no name of its own."""
    name = f"{target.__module__}.{getattr(target, '__qualname__', None) or target.__name__}"
    code = getattr(target, "__code__", None)
    if "<" in name and isinstance(code, CodeType):
        name += f" at {os.path.basename(code.co_filename)}:{code.co_firstlineno}"
    return name
