"""Which provider is asked: the one of a ``with`` block, or else the one that the environment names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING

from .provider import ReferenceProvider

if TYPE_CHECKING:
    from .local import LocalReferences

__all__ = ["FOLDER_VARIABLE", "active_provider", "using_provider"]

FOLDER_VARIABLE = "STEPCONFIG_REFERENCES"
"""Environment variable with the folder of local references."""

_CRDS_VARIABLES = ("CRDS_PATH", "CRDS_SERVER_URL")

# A tuple, so that "no provider at all" differs from "nobody has said anything".
_chosen: ContextVar[tuple[ReferenceProvider | None] | None] = ContextVar(
    "stepconfig_reference_provider", default=None
)


@contextmanager
def using_provider(provider: ReferenceProvider | None) -> Iterator[None]:
    """Ask a provider for all references in the ``with`` block.

    Parameters
    ----------
    provider : ReferenceProvider or None
        The provider; None for none, whatever the environment says.
    """
    token = _chosen.set((provider,))
    try:
        yield
    finally:
        _chosen.reset(token)


def active_provider() -> ReferenceProvider | None:
    """The provider that is asked here and now.

    Returns
    -------
    provider : ReferenceProvider or None
        That of the innermost `using_provider`; else the local folder that ``STEPCONFIG_REFERENCES`` names;
        else CRDS, if ``CRDS_PATH`` or ``CRDS_SERVER_URL`` is set and the package ``crds`` is installed; else
        None.
    """
    chosen = _chosen.get()
    if chosen is not None:
        return chosen[0]
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder:
        return _local(os.path.abspath(os.path.expanduser(folder)))
    if any(os.environ.get(name) for name in _CRDS_VARIABLES):
        from importlib.util import find_spec  # noqa: PLC0415 - most runs ask nobody

        if find_spec("crds") is not None:
            from .crds import CrdsReferences  # noqa: PLC0415 - as above

            return CrdsReferences()
    return None


@lru_cache(maxsize=8)
def _local(folder: str) -> LocalReferences:
    """The provider for a folder, which remembers its rules as long as their file does not change."""
    from .local import LocalReferences  # noqa: PLC0415 - most runs ask nobody

    return LocalReferences(folder)
