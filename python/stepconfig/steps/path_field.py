"""What parameters that are paths have in common: in a parameter file they are relative to that file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ..errors import expected
from ..fields import Field
from ..history.location import FileLocation, Location
from ..history.record import acting_location

__all__ = ["PathField"]


class PathField(Field[Any]):
    """A field for a path, kept as an absolute one.

    In a parameter file it is relative to the file, elsewhere to the current folder.
    """

    def coerce(self, value: Any) -> Any:
        if isinstance(value, os.PathLike):
            value = os.fsdecode(value)
        if not isinstance(value, str):
            raise TypeError(expected(self.expects(), value))
        return self._absolute(str.__str__(value), None)

    if not TYPE_CHECKING:

        def __set__(self, instance, value, at=None, label="assignment"):
            if isinstance(value, (str, os.PathLike)):
                value = self._absolute(os.fsdecode(value), acting_location() if at is None else at)
            super().__set__(instance, value, at, label)

    def expects(self) -> str:
        return self._type_words()

    def _type_words(self) -> str:
        return "path"

    def _stays(self, path: str) -> bool:
        """Is it no path of this machine, so that it is kept as it is?"""
        return path == ""

    def _absolute(self, path: str, place: Location | None) -> str:
        """The absolute path of one that stands at a place."""
        if self._stays(path):
            return path
        folder = os.path.dirname(place.filename) if isinstance(place, FileLocation) else ""
        return os.path.abspath(os.path.join(folder, os.path.expanduser(path)))
