"""The example's references: which are used, whether the frame shows what they say, and what becomes of it."""

import logging
import shlex
import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.table import Table
from ccdreduce.badpixels import Region, mask_of, read_regions
from ccdreduce.detection import detect_sources
from ccdreduce.flags import Flag
from ccdreduce.frame import Frame
from ccdreduce.pipeline import CcdPipeline
from ccdreduce.steps import TrimStep

from stepconfig import LocalReferences, using_provider
from stepconfig.cli.stepconfig import main

TABLE = "ste3_badpixels_2013.ecsv"


@pytest.fixture(scope="module")
def regions(references: Path) -> list[Region]:
    """Return the regions of the detector."""
    return read_regions(references / TABLE)


@pytest.fixture(scope="module")
def plain(raw_path: Path, parameter_file: Path) -> Frame:
    """Return the frame reduced without the table of bad pixels."""
    steps = {"trim": {"override_badpixels": "N/A"}}
    frame: Frame = CcdPipeline.call(str(raw_path), config_file=str(parameter_file), steps=steps)
    return frame


@pytest.fixture(scope="module")
def noise(plain: Frame) -> Any:
    """Return the noise of the sky in each pixel, electron."""
    return np.sqrt(plain.background + plain.measured("read_noise_electron", "gain") ** 2)


@pytest.mark.parametrize(
    ("header", "file"),
    [
        ({}, TABLE),
        ({"UT": "00:00:01"}, TABLE),
        ({"DATE-OBS": "2013-07-11"}, "N/A"),
        ({"INSTRUME": "STE4 CCD"}, "N/A"),
    ],
)
def test_bad_pixels_are_those_of_the_camera_and_the_night(
    raw: Frame, references: Path, header: dict[str, str], file: str
) -> None:
    """The table is for the STE3 camera, from the night of the frame on; else nothing is known."""
    given = raw.get_crds_parameters() | header
    found = LocalReferences(references).get_reference_file(given, "badpixels", raw.crds_observatory)
    assert Path(found).name == Path(file).name


def test_the_table_says_what_the_frame_shows(plain: Frame, noise: Any, references: Path) -> None:
    """Each region is off the model of the sky by the sigma, and the part of the sky, that are written."""
    table: Any = Table.read(references / TABLE)
    for region, row in zip(read_regions(references / TABLE), table, strict=True):
        place = region.slices(plain.data.shape, 0, 16)
        sigma = plain.data[place].sum() / np.sqrt((noise[place] ** 2).sum())
        part = plain.data[place].mean() / plain.background[place].mean()
        assert abs(sigma) > 5.0
        assert (sigma, part) == (
            pytest.approx(row["sigma"], abs=0.06),
            pytest.approx(row["part_of_sky"], abs=6e-4),
        )


def test_the_table_has_all_that_the_frame_shows(plain: Frame, noise: Any, regions: list[Region]) -> None:
    """No other pixel is 5 sigma darker than the sky, and no other row or column differs so much in sum."""
    known = mask_of(regions, plain.data.shape, 0, 16) > 0
    assert not ((plain.data < -5.0 * noise) & ~known).any()
    sky = ~plain.flagged(Flag.SOURCE | Flag.COSMIC_RAY) & ~known
    light, variance = np.where(sky, plain.data, 0.0), np.where(sky, noise**2, 0.0)
    for axis in (0, 1):
        total, spread = light.sum(axis=axis), np.sqrt(variance.sum(axis=axis))
        assert (np.abs(total[spread > 0]) < 5.0 * spread[spread > 0]).all()


def test_bad_pixels_are_flagged_and_keep_their_values(reduced: Frame, plain: Frame) -> None:
    """With the table seven rows, a speck and three pixels are flagged, with the electrons that they had."""
    bad = reduced.flagged(Flag.BAD)
    assert bad.sum() == 7 * 512 + 6 + 3
    assert not plain.flagged(Flag.BAD).any()
    change = (reduced.data + reduced.background) - (plain.data + plain.background)
    assert np.abs(change[bad]).max() < 1e-3
    assert (reduced.flagged(Flag.UNEXPOSED) == plain.flagged(Flag.UNEXPOSED)).all()


def test_dark_pixels_are_no_sources_upside_down(reduced: Frame, plain: Frame) -> None:
    """Turned upside down, the image has the speck at x 312, y 454 as a source; with the table it has none."""
    for frame, number in ((plain, 1), (reduced, 0)):
        labels = detect_sources(-frame.significance, frame.flagged(Flag.UNEXPOSED), threshold=5.0)
        assert labels.max() == number
        assert labels[454, 312] == number


def test_a_part_of_the_detector_has_its_part_of_the_regions(regions: list[Region]) -> None:
    """The mask of rows 260 to 519 is that part of the whole one, and elsewhere there is nothing."""
    whole = mask_of(regions, (520, 512), 0, 16)
    assert (mask_of(regions, (260, 512), 260, 16) == whole[260:]).all()
    assert (mask_of(regions, (260, 512), 0, 16) == whole[:260]).all()
    assert not mask_of(regions, (100, 100), 5000, 16).any()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("5,4,1,1,BAD", "row 1: expected columns and rows from 1, the first before the last"),
        ("0,4,1,1,BAD", "row 1: expected columns and rows from 1, the first before the last"),
        ("1,4,1,1,DARK", "row 1: expected one of UNEXPOSED, SATURATED, .*, got DARK"),
    ],
)
def test_a_table_with_an_impossible_region_is_an_error(tmp_path: Path, row: str, words: str) -> None:
    """The error names file and row."""
    names = ["first_column", "last_column", "first_row", "last_row", "flag"]
    lines = ["%ECSV 1.0", "---", "delimiter: ','", "datatype:"]
    lines += [f"- {{name: {name}, datatype: {'string' if name == 'flag' else 'int64'}}}" for name in names]
    text = "".join(f"# {line}\n" for line in lines)
    path = tmp_path / "bad.ecsv"
    path.write_text(f"{text}{','.join(names)}\n{row}\n")
    with pytest.raises(ValueError, match=rf"bad\.ecsv: {words}"):
        read_regions(path)
    path.write_text("# %ECSV 1.0\n# ---\n# datatype:\n# - {name: flag, datatype: string}\nflag\nBAD\n")
    with pytest.raises(ValueError, match=r"bad\.ecsv: expected a column first_column, got flag"):
        read_regions(path)


def test_reference_parameters_are_told_with_file_and_line(
    raw_path: Path, references: Path, parameter_file: Path
) -> None:
    """They beat the defaults and lose against the user; the history has the lines of their files."""
    pipeline = CcdPipeline.for_input(
        str(raw_path), config_file=str(parameter_file), steps={"overscan": {"fit": "row"}}
    )
    steps = pipeline.config.steps
    entry = steps.gain.history["read_noise_source"][-1]
    assert (entry.value, entry.layer) == ("overscan", "step reference")
    assert entry.place.endswith("ste3_gain.yaml:3")
    assert steps.cosmic.min_exposure == 8.0
    assert [entry.value for entry in steps.overscan.history["fit"]] == ["polynomial", "mean", "row"]


def test_without_references_the_frame_is_reduced_all_the_same(
    raw_path: Path, parameter_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A warning says that no bad pixels are known; rows without light are found, and the sky is flat."""
    caplog.set_level(logging.WARNING, "stepconfig")
    with using_provider(None):
        frame = CcdPipeline.call(str(raw_path), config_file=str(parameter_file))
    assert any("no bad pixels are known: STEPCONFIG_REFERENCES" in message for message in caplog.messages)
    assert frame.flagged(Flag.UNEXPOSED)[512:].all()
    assert not frame.flagged(Flag.BAD).any()
    assert len(frame.catalog) == 6


def test_a_user_can_give_a_table_of_his_own(raw: Frame, tmp_path: Path, references: Path) -> None:
    """The parameter override_badpixels beats the rules, also where nobody knows references."""
    path = tmp_path / "mine.ecsv"
    text = (references / TABLE).read_text()
    path.write_text(text[: text.index("17,528,1,1")])
    for provider in (LocalReferences(references), None):
        with using_provider(provider):
            frame = TrimStep(override_badpixels=str(path)).run(raw)
        assert not frame.flagged(Flag.BAD).any()
        assert frame.flagged(Flag.UNEXPOSED)[512:].all()


def test_the_readme_shows_what_is_printed(
    references: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Why the table was chosen, and who set where the read noise comes from."""
    monkeypatch.chdir(references.parent)
    monkeypatch.setenv("STEPCONFIG_REFERENCES", "references")
    monkeypatch.delenv("COLUMNS")
    text = Path("README.md").read_text()
    block = next(each for each in text.split("\n\n") if each.startswith("    $ stepconfig references"))
    commands = textwrap.dedent(block).split("$ stepconfig ")[1:]
    assert len(commands) == 2
    for each in commands:
        command, _, shown = each.partition("\n")
        assert main(shlex.split(command)) == 0
        assert capsys.readouterr().out.strip() == shown.strip()
