"""stepconfig record: what the record of a run says, as text, JSON or PROV-JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..config.json_form import json_form
from ..errors import UsageError
from ..sources.command_line import Arguments
from ..steps.from_arguments import refuse_over
from ..steps.record import RunRecord
from .asked import no_parameters, print_json, write_text
from .exits import DONE

__all__ = ["OWN", "SHORT", "USAGE", "run"]

USAGE = """\
usage: stepconfig record RECORD [--json | --prov FILE]

Tells what the record of a run says. Nothing is run or imported.

RECORD is a record, or an output that has one beside it.

options:
  --json       everything in it, as JSON
  --prov FILE  write it as PROV-JSON of the W3C (needs the package prov)
  --debug      show the traceback of an error
  --help       this text

stepconfig explain RECORD tells who set each parameter; strun RECORD INPUT runs
another input with the same parameters.
"""

OWN = {"json": False, "prov": True}
SHORT: dict[str, str] = {}


def run(parsed: Arguments, given: list[str]) -> int:
    """Run the command."""
    no_parameters(parsed)
    if len(parsed.positional) != 1:
        raise UsageError(f"expected one record, got {len(parsed.positional)}\n\n{USAGE}")
    record = RunRecord.open(parsed.positional[0])
    for path in parsed.options.get("prov", ()):
        refuse_over("prov", path, (record.path,))
        write_text(path, f"{record.to_prov().serialize(indent=2)}\n")
    if "json" in parsed.options:
        print_json(json_form(record.data))
    elif "prov" not in parsed.options:
        print("\n".join(_lines(record)))
    return DONE


def _lines(record: RunRecord) -> Iterator[str]:
    facts = record.facts
    yield f"{facts['step']} ({record.class_name})"
    yield f"  {record.outcome} in {facts['seconds']} s, {facts['began']} to {facts['ended'] or 'unknown'}"
    if record.error is not None:
        yield f"  in the step {record.error['step']}: {record.error['type']}: {record.error['message']}"
    host, python = facts["host"], facts["python"]
    yield f"  on {host['name']} ({host['system']}, {host['machine']}), Python {python['version']}"
    yield f"  {' '.join(facts['called']['command'])}"
    place = facts["called"]["place"]
    if place is not None:
        yield f"  called at {place['file']}:{place['line']}"
    for title, files in (
        ("inputs", record.inputs),
        ("references", record.references),
        ("outputs", record.outputs),
    ):
        if files:
            yield f"{title}:"
            yield from (f"  {_file(each)}" for each in files)
    yield "steps:"
    yield from _runs(facts["runs"], "  ")
    yield "parameters from:"
    yield from (
        f"  {each['layer']}: {each['set']} set, {each['hold']} of them in use"
        + (f" ({', '.join(each['files'])})" if each["files"] else "")
        for each in facts["layers"]
    )
    yield "packages:"
    yield f"  {', '.join(f'{name} {version}' for name, version in facts['packages'].items())}"


def _file(facts: dict[str, Any]) -> str:
    kind = f"{facts['type']} " if "type" in facts else ""
    if facts["sha256"] is None:
        return f"{kind}{facts['path'] or facts.get('name')}  {facts.get('why', 'no file')}"
    return f"{kind}{facts['path']}  {facts['size']} bytes  sha256 {facts['sha256']}"


def _runs(runs: list[dict[str, Any]], indent: str) -> Iterator[str]:
    for each in runs:
        by = f", as set at {each['skipped_by']}" if each["skipped_by"] else ""
        yield f"{indent}{each['step']}  {each['outcome']}{by}  {each['seconds']} s"
        yield from _runs(each["runs"], indent + "  ")
        if "runs_left_out" in each:
            yield f"{indent}  and {each['runs_left_out']} runs inside, which the record leaves out"
