"""The example whose parameters exist in C++ only."""

import os
import subprocess
import sys
import textwrap
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import convolve2d

EXAMPLE = Path(__file__).parents[2] / "examples" / "cpp_control"


@pytest.fixture(scope="session")
def example(cpp_example):
    """Return the example's module of config classes."""
    sys.path.append(str(EXAMPLE))
    import deconvolution

    return deconvolution


@pytest.fixture
def config(example):
    """Return a config with a narrow star, to be changed."""
    config = example.DeconvolveConfig()
    config.psf.update(fwhm=2.5, radius=6)
    return config


def psf_of(config):
    """Return the image of a star."""
    from _deconvolve import make_psf

    return make_psf(config.psf.makeControl())


def crowded(rng, config, shape=(31, 37)):
    """Return a noisy image of a crowded field."""
    scene = np.zeros(shape)
    scene[rng.integers(0, shape[0], 40), rng.integers(0, shape[1], 40)] = rng.uniform(100, 5000, 40)
    return rng.poisson(convolve2d(scene, psf_of(config), mode="same") + config.background).astype(float)


@pytest.mark.parametrize("profile", ["gaussian", "moffat"])
def test_the_star_has_the_width_and_the_flux_that_it_should(config, profile):
    """Half of the peak is reached at half the width, and the sum is one."""
    config.psf.update(profile=profile, fwhm=4.0, radius=15)
    psf = psf_of(config)
    assert psf.shape == (31, 31)
    assert psf.sum() == pytest.approx(1, rel=1e-12)
    assert psf[15, 17] == pytest.approx(psf[15, 15] / 2, rel=1e-12)
    np.testing.assert_array_equal(psf, psf.T)


@pytest.mark.parametrize("background", [0.0, 50.0])
def test_it_is_the_algorithm_of_richardson_and_lucy(config, example, rng, background):
    """Ten iterations agree with the formula, edges included."""
    config.update(iterations=10, background=background)
    image = crowded(rng, config)
    psf = psf_of(config)

    def blurred(scene):
        return convolve2d(scene, psf, mode="same")

    expected = np.full(image.shape, np.maximum(image - background, 0).mean())
    for _ in range(10):
        expected *= blurred(image / (blurred(expected) + background)) / blurred(np.ones(image.shape))
    scene, iterations = example.deconvolve(image, config)
    assert iterations == 10
    np.testing.assert_allclose(scene, expected, rtol=1e-10, atol=1e-10)


def test_light_is_conserved(config, example, rng):
    """What the model holds inside the frame is what the image holds, in every iteration."""
    image = crowded(rng, config)
    for iterations in (1, 2, 7):
        config.iterations = iterations
        scene, _ = example.deconvolve(image, config)
        assert scene.min() >= 0
        assert convolve2d(scene, psf_of(config), mode="same").sum() == pytest.approx(image.sum(), rel=1e-12)


def test_the_likelihood_never_falls(config, example, rng):
    """Each iteration explains the image better than the one before."""
    config.background = 20.0
    image = crowded(rng, config)
    likelihoods = []
    for iterations in range(1, 30):
        config.iterations = iterations
        scene, _ = example.deconvolve(image, config)
        model = convolve2d(scene, psf_of(config), mode="same") + config.background
        likelihoods.append((image * np.log(model) - model).sum())
    assert (np.diff(likelihoods) > 0).all()


def test_the_tolerance_stops_the_iterations(config, example, rng):
    """It stops at the first iteration that moves less light than that."""
    image = crowded(rng, config)
    config.update(iterations=1000, tolerance=0.01)
    scene, iterations = example.deconvolve(image, config)
    assert 5 < iterations < 1000
    moved = []
    for number in (iterations - 2, iterations - 1, iterations):
        config.update(iterations=number, tolerance=0.0)
        moved.append(example.deconvolve(image, config)[0])
    steps = [np.abs(after - before).sum() / image.sum() for before, after in pairwise(moved)]
    assert steps[0] >= 0.01 > steps[1]
    np.testing.assert_array_equal(moved[2], scene)


def test_an_image_without_light_is_a_scene_without_light(config, example):
    """There is nothing to iterate."""
    scene, iterations = example.deconvolve(np.zeros((5, 4)), config)
    assert (scene.shape, scene.sum(), iterations) == ((5, 4), 0.0, 0)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"iterations": 0}, "at least one iteration"),
        ({"tolerance": -1.0}, "the tolerance cannot be negative"),
        ({"tolerance": np.nan}, "the tolerance cannot be negative"),
        ({"background": -1.0}, "the background cannot be negative"),
    ],
)
def test_what_cpp_refuses_is_refused_before_anything_runs(config, example, values, words):
    """The checks exist in C++ only, and the config asks them."""
    config.update(**values)
    with pytest.raises(ValueError, match=words):
        example.deconvolve(np.ones((3, 3)), config)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"profile": "airy"}, "gaussian or moffat, not airy"),
        ({"fwhm": 0.0}, "the fwhm has to be positive"),
        ({"profile": "moffat", "beta": 1.0}, "beta has to be more than 1"),
        ({"radius": 2}, "a radius smaller than the fwhm"),
    ],
)
def test_the_nested_struct_is_checked_too(config, values, words):
    """Both structs say no; the error lists it."""
    config.psf.update(**values)
    with pytest.raises(ValueError, match=words):
        config.validate()


def test_an_image_has_two_dimensions_and_finite_pixels(config, example):
    """Others are errors, not crashes."""
    with pytest.raises(ValueError, match="two dimensions"):
        example.deconvolve(np.ones(3), config)
    with pytest.raises(ValueError, match="finite"):
        example.deconvolve([[1.0, np.nan]], config)


def test_the_demo_parts_the_stars_and_tells_who_set_what(cpp_example):
    """It prints the help, the parted stars and the history."""
    environment = {**os.environ, "PYTHONPATH": str(cpp_example)}
    command = [sys.executable, "-W", "error", str(EXAMPLE / "demo.py")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=EXAMPLE)
    assert done.returncode == 0, done.stderr
    out = done.stdout
    assert "iterations : int, optional, default 30" in out
    rows = {
        words[0]: np.array(words[1:], dtype=float)
        for words in map(str.split, out.splitlines())
        if words and words[0] in ("image", "scene")
    }
    peaks = {
        name: [i for i in range(1, len(row) - 1) if row[i - 1] < row[i] > row[i + 1]]
        for name, row in rows.items()
    }
    assert (len(peaks["image"]), peaks["scene"]) == (1, [3, 7])
    for flux in (60_000, 40_000):
        line = next(line for line in out.splitlines() if line.endswith(f"electrons of  {flux}"))
        assert float(line.split(":")[1].split()[0]) == pytest.approx(flux, rel=0.06)
    readme = (EXAMPLE / "README.md").read_text()
    shown = textwrap.dedent(readme.split("prints:\n\n")[1].split("\n\n##")[0])
    assert out.rstrip().endswith(shown)
