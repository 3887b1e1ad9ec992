"""Rows for a terminal: in aligned columns where it is wide enough, else as a list."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence

__all__ = ["PAGE", "Paint", "aligned", "cropped", "page_width", "table"]

PAGE = 120
"""Columns where there is no terminal that says how many it has."""

Paint = Callable[[str, str], str]
"""Gives a text a style."""


def page_width() -> int:
    """Columns of the terminal: those that ``COLUMNS`` says, else its own, else those of a page."""
    return shutil.get_terminal_size((PAGE, 40)).columns


def cropped(text: str, limit: int) -> str:
    """The text with its middle left out if it is longer than ``limit``.

    Examples
    --------
    >>> cropped("[1, 2, 3, 4, 5, 6, 7, 8, 9]", 20)
    '[1, 2, 3, ... 8, 9]'
    """
    if len(text) <= limit:
        return text
    tail = max(0, min(8, limit // 3))
    head = max(0, limit - tail - 3)
    return f"{text[:head].rstrip()}...{text[len(text) - tail :]}"[:limit]


def aligned(
    rows: Sequence[Sequence[str]], styles: Sequence[str], paint: Paint | None, gap: str = "  "
) -> list[str]:
    """Lines with the cells of each row below those of the others.

    Parameters
    ----------
    rows : sequence of sequence of str
        The cells.
    styles : sequence of str
        The style of each column.
    paint : callable or None
        Gives a text a style; None for text without.
    gap : str, optional
        What is between two columns.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        last = max((place for place, cell in enumerate(row) if cell), default=-1)
        cells = [
            cell if place == last else f"{cell:<{width}}"
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ][: last + 1]
        if paint is not None:
            cells = [
                paint(cell, style) if style else cell for cell, style in zip(cells, styles, strict=False)
            ]
        lines.append(gap.join(cells))
    return lines


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    styles: Sequence[str],
    as_list: Callable[[Sequence[str]], list[str]],
    paint: Paint | None = None,
    width: int | None = None,
    last_below: bool = False,
) -> str:
    """Rows under headings, or, where the terminal is too narrow, what ``as_list`` makes of each.

    Parameters
    ----------
    headings : sequence of str
        The headings.
    rows : sequence of sequence of str
        The cells.
    styles : sequence of str
        The style of each column.
    as_list : callable
        The lines for one row.
    paint : callable, optional
        Gives a text a style.
    width : int, optional
        Columns of the terminal.
    last_below : bool, optional
        Before it comes to a list, may the last column be given lines of its own, below the others?
    """
    room = page_width() if width is None else width
    whole = [headings, *rows]
    widths = [max(map(len, column)) for column in zip(*whole, strict=True)]
    if sum(widths) + 2 * len(widths) - 2 <= room:
        return "\n".join(_headed(whole, styles, paint))
    *widths, last = widths
    if not last_below or sum(widths) + 2 * len(widths) - 2 > room or last + 4 > room:
        return "\n".join(line for row in rows for line in as_list(row))
    lines = _headed([row[:-1] for row in whole], styles[:-1], paint)
    for place in range(len(rows), 0, -1):
        cell = rows[place - 1][-1]
        if cell:
            lines.insert(place + 1, f"    {paint(cell, styles[-1]) if paint else cell}")
    return "\n".join(lines)


def _headed(rows: Sequence[Sequence[str]], styles: Sequence[str], paint: Paint | None) -> list[str]:
    """Aligned rows, the first of which are headings."""
    lines = aligned(rows, styles, paint)
    if paint is not None:
        lines[0] = paint(aligned(rows, styles, None)[0], "dim")
    return lines
