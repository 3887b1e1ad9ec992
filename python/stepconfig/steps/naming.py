"""Names of output files: pure functions from the name of the input and the parameters to a path."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

__all__ = ["RECORD", "base_and_ext", "data_name", "data_names", "expanded", "output_path"]

RECORD = ".record.asdf"
"""What the name of a record has after that of its output."""

_COMPRESSED = frozenset((".gz", ".bz2", ".xz", ".zst", ".Z", ".fz"))


def data_name(data: Any) -> str | None:
    """The file name of a data set.

    Parameters
    ----------
    data : object
        A path, what says its ``data_name`` itself, as associations and libraries of models do, a model with
        ``meta.filename``, or a sequence whose first item is one of these.

    Returns
    -------
    name : str or None
        The name; None if the data has none.
    """
    if isinstance(data, (str, os.PathLike)):
        return os.fsdecode(os.fspath(data)) or None
    own = getattr(data, "data_name", None)
    if isinstance(own, str) and own:
        return own
    meta = getattr(data, "meta", None)
    name = meta.get("filename") if isinstance(meta, dict) else getattr(meta, "filename", None)
    if isinstance(name, str) and name:
        return name
    if isinstance(data, Sequence) and not isinstance(data, (bytes, bytearray)) and len(data) > 0:
        return data_name(data[0])
    return None


def data_names(data: Any) -> Iterator[str]:
    """The file names of all data sets of a list or tuple, or of one.

    Models, associations and libraries that know from which files they are, say it by ``source_paths``.
    """
    if isinstance(data, (list, tuple)):
        for item in data:
            yield from data_names(item)
    elif callable(getattr(type(data), "source_paths", None)):
        yield from data.source_paths()
    elif name := data_name(data):
        yield name


def base_and_ext(path: str) -> tuple[str, str]:
    """What a file name has before its suffix, and the suffix without its dot; compression is set aside.

    Examples
    --------
    >>> base_and_ext("raw/m51.fits.gz"), base_and_ext("frames/")
    (('m51', 'fits'), ('frames', ''))
    """
    name = os.path.basename(path.rstrip("/" + os.sep))
    base, ext = os.path.splitext(name)
    if ext in _COMPRESSED and os.path.splitext(base)[1]:
        base, ext = os.path.splitext(base)
    return base, ext.removeprefix(".")


def expanded(path: str) -> str:
    """The path with ``~`` and ``$VARIABLE`` replaced."""
    return os.path.expandvars(os.path.expanduser(path))


def output_path(
    base: str,
    ext: str,
    suffix: str | bool | None,
    folder: str | None,
    parts: Sequence[Any] = (),
    separator: str = "_",
) -> str:
    """The path of an output: ``<folder>/<base>_<parts>_<suffix>.<ext>``.

    Parameters
    ----------
    base : str
        What the name begins with.
    ext : str
        Suffix of the file, with or without its dot.
    suffix : str, False or None
        What stands after the base; nothing for False and None.
    folder : str or None
        Folder of the output, in which ``~`` and ``$VARIABLE`` are expanded; None for the current one.
    parts : sequence, optional
        What stands between base and suffix; None is left out.
    separator : str, optional
        What stands between these.

    Examples
    --------
    >>> output_path("m51", "asdf", "reduced", None, [2])
    'm51_2_reduced.asdf'
    """
    words = [base, *(str(part) for part in parts if part is not None)]
    if suffix:
        words.append(str(suffix))
    name = separator.join(word for word in words if word) + "." + ext.removeprefix(".")
    return os.path.join(expanded(folder), name) if folder else name
