"""Measures the widths of stars, by methods that other packages can add."""

from .methods import DeterminerConfig, MeasureConfig, Shape, determiners, measure

__all__ = ["DeterminerConfig", "MeasureConfig", "Shape", "determiners", "measure"]
