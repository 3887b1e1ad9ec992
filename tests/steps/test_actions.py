"""Steps whose configs hold actions."""

import pickle

import pytest

from stepconfig import FieldValidationError
from tests.nested.actions import Calibrate, Scale
from tests.steps.action_samples import CutStep


def test_a_step_calls_its_actions():
    """While it runs, a step calls the actions that its config has."""
    assert CutStep().run(1.0) == ((3.0 * 2.0) * 2.0 + 1.0) * 2.0
    assert CutStep.call(1.0, flux={"offset": 3}) == ((5.0 * 2.0) * 2.0 + 1.0) * 2.0


def test_actions_can_be_changed_between_runs_only():
    """Before a run they can be replaced; during it they are frozen, and afterwards free again."""

    class Meddling(CutStep):
        def process(self, value):
            for change in (
                lambda: setattr(self.config.cuts, "new", Scale),
                lambda: setattr(self.config.flux, "factor", 3),
                lambda: setattr(self.config, "flux", Scale),
            ):
                with pytest.raises(FieldValidationError, match="frozen"):
                    change()
            return super().process(value)

    step = Meddling()
    step.config.cuts.remove = ("low", "deep")
    step.flux = Scale
    assert step.run(1.0) == 2.0
    step.config.cuts.new = Calibrate
    step.config.cuts.new.offset = 5
    assert step.run(1.0) == 9.0


def test_configs_of_steps_with_actions_travel():
    """The config of a step pickles with its actions."""
    step = CutStep(cuts={"low": {"factor": 3}})
    assert pickle.loads(pickle.dumps(step.config)) == step.config
