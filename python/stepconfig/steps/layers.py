"""The sources of a step's parameters: what is given when it is made, and what its class declares."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..history.location import caller_location
from ..sources.assignment import Layer
from ..sources.keywords import keyword_layer
from ..sources.parameter_file import file_layer
from ..sources.reference import reference_layer
from ..sources.source import Source

__all__ = ["given_layers", "input_layers", "own_sources", "reference_layers", "resolve"]


def resolve(config: Any, sources: Iterable[Layer | Source], will_run: bool = False) -> None:
    """As `sources.layering.resolve`, which is loaded when there is something to resolve.

    Classes of steps are imported by much that makes none, and the resolver knows every kind of field.
    """
    from ..sources import layering  # noqa: PLC0415 - see above

    layering.resolve(config, sources, will_run=will_run)


def given_layers(config_file: str | os.PathLike[str] | None, keywords: Mapping[str, Any]) -> list[Layer]:
    """The layers of a parameter file and of keywords, whose place is the line that calls this package.

    Parameters
    ----------
    config_file : str or None
        The file.
    keywords : mapping
        Values by name.

    Notes
    -----
    A file that cannot be read is a fault of its layer, to be told with all others.
    """
    layers = []
    if config_file is not None:
        layers.append(file_layer(os.fspath(config_file)))
    if keywords:
        layers.append(keyword_layer(keywords, caller_location()))
    return layers


def own_sources(step_class: Any) -> list[Layer | Source]:
    """The sources that a step class itself declares: its own, and the environment if it has a prefix.

    Parameters
    ----------
    step_class : type
        The class of the step or pipeline that is run.
    """
    sources: list[Layer | Source] = [*step_class.parameter_sources]
    if step_class.environment_prefix is not None:
        from ..sources.environment import Environment  # noqa: PLC0415 - few classes ask it

        sources.append(Environment(step_class.environment_prefix))
    return sources


def reference_layers(
    step_class: Any,
    parameters_for: Callable[[Any], Mapping[str, Any] | str | os.PathLike[str] | None],
    path: tuple[str, ...] = (),
) -> Iterator[Layer]:
    """The layers of the reference parameters of a step, those of a pipeline's steps first.

    Parameters
    ----------
    step_class : type
        The class.
    parameters_for : callable
        Gives the reference parameters of a step class, or the path of a parameter file with them, or None.
    path : tuple of str, optional
        Path of the step in the config.
    """
    steps = getattr(step_class, "step_defs", None)
    for name, inner in (steps or {}).items():
        yield from reference_layers(inner, parameters_for, (*path, "steps", name))
    parameters = parameters_for(step_class)
    if parameters is not None:
        yield reference_layer(parameters, path, of_pipeline=steps is not None)


def input_layers(step_class: Any, arguments: Sequence[Any]) -> list[Layer]:
    """The layers that only data can say, of reference parameters; none without data.

    Parameters
    ----------
    step_class : type
        The class.
    arguments : sequence
        The data.
    """
    if not arguments:
        return []
    layers: list[Layer] = step_class.reference_parameter_layers(arguments[0])
    return layers
