"""A step with actions, for the tests; commands find it as ``tests.steps.action_samples.CutStep``."""

from stepconfig import Step, StepConfig
from stepconfig.configurableActions import ConfigurableActionField, ConfigurableActionStructField
from tests.nested.actions import Calibrate, Chain, Scale


class CutConfig(StepConfig):
    """Parameters of the cuts."""

    flux = ConfigurableActionField("Calibration of the flux.", Scale, Calibrate)
    cuts = ConfigurableActionStructField[Scale]("What is done then.", {"low": Scale, "deep": Chain})
    none = ConfigurableActionStructField("Nothing yet.")
    bare = ConfigurableActionField("Nothing to set.")


class CutStep(Step):
    """Apply actions."""

    ConfigClass = CutConfig
    class_alias = "cut"

    def process(self, value):
        value = self.flux(value)
        for action in self.config.cuts:
            value = action(value)
        return value


class ChangedConfig(CutConfig):
    """Parameters of other cuts."""

    def setDefaults(self):
        super().setDefaults()
        self.flux = Scale
        self.cuts.new = Calibrate(offset=4)
        self.cuts.remove = "low"


class ChangedStep(CutStep):
    """Apply other actions."""

    ConfigClass = ChangedConfig
    class_alias = "changed"
