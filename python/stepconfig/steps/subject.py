"""Something that gives a config: a parameter file, an override file, a step class or a Config class."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..config import Config
from ..config.data_files import data_path
from ..config.override import class_of_saved, type_of_saved
from ..config.saved_form import class_named
from ..errors import ConfigError, OverrideFileError, StepClassError
from ..files import near_files
from ..formats.config_files import class_in, is_parameter_file
from ..history.location import Location
from ..history.record import acting_as
from ..names import type_name
from ..sources.assignment import Layer
from ..sources.layering import resolve
from ..sources.parameter_file import file_layer, read_parameter_file
from .aliases import class_of_alias, near_aliases
from .find import also_from, find_step_class
from .record import RunRecord, is_record
from .saving import record_places
from .step import Step

__all__ = ["CLASS_KIND", "Subject", "find_class", "read_subject", "with_config_file"]

CLASS_KIND = "step or Config class"
_FILE_SUFFIXES = (".asdf", ".cfg", ".json", ".py", ".toml", ".yaml", ".yml")


@dataclass(slots=True)
class Subject:
    """What somebody names who asks for a config.

    Parameters
    ----------
    name : str
        As it was given.
    cls : type
        The step class, or the Config class.
    layers : tuple of Layer
        What a parameter file says.
    override : str or None
        An override file, or a data file of a config.
    record : RunRecord or None
        The record of a run, which has the history of the values, too.
    """

    name: str
    cls: Any
    layers: tuple[Layer, ...] = ()
    override: str | None = None
    record: RunRecord | None = None

    @property
    def config_class(self) -> Any:
        """The class of the config."""
        return self.cls.ConfigClass if issubclass(self.cls, Step) else self.cls

    @property
    def title(self) -> str:
        """The name, with that of the class if it is another."""
        full = type_name(self.cls)
        return self.name if self.name == full else f"{self.name} ({full})"

    def new_config(self, location: Location | None = None) -> Any:
        """A config with the defaults of the class, and what an override file says.

        Parameters
        ----------
        location : Location, optional
            Who asks, for the history of defaults; by default the line of code that does.

        Raises
        ------
        ConfigError
            If the override file fails.
        """
        if location is None:
            config = self.config_class()
        else:
            with acting_as(location, layer="default"):
                config = self.config_class()
        if self.override is not None and not _is_python(self.override):
            config.load(self.override)
        elif self.override is not None:
            with _failing_as_file(self.override):
                config.load(self.override)
        return config

    def config(self, more: Sequence[Layer] = (), location: Location | None = None) -> Any:
        """The config, with what more sources say.

        Parameters
        ----------
        more : sequence of Layer, optional
            What other sources say: the command line, for instance.
        location : Location, optional
            As for `new_config`.

        Raises
        ------
        ConfigError
            If something is wrong with the values; if several things are, it lists all.
        """
        config = self.new_config(location)
        if self.record is None:
            resolve(config, [*self.layers, *more])
            return config
        resolve(config, self.layers)
        self.record.give_history(config)
        resolve(config, more)
        return config


def read_subject(name: str) -> Subject:
    """What gives a config: the one place that knows what there is.

    Parameters
    ----------
    name : str
        An existing file: one of parameters, a Python override file as `Config.save` writes it, the record of
        a run, or an output that has one. Else the full name of a step class or a Config class.

    Raises
    ------
    ConfigError
        If the file cannot be read, or there is no such class.
    """
    if not os.path.lexists(name):
        return Subject(name, find_class(name))
    if _is_python(name):
        return Subject(name, _class_of_override(name), override=name)
    if is_record(name) or next(record_places(name), None) is not None:
        record = RunRecord.open(name)
        return Subject(name, record.find_class(), (read_parameter_file(record.path).layer,), record=record)
    if data_path(name) is not None and (named := class_in(name)) is not None:
        return Subject(name, _class_of_data(name, *named), override=name)
    file = read_parameter_file(name)
    if file.class_name is None:
        raise StepClassError(f"{name} names no class; add a line such as class: package.module.Class")
    folder = os.path.dirname(os.path.abspath(name))
    also_from(folder)
    also_from(os.getcwd())
    try:
        found = find_step_class(file.class_name, (Step, Config), folder, CLASS_KIND)
    except StepClassError as error:
        raise StepClassError(f"{file.class_location}: {error}") from error.__cause__
    return Subject(name, found, (file.layer,))


def find_class(name: str, base: Any = (Step, Config), kind: str = CLASS_KIND) -> Any:
    """The class of a full name, ``module.Class``, on a command line.

    Parameters
    ----------
    name : str
        The name.
    base : type or tuple of type, optional
        What the class has to be a subclass of.
    kind : str, optional
        What to call such a class in an error.

    Raises
    ------
    StepClassError
        If there is none, or the name looks like that of a file, which is not there.
    """
    looks_like_file = os.sep in name or name.endswith(_FILE_SUFFIXES)
    if not looks_like_file and ("." not in name or "::" in name):
        registered = class_of_alias(name)
        if registered is not None:
            return find_step_class(registered, base, kind=kind)
    if looks_like_file or "." not in name or "::" in name:
        hint = near_files(name)
        if not hint and not looks_like_file and (close := near_aliases(name)):
            hint = f"; did you mean {close[0]}?"
        raise StepClassError(
            f"{name!r} is neither a parameter file that exists nor a class module.Class{hint}"
        )
    return find_step_class(name, base, os.getcwd(), kind)


def with_config_file(subject: Subject, path: str) -> Subject:
    """What a class gives with a file that need not say that it is for the class.

    Parameters
    ----------
    subject : Subject
        The class.
    path : str
        A parameter file, an override file, or a data file of a config.

    Raises
    ------
    ConfigError
        If there is no such file, or it cannot be read.
    """
    if not os.path.exists(path):
        raise StepClassError(f"there is no file {path}{near_files(path)}")
    is_config = not issubclass(subject.cls, Step)
    if is_config and (_is_python(path) or (data_path(path) is not None and not is_parameter_file(path))):
        return Subject(subject.name, subject.cls, subject.layers, override=path)
    return Subject(subject.name, subject.cls, (*subject.layers, file_layer(path)), subject.override)


def _is_python(path: str) -> bool:
    return os.path.splitext(path)[1].lower() == ".py"


def _class_of_override(path: str) -> Any:
    """The class that an override file names in its first lines, looked for beside it, too."""
    also_from(os.path.dirname(os.path.abspath(path)))
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except OSError as error:
        raise OverrideFileError(f"cannot read {path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise OverrideFileError(f"cannot read {path}: the text is not UTF-8") from None
    try:
        type_of_saved(text)
    except OverrideFileError as error:
        raise OverrideFileError(
            f"{path}: {error}; for another override file name the class, too,"
            f" as in stepconfig explain module.Class --config-file {path}"
        ) from None
    with _failing_as_file(path):
        found = class_of_saved(text)
    if not issubclass(found, Config):
        raise OverrideFileError(f"{path} is for {type_name(found)}, which is no Config class")
    return found


def _class_of_data(path: str, name: str, location: Location | None) -> Any:
    """The Config class that a data file names, looked for beside it, too."""
    also_from(os.path.dirname(os.path.abspath(path)))
    try:
        return class_named(name, Config)
    except ConfigError as error:
        raise StepClassError(f"{location}: {error}") from error.__cause__


class _failing_as_file:  # noqa: N801 - to be used as a function, in `with`
    """Whatever an override file raises in the ``with`` block is an error of this package that names it."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
        if not isinstance(error, Exception):
            return
        notes = "\n  ".join(getattr(error, "__notes__", ()))
        if isinstance(error, ConfigError):
            text = str(error) if self._path in str(error) or notes else f"{self._path}: {error}"
        else:
            text = f"{self._path}: {type(error).__name__}: {error}"
        raise OverrideFileError(f"{text}\n  {notes}" if notes else text) from error
