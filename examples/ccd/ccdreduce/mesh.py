"""Boxes over an image: averages in them, smoothed, and a surface through them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RectBivariateSpline

from .arrays import BoolImage, Image, Vector

# Variance of each estimator for n pixels of Gaussian noise, in units of sigma^2 / n.
_ESTIMATOR_VARIANCE = {"mean": 1.0, "median": np.pi / 2, "mode": 6.25 * np.pi / 2 - 7.5 + 2.25}


@dataclass(frozen=True)
class Mesh:
    """One value for each box.

    Attributes
    ----------
    rows, columns : ndarray, shape (n,) and (m,), float64, pixel
        Centres of the boxes.
    level, error : ndarray, shape (n, m), float64, electron
        Sky in the box and its standard error; nan where too few pixels were left.
    """

    rows: Vector
    columns: Vector
    level: Image
    error: Image


def measure_mesh(
    data: Image, ignore: BoolImage, box_size: int, estimator: str, clip: float, min_fraction: float
) -> Mesh:
    """Average the image in boxes.

    Parameters
    ----------
    data : ndarray, shape (n_rows, n_columns), electron
        The image.
    ignore : ndarray, shape (n_rows, n_columns), bool
        Pixels to leave out.
    box_size : int, pixel
        Side of a box, roughly: boxes share the image evenly.
    estimator, clip
        See `clipped_average`.
    min_fraction : float
        Boxes with a smaller fraction of usable pixels are nan.

    Returns
    -------
    Mesh
        Level and error of each box.
    """
    row_edges, column_edges = _edges(data.shape[0], box_size), _edges(data.shape[1], box_size)
    shape = (row_edges.size - 1, column_edges.size - 1)
    level, error = np.full(shape, np.nan), np.full(shape, np.nan)
    for i, j in np.ndindex(shape):
        box = (slice(row_edges[i], row_edges[i + 1]), slice(column_edges[j], column_edges[j + 1]))
        values = data[box][~ignore[box]]
        if values.size >= max(min_fraction * ignore[box].size, 2):
            level[i, j], error[i, j] = clipped_average(values, estimator, clip)
    return Mesh(_centres(row_edges), _centres(column_edges), level, error)


def clipped_average(
    values: Image, estimator: str = "mean", clip: float = 4.0, iterations: int = 10
) -> tuple[float, float]:
    """Average values after setting outliers aside.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Pixels of a box.
    estimator : {"mean", "median", "mode"}
        ``mode`` is ``2.5 median - 1.5 mean``, SExtractor's guess for crowded fields.
    clip : float, sigma
        Distance from the median beyond which values are set aside, until none is.
    iterations : int
        The most rounds of clipping.

    Returns
    -------
    average, error : float
        The average and its standard error.

    Notes
    -----
    Once sources are masked the mean is the best choice on a faint sky: photon counts are skewed, so that
    their median lies a sixth of an electron below their mean, and pixels that are whole ADU make the
    median jump in steps of up to an ADU. The mode takes 2.5 times of both.
    """
    kept = np.asarray(values, dtype=np.float64)
    for _ in range(iterations):
        within = np.abs(kept - np.median(kept)) <= clip * kept.std()
        if within.all() or not within.any():
            break
        kept = kept[within]
    mean, median = float(kept.mean()), float(np.median(kept))
    average = {"mean": mean, "median": median, "mode": 2.5 * median - 1.5 * mean}[estimator]
    return average, float(kept.std() * np.sqrt(_ESTIMATOR_VARIANCE[estimator] / kept.size))


def filter_mesh(mesh: Mesh, reach: int) -> Mesh:
    """Replace every box by the median of the usable boxes round it, without flattening slopes.

    Parameters
    ----------
    mesh : Mesh
        Boxes, some of them nan.
    reach : int, box
        Boxes no further than this, along rows and columns, count; further ones where none of these is usable.

    Returns
    -------
    Mesh
        Boxes without nan. The error of a median of n boxes is ``sqrt(pi / 2n)`` times their typical error,
        and at most that error.

    Raises
    ------
    ValueError
        If no box is usable.

    Notes
    -----
    The medians are of what differs from a parabola through all boxes: at an edge a median has neighbours on
    one side only, and would flatten a slope there.
    """
    if np.isnan(mesh.level).all():
        raise ValueError("background: no box has enough sky pixels; try a smaller min_fraction")
    trend = _trend(mesh)
    residual, level, error = mesh.level - trend, np.empty_like(mesh.level), np.empty_like(mesh.error)
    for i, j in np.ndindex(mesh.level.shape):
        further = reach
        while np.isnan(residual[_around(i, further), _around(j, further)]).all():
            further += 1
        window = (_around(i, further), _around(j, further))
        usable = ~np.isnan(residual[window])
        near = residual[window][usable]
        typical = np.sqrt((mesh.error[window][usable] ** 2).mean())
        level[i, j] = np.median(near)
        error[i, j] = typical * min(np.sqrt(np.pi / 2 / near.size), 1.0)
    return Mesh(mesh.rows, mesh.columns, trend + level, error)


def _trend(mesh: Mesh) -> Image:
    """Return a parabola in rows and columns, fitted to all boxes."""
    y, x = np.meshgrid(mesh.rows / mesh.rows[-1], mesh.columns / mesh.columns[-1], indexing="ij")
    design = np.stack([np.ones_like(x), x, y, x**2, x * y, y**2], axis=-1)
    usable = ~np.isnan(mesh.level)
    coefficients = np.linalg.lstsq(design[usable], mesh.level[usable], rcond=1e-9)[0]
    return np.asarray(design @ coefficients)


def interpolate_mesh(mesh: Mesh, shape: tuple[int, ...], spline_order: int) -> tuple[Image, Image]:
    """Draw a surface through the boxes, with straight continuation to the edges of the image.

    Parameters
    ----------
    mesh : Mesh
        Boxes without nan.
    shape : tuple of int
        Rows and columns of the image.
    spline_order : int
        Order of the spline through the levels, lowered where there are too few boxes.

    Returns
    -------
    level, error : ndarray, shape `shape`, float64
        Level and error of every pixel; errors are interpolated linearly.
    """
    return (
        _surface(mesh.rows, mesh.columns, mesh.level, shape, spline_order),
        _surface(mesh.rows, mesh.columns, mesh.error, shape, spline_order=1),
    )


def _surface(
    rows: Vector, columns: Vector, values: Image, shape: tuple[int, ...], spline_order: int
) -> Image:
    rows, values = _extend(rows, values, shape[0])
    columns, transposed = _extend(columns, values.T, shape[1])
    orders = min(spline_order, rows.size - 1), min(spline_order, columns.size - 1)
    spline = RectBivariateSpline(rows, columns, transposed.T, kx=orders[0], ky=orders[1])
    return np.asarray(spline(np.arange(shape[0]), np.arange(shape[1])))


def _extend(centres: Vector, values: Image, size: int) -> tuple[Vector, Image]:
    """Add a first and a last row to the mesh, at the edges of the image, by straight continuation."""
    ends = np.array([-0.5, size - 0.5])
    if centres.size == 1:
        return ends, np.repeat(values, 2, axis=0)
    slopes = (values[[1, -1]] - values[[0, -2]]) / (centres[[1, -1]] - centres[[0, -2]])[:, None]
    outer = values[[0, -1]] + slopes * (ends - centres[[0, -1]])[:, None]
    return np.concatenate([ends[:1], centres, ends[1:]]), np.concatenate([outer[:1], values, outer[1:]])


def _around(index: int, reach: int) -> slice:
    return slice(max(index - reach, 0), index + reach + 1)


def _edges(size: int, box_size: int) -> NDArray[np.int64]:
    return np.linspace(0, size, max(round(size / box_size), 1) + 1).round().astype(np.int64)


def _centres(edges: NDArray[np.int64]) -> Vector:
    return np.asarray((edges[:-1] + edges[1:] - 1) / 2.0)
