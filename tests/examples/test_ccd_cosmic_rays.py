"""Cosmic rays are found and mended, stars are left alone."""

from typing import Any

import numpy as np
import pytest
from ccdreduce.cosmic_rays import count_groups, local_median, mend, remove_cosmic_rays
from ccdreduce.flags import Flag
from scipy import ndimage

from tests.examples.injection import Moffat, add_star

SKY, READ_NOISE = 164.0, 5.8


def sky_with(light: Any, seed: int) -> tuple[Any, Any]:
    """Return a noisy image of a sky with light on it, and its variance plane."""
    random = np.random.default_rng(seed)
    counts = random.poisson(light + SKY)
    data = counts + random.normal(0.0, READ_NOISE, light.shape)
    return data, np.clip(data, 0.0, None) + READ_NOISE**2


def hits(shape: tuple[int, int], n: int, seed: int) -> Any:
    """Return electrons of tracks of 1 to 5 pixels, each pixel with 200 to 3000 electrons."""
    random = np.random.default_rng(seed)
    electrons = np.zeros(shape)
    for _ in range(n):
        y, x = random.integers(10, shape[0] - 10), random.integers(10, shape[1] - 10)
        angle = random.uniform(0.0, np.pi)
        for step in range(random.integers(1, 6)):
            place = round(y + step * np.sin(angle)), round(x + step * np.cos(angle))
            electrons[place] = random.uniform(200.0, 3000.0)
    return electrons


def test_injected_cosmic_rays_are_found() -> None:
    """Of the pixels hit by 200 tracks, from 14 sigma up, at least 99 % are flagged, and hardly any other."""
    tracks = hits((512, 512), 200, seed=5)
    data, variance = sky_with(np.zeros((512, 512)), seed=6)
    found = remove_cosmic_rays(data + tracks, variance + tracks, np.zeros(data.shape, bool), grow=0)
    assert found.mask[tracks > 0].mean() > 0.99
    far = ~ndimage.binary_dilation(tracks > 0, np.ones((3, 3)))
    assert found.mask[far].mean() < 1e-4


def test_mended_pixels_are_sky_again() -> None:
    """Where a track was the image is the sky to within the error of a median, and so is the variance."""
    tracks = hits((512, 512), 200, seed=5)
    data, variance = sky_with(np.zeros((512, 512)), seed=6)
    found = remove_cosmic_rays(data + tracks, variance + tracks, np.zeros(data.shape, bool))
    mended = found.data[tracks > 0] - SKY
    assert abs(mended.mean()) < 1.0
    assert mended.std() < 6.0
    assert found.variance[tracks > 0].mean() == pytest.approx(SKY + READ_NOISE**2, rel=0.03)
    untouched = ~found.mask
    assert (found.data[untouched] == (data + tracks)[untouched]).all()


@pytest.mark.parametrize("fwhm", [3.0, 4.0, 7.5])
@pytest.mark.parametrize("flux", [3e3, 3e4, 3e5])
def test_stars_are_not_eaten(fwhm: float, flux: float) -> None:
    """No pixel of 25 stars, three pixels wide or more and up to 3e5 electrons bright, is taken for a hit."""
    alpha = fwhm / (2.0 * np.sqrt(2.0 ** (1.0 / 3.0) - 1.0))
    psf, light, near = Moffat(alpha, 3.0), np.zeros((300, 300)), np.zeros((300, 300), bool)
    random = np.random.default_rng(7)
    for row in range(5):
        for column in range(5):
            x, y = 30.0 + 60.0 * column + random.uniform(), 30.0 + 60.0 * row + random.uniform()
            add_star(light, psf, flux, x, y)
            near |= np.hypot(*np.ogrid[-y : 300 - y, -x : 300 - x]) < 1.5 * fwhm
    data, variance = sky_with(light, seed=8)
    assert not remove_cosmic_rays(data, variance, np.zeros(data.shape, bool)).mask[near].any()


def test_cosmic_ray_on_a_star_is_found() -> None:
    """A hit on the flank of a bright star is flagged, and the star keeps its flux to one percent."""
    light = 1e5 * Moffat(7.4, 3.0).pixels(50.0, 50.0, (101, 101))
    data, variance = sky_with(light, seed=9)
    hit = np.zeros(data.shape)
    hit[55, 53] = 2500.0
    found = remove_cosmic_rays(data + hit, variance + hit, np.zeros(data.shape, bool))
    assert found.mask[55, 53]
    assert (found.data - SKY).sum() == pytest.approx((data - SKY).sum(), rel=0.01)


def test_ignored_pixels_are_neither_flagged_nor_used() -> None:
    """An edge of the exposed area is no cosmic ray, and dark pixels beyond it mend nothing."""
    data, variance = sky_with(np.zeros((100, 100)), seed=10)
    ignore = np.zeros(data.shape, bool)
    ignore[90:] = True
    data[90:], variance[90:] = 5.0, 30.0
    data[89, 50] += 2000.0
    found = remove_cosmic_rays(data, variance, ignore)
    assert found.mask[89, 50]
    assert not found.mask[90:].any()
    assert not found.mask[:85].any()
    assert found.data[89, 50] > 140.0
    assert (found.data[90:] == 5.0).all()


def test_local_median_is_the_median_filter_where_asked() -> None:
    """Where it is asked the local median equals that of a median filter with mirrored edges."""
    image = np.random.default_rng(11).normal(size=(30, 40))
    where = np.random.default_rng(12).random((30, 40)) < 0.3
    expected = ndimage.median_filter(image, size=5, mode="mirror")
    assert np.allclose(local_median(image, where, 2)[where], expected[where])
    assert (local_median(image, where, 2)[~where] == 0.0).all()


def test_pixel_without_good_neighbours_gets_the_median_of_the_image() -> None:
    """In the middle of a large bad area there is nothing near: the whole image's median is taken."""
    image = np.full((20, 20), 3.0)
    bad = np.zeros(image.shape, bool)
    bad[5:15, 5:15] = True
    image[bad] = 99.0
    assert (mend(image, bad) == 3.0).all()


def test_real_frame_has_eighteen_hits_and_its_stars_are_whole(reduced: Any) -> None:
    """Eighteen hits are found in the real frame, and none near the cores of its three brightest stars."""
    mask = reduced.flagged(Flag.COSMIC_RAY)
    assert count_groups(mask) == 18
    rows, columns = np.indices(mask.shape)
    for star in reduced.catalog[:3]:
        assert not mask[np.hypot(columns - star["x"], rows - star["y"]) < 8.0].any()
