"""The folder beside an output in which it is made: a lock too, so that two runs do not make the same one."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile

try:
    import fcntl
except ImportError:  # a system without such locks
    fcntl = None  # type: ignore[assignment]

from ..errors import UsageError

__all__ = ["Workplace"]


class Workplace:
    """A folder for the time in which a file is made, to be used in ``with``; gives its path.

    A run that makes the same file at the same time finds the folder locked. What a run left that was killed
    is not locked, and cleared away. Where the file system has no locks, each run has a folder of its own.

    Parameters
    ----------
    path : str
        The file that will be made. The folder is beside the file that a symbolic link leads to.

    Raises
    ------
    UsageError
        If nothing can be written there, or another run is making the file.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        folder, name = os.path.split(os.path.realpath(path))
        self._folder = folder
        # Models make other names of the one they are given by exchanging parts of it: it stands there once.
        number = hashlib.blake2b(os.fsencode(name), digest_size=8).hexdigest()
        self._place = os.path.join(folder, f".saving-{number}")
        self._descriptor: int | None = None

    def __enter__(self) -> str:
        try:
            self._take()
        except OSError as error:
            why = error.strerror or error
            raise UsageError(f"cannot write to the folder of {self._path}: {why}") from None
        return self._place

    def __exit__(self, *raised: object) -> None:
        shutil.rmtree(self._place, ignore_errors=True)
        if self._descriptor is not None:
            os.close(self._descriptor)

    def _take(self) -> None:
        while fcntl is not None:
            try:
                os.mkdir(self._place, 0o700)
            except FileExistsError:
                pass
            try:
                descriptor = os.open(self._place, os.O_RDONLY)
            except FileNotFoundError:  # whoever had it has just finished
                continue
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                raise UsageError(
                    f"another run is writing {self._path} now; give one of them another suffix, output_file"
                    " or output_dir"
                ) from None
            except OSError:  # the file system has no locks
                os.close(descriptor)
                break
            if _is_same(descriptor, self._place):
                self._descriptor = descriptor
                _clear(self._place)
                return
            os.close(descriptor)
        self._place = tempfile.mkdtemp(prefix=".saving-", dir=self._folder)


def _is_same(descriptor: int, path: str) -> bool:
    """Is it still the folder of that name?"""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False


def _clear(place: str) -> None:
    """Take away what a run left that was killed."""
    for entry in os.scandir(place):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)
