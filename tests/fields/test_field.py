"""Field: definition, assignment, checks, None, and what it tells of itself."""

import copy
import enum
import io

import pytest

from stepconfig import Config, ConfigField, DictField, Field, FieldValidationError, ListField


class Run(Config):
    """A config with plain fields."""

    name = Field("Name of the run.", str, "first")
    seed = Field("Seed of the random numbers.", int, 3)
    fwhm = Field("Full width at half maximum.", float, 1.0, unit="arcsec")
    smooth = Field("Is the image smoothed?", bool, False)
    phase = Field("Phase of the wave.", complex, 1j)
    limit = Field("Faintest magnitude.", float, optional=True, unit="mag")
    order = Field("Order of the fit.", int)


def test_positions_of_the_constructor_are_those_of_pex_config():
    """Doc, dtype, default, check, optional and deprecated can be given by position."""
    field = Field("A doc.", int, 3, bool, True, "use g")
    assert (field.dtype, field.default, field.check, field.optional) == (int, 3, bool, True)
    assert (field.doc, field.deprecated) == ("A doc. Deprecated: use g", "use g")


def test_everything_but_the_doc_and_the_type_may_be_left_out():
    """A field has no default, no check and no unit, and is not optional, unless it is told so."""
    field = Field(doc="A doc.", dtype=int)
    parts = (field.default, field.check, field.optional, field.deprecated, field.unit)
    assert parts == (None, None, False, None, None)


@pytest.mark.parametrize("dtype", [list, dict, bytes, object, type(None), 3, "int"])
def test_a_type_that_no_field_can_hold_is_refused_at_once(dtype):
    """Only str, bool, int, float and complex can be the type of a plain field."""
    with pytest.raises(ValueError, match="it holds one of: str, bool, int, float, complex"):
        Field("A doc.", dtype)


def test_a_field_without_a_type_says_how_to_give_one():
    """The error for a missing type shows both ways to give it."""
    with pytest.raises(ValueError, match=r"Field\(doc, dtype=float\) or Field\[float\]\(doc\)"):
        Field("A doc.")


def test_a_check_that_cannot_be_called_is_refused_at_once():
    """A check has to be a callable."""
    with pytest.raises(ValueError, match=r"check expected a callable, got 3 \(int\)"):
        Field("A doc.", int, check=3)


@pytest.mark.parametrize("doc", [None, 3, "", " \n\t"])
def test_a_field_needs_a_doc(doc):
    """A doc that is no text, or has nothing but white space, is refused."""
    with pytest.raises(ValueError, match="the doc of a Field is empty"):
        Field(doc, int)


def test_none_is_accepted_and_never_checked():
    """A check does not see None."""

    def refuse_all(value):
        raise AssertionError(value)

    class Checked(Config):
        value = Field("A value.", int, check=refuse_all)

    assert Checked(value=None).value is None


def test_check_sees_the_converted_value():
    """The check of a float field gets a float, also where an int was given."""
    seen = []

    class Checked(Config):
        value = Field("A value.", float, check=lambda value: seen.append(value) or True)

    Checked(value=3)
    assert [(value, type(value)) for value in seen] == [(3.0, float)]


def test_check_is_made_once_per_value_and_not_by_validate():
    """Every new value is checked exactly once; validate() does not check again."""
    seen = []

    class Checked(Config):
        value = Field("A value.", int, 1, check=lambda value: seen.append(value) or True)

    config = Checked()
    config.value = 2
    config.update(value=3)
    config.validate()
    config.copy().validate()
    assert seen == [1, 2, 3]


@pytest.mark.parametrize("error", [TypeError, ValueError, ZeroDivisionError, KeyError])
def test_an_error_of_the_check_itself_is_a_refusal(error):
    """Whatever a check raises comes out as FieldValidationError with its text."""

    def check(value):
        raise error("the reason")

    class Checked(Config):
        value = Field("A value.", int, check=check)

    with pytest.raises(FieldValidationError, match="the reason"):
        Checked(value=3)


def test_an_unusual_error_is_told_with_its_type():
    """``KeyError('r')`` has the text ``'r'``, which says nothing by itself."""

    class Own(Config):
        f = Field("A value.", str, "g", check=lambda band: {"g": True}[band])
        numbers = ListField("Values.", float, [])

    with pytest.raises(FieldValidationError, match="failed validation: KeyError: 'r'"):
        Own(f="r")
    with pytest.raises(FieldValidationError, match="failed validation: ZeroDivisionError: "):
        Own(numbers=(1 / each for each in [0]))


def test_the_cause_of_an_unusual_error_of_a_check_is_kept():
    """What a check raised by accident is the cause of the refusal, for its traceback."""

    class Checked(Config):
        value = Field("A value.", int, check=lambda value: 1 / value)

    with pytest.raises(FieldValidationError) as caught:
        Checked(value=0)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


@pytest.mark.parametrize("falsy", [False, None, 0, ""])
def test_a_check_refuses_with_anything_that_is_false(falsy):
    """What a check returns counts by its truth."""

    class Checked(Config):
        value = Field("A value.", int, check=lambda value: falsy)

    with pytest.raises(FieldValidationError, match="refused by the check"):
        Checked(value=1)


def test_a_lambda_is_called_by_its_place():
    """The error of a check without a name says where the check is written."""

    class Checked(Config):
        value = Field("A value.", int, check=lambda value: False)

    with pytest.raises(FieldValidationError, match=r"refused by the check at .*test_field\.py:\d+; "):
        Checked(value=1)


def test_a_failed_assignment_leaves_the_old_value_and_no_entry():
    """Neither value nor history change when a value is refused."""
    config = Run(seed=4)
    with pytest.raises(FieldValidationError):
        config.seed = "x"
    assert config.seed == 4
    assert [entry.value for entry in config.history["seed"]] == [3, 4]


def test_the_history_of_plain_writes_has_their_labels():
    """Defaults, keywords, assignments, updates and deletions are told apart by label."""
    config = Run(seed=4)
    config.seed = 5
    config.update(seed=6)
    del config.seed
    assert [tuple(entry)[::2] for entry in config.history["seed"]] == [
        (3, "default"),
        (4, "update"),
        (5, "assignment"),
        (6, "update"),
        (None, "deletion"),
    ]


def test_the_same_value_again_is_one_more_entry():
    """Every write is an entry, also one that changes nothing."""
    config = Run()
    config.seed = 3
    config.seed = 3
    assert len(config.history["seed"]) == 3


def test_the_class_gives_the_field_with_all_that_it_was_given():
    """``Run.fwhm`` is the field object, for mypy and for people."""
    field = Run.fwhm
    assert (field.name, field.doc, field.dtype) == ("fwhm", "Full width at half maximum.", float)
    assert (field.default, field.optional, field.unit) == (1.0, False, "arcsec")
    assert field.__doc__ == field.doc
    assert repr(field) == "<Field fwhm: float [arcsec]>"
    assert field.source.filename == __file__
    assert field.source.content.startswith("fwhm = Field(")


def test_expects_tells_type_and_unit():
    """What a value has to be is told in words, with the unit."""
    assert Run.fwhm.expects() == "float (arcsec)"
    assert Run.seed.expects() == "int"


def test_a_unit_is_metadata():
    """A unit changes nothing about the values."""
    assert Run(fwhm=2).fwhm == 2.0
    assert Run.seed.unit is None


def test_changing_a_field_of_a_class_counts_for_new_configs():
    """Default, check and the like can be changed on the class; configs made later follow."""

    class Own(Run):
        pass

    old = Own()
    Own.seed.default = 7
    assert (Own().seed, old.seed) == (7, 3)
    Own.seed.check = lambda value: value > 5
    with pytest.raises(FieldValidationError):
        Own().seed = 5
    with pytest.raises(FieldValidationError):
        old.seed = 5
    Own.seed.check = None
    Own().seed = 5
    Own.seed.optional = True
    Own.order.optional = True
    Own(seed=None).validate()


def test_changing_the_type_of_a_field_changes_its_conversions():
    """A field whose dtype is changed converts to the new type."""

    class Own(Config):
        value = Field("A value.", int, 3)

    Own.value.dtype = float
    config = Own(value=4)
    assert (repr(Own().value), repr(config.value)) == ("3.0", "4.0")
    config.value = 5
    assert repr(config.value) == "5.0"


def test_a_field_made_deprecated_later_warns():
    """Deprecation can be set on the field of a class, for configs that exist already too."""

    class Own(Config):
        value = Field("A value.", int, 3)

    config = Own()
    config.value = 4
    Own.value.deprecated = "use another"
    with pytest.warns(FutureWarning, match="use another"):
        config.value = 5
    with pytest.warns(FutureWarning, match="use another"):
        Own().value = 5


def test_the_deprecation_warning_names_path_class_and_remedy():
    """The text of the warning says which field of which config, and what was written as deprecation."""

    class Inner(Config):
        old = Field("An old value.", int, 3, deprecated="use new")

    class Outer(Config):
        inner = ConfigField("Inside.", Inner)

    config = Outer()
    with pytest.warns(FutureWarning) as caught:
        config.inner.old = 4
    (text,) = [str(warning.message) for warning in caught]
    assert "'inner.old'" in text
    assert text.endswith("Inner is deprecated: use new")


def test_the_deprecation_warning_is_of_the_line_that_sets(folder):
    """The warning is told at the user's line, in an override file and under a user's own field class too."""

    class Passing(Field):
        def __set__(self, instance, value, at=None, label="assignment"):
            super().__set__(instance, value, at, label)

    class Own(Config):
        old = Field("An old value.", int, 3, deprecated="use new")
        other = Passing("Another old value.", int, 3, deprecated="use new")

    (folder / "override.py").write_text("\nconfig.old = 4\nconfig.other = 4\n")
    with pytest.warns(FutureWarning) as caught:
        Own().load("override.py")
    assert [(warning.filename, warning.lineno) for warning in caught] == [
        (str(folder / "override.py"), 2),
        (str(folder / "override.py"), 3),
    ]
    with pytest.warns(FutureWarning) as caught:
        Own().other = 4
    assert [warning.filename for warning in caught] == [__file__]


def test_a_deprecation_that_is_an_error_prevents_the_write():
    """Where warnings are errors, the deprecated field keeps its value and its history."""

    class Own(Config):
        old = Field("An old value.", int, 3, deprecated="use new")

    config = Own()
    with pytest.raises(FutureWarning):
        config.old = 4
    assert config.old == 3
    assert len(config.history["old"]) == 1


def test_deleting_a_deprecated_field_does_not_warn():
    """To stop using a deprecated field is no use of it."""

    class Own(Config):
        old = Field("An old value.", int, 3, deprecated="use new")

    config = Own()
    del config.old
    assert config.old is None


def test_a_member_of_an_enumeration_is_stored_as_its_value():
    """Members of string and integer enumerations become plain values."""

    class Fit(enum.StrEnum):
        MEDIAN = "median"

    class Order(enum.IntEnum):
        CUBIC = 3

    config = Run(name=Fit.MEDIAN, seed=Order.CUBIC)
    assert (repr(config.name), repr(config.seed)) == ("'median'", "3")


def test_a_missing_value_is_told_with_the_line_that_took_it_away():
    """Where a required value was set to None, validate() says so; a missing default has no place."""
    config = Run(order=3)
    with_default = Run()
    config.order = None
    for each, content in ((config, "config.order = None"), (with_default, None)):
        with pytest.raises(FieldValidationError) as caught:
            each.validate()
        assert getattr(caught.value.location, "content", None) == content


class Legacy(Config):
    """A config whose fields are asked one by one, as older code does."""

    value = Field("A value.", float, 1.5)
    items = ListField("Items.", int, [1, 2])
    pairs = DictField("Pairs.", str, int, {"a": 1})
    run = ConfigField("A run.", Run)


def test_a_field_can_be_asked_for_its_part_of_a_config():
    """Each field gives plain data, writes its lines, validates and freezes for a config, as in pex_config."""
    config = Legacy()
    parts = {name: field.toDict(config) for name, field in Legacy._fields.items()}
    assert parts == config.toDict()
    assert (type(parts["items"]), type(parts["pairs"]), type(parts["run"])) == (list, dict, dict)
    out = io.StringIO()
    for field in Legacy._fields.values():
        field.save(out, config)
    lines = out.getvalue().splitlines()
    assert lines[:6] == ["# A value.", "value=1.5", "# Items.", "items=[1, 2]", "# Pairs.", "pairs={'a': 1}"]
    out = io.StringIO()
    Run.seed.save(out, config.run)
    assert out.getvalue() == "# Seed of the random numbers.\nrun.seed=3\n"
    with pytest.raises(FieldValidationError, match=r"Field 'run\.order' failed"):
        Legacy.run.validate(config)
    Legacy.items.freeze(config)
    Legacy.run.freeze(config)
    assert (config._frozen, config.run._frozen) == (False, True)


def test_a_copied_field_is_independent():
    """A deep copy of a field has containers of its own and can stand in another class."""
    field = copy.deepcopy(Legacy.items)
    field.default.append(3)
    assert (Legacy.items.default, Legacy().items) == ([1, 2], [1, 2])
    cls = type("Own", (Config,), {"numbers": field})
    assert (cls().numbers, cls.numbers.name, Legacy.items.name) == ([1, 2, 3], "numbers", "items")
