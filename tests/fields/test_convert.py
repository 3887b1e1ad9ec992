"""The conversions: few, to the plain Python type, and the same for NumPy's scalars."""

import decimal
import enum
import fractions
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig import Config, DictField, Field, FieldValidationError, ListField
from tests.contracts import same

HUGE = 10**400


class Values(Config):
    """A config with a field of each type, and with lists and dicts of them."""

    of_bool = Field("A bool.", bool)
    of_int = Field("An int.", int)
    of_float = Field("A float.", float)
    of_complex = Field("A complex.", complex)
    of_str = Field("A str.", str)
    bools = ListField("Bools.", bool)
    ints = ListField("Ints.", int)
    floats = ListField("Floats.", float)
    complexes = ListField("Complexes.", complex)
    strs = ListField("Strs.", str)
    by_int = DictField("By int.", int, float)
    by_str = DictField("By str.", str, int)
    of_any = DictField("Of any type.", str, None)


class Text(str):
    """A subclass of str that prints as something else."""

    def __str__(self):
        return "something else"


class Number(int):
    """A subclass of int that converts to something else."""

    def __int__(self):
        return 99

    __index__ = __int__


class Real(float):
    """A subclass of float."""

    def __float__(self):
        return 99.0


class Wave(complex):
    """A subclass of complex."""


class Order(enum.IntEnum):
    """An enumeration of ints."""

    CUBIC = 3


class Fit(enum.StrEnum):
    """An enumeration of strs."""

    MEDIAN = "median"


class Indexable:
    """Something that can be an index, and is no int."""

    def __index__(self):
        return 3


class Floatable:
    """Something that float() takes, and is no number."""

    def __float__(self):
        return 3.0


ACCEPTED = [
    ("bool", True, True),
    ("bool", np.True_, True),
    ("bool", np.array(False), False),
    ("int", 3, 3),
    ("int", HUGE, HUGE),
    ("int", Number(3), 3),
    ("int", Order.CUBIC, 3),
    *[("int", kind(3), 3) for kind in (np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32)],
    ("int", np.int64(-(2**63)), -(2**63)),
    ("int", np.uint64(2**64 - 1), 2**64 - 1),
    ("int", np.array(3), 3),
    ("int", np.array(3, dtype=object), 3),
    ("float", 1.5, 1.5),
    ("float", 3, 3.0),
    ("float", 2**70, 2.0**70),
    ("float", Real(1.5), 1.5),
    ("float", Number(3), 3.0),
    ("float", Order.CUBIC, 3.0),
    ("float", fractions.Fraction(1, 4), 0.25),
    ("float", math.nan, math.nan),
    ("float", -0.0, -0.0),
    ("float", np.float16(0.5), 0.5),
    ("float", np.float32(0.5), 0.5),
    ("float", np.float64(0.1), 0.1),
    ("float", np.longdouble(0.5), 0.5),
    ("float", np.longdouble("nan"), math.nan),
    ("float", np.longdouble("-inf"), -math.inf),
    ("float", np.float32("inf"), math.inf),
    ("float", np.int8(3), 3.0),
    ("float", np.uint64(2**63), 2.0**63),
    ("float", np.array(2.5), 2.5),
    ("float", np.array(2), 2.0),
    ("float", np.array(2.5, dtype=np.longdouble), 2.5),
    ("float", np.ma.array(3.0), 3.0),
    ("complex", 1j, 1j),
    ("complex", Wave(1j), 1j),
    ("complex", np.complex64(1j), 1j),
    ("complex", np.complex128(1j), 1j),
    ("complex", np.clongdouble(1j), 1j),
    ("complex", np.array(1j), 1j),
    ("str", "a", "a"),
    ("str", Text("a"), "a"),
    ("str", Fit.MEDIAN, "median"),
    ("str", np.str_("a"), "a"),
    ("str", np.array("a"), "a"),
]


@pytest.mark.parametrize(("kind", "value", "stored"), ACCEPTED)
def test_what_stands_for_a_value_is_stored_as_the_plain_value(kind, value, stored):
    """A value of a like type is stored as exactly the Python type, alone, in lists and in dicts."""
    config = Values(**{f"of_{kind}": value})
    assert same(getattr(config, f"of_{kind}"), stored)
    name = "complexes" if kind == "complex" else f"{kind}s"
    setattr(config, name, [value])
    getattr(config, name).append(value)
    assert same(list(getattr(config, name)), [stored, stored])


REFUSED = [
    *[
        ("bool", value)
        for value in (1, 0, 1.0, "True", np.int8(1), np.array(1), np.array([True]), 1j, [], Order.CUBIC)
    ],
    *[
        ("int", value)
        for value in (1.0, True, "1", 1j, np.float64(1), np.True_, np.array(1.0), np.array([1]))
    ],
    *[("int", value) for value in (Indexable(), decimal.Decimal(1), fractions.Fraction(1), b"1", [1])],
    *[("float", value) for value in (True, "1", 1j, np.True_, np.complex64(1), HUGE, -HUGE, [1.0], b"1")],
    *[
        ("float", value)
        for value in (Floatable(), decimal.Decimal(1), np.array([1.0]), np.array([]), Indexable())
    ],
    ("float", fractions.Fraction(HUGE, 3)),
    *[
        ("complex", value)
        for value in (1, 1.0, True, "1j", np.float64(1), np.array([1j]), fractions.Fraction(1))
    ],
    *[("str", value) for value in (1, True, b"a", np.bytes_(b"a"), ["a"], np.array(["a"]), np.int64(1), 1.5)],
    *[
        (kind, value)
        for kind in ("bool", "int", "float", "complex", "str")
        for value in (
            np.datetime64("2026-01-01"),
            np.datetime64("2026-01-01", "ns"),
            np.timedelta64(3, "s"),
            np.timedelta64(3, "ns"),
            np.array(np.timedelta64(3, "ns")),
            np.ma.masked,
            np.array((1, 2.0), dtype="i4,f4"),
            np.array({}, dtype=object),
            object(),
            int,
            ...,
        )
    ],
]


@pytest.mark.parametrize(("kind", "value"), REFUSED)
def test_what_does_not_stand_for_a_value_is_refused(kind, value):
    """No value of another kind is converted, alone, in lists or in dicts, and no warning is given."""
    config = Values()
    with pytest.raises(FieldValidationError, match=f"expected {kind}, got "):
        setattr(config, f"of_{kind}", value)
    assert getattr(config, f"of_{kind}") is None
    name = "complexes" if kind == "complex" else f"{kind}s"
    with pytest.raises(FieldValidationError, match=f"Item at position 0: expected {kind}, got "):
        setattr(config, name, [value])


def test_a_number_too_large_for_a_float_is_told_to_be_so():
    """A long NumPy float is not stored as infinity."""
    if np.finfo(np.longdouble).max > np.finfo(np.float64).max:
        huge = np.longdouble(2) ** 5000
    else:
        huge = HUGE
    with pytest.raises(FieldValidationError, match="it is too large for a float"):
        Values(of_float=huge)


@pytest.mark.parametrize(
    ("kind", "value", "hint"),
    [
        ("bool", 1, "write True or False"),
        ("bool", 0.0, "write True or False"),
        ("complex", 1.5, "write it as a complex number, for example 1+0j"),
        ("complex", np.float32(1.5), "write it as a complex number, for example 1+0j"),
        ("float", HUGE, "it is too large for a float"),
        ("float", np.ma.masked, "it is masked"),
    ],
)
def test_a_refusal_says_what_to_write(kind, value, hint):
    """Where the remedy is known, the error ends with it."""
    with pytest.raises(FieldValidationError) as caught:
        Values(**{f"of_{kind}": value})
    assert str(caught.value).splitlines()[0].endswith(f" ({hint})")


@pytest.mark.parametrize(("kind", "value"), [("bool", 2), ("bool", "a"), ("complex", "a"), ("int", 1.5)])
def test_a_refusal_without_a_remedy_has_no_hint(kind, value):
    """No hint is made up where none fits."""
    with pytest.raises(FieldValidationError) as caught:
        Values(**{f"of_{kind}": value})
    assert str(caught.value).splitlines()[0].endswith(f"({type(value).__name__})")


def test_keys_are_converted_as_values_are():
    """Keys of NumPy types become plain keys, and ints become floats where keys are floats."""
    config = Values(by_int={np.int16(4): np.float32(0.5)}, by_str={np.str_("a"): np.uint8(1)})
    assert [(type(key), type(item)) for key, item in config.by_int.items()] == [(int, float)]
    assert [(type(key), type(item)) for key, item in config.by_str.items()] == [(str, int)]
    config.by_int[np.uint8(5)] = 2
    assert same(dict(config.by_int), {4: 0.5, 5: 2.0})


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (np.float32(0.5), 0.5),
        (np.longdouble(0.5), 0.5),
        (np.int8(3), 3),
        (np.True_, True),
        (np.str_("a"), "a"),
        (np.complex64(1j), 1j),
        (np.clongdouble(1j), 1j),
        (Order.CUBIC, 3),
        (Fit.MEDIAN, "median"),
        (Real(1.5), 1.5),
        (None, None),
    ],
)
def test_a_dict_of_any_type_stores_plain_values_too(value, stored):
    """Without an item type, every item becomes the plain value that it stands for."""
    config = Values(of_any={})
    config.of_any["a"] = value
    assert same(config.of_any["a"], stored)


@given(st.floats(width=32))
def test_a_float32_keeps_its_value(value):
    """A 32-bit float is stored as the same number, not as its shorter decimal form."""
    assert same(Values(of_float=np.float32(value)).of_float, float(value))


@given(st.integers(-(2**63), 2**64 - 1))
def test_an_integer_scalar_keeps_its_value(value):
    """Every integer that NumPy can hold is stored as the same integer."""
    kind = np.uint64 if value >= 2**63 else np.int64
    assert same(Values(of_int=kind(value)).of_int, value)


@given(st.floats() | st.integers() | st.text() | st.booleans() | st.complex_numbers() | st.none())
def test_a_value_is_stored_unchanged_or_refused(value):
    """A plain value of the field's own type is always accepted, and comes back as it was."""
    for kind in ("bool", "int", "float", "complex", "str"):
        config = Values()
        try:
            setattr(config, f"of_{kind}", value)
        except FieldValidationError:
            assert type(value).__name__ != kind
        else:
            stored = getattr(config, f"of_{kind}")
            assert type(stored).__name__ in (kind, "NoneType")
            assert same(stored, value) or (kind == "float" and stored == value)
