"""A raw frame in parts, as several amplifiers read it, and put together again."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from astropy.io import fits
from numpy.typing import NDArray

from .frame import Frame, Meta, need
from .sections import format_section, parse_section

SECTIONS = ("TRIMSEC", "BIASSEC")
"""Header keywords of sections, which are cut as the image is."""
_SAME = ("DATE-OBS", "UT", "EXPTIME", "INSTRUME")
"""What parts of one exposure have in common."""

Origin = tuple[int, int]


def cut_rows(frame: Frame, rows: slice) -> tuple[NDArray[Any], fits.Header]:
    """Cut some rows out of a raw frame.

    Parameters
    ----------
    frame : Frame
        The frame, as it was read.
    rows : slice
        The rows, counted from 0, end excluded.

    Returns
    -------
    data : ndarray, shape (n_rows, n_columns), type of the frame's
        The rows.
    header : astropy.io.fits.Header
        The header with its sections cut, and LTV2 saying where the rows are on the detector.

    Raises
    ------
    ValueError
        If a section has none of the rows.
    """
    header = frame.header.copy()
    for keyword in SECTIONS:
        if keyword in header:
            inside, columns = frame.section(keyword)
            first, end = max(inside.start, rows.start), min(inside.stop, rows.stop)
            if first >= end:
                raise ValueError(f"{keyword}: rows {rows.start} to {rows.stop - 1} have nothing of it")
            header[keyword] = format_section(slice(first - rows.start, end - rows.start), columns)
    header["LTV2"] = (float(-frame.origin[0] - rows.start), "row of this file less that of the detector")
    return frame.data[rows], header


def join_frames(frames: Sequence[Frame]) -> Frame:
    """Put parts of one exposure together, in any order, once they have a common zero level and unit.

    Parameters
    ----------
    frames : sequence of Frame
        The parts, trimmed and in electrons.

    Returns
    -------
    Frame
        The exposure. Numbers that were measured in every part are averaged.

    Raises
    ------
    ValueError
        If they are of different exposures, overlap, or leave a gap.
    """
    _check_exposure(frames)
    numbers = [frame.meta.measured for frame in frames]
    origins = [(int(each["first_row"]), int(each["first_column"])) for each in numbers]
    planes: dict[str, Any] = {}
    for name in ("data", "variance", "mask"):
        planes[name] = _assembled([need(getattr(frame, name), name, "gain") for frame in frames], origins)
    raw_origins = [frame.origin for frame in frames]
    planes["raw"] = _assembled([_raw(frame) for frame in frames], raw_origins)
    names = ("first_row", "first_column")
    measured = {name: float(np.mean([each[name] for each in numbers])) for name in numbers[0]}
    measured |= dict(zip(names, map(int, np.min(origins, axis=0)), strict=True))
    first = frames[0].meta
    meta = Meta(first.filename, ", ".join(frame.meta.input for frame in frames), first.cal_step, measured)
    return Frame(header=_joined_header(frames, raw_origins), meta=meta, **planes)


def _check_exposure(frames: Sequence[Frame]) -> None:
    for keyword in _SAME:
        values = [frame.header.get(keyword) for frame in frames]
        if len(set(values)) > 1:
            named = zip(values, frames, strict=True)
            told = ", ".join(f"{value!r} in {frame.meta.input}" for value, frame in named)
            raise ValueError(f"{keyword}: expected parts of one exposure, got {told}")


def _raw(frame: Frame) -> NDArray[Any]:
    return need(frame.raw, "raw image", "Frame.open")


def _assembled(parts: Sequence[NDArray[Any]], origins: Sequence[Origin]) -> NDArray[Any]:
    """Put arrays side by side into the rectangle that they fill."""
    first = np.array(origins)
    end = first + [part.shape for part in parts]
    corner = first.min(axis=0)
    whole = np.zeros(end.max(axis=0) - corner, dtype=np.result_type(*parts))
    count = np.zeros(whole.shape, dtype=np.uint8)
    for (row, column), part in zip(first - corner, parts, strict=True):
        place = np.s_[row : row + part.shape[0], column : column + part.shape[1]]
        whole[place] = part
        count[place] += 1
    if (count != 1).any():
        what = "overlap" if (count > 1).any() else "leave a gap"
        where = ", ".join(
            f"{part.shape} at {tuple(at)}" for part, at in zip(parts, first.tolist(), strict=True)
        )
        raise ValueError(f"expected parts that fill a rectangle; these {what}: {where}")
    return whole


def _joined_header(frames: Sequence[Frame], origins: Sequence[Origin]) -> fits.Header:
    """Return the header of the first part with the sections of the whole."""
    header = frames[0].header.copy()
    corner = np.min(origins, axis=0)
    for keyword in SECTIONS:
        ends = []
        for frame, origin in zip(frames, origins, strict=True):
            if keyword in frame.header:
                rows, columns = parse_section(str(frame.header[keyword]), _raw(frame).shape)
                ends.append(
                    np.array([[rows.start, columns.start], [rows.stop, columns.stop]]) + origin - corner
                )
        if ends:
            (row, column), (row_end, column_end) = np.min(ends, axis=0)[0], np.max(ends, axis=0)[1]
            header[keyword] = format_section(slice(row, row_end), slice(column, column_end))
    for keyword, first in zip(("LTV2", "LTV1"), corner, strict=True):
        header.remove(keyword, ignore_missing=True)
        if first:
            header[keyword] = float(-first)
    return header
