"""Look at a measured frame and warn if it is poorer than expected; meant as a hook."""

from stepconfig import RangeField, Step, StepConfig

from ..frame import Frame


class CheckConfig(StepConfig):
    """What a good frame has at least."""

    min_sources: RangeField[int] = RangeField(
        "Number of sources below which the frame is said to be poor.", dtype=int, default=1, min=0
    )


class CheckStep(Step):
    """Warn if a frame has fewer sources than expected, as under clouds."""

    ConfigClass = CheckConfig
    config: CheckConfig
    class_alias = "check"

    def process(self, frame: Frame) -> None:
        """Log how many sources there are; the frame is left as it is."""
        number = 0 if frame.catalog is None else len(frame.catalog)
        if number < self.config.min_sources:
            self.log.warning("%d sources only, %d expected: clouds?", number, self.config.min_sources)
        else:
            self.log.info("%d sources, as expected", number)
