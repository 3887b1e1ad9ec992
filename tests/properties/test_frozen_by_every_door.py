"""A frozen config rejects every write by every door, whatever it is made of."""

import io
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig import Config, ConfigurableInstance, FieldValidationError, FileLocation, acting_as
from stepconfig.config.walk import walk
from stepconfig.configurableActions import ConfigurableAction, ConfigurableActionStruct
from stepconfig.fields.dict import Dict
from stepconfig.fields.list import List
from stepconfig.nested.choices import ConfigInstanceDict
from stepconfig.nested.config_dict import ConfigDict
from tests.properties.lines import Line, attempt, lines
from tests.properties.parts import former
from tests.properties.seen import identities, same, state
from tests.properties.trees import configs

pytestmark = [
    pytest.mark.filterwarnings("ignore:the field:FutureWarning"),
    pytest.mark.filterwarnings("ignore::stepconfig.DiscardedOverridesWarning"),
]


def acting(config, name, value):
    """Set a value for a line of a file."""
    with acting_as(FileLocation("reduce.asdf", 3), layer="parameter file"):
        setattr(config, name, value)


def doors_of_a_field(config, name, value):
    """Every way to set one field, with the value that it has and with others."""
    field = type(config)._fields[name]
    return [
        lambda: setattr(config, name, value),
        lambda: setattr(config, name, None),
        lambda: setattr(config, name, object()),
        lambda: config.__setattr__(name, value, [], "assignment"),
        lambda: Config.__setattr__(config, name, value),
        lambda: delattr(config, name),
        lambda: config.__delattr__(name),
        lambda: config.update(**{name: value}),
        lambda: Config.update(config, **{name: None}),
        lambda: field.__set__(config, value),
        lambda: field.__set__(config, value, [], "readControl"),
        lambda: field.__delete__(config),
        lambda: acting(config, name, value),
        lambda: config.loadFromString(f"config.{name} = None"),
        lambda: config.loadFromString(b""),
        lambda: config.loadFromStream(io.StringIO(f"del config.{name}")),
        *(
            [
                lambda: setattr(config, former(name), value),
                lambda: delattr(config, former(name)),
                lambda: config.update(**{former(name): value}),
            ]
            if former(name)
            else []
        ),
    ]


def doors_of_a_list(values):
    """Every method that changes a list."""
    item = values[0] if len(values) else None
    return [
        lambda: values.append(item),
        lambda: values.extend([]),
        lambda: values.extend([item]),
        lambda: values.insert(0, item),
        lambda: operator.setitem(values, slice(None), []),
        lambda: operator.setitem(values, slice(0, 0), [item]),
        lambda: operator.delitem(values, slice(None)),
        lambda: operator.iadd(values, [item]),
        lambda: values.clear(),
        lambda: values.reverse(),
        lambda: values.sort(key=id),
        lambda: setattr(values, "anything", 1),
        *(
            [
                lambda: operator.setitem(values, 0, item),
                lambda: operator.delitem(values, 0),
                lambda: values.pop(),
                lambda: values.remove(item),
            ]
            if len(values)
            else []
        ),
    ]


def doors_of_a_dict(values):
    """Every method that changes a dict."""
    key = next(iter(values), None)
    return [
        lambda: values.update({}),
        lambda: values.update(dict(values.items())),
        lambda: operator.ior(values, {}),
        lambda: values.clear(),
        lambda: setattr(values, "anything", 1),
        *(
            [
                lambda: operator.setitem(values, key, values[key]),
                lambda: operator.delitem(values, key),
                lambda: values.pop(key),
                lambda: values.popitem(),
            ]
            if len(values)
            else []
        ),
    ]


def doors_of_a_config(config, name):
    """Every way to set a nested config as a whole."""
    value = getattr(config, name)
    return [
        lambda: setattr(config, name, value.copy()),
        lambda: setattr(config, name, type(value)),
        lambda: setattr(config, name, type(value)()),
        lambda: config.update(**{name: type(value)}),
    ]


def doors_of_a_choice(choice):
    """Every way to select, and to set one of the choices as a whole."""
    found = [
        lambda: setattr(choice, "active", None),
        lambda: setattr(choice, "anything", 1),
    ]
    for key in choice:
        found += [
            lambda key=key: operator.setitem(choice, key, choice[key]),
            lambda key=key: operator.setitem(choice, key, choice[key].copy()),
            lambda key=key: operator.setitem(choice, key, type(choice[key])),
        ]
    if not choice._field.multi:
        return [
            *found,
            lambda: setattr(choice, "name", choice.name),
            lambda: setattr(choice, "name", None),
            lambda: delattr(choice, "name"),
        ]
    found += [
        lambda: setattr(choice, "names", [*choice]),
        lambda: setattr(choice, "names", None),
        lambda: delattr(choice, "names"),
    ]
    if choice.names is not None:
        found += [
            lambda: setattr(choice, "names", list(choice.names)),
            lambda: choice.names.add(next(iter(choice))),
            lambda: choice.names.discard(next(iter(choice))),
            lambda: choice.names.remove(next(iter(choice))),
            lambda: choice.names.update(choice),
            lambda: choice.names.clear(),
            lambda: operator.ior(choice.names, set(choice)),
            lambda: operator.iand(choice.names, set()),
            lambda: operator.isub(choice.names, set(choice)),
            lambda: operator.ixor(choice.names, set(choice)),
        ]
    if choice.names:
        found.append(lambda: choice.names.pop())
    return found


def doors_of_a_dict_of_configs(values):
    """Every way to set an item as a whole, besides the methods of any dict."""
    new = values.itemtype
    return [
        lambda: values.update(dict.fromkeys(values, new)),
        *[lambda key=key: operator.setitem(values, key, new) for key in values],
        *[lambda key=key: operator.setitem(values, key, values[key]) for key in values],
        *[lambda key=key: operator.setitem(values, key, values[key].copy()) for key in values],
    ]


def doors_of_a_configurable(configurable):
    """Every way to retarget."""
    return [
        lambda: configurable.retarget(configurable.target),
        lambda: configurable.retarget(configurable.target, configurable.ConfigClass),
        lambda: configurable.retarget(None),
        lambda: setattr(configurable, next(iter(configurable.value)), None),
        lambda: delattr(configurable, next(iter(configurable.value))),
    ]


def doors_of_a_struct(struct):
    """Every way to add, replace and remove actions."""
    found = [
        lambda: setattr(struct, "update", {}),
        lambda: setattr(struct, "update", {"more": ConfigurableAction}),
        lambda: setattr(struct, "update", struct),
        lambda: setattr(struct, "update", None),
        lambda: setattr(struct, "remove", []),
        lambda: setattr(struct, "remove", list(struct.fieldNames)),
        lambda: setattr(struct, "remove", "nothing_of_this_name"),
        lambda: setattr(struct, "more", ConfigurableAction),
        lambda: delattr(struct, "nothing_of_this_name"),
    ]
    for name, action in struct.items():
        found += [
            lambda name=name, action=action: setattr(struct, name, action),
            lambda name=name, action=action: setattr(struct, name, type(action)),
            lambda name=name: delattr(struct, name),
        ]
    return found


def doors(config):
    """Every door of the whole tree."""
    for _, each in walk(config):
        for name, value in each.items():
            yield from doors_of_a_field(each, name, value)
            if isinstance(value, Config):
                yield from doors_of_a_config(each, name)
            for kind, doors_of in DOORS.items():
                if isinstance(value, kind):
                    yield from doors_of(value)


DOORS = {
    List: doors_of_a_list,
    Dict: doors_of_a_dict,
    ConfigDict: doors_of_a_dict_of_configs,
    ConfigInstanceDict: doors_of_a_choice,
    ConfigurableInstance: doors_of_a_configurable,
    ConfigurableActionStruct: doors_of_a_struct,
}


@given(made=configs())
def test_a_frozen_config_rejects_every_write(made):
    """Each door is shut, and neither values nor histories nor objects are others afterwards."""
    _, config = made
    config.freeze()
    before = state(config), identities(config)
    number = 0
    for door in doors(config):
        with pytest.raises(FieldValidationError):
            door()
        number += 1
    assert number >= 16
    assert same(before, (state(config), identities(config)))
    assert all(each._frozen for _, each in walk(config))


@given(made=configs())
def test_a_frozen_nested_config_rejects_what_comes_from_above(made):
    """Where only a part is frozen, assigning to any config above it changes nothing anywhere."""
    _, config = made
    for path, _ in list(walk(config))[1:]:
        copied = config.copy()
        parts = path.split(".")
        owners = [copied]
        for part in parts:
            owners.append(getattr(owners[-1], part, None))
        if not all(isinstance(each, Config) and not isinstance(each, ConfigurableAction) for each in owners):
            continue  # an action, and what is below a dict, a choice or a target, can be replaced
        owners[-1].freeze()
        assert not copied._frozen
        before = state(copied), identities(copied)
        for value in (type(getattr(copied, parts[0])), config.copy().__dict__[parts[0]]):
            with pytest.raises(FieldValidationError):
                setattr(copied, parts[0], value)
        assert (state(copied), identities(copied)) == before


@given(made=configs(), data=st.data())
def test_a_frozen_part_stays_as_it_is_whatever_is_done_to_the_rest(made, data):
    """Others may take its place in dicts and structs, or by retargeting; its own values do not change."""
    tree, config = made
    _, part = data.draw(st.sampled_from(list(walk(config))))
    part.freeze()
    before = state(part), identities(part)
    for line in data.draw(st.lists(lines(tree), max_size=8)):
        attempt(line, config)
    assert same(before, (state(part), identities(part)))


@given(made=configs())
def test_what_is_read_of_a_frozen_config_cannot_change_it(made):
    """Plain data, copies of containers, values of entries: all are the reader's own."""
    tree, config = made
    config.freeze()
    before = state(config)
    for value in config.toDict().values():
        if isinstance(value, (list, dict)):
            value.clear()
    for _, each in walk(config):
        for entries in each.history.values():
            for entry in entries:
                if isinstance(entry.value, (list, dict)):
                    entry.value.clear()
            entries.clear()
    attempt_all(tree, config.copy())
    assert state(config) == before


def attempt_all(tree, config):
    """Set every field to None, or delete it."""
    for name in tree.parts:
        attempt(Line(f"config.update({name}=None)", 1), config)
        attempt(Line(f"del config.{name}", 1), config)
