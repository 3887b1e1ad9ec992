"""Errors: a table of what is done, the type of the error, and its full text; and what its attributes say."""

import concurrent.futures
import copy
import multiprocessing
import pickle

import pytest

from stepconfig import (
    Config,
    ConfigError,
    ConfigField,
    DictField,
    Field,
    FieldValidationError,
    ListField,
    OverrideFileError,
    ParameterFileError,
    RangeField,
    UnexpectedProxyUsageError,
    UnknownNameError,
    UsageError,
    acting_as,
)
from stepconfig.errors import (
    ParameterErrors,
    PluginError,
    RegistryError,
    StepClassError,
    TargetError,
    UnknownAttributeError,
    UnknownChoiceError,
    ValidationFaults,
    expected,
)
from stepconfig.history import ArgumentLocation, FileLocation

SURVEY = """\
from stepconfig import ChoiceField, Config, ConfigField, DictField, Field, ListField, RangeField


def is_odd(value):
    return value % 2 == 1


class Detect(Config):
    threshold = RangeField("Level of a source.", float, 5.0, min=0.0, max=100.0, unit="sigma")
    order = Field("Order of the fit.", int, 3, check=is_odd)
    label = Field("Name of the run.", str)
    smooth = Field("Is the image smoothed?", bool, False)
    phase = Field("Phase of the wave.", complex, optional=True, unit="rad")
    fit = ChoiceField("Model.", str, {"median": "A number.", "spline": "A curve."}, "median", False)
    bands = ListField("Bands.", str, ["g"], maxLength=3, itemCheck=str.islower)
    radii = ListField("Radii.", float, [1.0, 2.0], length=2, unit="pixel")
    zero = DictField("Zero points.", str, float, {"g": 25.0}, unit="mag", keyCheck=lambda key: len(key) == 1)
    notes = DictField("Notes,\\nof any kind.", int, None, {})
    old = Field("An old value.", int, 1, deprecated="use order")


class Reduce(Config):
    detect = ConfigField("Source detection.", Detect)
    seeds = ListField("Seeds.", int, [1], listCheck=lambda seeds: len(set(seeds)) == len(seeds))


config = Reduce()
"""
"""A user's module, survey.py; each row of the table begins with it afresh."""

TABLE = [
    (
        'config.detect.threshold = "high"',
        FieldValidationError,
        "RangeField 'detect.threshold' failed validation: expected float in [0.0, 100.0) "
        "(sigma), got 'high' (str)\n"
        "  set at night.py:1; declared at survey.py:9 in survey.Detect\n"
        "  threshold: Level of a source.",
    ),
    (
        "config.detect.threshold = 101",
        FieldValidationError,
        "RangeField 'detect.threshold' failed validation: expected float in [0.0, 100.0) "
        "(sigma), got 101.0 (float)\n"
        "  set at night.py:1; declared at survey.py:9 in survey.Detect\n"
        "  threshold: Level of a source.",
    ),
    (
        "config.detect.order = 2",
        FieldValidationError,
        "Field 'detect.order' failed validation: 2 (int) is refused by the check 'is_odd'; "
        "expected int\n"
        "  set at night.py:1; declared at survey.py:10 in survey.Detect\n"
        "  order: Order of the fit.",
    ),
    (
        "config.detect.order = 2.0",
        FieldValidationError,
        "Field 'detect.order' failed validation: expected int, got 2.0 (float)\n"
        "  set at night.py:1; declared at survey.py:10 in survey.Detect\n"
        "  order: Order of the fit.",
    ),
    (
        "config.detect.order = True",
        FieldValidationError,
        "Field 'detect.order' failed validation: expected int, got True (bool)\n"
        "  set at night.py:1; declared at survey.py:10 in survey.Detect\n"
        "  order: Order of the fit.",
    ),
    (
        "config.detect.label = 3",
        FieldValidationError,
        "Field 'detect.label' failed validation: expected str, got 3 (int)\n"
        "  set at night.py:1; declared at survey.py:11 in survey.Detect\n"
        "  label: Name of the run.",
    ),
    (
        "config.detect.smooth = 1",
        FieldValidationError,
        "Field 'detect.smooth' failed validation: expected bool, got 1 (int) (write True or "
        "False)\n"
        "  set at night.py:1; declared at survey.py:12 in survey.Detect\n"
        "  smooth: Is the image smoothed?",
    ),
    (
        "config.detect.phase = 1.0",
        FieldValidationError,
        "Field 'detect.phase' failed validation: expected complex (rad), got 1.0 (float) (write "
        "it as a complex number, for example 1+0j)\n"
        "  set at night.py:1; declared at survey.py:13 in survey.Detect\n"
        "  phase: Phase of the wave.",
    ),
    (
        'config.detect.fit = "splin"',
        FieldValidationError,
        "ChoiceField 'detect.fit' failed validation: expected str, one of 'median', 'spline', "
        "got 'splin' (str); did you mean 'spline'?\n"
        "  set at night.py:1; declared at survey.py:14 in survey.Detect\n"
        "  fit: Model.",
    ),
    (
        "config.detect.fit = 3",
        FieldValidationError,
        "ChoiceField 'detect.fit' failed validation: expected str, one of 'median', 'spline', "
        "got 3 (int)\n"
        "  set at night.py:1; declared at survey.py:14 in survey.Detect\n"
        "  fit: Model.",
    ),
    (
        'config.detect.bands = "gri"',
        FieldValidationError,
        "ListField 'detect.bands' failed validation: expected list of str, at most 3 items, got "
        "'gri' (str); did you mean ['gri']?\n"
        "  set at night.py:1; declared at survey.py:15 in survey.Detect\n"
        "  bands: Bands.",
    ),
    (
        'config.detect.bands = b"gri"',
        FieldValidationError,
        "ListField 'detect.bands' failed validation: expected list of str, at most 3 items, got "
        "b'gri' (bytes)\n"
        "  set at night.py:1; declared at survey.py:15 in survey.Detect\n"
        "  bands: Bands.",
    ),
    (
        "config.detect.bands = 3",
        FieldValidationError,
        "ListField 'detect.bands' failed validation: expected list of str, at most 3 items, got "
        "3 (int)\n"
        "  set at night.py:1; declared at survey.py:15 in survey.Detect\n"
        "  bands: Bands.",
    ),
    (
        'config.detect.bands = ["g", 3]',
        FieldValidationError,
        "ListField 'detect.bands' failed validation: Item at position 1: expected str, got 3 "
        "(int)\n"
        "  set at night.py:1; declared at survey.py:15 in survey.Detect\n"
        "  bands: Bands.",
    ),
    (
        'config.detect.bands.append("R")',
        FieldValidationError,
        "ListField 'detect.bands' failed validation: Item at position 1: 'R' (str) is refused by "
        "the itemCheck 'islower'; expected str\n"
        "  set at night.py:1; declared at survey.py:15 in survey.Detect\n"
        "  bands: Bands.",
    ),
    (
        'config.detect.radii.extend([3, "x"])',
        FieldValidationError,
        "ListField 'detect.radii' failed validation: Item at position 3: expected float (pixel), "
        "got 'x' (str)\n"
        "  set at night.py:1; declared at survey.py:16 in survey.Detect\n"
        "  radii: Radii.",
    ),
    (
        'config.detect.zero = [("g", 1)]',
        FieldValidationError,
        "DictField 'detect.zero' failed validation: expected dict of str to float (mag), got "
        "[('g', 1)] (list)\n"
        "  set at night.py:1; declared at survey.py:17 in survey.Detect\n"
        "  zero: Zero points.",
    ),
    (
        'config.detect.zero = {"gg": 1}',
        FieldValidationError,
        "DictField 'detect.zero' failed validation: Key 'gg' (str) is refused by the keyCheck at "
        "survey.py:17; expected dict of str to float (mag)\n"
        "  set at night.py:1; declared at survey.py:17 in survey.Detect\n"
        "  zero: Zero points.",
    ),
    (
        "config.detect.zero = {1: 1}",
        FieldValidationError,
        "DictField 'detect.zero' failed validation: Key 1: expected str, got 1 (int)\n"
        "  set at night.py:1; declared at survey.py:17 in survey.Detect\n"
        "  zero: Zero points.",
    ),
    (
        'config.detect.zero["r"] = "x"',
        FieldValidationError,
        "DictField 'detect.zero' failed validation: Item 'r': expected float (mag), got 'x' (str)\n"
        "  set at night.py:1; declared at survey.py:17 in survey.Detect\n"
        "  zero: Zero points.",
    ),
    (
        "config.detect.notes[1] = [1]",
        FieldValidationError,
        "DictField 'detect.notes' failed validation: Item 1: expected str, bool, int, float, "
        "complex or None, got [1] (list)\n"
        "  set at night.py:1; declared at survey.py:18 in survey.Detect\n"
        "  notes: Notes, of any kind.",
    ),
    (
        'config.detect.bands.apend("x")',
        UnknownAttributeError,
        "ListField 'detect.bands' failed validation: a List has no attribute 'apend'; did you "
        "mean 'append'?\n"
        "  named at night.py:1; declared at survey.py:15 in survey.Detect\n"
        "  bands: Bands.",
    ),
    (
        'config.detect.old = "x"',
        FieldValidationError,
        "Field 'detect.old' failed validation: expected int, got 'x' (str)\n"
        "  set at night.py:1; declared at survey.py:19 in survey.Detect\n"
        "  old: An old value. Deprecated: use order",
    ),
    (
        "config.detect = 3",
        FieldValidationError,
        "ConfigField 'detect' failed validation: expected a config of type survey.Detect, got 3 "
        "(int)\n"
        "  set at night.py:1; declared at survey.py:23 in survey.Reduce\n"
        "  detect: Source detection.",
    ),
    (
        "del config.detect",
        FieldValidationError,
        "ConfigField 'detect' failed validation: expected a config of type survey.Detect, got "
        "None\n"
        "  set at night.py:1; declared at survey.py:23 in survey.Reduce\n"
        "  detect: Source detection.",
    ),
    (
        "config.detct = 3",
        UnknownNameError,
        "survey.Reduce has no field 'detct'; did you mean 'detect'?\n  named at night.py:1",
    ),
    (
        "config.detect.thresold = 3",
        UnknownNameError,
        "survey.Detect has no field 'detect.thresold'; did you mean 'threshold'?\n  named at night.py:1",
    ),
    (
        "config.detect.Threshold",
        UnknownNameError,
        "survey.Detect has no field 'detect.Threshold'; did you mean 'threshold'?\n  named at night.py:1",
    ),
    (
        "Reduce.detct",
        UnknownNameError,
        "survey.Reduce has no field 'detct'; did you mean 'detect'?",
    ),
    (
        "Reduce(detct=3)",
        UnknownNameError,
        "survey.Reduce has no field 'detct'; did you mean 'detect'?\n  named at night.py:1",
    ),
    (
        "config.update(nothing=3)",
        UnknownNameError,
        "survey.Reduce has no field 'nothing'; it has: detect, seeds\n  named at night.py:1",
    ),
    (
        "Detect(threshold=-1)",
        FieldValidationError,
        "RangeField 'threshold' failed validation: expected float in [0.0, 100.0) (sigma), got "
        "-1.0 (float)\n"
        "  set at night.py:1; declared at survey.py:9 in survey.Detect\n"
        "  threshold: Level of a source.",
    ),
    (
        'config.freeze(); config.detect.label = "b"',
        FieldValidationError,
        "Field 'detect.label' failed validation: the config is frozen; change a copy: "
        "config.copy()\n"
        "  set at night.py:1; declared at survey.py:11 in survey.Detect\n"
        "  label: Name of the run.",
    ),
    (
        "config.detect.validate()",
        FieldValidationError,
        "Field 'detect.label' failed validation: a value is required, got None; expected str\n"
        "  declared at survey.py:11 in survey.Detect\n"
        "  label: Name of the run.",
    ),
    (
        'config.detect.update(label="a", bands=list("abcd")); '
        "config.detect.radii.append(3); "
        "config.seeds = [1, 1]; "
        "config.validate()",
        FieldValidationError,
        "3 faults:\n"
        "ListField 'detect.bands' failed validation: expected at most 3 items, got 4\n"
        "  set at night.py:1; declared at survey.py:15 in survey.Detect\n"
        "  bands: Bands.\n"
        "ListField 'detect.radii' failed validation: expected exactly 2 items, got 3\n"
        "  set at night.py:1; declared at survey.py:16 in survey.Detect\n"
        "  radii: Radii.\n"
        "ListField 'seeds' failed validation: [1, 1] (list) is refused by the listCheck at "
        "survey.py:24\n"
        "  set at night.py:1; declared at survey.py:24 in survey.Reduce\n"
        "  seeds: Seeds.",
    ),
    (
        "import pickle; pickle.dumps(config.seeds)",
        UnexpectedProxyUsageError,
        "the List of the field 'seeds' belongs to its config and cannot be pickled; pickle a "
        "plain copy: list(config.seeds)",
    ),
    (
        "old = config.seeds; config.seeds = [2]; old.append(3)",
        FieldValidationError,
        "ListField 'seeds' failed validation: this container was replaced; edit the one that is "
        "the value of the field now\n"
        "  set at night.py:1; declared at survey.py:24 in survey.Reduce\n"
        "  seeds: Seeds.",
    ),
    (
        "config.loadFromString(\"config.seeds = ['x']\")",
        FieldValidationError,
        "ListField 'seeds' failed validation: Item at position 0: expected int, got 'x' (str)\n"
        "  set at <unknown>:1; declared at survey.py:24 in survey.Reduce\n"
        "  seeds: Seeds.",
    ),
    (
        'Field("", int)',
        ValueError,
        "the doc of a Field is empty; say in a sentence what the value means",
    ),
    (
        'Field("A doc.", list)',
        ValueError,
        "Unsupported dtype list of a Field; it holds one of: str, bool, int, float, complex",
    ),
    (
        'Field("A doc.")',
        ValueError,
        "a Field needs a type: Field(doc, dtype=float) or Field[float](doc)",
    ),
    (
        'Field[int]("A doc.", float)',
        ValueError,
        "dtype=float contradicts Field[int]; give the type once, or the same twice",
    ),
    (
        'RangeField("A doc.", int, min=2, max=1)',
        ValueError,
        "min = 2 > 1 = max; no value can be in the range",
    ),
    (
        'RangeField("A doc.", int, min=1, max=1)',
        ValueError,
        "min = max = 1, and inclusiveMin and inclusiveMax are not both set; no value can be in the range",
    ),
    (
        'ChoiceField("A doc.", int, {"a": "No int."})',
        ValueError,
        "the allowed choice 'a': expected int, got 'a' (str)",
    ),
    (
        'ListField("A doc.", int, length=0)',
        ValueError,
        "length = 0; it has to be positive",
    ),
    (
        'ListField("A doc.", int, minLength=3, maxLength=2)',
        ValueError,
        "minLength = 3 > 2 = maxLength; no list can have that length",
    ),
    (
        'ListField("A doc.", int, itemCheck=3)',
        ValueError,
        "itemCheck expected a callable, got 3 (int)",
    ),
    (
        'DictField("A doc.", list, int)',
        ValueError,
        "'keytype' list is not supported; it is one of: str, bool, int, float, complex",
    ),
    (
        'ConfigField("A doc.", int)',
        ValueError,
        "dtype expected a subclass of Config, got <class 'int'> (type)",
    ),
]
"""What is written in night.py, the type of the error, and its full text."""


@pytest.mark.filterwarnings("ignore:the field 'detect.old'")
@pytest.mark.parametrize(("statement", "kind", "text"), TABLE, ids=[row[0] for row in TABLE])
def test_an_error_says_what_was_expected_what_came_where_and_what_to_do(statement, kind, text):
    """The type and the full text of each error are those of the table."""
    user = {"__name__": "survey"}
    exec(compile(SURVEY, "survey.py", "exec"), user)
    with pytest.raises(kind) as caught:
        exec(compile(statement, "night.py", "exec"), user)
    assert type(caught.value) is kind
    assert str(caught.value) == text


class Inner(Config):
    """A config within."""

    value = RangeField("A value.", int, 1, min=0, unit="s")
    needed = Field("Needed.", str)
    items = ListField("Items.", int, [1])


class Outer(Config):
    """A config around it."""

    inner = ConfigField("Inside.", Inner)


def caught_from(statement):
    """Return the error that a statement about a new config raises."""
    with pytest.raises(ConfigError) as caught:
        exec(statement, {"config": Outer(), "Inner": Inner, "pickle": pickle})
    return caught.value


# -- attributes --------------------------------------------------------------------------------------


def test_a_validation_error_has_the_parts_of_its_text():
    """What pex_config's error has, and path, value and location, are attributes."""
    config = Outer()
    config.inner.value = 2
    with pytest.raises(FieldValidationError) as caught:
        config.inner.value = -5
    error = caught.value
    assert (error.fieldType, error.fieldName, error.fullname) == (RangeField, "value", "inner.value")
    assert error.path == error.fullname
    assert error.value == -5
    assert error.location.content == "config.inner.value = -5"
    assert (error.fieldSource, error.configSource) == (Inner.value.source, Inner._source)
    assert error.configType is Inner
    assert [tuple(entry)[::2] for entry in error.history] == [(1, "default"), (2, "assignment")]
    assert error.faults == [error]
    assert error.args == (error.why,) == ("expected int in [0, inf) (s), got -5 (int)",)


def test_the_first_line_of_a_validation_error_reads_as_in_pex_config():
    """Kind of field, path in quotes, "failed validation", why."""
    error = caught_from("config.inner.value = 'x'")
    assert str(error).splitlines()[0].startswith("RangeField 'inner.value' failed validation: ")


def test_an_error_can_be_made_as_users_of_pex_config_make_it():
    """Field, config and message are enough, as for a check in a user's validate."""
    config = Outer()
    error = FieldValidationError(Inner.value, config.inner, "the reason")
    assert (error.fullname, error.why, error.location, error.value) == (
        "inner.value",
        "the reason",
        None,
        None,
    )
    assert str(error).splitlines()[0] == "RangeField 'inner.value' failed validation: the reason"
    assert str(error).splitlines()[1].startswith(f"  declared at {Inner.value.source} in ")


@pytest.mark.parametrize(
    ("location", "text"),
    [
        (FileLocation("reduce.asdf", 12), "set at reduce.asdf:12; declared at "),
        (ArgumentLocation("--value=-5"), "set at command line: --value=-5; declared at "),
    ],
)
def test_the_place_is_that_of_the_source_of_the_value(location, text):
    """A value from a file or the command line is told as set there."""
    with pytest.raises(FieldValidationError) as caught, acting_as(location, layer="a source"):
        Outer().inner.value = -5
    assert caught.value.location is location
    assert str(caught.value).splitlines()[1].startswith(f"  {text}")
    with pytest.raises(UnknownNameError) as caught_name, acting_as(location, layer="a source"):
        Outer().inner.valeu = 5
    assert caught_name.value.location is location


def test_an_unknown_name_has_the_parts_of_its_text():
    """Name, path, owner, kind, place and suggestions are attributes."""
    error = caught_from("config.inner.valeu = 3")
    assert (error.name, error.path, error.fullname) == ("valeu", "inner", "inner.valeu")
    assert (error.owner, error.kind, error.suggestions) == (f"{__name__}.Inner", "field", ["value"])
    assert error.location.lineno == 1


def test_names_that_are_known_are_listed_where_none_is_near():
    """Up to eight known names are shown, in alphabetical order."""
    assert str(UnknownNameError("x", "Own", known="cab")) == "Own has no field 'x'; it has: a, b, c"
    many = UnknownNameError("zzzz", "Own", "top", [f"field{number}" for number in range(9)], kind="step")
    assert str(many).startswith("Own has no step 'top.zzzz'; it has: field0, field1,")
    assert str(many).endswith("field7, ...")
    assert str(UnknownNameError("x", "Own")) == "Own has no field 'x'; it has none"


def test_expected_is_the_usual_reason():
    """What was expected and what came, with its type."""
    assert expected("float in [0, 100]", "high") == "expected float in [0, 100], got 'high' (str)"


# -- one family --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [
        FieldValidationError,
        UnknownNameError,
        UnknownAttributeError,
        OverrideFileError,
        ParameterFileError,
        ParameterErrors,
        PluginError,
        RegistryError,
        StepClassError,
        TargetError,
        UnknownChoiceError,
        UsageError,
        ValidationFaults,
    ],
)
def test_the_errors_are_one_family(kind):
    """Whatever is wrong with a configuration can be caught as ConfigError, and as ValueError."""
    assert issubclass(kind, ConfigError)
    assert issubclass(kind, ValueError)


def test_an_unknown_name_is_what_attributes_and_keys_raise():
    """One class serves for attributes, keywords and keys; it is no FieldValidationError."""
    for kind in (AttributeError, KeyError, ConfigError):
        assert issubclass(UnknownNameError, kind)
    assert not issubclass(UnknownNameError, FieldValidationError)
    assert issubclass(UnexpectedProxyUsageError, TypeError)
    assert not issubclass(UnexpectedProxyUsageError, ConfigError)


# -- how errors travel ---------------------------------------------------------------------------------

ERRORS = {
    "value": "config.inner.value = -5",
    "container": "config.inner.items = {'a': object()}",
    "generator": "config.inner.items = (x for x in 'ab')",
    "function": "config.inner.value = len",
    "config": "config.inner = config",
    "nested": "config.inner.items.append([{'a': (1, 2.0, None)}])",
    "validate": "config.validate()",
    "several": "config.inner.value = None; config.validate()",
    "unknown": "config.inner.valeu = 3",
    "attribute": "config.inner.items.apend(3)",
    "frozen": "config.freeze(); config.inner.items.append(3)",
    "file": "config.loadFromString('config.inner.value = -5')",
}


@pytest.mark.parametrize("statement", ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_an_error_survives_pickling(statement, protocol):
    """Type, text, path and notes are the same after the journey, whatever value was refused."""
    error = caught_from(statement)
    error.add_note("a note")
    back = pickle.loads(pickle.dumps(error, protocol))
    assert type(back) is type(error)
    assert str(back) == str(error)
    assert (back.path, back.args) == (error.path, error.args)
    assert back.__notes__ == error.__notes__
    assert str(pickle.loads(pickle.dumps(back))) == str(error)


def test_a_plain_value_travels_with_its_error_and_others_as_text():
    """Plain data is kept; what another process may not have is described."""
    nested = ["a", [1.5, None], {"b": (True, 1j)}]
    for value, kept in (
        (-5, -5),
        (nested, nested),
        (len, "<built-in function len> (builtin_function_or_method)"),
    ):
        with pytest.raises(FieldValidationError) as caught:
            Inner(value=value)
        assert pickle.loads(pickle.dumps(caught.value)).value == kept


def test_the_types_that_can_be_imported_travel_as_types():
    """Field and config classes of a module come back as such, those of a function by name."""
    error = pickle.loads(pickle.dumps(caught_from("config.inner.value = -5")))
    assert (error.fieldType, error.configType, error.history) == (RangeField, Inner, [])

    class Local(Config):
        value = Field("A value.", int)

    with pytest.raises(FieldValidationError) as caught:
        Local(value="x")
    back = pickle.loads(pickle.dumps(caught.value))
    assert str(back) == str(caught.value)
    assert back.configType.endswith("<locals>.Local")


def test_an_error_can_be_copied():
    """A copy of an error has the same text."""
    for statement in ERRORS.values():
        error = caught_from(statement)
        assert str(copy.copy(error)) == str(copy.deepcopy(error)) == str(error)


def fail_in_worker(number):
    """Raise in another process."""
    Outer().inner.value = -number


def test_an_error_comes_home_from_a_worker_process():
    """A process pool hands the error on with its full text."""
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        error = pool.submit(fail_in_worker, 5).exception(timeout=120)
    assert type(error) is FieldValidationError
    assert error.path == "inner.value"
    assert str(error).splitlines()[0] == (
        "RangeField 'inner.value' failed validation: expected int in [0, inf) (s), got -5 (int)"
    )


def test_an_error_can_be_raised_again():
    """Raising an error a second time keeps its text and its place."""
    error = caught_from("config.inner.value = -5")
    text, place = str(error), error.location
    with pytest.raises(FieldValidationError) as caught:
        raise error
    assert (str(caught.value), caught.value.location) == (text, place)


def test_the_traceback_of_a_refusal_has_no_inner_errors():
    """A refused value is one error, not a chain through the package's own."""
    error = caught_from("config.inner.value = 'x'")
    assert error.__cause__ is None
    assert error.__suppress_context__


def test_faults_of_several_kinds_are_listed_under_one_heading():
    """Every fault is told in full, a foreign one with its type."""
    faults = [RuntimeError("13 is unlucky"), UsageError("no input"), UnknownNameError("x", "Own")]
    text = "3 faults:\nRuntimeError: 13 is unlucky\nno input\nOwn has no field 'x'; it has none"
    for kind in (ValidationFaults, ParameterErrors):
        assert str(kind(faults)) == text
        assert str(pickle.loads(pickle.dumps(kind(faults)))) == text
    assert str(ParameterErrors(faults[1:2])) == "no input"


def test_a_parameter_files_error_begins_with_its_place():
    """The line of the file comes first, if there is one."""
    assert str(ParameterFileError("no class", FileLocation("reduce.asdf", 3))) == "reduce.asdf:3: no class"
    assert str(ParameterFileError("no class")) == "no class"


def test_an_error_message_is_made_only_when_it_is_read():
    """Suggestions are looked for when the text is wanted: hasattr on a config stays cheap."""

    class Known:
        def __iter__(self):
            raise AssertionError

    error = UnknownNameError("x", "Own", known=Known())
    assert error.fullname == "x"
    with pytest.raises(AssertionError):
        str(error)


def test_a_value_with_a_long_text_makes_a_short_message():
    """However long the refused value is, the first line of the error stays readable."""
    for value in ("x" * 10_000, list(range(10_000)), {"a" * 10_000: 1}):
        with pytest.raises(FieldValidationError) as caught:
            Inner(value=value)
        assert len(str(caught.value).splitlines()[0]) < 300


def test_a_doc_of_many_lines_is_one_line_of_the_message():
    """The doc that ends the message is joined to a line."""

    class Own(Config):
        value = DictField("First line.\n\n    Second line.\n", str, int)

    with pytest.raises(FieldValidationError) as caught:
        Own(value=3)
    assert str(caught.value).splitlines()[-1] == "  value: First line. Second line."
