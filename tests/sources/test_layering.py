"""The one order of precedence: who wins, and that everybody who loses stays in the history."""

import inspect
import itertools
import pickle

import pytest

from stepconfig import (
    ArgumentLocation,
    Config,
    ConfigError,
    ConfigField,
    Field,
    FieldValidationError,
    ListField,
    UnknownNameError,
)
from stepconfig.errors import ParameterErrors
from stepconfig.formats.tree import Text
from stepconfig.history.location import short_path
from stepconfig.sources.assignment import Assignment, Layer
from stepconfig.sources.command_line import split_arguments
from stepconfig.sources.layering import UnknownParameterError, apply_layers, resolve
from tests.parameter_files import FIRST_LINE, said, write_file
from tests.steps import samples
from tests.steps.samples import DetectStep, ReducePipeline


class Inner(Config):
    """A config in a config."""

    size = Field("A size.", float, 1.0)
    names = ListField("Names.", str, [])


class Outer(Config):
    """A config with a section."""

    inner = ConfigField("The section.", Inner)
    count = Field("A count.", int, 1)
    needed = Field("Has to be given.", int)
    wanted = Field("Has to be given, too.", float)


def layer(name, *pairs):
    """A layer of pairs of a dotted path and a value, each in a place of its own."""
    return Layer(
        name,
        [
            Assignment(tuple(path.split(".")), value, ArgumentLocation(f"{name} {number}"))
            for number, (path, value) in enumerate(pairs)
        ],
    )


def place(text):
    """File and line on which the sample steps have a text."""
    lines = inspect.getsource(samples).splitlines()
    (number,) = (number for number, line in enumerate(lines, 1) if text in line)
    return f"{short_path(samples.__file__)}:{number}"


def here(function, text):
    """File and line on which a function of this file has a text."""
    lines, first = inspect.getsourcelines(function)
    (number,) = (number for number, line in enumerate(lines, first) if text in line)
    return f"{short_path(__file__)}:{number}"


def subsets(*names):
    """Every selection of the names, the empty one too."""
    return [chosen for size in range(len(names) + 1) for chosen in itertools.combinations(names, size)]


def made(cls, file, keywords, arguments):
    """A step made as a user makes it: by call's layers and a command line's."""
    step = cls(config_file=file, **keywords)  # the keywords' place
    resolve(step.config, [split_arguments(arguments, {}).layer])
    return step


@pytest.mark.parametrize("given", subsets("parameter file", "keyword", "command line"), ids=str)
def test_a_step_has_the_value_of_the_highest_source(folder, given):
    """Of default, file, keyword and argument the last one wins; all are in the history, with their places."""
    file = write_file(folder / "p.asdf", "class: x.Y\nparameters:\n  threshold: 7\n")
    step = made(
        DetectStep,
        file if "parameter file" in given else None,
        {"threshold": 8} if "keyword" in given else {},
        ["--threshold=9"] if "command line" in given else [],
    )
    entries = {
        "parameter file": (7.0, f"p.asdf:{FIRST_LINE + 2}"),
        "keyword": (8.0, here(made, "the keywords' place")),
        "command line": (9.0, "--threshold=9"),
    }
    assert said(step.config, "threshold") == [(name, *entries[name]) for name in given]
    assert step.threshold == (entries[given[-1]][0] if given else 5.0)
    default = step.config.history["threshold"][0]
    assert (default.layer, default.value) == ("default", 5.0)
    assert str(default.definition) == place('threshold = RangeField("Level from which')


@pytest.mark.parametrize("given", subsets("parameter file", "keyword", "command line"), ids=str)
def test_a_step_of_a_pipeline_has_the_value_of_the_highest_source(folder, given):
    """The pipeline's own setDefaults lose to all sources, and stay in the history, too."""
    body = "class: x.Y\nparameters: {}\nsteps:\n- name: detect\n  parameters:\n    threshold: 7\n"
    file = write_file(folder / "p.asdf", body)
    pipeline = made(
        ReducePipeline,
        file if "parameter file" in given else None,
        {"steps": {"detect": {"threshold": 8}}} if "keyword" in given else {},
        ["--steps.detect.threshold=9"] if "command line" in given else [],
    )
    entries = {
        "setDefaults": (6.0, place("self.steps.detect.threshold = 6.0")),
        "parameter file": (7.0, f"p.asdf:{FIRST_LINE + 5}"),
        "keyword": (8.0, here(made, "the keywords' place")),
        "command line": (9.0, "--steps.detect.threshold=9"),
    }
    expected = [(name, *entries[name]) for name in ("setDefaults", *given)]
    assert said(pipeline.config, "steps.detect.threshold") == expected
    assert pipeline.detect.threshold == expected[-1][1]


def test_a_step_s_own_set_defaults_lose_to_everybody():
    """What a ConfigClass sets itself is a default."""
    step = samples.ScaleStep(offset=3)
    history = said(step.config, "offset")
    assert [entry[:2] for entry in history] == [("setDefaults", 1.0), ("keyword", 3.0)]
    assert history[0][2] == place("self.offset = 1.0")


@pytest.mark.parametrize("layers", list(itertools.permutations(range(3))), ids=str)
def test_the_order_in_which_layers_are_handed_in_does_not_matter(layers):
    """The order is that of ORDER, whoever comes first."""
    names = ["parameter file", "keyword", "command line"]
    config = Outer()
    resolve(config, [layer(names[number], ("count", number + 5)) for number in layers])
    assert [entry[:2] for entry in said(config, "count")] == list(zip(names, (5, 6, 7), strict=True))


def test_the_same_value_again_is_an_entry_too():
    """A layer that says what was there already has said it."""
    config = Outer()
    resolve(config, [layer("keyword", ("count", 1))])
    assert said(config, "count") == [("keyword", 1, "keyword 0")]


def test_none_from_a_higher_layer_wins():
    """Nothing is a value."""
    step = DetectStep(label="a", config=None)
    resolve(step.config, [split_arguments(["--label=None"], {}).layer])
    assert [value for _, value, _ in said(step.config, "label")] == ["a", None]


def test_sections_merge_and_lists_replace():
    """A mapping for a section says what it says; a list is the whole list."""
    config = Outer()
    resolve(
        config,
        [
            layer("parameter file", ("inner", {"size": 2.0, "names": ["a", "b"]})),
            layer("keyword", ("inner", {"names": ["c"]})),
        ],
    )
    assert config.inner.toDict() == {"size": 2.0, "names": ["c"]}


def test_an_empty_section_says_nothing():
    """Neither an empty mapping nor nothing at all changes a section."""
    config = Outer()
    resolve(config, [layer("keyword", ("inner", {}), ("inner", None))])
    assert config == Outer()


def test_dotted_keys_go_on_inside_of_mappings():
    """A key of a mapping may be a path."""
    config = Outer()
    resolve(config, [layer("keyword", ("inner.size", 2)), layer("command line", ("inner", {"size": 3}))])
    assert [value for _, value, _ in said(config, "inner.size")] == [2.0, 3.0]


def test_a_plus_adds_to_a_list_or_a_dict():
    """What lower layers said stays; the history has what was added, and where."""
    step = DetectStep(bins=[7], limits={"r": 24})
    added = layer("command line", ("bins+", Text("8,9")), ("limits+", Text("{i: 23, r: 22}")))
    resolve(step.config, [layer("keyword", ("bins+", [5]), ("names+", ("z",))), added])
    assert step.bins == [7, 5, 8, 9]
    assert step.names == ["g", "z"]
    assert step.limits == {"r": 22.0, "i": 23.0}
    history = [(name, repr(value), place) for name, value, place in said(step.config, "bins")]
    assert history[1:] == [
        ("keyword", ".extend([5])", "keyword 0"),
        ("command line", ".extend([8, 9])", "command line 0"),
    ]


def test_a_plus_in_a_file_adds_to_what_was_there(folder):
    """To the default, or to what lower sources have set; in a section too."""
    file = write_file(
        folder / "p.asdf", "class: x.Y\nparameters:\n  steps:\n    detect: {names+: [r, i], bins+: 4}\n"
    )
    pipeline = ReducePipeline(config_file=file, **{"steps.detect.names+": ["z"]})
    assert pipeline.detect.names == ["g", "r", "i", "z"]
    assert pipeline.detect.bins == [1, 2, 4]
    _, added, place = said(pipeline.config, "steps.detect.names")[0]
    assert (repr(added), place) == (".extend(['r', 'i'])", f"p.asdf:{FIRST_LINE + 3}")


def test_a_plus_on_the_command_line():
    """Written ``--names+=x``; several add one after the other, and an assignment begins anew."""
    step = DetectStep()
    arguments = ["--names+=r", "--names+", "i,z", "--limits+={r: 1}", "--limits+={i: 2}"]
    resolve(step.config, [split_arguments(arguments, {}).layer])
    assert (step.names, step.limits) == (["g", "r", "i", "z"], {"g": 25.0, "r": 1.0, "i": 2.0})
    resolve(step.config, [split_arguments(["--bins+=8", "--bins=3"], {}).layer])
    assert step.bins == [3]


def test_a_plus_where_there_is_nothing_sets():
    """None and one item is a list of one item."""
    step = DetectStep(names=None)
    resolve(step.config, [layer("keyword", ("names+", ["a"]))])
    assert said(step.config, "names")[-1] == ("keyword", ["a"], "keyword 0")


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        ("passes+", 3, "only a list or a dict can be added to; leave out the plus"),
        ("label+", Text("x"), "only a list or a dict can be added to; leave out the plus"),
        ("bins+", ["x"], "Item at position 2: expected int (pixel), got 'x' (str)"),
        ("bins+", None, "expected list of int (pixel), got None"),
        ("limits+", [1], "expected dict of str to float, got [1] (list)"),
        ("limits+", None, "expected dict of str to float, got None"),
        ("limits+", {"r": "x"}, "Item 'r': expected float, got 'x' (str)"),
    ],
)
def test_a_plus_with_something_else_is_refused(path, value, why):
    """The error has the field's path and the place."""
    with pytest.raises(FieldValidationError) as caught:
        resolve(DetectStep().config, [layer("keyword", (path, value))])
    assert caught.value.why == why
    assert caught.value.path == path.removesuffix("+")
    assert caught.value.location.content == "keyword 0"


def test_a_plus_for_a_section_or_a_misspelt_name_is_refused():
    """A section is set one by one anyway; the suggestion has no plus."""
    with pytest.raises(FieldValidationError, match="only a list or a dict can be added to"):
        resolve(Outer(), [layer("keyword", ("inner+", {"size": 2}))])
    with pytest.raises(UnknownParameterError) as caught:
        resolve(Outer(), [layer("keyword", ("inner.nams+", ["a"]))])
    assert (caught.value.fullname, caught.value.suggestions) == ("inner.nams", ["names"])


def test_repeated_options_make_one_list():
    """For a list, the items of all its options come together, as one entry."""
    step = DetectStep()
    resolve(step.config, [split_arguments(["--bins=3,4", "--bins", "5", "--bins=[6]"], {}).layer])
    assert said(step.config, "bins") == [("command line", [3, 4, 5, 6], "--bins=3,4 --bins 5 --bins=[6]")]


def test_of_repeated_options_for_one_value_the_last_wins():
    """Each is an entry with its own argument."""
    step = DetectStep()
    resolve(step.config, [split_arguments(["--threshold=3", "--threshold", "4"], {}).layer])
    assert said(step.config, "threshold") == [
        ("command line", 3.0, "--threshold=3"),
        ("command line", 4.0, "--threshold 4"),
    ]


def test_one_fault_is_raised_as_it_is():
    """Whoever sets one wrong value gets the error of that value."""
    with pytest.raises(FieldValidationError):
        resolve(Outer(), [layer("keyword", ("count", "x"))])
    with pytest.raises(UnknownNameError):
        resolve(Outer(), [layer("keyword", ("cuont", 1))])


def test_the_faults_of_all_layers_are_one_error():
    """Faults of sources and of values come together, in the order of the layers."""
    broken = layer("keyword", ("count", "x"))
    broken.faults.append(ConfigError("the source is broken"))
    with pytest.raises(ParameterErrors) as caught:
        resolve(
            Outer(),
            [layer("command line", ("inner.szie", 1)), broken, layer("parameter file", ("zzz", Text("1")))],
        )
    assert [type(fault).__name__ for fault in caught.value.faults] == [
        "UnknownParameterError",
        "ConfigError",
        "FieldValidationError",
        "UnknownParameterError",
    ]
    text = str(caught.value)
    assert text.startswith("4 faults:\n")
    assert "named at command line: parameter file 0" in text
    assert "the source is broken" in text
    assert "count' failed validation: expected int, got 'x' (str)" in text
    assert "'inner.szie'; did you mean 'size'?" in text


def test_a_fault_leaves_the_config_as_it_was():
    """All or nothing: a value that was right is not kept beside one that was wrong."""
    config = Outer(count=3)
    before = pickle.dumps(config)
    with pytest.raises(ConfigError):
        resolve(config, [layer("keyword", ("count", 5), ("inner.names", ["a"]), ("inner.size", "x"))])
    assert pickle.dumps(config) == before


def test_what_is_right_can_be_kept():
    """For a check that goes on: the faults come back, and the other values are set."""
    config = Outer()
    faults = apply_layers(config, [layer("keyword", ("count", "x"), ("needed", 2), ("inner", {"sise": 1}))])
    assert [type(fault) for fault in faults] == [FieldValidationError, UnknownParameterError]
    assert (config.count, config.needed) == (1, 2)


def test_missing_values_are_told_with_other_faults():
    """Before a run, required values that nobody gives are faults, those apart whose value was refused."""
    with pytest.raises(ParameterErrors) as caught:
        resolve(Outer(), [layer("keyword", ("needed", "x"))], will_run=True)
    first, second = caught.value.faults
    assert "needed' failed validation: expected int, got 'x'" in str(first)
    assert "wanted' failed validation: a value is required, got None; expected float" in str(second)


def test_missing_values_alone_are_left_to_the_run():
    """Without other faults nothing is said: attributes may still be set, and the run validates."""
    config = Outer()
    resolve(config, [layer("keyword", ("count", 2))], will_run=True)
    assert config.count == 2


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("titel", "has no parameter 'titel'; did you mean 'title'?"),
        ("threshold", "has no parameter 'threshold'; did you mean 'steps.detect.threshold'?"),
        ("treshold", "has no parameter 'treshold'; did you mean 'steps.detect.threshold'?"),
        ("detect.threshold", "has no section 'detect'; did you mean 'steps.detect'?"),
        ("step.detect.threshold", "has no section 'step'; did you mean 'steps'?"),
        ("steps.detct.threshold", "has no step 'steps.detct'; did you mean 'detect'?"),
        ("steps.detct", "has no step 'steps.detct'; did you mean 'detect'?"),
        ("steps.detect.treshold", "has no parameter 'steps.detect.treshold'; did you mean 'threshold'?"),
        ("chnages", "has no parameter 'chnages'; did you mean 'changes'?"),
    ],
)
def test_unknown_names_are_told_with_what_was_probably_meant(path, expected):
    """Suggested are names beside it, the same name elsewhere in the tree, and options of the command."""
    config = ReducePipeline().config
    wrong = layer("command line", (path, Text("1")))
    wrong.other_names = ("changes",)
    with pytest.raises(UnknownParameterError) as caught:
        resolve(config, [wrong])
    first, second = str(caught.value).splitlines()
    assert first.endswith(expected)
    assert second == "  named at command line: command line 0"


def test_an_unknown_name_survives_the_trip_to_another_process():
    """The error pickles with its suggestions."""
    with pytest.raises(UnknownParameterError) as caught:
        resolve(ReducePipeline().config, [layer("command line", ("threshold", Text("1")))])
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.suggestions) == (str(caught.value), ["steps.detect.threshold"])


@pytest.mark.parametrize(("value", "got"), [(Text("3"), "'3' (str)"), (3, "3 (int)"), ([1], "[1] (list)")])
def test_a_section_has_no_value_of_its_own(value, got):
    """What is set is a parameter in it; the error names one."""
    with pytest.raises(FieldValidationError) as caught:
        resolve(ReducePipeline().config, [layer("keyword", ("steps.detect", value))])
    assert caught.value.why == (
        f"expected a mapping of parameters, got {got}; they are set one by one, such as steps.detect.phase"
    )


@pytest.mark.parametrize("path", ["title.x", "steps.detect.limits.g"])
def test_a_value_has_no_parameters_inside(path):
    """The error says what can be set."""
    name = path.split(".")[-2]
    with pytest.raises(FieldValidationError) as caught:
        resolve(ReducePipeline().config, [layer("keyword", (path, 3))])
    assert caught.value.why == f"it is a value and has nothing inside; set {name} itself"
