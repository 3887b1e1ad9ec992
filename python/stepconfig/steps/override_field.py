"""Parameters that give a reference file in place of the one that would be looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeVar

from ..config import ConfigMeta
from ..errors import StepClassError
from ..names import type_name
from ..references.provider import NOT_APPLICABLE
from .config import shown_as
from .models import can_be_saved
from .path_field import PathField

__all__ = ["OverrideField", "model_handle", "override_name", "with_overrides", "without_overrides"]

_PREFIX = "override_"
V = TypeVar("V", bound=dict[str, Any])


def override_name(reference_type: str) -> str:
    """The name of the parameter that overrides a reference type.

    Examples
    --------
    >>> override_name("flat")
    'override_flat'
    """
    return f"{_PREFIX}{reference_type}"


class OverrideField(PathField):
    """A field for a reference file: a path, ``N/A``, an empty text, or a model.

    A path is kept as an absolute one; in a parameter file it is relative to the file. ``N/A`` says that the
    step goes without, and so does an empty text, which leaves no record. A model is kept as it is, and
    cannot be written to a file.

    Parameters
    ----------
    doc : str
        What the reference file is for.
    default : str, optional
        The value of a new config.
    optional : bool, optional
        May the value be None, so that the file is looked up?
    deprecated : str, optional
        Why the field should not be used any more.
    renamed_from : str or iterable of str, optional
        Names that the field had formerly.

    Examples
    --------
    >>> from stepconfig import StepConfig
    >>> class FlatConfig(StepConfig):
    ...     override_flat = OverrideField("Override the flat reference file.")
    >>> FlatConfig(override_flat="N/A").override_flat
    'N/A'
    """

    def __init__(
        self,
        doc: str,
        default: Any = None,
        optional: bool = True,
        deprecated: str | None = None,
        *,
        renamed_from: str | Iterable[str] = (),
    ) -> None:
        super().__init__(doc, str, None, None, optional, deprecated, renamed_from=renamed_from)
        self.default = default

    def coerce(self, value: Any) -> Any:
        return value if can_be_saved(value) else super().coerce(value)

    def _stays(self, path: str) -> bool:
        return path in ("", NOT_APPLICABLE) or re.match(r"[A-Za-z][\w+.-]*://", path) is not None

    def _type_words(self) -> str:
        return f"path, {NOT_APPLICABLE} or model"

    def plain(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else model_handle(value)

    def tree(self, value: Any, tree_of: Any) -> Any:
        return value if isinstance(value, str) else None

    def statements(self, path: str, value: Any) -> list[str]:
        return super().statements(path, value) if value is None or isinstance(value, str) else []


def model_handle(model: Any) -> str:
    """What stands for a model in records: its ``override_handle``, or its class."""
    handle = getattr(model, "override_handle", None)
    if callable(handle):
        handle = handle()
    return str(handle) if handle else f"override://{type_name(type(model))}"


def with_overrides(cls: Any) -> Any:
    """The ConfigClass of a step class with an `OverrideField` for each of its ``reference_file_types``.

    Parameters
    ----------
    cls : type
        The step class, which has a ConfigClass.

    Returns
    -------
    config_class : type
        A subclass of the step's ConfigClass; that itself if it has all the fields already.

    Raises
    ------
    StepClassError
        If ``reference_file_types`` is no list of names.
    """
    types, base = cls.reference_file_types, cls.ConfigClass
    if isinstance(types, property):  # of a pipeline: those of its steps
        return base
    if not isinstance(types, (list, tuple)) or not all(
        isinstance(each, str) and override_name(each).isidentifier() for each in types
    ):
        raise StepClassError(
            f"reference_file_types of {type_name(cls)} has to be a list of names such as 'flat',"
            f" got {types!r}"
        )
    fields = {
        override_name(each): OverrideField(f"Override the {each} reference file.")
        for each in types
        if override_name(each) not in getattr(base, "_fields", ())
    }
    if not fields:
        return base
    place = {"__module__": cls.__module__, "__qualname__": f"{cls.__qualname__}.ConfigClass"}
    doc = (base.__doc__ or "").strip()
    doc = (
        f"Parameters of {type_name(cls)}."
        if doc.startswith("Fields\n---") or not doc
        else doc.split("\n\n")[0]
    )
    return ConfigMeta(
        "ConfigClass", (base,), {**place, **fields, "__doc__": doc, "_shown_as": shown_as(cls, base)}
    )


def without_overrides(config_class: Any, values: V) -> V:
    """Take those of reference files, which belong to one run and to no file, out of the values of parameters.

    Parameters
    ----------
    config_class : type
        Class of the config.
    values : dict
        The values by name, which are changed.

    Returns
    -------
    values : dict
        The same.
    """
    for name, field in config_class._fields.items():
        if isinstance(field, OverrideField):
            values.pop(name, None)
    return values
