"""Positions of sources and their errors, by first moments."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from .arrays import BoolImage, Image, LabelImage, Vector
from .significance import SIGMA_PER_FWHM
from .stamps import stamps_around


@dataclass(frozen=True)
class Positions:
    """Positions and their standard errors, each of shape (n,), float64, pixel, counted from 0."""

    x: Vector
    y: Vector
    x_error: Vector
    y_error: Vector


def isophotal_centroids(data: Image, variance: Image, labels: LabelImage) -> Positions:
    """Average the pixel coordinates of each source, weighted with its flux.

    Parameters
    ----------
    data : ndarray, shape (n_rows, n_columns), electron
        The image without background.
    variance : ndarray, shape (n_rows, n_columns), electron^2
        Its variance plane.
    labels : ndarray, shape (n_rows, n_columns), int32
        0 for sky, 1 to n for the pixels of each source.

    Returns
    -------
    Positions
        Barycentres over the pixels of each source with positive flux.

    Notes
    -----
    Bertin & Arnouts (1996), A&AS 117, 393; the variance of a barycentre is ``sum(v (x - x0)^2) / sum(d)^2``.
    """
    index = np.arange(1, int(labels.max(initial=0)) + 1)
    rows, columns = np.indices(data.shape)
    weight = np.clip(data, 0.0, None).astype(np.float64)

    def total(image: Image) -> Vector:
        return np.asarray(ndimage.sum_labels(image, labels, index), dtype=np.float64)

    flux = np.maximum(total(weight), np.finfo(np.float64).tiny)
    x, y = total(weight * columns) / flux, total(weight * rows) / flux
    at_x, at_y = np.concatenate([[0.0], x])[labels], np.concatenate([[0.0], y])[labels]
    x_error = np.sqrt(total(variance * (columns - at_x) ** 2)) / flux
    y_error = np.sqrt(total(variance * (rows - at_y) ** 2)) / flux
    return Positions(x, y, x_error, y_error)


def windowed_centroids(
    data: Image,
    variance: Image,
    ignore: BoolImage,
    start: Positions,
    fwhm: float,
    iterations: int = 16,
    tolerance: float = 1e-3,
) -> Positions:
    """Refine positions with a Gaussian window that follows the source.

    Parameters
    ----------
    data : ndarray, shape (n_rows, n_columns), electron
        The image without background.
    variance : ndarray, shape (n_rows, n_columns), electron^2
        Its variance plane.
    ignore : ndarray, shape (n_rows, n_columns), bool
        Pixels to leave out.
    start : Positions
        Where to begin.
    fwhm : float, pixel
        Width of the window, best that of the stars.
    iterations : int
        The most steps of the window.
    tolerance : float, pixel
        Steps end when no source moves further than this.

    Returns
    -------
    Positions
        Windowed positions; a source whose window holds no flux, or that would leave the
        window's reach, keeps its start and gets the error nan.

    Notes
    -----
    These are SExtractor's XWIN_IMAGE and YWIN_IMAGE: the step is ``2 sum(w d (x - x0)) / sum(w d)``. On
    isolated stars they come close to the precision of a fit of the star's profile. The variance is that of
    the point where the step is zero, ``sum(w^2 v (x - x0)^2) / sum(w d (1 - (x - x0)^2 / s^2))^2`` for a
    window of sigma s. SExtractor puts ``sum(w d) / 2`` in the denominator, which is the same for a Gaussian
    star as wide as the window, and too optimistic for the wide wings of real ones.
    """
    sigma = fwhm * SIGMA_PER_FWHM
    stamps = stamps_around(start.x, start.y, int(np.ceil(4.0 * sigma)), data.shape)
    usable = stamps.inside & ~stamps.take(ignore)
    flux = np.where(usable, stamps.take(data), 0.0).astype(np.float64)
    noise = np.where(usable, stamps.take(variance), 0.0).astype(np.float64)
    x, y = start.x.copy(), start.y.copy()
    for _ in range(iterations):
        dx, dy, window, weight = _window(stamps.x, stamps.y, x, y, sigma, flux)
        step_x = 2.0 * (window * flux * dx).sum(axis=(1, 2)) / weight
        step_y = 2.0 * (window * flux * dy).sum(axis=(1, 2)) / weight
        x, y = x + step_x, y + step_y
        if not (np.hypot(step_x, step_y) > tolerance).any():
            break
    dx, dy, window, weight = _window(stamps.x, stamps.y, x, y, sigma, flux)
    x_error = _window_error(window, flux, noise, dx, sigma)
    y_error = _window_error(window, flux, noise, dy, sigma)
    lost = ~(np.hypot(x - start.x, y - start.y) <= 2.0 * sigma)
    return Positions(
        x=np.where(lost, start.x, x),
        y=np.where(lost, start.y, y),
        x_error=np.where(lost, np.nan, x_error),
        y_error=np.where(lost, np.nan, y_error),
    )


def _window(
    grid_x: Image, grid_y: Image, x: Vector, y: Vector, sigma: float, flux: Image
) -> tuple[Image, Image, Image, Vector]:
    """Return offsets, Gaussian window and the flux in it; nan where that is not positive."""
    dx, dy = grid_x - x[:, None, None], grid_y - y[:, None, None]
    window = np.exp(-0.5 * (dx**2 + dy**2) / sigma**2)
    weight = (window * flux).sum(axis=(1, 2))
    return dx, dy, window, np.where(weight > 0.0, weight, np.nan)


def _window_error(window: Image, flux: Image, noise: Image, offset: Image, sigma: float) -> Vector:
    """Return the standard error along one axis; nan where the source does not hold the window."""
    pull = (window * flux * (1.0 - (offset / sigma) ** 2)).sum(axis=(1, 2))
    error = np.sqrt((window**2 * noise * offset**2).sum(axis=(1, 2)))
    return np.asarray(error / np.where(pull > 0.0, pull, np.nan))
