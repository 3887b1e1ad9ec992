"""Log configuration files of stpipe: sections for loggers, with handler, level, break_level and format."""

from __future__ import annotations

import configparser
import os
import warnings
from typing import Any

from ..errors import ParameterFileError, UsageError
from ..history.location import caller_level
from ..names import nearest
from .log import LogRules, level_from

__all__ = ["rules_from_file"]

_KEYS = ("handler", "level", "break_level", "format")
_KINDS = ("file", "append", "stdout", "stderr", "null")


def rules_from_file(path: str | os.PathLike[str]) -> list[LogRules]:
    """Read a log configuration file.

    Parameters
    ----------
    path : str
        The file.

    Raises
    ------
    ParameterFileError
        If it cannot be read, or says something that has no meaning.

    Warns
    -----
    DeprecationWarning
        Always: options of the command line, and Python's `logging`, do the same.
    """
    warnings.warn(
        f"the log configuration file {os.fspath(path)} is read, but such files are deprecated; use"
        " --log-level, --log-file and --log-stream, or configure the module logging",
        DeprecationWarning,
        stacklevel=caller_level(),
    )
    reader = configparser.ConfigParser(interpolation=None, default_section="", strict=True)
    try:
        with open(path, encoding="utf-8") as file:
            reader.read_file(file)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise ParameterFileError(f"cannot read the log configuration {os.fspath(path)}: {why}") from None
    except configparser.Error as error:
        raise ParameterFileError(f"the log configuration {os.fspath(path)}: {error.message}") from None
    return [_rules(os.fspath(path), name, dict(reader[name])) for name in reader.sections()]


def _rules(path: str, section: str, given: dict[str, str]) -> LogRules:
    found: dict[str, Any] = {}
    try:
        for key, text in given.items():
            if key not in _KEYS:
                close = nearest(key, _KEYS)
                raise UsageError(f"there is no {key!r}" + (f"; did you mean {close[0]!r}?" if close else ""))
            value = _unquoted(text.strip())
            if key == "handler":
                found["outputs"] = tuple(_output(each.strip()) for each in value.split(",") if each.strip())
            elif key == "format":
                found["format"] = value
            elif key == "level":
                found["level"] = level_from(value)
            else:
                found["break_level"] = level_from(value)
    except UsageError as error:
        raise ParameterFileError(
            f"the section [{section}] of the log configuration {path}: {error}"
        ) from None
    return LogRules(loggers=section, **found)


def _output(text: str) -> str:
    kind, sign, name = text.partition(":")
    if kind not in _KINDS or bool(sign and name) != (kind in ("file", "append")):
        raise UsageError(f"{text!r} is no handler; expected file:NAME, append:NAME, stdout, stderr or null")
    return text


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
