"""Regions of a detector that are not to be trusted, from a table, and as masks."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from astropy.table import Table

from .arrays import FlagImage
from .flags import Flag

_COLUMNS = ("first_column", "last_column", "first_row", "last_row", "flag")


@dataclass(frozen=True)
class Region:
    """A rectangle of the raw frame, as pixels of the whole detector counted from 1, both ends included."""

    first_column: int
    last_column: int
    first_row: int
    last_row: int
    flag: Flag

    def slices(self, shape: tuple[int, int], first_row: int, first_column: int) -> tuple[slice, slice]:
        """Return where the rectangle is in an image; empty slices if it is elsewhere.

        Parameters
        ----------
        shape : tuple of int
            Rows and columns of the image.
        first_row, first_column : int
            Where the image's first pixel is in the raw frame, counted from 0.

        Examples
        --------
        >>> Region(17, 528, 513, 520, Flag.UNEXPOSED).slices((520, 512), 0, 16)
        (slice(512, 520, None), slice(0, 512, None))
        >>> Region(17, 528, 513, 520, Flag.UNEXPOSED).slices((260, 512), 0, 16)
        (slice(260, 260, None), slice(0, 512, None))
        """
        rows = (self.first_row - 1 - first_row, self.last_row - first_row)
        columns = (self.first_column - 1 - first_column, self.last_column - first_column)
        (r0, r1), (c0, c1) = (np.clip(rows, 0, shape[0]), np.clip(columns, 0, shape[1]))
        return slice(int(r0), int(r1)), slice(int(c0), int(c1))


def read_regions(path: str | Path) -> list[Region]:
    """Read the regions of a detector.

    Parameters
    ----------
    path : str or Path
        An ECSV file with the columns ``first_column``, ``last_column``, ``first_row``, ``last_row``, counted
        from 1 with both ends included, and ``flag``: the name of a `Flag`.

    Raises
    ------
    OSError
        If the file is missing.
    ValueError
        If it holds something else; the message names file and row.
    """
    table: Any = Table.read(path, format="ascii.ecsv")
    missing = [name for name in _COLUMNS if name not in table.colnames]
    if missing:
        raise ValueError(f"{path}: expected a column {missing[0]}, got {', '.join(table.colnames)}")
    return [_region(path, number, row) for number, row in enumerate(table, start=1)]


def _region(path: str | Path, number: int, row: Any) -> Region:
    c0, c1, r0, r1 = (int(row[each]) for each in _COLUMNS[:4])
    name = str(row["flag"])
    if name not in Flag.__members__:
        raise ValueError(f"{path}: row {number}: expected one of {', '.join(Flag.__members__)}, got {name}")
    if not (1 <= c0 <= c1 and 1 <= r0 <= r1):
        raise ValueError(f"{path}: row {number}: expected columns and rows from 1, the first before the last")
    return Region(c0, c1, r0, r1, Flag[name])


def mask_of(regions: list[Region], shape: tuple[int, int], first_row: int, first_column: int) -> FlagImage:
    """Return the mask of an image that lies somewhere on the detector.

    Parameters
    ----------
    regions : list of Region
        What is known of the detector.
    shape, first_row, first_column
        See `Region.slices`.

    Returns
    -------
    ndarray, shape (n_rows, n_columns), uint8
        Bits of `Flag`.
    """
    mask = np.zeros(shape, dtype=np.uint8)
    for region in regions:
        mask[region.slices(shape, first_row, first_column)] |= np.uint8(region.flag)
    return mask
