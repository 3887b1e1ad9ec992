"""Old names as fields give them, and the object that stands in the place of a removed field."""

import inspect
import pickle

import pytest

import stepconfig
from stepconfig import Config, ConfigField, DictField, Field, ListField, RangeField, RemovedField
from stepconfig.fields.former import old_names


class Section(Config):
    """A config to hold."""


KINDS = [getattr(stepconfig, name) for name in stepconfig.__all__]
KINDS = [kind for kind in KINDS if isinstance(kind, type) and issubclass(kind, Field)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_field_takes_old_names_by_keyword(kind):
    """``renamed_from`` is a keyword of all constructors, and none of their positions."""
    parameter = inspect.signature(kind.__init__).parameters["renamed_from"]
    assert parameter.kind is parameter.KEYWORD_ONLY


@pytest.mark.parametrize(
    "make",
    [
        lambda **names: Field("A value.", int, **names),
        lambda **names: Field[int]("A value.", **names),
        lambda **names: RangeField("A value.", int, **names),
        lambda **names: stepconfig.ChoiceField("A value.", str, {"a": "One."}, **names),
        lambda **names: ListField("Values.", int, **names),
        lambda **names: DictField("Values.", str, int, **names),
        lambda **names: ConfigField("A section.", Section, **names),
    ],
)
def test_one_old_name_or_several_can_be_given(make):
    """A str is one name; of several each counts once; without any there is none."""
    assert make().renamed_from == ()
    assert make(renamed_from="old").renamed_from == ("old",)
    assert make(renamed_from=["old", "older", "old"]).renamed_from == ("old", "older")


@pytest.mark.parametrize("names", ["", "a.b", "two words", "class", ["fine", "3"], [3], [None]])
def test_what_no_attribute_can_be_called_is_no_old_name(names):
    """The error says what was expected."""
    with pytest.raises(ValueError, match="renamed_from expected names of attributes, got "):
        old_names(names)


def test_a_removed_field_has_doc_version_and_hint():
    """They are told together."""
    field = RemovedField("Width of the kernel.", "2.0", "use fwhm")
    assert (field.doc, field.since, field.hint) == ("Width of the kernel.", "2.0", "use fwhm")
    assert field.words() == "Width of the kernel. Removed in 2.0: use fwhm"
    assert RemovedField("A width.").words() == "A width. Removed."
    assert RemovedField("A width.", hint="use b").words() == "A width. Removed: use b"
    assert repr(field) == "<RemovedField (no name)>"


@pytest.mark.parametrize("doc", ["", " \n", None, 3])
def test_a_removed_field_needs_a_doc(doc):
    """As every field does."""
    with pytest.raises(ValueError, match="the doc of a RemovedField is empty"):
        RemovedField(doc)


def test_a_removed_field_of_a_class_that_is_no_config_is_no_attribute():
    """A mixin's removed field is not to be had until a config class inherits it."""

    class Mixin:
        gone = RemovedField("A value.")

    assert repr(vars(Mixin)["gone"]) == "<RemovedField gone>"
    assert not hasattr(Mixin, "gone")
    assert not hasattr(Mixin(), "gone")


def test_a_field_with_old_names_is_cloned_with_them():
    """As for each subclass."""
    field = Field("A value.", int, renamed_from="old")
    assert field._clone().renamed_from == ("old",)


def test_the_error_of_a_removed_field_travels():
    """It has all its parts after pickling."""
    error = stepconfig.RemovedFieldError("a", "Own", "b.c", "A value.", "2.0", "use d", None)
    error.add_note("a note")
    back = pickle.loads(pickle.dumps(error))
    assert str(back) == str(error)
    assert (back.name, back.owner, back.path, back.doc) == ("a", "Own", "b.c", "A value.")
    assert (back.since, back.hint, back.fullname, back.__notes__) == ("2.0", "use d", "b.c.a", ["a note"])
