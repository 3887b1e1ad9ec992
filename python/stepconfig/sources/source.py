"""What a source of parameters has to be: the usual ones, and those that other packages add."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, runtime_checkable

from ..errors import ConfigError, UsageError, faults_in
from ..names import nearest, type_name
from .assignment import Assignment, Layer
from .order import ORDER

__all__ = ["Source", "layer_from"]


@runtime_checkable
class Source(Protocol):
    """Anything that says what values parameters have.

    A source is given to `Step.from_layers`, or named in ``parameter_sources`` of a step class. It is asked
    once for each config that is made. It has to say the same again if nothing has changed, and to change
    nothing itself.

    Attributes
    ----------
    name : str
        Its place in the order: one of the names in `stepconfig.sources.order.ORDER`, under which its values
        stand in histories.

    Examples
    --------
    >>> from stepconfig import FileLocation, Step
    >>> class Notebook:
    ...     "Parameters that stand in an observer's notebook."
    ...
    ...     name = "environment"
    ...
    ...     def assignments(self, config_class):
    ...         yield Assignment(("suffix",), "night", FileLocation("notebook.txt", 7))
    >>> step = Step.from_layers([Notebook()])
    >>> step.suffix, str(step.config.history["suffix"][-1].location)
    ('night', 'notebook.txt:7')
    """

    @property
    def name(self) -> str:
        """Its place in the order."""

    def assignments(self, config_class: type[Any]) -> Iterable[Assignment]:
        """The values that it has for a config.

        Parameters
        ----------
        config_class : type
            The class of the config, whose ``_fields`` say which parameters there are.

        Returns
        -------
        assignments : iterable of Assignment
            Paths, values and places. What a user has written as text is a `Text`, so that the field says what
            it means.

        Raises
        ------
        ConfigError
            If something is wrong with the source; it is told with the faults of all others.
        """


def layer_from(source: Layer | Source, config_class: type[Any]) -> Layer:
    """The layer of what a source says; a layer is that already.

    Parameters
    ----------
    source : Layer or Source
        The source.
    config_class : type
        Class of the config that the layer is for.

    Raises
    ------
    UsageError
        If its name is not in the order, or it is no source.
    """
    if not isinstance(source, Layer) and not isinstance(source, Source):
        raise UsageError(f"a {type_name(type(source))} is no source: it has no name or no method assignments")
    name = source.name
    if name not in ORDER:
        close = nearest(name, ORDER)
        hint = f"did you mean {close[0]!r}?" if close else f"it is one of {', '.join(ORDER)}"
        raise UsageError(f"a source named {name!r} has no place in the order of sources; {hint}")
    if isinstance(source, Layer):
        return source
    layer = Layer(name)
    try:
        said: Iterable[Any] = source.assignments(config_class)
        for assignment in said:
            if not isinstance(assignment, Assignment) or not assignment.path:
                raise UsageError(
                    f"the source {name!r} has to say assignments with a path, got {assignment!r}"
                )
            layer.assignments.append(assignment)
    except ConfigError as error:
        layer.faults += faults_in(error)
    return layer
