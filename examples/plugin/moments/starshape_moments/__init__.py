"""Widths of stars from weighted moments, a plug-in of starshape."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from starshape import DeterminerConfig, Shape

from stepconfig import Field, RangeField

__all__ = ["MomentsConfig", "MomentsDeterminer"]

FWHM = 2.0 * np.sqrt(2.0 * np.log(2.0))


class MomentsConfig(DeterminerConfig):
    """Second moments, weighted by a Gaussian."""

    sigma: RangeField[float] = RangeField(
        "Standard deviation of the weight; about that of the star is best.", float, 2.0, min=0.5, unit="pixel"
    )
    iterations: Field[int] = Field(
        "How often the weight is centred anew on the star.", int, 10, check=lambda number: number > 0
    )


class MomentsDeterminer:
    """Width and ellipticity from second moments under a round Gaussian weight.

    Parameters
    ----------
    config : MomentsConfig
        Its parameters.

    Notes
    -----
    Unweighted moments are lost in the noise of the outer pixels. A Gaussian star with the covariance C under
    a Gaussian weight with W has the moments M, with ``M**-1 = C**-1 + W**-1``; that is solved for C, as in
    the adaptive moments of Bernstein & Jarvis (2002, AJ 123, 583).
    """

    ConfigClass = MomentsConfig

    def __init__(self, config: MomentsConfig) -> None:
        self.config = config

    def shape(self, stamp: NDArray[np.float64]) -> Shape:
        """The shape of the star nearest to the brightest pixel.

        Parameters
        ----------
        stamp : ndarray, shape (ny, nx), electron
            The pixels round the star, its sky subtracted.

        Raises
        ------
        ValueError
            If there is no star, or it is no narrower than the weight allows.
        """
        y, x = np.indices(stamp.shape, dtype=float)
        row, column = np.unravel_index(np.argmax(stamp), stamp.shape)
        centre = np.array([float(column), float(row)])
        weight = self.config.sigma**2
        moments = np.zeros((2, 2))
        for _ in range(self.config.iterations):
            dx, dy = x - centre[0], y - centre[1]
            weighted = stamp * np.exp(-0.5 * (dx**2 + dy**2) / weight)
            total = float(weighted.sum())
            if not total > 0.0:
                raise ValueError("there is no star in the stamp: it has no flux under the weight")
            shift = np.array([(weighted * dx).sum(), (weighted * dy).sum()]) / total
            xy = float((weighted * dx * dy).sum())
            moments = np.array([[(weighted * dx**2).sum(), xy], [xy, (weighted * dy**2).sum()]]) / total
            moments = moments - np.outer(shift, shift)
            centre = centre + shift
        inverse = np.linalg.inv(moments) - np.eye(2) / weight
        narrow, wide = np.linalg.eigvalsh(inverse)[::-1]  # of the inverse of C
        if not wide > 0.0:
            raise ValueError("the star is as wide as the weight allows; use a larger sigma")
        minor, major = np.sqrt(1.0 / narrow), np.sqrt(1.0 / wide)
        return Shape(float(FWHM * np.sqrt(major * minor)), float(1.0 - minor / major))
