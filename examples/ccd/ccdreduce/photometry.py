"""Flux in circular apertures, with errors from the variance plane."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .arrays import BoolImage, FlagImage, Image, LabelImage, Vector
from .flags import Flag
from .stamps import Stamps, stamps_around


@dataclass(frozen=True)
class Photometry:
    """What apertures hold, for n sources.

    Attributes
    ----------
    flux, flux_error : ndarray, shape (n,), float64, electron
        Sum over the aperture and its standard error.
    half_light_radius : ndarray, shape (n,), float64, pixel
        Radius that holds half of that flux; nan where the flux is not positive.
    peak : ndarray, shape (n,), float64, electron
        Brightest pixel in the aperture.
    flags : ndarray, shape (n,), int32
        Bits of `Flag`.
    """

    flux: Vector
    flux_error: Vector
    half_light_radius: Vector
    peak: Vector
    flags: NDArray[np.int32]


def aperture_photometry(
    data: Image,
    variance: Image,
    mask: FlagImage,
    labels: LabelImage,
    x: Vector,
    y: Vector,
    radius: float,
    background_error: Image | None = None,
) -> Photometry:
    """Sum the flux in a circle round each source.

    Parameters
    ----------
    data : ndarray, shape (n_rows, n_columns), electron
        The image without background.
    variance : ndarray, shape (n_rows, n_columns), electron^2
        Its variance plane.
    mask : ndarray, shape (n_rows, n_columns), uint8
        Bits of `Flag`.
    labels : ndarray, shape (n_rows, n_columns), int32
        Source i owns the pixels labelled i + 1.
    x, y : ndarray, shape (n,), pixel
        Centres of the apertures.
    radius : float, pixel
        Radius of the apertures.
    background_error : ndarray, shape (n_rows, n_columns), electron, or None
        Standard error of the background, common to the pixels of an aperture.

    Returns
    -------
    Photometry
        Fluxes INSIDE the aperture: no correction for the light beyond it.

    Notes
    -----
    A pixel counts with the fraction w of its area inside the circle. The flux is ``sum(w d)``, its variance
    ``sum(w^2 v) + sum(w e)^2`` with e the background's error, as in Stetson (1987), PASP 99, 191.
    Unexposed pixels are left out; the flag EDGE then warns that flux is missing.
    """
    stamps = stamps_around(x, y, int(np.ceil(radius)) + 1, data.shape)
    weight = circle_weights(stamps, x, y, radius)
    pixel_flags = stamps.take(mask).astype(np.int32)
    unusable = ~stamps.inside | ((pixel_flags & Flag.UNEXPOSED) > 0)
    usable_weight = np.where(unusable, 0.0, weight)
    values = stamps.take(data).astype(np.float64)
    flux = (usable_weight * values).sum(axis=(1, 2))
    noise = (usable_weight**2 * stamps.take(variance)).sum(axis=(1, 2))
    common = 0.0
    if background_error is not None:
        common = (usable_weight * stamps.take(background_error)).sum(axis=(1, 2))
    peak = np.where(usable_weight > 0.0, values, -np.inf).max(axis=(1, 2), initial=-np.inf)
    flags = _flags(weight > 0.0, unusable, pixel_flags, stamps.take(labels))
    radii = _half_light_radii(stamps, x, y, usable_weight * values, flux)
    return Photometry(flux, np.sqrt(noise + common**2), radii, peak, flags)


def circle_weights(stamps: Stamps, x: Vector, y: Vector, radius: float, divisions: int = 10) -> Image:
    """Return the fraction of each pixel's area that lies inside a circle.

    Parameters
    ----------
    stamps : Stamps
        The pixels round n positions.
    x, y : ndarray, shape (n,), pixel
        Centres of the circles.
    radius : float, pixel
        Their radius.
    divisions : int
        Each pixel is divided into this many rows and columns, each counted in or out by its centre.

    Returns
    -------
    ndarray, shape (n, size, size), float64
        Fractions from 0 to 1.
    """
    dx, dy = stamps.x - x[:, None, None], stamps.y - y[:, None, None]
    offsets = (np.arange(divisions) + 0.5) / divisions - 0.5
    weight = np.zeros(dx.shape)
    for row in offsets:
        for column in offsets:
            weight += (dx + column) ** 2 + (dy + row) ** 2 <= radius**2
    return weight / divisions**2


def _half_light_radii(stamps: Stamps, x: Vector, y: Vector, light: Image, flux: Vector) -> Vector:
    """Return the radius at which the light, added up from the centre outwards, passes half of the flux."""
    shape = (flux.size, light[0].size if flux.size else 1)
    distance = np.hypot(stamps.x - x[:, None, None], stamps.y - y[:, None, None]).reshape(shape)
    order = np.argsort(distance, axis=1)
    grown = np.take_along_axis(light.reshape(shape), order, axis=1).cumsum(axis=1)
    at_half = np.argmax(grown >= 0.5 * flux[:, None], axis=1)[:, None]
    radii = np.take_along_axis(np.take_along_axis(distance, order, axis=1), at_half, axis=1)[:, 0]
    return np.where(flux > 0.0, radii, np.nan)


def _flags(
    touched: BoolImage, unusable: BoolImage, pixel_flags: NDArray[np.int32], labels: LabelImage
) -> NDArray[np.int32]:
    """Collect the flags of each aperture from the pixels that it touches."""
    own = np.arange(1, len(labels) + 1)[:, None, None]
    wanted = int(Flag.SATURATED | Flag.COSMIC_RAY | Flag.BAD)
    flags = np.bitwise_or.reduce(np.where(touched, pixel_flags & wanted, 0), axis=(1, 2))
    flags |= np.where((touched & unusable).any(axis=(1, 2)), int(Flag.EDGE), 0)
    crowded = (touched & (labels > 0) & (labels != own)).any(axis=(1, 2))
    return np.asarray(flags | np.where(crowded, int(Flag.CROWDED), 0), dtype=np.int32)
