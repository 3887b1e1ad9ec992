"""A FITS header as a dict: nested dicts are cards with dotted names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from ...names import described

__all__ = ["HeaderMapping", "is_structural"]

_STRUCTURE = re.compile(
    r"SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|BSCALE|BZERO|PCOUNT|GCOUNT|GROUPS|CHECKSUM|DATASUM|END"
)
_COMMENTARY = ("COMMENT", "HISTORY", "")
_STANDARD = re.compile(r"[A-Z0-9_-]{1,8}")
_ALWAYS = "cal_step"


def is_structural(keyword: str) -> bool:
    """Does a card of that name tell how the data are stored?"""
    return _STRUCTURE.fullmatch(keyword) is not None


class HeaderMapping(MutableMapping[str, Any]):
    """The cards of a header by name, in lower case and without those that tell how the data are stored.

    Parameters
    ----------
    header : Header
        The header.
    beside : dict, optional
        Where a file name is kept that a header cannot hold, as it is not of ASCII characters.
    prefix : str, optional
        What the names of the cards begin with, with a dot at its end.
    """

    def __init__(self, header: Any, beside: dict[str, Any] | None = None, prefix: str = "") -> None:
        self._header = header
        self._beside = {} if beside is None else beside
        self._prefix = prefix

    def __iter__(self) -> Iterator[str]:
        seen = {} if self._prefix else {_ALWAYS: None, **dict.fromkeys(self._beside)}
        for keyword in self._below(self._prefix):
            first = keyword[len(self._prefix) :].partition(".")[0]
            seen.setdefault(first.lower() if first.isupper() else first)
        return iter(seen)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, key: str) -> Any:
        name = self._prefix + key
        if name in self._beside:
            return self._beside[name]
        if self._has(name):
            value = self._header[name]
            # astropy has an object of its own for a card without a value
            return None if type(value).__name__ == "Undefined" else value
        if name == _ALWAYS or self._below(f"{name}."):
            return HeaderMapping(self._header, prefix=f"{name}.")
        raise KeyError(key)

    def __setitem__(self, key: str, value: Any) -> None:
        name = self._prefix + key
        if isinstance(value, Mapping):
            self._remove(name)
            HeaderMapping(self._header, prefix=f"{name}.").update(value)
            return
        if name == "filename" and not (str(value).isascii() and str(value).isprintable()):
            self._remove(name)
            self._beside[name] = value
            return
        is_standard = _STANDARD.fullmatch(name.upper()) is not None
        if not key or (is_standard and (is_structural(name.upper()) or name.upper() in _COMMENTARY)):
            raise ValueError(f"meta: {key!r} is no name for metadata of a FITS file")
        for keyword in self._below(f"{name}."):
            del self._header[keyword]
        self._beside.pop(name, None)
        try:
            self._header[name.upper() if is_standard else f"HIERARCH {name}"] = value
            str(self._header.cards[name])  # whether it is too long is known only now
        except ValueError as error:
            self._remove(name)
            why = f"meta.{name}: a FITS header cannot hold {described(value)}"
            raise ValueError(f"{why}: {error}") from error

    def __delitem__(self, key: str) -> None:
        if not self._remove(self._prefix + key):
            raise KeyError(key)

    def _remove(self, name: str) -> bool:
        """Remove a card, or all below a name; was there any?"""
        keywords = [name] if self._has(name) else self._below(f"{name}.")
        for keyword in keywords:
            del self._header[keyword]
        return self._beside.pop(name, None) is not None or bool(keywords)

    def _has(self, name: str) -> bool:
        keyword = name.upper()
        return not is_structural(keyword) and keyword not in _COMMENTARY and name in self._header

    def _below(self, prefix: str) -> list[str]:
        """The keywords that begin so, once each."""
        start = prefix.upper()
        return [
            keyword
            for keyword in dict.fromkeys(self._header)
            if keyword.upper().startswith(start) and not is_structural(keyword) and keyword not in _COMMENTARY
        ]
