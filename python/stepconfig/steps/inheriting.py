"""The ConfigClass of a step class that does not name one: the parameters of its bases."""

from __future__ import annotations

from typing import Any

from ..config import Config, ConfigMeta
from ..names import type_name

__all__ = ["inherited_config_class"]


def inherited_config_class(cls: Any) -> Any:
    """The Config class with the parameters of all bases of a step class, in the order of its MRO.

    Parameters
    ----------
    cls : type
        The step class. Of several bases that have parameters, and of mix-ins with a ``spec``, it has those
        of all.
    """
    found: list[Any] = []
    for base in cls.__bases__:
        config_class = getattr(base, "ConfigClass", None)
        if config_class is None and isinstance(getattr(base, "spec", None), str):
            from .spec import config_class_from_spec  # noqa: PLC0415 - few mix-ins have one

            config_class = config_class_from_spec(base, Config)
        if config_class is not None and not any(issubclass(each, config_class) for each in found):
            found = [each for each in found if not issubclass(config_class, each)] + [config_class]
    if len(found) == 1:
        return found[0]
    place = {"__module__": cls.__module__, "__qualname__": f"{cls.__qualname__}.{cls.__name__}Config"}
    return ConfigMeta(
        f"{cls.__name__}Config", tuple(found), {**place, "__doc__": f"Parameters of {type_name(cls)}."}
    )
