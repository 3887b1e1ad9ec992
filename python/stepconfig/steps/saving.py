"""Saving a model so that a crash at any moment leaves no half file under the final name."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable
from typing import Any

from ..errors import UsageError
from ..names import type_name

__all__ = ["save_atomically"]


def save_atomically(model: Any, path: str, check: Callable[[str], object] = str) -> str:
    """Let a model save itself under the final name in a folder beside the destination, then rename.

    Models note the name under which they were saved, so they are never given a temporary one.

    Parameters
    ----------
    model : object
        Anything with ``save(path)``, which may return the path that it wrote in truth.
    path : str
        The destination; a symbolic link is followed.
    check : callable, optional
        Called with every path that will be written, before anything is there; it may raise.

    Returns
    -------
    path : str
        The file, under the name that the model gave it.

    Raises
    ------
    UsageError
        If nothing can be written to the folder.
    OSError
        If saving fails; the destination is as it was then.
    RuntimeError
        If the model wrote nothing.
    """
    folder, name = os.path.split(path)
    try:
        temporary = tempfile.mkdtemp(prefix=".saving-", dir=os.path.dirname(os.path.realpath(path)))
    except OSError as error:
        raise UsageError(f"cannot write to the folder of {path}: {error.strerror or error}") from None
    try:
        told = _path_of(model.save(os.path.join(temporary, name)))
        written = sorted(os.listdir(temporary))
        if told is not None and not written:
            return told
        main = os.path.basename(told) if told is not None else name
        if main not in written:
            if len(written) != 1:
                raise RuntimeError(f"{type_name(type(model))}.save wrote no file {name}")
            main = written[0]
        for each in written:
            check(os.path.join(folder, each))
        for each in sorted(written, key=lambda each: each == main):
            _move(os.path.join(temporary, each), os.path.realpath(os.path.join(folder, each)))
        return os.path.join(folder, main)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _path_of(told: Any) -> str | None:
    return os.fsdecode(os.fspath(told)) if isinstance(told, (str, os.PathLike)) and told else None


def _move(temporary: str, destination: str) -> None:
    """Rename a complete file to its place, so that both are on the disk."""
    _flush(temporary)
    os.replace(temporary, destination)
    with contextlib.suppress(OSError):
        _flush(os.path.dirname(destination))


def _flush(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
