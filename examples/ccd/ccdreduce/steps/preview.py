"""Draw a picture of the reduction."""

from stepconfig import RangeField, Step, StepConfig

from ..frame import Frame
from ..preview import Preview


class PreviewConfig(StepConfig):
    """Parameters of the picture."""

    contrast: RangeField[float] = RangeField(
        "Contrast of the zscale interval; smaller values show less noise.",
        dtype=float,
        default=0.1,
        min=0.0,
        max=1.0,
        inclusiveMin=False,
        inclusiveMax=True,
    )
    smoothing: RangeField[float] = RangeField(
        "Sigma of the Gaussian that smooths the reduced image for the eye; 0 for none.",
        dtype=float,
        default=1.0,
        min=0.0,
        max=20.0,
        unit="pixel",
    )
    width: RangeField[float] = RangeField(
        "Width of the picture, at 100 dots an inch.",
        dtype=float,
        default=16.0,
        min=4.0,
        max=60.0,
        inclusiveMax=True,
        unit="inch",
    )


class PreviewStep(Step):
    """Draw the reduced image with its sources, beside the raw frame, the sky and the brightest sources."""

    ConfigClass = PreviewConfig
    config: PreviewConfig
    class_alias = "preview"

    def process(self, frame: Frame) -> Preview:
        """Return the picture; it is drawn when it is saved."""
        return Preview(frame, self.config.contrast, self.config.smoothing, self.config.width)
