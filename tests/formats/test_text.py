"""What text means to a field of each kind."""

import math
import re

import pytest

from stepconfig import ChoiceField, Config, DictField, Field, ListField, RangeField
from stepconfig.formats.text import from_text
from stepconfig.formats.tree import Quoted, Source, Text
from stepconfig.formats.yaml_tree import read_yaml


class Fields(Config):
    """One field of each kind."""

    flag = Field("A yes or no.", bool)
    count = Field("A whole number.", int)
    size = Field("A number.", float)
    wave = Field("A complex number.", complex)
    name = Field("A text.", str)
    maybe_size = Field("A number or nothing.", float, optional=True)
    maybe_name = Field("A text or nothing.", str, optional=True)
    box = RangeField("A number in a range.", int, min=8, max=512, unit="pixel")
    power = ChoiceField("A choice of numbers.", int, {4: "four", 8: "eight"})
    bins = ListField("A list of whole numbers.", int)
    names = ListField("A list of texts.", str)
    flags = ListField("A list of yes or no.", bool)
    maybe_bins = ListField("A list or nothing.", int, optional=True)
    limits = DictField("Numbers by name.", str, float)
    codes = DictField("Texts by number.", int, str)
    extras = DictField("Anything by name.", str, None)


def read(name, text):
    """What a text means to a field."""
    return from_text(Fields._fields[name], text if isinstance(text, Text) else Text(text))


@pytest.mark.parametrize("word", ["true", "True", "TRUE", "yes", "Yes", "on", "1", " true "])
def test_yes_in_every_usual_form(word):
    """True, yes, on and 1 are True in any case."""
    assert read("flag", word) is True


@pytest.mark.parametrize("word", ["false", "False", "no", "NO", "off", "0"])
def test_no_in_every_usual_form(word):
    """False, no, off and 0 are False in any case."""
    assert read("flag", word) is False


@pytest.mark.parametrize(
    ("word", "value"),
    [("12", 12), ("012", 12), ("1_000", 1000), ("-3", -3), ("+3", 3), ("0x1F", 31), ("-0x10", -16)],
)
def test_whole_numbers(word, value):
    """A leading zero means nothing, underscores part digits, 0x is hexadecimal."""
    assert read("count", word) == value


def test_a_huge_integer_is_read_in_hexadecimal():
    """What has more digits than the interpreter reads in decimal can be written in hexadecimal."""
    assert read("count", hex(7**9000)) == 7**9000


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("1", 1.0),
        ("1.5", 1.5),
        ("1e-3", 0.001),
        ("1E5", 1e5),
        ("1.0e-05", 1e-5),
        ("inf", math.inf),
        (".inf", math.inf),
        ("-.inf", -math.inf),
        ("+.INF", math.inf),
        ("-inf", -math.inf),
        ("-0.0", -0.0),
    ],
)
def test_numbers(word, value):
    """Forms that YAML takes for text are numbers to a float field, and those that it has for infinity too."""
    found = read("size", word)
    assert (found, type(found), math.copysign(1, found)) == (value, float, math.copysign(1, value))


@pytest.mark.parametrize("word", ["nan", ".nan", ".NaN", "NaN"])
def test_nan(word):
    """Not a number can be written as Python or as YAML writes it."""
    assert math.isnan(read("size", word))


@pytest.mark.parametrize("word", ["1+2j", "(1+2j)", "1 + 2j"])
def test_complex_numbers(word):
    """Complex numbers are read with and without parentheses and blanks."""
    assert read("wave", word) == 1 + 2j


@pytest.mark.parametrize("word", ["no", "1.0", "2024-01-01", "012", "", " x ", "None", "null", "~", "[1]"])
def test_text_stays_as_it_is_written(word):
    """A required text field takes every text as it is, that of other types and of nothing too."""
    found = read("name", word)
    assert (found, type(found)) == (word, str)


@pytest.mark.parametrize("word", ["None", "none", "null", "~", " None "])
@pytest.mark.parametrize("name", ["maybe_size", "maybe_name", "maybe_bins"])
def test_none_is_nothing_for_a_field_that_may_have_none(name, word):
    """The word None and its like are None where a value may be missing."""
    assert read(name, word) is None


def test_none_in_quotes_is_text():
    """Somebody who writes quotes means the word."""
    assert read("maybe_name", Quoted("None")) == "None"


@pytest.mark.parametrize(
    ("name", "word", "expected"),
    [
        ("flag", "2", "expected bool, got '2' (str); write true, false, yes, no, on, off, 1 or 0"),
        ("count", "1.0", "expected int, got '1.0' (str); write a whole number such as 12 or 1_000"),
        ("count", "None", "expected int, got 'None' (str); write a whole number such as 12 or 1_000"),
        ("size", "high", "expected float, got 'high' (str); write a number such as 1.5, 1e-3, inf or nan"),
        ("size", "", "expected float, got '' (str); write a number such as 1.5, 1e-3, inf or nan"),
        ("size", "1.nan", "expected float, got '1.nan' (str); write a number such as 1.5, 1e-3, inf or nan"),
        ("maybe_size", "", "expected float, got '' (str); write a number such as 1.5, 1e-3, inf or nan"),
        ("wave", "i", "expected complex, got 'i' (str); write a complex number such as 1+2j"),
        (
            "box",
            "x",
            "expected int in [8, 512) (pixel), got 'x' (str); write a whole number such as 12 or 1_000",
        ),
        ("bins", "1,x", "expected int, got 'x' (str); write a whole number such as 12 or 1_000"),
        ("bins", "1,,2", "expected int, got '' (str); write a whole number such as 12 or 1_000"),
        (
            "bins",
            "[1, 2",
            "'[1, 2' cannot be read: malformed YAML: did not find expected ',' or ']'",
        ),
        ("names", "'a", '"\'a" cannot be read: an item in quotes ends with its mark and a comma'),
        ("names", "'it''s'", "\"'it''s'\" cannot be read: an item in quotes ends with its mark and a comma"),
        ("names", "'a'b", "\"'a'b\" cannot be read: an item in quotes ends with its mark and a comma"),
        ("limits", "g", "expected dict of str to float, got 'g' (str); write {key: value, ...}"),
        ("limits", "{g: x}", "expected float, got 'x' (str); write a number such as 1.5, 1e-3, inf or nan"),
        ("limits", "{g:1}", "'g:1' has no value; write a blank behind the colon, as in {a: 1}"),
        (
            "limits",
            "{g: 1, g: 2}",
            "'{g: 1, g: 2}' cannot be read: the key 'g' stands here twice, first in line 1",
        ),
        ("codes", "{a: b}", "expected int, got 'a' (str); write a whole number such as 12 or 1_000"),
    ],
)
def test_text_that_the_field_does_not_read(name, word, expected):
    """The error says what was expected, what came, and in which form to write it."""
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        read(name, word)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("1,2,3", [1, 2, 3]),
        ("1", [1]),
        ("1,", [1]),
        (" 1 , 2 ", [1, 2]),
        ("[1, 2]", [1, 2]),
        ("[1,2]", [1, 2]),
        ("[]", []),
        ("", []),
        ("-1,-2", [-1, -2]),
    ],
)
def test_lists(word, value):
    """Items stand between commas, with brackets round them or not; one alone is a list of one."""
    assert read("bins", word) == value


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("'a b',c", ["a b", "c"]),
        ('"a,b",c', ["a,b", "c"]),
        ("it's,o'clock", ["it's", "o'clock"]),
        ("['a, b', c]", ["a, b", "c"]),
        ("a b,c", ["a b", "c"]),
        ("a\nb,c", ["a\nb", "c"]),
        ("'',x", ["", "x"]),
        ("no,1.0", ["no", "1.0"]),
        ("None", ["None"]),
    ],
)
def test_lists_of_text(word, value):
    """Quotes keep a comma in an item; a mark inside a word is part of it."""
    assert read("names", word) == value


def test_a_list_of_yes_and_no():
    """Each item is read as one of the declared type."""
    assert read("flags", "yes,0,True") == [True, False, True]


@pytest.mark.parametrize(
    ("name", "word", "value"),
    [
        ("limits", "{g: 25, r: 1e-3}", {"g": 25.0, "r": 0.001}),
        ("limits", "{}", {}),
        ("limits", "{1: 2}", {"1": 2.0}),
        ("codes", "{1: no, 012: 3}", {1: "no", 12: "3"}),
        ("codes", "{1: null}", {1: None}),
        (
            "extras",
            "{a: 1, b: 1.5, c: yes, d: x, e: '1', f: null, g: None, h: 'None'}",
            {"a": 1, "b": 1.5, "c": True, "d": "x", "e": "1", "f": None, "g": None, "h": "None"},
        ),
    ],
)
def test_dicts(name, word, value):
    """Keys and items are read as their declared types; where items may be anything, as YAML reads them."""
    found = read(name, word)
    assert found == value
    assert list(map(type, found.values())) == list(map(type, value.values()))


@pytest.mark.parametrize("word", ["12:30", "a: b", "2024-01-01", "!!x", "-", "=", "<<", "1.2.3", "&a"])
def test_where_anything_goes_odd_text_stays_text(word):
    """Times, dates and what only looks like YAML are no numbers."""
    tree = read_yaml(f"{{k: '{word}'}}", Source("", []))
    tree["k"] = Text(word)
    assert from_text(Fields._fields["extras"], tree) == {"k": word}


@pytest.mark.parametrize("value", [3, 2.5, True, None, "text", [1, 2], {"a": 1}, 1j])
def test_what_is_no_text_comes_back_as_it_is(value):
    """Python values of callers are for the field to judge."""
    for name in Fields._fields:
        assert from_text(Fields._fields[name], value) == value


@pytest.mark.parametrize(
    ("name", "text", "got"),
    [
        ("flag", "{a: 1}", "got {'a': '1'} (dict)"),
        ("name", "{}", "got {} (dict)"),
        ("power", "{a: 1}", "got {'a': '1'} (dict)"),
        ("bins", "{a: 1}", "got {'a': '1'} (dict); write [item, item]"),
        ("bins", "[{a: 1}]", "got {'a': '1'} (dict)"),
        ("limits", "{b: {a: 1}}", "got {'a': '1'} (dict)"),
        ("extras", "{b: {a: 1}}", "got {'a': '1'} (dict)"),
    ],
)
def test_a_mapping_where_none_is_expected_is_told_as_a_dict(name, text, got):
    """Users know nothing of the trees as which files are read."""
    with pytest.raises(ValueError, match=re.escape(got)):
        setattr(Fields(), name, from_text(Fields._fields[name], read_yaml(text, Source("", []))))
