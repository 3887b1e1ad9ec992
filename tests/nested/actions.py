"""Actions, and configs that hold some, for the tests."""

from stepconfig import Config, ConfigField, Field, ListField, RangeField
from stepconfig.configurableActions import (
    ConfigurableAction,
    ConfigurableActionField,
    ConfigurableActionStructField,
)


class Scale(ConfigurableAction):
    """Multiply."""

    factor = RangeField("What a value is multiplied with.", float, 2.0, min=0.0)

    def __call__(self, value):
        return self.factor * value


class Calibrate(Scale):
    """Multiply and add."""

    offset = Field("What is added.", float, 1.0)

    def __call__(self, value):
        return super().__call__(value) + self.offset


class Tuned(Scale):
    """One with defaults of its own."""

    steps = ListField("Steps.", int, [1])

    def setDefaults(self):
        super().setDefaults()
        self.factor = 7


class Chain(ConfigurableAction):
    """Actions within an action."""

    first = ConfigurableActionField("What is done first.", Scale, Calibrate)
    others = ConfigurableActionStructField[Scale]("What is done then.", {"again": Scale})

    def __call__(self, value):
        value = self.first(value)
        for action in self.others:
            value = action(value)
        return value


class Positive(Scale):
    """One that validates."""

    def validate(self):
        super().validate()
        if self.factor == 0:
            raise ValueError("the factor must not be 0")


class Measure(Config):
    """A config with actions of every kind."""

    flux = ConfigurableActionField("Measurement of the flux.", Scale)
    deep = ConfigurableActionField("Anything at all.", default=Chain)
    cuts = ConfigurableActionStructField("What a source has to pass.", {"wide": Calibrate, "low": Scale})
    none = ConfigurableActionStructField("Nothing yet.")


class Survey(Config):
    """A config that holds such a config."""

    measure = ConfigField("The measurement.", Measure)
    title = Field("Title.", str, "a survey")
