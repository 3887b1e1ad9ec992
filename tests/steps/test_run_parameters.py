"""Parameters that a step sets while it runs, and one instance in several threads."""

import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from stepconfig import FieldValidationError, Pipeline, Step, UnknownNameError
from stepconfig.config.walk import frozen
from stepconfig.steps.naming import RECORD
from stepconfig.steps.run import at_end, current_run
from tests.steps.hook_samples import MeetStep, OldStyleStep
from tests.steps.samples import AnyImage, FailingPipeline, Image, ReducePipeline, ScaleStep


class SettingPipeline(Pipeline):
    """Skips a step, and gives another a suffix, while it runs."""

    step_defs = {"scale": ScaleStep, "old": OldStyleStep}

    def process(self, image):
        self.scale.skip = self.suffix != "all"
        self.scale.suffix = "inner"
        self.scale.save_results = True
        return self.old.run(self.scale.run(image))


def test_what_process_sets_holds_for_the_run(folder):
    """The config is as it was before, so a second run gives the same as the first."""
    step = OldStyleStep(save_results=True)
    for _ in range(2):
        step.run(Image(filename="m.fits"))
        assert [path.name for path in folder.iterdir() if not path.name.endswith(RECORD)] == [
            "m_changed.json"
        ]
        assert (step.suffix, step.threshold) == (None, 1.0)
        assert len(step.config.history["suffix"]) == 1


def test_a_pipeline_sets_parameters_of_its_steps(folder):
    """They hold until its own run ends."""
    pipeline = SettingPipeline()
    image = Image(1.0, "m.fits")
    assert pipeline.run(image) is image
    pipeline.suffix = "all"
    assert pipeline.run(image).level == 3.0
    assert [path.name for path in folder.iterdir() if not path.name.endswith(RECORD)] == ["m_inner.json"]
    assert (pipeline.scale.skip, pipeline.scale.suffix) == (False, None)
    assert pipeline.scale.config is pipeline.config.steps.scale


def test_what_process_sets_is_checked():
    """As any value of a parameter."""

    class Wrong(ScaleStep):
        def process(self, image):
            self.factor = "high"

    with pytest.raises(FieldValidationError, match="expected float"):
        Wrong().run(Image())


def test_what_process_sets_stands_in_the_history_of_the_run():
    """With the line that sets it."""

    class Setting(ScaleStep):
        def process(self, image):
            self.factor = 7
            self.factor = 8
            return self.config.history["factor"][-1], self.config._frozen

    entry, is_frozen = Setting().run(Image())
    assert (entry.value, entry.location.filename, is_frozen) == (8.0, __file__, True)


def test_a_failed_run_puts_parameters_back():
    """Also what other steps had."""

    class Failing(SettingPipeline):
        def process(self, image):
            super().process(image)
            raise ValueError("no stars")

    pipeline = Failing()
    with pytest.raises(ValueError, match="no stars"):
        pipeline.run(AnyImage(1.0, "m.fits"))
    assert not pipeline.scale.skip
    with pytest.raises(UnknownNameError):
        pipeline.scale.skp = True


def test_runs_inside_of_runs_put_back_what_they_set():
    """The outer one keeps its own."""

    class Nested(ScaleStep):
        def process(self, depth):
            self.factor = 10 + depth
            if depth:
                self.run(depth - 1)
            return self.factor

    step = Nested()
    assert step.run(2) == 12.0
    assert step.factor == 2.0


# -- threads ---------------------------------------------------------------------------------------


def test_one_instance_runs_in_two_threads():
    """Each run has its own input, and the config is frozen until the last one ends."""
    step = MeetStep()
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(step.run, ["a.txt", "b.txt"]))
    assert results == [("a_x.txt", True), ("b_x.txt", True)]
    assert not step.config._frozen
    step.suffix = "free"


def test_one_pipeline_runs_in_many_threads(folder):
    """Outputs have the names of their own inputs."""
    pipeline = ReducePipeline("p", steps={"scale": {"save_results": True}})
    images = [Image(float(number), f"n{number}.fits") for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        levels = [image.level for image in pool.map(pipeline.run, images)]
    assert levels == [2.0 * number + 1 for number in range(8)]
    assert sorted(path.name for path in folder.iterdir() if not path.name.endswith(RECORD)) == [
        f"n{number}_scale.json" for number in range(8)
    ]


def test_threads_of_a_step_belong_to_its_run():
    """With or without the context of the run."""

    class Spawning(Step):
        def process(self, name, with_context):
            call = contextvars.copy_context().run if with_context else lambda function: function()
            found = []
            thread = threading.Thread(target=call, args=(lambda: found.append(self.make_output_path()),))
            thread.start()
            thread.join()
            return found

    for with_context in (True, False):
        assert Spawning("s").run("m.txt", with_context) == ["m_s.txt"]


def test_blocks_that_freeze_may_overlap():
    """A config thaws when the last one ends; one that was frozen before stays so."""
    config = ReducePipeline().config
    first, second = frozen(config), frozen(config.steps.scale)
    first.__enter__()
    second.__enter__()
    first.__exit__()
    assert (config._frozen, config.steps.scale._frozen, config.steps.detect._frozen) == (False, True, False)
    second.__exit__()
    assert not config.steps.scale._frozen
    config.freeze()
    with frozen(config), frozen(config.steps.scale):
        pass
    assert config._frozen
    assert config.steps.scale._frozen


# -- what is kept of a run -------------------------------------------------------------------------


@pytest.fixture
def ended():
    """The outermost runs that have ended."""
    runs = []
    at_end.append(runs.append)
    yield runs
    at_end.remove(runs.append)


def test_whoever_wants_to_know_is_told_of_the_end_of_outermost_runs(ended, folder):
    """With inputs, outputs, children, times, and who said that a step is skipped."""
    pipeline = ReducePipeline("p", save_results=True, steps={"detect": {"skip": True}})
    pipeline.run(Image(1.0, "m51.fits"))
    (run,) = ended
    assert (run.step, run.is_outermost, run.inputs) == (pipeline, True, ["m51.fits"])
    assert [child.step.name for child in run.children] == ["scale", "detect"]
    assert all(child.outermost is run for child in run.children)
    (skipped,) = run.skipped
    assert (skipped.step.name, skipped.skipped_by.startswith("code")) == ("detect", False)
    assert __file__.rpartition("/")[2] in skipped.skipped_by
    assert run.outputs == ["m51_p.json"]
    assert 0 < run.began <= run.ended
    assert run.error is None
    assert current_run() is None


def test_a_failed_run_is_told_with_its_error(ended):
    """It has ended as well."""
    with pytest.raises(ValueError, match="no stars") as caught:
        FailingPipeline().run(Image())
    (run,) = ended
    assert run.error is caught.value
    assert [child.error for child in run.children] == [None, caught.value]


def test_a_step_that_another_one_calls_is_part_of_its_run(ended):
    """Also if it belongs to no pipeline."""

    class Calling(Step):
        def process(self, image):
            return ScaleStep.call(image, configure_log=False)

    Calling().run(Image(1.0))
    (run,) = ended
    assert [child.step.name for child in run.children] == ["ScaleStep"]
    assert run.children[0].parent is None
