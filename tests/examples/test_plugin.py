"""The example of a host and a plug-in: both are installed, and the host uses a method it does not know."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import stepconfig

EXAMPLE = Path(__file__).parents[2] / "examples" / "plugin"
sys.path[:0] = [str(EXAMPLE / "host"), str(EXAMPLE / "moments")]

from starshape import DeterminerConfig, MeasureConfig, determiners, measure  # noqa: E402 - found by the line above
from starshape_moments import MomentsDeterminer  # noqa: E402

LN2 = np.log(2.0)


def star(wide, narrow, angle=0.0, flux=1e5, shape=(61, 61)):
    """Make a Gaussian star of two widths (pixel), off the middle of its stamp."""
    y, x = np.indices(shape, dtype=float)
    y, x = y - shape[0] // 2 - 0.3, x - shape[1] // 2 + 0.4
    u = x * np.cos(angle) + y * np.sin(angle)
    v = y * np.cos(angle) - x * np.sin(angle)
    stamp = np.exp(-4 * LN2 * (u**2 / wide**2 + v**2 / narrow**2))
    return flux * stamp / stamp.sum()


def moments(**values):
    """Make a determiner with these parameters."""
    return MomentsDeterminer(MomentsDeterminer.ConfigClass(**values))


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Install both packages into a folder, as a user does, and return the folder."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"]
    command += ["--no-build-isolation", "--target", str(folder)]
    for name in ("host", "moments"):
        done = subprocess.run([*command, str(EXAMPLE / name)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    return folder


def run(folder, *arguments, code=None):
    """Run the example's script, or other code, with the packages of a folder; return what it prints."""
    package = Path(stepconfig.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(package)])}
    script = [str(EXAMPLE / "run.py")] if code is None else ["-c", code]
    command = [sys.executable, "-W", "error", *script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_host_measures_with_its_own_method(installed):
    """Without an override file the host's default is used, and the plug-in's name is known."""
    lines = run(installed).splitlines()
    assert lines[0] == "methods: area, moments"
    assert lines[1].startswith("area: 4.5")


def test_an_override_file_chooses_the_plug_in_and_sets_its_parameter(installed):
    """Neither the host's code nor its Config knows the method of the file; the history tells the lines."""
    out = run(installed, str(EXAMPLE / "overrides" / "use_moments.py"))
    assert out.splitlines()[1].startswith("moments: 4.4")
    assert "ellipticity 0.20" in out
    assert "'moments'" in out
    assert "use_moments.py:2" in out
    assert "determiner['moments'].sigma" in out
    text = "".join(path.read_text() for path in (EXAMPLE / "host").rglob("*.py"))
    assert "moments" not in text


def test_the_plug_in_is_not_imported_before_it_is_selected(installed):
    """Making, saving and freezing a config of the host, and listing the names, import no plug-in."""
    code = """
import sys
from starshape import MeasureConfig
config = MeasureConfig()
names = list(config.determiner)
config.saveToString()
config.copy().freeze()
print(names, "starshape_moments" in sys.modules)
config.determiner = "moments"
print("starshape_moments" in sys.modules)
again = MeasureConfig()
again.loadFromString(config.saveToString())
print(again == config)
"""
    assert run(installed, code=code).splitlines() == ["['area', 'moments'] False", "True", "True"]


def test_without_the_plug_in_the_host_says_what_there_is(tmp_path):
    """In a folder without the plug-in its name is unknown, and the error lists the methods that there are."""
    code = """
from starshape import MeasureConfig
try:
    MeasureConfig(determiner="moments")
except ValueError as error:
    print(error)
"""
    environment_folder = EXAMPLE / "host"
    package = Path(stepconfig.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(environment_folder), str(package)])},
    )
    assert "there is no choice 'moments' (str); there is area" in done.stdout


@pytest.mark.parametrize("width", [2.5, 4.0, 6.0])
def test_the_area_gives_the_width_of_a_round_star(width):
    """The number of pixels above half of the peak gives the width to about the size of a pixel's edge."""
    shape, seeing = measure(star(width, width), MeasureConfig())
    assert shape.fwhm == pytest.approx(width, abs=0.25)
    assert seeing == pytest.approx(0.4 * shape.fwhm)
    assert np.isnan(shape.ellipticity)


@pytest.mark.parametrize("sigma", [1.5, 3.0])
@pytest.mark.parametrize("angle", [0.0, 0.5, 2.0])
def test_moments_give_widths_and_ellipticity_whatever_the_weight(sigma, angle):
    """The effect of the weight is taken out exactly for a Gaussian, at any angle."""
    shape = moments(sigma=sigma).shape(star(5.0, 4.0, angle))
    assert shape.fwhm == pytest.approx(np.sqrt(20.0), rel=1e-3)
    assert shape.ellipticity == pytest.approx(0.2, abs=1e-3)


def test_moments_have_no_bias_in_noise(rng):
    """The mean of many noisy stars agrees with the width within its error, which is small."""
    model = star(4.0, 4.0, flux=2e4)
    widths = [moments().shape(rng.poisson(model + 50.0) - 50.0).fwhm for _ in range(200)]
    error = np.std(widths) / np.sqrt(len(widths))
    assert error < 0.01
    assert np.mean(widths) == pytest.approx(4.0, abs=4 * error)


@pytest.mark.parametrize("stamp", [np.zeros((9, 9)), np.full((9, 9), -1.0)])
def test_a_stamp_without_a_star_is_an_error(stamp):
    """No flux is no width."""
    with pytest.raises(ValueError, match="there is no star"):
        measure(stamp, MeasureConfig())
    with pytest.raises(ValueError, match="there is no star"):
        moments().shape(stamp)


def test_a_star_wider_than_the_stamp_is_an_error():
    """Light that is mostly outside gives no finite width."""
    y, x = np.indices((21, 21)) - 10.0
    ring = np.where((x == 0) & (y == 0), 400.0, x**2 + y**2)
    with pytest.raises(ValueError, match="use a larger sigma"):
        moments(sigma=3.0).shape(ring)


def test_the_registry_takes_methods_of_its_base_type_only():
    """A method whose parameters are not derived from the host's class is refused."""
    with pytest.raises(TypeError, match=r"has to be a subclass of starshape\.methods\.DeterminerConfig"):
        determiners.register("other", MomentsDeterminer, stepconfig.Config)
    assert issubclass(MomentsDeterminer.ConfigClass, DeterminerConfig)
