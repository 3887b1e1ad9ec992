"""The contract that every source keeps: what it says arrives, with its exact place, or is an error there."""

import pytest

from stepconfig import ConfigError
from stepconfig.history.location import caller_location
from stepconfig.sources.command_line import split_arguments
from stepconfig.sources.keywords import keyword_layer
from stepconfig.sources.layering import ORDER, resolve
from stepconfig.sources.parameter_file import read_parameter_file
from tests.parameter_files import write_file
from tests.steps.samples import ReducePipeline


def from_file(pairs, folder):
    """A parameter file that sets the values."""
    lines = ["class: x.Y", "parameters:"]
    for path, value in pairs:
        lines += ["  " * depth + f"  {part}:" for depth, part in enumerate(path.split("."))]
        lines[-1] += f" {value}"
    return read_parameter_file(write_file(folder / "p.asdf", "\n".join(lines) + "\n")).layer


def from_keywords(pairs, folder):
    """Keywords that set the values."""
    return keyword_layer(dict(pairs), caller_location())


def from_arguments(pairs, folder):
    """A command line that sets the values."""
    return split_arguments([f"--{path}={value}" for path, value in pairs], {}).layer


SOURCES = [from_file, from_keywords, from_arguments]


@pytest.fixture(params=SOURCES, ids=lambda source: source.__name__)
def source(request):
    """Makes a layer of pairs of path and value."""
    return request.param


def test_a_source_is_one_of_the_order(source, folder):
    """Nobody invents a rank of his own."""
    assert source([("title", "a")], folder).name in ORDER


def test_what_a_source_says_arrives_once_with_its_place(source, folder):
    """The value is set, and its one entry has the source's name and the assignment's place."""
    layer = source([("steps.detect.passes", 3)], folder)
    config = ReducePipeline().config
    resolve(config, [layer])
    _, entry = config.steps.detect.history["passes"]
    assert (entry.value, entry.layer) == (3, layer.name)
    assert "passes" in entry.location.content or "dict(pairs)" in entry.location.content


def test_a_value_that_is_refused_is_told_at_its_place(source, folder):
    """The error has path, value and place."""
    layer = source([("steps.detect.passes", "many")], folder)
    with pytest.raises(ConfigError) as caught:
        resolve(ReducePipeline().config, [layer])
    assert caught.value.path == "steps.detect.passes"
    assert "expected int, got 'many' (str)" in str(caught.value)
    assert "many" in caught.value.location.content or "dict(pairs)" in caught.value.location.content


def test_an_unknown_name_is_told_at_its_place(source, folder):
    """The error has name, suggestion and place."""
    layer = source([("steps.detect.passse", 3)], folder)
    with pytest.raises(ConfigError) as caught:
        resolve(ReducePipeline().config, [layer])
    assert (caught.value.fullname, caught.value.suggestions) == ("steps.detect.passse", ["passes"])
    assert "passse" in caught.value.location.content or "dict(pairs)" in caught.value.location.content


def test_reading_a_source_changes_nothing(source, folder):
    """A layer can be applied to several configs, and says the same each time."""
    layer = source([("title", "a"), ("steps.scale.factor", 3)], folder)
    first, second = ReducePipeline().config, ReducePipeline().config
    resolve(first, [layer])
    resolve(second, [layer])
    assert first == second
