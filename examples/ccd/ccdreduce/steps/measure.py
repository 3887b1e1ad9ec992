"""Measure positions and fluxes of the sources."""

from stepconfig import ChoiceField, RangeField, Step, StepConfig

from ..catalog import build_catalog
from ..centroid import isophotal_centroids, windowed_centroids
from ..flags import Flag
from ..frame import Frame, need
from ..photometry import aperture_photometry


class MeasureConfig(StepConfig):
    """Parameters of the measurements."""

    centroid: ChoiceField[str] = ChoiceField(
        "How positions are measured.",
        dtype=str,
        allowed={
            "isophotal": "barycentre of the pixels above the threshold",
            "windowed": "barycentre in a Gaussian window that follows the source: more precise on stars",
        },
        default="windowed",
        optional=False,
    )
    fwhm: RangeField[float] = RangeField(
        "Width of that window, best that of the stars.",
        dtype=float,
        default=7.5,
        min=0.0,
        max=50.0,
        inclusiveMin=False,
        unit="pixel",
    )
    aperture: RangeField[float] = RangeField(
        "Radius of the circle in which the flux is summed.",
        dtype=float,
        default=8.0,
        min=0.5,
        max=200.0,
        inclusiveMax=True,
        unit="pixel",
    )


class MeasureStep(Step):
    """Measure the position of each source and the flux in a circle round it, with their errors."""

    ConfigClass = MeasureConfig
    config: MeasureConfig
    class_alias = "measure"

    def process(self, frame: Frame) -> Frame:
        """Return the frame with its catalogue."""
        config = self.config
        variance = need(frame.variance, "variance", "gain")
        labels = need(frame.labels, "labels", "detect")
        positions = isophotal_centroids(frame.data, variance, labels)
        if config.centroid == "windowed":
            unexposed = frame.flagged(Flag.UNEXPOSED)
            positions = windowed_centroids(frame.data, variance, unexposed, positions, config.fwhm)
        photometry = aperture_photometry(
            frame.data,
            variance,
            need(frame.mask, "mask", "trim"),
            labels,
            positions.x,
            positions.y,
            config.aperture,
            frame.background_error,
        )
        about = {"file": frame.meta.input, "aperture_radius_pix": config.aperture, **frame.meta.measured}
        significance = need(frame.significance, "significance", "detect")
        catalog, labels = build_catalog(positions, photometry, labels, significance, frame.header, about)
        self.log.info("%d sources measured in circles of %.1f pixel", len(catalog), config.aperture)
        return frame.changed(labels=labels, catalog=catalog)
