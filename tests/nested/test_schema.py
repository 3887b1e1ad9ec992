"""JSON Schema of the kinds of fields that hold configs: what passes it, and what does not."""

import json

import jsonschema
import pytest

from stepconfig import (
    Config,
    ConfigChoiceField,
    ConfigDictField,
    ConfigField,
    ConfigurableField,
    Field,
    ListField,
    makeRegistry,
)
from stepconfig.config.json_form import json_form
from stepconfig.config.schema import Definitions
from stepconfig.configurableActions import ConfigurableActionField, ConfigurableActionStructField
from stepconfig.errors import ConfigError
from tests.nested.actions import Calibrate, Chain, Scale
from tests.nested.targets import Sharper, SubConfig, Threshold, ThresholdConfig, Wavelet, WaveletConfig

detectors = makeRegistry("Ways to detect.", Config)
detectors.register("threshold", Threshold)
detectors.register("wavelet", Wavelet)


class Whole(Config):
    """A field of every kind that holds configs."""

    own = ConfigField("A config.", ThresholdConfig)
    one = ConfigChoiceField("One.", {"t": ThresholdConfig, "w": WaveletConfig}, "t")
    maybe = ConfigChoiceField("One, or none.", {1: ThresholdConfig, 2: SubConfig}, optional=True)
    some = ConfigChoiceField("Some.", {"t": ThresholdConfig, "w": WaveletConfig}, ["w"], multi=True)
    way = detectors.makeField("A registered one.", "wavelet")
    ways = detectors.makeField("Registered ones.", ["wavelet", "threshold"], multi=True)
    part = ConfigurableField("A part.", Threshold)
    bands = ConfigDictField("By name.", str, ThresholdConfig, {"g": ThresholdConfig})
    chips = ConfigDictField("By number.", int, WaveletConfig, optional=True)
    action = ConfigurableActionField("An action.", Scale, Calibrate)
    actions = ConfigurableActionStructField("Actions.", {"low": Scale, "deep": Chain})


def changed():
    """A config in which every part is another than by default."""
    config = Whole()
    config.one = "w"
    config.one["t"].threshold = float("inf")
    config.maybe = 2
    config.some = ["t", "w"]
    config.way = "threshold"
    config.ways = []
    config.part.retarget(Wavelet)
    config.part.scales = 7
    config.bands["no"] = ThresholdConfig
    config.chips = {3: WaveletConfig(scales=5)}
    config.action = Scale(factor=3)
    config.actions.new = Calibrate(offset=3)
    config.actions.low = Calibrate
    return config


def judge(cls=Whole):
    """What judges by the schema of the values of a class."""
    schema = cls.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("made", [Whole, changed], ids=["new", "changed"])
def test_what_is_saved_passes(made):
    """With whatever choices, targets, items and actions there are; the classes that it says included."""
    config = made()
    judge().validate(json.loads(config.to_json()))
    judge().validate(json.loads(json.dumps(json_form(Whole().toDict()))))


@pytest.mark.parametrize(
    "document",
    [
        {"one": {"name": "x"}},
        {"one": {"name": None}},
        {"one": {"names": ["t"]}},
        {"one": {"name": "t", "values": {"x": {}}}},
        {"one": {"name": "t", "values": {"t": {"treshold": 1.0}}}},
        {"one": {"name": "t", "values": {"t": {"threshold": "high"}}}},
        {"one": 3},
        {"maybe": {"name": 3}},
        {"some": {"names": ["t", "x"]}},
        {"some": {"name": "t"}},
        {"way": {"name": "threshold", "values": {"wavelet": {"scales": "many"}}}},
        {"part": {"treshold": 1.0}},
        {"part": {"threshold": "high"}},
        {"part": 3},
        {"bands": {"g": {"treshold": 1.0}}},
        {"bands": {"g": 3}},
        {"bands": None},
        {"chips": {"first": {}}},
        {"action": {"fctor": 1.0}},
        {"action": {"factor": "high"}},
        {"actions": {"low": {"fctor": 1.0}}},
        {"actions": {"new": {"factor": 1.0}}},
        {"$class": "tests.nested.test_schema.Other"},
    ],
    ids=str,
)
def test_what_is_wrong_inside_of_parts_does_not_pass(document):
    """Nor does the reader of data files take it, or the config is not valid."""
    assert not judge().is_valid(document)
    with pytest.raises(ConfigError):
        Whole.from_json(json.dumps(document)).validate()


@pytest.mark.parametrize(
    "document",
    [
        {"maybe": {"name": None}},
        {"part": {"$target": f"{Sharper.__module__}.Sharper", "threshold": 1.0}},
        {"part": {"$target": f"{Wavelet.__module__}.Wavelet", "scales": 3}},
        {"chips": None},
        {"action": {"$class": f"{Scale.__module__}.Scale", "factor": 3.0}},
        {"action": {"factor": 3.0, "offset": 1.0}},
        {"actions": {"new": {"$class": f"{Calibrate.__module__}.Calibrate"}}},
        {"ways": {"names": []}},
    ],
    ids=str,
)
def test_what_is_right_passes(document):
    """As the reader of data files takes it."""
    judge().validate(document)
    Whole.from_json(json.dumps(document))


class Bounded(Config):
    """A list that cannot be short."""

    names = ListField("Names.", str, ["a", "b"], minLength=2, maxLength=3)
    part = ConfigChoiceField("A part.", {"t": ThresholdConfig}, "t", optional=True)
    bands = ConfigDictField("By name.", str, ThresholdConfig, {})
    action = ConfigurableActionField("An action.", Scale, Calibrate)
    actions = ConfigurableActionStructField("Actions.", {"low": Scale})


@pytest.mark.parametrize(
    ("document", "is_valid"),
    [
        ({"names+": ["c"]}, True),
        ({"names+": [3]}, False),
        ({"part": "t"}, True),
        ({"part": None}, True),
        ({"part": "x"}, False),
        ({"part": {"name": "t", "t": {"threshold": 1.0}}}, True),
        ({"part": {"t": None}}, True),
        ({"part": {"t": {"treshold": 1.0}}}, False),
        ({"bands": {"g": None, "r": {"threshold": 1.0}}}, True),
        ({"bands+": {"g": None}}, False),
        ({"action": {"factor": 3.0}}, True),
        ({"action": {"$class": f"{Scale.__module__}.Scale"}}, False),
        ({"actions": {"low": {"factor": 3.0}}}, True),
        ({"actions": {"new": {"factor": 3.0}}}, False),
    ],
    ids=str,
)
def test_a_parameter_file_may_say_it_in_more_ways_and_replaces_no_class(document, is_valid):
    """Names of choices may stand in their place, and right beside the selection; a plus adds to a list."""
    defs = Definitions()
    schema = {**defs.of_values(Bounded()), "$defs": defs.schemas}
    assert jsonschema.Draft202012Validator(schema).is_valid(document) is is_valid


class Looped(Config):
    """A choice that may choose the class itself again."""

    order = Field("Order.", int, 2)


Looped.deeper = ConfigChoiceField("A deeper one.", {"same": Looped}, optional=True)


def test_a_class_that_can_hold_itself_has_a_schema_that_ends():
    """It is defined once, and refers to itself."""
    document = {"order": 1, "deeper": {"name": "same", "values": {"same": {"deeper": {"name": "same"}}}}}
    judge(Looped).validate(document)
    document["deeper"]["values"]["same"]["deeper"]["name"] = "other"
    assert not judge(Looped).is_valid(document)


def test_a_choice_that_cannot_be_used_may_be_anything():
    """A type that is no Config class, as in a typemap that is filled later, is told when it is chosen."""
    typemap = {"t": ThresholdConfig}

    class Own(Config):
        one = ConfigChoiceField("One.", typemap, "t")

    typemap["odd"] = int
    judge(Own).validate({"one": {"name": "odd", "values": {"odd": 3}}})
