"""Functions that other processes are to find, and a script that is interrupted."""

import os
import time

from stepconfig import CoresField, Step, StepConfig


def square(number):
    """The square of a number, and the process that found it."""
    return number * number, os.getpid()


def fails_at_three(number):
    """Raises for one of the items."""
    if number == 3:
        raise ValueError(f"no {number} please")
    return number


def dies(number):
    """Ends the process."""
    os._exit(9)


def nested(number):
    """Asks for more cores inside a worker."""
    return MapStep(maximum_cores="all").map_cores(square, [number, number + 1])


def sleeps(number):
    """Is not done before it is interrupted."""
    os.write(1, f"{os.getpid()}\n".encode())  # in one piece, as two processes write
    time.sleep(600)


class MapConfig(StepConfig):
    """Parameters of a step that uses several cores."""

    maximum_cores = CoresField("Cores for the squares.")


class MapStep(Step):
    """Squares numbers."""

    ConfigClass = MapConfig

    def process(self, numbers):
        return self.map_cores(square, numbers)


if __name__ == "__main__":
    MapStep(maximum_cores=2).map_cores(sleeps, [1, 2])
