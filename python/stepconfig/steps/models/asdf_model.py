"""AsdfModel: an ASDF tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...names import described
from .base import FileModel
from .meta import Meta, plain_data

if TYPE_CHECKING:
    from typing import Self

__all__ = ["AsdfModel"]


class AsdfModel(FileModel):
    """An ASDF tree, whose metadata are under ``meta``.

    Parameters
    ----------
    tree : dict, optional
        The tree; its top is copied, what is below is not.
    meta : mapping, optional
        Metadata in place of those of the tree, copied.

    Attributes
    ----------
    tree : dict
        The tree, ``meta`` included. ``model["data"]`` is ``model.tree["data"]``.
    """

    kind = "an ASDF file"
    suffixes = (".asdf",)
    default_ext = ".asdf"

    def __init__(self, tree: Mapping[str, Any] | None = None, meta: Mapping[str, Any] | None = None) -> None:
        self.tree: dict[str, Any] = dict(tree or {})
        super().__init__(meta)

    def _set_meta(self, values: Mapping[str, Any]) -> None:
        held = self.tree.get("meta", {})
        if not isinstance(held, Mapping):
            raise TypeError(f"meta: expected a dict, got {described(held)}")
        made: dict[str, Any] = plain_data(values or held)
        made.setdefault("cal_step", {})
        self.tree["meta"] = made

    @property
    def meta(self) -> Meta:
        return Meta(self.tree["meta"])

    @property
    def data(self) -> Any:
        """What the tree has under ``data``; None if it has nothing there."""
        return self.tree.get("data")

    @data.setter
    def data(self, value: Any) -> None:
        self.tree["data"] = value

    def __getitem__(self, key: str) -> Any:
        return self.tree[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.tree[key] = value

    def __contains__(self, key: object) -> bool:
        return key in self.tree

    @classmethod
    def _read(cls, path: str) -> Self:
        import asdf  # noqa: PLC0415 - it takes longer to import than all of this package

        with asdf.open(path, lazy_load=False, memmap=False) as file:
            tree = dict(file.tree)
        # asdf writes these anew for every file.
        tree.pop("asdf_library", None)
        if isinstance(history := tree.get("history"), dict):
            history.pop("extensions", None)
            if not history:
                del tree["history"]
        return cls(tree)

    def write(self, path: str) -> None:
        import asdf  # noqa: PLC0415 - it takes longer to import than all of this package

        asdf.AsdfFile(self.tree).write_to(path)
