"""From ADU to electrons, and the variance that photon and read noise give each pixel."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from .arrays import BoolImage, Image


def to_electrons(image: NDArray[Any], gain: float, dtype: DTypeLike = np.float32) -> Image:
    """Return an image in electrons.

    Parameters
    ----------
    image : ndarray, shape (n_rows, n_columns), ADU
        The image with the zero level subtracted.
    gain : float, electron / ADU
        Electrons for one ADU.
    dtype : dtype
        float32 or float64.

    Returns
    -------
    ndarray, shape (n_rows, n_columns), `dtype`, electron
        The image in electrons.
    """
    return np.asarray(image * gain, dtype=dtype)


def variance_plane(electrons: Image, read_noise: float, level_variance: Image | float = 0.0) -> Image:
    """Return the variance of each pixel.

    Parameters
    ----------
    electrons : ndarray, shape (n_rows, n_columns), electron
        The image, with the sky in it.
    read_noise : float, electron
        Standard deviation of one read-out.
    level_variance : ndarray, shape (n_rows, n_columns), or float, electron^2
        Variance of the zero level that was subtracted.

    Returns
    -------
    ndarray, shape (n_rows, n_columns), dtype of `electrons`, electron^2
        Variance: electrons counted (Poisson) + read noise squared + that of the zero level.

    Notes
    -----
    The Poisson term is the pixel's own value, with negative values taken as zero (Howell 2006,
    Handbook of CCD Astronomy, 2nd ed., section 4.4). A pixel that fluctuates down so claims a
    little too small a variance: sums over pixels (aperture photometry) have the right errors,
    but a mean WEIGHTED with this plane would be biased low.
    """
    photons = np.clip(electrons, 0.0, None)
    return np.asarray(photons + read_noise**2 + level_variance, dtype=electrons.dtype)


def find_saturated(image: NDArray[Any], level: float) -> BoolImage:
    """Flag the pixels at or above the saturation level.

    Parameters
    ----------
    image : ndarray, shape (n_rows, n_columns), ADU
        The image.
    level : float, ADU
        The saturation level.

    Returns
    -------
    ndarray, shape (n_rows, n_columns), bool
        True where saturated.
    """
    return np.asarray(image >= level)
