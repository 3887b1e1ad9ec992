"""Stars of known flux, put into the raw frame in ADU, come out of the whole pipeline with right errors."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from ccdreduce.pipeline import CcdPipeline

from tests.examples.injection import (
    FRAMES,
    PER_FRAME,
    Moffat,
    add_electrons,
    add_star,
    empty_places,
    fit_moffat,
    light_inside,
)

FLUXES = (4e3, 1e4, 4e4, 1.2e5)
SEED = 420


@dataclass(frozen=True)
class Recovery:
    """Injected stars beside what the pipeline made of them; arrays of shape (n,)."""

    flux: Any
    measured: Any
    flux_error: Any
    dx: Any
    dy: Any
    x_error: Any
    y_error: Any
    flags: Any
    distance: Any

    @property
    def pull(self) -> Any:
        """Deviation of the flux in units of its error."""
        return (self.measured - self.flux) / self.flux_error


@pytest.fixture(scope="module")
def psf(reduced: Any) -> Moffat:
    """Return the profile of the brightest single star of the frame."""
    star = reduced.catalog[1]
    return fit_moffat(reduced.data, reduced.variance, star["x"], star["y"])


@pytest.fixture(scope="module")
def recovery(raw: Any, reduced: Any, psf: Moffat, parameter_file: Path, tmp_path_factory: Any) -> Recovery:
    """Return what the pipeline makes of stars at empty places of the real frame."""
    random = np.random.default_rng(SEED)
    folder = tmp_path_factory.mktemp("injected")
    radius = reduced.catalog.meta["aperture_radius_pix"]
    found = []
    for number, places in enumerate(empty_places(reduced, random)):
        light = np.zeros(reduced.data.shape)
        for star, (x, y) in enumerate(places):
            add_star(light, psf, FLUXES[star % len(FLUXES)], x, y)
        electrons = np.zeros(raw.data.shape)
        electrons[raw.section("TRIMSEC")] = random.poisson(light)
        electrons[512:] = 0
        data = add_electrons(raw.data, electrons, raw.header["GAIN"], random)
        path = folder / f"{number}.fits"
        fits.PrimaryHDU(data, raw.header).writeto(path)
        catalog = CcdPipeline.call(str(path), config_file=str(parameter_file)).catalog
        for star, (x, y) in enumerate(places):
            distance = np.hypot(catalog["x"] - x, catalog["y"] - y)
            row, flux = catalog[int(distance.argmin())], FLUXES[star % len(FLUXES)]
            truth = flux * light_inside(psf, x, y, radius)
            position = (row["x"] - x, row["y"] - y, row["x_error"], row["y_error"])
            found.append((truth, row["flux"], row["flux_error"], *position, row["flags"], distance.min()))
    return Recovery(*np.array(found, dtype=np.float64).T)


def test_profile_of_the_frame_is_plausible(psf: Moffat) -> None:
    """The brightest single star is 7.6 pixels wide at half maximum, with wings like a seeing disk's."""
    assert psf.fwhm == pytest.approx(7.6, abs=0.15)
    assert 2.5 < psf.beta < 4.0


def test_rounding_at_random_keeps_the_light(raw: Any) -> None:
    """Electrons added to whole ADU keep their sum, where rounding to the nearest ADU would not."""
    random = np.random.default_rng(1)
    electrons = random.poisson(0.3, raw.data.shape)
    added = add_electrons(raw.data, electrons, 1.9, random).astype(float) - raw.data
    assert 1.9 * added.sum() == pytest.approx(electrons.sum(), rel=0.01)


def test_every_injected_star_is_found_and_has_no_flag(recovery: Recovery) -> None:
    """All 128 stars, from 11 sigma up, are found within 1.5 pixels and carry no flag: none was eaten."""
    assert recovery.flux.size == FRAMES * PER_FRAME
    assert (recovery.distance < 1.5).all()
    assert (recovery.flags == 0).all()


def test_fluxes_are_recovered_within_three_sigma(recovery: Recovery) -> None:
    """At least 98 % of the stars have the flux that was put in, to 3 sigma, and all have it to 4."""
    assert (np.abs(recovery.pull) < 3.0).mean() >= 0.98
    assert (np.abs(recovery.pull) < 4.0).all()


def test_flux_errors_are_right(recovery: Recovery) -> None:
    """The flux pulls have mean 0 to 0.25 and rms 1 to 0.15."""
    assert abs(recovery.pull.mean()) < 0.25
    assert recovery.pull.std() == pytest.approx(1.0, abs=0.15)


@pytest.mark.parametrize("number", range(len(FLUXES)))
def test_fluxes_have_no_bias_at_any_brightness(recovery: Recovery, number: int) -> None:
    """At each of the brightnesses the mean pull of its 32 stars is 0 to three standard errors."""
    pull = recovery.pull[number :: len(FLUXES)]
    assert abs(pull.mean()) < 3.0 / np.sqrt(pull.size)


def test_position_errors_are_right(recovery: Recovery) -> None:
    """The pulls of x and y have mean 0 to four standard errors and rms 1 to 0.2."""
    for offset, error in ((recovery.dx, recovery.x_error), (recovery.dy, recovery.y_error)):
        assert abs((offset / error).mean()) < 4.0 / np.sqrt(offset.size)
        assert (offset / error).std() == pytest.approx(1.0, abs=0.2)
