"""Subtract the electronic zero level that the overscan shows."""

from stepconfig import ChoiceField, Field, RangeField, Step, StepConfig

from ..frame import Frame
from ..overscan import subtract_overscan


class OverscanConfig(StepConfig):
    """Parameters of the overscan correction."""

    section: Field[str] = Field(
        "Header keyword that names the overscan region.", dtype=str, default="BIASSEC"
    )
    fit: ChoiceField[str] = ChoiceField(
        "Model of the zero level along the overscan.",
        dtype=str,
        allowed={
            "mean": "one level for the whole frame",
            "row": "the mean of each row: follows anything, and adds the noise of a few pixels",
            "polynomial": "a polynomial in the row, see order",
            "spline": "a smooth cubic spline in the row, see pieces",
        },
        default="polynomial",
        optional=False,
    )
    order: RangeField[int] = RangeField(
        "Order of the polynomial.", dtype=int, default=1, min=0, max=10, inclusiveMax=True
    )
    pieces: RangeField[int] = RangeField(
        "Number of cubic pieces of the spline.", dtype=int, default=4, min=1, max=50, inclusiveMax=True
    )
    clip: RangeField[float] = RangeField(
        "Overscan pixels further than this from their median are set aside.",
        dtype=float,
        default=4.0,
        min=2.0,
        unit="sigma",
    )


class OverscanStep(Step):
    """Subtract the zero level of each row, from the columns that are read but see no light.

    The variance of the level becomes the frame's variance plane; the scatter of the overscan pixels, which
    is the read noise, is kept with the frame.
    """

    ConfigClass = OverscanConfig
    config: OverscanConfig
    class_alias = "overscan"

    def process(self, frame: Frame) -> Frame:
        """Return the frame with the zero level subtracted, in ADU."""
        config = self.config
        section = frame.section(config.section)
        data, variance, fit = subtract_overscan(
            frame.data, section, config.fit, config.order, config.pieces, config.clip
        )
        level = float(fit.level.mean())
        self.log.info("overscan %.2f ADU, scatter %.2f ADU, %s", level, fit.scatter, config.fit)
        measured = {"overscan_level_adu": level, "overscan_scatter_adu": fit.scatter}
        return frame.changed(measured, data=data, variance=variance)
