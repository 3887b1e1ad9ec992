"""``functools.cached_property`` on a config, whose ``__dict__`` holds the values of its fields only."""

from __future__ import annotations

from functools import cached_property
from typing import Any

__all__ = ["CachedProperty"]


class CachedProperty:
    """A cached property that keeps its results apart from the values of the fields.

    `ConfigMeta` puts it in the place of every `functools.cached_property` of a config class, so that a
    cached result is not iterated, saved, compared or copied as if it were a field.

    Parameters
    ----------
    original : functools.cached_property
        The cached property as it was written.
    """

    def __init__(self, original: cached_property[Any]) -> None:
        self.func = original.func
        self.name = original.attrname or ""
        self.__doc__ = original.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        results = self._results_of(instance)
        if self.name not in results:
            results[self.name] = self.func(instance)
        return results[self.name]

    def __delete__(self, instance: Any) -> None:
        """Forget the result, as ``del config.area`` does with the original."""
        if self._results_of(instance).pop(self.name, self) is self:
            raise AttributeError(self.name)

    def _results_of(self, instance: Any) -> dict[str, Any]:
        try:
            results: dict[str, Any] = object.__getattribute__(instance, "_cached")
        except AttributeError:
            results = {}
            object.__setattr__(instance, "_cached", results)
        return results
