"""Static types of providers of references, for mypy and pyright: each expected error is marked for both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, assert_type

from stepconfig import (
    CrdsReferences,
    DictReferences,
    LocalReferences,
    ReferenceProvider,
    Step,
    active_provider,
    using_provider,
)
from stepconfig.references.provider import Progress


class Archive:
    """A provider as another package has it, without a base class."""

    name = "archive"

    def get_reference_file(self, header: Mapping[str, Any], reference_type: str, observatory: str) -> str:
        """One file for all."""
        return "/archive/all.fits"

    def get_parameter_file(
        self, header: Mapping[str, Any], reference_type: str, observatory: str
    ) -> str | None:
        """None."""
        return None

    def prefetch(
        self,
        header: Mapping[str, Any],
        reference_types: Iterable[str],
        observatory: str,
        progress: Progress | None = None,
    ) -> dict[str, str]:
        """One file for all."""
        return {each: self.get_reference_file(header, each, observatory) for each in reference_types}


class FlatStep(Step):
    """A step that needs a reference file."""

    reference_file_types = ["flat"]


def correct(step: FlatStep) -> None:
    """Not called: what the checkers have to infer."""
    providers: list[ReferenceProvider] = [
        Archive(),
        LocalReferences(Path("references")),
        CrdsReferences("jwst_0987.pmap"),
        DictReferences(
            {"flat": "N/A", "dark": Path("dark.fits"), "area": lambda header: str(header["area"])}
        ),
    ]
    with using_provider(providers[0]), using_provider(None):
        assert_type(active_provider(), ReferenceProvider | None)
    assert_type(providers[1].get_reference_file({"BAND": "R"}, "flat", "here"), str)
    assert_type(LocalReferences(".").explain({}, "flat").chosen is None, bool)
    assert_type(FlatStep.get_config_from_reference({}), dict[str, Any])
    assert_type(FlatStep.get_config_reftype(), str)
    FlatStep.from_layers(FlatStep.reference_parameter_layers("frame.fits", disable=False))


def misuse() -> None:
    """Not called: every line is an error that both checkers have to find."""
    using_provider("references")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    LocalReferences(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    DictReferences({"flat": 5})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
