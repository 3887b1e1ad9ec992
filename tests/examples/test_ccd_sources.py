"""Detection, centroids and fluxes on simulated white noise, where the truth is known exactly."""

from typing import Any

import numpy as np
import pytest
from ccdreduce.centroid import isophotal_centroids, windowed_centroids
from ccdreduce.detection import detect_sources
from ccdreduce.flags import Flag
from ccdreduce.photometry import aperture_photometry, circle_weights
from ccdreduce.significance import significance_map
from ccdreduce.stamps import stamps_around

from tests.examples.injection import Moffat, add_star, light_inside

PSF = Moffat(7.3, 3.0)
SKY, READ_NOISE = 160.0, 5.8
RADIUS = 10.0


def field(flux: float, seed: int, side: int = 12, pitch: int = 50) -> tuple[Any, Any, Any, Any]:
    """Return image, variance and true positions of a grid of stars on a subtracted, noisy sky."""
    random = np.random.default_rng(seed)
    x, y = (np.indices((side, side)).reshape(2, -1)[::-1] + 0.5) * pitch
    x, y = x + random.uniform(-0.5, 0.5, x.size), y + random.uniform(-0.5, 0.5, x.size)
    light = np.full((side * pitch, side * pitch), SKY)
    for star_x, star_y in zip(x, y, strict=True):
        add_star(light, PSF, flux, star_x, star_y, half_size=24)
    counts = random.poisson(light) + random.normal(0.0, READ_NOISE, light.shape)
    return counts - SKY, np.clip(counts, 0.0, None) + READ_NOISE**2, x, y


def find(data: Any, variance: Any, threshold: float = 5.0) -> Any:
    """Return the labels of the sources of an image."""
    nowhere = np.zeros(data.shape, dtype=bool)
    significance = significance_map(data, variance, nowhere, 7.5)
    return detect_sources(significance, nowhere, threshold)


def test_noise_alone_has_unit_significance() -> None:
    """On pure noise the significance map has mean 0 and standard deviation 1, whatever the smoothing."""
    noise = np.random.default_rng(30).normal(0.0, 3.0, (500, 500))
    variance, nowhere = np.full(noise.shape, 9.0), np.zeros(noise.shape, dtype=bool)
    for fwhm in (0.0, 3.0, 7.5):
        significance = significance_map(noise, variance, nowhere, fwhm)
        assert significance.std() == pytest.approx(1.0, abs=0.05)
        assert abs(significance.mean()) < 0.1


def test_noise_alone_has_no_sources() -> None:
    """Above 5 sigma there is nothing in an image of noise, and no negative of it either."""
    noise = np.random.default_rng(31).normal(0.0, 3.0, (500, 500))
    variance = np.full(noise.shape, 9.0)
    assert find(noise, variance).max() == 0
    assert find(-noise, variance).max() == 0


def test_small_groups_and_groups_at_the_border_are_dropped() -> None:
    """A group below the smallest area, or with its peak in the border, is no source; a larger one is."""
    significance = np.zeros((60, 60))
    significance[20:22, 20:22] = 10.0
    significance[40:43, 40:43] = 10.0
    significance[2:5, 30:33] = 10.0
    nowhere = np.zeros(significance.shape, dtype=bool)
    labels = detect_sources(significance, nowhere, threshold=5.0, min_area=5, border=8)
    assert labels.max() == 1
    assert labels[41, 41] == 1
    assert detect_sources(significance, nowhere, 5.0, min_area=1, border=0).max() == 3


def test_image_without_sources_gives_empty_measurements() -> None:
    """No source is no error: positions and fluxes are empty."""
    data, variance = np.zeros((50, 50)), np.ones((50, 50))
    labels = find(data, variance)
    positions = isophotal_centroids(data, variance, labels)
    positions = windowed_centroids(data, variance, data > 1.0, positions, 7.5)
    mask = np.zeros(data.shape, dtype=np.uint8)
    assert aperture_photometry(data, variance, mask, labels, positions.x, positions.y, 5.0).flux.size == 0


@pytest.mark.parametrize("radius", [1.0, 3.3, 12.0])
def test_weights_of_a_circle_add_up_to_its_area(radius: float) -> None:
    """The fractions of pixels inside a circle add up to its area, wherever it is centred."""
    x, y = np.random.default_rng(32).uniform(28.0, 32.0, (2, 50))
    weights = circle_weights(stamps_around(x, y, 14, (60, 60)), x, y, radius)
    area = weights.sum(axis=(1, 2)) / (np.pi * radius**2)
    assert area == pytest.approx(np.ones(50), abs=0.02 / radius)
    assert area.mean() == pytest.approx(1.0, abs=0.003)


@pytest.mark.parametrize("radius", [6.0, 12.0, 20.0])
def test_flux_without_noise_is_the_light_inside_the_circle(radius: float) -> None:
    """The flux of a noiseless star is what a fine count of its pixels inside the circle gives, to 0.03 %."""
    data = np.zeros((101, 101))
    add_star(data, PSF, 1e5, 50.3, 49.8)
    labels, mask = np.zeros(data.shape, dtype=np.int32), np.zeros(data.shape, dtype=np.uint8)
    x, y = np.array([50.3]), np.array([49.8])
    found = aperture_photometry(data, np.ones_like(data), mask, labels, x, y, radius)
    assert found.flux[0] == pytest.approx(1e5 * light_inside(PSF, 50.3, 49.8, radius), rel=3e-4)
    assert found.flux[0] == pytest.approx(1e5 * PSF.enclosed(radius), rel=6e-3)


def test_half_of_the_light_is_inside_the_half_light_radius() -> None:
    """The half-light radius of a noiseless star holds half of the light of its aperture."""
    data = np.zeros((101, 101))
    add_star(data, PSF, 1e5, 50.0, 50.0)
    labels, mask = np.zeros(data.shape, dtype=np.int32), np.zeros(data.shape, dtype=np.uint8)
    centre = np.array([50.0])
    found = aperture_photometry(data, np.ones_like(data), mask, labels, centre, centre, 12.0)
    ratio = PSF.enclosed(float(found.half_light_radius[0])) / PSF.enclosed(12.0)
    assert ratio == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("method", ["isophotal", "windowed"])
def test_position_without_noise_is_exact(method: str) -> None:
    """A noiseless star is found within a hundredth of a pixel of where it is."""
    data = np.zeros((101, 101))
    add_star(data, PSF, 1e5, 50.37, 49.81)
    variance, nowhere = np.ones_like(data), np.zeros(data.shape, dtype=bool)
    positions = isophotal_centroids(data, variance, (data > 20.0).astype(np.int32))
    if method == "windowed":
        positions = windowed_centroids(data, variance, nowhere, positions, 7.5)
    tolerance = 0.05 if method == "isophotal" else 0.01
    assert positions.x[0] == pytest.approx(50.37, abs=tolerance)
    assert positions.y[0] == pytest.approx(49.81, abs=tolerance)


@pytest.mark.parametrize("flux", [4e3, 2e4, 1e5])
def test_errors_are_the_scatter_of_fluxes_and_positions(flux: float) -> None:
    """Of 144 stars the flux and position pulls have mean 0 to 0.25 and rms 1 to 0.15, and none is lost."""
    data, variance, x, y = field(flux, seed=int(flux))
    labels = find(data, variance)
    assert labels.max() == x.size
    positions = isophotal_centroids(data, variance, labels)
    positions = windowed_centroids(data, variance, np.zeros(data.shape, dtype=bool), positions, 7.5)
    mask = np.zeros(data.shape, dtype=np.uint8)
    found = aperture_photometry(data, variance, mask, labels, positions.x, positions.y, RADIUS)
    match = np.hypot(positions.x[:, None] - x, positions.y[:, None] - y).argmin(axis=1)
    pulls = {
        "flux": (found.flux - flux * light_inside(PSF, 0.0, 0.0, RADIUS)) / found.flux_error,
        "x": (positions.x - x[match]) / positions.x_error,
        "y": (positions.y - y[match]) / positions.y_error,
    }
    for pull in pulls.values():
        assert abs(pull.mean()) < 0.25
        assert pull.std() == pytest.approx(1.0, abs=0.15)


def test_flags_say_what_an_aperture_meets() -> None:
    """An aperture over an edge, a saturated or mended pixel or another source is flagged so, else not."""
    data, mask = np.ones((100, 100)), np.zeros((100, 100), dtype=np.uint8)
    mask[90:, :] = int(Flag.UNEXPOSED)
    mask[50, 55] = int(Flag.SATURATED)
    mask[20, 20] = int(Flag.COSMIC_RAY)
    labels = np.zeros(data.shape, dtype=np.int32)
    places = [(50.0, 50.0), (20.0, 22.0), (3.0, 60.0), (60.0, 85.0), (80.0, 20.0), (20.0, 70.0)]
    for number, (x, y) in enumerate(places, start=1):
        labels[int(y), int(x)] = number
    labels[20, 84] = 7
    x, y = np.array(places).T
    flags = aperture_photometry(data, data, mask, labels, x, y, 6.0).flags
    expected = [Flag.SATURATED, Flag.COSMIC_RAY, Flag.EDGE, Flag.EDGE, Flag.CROWDED, 0]
    assert flags.tolist() == [int(flag) for flag in expected]
