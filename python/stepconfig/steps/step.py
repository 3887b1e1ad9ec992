"""Step: one operation on data whose parameters are a Config."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from ..config import Config
from ..errors import StepClassError, UsageError
from ..history.location import Location
from ..history.record import acting_as
from ..names import class_words, type_name
from ..sources.assignment import Layer
from ..sources.parameter_file import ParameterFile, read_parameter_file
from ..sources.source import Source
from .attributes import add_parameters
from .class_check import check_parameters
from .config import StepConfig
from .cores import CoreMapping
from .find import find_step_class
from .hooks import check_hooks
from .inheriting import inherited_config_class
from .layers import given_layers, input_layers, own_sources, reference_layers, resolve
from .log import LogRules, logged
from .log_records import recording
from .making import Making
from .naming import base_and_ext
from .override_field import with_overrides
from .parameters import Parameters
from .running import Running, failed_step

if TYPE_CHECKING:
    from typing import Self

__all__ = ["Step", "failed_step", "name_for"]


if TYPE_CHECKING:
    _on_class = classmethod
else:

    class _on_class(classmethod):  # noqa: N801 - to be used as `classmethod` is
        """A class method that warns if it is called on an instance, which it does not look at."""

        def __get__(self, instance, owner=None):
            if instance is not None:
                warnings.warn(
                    f"{type_name(owner)}.call makes a new step: the parameters of the instance are not used;"
                    " run it with run()",
                    UserWarning,
                    stacklevel=2,
                )
            return super().__get__(None, owner)


class Step(Running, Making, Parameters, CoreMapping):
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
                from .spec import config_class_from_spec  # noqa: PLC0415 - new steps declare fields

                cls.ConfigClass = config_class_from_spec(cls, cls.ConfigClass)
        elif "spec" in vars(cls):
            raise StepClassError(
                f"{type_name(cls)} has a spec and a ConfigClass; declare its parameters in one of them"
            )
        cls.ConfigClass = with_overrides(cls)
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
                f"the config of a {type(self).__name__} has to be a {class_words(self.ConfigClass)},"
                f" got a {type_name(type(config))}"
            )
        if layers:
            resolve(config, layers)
        set_own = object.__setattr__
        set_own(self, "config", config)
        set_own(self, "name", name or type(self).__name__)
        set_own(self, "parent", parent)
        set_own(self, "log", logging.getLogger(f"stepconfig.{self.qualified_name}"))
        check_hooks(self)

    # -- making and running --------------------------------------------------------------------

    @_on_class
    def call(
        cls,  # noqa: N805 - it is a class method
        *args: Any,
        config_file: str | os.PathLike[str] | None = None,
        logcfg: str | os.PathLike[str] | None = None,
        configure_log: bool = True,
        **keywords: Any,
    ) -> Any:
        """Make a step with the parameters of all sources, run it, and return the result.

        Parameters
        ----------
        *args
            The data.
        config_file : str, optional
            A parameter file of any kind.
        logcfg : str, optional
            A log configuration file of stpipe, which is deprecated.
        configure_log : bool, optional
            Are messages shown on the error output meanwhile, from INFO on? The root logger is left alone.
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

        Warns
        -----
        UserWarning
            If it is called on an instance, whose own parameters are not used.
        """
        name = keywords.pop("name", None)
        rules: list[LogRules] | None = None if configure_log else []
        if logcfg is not None:
            from .log_file import rules_from_file  # noqa: PLC0415 - such files are deprecated

            rules = rules_from_file(logcfg)
        with logged(cls, rules), recording(cls):
            layers = [*given_layers(config_file, keywords), *input_layers(cls, args)]
            return cls.from_layers(layers, name, will_run=True).run(*args)

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

    # -- copies --------------------------------------------------------------------------------

    def __reduce_ex__(self, protocol: Any) -> Any:
        """A step of a pipeline is pickled, and copied, as that: with its pipeline."""
        for key in getattr(self.parent, "step_defs", ()):
            if vars(self.parent).get(key) is self:
                return getattr, (self.parent, key)
        return super().__reduce_ex__(protocol)

    def __getstate__(self) -> dict[str, Any]:
        state = {name: value for name, value in vars(self).items() if name not in _OF_RUNS}
        if "_configs" in vars(self):
            state["config"] = vars(self)["_configs"][0]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)

    def __repr__(self) -> str:
        return f"<{type_name(type(self))} {self.qualified_name}>"


add_parameters(Step)

_OF_RUNS = frozenset(("_runs", "_configs", "_log_records"))
"""What an instance has because it runs, or has run."""


def name_for(file: ParameterFile) -> str:
    """The name of a step whose parameter file names it, or else of the file itself."""
    return file.name or base_and_ext(file.path)[0]
