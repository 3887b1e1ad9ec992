"""Cosmic rays: sharp edges that no telescope could make, found with a Laplacian and mended by medians."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import ndimage

from .arrays import BoolImage, Image

# Four times the pixel less its four neighbours; applied to pixels divided 2 x 2 and averaged back,
# an isolated pixel gives twice its height.
_LAPLACIAN = np.array([[0.0, -1.0, 0.0], [-1.0, 4.0, -1.0], [0.0, -1.0, 0.0]])
_NEIGHBOURS = np.ones((3, 3), dtype=bool)
_MIN_FINE_STRUCTURE = 0.01


@dataclass(frozen=True)
class CosmicRays:
    """Pixels hit, and the image without them.

    Attributes
    ----------
    mask : ndarray, shape (n_rows, n_columns), bool
        True where a cosmic ray was found.
    data : ndarray, shape (n_rows, n_columns), electron
        The image with those pixels replaced.
    variance : ndarray, shape (n_rows, n_columns), electron^2
        The variance plane with those pixels replaced: the charge of the hit is no photon noise.
    n_iterations : int
        Number of passes that found something.
    """

    mask: BoolImage
    data: Image
    variance: Image
    n_iterations: int


def remove_cosmic_rays(
    data: Image,
    variance: Image,
    ignore: BoolImage,
    threshold: float = 5.0,
    neighbour_fraction: float = 0.4,
    contrast: float = 4.0,
    max_iterations: int = 4,
    grow: int = 1,
    reach: int = 2,
) -> CosmicRays:
    """Find cosmic rays by their edges and replace them by the median of clean neighbours.

    Parameters
    ----------
    data : ndarray, shape (n_rows, n_columns), electron
        The image, with the sky in it.
    variance : ndarray, shape (n_rows, n_columns), electron^2
        Its variance plane.
    ignore : ndarray, shape (n_rows, n_columns), bool
        Pixels without meaning (unexposed, saturated): never flagged, never used for a median.
    threshold : float, sigma
        Significance of the Laplacian from which a pixel may be a cosmic ray.
    neighbour_fraction : float
        Neighbours of a hit are flagged from this fraction of the threshold.
    contrast : float
        How much the Laplacian has to exceed the fine structure of the image: the guard of the stars.
        Undersampled images need larger values.
    max_iterations : int
        The most passes; a pass cleans the image for the next one.
    grow : int, pixel
        Width of the margin flagged round every hit in the end: charge that spills or trails.
    reach : int, pixel
        Clean pixels no further than this, along rows and columns, give the median.

    Returns
    -------
    CosmicRays
        Mask, and the mended image and variance plane.

    Notes
    -----
    The method is L.A.Cosmic of van Dokkum (2001), PASP 113, 1420, equations 2 to 17 in its order:
    Laplacian of the divided image, noise from a 5 x 5 median, removal of smooth structure,
    fine structure from 3 x 3 and 7 x 7 medians, growth into the neighbours. The noise is taken from
    the variance plane in place of the paper's gain and read noise.
    """
    noise = np.sqrt(ndimage.median_filter(mend(variance, ignore, reach), size=5, mode="mirror"))
    clean = mend(data, ignore, reach)
    hit = np.zeros(data.shape, dtype=bool)
    passes = 0
    for _ in range(max_iterations):
        found = _one_pass(clean, noise, threshold, neighbour_fraction, contrast) & ~ignore
        if not (found & ~hit).any():
            break
        passes += 1
        hit |= found
        clean = mend(data, hit | ignore, reach)
    if grow > 0:
        hit = _grown(hit, grow) & ~ignore
    clean, clean_variance = mend(data, hit | ignore, reach), mend(variance, hit | ignore, reach)
    return CosmicRays(hit, np.where(hit, clean, data), np.where(hit, clean_variance, variance), passes)


def _one_pass(
    data: Image, noise: Image, threshold: float, neighbour_fraction: float, contrast: float
) -> BoolImage:
    """Return the pixels that one pass over an image flags; medians are taken only where they can matter."""
    low = neighbour_fraction * threshold
    significance = _positive_laplacian(data) / noise
    unlikely = significance <= low
    significance -= local_median(significance, ~unlikely, reach=2)
    significance[unlikely] = 0.0
    strong = significance > threshold
    smooth = ndimage.median_filter(data, size=3, mode="mirror")
    fine = (smooth - local_median(smooth, strong, reach=3)) / noise
    found = strong & (significance > contrast * np.maximum(fine, _MIN_FINE_STRUCTURE))
    near = _grown(found) & strong
    return near | (_grown(near) & (significance > low))


def _grown(mask: BoolImage, by: int = 1) -> BoolImage:
    """Return a mask with a margin of some pixels, along edges and corners."""
    return np.asarray(ndimage.binary_dilation(mask, _NEIGHBOURS, iterations=by), dtype=bool)


def _positive_laplacian(data: Image) -> Image:
    """Return the positive part of the Laplacian, scaled so that a lone pixel gives its own height."""
    divided = data.repeat(2, axis=0).repeat(2, axis=1)
    edges = np.clip(ndimage.convolve(divided, _LAPLACIAN, mode="mirror"), 0.0, None)
    rows, columns = data.shape
    return np.asarray(edges.reshape(rows, 2, columns, 2).mean(axis=(1, 3)) / 2.0)


def local_median(image: Image, where: BoolImage, reach: int) -> Image:
    """Return the median of the square round each chosen pixel.

    Parameters
    ----------
    image : ndarray, shape (n_rows, n_columns)
        The image; nan is left out of medians. Beyond its edges it is mirrored.
    where : ndarray, shape (n_rows, n_columns), bool
        Pixels to work on.
    reach : int, pixel
        The square has this many pixels on each side of the middle one.

    Returns
    -------
    ndarray, shape (n_rows, n_columns), dtype of `image`
        The median where asked, else 0; where the square holds nothing but nan, that of the image.
    """
    medians = np.zeros_like(image)
    rows, columns = np.nonzero(where)
    side = 2 * reach + 1
    padded = np.pad(image, reach, mode="reflect")
    around = sliding_window_view(padded, (side, side))[rows, columns].reshape(rows.size, side**2)
    around[np.isnan(around).all(axis=1)] = np.nanmedian(image)
    medians[rows, columns] = np.nanmedian(around, axis=1)
    return medians


def mend(image: Image, bad: BoolImage, reach: int = 2) -> Image:
    """Return a copy of an image with bad pixels replaced by the median of the good ones round them."""
    return np.where(bad, local_median(np.where(bad, np.nan, image), bad, reach), image)


def count_groups(mask: BoolImage) -> int:
    """Return how many separate hits a mask shows; pixels that touch by an edge or a corner are one hit."""
    return len(group_centres(mask))


def group_centres(mask: BoolImage) -> list[tuple[float, float]]:
    """Return row and column of the middle of each hit that a mask shows."""
    found: Any = ndimage.label(mask, _NEIGHBOURS)
    labels, n = found
    centres: Any = ndimage.center_of_mass(mask, labels, range(1, n + 1))
    return list(centres)
