"""Escapes: text that stands in data files for what they cannot hold as such."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig.fields.stated import Stated, stated
from stepconfig.formats.escapes import escaped, unescaped
from tests.properties.values import anything, exact, texts

dollars = st.builds(
    "".join, st.lists(st.sampled_from(["$", "none", "int ", "float ", "str ", "nan", "\\", "\ud800"]))
)


@given(texts | dollars)
def test_every_text_survives(text):
    """What is written for a text is read as that text, and UTF-8 can hold it."""
    written = escaped(text)
    written.encode()
    assert exact(unescaped(written)) == exact(text)


@given(anything)
def test_every_value_without_a_declared_type_keeps_it(value):
    """What is written for a value is read as that value, or has a form of its own in every format."""
    form = stated(value)
    if isinstance(form, Stated):
        assert exact(unescaped(escaped(form))) == exact(value)
    else:
        assert form is value


@pytest.mark.parametrize(
    "text", ["", "$", "$HOME", "$nonesuch", "$int", "none", "a $none", "$Float 1", "$none "]
)
def test_a_text_that_is_no_escape_stands_as_it_is(text):
    """A dollar alone means nothing: only a whole text of one of the known forms does."""
    assert escaped(text) == text
    assert unescaped(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$none", None),
        ("$$none", "$none"),
        ("$$$none", "$$none"),
        ("$int 12", 12),
        ("$int -0x1f", -31),
        ("$float inf", math.inf),
        ("$complex 1-2j", 1 - 2j),
        ("$str a\\\\b\\ud800", "a\\b\ud800"),
        ("$$str a", "$str a"),
    ],
)
def test_the_forms(text, value):
    """Each form means one value; another dollar makes it a text."""
    assert exact(unescaped(text)) == exact(value)


@pytest.mark.parametrize("text", ["$int x", "$int 1.5", "$float x", "$complex i"])
def test_an_escape_without_meaning_is_an_error(text):
    """It names the text, and how a text that looks so is written."""
    with pytest.raises(ValueError, match=r"^'\$.*; a text that begins so has one dollar more: '\$\$"):
        unescaped(text)
