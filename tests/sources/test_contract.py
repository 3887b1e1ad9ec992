"""The contract that every source keeps: what it says arrives, with its exact place, or is an error there."""

import json
from pathlib import Path

import pytest

from stepconfig import Assignment, ConfigError, FileLocation, Source, UsageError
from stepconfig.errors import ParameterErrors
from stepconfig.formats.tree import Text
from stepconfig.history.location import caller_location
from stepconfig.sources.assignment import Layer
from stepconfig.sources.command_line import split_arguments
from stepconfig.sources.environment import Environment, environment_layer
from stepconfig.sources.keywords import keyword_layer
from stepconfig.sources.layering import resolve
from stepconfig.sources.parameter_file import file_layer
from stepconfig.sources.reference import reference_layer
from tests.contracts import check_source
from tests.parameter_files import HEADER
from tests.steps.samples import ReducePipeline


def nested(pairs):
    """Pairs of dotted paths as a tree."""
    tree = {}
    for path, value in pairs.items():
        *outer, name = path.split(".")
        here = tree
        for part in outer:
            here = here.setdefault(part, {})
        here[name] = value
    return tree


def blocks(tree, depth=1):
    """A tree as lines of YAML."""
    lines = []
    for key, value in tree.items():
        is_tree = isinstance(value, dict)
        lines.append(f"{'  ' * depth}{key}:" + ("" if is_tree else f" {value}"))
        lines += blocks(value, depth + 1) if is_tree else []
    return lines


def text_of(pairs, suffix):
    """The text of a parameter file that says the pairs."""
    if suffix == ".cfg":
        tree = nested(pairs)
        steps = tree.pop("steps", {})
        lines = [f"{name} = {value}" for name, value in tree.items()] + ["[steps]"]
        for step, values in steps.items():
            lines += [f"[[{step}]]", *(f"{name} = {value}" for name, value in values.items())]
        return "\n".join(lines)
    if suffix == ".json":
        return json.dumps({"parameters": nested(pairs)}, indent=1)
    if suffix == ".toml":
        return "[parameters]\n" + "".join(f"{path} = {value!r}\n" for path, value in pairs.items())
    body = "\n".join(["parameters:", *blocks(nested(pairs))]) + "\n"
    return f"{HEADER}{body}...\n" if suffix == ".asdf" else body


def from_file(suffix):
    """Makes parameter files of a kind."""

    def make(pairs):
        path = Path(f"p{suffix}")
        path.write_text(text_of(pairs, suffix))
        return file_layer(str(path))

    return make


def from_dotted_keys(pairs):
    """Keywords with dots; Python values are of the right type, or wrong in the same way."""
    values = {path: _python(value) for path, value in pairs.items()}
    return keyword_layer(values, caller_location())


def from_mapping(pairs):
    """Keywords whose values are mappings."""
    values = {path: _python(value) for path, value in pairs.items()}
    return keyword_layer(nested(values), caller_location())


def _python(value):
    try:
        return json.loads(value)
    except ValueError:
        return value


def from_arguments(pairs):
    """A command line."""
    return split_arguments([f"--{path}={value}" for path, value in pairs.items()], {}).layer


def from_environment(pairs):
    """An environment."""
    names = {f"NIGHT_{path.replace('.', '__').upper()}": value for path, value in pairs.items()}
    return Environment("NIGHT", names)


def from_reference_mapping(pairs):
    """Reference parameters as a provider has them."""
    values = {path: _python(value) for path, value in pairs.items()}
    return reference_layer(nested(values), of_pipeline=True)


def from_reference_file(pairs):
    """A reference file."""
    Path("r.asdf").write_text(text_of(pairs, ".asdf"))
    return reference_layer("r.asdf", of_pipeline=True)


class Notebook:
    """A source as another package may have it."""

    name = "keyword"

    def __init__(self, pairs):
        self._pairs = pairs

    def assignments(self, config_class):
        """The pairs, one a line."""
        for line, (path, value) in enumerate(self._pairs.items(), 1):
            place = FileLocation("notebook.txt", line, None, f"{path}: {value}")
            yield Assignment(tuple(path.split(".")), Text(value), place)


SUFFIXES = [".asdf", ".yaml", ".yml", ".json", ".toml", ".cfg"]
MAKERS = {suffix: from_file(suffix) for suffix in SUFFIXES} | {
    "dotted keys": from_dotted_keys,
    "mapping": from_mapping,
    "command line": from_arguments,
    "environment": from_environment,
    "another package's": Notebook,
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_every_source_of_the_user_keeps_the_contract(make, folder):
    """Values, places, faults and unknown names, whatever they come from."""
    check_source(make)


@pytest.mark.parametrize("make", [from_reference_mapping, from_reference_file])
def test_reference_parameters_keep_the_contract(make, folder):
    """They do all that other sources do, but what is unknown is a warning."""
    check_source(make, is_strict=False)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_place_of_a_value_in_a_file_is_its_line(suffix, folder):
    """In every format the location has file, line and the text of the line."""
    layer = from_file(suffix)({"title": "m51", "steps.detect.passes": "3"})
    config = ReducePipeline().config
    resolve(config, [layer])
    lines = Path(f"p{suffix}").read_text().splitlines()
    for owner, name in ((config, "title"), (config.steps.detect, "passes")):
        location = owner.history[name][-1].location
        assert location.filename == str(folder / f"p{suffix}")
        assert lines[location.lineno - 1].strip() == location.content
        assert name in location.content


# -- sources of other packages ---------------------------------------------------------------------


def test_what_has_a_name_and_assignments_is_a_source():
    """No base class is needed."""
    assert isinstance(Notebook({}), Source)
    assert isinstance(Environment("X", {}), Source)


def test_what_is_no_source_is_refused():
    """The error says what is missing."""
    with pytest.raises(UsageError) as caught:
        resolve(ReducePipeline().config, [{"title": "a"}])
    assert str(caught.value) == "a dict is no source: it has no name or no method assignments"


@pytest.mark.parametrize("said", [("title", "a"), Assignment((), "a", FileLocation("n.txt", 1))], ids=repr)
def test_a_source_that_says_something_else_is_refused(said):
    """Values without a path cannot be applied."""

    class Odd(Notebook):
        def assignments(self, config_class):
            yield said

    with pytest.raises(UsageError, match="the source 'keyword' has to say assignments with a path, got "):
        resolve(ReducePipeline().config, [Odd({})])


def test_a_source_outside_the_order_is_refused():
    """The error lists the names that there are, or the nearest."""

    class Database(Notebook):
        name = "database"

    with pytest.raises(
        UsageError, match="named 'database' has no place in the order of sources; it is one of"
    ):
        resolve(ReducePipeline().config, [Database({})])


def test_what_is_wrong_with_a_source_is_told_with_all_other_faults():
    """Its own errors, one or several, are faults like others; what it said before stays its word."""

    class Torn(Notebook):
        def assignments(self, config_class):
            yield from super().assignments(config_class)
            raise ParameterErrors([ConfigError("page 8 is torn"), ConfigError("page 9 is gone")])

    with pytest.raises(ParameterErrors) as caught:
        resolve(ReducePipeline().config, [Torn({"titel": "a"}), from_arguments({"steps.scale.factor": "x"})])
    assert [type(fault).__name__ for fault in caught.value.faults] == [
        "ConfigError",
        "ConfigError",
        "UnknownParameterError",
        "FieldValidationError",
    ]


def test_other_exceptions_of_a_source_come_through():
    """A database that is down is no fault of the parameters."""

    class Down(Notebook):
        def assignments(self, config_class):
            raise ConnectionError("the observatory does not answer")

    with pytest.raises(ConnectionError, match="does not answer"):
        resolve(ReducePipeline().config, [Down({})])


def test_a_step_class_may_have_sources_of_its_own():
    """They are asked by every door: constructor, call, layers and file."""

    class NotedPipeline(ReducePipeline):
        parameter_sources = (Notebook({"title": "noted"}),)

        def process(self):
            return self.title

    Path("p.cfg").write_text("title = filed\n")
    try:
        assert NotedPipeline().title == "noted"
        assert NotedPipeline.call() == "noted"
        assert NotedPipeline.from_layers([]).title == "noted"
        assert NotedPipeline.from_config_file("p.cfg").title == "noted"
    finally:
        Path("p.cfg").unlink()
    config = NotedPipeline.ConfigClass(title="mine")
    assert NotedPipeline(config=config).title == "mine"


def test_a_layer_is_asked_for_its_class():
    """A source that needs to know which parameters there are is told the class of the config."""
    seen = []

    class Curious(Notebook):
        def assignments(self, config_class):
            seen.append(config_class)
            return ()

    ReducePipeline.from_layers([Curious({})])
    assert seen == [ReducePipeline.ConfigClass]
    layer = environment_layer("NIGHT", ReducePipeline.ConfigClass, {"NIGHT_TITLE": "a"})
    assert isinstance(layer, Layer)
    assert [each.path for each in layer.assignments] == [("title",)]
