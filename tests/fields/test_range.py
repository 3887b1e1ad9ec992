"""RangeField: limits, their ends, and what cannot be a range."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig import Config, FieldValidationError, RangeField


class Mesh(Config):
    """A config with ranges of every sort."""

    box = RangeField("Size of a box.", int, 64, min=8, max=512, inclusiveMax=True, unit="pixel")
    clip = RangeField("Clipping level.", float, 3.0, min=0.0, inclusiveMin=False, max=10.0)
    floor = RangeField("Lowest level.", float, 0.0, min=-1.0)
    ceiling = RangeField("Highest level.", float, 0.0, max=1.0)
    free = RangeField("No limits.", float, 0.0)


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("box", [8, 9, 512], [7, 513, -8]),
        ("clip", [5e-324, 9.999999999999998, 1], [0.0, -0.0, 10.0, 0, 10, math.inf, math.nan]),
        ("floor", [-1.0, -1, 1e308, math.inf], [-1.0000000000000002, -math.inf, math.nan]),
        ("ceiling", [0.9999999999999999, -math.inf, -1e308], [1.0, 1, math.inf, math.nan]),
        ("free", [0.0, math.inf, -math.inf, math.nan], []),
    ],
)
def test_a_range_ends_where_it_says(name, inside, outside):
    """Values inside and on an included end are accepted; beyond, on an excluded end, and nan are not."""
    for value in inside:
        config = Mesh(**{name: value})
        assert config.toDict()[name] == value or math.isnan(value)
    for value in outside:
        with pytest.raises(FieldValidationError):
            Mesh(**{name: value})


def test_the_lower_end_is_included_and_the_upper_is_not_unless_it_is_said():
    """By default a range is half open: [min, max)."""
    field = RangeField("A doc.", int, min=1, max=3)
    assert (field.inclusiveMin, field.inclusiveMax, field.rangeString) == (True, False, "[1, 3)")


@pytest.mark.parametrize(
    ("keywords", "text"),
    [
        ({"min": 0.0, "max": 1.0}, "[0.0, 1.0)"),
        ({"min": 0.0, "max": 1.0, "inclusiveMin": False, "inclusiveMax": True}, "(0.0, 1.0]"),
        ({"min": 0.0}, "[0.0, inf)"),
        ({"max": 1.0, "inclusiveMax": True}, "(-inf, 1.0]"),
        ({}, "(-inf, inf)"),
    ],
)
def test_the_range_is_written_as_mathematicians_do(keywords, text):
    """A bracket stands at an included end, a parenthesis at an excluded or infinite one."""
    field = RangeField("A doc.", float, unit="mag", **keywords)
    assert field.rangeString == text
    assert field.expects() == f"float in {text} (mag)"
    assert field.describe_type() == f"float in {text} [mag]"


@pytest.mark.parametrize(
    ("dtype", "keywords"),
    [
        (int, {"min": 2, "max": 1}),
        (float, {"min": 1.0, "max": 1.0 - 1e-15}),
        (int, {"min": 1, "max": 1}),
        (int, {"min": 1, "max": 1, "inclusiveMax": True, "inclusiveMin": False}),
        (int, {"min": 1, "max": 1, "inclusiveMin": False}),
        (float, {"min": math.inf, "max": math.inf}),
    ],
)
def test_a_range_without_a_value_is_refused_at_once(dtype, keywords):
    """Limits between which there is nothing are an error when the field is made."""
    with pytest.raises(ValueError, match="no value can be in the range"):
        RangeField("A doc.", dtype, **keywords)


def test_an_excluded_infinity_is_excluded():
    """A range beyond infinity accepts nothing; an infinity that is included is accepted."""

    class Own(Config):
        above = RangeField("A value.", float, min=math.inf, inclusiveMin=False)
        below = RangeField("A value.", float, max=-math.inf)
        only = RangeField("A value.", float, min=math.inf)
        finite = RangeField("A value.", float, min=-math.inf, inclusiveMin=False, max=math.inf)

    for name, value in (
        ("above", math.inf),
        ("below", -math.inf),
        ("finite", math.inf),
        ("finite", -math.inf),
    ):
        with pytest.raises(FieldValidationError):
            setattr(Own(), name, value)
    assert Own(only=math.inf).only == math.inf
    assert Own(finite=1.7976931348623157e308).finite > 1e308


@pytest.mark.parametrize(
    ("dtype", "keywords", "inside", "outside"),
    [
        (int, {"min": 1, "inclusiveMin": False, "max": 4}, [2, 3], [1, 4]),
        (int, {"min": 1.5, "max": 3.5}, [2, 3], [1, 4]),
        (int, {"min": 1.5, "inclusiveMin": False, "max": 3.0, "inclusiveMax": True}, [2, 3], [1, 4]),
        (int, {"min": -(10**400), "max": 10**400}, [0, 10**399], [10**400, -(10**401)]),
        (float, {"min": 0, "inclusiveMin": False, "max": 10**400}, [5e-324, 1e308], [0.0, -1.0, math.inf]),
        (float, {"min": 2**53 + 1, "inclusiveMin": False}, [2.0**53 + 2], [2.0**53]),
    ],
)
def test_limits_may_be_ints_and_floats_of_any_size(dtype, keywords, inside, outside):
    """Limits mean what they say exactly, also where they are of another type or too large for a float."""
    cls = type("Own", (Config,), {"value": RangeField("A value.", dtype, **keywords)})
    for value in inside:
        config = cls(value=value)
        config.value = value
        assert config.value == value
    for value in outside:
        for write in (lambda: cls(value=value), lambda: setattr(cls(), "value", value)):  # noqa: B023
            with pytest.raises(FieldValidationError):
                write()


def test_a_range_of_one_value_is_possible_with_both_ends_included():
    """Equal limits, both included, leave their one value."""

    class One(Config):
        value = RangeField("A value.", int, 3, min=3, max=3, inclusiveMin=True, inclusiveMax=True)

    assert One().value == 3
    for outside in (2, 4):
        with pytest.raises(FieldValidationError):
            One(value=outside)


@pytest.mark.parametrize("dtype", [str, bool, complex, list, None])
def test_only_real_numbers_have_ranges(dtype):
    """A range is of int or float."""
    with pytest.raises(ValueError, match=r"int, float|needs a type"):
        RangeField("A doc.", dtype)


def test_positions_of_the_constructor_are_those_of_pex_config():
    """Doc, dtype, default, optional, min, max, both inclusions and deprecated can be given by position."""
    field = RangeField("A doc.", int, 3, True, 1, 9, False, True, "use g")
    assert (field.default, field.optional, field.rangeString) == (3, True, "(1, 9]")
    assert field.doc == "A doc. Deprecated: use g"


def test_a_default_outside_of_the_range_is_found_when_a_config_is_made():
    """A class with a bad default can be defined; making a config of it names the declaration."""

    class Bad(Config):
        value = RangeField("A value.", int, 9, min=1, max=3)

    for _ in range(2):
        with pytest.raises(FieldValidationError, match=r"expected int in \[1, 3\), got 9 \(int\)"):
            Bad()


def test_an_int_is_converted_before_it_is_held_against_the_limits():
    """Limits of a float range hold for ints too, and the value is a float then."""
    config = Mesh(clip=3)
    assert repr(config.clip) == "3.0"


def test_a_bool_is_in_no_range():
    """True and False are no numbers."""
    with pytest.raises(FieldValidationError, match="got True"):
        Mesh(clip=True)


def test_changed_limits_count_at_once():
    """Limits can be changed on the field of a class."""

    class Own(Mesh):
        pass

    config = Own()
    Own.box.max = 100
    with pytest.raises(FieldValidationError, match=r"int in \[8, 100\]"):
        config.box = 101
    config.box = 100
    assert Mesh(box=101).box == 101


def test_a_subclass_of_the_kind_can_add_limits():
    """A user's range that overrides _validateValue is asked for every value, the usual ones too."""

    class EvenRange(RangeField):
        def _validateValue(self, value):
            super()._validateValue(value)
            if value % 2:
                raise ValueError(f"{value} is odd")

    class Own(Config):
        value = EvenRange("A value.", int, 4, min=0, max=9)

    assert Own(value=6).value == 6
    with pytest.raises(FieldValidationError, match="5 is odd"):
        Own(value=5)
    with pytest.raises(FieldValidationError, match=r"expected int in \[0, 9\), got 10"):
        Own(value=10)


@given(
    low=st.floats(allow_nan=False),
    high=st.floats(allow_nan=False),
    value=st.floats(),
    with_low=st.booleans(),
    with_high=st.booleans(),
)
def test_a_value_is_accepted_if_and_only_if_it_is_between_the_limits(low, high, value, with_low, with_high):
    """The range means what the inequalities say, for all floats."""
    keywords = {"min": low, "max": high, "inclusiveMin": with_low, "inclusiveMax": with_high}
    if low > high or (low == high and not (with_low and with_high)):
        with pytest.raises(ValueError, match="no value"):
            RangeField("A doc.", float, **keywords)
        return

    class Own(Config):
        value = RangeField("A value.", float, **keywords)

    above = value >= low if with_low else value > low
    below = value <= high if with_high else value < high
    if above and below:
        assert Own(value=value).value == value
    else:
        with pytest.raises(FieldValidationError):
            Own(value=value)
