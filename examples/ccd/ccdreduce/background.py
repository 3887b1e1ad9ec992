"""The sky below the sources, which are left out as they appear."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from .arrays import BoolImage, Image
from .mesh import filter_mesh, interpolate_mesh, measure_mesh
from .significance import significance_map


@dataclass(frozen=True)
class Background:
    """The sky and how well it is known.

    Attributes
    ----------
    level : ndarray, shape (n_rows, n_columns), float64, electron
        The sky below each pixel.
    error : ndarray, shape (n_rows, n_columns), float64, electron
        Standard error of that level: from the noise, and common to the pixels of an aperture.
    source_mask : ndarray, shape (n_rows, n_columns), bool
        Pixels that were left out as belonging to sources.
    """

    level: Image
    error: Image
    source_mask: BoolImage


def estimate_background(
    data: Image,
    variance: Image,
    ignore: BoolImage,
    box_size: int = 64,
    estimator: str = "mean",
    clip: float = 4.0,
    filter_reach: int = 1,
    spline_order: int = 3,
    min_fraction: float = 0.3,
    structure: float = 0.0,
    source_threshold: float = 4.0,
    source_fwhm: float = 7.5,
    source_margin: int = 8,
    iterations: int = 3,
) -> Background:
    """Estimate the sky, leaving out sources that appear once it is subtracted.

    Parameters
    ----------
    data : ndarray, shape (n_rows, n_columns), electron
        The image.
    variance : ndarray, shape (n_rows, n_columns), electron^2
        Its variance plane.
    ignore : ndarray, shape (n_rows, n_columns), bool
        Pixels to leave out from the start.
    box_size : int, pixel
        Side of a box; boxes share the image evenly, so that they may be a little larger.
    estimator : {"mean", "median", "mode"}
        How the pixels of a box are averaged after clipping.
    clip : float, sigma
        Where each box is clipped.
    filter_reach : int, box
        Each box becomes the median of those no further than this; 0 for no filter.
    spline_order : int
        Order of the spline between boxes: 1 is linear, 3 cubic.
    min_fraction : float
        A box with a smaller fraction of usable pixels is left to its neighbours.
    structure : float
        Relative structure of the sky that the boxes do not resolve, as where no flat field was used: so
        much of the level is added to its error, in quadrature.
    source_threshold : float, sigma
        Significance from which pixels are left out as sources. A low one leaves out the peaks of the noise,
        but not its hollows, and so biases the sky: at 3 by a hundredth of a pixel's noise.
    source_fwhm : float, pixel
        Width of the smoothing before that threshold.
    source_margin : int, pixel
        Width of the margin left out round them.
    iterations : int
        Number of times sources are masked again; 0 for never.

    Returns
    -------
    Background
        Level, its error, and the pixels taken for sources.

    Notes
    -----
    The scheme is that of SExtractor (Bertin & Arnouts 1996, A&AS 117, 393, section 3), with the source
    mask in iterations. The error is that of the boxes' averages, propagated through the filter and
    interpolated; it grows where sources leave little sky. Structure finer than a box is not in it, but for
    what `structure` says.
    """

    def fit(left_out: BoolImage) -> tuple[Image, Image]:
        mesh = measure_mesh(data, left_out, box_size, estimator, clip, min_fraction)
        return interpolate_mesh(filter_mesh(mesh, filter_reach), data.shape, spline_order)

    sources = np.zeros(data.shape, dtype=bool)
    level, error = fit(ignore)
    margin = _disk(source_margin)
    for _ in range(iterations):
        significance = significance_map(data - level, variance, ignore, source_fwhm)
        updated: BoolImage = _grown(significance > source_threshold, margin)
        if (updated == sources).all():
            break
        sources = updated
        level, error = fit(ignore | sources)
    return Background(level, np.hypot(error, structure * level), sources)


def _grown(mask: BoolImage, by: BoolImage) -> BoolImage:
    return np.asarray(ndimage.binary_dilation(mask, by), dtype=bool)


def _disk(radius: int) -> BoolImage:
    offsets = np.arange(-radius, radius + 1)
    return np.asarray(np.hypot(*np.meshgrid(offsets, offsets)) <= radius)
