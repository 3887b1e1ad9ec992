"""The one order of precedence, written once, as data: what beats what, for a step and for a pipeline."""

from __future__ import annotations

from collections.abc import Iterable

from .assignment import Layer

__all__ = ["LEVELS", "ORDER", "REFERENCE_LAYERS", "USER_LAYERS", "Level", "in_order", "order_table"]


class Level:
    """One kind of source.

    Parameters
    ----------
    layer : str
        What its values are called in a history.
    words : str
        What it is.
    step : int or None
        The level that it belongs to for a step that is run by itself; None if such a step has none.
    pipeline : int
        The level that it belongs to for a step of a pipeline.
    """

    __slots__ = ("layer", "pipeline", "step", "words")

    def __init__(
        self,
        layer: str,
        words: str,
        step: int | None,
        pipeline: int,
    ) -> None:
        self.layer = layer
        self.words = words
        self.step = step
        self.pipeline = pipeline

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Level):
            return NotImplemented
        return (self.layer, self.words, self.step, self.pipeline) == (
            other.layer,
            other.words,
            other.step,
            other.pipeline,
        )

    def __hash__(self) -> int:
        return hash((self.layer,))

    def __repr__(self) -> str:
        return f"<Level {self.layer!r}>"


LEVELS = (
    Level("default", "the default that the field declares", 1, 1),
    Level("setDefaults", "what setDefaults of the step's config sets", 1, 1),
    Level("setDefaults", "what setDefaults of the pipeline's config sets", None, 2),
    Level("step reference", "reference parameters of the step", 2, 3),
    Level("pipeline reference", "reference parameters of the pipeline", None, 4),
    Level("step file", "the file that the parameter file names for the step (config_file)", None, 5),
    Level("parameter file", "the parameter file that the user names", 3, 6),
    Level("environment", "environment variables with the prefix that the class declares", 4, 7),
    Level("keyword", "keywords of a call or a constructor", 4, 7),
    Level("command line", "options of the command line", 4, 7),
)
"""Every kind of source, lowest first. A later one beats an earlier one, also of the same level."""

ORDER: dict[str, str] = {
    name: "; then ".join(level.words for level in LEVELS if level.layer == name)
    for name in dict.fromkeys(level.layer for level in LEVELS)
}
"""The names of the kinds of sources, lowest first, each with what it is."""

REFERENCE_LAYERS = frozenset(("step reference", "pipeline reference"))
"""Layers that may be newer than the software: what it does not know is a warning there."""

USER_LAYERS = frozenset(
    (
        "step file",
        "parameter file",
        "environment",
        "keyword",
        "command line",
        "code",
        "override file",
        "data file",
        "saved config",
    )
)
"""Layers in which the user speaks, and not the author of a step."""

_RANKS = {name: rank for rank, name in enumerate(ORDER)}


def in_order(layers: Iterable[Layer]) -> list[Layer]:
    """The layers, lowest first; of one kind the deeper first, then as they are handed in.

    Parameters
    ----------
    layers : iterable of Layer
        Layers whose names are in `ORDER`.
    """
    return sorted(layers, key=lambda layer: (_RANKS[layer.name], -layer.depth))


def order_table() -> str:
    """The order as a table in Markdown, lowest first, as the guide to steps has it.

    Examples
    --------
    >>> print(order_table().splitlines()[-1])
    | 4 | 7 | `command line` | options of the command line |
    """
    lines = ["| step | in a pipeline | name in a history | what it is |", "|---|---|---|---|"]
    for level in LEVELS:
        cells = (level.step or "-", level.pipeline, f"`{level.layer}`", level.words)
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)
