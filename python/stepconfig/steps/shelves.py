"""Where the models of a library are: in memory, in their own files, or changed in a temporary folder."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import ClosedLibraryError
from .models.base import FileModel
from .naming import base_and_ext, data_name

__all__ = ["ChangedModels", "Shelf"]


@dataclass(slots=True)
class Shelf:
    """The place of one model.

    Parameters
    ----------
    name : str or None
        The file that the model was given as, or its own name.
    path : str or None
        The file in which it is now, on disk; None if it is only in memory.
    exptype : str
        What it is.
    group : str
        The group that it belongs to.
    model : object
        The model, if it is in memory; None if it is not.
    is_borrowed : bool
        Has somebody got it?
    version : int
        How many times it was written.
    marks : dict, optional
        What became of steps since it was written, to be noted when it is borrowed.
    """

    name: str | None
    path: str | None
    exptype: str
    group: str
    model: Any = None
    is_borrowed: bool = False
    version: int = 0
    marks: dict[str, str] | None = None


class ChangedModels:
    """The temporary folder of a library, in which models are that were changed.

    It is made when the first model is there. It is removed by `close`, when nobody refers to this object any
    more, or when the program ends, also by an error.

    Parameters
    ----------
    parent : str or None
        Where the folder is made; None for where the system has such folders.
    """

    def __init__(self, parent: str | os.PathLike[str] | None) -> None:
        self._parent = parent
        self._folder: str | None = None
        self._remove: Callable[[], object] | None = None
        self._is_closed = False

    def write(self, shelf: Shelf, model: Any) -> None:
        """Put a model into a file, in place of an older one.

        Parameters
        ----------
        shelf : Shelf
            The place of the model.
        model : object
            The model.
        """
        base, ext = base_and_ext(data_name(model) or shelf.name or "")
        ext = (getattr(model, "default_ext", None) or ext or "asdf").removeprefix(".")
        former = shelf.path if shelf.version else None
        folder = os.path.join(self._made(), f"{id(shelf)}.{shelf.version + 1}")
        os.mkdir(folder)
        path = os.path.join(folder, f"{base or 'model'}.{ext}")
        try:
            if isinstance(model, FileModel):
                model.write(path)  # in place: after a crash nobody wants the file
            else:
                told = model.save(path)
                path = os.fsdecode(told) if isinstance(told, (str, os.PathLike)) else path
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        shelf.path = path
        shelf.version += 1
        if former is not None:
            shutil.rmtree(os.path.dirname(former), ignore_errors=True)

    def _made(self) -> str:
        """The folder."""
        if self._is_closed:
            raise ClosedLibraryError("the library is closed; its models are gone from disk")
        if self._folder is None:
            self._folder = tempfile.mkdtemp(prefix="stepconfig-library-", dir=self._parent)
            self._remove = weakref.finalize(self, _remove_own, self._folder, os.getpid())
        return self._folder

    def close(self) -> None:
        """Remove the folder with all that is in it."""
        self._is_closed = True
        if self._remove is not None:
            self._remove()


def _remove_own(folder: str, process: int) -> None:
    """Remove the folder, but not when a forked process ends that merely inherited the library."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)
