"""Steps and functions that tests use as hooks, found as ``tests.steps.hook_samples.NAME``."""

import threading

from stepconfig import Field, Step, StepConfig

calls = []
"""What was called, in its order; tests clear it."""


class AddConfig(StepConfig):
    """What is added."""

    amount = Field("What is added.", float, 1.0)
    label = Field("What it is called.", str, "add")
    needed = Field("Has to be given, or not.", int, optional=True)


class AddStep(Step):
    """Adds to a number."""

    ConfigClass = AddConfig

    def process(self, value):
        calls.append((self.qualified_name, self.config.label, value))
        return value + self.config.amount


class NeedyConfig(StepConfig):
    """Has to be given something."""

    needed = Field("Has to be given.", int)


class NeedyStep(Step):
    """Cannot run without a parameter."""

    ConfigClass = NeedyConfig


class LookStep(Step):
    """Looks and gives nothing."""

    def process(self, *values):
        calls.append((self.qualified_name, values))


class DoubleStep(Step):
    """Doubles a number; what hooks surround in tests."""

    def process(self, value):
        calls.append(("process", value))
        return value * 2


def half(value):
    """Half of a number."""
    calls.append(("half", value))
    return value / 2


def nothing(*values):
    """Gives nothing."""
    calls.append(("nothing", values))


def both(*values):
    """Two values."""
    return (1, 2)


class OldStyleStep(Step):
    """A step as of stpipe: a spec, parameters that process changes, messages by its own logger."""

    class_alias = "old_style"
    spec = """
        threshold = float(default=1.0)  # Level
        output_ext = string(default='.json')
    """

    def process(self, data):
        self.suffix = "changed"
        self.threshold = self.threshold + 1
        return data


gate = threading.Barrier(2, timeout=300)


class MeetStep(Step):
    """Two runs of one instance that wait for each other."""

    def process(self, name):
        gate.wait()
        path = self.make_output_path(suffix="x")
        gate.wait()
        return path, self.config._frozen


not_callable = 3


class Plain:
    """A class that is no step."""
