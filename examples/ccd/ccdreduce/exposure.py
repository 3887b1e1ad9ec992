"""Rows and columns inside the image area that never saw light."""

import numpy as np

from .arrays import BoolImage, Image


def find_unexposed(image: Image, min_level: float = 0.5) -> BoolImage:
    """Flag the rows and columns that are much darker than the image as a whole.

    Parameters
    ----------
    image : ndarray, shape (n_rows, n_columns), any unit
        The image with the zero level subtracted; the sky has to be brighter than zero.
    min_level : float
        A row or column is unexposed when its median is below this fraction of the image's median.

    Returns
    -------
    ndarray, shape (n_rows, n_columns), bool
        True where no light came.

    Notes
    -----
    A header section may promise more rows than the chip has: what is read after the last row is
    overscan too. Taken for sky, such rows would bend the background at that edge.
    """
    typical = np.median(image)
    dark_rows = np.median(image, axis=1) < min_level * typical
    dark_columns = np.median(image, axis=0) < min_level * typical
    return np.asarray(dark_rows[:, None] | dark_columns[None, :])
