"""What fields that hold configs share: names and frozen state go all the way down."""

from __future__ import annotations

from typing import Any

from ..config.config import build_nested
from ..history.record import Edit, acting_as
from ..names import join_path
from .config_field import _method, _set_values

__all__ = ["HoldsConfigs", "call", "copy_values", "new_config", "said"]

call = _method
copy_values = _set_values


class HoldsConfigs:
    """Mixin for a kind of field whose value holds configs, which `Field.children` gives."""

    holds_configs = True
    is_container = False

    def rename(self: Any, instance: Any) -> None:
        """Give the configs their full paths."""
        here = join_path(instance._name, self.name)
        for suffix, child in self.children(instance.__dict__[self.name]):
            child._rename(here + suffix)

    def freeze(self: Any, instance: Any) -> None:
        """Freeze the configs."""
        for _, child in self.children(instance.__dict__[self.name]):
            call(child, "freeze")()


def new_config(field: Any, parent: Any, suffix: str, cls: Any, default: Any, made: Any = None) -> Any:
    """A new config for a field, with the values of the field's default for it.

    Parameters
    ----------
    field : Field
        The field.
    parent : Config
        The config that holds the field.
    suffix : str
        What the path of the new config has after the field's name.
    cls : type
        Its class.
    default : Config or type
        A config of the class whose values it has, or the class itself.
    made : tuple or Location, optional
        Who makes it; by default whoever made the parent.
    """
    new = build_nested(cls, parent, field.name + suffix, made)
    if default is not cls:
        with acting_as(field.source, label="default", layer="default"):
            copy_values(new, default, None, "default", only_different=True)
    return new


def said(text: str) -> Edit:
    """A text for the history, told as it stands."""
    return Edit(text.replace("{", "{{").replace("}", "}}"))
