"""stepconfig template: a parameter file to begin with."""

from __future__ import annotations

import json
import os

from ..errors import UsageError
from ..names import nearest
from ..sources.command_line import Arguments
from ..steps.schema import file_schema
from ..steps.subject import find_class
from ..steps.template import FORMATS, template
from .asked import one_class, write_text
from .exits import DONE

__all__ = ["OWN", "SHORT", "USAGE", "run"]

USAGE = """\
usage: stepconfig template CLASS [--format FORMAT] [--minimal] [-o FILE]

Prints a parameter file with every parameter of a step class or Config class,
module.Class: its doc, type, unit, limits, choices and default.

options:
  --format FORMAT  asdf, yaml, toml, json (which has no comments) or py (an
                   override file); by default that of FILE's name, or asdf
  --minimal        only the parameters that have to be given
  -o FILE          write it to a new FILE, and beside it the JSON Schema that
                   editors check it by, NAME.schema.json (asdf, yaml, toml)
  --schema SCHEMA  name this schema in the file; none is written
  --debug          show the traceback of an error
  --help           this text
"""

OWN = {"format": True, "minimal": False, "output": True, "schema": True}
SHORT = {"-o": "output"}
_SUFFIXES = {".yml": "yaml"}
_WITH_SCHEMA = ("asdf", "yaml", "toml")


def run(parsed: Arguments, given: list[str]) -> int:
    """Run the command."""
    cls = find_class(one_class(parsed, USAGE))
    options = parsed.options
    path = options.get("output", [None])[-1]
    file_format = _format(options.get("format", [None])[-1], path)
    schema = options.get("schema", [None])[-1]
    beside = None
    if path is not None and schema is None and file_format in _WITH_SCHEMA:
        beside = f"{os.path.splitext(path)[0]}.schema.json"
        schema = os.path.basename(beside)
    text = template(cls, file_format, "minimal" in options, schema)
    if path is None:
        print(text, end="")
        return DONE
    if os.path.exists(path):
        raise UsageError(f"{path} exists already; a template does not take the place of a file")
    write_text(path, text)
    if beside is not None:
        write_text(beside, json.dumps(file_schema(cls), indent=2, ensure_ascii=False) + "\n")
    return DONE


def _format(name: str | None, path: str | None) -> str:
    """The format that is asked for, or that of a file's name."""
    suffix = "" if path is None else os.path.splitext(path)[1].lower()
    of_path = _SUFFIXES.get(suffix, suffix.removeprefix("."))
    if name is None:
        if path is None:
            return "asdf"
        if of_path not in FORMATS:
            raise UsageError(f"{path} has the suffix {suffix!r}; say which --format: {', '.join(FORMATS)}")
        return of_path
    if name not in FORMATS:
        close = nearest(name, FORMATS)
        hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(FORMATS)}"
        raise UsageError(f"unknown format {name!r}; {hint}")
    if of_path in FORMATS and of_path != name:
        raise UsageError(f"expected a file of the format {name}, got the name {path}")
    return name
