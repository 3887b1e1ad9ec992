"""How many sigma a source of a given width would stand out at each pixel: the matched filter."""

import numpy as np
from scipy import ndimage

from .arrays import BoolImage, Image

SIGMA_PER_FWHM = 1.0 / np.sqrt(8.0 * np.log(2.0))


def gaussian_profile(fwhm: float) -> Image:
    """Return a Gaussian, sampled out to four sigma.

    Parameters
    ----------
    fwhm : float, pixel
        Full width at half maximum; 0 gives a single 1, which smooths nothing.

    Returns
    -------
    ndarray, shape (n,), float64
        Samples at whole pixels, n odd, with sum 1.
    """
    sigma = fwhm * SIGMA_PER_FWHM
    reach = int(np.ceil(4.0 * sigma))
    offsets = np.arange(-reach, reach + 1)
    profile = np.exp(-0.5 * (offsets / max(sigma, 1e-9)) ** 2)
    return np.asarray(profile / profile.sum())


def significance_map(data: Image, variance: Image, ignore: BoolImage, fwhm: float) -> Image:
    """Return the signal-to-noise ratio of the image smoothed with a Gaussian.

    Parameters
    ----------
    data : ndarray, shape (n_rows, n_columns), electron
        The image without background.
    variance : ndarray, shape (n_rows, n_columns), electron^2
        Its variance plane.
    ignore : ndarray, shape (n_rows, n_columns), bool
        Pixels to leave out.
    fwhm : float, pixel
        Width of the Gaussian, best that of the stars; 0 for no smoothing.

    Returns
    -------
    ndarray, shape (n_rows, n_columns), sigma
        Smoothed image over the square root of its own variance: for a Gaussian g and weights w of 0 or 1,
        ``sum(g w d) / sqrt(sum(g^2 w v))``; 0 where there is nothing to sum.

    Notes
    -----
    Smoothing with the shape of the source maximises the signal-to-noise ratio of faint sources on
    white noise. See Irwin (1985), MNRAS 214, 575; Bertin & Arnouts (1996), A&AS 117, 393.
    """
    profile = gaussian_profile(fwhm)
    good = ~ignore
    signal = _smooth(np.where(good, data, 0.0), profile)
    noise = _smooth(np.where(good, variance, 0.0), profile**2)
    return np.asarray(np.divide(signal, np.sqrt(noise), out=np.zeros_like(signal), where=noise > 0.0))


def _smooth(image: Image, profile: Image) -> Image:
    """Convolve rows and columns with the same profile; beyond the edge there is nothing."""
    along_rows = ndimage.convolve1d(image, profile, axis=0, mode="constant")
    return np.asarray(ndimage.convolve1d(along_rows, profile, axis=1, mode="constant"))
