"""Environment variables with a prefix: ``MYPIPE_STEPS__DETECT__THRESHOLD=5``."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from ..formats.tree import Text
from ..history.location import EnvironmentLocation
from ..nested.choice import ConfigChoiceField
from ..nested.config_dict import ConfigDictField
from .assignment import Assignment, Layer
from .source import layer_from

__all__ = ["Environment", "environment_layer"]


class Environment:
    """The variables of an environment that begin with a prefix.

    Two underscores stand between the levels of a path. Whether letters are small or capital does not matter,
    unless two parameters differ in nothing else.

    Parameters
    ----------
    prefix : str
        What the names of the variables begin with, without the underscore behind it. *Every* variable that
        begins so has to be a parameter: a misspelt one is an error.
    environ : mapping, optional
        The environment; by default that of the process, as it is when the variables are asked for.
    """

    name = "environment"

    def __init__(self, prefix: str, environ: Mapping[str, str] | None = None) -> None:
        self.prefix = prefix
        self._environ = environ

    def assignments(self, config_class: type[Any]) -> Iterator[Assignment]:
        """The values of the variables, in the order of their names.

        Parameters
        ----------
        config_class : type
            The class whose parameters they name.
        """
        environ = os.environ if self._environ is None else self._environ
        start = f"{self.prefix}_"
        for name in sorted(environ):
            if name.startswith(start):
                path = _path(config_class, name.removeprefix(start))
                yield Assignment(path, Text(environ[name]), EnvironmentLocation(name, environ[name]))


def environment_layer(
    prefix: str, config_class: type[Any], environ: Mapping[str, str] | None = None
) -> Layer:
    """The layer of the environment variables that begin with a prefix.

    Parameters
    ----------
    prefix, environ
        As for `Environment`.
    config_class : type
        The class whose parameters they name.
    """
    return layer_from(Environment(prefix, environ), config_class)


def _path(config_class: Any, words: str) -> tuple[str, ...]:
    """The path that the rest of a variable's name means; in small letters where no field has that name.

    A field may have two underscores in its own name, so fields are looked for and the text is not just split.
    """
    parts = words.lower().split("__")
    fields = _in_small_letters(config_class)
    found = [
        (words == name or words.startswith(f"{name}__"), length, name)
        for length in range(1, len(parts) + 1)
        for name in fields.get("__".join(parts[:length]), ())
    ]
    if not found:
        return tuple(parts)
    _, length, name = max(found)
    if length == len(parts):
        return (name,)
    return (name, *_inside(config_class._fields[name], words[len(name) + 2 :]))


def _inside(field: Any, words: str) -> tuple[str, ...]:
    """The path that words mean below a field, after the name of a choice or of an item."""
    if isinstance(field, ConfigChoiceField):
        names: Iterable[Any] = field.typemap
    elif isinstance(field, ConfigDictField):
        names = field.default or ()
    else:
        return _path(getattr(field, "ConfigClass", None) or getattr(field, "dtype", None), words)
    lower = words.lower()
    for name in sorted(names, key=lambda each: len(str(each)), reverse=True):
        start = f"{str(name).replace('-', '_').lower()}__"
        if lower.startswith(start):
            is_item = isinstance(field, ConfigDictField)
            inner = field.itemtype if is_item else field.typemap[name]
            return (str(name), *_path(inner, words[len(start) :]))
    return _path(None, words)


_small: WeakKeyDictionary[Any, tuple[tuple[str, ...], dict[str, list[str]]]] = WeakKeyDictionary()


def _in_small_letters(config_class: Any) -> dict[str, list[str]]:
    """The fields of a class by their names in small letters; fields may have come since it was asked last."""
    names = tuple(getattr(config_class, "_fields", ()))
    known, found = _small.get(config_class, ((), {})) if names else ((), {})
    if known != names:
        found = {}
        for name in names:
            found.setdefault(name.lower(), []).append(name)
        _small[config_class] = names, found
    return found
