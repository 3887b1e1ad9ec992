"""Saving a model so that a crash at any moment leaves no half file, and none without its record."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

from ..files import write_atomically
from ..names import type_name
from .checksums import checksum_of
from .naming import RECORD
from .workplace import Workplace

__all__ = ["NEXT_RECORD", "record_places", "replace_record", "save_atomically"]

NEXT_RECORD = ".record.next.asdf"
"""The record of a file that is about to replace another one, which keeps its own until then."""


def save_atomically(
    model: Any,
    path: str,
    check: Callable[[str], object] = str,
    record: Callable[[str, str], bytes] | None = None,
) -> str:
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
    record : callable, optional
        Gives the record of a file: called with the path where it is now, and with that where it will be.

    Returns
    -------
    path : str
        The file, under the name that the model gave it.

    Raises
    ------
    UsageError
        If nothing can be written to the folder, or another run is writing the file.
    OSError
        If saving fails; the destination is as it was then.
    RuntimeError
        If the model wrote nothing.

    Notes
    -----
    Every file under a final name is complete and has its record at any moment. A new file comes after its
    record. A file that replaces another one comes after a record of a name of its own, `NEXT_RECORD`, which
    gets the usual name as the last step of all; the one of the two records that has the checksum of the
    file is its record.
    """
    folder, name = os.path.split(path)
    with Workplace(path) as temporary:
        told = _path_of(model.save(os.path.join(temporary, name)))
        written = sorted(os.listdir(temporary))
        if told is not None and not written:
            if record is not None and os.path.isfile(told):
                content = record(told, told)
                write_atomically(os.path.realpath(told) + RECORD, lambda file: file.write(content))
            return told
        main = os.path.basename(told) if told is not None else name
        if main not in written:
            if len(written) != 1:
                raise RuntimeError(f"{type_name(type(model))}.save wrote no file {name}")
            main = written[0]
        for each in written:
            check(os.path.join(folder, each))
        for each in sorted(written, key=lambda each: each == main):
            place = os.path.join(temporary, each)
            destination = os.path.join(folder, each)
            facts = None if record is None or os.path.isdir(place) else record(place, destination)
            _install(place, os.path.realpath(destination), facts)
        return os.path.join(folder, main)


def record_places(path: str) -> Iterator[str]:
    """Where the record of a file may be, the likeliest first; also of a file behind a symbolic link.

    Parameters
    ----------
    path : str
        The file.
    """
    real = os.path.realpath(path)
    for place in (path,) if real == os.path.abspath(path) else (path, real):
        for ending in (RECORD, NEXT_RECORD):
            if os.path.isfile(place + ending):
                yield place + ending


def replace_record(path: str, content: bytes, mark: bytes) -> bool:
    """Write a new record of a file, unless the file has got that of another run by now.

    Parameters
    ----------
    path : str
        The file.
    content : bytes
        The record.
    mark : bytes
        What is only in the record that is to be replaced.

    Returns
    -------
    done : bool
        Was it the record of this run?

    Raises
    ------
    UsageError, OSError
        If it cannot be written; the old one stays.
    """
    record = os.path.realpath(path) + RECORD
    with Workplace(path) as temporary:
        with open(record, "rb") as file:
            if mark not in file.read():
                return False
        _write(temporary, record, content)
    return True


def _install(new: str, destination: str, record: bytes | None) -> None:
    """Rename a complete file to its place, with its record, so that both are on the disk."""
    _flush(new)
    if record is None:
        os.replace(new, destination)
    else:
        usual, following = destination + RECORD, destination + NEXT_RECORD
        replaces = os.path.lexists(destination)
        if replaces and os.path.exists(following):
            _complete(destination, usual, following)
        first = following if replaces else usual
        _write(os.path.dirname(new), first, record)
        try:
            os.replace(new, destination)
        except OSError:  # a folder may be there
            os.unlink(first)
            raise
        if replaces:
            os.replace(following, usual)
    with contextlib.suppress(OSError):  # the rename itself, where the system can
        _flush(os.path.dirname(destination))


def _complete(destination: str, usual: str, following: str) -> None:
    """Do the last step of an earlier run that was killed before it, if the file is the one of that run."""
    with open(following, "rb") as file:
        is_of_file = checksum_of(destination).encode() in file.read()
    if is_of_file:
        os.replace(following, usual)


def _write(temporary: str, path: str, content: bytes) -> None:
    """Write a complete file to its place, by way of the temporary folder."""
    place = os.path.join(temporary, ".record")
    with open(place, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(place, path)


def _path_of(told: Any) -> str | None:
    return os.fsdecode(os.fspath(told)) if isinstance(told, (str, os.PathLike)) and told else None


def _flush(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
