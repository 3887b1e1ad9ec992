"""Python override files as a source of parameters: the only files that are executed."""

from __future__ import annotations

import os
import traceback
from typing import Any

from ..errors import ConfigError, ParameterFileError
from ..formats.read import read_content
from ..history.location import FileLocation
from .assignment import Layer

__all__ = ["python_layer"]


def python_layer(path: str) -> Layer:
    """The layer of a Python override file, which is executed when its turn in the order comes.

    Parameters
    ----------
    path : str
        The file. In it the config is called ``config``.

    Raises
    ------
    ParameterFileError
        If it cannot be read.
    """
    content = read_content(path)
    full_path = os.path.abspath(path)

    def carry_out(config: Any) -> None:
        try:
            config.loadFromString(content, filename=full_path)
        except ConfigError:
            raise
        except Exception as error:
            why = f"{type(error).__name__}: {str(error) or 'no message'}"
            raise ParameterFileError(why, _place(error, full_path)) from error

    return Layer("parameter file", carry_out=carry_out)


def _place(error: Exception, path: str) -> FileLocation:
    """The innermost line of the file on the way to an error."""
    if isinstance(error, SyntaxError) and error.filename == path:
        return FileLocation(path, error.lineno or 1, error.offset, (error.text or "").strip())
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    if not frames:
        return FileLocation(path, 1)
    return FileLocation(path, frames[-1].lineno or 1, None, frames[-1].line or "")
