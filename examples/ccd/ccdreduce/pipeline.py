"""The pipeline: the steps in their order, and what is saved."""

from typing import Any

from stepconfig import Association, ModelLibrary, Pipeline

from .catalog import Catalog
from .frame import Frame
from .preview import Preview
from .steps import (
    BackgroundStep,
    CosmicStep,
    DetectStep,
    GainStep,
    JoinStep,
    MeasureStep,
    OverscanStep,
    PreviewStep,
    TrimStep,
)


class CcdPipeline(Pipeline):
    """Reduce one raw CCD frame: a calibrated image, a catalogue of sources and a picture.

    The frame may be in parts, each with an overscan of its own; an association names them.

    A bias or flat-field frame is not used; see the README for what that means.
    """

    class_alias = "ccd"
    step_defs = {
        "overscan": OverscanStep,
        "trim": TrimStep,
        "gain": GainStep,
        "join": JoinStep,
        "cosmic": CosmicStep,
        "background": BackgroundStep,
        "detect": DetectStep,
        "measure": MeasureStep,
        "preview": PreviewStep,
    }

    def process(self, path: str) -> Frame:
        """Reduce the frame in a file, or in the files of an association, and return it."""
        frame: Frame = self._joined(path) if path.endswith(".json") else self._calibrated(Frame.open(path))
        exposure: Any = frame.header.get("EXPTIME")
        if exposure is not None and exposure < self.cosmic.min_exposure:
            self.cosmic.skip = True
        frame = self.cosmic.run(frame)
        frame = self.background.run(frame)
        frame = self.detect.run(frame)
        frame = self.measure.run(frame)
        return frame

    def _calibrated(self, frame: Frame) -> Frame:
        """Return a raw frame, or a part of one, in electrons above its own zero level."""
        frame = self.overscan.run(frame)
        frame = self.trim.run(frame)
        frame = self.gain.run(frame)
        return frame

    def _joined(self, path: str) -> Frame:
        """Return the frame whose parts an association names, in electrons."""
        association = Association.open(path)
        self.set_primary_input(association, exclusive=False)  # its product names the outputs
        library = ModelLibrary(association, opener=Frame.open)
        with library:
            for index, part in enumerate(library):
                library.shelve(self._calibrated(part), index)
        frame: Frame = self.join.run(library)
        return frame

    def save_results_of_run(self, result: Frame) -> list[str]:
        """Save the image, and beside it the catalogue and the picture."""
        paths = super().save_results_of_run(result)
        if result.catalog is not None:
            paths.append(self.save_model(Catalog(result.catalog), suffix="catalog", force=True))
            picture = self.preview.run(result)
            if isinstance(picture, Preview):  # what a skipped step gives back is the frame itself
                paths.append(self.save_model(picture, suffix="preview", force=True))
        return paths
