"""What is saved is what is loaded: to the bit, for every kind of field."""

import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from stepconfig import Config
from tests.properties.trees import configs, exact

pytestmark = pytest.mark.filterwarnings("ignore:the field:FutureWarning")


def by_string(config):
    """Save to a string and load it."""
    new = type(config)()
    new.loadFromString(config.saveToString())
    return new


def by_bytes(config):
    """Save to a binary stream and load that."""
    stream = io.BytesIO()
    config.saveToStream(stream)
    stream.seek(0)
    new = type(config)()
    new.loadFromStream(stream)
    return new


def by_file(config):
    """Save to a file and load it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "saved.py"
        config.save(path)
        new = type(config)()
        new.load(path)
    return new


def by_another_name(config):
    """Save under another name, without the lines about the class, and load that."""
    stream = io.StringIO()
    config.saveToStream(stream, root="root", skipImports=True)
    new = type(config)()
    new.loadFromString(stream.getvalue(), root="root")
    return new


def by_text_alone(config):
    """Make a config of the text, which names its class."""
    return Config._fromPython(config.saveToString())


@pytest.mark.parametrize("way", [by_string, by_bytes, by_file, by_another_name, by_text_alone])
@given(made=configs())
def test_loading_what_was_saved_gives_the_same_values(way, made):
    """The same to the bit: types, signs of zero, nan, every character, the order of dicts."""
    _, config = made
    new = way(config)
    assert type(new) is type(config)
    assert exact(new.toDict()) == exact(config.toDict())
    assert new == config
    assert new.diff(config) == []


@given(made=configs())
def test_saving_what_was_loaded_gives_the_same_text(made):
    """The saved form is a fixed point."""
    _, config = made
    text = config.saveToString()
    assert by_string(config).saveToString() == text
    assert config.saveToString() == text


@given(made=configs())
def test_loading_a_saved_text_leaves_one_entry_for_each_of_its_lines(made):
    """Each saved value is set once, in the order of `names`, and each entry shows its line."""
    _, config = made
    new = type(config)()
    before = {name: len(entries) for name, entries in told(new).items()}
    new.loadFromString(config.saveToString())
    after = told(new)
    changed = {
        name: entries[before[name] :] for name, entries in after.items() if len(entries) > before[name]
    }
    assert sorted(changed) == sorted(config.names())
    assert all(len(entries) == 1 for entries in changed.values())
    by_sequence = sorted(changed, key=lambda name: changed[name][0].sequence)
    assert by_sequence == config.names()
    for name, (entry,) in changed.items():
        assert entry.layer == "override file"
        assert entry.location.content.startswith(f"config.{name}=")


def told(config, path=""):
    """The entries of every value of the tree by its full name."""
    found = {}
    for name, value in config.items():
        if isinstance(value, Config):
            found.update(told(value, f"{path}{name}."))
        else:
            found[path + name] = config.history[name]
    return found
