"""The electronic zero level of each row, from the overscan: columns that are read but see no light."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray
from scipy.interpolate import BSpline

from .arrays import BoolImage, Image, Vector


@dataclass(frozen=True)
class OverscanFit:
    """What a model of the overscan says.

    Attributes
    ----------
    level : ndarray, shape (n_rows,), float64, ADU
        The zero level of each row.
    variance : ndarray, shape (n_rows,), float64, ADU^2
        The variance of that level.
    scatter : float, ADU
        Standard deviation of one overscan pixel about the model: the read noise in ADU, with
        the noise of the rounding to whole ADU in it.
    n_clipped : int
        Number of overscan pixels that were set aside.
    """

    level: Vector
    variance: Vector
    scatter: float
    n_clipped: int


def subtract_overscan(
    image: NDArray[Any],
    section: tuple[slice, slice],
    model: str = "polynomial",
    order: int = 1,
    pieces: int = 4,
    clip: float = 4.0,
) -> tuple[Image, Image, OverscanFit]:
    """Subtract the zero level that an overscan section shows.

    Parameters
    ----------
    image : ndarray, shape (n_rows, n_columns), ADU
        The raw image.
    section : tuple of slice
        Rows and columns of the overscan. A section taller than wide gives a level for each row, a
        section wider than tall one for each column.
    model, order, pieces, clip
        See `fit_overscan`.

    Returns
    -------
    subtracted : ndarray, shape (n_rows, n_columns), float64, ADU
        The image less the level.
    variance : ndarray, shape (n_rows, n_columns), float64, ADU^2
        Variance of the level.
    fit : OverscanFit
        The fit.

    Raises
    ------
    ValueError
        If the section does not run along the whole image.
    """
    tall = image[section].shape[0] >= image[section].shape[1]
    along = image if tall else image.T
    strip = image[section] if tall else image[section].T
    if strip.shape[0] != along.shape[0]:
        raise ValueError(
            f"overscan: expected {along.shape[0]} rows or columns, got a section of {strip.shape[0]}"
        )
    fit = fit_overscan(strip, model, order, pieces, clip)
    subtracted = along - fit.level[:, None]
    variance = np.broadcast_to(fit.variance[:, None], along.shape)
    return (subtracted, variance, fit) if tall else (subtracted.T, variance.T, fit)


def fit_overscan(
    strip: NDArray[Any], model: str = "polynomial", order: int = 1, pieces: int = 4, clip: float = 4.0
) -> OverscanFit:
    """Fit the level of an overscan strip as a function of the row.

    Parameters
    ----------
    strip : ndarray, shape (n_rows, n_columns), ADU
        The overscan pixels, one row of them for each level.
    model : {"mean", "row", "polynomial", "spline"}
        One mean for all rows; a mean for each row; a polynomial in the row; a cubic spline.
    order : int
        Order of the polynomial.
    pieces : int
        Number of cubic pieces of the spline.
    clip : float
        Pixels that differ from the strip's median by more than this many sigma are set aside.

    Returns
    -------
    OverscanFit
        Level and variance of each row, and the scatter of a pixel.

    Raises
    ------
    ValueError
        If the model has another name.

    Notes
    -----
    Every model is linear in its coefficients, so that the variance of the level comes from the
    weighted normal equations: for a design matrix A, with a row's number of pixels as weight W,
    it is ``scatter^2 diag(A (A^T W A)^-1 A^T)``. Rows are combined by means and not by medians,
    as the median of a few whole ADU is itself a whole or half ADU.
    """
    try:
        design = _DESIGNS[model](strip.shape[0], order, pieces)
    except KeyError:
        raise ValueError(f"overscan model {model!r}: expected one of {', '.join(_DESIGNS)}") from None
    values = np.asarray(strip, dtype=np.float64)
    good = _unclipped(values, clip)
    weight = good.sum(axis=1).astype(np.float64)
    row_mean = (values * good).sum(axis=1) / np.maximum(weight, 1.0)
    covariance = np.linalg.pinv(design.T @ (weight[:, None] * design))
    level = design @ (covariance @ (design.T @ (weight * row_mean)))
    residual = (values - level[:, None])[good]
    degrees = max(residual.size - design.shape[1], 1)
    scatter = float(np.sqrt((residual**2).sum() / degrees))
    variance = scatter**2 * ((design @ covariance) * design).sum(axis=1)
    return OverscanFit(level, variance, scatter, int((~good).sum()))


def _unclipped(values: Image, clip: float, iterations: int = 5) -> BoolImage:
    """Return which pixels lie within `clip` sigma of the median, sigma being that of the pixels kept."""
    good = np.ones(values.shape, dtype=bool)
    for _ in range(iterations):
        kept = values[good]
        updated = np.abs(values - np.median(kept)) <= clip * kept.std()
        if not updated.any() or (updated == good).all():
            break
        good = updated
    return good


def _mean_design(n_rows: int, order: int, pieces: int) -> Vector:
    return np.ones((n_rows, 1))


def _row_design(n_rows: int, order: int, pieces: int) -> Vector:
    return np.eye(n_rows)


def _polynomial_design(n_rows: int, order: int, pieces: int) -> Vector:
    return np.asarray(legendre.legvander(np.linspace(-1.0, 1.0, n_rows), order), dtype=np.float64)


def _spline_design(n_rows: int, order: int, pieces: int) -> Vector:
    knots = np.concatenate([[-1.0] * 3, np.linspace(-1.0, 1.0, pieces + 1), [1.0] * 3])
    return np.asarray(BSpline.design_matrix(np.linspace(-1.0, 1.0, n_rows), knots, 3).toarray())


_DESIGNS: dict[str, Callable[[int, int, int], Vector]] = {
    "mean": _mean_design,
    "row": _row_design,
    "polynomial": _polynomial_design,
    "spline": _spline_design,
}
