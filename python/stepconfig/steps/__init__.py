"""Steps and pipelines that run on configs."""

from .config import PipelineConfig, StepConfig
from .pipeline import Pipeline
from .step import Step

__all__ = ["Pipeline", "PipelineConfig", "Step", "StepConfig"]
