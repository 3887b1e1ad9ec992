"""Parameter files: reading those of every kind with the line of every value, and writing them."""

from __future__ import annotations

import os
from typing import Any

from ..errors import ParameterFileError
from ..formats.tree import Tree
from ..history.location import Location
from ..names import nearest
from .assignment import Layer
from .layout import ROOT_KEYS, add_flat, add_step, take_text, words_for

__all__ = ["ParameterFile", "file_layer", "read_parameter_file", "write_parameter_file"]


class ParameterFile:
    """What a parameter file says.

    Parameters
    ----------
    path : str
        The file, as it was given.
    class_name : str or None
        Full name of the step class; None if the file does not say for which class it is.
    class_location : Location or None
        The line that names it.
    name : str or None
        Name for the step.
    layer : Layer
        The values, with the line of each.
    """

    __slots__ = ("class_location", "class_name", "layer", "name", "path")

    def __init__(
        self,
        path: str,
        class_name: str | None,
        class_location: Location | None,
        name: str | None,
        layer: Layer,
    ) -> None:
        self.path = path
        self.class_name = class_name
        self.class_location = class_location
        self.name = name
        self.layer = layer


def read_parameter_file(path: str, *, runs_code: bool = True) -> ParameterFile:
    """Read a parameter file of any kind; the suffix of its name says which it is.

    Parameters
    ----------
    path : str
        The file: ASDF, YAML, JSON, TOML, the older ``.cfg``, or a Python override file.
    runs_code : bool, optional
        May it be a Python file, which will be executed?

    Returns
    -------
    ParameterFile
        Class, name and values; values stay text, as what they mean is for the fields to say. Faults of
        parts of the file are in its layer.

    Raises
    ------
    ParameterFileError
        If the file cannot be read, is not of its format, or holds no parameters.
    """
    suffix = os.path.splitext(path)[1].lower()
    if suffix == ".py":
        if not runs_code:
            raise ParameterFileError(
                f"{path} is a Python file, which would be executed; only the file that the user names for the"
                " whole run may be one"
            )
        from .python_file import python_layer  # noqa: PLC0415 - every start would pay for it

        return ParameterFile(path, None, None, None, python_layer(path))
    from ..formats.read import read_file  # noqa: PLC0415 - every start would pay for it

    root, source = read_file(path)
    expected = "class, name and parameters"
    if not isinstance(root, Tree):
        what = "holds nothing" if not root else f"holds {words_for(root)}"
        raise ParameterFileError(f"{path} {what}; expected {expected}")
    layer = Layer("parameter file")
    if suffix == ".cfg":
        named = root
        add = add_flat
    else:
        _check_root(root)
        parameters = root.get("parameters")
        _leave_saving_open(root, parameters)
        named = root
        if isinstance(parameters, Tree) and "class" in parameters and "class" not in root:
            named = parameters  # the older layout
        add = add_step
    class_name, class_location = take_text(named, "class")
    name, _ = take_text(named, "name")
    add(root, layer)
    layer.faults += source.faults
    return ParameterFile(path, class_name, class_location, name, layer)


def file_layer(path: str, *, runs_code: bool = True) -> Layer:
    """The layer of a parameter file whose class does not matter; if it cannot be read, that is its fault.

    Parameters
    ----------
    path, runs_code
        As for `read_parameter_file`.
    """
    try:
        return read_parameter_file(path, runs_code=runs_code).layer
    except ParameterFileError as error:
        return Layer("parameter file", faults=[error])


def _check_root(root: Tree) -> None:
    """Refuse a tree that has neither parameters nor a class: there is nothing to report beside."""
    if "parameters" not in root:
        close = nearest("parameters", set(root) - set(ROOT_KEYS))
        if close:
            raise ParameterFileError(
                f"a parameter file has no {close[0]!r}; did you mean 'parameters'?", root.location(close[0])
            )
        if "class" in root or "steps" in root:
            return
        raise ParameterFileError(
            "the parameter file has no 'parameters'; expected class, name, parameters, and steps for a"
            " pipeline",
            root.location(),
        )


def _leave_saving_open(root: Tree, parameters: Any) -> None:
    """Let a record, taken as a parameter file, not say that results are not saved if nobody had."""
    history = root.get("stepconfig_history")
    entries = history.get("entries") if isinstance(history, Tree) else None
    if isinstance(entries, Tree) and isinstance(parameters, Tree) and "save_results" not in entries:
        parameters.pop("save_results", None)


def write_parameter_file(path: str, tree: dict[str, Any]) -> None:
    """Write a parameter file atomically, in the format that the suffix stands for.

    The disk is not waited for: a run can write its parameters again.

    Parameters
    ----------
    path : str
        The file, ending with ``.asdf``, ``.yaml``, ``.yml``, ``.json`` or ``.toml``.
    tree : dict
        Class, name, parameters and steps.

    Raises
    ------
    ParameterFileError
        If the name has another suffix, or the file cannot be written.
    """
    from ..formats.write import WRITERS, suffix_of, write_text  # noqa: PLC0415 - few runs write parameters

    write_text(path, WRITERS[suffix_of(path, "a parameter file")](tree), durable=False)
