"""Put the parts of an exposure together."""

from stepconfig import ModelLibrary, Step, StepConfig

from ..frame import Frame
from ..parts import join_frames


class JoinStep(Step):
    """Put the parts of an exposure together, which came from one detector in several files."""

    ConfigClass = StepConfig
    class_alias = "join"

    def process(self, library: ModelLibrary) -> Frame:
        """Return the exposure; the parts are in any order."""
        frame = join_frames([part for _, part in library.each()])
        rows, columns = frame.data.shape
        self.log.info("%d parts make %d x %d pixels", len(library), columns, rows)
        return frame
