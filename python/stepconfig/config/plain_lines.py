"""Override files whose lines only assign plain values, carried out without the interpreter's compiler.

Nearly all of what people write, and what `Config.save` writes, is lines such as
``config.detect.threshold=4.0``. Compiling such a line takes three times as long as doing what it says. What
is unusual in any way, every error included, is left to the interpreter: then nothing has been done here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from ..history.location import LineLocation, SourceLines
from ..history.record import acting, before_change, current_acting, next_sequence
from .meta import ConfigMeta
from .walk import Journal
from .write import set_attribute

__all__ = ["carried_out"]

_NUMBER = r"-?(?:\d+\.\d*(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+|(?:0|[1-9]\d{0,300})(?![\w.]))"
_TEXT = r"'[^'\\\n]*'|\"[^\"\\\n]*\""
_SCALAR = rf"(?:{_NUMBER}|{_TEXT}|True|False|None|float\('(?:nan|-?inf)'\))"
_PAIR = rf"{_SCALAR}: ?{_SCALAR}"
_VALUE = rf"{_SCALAR}|\[(?:{_SCALAR}(?:, ?{_SCALAR})*)?\]|\{{(?:{_PAIR}(?:, ?{_PAIR})*)?\}}"
_WORDS = {
    "True": True,
    "False": False,
    "None": None,
    "float('nan')": float("nan"),
    "float('inf')": float("inf"),
    "float('-inf')": -float("inf"),
}
_scalars = re.compile(_SCALAR).findall
_import = re.compile(r"import ([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)", re.ASCII).fullmatch
_coding = re.compile(r"coding[:=]").search
_LINES_WITH_CODING = 2


_PLAIN_SETATTR: Any = set_attribute


class _Unusual(Exception):
    """The file is one for the interpreter."""


@lru_cache(maxsize=8)
def _assignment(root: str) -> Callable[[str], re.Match[str] | None]:
    """Matches a line that assigns a plain value: its owner's path, the field's name, the value."""
    name = r"[A-Za-z_]\w*"
    return re.compile(rf"{re.escape(root)}((?:\.{name})*)\.({name}) ?= ?({_VALUE})[ \t]*", re.ASCII).fullmatch


def carried_out(
    config: Any,
    source: Any,
    root: str,
    path: str | None,
    callers: tuple[Any, ...],
    header: str,
    import_module: Callable[[str], object],
) -> bool:
    """Carry out the text of an override file if all its lines assign plain values.

    Parameters
    ----------
    config : Config
        The config.
    source : str or bytes
        The text.
    root : str
        Name of the config in the text.
    path : str or None
        The file.
    callers : tuple
        Who loads it, as in a captured place.
    header : str
        The lines that import and check the class, which a saved file begins with.
    import_module : callable
        Called with the name of each module that the text imports.

    Returns
    -------
    is_done : bool
        If not, nothing has been done.
    """
    text = _decoded(source)
    current = current_acting()
    if text is None or (current is not None and current.label is not None):
        return False
    try:
        assignments, modules = _read(text, root, _end_of_header(text, config, header))
        for module in modules:
            import_module(module)
    except Exception:
        return False
    journal = Journal()
    lines = SourceLines(path or "<unknown>", text, callers)
    try:
        with acting(location=None, layer="override file"):
            _Owners(config, journal, lines).assign(assignments)
    except BaseException as error:
        journal.restore()
        if not isinstance(error, Exception):
            raise
        return False
    return True


def _decoded(source: str | bytes) -> str | None:
    if isinstance(source, bytes):
        try:
            text = source.decode()
        except UnicodeDecodeError:
            return None
        if text.startswith("\ufeff") or _coding("".join(text.split("\n", _LINES_WITH_CODING)[:-1])):
            return None
    else:
        text = source
    return None if "\r" in text or "\0" in text else text


def _end_of_header(text: str, config: Any, header: str) -> int:
    """How many of the first lines import and check the class of this config, which is what they ask for."""
    if not text.startswith(header):
        return 0
    cls = type(config)
    found: Any = sys.modules.get(cls.__module__)
    for part in cls.__qualname__.split("."):
        found = getattr(found, part, None)
    return header.count("\n") if found is cls else 0


def _read(text: str, root: str, first: int) -> tuple[list[tuple[int, str, str, Any]], list[str]]:
    """Line, owner, name and value of every assignment, and the imported modules; or the file is unusual."""
    match = _assignment(root)
    assignments: list[tuple[int, str, str, Any]] = []
    modules: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line[0] == "#" or number <= first:
            continue
        found = match(line)
        if found is not None:
            owner, name, value = found.groups()
            assignments.append((number, owner, name, _value(value)))
        elif not assignments and (imported := _import(line)) is not None:
            modules.append(imported[1])
        elif line.strip():
            raise _Unusual
    return assignments, modules


def _value(text: str) -> Any:
    first = text[0]
    if first == "[":
        return list(map(_scalar, _scalars(text)))
    if first == "{":
        scalars = list(map(_scalar, _scalars(text)))
        return dict(zip(scalars[::2], scalars[1::2], strict=True))
    return _scalar(text)


def _scalar(text: str) -> Any:
    first = text[0]
    if first == "'" or first == '"':
        return text[1:-1]
    if text in _WORDS:
        return _WORDS[text]
    return float(text) if "." in text or "e" in text or "E" in text else int(text)


class _Owners:
    """The configs of a tree by their path, and the assignments to them."""

    def __init__(self, config: Any, journal: Journal, lines: SourceLines) -> None:
        self._config = config
        self._lines = lines
        self._journal = journal
        self._found: dict[str, Any] = {}

    def _owner(self, path: str) -> Any:
        """The config at a path, about to change; only where attributes are plainly what the fields hold."""
        config = self._config
        for part in path.split(".")[1:]:
            values = config.__dict__
            if part not in config._plan.fields or any(part in vars(cls) for cls in type(config).__mro__):
                raise _Unusual
            config = values[part]
            if not isinstance(type(config), ConfigMeta):
                raise _Unusual
        if type(config).__setattr__ is not _PLAIN_SETATTR:
            raise _Unusual
        self._journal.note(config)
        before_change(config)
        self._found[path] = config
        return config

    def assign(self, assignments: list[tuple[int, str, str, Any]]) -> None:
        """Make the assignments; each is what the interpreter would make of the line."""
        found = self._found
        lines = self._lines
        for number, path, name, value in assignments:
            config = found.get(path) or self._owner(path)
            place = LineLocation(lines, number)
            dtype, low, high = config._usual[name]  # of a frozen config there is none
            if type(value) is dtype and (low is None or low <= value <= high):
                entry = (value, place, 0, (), "assignment", "override file", next_sequence())
                config._stored_history.setdefault(name, []).append(entry)
                config._values[name] = value
            else:
                field = config._plan.fields[name]
                if field.deprecated is not None or field.sets_itself or field.holds_configs:
                    raise _Unusual
                field.__set__(config, value, place, "assignment")
