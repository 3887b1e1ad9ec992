"""Runs a pipeline that saves in child processes and kills each at a random moment; prints what is wrong then.

To be run as a script in an empty folder: ``killed_runs.py NUMBER SEED``. All is imported once, and each child
is a fork of this process, so that one is killed every few hundredths of a second.
"""

import os
import random
import signal
import sys
import time

import asdf
import numpy as np

from stepconfig import AsdfModel, Field, Pipeline, RunRecord, Step, StepConfig


class FillConfig(StepConfig):
    """Parameters of the filling."""

    value = Field("What the array is filled with.", float, 1.0)


class FillStep(Step):
    """Make an array that takes a while to write."""

    ConfigClass = FillConfig

    def process(self, number):
        data = np.full(200_000, self.config.value + number)
        return AsdfModel({"data": data, "number": number, "end": "complete"})


class FillPipeline(Pipeline):
    """Save two files; the second is of the first."""

    step_defs = {"first": FillStep, "second": FillStep}

    def process(self, number):
        self.first.run(number)
        return self.second.run(number)


def run_for_ever():
    """Save under the same two names, and under new ones, until somebody kills this process."""
    number = 0
    while True:
        number += 1
        steps = {"first": {"save_results": True}, "second": {"save_results": True, "value": 2.0}}
        name = "same" if number % 3 else f"new{number}"
        FillPipeline("night", output_file=name, output_ext="asdf", save_results=False, steps=steps).run(
            number
        )


def faults():
    """What is wrong with the files in the current folder that have final names."""
    for name in sorted(os.listdir()):
        if name.startswith(".") or ".record." in name:
            continue
        try:
            with asdf.open(name, lazy_load=False, memmap=False) as file:
                data, number = file["data"], file["number"]
                if len(data) != 200_000 or not (data == data[0]).all() or file["end"] != "complete":
                    yield f"{name}: not what was written"
            record = RunRecord.open(name)
            if not record.is_of_output(name):
                yield f"{name}: the record {record.path} is not of this file"
            if record.facts["arguments"] != [{"value": number}]:
                yield f"{name}: the record is of another run"
        except Exception as error:
            yield f"{name}: {type(error).__name__}: {error}"


def main(number, seed):
    """Kill that many runs, and look at the files after each."""
    chance = random.Random(seed)
    FillPipeline("warm", output_file="warm").run(0)
    outputs = 0
    for trial in range(number):
        child = os.fork()
        if child == 0:
            try:
                run_for_ever()
            finally:
                os._exit(1)
        time.sleep(chance.uniform(0.005, 0.15))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        for fault in faults():
            print(f"after {trial} (seed {seed}): {fault}")
        outputs = len([name for name in os.listdir() if not name.startswith(".")])
        for name in os.listdir():
            if name.startswith("new"):
                os.unlink(name)
    print(f"{number} runs were killed; {outputs > 0 and 'there were outputs'}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
