"""Step: one operation on data whose parameters are a Config."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from typing import Any, ClassVar

from ..config import Config
from ..config.walk import frozen
from ..errors import StepClassError, UnknownNameError, UsageError
from ..files import written_atomically
from ..history.location import caller_location
from ..names import type_name
from ..sources.assignment import Layer
from ..sources.keywords import keyword_layer
from ..sources.layering import resolve
from ..sources.parameter_file import ParameterFile, read_parameter_file, write_parameter_file
from .config import StepConfig
from .find import find_step_class
from .naming import output_path
from .run import Event, Run, tell

__all__ = ["Step"]

_OWN_LAYERS = frozenset(("parameter file", "keyword", "command line", "code", "override file"))
"""Layers in which the user speaks: ``skip`` is honoured from these by a step that is run by itself."""


class Step:
    """One operation on data.

    A subclass names the class of its parameters and says what it does::

        class DetectStep(Step):
            ConfigClass = DetectConfig

            def process(self, image):
                return find_sources(image, self.config.threshold)

    Parameters
    ----------
    name : str, optional
        Name of the step; by default that of the class.
    config : Config, optional
        The parameters, used as they are; by default new ones.
    config_file : str, optional
        A parameter file for new parameters.
    parent : Pipeline, optional
        The pipeline that the step belongs to.
    **keywords
        Parameters by name.

    Attributes
    ----------
    config : Config
        The parameters. ``step.threshold`` reads and writes ``step.config.threshold``.
    name : str
        Name of the step.
    parent : Pipeline or None
        The pipeline that the step belongs to.
    log : logging.Logger
        For messages of the step.

    Raises
    ------
    ParameterErrors
        If parameters are wrong; it lists all faults.
    """

    ConfigClass: ClassVar[type[Any]] = StepConfig
    """Class of the parameters, a subclass of `StepConfig`."""

    class_alias: ClassVar[str | None] = None
    """Short name of the class for the command line, and for the record of what was done to data."""

    config: Any
    name: str
    parent: Any

    def __init__(
        self,
        name: str | None = None,
        *,
        config: Config | None = None,
        config_file: str | os.PathLike[str] | None = None,
        parent: Any = None,
        **keywords: Any,
    ) -> None:
        set_own = object.__setattr__
        file = None if config_file is None else read_parameter_file(os.fspath(config_file))
        if config is None:
            config = self.ConfigClass()
        elif not isinstance(config, self.ConfigClass):
            raise StepClassError(
                f"the config of a {type(self).__name__} has to be a {type_name(self.ConfigClass)},"
                f" got a {type_name(type(config))}"
            )
        layers = [] if file is None else [file.layer]
        if keywords:
            layers.append(keyword_layer(keywords, caller_location()))
        resolve(config, layers)
        set_own(self, "config", config)
        set_own(self, "name", name or (file.name if file else None) or type(self).__name__)
        set_own(self, "parent", parent)
        set_own(self, "_run", None)
        set_own(self, "log", logging.getLogger(f"stepconfig.{self.qualified_name}"))

    log: logging.Logger
    _run: Run | None

    # -- parameters as attributes --------------------------------------------------------------

    def __getattr__(self, name: str) -> Any:
        config = self.__dict__.get("config")
        if config is not None and name in type(config)._fields:
            return getattr(config, name)
        raise self._unknown(name)

    def __setattr__(self, name: str, value: Any) -> None:
        config = self.__dict__.get("config")
        if config is not None and name in type(config)._fields:
            setattr(config, name, value)
        elif name.startswith("_") or hasattr(type(self), name) or self._run is not None:
            object.__setattr__(self, name, value)
        else:
            raise self._unknown(name)

    def _unknown(self, name: str) -> UnknownNameError:
        config = self.__dict__.get("config")
        known = [] if config is None else list(type(config)._fields)
        known += [each for each in dir(type(self)) if not each.startswith("_")]
        return UnknownNameError(
            name,
            type_name(type(self)),
            known=known,
            kind="parameter or attribute",
            location=caller_location(),
        )

    @property
    def qualified_name(self) -> str:
        """Dotted name under those of the pipelines that it belongs to."""
        return self.name if self.parent is None else f"{self.parent.qualified_name}.{self.name}"

    # -- running -------------------------------------------------------------------------------

    def process(self, *args: Any) -> Any:
        """What the step does; subclasses override it.

        Parameters
        ----------
        *args
            The data, as given to `run`.

        Returns
        -------
        result : object
            The result: a model, several in a list, or anything else.
        """
        raise TypeError(f"{type_name(type(self))} has no process method; a step says there what it does")

    def run(self, *args: Any) -> Any:
        """Run the step with its own parameters, which are frozen meanwhile.

        Parameters
        ----------
        *args
            The data; passed to `process` as they are.

        Returns
        -------
        result : object
            What `process` returns; the first argument if the step is skipped.

        Raises
        ------
        FieldValidationError
            If the parameters cannot be used together.
        """
        return self._run_with(args, save_by_default=False)

    __call__ = run

    def run_on_inputs(self, *args: Any) -> Any:
        """Run for a command line: results are saved unless a parameter says otherwise.

        Parameters
        ----------
        *args
            The inputs.

        Returns
        -------
        result : object
            What `process` returns.
        """
        said_no = self.config.history["save_results"][-1].layer in _OWN_LAYERS
        return self._run_with(args, save_by_default=bool(args) and not said_no)

    def _run_with(self, args: tuple[Any, ...], save_by_default: bool) -> Any:
        parent_run = None if self.parent is None else self.parent._run
        run = Run(self, parent_run, args, save_by_default)
        outer = self._run
        self._run = run
        try:
            with frozen(self.config):
                if parent_run is None:
                    self.config.validate()
                if self._is_skipped():
                    return self._pass_over(args)
                tell(Event("start", self))
                self.log.info("Step %s: running", self.qualified_name)
                result = self.process(*args)
                if self.config.save_results or save_by_default:
                    self.save_results_of_run(result)
                seconds = time.perf_counter() - run.started
                self.log.info("Step %s: done in %.2f s", self.qualified_name, seconds)
                tell(Event("done", self, seconds=seconds))
                return result
        finally:
            self._run = outer

    def _is_skipped(self) -> bool:
        if not self.config.skip:
            return False
        if self.parent is not None or self.config.history["skip"][-1].layer in _OWN_LAYERS:
            return True
        self.log.info(
            "Step %s: skip is set aside, as it is a default and the step is run by itself", self.name
        )
        return False

    def _pass_over(self, args: tuple[Any, ...]) -> Any:
        last = self.config.history["skip"][-1]
        self.log.info("Step %s: skipped, as set at %s", self.qualified_name, last.location)
        tell(Event("skipped", self, detail=str(last.location)))
        return args[0] if args else None

    @classmethod
    def call(cls, *args: Any, config_file: str | os.PathLike[str] | None = None, **keywords: Any) -> Any:
        """Make a step with the parameters of all sources, run it, and return the result.

        Parameters
        ----------
        *args
            The data.
        config_file : str, optional
            A parameter file.
        **keywords
            Parameters, which beat those of the file.

        Returns
        -------
        result : object
            What `process` returns.

        Raises
        ------
        ParameterErrors
            If parameters are wrong; it lists all faults.
        """
        return cls(config_file=config_file, **keywords).run(*args)

    # -- making --------------------------------------------------------------------------------

    @classmethod
    def from_config_file(cls, config_file: str | os.PathLike[str]) -> Step:
        """A step of the class that a parameter file names, with the file's parameters.

        Raises
        ------
        ParameterFileError
            If the file cannot be read.
        StepClassError
            If the class is not this class or a subclass of it.
        """
        file = read_parameter_file(os.fspath(config_file))
        return cls._from_file(file, [])

    @classmethod
    def _from_file(cls, file: ParameterFile, layers: Sequence[Layer]) -> Step:
        step_class = find_step_class(file.class_name, Step, os.path.dirname(os.path.abspath(file.path)))
        if not issubclass(step_class, cls):
            raise StepClassError(f"{file.path} is for {file.class_name}, which is no {type_name(cls)}")
        step: Step = step_class._with_layers([file.layer, *layers], file.name)
        return step

    @classmethod
    def _with_layers(cls, layers: Sequence[Layer], name: str | None = None) -> Step:
        """A step whose parameters come from the layers."""
        config = cls.ConfigClass()
        resolve(config, layers)
        return cls(name, config=config)

    def get_pars(self, full_spec: bool = True) -> dict[str, Any]:
        """The parameters as plain data.

        Parameters
        ----------
        full_spec : bool, optional
            With those that every step has?
        """
        pars: dict[str, Any] = self.config.toDict()
        if not full_spec:
            pars = {name: value for name, value in pars.items() if name not in StepConfig._fields}
        return pars

    def export_config(self, path: str | os.PathLike[str]) -> str:
        """Write the parameters as an ASDF parameter file.

        Parameters
        ----------
        path : str
            The file, ending with ``.asdf``.

        Returns
        -------
        path : str
            The file.

        Raises
        ------
        ParameterFileError
            If the file cannot be written.
        """
        text = os.fspath(path)
        write_parameter_file(text, self._parameter_tree())
        return text

    def _parameter_tree(self) -> dict[str, Any]:
        parameters = {name: value for name, value in self.get_pars().items() if name != "steps"}
        return {"class": type_name(type(self)), "name": self.name, "parameters": parameters}

    # -- saving --------------------------------------------------------------------------------

    def default_suffix(self) -> str:
        """What the name of an output has after the name of the input, if no parameter says so."""
        return self.name.lower()

    def make_output_path(
        self,
        basepath: str | None = None,
        ext: str | None = None,
        suffix: str | bool | None = None,
        **parts: Any,
    ) -> str:
        """The path for an output of this step.

        Parameters
        ----------
        basepath : str, optional
            Path whose base the name begins with; by default ``output_file``, or the input's name.
        ext : str, optional
            Suffix of the file; by default ``output_ext``, or ``.asdf``.
        suffix : str or False, optional
            What stands after the base; by default the parameter ``suffix`` or the step's own; False for none.
        **parts
            What stands between base and suffix; None is left out.

        Returns
        -------
        path : str
            The path; its folder exists.

        Raises
        ------
        UsageError
            If the folder cannot be made.
        """
        if basepath is None:
            basepath = self._inherited("output_file") or (self._run.input_name if self._run else None)
        if basepath is None:
            basepath = f"step_{self.name}"
        if suffix is None:
            suffix = self.config.suffix or self.default_suffix()
        folder = self._inherited("output_dir")
        if folder is None and basepath == self._inherited("output_file"):
            folder = os.path.dirname(basepath)
        path = output_path(
            basepath, ext or self._inherited("output_ext") or "asdf", suffix, folder, [*parts.values()]
        )
        try:
            os.makedirs(os.path.dirname(path) or os.curdir, exist_ok=True)
        except OSError as error:
            raise UsageError(f"cannot make the folder of {path}: {error.strerror or error}") from None
        return path

    def _inherited(self, name: str) -> Any:
        """A parameter of this step, or else of the pipeline that it belongs to."""
        value = getattr(self.config, name)
        if value is None and self.parent is not None:
            return self.parent._inherited(name)
        return value

    def save_model(
        self, model: Any, suffix: str | bool | None = None, ext: str | None = None, **parts: Any
    ) -> str:
        """Save a model under the name that the parameters give it, atomically.

        Parameters
        ----------
        model : object
            Anything with ``save(path)``, which may return the path that it wrote.
        suffix : str or False, optional
            As in `make_output_path`.
        ext : str, optional
            Suffix of the file; by default the parameter ``output_ext``, the model's own ``default_ext``,
            or ``.asdf``.
        **parts
            As in `make_output_path`.

        Returns
        -------
        path : str
            The file.

        Raises
        ------
        UsageError
            If the file cannot be written, or is the input.
        """
        ext = ext or self._inherited("output_ext") or getattr(model, "default_ext", None)
        path = self.make_output_path(None, ext, suffix, **parts)
        self._refuse_input(path)
        try:
            written_atomically(path, model.save, suffix=os.path.splitext(path)[1])
        except OSError as error:
            raise UsageError(f"cannot save {path}: {error.strerror or error}") from error
        self.note_output(path)
        return path

    def _refuse_input(self, path: str) -> None:
        name = self._run.input_name if self._run else None
        if (
            name is not None
            and os.path.exists(name)
            and os.path.exists(path)
            and os.path.samefile(name, path)
        ):
            raise UsageError(f"the output {path} is the input itself; give another suffix or output_dir")

    def note_output(self, path: str) -> None:
        """Note a file that the step wrote, for the log and for whoever watches the run."""
        if self._run is not None:
            self._run.add_output(path)
        self.log.info("Step %s: saved %s", self.qualified_name, path)
        tell(Event("saved", self, detail=path))

    def save_results_of_run(self, result: Any) -> list[str]:
        """Save the result of a run; subclasses may save more.

        Parameters
        ----------
        result : object
            What `process` returned. Of a list or tuple each model is saved, with its index in the name.

        Returns
        -------
        paths : list of str
            The files.
        """
        if hasattr(result, "save"):
            return [self.save_model(result)]
        if isinstance(result, (list, tuple)):
            return [
                self.save_model(model, index=index)
                for index, model in enumerate(result)
                if hasattr(model, "save")
            ]
        return []

    def __repr__(self) -> str:
        return f"<{type_name(type(self))} {self.qualified_name}>"
