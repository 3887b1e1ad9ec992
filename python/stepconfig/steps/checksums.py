"""Checksums of files: those of large ones are kept while size and time of the file stay the same."""

from __future__ import annotations

import hashlib
import os
from typing import Any

__all__ = ["checksum_of", "file_facts"]

_WORTH_KEEPING = 1 << 16
_MOST = 1024
_known: dict[tuple[int, int, int, int], str] = {}
"""Checksums by device, inode, size and time of change, so that a reference file is read once a process."""


def checksum_of(path: str) -> str:
    """The SHA-256 of a file as hexadecimal text.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with open(path, "rb") as file:
        found = os.fstat(file.fileno())
        key = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
        known = _known.get(key)
        if known is None:
            known = hashlib.file_digest(file, "sha256").hexdigest()
            if found.st_size >= _WORTH_KEEPING:
                if len(_known) >= _MOST:
                    _known.clear()
                _known[key] = known
    return known


def file_facts(path: str, now: str | None = None) -> dict[str, Any]:
    """What a record says of a file: path, size and checksum; null where it cannot be read.

    Parameters
    ----------
    path : str
        The file, for the record.
    now : str, optional
        Where it is at the moment, if it is elsewhere.
    """
    place = path if now is None else now
    try:
        return {"path": os.path.abspath(path), "size": os.stat(place).st_size, "sha256": checksum_of(place)}
    except OSError as error:
        return {
            "path": os.path.abspath(path),
            "size": None,
            "sha256": None,
            "why": error.strerror or str(error),
        }
