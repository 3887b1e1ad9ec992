"""Artificial stars and cosmic rays, put into a raw frame electron by electron."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from ccdreduce.flags import Flag
from numpy.typing import NDArray
from scipy import ndimage
from scipy.optimize import curve_fit

Image = NDArray[Any]

FRAMES, PER_FRAME = 8, 16
# Clear of anything real, of each other in one frame, and of the same sky in any two frames.
CLEARANCE, SEPARATION, NO_OVERLAP = 20.0, 70.0, 24.0


@dataclass(frozen=True)
class Moffat:
    """A round star profile, normalised to a flux of 1 over the whole plane (Moffat 1969, A&A 3, 455).

    The profile is ``(beta - 1) / (pi alpha^2) (1 + r^2 / alpha^2)^-beta``, with alpha in pixels.
    """

    alpha: float
    beta: float

    @property
    def fwhm(self) -> float:
        """Full width at half maximum in pixels."""
        return 2.0 * self.alpha * float(np.sqrt(2.0 ** (1.0 / self.beta) - 1.0))

    def density(self, dx: Image, dy: Image) -> Image:
        """Return the flux per square pixel at offsets from the centre."""
        shape = (1.0 + (dx**2 + dy**2) / self.alpha**2) ** -self.beta
        return np.asarray((self.beta - 1.0) / (np.pi * self.alpha**2) * shape)

    def enclosed(self, radius: float) -> float:
        """Return the fraction of the flux inside a circle, exactly."""
        return 1.0 - float((1.0 + radius**2 / self.alpha**2) ** (1.0 - self.beta))

    def pixels(self, x: float, y: float, shape: tuple[int, int], divisions: int = 5) -> Image:
        """Return the flux in every pixel of an image, integrated over divided pixels."""
        offsets = (np.arange(divisions) + 0.5) / divisions - 0.5
        rows = (np.arange(shape[0])[:, None] + offsets - y).ravel()
        columns = (np.arange(shape[1])[:, None] + offsets - x).ravel()
        fine = self.density(columns[None, :], rows[:, None])
        return fine.reshape(shape[0], divisions, shape[1], divisions).mean(axis=(1, 3))


def add_star(image: Image, psf: Moffat, flux: float, x: float, y: float, half_size: int = 40) -> None:
    """Add a star to an image in place; its light beyond `half_size` pixels is left away."""
    row, column = round(y) - half_size, round(x) - half_size
    side = 2 * half_size + 1
    stamp = flux * psf.pixels(x - column, y - row, (side, side))
    first_row, first_column = max(row, 0), max(column, 0)
    part = image[first_row : row + side, first_column : column + side]
    offset = first_row - row, first_column - column
    part += stamp[offset[0] : offset[0] + part.shape[0], offset[1] : offset[1] + part.shape[1]]


def light_inside(psf: Moffat, x: float, y: float, radius: float, divisions: int = 20) -> float:
    """Return the fraction of a star's light that a circle holds once the light is in pixels.

    A pixel spreads its light evenly over its area, so that a little of the light at the rim crosses it:
    half a percent at a radius of 6 pixels here. The circle is counted on pixels divided 20 x 20.
    """
    half_size = int(np.ceil(radius)) + 2
    row, column = round(y) - half_size, round(x) - half_size
    side = 2 * half_size + 1
    fine = psf.pixels(x - column, y - row, (side, side)).repeat(divisions, axis=0).repeat(divisions, axis=1)
    place = (np.arange(side * divisions) + 0.5) / divisions - 0.5
    inside = np.hypot(place[None, :] + column - x, place[:, None] + row - y) <= radius
    return float(fine[inside].sum() / divisions**2)


def fit_moffat(data: Image, variance: Image, x: float, y: float, half_size: int = 20) -> Moffat:
    """Fit a round Moffat profile to a bright star on an image without background."""
    rows = slice(int(y) - half_size, int(y) + half_size + 1)
    columns = slice(int(x) - half_size, int(x) + half_size + 1)
    grid_y, grid_x = np.mgrid[rows, columns]

    def model(_: Image, flux: float, x0: float, y0: float, alpha: float, beta: float) -> Image:
        return flux * Moffat(alpha, beta).density(grid_x - x0, grid_y - y0).ravel()

    stamp, noise = data[rows, columns].ravel(), np.sqrt(variance[rows, columns]).ravel()
    start = [float(stamp.sum()), x, y, 6.0, 3.0]
    found, _ = curve_fit(model, grid_x, stamp, p0=start, sigma=noise)
    return Moffat(alpha=float(found[3]), beta=float(found[4]))


def add_electrons(raw: Image, electrons: Image, gain: float, random: np.random.Generator) -> Image:
    """Add electrons to a raw frame of whole ADU, rounding up or down at random.

    Rounding each pixel to the nearest ADU would turn one electron into a whole ADU everywhere in the
    wings of a star; rounded at random, the sum keeps its mean.
    """
    counts = np.floor(electrons / gain + random.random(electrons.shape))
    return np.clip(raw + counts, 0, 65535).astype(raw.dtype)


def empty_places(frame: Any, random: np.random.Generator) -> list[list[tuple[float, float]]]:
    """Return positions for FRAMES frames, PER_FRAME in each, clear of everything in the real image."""
    busy = np.pad(
        frame.flagged(Flag.SOURCE | Flag.COSMIC_RAY | Flag.UNEXPOSED | Flag.BAD), 1, constant_values=True
    )
    clear = ndimage.distance_transform_edt(~busy)[1:-1, 1:-1] > CLEARANCE
    rows, columns = np.indices(clear.shape)
    for star in frame.catalog[:2]:
        clear &= np.hypot(columns - star["x"], rows - star["y"]) > SEPARATION
    candidates = np.argwhere(clear)[:, ::-1] + random.uniform(-0.5, 0.5, (clear.sum(), 2))
    taken: list[tuple[float, float]] = []
    frames: list[list[tuple[float, float]]] = []
    for _ in range(FRAMES):
        chosen: list[tuple[float, float]] = []
        for x, y in random.permutation(candidates):
            if len(chosen) == PER_FRAME:
                break
            if all(np.hypot(x - a, y - b) > SEPARATION for a, b in chosen) and all(
                np.hypot(x - a, y - b) > NO_OVERLAP for a, b in taken
            ):
                chosen.append((float(x), float(y)))
        taken += chosen
        frames.append(chosen)
    return frames
