"""Opening data by the suffix of the file; packages add kinds of their own."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ...errors import DataError
from ...names import described, nearest, type_name

if TYPE_CHECKING:
    from ...nested.plugins import Plugins

__all__ = ["known_suffixes", "open_model", "register_model"]

_BUILT_IN = {
    ".asdf": "steps.models.asdf_model:AsdfModel",
    ".fits": "steps.models.fits_model:FitsModel",
    ".fit": "steps.models.fits_model:FitsModel",
    ".fts": "steps.models.fits_model:FitsModel",
    ".fits.gz": "steps.models.fits_model:FitsModel",
    ".npy": "steps.models.numpy_model:NumpyModel",
    ".npz": "steps.models.numpy_model:NumpyModel",
    ".ecsv": "steps.models.table_model:TableModel",
    ".json": "steps.association:Association",
}
"""Where the classes are that come with the package: each is imported when it is needed."""

_registered: dict[str, Callable[[str], Any]] = {}


@lru_cache(maxsize=1)
def _plugins() -> Plugins:
    """The kinds of models that installed packages declare."""
    from ...nested.plugins import Plugins  # noqa: PLC0415 - only who opens a file needs it

    return Plugins("stepconfig.models")


def register_model(suffix: str, opener: Callable[[str], Any] | type[Any]) -> None:
    """Say how files with a suffix are opened, also if they could be opened before.

    A package can say it with an entry point of the group ``stepconfig.models`` as well, whose name is the
    suffix; it is imported when such a file is opened.

    Parameters
    ----------
    suffix : str
        How the names of the files end, for example ``.fits`` or ``_spec.fits``; case does not matter. The
        longest suffix that fits counts.
    opener : callable
        Called with the path; returns the model. A class with a method ``open`` will do as well.

    Raises
    ------
    DataError
        If it is no suffix, or nothing that could open files.
    """
    if not suffix.strip("._-"):
        raise DataError(f"expected a suffix of file names such as '.fits', got {described(suffix)}")
    _registered[_plain(suffix)] = _opener(opener)


def open_model(data: Any) -> Any:
    """Open the file that a path names; what is no path is a model already and comes back as it is.

    Parameters
    ----------
    data : str, path or object
        The path, or a model.

    Returns
    -------
    model : object
        The model.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    DataError
        If no kind of data has files with this suffix, or the file is not of its kind.
    """
    if not isinstance(data, (str, os.PathLike)):
        return data
    path = os.fsdecode(os.fspath(data))
    return _opener_for(path)(path)


def known_suffixes() -> list[str]:
    """The suffixes of the files that can be opened, those of installed packages included."""
    return sorted({*_BUILT_IN, *_registered, *_plugin_names()})


def _plugin_names() -> dict[str, str]:
    """The names of plug-ins by the suffixes that they mean."""
    return {_plain(name.partition("@")[0]): name for name in _plugins().names()}


def _opener_for(path: str) -> Callable[[str], Any]:
    name = os.path.basename(path).lower()
    plugins = _plugin_names()
    fitting = [suffix for suffix in {*_registered, *plugins, *_BUILT_IN} if name.endswith(suffix)]
    if not fitting:
        suffix = os.path.splitext(name)[1]
        known = known_suffixes()
        matches = nearest(suffix, known) if suffix else []
        hint = f"did you mean {' or '.join(matches)}? " if matches else ""
        raise DataError(
            f"{path}: no kind of data has files with the suffix {suffix!r}; {hint}known are"
            f" {', '.join(known)}; register_model or a package with an entry point of the group"
            f" {_plugins().group} adds one"
        )
    suffix = max(fitting, key=len)
    if suffix in _registered:
        return _registered[suffix]
    if suffix in plugins:
        # The short name: that several packages have it is an error which lists them.
        found: Callable[[str], Any] = _plugins().load(plugins[suffix].partition("@")[0], _opener)
        return found
    module, _, class_name = _BUILT_IN[suffix].partition(":")
    package = __name__.partition(".")[0]
    return _opener(getattr(import_module(f"{package}.{module}"), class_name))


def _opener(found: Any) -> Callable[[str], Any]:
    method = getattr(found, "open", None) if isinstance(found, type) else found
    if not callable(method):
        what = f"{type_name(found)} has no method open" if isinstance(found, type) else described(found)
        raise DataError(f"expected a function that opens a file, or a class with a method open: {what}")
    return method  # type: ignore[no-any-return]


def _plain(suffix: str) -> str:
    """The suffix in lower case, with a dot before a bare word."""
    lower = suffix.lower()
    return f".{lower}" if lower[:1].isalnum() else lower
