"""A frozen config rejects every write by every door, whatever it is made of."""

import io
import operator

import pytest
from hypothesis import given

from stepconfig import Config, FieldValidationError, FileLocation, acting_as
from stepconfig.config.walk import walk
from tests.properties.trees import Tree, configs, identities, state

pytestmark = pytest.mark.filterwarnings("ignore:the field:FutureWarning")


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
        *doors_of_a_field(config, name, value),
        lambda: setattr(config, name, value.copy()),
        lambda: setattr(config, name, type(value)),
        lambda: setattr(config, name, type(value)()),
        lambda: config.update(**{name: type(value)}),
    ]


def doors(config, tree):
    """Every door of the whole tree."""
    for name, part in tree.parts.items():
        value = getattr(config, name)
        if isinstance(part, Tree):
            yield from doors_of_a_config(config, name)
            yield from doors(value, part)
        else:
            yield from doors_of_a_field(config, name, value)
            if part.items is not None and value is not None:
                yield from doors_of_a_list(value) if part.keys is None else doors_of_a_dict(value)


@given(made=configs())
def test_a_frozen_config_rejects_every_write(made):
    """Each door is shut, and neither values nor histories nor objects are others afterwards."""
    tree, config = made
    config.freeze()
    before = state(config), identities(config)
    number = 0
    for door in doors(config, tree):
        with pytest.raises(FieldValidationError):
            door()
        number += 1
    assert number >= 16
    assert (state(config), identities(config)) == before


@given(made=configs())
def test_a_frozen_nested_config_rejects_what_comes_from_above(made):
    """Where only a part is frozen, assigning to any config above it changes nothing anywhere."""
    tree, config = made
    for path, name, _ in tree.nested():
        copied = config.copy()
        owner = copied
        for part in path.split(".")[1:]:
            owner = getattr(owner, part)
        getattr(owner, name).freeze()
        free = [path for path, each in walk(copied) if not each._frozen]
        assert "" in free
        before = state(copied), identities(copied)
        top, _, rest = f"{path}.{name}".removeprefix("config.").partition(".")
        for value in (type(getattr(copied, top)), config.copy().__dict__[top]):
            with pytest.raises(FieldValidationError):
                setattr(copied, top, value)
        assert rest is not None
        assert (state(copied), identities(copied)) == before


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
        for name, entries in each.history.items():
            for entry in entries:
                if isinstance(entry.value, (list, dict)):
                    entry.value.clear()
            entries.clear()
            assert name in tree.parts or each is not config
    config.copy().update(
        **dict.fromkeys([name for name, part in tree.parts.items() if not isinstance(part, Tree)])
    )
    assert state(config) == before
