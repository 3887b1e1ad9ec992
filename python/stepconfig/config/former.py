"""Names no longer in use: those of renamed fields lead to the new ones, those of removed ones to errors.

Nothing here is asked for a name that a field has; an old name is met only where a name is not found.
"""

from __future__ import annotations

from collections.abc import Mapping
from sys import _getframe
from typing import Any

from ..errors import RemovedFieldError, RenamedFieldWarning
from ..fields.base import Field
from ..fields.former import RemovedField
from ..history.location import Location, caller_location, inside_package, line_of
from ..history.record import acting_location
from ..names import class_words, join_path, type_name

__all__ = [
    "current_name",
    "current_names",
    "declared_former",
    "forget_places",
    "former_names",
    "meaning",
    "renamings",
]


# -- what a class declares -------------------------------------------------------------------------


def former_names(cls: Any, fields: Mapping[str, Any], removed: Mapping[str, RemovedField]) -> dict[str, Any]:
    """What each name that the class has no longer stands for: the new name, or the removed field.

    Parameters
    ----------
    cls : type
        The Config class.
    fields, removed : mapping
        Its fields and its removed fields by name.

    Raises
    ------
    ValueError
        If an old name, or that of a removed field, is that of something else, too.
    """
    for name in removed:
        if _is_attribute(cls, name):
            raise ValueError(
                f"the field {name!r} of {type_name(cls)} cannot be declared as removed: every"
                f" {cls.__name__} has an attribute of that name"
            )
    former: dict[str, Any] = dict(removed)
    for name, field in fields.items():
        for old in field.renamed_from:
            other = former.get(old)
            if old in fields:
                why = "a field has that name"
            elif isinstance(other, str):
                why = f"{other!r} was called so, too"
            elif other is not None:
                why = "that field is declared as removed"
            elif _is_attribute(cls, old):
                why = f"every {cls.__name__} has an attribute of that name"
            else:
                former[old] = name
                continue
            raise ValueError(f"the field {name!r} of {type_name(cls)} cannot be renamed from {old!r}: {why}")
    return former


def _is_attribute(cls: Any, name: str) -> bool:
    """Has the class an attribute of that name which is neither a field nor a removed one?"""
    for base in cls.__mro__:
        if name in vars(base):
            return not isinstance(vars(base)[name], (Field, RemovedField))
    return False


def declared_former(cls: Any, inherited: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """What each name that a new class has no longer stands for.

    A field that is declared anew keeps the old names that it inherits; a name that is declared as removed
    is no old name any more.

    Parameters
    ----------
    cls : type
        The Config class, with its fields.
    inherited, own : mapping
        Fields and removed fields of its bases, and those that it declares itself.

    Raises
    ------
    ValueError
        If a name is that of something else, too.
    """
    fields = cls._fields
    if len(fields) == len({**inherited, **own}) and not any(each.renamed_from for each in fields.values()):
        return {}  # there is no removed field; nearly every class is such a one
    claimed: set[str] = set()
    for name, field in own.items():
        if isinstance(field, Field):
            claimed.update(field.renamed_from)
            before = getattr(inherited.get(name), "renamed_from", ())
            kept = [old for old in before if not isinstance(own.get(old), RemovedField)]
            if kept:
                fields[name].__dict__["renamed_from"] = tuple(dict.fromkeys((*field.renamed_from, *kept)))
    removed = {}
    for name, field in {**inherited, **own}.items():
        if not isinstance(field, RemovedField):
            continue
        if name in own or not (name in claimed or _is_attribute(cls, name)):
            removed[name] = field
    for name, field in fields.items():
        if name not in own and not removed.keys().isdisjoint(field.renamed_from):
            kept = [old for old in field.renamed_from if old not in removed]
            field.__dict__["renamed_from"] = tuple(kept)
    return former_names(cls, fields, removed)


def renamings(cls: Any) -> dict[str, str]:
    """The old names of the fields of a class, each with the new one."""
    return {old: name for old, name in cls._former.items() if isinstance(name, str)}


# -- what a name is now ----------------------------------------------------------------------------


def meaning(config: Any, name: str, location: Location | None = None) -> str | None:
    """The name that a field has now which was called ``name`` formerly; nobody is warned.

    Parameters
    ----------
    config : Config or type
        The config that was asked for the name, or the class.
    name : str
        The name.
    location : Location, optional
        Where it was used; by default the source for which somebody acts, or the line of code.

    Returns
    -------
    current : str or None
        None if no field had the name.

    Raises
    ------
    RemovedFieldError
        If the field was removed.
    """
    cls = config if isinstance(config, type) else type(config)
    found: Any = cls._former.get(name)  # type: ignore[attr-defined]
    if not isinstance(found, RemovedField):
        return found  # type: ignore[no-any-return]
    path = "" if cls is config else config._name
    place = location or acting_location() or caller_location()
    raise RemovedFieldError(name, class_words(cls), path, found.doc, found.since, found.hint, place)


def current_name(config: Any, name: str, location: Location | None = None) -> str | None:
    """The name that a field has now which was called ``name`` formerly, as `meaning`; the user is warned."""
    current = meaning(config, name, location)
    if current is not None:
        cls, path = (config, "") if isinstance(config, type) else (type(config), config._name)
        old, new = join_path(path, name), join_path(path, current)
        text = f"the field {old!r} of {class_words(cls)} is called {new!r} now"
        _warn_once(name, text, location or acting_location())
    return current


def current_names(config: Any, values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Values by name with the names that the fields have now.

    Parameters
    ----------
    config : Config
        The config that is to get the values.
    values : mapping
        The values by name, some of which may be old ones.

    Raises
    ------
    UnknownNameError
        If no field has, or had, one of the names.
    """
    fields = config._plan.fields
    for name in values:
        if name not in fields and name not in type(config)._former:
            raise config._unknown_name(name)
    return [
        (name if name in fields else current_name(config, name) or name, value)
        for name, value in values.items()
    ]


# -- warning once per place ------------------------------------------------------------------------

_MOST_PLACES = 16384
_told: dict[tuple[str, str, int], object] = {}
"""The places that were told, oldest first: old name, file or argument, line."""


def forget_places() -> None:
    """Warn again of places that were told already; for tests, which come by one line many times."""
    _told.clear()


def _warn_once(name: str, text: str, location: Location | None) -> None:
    """Warn the place where an old name is used, unless that was done before.

    Python itself would tell a place again wherever somebody has asked for all warnings, and for each of
    ten thousand configs that load one file.
    """
    if location is None:
        frame: Any = _getframe(1)
        while frame.f_back is not None and inside_package[frame.f_code.co_filename]:
            frame = frame.f_back
        filename, line = frame.f_code.co_filename, line_of(frame.f_code, frame.f_lasti)
        module = str(frame.f_globals.get("__name__", filename))
        place = (name, filename, line)
    else:
        module = filename = location.filename or str(location)
        line = location.lineno
        place = (name, filename, line)
        if not location.filename:
            text += f": {location.content}"
            place = (name, location.content, 0)
    mine = object()
    if _told.setdefault(place, mine) is not mine:  # in one step: another thread may be here, too
        return
    import warnings  # noqa: PLC0415 - every start would pay for it

    try:
        warnings.warn_explicit(text, RenamedFieldWarning, filename, line, module=module)
    except BaseException:  # where the warning is an error nothing is done, and the next attempt fails as well
        _told.pop(place, None)
        raise
    while len(_told) > _MOST_PLACES:
        try:
            del _told[next(iter(_told))]
        except (KeyError, RuntimeError):  # another thread is doing the same
            break
