"""The pipeline: the steps in their order, and what is saved."""

from stepconfig import Pipeline

from .catalog import Catalog
from .frame import Frame
from .steps import (
    BackgroundStep,
    CosmicStep,
    DetectStep,
    GainStep,
    MeasureStep,
    OverscanStep,
    PreviewStep,
    TrimStep,
)


class CcdPipeline(Pipeline):
    """Reduce one raw CCD frame: a calibrated image, a catalogue of sources and a picture.

    A bias or flat-field frame is not used; see the README for what that means.
    """

    class_alias = "ccd"
    step_defs = {
        "overscan": OverscanStep,
        "trim": TrimStep,
        "gain": GainStep,
        "cosmic": CosmicStep,
        "background": BackgroundStep,
        "detect": DetectStep,
        "measure": MeasureStep,
        "preview": PreviewStep,
    }

    def process(self, path: str) -> Frame:
        """Reduce the frame in a file and return it."""
        frame: Frame = Frame.open(path)
        frame = self.overscan.run(frame)
        frame = self.trim.run(frame)
        frame = self.gain.run(frame)
        frame = self.cosmic.run(frame)
        frame = self.background.run(frame)
        frame = self.detect.run(frame)
        frame = self.measure.run(frame)
        return frame

    def save_results_of_run(self, result: Frame) -> list[str]:
        """Save the image, and beside it the catalogue and the picture."""
        paths = super().save_results_of_run(result)
        if result.catalog is not None:
            paths.append(self.save_model(Catalog(result.catalog), suffix="catalog", force=True))
            if not self.preview.config.skip:
                paths.append(self.save_model(self.preview.run(result), suffix="preview", force=True))
        return paths
