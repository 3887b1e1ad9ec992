"""Plain values as Python source."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig.fields.text import literal
from tests.contracts import same

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text()
PLAIN = SCALARS | st.lists(SCALARS) | st.dictionaries(st.text() | st.integers() | st.floats(), SCALARS)


@given(PLAIN)
def test_the_source_of_a_value_gives_the_value_back(value):
    """Evaluating the text gives an equal value of the same type, down to the sign of a zero."""
    text = literal(value)
    back = eval(text)
    if isinstance(value, dict) and any(key != key for key in value):
        assert same(sorted(map(repr, back)), sorted(map(repr, value)))
    else:
        assert same(back, value)
    assert "\n" not in text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (math.nan, "float('nan')"),
        (-math.inf, "float('-inf')"),
        (-0.0, "-0.0"),
        (1e22, "1e+22"),
        (complex(1, -2), "(1-2j)"),
        (complex(0.0, math.inf), "complex(0.0, float('inf'))"),
        (complex(-0.0, 1), "complex(-0.0, 1.0)"),
        ("it's\n", '"it\'s\\n"'),
        ([1.5, None, "a"], "[1.5, None, 'a']"),
        ([], "[]"),
        ({}, "{}"),
        ({"a": [math.nan]}, "{'a': [float('nan')]}"),
        ((), "()"),
        ((1,), "(1, )"),
    ],
)
def test_a_value_is_written_in_its_shortest_form(value, text):
    """Text is what repr gives, where that can be read back."""
    assert literal(value) == text


@pytest.mark.parametrize("bits", [9_999, 10_000, 20_000, 100_000])
@pytest.mark.parametrize("sign", [1, -1])
def test_an_integer_of_any_size_is_written(bits, sign):
    """Integers beyond the interpreter's limit for decimal digits are written in hexadecimal."""
    value = sign * (2**bits + 1)
    assert eval(literal(value)) == value
    assert eval(literal([value, 1])) == [value, 1]


@given(st.binary(min_size=8, max_size=8))
def test_every_float_survives(data):
    """Any bit pattern of a float that is a number comes back exactly."""
    (value,) = struct.unpack("d", data)
    assert same(eval(literal(value)), value)
