"""The steps: each reads its parameters, calls one algorithm, and returns a new frame."""

from .background import BackgroundStep
from .check import CheckStep
from .cosmic import CosmicStep
from .detect import DetectStep
from .gain import GainStep
from .join import JoinStep
from .measure import MeasureStep
from .overscan import OverscanStep
from .preview import PreviewStep
from .split import SplitStep
from .trim import TrimStep

__all__ = [
    "BackgroundStep",
    "CheckStep",
    "CosmicStep",
    "DetectStep",
    "GainStep",
    "JoinStep",
    "MeasureStep",
    "OverscanStep",
    "PreviewStep",
    "SplitStep",
    "TrimStep",
]
