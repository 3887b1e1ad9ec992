"""ChoiceField: one of a few documented values."""

import enum

import numpy as np
import pytest

from stepconfig import ChoiceField, Config, FieldValidationError

FITS = {"median": "One number a row.", "spline": "A smooth curve."}


class Overscan(Config):
    """A config with choices."""

    fit = ChoiceField("Model of the overscan.", str, FITS, default="median", optional=False)
    order = ChoiceField("Order of the fit.", int, {1: "A line.", 3: "A cubic."})


def test_the_allowed_values_are_accepted_and_no_others():
    """A value that is not among the choices is refused, with the nearest one as a hint."""
    for value in FITS:
        assert Overscan(fit=value).fit == value
    with pytest.raises(FieldValidationError, match=r"did you mean 'spline'\?"):
        Overscan(fit="splines")
    with pytest.raises(
        FieldValidationError, match=r"expected str, one of 'median', 'spline', got 'x' \(str\)\n"
    ):
        Overscan(fit="x")


def test_a_choice_is_optional_unless_it_is_said():
    """Unlike all other kinds, a choice may be None by default, and None is among the allowed values."""
    assert Overscan.order.optional
    assert list(Overscan.order.allowed) == [1, 3, None]
    Overscan().validate()
    Overscan(order=None).validate()


def test_a_choice_that_is_not_optional_has_to_be_made():
    """With optional=False None is not allowed, and validate() refuses it."""
    assert list(Overscan.fit.allowed) == ["median", "spline"]
    with pytest.raises(FieldValidationError, match="a value is required, got None"):
        Overscan(fit=None).validate()


def test_none_keeps_the_doc_that_it_is_given():
    """None can be declared among the choices, with a doc of its own."""
    field = ChoiceField("A doc.", str, {"a": "One.", None: "Let the program choose."})
    assert field.allowed == {"a": "One.", None: "Let the program choose."}


def test_the_choices_are_converted_to_the_type():
    """Choices written as ints are floats where the field is of floats."""

    class Scale(Config):
        scale = ChoiceField("A scale.", float, {1: "Half.", 2: "Full."}, default=1)

    assert [repr(choice) for choice in Scale.scale.allowed] == ["1.0", "2.0", "None"]
    assert repr(Scale(scale=2).scale) == "2.0"
    assert repr(Scale().scale) == "1.0"


@pytest.mark.parametrize("choice", ["a", 1.5, True])
def test_a_choice_of_another_type_is_refused_at_once(choice):
    """An allowed value that is not of the type is an error when the field is made."""
    with pytest.raises(ValueError, match=r"the allowed choice .* expected int, got"):
        ChoiceField("A doc.", int, {3: "An int.", choice: "No int."})


def test_the_choices_have_to_be_given():
    """A choice field without choices is an error when it is made."""
    with pytest.raises(ValueError, match="allowed="):
        ChoiceField("A doc.", str)
    with pytest.raises(ValueError, match="at least one value"):
        ChoiceField("A doc.", str, {}, optional=False)


def test_no_choice_but_none_is_possible():
    """An empty dict of choices leaves None, as pex_config has it."""

    class Empty(Config):
        value = ChoiceField("A value.", str, {})

    Empty().validate()
    with pytest.raises(FieldValidationError):
        Empty(value="a")


def test_positions_of_the_constructor_are_those_of_pex_config():
    """Doc, dtype, allowed, default, optional and deprecated can be given by position."""
    field = ChoiceField("A doc.", str, FITS, "median", False, "use g")
    assert (field.dtype, field.default, field.optional, field.allowed) == (str, "median", False, FITS)
    assert field.doc == "A doc. Deprecated: use g"


def test_the_docs_of_the_choices_are_kept():
    """The choices come with their docs, for help and documentation."""
    assert Overscan.fit.describe_choices() == [
        ("'median'", "One number a row."),
        ("'spline'", "A smooth curve."),
    ]


def test_the_dict_of_choices_is_the_fields_own():
    """Changing the dict that the choices were given in changes nothing."""
    allowed = {"a": "One."}
    field = ChoiceField("A doc.", str, allowed)
    allowed["b"] = "Two."
    assert "b" not in field.allowed


def test_a_subclass_owns_its_choices():
    """A choice added for a subclass is not one for the base."""

    class Own(Overscan):
        pass

    Own.fit.allowed["mean"] = "A mean."
    assert Own(fit="mean").fit == "mean"
    with pytest.raises(FieldValidationError):
        Overscan(fit="mean")


def test_a_choice_may_come_as_anything_that_stands_for_it():
    """NumPy scalars and members of enumerations are converted before they are looked up."""

    class Fit(enum.StrEnum):
        SPLINE = "spline"

    config = Overscan(fit=Fit.SPLINE, order=np.int64(3))
    assert (repr(config.fit), repr(config.order)) == ("'spline'", "3")


def test_a_unit_is_told_with_the_type():
    """The unit of a choice is shown in errors and in help."""
    field = ChoiceField("A doc.", float, {1.0: "One."}, unit="arcsec", optional=False)
    assert field.expects() == "float, one of 1.0 (arcsec)"
    assert field.describe_type() == "float [arcsec]"
