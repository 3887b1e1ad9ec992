"""The reduced frame as an ASDF file: planes as binary blocks, the rest as readable YAML."""

from pathlib import Path
from typing import Any

import asdf
import numpy as np
from astropy.io import fits
from astropy.table import Column, Table
from numpy.typing import NDArray

from .flags import describe_flags

_UNITS = {
    "data": "electron",
    "raw": "adu",
    "variance": "electron2",
    "background": "electron",
    "background_error": "electron",
    "significance": "sigma",
}


def write(
    path: Path,
    planes: dict[str, NDArray[Any] | None],
    header: fits.Header,
    meta: dict[str, Any],
    catalog: Table | None,
) -> None:
    """Write a frame.

    Parameters
    ----------
    path : Path
        The file.
    planes : dict of str to ndarray or None
        Images by name; those that are None are left out.
    header : astropy.io.fits.Header
        Kept card by card: keyword, value, comment.
    meta : dict
        Plain values.
    catalog : astropy.table.Table or None
        Kept column by column, with units and descriptions.
    """
    tree = {
        "meta": meta | {"mask_bits": describe_flags(), "units": _UNITS},
        "header": [[card.keyword, _plain(card.value), card.comment] for card in header.cards],
        **{name: np.ascontiguousarray(plane) for name, plane in planes.items() if plane is not None},
    }
    if catalog is not None:
        tree["catalog"] = {
            "meta": dict(catalog.meta or {}),
            "columns": [_column_to_tree(column) for column in catalog.columns.values()],
        }
    asdf.AsdfFile(tree).write_to(path, all_array_compression="zlib")


def read(path: Path) -> tuple[dict[str, NDArray[Any]], fits.Header, dict[str, Any], Table | None]:
    """Read what `write` wrote.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    planes, header, meta, catalog
        As they were given to `write`, without the planes that were None.

    Raises
    ------
    OSError
        If the file is missing or holds no frame.
    """
    try:
        with asdf.open(path, lazy_load=False, memmap=False) as file:
            tree = file.tree
            planes = {name: np.array(value) for name, value in tree.items() if isinstance(value, np.ndarray)}
            cards = [fits.Card(keyword, value, comment) for keyword, value, comment in tree["header"]]
            meta, catalog = dict(tree["meta"]), tree.get("catalog")
            table = None if catalog is None else _table_from_tree(catalog)
    except (KeyError, ValueError) as error:
        raise OSError(f"{path}: expected a frame in ASDF form, got {error}") from error
    return planes, fits.Header(cards), meta, table


def _plain(value: Any) -> str | int | float | bool | None:
    """Return a header value as YAML can hold it."""
    return value if isinstance(value, str | bool | int | float) else None


def _column_to_tree(column: Column) -> dict[str, Any]:
    unit = None if column.unit is None else column.unit.to_string()
    return {"name": column.name, "unit": unit, "doc": column.description, "values": np.array(column)}


def _table_from_tree(tree: dict[str, Any]) -> Table:
    columns = [
        Column(np.array(entry["values"]), entry["name"], unit=entry["unit"], description=entry["doc"])
        for entry in tree["columns"]
    ]
    return Table(columns, meta=dict(tree["meta"]))
