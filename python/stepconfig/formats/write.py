"""Writing plain data as a file; the suffix of its name says which format it gets."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ..errors import ParameterFileError
from ..files import write_atomically
from .asdf_text import asdf_text
from .json_text import json_text
from .toml_text import toml_text
from .yaml_text import yaml_text

__all__ = ["WRITERS", "suffix_of", "write_text"]

WRITERS: dict[str, Callable[[dict[Any, Any]], str]] = {
    ".asdf": asdf_text,
    ".yaml": yaml_text,
    ".yml": yaml_text,
    ".json": json_text,
    ".toml": toml_text,
}
"""What gives the text of a tree, for each suffix."""


def suffix_of(path: str, what: str) -> str:
    """The suffix of a file that is to be written.

    Raises
    ------
    ParameterFileError
        If it stands for no format; ``what`` is what the file would be.
    """
    suffix = os.path.splitext(path)[1].lower()
    if suffix not in WRITERS:
        known = ", ".join(WRITERS)
        raise ParameterFileError(f"cannot write {path}: the name of {what} ends with one of {known}")
    return suffix


def write_text(path: str, text: str, durable: bool = True) -> None:
    """Write a file atomically.

    Parameters
    ----------
    path, text : str
        The file, and what it will hold.
    durable : bool, optional
        Is it waited for the disk?

    Raises
    ------
    ParameterFileError
        If it cannot be written; it is as it was then.
    """
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        found = text[max(0, error.start - 20) : error.end + 20]
        raise ParameterFileError(f"cannot write {path}: {found!r} is no text that UTF-8 can hold") from None
    try:
        write_atomically(path, lambda file: file.write(content), durable)
    except OSError as error:
        raise ParameterFileError(f"cannot write {path}: {error.strerror or error}") from None
