"""The values of a config by the names of its fields, whatever else somebody has put into its ``__dict__``."""

from __future__ import annotations

from typing import Any

__all__ = ["values_of"]


def values_of(config: Any) -> dict[str, Any]:
    """The values by name, in field order: nearly always the config's own dict, not to be changed.

    Lazy properties of other packages keep their results in the ``__dict__`` of an instance, and fields can
    be added to a class, or taken away, after a config was made.

    Parameters
    ----------
    config : Config
        The config.
    """
    values: dict[str, Any] = config.__dict__
    plan = config._plan
    fields = plan.fields
    if len(values) == len(fields) and (plan.is_current or values.keys() == fields.keys()):
        return values
    return {name: getattr(config, name) for name in fields}
