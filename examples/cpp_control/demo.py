"""Part a double star that the seeing has merged, and ask where each parameter came from."""

from pathlib import Path
from typing import Any

import numpy as np
from _deconvolve import make_psf
from deconvolution import DeconvolveConfig, deconvolve

HERE = Path(__file__).parent
SIDE = 41
STARS = {(20, 18): 60_000.0, (20, 22): 40_000.0}
SKY = 100.0


def observe(config: Any, rng: np.random.Generator) -> np.ndarray:
    """Photograph the double star through the seeing, with the noise of the photons.

    Parameters
    ----------
    config : DeconvolveConfig
        Holds the seeing and the sky.
    rng : numpy.random.Generator
        Source of the noise.

    Returns
    -------
    image : ndarray, shape (41, 41), electron
        The image.
    """
    psf = make_psf(config.psf.makeControl())
    radius = psf.shape[0] // 2
    image = np.full((SIDE, SIDE), config.background)
    for (row, column), flux in STARS.items():
        rows = slice(row - radius, row + radius + 1)
        columns = slice(column - radius, column + radius + 1)
        image[rows, columns] += flux * psf
    return rng.poisson(image).astype(float)


def main() -> None:
    """Show the parameters, change some, deconvolve, and tell what came out and why."""
    print(DeconvolveConfig.__doc__)

    config: Any = DeconvolveConfig()  # a type checker cannot know fields that exist in C++ only
    config.psf.fwhm = 4.5
    config.background = SKY
    config.load(HERE / "close_pair.py")

    image = observe(config, np.random.default_rng(1974))
    scene, iterations = deconvolve(image, config)

    print(f"\nAlong row 20, after {iterations} iterations:")
    for name, pixels in (("image", image), ("scene", scene)):
        print(f"  {name}", *(f"{value:6.0f}" for value in pixels[20, 15:26]))
    for (row, column), flux in STARS.items():
        found = scene[row - 1 : row + 2, column - 1 : column + 2].sum()
        print(f"  star at ({row}, {column}): {found:6.0f} electrons of {flux:6.0f}")

    print()
    print(config.formatHistory())


if __name__ == "__main__":
    main()
