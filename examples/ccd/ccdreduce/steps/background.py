"""Estimate the sky and subtract it."""

from stepconfig import ChoiceField, FieldValidationError, RangeField, Step, StepConfig

from ..background import estimate_background
from ..flags import Flag
from ..frame import Frame, need


class BackgroundConfig(StepConfig):
    """Parameters of the background."""

    box_size: RangeField[int] = RangeField(
        "Side of the boxes that the sky is averaged in: wider than any source, narrower than its structure.",
        dtype=int,
        default=64,
        min=8,
        max=1024,
        inclusiveMax=True,
        unit="pixel",
    )
    estimator: ChoiceField[str] = ChoiceField(
        "How the pixels of a box are averaged after clipping.",
        dtype=str,
        allowed={
            "mean": "the mean: sources have to be masked well",
            "median": "the median: safer in crowds, but whole ADU show in a faint sky",
            "mode": "2.5 median - 1.5 mean: for crowded fields",
        },
        default="mean",
        optional=False,
    )
    clip: RangeField[float] = RangeField(
        "Pixels further than this from their box's median are set aside.",
        dtype=float,
        default=4.0,
        min=1.0,
        unit="sigma",
    )
    min_fraction: RangeField[float] = RangeField(
        "A box with a smaller fraction of sky pixels is left to its neighbours.",
        dtype=float,
        default=0.3,
        min=0.0,
        max=1.0,
    )
    filter_reach: RangeField[int] = RangeField(
        "Each box becomes the median of those no further than this; 0 for no filter.",
        dtype=int,
        default=1,
        min=0,
        max=7,
        inclusiveMax=True,
        unit="box",
    )
    spline_order: RangeField[int] = RangeField(
        "Order of the spline between boxes: 1 is linear, 3 cubic.",
        dtype=int,
        default=3,
        min=1,
        max=5,
        inclusiveMax=True,
    )
    structure: RangeField[float] = RangeField(
        "Relative structure of the sky finer than a box, as without a flat field; part of the sky's error.",
        dtype=float,
        default=0.0,
        min=0.0,
        max=1.0,
    )
    source_threshold: RangeField[float] = RangeField(
        "Pixels above this significance are masked as sources; below 4 the sky loses its peaks of noise.",
        dtype=float,
        default=4.0,
        min=1.0,
        unit="sigma",
    )
    source_fwhm: RangeField[float] = RangeField(
        "Width of the smoothing before that threshold.",
        dtype=float,
        default=7.5,
        min=0.0,
        max=50.0,
        unit="pixel",
    )
    source_margin: RangeField[int] = RangeField(
        "Width of the margin that is masked round sources.",
        dtype=int,
        default=8,
        min=0,
        max=100,
        unit="pixel",
    )
    iterations: RangeField[int] = RangeField(
        "How often sources are masked again on the better sky; 0 for never.",
        dtype=int,
        default=3,
        min=0,
        max=20,
    )

    def validate(self) -> None:
        """Check that a box is wider than the stars, which would be taken for sky otherwise."""
        super().validate()
        if self.box_size < 2.0 * self.source_fwhm:
            needed = f"expected at least twice source_fwhm = {self.source_fwhm:g} pixel, got {self.box_size}"
            raise FieldValidationError(type(self).box_size, self, needed, value=self.box_size)


class BackgroundStep(Step):
    """Subtract the sky: clipped averages in boxes, smoothed, with a spline through them."""

    ConfigClass = BackgroundConfig
    config: BackgroundConfig
    class_alias = "background"

    def process(self, frame: Frame) -> Frame:
        """Return the frame without sky, and the sky beside it."""
        config = self.config
        sky = estimate_background(
            frame.data,
            need(frame.variance, "variance", "gain"),
            frame.flagged(Flag.UNEXPOSED | Flag.SATURATED | Flag.COSMIC_RAY | Flag.BAD),
            box_size=config.box_size,
            estimator=config.estimator,
            clip=config.clip,
            filter_reach=config.filter_reach,
            spline_order=config.spline_order,
            min_fraction=config.min_fraction,
            structure=config.structure,
            source_threshold=config.source_threshold,
            source_fwhm=config.source_fwhm,
            source_margin=config.source_margin,
            iterations=config.iterations,
        )
        level, error = float(sky.level.mean()), float(sky.error.mean())
        self.log.info("sky %.1f +- %.2f electron", level, error)
        background, background_error = (plane.astype(frame.data.dtype) for plane in (sky.level, sky.error))
        return frame.changed(
            {"sky_electron": level, "sky_error_electron": error},
            data=frame.data - background,
            background=background,
            background_error=background_error,
        )
