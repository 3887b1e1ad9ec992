"""A step whose parameters hold configurables and dicts of configs; a command finds it by its full name."""

from stepconfig import Config, ConfigDictField, ConfigurableField, Field, Step, StepConfig


class ThresholdConfig(Config):
    """Parameters of a detection by threshold."""

    threshold = Field("Level from which there is a source.", float, 5.0, unit="sigma")


class Threshold:
    """Detects by a threshold."""

    ConfigClass = ThresholdConfig

    def __init__(self, config):
        self.config = config


class Band(Config):
    """Parameters of a band."""

    zeropoint = Field("Magnitude of one count.", float, 25.0, unit="mag")
    detect = ConfigurableField("Detection in this band.", Threshold)


class PartsConfig(StepConfig):
    """Parameters of the step."""

    detect = ConfigurableField("Source detection.", Threshold)
    bands = ConfigDictField("The bands.", str, Band, {"g": Band})
    chips = ConfigDictField("Each chip.", int, Band, optional=True)


class PartsStep(Step):
    """Shows what it has been told."""

    ConfigClass = PartsConfig

    def process(self):
        print(self.config.detect.apply().config.threshold, sorted(self.config.bands))
