"""ASDF text: the asdf package reads it, and it reads back identically."""

import io
import math

import asdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig.formats.asdf_text import asdf_text
from stepconfig.formats.tree import Quoted, Source, Text
from stepconfig.formats.yaml_tree import read_yaml

TREE = {
    "class": "a.B",
    "parameters": {
        "flag": True,
        "count": 2**62,
        "size": 1e-5,
        "exact": 0.1 + 0.2,
        "wave": complex(-0.0, -1e-20),
        "nothing": None,
        "text": "σ ☉ \n'\"",
        "none": "None",
        "null": "null",
        "yes": "yes",
        "date": "2024-01-01",
        "time": "1:30",
        "empty": "",
        "tab": "\t",
        "breaks": "\x85\u2028\u2029\x00",
        "list": [1.0, math.inf, -math.inf],
        "empty list": [],
        "dict": {"a": [1, 2], 2: 4, True: False},
        "empty dict": {},
    },
    "steps": [{"name": "s", "parameters": {}}],
}


def opened(tree):
    """What the asdf package reads from the text of a tree."""
    with asdf.open(io.BytesIO(asdf_text(tree).encode())) as file:
        file.validate()
        return dict(file.tree)


def test_the_asdf_package_reads_what_is_written():
    """The file is valid, and every value is what it was."""
    assert opened(TREE) == TREE


def test_the_asdf_package_reads_nan():
    """What is not a number is that."""
    assert math.isnan(opened({"x": math.nan})["x"])


@pytest.mark.parametrize("huge", [2**63, -(2**63), 1 - 2**63, 10**30, 7**9000], ids=hex)
def test_integers_that_the_standard_forbids_are_text(huge):
    """The file stays valid; an int field reads the text. The package takes none below -2**63 + 2."""
    assert int(opened({"x": huge})["x"], 16) == huge


def test_people_read_it():
    """Blocks for mappings, one line for a list of scalars, the order as given."""
    text = asdf_text({"class": "a.B", "parameters": {"b": [1, 2], "a": {"x": None}}, "steps": []})
    assert text.split("--- !core/asdf-1.1.0\n")[1] == (
        "class: a.B\nparameters:\n  b: [1, 2]\n  a:\n    x: null\nsteps: []\n...\n"
    )


def test_the_same_list_twice_is_written_twice():
    """There are no anchors and aliases for people to resolve."""
    items = [1, 2]
    assert "a: [1, 2]\nb: [1, 2]\n" in asdf_text({"a": items, "b": items})


@pytest.mark.parametrize("text", ["None", "none", "null", "~", "", "1", "1e-5", "inf", ".nan", "yes", "0x1F"])
def test_text_that_looks_like_something_else_is_in_quotes(text):
    """Neither this package nor another takes it for anything but text."""
    value = read_yaml(asdf_text({"x": text}), Source("", []))["x"]
    assert (value, type(value)) == (text, Quoted)


@given(st.text(st.characters(codec="utf-8")))
def test_every_text_reads_back(text):
    """Whatever UTF-8 can hold is the same after writing and reading."""
    value = read_yaml(asdf_text({"x": text, "list": [text]}), Source("", []))
    assert (value["x"], value["list"]) == (text, [text])
    assert isinstance(value["x"], Text)


def test_keys_that_the_standard_forbids_are_text():
    """Of keys that are floats or complex, several that are not a number included, none gets lost."""
    tree = {"x": {1.5: 1, math.nan: 2, -math.nan: 3, 1j: 4, 2**70: 5}}
    assert len(tree["x"]) == 5
    assert list(opened(tree)["x"]) == ["1.5", "nan", "nan ", "1j", hex(2**70)]


@given(st.floats(allow_nan=False) | st.integers(2 - 2**63, 2**63 - 2))
def test_every_number_reads_back(number):
    """Numbers are written with all their digits."""
    value = read_yaml(asdf_text({"x": number}), Source("", []))["x"]
    assert type(number)(value.replace(".inf", "inf")) == number
