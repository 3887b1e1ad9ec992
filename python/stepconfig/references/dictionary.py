"""References from a dict: for tests, and for programs that know their files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..errors import ReferenceFileError
from .provider import NOT_APPLICABLE, Progress, fetch_all, no_such_type

__all__ = ["DictReferences"]

Entry = str | os.PathLike[str] | Callable[[Mapping[str, Any]], str | os.PathLike[str]]


class DictReferences:
    """A provider that finds everything in one dict.

    Parameters
    ----------
    files : mapping of str to path or callable
        For each reference type, those of parameters (``pars-detectstep``) included, a path, ``N/A``, or what
        is called with the header and gives one of these.

    Examples
    --------
    >>> references = DictReferences({"flat": "N/A"})
    >>> references.get_reference_file({}, "flat", "any")
    'N/A'
    """

    name = "dict"

    def __init__(self, files: Mapping[str, Entry]) -> None:
        self._files = dict(files)

    def get_reference_file(self, header: Mapping[str, Any], reference_type: str, observatory: str) -> str:
        """See `ReferenceProvider.get_reference_file`."""
        entry = self._files.get(reference_type)
        if entry is None:
            raise no_such_type(reference_type, self._files, "the dict of references")
        path = os.fspath(entry(header) if callable(entry) else entry)
        if path == NOT_APPLICABLE:
            return path
        path = os.path.abspath(path)
        if not os.path.exists(path):
            raise ReferenceFileError(f"the {reference_type} reference file {path} does not exist")
        return path

    def get_parameter_file(
        self, header: Mapping[str, Any], reference_type: str, observatory: str
    ) -> str | None:
        """See `ReferenceProvider.get_parameter_file`."""
        if reference_type not in self._files:
            return None
        path = self.get_reference_file(header, reference_type, observatory)
        return None if path == NOT_APPLICABLE else path

    def prefetch(
        self,
        header: Mapping[str, Any],
        reference_types: Iterable[str],
        observatory: str,
        progress: Progress | None = None,
    ) -> dict[str, str]:
        """See `ReferenceProvider.prefetch`."""
        return fetch_all(self, header, reference_types, observatory, progress)
