"""Outputs keep the metadata of the input, also if a step returns nothing but an array."""

import logging
from types import SimpleNamespace

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from stepconfig import AsdfModel, FitsModel, NumpyModel, Step, TableModel, open_model
from tests.steps.samples import Image


class MakeStep(Step):
    """Makes what it was given a function for."""

    class_alias = "make"
    made = staticmethod(lambda data: data)

    def process(self, *data):
        return self.made(*data)


def step(made, **keywords):
    """A step that makes something, and saves it."""
    step = MakeStep("make", save_results=True, **keywords)
    step.made = made
    return step


@pytest.fixture
def frame():
    """An input with metadata."""
    model = FitsModel(np.arange(4.0), {"OBSERVER": "Vera"}, meta={"filename": "night.fits"})
    model.meta.cal_step.flat = "COMPLETE"
    return model


def test_a_new_model_gets_the_metadata_of_the_input(folder, frame):
    """With what became of earlier steps, and of this one."""
    result = step(lambda data: FitsModel(data.data * 2)).run(frame)
    assert result.meta.observer == "Vera"
    assert dict(result.meta.cal_step) == {"flat": "COMPLETE", "make": "COMPLETE"}
    assert fits.getval("night_make.fits", "OBSERVER") == "Vera"
    assert dict(frame.meta.cal_step) == {"flat": "COMPLETE"}


def test_a_model_with_metadata_of_its_own_keeps_them(folder, frame):
    """The step knows better."""
    result = step(lambda data: AsdfModel(meta={"own": 1})).run(frame)
    assert result.tree["meta"] == {"own": 1, "cal_step": {"make": "COMPLETE"}, "filename": "night_make.asdf"}


def test_every_model_of_a_list_gets_them(folder, frame):
    """The first model of the arguments is the one that counts."""
    results = step(lambda data: [NumpyModel(np.ones(1)), (AsdfModel(), None)]).run([frame, Image()])
    assert [results[0].meta.observer, results[1][0].meta.observer] == ["Vera", "Vera"]


@pytest.mark.parametrize("data", ["night.fits", None, [], Image(1.0, "night.json"), SimpleNamespace(meta={})])
def test_other_inputs_give_none(folder, data):
    """Names, and models of other packages."""
    assert dict(step(lambda data: AsdfModel()).run(data).meta.cal_step) == {"make": "COMPLETE"}


@pytest.mark.parametrize(
    ("make", "kind", "name"),
    [
        (lambda: FitsModel(header={"OBSERVER": "Vera"}), FitsModel, "night_make.fits"),
        (lambda: AsdfModel(meta={"observer": "Vera"}), AsdfModel, "night_make.asdf"),
        (lambda: NumpyModel(meta={"observer": "Vera"}), NumpyModel, "night_make.npz"),
        (lambda: TableModel(meta={"observer": "Vera"}), NumpyModel, "night_make.npz"),
    ],
)
def test_a_bare_array_is_saved_as_the_input_is(folder, make, kind, name):
    """With the metadata of the input; the step's result is the array all the same."""
    data = make()
    data.meta.filename = f"night{data.default_ext}"
    result = step(lambda data: np.arange(3.0)).run(data)
    assert type(result) is np.ndarray
    saved = open_model(name)
    assert type(saved) is kind
    assert saved.data.tolist() == [0, 1, 2]
    assert (saved.meta.observer, dict(saved.meta.cal_step)) == ("Vera", {"make": "COMPLETE"})


def test_an_array_that_fits_cannot_hold_is_saved_as_numpy_does(folder, frame):
    """Truth values for example."""
    step(lambda data: data.data > 1).run(frame)
    saved = open_model("night_make.npz")
    assert (saved.data.tolist(), saved.meta.observer) == ([False, False, True, True], "Vera")


def test_a_bare_table_is_saved(folder, frame):
    """The table itself is not changed by it."""
    table = Table({"x": [1, 2]})
    assert step(lambda data: table).run(frame) is table
    saved = open_model("night_make.ecsv")
    assert (list(saved["x"]), saved.meta.observer) == ([1, 2], "Vera")
    assert dict(table.meta) == {}


def test_arrays_in_a_list_are_saved_each_with_an_index(folder):
    """As models are; without an input they have no metadata."""
    step(lambda: (np.zeros(1), 5, np.ones(1))).run()
    assert sorted(path.name for path in folder.glob("*.npz")) == [
        "step_make_0_make.npz",
        "step_make_2_make.npz",
    ]
    assert dict(open_model("step_make_2_make.npz").meta.cal_step) == {"make": "COMPLETE"}


@pytest.mark.parametrize("made", [5, {"a": 1}, np.array([None]), np.float64(3), np.ma.array([1.0])])
def test_what_is_no_plain_data_is_not_saved(folder, caplog, made):
    """The log says so."""
    with caplog.at_level(logging.WARNING):
        assert step(lambda: made).run() is made
    assert list(folder.iterdir()) == []
    assert "nothing is saved" in caplog.text


def test_a_file_is_not_written_over_an_input_of_another_folder(folder, frame):
    """A model knows from which file it was opened."""
    from stepconfig import UsageError

    (folder / "raw").mkdir()
    (folder / "out").mkdir()
    frame.save("raw/night_make.fits")
    with pytest.raises(UsageError, match="is the input itself"):
        step(lambda data: data, output_file="night", output_dir="raw").run(open_model("raw/night_make.fits"))
    step(lambda data: data, output_file="night", output_dir="out").run(open_model("raw/night_make.fits"))
    assert (folder / "out" / "night_make.fits").exists()
