"""Steps whose runs leave records, for the tests of these."""

import os
from pathlib import Path

from stepconfig import AsdfModel, Field, ListField, Pipeline, PipelineConfig, Step, StepConfig


class CountConfig(StepConfig):
    """Parameters of the counting."""

    gain = Field("Charge for each count.", float, 2.0, unit="electron")
    bands = ListField("Bands to look at.", str, ["g", "r"])
    note = Field("What is written into the result.", str, "")


class CountStep(Step):
    """Read a number from a file and multiply it."""

    ConfigClass = CountConfig
    class_alias = "count"

    def process(self, data):
        number = float(Path(data).read_text()) if isinstance(data, str) else data["charge"]
        if number < 0:
            raise ValueError(f"a negative number of counts: {number}")
        tree = {"charge": number * self.config.gain, "note": self.config.note}
        return AsdfModel(
            tree, {"filename": data if isinstance(data, str) else getattr(data.meta, "filename", None)}
        )


class FragileStep(CountStep):
    """As the other, but it cannot go on from more than a hundred."""

    class_alias = "fragile"

    def process(self, data):
        if data["charge"] > 100:
            raise RuntimeError(f"too much charge: {data['charge']}")
        return super().process(data)


class NightConfig(PipelineConfig):
    """Parameters of the night."""

    observer = Field("Who observed.", str, "nobody")


class NightPipeline(Pipeline):
    """Count, and count again."""

    ConfigClass = NightConfig
    step_defs = {"first": CountStep, "second": FragileStep}

    def process(self, data):
        return self.second.run(self.first.run(data))


class PlainStep(Step):
    """Takes plain values."""

    def process(self, number, text, items):
        return AsdfModel({"number": number * 2, "text": text, "items": items})


def write_counts(name="m51.txt", counts=5):
    """An input; older than any run that reads it."""
    Path(name).write_text(str(counts))
    os.utime(name, (1e9, 1e9))
    return name
