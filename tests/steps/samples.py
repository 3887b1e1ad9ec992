"""Steps, pipelines and a data model for the tests; commands find them as ``tests.steps.samples.NAME``."""

import json
import time
from types import SimpleNamespace

from stepconfig import (
    ChoiceField,
    Config,
    ConfigField,
    DictField,
    Field,
    ListField,
    Pipeline,
    PipelineConfig,
    RangeField,
    Step,
    StepConfig,
)


class Image:
    """A model that saves itself as JSON and notes its file name, as models do."""

    default_ext = ".json"

    def __init__(self, level=0.0, filename=None, **cal_step):
        self.level = level
        self.meta = SimpleNamespace(filename=filename, cal_step=SimpleNamespace(**cal_step))

    def save(self, path):
        self.meta.filename = str(path).rpartition("/")[2]
        with open(path, "w") as file:
            json.dump({"level": self.level, "filename": self.meta.filename}, file)
        return path


class AnyImage(Image):
    """A model without a kind of file of its own."""

    default_ext = None


class ScaleConfig(StepConfig):
    """Parameters of the scaling."""

    factor = RangeField("What the level is multiplied with.", float, 2.0, min=0.0, max=100.0, unit="electron")
    offset = Field("What is added.", float, 0.0)

    def setDefaults(self):
        self.offset = 1.0


class ScaleStep(Step):
    """Multiply and add."""

    ConfigClass = ScaleConfig
    class_alias = "scale"

    def process(self, image):
        if isinstance(image, str):
            image = Image(1.0, image)
        self.log.info("scaling by %s", self.config.factor)
        return Image(image.level * self.config.factor + self.config.offset, image.meta.filename)


class DetectConfig(StepConfig):
    """Parameters of the detection."""

    threshold = RangeField("Level from which there is a source.", float, 5.0, min=0.5, unit="sigma")
    bins = ListField("Sizes of the bins.", int, [1, 2], unit="pixel")
    names = ListField("Names of the bands.", str, ["g"], optional=True)
    method = ChoiceField("How sources are found.", str, {"peak": "by maxima", "area": "by areas"}, "peak")
    limits = DictField("Limit of each band.", str, float, {"g": 25.0})
    label = Field("What the catalogue is called.", str, optional=True)
    deblend = Field("Are sources parted?", bool, True)
    passes = Field("Number of passes.", int, 1)
    phase = Field("Phase of the wave.", complex, 1j)


class DetectStep(Step):
    """Find the sources.

    More is said in the second paragraph.
    """

    ConfigClass = DetectConfig
    class_alias = "detect"

    def process(self, image):
        self.log.debug("looking at %s", image)
        return image


class ReduceConfig(PipelineConfig):
    """Parameters of the reduction."""

    title = Field("Title of the run.", str, "night")

    def setDefaults(self):
        self.steps.detect.threshold = 6.0


class ReducePipeline(Pipeline):
    """Scale an image and find its sources."""

    ConfigClass = ReduceConfig
    class_alias = "reduce"
    step_defs = {"scale": ScaleStep, "detect": DetectStep}

    def process(self, image):
        return self.detect.run(self.scale.run(image))


class NightPipeline(Pipeline):
    """A pipeline in a pipeline."""

    step_defs = {"reduce": ReducePipeline, "final": ScaleStep}

    def process(self, image):
        return self.final.run(self.reduce.run(image))


class Mesh(Config):
    """Parameters of a mesh, a part of those of a step."""

    box = RangeField("Size of a box.", int, 64, min=8, unit="pixel")
    order = Field("Order of the spline.", int, 3)


class EveryConfig(StepConfig):
    """A field of every kind, some of them required."""

    count = Field("A whole number.", int, 3)
    flag = Field("A yes or no.", bool, True)
    size = Field("A number.", float, 1.5, unit="arcsec")
    wave = Field("A complex number.", complex, 1 + 2j)
    text = Field("A text.", str, "plain")
    maybe = Field("A text or nothing.", str, optional=True)
    box = RangeField("A number in a range.", int, 64, min=8, max=512)
    fit = ChoiceField("A choice.", str, {"a": "first", "b": "second"}, "a")
    power = ChoiceField("A choice of numbers.", int, {4: "four", 8: "eight"}, 8, optional=False)
    flags = ListField("A list of yes or no.", bool, [])
    counts = ListField("A list of whole numbers.", int, [1])
    sizes = ListField("A list of numbers.", float, [1.0, 2.0])
    waves = ListField("A list of complex numbers.", complex, [])
    texts = ListField("A list of texts.", str, ["a"])
    some = ListField("A list or nothing.", float, optional=True)
    by_name = DictField("Numbers by name.", str, float, {})
    by_number = DictField("Texts by number.", int, str, {1: "one"})
    anything = DictField("Anything by name.", str, None, {})
    mesh = ConfigField("A config in the config.", Mesh)


class EveryStep(Step):
    """Has a parameter of every kind."""

    ConfigClass = EveryConfig

    def process(self, *images):
        return None


class RequiredConfig(StepConfig):
    """Two required parameters and an optional one."""

    first = Field("Has to be given.", float)
    second = Field("Has to be given, too.", int)
    third = Field("May be given.", float, optional=True)


class RequiredStep(Step):
    """Needs parameters."""

    ConfigClass = RequiredConfig

    def process(self, image):
        return (self.config.first, self.config.second)


class FailingConfig(StepConfig):
    """How to fail."""

    how = Field("Name of the way to fail.", str, "value")


class StopError(Exception):
    """Says itself with which code the command ends."""

    exit_code = 64


class MuteError(Exception):
    """Fails to say what went wrong."""

    def __str__(self):
        raise RuntimeError("no words")


class FailingStep(Step):
    """Fails."""

    ConfigClass = FailingConfig

    def process(self, image):
        errors = {
            "value": ValueError("no stars"),
            "silent": ValueError(),
            "stop": StopError("enough"),
            "mute": MuteError(),
            "base": BaseException("from below"),
            "interrupt": KeyboardInterrupt(),
            "pipe": BrokenPipeError("no reader"),
        }
        raise errors[self.config.how]


class FailingPipeline(Pipeline):
    """Fails in its second step."""

    step_defs = {"scale": ScaleStep, "fail": FailingStep}

    def process(self, image):
        return self.fail.run(self.scale.run(image))


class ShowConfig(StepConfig):
    """What is shown."""

    seconds = Field("How long each pass takes.", float, 0.0, unit="s")


class ShowStep(Step):
    """Prints, logs and warns."""

    ConfigClass = ShowConfig

    def process(self, image):
        if self.config.seconds:
            self.log.info("waiting")
            time.sleep(self.config.seconds)
        print("printed by the step")
        self.log.info("told by the step")
        self.log.warning("warned by the step")
        return AnyImage(1.0)


class ShowPipeline(Pipeline):
    """Shows how runs are shown."""

    step_defs = {"first": ShowStep, "second": ShowStep, "third": ScaleStep}

    def process(self, image):
        image = self.first.run(image)
        image = self.second.run(image)
        return self.third.run(image)


class NoInputStep(Step):
    """Takes no input."""

    def process(self):
        return Image(3.0)


class PairStep(Step):
    """Takes one input, and more if they are there."""

    def process(self, image, mask=None, *others, verbosely=False):
        print([each for each in (image, mask, *others) if each is not None])
