"""Metadata are a dict whose keys are attributes, in every depth."""

import copy
import pickle

import pytest

from stepconfig.steps.models.meta import Meta


@pytest.fixture
def meta():
    """Metadata of two depths."""
    return Meta({"filename": "a.asdf", "instrument": {"name": "STE3"}})


def test_keys_are_attributes_in_every_depth(meta):
    """Both ways read, write and delete the same value."""
    assert meta.instrument.name == meta["instrument"]["name"] == "STE3"
    meta.instrument.detector = "A"
    assert dict(meta["instrument"]) == {"name": "STE3", "detector": "A"}
    del meta.instrument.name
    del meta["filename"]
    assert meta == {"instrument": {"detector": "A"}}
    assert "instrument" in dir(meta)


def test_what_is_stored_is_plain_data(meta):
    """A view that is assigned is stored as a dict of its own: files are written from dicts."""
    values = {}
    other = Meta(values)
    other.instrument = meta.instrument
    other.copies = [meta.instrument]
    meta.instrument.name = "other"
    assert values == {"instrument": {"name": "STE3"}, "copies": [{"name": "STE3"}]}
    assert [type(each) for each in (values["instrument"], values["copies"][0])] == [dict, dict]


def test_a_misspelt_name_is_an_attribute_error_with_the_nearest(meta):
    """As with parameters."""
    with pytest.raises(AttributeError, match="the metadata have no 'filname'; did you mean 'filename'"):
        _ = meta.filname
    with pytest.raises(AttributeError, match="the metadata have no 'filname'"):
        del meta.filname
    assert getattr(meta, "telescope", None) is None


@pytest.mark.parametrize("name", ["items", "get", "_values"])
def test_a_name_that_would_be_hidden_is_refused_as_an_attribute(meta, name):
    """Reading it would give the method; as an item it is all right."""
    with pytest.raises(AttributeError, match=f"write meta\\['{name}'\\]"):
        setattr(meta, name, 3)
    meta[name] = 3
    assert meta[name] == 3


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda meta: pickle.loads(pickle.dumps(meta))])
def test_a_copy_is_independent(meta, copied):
    """Deep copies and pickles share nothing."""
    other = copied(meta)
    other.instrument.name = "other"
    assert meta.instrument.name == "STE3"
    assert repr(other) == "Meta({'filename': 'a.asdf', 'instrument': {'name': 'other'}})"
