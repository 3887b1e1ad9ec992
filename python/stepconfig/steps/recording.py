"""Recording a run: what is written beside every output when it is saved, and again when the run has ended."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

from ..config.json_form import json_form
from ..errors import ConfigError, FieldValidationError, ValidationFaults, message_of
from ..files import write_atomically
from ..formats.asdf_text import ASDF_BODY, ASDF_HEAD
from ..formats.section import is_plain
from ..history.location import frame_of, inside_package
from ..names import described, type_name
from .checksums import file_facts
from .naming import data_names
from .record_text import HistoryText, json_line, parameter_lines, plain_tree
from .run import Run, failed_step
from .saving import record_places, replace_record
from .surroundings import class_facts, host_facts, package_versions, python_facts

__all__ = ["VERSION", "Recorder", "Recording", "finish_records", "record_text", "recording_of"]

VERSION = "1.0.0"
"""Version of the layout of records, which the schema of that version describes."""

_HEAD = f"{ASDF_HEAD}# The record of a run of stepconfig: stepconfig record FILE shows it.\n{ASDF_BODY}"


class Recording:
    """What is known of an outermost run for its records.

    Parameters
    ----------
    run : Run
        The run.

    Attributes
    ----------
    number : str
        A name of the run that no other run has.
    outputs : list of dict
        What is known of the files that were saved.
    places : list of str
        The same files, as paths of this process.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.number = os.urandom(16).hex()
        self.outputs: list[dict[str, Any]] = []
        self.places: list[str] = []
        self._called: dict[str, Any] | None = None
        self._files: dict[str, dict[str, Any]] = {}
        self._fixed: tuple[str, str] | None = None
        self._changes: dict[str, dict[str, Any]] = {}
        self._left_out: dict[str, str] = {}
        self._layers: list[dict[str, Any]] = []

    @property
    def mark(self) -> bytes:
        """What stands in the records of this run only."""
        return f'id: "{self.number}"'.encode()

    def content(self, output: int | None) -> bytes:
        """The record of one of the outputs, or of the run itself, as it is known now.

        Parameters
        ----------
        output : int or None
            The number of the output.
        """
        run = self.run
        if self._fixed is None:
            history = HistoryText(run.config)
            self._fixed = (parameter_lines(run.step, run.config, self._left_out), history.text)
            self._layers = history.layers
        self._note_changes(run)
        if self._called is None:
            self._called = _calling_place()
        facts = {
            "version": VERSION,
            "id": self.number,
            "step": run.step.qualified_name,
            "outcome": _outcome(run),
            "error": _error(run),
            "began": _time(run.began),
            "ended": _time(run.ended) if run.ended else None,
            "seconds": _seconds(run),
            "saves_by_default": run.saves_by_default,
            "output": output,
            "called": {"command": sys.orig_argv, "folder": _folder(), "place": self._called},
            "arguments": [_argument(each) for each in run.arguments],
            "skipped": [{"step": each.step.qualified_name, "by": each.skipped_by} for each in run.skipped],
            "host": host_facts(),
            "python": python_facts(),
            "packages": package_versions(),
            "changes": [*self._changes.values()],
            "left_out": self._left_out,
        }
        several = {
            "inputs": [*self._inputs()],
            "references": [*self._references()],
            "outputs": self.outputs,
            "classes": [class_facts(cls) for cls in dict.fromkeys(type(each.step) for each in _runs(run))],
            "layers": self._layers,
            "runs": [_facts_of(run, run)],
        }
        parameters, told_history = self._fixed
        lines = [f"  {name}: {json_line(value)}\n" for name, value in facts.items()]
        for name, items in several.items():
            lines.append(f"  {name}:\n" if items else f"  {name}: []\n")
            lines += [f"  - {json_line(item)}\n" for item in items]
        text = "".join((_HEAD, parameters, "stepconfig_record:\n", *lines, told_history, "...\n"))
        return text.encode("utf-8", "backslashreplace")

    def _file(self, path: str) -> dict[str, Any]:
        """What is known of a file since the run first needed it."""
        known = self._files.get(path)
        if known is None:
            known = self._files[path] = file_facts(path)
            if known["sha256"] is not None and os.stat(path).st_mtime > self.run.began:
                known["changed_during_run"] = True
        return known

    def _inputs(self) -> Iterator[dict[str, Any]]:
        made = {output["path"] for output in self.outputs}
        names = dict.fromkeys(name for run in _runs(self.run) for name in run.inputs)
        own = frozenset(self.run.inputs)
        for name in names:
            is_file = os.path.isfile(name)
            if os.path.abspath(name) not in made and (is_file or name in own or name in self._files):
                yield {"name": name, **self._file(name)}

    def _references(self) -> Iterator[dict[str, Any]]:
        found = dict.fromkeys(each for run in _runs(self.run) for each in run.reference_files)
        for kind, name in found:
            is_file = os.path.isfile(name) or name in self._files
            facts = self._file(name) if is_file else {"path": None, "size": None, "sha256": None}
            yield {"type": kind, "name": name, **facts}

    def _note_changes(self, run: Run) -> None:
        """Note the parameters that the code of steps has set for the run, while they can be seen."""
        for each in _runs(run):
            for step, config in each.changed:
                known = step.__dict__["_configs"][0]
                for name, entries in config.history.items():
                    for entry in entries[len(known.history[name]) :]:
                        place = f"{step.qualified_name}.{name}"
                        value = json_form(entry.value)
                        self._changes[place] = {"parameter": place, "value": value, "place": entry.place}


class Recorder:
    """Makes the records of the files that one model saves; to be called by `save_atomically`.

    Parameters
    ----------
    step : Step
        The step that saves.
    run : Run or None
        Its run; None if it saves without running.
    model : object
        The model.
    """

    def __init__(self, step: Any, run: Run | None, model: Any) -> None:
        self._step = step
        self._model = model
        self._recording = recording_of(run or Run(step, None, (), config=step.config))
        self._number = len(self._recording.outputs)

    def __call__(self, new: str, destination: str) -> bytes:
        recording = self._recording
        facts = file_facts(destination, new)
        facts["step"] = self._step.qualified_name
        facts["model"] = type_name(type(self._model))
        recording.outputs.append(facts)
        recording.places.append(os.path.abspath(destination))
        return recording.content(len(recording.outputs) - 1)

    def forget(self) -> None:
        """Take back what was noted of files that could not be saved."""
        del self._recording.outputs[self._number :]
        del self._recording.places[self._number :]

    def saved_before(self, path: str) -> str | None:
        """The step that has saved a file of that name in the same run."""
        place = os.path.abspath(path)
        outputs = self._recording.outputs[: self._number]
        return next((each["step"] for each in outputs if each["path"] == place), None)

    def other_input(self, path: str) -> str | None:
        """An input, which is there still, of the run that saved a file which is about to be replaced.

        None if one of the inputs of this run is among those of that one, or nobody knows.

        Parameters
        ----------
        path : str
            The file.
        """
        mine = {os.path.abspath(name) for name in self._recording.run.inputs}
        if not mine or not os.path.exists(path):
            return None
        theirs = [name for place in record_places(path) for name in _inputs_in(place)]
        if mine.intersection(theirs):
            return None
        return next((name for name in theirs if os.path.exists(name)), None)


def _inputs_in(place: str) -> list[str]:
    """The paths of the inputs in a record, as `Recording.content` writes it; none if it is no record."""
    try:
        with open(place, encoding="utf-8") as file:
            lines = iter(file.readlines())
        for line in lines:
            if line == "  inputs:\n":
                break
        items = takewhile(lambda line: line.startswith("  - "), lines)
        return [str(json.loads(line[4:])["path"]) for line in items]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def recording_of(run: Run) -> Recording:
    """The recording of the outermost run around a run."""
    outermost = run.outermost
    if outermost.recording is None:
        outermost.recording = Recording(outermost)
    recording: Recording = outermost.recording
    return recording


def record_text(run: Run) -> str:
    """The record of a run as the text of an ASDF file."""
    return recording_of(run).content(None).decode()


def finish_records(run: Run) -> None:
    """Write into the records of a run how it ended; that of a failed one without outputs is made now.

    Parameters
    ----------
    run : Run
        The outermost run.
    """
    step = run.step
    if not step.saves_record:
        return
    if run.recording is None or not run.recording.places:
        # Parameters that do not fit together are no failure of the step: nothing has begun.
        if run.error is not None and not isinstance(run.error, (FieldValidationError, ValidationFaults)):
            _record_failure(run)
        return
    recording = recording_of(run)
    last = {place: number for number, place in enumerate(recording.places)}
    for place, number in last.items():
        try:
            replace_record(place, recording.content(number), recording.mark)
        except (ConfigError, OSError) as error:
            step.log.warning("the record of %s does not tell how the run ended: %s", place, error)


def _record_failure(run: Run) -> None:
    """Write the record of a run that failed before anything was saved, if it would have saved its results.

    That an input on the command line is not there is no failure of the step.
    """
    if run.saves_by_default and run.step.missing_input(run.arguments, run.error) is not None:
        return
    try:
        path = run.step.failed_record_path(run)
        if path is None:
            return
        content = recording_of(run).content(None)
        write_atomically(path, lambda file: file.write(content))
    except (ConfigError, OSError) as error:
        run.step.log.warning("there is no record of the failed run: %s", error)
    else:
        run.step.log.info("the run failed; its record is %s", path, extra={"event": "recorded"})


# -- facts of runs ---------------------------------------------------------------------------------


def _runs(run: Run) -> Iterator[Run]:
    yield run
    for child in [*run.children]:
        yield from _runs(child)


_DEEPEST = 40
"""How deep runs inside of runs are told: what is nested too deep is refused when the record is read."""


def _facts_of(run: Run, outermost: Run, depth: int = 1) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "step": run.step.qualified_name,
        "class": type_name(type(run.step)),
        "outcome": _outcome(run),
        "began": _time(run.began),
        "seconds": _seconds(run),
        "skipped_by": run.skipped_by,
    }
    if not _belongs_to(run.step, outermost.step):  # a hook for instance, whose parameters are nowhere else
        facts["parameters"] = json_form(plain_tree(run.config))
    if depth == _DEEPEST and run.children:
        facts["runs_left_out"] = sum(1 for _ in _runs(run)) - 1
        facts["runs"] = []
    else:
        facts["runs"] = [_facts_of(child, outermost, depth + 1) for child in [*run.children]]
    return facts


def _belongs_to(step: Any, outermost: Any) -> bool:
    while step is not None and step is not outermost:
        step = step.parent
    return step is not None


def _outcome(run: Run) -> str:
    if run.skipped_by is not None:
        return "skipped"
    if run.error is not None:
        return "failed"
    return "done" if run.ended else "unfinished"


def _error(run: Run) -> dict[str, Any] | None:
    error = run.error
    if error is None:
        return None
    inner = [each for each in _runs(run) if each.error is error]
    step = failed_step(error) or inner[-1].step.qualified_name
    traceback = error.__traceback__
    place = None
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if not inside_package[code.co_filename]:
            place = [code.co_filename, traceback.tb_lineno, code.co_name]
        traceback = traceback.tb_next
    notes = [str(note) for note in getattr(error, "__notes__", ())]
    return {
        "type": type_name(type(error)),
        "message": message_of(error),
        "step": step,
        "place": place,
        "notes": notes,
    }


def _seconds(run: Run) -> float:
    # No exponent, which YAML would want with a point.
    return round(max(0.0, (run.ended or time.time()) - run.began), 4)


def _time(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment.isoformat(timespec='milliseconds').removesuffix('+00:00')}Z"


def _argument(value: Any) -> dict[str, Any]:
    """An argument of the run: what it was, and the value of what can be written down."""
    if isinstance(value, os.PathLike):
        value = os.fsdecode(os.fspath(value))
    if isinstance(value, str):
        return {"path": os.path.abspath(value)} if os.path.exists(value) else {"value": value}
    if value is None or (type(value) in (bool, int, list, tuple, dict) and is_plain(value)):
        return {"value": json_form(value)}
    if type(value) is float:
        return {"number": repr(value)}
    return {"object": described(value), "names": [*data_names(value)]}


def _folder() -> str | None:
    try:
        return os.getcwd()
    except OSError:
        return None


def _calling_place() -> dict[str, Any] | None:
    """The line outside of this package that began the outermost run, as far as it is of this thread."""
    frame: Any = sys._getframe()
    found = None
    while frame is not None:
        code = frame.f_code
        if code.co_name == "_run_with" and inside_package[code.co_filename]:
            found = frame
        frame = frame.f_back
    while found is not None and inside_package[found.f_code.co_filename]:
        found = found.f_back
    if found is None:
        return None
    file, line, function, text = frame_of(found.f_code, found.f_lasti)
    return {"file": file, "line": line, "function": function, "text": text}
