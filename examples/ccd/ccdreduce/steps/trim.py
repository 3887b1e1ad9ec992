"""Cut the image area out of the frame."""

from stepconfig import Field, RangeField, Step, StepConfig

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
    """Cut out the image area that the header names, and flag rows and columns in it that saw no light."""

    ConfigClass = TrimConfig
    config: TrimConfig
    class_alias = "trim"

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
        origin = {"first_row": area[0].start, "first_column": area[1].start}
        trimmed = frame.changed(origin, data=data, variance=variance)
        return trimmed.with_flag(unexposed, Flag.UNEXPOSED)
