"""Small squares round many positions at once, so that sources are measured together and not one by one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .arrays import Vector


@dataclass(frozen=True)
class Stamps:
    """Where the pixels of squares round n positions lie.

    Attributes
    ----------
    rows, columns : ndarray, shape (n, size, size), int64, pixel
        Indices into the image; beyond its edges the nearest pixel's.
    inside : ndarray, shape (n, size, size), bool
        False for pixels beyond the edges.
    x, y : ndarray, shape (n, size, size), float64, pixel
        Coordinates of the pixels' centres, also beyond the edges.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    inside: NDArray[np.bool_]
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def take(self, image: NDArray[Any], outside: float = 0.0) -> NDArray[Any]:
        """Return the image's pixels, shape (n, size, size), with `outside` beyond the edges."""
        return np.where(self.inside, image[self.rows, self.columns], np.asarray(outside, dtype=image.dtype))


def stamps_around(x: Vector, y: Vector, half_size: int, shape: tuple[int, ...]) -> Stamps:
    """Make squares of side ``2 half_size + 1`` round positions.

    Parameters
    ----------
    x, y : ndarray, shape (n,), pixel
        Positions; the pixel at [row, column] has its centre at y = row, x = column.
    half_size : int, pixel
        Pixels on each side of the central one.
    shape : tuple of int
        Rows and columns of the image.

    Returns
    -------
    Stamps
        Indices and coordinates.
    """
    offsets = np.arange(-half_size, half_size + 1)
    row = np.rint(y).astype(np.int64)[:, None, None] + offsets[None, :, None]
    column = np.rint(x).astype(np.int64)[:, None, None] + offsets[None, None, :]
    row, column = np.broadcast_arrays(row, column)
    inside = (row >= 0) & (row < shape[0]) & (column >= 0) & (column < shape[1])
    return Stamps(
        rows=np.clip(row, 0, shape[0] - 1),
        columns=np.clip(column, 0, shape[1] - 1),
        inside=inside,
        x=column.astype(np.float64),
        y=row.astype(np.float64),
    )
