"""What list and dict fields share: value objects that validate and record every edit.

A value object (a proxy) belongs to one config. It shares its items with the class's default or with the
history until it is edited, then takes a copy; an edit is recorded as the operation, not as a copy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from ..errors import FieldValidationError, UnexpectedProxyUsageError, UnknownAttributeError
from ..history.record import Edit, Entry, before_change, record
from ..names import shown
from .base import Field, setter_location

__all__ = ["ContainerField", "Proxy", "give_proxies"]

T = TypeVar("T")


class _ProxySlots:
    __slots__ = ("__weakref__", "_config", "_field", "_items", "_own")


class _BareProxy(_ProxySlots):
    """A proxy that is being made: without a ``__setattr__`` its slots are filled at full speed."""

    __slots__ = ()

    _config: Any
    _field: Any
    _items: Any

    def __init__(self, config: Any, field: Any, items: Any) -> None:
        self._config = config
        self._field = field
        self._items = items


class Proxy(_ProxySlots):
    """The value object of a container field.

    Parameters
    ----------
    config : Config
        The config that holds it.
    field : Field
        Its field.
    items : list or dict
        The converted items, shared until the first edit.
    """

    __slots__ = ()

    def __init__(self, config: Any, field: Any, items: Any) -> None:
        _set_config(self, config)
        _set_field(self, field)
        _set_items(self, items)

    _config: Any
    _field: Any
    _items: Any
    _own: bool
    """Are the items this object's own? Not set before the first edit: making an object takes less so."""

    @property
    def history(self) -> list[Entry]:
        """The history of the field: assignments of the whole and edits of parts, oldest first."""
        entries: list[Entry] = self._field.entries(self._config)
        return entries

    def _begin_edit(self) -> Any:
        """The items, this object's own now; or the error that they cannot be edited."""
        config = self._config
        field = self._field
        if config._frozen:
            field._refuse_frozen(config)
        if config.__dict__.get(field.name) is not self:
            why = "this container was replaced; edit the one that is the value of the field now"
            raise FieldValidationError(field, config, why, location=setter_location())
        before_change(config)
        if not self._own:
            _set_items(self, self._items.copy())
            _set_own(self, True)
        return self._items

    def _record(self, label: str, form: str, *arguments: Any, at: Any = None) -> None:
        record(self._config, self._field.name, Edit(form, *arguments), at, label)

    def _refuse(self, error: Exception, value: Any) -> NoReturn:
        field: Field[Any] = self._field
        field._refuse(self._config, error, value)

    def _unknown_attribute(self, name: str) -> UnknownAttributeError:
        return UnknownAttributeError(self._field, self._config, name, type(self), setter_location())

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            if name == "_own":
                return False
            if name[:2] == "__":
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            raise self._unknown_attribute(name)

    def __setattr__(self, name: str, value: Any) -> None:
        raise self._unknown_attribute(name)

    def __delattr__(self, name: str) -> None:
        raise self._unknown_attribute(name)

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        field = self._field.name
        raise UnexpectedProxyUsageError(
            f"the {type(self).__name__} of the field '{field}' belongs to its config and cannot be pickled;"
            f" pickle a plain copy: {type(self._items).__name__}(config.{field})"
        )

    def __copy__(self) -> Any:
        return self._items.copy()

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return self._items.copy()

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, item: object) -> bool:
        try:
            return item in self._items
        except (TypeError, ValueError):
            return False

    def __repr__(self) -> str:
        return shown(self._items)

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)

    __hash__ = None  # type: ignore[assignment]


_set_config: Callable[[Any, Any], None] = _ProxySlots.__dict__["_config"].__set__
_set_field: Callable[[Any, Any], None] = _ProxySlots.__dict__["_field"].__set__
_set_items: Callable[[Any, Any], None] = _ProxySlots.__dict__["_items"].__set__
_set_own: Callable[[Any, bool], None] = _ProxySlots.__dict__["_own"].__set__


def give_proxies(config: Any, values: dict[str, Any], containers: Any) -> None:
    """Give a new config its value objects, all at once: calls would take most of the time.

    Parameters
    ----------
    config : Config
        The config.
    values : dict
        Its values.
    containers : list of (str, ContainerField, items, type or None)
        The fields, with their prepared items and their `plain_proxy_class`.
    """
    for name, field, items, plain_class in containers:
        if plain_class is None:
            values[name] = field.make_value(config, items)
        else:
            values[name] = value = _BareProxy(config, field, items)
            value.__class__ = plain_class


class ContainerField(Field[T]):
    """Base of the fields whose value is a `Proxy`; kinds say how items are converted."""

    is_container = True
    proxy_class: type[Proxy]

    @property
    def plain_proxy_class(self) -> type[Proxy] | None:
        """The class of the value objects, if it has no way of its own to make them."""
        cls = self.proxy_class
        usual = type(self).make_value is ContainerField.make_value and cls.__init__ is Proxy.__init__
        fits = cls.__basicsize__ == _ProxySlots.__basicsize__ and not cls.__dictoffset__
        return cls if usual and fits else None

    def make_value(self, config: Any, items: Any) -> Any:
        """The value object for a config."""
        return self.proxy_class(config, self, items)

    if not TYPE_CHECKING:

        def __set__(self, instance, value, at=None, label="assignment"):
            """Convert, check and store a copy of the whole container."""
            if instance._frozen:
                self._refuse_frozen(instance)
            name = self.name
            values = instance.__dict__
            items = None
            if value is not None:
                if value is values.get(name):
                    return  # what is left to do of `config.names += [...]`: the edit is done and recorded
                try:
                    items = self.coerce(value)
                except Exception as error:
                    self._refuse(instance, error, value, at)
            record(instance, name, items, at, label)
            values[name] = None if items is None else self.make_value(instance, items)

    def _unusable(self, instance: Any, why: str) -> FieldValidationError:
        """The error for a whole that cannot be used, with the place of the last change of it."""
        value = instance.__dict__[self.name]
        entries = self.entries(instance)
        location = entries[-1].location if entries else None
        return FieldValidationError(self, instance, why, value=value, location=location)

    def plain(self, value: Any) -> Any:
        return None if value is None else value._items.copy()

    def copied(self, value: Any, config: Any) -> Any:
        if value is None:
            return None
        _set_own(value, False)
        return self.make_value(config, value._items)

    def exported(self, value: Any, shared: dict[int, Any]) -> Any:
        return None if value is None else value._items

    def imported(self, exported: Any, config: Any) -> Any:
        return None if exported is None else self.make_value(config, exported)

    def snapshot(self, value: Any) -> Any:
        if value is None:
            return None
        _set_own(value, False)
        return value._items

    def restore(self, value: Any, snapshot: Any) -> None:
        if value is not None:
            _set_items(value, snapshot)
            _set_own(value, False)
