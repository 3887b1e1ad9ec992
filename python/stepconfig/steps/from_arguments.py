"""A step from the arguments of a command: the class or file, the inputs, the parameters, and the options."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import ConfigError, UsageError
from ..files import is_among
from ..history.location import ArgumentLocation
from ..sources.command_line import Arguments, split_arguments
from ..sources.parameter_file import ParameterFile, file_layer, read_parameter_file
from .find import also_from
from .layers import input_layers
from .log import LogRules, level_from, logged, rules_from_options
from .log_file import rules_from_file
from .log_records import recording
from .record import RunRecord, is_record
from .run import keeping
from .step import Step, name_for
from .subject import find_class

__all__ = [
    "OWN",
    "SHORT",
    "Target",
    "log_rules",
    "own_files",
    "refuse_over",
    "run_from_arguments",
    "save_parameters",
]

OWN = {
    "config-file": True,
    "save-parameters": True,
    "changes": False,
    "history": True,
    "verbose": False,
    "quiet": False,
    "log-level": True,
    "log-file": True,
    "log-stream": True,
    "logcfg": True,
    "disable-crds-steppars": False,
    "debug": False,
    "help": False,
    "version": False,
}
SHORT = {"-h": "help", "-v": "version"}
_TELLING = frozenset(("save-parameters", "changes", "history"))


@dataclass(slots=True)
class Target:
    """What a command line names: a step class, maybe by a parameter file, and the inputs.

    Parameters
    ----------
    parsed : Arguments
        The command line.
    step_class : type
        The class.
    file : ParameterFile or None
        The file that names it.
    inputs : list of str
        The inputs.
    """

    parsed: Arguments
    step_class: Any
    file: ParameterFile | None
    inputs: list[str]

    @classmethod
    def of(cls, parsed: Arguments) -> Target:
        """The target of a command line that has one.

        Raises
        ------
        StepClassError
            If there is no such class, alias or file.
        ParameterFileError
            If the file cannot be read.
        """
        name, *inputs = parsed.positional
        file = read_parameter_file(name) if os.path.lexists(name) else None
        if file is not None:
            also_from(os.path.dirname(os.path.abspath(name)))
        also_from(os.getcwd())
        if file is None:
            step_class = find_class(name, Step, "step class")
        else:
            step_class = RunRecord.open(name).find_class() if is_record(name) else Step.class_for(file)
        return cls(parsed, step_class, file, inputs)

    @property
    def will_run(self) -> bool:
        """Is the step run, or is it only asked for something?"""
        return (
            bool(self.inputs)
            or not _Inputs(self.step_class).names
            or not _TELLING & self.parsed.options.keys()
        )

    def step(self, given: Sequence[str]) -> Any:
        """The step, with the parameters of all sources.

        Parameters
        ----------
        given : sequence of str
            The whole command line, for the history of defaults.

        Raises
        ------
        ConfigError
            If something is wrong with arguments or parameters; if several things are, it lists all.
        """
        takes = _Inputs(self.step_class)
        parsed = self.parsed
        if self.will_run and not takes.fits(self.inputs):
            parsed.layer.faults.append(takes.error(len(self.inputs)))
        layers = [] if self.file is None else [self.file.layer]
        layers += [*map(file_layer, parsed.options.get("config-file", ())), parsed.layer]
        if "disable-crds-steppars" not in parsed.options:
            layers += input_layers(self.step_class, self.inputs)
        name = None if self.file is None else name_for(self.file)
        location = ArgumentLocation(" ".join(["strun", *given]))
        return self.step_class.from_layers(layers, name, self.will_run, location)


class _Inputs:
    """What inputs the process method of a step takes."""

    def __init__(self, step_class: Any) -> None:
        self._class = step_class
        parameters = [*inspect.signature(step_class.process).parameters.values()]
        if not isinstance(inspect.getattr_static(step_class, "process"), (staticmethod, classmethod)):
            del parameters[:1]  # the step itself
        by_keyword = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)
        inputs = [each for each in parameters if each.kind not in by_keyword]
        self._signature = inspect.Signature(inputs)
        self.names = [_input_words(each) for each in inputs]

    def fits(self, inputs: list[str]) -> bool:
        """Can it be called with these?"""
        try:
            self._signature.bind(*inputs)
        except TypeError:
            return False
        return True

    def error(self, count: int) -> UsageError:
        """What is told if another number of them is given."""
        hint = ""
        if not self.names:
            takes = "no input"
        elif len(self.names) == 1 and not self.names[0].endswith("...]"):
            takes = f"one input ({self.names[0]})"
            hint = "; run it once for each file" if count > 1 else ""
        else:
            takes = f"the inputs {' '.join(self.names)}"
        return UsageError(f"{self._class.__name__} takes {takes}, got {count or 'none'}{hint}")


def _input_words(parameter: inspect.Parameter) -> str:
    if parameter.kind is parameter.VAR_POSITIONAL:
        return f"[{parameter.name} ...]"
    return parameter.name if parameter.default is parameter.empty else f"[{parameter.name}]"


def log_rules(parsed: Arguments) -> list[LogRules] | None:
    """What the options say of the log; None if they say nothing.

    What is wrong with them is added to the faults of the command line.

    Parameters
    ----------
    parsed : Arguments
        The command line.
    """
    options = {name: values[-1] for name, values in parsed.options.items()}
    level = options.get("log-level")
    if level is None and "verbose" in options:
        level = "DEBUG"
    elif level is None and "quiet" in options:
        level = "WARNING"
    try:
        if "log-file" in options:
            refuse_over("log-file", options["log-file"], parsed.positional)
        if "logcfg" in options:
            rules = rules_from_file(options["logcfg"])
            if level is not None:
                for each in rules:
                    each.level = level_from(level)
            return rules
        return rules_from_options(level, options.get("log-file"), options.get("log-stream"))
    except ConfigError as error:
        parsed.layer.faults.append(error)
        return None


def refuse_over(option: str, path: str, files: Iterable[str]) -> None:
    """Refuse a file that an option names for writing, and that is one of those that are read.

    Parameters
    ----------
    option : str
        The name of the option.
    path : str
        The file.
    files : iterable of str
        What is read; not all need be files.

    Raises
    ------
    UsageError
        If it is one of them.
    """
    for name in files:
        if is_among(path, [name]):
            raise UsageError(f"--{option} {path} would write over the input {name}")


def own_files(parsed: Arguments) -> list[str]:
    """The files that the command writes besides the outputs of the step.

    Parameters
    ----------
    parsed : Arguments
        The command line.
    """
    return [path for option in ("save-parameters", "log-file") for path in parsed.options.get(option, ())]


def save_parameters(step: Any, options: Mapping[str, Sequence[str]], inputs: Sequence[str]) -> None:
    """Write the parameters of a step to the files that the command line names, but never over an input.

    Parameters
    ----------
    step : Step
        The step.
    options : mapping
        The options of the command.
    inputs : sequence of str
        The inputs.

    Raises
    ------
    UsageError
        If a file is an input.
    ParameterFileError
        If one cannot be written.
    """
    for path in options.get("save-parameters", ()):
        refuse_over("save-parameters", path, inputs)
        step.export_config(path, include_metadata=True, saves=bool(inputs))


def run_from_arguments(arguments: Sequence[str]) -> Any:
    """Run the step that arguments name, and give it back; see `Step.from_cmdline`.

    Parameters
    ----------
    arguments : sequence of str
        What stands behind the command.
    """
    given = list(arguments)
    parsed = split_arguments(given, OWN, SHORT)
    if not parsed.positional:
        raise parsed.error("which step? Give a parameter file or a class")
    rules = log_rules(parsed)
    target = Target.of(parsed)
    with logged(target.step_class, rules), recording(target.step_class):
        step = target.step(given)
        save_parameters(step, parsed.options, target.inputs)
        if target.will_run:
            with keeping(own_files(parsed)):
                step.run_on_inputs(*target.inputs)
    return step
