"""Asking a config: what a value is, who set it and where, what each source said, and what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..fields.text import literal
from ..history.location import Location
from ..history.record import Edit, Entry
from ..history.view import HistoryView
from ..names import join_path
from .json_form import json_form
from .values import values_of
from .walk import form_of, unknown_path

__all__ = ["Explanation", "Explanations", "explain", "usual_values", "values_of_tree"]


def values_of_tree(
    config: Any, path: str = "", counted: bool = False
) -> Iterator[tuple[str, Any, Any, str, Any]]:
    """Every value of a tree that is no config: path, the config that holds it, field, name, plain value.

    Of a field that holds configs it is what the value is besides them, a selection for instance.

    Parameters
    ----------
    config : Config
        The top of the tree.
    path : str, optional
        The path of the top.
    counted : bool, optional
        Only the configs that count when two are compared?
    """
    for name, value in values_of(config).items():
        field = config._plan.fields[name]
        here = join_path(path, name)
        if not field.holds_configs:
            yield here, config, field, name, field.plain(value)
            continue
        for suffix, part in field.own_parts(value).items():
            yield here + suffix, config, field, name, part
        for suffix, child in field.compared(value) if counted else field.children(value):
            yield from values_of_tree(child, here + suffix, counted)


def usual_values(config: Any) -> dict[str, Any]:
    """What each value of a tree would be if nobody had set it, by its path.

    Of a config that a new tree does not have, as it was chosen or added, it is what a new config of its own
    class has. What would not be there at all is left out.

    Parameters
    ----------
    config : Config
        The top of the tree.
    """
    usual = {here: value for here, *_, value in values_of_tree(type(config)())}
    of_class: dict[type, dict[str, Any]] = {}
    for here, owner, *_ in values_of_tree(config):
        if here not in usual:
            cls = type(owner)
            if cls not in of_class:
                of_class[cls] = {inner: value for inner, *_, value in values_of_tree(cls())}
            above = owner._name.removeprefix(config._name).lstrip(".")
            inner = here.removeprefix(above).lstrip(".")
            if inner in of_class[cls]:
                usual[here] = of_class[cls][inner]
    return usual


class Explanation:
    """What is known of one value.

    Parameters
    ----------
    path : str
        Its full path.
    owner : Config
        The config that holds it.
    field : Field
        Its field.
    value : object
        The value as plain data.

    Attributes
    ----------
    path, field, value
        As given.
    history : list of Entry
        What each source said, the one that holds last.
    layer : str
        The source that set the value: ``default``, ``setDefaults``, ``parameter file``, ...
    location : Location
        Where it did; of a default, where the field is declared.
    doc, unit, deprecated : str or None
        What the field says of itself.
    type, limits : str
        In words: ``float in [0, 100) [arcsec]``, ``[0, 100)``.
    choices : list of (str, str)
        The values to choose from, each with its doc.
    default : object
        The default that the field declares; None if it has none.
    optional : bool
        May the value be None?
    """

    __slots__ = ("_default", "field", "history", "path", "value")

    def __init__(self, path: str, owner: Any, field: Any, value: Any) -> None:
        self.path = path
        self.field = field
        self.value = value
        history = HistoryView(owner)[field.name]
        words = field.initial_words  # what some fields say before their default, which is no value
        self.history: list[Entry] = (
            history[1:] if words and history and history[0].value == words else history
        )
        self._default = None if field.holds_configs else owner._default_entry(field.name)

    @property
    def _last(self) -> Entry | None:
        return self.history[-1] if self.history else None

    @property
    def layer(self) -> str:
        """The source that set the value."""
        return "" if self._last is None else self._last.layer

    @property
    def location(self) -> Location | None:
        """Where it was set; of a default, where the field is declared."""
        return None if self._last is None else self._last.origin

    @property
    def place(self) -> str:
        """Where it was set, in a few words: file and line, or the argument."""
        return "" if self._last is None else self._last.place

    @property
    def doc(self) -> str:
        """What the value means."""
        return " ".join(self.field.doc.split())

    @property
    def unit(self) -> str | None:
        """Physical unit of the value."""
        return self.field.unit  # type: ignore[no-any-return]

    @property
    def deprecated(self) -> str | None:
        """Why the field should not be used any more."""
        return self.field.deprecated  # type: ignore[no-any-return]

    @property
    def type(self) -> str:
        """Type, limits and unit in words."""
        return self.field.describe_type()  # type: ignore[no-any-return]

    @property
    def limits(self) -> str:
        """What limits the value beyond its type, in words."""
        return "" if self.choices else self.field.describe_limits()

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The values to choose from, each with its doc."""
        return self.field.describe_choices()  # type: ignore[no-any-return]

    @property
    def default(self) -> Any:
        """The default that the field declares."""
        if self._default is not None:
            return self._default.value
        first = self.history[0] if self.history else None
        return first.value if first is not None and first.layer == "default" else None

    @property
    def optional(self) -> bool:
        """May the value be None?"""
        return self.field.optional  # type: ignore[no-any-return]

    def as_dict(self) -> dict[str, Any]:
        """All of it as data that JSON can hold."""
        return {
            "path": self.path,
            "value": json_form(self.value),
            "layer": self.layer,
            **({} if self._last is None else _place(self._last)),
            "doc": self.doc,
            "unit": self.unit,
            "type": self.type,
            "limits": self.limits or None,
            "choices": [{"value": value, "doc": doc} for value, doc in self.choices],
            "default": json_form(self.default),
            "optional": self.optional,
            "deprecated": self.deprecated,
            "history": [_entry(each) for each in self.history],
        }

    def text(self, *, color: bool | None = None, width: int | None = None) -> str:
        """All of it for a reader.

        Parameters
        ----------
        color : bool, optional
            With colours? By default only if the standard output is a terminal.
        width : int, optional
            Columns; by default those of the terminal.
        """
        from .explain_text import explanation_text  # noqa: PLC0415 - it knows this class

        return explanation_text(self, color, width)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<Explanation of {self.path} = {literal(self.value)}, set by {self.layer} at {self.place}>"


class Explanations(tuple[Explanation, ...]):
    """What is known of several values, in their order; ``print`` shows a table."""

    __slots__ = ()

    def as_dict(self) -> dict[str, Any]:
        """All of it as data that JSON can hold, by path."""
        return {each.path: each.as_dict() for each in self}

    def text(self, *, color: bool | None = None, width: int | None = None) -> str:
        """Path, value, source and place of each for a reader.

        Parameters
        ----------
        color : bool, optional
            With colours? By default only if the standard output is a terminal.
        width : int, optional
            Columns; by default those of the terminal. What is too wide for them becomes a list.
        """
        from .explain_text import explanations_text  # noqa: PLC0415 - it knows this class

        return explanations_text(self, color, width)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<{len(self)} explanations>"


def _place(entry: Entry) -> dict[str, Any]:
    location = entry.origin
    return {
        "place": entry.place,
        "file": location.filename or None,
        "line": location.lineno or None,
        "text": location.content,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    value = entry.value
    said = {"edit": repr(value)} if isinstance(value, Edit) else {"value": json_form(value)}
    return {**said, "layer": entry.layer, "label": entry.label, **_place(entry)}


# -- choosing --------------------------------------------------------------------------------------


def explain(config: Any, path: str | None, changed: bool = False, layer: str | None = None) -> Any:
    """What is known of the values of a config; see `Config.explain`.

    Raises
    ------
    UnknownNameError
        If there is no such value.
    """
    found = list(values_of_tree(config))
    if path is not None:
        found = _chosen(config, found, path)
    if changed:
        usual = {here: literal(value) for here, value in usual_values(config).items()}
        found = [each for each in found if literal(each[-1]) != usual.get(each[0])]
    prefix = config._name
    explanations = Explanations(
        Explanation(join_path(prefix, here), owner, field, value) for here, owner, field, _, value in found
    )
    if layer is not None:
        explanations = Explanations(each for each in explanations if each.layer == layer)
    if path is not None and not changed and layer is None and len(found) == 1:
        form = form_of(path)
        if form(found[0][0]) == form(path):
            return explanations[0]
    return explanations


def _chosen(config: Any, found: list[Any], path: str) -> list[Any]:
    form = form_of(path)
    wanted = form(path)
    is_pattern = "*" in wanted or "?" in wanted
    if is_pattern:
        matches = re.compile(re.escape(wanted).replace(r"\*", ".*").replace(r"\?", ".")).fullmatch
        chosen = [each for each in found if matches(form(each[0]))]
    else:
        chosen = [each for each in found if form(each[0]) == wanted]
        chosen = chosen or [each for each in found if _is_inside(form(each[0]), wanted)]
    if not chosen:
        kind = "field that matches" if is_pattern else "field"
        known = dict.fromkeys(part for each in found for part in _sections(each[0]))
        raise unknown_path(config, path, known, kind)
    return chosen


def _is_inside(path: str, section: str) -> bool:
    return path.startswith(section) and path[len(section) : len(section) + 1] in (".", "[")


def _sections(path: str) -> Iterator[str]:
    """The path, after those of the configs that it is in."""
    for place, letter in enumerate(path):
        if letter == ".":
            yield path[:place]
    yield path
