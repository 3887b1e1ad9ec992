"""Records of runs as their readers see them; reading one executes nothing and imports no class."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..config.walk import form_of, walk
from ..errors import ParameterFileError, StepClassError, UnknownNameError
from ..formats.plain_data import plain_data
from ..formats.read import read_file
from ..formats.tree import Tree
from ..history.location import (
    ArgumentLocation,
    CodeLocation,
    EnvironmentLocation,
    FileLocation,
    Frame,
    Location,
)
from ..history.packing import stored_history
from ..history.record import Edit, Entry
from ..names import join_path
from ..sources.layering import resolve
from ..sources.parameter_file import read_parameter_file
from .checksums import checksum_of
from .find import find_step_class
from .record_prov import prov_document
from .running import Running
from .saving import record_places

if TYPE_CHECKING:
    from prov.model import ProvDocument

__all__ = ["HISTORY_KEY", "RECORD_KEY", "RunRecord", "is_record"]

RECORD_KEY = "stepconfig_record"
HISTORY_KEY = "stepconfig_history"
_VERSIONS = "1."
"""What the versions of the layouts begin with that can be read here."""


class RunRecord:
    """What is known of a run; made by `open`.

    Parameters
    ----------
    path : str
        The file.
    data : mapping
        Everything in it, as plain data.

    Attributes
    ----------
    path : str
        The file.
    data : dict
        Everything in it: the parameters under the keys of a parameter file, what is known of the run under
        ``stepconfig_record``, and the history of the parameters under ``stepconfig_history``.
    facts : dict
        What is known of the run: the part under ``stepconfig_record``.

    Examples
    --------
    >>> import os, tempfile
    >>> from stepconfig import AsdfModel, RunRecord, Step, StepConfig, Field
    >>> class GainConfig(StepConfig):
    ...     gain = Field("Charge for each count.", float, 2.0, unit="electron")
    >>> class GainStep(Step):
    ...     ConfigClass = GainConfig
    ...
    ...     def process(self, counts):
    ...         return AsdfModel({"charge": counts * self.config.gain})
    >>> folder = tempfile.mkdtemp()
    >>> _ = GainStep(gain=4.0, save_results=True, output_dir=folder).run(5.0)
    >>> record = RunRecord.open(os.path.join(folder, "step_GainStep_gainstep.asdf"))
    >>> record.outcome, record.value("gain"), record.history("gain")[-1].layer
    ('done', 4.0, 'keyword')
    """

    def __init__(self, path: str, data: Mapping[str, Any]) -> None:
        self.path = path
        self.data = dict(data)
        self.facts: dict[str, Any] = data[RECORD_KEY]
        self._history: dict[str, Any] = data[HISTORY_KEY]
        self._values: dict[str, Any] | None = None

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> RunRecord:
        """Read a record; nothing is executed or imported.

        Parameters
        ----------
        path : str
            The record, or an output, beside which it is.

        Raises
        ------
        ParameterFileError
            If there is no record, or it cannot be read.
        """
        text = os.fspath(path)
        if text.endswith(".asdf"):
            found = _read(text)
            if found is not None:
                return found
        records = [*map(_read, record_places(text))]
        of_file = (each for each in records if each is not None and each.is_of_output(text))
        best = next(of_file, None) or next((each for each in records if each is not None), None)
        if best is None:
            what = (
                f"has no record {os.path.basename(text)}.record.asdf"
                if os.path.exists(text)
                else "is not there"
            )
            raise ParameterFileError(f"{text} {what}")
        return best

    # -- the run -------------------------------------------------------------------------------

    @property
    def outcome(self) -> str:
        """``done``, ``failed``, ``skipped``, or ``unfinished`` if nobody lived to write how it ended."""
        return str(self.facts["outcome"])

    @property
    def error(self) -> dict[str, Any] | None:
        """What was raised: ``type``, ``message``, ``step``, ``place``, ``notes``; None if nothing was."""
        return self.facts["error"]  # type: ignore[no-any-return]

    @property
    def inputs(self) -> list[dict[str, Any]]:
        """The input files: ``name``, ``path``, ``size``, ``sha256``."""
        return self.facts["inputs"]  # type: ignore[no-any-return]

    @property
    def references(self) -> list[dict[str, Any]]:
        """The reference files: ``type``, ``name``, ``path``, ``size``, ``sha256``."""
        return self.facts["references"]  # type: ignore[no-any-return]

    @property
    def outputs(self) -> list[dict[str, Any]]:
        """The files that the run had saved: ``path``, ``size``, ``sha256``, ``step``, ``model``."""
        return self.facts["outputs"]  # type: ignore[no-any-return]

    @property
    def output(self) -> dict[str, Any] | None:
        """The one of the outputs beside which the record is; None for that of a failed run."""
        number = self.facts["output"]
        return None if number is None else self.outputs[number]

    @property
    def skipped(self) -> list[dict[str, Any]]:
        """The steps that were passed over: ``step``, and ``by``: who said so."""
        return self.facts["skipped"]  # type: ignore[no-any-return]

    def is_of_output(self, path: str) -> bool:
        """Is a file the output beside which the record was written, byte for byte?"""
        return self.output is not None and os.path.isfile(path) and checksum_of(path) == self.output["sha256"]

    # -- the parameters ------------------------------------------------------------------------

    @property
    def class_name(self) -> str:
        """The full name of the step class."""
        return str(self.data["class"])

    @property
    def name(self) -> str | None:
        """The name of the step."""
        name = self.data["name"]
        return None if name is None else str(name)

    @property
    def values(self) -> dict[str, Any]:
        """The parameters by their paths, as plain data."""
        if self._values is None:
            self._values = {}
            _add_values(self.data, "", self._values)
        return self._values

    @property
    def left_out(self) -> dict[str, str]:
        """The values that no file can hold, in words, by their paths: functions as hooks, for instance."""
        return self.facts["left_out"]  # type: ignore[no-any-return]

    def value(self, path: str) -> Any:
        """The value of a parameter.

        Parameters
        ----------
        path : str
            The path: ``steps.detect.threshold``.

        Raises
        ------
        UnknownNameError
            If the run had no such parameter.
        """
        try:
            return self.values[path]
        except KeyError:
            raise UnknownNameError(path, self.class_name, "", list(self.values), "parameter") from None

    def history(self, path: str) -> list[Entry]:
        """What each source said of a parameter, the one that holds last.

        Parameters
        ----------
        path : str
            The path.

        Raises
        ------
        UnknownNameError
            If the run had no such parameter.
        """
        told, form = self._history["entries"], form_of(path)
        path = next((each for each in told if form(each) == form(path)), path)
        value = self.value(path) if path not in told else None
        entries = told.get(path, [{"layer": "default", "label": "default", "value": value}])
        return [self._entry(path, each) for each in entries]

    def format_history(self, path: str) -> str:
        """The history of a parameter as text."""
        return "\n".join([path, *(f"  {_words(each)}" for each in self.history(path))])

    def _entry(self, path: str, data: Mapping[str, Any]) -> Entry:
        if "edit" in data:
            value: Any = Edit(data["edit"], *data["arguments"])
        else:
            value = data.get("value", data.get("object"))
        is_declared = data["layer"] == "default" and "place" not in data
        place = self._location(self._history["made"] if is_declared else data["place"])
        definition = self._definition(path) if is_declared else None
        return Entry(value, place, data["label"], data["layer"], data.get("sequence", 0), definition)

    def _location(self, number: int) -> Location:
        place = self._history["places"][number]
        kind = place["kind"]
        if kind == "file":
            callers = tuple(Frame(*frame) for frame in place["callers"])
            return FileLocation(place["file"], place["line"], place["column"], place["text"], callers)
        if kind == "argument":
            return ArgumentLocation(place["text"])
        if kind == "environment":
            return EnvironmentLocation(place["variable"], place["text"])
        return CodeLocation.from_frames(tuple(Frame(*frame) for frame in place["frames"]))

    def _definition(self, path: str) -> Location | None:
        """Where the field of a path is declared."""
        above, _, name = path.rpartition(".")
        files = self._history["declared"].get(self._history["classes"].get(above), {})
        for file, lines in files.items():
            if name in lines:
                return CodeLocation.from_frames((Frame(file, lines[name], "<class>", ""),))
        return None

    # -- more ----------------------------------------------------------------------------------

    def config(self, trusted: Iterable[str] | None = None) -> Any:
        """The parameters of the run as a config with their history, frozen; the class is imported for it.

        Parameters
        ----------
        trusted : iterable of str, optional
            The packages that the class may be of; by default all.

        Returns
        -------
        config : Config
            The config.

        Raises
        ------
        ConfigError
            If the class is not found or not trusted, or it does not take the values any more; if several
            things are wrong, it lists all.
        """
        config = self.find_class(trusted).ConfigClass()
        resolve(config, [read_parameter_file(self.path).layer])
        self.give_history(config)
        config.freeze()
        return config

    def find_class(self, trusted: Iterable[str] | None = None) -> Any:
        """The class of the step, which is imported for it.

        It is looked for where the run had it from, too, after all other places.

        Parameters
        ----------
        trusted : iterable of str, optional
            The packages that it may be of; by default all.

        Raises
        ------
        StepClassError
            If it is not found, is no step class, or is of no trusted package.
        """
        package = self.class_name.partition(".")[0]
        if trusted is not None and package not in trusted:
            raise StepClassError(
                f"{self.class_name} is in no trusted package; trusted are: {', '.join(trusted)}"
            )
        file = next((each["file"] for each in self.facts["classes"]), None) or ""
        return find_step_class(self.class_name, Running, _import_folder(self.class_name, file))

    def give_history(self, config: Any) -> None:
        """Give a config with the parameters of the run their history, too.

        Parameters
        ----------
        config : Config
            The config.
        """
        recorded = self._history["entries"]
        for above, owner in walk(config):
            stored = stored_history(owner)
            for name in owner._plan.fields:
                path = join_path(above, name)
                if path not in recorded:
                    stored.pop(name, None)
                    continue
                entries = [self._entry(path, each) for each in recorded[path]]
                known = owner._default_entry(name)
                if entries[0].definition is not None and known is not None:
                    del entries[0]
                stored[name] = [
                    (each.value, each.location, 0, (), each.label, each.layer, each.sequence)
                    for each in entries
                ]

    def to_prov(self) -> ProvDocument:
        """The record in the data model of the W3C; needs the package ``prov``.

        Its ``serialize`` writes PROV-JSON.

        Raises
        ------
        UsageError
            If the package is not installed.
        """
        document: ProvDocument = prov_document(self)
        return document

    def __repr__(self) -> str:
        return f"<RunRecord {self.facts['step']} {self.outcome}, {self.facts['began']}>"


def is_record(path: str) -> bool:
    """Is a file the record of a run, to judge by its name and its first lines?"""
    if not path.endswith(".asdf"):
        return False
    try:
        with open(path, "rb") as file:
            return b"The record of a run of stepconfig" in file.read(200)
    except OSError:
        return False


def _read(path: str) -> RunRecord | None:
    """The record in a file; None if it holds something else."""
    if not os.path.isfile(path):
        return None
    tree, _ = read_file(path)
    if not isinstance(tree, Tree) or RECORD_KEY not in tree:
        return None
    data = plain_data(tree)
    version = data[RECORD_KEY].get("version") if isinstance(data[RECORD_KEY], dict) else None
    if not str(version).startswith(_VERSIONS):
        raise ParameterFileError(f"{path} is a record of version {version}; known are those of {_VERSIONS}x")
    missing = [key for key in ("class", "name", "parameters", HISTORY_KEY) if key not in data]
    if missing:
        raise ParameterFileError(f"{path} is no whole record: {missing[0]!r} is missing")
    return RunRecord(path, data)


def _import_folder(class_name: str, file: str) -> str | None:
    """The folder from which the module of a class was imported, to go by the names of class and file.

    Those in which packages are installed are left to the Python that runs: they may be those of another one.
    """
    parts = class_name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        module = os.path.join(*parts[:length])
        for tail in (f"{module}.py", os.path.join(module, "__init__.py")):
            folder = file.removesuffix(tail)
            if folder != file and folder.endswith(os.sep):
                is_installed = os.path.basename(folder[:-1]) in ("site-packages", "dist-packages")
                return None if is_installed else folder[:-1] or os.sep
    return None


def _add_values(step: Mapping[str, Any], path: str, values: dict[str, Any]) -> None:
    for name, value in step["parameters"].items():
        values[join_path(path, name)] = value
    for inner in step.get("steps", ()):
        _add_values(inner, join_path(path, f"steps.{inner['name']}"), values)


def _words(entry: Entry) -> str:
    return f"{entry.value!r}  {entry.layer}  {entry.place}"
