"""Deconvolution of images: the algorithm and its parameters are those of ``deconvolve.h``."""

from typing import Any

from _deconvolve import DeconvolveControl, PsfControl
from _deconvolve import deconvolve as _deconvolve_with
from numpy import float64
from numpy.typing import ArrayLike, NDArray

from stepconfig import makeConfigClass

PsfConfig = makeConfigClass(PsfControl)
DeconvolveConfig = makeConfigClass(DeconvolveControl)


def deconvolve(image: ArrayLike, config: Any) -> tuple[NDArray[float64], int]:
    """The scene that most likely led to an image, by the algorithm of Richardson and Lucy.

    Parameters
    ----------
    image : array_like, shape (ny, nx), electron
        The image; its noise is that of the photons.
    config : DeconvolveConfig
        The parameters.

    Returns
    -------
    scene : ndarray, shape (ny, nx), electron
        What each pixel would hold without the instrument's blur.
    iterations : int
        How many iterations were made.

    Raises
    ------
    FieldValidationError, ValueError
        If the parameters cannot be used.

    Notes
    -----
    Richardson (1972), J. Opt. Soc. Am. 62, 55; Lucy (1974), AJ 79, 745.
    """
    config.validate()
    return _deconvolve_with(image, config.makeControl())
