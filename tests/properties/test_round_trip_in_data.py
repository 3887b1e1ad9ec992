"""What is written as a data file is what is read: to the bit, for every kind of field and every format."""

import io
import json
import re
import tempfile
import tomllib
import warnings
from pathlib import Path

import asdf
import pytest
import yaml
from hypothesis import given

from stepconfig import Config, RenamedFieldWarning
from tests.properties.parts import former
from tests.properties.seen import all_values, values
from tests.properties.trees import configs
from tests.properties.values import exact

FORMATS = ["yaml", "asdf", "json", "toml"]


def write(config, name):
    """The text of a config in a format."""
    return getattr(config, f"to_{name}")()


def assert_same(new, config):
    """Check that every value is the same, those of choices that nobody has asked for, too."""
    assert values(new).keys() <= values(config).keys()  # a choice may have nothing that has to be saved
    assert all_values(new.copy()) == all_values(config.copy())


@pytest.mark.parametrize("name", FORMATS)
@given(made=configs())
def test_a_text_gives_the_same_config(name, made):
    """Class and values are the same to the bit; the order of dicts, too."""
    tree, config = made
    text = write(config, name)
    new = getattr(Config, f"from_{name}")(text)
    assert type(new) is type(config)
    assert_same(new, config)
    assert exact(new.toDict(all=True)) == exact(config.toDict(all=True))
    if tree.may_shorten():
        text = write(new, name)
        new = getattr(Config, f"from_{name}")(text)
    assert write(new, name) == text
    text.encode()


@pytest.mark.parametrize("name", FORMATS)
@given(made=configs())
def test_a_file_gives_the_same_values(name, made):
    """Saved by its suffix, loaded by it into a new config of the class."""
    _, config = made
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"saved.{name}"
        config.save(path)
        new = type(config)()
        new.load(path)
        assert_same(new, config)
        assert_same(type(config).from_file(path), config)


@given(made=configs())
def test_other_readers_read_the_files(made):
    """The readers of the standard library, PyYAML and ASDF find no fault, and all the fields."""
    _, config = made
    parsed = json.loads(config.to_json(), parse_constant=pytest.fail)
    assert tomllib.loads(config.to_toml()).keys() == parsed.keys()
    body = config.to_yaml().partition("\n")[2]
    for loader in (yaml.SafeLoader, yaml.CSafeLoader):
        assert yaml.load(body, Loader=loader).keys() == parsed.keys()
    with asdf.open(io.BytesIO(config.to_asdf().encode())) as file:
        file.validate()
        assert file["config"].keys() == parsed.keys()


@pytest.mark.parametrize("dumper", [yaml.SafeDumper, yaml.Dumper, yaml.CSafeDumper, yaml.CDumper])
@given(made=configs())
def test_what_yaml_dumps_it_loads(dumper, made):
    """Among other objects, with every dumper; the loaders are in C and in Python."""
    _, config = made
    text = yaml.dump({"a": [config]}, Dumper=dumper)
    for loader in (yaml.SafeLoader, yaml.CSafeLoader):
        (new,) = yaml.load(text, Loader=loader)["a"]
        assert type(new) is type(config)
        assert_same(new, config)


@given(made=configs())
def test_a_file_with_former_names_gives_the_same_values(made):
    """Renamed fields, some of which hold configs, may be called as they were formerly; each is warned of."""
    _, config = made
    text = re.sub(r'"([de]\d)":', lambda found: f'"{former(found[1])}":', config.to_json())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RenamedFieldWarning)
        new = Config.from_json(text)
    assert_same(new, config)
