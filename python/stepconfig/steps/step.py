"""Step: one operation on data whose parameters are a Config."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from ..config import Config
from ..config.walk import frozen
from ..errors import StepClassError, UsageError
from ..history.location import Location
from ..history.record import acting_as
from ..names import type_name
from ..sources.assignment import Layer
from ..sources.layering import resolve
from ..sources.parameter_file import ParameterFile, read_parameter_file, write_parameter_file
from ..sources.source import Source
from .attributes import add_parameters
from .class_check import check_parameters
from .config import StepConfig
from .cores import CoreMapping
from .export import is_said, parameter_tree
from .find import find_step_class
from .layers import given_layers, own_sources, reference_layers
from .models import mark_step
from .naming import base_and_ext
from .output import Outputs
from .run import Event, Run, tell
from .spec import config_class_from_spec, inherited_config_class

if TYPE_CHECKING:
    from typing import Self

__all__ = ["Step", "failed_step", "name_for"]


class Step(Outputs, CoreMapping):
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
        The parameters, used as they are and not copied; by default new ones.
    config_file : str, optional
        A parameter file of any kind for new parameters.
    parent : Pipeline, optional
        The pipeline that the step belongs to.
    **keywords
        Parameters by name; for a pipeline those of its steps too, ``steps={"detect": {"threshold": 4}}``.

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
    ConfigError
        If something is wrong with the parameters; if several things are, it lists all.
    """

    ConfigClass: ClassVar[type[Any]] = StepConfig
    """Class of the parameters, a subclass of `StepConfig`."""

    environment_prefix: ClassVar[str | None] = None
    """What names of environment variables with parameters begin with: ``MYPIPE`` for ``MYPIPE_THRESHOLD``.

    None: the environment is not asked. That of a pipeline counts for all its steps.
    """

    parameter_sources: ClassVar[tuple[Source, ...]] = ()
    """Sources of parameters besides the usual ones."""

    class_alias: ClassVar[str | None] = None
    """Short name of the class for the command line, and for the record of what was done to data."""

    spec: ClassVar[str]
    """Parameters as configspec text, the form in which stpipe declares them, in place of a ConfigClass."""

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if "ConfigClass" not in vars(cls):
            cls.ConfigClass = inherited_config_class(cls)
            if "spec" in vars(cls):
                cls.ConfigClass = config_class_from_spec(cls, cls.ConfigClass)
        elif "spec" in vars(cls):
            raise StepClassError(
                f"{type_name(cls)} has a spec and a ConfigClass; declare its parameters in one of them"
            )
        check_parameters(cls)
        add_parameters(cls)

    def __init__(
        self,
        name: str | None = None,
        *,
        config: Config | None = None,
        config_file: str | os.PathLike[str] | None = None,
        parent: Any = None,
        **keywords: Any,
    ) -> None:
        if config is not None and config_file is not None:
            raise UsageError("expected a config or a config_file, got both; the file would not be used")
        layers: list[Layer | Source] = [*given_layers(config_file, keywords)]
        if config is None:
            config = self.ConfigClass()
            layers += own_sources(type(self))
        elif not isinstance(config, self.ConfigClass):
            raise StepClassError(
                f"the config of a {type(self).__name__} has to be a {type_name(self.ConfigClass)},"
                f" got a {type_name(type(config))}"
            )
        if layers:
            resolve(config, layers)
        set_own = object.__setattr__
        set_own(self, "config", config)
        set_own(self, "name", name or type(self).__name__)
        set_own(self, "parent", parent)
        set_own(self, "log", logging.getLogger(f"stepconfig.{self.qualified_name}"))

    # -- running -------------------------------------------------------------------------------

    def process(self, *args: Any, **keywords: Any) -> Any:
        """What the step does; subclasses override it, with the parameters that they need.

        Parameters
        ----------
        *args
            The data, as given to `run`.
        **keywords
            None are given; for type checkers, which then take any parameters of a subclass.

        Returns
        -------
        result : object
            The result: a model, several in a list, or anything else.
        """
        raise NotImplementedError(
            f"{type_name(type(self))} has no process method; a step says there what it does"
        )

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
        return self._run_with(args, saves=False)

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
        return self._run_with(args, saves=bool(args) and not is_said(self.config, "save_results"))

    def _run_with(self, args: tuple[Any, ...], saves: bool) -> Any:
        outer = self._run
        run = self._run = Run(self, None if self.parent is None else self.parent._run, args)
        try:
            with frozen(self.config):
                if run.parent is None:
                    self.config.validate()
                if self._is_skipped():
                    return self._pass_over(args)
                tell(Event("start", self))
                self.log.info("running", extra={"event": "start"})
                result = self.process(*args)
                mark_step(result, self.class_alias, "COMPLETE")
                if saves or self.config.save_results:
                    self.save_results_of_run(result)
                self.log.info("done in %.2f s", run.seconds, extra={"event": "done"})
                tell(Event("done", self, seconds=run.seconds))
                return result
        except Exception as error:
            self._say_where(error, run)
            raise
        finally:
            self._run = outer

    def _say_where(self, error: Exception, run: Run) -> None:
        """Note in an error in which step it was raised, the innermost that is."""
        if failed_step(error) is None:
            error.add_note(f"{_IN_STEP}{self.qualified_name}")
        tell(Event("failed", self, str(error), run.seconds))

    def _is_skipped(self) -> bool:
        if not self.config.skip:
            return False
        if self.parent is not None or is_said(self.config, "skip"):
            return True
        self.log.info("skip is set aside: it is a default, and the step is run by itself")
        return False

    def _pass_over(self, args: tuple[Any, ...]) -> Any:
        location = self.config.history["skip"][-1].location
        who = str(location) if location.filename else f"{location}: {location.content}"
        self.log.info("skipped, as set at %s", who, extra={"event": "skipped"})
        tell(Event("skipped", self, who))
        if not args:
            return None
        mark_step(args[0], self.class_alias, "SKIPPED")
        return args[0]

    @classmethod
    def call(cls, *args: Any, config_file: str | os.PathLike[str] | None = None, **keywords: Any) -> Any:
        """Make a step with the parameters of all sources, run it, and return the result.

        Parameters
        ----------
        *args
            The data.
        config_file : str, optional
            A parameter file of any kind.
        **keywords
            Parameters, which beat those of the file; ``name`` is the name of the step.

        Returns
        -------
        result : object
            What `process` returns.

        Raises
        ------
        ConfigError
            If something is wrong with the parameters; if several things are, it lists all.
        """
        name = keywords.pop("name", None)
        return cls.from_layers(given_layers(config_file, keywords), name, will_run=True).run(*args)

    # -- making --------------------------------------------------------------------------------

    @classmethod
    def from_layers(
        cls,
        layers: Iterable[Layer | Source],
        name: str | None = None,
        will_run: bool = False,
        location: Location | None = None,
    ) -> Self:
        """A step whose parameters come from what several sources say, those of the class included.

        Parameters
        ----------
        layers : iterable of Layer or Source
            The sources, or what they say, in any order.
        name : str, optional
            Name of the step; by default that of the class.
        will_run : bool, optional
            Are these all the parameters, so that required ones that are missing can be told with other
            faults?
        location : Location, optional
            Who asks for the step, for the history of defaults; by default the line of code that does.

        Raises
        ------
        ConfigError
            If something is wrong with the parameters; if several things are, it lists all.
        """
        if location is None:
            config = cls.ConfigClass()
        else:
            with acting_as(location, layer="default"):
                config = cls.ConfigClass()
        resolve(config, [*layers, *own_sources(cls)], will_run=will_run)
        return cls(name, config=config)

    @classmethod
    def from_config_file(cls, config_file: str | os.PathLike[str]) -> Self:
        """A step of the class that a parameter file names, with the file's parameters and name.

        Parameters
        ----------
        config_file : str
            The file, of any kind. One that names no class is for the class that is asked.

        Raises
        ------
        ParameterFileError
            If the file cannot be read.
        StepClassError
            If the class is not this class or a subclass of it, or nobody says which class it is.
        ConfigError
            If something is wrong with the parameters; if several things are, it lists all.
        """
        file = read_parameter_file(os.fspath(config_file))
        return cls.class_for(file).from_layers([file.layer], name_for(file))

    @classmethod
    def class_for(cls, file: ParameterFile) -> type[Self]:
        """The step class that a parameter file names.

        Parameters
        ----------
        file : ParameterFile
            What the file says. Its class is looked for beside it, too.

        Raises
        ------
        StepClassError
            If it cannot be found, or is not this class or a subclass of it; or the file names none, and this
            class has no `process` either.
        """
        if file.class_name is None:
            if cls.process is Step.process:
                raise StepClassError(
                    f"{file.path} names no step class; call from_config_file of the class itself, or on the"
                    " command line: strun module.Class --config-file FILE"
                )
            return cls
        try:
            found = find_step_class(file.class_name, Step, os.path.dirname(os.path.abspath(file.path)))
        except StepClassError as error:
            raise StepClassError(f"{file.class_location}: {error}") from error.__cause__
        if not issubclass(found, cls):
            raise StepClassError(f"{file.class_location}: the class {file.class_name} is no {type_name(cls)}")
        return found  # type: ignore[no-any-return]

    @classmethod
    def reference_layers(
        cls, parameters_for: Callable[[type[Step]], Mapping[str, Any] | str | os.PathLike[str] | None]
    ) -> list[Layer]:
        """The layers of the reference parameters of the step, and of all steps of a pipeline.

        This is what a provider of reference parameters calls; the layers go into `from_layers`.

        Parameters
        ----------
        parameters_for : callable
            Called with each step class; gives its parameters by name, or the path of a parameter file, or
            None if there are none.
        """
        return list(reference_layers(cls, parameters_for))

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

    def export_config(self, path: str | os.PathLike[str], *, saves: bool = False) -> str:
        """Write the parameters as a parameter file.

        Parameters
        ----------
        path : str
            The file, ending with ``.asdf``, ``.yaml``, ``.yml``, ``.json`` or ``.toml``, which is its format.
        saves : bool, optional
            Are results saved where no parameter says so? The file says it then. Without, ``save_results``
            is left out if nobody has set it.

        Returns
        -------
        path : str
            The file.

        Raises
        ------
        ParameterFileError
            If the file cannot be written.
        StepClassError
            If the class is one that no file can name.
        """
        text = os.fspath(path)
        write_parameter_file(text, parameter_tree(self, saves))
        return text

    # -- copies --------------------------------------------------------------------------------

    def __reduce_ex__(self, protocol: Any) -> Any:
        """A step of a pipeline is pickled, and copied, as that: with its pipeline."""
        for key in getattr(self.parent, "step_defs", ()):
            if vars(self.parent).get(key) is self:
                return getattr, (self.parent, key)
        return super().__reduce_ex__(protocol)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_run"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)

    def __repr__(self) -> str:
        return f"<{type_name(type(self))} {self.qualified_name}>"


_IN_STEP = "in the step "


def failed_step(error: BaseException) -> str | None:
    """The qualified name of the step in which an error was raised; None if it was in none."""
    for note in getattr(error, "__notes__", ()):
        if note.startswith(_IN_STEP):
            return str(note.removeprefix(_IN_STEP))
    return None


def name_for(file: ParameterFile) -> str:
    """The name of a step whose parameter file names it, or else of the file itself."""
    return file.name or base_and_ext(file.path)[0]
