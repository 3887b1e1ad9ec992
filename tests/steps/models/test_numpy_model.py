"""NumPy's own files."""

import datetime

import numpy as np
import pytest

from stepconfig import DataError, NumpyModel, open_model


def test_several_arrays_have_names(folder):
    """Those of the parameters of numpy.savez as well."""
    model = NumpyModel({"data": np.arange(3), "file": np.ones(2, "f4"), "allow_pickle": np.zeros(1)})
    model["mask"] = np.array([True])
    model.save("a.npz")
    again = open_model("a.npz")
    assert sorted(again.arrays) == ["allow_pickle", "data", "file", "mask"]
    assert (again["file"].dtype, "mask" in again) == (np.dtype("f4"), True)
    with np.load("a.npz") as file:
        assert file["data"].tolist() == [0, 1, 2]


def test_the_only_array_is_the_data():
    """Whatever its name is."""
    model = NumpyModel({"flux": np.arange(3)})
    model.data = model.data + 1
    assert model["flux"].tolist() == [1, 2, 3]
    assert NumpyModel({"a": 1, "b": 2}).data is None
    assert NumpyModel().data is None
    empty = NumpyModel()
    empty.data = np.zeros(1)
    assert list(empty.arrays) == ["data"]


def test_a_npy_file_holds_one_array_and_no_metadata(folder):
    """So it is read, and written if that is asked for; other outputs are archives."""
    np.save("a.npy", np.arange(3))
    model = open_model("a.npy")
    model.meta.observer = "Vera"
    assert model.default_ext == ".npz"
    model.save("b.npy")
    assert np.load("b.npy").tolist() == [0, 1, 2]
    model["more"] = np.zeros(1)
    with pytest.raises(DataError, match=r"a \.npy file holds one array, got 2; save a \.npz file"):
        model.save("b.npy")


def test_metadata_are_json_text_in_the_archive(folder):
    """Scalars of NumPy and dates are written as JSON has them; what it has nothing for is an error."""
    meta = {
        "n": np.int64(3),
        "x": np.float32(0.5),
        "day": datetime.date(2026, 1, 2),
        "deep": {"list": [None]},
    }
    NumpyModel(np.zeros(1), meta).save("a.npz")
    found = open_model("a.npz").meta
    assert (found.n, found.x, found.day, found.deep.list) == (3, 0.5, "2026-01-02", [None])
    with pytest.raises(DataError, match="cannot hold a complex: 1j"):
        NumpyModel(np.zeros(1), {"z": 1j}).save("b.npz")


@pytest.mark.parametrize("array", [np.zeros(3), np.array("text"), np.array("[1]")])
def test_an_array_called_meta_of_somebody_elses_is_an_array(folder, array):
    """It is read as such, but cannot be written beside metadata."""
    np.savez("a.npz", meta=array)
    model = open_model("a.npz")
    assert model["meta"].tolist() == array.tolist()
    with pytest.raises(DataError, match="no array can be called 'meta'"):
        model.save("b.npz")


def test_reading_executes_nothing(folder):
    """Objects would be pickles; they are neither read nor written."""
    objects = np.array([{"a": 1}], dtype=object)
    np.save("a.npy", objects, allow_pickle=True)
    with pytest.raises(DataError, match=r"a\.npy: cannot be read as a NumPy file: Object arrays"):
        open_model("a.npy")
    with pytest.raises(DataError, match="the array 'data' has objects"):
        NumpyModel(objects).save("b.npz")
