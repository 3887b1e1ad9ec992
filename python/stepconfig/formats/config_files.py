"""Configs as data files of every format: text, files, and objects in PyYAML's hands; nothing is executed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from ..config.config import Config
from ..config.override import frozen_error, type_of_saved
from ..config.saved_form import config_from_saved, read_saved
from ..config.walk import Journal
from ..errors import ConfigError, OverrideFileError, ParameterErrors, ParameterFileError, expected
from ..history.location import Location
from ..history.record import acting, caller_now
from ..names import type_name
from .asdf_text import asdf_text
from .config_tree import CLASS, TreeReader, told, whole_tree
from .json_text import json_text
from .read import read_file, read_text
from .toml_text import toml_text
from .tree import Source, Text, Tree
from .write import suffix_of, write_text
from .yaml_text import yaml_text

__all__ = [
    "class_in",
    "is_parameter_file",
    "load",
    "made_from_file",
    "made_from_text",
    "made_from_tree",
    "save",
    "text_of",
]

TAG = "!stepconfig.Config"
"""Tag of a config in YAML."""

_ASDF_KEY = "config"
"""Where a config stands in an ASDF file, whose top has keys of its own."""
_ASDF_OTHERS = frozenset(("asdf_library", "history"))
_OF_PARAMETER_FILES = frozenset(("class", "name", "parameters", "meta", *_ASDF_OTHERS))


def text_of(config: Any, suffix: str) -> str:
    """The text of a data file that holds a config.

    Parameters
    ----------
    config : Config
        The config.
    suffix : str
        ``.yaml``, ``.yml``, ``.asdf``, ``.json`` or ``.toml``.
    """
    tree = whole_tree(config)
    if suffix == ".asdf":
        return asdf_text({_ASDF_KEY: tree})
    if suffix == ".json":
        return json_text(tree)
    return toml_text(tree) if suffix == ".toml" else yaml_text(tree, TAG)


def save(config: Any, path: str) -> None:
    """Write a config as a data file atomically, in the format of the suffix."""
    write_text(path, text_of(config, suffix_of(path, "a config's data file")))


def load(config: Any, path: str, trusted: Iterable[str] | None) -> None:
    """Set what a data file says, all or nothing.

    Raises
    ------
    ConfigError
        If one thing is wrong.
    ParameterErrors
        If several are; it lists them all.
    """
    if config._frozen:
        raise frozen_error(config)
    root, source = read_file(path)
    source.callers = _callers()
    if _is_saved_form(root):
        if type_of_saved(root) != type_name(type(config)):
            raise ParameterFileError(
                f"{path} is for {type_of_saved(root)}, not for {type_name(type(config))}"
            )
        read_saved(config, root, trusted, source.filename, _first_line(root, source))
        return
    tree = _values(type(config), root, source, os.path.splitext(path)[1].lower())
    _read(config, tree, source, trusted)


def _parameters(cls: Any, root: Any) -> Tree | None:
    """The values in a parameter file of the config's class; None if it is none.

    Raises
    ------
    ParameterFileError
        If it is for another class.
    """
    if not isinstance(root, Tree) or not {"class", "parameters"} <= set(root) - set(cls._fields):
        return None
    names = [type_name(each) for each in cls.__mro__]
    if str(root["class"]) not in names:
        why = (
            f"it is a parameter file for {told(root['class'])}; the config here is of type {names[0]}."
            " That of a step is read by from_config_file of its class"
        )
        raise ParameterFileError(why, root.location("class"))
    for key in root:
        if key not in _OF_PARAMETER_FILES:
            root.fault(f"a parameter file of a config has class and parameters, and no {str(key)!r}", key)
    parameters = root["parameters"]
    if parameters is None:
        return Tree(root.source, (0, 0))
    if not isinstance(parameters, Tree):
        raise ParameterFileError("expected parameters as a mapping", root.location("parameters"))
    return parameters


def is_parameter_file(path: str) -> bool:
    """Has a data file parameters at its top, and not the values of a config themselves?"""
    root, _ = read_file(path)
    return isinstance(root, Tree) and "parameters" in root


def class_in(path: str) -> tuple[str, Location | None] | None:
    """The full name of the class that a data file is for, and where it says so; None if it does not.

    Parameters
    ----------
    path : str
        The file.

    Raises
    ------
    ParameterFileError
        If it cannot be read.
    """
    root, source = read_file(path)
    if _is_saved_form(root):
        return type_of_saved(root), source.location(_first_line(root, source) - 1, 0)
    if os.path.splitext(path)[1].lower() == ".asdf" and isinstance(root, Tree):
        root = root.get(_ASDF_KEY)
    if isinstance(root, Tree) and isinstance(root.get(CLASS), Text):
        return str(root[CLASS]), root.location(CLASS)
    return None


def made_from_text(cls: Any, text: str, suffix: str, trusted: Iterable[str] | None) -> Any:
    """A new config of the class that a text names, which is ``cls`` or derived from it.

    Raises
    ------
    ConfigError
        If one thing is wrong.
    ParameterErrors
        If several are; it lists them all.
    """
    if not isinstance(text, str):
        raise TypeError(f"{expected('the text of a config', text)}; a file is read by from_file")
    root, source = read_text(text, suffix, f"<{suffix[1:]} text>")
    return _made(cls, root, source, suffix, trusted)


def made_from_file(cls: Any, path: str, trusted: Iterable[str] | None) -> Any:
    """As `made_from_text`, from a file."""
    root, source = read_file(path)
    return _made(cls, root, source, os.path.splitext(path)[1].lower(), trusted)


def _made(cls: Any, root: Any, source: Source, suffix: str, trusted: Iterable[str] | None) -> Any:
    if _is_saved_form(root):
        return config_from_saved(root, cls, trusted, source.filename, _first_line(root, source))
    source.callers = _callers()
    return made_from_tree(cls, _values(cls, root, source, suffix), source, trusted)


def made_from_tree(
    cls: Any,
    tree: Tree,
    source: Source,
    trusted: Iterable[str] | None = None,
    made_at: Location | None = None,
) -> Any:
    """A new config of the class that a mapping names.

    Parameters
    ----------
    cls : type
        What the class has to be, or be derived from.
    tree : Tree
        The mapping.
    source : Source
        Where it is from.
    trusted : iterable of str, optional
        The packages whose classes it may name; by default all.
    made_at : Location, optional
        Who makes the config; by default the innermost line outside of this package.
    """
    found = TreeReader(trusted).class_named(tree, cls, known=cls)
    if found is None:
        found = cls
        if cls is Config:
            why = f"it names no class; write {CLASS}: module.Class, or use from_... of the class itself"
            raise ParameterFileError(why, tree.location())
    try:
        with acting(location=made_at):
            config = found()
    except ConfigError:
        raise
    except Exception as error:
        why = f"a config of type {type_name(found)} cannot be made: {type(error).__name__}: {error}"
        raise ParameterFileError(why, tree.location()) from error
    _read(config, tree, source, trusted)
    return config


def _read(config: Any, tree: Tree, source: Source, trusted: Iterable[str] | None) -> None:
    reader = TreeReader(trusted)
    journal = Journal()
    try:
        with acting(before=journal.note):
            reader.read(config, tree)
    except BaseException:
        journal.restore()
        raise
    faults = [*source.faults, *reader.faults]
    if faults:
        journal.restore()
        raise faults[0] if len(faults) == 1 else ParameterErrors(faults)


def _callers() -> tuple[Any, ...]:
    code, offset, callers = caller_now()
    return (code, offset, *callers)


def _values(cls: Any, root: Any, source: Source, suffix: str) -> Tree:
    """The mapping of the config's values, and its class; a parameter file has the values in a section."""
    parameters = _parameters(cls, root)
    if parameters is not None:
        return parameters
    if suffix == ".asdf" and isinstance(root, Tree):
        for key in root:
            if key != _ASDF_KEY and key not in _ASDF_OTHERS:
                root.fault(
                    f"the ASDF file of a config has {_ASDF_KEY!r} at its top, and no {str(key)!r}", key
                )
        root = root.get(_ASDF_KEY)
    if root is None:
        return Tree(source, (0, 0))
    if not isinstance(root, Tree):
        found = "a list" if isinstance(root, list) else repr(told(root))
        why = f"expected a mapping of the config's values, got {found}"
        raise ParameterFileError(why, source.location(0, 0))
    return root


# -- the saved Python form, as pex_config puts it into YAML ------------------------------------------


def _is_saved_form(root: Any) -> bool:
    if not isinstance(root, Text):
        return False
    try:
        type_of_saved(root)
    except OverrideFileError:
        return False
    return True


def _first_line(text: str, source: Source) -> int:
    """The line of the source in which a block of text begins, from 1."""
    first = text.split("\n", 1)[0].strip()
    return next((number for number, line in enumerate(source.lines, 1) if line.strip() == first), 1)
