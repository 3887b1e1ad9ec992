"""The frame in halves, as two amplifiers would read it, against the frame as a whole."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from ccdreduce.flags import Flag
from ccdreduce.frame import Frame
from ccdreduce.parts import cut_rows, join_frames
from ccdreduce.pipeline import CcdPipeline
from ccdreduce.steps import GainStep, OverscanStep, SplitStep, TrimStep

from stepconfig import Association, RunRecord

NAME = "saao_ste3_rf0420_raw"


@pytest.fixture(scope="module")
def folder(raw_path: Path, tmp_path_factory: Any) -> Path:
    """Return a folder with the halves of the frame and their association."""
    folder = Path(tmp_path_factory.mktemp("halves"))
    SplitStep(save_results=True, output_dir=str(folder)).run(str(raw_path))
    return folder


@pytest.fixture(scope="module")
def joined(folder: Path, parameter_file: Path) -> Frame:
    """Return the frame as the pipeline makes it of the halves, with results saved beside them."""
    frame: Frame = CcdPipeline.call(
        str(folder / f"{NAME}_asn.json"),
        config_file=str(parameter_file),
        save_results=True,
        output_dir=str(folder),
        steps={"preview": {"skip": True}},
    )
    return frame


def calibrated(frame: Frame) -> Frame:
    """Return a part of the frame in electrons."""
    made: Frame = GainStep().run(TrimStep().run(OverscanStep(fit="mean").run(frame)))
    return made


def part(raw: Frame, first: int, end: int) -> Frame:
    """Return some rows of the raw frame, as if they had been read from a file."""
    data, header = cut_rows(raw, slice(first, end))
    return Frame(data=data, header=header, meta=raw.meta, raw=data)


def test_halves_are_raw_frames_of_their_own(folder: Path, raw: Frame) -> None:
    """Each has its rows in ADU, the header, its part of the sections, and where it is on the detector."""
    halves = [Frame.open(folder / f"{NAME}_{index}_part.fits") for index in (0, 1)]
    assert np.array_equal(np.vstack([half.data for half in halves]), raw.data)
    assert all(half.data.dtype == raw.data.dtype for half in halves)
    assert [half.origin for half in halves] == [(0, 0), (260, 0)]
    assert {half.header["TRIMSEC"] for half in halves} == {"[17:528,1:260]"}
    assert {half.header["BIASSEC"] for half in halves} == {"[4:13,1:260]"}
    changed = ("NAXIS2", "TRIMSEC", "BIASSEC", "BZERO", "BSCALE", "EXTEND")
    kept = [keyword for keyword in raw.header if keyword and keyword not in changed]
    assert all(half.header[keyword] == raw.header[keyword] for half in halves for keyword in kept)


def test_the_association_names_the_halves_and_their_product(folder: Path) -> None:
    """Its paths are relative, so that the folder can be moved."""
    association = Association.open(folder / f"{NAME}_asn.json")
    assert [member.expname for member in association.members] == [
        f"{NAME}_{index}_part.fits" for index in (0, 1)
    ]
    assert [product.name for product in association.products] == [f"{NAME}_joined"]


def test_outputs_are_named_after_the_product_and_halves_are_recorded(folder: Path, joined: Frame) -> None:
    """The record has checksums of the halves, and the steps before the join twice."""
    record = RunRecord.open(folder / f"{NAME}_joined_reduced.asdf")
    assert [each["name"].rpartition("/")[2] for each in record.inputs] == [
        f"{NAME}_asn.json",
        f"{NAME}_0_part.fits",
        f"{NAME}_1_part.fits",
    ]
    steps = [each["step"].rpartition(".")[2] for each in record.facts["runs"][0]["runs"]]
    assert steps[:8] == ["overscan", "trim", "gain", "overscan", "trim", "gain", "join", "cosmic"]
    assert joined.meta.cal_step.join == "COMPLETE"
    assert (folder / f"{NAME}_joined_catalog.ecsv").exists()


def test_the_joined_frame_is_the_whole_one_within_the_errors_of_the_zero_levels(
    joined: Frame, reduced: Frame
) -> None:
    """In each half the electrons differ by a constant, as the errors of means of the overscan allow."""
    assert joined.data.shape == reduced.data.shape
    assert joined.header["TRIMSEC"] == "[17:528,1:520]"
    assert "LTV2" not in joined.header
    assert joined.raw is not None
    assert np.array_equal(joined.raw, reduced.raw)
    assert (joined.flagged(Flag.BAD | Flag.UNEXPOSED) == reduced.flagged(Flag.BAD | Flag.UNEXPOSED)).all()
    kept = ~(joined.flagged(Flag.COSMIC_RAY) | reduced.flagged(Flag.COSMIC_RAY))
    difference = (joined.data + joined.background) - (reduced.data + reduced.background)
    for half in (slice(0, 260), slice(260, 520)):
        values = difference[half][kept[half]]
        assert np.ptp(values) < 2e-3
        error = 1.9 * reduced.measured("overscan_scatter_adu", "overscan") / np.sqrt(2600)
        assert abs(values.mean()) < 3.0 * error


def test_sky_and_noise_are_those_of_the_whole_frame(joined: Frame, reduced: Frame) -> None:
    """The sky agrees within its error, and away from sources the variance to one percent."""
    error = reduced.measured("sky_error_electron", "background")
    assert joined.measured("sky_electron", "background") == pytest.approx(
        reduced.measured("sky_electron", "background"), abs=error
    )
    assert joined.variance is not None
    sky = ~reduced.flagged(Flag.SOURCE | Flag.COSMIC_RAY | Flag.UNEXPOSED)
    assert np.median(joined.variance[sky] / reduced.variance[sky]) == pytest.approx(1.0, abs=0.01)
    ratio = joined.data[sky] / np.sqrt(joined.variance[sky])
    assert abs(np.median(ratio)) < 0.1


def test_sources_are_those_of_the_whole_frame(joined: Frame, reduced: Frame) -> None:
    """The same ones, with fluxes and positions that differ by less than a fifth of their errors."""
    ours, theirs = joined.catalog, reduced.catalog
    assert ours is not None
    assert theirs is not None
    assert len(ours) == len(theirs)
    for name in ("x", "y", "flux"):
        assert (np.abs(ours[name] - theirs[name]) < 0.2 * theirs[f"{name}_error"]).all()
    assert (ours["flags"] == theirs["flags"]).all()


def test_the_order_of_the_parts_does_not_matter(raw: Frame) -> None:
    """Parts have their places on the detector from their headers; three of them will do as well."""
    parts = [calibrated(part(raw, *rows)) for rows in ((0, 100), (100, 260), (260, 520))]
    one, other = join_frames(parts), join_frames(parts[::-1])
    assert np.array_equal(one.data, other.data)
    assert one.header["BIASSEC"] == other.header["BIASSEC"] == "[4:13,1:520]"
    assert one.meta.measured == pytest.approx(other.meta.measured)
    assert one.data.dtype == np.float32


def test_a_part_that_begins_above_the_first_row_stays_there(raw: Frame) -> None:
    """Two parts of the upper half are joined to an image that knows where it is."""
    frame = join_frames([calibrated(part(raw, *rows)) for rows in ((260, 400), (400, 512))])
    assert (frame.origin, frame.data.shape) == ((260, 0), (252, 512))
    assert frame.meta.measured["first_row"] == 260
    assert frame.header["TRIMSEC"] == "[17:528,1:252]"


@pytest.mark.parametrize(
    ("rows", "words"),
    [(((0, 270), (260, 520)), "these overlap"), (((0, 250), (260, 520)), "these leave a gap")],
)
def test_parts_that_do_not_fit_are_an_error(raw: Frame, rows: Any, words: str) -> None:
    """The error says what is wrong and where the parts are."""
    parts = [calibrated(part(raw, *each)) for each in rows]
    with pytest.raises(ValueError, match=rf"{words}: \(2.0, 512\) at \(0, 16\), \(260, 512\) at \(260, 16\)"):
        join_frames(parts)


def test_parts_of_different_exposures_are_an_error(raw: Frame) -> None:
    """The error names the keyword."""
    parts = [calibrated(part(raw, *rows)) for rows in ((0, 260), (260, 520))]
    parts[1].header["UT"] = "01:00:00"
    with pytest.raises(ValueError, match="UT: expected parts of one exposure"):
        join_frames(parts)


def test_rows_without_an_overscan_are_no_part(raw: Frame) -> None:
    """A part has to have some of each section of the header."""
    header = raw.header.copy()
    header["BIASSEC"] = "[4:13,1:100]"
    with pytest.raises(ValueError, match="BIASSEC: rows 260 to 519 have nothing of it"):
        cut_rows(Frame(raw.data, header, raw.meta, raw=raw.data), slice(260, 520))


def test_a_frame_can_be_cut_into_more_parts(raw_path: Path, folder: Path, tmp_path: Path) -> None:
    """Four parts of 130 rows; without saving there is no file."""
    parts = SplitStep(parts=4).run(str(raw_path))
    assert [each.data.shape for each in parts] == [(130, 536)] * 4
    assert list(tmp_path.iterdir()) == []
    with fits.open(folder / f"{NAME}_1_part.fits") as hdus:
        assert hdus[0].header["LTV2"] == -260.0
