"""FITS files keep all of their HDUs; the metadata are the cards of the first header."""

import gzip
import logging
import warnings

import numpy as np
import pytest
from astropy.io import fits

from stepconfig import AsdfModel, DataError, FitsModel, open_model
from stepconfig.steps.models import mark_step


def header(**cards):
    """A header with cards."""
    return fits.Header(cards)


def write_many(path):
    """A file with an empty first HDU, two images, a compressed one and a table."""
    first = fits.PrimaryHDU(header=header(TELESCOP="HST", EXPTIME=30.0))
    first.header["HIERARCH ESO DET GAIN"] = 1.5
    first.header.add_history("made by hand")
    fits.HDUList(
        [
            first,
            fits.ImageHDU(np.arange(6, dtype="u2").reshape(2, 3), name="SCI"),
            fits.ImageHDU(np.ones((2, 3), "f4"), name="ERR"),
            fits.BinTableHDU.from_columns([fits.Column("flux", "D", array=[1.0, 2.0])], name="CAT"),
        ]
    ).writeto(path)


def test_every_hdu_stays_as_it_is(folder):
    """What a step does not touch is written byte for byte as it was read."""
    write_many("a.fits")
    model = open_model("a.fits")
    del model.meta.filename
    model.write("b.fits")
    with fits.open("a.fits", memmap=False) as before, fits.open("b.fits", memmap=False) as after:
        assert [hdu.name for hdu in after] == ["PRIMARY", "SCI", "ERR", "CAT"]
        difference = fits.FITSDiff(before, after)
        assert difference.identical, difference.report()


def test_data_are_those_of_the_first_image(folder):
    """Of the first HDU, or if that is empty of the first that has one; a new image takes its place there."""
    write_many("a.fits")
    model = open_model("a.fits")
    assert model.data.tolist() == [[0, 1, 2], [3, 4, 5]]
    model.data = model.data * 2.5
    assert model["SCI"].data[1, 2] == 12.5
    assert model.hdus[0].data is None
    assert "CAT" in model
    assert FitsModel().data is None
    empty = FitsModel()
    empty.data = np.zeros(3)
    assert empty.hdus[0].data.shape == (3,)


def test_metadata_are_the_cards(folder):
    """Names in lower or upper case; none of those that tell how the data are stored."""
    write_many("a.fits")
    meta = open_model("a.fits").meta
    assert dict(meta) == {
        "cal_step": {},
        "telescop": "HST",
        "exptime": 30.0,
        "eso det gain": 1.5,
        "filename": "a.fits",
    }
    assert meta.TELESCOP == meta.telescop == "HST"
    assert len(meta) == 5


def test_deeper_metadata_are_in_hierarch_cards(folder):
    """A name keeps its case, and a reader of FITS sees it."""
    model = FitsModel(np.zeros(3))
    model.meta.cal_step.detectSources = "COMPLETE"
    model.meta.instrument = {"name": "STE3", "chip": {"number": 3}}
    model.meta.observer = None
    model.save("a.fits")
    assert fits.getval("a.fits", "cal_step.detectSources") == "COMPLETE"
    meta = open_model("a.fits").meta
    assert meta.instrument.chip.number == 3
    assert dict(meta.cal_step) == {"detectSources": "COMPLETE"}
    assert meta.observer is None
    del meta.instrument.name
    meta.instrument.chip = 4
    assert dict(meta.instrument) == {"chip": 4}
    del meta["instrument"]
    assert "instrument" not in meta
    with pytest.raises(KeyError):
        del meta["instrument"]
    assert "instrument.chip" not in FitsModel().meta


def test_a_group_takes_the_place_of_a_value():
    """And the other way round."""
    meta = FitsModel().meta
    meta.chip = 3
    meta.chip = {"number": 4}
    assert dict(meta.chip) == {"number": 4}
    meta["chip"] = 5
    assert meta.chip == 5
    assert dict(meta) == {"cal_step": {}, "chip": 5}


@pytest.mark.parametrize("value", [[1], "ü", float("nan")])
def test_what_a_header_cannot_hold_is_an_error_with_its_name(value):
    """The message has the place and the value."""
    with pytest.raises(ValueError, match=r"meta\.instrument\.name: a FITS header cannot hold"):
        FitsModel(meta={"instrument": {"name": value}})


def test_a_step_whose_name_no_card_can_have_is_not_noted():
    """That is no reason for a run to fail."""
    model = FitsModel()
    mark_step(model, "schärfen", "COMPLETE")
    assert dict(model.meta.cal_step) == {}


def test_long_values_and_names_come_back(folder):
    """In cards that go on in the next one."""
    model = FitsModel(meta={"deep": {"n" * 60: "v" * 200}, "note": "w" * 200})
    model.save("a.fits")
    meta = open_model("a.fits").meta
    assert (dict(meta.deep), meta.note) == ({"n" * 60: "v" * 200}, "w" * 200)


@pytest.mark.parametrize("name", ["naxis1", "SIMPLE", "comment", ""])
def test_the_structure_is_not_metadata(name):
    """It follows from the data."""
    model = FitsModel(np.zeros(3), {"COMMENT": "some"})
    assert name not in model.meta
    with pytest.raises(ValueError, match="is no name for metadata"):
        model.meta[name] = 3


def test_a_file_name_may_have_any_characters(folder):
    """A header takes ASCII only; the name is known all the same."""
    model = FitsModel(np.zeros(3), meta={"filename": "a.fits"})
    model.save("ü.fits")
    again = open_model("ü.fits")
    assert model.meta.filename == again.meta.filename == "ü.fits"
    assert "FILENAME" not in again.header
    assert "filename" in dict(again.meta)
    again.save("b.fits")
    assert again.meta.filename == again.header["FILENAME"] == "b.fits"
    again.meta.filename = "ö.fits"
    del again.meta.filename
    assert "filename" not in again.meta


def test_a_compressed_file_is_read_and_written(folder):
    """By its suffix; other readers understand it."""
    write_many("a.fits")
    model = open_model("a.fits")
    model.save("b.fits.gz")
    first = (folder / "b.fits.gz").read_bytes()
    assert gzip.decompress(first)[:6] == b"SIMPLE"
    model.save("b.fits.gz")
    assert (folder / "b.fits.gz").read_bytes() == first
    assert open_model("b.fits.gz")["ERR"].data.sum() == 6


def test_a_file_that_ends_too_early_is_an_error_without_warnings_too(folder):
    """Here astropy only warns, and a warning may be switched off."""
    FitsModel(np.zeros(4000)).save("a.fits")
    content = (folder / "a.fits").read_bytes()
    (folder / "a.fits").write_bytes(content[:-2880])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(DataError, match=r"a\.fits: .* ends in the middle of the data of HDU 0"):
            open_model("a.fits")


def test_metadata_of_another_fits_file_come_with_their_comments(folder):
    """History and comments too; what the result has itself stays, and so does its structure."""
    write_many("a.fits")
    old = open_model("a.fits")
    old.header.comments["EXPTIME"] = "s"
    new = FitsModel(np.zeros((5, 5)))
    assert not new.has_metadata
    new.meta.cal_step.detect = "COMPLETE"
    new.take_metadata(old)
    assert new.header.comments["EXPTIME"] == "s"
    assert list(new.header["HISTORY"]) == ["made by hand"]
    assert (new.meta.filename, new.header["NAXIS1"], new.meta.cal_step.detect) == ("a.fits", 5, "COMPLETE")
    assert FitsModel(header=header(COMMENT="some")).has_metadata


def test_metadata_of_another_kind_are_taken_as_far_as_a_header_can_hold_them(caplog):
    """What it cannot is named in the log."""
    old = AsdfModel(meta={"telescope": "HST", "instrument": {"name": "STE3", "bands": ["g"]}})
    old.meta.cal_step.flat = "COMPLETE"
    new = FitsModel(meta={"telescope": "own"})
    with caplog.at_level(logging.WARNING):
        new.take_metadata(old)
    assert dict(new.meta.instrument) == {"name": "STE3"}
    assert (new.meta.telescope, new.meta.cal_step.flat) == ("own", "COMPLETE")
    assert "cannot hold the metadata instrument.bands" in caplog.text


def test_metadata_of_a_fits_file_fit_another_kind():
    """Cards become names in lower case."""
    new = AsdfModel()
    new.take_metadata(FitsModel(header=header(TELESCOP="HST"), meta={"cal_step": {"flat": "COMPLETE"}}))
    assert new.tree["meta"] == {"cal_step": {"flat": "COMPLETE"}, "telescop": "HST"}
