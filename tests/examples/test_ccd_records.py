"""What the record of the example's run answers, what was skipped and why, and the demonstration."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from astropy.io import fits
from ccdreduce.flags import Flag
from ccdreduce.frame import Frame
from ccdreduce.pipeline import CcdPipeline

from stepconfig import RunRecord

NAME = "saao_ste3_rf0420_raw"
STEPS = ["overscan", "trim", "gain", "cosmic", "background", "detect", "measure", "preview"]


@pytest.fixture(scope="module")
def record(raw_path: Path, parameter_file: Path, tmp_path_factory: Any) -> RunRecord:
    """Return the record of a run that was asked for on a command line."""
    folder = tmp_path_factory.mktemp("record")
    options = ["--steps.detect.threshold=4", f"--output_dir={folder}", "--steps.preview.skip=true"]
    CcdPipeline.from_cmdline([str(parameter_file), str(raw_path), *options])
    return RunRecord.open(folder / f"{NAME}_reduced.asdf")


def test_it_knows_who_set_what(record: RunRecord, references: Path) -> None:
    """The threshold is from the command line, and the source of the read noise from a reference file."""
    last = record.history("steps.detect.threshold")[-1]
    assert (last.value, last.layer, last.place) == (4.0, "command line", "--steps.detect.threshold=4")
    last = record.history("steps.gain.read_noise_source")[-1]
    assert (last.value, last.layer) == ("overscan", "step reference")
    assert last.location.filename == str(references / "ste3_gain.yaml")
    files = {each["layer"]: each["files"] for each in record.facts["layers"]}
    assert {Path(file).name for file in files["step reference"]} == {
        "ste3_overscan.yaml",
        "ste3_gain.yaml",
        "ste3_cosmic.yaml",
    }


def test_it_knows_the_references_and_how_long_each_step_took(record: RunRecord, references: Path) -> None:
    """With the checksum of the table of bad pixels; the steps' times are less than the whole."""
    (table,) = record.references
    assert (table["type"], table["path"]) == ("badpixels", str(references / "ste3_badpixels_2013.ecsv"))
    runs = record.facts["runs"][0]["runs"]
    assert [each["step"] for each in runs] == [f"ccd.{name}" for name in STEPS]
    assert all(each["seconds"] >= 0 for each in runs)
    assert sum(each["seconds"] for each in runs) <= record.facts["seconds"] + 0.01
    assert record.skipped == [{"step": "ccd.preview", "by": "command line: --steps.preview.skip=true"}]
    (hook,) = runs[6]["runs"]
    assert hook["step"] == "ccd.measure.CheckStep"


def test_cosmic_rays_stay_in_exposures_too_short_for_any(
    raw: Frame, parameter_file: Path, tmp_path: Path
) -> None:
    """The pipeline skips the step of its own accord; the record says which of its lines did."""
    path = tmp_path / "short.fits"
    header = raw.header.copy()
    header["EXPTIME"] = 7.9
    fits.PrimaryHDU(raw.data, header).writeto(path)
    keywords = {"config_file": str(parameter_file), "save_results": True, "output_dir": str(tmp_path / "out")}
    frame = CcdPipeline.call(str(path), **keywords)
    assert frame.meta.cal_step.cosmic == "SKIPPED"
    assert not frame.flagged(Flag.COSMIC_RAY).any()
    record = RunRecord.open(tmp_path / "out" / "short_reduced.asdf")
    (skipped,) = record.skipped
    assert skipped["step"] == "CcdPipeline.cosmic"
    place, _, line = skipped["by"].rpartition(":")
    source = Path(place).read_text().splitlines()[int(line) - 1]
    assert source.strip() == "self.cosmic.skip = True"
    (change,) = record.facts["changes"]
    assert change["parameter"] == "CcdPipeline.cosmic.skip"
    assert change["value"] is True


def test_one_instance_skips_for_the_short_exposure_only(raw_path: Path, raw: Frame, tmp_path: Path) -> None:
    """What the pipeline says of one run does not hold for the next."""
    path = tmp_path / "short.fits"
    header = raw.header.copy()
    header["EXPTIME"] = 0.5
    fits.PrimaryHDU(raw.data, header).writeto(path)
    pipeline = CcdPipeline(steps={"cosmic": {"min_exposure": 1.0}, "overscan": {"fit": "mean"}})
    found = [pipeline.run(str(each)).meta.cal_step.cosmic for each in (path, raw_path, path)]
    assert found == ["SKIPPED", "COMPLETE", "SKIPPED"]


def test_the_demonstration_shows_all_of_it(raw_path: Path, tmp_path: Path) -> None:
    """Who set what, references, what was skipped, that a replay gives the same, the halves, and the files."""
    environment = dict(os.environ)
    del environment["STEPCONFIG_REFERENCES"]
    script = raw_path.parent.parent / "demo.py"
    command = [sys.executable, "-W", "error", str(script), "--output-dir", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for words in (
        "$ export STEPCONFIG_REFERENCES=references",
        "set by    4.0  command line  --steps.detect.threshold=4",
        "references/ste3_gain.yaml:3",
        "badpixels  references/ste3_badpixels_2013.ecsv",
        f"output {NAME}_preview.png: same",
        "The run gives what it gave.",
        "preview: skipped, as set at command line: --steps.preview.skip=true",
        "9 sources; the brightest at x = 434.9",
        "The halves give the same 9, with fluxes within 0.0",
    ):
        assert words in done.stdout
    saved = {path.name for path in tmp_path.iterdir() if not path.name.endswith(".record.asdf")}
    assert saved == {
        *(f"{NAME}_{name}" for name in ("reduced.asdf", "catalog.ecsv", "preview.png", "asn.json")),
        *(f"{NAME}_{name}" for name in ("0_part.fits", "1_part.fits")),
        *(f"{NAME}_joined_{name}" for name in ("reduced.asdf", "catalog.ecsv")),
    }
