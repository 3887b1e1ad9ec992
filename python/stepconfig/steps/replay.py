"""Running again what a record tells of, and saying what differs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ..config.walk import leaves
from ..errors import FieldValidationError, UnknownNameError, UsageError
from ..history.location import ArgumentLocation, Location
from ..history.record import acting_as
from ..names import type_name
from ..sources.layering import apply_layers
from ..sources.parameter_file import read_parameter_file
from .checksums import file_facts
from .models import open_model
from .record import RunRecord
from .run import Run, at_end
from .same_content import content_differences
from .surroundings import class_facts, installed_version, python_facts

__all__ = ["Change", "OutputChange", "Replay", "replay"]


@dataclass(slots=True)
class Change:
    """Something that is not as it was.

    Parameters
    ----------
    kind : str
        ``version``, ``code``, ``input``, ``reference``, ``parameter``, ``argument``, ``folder`` or
        ``outcome``.
    name : str
        What it is.
    was, now : str
        In words.
    """

    kind: str
    name: str
    was: str
    now: str

    def __str__(self) -> str:
        if self.kind == "code":
            return f"code {self.name}: changed since then; now {self.now}"
        return f"{self.kind} {self.name}: was {self.was}, now {self.now}"


@dataclass(slots=True)
class OutputChange:
    """What became of an output.

    Parameters
    ----------
    path : str
        The file of the record, or the new one if the record has none.
    new : str or None
        The new file.
    status : str
        ``same`` byte for byte, ``same content``, ``different``, ``missing``, ``new``.
    details : list of str, optional
        Where they differ.
    """

    path: str
    new: str | None
    status: str
    details: list[str] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        """Has it the same content?"""
        return self.status.startswith("same")

    def __str__(self) -> str:
        return "\n    ".join([f"output {os.path.basename(self.path)}: {self.status}", *self.details])


@dataclass(slots=True)
class Replay:
    """How a run went that was run again.

    Parameters
    ----------
    record : RunRecord
        The record of the first run.
    changes : list of Change
        What was not as it had been.
    outputs : list of OutputChange
        What became of the outputs.
    error : Exception or None
        What was raised.
    """

    record: RunRecord
    changes: list[Change] = field(default_factory=list)
    outputs: list[OutputChange] = field(default_factory=list)
    error: Exception | None = None

    @property
    def is_same(self) -> bool:
        """Did it end as it had ended, with the same outputs?"""
        ended = all(change.kind != "outcome" for change in self.changes)
        return ended and all(output.is_same for output in self.outputs)

    def __str__(self) -> str:
        lines = [*map(str, self.changes), *map(str, self.outputs)]
        return "\n".join(lines) or "nothing differs; the run had no outputs"


def replay(record: RunRecord, output_dir: str | None = None, asked: Location | None = None) -> Replay:
    """Run again what a record tells of; the step class is imported for it.

    Parameters
    ----------
    record : RunRecord
        The record.
    output_dir : str, optional
        Folder for the new outputs; by default one that is removed afterwards.
    asked : Location, optional
        Who asks for it, for the history of parameters.

    Returns
    -------
    Replay
        What differs. A step that raises is told as its ``error``.

    Raises
    ------
    ConfigError
        If the class is not found, or the run had arguments that no file holds.
    """
    found = Replay(record)
    step_class = record.find_class()
    config = step_class.ConfigClass()
    _set_parameters(record, config, found)
    step = step_class(record.name, config=config)
    _compare_surroundings(record, step, found)
    arguments = [_argument(step, place, each, found) for place, each in enumerate(record.facts["arguments"])]
    if output_dir is not None:
        _run(record, step, arguments, os.path.abspath(output_dir), asked, found)
        return found
    with tempfile.TemporaryDirectory(prefix="replay-") as folder:
        _run(record, step, arguments, folder, asked, found)
    return found


def _set_parameters(record: RunRecord, config: Any, found: Replay) -> None:
    """Set the parameters that can still be set, and note the others."""
    for fault in apply_layers(config, [read_parameter_file(record.path).layer]):
        path = getattr(fault, "fullname", None) or type(fault).__name__
        is_known = isinstance(fault, (FieldValidationError, UnknownNameError))
        words = fault.describe() if isinstance(fault, FieldValidationError) else str(fault)
        was = repr(record.values.get(path)) if is_known else "set"
        found.changes.append(Change("parameter", path, was, f"refused: {words}"))
    record.give_history(config)
    for path, words in record.left_out.items():
        found.changes.append(Change("parameter", path, words, "left out, as no file can hold it"))
    recorded = record.values
    for path, owner, each, name in leaves(config):
        if not each.holds_configs and path not in recorded and path not in record.left_out:
            found.changes.append(Change("parameter", path, "unknown", repr(each.plain(getattr(owner, name)))))


def _compare_surroundings(record: RunRecord, step: Any, found: Replay) -> None:
    facts = record.facts
    was, now = facts["python"]["version"], python_facts()["version"]
    if was != now:
        found.changes.append(Change("version", "python", was, now))
    for package, version in facts["packages"].items():
        current = installed_version(package)
        if current != version:
            found.changes.append(Change("version", package, version, current or "not installed"))
    current_classes = {type_name(cls): class_facts(cls) for cls in _classes_of(step)}
    for each in facts["classes"]:
        current_facts = current_classes.get(each["class"])
        if current_facts is not None and current_facts["sha256"] != each["sha256"]:
            found.changes.append(Change("code", each["class"], "another", f"that of {current_facts['file']}"))
    for kind, files in (("input", record.inputs), ("reference", record.references)):
        for each in files:
            if each["path"] is not None:
                _compare_file(kind, each, found)
    if facts["called"]["folder"] != os.getcwd():
        found.changes.append(Change("folder", "of the run", str(facts["called"]["folder"]), os.getcwd()))


def _classes_of(step: Any) -> Iterator[type]:
    yield type(step)
    for name in getattr(step, "step_defs", ()):
        yield from _classes_of(getattr(step, name))


def _compare_file(kind: str, was: Mapping[str, Any], found: Replay) -> None:
    now = file_facts(was["path"])
    if now["sha256"] != was["sha256"]:
        found.changes.append(Change(kind, was["name"], _file_words(was), _file_words(now)))


def _file_words(facts: Mapping[str, Any]) -> str:
    if facts["sha256"] is None:
        return f"not to be read ({facts.get('why', 'missing')})"
    return f"{facts['size']} bytes, sha256 {facts['sha256'][:12]}..."


def _argument(step: Any, place: int, facts: Mapping[str, Any], found: Replay) -> Any:
    """An argument of the run, as it was, or opened from the file that it came from."""
    if "path" in facts:
        return facts["path"]
    if "value" in facts:
        return facts["value"]
    if "number" in facts:
        return float(facts["number"])
    files = [name for name in facts["names"] if os.path.isfile(name)]
    if len(files) != 1:
        raise UsageError(
            f"the run cannot be repeated: its argument {place + 1} was {facts['object']} in memory, and no"
            " file holds it; run the step on files to have a run that can be repeated"
        )
    found.changes.append(Change("argument", str(place + 1), facts["object"], f"opened from {files[0]}"))
    opener = getattr(step, "open_model", open_model)
    return opener(files[0])


def _run(
    record: RunRecord,
    step: Any,
    arguments: list[Any],
    folder: str,
    asked: Location | None,
    found: Replay,
) -> None:
    with acting_as(asked or ArgumentLocation(f"--output-dir={folder}"), layer="command line"):
        _redirect(step, folder)
    runs: list[Run] = []
    with _noting(step, runs):
        try:
            step._run_with(tuple(arguments), record.facts["saves_by_default"])
        except Exception as error:
            found.error = error
    _compare_outcome(record, found)
    outputs = runs[0].recording.outputs if runs and runs[0].recording is not None else []
    found.outputs += _compared_outputs(record.outputs, outputs)


def _redirect(step: Any, folder: str) -> None:
    """Let all outputs go to a folder."""
    if step.parent is None or step.config.output_dir is not None:
        step.config.output_dir = folder
    for name in getattr(step, "step_defs", ()):
        _redirect(getattr(step, name), folder)


@contextmanager
def _noting(step: Any, runs: list[Run]) -> Iterator[None]:
    """Note the runs of a step in the ``with`` block."""

    def note(run: Run) -> None:
        if run.step is step:
            runs.append(run)

    at_end.append(note)
    try:
        yield
    finally:
        at_end.remove(note)


def _compare_outcome(record: RunRecord, found: Replay) -> None:
    error = found.error
    now = "done" if error is None else f"failed: {type_name(type(error))}: {error}"
    was = record.outcome
    if record.error is not None:
        was = f"failed: {record.error['type']}: {record.error['message']}"
    if was != now and was not in ("unfinished", "skipped"):
        found.changes.append(Change("outcome", "of the run", was, now))


def _compared_outputs(was: list[dict[str, Any]], now: list[dict[str, Any]]) -> Iterator[OutputChange]:
    rest = {os.path.basename(each["path"]): each for each in now}
    for name, each in {os.path.basename(each["path"]): each for each in was}.items():
        new = rest.pop(name, None)
        if new is None:
            yield OutputChange(each["path"], None, "missing", ["the new run did not save it"])
        elif new["sha256"] == each["sha256"]:
            yield OutputChange(each["path"], new["path"], "same")
        else:
            yield _compared_content(each, new)
    for each in rest.values():
        yield OutputChange(each["path"], each["path"], "new", ["the record has no such output"])


def _compared_content(was: dict[str, Any], now: dict[str, Any]) -> OutputChange:
    old, new = was["path"], now["path"]
    if file_facts(old)["sha256"] != was["sha256"]:
        details = ["the old file is not there any more, or changed: only checksums can be compared"]
        return OutputChange(old, new, "different", details)
    differences = content_differences(old, new)
    if differences is None:
        return OutputChange(old, new, "different", ["the bytes differ"])
    return OutputChange(old, new, "different" if differences else "same content", differences)
