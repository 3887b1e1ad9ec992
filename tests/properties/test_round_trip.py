"""What is saved is what is loaded: to the bit, for every kind of field."""

import ast
import io
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from stepconfig import Config
from stepconfig.config.walk import leaves, walk
from stepconfig.names import join_path
from tests.properties.parts import MODULE, former
from tests.properties.seen import all_values, values
from tests.properties.trees import configs
from tests.properties.values import exact

pytestmark = [
    pytest.mark.filterwarnings("ignore:the field:FutureWarning"),
    pytest.mark.filterwarnings("ignore::stepconfig.DiscardedOverridesWarning"),
]


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
    new.loadFromString(f"import {MODULE}\n{stream.getvalue()}", root="root")
    return new


def by_text_alone(config):
    """Make a config of the text, which names its class."""
    return Config._fromPython(config.saveToString())


def by_former_names(config):
    """Load a saved text in which the renamed fields have their former names."""
    text = config.saveToString()
    found = text.encode().splitlines(keepends=True)
    attributes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)]
    for node in sorted(attributes, key=lambda node: node.end_col_offset, reverse=True):
        if re.fullmatch(r"[de]\d", node.attr):
            line = found[node.end_lineno - 1]
            place = node.end_col_offset - len(node.attr)
            found[node.end_lineno - 1] = (
                line[:place] + former(node.attr).encode() + line[place + len(node.attr) :]
            )
    new = type(config)()
    new.loadFromString(b"".join(found))
    return new


@pytest.mark.parametrize(
    "way", [by_string, by_bytes, by_file, by_another_name, by_text_alone, by_former_names]
)
@given(made=configs())
def test_loading_what_was_saved_gives_the_same_values(way, made):
    """The same to the bit: types, signs of zero, nan, every character, the order of dicts."""
    _, config = made
    new = way(config)
    assert type(new) is type(config)
    assert values(new).keys() <= values(config).keys()  # a choice may have nothing that has to be saved
    assert exact(new.toDict(all=True), ordered=False) == exact(config.toDict(all=True), ordered=False)
    assert new == config
    assert new.diff(config) == []
    assert all_values(new) == all_values(config)


@given(made=configs())
def test_saving_what_was_loaded_gives_the_same_text(made):
    """The saved form is a fixed point."""
    tree, config = made
    text = config.saveToString()
    assert config.saveToString() == text
    if tree.may_shorten():
        config = by_string(config)
        text = config.saveToString()
    assert by_string(config).saveToString() == text


@given(made=configs())
def test_loading_a_saved_text_leaves_one_entry_for_each_of_its_statements(made):
    """Each sets one value, selects, retargets or makes a config, in this order; its entry shows its line."""
    _, config = made
    new = type(config)()
    text = config.saveToString()
    new.loadFromString(text)
    found = sorted(told(new), key=lambda each: each[2].sequence)
    statements = [node for node in ast.parse(text).body if isinstance(node, (ast.Assign, ast.Expr))]
    assert [entry.location.lineno for _, _, entry in found] == [node.lineno for node in statements]
    for _, _, entry in found:
        assert entry.location.content == text.split("\n")[entry.location.lineno - 1].strip()
    plain = {path for path, _, field, _ in leaves(config) if not field.holds_configs}
    saved = [name for name in config.names() if name in plain]
    assert [name for name, field, _ in found if not field.holds_configs] == saved


def told(config):
    """Each entry of an override file in the histories of the tree, with full name and field of the value."""
    for path, each in walk(config):
        for name, entries in each.history.items():
            for entry in entries:
                if entry.layer == "override file":
                    yield join_path(path, name), each._plan.fields[name], entry
