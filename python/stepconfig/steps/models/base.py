"""FileModel: what the models that come with the package have in common."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from ...errors import DataError
from ...files import written_atomically
from ...names import type_name
from .meta import Meta, leaves_of, plain_data

if TYPE_CHECKING:
    from typing import Self

__all__ = ["FileModel", "needed"]


class FileModel:
    """Data with metadata, all in memory, of a kind that has files of its own.

    A subclass says what its files are called, and reads and writes them in `_read` and `write`.

    Parameters
    ----------
    meta : mapping, optional
        Metadata, copied.

    Attributes
    ----------
    meta : Meta
        Metadata: a dict whose keys are attributes too. ``meta.filename`` is the name of the file;
        ``meta.cal_step`` says what became of the steps that the data went through.
    source_path : str or None
        The file from which the model was opened; None if it was made otherwise.
    """

    kind: ClassVar[str] = "data"
    """What files of this kind are called in messages."""

    suffixes: ClassVar[tuple[str, ...]] = ()
    """How names of files of this kind may end."""

    default_ext: ClassVar[str] = ""
    """How they end if nobody says it."""

    source_path: str | None = None

    def __init__(self, meta: Mapping[str, Any] | None = None) -> None:
        self._set_meta({} if meta is None else meta)

    def _set_meta(self, values: Mapping[str, Any]) -> None:
        self._meta: dict[str, Any] = plain_data(values)
        self._meta.setdefault("cal_step", {})

    @property
    def meta(self) -> Meta:
        """Metadata: a dict whose keys are attributes too."""
        return Meta(self._meta)

    # -- files ---------------------------------------------------------------------------------

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Self:
        """Read a file.

        Parameters
        ----------
        path : str
            The file. It is closed afterwards: models are in memory as a whole.

        Raises
        ------
        FileNotFoundError
            If there is none.
        DataError
            If it is not of this kind, or a package is missing to read it.
        """
        text = os.fsdecode(os.fspath(path))
        try:
            model = cls._read(text)
        except DataError:
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise DataError(f"{text}: cannot be read as {cls.kind}: {_told(error)}") from error
        model.source_path = os.path.abspath(text)
        model._set_filename(os.path.basename(text))
        return model

    @classmethod
    def _read(cls, path: str) -> Self:
        raise NotImplementedError(
            f"{type_name(cls)} has no _read method; a model says there how it is opened"
        )

    def save(self, path: str | os.PathLike[str]) -> str:
        """Write a file, whole or not at all: under a temporary name first.

        Parameters
        ----------
        path : str
            The file. Its name becomes ``meta.filename``.

        Returns
        -------
        path : str
            The file.

        Raises
        ------
        DataError
            If files of this kind are not called so, or cannot hold what is to be saved.
        OSError
            If the file cannot be written.
        """
        text = os.fsdecode(os.fspath(path))
        ends = [suffix for suffix in self.suffixes if text.lower().endswith(suffix)]
        if not ends:
            known = " or ".join(self.suffixes)
            raise DataError(f"{text}: expected a name that ends with {known}, as {self.kind} is to be saved")
        former = self.meta.get("filename")
        self._set_filename(os.path.basename(text))
        try:
            written_atomically(text, self.write, max(ends, key=len))
        except BaseException as error:
            self._set_filename(former)
            if isinstance(error, (DataError, OSError)) or not isinstance(error, Exception):
                raise
            raise DataError(f"{text}: cannot be saved as {self.kind}: {_told(error)}") from error
        return text

    def write(self, path: str) -> None:
        """Write a file in place, without a thought for crashes; `save` is for files that are to stay.

        Parameters
        ----------
        path : str
            The file.
        """
        raise NotImplementedError(
            f"{type_name(type(self))} has no write method; a model says there how it is saved"
        )

    def _set_filename(self, name: str | None) -> None:
        if name is None:
            self.meta.pop("filename", None)
        else:
            self.meta["filename"] = name

    def source_paths(self) -> Iterator[str]:
        """The file from which it was opened, or else the name that it has."""
        path = self.source_path or self.meta.get("filename")
        if path:
            yield path

    # -- metadata ------------------------------------------------------------------------------

    @property
    def has_metadata(self) -> bool:
        """Are there metadata besides the name of the file and what became of steps?"""
        return any(key not in ("filename", "cal_step") for key in self.meta)

    def take_metadata(self, other: FileModel) -> None:
        """Take over the metadata of another model, those left out that this one has itself.

        Parameters
        ----------
        other : FileModel
            The other model, of any kind.
        """
        mine = self.meta
        for key, value in plain_data(other.meta).items():
            if key == "cal_step":
                mine[key] = {**value, **plain_data(mine.get(key, {}))}
            elif key not in mine:
                mine[key] = value

    def get_crds_parameters(self) -> dict[str, Any]:
        """What reference files are chosen by: texts and numbers by their paths, ``meta.exposure.type``."""
        return {
            path: value
            for path, value in leaves_of(self.meta, "meta.")
            if isinstance(value, (str, int, float)) and not path.startswith("meta.cal_step.")
        }

    @property
    def crds_observatory(self) -> str | None:
        """``meta.telescope`` in lower case; None if it is not there."""
        return _lower(self.meta.get("telescope"))

    @property
    def override_handle(self) -> str:
        """What stands for the model in records, where it is used in place of a reference file."""
        name = self.meta.get("filename")
        return f"override://{type(self).__name__}" + (f"/{name}" if name else "")

    # -- copies and blocks ---------------------------------------------------------------------

    def copy(self) -> Self:
        """An independent copy."""
        return copy.deepcopy(self)

    def close(self) -> None:
        """Do nothing, as no file is open; for code that closes every model."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        name = self.meta.get("filename")
        return f"<{type(self).__name__} {name}>" if name else f"<{type(self).__name__}>"


def _told(error: Exception) -> str:
    """What an error says, in one line."""
    return " ".join(str(error).split()) or type(error).__name__


def _lower(name: Any) -> str | None:
    return name.strip().lower() or None if isinstance(name, str) else None


def needed(module: str, kind: str, extra: str) -> Any:
    """Import a module of an optional package.

    Parameters
    ----------
    module : str
        The module.
    kind : str
        What it is needed for.
    extra : str
        The extra of this package that installs it.

    Raises
    ------
    DataError
        If it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise DataError(
            f"{kind} needs the package {package}: {error}; pip install 'stepconfig[{extra}]'"
        ) from error
