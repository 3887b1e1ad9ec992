"""What flows through the pipeline: one exposure with its variance, mask, sky, sources and header."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, Self, TypeVar

import numpy as np
from astropy.io import fits
from astropy.table import Table
from numpy.typing import NDArray

from . import asdf_file
from .arrays import BoolImage, FlagImage, Image, LabelImage
from .flags import Flag
from .sections import parse_section

T = TypeVar("T")

_PLANES = ("data", "raw", "variance", "mask", "background", "background_error", "labels", "significance")


@dataclass
class Meta:
    """What is known about a frame beside its header.

    Attributes
    ----------
    filename : str
        Name of the file that the frame was read from.
    input : str
        Name of the raw file at its beginning.
    cal_step : SimpleNamespace
        For each step, by its alias, ``"COMPLETE"`` or ``"SKIPPED"``, as the runner notes it.
    measured : dict
        Numbers that the reduction found on the way, with the unit in the name.
    """

    filename: str
    input: str
    cal_step: SimpleNamespace = field(default_factory=SimpleNamespace)
    measured: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Frame:
    """An exposure at some stage of its reduction; steps make a new one and leave the old as it was.

    Attributes
    ----------
    data : ndarray, shape (n_rows, n_columns), ADU, then electron
        The image.
    header : astropy.io.fits.Header
        The header of the raw file.
    meta : Meta
        File name, steps done, numbers found.
    raw : ndarray, shape (n_raw_rows, n_raw_columns), ADU, or None
        The image as it was read.
    variance : ndarray, same shape, electron^2, or None
        Variance of each pixel.
    mask : ndarray, same shape, uint8, or None
        Bits of `Flag`.
    background : ndarray, same shape, electron, or None
        The sky that was subtracted from the data.
    background_error : ndarray, same shape, electron, or None
        Standard error of the sky.
    labels : ndarray, same shape, int32, or None
        0 for sky, i for pixels of the i-th source.
    significance : ndarray, same shape, sigma, or None
        The smoothed signal-to-noise ratio that the sources were found on.
    catalog : astropy.table.Table or None
        The sources.
    """

    data: NDArray[Any]
    header: fits.Header
    meta: Meta
    raw: NDArray[Any] | None = None
    variance: Image | None = None
    mask: FlagImage | None = None
    background: Image | None = None
    background_error: Image | None = None
    labels: LabelImage | None = None
    significance: Image | None = None
    catalog: Table | None = None

    default_ext: ClassVar[str] = ".asdf"

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Read a raw FITS file, or an ASDF file that `save` wrote.

        Parameters
        ----------
        path : str or Path
            The file; its extension tells which of the two it is.

        Returns
        -------
        Frame
            The exposure.

        Raises
        ------
        OSError
            If there is no such file, or it is not what its extension says.
        """
        path = Path(path)
        if path.suffix == ".asdf":
            planes, header, meta, catalog = asdf_file.read(path)
            steps = SimpleNamespace(**meta["cal_step"])
            about = Meta(path.name, meta["input"], steps, dict(meta["measured"]))
            return cls(header=header, meta=about, catalog=catalog, **planes)
        with fits.open(path, memmap=False) as hdus:
            primary: Any = hdus[0]
            raw = np.asarray(primary.data)
            return cls(data=raw, header=primary.header, meta=Meta(path.name, path.name), raw=raw)

    def save(self, path: str) -> str:
        """Write an ASDF file; another extension than ``.asdf`` is replaced. Returns the name written."""
        target = Path(path).with_suffix(".asdf")
        planes = {name: getattr(self, name) for name in _PLANES}
        meta = {
            "input": self.meta.input,
            "cal_step": vars(self.meta.cal_step),
            "measured": self.meta.measured,
        }
        asdf_file.write(target, planes, self.header, meta, self.catalog)
        return str(target)

    def changed(self, measured: dict[str, float] | None = None, **planes: Any) -> Self:
        """Return a frame with other planes, and with what was measured added to its meta data."""
        steps = SimpleNamespace(**vars(self.meta.cal_step))
        meta = replace(self.meta, cal_step=steps, measured=self.meta.measured | (measured or {}))
        return replace(self, meta=meta, **planes)

    def section(self, keyword: str) -> tuple[slice, slice]:
        """Return the array slices for a section of the header, such as TRIMSEC.

        Raises
        ------
        ValueError
            If the header has no such section, or one that does not fit the image.
        """
        if keyword not in self.header:
            raise ValueError(
                f"{keyword}: expected a section in the header of {self.meta.filename}, found none"
            )
        rows, columns = self.data.shape
        return parse_section(str(self.header[keyword]), (rows, columns))

    @property
    def origin(self) -> tuple[int, int]:
        """Row and column, from 0, of the raw file's first pixel on the detector: not 0 for a part of it.

        LTV2 and LTV1 of the header tell it, as IRAF has it: pixel of the file = pixel of the detector + LTV.
        """
        row, column = (-round(float(self.header.get(card, 0.0))) for card in ("LTV2", "LTV1"))
        return row, column

    def get_crds_parameters(self) -> dict[str, Any]:
        """Return what reference files are chosen by: the header."""
        return {card.keyword: card.value for card in self.header.cards if card.keyword != "COMMENT"}

    @property
    def crds_observatory(self) -> str:
        """The telescope, as rules for reference files may ask for it."""
        return str(self.header.get("TELESCOP", "")).lower()

    def flagged(self, flags: Flag) -> BoolImage:
        """Return where the mask has any of some flags, shape (n_rows, n_columns), bool."""
        if self.mask is None:
            return np.zeros(self.data.shape, dtype=bool)
        return np.asarray((self.mask & int(flags)) > 0)

    def with_flag(self, where: BoolImage, flag: Flag) -> Self:
        """Return a frame whose mask has a flag on these pixels too."""
        mask = np.zeros(where.shape, dtype=np.uint8) if self.mask is None else self.mask
        return replace(self, mask=mask | np.where(where, np.uint8(flag), np.uint8(0)))

    def number(self, keyword: str) -> float:
        """Return a number of the header.

        Raises
        ------
        ValueError
            If the header does not have it.
        """
        value = self.header.get(keyword)
        if not isinstance(value, int | float):
            raise ValueError(
                f"{keyword}: expected a number in the header of {self.meta.filename}, got {value!r}"
            )
        return float(value)

    def measured(self, name: str, step: str) -> float:
        """Return a number that an earlier step measured.

        Raises
        ------
        ValueError
            If that step was not run.
        """
        return need(self.meta.measured.get(name), name, step)


def need(part: T | None, name: str, maker: str) -> T:
    """Return a part of a frame, or explain which step makes it.

    Raises
    ------
    ValueError
        If the part is missing.
    """
    if part is None:
        raise ValueError(f"frame has no {name}: the step {maker!r} makes it and has to run before")
    return part
