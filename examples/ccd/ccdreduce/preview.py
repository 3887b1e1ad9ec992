"""A picture of the reduction: the sources on the sky, where it came from, and the brightest close up."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from astropy.visualization import AsinhStretch, ImageNormalize, ZScaleInterval
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Circle
from scipy import ndimage

from .arrays import Image
from .cosmic_rays import count_groups, group_centres
from .flags import Flag
from .frame import Frame, need

_INK, _PAPER, _GREY = "#ece9e2", "#101218", "#8d93a1"
_SOURCE, _COSMIC = "#4fd6ff", "#7ee787"
_COLOURS = "inferno"
_N_STAMPS = 6


@dataclass(frozen=True)
class Preview:
    """A reduced frame, and how to draw it.

    Attributes
    ----------
    frame : Frame
        The reduced frame, with its catalogue.
    contrast : float
        Contrast of the zscale interval: smaller shows less noise and more of the bright end.
    smoothing : float, pixel
        Sigma of the Gaussian that smooths the reduced image for the eye; 0 for none.
    width : float, inch
        Width of the picture, of 100 dots an inch.
    """

    frame: Frame
    contrast: float = 0.1
    smoothing: float = 1.0
    width: float = 16.0

    default_ext: ClassVar[str] = ".png"

    def save(self, path: str) -> str:
        """Write a PNG file; another extension than ``.png`` is replaced. Returns the name written."""
        target = Path(path).with_suffix(".png")
        figure = Figure(figsize=(self.width, 0.68 * self.width), facecolor=_PAPER)
        FigureCanvasAgg(figure)
        with rc_context({"font.size": 0.7 * self.width, "text.color": _INK, "axes.labelcolor": _INK}):
            self._draw(figure)
            figure.savefig(target, dpi=100, facecolor=_PAPER)
        return str(target)

    def _draw(self, figure: Figure) -> None:
        """Lay out the panels: sources on the left, raw frame and sky above, brightest sources below."""
        catalog, image = self._catalog, self._image()
        figure.text(0.05, 0.945, self._title(), fontsize="xx-large", fontweight="bold")
        figure.text(0.05, 0.028, self._caption(), linespacing=1.6, color=_GREY)
        main = figure.add_gridspec(1, 1, left=0.05, right=0.655, top=0.92, bottom=0.125)
        self._draw_sources(figure, figure.add_subplot(main[0]), image)
        side = figure.add_gridspec(
            4, 2, left=0.7, right=0.985, top=0.9, bottom=0.115, hspace=0.25, wspace=0.08
        )
        self._draw_raw(figure.add_subplot(side[0, 0]))
        self._draw_sky(figure.add_subplot(side[0, 1]))
        for number, row in enumerate(catalog[:_N_STAMPS]):
            self._draw_stamp(figure.add_subplot(side[1 + number // 2, number % 2]), image, row)

    def _draw_sources(self, figure: Figure, axes: Axes, image: Image) -> None:
        """Draw the reduced image with every source circled, and a colour bar."""
        drawn = _show(axes, image, _zscale(image, self.contrast))
        for row in self._catalog:
            self._circle(axes, row)
            below = row["y"] > 0.9 * image.shape[0]
            gap = self._aperture + 3.0
            axes.text(
                row["x"],
                row["y"] - gap if below else row["y"] + gap,
                str(row["id"]),
                color=_SOURCE,
                fontweight="bold",
                ha="center",
                va="top" if below else "bottom",
            )
        axes.set_xlabel("x (pixel)")
        axes.set_ylabel("y (pixel)")
        bar = figure.colorbar(drawn, ax=axes, fraction=0.045, pad=0.015)
        bar.set_label("electron above the sky")
        bar.ax.tick_params(colors=_GREY)
        bar.outline.set_edgecolor(_GREY)

    def _draw_raw(self, axes: Axes) -> None:
        """Draw the frame as it was read, with the cosmic rays marked."""
        raw = need(self.frame.raw, "raw image", "Frame.open").astype(np.float64)
        _show(axes, raw, _zscale(raw, 0.25), ticks=False)
        origin = self.frame.meta.measured
        first_row, first_column = self.frame.origin
        left, bottom = origin.get("first_column", 0) - first_column, origin.get("first_row", 0) - first_row
        for y, x in group_centres(self.frame.flagged(Flag.COSMIC_RAY)):
            axes.add_patch(Circle((x + left, y + bottom), 12.0, fill=False, color=_COSMIC, linewidth=1.2))
        axes.set_title("raw, with cosmic rays", fontsize="medium")

    def _draw_sky(self, axes: Axes) -> None:
        """Draw the model of the sky."""
        sky = self._exposed(need(self.frame.background, "background", "background"))
        low, high = float(np.nanmin(sky)), float(np.nanmax(sky))
        _show(axes, sky, Normalize(low, high), ticks=False)
        axes.set_title(f"sky, {low:.0f} to {high:.0f} e⁻", fontsize="medium")

    def _draw_stamp(self, axes: Axes, image: Image, row: Any) -> None:
        """Draw one source close up, with its flux."""
        half = 2.2 * self._aperture
        x, y = float(row["x"]), float(row["y"])
        near = image[max(int(y) - 5, 0) : int(y) + 6, max(int(x) - 5, 0) : int(x) + 6]
        top = max(float(np.nanmax(near)), 20.0)
        norm = _asinh(-10.0, top, min(30.0 / top, 1.0))
        _show(axes, image, norm, ticks=False)
        self._circle(axes, row)
        axes.set_xlim(x - half, x + half)
        axes.set_ylim(y - half, y + half)
        text = f"{row['id']}:  {row['flux']:,.0f} ± {row['flux_error']:,.0f} e⁻".replace(",", "\u2009")
        axes.set_title(text, fontsize="medium", color=_SOURCE)

    def _circle(self, axes: Axes, row: Any) -> None:
        """Draw the aperture of a source, broken where it is flagged."""
        line = "--" if row["flags"] else "-"
        centre = (float(row["x"]), float(row["y"]))
        axes.add_patch(
            Circle(centre, self._aperture, fill=False, color=_SOURCE, linewidth=1.4, linestyle=line)
        )

    def _title(self) -> str:
        header = self.frame.header
        names = [str(header.get(key, "")).strip() for key in ("OBJECT", "TELESCOP", "INSTRUME")]
        return "   ·   ".join(name for name in names if name)

    def _caption(self) -> str:
        header = self.frame.header
        hits = count_groups(self.frame.flagged(Flag.COSMIC_RAY))
        noise = self.frame.meta.measured.get("read_noise_electron", np.nan)
        return (
            f"{header.get('DATE-OBS', '?')} {header.get('UT', '?')} UT, {header.get('EXPTIME', 0.0):.0f} s.  "
            f"{len(self._catalog)} sources, {hits} cosmic rays removed, read noise {noise:.1f} e⁻.  "
            f"Fluxes inside the circles, {self._aperture:g} pixel; broken circles are flagged.\n"
            f"As the detector sees it, no astrometry; dark rows saw no light.  "
            f"Smoothed for the eye by {self.smoothing:g} pixel; nothing is measured on the smoothed image."
        )

    def _image(self) -> Image:
        """Return the reduced image as it is drawn: smoothed, nan where there was no light."""
        exposed = ~self.frame.flagged(Flag.UNEXPOSED)
        light = ndimage.gaussian_filter(np.where(exposed, self.frame.data, 0.0), self.smoothing)
        area = ndimage.gaussian_filter(exposed.astype(np.float64), self.smoothing)
        return self._exposed(light / np.maximum(area, 1e-9))

    def _exposed(self, image: Image) -> Image:
        return np.where(self.frame.flagged(Flag.UNEXPOSED), np.nan, image)

    @property
    def _catalog(self) -> Any:
        return need(self.frame.catalog, "catalog", "measure")

    @property
    def _aperture(self) -> float:
        return float(self._catalog.meta["aperture_radius_pix"])


def _zscale(image: Image, contrast: float) -> Normalize:
    """Return a zscale interval that opens gently towards bright pixels."""
    low, high = ZScaleInterval(contrast=contrast).get_limits(image[np.isfinite(image)])
    return _asinh(low, high, 0.3)


def _asinh(low: float, high: float, linear: float) -> Normalize:
    """Return a stretch that is linear up to a fraction of its range, and logarithmic above."""
    made: Any = ImageNormalize(vmin=low, vmax=high, stretch=AsinhStretch(linear), clip=False)
    norm: Normalize = made
    return norm


def _show(axes: Axes, image: Image, norm: Normalize, ticks: bool = True) -> AxesImage:
    """Draw an image with its first row at the bottom."""
    drawn = axes.imshow(image, norm=norm, cmap=_COLOURS, origin="lower", interpolation="nearest")
    axes.set_facecolor("#2a2d36")
    axes.tick_params(colors=_GREY)
    for spine in axes.spines.values():
        spine.set_color(_GREY)
    if not ticks:
        axes.set_xticks([])
        axes.set_yticks([])
    return drawn
