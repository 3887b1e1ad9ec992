"""Paths, names of types, values in errors, and "did you mean"."""

import fractions

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig import Config
from stepconfig.names import described, item_path, join_path, nearest, option_part, shown, type_name


@pytest.mark.parametrize(
    ("path", "name", "joined"),
    [("", "fwhm", "fwhm"), ("isr", "fwhm", "isr.fwhm"), ("r['AAA']", "f", "r['AAA'].f"), ("", "", "")],
)
def test_a_path_is_joined_with_a_dot(path, name, joined):
    """The top has no name of its own."""
    assert join_path(path, name) == joined


@pytest.mark.parametrize(
    ("key", "path"),
    [("pca", "psf['pca']"), (3, "psf[3]"), (2.5, "psf[2.5]"), ("it's", 'psf["it\'s"]'), (None, "psf[None]")],
)
def test_an_item_is_told_as_it_is_indexed(key, path):
    """The key stands in brackets, as it would be written."""
    assert item_path("psf", key) == path


@pytest.mark.parametrize(
    ("suffix", "part"), [("", ""), (".flux", "flux"), ("['pca']", "pca"), ('["it\'s"]', "it's"), ("[3]", "3")]
)
def test_an_option_names_what_a_path_subscripts(suffix, part):
    """Options and parameter files have dots only, where a path has attributes or brackets."""
    assert option_part(suffix) == part


@pytest.mark.parametrize(
    ("dtype", "name"),
    [
        (int, "int"),
        (type(None), "NoneType"),
        (fractions.Fraction, "fractions.Fraction"),
        (np.float32, "numpy.float32"),
        (Config, "stepconfig.config.config.Config"),
        (None, "None"),
        ("anything", "anything"),
    ],
)
def test_a_type_is_called_as_a_reader_would(dtype, name):
    """Builtins are bare, all others have their module; what is no type is told as it is."""
    assert type_name(dtype) == name


def test_an_inner_class_is_called_with_the_outer_one():
    """The name says where the class stands."""

    class Inner:
        pass

    place = "test_an_inner_class_is_called_with_the_outer_one.<locals>"
    assert type_name(Inner) == f"{__name__}.{place}.Inner"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        ("high", "'high' (str)"),
        (3, "3 (int)"),
        (True, "True (bool)"),
        (1.0, "1.0 (float)"),
        ([1], "[1] (list)"),
        (int, "<class 'int'> (type)"),
        (fractions.Fraction(1, 2), "Fraction(1, 2) (fractions.Fraction)"),
        (np.int64(3), "np.int64(3) (numpy.int64)"),
        ("a\nb", "'a\\nb' (str)"),
        (np.zeros((2, 2)), "array([[0., 0.], [0., 0.]]) (numpy.ndarray)"),
    ],
)
def test_a_value_is_told_with_its_type_on_one_line(value, text):
    """The representation and the type; lines are joined."""
    assert described(value) == text


def test_a_value_whose_repr_fails_is_told_all_the_same():
    """An error message never fails because of the value that it is about."""

    class Broken:
        def __repr__(self):
            raise RuntimeError

    assert described(Broken()).startswith("<Broken whose repr raises RuntimeError> (")


@given(st.text() | st.lists(st.integers()) | st.binary())
def test_the_description_of_a_value_is_short(value):
    """However long the value, its description is a line of about the limit."""
    text = described(value, limit=60)
    assert len(text) <= 60 + len(" (bytes)")
    assert "\n" not in text


def test_a_long_value_is_told_by_its_beginning_and_end():
    """The middle is left out."""
    text = described("a" * 500 + "z" * 500)
    assert text.startswith("'aaaa")
    assert text.endswith("zzz' (str)")
    assert "..." in text


def test_an_integer_of_many_digits_is_told():
    """An integer beyond the limit of decimal conversion is told in hexadecimal, shortened."""
    text = described(16**5000)
    assert text.startswith("0x10000")
    assert text.endswith("000 (int)")


HUGE = 16**5000 + 1
HUGE_TEXT = "0x1" + "0" * 4999 + "1"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        ([1, "a"], "[1, 'a']"),
        (HUGE, HUGE_TEXT),
        ([HUGE, "a"], f"[{HUGE_TEXT}, 'a']"),
        ((HUGE, HUGE), f"({HUGE_TEXT}, {HUGE_TEXT},)"),
        ({"a": HUGE, HUGE: [None]}, f"{{'a': {HUGE_TEXT}, {HUGE_TEXT}: [None]}}"),
    ],
    ids=["int", "list", "huge int", "list of huge", "tuple of huge", "dict of huge"],
)
def test_a_plain_value_is_shown_whatever_its_size(value, text):
    """The text is that of repr, with integers of too many digits in hexadecimal."""
    assert shown(value) == text
    assert eval(shown(value)) == value


def test_a_value_that_refuses_to_be_shown_says_so():
    """A ValueError of a repr that is not about digits comes out."""

    class Broken:
        def __repr__(self):
            raise ValueError("the reason")

    with pytest.raises(ValueError, match="the reason"):
        shown(Broken())


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("fwmh", ["fwhm"]),
        ("FWHM", ["fwhm"]),
        ("threshhold", ["threshold"]),
        ("thresholds", ["threshold"]),
        ("Order2", ["order2"]),
        ("order4", ["order3", "order2", "order1"]),
        ("zzz", []),
        ("", []),
        (3, []),
    ],
)
def test_the_nearest_names_are_found_whatever_their_case(name, found):
    """Slips of a letter, of case and of number are found; what is far off is not suggested."""
    known = ["fwhm", "order1", "order2", "order3", "threshold", "background"]
    assert nearest(name, known) == found


def test_the_best_match_alone_is_suggested_if_it_is_much_better():
    """Names that only share a prefix with the unknown one are left out."""
    known = ["detect.threshold", "detect.notes", "detect.zero"]
    assert nearest("detect.thresold", known) == ["detect.threshold"]


def test_three_names_at_most_are_suggested():
    """A long list is no help."""
    assert len(nearest("name", [f"name{number}" for number in range(10)])) == 3


@given(st.lists(st.text(min_size=1), unique_by=str.casefold))
def test_a_name_that_there_is_is_its_own_nearest(known):
    """Looking for a known name finds it first."""
    for name in known:
        assert nearest(name, known)[0].casefold() == name.casefold()
