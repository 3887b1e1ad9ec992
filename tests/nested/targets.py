"""Targets and their configs, in a module of their own so that saved files have to import it."""

from stepconfig import Config, Field, ListField


class ThresholdConfig(Config):
    """Parameters of a detection by threshold."""

    threshold = Field("Detection threshold.", float, 5.0, unit="sigma")
    bands = ListField("Bands.", str, ["g"])

    def setDefaults(self):
        super().setDefaults()
        self.threshold = 6.0


class WaveletConfig(Config):
    """Parameters of a detection by wavelets."""

    scales = Field("Number of scales.", int, 4)


class SubConfig(ThresholdConfig):
    """A subclass of the first."""


class Threshold:
    """A target."""

    ConfigClass = ThresholdConfig

    def __init__(self, *args, config, **keywords):
        self.args, self.config, self.keywords = args, config, keywords

    @classmethod
    def made(cls, *args, config):
        """Make one; a target too."""
        return cls(*args, config=config)


class Sharper(Threshold):
    """Another target with the same configs."""


class Wavelet(Threshold):
    """A target with other configs."""

    ConfigClass = WaveletConfig


def detect(image, config):
    """Detect; a target without a ConfigClass of its own."""
    return image, config
