"""Cut the image area out of the frame."""

from stepconfig import Field, RangeField, Step, StepConfig, active_provider

from ..arrays import FlagImage
from ..badpixels import mask_of, read_regions
from ..exposure import find_unexposed
from ..flags import Flag
from ..frame import Frame


class TrimConfig(StepConfig):
    """Parameters of the trimming."""

    section: Field[str] = Field("Header keyword that names the image area.", dtype=str, default="TRIMSEC")
    min_level: RangeField[float] = RangeField(
        "Rows and columns whose median is below this fraction of the image's are flagged as unexposed.",
        dtype=float,
        default=0.5,
        min=0.0,
        max=1.0,
    )


class TrimStep(Step):
    """Cut out the image area that the header names, and flag pixels in it that are of no use.

    Rows and columns without light are found by their level; what else is known of the detector is in the
    reference file ``badpixels``.
    """

    ConfigClass = TrimConfig
    config: TrimConfig
    class_alias = "trim"
    reference_file_types = ["badpixels"]

    def process(self, frame: Frame) -> Frame:
        """Return the image area, with a mask."""
        area = frame.section(self.config.section)
        data = frame.data[area]
        variance = None if frame.variance is None else frame.variance[area]
        unexposed = find_unexposed(data, self.config.min_level)
        self.log.info(
            "%d x %d pixels, of which %d rows and %d columns saw no light",
            data.shape[1],
            data.shape[0],
            unexposed.all(axis=1).sum(),
            unexposed.all(axis=0).sum(),
        )
        first_row, first_column = (first + cut.start for first, cut in zip(frame.origin, area, strict=True))
        known = self._known(frame, (data.shape[0], data.shape[1]), first_row, first_column)
        origin = {"first_row": first_row, "first_column": first_column}
        trimmed = frame.changed(origin, data=data, variance=variance, mask=known)
        return trimmed.with_flag(unexposed, Flag.UNEXPOSED)

    def _known(self, frame: Frame, shape: tuple[int, int], first_row: int, first_column: int) -> FlagImage:
        """Return what is known of the pixels, shape `shape`, uint8."""
        if active_provider() is None and self.get_ref_override("badpixels") is None:
            self.log.warning("no bad pixels are known: STEPCONFIG_REFERENCES names no folder of references")
            return mask_of([], shape, first_row, first_column)
        path = self.get_reference_file(frame, "badpixels")
        regions = [] if path in ("N/A", "") else read_regions(path)
        mask = mask_of(regions, shape, first_row, first_column)
        self.log.info("%d bad pixels are known", ((mask & Flag.BAD) > 0).sum())
        return mask
