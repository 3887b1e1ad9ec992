"""The registry of the methods, the one that is built in, and the measurement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from stepconfig import Config, Field, RangeField, RegistryField, makeRegistry, registerConfigurable

__all__ = ["DeterminerConfig", "MeasureConfig", "Shape", "determiners", "measure"]

FWHM = 2.0 * np.sqrt(2.0 * np.log(2.0))
"""Full width at half maximum of a Gaussian of unit standard deviation."""


@dataclass(frozen=True)
class Shape:
    """What is known of a star.

    Parameters
    ----------
    fwhm : float, pixel
        Full width at half maximum, the geometric mean of both axes.
    ellipticity : float
        1 - b / a of the axes; nan if the method does not know.
    """

    fwhm: float
    ellipticity: float = float("nan")


class Determiner(Protocol):
    """What a method has to do: it is made with its config, and called with stamps."""

    def shape(self, stamp: NDArray[np.float64]) -> Shape:
        """The shape of the star in a stamp, whose sky is subtracted.

        Parameters
        ----------
        stamp : ndarray, shape (ny, nx), electron
            The pixels round the star.
        """
        ...


class DeterminerConfig(Config):
    """What the parameters of every method are derived from."""


determiners = makeRegistry(
    "Methods to measure the width of a star.", DeterminerConfig, entry_points="starshape.determiners"
)


class AreaConfig(DeterminerConfig):
    """The area above half of the peak."""

    level: RangeField[float] = RangeField(
        "Part of the peak above which pixels are counted.", float, 0.5, min=0.1, max=0.9
    )


@registerConfigurable("area", determiners)
class AreaDeterminer:
    """Width from the number of pixels above a part of the peak, as if the star were a round Gaussian.

    Parameters
    ----------
    config : AreaConfig
        Its parameters.
    """

    ConfigClass = AreaConfig

    def __init__(self, config: AreaConfig) -> None:
        self.config = config

    def shape(self, stamp: NDArray[np.float64]) -> Shape:
        """Count the pixels: of a Gaussian, ``area = 2 pi sigma**2 ln(1 / level)``.

        Raises
        ------
        ValueError
            If no pixel is above zero.
        """
        peak = float(stamp.max())
        if not peak > 0.0:
            raise ValueError("there is no star in the stamp: no pixel is above zero")
        area = np.count_nonzero(stamp > self.config.level * peak)
        sigma = np.sqrt(area / (2.0 * np.pi * np.log(1.0 / self.config.level)))
        return Shape(float(FWHM * sigma))


class MeasureConfig(Config):
    """Parameters of the measurement."""

    determiner: RegistryField[DeterminerConfig] = determiners.makeField(
        "Method by which the width is measured.", default="area"
    )
    pixel: Field[float] = Field("Size of a pixel on the sky.", float, 0.4, unit="arcsec")


def measure(stamp: NDArray[np.float64], config: MeasureConfig) -> tuple[Shape, float]:
    """The shape of a star, and its width on the sky.

    Parameters
    ----------
    stamp : ndarray, shape (ny, nx), electron
        The pixels round the star, its sky subtracted.
    config : MeasureConfig
        The parameters.

    Returns
    -------
    shape : Shape
        The shape, in pixels.
    seeing : float, arcsec
        The full width at half maximum.
    """
    determiner: Determiner = config.determiner.apply()
    shape = determiner.shape(stamp)
    return shape, shape.fwhm * config.pixel
