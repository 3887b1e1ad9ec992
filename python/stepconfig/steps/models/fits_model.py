"""FitsModel: a FITS file, with all of its HDUs."""

from __future__ import annotations

import gzip
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .base import FileModel, _lower, needed
from .header import HeaderMapping, is_structural
from .meta import Meta, leaves_of

if TYPE_CHECKING:
    from typing import Self

__all__ = ["FitsModel"]


class FitsModel(FileModel):
    """The HDUs of a FITS file, whose metadata are the cards of the first header.

    Parameters
    ----------
    data : ndarray, optional
        Data of the first HDU.
    header : Header or mapping, optional
        Cards of the first header.
    hdus : HDUList, optional
        All HDUs, in place of ``data`` and ``header``; used as they are and not copied.
    meta : mapping, optional
        Metadata that are added to the first header.

    Attributes
    ----------
    hdus : HDUList
        All HDUs. ``model["ERR"]`` is the HDU of that name.

    Raises
    ------
    DataError
        If astropy is not installed.

    Notes
    -----
    ``meta`` is a view of the header: ``meta.telescop`` is the card TELESCOP. What is deeper is in cards of
    the HIERARCH convention: ``meta.cal_step.detect`` is ``HIERARCH cal_step.detect``.
    """

    kind = "a FITS file"
    suffixes = (".fits", ".fit", ".fts", ".fits.gz")
    default_ext = ".fits"

    def __init__(
        self,
        data: Any = None,
        header: Mapping[str, Any] | None = None,
        hdus: Any = None,
        meta: Mapping[str, Any] | None = None,
    ) -> None:
        fits = needed("astropy.io.fits", self.kind, "fits")
        self._beside: dict[str, Any] = {}
        if hdus is None:
            cards = header if header is None or isinstance(header, fits.Header) else fits.Header(header)
            hdus = fits.HDUList([fits.PrimaryHDU(data, cards)])
        self.hdus = hdus
        super().__init__(meta)

    def _set_meta(self, values: Mapping[str, Any]) -> None:
        self.meta.update(values)

    @property
    def header(self) -> Any:
        """The first header."""
        return self.hdus[0].header

    @property
    def meta(self) -> Meta:
        return Meta(HeaderMapping(self.header, self._beside))

    def _science(self) -> Any:
        """The HDU whose data are meant: the first with an image, or else the first of all."""
        for hdu in self.hdus:
            if hdu.is_image and hdu.header["NAXIS"] > 0:
                return hdu
        return self.hdus[0]

    @property
    def data(self) -> Any:
        """The first image that there is, shape (n_rows, n_columns) if plane; None if there is none."""
        return self._science().data

    @data.setter
    def data(self, value: Any) -> None:
        self._science().data = value

    def __getitem__(self, name: Any) -> Any:
        return self.hdus[name]

    def __contains__(self, name: object) -> bool:
        return name in self.hdus

    @classmethod
    def _read(cls, path: str) -> Self:
        fits = needed("astropy.io.fits", cls.kind, "fits")
        with open(path, "rb") as file:
            content = file.read()
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        # A file in memory is there as long as the HDUs need it; data that nobody asks for stay as they are.
        hdus = fits.open(io.BytesIO(content), memmap=False)
        for hdu in hdus:
            where = hdu.fileinfo()
            if where["datLoc"] + hdu.size > len(content):
                raise ValueError(f"the file ends in the middle of the data of HDU {hdus.index(hdu)}")
        return cls(hdus=hdus)

    def write(self, path: str) -> None:
        with open(path, "wb") as file:
            if path.lower().endswith(".gz"):
                # No name and no date: the same data are the same file.
                with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
                    self.hdus.writeto(packed)
            else:
                self.hdus.writeto(file)

    @property
    def has_metadata(self) -> bool:
        return any(key not in ("filename", "cal_step") for key in self.meta) or self._commentary()

    def _commentary(self) -> bool:
        return any(card.keyword in ("COMMENT", "HISTORY") for card in self.header.cards)

    def take_metadata(self, other: FileModel) -> None:
        if isinstance(other, FitsModel):  # with the comments of the cards
            own = {keyword.upper() for keyword in self.header}
            for card in other.header.cards:
                if not is_structural(card.keyword) and card.keyword.upper() not in own:
                    self.header.append(card, end=True)
            return
        lost = []
        mine = self.meta
        for name, value in leaves_of(other.meta):
            if name not in mine:
                try:
                    mine[name] = value
                except ValueError:
                    lost.append(name)
        if lost:
            import logging  # noqa: PLC0415 - loaded by then anyway

            logging.getLogger("stepconfig").warning(
                "a FITS header cannot hold the metadata %s: they are left out", ", ".join(lost)
            )

    def get_crds_parameters(self) -> dict[str, Any]:
        """The cards of the first header by keyword; comments and the structure of the data are left out."""
        return {
            card.keyword: card.value
            for card in self.header.cards
            if not is_structural(card.keyword) and isinstance(card.value, (str, int, float))
            if card.keyword not in ("COMMENT", "HISTORY", "")
            and not card.keyword.lower().startswith("cal_step.")
        }

    @property
    def crds_observatory(self) -> str | None:
        """The card TELESCOP in lower case; None if it is not there."""
        return _lower(self.header.get("TELESCOP"))
