"""Metadata as a dict whose keys are attributes too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from ...names import nearest

__all__ = ["Meta", "leaves_of", "plain_data"]


class Meta(MutableMapping[str, Any]):
    """A view of a dict, in which dicts are views as well.

    Parameters
    ----------
    values : mutable mapping, optional
        Where the values are; by default a new dict. It is not copied.

    Examples
    --------
    >>> meta = Meta({"instrument": {"name": "STE3"}})
    >>> meta.instrument.detector = "A"
    >>> meta.instrument.name, meta["instrument"]
    ('STE3', Meta({'name': 'STE3', 'detector': 'A'}))
    """

    __slots__ = ("_values",)

    def __init__(self, values: MutableMapping[str, Any] | None = None) -> None:
        object.__setattr__(self, "_values", {} if values is None else values)

    def __getitem__(self, key: str) -> Any:
        value = self._values[key]
        return Meta(value) if isinstance(value, MutableMapping) else value

    def __setitem__(self, key: str, value: Any) -> None:
        self._values[key] = plain_data(value)

    def __delitem__(self, key: str) -> None:
        del self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_"):
            try:
                return self[name]
            except KeyError:
                pass
        matches = [] if name.startswith("_") else nearest(name, map(str, self._values))
        hint = f"; did you mean {' or '.join(map(repr, matches))}?" if matches else ""
        raise AttributeError(f"the metadata have no {name!r}{hint}", name=name, obj=None)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_") or hasattr(Meta, name):
            raise AttributeError(f"{name!r} cannot be an attribute of metadata; write meta[{name!r}]")
        self[name] = value

    def __delattr__(self, name: str) -> None:
        if name not in self:
            raise AttributeError(f"the metadata have no {name!r}", name=name, obj=None)
        del self[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(name for name in self if name.isidentifier())]

    def __reduce__(self) -> Any:
        return Meta, (self._values,)

    def __repr__(self) -> str:
        return f"Meta({plain_data(self)!r})"


def plain_data(value: Any) -> Any:
    """The value, with views of metadata and other mappings as dicts; shared with no view."""
    if isinstance(value, Mapping):
        return {key: plain_data(item) for key, item in value.items()}
    return [plain_data(item) for item in value] if type(value) is list else value


def leaves_of(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The values in all depths, by their dotted paths.

    Examples
    --------
    >>> list(leaves_of({"instrument": {"name": "STE3"}, "gain": 1.2}, "meta."))
    [('meta.instrument.name', 'STE3'), ('meta.gain', 1.2)]
    """
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from leaves_of(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
