"""What a provider of reference files has to be, and what is the same for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeAlias, runtime_checkable

from ..errors import ReferenceFileError
from ..names import nearest

__all__ = ["NOT_APPLICABLE", "Progress", "ReferenceProvider", "fetch_all", "no_such_type"]

NOT_APPLICABLE = "N/A"
"""What a provider says in place of a path: for such data the step goes without a file of that type."""

Progress: TypeAlias = Callable[[str, str], None]
"""Called with a reference type and its path as soon as the file is there."""


@runtime_checkable
class ReferenceProvider(Protocol):
    """Anything that knows which reference file is right for an input.

    The same question has the same answer as long as the provider's rules and files do not change.

    Attributes
    ----------
    name : str
        What messages call it.
    """

    @property
    def name(self) -> str:
        """What messages call it."""

    def get_reference_file(self, header: Mapping[str, Any], reference_type: str, observatory: str) -> str:
        """The reference file of a type for an input.

        Parameters
        ----------
        header : mapping of str to object
            What is known of the input, as ``get_crds_parameters`` of its model gives it.
        reference_type : str
            The type, such as ``flat``.
        observatory : str
            The observatory, as ``crds_observatory`` of the model gives it.

        Returns
        -------
        path : str
            Absolute path of a file that exists, or `NOT_APPLICABLE`.

        Raises
        ------
        ReferenceFileError
            If there is no answer, or the file is missing.
        """

    def get_parameter_file(
        self, header: Mapping[str, Any], reference_type: str, observatory: str
    ) -> str | None:
        """The file with reference parameters for a step and an input.

        Parameters
        ----------
        header, observatory
            As for `get_reference_file`.
        reference_type : str
            ``pars-`` and the lower-case name of the step class: ``pars-detectstep``.

        Returns
        -------
        path : str or None
            Absolute path of a file that exists; None if there are no parameters for such data.

        Raises
        ------
        ReferenceFileError
            If the provider itself is broken.
        """

    def prefetch(
        self,
        header: Mapping[str, Any],
        reference_types: Iterable[str],
        observatory: str,
        progress: Progress | None = None,
    ) -> dict[str, str]:
        """Get several reference files, so that a run does not find out late that one is missing.

        Parameters
        ----------
        header, observatory
            As for `get_reference_file`.
        reference_types : iterable of str
            The types.
        progress : callable, optional
            Called with type and path of each.

        Returns
        -------
        paths : dict of str to str
            The path of each type.

        Raises
        ------
        ReferenceFileError
            If one or several cannot be had; it tells all of them.
        """


def fetch_all(
    provider: ReferenceProvider,
    header: Mapping[str, Any],
    reference_types: Iterable[str],
    observatory: str,
    progress: Progress | None = None,
) -> dict[str, str]:
    """What ``prefetch`` does where one file is got like another; parameters as there."""
    paths: dict[str, str] = {}
    faults: list[ReferenceFileError] = []
    for reference_type in dict.fromkeys(reference_types):
        try:
            path = provider.get_reference_file(header, reference_type, observatory)
        except ReferenceFileError as fault:
            faults.append(fault)
            continue
        paths[reference_type] = path
        if progress is not None:
            progress(reference_type, path)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise ReferenceFileError("\n".join(map(str, faults)))
    return paths


def no_such_type(reference_type: str, known: Iterable[str], where: str) -> ReferenceFileError:
    """The error for a type that a provider has never heard of.

    Parameters
    ----------
    reference_type : str
        The type.
    known : iterable of str
        The types that there are.
    where : str
        Who has them.
    """
    names = sorted(known)
    close = nearest(reference_type, names)
    if close:
        hint = f"did you mean {close[0]!r}?"
    else:
        hint = f"there are {', '.join(names)}" if names else "there are none at all"
    return ReferenceFileError(f"{where} has no reference files of the type {reference_type!r}; {hint}")
