"""Static types of sources of parameters, for mypy and pyright: each expected error is marked for both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, assert_type

from stepconfig import Assignment, FileLocation, Source, Step


class Notebook:
    """A source as another package has it, without a base class."""

    name = "environment"

    def assignments(self, config_class: type[Any]) -> Iterator[Assignment]:
        """One value."""
        yield Assignment(("suffix",), "night", FileLocation("notebook.txt", 7))


class Nameless:
    """No source."""

    def assignments(self, config_class: type[Any]) -> Iterator[Assignment]:
        """Nothing."""
        yield from ()


class NightStep(Step):
    """A step with sources of its own."""

    environment_prefix = "NIGHT"
    parameter_sources = (Notebook(),)


def correct(source: Source) -> None:
    """Not called: what the checkers have to infer."""
    assert_type(source.name, str)
    assert_type(NightStep.from_layers([Notebook(), source]), NightStep)
    NightStep.from_layers(NightStep.reference_layers(lambda step_class: {"skip": step_class is NightStep}))
    files: dict[type[Step], str] = {NightStep: "night.asdf"}
    NightStep.from_layers(NightStep.reference_layers(files.get))


def misuse() -> None:
    """Not called: every line is an error that both checkers have to find."""
    NightStep.from_layers([Nameless()])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    NightStep.reference_layers(3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
