from typing import Any

from numpy import float64
from numpy.typing import ArrayLike, NDArray

PsfControl: Any
DeconvolveControl: Any

def make_psf(control: Any) -> NDArray[float64]: ...
def deconvolve(image: ArrayLike, control: Any) -> tuple[NDArray[float64], int]: ...
