"""What the log tells of the parameters of a run: all their values, and the sources that they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..config.walk import walk
from ..history.location import FileLocation, short_path
from ..history.packing import stored_history
from ..history.record import labels_of, location_of
from ..sources.order import ORDER

__all__ = ["parameter_files", "told_parameters", "told_sources"]

_PLAIN = r"[\w./$~(\[][^:#\n'\"]*(?<!\s)\Z"
_OTHER = frozenset(("true", "false", "none", "null", "yes", "no", "on", "off"))


def told_parameters(step: Any) -> str:
    """The parameters as YAML, with Python's True, False and None; those of a pipeline's steps too.

    Parameters
    ----------
    step : Step
        The step.
    """
    return "\n".join(_lines(step.get_pars(), "  "))


def told_sources(config: Any) -> str:
    """The sources that have said something, lowest first, in words.

    Parameters
    ----------
    config : Config
        The parameters.
    """
    found: dict[str, set[str]] = {}
    for _, inner in walk(config):
        for entries in stored_history(inner).values():
            for raw in entries:
                layer = labels_of(raw)[1]
                places = found.setdefault(layer, set())
                if layer.endswith("file"):
                    places.add(short_path(location_of(raw).filename))
    found.setdefault("default", set())
    names = [*ORDER, *sorted(set(found) - set(ORDER))]
    words = [" ".join([name, *sorted(found[name])]) for name in names if name in found]
    looked_up = any("reference" in name for name in found)
    return ", ".join(words) + ("" if looked_up else "; none from a reference")


def parameter_files(config: Any) -> set[str]:
    """The files that have said something of the parameters.

    Parameters
    ----------
    config : Config
        The parameters.
    """
    entries = (raw for _, inner in walk(config) for each in stored_history(inner).values() for raw in each)
    return {place.filename for place in map(location_of, entries) if isinstance(place, FileLocation)}


def _lines(pars: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in pars.items():
        if isinstance(value, Mapping) and value:
            yield f"{indent}{name}:"
            yield from _lines(value, f"{indent}  ")
        elif isinstance(value, (list, tuple)) and value:
            yield f"{indent}{name}:"
            yield from (f"{indent}- {_word(item)}" for item in value)
        else:
            yield f"{indent}{name}: {_word(value)}"


def _word(value: Any) -> str:
    if not isinstance(value, str):
        return repr(value)
    is_plain = re.match(_PLAIN, value) and value.lower() not in _OTHER and not _is_number(value)
    return value if is_plain else repr(value)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
