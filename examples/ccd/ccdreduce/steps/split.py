"""Cut a raw frame into parts, and write an association of them."""

import os
from itertools import pairwise
from typing import Any

import numpy as np

from stepconfig import Association, FitsModel, RangeField, Step, StepConfig

from ..frame import Frame
from ..parts import cut_rows


class SplitConfig(StepConfig):
    """Parameters of the cutting."""

    parts: RangeField[int] = RangeField(
        "Number of parts, which have the same number of rows to within one.",
        dtype=int,
        default=2,
        min=2,
        max=8,
        inclusiveMax=True,
    )


class SplitStep(Step):
    """Cut a raw frame into bands of rows, as if several amplifiers had read it.

    Each part is a raw frame, with overscan and header. An association names them, and ``<name>_joined`` as
    what they make.
    """

    ConfigClass = SplitConfig
    config: SplitConfig

    def process(self, path: str) -> list[FitsModel]:
        """Return the parts of the frame in a file, first rows first."""
        frame = Frame.open(path)
        edges = np.linspace(0, frame.data.shape[0], self.config.parts + 1).round().astype(int)
        cuts = [slice(int(first), int(end)) for first, end in pairwise(edges)]
        self.log.info("%d parts of %d rows", len(cuts), cuts[0].stop)
        return [FitsModel(*cut_rows(frame, rows)) for rows in cuts]

    def default_suffix(self) -> str:
        """Call the files parts."""
        return "part"

    def save_results_of_run(self, result: Any) -> list[str]:
        """Save the parts, and beside them the association."""
        paths = super().save_results_of_run(result)
        name = os.path.splitext(os.path.basename(self.make_output_path(suffix=False)))[0]
        association = Association.of([os.path.basename(path) for path in paths], f"{name}_joined")
        return [*paths, self.save_model(association, suffix="asn", ext="json", force=True)]
