"""Find the sources."""

from stepconfig import RangeField, Step, StepConfig

from ..detection import detect_sources
from ..flags import Flag
from ..frame import Frame, need
from ..significance import significance_map


class DetectConfig(StepConfig):
    """Parameters of the detection."""

    threshold: RangeField[float] = RangeField(
        "Signal-to-noise ratio, after smoothing, from which a pixel belongs to a source.",
        dtype=float,
        default=5.0,
        min=0.5,
        unit="sigma",
    )
    fwhm: RangeField[float] = RangeField(
        "Width of the smoothing, best that of the stars; 0 for none.",
        dtype=float,
        default=7.5,
        min=0.0,
        max=50.0,
        unit="pixel",
    )
    min_area: RangeField[int] = RangeField(
        "Groups of fewer connected pixels are no source.", dtype=int, default=5, min=1, unit="pixel"
    )
    border: RangeField[int] = RangeField(
        "Sources with their peak nearer than this to the edge are dropped: the sky is least certain there.",
        dtype=int,
        default=8,
        min=0,
        unit="pixel",
    )


class DetectStep(Step):
    """Label groups of connected pixels that stand out of the noise once smoothed with the width of a star."""

    ConfigClass = DetectConfig
    config: DetectConfig
    class_alias = "detect"

    def process(self, frame: Frame) -> Frame:
        """Return the frame with the pixels of each source labelled."""
        config = self.config
        variance = need(frame.variance, "variance", "gain")
        ignore = frame.flagged(Flag.UNEXPOSED | Flag.COSMIC_RAY | Flag.BAD)
        significance = significance_map(frame.data, variance, ignore, config.fwhm)
        unexposed = frame.flagged(Flag.UNEXPOSED)
        labels = detect_sources(significance, unexposed, config.threshold, config.min_area, config.border)
        self.log.info("%d sources above %.1f sigma", labels.max(), config.threshold)
        found = frame.changed(labels=labels, significance=significance)
        return found.with_flag(labels > 0, Flag.SOURCE)
