"""Reading a data file of any format as a tree; the suffix of its name says which format it has."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from typing import Any

from ..errors import ParameterFileError
from .tree import Source, lines_of

__all__ = ["LARGEST", "READERS", "read_content", "read_file", "read_text"]

LARGEST = 8 * 1024 * 1024
"""Bytes of text beyond which no file is taken for one of parameters."""


def _read_yaml(text: str, source: Source) -> Any:
    from .yaml_tree import read_yaml  # noqa: PLC0415 - every start would pay for it

    return read_yaml(text, source)


def _read_json(text: str, source: Source) -> Any:
    from .json_tree import read_json  # noqa: PLC0415 - every start would pay for it

    return read_json(text, source)


def _read_toml(text: str, source: Source) -> Any:
    from .toml_tree import read_toml  # noqa: PLC0415 - every start would pay for it

    return read_toml(text, source)


def _read_cfg(text: str, source: Source) -> Any:
    from .cfg_tree import read_cfg  # noqa: PLC0415 - every start would pay for it

    return read_cfg(text, source)


READERS: dict[str, Callable[[str, Source], Any]] = {
    ".asdf": _read_yaml,
    ".yaml": _read_yaml,
    ".yml": _read_yaml,
    ".json": _read_json,
    ".toml": _read_toml,
    ".cfg": _read_cfg,
}
"""The reader for each suffix; each gives a tree whose scalars are still text."""

_END = re.compile(rb"(?:\r\n|\r|\n)\.\.\.[ \t]*(?:\r|\n|$)")


def read_file(path: str) -> tuple[Any, Source]:
    """Read a data file; nothing in it is executed.

    Parameters
    ----------
    path : str
        The file, whose suffix is one of `READERS`.

    Returns
    -------
    tree : Tree, list, Text or None
        What the file holds.
    source : Source
        The text, with the faults of its parts.

    Raises
    ------
    ParameterFileError
        If the file has another suffix, cannot be read, or is not of its format.
    """
    suffix = os.path.splitext(path)[1].lower()
    reader = READERS.get(suffix)
    content = read_content(path)
    if reader is None:
        known = ", ".join(READERS)
        raise ParameterFileError(f"{path} has the suffix {suffix!r}; a parameter file has one of {known}")
    text = _asdf_header(path, content) if suffix == ".asdf" else _decoded(path, content)
    source = Source(os.path.abspath(path), lines_of(text, suffix))
    return reader(text, source), source


def read_text(text: str, suffix: str, filename: str = "") -> tuple[Any, Source]:
    """Read a text of the format that a suffix stands for.

    Parameters
    ----------
    text : str
        The text.
    suffix : str
        One of `READERS`.
    filename : str, optional
        For the locations of values.
    """
    source = Source(filename, lines_of(text, suffix))
    return READERS[suffix](text, source), source


def read_content(path: str) -> bytes:
    """The bytes of a file that may be one of parameters.

    Raises
    ------
    ParameterFileError
        If it cannot be read, or is too large. Of an ASDF file, behind whose text binary blocks may follow, as
        much is read as text may be.
    """
    try:
        mode = os.stat(path).st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # of a pipe, reading might wait for ever
            raise OSError("it is no regular file")
        with open(path, "rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise ParameterFileError(f"cannot read {path}: {error.strerror or error}") from None
    except ValueError as error:  # a null character in the name
        raise ParameterFileError(f"cannot read {path!r}: {error}") from None
    if len(content) > LARGEST and not content.startswith(b"#ASDF "):
        raise ParameterFileError(f"{path} is too large for a parameter file: more than {LARGEST >> 20} MiB")
    return content


def _decoded(path: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ParameterFileError(f"{path}:{line}: the text is not UTF-8") from None
    if "\0" in text:
        raise ParameterFileError(f"{path} is no text: it holds null characters")
    return text


def _asdf_header(path: str, content: bytes) -> str:
    """The YAML part of an ASDF file: up to the line ``...``, behind which binary blocks may follow."""
    if not content.startswith(b"#ASDF "):
        what = "is empty" if not content else "is no ASDF file: its first line is not '#ASDF 1.0.0'"
        raise ParameterFileError(f"{path} {what}; a parameter file is written by --save-parameters")
    end = _END.search(content)
    if end is None:
        if len(content) > LARGEST:
            raise ParameterFileError(f"{path} is too large for a parameter file")
        raise ParameterFileError(f"{path} is cut short: the line '...' at the end is missing")
    return _decoded(path, content[: end.start() + 1])
