"""Find cosmic rays and mend the pixels they hit."""

from stepconfig import RangeField, Step, StepConfig

from ..cosmic_rays import count_groups, remove_cosmic_rays
from ..flags import Flag
from ..frame import Frame, need


class CosmicConfig(StepConfig):
    """Parameters of the cosmic-ray rejection (L.A.Cosmic, van Dokkum 2001)."""

    threshold: RangeField[float] = RangeField(
        "Significance of an edge from which a pixel may be a cosmic ray.",
        dtype=float,
        default=5.0,
        min=1.0,
        unit="sigma",
    )
    neighbour_fraction: RangeField[float] = RangeField(
        "Neighbours of a hit are flagged from this fraction of the threshold.",
        dtype=float,
        default=0.4,
        min=0.0,
        max=1.0,
        inclusiveMin=False,
        inclusiveMax=True,
    )
    contrast: RangeField[float] = RangeField(
        "Sharpness against the fine structure that a hit needs; larger values protect sharp stars.",
        dtype=float,
        default=4.0,
        min=0.0,
    )
    max_iterations: RangeField[int] = RangeField(
        "The most passes over the image.", dtype=int, default=4, min=1, max=20, inclusiveMax=True
    )
    grow: RangeField[int] = RangeField(
        "Width of the margin flagged round each hit: charge that spilled or trails behind.",
        dtype=int,
        default=1,
        min=0,
        max=10,
        inclusiveMax=True,
        unit="pixel",
    )
    min_exposure: RangeField[float] = RangeField(
        "A pipeline skips the step for shorter exposures, which hardly any cosmic ray hits.",
        dtype=float,
        default=0.0,
        min=0.0,
        unit="s",
    )
    reach: RangeField[int] = RangeField(
        "Clean pixels no further than this, along rows and columns, give the replacement.",
        dtype=int,
        default=2,
        min=1,
        max=7,
        inclusiveMax=True,
        unit="pixel",
    )


class CosmicStep(Step):
    """Flag cosmic rays by their edges, sharper than any star, and replace them by a median."""

    ConfigClass = CosmicConfig
    config: CosmicConfig
    class_alias = "cosmic"

    def process(self, frame: Frame) -> Frame:
        """Return the frame without cosmic rays, and their pixels flagged."""
        config = self.config
        found = remove_cosmic_rays(
            frame.data,
            need(frame.variance, "variance", "gain"),
            frame.flagged(Flag.UNEXPOSED | Flag.SATURATED | Flag.BAD),
            threshold=config.threshold,
            neighbour_fraction=config.neighbour_fraction,
            contrast=config.contrast,
            max_iterations=config.max_iterations,
            grow=config.grow,
            reach=config.reach,
        )
        hits = count_groups(found.mask)
        self.log.info("%d cosmic rays, %d pixels, %d passes", hits, found.mask.sum(), found.n_iterations)
        mended = frame.changed({"cosmic_rays": hits}, data=found.data, variance=found.variance)
        return mended.with_flag(found.mask, Flag.COSMIC_RAY)
