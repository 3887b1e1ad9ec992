"""The zero level: sections of the header, models, and what the real overscan says."""

from typing import Any

import numpy as np
import pytest
from ccdreduce.overscan import fit_overscan, subtract_overscan
from ccdreduce.sections import parse_section

MODELS = ["mean", "row", "polynomial", "spline"]


def test_section_is_x_first_from_one_with_both_ends() -> None:
    """A FITS section names columns first, counts from 1 and includes both ends."""
    rows, columns = parse_section("[   4:  13,   1: 520]", (520, 536))
    assert (rows, columns) == (slice(0, 520), slice(3, 13))


@pytest.mark.parametrize(
    "text", ["17:528,1:520", "[0:5,1:5]", "[5:4,1:5]", "[1:537,1:520]", "[1:5,1:521]", "[1:5]"]
)
def test_section_that_is_none_or_does_not_fit_is_an_error(text: str) -> None:
    """A section that is malformed, reversed or outside of the image is an error that quotes it."""
    with pytest.raises(ValueError, match="section") as error:
        parse_section(text, (520, 536))
    assert repr(text) in str(error.value)


def test_header_names_ten_overscan_columns(raw: Any) -> None:
    """BIASSEC of the frame is columns 3 to 12 of the array, over all rows."""
    assert raw.section("BIASSEC") == (slice(0, 520), slice(3, 13))


@pytest.mark.parametrize("model", MODELS)
def test_level_is_what_the_overscan_region_says(raw: Any, model: str) -> None:
    """Every model's mean level is the mean of the pixels that BIASSEC names, 214.04 ADU."""
    strip = raw.data[:, 3:13]
    fit = fit_overscan(strip, model)
    assert fit.level.mean() == pytest.approx(strip.mean(), abs=1e-6)
    assert strip.mean() == pytest.approx(214.04, abs=0.005)


def test_real_overscan_is_flat_and_noisier_than_the_header_says(raw: Any) -> None:
    """The overscan has no slope, and scatters by 5.76 electron where the header gives 5.0."""
    strip = raw.data[:, 3:13]
    line = fit_overscan(strip, "polynomial", order=1)
    step = line.level[-1] - line.level[0]
    assert abs(step) < 3.0 * np.sqrt(line.variance[0] + line.variance[-1])
    electrons = line.scatter * raw.header["GAIN"]
    assert electrons == pytest.approx(5.76, abs=0.01)
    assert electrons > 1.1 * raw.header["RDNOISE"]


@pytest.mark.parametrize(("model", "order"), [("polynomial", 3), ("spline", 0)])
def test_smooth_drift_is_followed(model: str, order: int) -> None:
    """A cubic drift of the zero level is found to within three standard errors in nearly every row."""
    random = np.random.default_rng(1)
    rows = np.linspace(-1.0, 1.0, 400)
    truth = 200.0 + 5.0 * rows - 8.0 * rows**3
    fit = fit_overscan(truth[:, None] + random.normal(0.0, 3.0, (400, 12)), model, order=order)
    pull = (fit.level - truth) / np.sqrt(fit.variance)
    assert (np.abs(pull) < 3.0).mean() > 0.99
    assert fit.scatter == pytest.approx(3.0, rel=0.03)


@pytest.mark.parametrize("model", MODELS)
def test_variance_of_the_level_is_its_scatter(model: str) -> None:
    """Over many noisy strips the level scatters as its variance says."""
    random = np.random.default_rng(2)
    fits = [fit_overscan(random.normal(100.0, 3.0, (60, 10)), model, clip=10.0) for _ in range(400)]
    scatter = np.std([fit.level for fit in fits], axis=0)
    predicted = np.sqrt(np.mean([fit.variance for fit in fits], axis=0))
    assert np.median(scatter / predicted) == pytest.approx(1.0, abs=0.05)


def test_outlier_in_the_overscan_is_set_aside() -> None:
    """A cosmic ray in the overscan is clipped and does not move the level."""
    strip = np.random.default_rng(3).normal(100.0, 3.0, (200, 10))
    strip[50, 4] = 5000.0
    fit = fit_overscan(strip, "mean")
    assert fit.n_clipped >= 1
    assert fit.level[0] == pytest.approx(100.0, abs=0.3)


def test_overscan_along_the_rows_gives_a_level_for_each_column() -> None:
    """A section that is wider than tall is used column by column."""
    image = np.full((30, 40), 50.0) + np.arange(40.0)
    subtracted, variance, _ = subtract_overscan(image, (slice(25, 30), slice(0, 40)), "row")
    assert np.allclose(subtracted, 0.0)
    assert variance.shape == image.shape


def test_overscan_shorter_than_the_image_is_an_error() -> None:
    """A section that does not run along the whole image cannot give a level for every row."""
    with pytest.raises(ValueError, match="expected 30 rows or columns, got a section of 20"):
        subtract_overscan(np.zeros((30, 40)), (slice(0, 20), slice(0, 5)))


def test_unknown_model_is_an_error_that_lists_the_models() -> None:
    """A misspelt model is an error that names the choices."""
    with pytest.raises(ValueError, match="'cubic': expected one of mean, row, polynomial, spline"):
        fit_overscan(np.zeros((5, 5)), "cubic")
