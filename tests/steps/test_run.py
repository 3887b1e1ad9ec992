"""What a run tells: events for watchers, messages for logs, and nothing left behind."""

import logging
import threading

import pytest

from stepconfig import Step
from stepconfig.steps.run import observing, tell
from tests.steps.samples import FailingPipeline, FailingStep, Image, ReducePipeline, ScaleStep


def observed(step, *arguments):
    """Kind and step of every event of a run."""
    events = []
    with observing(events.append):
        step.run(*arguments)
    return [(event.kind, event.step.qualified_name) for event in events]


def test_every_step_tells_when_it_starts_and_is_done(folder):
    """In the order in which it happens, with files that are saved."""
    pipeline = ReducePipeline("night", steps={"scale": {"save_results": True}})
    assert observed(pipeline, Image(1.0, "m51.fits")) == [
        ("start", "night"),
        ("start", "night.scale"),
        ("saved", "night.scale"),
        ("done", "night.scale"),
        ("start", "night.detect"),
        ("done", "night.detect"),
        ("done", "night"),
    ]


def test_a_failure_is_told_by_every_step_around_it():
    """From the inside out, with what went wrong and how long it took."""
    events = []
    with observing(events.append), pytest.raises(ValueError, match="no stars"):
        FailingPipeline("night").run(Image())
    failed = [event for event in events if event.kind == "failed"]
    assert [event.step.qualified_name for event in failed] == ["night.fail", "night"]
    assert all(event.detail == "no stars" and event.seconds > 0 for event in failed)


def test_times_are_those_of_the_run():
    """A pipeline takes as long as its steps at least."""
    events = []
    with observing(events.append):
        ReducePipeline().run(Image())
    seconds = {event.step.name: event.seconds for event in events if event.kind == "done"}
    assert seconds["ReducePipeline"] >= seconds["scale"] + seconds["detect"] > 0


def test_nobody_is_told_when_the_watching_is_over():
    """Events outside of the block go nowhere."""
    events = []
    with observing(events.append):
        tell("start", None)
    tell("done", None)
    assert [event.kind for event in events] == ["start"]


def test_watchers_of_threads_do_not_mix():
    """Each thread has its own watcher."""
    events = []

    def other():
        ScaleStep("other").run(Image())

    with observing(events.append):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        ScaleStep("own").run(Image())
    assert {event.step.name for event in events} == {"own"}


def test_messages_go_to_loggers_of_the_steps(caplog):
    """Each step has a logger under the package's, by its qualified name."""
    caplog.set_level(logging.INFO, "stepconfig")
    ReducePipeline("night").run(Image())
    names = [(record.name, record.message.split(" in ")[0]) for record in caplog.records]
    assert names == [
        ("stepconfig.night", "running"),
        ("stepconfig.night", "parameters from default, setDefaults; none from a reference"),
        ("stepconfig.night", names[2][1]),
        ("stepconfig.night.scale", "running"),
        ("stepconfig.night.scale", "scaling by 2.0"),
        ("stepconfig.night.scale", "done"),
        ("stepconfig.night.detect", "running"),
        ("stepconfig.night.detect", "done"),
        ("stepconfig.night", "done"),
    ]


def test_a_run_configures_no_logging():
    """Levels, handlers and filters of the root logger and of the package's are what they were."""

    def state():
        loggers = [logging.getLogger(name) for name in (None, "stepconfig", "stepconfig.ScaleStep")]
        return [(each.level, list(each.handlers), list(each.filters), each.propagate) for each in loggers]

    before = state()
    ScaleStep().run(Image())
    with pytest.raises(ValueError, match="no stars"):
        FailingStep().run("x")
    assert state() == before


def test_a_run_prints_nothing(capfd):
    """A program that sets up no logging sees no word of it."""
    ReducePipeline().run(Image())
    assert capfd.readouterr() == ("", "")


def test_a_step_may_be_run_in_several_threads_at_once():
    """Instances are independent; each thread has its own."""
    results = {}

    def work(number):
        results[number] = ReducePipeline(steps={"scale": {"factor": number}}).run(Image(1.0)).level

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: number + 1.0 for number in range(8)}


def test_the_run_of_a_step_is_over_when_it_has_failed():
    """A failed step can be run again, as if nothing had been."""

    class Once(Step):
        tries: int = 0

        def process(self):
            self.tries += 1
            if self.tries == 1:
                raise ValueError("not yet")
            return self.tries

    step = Once()
    with pytest.raises(ValueError, match="not yet"):
        step.run()
    assert step.run() == 2
