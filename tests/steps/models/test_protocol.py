"""What steps ask of data, and what they note in them."""

from types import SimpleNamespace

import pytest

from stepconfig import AsdfModel
from stepconfig.steps.models import can_be_saved, is_model, mark_step
from tests.steps.samples import DetectStep, Image


class Closed:
    """A place that refuses what it does not know."""

    __slots__ = ("detect",)


class Frozen:
    """A place that refuses everything."""

    def __setattr__(self, name, value):
        raise TypeError("frozen")


def with_place(place):
    """A model with a place for what was done."""
    return SimpleNamespace(meta=SimpleNamespace(cal_step=place))


def test_a_step_is_noted_as_attribute_or_as_item():
    """Whatever the model has, under the alias of the class."""
    for place in (SimpleNamespace(), {}, Closed()):
        mark_step(with_place(place), "detect", "COMPLETE")
        assert (place if isinstance(place, dict) else {"detect": place.detect}) == {"detect": "COMPLETE"}


def test_every_model_of_a_list_is_noted():
    """Several results are several models."""
    images = [Image(), (Image(), Image())]
    mark_step(images, "detect", "COMPLETE")
    assert [image.meta.cal_step.detect for image in (images[0], *images[1])] == ["COMPLETE"] * 3


@pytest.mark.parametrize(
    "data",
    [None, 5, "text", SimpleNamespace(), SimpleNamespace(meta={}), with_place(None), with_place(Frozen())],
)
def test_where_there_is_no_place_nothing_is_noted(data):
    """A step runs on whatever data there are."""
    mark_step(data, "detect", "COMPLETE")
    assert DetectStep().run(data) is data


def test_a_place_with_a_schema_may_not_know_the_step():
    """A model that refuses the name is left as it is."""
    place = Closed()
    mark_step(with_place(place), "other", "COMPLETE")
    assert not hasattr(place, "other")


def test_a_class_without_an_alias_is_not_noted():
    """There is no name for it."""
    image = Image()
    mark_step(image, None, "COMPLETE")
    assert vars(image.meta.cal_step) == {}


@pytest.mark.parametrize(
    ("data", "expected"),
    [(Image(), True), (Image, False), ({}, False), (None, False), (SimpleNamespace(save=5), False)],
)
def test_what_can_be_saved(data, expected):
    """An instance with a method save."""
    assert can_be_saved(data) is expected


def test_what_is_a_model():
    """Three attributes make one; no base class is asked for."""
    own = SimpleNamespace(save=print, get_crds_parameters=dict, crds_observatory="hst")
    assert is_model(own)
    assert is_model(AsdfModel())
    for missing in ("save", "get_crds_parameters", "crds_observatory"):
        assert not is_model(SimpleNamespace(**{k: each for k, each in vars(own).items() if k != missing}))
    assert not any(
        map(is_model, (Image(), "a.asdf", None, AsdfModel, SimpleNamespace(crds_observatory="hst")))
    )
