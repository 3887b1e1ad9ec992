"""Sections of an image as FITS headers write them: ``[x1:x2,y1:y2]``."""

import re

_SECTION = re.compile(r"\[\s*(\d+)\s*:\s*(\d+)\s*,\s*(\d+)\s*:\s*(\d+)\s*\]")


def format_section(rows: slice, columns: slice) -> str:
    """Return array slices as a FITS section.

    Examples
    --------
    >>> format_section(slice(0, 520), slice(16, 528))
    '[17:528,1:520]'
    """
    return f"[{columns.start + 1}:{columns.stop},{rows.start + 1}:{rows.stop}]"


def parse_section(text: str, shape: tuple[int, int]) -> tuple[slice, slice]:
    """Return the array slices that a FITS section names.

    Parameters
    ----------
    text : str
        A section such as ``[17:528,1:520]``: x first, counted from 1, both ends included.
    shape : tuple of int
        Rows and columns of the image, to check that the section lies inside it.

    Returns
    -------
    rows, columns : slice
        The same region in array order: row first, counted from 0, end excluded.

    Raises
    ------
    ValueError
        If the text is no section, is reversed or empty, or leaves the image.

    Examples
    --------
    >>> parse_section("[17:528,1:520]", shape=(520, 536))
    (slice(0, 520, None), slice(16, 528, None))
    """
    match = _SECTION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"section {text!r}: expected the form [x1:x2,y1:y2]")
    x1, x2, y1, y2 = (int(number) for number in match.groups())
    rows, columns = shape
    if not (1 <= x1 <= x2 <= columns and 1 <= y1 <= y2 <= rows):
        raise ValueError(f"section {text!r}: does not fit an image of {columns} columns and {rows} rows")
    return slice(y1 - 1, y2), slice(x1 - 1, x2)
