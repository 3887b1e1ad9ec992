"""Trimming, electrons, the variance plane, and whether the sky agrees with it."""

from typing import Any

import numpy as np
import pytest
from ccdreduce.flags import Flag
from ccdreduce.noise import to_electrons, variance_plane
from ccdreduce.pipeline import CcdPipeline
from scipy import ndimage


def clipped_std(values: Any, limit: float = 4.0) -> float:
    """Return the standard deviation within `limit` (the tails beyond 4 sigma hold 0.05 % of it)."""
    return float(values[np.abs(values) < limit].std())


def sky_pixels(frame: Any, margin: float = 12.0) -> Any:
    """Return the pixels further than `margin` from sources, cosmic rays and unexposed rows."""
    busy = frame.flagged(Flag.SOURCE | Flag.COSMIC_RAY | Flag.UNEXPOSED | Flag.SATURATED)
    return ndimage.distance_transform_edt(~busy) > margin


def test_trim_gives_the_image_area_of_the_header(raw: Any, reduced: Any) -> None:
    """TRIMSEC cuts the 520 x 536 frame to 520 rows and 512 columns."""
    assert raw.data.shape == (520, 536)
    assert reduced.data.shape == (520, 512)
    assert raw.section("TRIMSEC") == (slice(0, 520), slice(16, 528))


def test_rows_that_saw_no_light_are_flagged(reduced: Any) -> None:
    """The last 8 rows of TRIMSEC are overscan in truth: the chip has 512 rows, and just they are flagged."""
    unexposed = reduced.flagged(Flag.UNEXPOSED)
    assert unexposed[512:].all()
    assert not unexposed[:512].any()


def test_electrons_keep_the_asked_precision() -> None:
    """The image in electrons has the type that was asked for."""
    adu = np.array([[1.0, 2.5]])
    for dtype in (np.float32, np.float64):
        electrons = to_electrons(adu, 1.9, dtype)
        assert electrons.dtype == dtype
        assert np.allclose(electrons, [[1.9, 4.75]])


def test_variance_is_photons_plus_read_noise_plus_zero_level() -> None:
    """The variance adds electrons, read noise squared and the level's; fewer than 0 electrons count as 0."""
    electrons = np.array([[100.0, -20.0]])
    assert np.allclose(variance_plane(electrons, 5.0, np.array([[2.0, 3.0]])), [[127.0, 28.0]])


def test_variance_of_poisson_counts_is_their_scatter() -> None:
    """On simulated counts with read noise the mean variance is the scatter squared."""
    random = np.random.default_rng(4)
    counts = random.poisson(150.0, 200_000) + random.normal(0.0, 5.0, 200_000)
    assert variance_plane(counts, 5.0).mean() == pytest.approx(counts.var(), rel=0.02)


def test_sky_is_zero_to_a_tenth_of_its_noise(reduced: Any) -> None:
    """The median of sky pixels over their own sigma is within 0.1 of 0 once the background is subtracted."""
    sky = sky_pixels(reduced)
    assert sky.mean() > 0.7
    assert abs(np.median(reduced.data[sky] / np.sqrt(reduced.variance[sky]))) < 0.1


def test_sky_scatters_as_the_variance_plane_says(reduced: Any) -> None:
    """Sky pixels over their own sigma have a standard deviation, clipped at 4, of 1 to within 3 %."""
    sky = sky_pixels(reduced)
    assert clipped_std(reduced.data[sky] / np.sqrt(reduced.variance[sky])) == pytest.approx(1.0, abs=0.03)


def test_sky_agrees_within_ten_percent_with_the_read_noise_of_the_header(
    raw_path: Any, parameter_file: Any
) -> None:
    """With the header's read noise, which is too small, the scatter still agrees to 10 %."""
    steps = {"gain": {"read_noise_source": "header"}}
    frame = CcdPipeline.call(str(raw_path), config_file=str(parameter_file), steps=steps)
    sky = sky_pixels(frame)
    ratio = clipped_std(frame.data[sky] / np.sqrt(frame.variance[sky]))
    assert 1.0 < ratio < 1.1


def test_every_part_of_the_sky_is_flat(reduced: Any) -> None:
    """In each ninth of the image the sky's median is within 0.1 sigma of 0."""
    sky = sky_pixels(reduced)
    ratio = reduced.data / np.sqrt(reduced.variance)
    for rows in np.array_split(np.arange(512), 3):
        for columns in np.array_split(np.arange(512), 3):
            part = np.ix_(rows, columns)
            assert abs(np.median(ratio[part][sky[part]])) < 0.1


def test_single_and_double_precision_find_the_same(raw_path: Any, parameter_file: Any, reduced: Any) -> None:
    """In float64 the catalogue has the same sources, with fluxes equal to a hundredth of their errors."""
    frame = CcdPipeline.call(
        str(raw_path), config_file=str(parameter_file), steps={"gain": {"dtype": "float64"}}
    )
    assert frame.data.dtype == np.float64
    assert reduced.data.dtype == np.float32
    assert len(frame.catalog) == len(reduced.catalog)
    difference = frame.catalog["flux"] - reduced.catalog["flux"]
    assert (np.abs(difference) < 0.01 * reduced.catalog["flux_error"] + 0.1).all()
