"""ASDF trees."""

import asdf
import numpy as np
import pytest

from stepconfig import AsdfModel, DataError, open_model


def test_the_tree_is_the_files(folder):
    """What asdf notes itself is not handed on; a history that people wrote is."""
    with asdf.AsdfFile({"flux": np.arange(3), "meta": {"observer": "Vera"}}) as file:
        file.add_history_entry("made by hand")
        file.write_to("a.asdf")
    model = open_model("a.asdf")
    assert sorted(model.tree) == ["flux", "history", "meta"]
    assert model["flux"].tolist() == [0, 1, 2]
    model["flux"] = model["flux"] + 1
    model.save("b.asdf")
    with asdf.open("b.asdf") as file:
        assert file["flux"][:].tolist() == [1, 2, 3]
        assert file["meta"] == {"observer": "Vera", "filename": "b.asdf", "cal_step": {}}
        assert file.get_history_entries()[0]["description"] == "made by hand"


def test_the_tree_given_is_not_changed():
    """Its metadata are copied, arrays are not."""
    array = np.zeros(3)
    tree = {"data": array, "meta": {"instrument": {"name": "STE3"}}}
    model = AsdfModel(tree)
    model.meta.instrument.name = "other"
    model.data[0] = 1
    model.data = None
    assert tree["meta"] == {"instrument": {"name": "STE3"}}
    assert array[0] == 1
    assert "data" in model
    assert AsdfModel(tree, {"own": 1}).meta == {"own": 1, "cal_step": {}}
    assert AsdfModel().data is None


def test_metadata_that_are_no_dict_are_an_error(folder):
    """The file's own use of the name is another one."""
    asdf.AsdfFile({"meta": 5}).write_to("a.asdf")
    with pytest.raises(
        DataError, match=r"a\.asdf: cannot be read as an ASDF file: meta: expected a dict, got 5"
    ):
        open_model("a.asdf")


def test_what_references_are_chosen_by_is_text_and_numbers():
    """By dotted paths; lists and the like are no criteria."""
    model = AsdfModel(
        meta={"exposure": {"type": "dark", "times": [1, 2]}, "n": 3, "flag": True, "none": None}
    )
    assert model.get_crds_parameters() == {"meta.exposure.type": "dark", "meta.n": 3, "meta.flag": True}
    model.meta.telescope = " ROMAN "
    assert model.crds_observatory == "roman"
