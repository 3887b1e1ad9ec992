"""stepconfig schema: the JSON Schema of a class."""

from __future__ import annotations

import json

from ..config.schema import config_schema
from ..sources.command_line import Arguments
from ..steps.schema import file_schema
from ..steps.step import Step
from ..steps.subject import find_class
from .asked import one_class, print_json, write_text
from .exits import DONE

__all__ = ["OWN", "SHORT", "USAGE", "run"]

USAGE = """\
usage: stepconfig schema CLASS [--file] [-o FILE]

Prints the JSON Schema (2020-12) of a class, module.Class: of a step class
that of its parameter files, of a Config class that of its values.

options:
  --file   that of parameter files, also for a Config class
  -o FILE  write it to FILE
  --debug  show the traceback of an error
  --help   this text
"""

OWN = {"file": False, "output": True}
SHORT = {"-o": "output"}


def run(parsed: Arguments, given: list[str]) -> int:
    """Run the command."""
    cls = find_class(one_class(parsed, USAGE))
    schema = file_schema(cls) if issubclass(cls, Step) or "file" in parsed.options else config_schema(cls)
    path = parsed.options.get("output", [None])[-1]
    if path is None:
        print_json(schema)
    else:
        write_text(path, json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
    return DONE
