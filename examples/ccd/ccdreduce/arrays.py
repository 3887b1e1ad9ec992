"""Names for the arrays that the algorithms take and give: images are (row, column), row 0 at the bottom."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Image: TypeAlias = NDArray[np.floating[Any]]
Vector: TypeAlias = NDArray[np.float64]
BoolImage: TypeAlias = NDArray[np.bool_]
LabelImage: TypeAlias = NDArray[np.int32]
FlagImage: TypeAlias = NDArray[np.uint8]
