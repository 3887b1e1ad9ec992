"""NumpyModel: arrays in .npz and .npy files."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...errors import DataError
from .base import FileModel
from .meta import plain_data

if TYPE_CHECKING:
    from typing import Self

__all__ = ["NumpyModel"]

_META = "meta"


class NumpyModel(FileModel):
    """Arrays by name.

    Parameters
    ----------
    data : ndarray or dict of str to ndarray, optional
        The arrays; a single one is called ``data``.
    meta : mapping, optional
        Metadata, copied.

    Attributes
    ----------
    arrays : dict of str to ndarray
        The arrays. ``model["data"]`` is ``model.arrays["data"]``.

    Notes
    -----
    In a ``.npz`` file the metadata are one more array, ``meta``, with JSON text. A ``.npy`` file holds one
    array and nothing else, so outputs are ``.npz`` files if nobody says otherwise. Objects, which NumPy would
    pickle, are neither read nor written: reading data executes nothing.
    """

    kind = "a NumPy file"
    suffixes = (".npz", ".npy")
    default_ext = ".npz"

    def __init__(self, data: Any = None, meta: Mapping[str, Any] | None = None) -> None:
        super().__init__(meta)
        self.arrays: dict[str, Any] = {}
        if isinstance(data, Mapping):
            self.arrays.update(data)
        elif data is not None:
            self.arrays["data"] = data

    @property
    def data(self) -> Any:
        """The array ``data``, or the only one there is; else None."""
        if "data" not in self.arrays and len(self.arrays) == 1:
            return next(iter(self.arrays.values()))
        return self.arrays.get("data")

    @data.setter
    def data(self, value: Any) -> None:
        only = next(iter(self.arrays)) if len(self.arrays) == 1 else "data"
        self.arrays["data" if "data" in self.arrays else only] = value

    def __getitem__(self, name: str) -> Any:
        return self.arrays[name]

    def __setitem__(self, name: str, array: Any) -> None:
        self.arrays[name] = array

    def __contains__(self, name: object) -> bool:
        return name in self.arrays

    @classmethod
    def _read(cls, path: str) -> Self:
        import numpy as np  # noqa: PLC0415 - it takes longer to import than all of this package

        with open(path, "rb") as stream:
            found = np.load(stream, allow_pickle=False)
            if isinstance(found, np.ndarray):
                return cls(found)
            arrays = {name: found[name] for name in found.files}
        meta = _meta_in(arrays.get(_META))
        if meta is not None:
            del arrays[_META]
        return cls(arrays, meta)

    def write(self, path: str) -> None:
        import numpy as np  # noqa: PLC0415 - it takes longer to import than all of this package

        for name, array in self.arrays.items():
            if np.asarray(array).dtype.hasobject:
                raise DataError(f"the array {name!r} has objects, which NumPy files do not hold")
        with open(path, "wb") as stream:
            if os.path.splitext(path)[1].lower() == ".npy":
                if len(self.arrays) != 1:
                    raise DataError(f"a .npy file holds one array, got {len(self.arrays)}; save a .npz file")
                (array,) = self.arrays.values()
                np.save(stream, array, allow_pickle=False)
                return
            if _META in self.arrays:
                raise DataError(f"no array can be called {_META!r}: metadata have that name in the file")
            # Called by hand: savez takes the names as keywords, and has one called file itself.
            made = {**self.arrays, _META: np.array(json.dumps(plain_data(self.meta), default=_json_value))}
            _write_archive(stream, made)


def _write_archive(stream: Any, arrays: dict[str, Any]) -> None:
    """Write arrays of any names, also of those that are parameters of ``numpy.savez``."""
    import zipfile  # noqa: PLC0415 - needed for this only

    import numpy as np  # noqa: PLC0415 - it takes longer to import than all of this package

    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            # A fixed date: the same data are the same file.
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)


def _meta_in(array: Any) -> dict[str, Any] | None:
    """The metadata that `NumpyModel.write` put into an array; None if it is any other."""
    if array is None or array.shape != () or array.dtype.kind != "U":
        return None
    try:
        found = json.loads(str(array))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _json_value(value: Any) -> Any:
    """A scalar of NumPy or a date as JSON has it."""
    for method in ("item", "isoformat"):
        if callable(getattr(value, method, None)):
            return getattr(value, method)()
    raise DataError(f"the metadata of a .npz file cannot hold a {type(value).__name__}: {value!r}")
