"""More ways to make a step: for an input, from a section of a file, from the arguments of a command."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from ..history.location import caller_location
from ..sources.keywords import keyword_layer
from .attributes import ParameterAttributes
from .find import find_step_class
from .layers import given_layers, input_layers

if TYPE_CHECKING:
    from typing import Self

__all__ = ["Making"]


class Making(ParameterAttributes):
    """The part of a step class that makes steps in ways that need more than parameters."""

    ConfigClass: ClassVar[type[Any]]

    if TYPE_CHECKING:

        @classmethod
        def from_layers(cls, layers: Any, name: str | None = None, will_run: bool = False) -> Self: ...

    @classmethod
    def for_input(
        cls,
        input: Any,
        *,
        config_file: str | os.PathLike[str] | None = None,
        **keywords: Any,
    ) -> Self:
        """A step with the parameters of all sources, to look at or to change before it is run.

        Parameters
        ----------
        input : object
            The data for which the step shall be; they are not run.
        config_file : str, optional
            A parameter file of any kind.
        **keywords
            Parameters, as for `Step.call`.

        Returns
        -------
        step : Step
            What `Step.call` would run.

        Raises
        ------
        ConfigError
            If something is wrong with the parameters; if several things are, it lists all.
        """
        name = keywords.pop("name", None)
        layers = [*given_layers(config_file, keywords), *input_layers(cls, (input,))]
        return cls.from_layers(layers, name)

    @classmethod
    def build_config(
        cls,
        input: Any,
        *,
        config_file: str | os.PathLike[str] | None = None,
        **keywords: Any,
    ) -> tuple[Any, str | None]:
        """The parameters with which `Step.call` would run.

        Parameters
        ----------
        input, config_file, **keywords
            As for `for_input`; with None as the input, nothing is looked up.

        Returns
        -------
        config : Config
            The parameters, each with its history.
        config_file : str or None
            The parameter file.
        """
        keywords.pop("name", None)
        keywords.pop("logcfg", None)
        layers = [*given_layers(config_file, keywords)]
        if input is not None:
            layers += input_layers(cls, (input,))
        config = cls.from_layers(layers).config
        return config, None if config_file is None else os.fspath(config_file)

    @classmethod
    def from_config_section(
        cls,
        config: Mapping[str, Any],
        parent: Any = None,
        name: str | None = None,
        config_file: str | os.PathLike[str] | None = None,
    ) -> Self:
        """A step from a mapping of parameters, such as a section of a file.

        Parameters
        ----------
        config : mapping
            The parameters, and maybe ``class`` and ``name``.
        parent : Pipeline, optional
            The pipeline that the step belongs to.
        name : str, optional
            Name of the step; by default that in the mapping, or that of the class.
        config_file : str, optional
            A parameter file whose values those of the mapping beat.

        Raises
        ------
        ConfigError
            If something is wrong with the parameters; if several things are, it lists all.
        StepClassError
            If the mapping names a class that cannot be found.
        """
        given = dict(config)
        class_name = given.pop("class", None)
        step_class: Any = find_step_class(class_name, cls) if class_name else cls
        name = name or given.pop("name", None) or None
        given.pop("name", None)
        layers = [*given_layers(config_file, {}), keyword_layer(given, caller_location())]
        step = step_class.from_layers(layers, name)
        if parent is None:
            return step  # type: ignore[no-any-return]
        return step_class(name, config=step.config, parent=parent)  # type: ignore[no-any-return]

    @staticmethod
    def from_cmdline(args: Sequence[str]) -> Any:
        """Make a step from the arguments of a command, run it, and give it back.

        Parameters
        ----------
        args : sequence of str
            What stands behind ``strun``: a parameter file or a class, inputs, and options.

        Returns
        -------
        step : Step
            The step, which has run.

        Raises
        ------
        ConfigError
            If the arguments or the parameters are wrong; if several things are, it lists all.
        """
        # Found by its name, as it needs the class of all steps, which this is a part of.
        return import_module(f"{__package__}.from_arguments").run_from_arguments(args)
