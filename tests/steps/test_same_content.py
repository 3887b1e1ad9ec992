"""Comparing what data files hold, whatever changes whenever a file is written."""

import json
from pathlib import Path

import asdf
import numpy as np
import pytest

from stepconfig.steps.same_content import content_differences


def write_asdf(path, **tree):
    """Write an ASDF file."""
    asdf.AsdfFile(tree).write_to(path)


@pytest.fixture
def compare(folder):
    """Writes two trees as ASDF files and compares them."""

    def compared(left, right):
        write_asdf("a.asdf", **left)
        write_asdf("b.asdf", **right)
        return content_differences("a.asdf", "b.asdf")

    return compared


def test_dates_and_names_of_files_do_not_count(compare):
    """They change whenever a file is written."""
    left = {"meta": {"filename": "a.asdf", "date": "2026-01-01", "filter": "g"}, "data": np.arange(3)}
    right = {"meta": {"filename": "b.asdf", "date": "2026-01-02", "filter": "g"}, "data": np.arange(3)}
    assert compare(left, right) == []


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        ({"x": 1}, {"x": 2}, ["x: was 1, is 2"]),
        ({"x": 1}, {"x": 1.0}, ["x: was 1, is 1.0"]),
        ({"x": [1, {"y": 2}]}, {"x": [1, {"y": 3}]}, ["x[1].y: was 2, is 3"]),
        ({"x": [1]}, {"x": [1, 2]}, ["x: was [1], is [1, 2]"]),
        ({"x": 1}, {"y": 1}, ["x: only in the old file", "y: only in the new file"]),
        ({"x": float("nan")}, {"x": float("nan")}, []),
    ],
    ids=str,
)
def test_the_places_are_told(compare, left, right, told):
    """By their paths."""
    assert compare(left, right) == told


@pytest.mark.parametrize(
    ("left", "right", "is_same"),
    [
        ([1.0, np.nan], [1.0, np.nan], True),
        ([1.0, 2.0], [1.0, 3.0], False),
        ([1.0, 2.0], [1.0, 2.0, 3.0], False),
        (np.zeros(2, "f4"), np.zeros(2, "f8"), False),
    ],
)
def test_arrays_are_the_same_if_type_shape_and_values_are(compare, left, right, is_same):
    """Not a number is the same as itself here."""
    found = compare({"data": np.asarray(left)}, {"data": np.asarray(right)})
    assert (found == []) is is_same


def test_only_the_first_few_places_are_told(compare):
    """Nobody reads a thousand."""
    assert len(compare({str(n): n for n in range(99)}, {str(n): -n - 1 for n in range(99)})) == 5


def test_arrays_of_numpy_are_compared_by_what_they_hold(folder):
    """The archive of several has the time at which it was written."""
    np.savez("a.npz", x=np.arange(3))
    np.savez_compressed("b.npz", x=np.arange(3))
    np.save("a.npy", np.arange(3))
    np.save("b.npy", np.arange(4))
    assert content_differences("a.npz", "b.npz") == []
    assert len(content_differences("a.npy", "b.npy")) == 1


def test_fits_files_are_compared_without_dates_and_checksums(folder):
    """Header and data count."""
    from astropy.io import fits

    for name, date, value in (("a", "2026-01-01", 1.0), ("b", "2026-01-02", 1.0), ("c", "2026-01-02", 2.0)):
        header = fits.Header({"DATE": date, "FILENAME": f"{name}.fits", "FILTER": "g"})
        fits.PrimaryHDU(np.full(4, value), header).writeto(f"{name}.fits", checksum=True)
    assert content_differences("a.fits", "b.fits") == []
    assert content_differences("a.fits", "c.fits")


def test_json_is_compared_as_data(folder):
    """Blanks have no meaning."""
    Path("a.json").write_text(json.dumps({"level": 1, "filename": "a.json"}))
    Path("b.json").write_text(json.dumps({"filename": "b.json", "level": 1}, indent=2))
    assert content_differences("a.json", "b.json") == []


@pytest.mark.parametrize(("left", "right"), [("a.txt", "b.txt"), ("a.json", "b.asdf"), ("a.json", "b.json")])
def test_of_other_files_nothing_is_known(folder, left, right):
    """Of another kind, of two kinds, or broken: only bytes can be compared."""
    for name in (left, right):
        Path(name).write_text("{")
    assert content_differences(left, right) is None
