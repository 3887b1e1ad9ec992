"""stepconfig replay: run again what a record tells of, and say what differs."""

from __future__ import annotations

from ..errors import UsageError
from ..history.location import ArgumentLocation
from ..sources.command_line import Arguments
from ..steps.record import RunRecord
from ..steps.replay import replay
from .asked import no_parameters
from .exits import DONE

__all__ = ["DIFFERENT", "OWN", "SHORT", "USAGE", "run"]

USAGE = """\
usage: stepconfig replay RECORD [--output-dir FOLDER]

Runs again what the record of a run tells of, with the same parameters on the
same inputs, and tells what differs: versions of packages, code, checksums of
inputs and references, parameters that can no longer be set, outputs.
The step class is imported, and its code runs.

RECORD is a record, or an output that has one beside it.

options:
  --output-dir FOLDER  keep the new outputs there; else they are removed
  --debug              show the traceback of an error
  --help               this text

Exit codes: 0 the outputs have the same content, 1 they have not, or the run
ends otherwise, 2 something is wrong.
"""

OWN = {"output-dir": True}
SHORT: dict[str, str] = {}
DIFFERENT = 1
"""The exit code if the run does not give what it gave."""


def run(parsed: Arguments, given: list[str]) -> int:
    """Run the command."""
    no_parameters(parsed)
    if len(parsed.positional) != 1:
        raise UsageError(f"expected one record, got {len(parsed.positional)}\n\n{USAGE}")
    record = RunRecord.open(parsed.positional[0])
    folders = parsed.options.get("output-dir")
    found = replay(
        record, folders[-1] if folders else None, ArgumentLocation(" ".join(["stepconfig replay", *given]))
    )
    print(found)
    print("The run gives what it gave." if found.is_same else "The run does not give what it gave.")
    return DONE if found.is_same else DIFFERENT
