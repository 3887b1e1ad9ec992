"""Sources: groups of neighbouring pixels above a threshold in sigma."""

from typing import Any

import numpy as np
from scipy import ndimage

from .arrays import BoolImage, Image, LabelImage

_CONNECTIVITY = np.ones((3, 3), dtype=bool)


def detect_sources(
    significance: Image, unexposed: BoolImage, threshold: float = 5.0, min_area: int = 5, border: int = 8
) -> LabelImage:
    """Label the groups of connected pixels that are significant.

    Parameters
    ----------
    significance : ndarray, shape (n_rows, n_columns), sigma
        Signal-to-noise ratio of each pixel, smoothed or not.
    unexposed : ndarray, shape (n_rows, n_columns), bool
        Pixels that saw no light.
    threshold : float, sigma
        Pixels above it belong to a source.
    min_area : int, pixel
        Smaller groups are dropped.
    border : int, pixel
        Groups whose most significant pixel is closer than this to the edge of the exposed image are
        dropped: the background is least certain there.

    Returns
    -------
    ndarray, shape (n_rows, n_columns), int32
        0 for sky, 1 to n for the pixels of each source, numbered from the bottom row upwards.

    Notes
    -----
    Pixels that touch by an edge or a corner are neighbours. Blended sources are not separated.
    """
    found: Any = ndimage.label(significance > threshold, structure=_CONNECTIVITY)
    labels, n_groups = found
    index = np.arange(1, n_groups + 1)
    large = np.bincount(labels.ravel(), minlength=n_groups + 1)[1:] >= min_area
    peaks = np.array(ndimage.maximum_position(significance, labels, index), dtype=np.intp).reshape(-1, 2)
    interior: Any = ~unexposed
    if border > 0:
        interior = ndimage.binary_erosion(interior, _CONNECTIVITY, iterations=border)
    keep = np.concatenate([[False], large & interior[peaks[:, 0], peaks[:, 1]]])
    renumber = np.where(keep, np.cumsum(keep), 0)
    return np.asarray(renumber[labels], dtype=np.int32)
