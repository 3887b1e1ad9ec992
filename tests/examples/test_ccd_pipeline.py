"""The pipeline as a whole: what it saves, what its files say, and its parameters."""

import copy
import doctest
import importlib
from pathlib import Path
from typing import Any

import ccdreduce
import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table
from astropy.units import Quantity
from ccdreduce.flags import Flag, describe_flags
from ccdreduce.frame import Frame
from ccdreduce.pipeline import CcdPipeline
from ccdreduce.steps import BackgroundStep, CheckStep, DetectStep, GainStep
from PIL import Image

from stepconfig import ConfigError

MODULES = sorted(Path(ccdreduce.__file__).parent.glob("[a-z]*.py"))


@pytest.fixture(scope="module")
def outputs(raw_path: Path, parameter_file: Path, tmp_path_factory: Any) -> Path:
    """Return the folder that a run with results saved has filled."""
    folder = tmp_path_factory.mktemp("outputs")
    CcdPipeline.call(
        str(raw_path), config_file=str(parameter_file), save_results=True, output_dir=str(folder)
    )
    return Path(folder)


def test_run_saves_image_catalogue_and_picture(outputs: Path) -> None:
    """A run leaves three files, named after the input and what they are, and nothing half written."""
    names = {"reduced.asdf", "catalog.ecsv", "preview.png"}
    saved = {f"saao_ste3_rf0420_raw_{name}" for name in names}
    assert {path.name for path in outputs.iterdir()} == saved | {f"{name}.record.asdf" for name in saved}


def test_a_hook_warns_of_a_poor_frame(reduced: Frame, caplog: pytest.LogCaptureFixture) -> None:
    """It says how many sources there are, and leaves the frame as it is; a skipped step has no hook."""
    caplog.set_level("INFO", "stepconfig")
    number = len(reduced.catalog) if reduced.catalog is not None else 0
    for least, words in ((number, f"{number} sources, as expected"), (number + 1, "expected: clouds?")):
        assert CheckStep(min_sources=least).run(reduced) is None
        assert any(words in message for message in caplog.messages)
    hook = f"ccdreduce.steps.CheckStep(min_sources={number + 1})"
    pipeline = CcdPipeline(steps={"measure": {"post_hooks": hook, "skip": True}})
    caplog.clear()
    frame = copy.deepcopy(reduced)
    assert pipeline.measure.run(frame) is frame
    assert not any("clouds" in message for message in caplog.messages)


def test_run_without_saving_leaves_no_file(
    raw_path: Path, parameter_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without save_results a run returns the frame and writes nothing."""
    monkeypatch.chdir(tmp_path)
    frame = CcdPipeline.call(str(raw_path), config_file=str(parameter_file))
    assert isinstance(frame, Frame)
    assert list(tmp_path.iterdir()) == []


def test_saved_frame_comes_back(outputs: Path, reduced: Frame) -> None:
    """A frame read from its ASDF file has the same planes, header, numbers and catalogue."""
    frame = Frame.open(outputs / "saao_ste3_rf0420_raw_reduced.asdf")
    for plane in (
        "data",
        "raw",
        "variance",
        "mask",
        "background",
        "background_error",
        "labels",
        "significance",
    ):
        there, here = getattr(frame, plane), getattr(reduced, plane)
        assert there.dtype == here.dtype
        assert np.array_equal(there, here)
    assert list(frame.header.items()) == list(reduced.header.items())
    assert list(frame.header.comments) == list(reduced.header.comments)
    assert frame.meta.measured == pytest.approx(reduced.meta.measured)
    assert vars(frame.meta.cal_step) == vars(reduced.meta.cal_step)
    assert frame.meta.input == "saao_ste3_rf0420_raw.fits"
    assert frame.meta.filename == "saao_ste3_rf0420_raw_reduced.asdf"
    assert frame.catalog is not None
    assert reduced.catalog is not None
    assert (frame.catalog == reduced.catalog).all()
    assert frame.catalog["flux"].unit == reduced.catalog["flux"].unit
    assert frame.catalog.meta == reduced.catalog.meta


def test_catalogue_has_units_descriptions_and_circumstances(outputs: Path) -> None:
    """The ECSV file gives every column a description, quantities a unit, and says how the frame was taken."""
    table = Table.read(outputs / "saao_ste3_rf0420_raw_catalog.ecsv")
    assert all(table[name].description for name in table.colnames)
    units = {name: str(table[name].unit) for name in table.colnames if table[name].unit}
    assert units["x"] == units["x_error"] == units["half_light_radius"] == "pix"
    assert units["flux"] == units["flux_error"] == units["peak"] == "electron"
    assert units["magnitude"] == "mag"
    assert table.meta["object"] == "rf0420"
    assert table.meta["aperture_radius_pix"] == 12.0
    assert table.meta["flag_bits"] == describe_flags()
    assert isinstance(table["flux"][0] * table["flux"].unit, Quantity)


def test_catalogue_is_sorted_and_numbered_as_the_labels(reduced: Frame) -> None:
    """Sources are numbered from the brightest, and a source's number is on its pixels in the label image."""
    assert reduced.catalog is not None
    assert reduced.labels is not None
    assert (np.diff(reduced.catalog["flux"]) <= 0.0).all()
    for row in reduced.catalog:
        assert reduced.labels[round(row["y"]), round(row["x"])] == row["id"]


def test_magnitude_is_that_of_the_flux_in_a_second(reduced: Frame) -> None:
    """The magnitude is -2.5 log10 of the electrons a second, its error 1.0857 of the relative error."""
    assert reduced.catalog is not None
    row = reduced.catalog[0]
    assert row["magnitude"] == pytest.approx(-2.5 * np.log10(row["flux"] / 150.04), abs=1e-4)
    assert row["magnitude_error"] == pytest.approx(1.0857 * row["flux_error"] / row["flux"], abs=1e-4)


def test_picture_is_large_and_has_the_sky_and_the_marks(outputs: Path) -> None:
    """The picture is 1600 pixels wide, and has many colours, the marks' blue among them."""
    with Image.open(outputs / "saao_ste3_rf0420_raw_preview.png") as picture:
        pixels = np.asarray(picture.convert("RGB")).astype(int)
    assert pixels.shape[1] == 1600
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 1000
    blue = np.abs(pixels - [0x4F, 0xD6, 0xFF]).sum(axis=2) < 30
    assert blue.sum() > 500


def test_skipped_picture_is_not_drawn(raw_path: Path, parameter_file: Path, tmp_path: Path) -> None:
    """With the preview step skipped there are an image and a catalogue, and no picture."""
    steps = {"preview": {"skip": True}}
    CcdPipeline.call(
        str(raw_path),
        config_file=str(parameter_file),
        save_results=True,
        output_dir=str(tmp_path),
        steps=steps,
    )
    saved = [path for path in tmp_path.iterdir() if not path.name.endswith(".record.asdf")]
    assert sorted(path.suffix for path in saved) == [".asdf", ".ecsv"]


def test_skipped_cosmic_rays_stay_in(raw_path: Path, parameter_file: Path) -> None:
    """With the cosmic-ray step skipped nothing is flagged, and cosmic rays are among the sources."""
    frame = CcdPipeline.call(str(raw_path), config_file=str(parameter_file), steps={"cosmic": {"skip": True}})
    assert not frame.flagged(Flag.COSMIC_RAY).any()
    assert frame.meta.cal_step.cosmic == "SKIPPED"
    assert frame.meta.cal_step.detect == "COMPLETE"
    assert len(frame.catalog) > 8


def test_steps_leave_their_input_as_it_was(raw: Frame, parameter_file: Path) -> None:
    """No step writes into the arrays, header or numbers of the frame that it is given."""
    pipeline = CcdPipeline(config_file=str(parameter_file))
    frame = raw
    for name in ("overscan", "trim", "gain", "cosmic", "background", "detect", "measure"):
        planes = {key: value for key, value in vars(frame).items() if isinstance(value, np.ndarray)}
        before = {key: value.copy() for key, value in planes.items()}
        numbers, header = dict(frame.meta.measured), frame.header.copy()
        after = getattr(pipeline, name).run(frame)
        assert all(np.array_equal(planes[key], value) for key, value in before.items())
        assert frame.meta.measured == numbers
        assert list(frame.header.items()) == list(header.items())
        frame = after


@pytest.mark.parametrize(
    ("step", "parameters"),
    [
        ("background", {"box_size": 4}),
        ("detect", {"threshold": -1.0}),
        ("overscan", {"fit": "cubic"}),
        ("gain", {"gain": 0.0}),
        ("measure", {"apperture": 5.0}),
    ],
)
def test_parameter_out_of_its_range_is_an_error_with_its_path(step: str, parameters: dict[str, Any]) -> None:
    """A value outside of its range, or a misspelt name, is an error that names the parameter's path."""
    with pytest.raises(ConfigError, match=rf"{step}\.{next(iter(parameters))}"):
        CcdPipeline(steps={step: parameters})


def test_boxes_narrower_than_the_stars_are_an_error() -> None:
    """Background boxes have to be wider than twice the stars, which validation says before a run."""
    step = BackgroundStep(box_size=10, source_fwhm=7.5)
    with pytest.raises(ConfigError, match="box_size"):
        step.config.validate()


def test_every_parameter_is_documented() -> None:
    """Every parameter of every step has a sentence as its doc."""
    for step_class in CcdPipeline.step_defs.values():
        for field in step_class.ConfigClass._fields.values():
            assert field.doc[0].isupper()
            assert field.doc.rstrip()[-1] in ".?"


def test_step_without_what_it_needs_says_which_step_makes_it(raw: Frame) -> None:
    """Detection on a raw frame is an error that names the missing variance and the step that makes it."""
    with pytest.raises(ValueError, match="no variance: the step 'gain' makes it"):
        DetectStep().run(raw)


def test_header_without_gain_is_an_error_unless_it_is_given(raw: Frame) -> None:
    """A frame whose header has no GAIN needs the parameter."""
    header = raw.header.copy()
    del header["GAIN"]
    frame = Frame(raw.data.astype(float), header, raw.meta)
    with pytest.raises(ValueError, match="GAIN: expected a number in the header of saao_ste3"):
        GainStep().run(frame)
    assert GainStep(gain=2.0).run(frame).data[0, 0] == 2.0 * raw.data[0, 0]


def test_file_that_is_no_frame_is_an_error(tmp_path: Path) -> None:
    """An ASDF file of another kind, and a missing file, are OSErrors that name the file."""
    other = tmp_path / "other.asdf"
    other.write_text("#ASDF 1.0.0\n%YAML 1.1\n---\na: 1\n...\n")
    with pytest.raises(OSError, match=r"other\.asdf"):
        Frame.open(other)
    with pytest.raises(OSError, match=r"missing\.fits"):
        Frame.open(tmp_path / "missing.fits")


def test_blank_field_gives_an_empty_catalogue(raw: Frame, parameter_file: Path, tmp_path: Path) -> None:
    """A frame of sky alone is reduced to an empty catalogue and a picture, without an error or a warning."""
    random = np.random.default_rng(40)
    data = random.normal(214.0, 3.0, raw.data.shape)
    data[:512, 16:528] += random.poisson(164.0, (512, 512)) / 1.9
    path = tmp_path / "blank.fits"
    fits.PrimaryHDU(np.rint(data).astype(np.uint16), raw.header).writeto(path)
    frame = CcdPipeline.call(
        str(path), config_file=str(parameter_file), save_results=True, output_dir=str(tmp_path / "out")
    )
    assert len(frame.catalog) == 0
    assert len(list((tmp_path / "out").iterdir())) == 6  # each with its record


def test_examples_in_docstrings_are_true() -> None:
    """What the docstrings of the example's modules show is what happens."""
    modules = [importlib.import_module(f"ccdreduce.{path.stem}") for path in MODULES]
    results = [doctest.testmod(module, raise_on_error=True) for module in modules]
    assert sum(result.attempted for result in results) > 0
