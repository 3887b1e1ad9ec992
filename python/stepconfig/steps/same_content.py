"""Do two data files hold the same, apart from when and as what they were written?"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from ..names import join_path, shown

__all__ = ["content_differences"]

_VOLATILE = frozenset(("asdf_library", "date", "file_date", "filename", "history"))
"""Keys of what changes whenever a file is written, in any case."""
_VOLATILE_CARDS = ("CHECKSUM", "DATASUM", "DATE", "FILENAME")
_MOST = 5
"""Differences that are told."""


def content_differences(left: str, right: str) -> list[str] | None:
    """Where two files differ in what they hold: the first few places, in words.

    Parameters
    ----------
    left, right : str
        Two files of one kind: ASDF, FITS, NumPy's or JSON.

    Returns
    -------
    differences : list of str or None
        Empty if they hold the same; None if nothing is known of the kind, or one cannot be read as such.
    """
    suffix = os.path.splitext(left)[1].lower()
    compare = _KINDS.get(suffix)
    if compare is None or os.path.splitext(right)[1].lower() != suffix:
        return None
    try:
        return [*islice(compare(left, right), _MOST)]
    except (OSError, ValueError, ImportError):
        return None


def _asdf(left: str, right: str) -> Iterator[str]:
    import asdf  # noqa: PLC0415 - it takes longer to import than all of this package

    with (
        asdf.open(left, lazy_load=False, memmap=False) as one,
        asdf.open(right, lazy_load=False, memmap=False) as other,
    ):
        yield from _trees(one.tree, other.tree, "")


def _json(left: str, right: str) -> Iterator[str]:
    with open(left, encoding="utf-8") as one, open(right, encoding="utf-8") as other:
        yield from _trees(json.load(one), json.load(other), "")


def _numpy(left: str, right: str) -> Iterator[str]:
    import numpy  # noqa: PLC0415 - only such files need it

    one, other = (numpy.load(path, allow_pickle=False) for path in (left, right))
    if isinstance(one, numpy.ndarray):
        yield from _trees(one, other, "")
        return
    with one, other:
        yield from _trees(dict(one), dict(other), "")


def _fits(left: str, right: str) -> Iterator[str]:
    from astropy.io.fits import FITSDiff  # noqa: PLC0415 - an optional package

    difference = FITSDiff(left, right, ignore_keywords=[*_VOLATILE_CARDS], ignore_comments=[*_VOLATILE_CARDS])
    if not difference.identical:
        lines = [line.strip() for line in difference.report().splitlines()]
        start = next(
            (place for place, line in enumerate(lines) if line.startswith(("Primary", "Extension"))), 0
        )
        yield from (line for line in lines[start:] if line)


_KINDS = {".asdf": _asdf, ".fits": _fits, ".json": _json, ".npy": _numpy, ".npz": _numpy}


def _trees(left: Any, right: Any, path: str) -> Iterator[str]:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for key in dict.fromkeys([*left, *right]):
            if str(key).lower() in _VOLATILE:
                continue
            here = join_path(path, str(key))
            if key not in left or key not in right:
                yield f"{here}: only in {'the new file' if key in right else 'the old file'}"
            else:
                yield from _trees(left[key], right[key], here)
    elif isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)) and len(left) == len(right):
        for place, (one, other) in enumerate(zip(left, right, strict=True)):
            yield from _trees(one, other, f"{path}[{place}]")
    elif not _equal(left, right):
        yield f"{path or 'data'}: was {shown(left)}, is {shown(right)}"


def _equal(left: Any, right: Any) -> bool:
    if hasattr(left, "dtype") and hasattr(right, "dtype"):
        import numpy  # noqa: PLC0415 - only arrays need it

        one, other = numpy.asarray(left), numpy.asarray(right)
        if one.dtype != other.dtype or one.shape != other.shape:
            return False
        return bool(numpy.array_equal(one, other, equal_nan=one.dtype.kind in "fc"))
    if left != left and right != right:
        return True
    return type(left) is type(right) and bool(left == right)
