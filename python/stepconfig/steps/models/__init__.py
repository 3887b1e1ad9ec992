"""Data that go through steps: what is asked of them, and kinds that work out of the box."""

from .opening import open_model, register_model
from .protocol import Model, Savable, can_be_saved, is_model, mark_step

__all__ = ["Model", "Savable", "can_be_saved", "is_model", "mark_step", "open_model", "register_model"]
