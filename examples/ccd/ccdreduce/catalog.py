"""The catalogue: one row a source, with units, descriptions and the circumstances."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from astropy.io import fits
from astropy.table import Table
from scipy import ndimage

from .arrays import Image, LabelImage
from .centroid import Positions
from .flags import describe_flags
from .photometry import Photometry

# name: (unit, decimals, description)
_COLUMNS: dict[str, tuple[str | None, int, str]] = {
    "id": (None, 0, "Number of the source, brightest first"),
    "x": ("pix", 3, "Column of the centroid; the centre of the first pixel is 0"),
    "y": ("pix", 3, "Row of the centroid; the centre of the first pixel is 0"),
    "x_error": ("pix", 3, "Standard error of x"),
    "y_error": ("pix", 3, "Standard error of y"),
    "flux": ("electron", 1, "Flux inside the aperture, without correction for the light beyond it"),
    "flux_error": ("electron", 1, "Standard error of flux"),
    "magnitude": ("mag", 4, "Instrumental magnitude: -2.5 log10 of the flux in electron/s"),
    "magnitude_error": ("mag", 4, "Standard error of magnitude"),
    "half_light_radius": ("pix", 2, "Radius that holds half of the flux inside the aperture"),
    "peak": ("electron", 1, "Brightest pixel inside the aperture"),
    "significance": (None, 1, "Peak signal-to-noise ratio in the smoothed image, in sigma"),
    "area": ("pix2", 0, "Number of pixels above the detection threshold"),
    "flags": (None, 0, "Sum of flags, see flag_bits in the meta data"),
}
_HEADER = {
    "object": "OBJECT",
    "telescope": "TELESCOP",
    "instrument": "INSTRUME",
    "filter": "FILTERS",
    "date": "DATE-OBS",
    "time": "UT",
    "exposure_s": "EXPTIME",
    "airmass": "SECZ",
}


@dataclass(frozen=True)
class Catalog:
    """A table of sources that can save itself."""

    table: Table

    default_ext: ClassVar[str] = ".ecsv"

    def save(self, path: str) -> str:
        """Write an ECSV file; another extension than ``.ecsv`` is replaced. Returns the name written."""
        target = Path(path).with_suffix(".ecsv")
        self.table.write(target, format="ascii.ecsv", overwrite=True)
        return str(target)


def build_catalog(
    positions: Positions,
    photometry: Photometry,
    labels: LabelImage,
    significance: Image,
    header: fits.Header,
    circumstances: Mapping[str, Any],
) -> tuple[Table, LabelImage]:
    """Put measurements into a table, brightest source first.

    Parameters
    ----------
    positions : Positions
        Centroids of n sources.
    photometry : Photometry
        Their fluxes.
    labels : ndarray, shape (n_rows, n_columns), int32
        Source i owns the pixels labelled i + 1.
    significance : ndarray, shape (n_rows, n_columns), sigma
        The image that the sources were detected on.
    header : astropy.io.fits.Header
        Header of the raw frame; EXPTIME gives the magnitudes their zero point.
    circumstances : mapping
        Further entries for the table's meta data.

    Returns
    -------
    table : astropy.table.Table
        The columns of the module's list, with units and descriptions.
    labels : ndarray, shape (n_rows, n_columns), int32
        The labels renumbered, so that a label is the source's id.
    """
    n = positions.x.size
    index = np.arange(1, n + 1)
    order = np.argsort(-photometry.flux, kind="stable")
    exposure: Any = header.get("EXPTIME", 1.0)
    magnitude, magnitude_error = _magnitudes(photometry, float(exposure))
    values = {
        "x": positions.x,
        "y": positions.y,
        "x_error": positions.x_error,
        "y_error": positions.y_error,
        "flux": photometry.flux,
        "flux_error": photometry.flux_error,
        "magnitude": magnitude,
        "magnitude_error": magnitude_error,
        "half_light_radius": photometry.half_light_radius,
        "peak": photometry.peak,
        "significance": np.asarray(ndimage.maximum(significance, labels, index), dtype=np.float64),
        "area": np.bincount(labels.ravel(), minlength=n + 1)[1:],
        "flags": photometry.flags,
    }
    table: Any = Table({"id": index} | {name: column[order] for name, column in values.items()})
    for name, (unit, decimals, description) in _COLUMNS.items():
        table[name] = np.round(table[name], decimals)
        table[name].unit, table[name].description = unit, description
    table.meta.update({key: header[card] for key, card in _HEADER.items() if card in header})
    table.meta.update(circumstances)
    table.meta["flag_bits"] = describe_flags()
    renumber = np.zeros(n + 1, dtype=np.int32)
    renumber[order + 1] = index
    return table, renumber[labels]


def _magnitudes(photometry: Photometry, exposure: float) -> tuple[Image, Image]:
    """Return instrumental magnitudes and their errors; nan where the flux is not positive."""
    flux = np.where(photometry.flux > 0.0, photometry.flux, np.nan)
    return -2.5 * np.log10(flux / exposure), 2.5 / np.log(10.0) * photometry.flux_error / flux
