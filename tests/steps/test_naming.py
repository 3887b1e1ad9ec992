"""Names of outputs: pure functions."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from stepconfig.steps.naming import base_and_ext, data_name, data_names, output_path


def model(filename):
    """A model that knows its file."""
    return SimpleNamespace(meta=SimpleNamespace(filename=filename))


class Container(list):
    """A sequence that knows its own file."""

    meta = SimpleNamespace(filename="container.json")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("m51.fits", "m51.fits"),
        (Path("raw/m51.fits"), "raw/m51.fits"),
        (b"m51.fits", None),
        ("", None),
        (model("m51.fits"), "m51.fits"),
        (model(None), None),
        (model(""), None),
        (model(5), None),
        (SimpleNamespace(meta={"filename": "m51.fits"}), "m51.fits"),
        (SimpleNamespace(meta=None), None),
        ([model("a.fits"), model("b.fits")], "a.fits"),
        (("a.fits",), "a.fits"),
        ([], None),
        ([None, "a.fits"], None),
        (Container(["a.fits"]), "container.json"),
        (None, None),
        (5, None),
        ({"filename": "a.fits"}, None),
    ],
)
def test_the_name_of_data(data, name):
    """A path, what a model says, or that of the first in a sequence."""
    assert data_name(data) == name


def test_the_names_of_data():
    """Every item of lists and tuples is asked, and arguments without a name have none."""
    assert list(data_names(["a", ["b", model("c")], (None, 5)])) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("m51.fits", ("m51", "fits")),
        ("raw/m51.fits", ("m51", "fits")),
        ("m51.fits.gz", ("m51", "fits")),
        ("m51.gz", ("m51", "gz")),
        ("m51", ("m51", "")),
        (".hidden", (".hidden", "")),
        ("m51.a.b", ("m51.a", "b")),
        ("frames/", ("frames", "")),
        ("s3://bucket/m51.fits", ("m51", "fits")),
    ],
)
def test_base_and_suffix(path, parts):
    """Folders and compression are set aside."""
    assert base_and_ext(path) == parts


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (("m51.a", "asdf", "l", None), "m51.a_l.asdf"),
        (("m51", ".asdf", "l", "out"), "out/m51_l.asdf"),
        (("m51", "asdf", None, None), "m51.asdf"),
        (("m51", "asdf", False, None), "m51.asdf"),
        (("m51", "asdf", "l", None, [0]), "m51_0_l.asdf"),
        (("m51", "asdf", "l", None, ["a", None, 2]), "m51_a_2_l.asdf"),
        (("m51-raw", "asdf", "l", None, [1], "-"), "m51-raw-1-l.asdf"),
        (("m51", "asdf", "l", "~/x"), "HOME/x/m51_l.asdf"),
        (("m51", "asdf", "l", "$PLACE/${PLACE}"), "there/there/m51_l.asdf"),
        (("m51", "asdf", "l", "$NOWHERE"), "$NOWHERE/m51_l.asdf"),
    ],
)
def test_the_path_of_an_output(monkeypatch, arguments, path):
    """Base, parts and suffix are joined, by underscores as a rule; the folder may have ~ and variables."""
    monkeypatch.setenv("HOME", "HOME")
    monkeypatch.setenv("PLACE", "there")
    monkeypatch.delenv("NOWHERE", raising=False)
    assert output_path(*arguments) == path
