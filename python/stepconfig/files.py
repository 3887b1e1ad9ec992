"""Writing files so that a crash leaves the old one or the new one; which name was meant."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from .names import nearest

__all__ = ["is_among", "near_files", "write_atomically", "written_atomically"]


def write_atomically(path: str, write: Callable[[Any], object], durable: bool = True) -> None:
    """Write a file beside its destination, flush it to the disk, and rename it.

    The mode is what the umask allows, whatever was there before. A symbolic link is followed.

    Parameters
    ----------
    path : str
        The destination.
    write : callable
        Called with a binary file to write to.
    durable : bool, optional
        As for `written_atomically`.

    Raises
    ------
    OSError
        If the file cannot be written; the destination is as it was then.
    """

    def fill(temporary: str) -> None:
        with open(temporary, "wb") as file:
            write(file)

    written_atomically(path, fill, durable=durable)


def written_atomically(
    path: str, fill: Callable[[str], object], suffix: str = "", durable: bool = True
) -> None:
    """Let ``fill`` write a temporary file beside the destination, then rename that.

    Parameters
    ----------
    path : str
        The destination.
    fill : callable
        Called with the path of the temporary file, which exists and is empty.
    suffix : str, optional
        Suffix of the temporary name, for writers that go by it.
    durable : bool, optional
        Is it waited for the disk? If not, the crash of this process still leaves the old file or the new one;
        that of the whole machine may take what was written in its last seconds.

    Raises
    ------
    OSError
        If the file cannot be written; the destination is as it was then.
    """
    destination = os.path.realpath(path)
    folder, name = os.path.split(destination)
    temporary = os.path.join(folder, f".{name[:40]}.{os.urandom(8).hex()}{suffix or '.tmp'}")
    # The system applies the umask: asking for it would mean to change it, for all threads, for a moment.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        mode = os.fstat(descriptor).st_mode & 0o777
        os.close(descriptor)
        os.chmod(temporary, 0o600)  # nobody reads half a file, and this process can under every umask
        fill(temporary)
        if durable:
            with open(temporary, "rb") as file:
                os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, destination)
    except BaseException:
        try:
            os.unlink(temporary)
        except OSError:
            pass
        raise
    if durable:
        _sync_folder(folder)


def _sync_folder(folder: str) -> None:
    """Make the rename itself durable, where the system can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError:
        pass


def is_among(path: str, names: Iterable[str]) -> bool:
    """Is a file that is there one of those with these names, by whatever path?"""
    return os.path.exists(path) and any(
        os.path.exists(name) and os.path.samefile(name, path) for name in names
    )


def near_files(path: str) -> str:
    """The question whether another file in the same folder was meant; empty if none has such a name."""
    folder = os.path.dirname(path)
    try:
        there = os.listdir(folder or os.curdir)
    except OSError:  # no folder, or one that may not be looked into
        there = []
    close = nearest(os.path.basename(path), there)
    return f"; did you mean {os.path.join(folder, close[0])}?" if close else ""
