"""JSON Schema of Config classes: what it says, what passes it, and what does not."""

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig import (
    ChoiceField,
    Config,
    ConfigError,
    ConfigField,
    DictField,
    Field,
    FileLocation,
    ListField,
    RangeField,
)
from stepconfig.config.json_form import json_form
from stepconfig.config.schema import config_schema
from stepconfig.formats.read import read_text
from stepconfig.sources.assignment import Assignment, Layer
from stepconfig.sources.layering import resolve
from tests.kinds import Reduction
from tests.properties import trees, values
from tests.properties.parts import Struct

TEXT = {"type": ["number", "string"], "pattern": "^(?:nan|inf|-inf)$"}
HEX = "^-?0x[0-9a-fA-F]+$"


def schema_of(field):
    """The schema of a field, its doc apart, in a class that has no other."""
    cls = type(Config)("Own", (Config,), {"f": field, "__module__": __name__})
    schema = cls.schema()["properties"]["f"]
    assert schema.pop("description").startswith("A value.")
    return schema


def validator(cls):
    """What judges by the schema of a class, which has to be a schema itself."""
    schema = cls.schema()
    json.dumps(schema, allow_nan=False)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


# -- what it says ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "schema"),
    [
        (Field("A value.", str, "a"), {"type": "string", "default": "a"}),
        (Field("A value.", bool, True), {"type": "boolean", "default": True}),
        (Field("A value.", int, 3), {"type": ["integer", "string"], "pattern": HEX, "default": 3}),
        (Field("A value.", float, 1), {**TEXT, "default": 1.0}),
        (Field("A value.", float), TEXT),
        (
            Field("A value.", str, optional=True, deprecated="use g", unit="mag"),
            {"type": ["string", "null"], "default": None, "x-unit": "mag", "deprecated": True},
        ),
        (
            RangeField("A value.", int, 64, min=8, max=512, inclusiveMax=True),
            {"type": "integer", "minimum": 8, "maximum": 512, "default": 64},
        ),
        (
            RangeField("A value.", float, 0.5, min=0, max=1, inclusiveMin=False),
            {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "default": 0.5},
        ),
        (
            RangeField("A value.", float, 5.0, min=0.5),
            {"type": ["number", "string"], "pattern": "^(?:inf)$", "minimum": 0.5, "default": 5.0},
        ),
        (
            RangeField("A value.", int, max=0),
            {"type": ["integer", "string"], "pattern": HEX, "exclusiveMaximum": 0},
        ),
        (
            ChoiceField("A value.", str, {"a": "first", "b": "second"}, "a", optional=False),
            {
                "anyOf": [
                    {"const": "a", "description": "first"},
                    {"const": "b", "description": "second"},
                ],
                "default": "a",
            },
        ),
        (
            ChoiceField("A value.", int, {4: "four"}),
            {
                "anyOf": [
                    {"const": 4, "description": "four"},
                    {"const": None, "description": "No value."},
                ],
                "default": None,
            },
        ),
        (
            ListField("A value.", str, ["a"], minLength=1, maxLength=3),
            {
                "type": "array",
                "items": {"type": ["string", "null"]},
                "minItems": 1,
                "maxItems": 3,
                "default": ["a"],
            },
        ),
        (
            ListField("A value.", bool, [True, False], length=2),
            {
                "type": "array",
                "items": {"type": ["boolean", "null"]},
                "minItems": 2,
                "maxItems": 2,
                "default": [True, False],
            },
        ),
        (
            DictField("A value.", str, bool, {"a": True}),
            {
                "type": "object",
                "additionalProperties": {"type": ["boolean", "null"]},
                "default": {"a": True},
            },
        ),
        (
            DictField("A value.", str, None, optional=True),
            {
                "type": ["object", "null"],
                "additionalProperties": {"type": ["string", "boolean", "number", "null"]},
                "default": None,
            },
        ),
    ],
    ids=lambda value: value.describe_type() if isinstance(value, Field) else "",
)
def test_a_field_says_its_type_limits_choices_default_and_unit(field, schema):
    """Whatever JSON Schema has a word for; the rest the field alone checks."""
    assert schema_of(field) == schema


def test_the_doc_and_the_unit_are_the_description():
    """In one line, as an editor shows it."""

    class Own(Config):
        f = Field("A value\n    of two lines.", float, 1.0, unit="arcsec")

    assert Own.schema()["properties"]["f"]["description"] == "A value of two lines. [arcsec]"


def test_a_schema_begins_with_dialect_name_and_doc_of_the_class():
    """Nothing that is no field is allowed."""
    schema = Reduction.schema()
    assert list(schema)[:4] == ["$schema", "title", "description", "type"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert (schema["title"], schema["description"]) == (
        "tests.kinds.Reduction",
        "A config with a field of every kind.",
    )
    assert schema["additionalProperties"] is False


def test_nested_configs_are_definitions():
    """Each class stands there once, and is referred to."""
    schema = Reduction.schema()
    assert schema["properties"]["detection"] == {
        "description": "Detection of sources.",
        "$ref": "#/$defs/Detection",
    }
    assert list(schema["$defs"]) == ["Detection", "Background"]
    assert schema["$defs"]["Background"]["properties"]["order"]["default"] == 2


class Inner(Config):
    """A config inside another."""

    order = Field("Order.", int, 2)


class Outer(Config):
    """Three configs, one with other defaults."""

    first = ConfigField("The first.", Inner)
    second = ConfigField("The second.", Inner)
    third = ConfigField("The third.", Inner)

    def setDefaults(self):
        self.third.order = 5


def test_defaults_are_those_of_the_whole():
    """What a config inside begins with is told, also if the outer class says something else than its own."""
    schema = Outer.schema()
    references = [schema["properties"][name]["$ref"] for name in ("first", "second", "third")]
    assert references == ["#/$defs/Inner", "#/$defs/Inner", "#/$defs/Inner_2"]
    assert schema["$defs"]["Inner"]["properties"]["order"]["default"] == 2
    assert schema["$defs"]["Inner_2"]["properties"]["order"]["default"] == 5


def test_a_value_that_has_no_default_is_required():
    """Where a whole config is described, it cannot be missing, nor null."""

    class Own(Config):
        first = Field("Has to be given.", float)
        second = Field("May be given.", float, optional=True)

    judge = validator(Own)
    assert judge.schema["required"] == ["first"]
    assert judge.is_valid({"first": 1.0})
    assert not judge.is_valid({"second": 1.0})
    assert not judge.is_valid({"first": None})


def test_a_kind_of_field_of_a_users_own_says_its_part():
    """By overriding one method; a type that is none of the plain ones takes anything."""

    class Even(Field):
        def value_schema(self, defs):
            return {**defs.scalar(int, lambda number: False), "multipleOf": 2}

    assert schema_of(Even("A value.", int, 2)) == {"type": "integer", "multipleOf": 2, "default": 2}

    class Any(Field):
        supportedTypes = (Fraction,)

    assert schema_of(Any("A value.", Fraction)) == {}


class Fraction:
    """A type of a user's own."""


def test_a_field_may_be_called_schema():
    """The values come first; who asks by another way still gets the schema."""

    class Own(Config):
        schema = Field("Name of the schema.", str, "a")

    assert Own().schema == "a"
    assert config_schema(Own)["properties"]["schema"]["default"] == "a"


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), -float("inf"), 1 + 2j, complex("nan+infj"), -1j, complex(-0.0, -0.0)],
    ids=str,
)
def test_what_json_cannot_hold_is_text(value):
    """Text that the field reads back."""
    cls = type(Config)("Own", (Config,), {"f": Field("A value.", type(value)), "__module__": __name__})
    form = json_form({"f": value})
    assert isinstance(form["f"], str)
    assert validator(cls).is_valid(form)
    assert values.exact(applied(cls, form).toDict()) == values.exact({"f": value})


# -- what it passes --------------------------------------------------------------------------------


@given(made=trees.configs())
def test_every_saved_config_passes(made):
    """As JSON text, read back, for every kind of field, in every nested config.

    A schema names choices as they are; a file that has to escape one, as half a character, says another text.
    That of a struct asks for the class of each new action, which plain values do not say.
    """
    tree, config = made
    judge = validator(type(config))
    plain = json.dumps(json_form(config.toDict()), allow_nan=False)
    if not any(isinstance(part, Struct) for part in tree.parts_of_all()):
        judge.validate(json.loads(plain))
    text = config.to_json()
    if '"$str ' not in text and '"$$' not in text:
        judge.validate(json.loads(text))


def applied(cls, document):
    """A config with what a JSON document says, validated."""
    tree, _ = read_text(json.dumps(document), ".json")
    place = FileLocation("made.json", 1)
    config = cls()
    layer = Layer("parameter file", [Assignment((key,), value, place) for key, value in tree.items()])
    resolve(config, [layer])
    config.validate()
    return config


# A whole number written as 1.0 is an integer for JSON Schema, and none for a field.
fractions = st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: number % 1)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-600, 600),
    fractions,
    st.text(max_size=3),
    st.sampled_from(["nan", "inf", "-inf", "1+2j", "(1j)", "(1j", "j", "true", "no", "0x1f", "1_0", "None"]),
)
documents = st.one_of(
    scalars,
    st.lists(scalars, max_size=4),
    st.dictionaries(st.one_of(st.text(max_size=3), scalars.map(str)), scalars, max_size=3),
    st.lists(st.lists(scalars, max_size=1), max_size=2),
)


@st.composite
def altered(draw):
    """A class, and the JSON form of a config of it with one value replaced by anything.

    Of choices, dicts of configs, targets and actions a schema does not say all that is in them.
    """
    _, config = draw(trees.configs())
    document = json_form(config.toDict())
    inside = draw(st.sampled_from(list(sections(config, document))))
    name = draw(st.sampled_from([*inside, "not_a_field"]))
    inside[name] = draw(documents)
    return type(config), document


def sections(config, document):
    """The mappings for configs in `ConfigField`; what is for other fields that hold configs is taken out."""
    for name, field in type(config)._fields.items():
        if type(field) is ConfigField:
            yield from sections(config.__dict__[name], document[name])
        elif field.holds_configs:
            del document[name]
    yield document


@given(made=altered())
@pytest.mark.filterwarnings("ignore:the field:FutureWarning")
def test_what_is_wrong_does_not_pass(made):
    """What the schema passes, the config accepts, so what the config refuses the schema refuses, too."""
    cls, document = made
    if validator(cls).is_valid(document):
        applied(cls, document)


class Limited(Config):
    """What a schema can express."""

    count = Field("A whole number.", int, 1)
    flag = Field("A flag.", bool, True)
    name = Field("A text.", str, "a")
    wave = Field("A complex number.", complex, 1j)
    box = RangeField("A number in a range.", int, 8, min=8, max=16)
    part = RangeField("A part.", float, 0.5, min=0.0, max=1.0, inclusiveMin=False, inclusiveMax=True)
    fit = ChoiceField("A choice.", str, {"a": "first"}, "a", optional=False)
    pair = ListField("Two numbers.", float, [1, 2], length=2)
    some = ListField("Up to two.", int, [1], minLength=1, maxLength=2)
    zero = DictField("Numbers by number.", int, float, {})
    inner = ConfigField("A config.", Inner)


@pytest.mark.parametrize(
    "document",
    [
        {"count": 1.5},
        {"count": True},
        {"count": "one"},
        {"count": None},
        {"flag": "perhaps"},
        {"flag": 3},
        {"name": ["a"]},
        {"wave": "1+2i"},
        {"box": 7},
        {"box": 16},
        {"part": 0.0},
        {"part": 1.5},
        {"part": "inf"},
        {"fit": "b"},
        {"fit": None},
        {"pair": [1.0]},
        {"pair": [1.0, "x"]},
        {"pair": 1.0},
        {"some": []},
        {"some": [1, 2, 3]},
        {"zero": {"one": 1.0}},
        {"zero": {"1": "one"}},
        {"zero": [1.0]},
        {"inner": {"order": "high"}},
        {"inner": {"ordre": 1}},
        {"inner": 5},
        {"nothing": 1},
    ],
    ids=str,
)
def test_each_kind_of_mistake_does_not_pass(document):
    """Types, limits, choices, lengths, keys, items, names and null, each refused by both."""
    judge = validator(Limited)
    assert judge.is_valid({})
    assert not judge.is_valid(document)
    with pytest.raises(ConfigError):
        applied(Limited, document)
