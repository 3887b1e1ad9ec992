"""The sky: averages in boxes, the spline between them, the error, and sources left out."""

from typing import Any

import numpy as np
import pytest
from ccdreduce.background import estimate_background
from ccdreduce.flags import Flag
from ccdreduce.mesh import Mesh, clipped_average, interpolate_mesh
from ccdreduce.photometry import aperture_photometry

from tests.examples.injection import Moffat, add_star, empty_places

SHAPE = (400, 420)


def slope() -> Any:
    """Return a sky that rises and bends across the image."""
    rows, columns = np.indices(SHAPE) / 400.0
    return 150.0 + 20.0 * columns + 15.0 * rows**2


def noisy(light: Any, seed: int) -> tuple[Any, Any]:
    """Return an image with photon and read noise, and its variance plane."""
    random = np.random.default_rng(seed)
    data = random.poisson(light) + random.normal(0.0, 5.0, light.shape)
    return data, np.clip(data, 0.0, None) + 25.0


def nothing() -> Any:
    """Return a mask that ignores no pixel."""
    return np.zeros(SHAPE, dtype=bool)


@pytest.mark.parametrize("box_size", [16, 50, 64, 1000])
def test_plane_comes_back_exactly(box_size: int) -> None:
    """Box centres on a plane are continued to every pixel of it, edges and uneven boxes included."""
    rows, columns = np.array([10.0, 50.0, 99.0]), np.array([5.0, 30.0])
    mesh = rows[:, None] * 0.5 + columns[None, :] * 0.25 + 3.0
    plane, _ = interpolate_mesh(Mesh(rows, columns, mesh, mesh), (120, 60), spline_order=3)
    expected = np.arange(120)[:, None] * 0.5 + np.arange(60)[None, :] * 0.25 + 3.0
    assert np.allclose(plane, expected)
    flat = np.full(SHAPE, 7.0)
    assert np.allclose(estimate_background(flat, flat, nothing(), box_size=box_size).level, 7.0)


def test_bent_sky_is_followed_to_its_error() -> None:
    """Over six images of a bent sky the level is right to 0.1 electron, and scatters as its error says."""
    deviations, ratios = [], []
    for seed in range(20, 26):
        data, variance = noisy(slope(), seed)
        sky = estimate_background(data, variance, nothing(), box_size=40, iterations=0)
        deviations.append(sky.level - slope())
        ratios.append(deviations[-1] / sky.error)
    assert abs(np.mean(deviations)) < 0.1
    assert np.sqrt(np.mean(np.square(ratios))) == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize(
    ("estimator", "offset"), [("mean", 0.0), ("median", -1.0 / 6.0), ("mode", -5.0 / 12.0)]
)
def test_offset_of_each_estimator_is_that_of_skewed_counts(estimator: str, offset: float) -> None:
    """The mean hits the sky; the median lies a sixth of an electron lower, the mode two and a half sixths."""
    random = np.random.default_rng(28)
    boxes = [random.poisson(150.0, 4000) + random.uniform(-0.5, 0.5, 4000) for _ in range(400)]
    found = np.array([clipped_average(box, estimator, clip=5.0) for box in boxes])
    assert found[:, 0].mean() - 150.0 == pytest.approx(offset, abs=4.0 * found[:, 1].mean() / 20.0)


def test_sources_are_masked_and_do_not_lift_the_sky() -> None:
    """Thirty bright stars move the sky by less than a twentieth of a pixel's noise."""
    random = np.random.default_rng(21)
    light = slope()
    for _ in range(30):
        add_star(light, Moffat(4.0, 3.0), 2e4, random.uniform(20, 400), random.uniform(20, 380))
    data, variance = noisy(light, seed=22)
    sky = estimate_background(data, variance, nothing(), box_size=50, source_fwhm=4.0)
    assert abs(np.median(sky.level - slope())) < 0.05 * np.sqrt(variance.mean())
    without = estimate_background(data, variance, nothing(), box_size=50, iterations=0)
    assert np.median(without.level - slope()) > 2.0 * np.median(sky.level - slope())


def test_error_grows_where_little_sky_is_left() -> None:
    """Where boxes are hidden the level is less certain than elsewhere, and nowhere nan."""
    data, variance = noisy(slope(), seed=23)
    hidden = nothing()
    hidden[100:250, 100:250] = True
    sky = estimate_background(data, variance, hidden, box_size=40)
    assert np.isfinite(sky.level).all()
    assert sky.error[175, 175] > 1.3 * np.median(sky.error)


def test_structure_enters_the_error_in_quadrature() -> None:
    """A relative structure of the sky adds that part of the level to the error."""
    data, variance = noisy(slope(), seed=24)
    plain = estimate_background(data, variance, nothing())
    rough = estimate_background(data, variance, nothing(), structure=0.01)
    assert np.allclose(rough.error, np.hypot(plain.error, 0.01 * plain.level))


@pytest.mark.parametrize("estimator", ["mean", "median", "mode"])
def test_error_of_an_average_is_its_scatter(estimator: str) -> None:
    """The averages of many boxes of noise scatter as their error says, to 10 %."""
    random = np.random.default_rng(25)
    results = [clipped_average(random.normal(100.0, 10.0, 900), estimator, clip=5.0) for _ in range(600)]
    averages, errors = np.array(results).T
    assert averages.std() / errors.mean() == pytest.approx(1.0, rel=0.1)


def test_no_sky_at_all_is_an_error_that_says_what_to_try() -> None:
    """An image without a usable box is an error that names the parameter to change."""
    data, variance = noisy(slope(), seed=26)
    with pytest.raises(ValueError, match="try a smaller min_fraction"):
        estimate_background(data, variance, ~nothing())


def test_mean_of_whole_adu_is_smoother_than_their_median() -> None:
    """On a faint sky of whole ADU the median of a box is a whole ADU too, where the mean follows the sky."""
    random = np.random.default_rng(27)
    adu = np.rint(random.normal(86.4, 7.3, (200, 1024)))
    medians = np.array([clipped_average(box, "median")[0] for box in adu])
    means = np.array([clipped_average(box, "mean")[0] for box in adu])
    assert set(np.unique(medians)) <= {85.5, 86.0, 86.5, 87.0}
    assert abs(means.mean() - 86.4) < 0.05
    assert means.std() < 0.75 * medians.std()


@pytest.mark.parametrize("radius", [4.0, 8.0, 12.0])
def test_empty_apertures_scatter_as_their_errors_say(reduced: Any, radius: float) -> None:
    """At 384 empty places, hidden from the sky's fit as stars would be, aperture pulls have rms 1 to 8 %."""
    image, nowhere = reduced.data + reduced.background, np.zeros(reduced.data.shape, dtype=np.int32)
    ignore = reduced.flagged(Flag.SOURCE | Flag.COSMIC_RAY | Flag.UNEXPOSED)
    rows, columns = np.indices(image.shape)
    pulls = []
    for seed in range(3):
        for places in empty_places(reduced, np.random.default_rng(seed)):
            hidden = ignore.copy()
            for x, y in places:
                hidden |= np.hypot(columns - x, rows - y) < 20.0
            sky = estimate_background(
                image, reduced.variance, hidden, box_size=32, structure=0.002, iterations=0
            )
            x, y = np.array(places).T
            found = aperture_photometry(
                image - sky.level, reduced.variance, reduced.mask, nowhere, x, y, radius, sky.error
            )
            pulls += list(found.flux / found.flux_error)
    assert len(pulls) == 384
    assert abs(np.mean(pulls)) < 0.15
    assert np.std(pulls) == pytest.approx(1.0, abs=0.08)
