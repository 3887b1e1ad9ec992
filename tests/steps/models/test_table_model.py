"""Tables in ECSV files."""

import astropy.units as u
import numpy as np
from astropy.table import QTable, Table

from stepconfig import TableModel, open_model


def test_units_types_and_metadata_are_kept(folder):
    """As ECSV does it."""
    table = Table({"flux": [1.0, 2.0], "name": ["a", "b c"], "n": np.array([1, 2], "i2")})
    table["flux"].unit = u.electron / u.s
    table["flux"].description = "Flux of the star."
    model = TableModel(table, {"instrument": {"name": "STE3"}})
    model.save("a.ecsv")
    again = open_model("a.ecsv")
    assert again["flux"].unit == u.electron / u.s
    assert again["flux"].description == "Flux of the star."
    assert (again["n"].dtype, list(again["name"])) == (np.dtype("i2"), ["a", "b c"])
    assert again.meta.instrument.name == "STE3"
    assert Table.read("a.ecsv").meta["instrument"] == {"name": "STE3"}


def test_a_table_with_quantities_is_one_too(folder):
    """What is measured keeps its unit."""
    TableModel(QTable({"time": [1.0, 2.0] * u.s})).save("a.ecsv")
    assert open_model("a.ecsv")["time"].unit == u.s


def test_columns_can_be_given_and_set():
    """A table without rows is a model all the same."""
    model = TableModel({"x": [1, 2]})
    model["y"] = model["x"] * 2
    assert ("y" in model, len(model), list(model.data["y"])) == (True, 2, [2, 4])
    assert TableModel()
    assert len(TableModel()) == 0
