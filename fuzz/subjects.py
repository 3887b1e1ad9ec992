"""Steps and configs with a field of every kind, which the readers that are fuzzed have to fill."""

from __future__ import annotations

from stepconfig import (
    ChoiceField,
    Config,
    ConfigChoiceField,
    ConfigDictField,
    ConfigField,
    DictField,
    Field,
    ListField,
    Pipeline,
    RangeField,
    Step,
    StepConfig,
)


class Part(Config):
    """A config in the config."""

    box = RangeField("A number in a range.", int, 64, min=8)
    order = Field("A number.", float, 3.0)


class Other(Config):
    """Another choice."""

    name_of = Field("A text.", str, optional=True)


class Parts(Config):
    """A config of every kind of field, for data files."""

    count = Field("A whole number.", int, 3)
    size = Field("A number.", float, 1.5)
    texts = ListField("A list of texts.", str, ["a"])
    anything = DictField("Anything by name.", str, None, {})
    part = ConfigField("A config.", Part)
    choice = ConfigChoiceField("A choice.", {"part": Part, "other": Other}, "part")
    several = ConfigChoiceField("Several.", {"part": Part, "other": Other}, [], multi=True)
    items = ConfigDictField("By name.", str, Part, {"g": Part})


class EveryConfig(StepConfig):
    """A field of every kind."""

    count = Field("A whole number.", int, 3)
    flag = Field("A yes or no.", bool, True)
    size = Field("A number.", float, 1.5)
    wave = Field("A complex number.", complex, 1 + 2j)
    text = Field("A text.", str, "plain")
    maybe = Field("A text or nothing.", str, optional=True)
    box = RangeField("A number in a range.", int, 64, min=8, max=512)
    fit = ChoiceField("A choice.", str, {"a": "first", "b": "second"}, "a")
    counts = ListField("A list of whole numbers.", int, [1])
    texts = ListField("A list of texts.", str, ["a"])
    by_name = DictField("Numbers by name.", str, float, {})
    by_number = DictField("Texts by number.", int, str, {1: "one"})
    anything = DictField("Anything by name.", str, None, {})
    part = ConfigField("A config in the config.", Part)
    choice = ConfigChoiceField("A choice.", {"part": Part, "other": Other}, "part")
    several = ConfigChoiceField("Several.", {"part": Part, "other": Other}, [], multi=True)
    items = ConfigDictField("By name.", str, Part, {"g": Part})


class EveryStep(Step):
    """Has a parameter of every kind."""

    ConfigClass = EveryConfig


class Two(Pipeline):
    """Has a step."""

    step_defs = {"a": EveryStep}


class All(Pipeline):
    """Has a step and a pipeline."""

    step_defs = {"a": EveryStep, "two": Two}
