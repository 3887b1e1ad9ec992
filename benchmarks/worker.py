"""One process that measures rows for one library, and plain classes beside it, as it is told to.

Reads requests from the standard input and writes replies to the standard output, each a line of JSON:
``{"do": "prepare" | "sample" | "drop", "row": name, "slots": bool}``.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from library import SLOTS, Library
from rows import MEASURES
from table import ROWS
from timing import Measure, at_depth

BY_NAME = {row.name: row for row in ROWS}


class Bench:
    """The libraries of this process and the measures that are ready.

    Parameters
    ----------
    name : str
        Name of the library's module.
    folder : Path
        Temporary folder for its files.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.library = Library(name, folder)
        self.slots = Library(SLOTS, folder)
        gc.collect()
        gc.freeze()  # so that the collection before every sample looks at what the row made and no more
        self._measures: dict[tuple[str, bool], Measure] = {}

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Do what a request says; the work is done at the bottom of a new stack."""
        row, slots = BY_NAME[request["row"]], bool(request["slots"])
        key = (row.name, slots)
        if request["do"] == "prepare":
            library = self.slots if slots else self.library
            size = () if row.size is None else (row.size,)
            measure = MEASURES[row.kind](library, *size)
            at_depth(2, measure.calibrate)
            self._measures[key] = measure
            return {"repeats": measure.repeats}
        if request["do"] == "sample":
            return {"value": at_depth(2, self._measures[key].value)}
        del self._measures[key]
        gc.collect()
        return {}


def main() -> None:
    """Answer requests until the input ends."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.chdir(folder)
        bench = Bench(sys.argv[1], Path(folder))
        replies.write(json.dumps(bench.library.about()) + "\n")
        for line in sys.stdin:
            try:
                reply = bench.answer(json.loads(line))
            except Exception as error:
                message = f"{type(error).__name__}: {error}"
                reply = {"error": message, "traceback": traceback.format_exc()}
            replies.write(json.dumps(reply) + "\n")


if __name__ == "__main__":
    main()
