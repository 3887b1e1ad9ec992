"""TableModel: a table in an ECSV file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .base import FileModel, needed
from .meta import Meta, plain_data

if TYPE_CHECKING:
    from typing import Self

__all__ = ["TableModel"]


class TableModel(FileModel):
    """A table of astropy, whose metadata are ``table.meta``.

    Parameters
    ----------
    table : Table or dict, optional
        The table, or its columns by name. A table is used as it is and not copied.
    meta : mapping, optional
        Metadata in place of those of the table, copied.

    Attributes
    ----------
    table : Table
        The table. ``model["flux"]`` is its column of that name.

    Raises
    ------
    DataError
        If astropy is not installed.
    """

    kind = "an ECSV table"
    suffixes = (".ecsv",)
    default_ext = ".ecsv"

    def __init__(self, table: Any = None, meta: Mapping[str, Any] | None = None) -> None:
        table_class = needed("astropy.table", self.kind, "table").Table
        self.table = table if isinstance(table, table_class) else table_class(table)
        super().__init__(meta)

    def _set_meta(self, values: Mapping[str, Any]) -> None:
        made = plain_data(values or self.table.meta)
        made.setdefault("cal_step", {})
        self.table.meta = made

    @property
    def meta(self) -> Meta:
        return Meta(self.table.meta)

    @property
    def data(self) -> Any:
        """The table."""
        return self.table

    def __getitem__(self, name: str) -> Any:
        return self.table[name]

    def __setitem__(self, name: str, column: Any) -> None:
        self.table[name] = column

    def __contains__(self, name: object) -> bool:
        return name in self.table.colnames

    def __len__(self) -> int:
        return len(self.table)

    def __bool__(self) -> bool:
        return True

    @classmethod
    def _read(cls, path: str) -> Self:
        table_class = needed("astropy.table", cls.kind, "table").Table
        with open(path, encoding="utf-8") as file:  # missing files are told alike by every model
            text = file.read()
        # As lines: a text of one line would be taken for the name of a file, or for a place in the network.
        return cls(table_class.read(text.split("\n"), format="ascii.ecsv"))

    def write(self, path: str) -> None:
        # newline: the table has its own line ends, which are not to be translated
        with open(path, "w", encoding="utf-8", newline="") as file:
            self.table.write(file, format="ascii.ecsv")
