"""Fields that hold configs."""

from .config_field import ConfigField

__all__ = ["ConfigField"]
