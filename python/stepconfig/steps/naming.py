"""Names of output files: pure functions from the name of the input and the parameters to a path."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

__all__ = ["data_name", "output_path"]


def data_name(data: Any) -> str | None:
    """The file name of a data set.

    Parameters
    ----------
    data : object
        A path, a model with ``meta.filename``, or a sequence whose first item is one of these.

    Returns
    -------
    name : str or None
        The name; None if the data has none.
    """
    if isinstance(data, (str, os.PathLike)):
        return os.fsdecode(os.fspath(data))
    if isinstance(data, Sequence) and len(data) > 0:
        return data_name(data[0])
    meta = getattr(data, "meta", None)
    name = meta.get("filename") if isinstance(meta, dict) else getattr(meta, "filename", None)
    return name if isinstance(name, str) and name else None


def output_path(
    basepath: str, ext: str, suffix: str | bool | None, folder: str | None, parts: Sequence[Any] = ()
) -> str:
    """The path of an output: ``<folder>/<base of basepath>_<parts>_<suffix>.<ext>``.

    Parameters
    ----------
    basepath : str
        A path, of the input for instance, of which the base without suffix is used.
    ext : str
        Suffix of the file, with or without its dot.
    suffix : str, False or None
        What stands after the base; nothing for False and None.
    folder : str or None
        Folder of the output, in which ``~`` and ``$VARIABLE`` are expanded; None for the current one.
    parts : sequence, optional
        What stands between base and suffix; None is left out.

    Examples
    --------
    >>> output_path("raw/m51.fits", "asdf", "reduced", None, [2])
    'm51_2_reduced.asdf'
    """
    base = os.path.splitext(os.path.basename(basepath))[0]
    words = [base, *(str(part) for part in parts if part is not None)]
    if suffix:
        words.append(str(suffix))
    name = "_".join(word for word in words if word) + "." + ext.lstrip(".")
    if folder:
        return os.path.join(os.path.expandvars(os.path.expanduser(folder)), name)
    return name
