"""References from CRDS; the only module that imports the package ``crds``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from ..errors import ReferenceFileError
from .provider import NOT_APPLICABLE, Progress, fetch_all

__all__ = ["CrdsReferences"]

T = TypeVar("T")

_NOT_FOUND = "NOT FOUND"
_NEVER = ("n/a", "unknown reference type")
"""What CRDS says, behind "NOT FOUND", of a type that such data do not need, or that nobody has."""


class CrdsReferences:
    """The Calibration Reference Data System, through the package ``crds``.

    Where the cache and the server are is for the environment to say, as everywhere with CRDS: ``CRDS_PATH``
    is the cache, ``CRDS_SERVER_URL`` the server, ``CRDS_CONTEXT`` the rules. Without a server, CRDS works
    with the rules and files that are in the cache. ``CRDS_READONLY_CACHE=1`` leaves the cache as it is.

    Parameters
    ----------
    context : str, optional
        Name of the rules, such as ``jwst_0987.pmap``; by default those that CRDS itself takes.
    """

    name = "CRDS"

    def __init__(self, context: str | None = None) -> None:
        self._context = context

    def get_reference_file(self, header: Mapping[str, Any], reference_type: str, observatory: str) -> str:
        """See `ReferenceProvider.get_reference_file`."""
        found = self._recommended(header, reference_type, observatory)
        if not found.startswith(_NOT_FOUND):
            return self._fetched(header, reference_type, observatory)
        why = found.removeprefix(_NOT_FOUND).strip()
        if why.lower() == _NEVER[0]:
            return NOT_APPLICABLE
        raise ReferenceFileError(
            f"CRDS has no {reference_type} reference file for this input: {why or 'it says no more'};"
            f" a file can be given with --override_{reference_type}"
        )

    def get_parameter_file(
        self, header: Mapping[str, Any], reference_type: str, observatory: str
    ) -> str | None:
        """See `ReferenceProvider.get_parameter_file`."""
        found = self._recommended(header, reference_type, observatory)
        return None if found.startswith(_NOT_FOUND) else self._fetched(header, reference_type, observatory)

    def prefetch(
        self,
        header: Mapping[str, Any],
        reference_types: Iterable[str],
        observatory: str,
        progress: Progress | None = None,
    ) -> dict[str, str]:
        """See `ReferenceProvider.prefetch`."""
        return fetch_all(self, header, reference_types, observatory, progress)

    def context_used(self, observatory: str) -> str:
        """The name of the rules that CRDS chooses by.

        Parameters
        ----------
        observatory : str
            The observatory.

        Raises
        ------
        ReferenceFileError
            If CRDS has neither a server nor a cache that can say it.
        """
        return _told(lambda crds: str(crds.get_context_name(observatory, self._context)), "its rules")

    def _recommended(self, header: Mapping[str, Any], reference_type: str, observatory: str) -> str:
        """The name of the file; or why there is none, which CRDS would otherwise log as an error."""
        found = _told(
            lambda crds: crds.getrecommendations(
                dict(header), [reference_type], context=self._context, observatory=observatory
            ),
            f"the {reference_type} reference file",
        )
        return str(found[reference_type])

    def _fetched(self, header: Mapping[str, Any], reference_type: str, observatory: str) -> str:
        """The path of the file in the cache, to which it is downloaded if it is missing there."""
        found = _told(
            lambda crds: crds.getreferences(
                dict(header), [reference_type], context=self._context, observatory=observatory
            ),
            f"the {reference_type} reference file",
        )
        path = Path(found[reference_type])
        if not path.exists():
            raise ReferenceFileError(
                f"CRDS recommends the {reference_type} reference file {path}, which is not in the cache and"
                " cannot be downloaded; see CRDS_PATH and CRDS_SERVER_URL"
            )
        return str(path.absolute())


def _told(ask: Callable[[Any], T], what: str) -> T:
    """What CRDS answers; whatever goes wrong in it is an error of this package."""
    try:
        import crds  # noqa: PLC0415 - an optional package
    except ImportError as error:
        raise ReferenceFileError(
            f"references from CRDS need the package crds: pip install 'stepconfig[crds]' ({error})"
        ) from error
    try:
        return ask(crds)
    # CRDS ends the program if it has neither a server nor a cache.
    except (Exception, SystemExit) as error:
        said = "it has neither a server nor a cache" if isinstance(error, SystemExit) else _words(error)
        raise ReferenceFileError(
            f"CRDS cannot say {what}: {said}; see CRDS_PATH and CRDS_SERVER_URL"
        ) from error


def _words(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
