"""The processes that do the measuring, seen from the programme that asks them."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from time import perf_counter_ns
from typing import Any


class MeasuringError(RuntimeError):
    """A worker could not prove or measure a row; ``details`` holds its traceback."""

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.details = details


class Worker:
    """A long-lived process that measures one library.

    Parameters
    ----------
    python : str
        The interpreter in whose environment the library is.
    module : str
        The library's module.

    Raises
    ------
    MeasuringError
        Raised if the process does not come up.
    """

    def __init__(self, python: str, module: str) -> None:
        self.python = os.path.abspath(python)  # as workers have a folder of their own
        self.module = module
        script = Path(__file__).with_name("worker.py")
        self._process = subprocess.Popen(
            [python, str(script), module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.about: dict[str, str] = self._receive()

    def ask(self, do: str, row: str, slots: bool = False) -> dict[str, Any]:
        """Send a request and wait for the reply."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"do": do, "row": row, "slots": slots}) + "\n")
        except BrokenPipeError:
            pass  # the process has ended, which receiving finds out and tells
        return self._receive()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            code = self._process.wait()
            raise MeasuringError(f"the process that measures {self.module} ended (exit code {code})")
        reply: dict[str, Any] = json.loads(line)
        if "error" in reply:
            raise MeasuringError(f"{self.module}: {reply['error']}", reply["traceback"])
        return reply

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)


def time_start(python: str, statement: str) -> int:
    """Return the wall time (ns) of a fresh interpreter that executes a statement and ends.

    It may keep what it compiles, whatever the surrounding shell says, so that later starts are of a
    compiled package.
    """
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        command = [python, "-c", statement]
        start = perf_counter_ns()
        ended = subprocess.run(command, stdin=subprocess.DEVNULL, cwd=folder, env=environment)
        elapsed = perf_counter_ns() - start
    if ended.returncode:
        raise MeasuringError(f"{statement!r} failed")
    return elapsed
