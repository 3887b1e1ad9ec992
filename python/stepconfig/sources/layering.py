"""The one order of precedence, and the one function that applies sources to a config.

Nothing else in the package merges values: the command line, `Step.call`, and the constructor of a step all
hand their layers to `resolve`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from ..config.former import current_name, renamings
from ..config.walk import Journal, leaf_value, leaves, walk
from ..errors import (
    ConfigError,
    FieldValidationError,
    ParameterErrors,
    UnknownKeyError,
    UnknownNameError,
    expected,
    faults_in,
)
from ..fields import DictField, Field, ListField
from ..formats.text import from_text, key_from_text, mapping_from_text, means_none
from ..formats.tree import Text, Tree
from ..history.location import Location
from ..history.record import acting, acting_as
from ..names import class_words, join_path, nearest, option_part
from ..nested.choice import ConfigChoiceField, ConfigInstanceDict
from ..nested.config_dict import ConfigDictField
from .assignment import Assignment, Layer, Repeated
from .order import ORDER, REFERENCE_LAYERS, USER_LAYERS, in_order
from .reference import warn_of_unknown
from .source import Source, layer_from
from .step_files import is_passed_over, with_step_files

__all__ = ["ORDER", "USER_LAYERS", "UnknownParameterError", "apply_layers", "resolve"]


class UnknownParameterError(UnknownNameError):
    """A parameter, section or step that a source names and the config does not have.

    Parameters
    ----------
    name, owner, path, known, kind, location, former, elsewhere
        As for `UnknownNameError`.
    other_names : sequence of str
        What else the name may have meant where it was used.
    """

    def __init__(
        self,
        name: str,
        owner: str,
        path: str = "",
        known: Iterable[str] = (),
        kind: str = "parameter",
        location: Any = None,
        former: Mapping[str, str] = MappingProxyType({}),
        elsewhere: Iterable[str] = (),
        other_names: Iterable[str] = (),
    ) -> None:
        super().__init__(name, owner, path, known, kind, location, former, elsewhere)
        self.other_names = list(other_names)

    def __reduce__(self) -> tuple[Any, ...]:
        cls, arguments, *state = super().__reduce__()
        return cls, (*arguments, list(self.other_names)), *state


def resolve(config: Any, sources: Iterable[Layer | Source], *, will_run: bool = False) -> None:
    """Apply what sources say to a config in the one order, all or nothing; what loses stays in the history.

    Parameters
    ----------
    config : Config
        A config with its defaults.
    sources : iterable of Layer or Source
        The sources, or what they say, in any order.
    will_run : bool, optional
        Is this all, so that values which are required and which nobody gives can be told with the other
        faults? If there is no other, the run's own validation tells them.

    Raises
    ------
    ConfigError
        If one thing is wrong.
    ParameterErrors
        If several are: it lists the faults of all sources together.
    """
    journal = Journal()
    try:
        with acting(before=journal.note):
            faults = apply_layers(config, sources)
    except BaseException:  # a warning that somebody has made an error, for instance
        journal.restore()
        raise
    if not faults:
        return
    if will_run:
        _add_missing(config, faults)
    journal.restore()
    raise faults[0] if len(faults) == 1 else ParameterErrors(faults)


def apply_layers(config: Any, sources: Iterable[Layer | Source]) -> list[Exception]:
    """Apply what sources say to a config in the one order, whatever is wrong with some of the values.

    Parameters
    ----------
    config : Config
        A config with its defaults.
    sources : iterable of Layer or Source
        The sources, in any order.

    Returns
    -------
    faults : list of Exception
        What is wrong, in the order of the sources; the config has the values that are right.
    """
    faults: list[Exception] = []
    layers = in_order(layer_from(source, type(config)) for source in sources)
    for layer in with_step_files(config, layers):
        _apply_layer(config, layer, faults)
    return faults


def _apply_layer(config: Any, layer: Layer, faults: list[Exception]) -> None:
    """Apply all that one layer says, and note what is wrong with it."""
    is_reference = layer.name in REFERENCE_LAYERS
    found: list[Exception] = [*layer.faults]
    if layer.carry_out is not None:
        try:
            layer.carry_out(config)
        except ConfigError as error:
            found += faults_in(error)
    with acting(location=None, label=None, layer=layer.name):
        for assignment in layer.assignments:
            _apply(config, assignment, layer, found)
    for fault in found:
        if is_reference and isinstance(fault, (UnknownParameterError, UnknownKeyError)):
            warn_of_unknown(fault)
        else:
            faults.append(fault)


def _apply(
    config: Any,
    assignment: Assignment,
    layer: Layer,
    faults: list[Exception],
    start: tuple[Any, int, str] | None = None,
) -> None:
    """Apply one assignment, or note what is wrong with it; ``start`` is how far its path is known already."""
    if is_passed_over(config, assignment.path, layer):
        return
    try:
        *outer, name = assignment.path
        adds = name.endswith("+")
        if adds:
            plain = Assignment((*outer, name[:-1]), assignment.value, assignment.location)
        else:
            plain = assignment
        owner, field, is_section = _find(config, plain, layer, start)
        value = assignment.value
        if adds and not field.is_container:
            why = "only a list or a dict can be added to; leave out the plus"
            raise FieldValidationError(field, owner, why, location=assignment.location)
        if isinstance(field, ConfigDictField) and not is_section:
            for inner in _items(owner, field, assignment, layer, faults):
                _apply(config, inner, layer, faults)
        elif is_section or _is_section(field, value):
            is_plain = type(field).enter is Field.enter and not is_section
            inside = (getattr(owner, field.name), len(assignment.path), field.name) if is_plain else None
            for inner in _inside(owner, field, assignment):
                _apply(config, inner, layer, faults, inside)
        elif isinstance(value, Repeated) and not (isinstance(field, ListField) or _chooses_several(field)):
            for each in value:
                _apply(config, each, layer, faults)
        else:
            _set(owner, field, plain, layer, adds)
    except ConfigError as error:
        faults.append(error)


def _is_section(field: Any, value: Any) -> bool:
    """Does the value say what is inside the field, and not what the field itself is?"""
    if isinstance(field, ConfigChoiceField):
        return isinstance(value, Mapping) and not isinstance(value, ConfigInstanceDict)
    return bool(field.holds_configs)


def _chooses_several(field: Any) -> bool:
    return isinstance(field, ConfigChoiceField) and field.multi


def _set(owner: Any, field: Any, assignment: Assignment, layer: Layer, adds: bool = False) -> None:
    """Give a field its value, or add it to what a list or dict holds."""
    location = assignment.location
    try:
        value = _value(field, assignment.value)
    except ValueError as error:
        raise _refusal(owner, field, assignment, error) from None
    container = getattr(owner, field.name) if adds else None
    if adds and isinstance(field, DictField) and not isinstance(value, Mapping):
        raise FieldValidationError(
            field, owner, expected(field.expects(), value), value=assignment.value, location=location
        )
    if not (adds or field.holds_configs or field.sets_itself):
        field.__set__(owner, value, location, "assignment")
        return
    with acting_as(location, layer=layer.name):
        if container is None:
            field.__set__(owner, value)
        elif isinstance(field, DictField):
            container.update(value)
        else:
            container.extend(value)


def _value(field: Any, value: Any) -> Any:
    if isinstance(value, Repeated):
        parts = [from_text(field, each.value) for each in value]
        return [item for part in parts if part is not None for item in part]
    return from_text(field, value)


def _inside(owner: Any, field: Any, assignment: Assignment) -> list[Assignment]:
    """The assignments that a mapping means for a field that holds configs; a selection comes first."""
    value = assignment.value
    if value is None:
        return []
    if not isinstance(value, Mapping):
        got = str(value) if isinstance(value, Text) else value
        why = f"{expected('a mapping of parameters', got)}; {_remedy(owner, field, assignment)}"
        raise FieldValidationError(field, owner, why, value=got, location=assignment.location)
    inner = [
        Assignment((*assignment.path, *str(key).split(".")), item, _place(value, key, assignment.location))
        for key, item in value.items()
    ]
    if isinstance(field, ConfigChoiceField):
        inner.sort(key=lambda each: each.path[-1] not in ("name", "names"))
    return inner


def _remedy(owner: Any, field: Any, assignment: Assignment) -> str:
    """How what is inside is set, by an example if there is any."""
    if isinstance(field, ConfigDictField):
        *_, name = field.itemtype._fields or ["NAME"]
        return f"they are set one by one, such as {'.'.join((*assignment.path, name))}"
    here = join_path(owner._name, field.name)
    examples = [
        path
        for suffix, child in field.children(owner.__dict__[field.name])
        for path, _, inner, _ in leaves(child, join_path(here, option_part(suffix)).rstrip("."))
        if not inner.holds_configs
    ]
    inside = [path for path in examples if path.startswith(f"{'.'.join(assignment.path)}.")]
    if isinstance(field, ConfigChoiceField) and not inside:
        inside = [f"{'.'.join(assignment.path)}.NAME"]
    example = (inside or examples or [""])[-1]
    return f"they are set one by one, such as {example}" if example else "it has none that could be set"


def _place(mapping: Any, key: Any, outer: Location) -> Location:
    location = mapping.location(key) if isinstance(mapping, Tree) else None
    return location or outer


def _items(
    owner: Any, field: Any, assignment: Assignment, layer: Layer, faults: list[Exception]
) -> list[Assignment]:
    """Make the items that a value for a dict of configs names; the assignments that are inside of them."""
    value, location = assignment.value, assignment.location
    if isinstance(value, Repeated):
        return list(value)
    if value is None or (isinstance(value, Text) and means_none(value)):
        if field.optional:
            _set(owner, field, assignment, layer)
        return []
    if isinstance(value, Text):
        value = _told_by(owner, field, assignment, lambda: mapping_from_text(value, field.expects()))
    if not isinstance(value, Mapping):
        why = f"{expected(field.expects(), value)}; write {{key: {{parameter: value}}}}"
        raise FieldValidationError(field, owner, why, value=value, location=location)
    if getattr(owner, field.name) is None:
        with acting_as(location, layer=layer.name):
            field.__set__(owner, {})
    items = getattr(owner, field.name)
    inner: list[Assignment] = []
    for name, item in value.items():
        each = Assignment((*assignment.path, str(name)), item, _place(value, name, location))
        try:
            _make_item(owner, field, items, each, layer)
        except ConfigError as error:
            faults.append(error)
            continue
        inner += [each] * isinstance(item, Mapping)
    return inner


def _make_item(owner: Any, field: Any, items: Any, assignment: Assignment, layer: Layer) -> None:
    """Put an item into a dict of configs if it is a config, or not there yet."""
    name, item = assignment.path[-1], assignment.value
    key = _told_by(owner, field, assignment, lambda: key_from_text(field, name))
    if item is None or isinstance(item, Mapping):
        if key in items:
            return
        item = field.itemtype
    elif isinstance(item, Text):
        item = str(item)
    with acting_as(assignment.location, layer=layer.name):
        items[key] = item


def _told_by(owner: Any, field: Any, assignment: Assignment, read: Callable[[], Any]) -> Any:
    """What ``read`` gives; what it cannot read is told as a fault of the field."""
    try:
        return read()
    except ValueError as error:
        raise _refusal(owner, field, assignment, error) from None


def _refusal(owner: Any, field: Any, assignment: Assignment, error: Exception) -> FieldValidationError:
    value, location = assignment.value, assignment.location
    return FieldValidationError(field, owner, str(error), value=value, location=location)


def _find(
    config: Any, assignment: Assignment, layer: Layer, start: tuple[Any, int, str] | None
) -> tuple[Any, Any, bool]:
    """The config that holds the field at the assignment's path, the field, and: is the path inside of it?"""
    owner, depth, above = start or (config, 0, "")
    rest = assignment.path[depth:]
    while True:
        name, *inner = rest
        field = owner._fields.get(name)
        if field is None:
            name = current_name(owner, name, assignment.location) or name
            field = owner._fields.get(name)
        if field is None:
            kind = "step" if above == "steps" else "section" if inner else "parameter"
            raise _unknown(config, owner, name, kind, assignment, layer)
        if not inner:
            return owner, field, False
        if not field.holds_configs:
            why = f"it is a value and has nothing inside; set {name} itself"
            raise FieldValidationError(field, owner, why, location=assignment.location)
        child, rest = _entered(owner, field, tuple(inner), assignment.location)
        if child is None or not rest:
            return owner, field, child is not None or bool(rest)
        owner, above = child, name


def _entered(owner: Any, field: Any, path: tuple[str, ...], location: Location) -> Any:
    """Where a path goes on below a field; a config that is made for it is made by who names it."""
    value = getattr(owner, field.name)
    if type(field).enter is Field.enter:
        return value, path
    with acting(location=location):
        return field.enter(value, path)


def _unknown(
    config: Any, owner: Any, name: str, kind: str, assignment: Assignment, layer: Layer
) -> UnknownParameterError:
    known = list(owner._fields)
    former = renamings(type(owner))
    other_names = layer.other_names if owner is config else ()
    paths: dict[str, list[str]] = {}
    for path, inner in walk(config):
        names = {**{each: each for each in inner._fields}, **renamings(type(inner))}
        for each, current in names.items():
            paths.setdefault(each, []).append(join_path(path, current))
    elsewhere = paths.get(name, [])
    if not elsewhere and not nearest(name, [*known, *former, *other_names]):
        elsewhere = [path for each in nearest(name, paths) for path in paths[each]]
    return UnknownParameterError(
        name,
        class_words(type(owner)),
        owner._name,
        known,
        kind,
        assignment.location,
        former,
        elsewhere,
        other_names,
    )


def _add_missing(config: Any, faults: list[Exception]) -> None:
    """Add the required values that nobody gives, those apart whose value was refused."""
    told = {getattr(fault, "fullname", None) for fault in faults}
    for path, owner, field, name in leaves(config):
        is_missing = leaf_value(path, owner, field, name) is None and not field.optional
        if is_missing and join_path(owner._name, name) not in told:
            field.add_faults(owner, faults)
