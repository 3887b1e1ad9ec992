"""Static types of data models, for mypy and pyright."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, assert_type

from stepconfig import (
    AsdfModel,
    Association,
    FitsModel,
    Model,
    ModelLibrary,
    NumpyModel,
    Savable,
    TableModel,
    open_model,
    register_model,
)
from stepconfig.steps.models import mark_step
from stepconfig.steps.models.meta import Meta


class Own:
    """A model without a base class."""

    crds_observatory = "hst"

    def save(self, path: str) -> str:
        """Write nothing."""
        return path

    def get_crds_parameters(self) -> dict[str, Any]:
        """Say nothing."""
        return {}


class Unsaved:
    """No model."""


def described(model: Any, index: int) -> str:
    """Say which one it is."""
    return f"{index}: {model}"


def each_is_a_model() -> list[Model]:
    """Structure decides, not descent."""
    library = ModelLibrary([Own()])
    assert_type(list(library.map_function(described)), list[str])
    return [Own(), AsdfModel(), FitsModel(), NumpyModel(), TableModel()]


def saved(model: Savable) -> None:
    """Associations are saved as well."""
    model.save("x")


def opened(path: str) -> Iterator[str]:
    """Open a file in a way of its own."""
    yield path


def use() -> None:
    """Use what there is, right and wrong; for the checkers alone."""
    saved(Own())
    saved(Association.of(["a.fits"], "all"))
    saved(Unsaved())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

    assert_type(AsdfModel.open("a.asdf"), AsdfModel)
    assert_type(AsdfModel().copy(), AsdfModel)
    assert_type(AsdfModel().meta, Meta)
    assert_type(FitsModel().save("a.fits"), str)
    assert_type(NumpyModel().crds_observatory, str | None)
    assert_type(ModelLibrary("asn.json").group_indices, dict[str, list[int]])
    assert_type(Association.open("asn.json").paths("science"), list[str])
    assert_type(open_model("a.asdf"), Any)
    register_model(".own", opened)
    register_model(".own", AsdfModel)
    register_model(".own", 5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    mark_step(Own(), "own", "COMPLETE")
