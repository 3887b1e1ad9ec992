"""Hooks: every form in which one can be given, what they get and give, and what is refused."""

import logging
import pickle
import re
from pathlib import Path

import pytest

from stepconfig import FieldValidationError, Pipeline, Step, StepConfig, UsageError
from tests.parameter_files import write_file
from tests.steps import hook_samples
from tests.steps.hook_samples import AddStep, DoubleStep, LookStep, OldStyleStep, both, calls, half, nothing
from tests.steps.samples import Image, ScaleStep

SAMPLES = "tests.steps.hook_samples"


@pytest.fixture(autouse=True)
def no_calls():
    """Forget what was called."""
    calls.clear()


class PairPipeline(Pipeline):
    """One step in a pipeline."""

    step_defs = {"double": DoubleStep}

    def process(self, value):
        return self.double.run(value)


@pytest.mark.parametrize(
    ("hook", "result"),
    [
        (AddStep, 8),
        (AddStep("own", amount=2, label="mine"), 10),
        (f"{SAMPLES}.AddStep", 8),
        (f"{SAMPLES}.AddStep()", 8),
        (f"{SAMPLES}.AddStep(amount=3, label='a, b')", 12),
        (f"{SAMPLES}.half", 3),
        (half, 3),
        (lambda value: value - 1, 4),
        ("true {0}", 6),
        (nothing, 6),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_a_hook_has_many_forms(hook, result):
    """What it gives goes into the step, unless it is None; alone it stands for a list of one."""
    assert DoubleStep(pre_hooks=[hook]).run(3) == result
    assert DoubleStep(pre_hooks=hook).run(3) == result


def test_hooks_are_run_in_their_order():
    """Each gets what the one before it gave; those behind the step replace its result."""
    step = DoubleStep(pre_hooks=[AddStep, nothing, half], post_hooks=[half, nothing, AddStep])
    assert step.run(3) == 3.0
    names = [name for name, *_ in calls]
    assert names == [
        "DoubleStep.AddStep",
        "nothing",
        "half",
        "process",
        "half",
        "nothing",
        "DoubleStep.AddStep",
    ]


def test_what_a_hook_gives_is_the_only_argument():
    """Also if there were more before, and if it is a tuple."""

    class Show(Step):
        def process(self, *values):
            return values

    assert Show(pre_hooks=[lambda *values: sum(values)]).run(1, 2) == (3,)
    assert Show(pre_hooks=[nothing]).run(1, 2) == (1, 2)
    assert Show(pre_hooks=[both]).run(5) == ((1, 2),)
    assert Show(post_hooks=[lambda values: len(values)]).run(5, 6) == 2


def test_hooks_are_set_by_every_door(folder):
    """Constructor, call, file, attribute; also those of a pipeline's step."""
    name = f"{SAMPLES}.half"
    file = write_file(folder / "p.asdf", f"class: x.Y\nparameters: {{pre_hooks: [{name}]}}\n")
    text = f"class: x.Y\nparameters: {{}}\nsteps:\n- name: double\n  parameters: {{pre_hooks: [{name}]}}\n"
    inner = write_file(folder / "q.asdf", text)
    step = DoubleStep()
    step.pre_hooks = half
    assert step.run(4) == 4
    assert DoubleStep.call(4, config_file=file) == 4
    assert DoubleStep.call(4, pre_hooks=[name]) == 4
    assert PairPipeline.call(4, steps={"double": {"pre_hooks": [half]}}) == 4
    assert PairPipeline.call(4, config_file=inner) == 4


def test_hooks_of_a_pipeline_stand_around_all_of_it():
    """Its steps have hooks of their own."""
    pipeline = PairPipeline(pre_hooks=[AddStep], post_hooks=[half], steps={"double": {"post_hooks": [half]}})
    assert pipeline.run(3) == 2.0
    assert [name for name, *_ in calls] == ["PairPipeline.AddStep", "process", "half", "half"]


def test_a_skipped_step_has_no_hooks():
    """Neither before nor behind it."""
    pipeline = PairPipeline(steps={"double": {"skip": True, "pre_hooks": [half], "post_hooks": [half]}})
    assert pipeline.run(3) == 3
    assert calls == []


def test_a_hook_that_is_a_step_belongs_to_the_step():
    """Its logger is below; one that is given as an instance keeps its own name."""
    DoubleStep("night", pre_hooks=[LookStep, LookStep("own")]).run(3)
    assert [name for name, *_ in calls][:2] == ["night.LookStep", "own"]


def test_hooks_run_inside_the_run_of_their_step():
    """The run knows them as its children."""
    seen = []

    class Watch(DoubleStep):
        def process(self, value):
            seen.extend(child.step.name for child in self._run.children)
            return value

    Watch(pre_hooks=[LookStep, LookStep("own")]).run(3)
    assert seen == ["LookStep", "own"]


# -- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hook", "why"),
    [
        (f"{SAMPLES}.haf", f"{SAMPLES} has no 'haf'; did you mean 'half'?"),
        ("tests.steps.hook_samples.Zzz(a=1)", f"{SAMPLES} has no 'Zzz'"),
        ("nowhere_at_all.Step(a=1)", "there is no module 'nowhere_at_all'"),
        (f"{SAMPLES}.AddStep(1)", "parameters of a hook are given by name, such as threshold=3"),
        (f"{SAMPLES}.AddStep(**{{}})", "parameters of a hook are given by name"),
        (f"{SAMPLES}.AddStep(amount=half)", "the value of amount has to be a literal, got half"),
        (f"{SAMPLES}.AddStep(amount=)", "expected module.Class(parameter=value, ...)"),
        (f"{SAMPLES}.AddStep(amont=1)", "AddConfig has no parameter 'amont'; did you mean 'amount'?"),
        (f"{SAMPLES}.AddStep(amount='x')", "expected float, got 'x' (str)"),
        (f"{SAMPLES}.half(value=1)", f"{SAMPLES}.half is no step class; only these take parameters"),
        (f"{SAMPLES}.not_callable", "is neither a step class nor a function"),
        (f"{SAMPLES}.Plain", "is neither a step class nor a function"),
        (f"{SAMPLES}.NeedyStep", "a value is required, got None"),
    ],
)
def test_a_text_that_names_nothing_is_refused_when_the_step_is_made(hook, why):
    """With the place that says it."""
    with pytest.raises(FieldValidationError, match=re.escape(why)) as caught:
        DoubleStep(pre_hooks=[hook])
    assert caught.value.location.filename == __file__


def test_a_module_that_fails_or_ends_the_program_is_told(folder, monkeypatch):
    """It is the module of a hook; what it raises does not come through."""
    monkeypatch.syspath_prepend(folder)
    for name, code, why in (("one_over", "1 / 0", "ZeroDivisionError"), ("ends_all", "raise SystemExit", "")):
        (folder / f"{name}.py").write_text(code)
        with pytest.raises(FieldValidationError, match=f"cannot import {name}: {why or 'SystemExit'}"):
            DoubleStep(pre_hooks=[f"{name}.hook"])


def test_code_in_a_text_is_not_carried_out():
    """Parameters are literals, which are only read."""
    with pytest.raises(FieldValidationError, match="has to be a literal"):
        DoubleStep(pre_hooks=[f"{SAMPLES}.AddStep(amount=__import__('os').getpid())"])


@pytest.mark.parametrize("hook", [3, None, [], int, hook_samples.Plain, "", " "], ids=str)
def test_what_is_no_hook_is_refused_at_once(hook):
    """A hook is a step class, a step, a function or a text."""
    with pytest.raises(FieldValidationError, match="Item at position 0"):
        StepConfig(pre_hooks=[hook])


def test_a_hook_that_is_a_name_without_a_module_is_a_shell_command():
    """As a script may be called; a path makes clear what is meant."""
    with pytest.raises(OSError, match=r"the pre_hook0 ended with status 127: no_such_command.sh"):
        DoubleStep(pre_hooks=["no_such_command.sh"]).run(3)


# -- shell commands --------------------------------------------------------------------------------


def test_a_model_is_saved_for_a_command(folder, caplog):
    """Under the names of step and hook, with a number; the log tells the command and what it prints."""
    caplog.set_level(logging.INFO, "stepconfig")
    ScaleStep("scale", pre_hooks=["true", "cat {0}"]).run(Image(4.0))
    assert sorted(path.name for path in Path().iterdir()) == [
        "scale.pre_hook0.0000.json",
        "scale.pre_hook1.0000.json",
    ]
    assert "Spawning 'cat scale.pre_hook1.0000.json'" in caplog.messages
    assert any('"level": 4.0' in message for message in caplog.messages)


def test_arguments_are_quoted_for_the_shell(folder, caplog):
    """A file name with a command in it is a file name, whatever quotes stand around its place."""
    caplog.set_level(logging.INFO, "stepconfig")
    name = 'x\'; touch "made"; $(touch made) `touch made`'
    for command in ("echo {0}", "echo '{0}'", 'echo "{0}"', 'echo "a {0} b"', 'echo "$(echo {0})"'):
        ScaleStep(pre_hooks=[command]).run(name)
    for command in ("""echo "it's {0}" '"' """, """echo 'say "{0}"' "'" """, """echo \\" {0} \\" """):
        ScaleStep(pre_hooks=[command]).run(name)
    assert list(Path().iterdir()) == []
    assert caplog.messages.count(name) == 4
    for text in (f"it's {name} \"", f'say "{name}" \'', f'" {name} "'):
        assert text in caplog.messages


def test_a_command_that_fails_is_an_os_error():
    """With its status."""
    for status in (1, 2, 3):
        with pytest.raises(
            OSError, match=f"the post_hook0 ended with status {status}: exit {status}"
        ) as caught:
            DoubleStep(post_hooks=[f"exit {status}"]).run(3)
        assert type(caught.value) is OSError  # and not one of those that Python makes of its number


def test_a_command_that_names_a_missing_argument_is_refused():
    """There is one argument only."""
    with pytest.raises(ValueError, match=re.escape("names the argument {1}; the step has 1")):
        DoubleStep(pre_hooks=["echo {1}"]).run(3)


# -- hooks as values of a config -------------------------------------------------------------------


def test_hooks_are_saved_as_texts(folder):
    """Classes, functions and steps with their parameters come back from every kind of file."""
    step = DoubleStep(pre_hooks=[AddStep, AddStep("own", amount=2, label="it's"), half, "echo {0}"])
    texts = [
        f"{SAMPLES}.AddStep",
        f"{SAMPLES}.AddStep(name='own', amount=2.0, label=\"it's\")",
        f"{SAMPLES}.half",
        "echo {0}",
    ]
    assert step.get_pars()["pre_hooks"] == texts
    step.export_config("p.asdf")
    again = DoubleStep(config_file="p.asdf")
    assert again.pre_hooks == texts
    assert again.run(3) == step.run(3) == 6.0
    step.config.save("p.py")
    config = StepConfig()
    config.load("p.py")
    assert config.pre_hooks == texts


def test_a_hook_without_a_name_cannot_be_saved(folder):
    """The error says what to do."""
    for hook in (lambda value: value, AddStep("x", pre_hooks=[lambda value: value])):
        step = DoubleStep(pre_hooks=[hook])
        with pytest.raises(UsageError, match=r"pre_hooks: .* cannot be saved, as no text leads to it"):
            step.config.save("p.py")


def test_hooks_travel_with_their_config():
    """A copy and a pickle have the same ones; the history tells who set them."""
    step = DoubleStep(pre_hooks=[half, AddStep])
    assert pickle.loads(pickle.dumps(step.config)).pre_hooks == [half, AddStep]
    assert step.config.copy().pre_hooks == [half, AddStep]
    assert pickle.loads(pickle.dumps(step)).run(4) == 6.0
    assert step.config.history["pre_hooks"][-1].layer == "keyword"


def test_hooks_can_be_edited():
    """As any list, each edit in the history."""
    step = DoubleStep(pre_hooks=half)
    step.pre_hooks.append(AddStep)
    step.pre_hooks.insert(0, "true")
    with pytest.raises(FieldValidationError, match="Item at position"):
        step.pre_hooks.append(3)
    assert step.pre_hooks == ["true", half, AddStep]
    assert step.run(4) == 6.0


def test_a_spec_leaves_hooks_as_they_are():
    """A step with a spec has them as well."""
    assert OldStyleStep(pre_hooks=[half]).run(4) == 2.0
