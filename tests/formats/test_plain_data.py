"""Trees as plain data: the types that this package's own files have."""

import math

import pytest

from stepconfig.formats.asdf_text import asdf_text
from stepconfig.formats.plain_data import plain_data
from stepconfig.formats.read import read_text


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        0,
        -7,
        2**62,
        1.5,
        -0.0,
        1e-300,
        1e22,
        float("inf"),
        -float("inf"),
        2 + 1j,
        "",
        "null",
        "true",
        "12",
        "1e5",
        "$none",
        "$HOME",
        "$int x",
        "a 'b' \"c\"\nd",
        "\udc80",
        [],
        [1, [2.0, None]],
        {},
        {"a": {"b": ["x"]}},
    ],
    ids=repr,
)
def test_what_this_package_writes_comes_back(value):
    """Every plain value has its type again; text that looks like another type stays text."""
    tree, _ = read_text(asdf_text({"key": value}), ".yaml")
    found = plain_data(tree)["key"]
    assert repr(found) == repr(value)


def test_not_a_number_comes_back():
    """It equals nothing."""
    tree, _ = read_text(asdf_text({"key": float("nan")}), ".yaml")
    assert math.isnan(plain_data(tree)["key"])


def test_digits_that_python_does_not_convert_stay_text():
    """A number of thousands of digits is somebody's mistake, or worse."""
    tree, _ = read_text(f"key: {'9' * 5000}", ".yaml")
    assert plain_data(tree)["key"] == "9" * 5000
