"""A load that fails half way leaves configs, histories, imports and frozen states as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig.names import shown
from tests.properties.lines import Line, attempt, lines
from tests.properties.seen import all_values, identities, state
from tests.properties.trees import configs

pytestmark = [
    pytest.mark.filterwarnings("ignore:the field:FutureWarning"),
    pytest.mark.filterwarnings("ignore::stepconfig.DiscardedOverridesWarning"),
]

FAILURES = [
    "raise LookupError('half way')",
    "1 / 0",
    "nothing_of_this_name",
    "config.nothing_of_this_name = 1",
    "config.update(nothing_of_this_name=1)",
    "import nothing_of_this_name",
    "assert False",
    "raise SystemExit",
    "raise KeyboardInterrupt",
    "setattr(config, next(iter(config)), ...)",
    "config.load('nothing_of_this_name.py')",
    "config.loadFromString('1 +')",
]
OTHERS = [
    "config.freeze()",
    "import fractions, decimal",
    "from collections import abc",
    "config.saveToString()",
    "config.validate()",
    "config.copy().freeze()",
    "kept = dict(config.items())",
    "def f():\n    import string\nf()",
]


@st.composite
def files(draw, tree, depth=2):
    """The lines of an override file; some of them load others, or are inside a function."""
    found = [line.code for line in draw(st.lists(lines(tree), max_size=5))]
    found += draw(st.lists(st.sampled_from(OTHERS), max_size=2))
    if depth and draw(st.integers(0, 2)) == 0:
        code = "\n".join(draw(files(tree, depth - 1)))
        found.append(f"config.loadFromString({code!r})")
    found += [f"{name}.freeze()" for name in draw(nested_names(tree))]
    found = draw(st.permutations(found))
    return [guarded(code) if draw(st.integers(0, 3)) else code for code in found]


def nested_names(tree):
    """One of the nested configs now and then."""
    names = [f"{path}.{name}{suffix}" for path, name, part in tree.nested() for suffix, _ in part.below()]
    return st.lists(st.sampled_from(names), max_size=1) if names else st.just([])


def guarded(code):
    """The code so that the file goes on if it fails, as a file may that tries things."""
    indented = code.replace("\n", "\n    ")
    return f"try:\n    {indented}\nexcept Exception:\n    pass"


WRECK = """
def wreck(config):
    for name in config:
        try:
            config.update(**{name: None})
        except Exception:
            value = getattr(config, name)
            wreck(getattr(value, "value", value))
wreck(other)
"""


@st.composite
def failing_files(draw):
    """A config that was changed before, and a file that fails at a random place."""
    tree, config = draw(configs())
    for line in draw(st.lists(lines(tree), max_size=3)):
        attempt(line, config)
    found = draw(files(tree))
    place = draw(st.integers(0, len(found)))
    return config, "\n".join([*found[:place], draw(st.sampled_from(FAILURES)), *found[place:]])


def failure(config, code, names=None):
    """The error of a load; not by `pytest.raises`, which wants to write it, and its numbers may be huge."""
    try:
        config.loadFromString(code, extraLocals=names)
    except BaseException as error:
        return error
    return pytest.fail("the load did not fail")


@given(made=failing_files())
def test_a_failing_load_leaves_everything_as_it_was(made):
    """Values to the bit, histories, frozen states, imports, names; every list and config is the same one."""
    config, code = made
    before = state(config), identities(config)
    error = failure(config, code)
    assert error.__notes__[-1].startswith("in the override file <unknown>:")
    assert (state(config), identities(config)) == before


@given(made=failing_files(), others=configs())
def test_a_failing_load_leaves_other_configs_as_they_were(made, others):
    """Also one that the file changed by the way, and one that it does not know."""
    config, code = made
    _, other = others
    bystander = other.copy()
    before = state(config), state(other), state(bystander)
    failure(config, WRECK + code, {"other": other})
    assert (state(config), state(other), state(bystander)) == before


@st.composite
def good_files(draw):
    """A config and lines that may each fail; none of them ends the file."""
    tree, config = draw(configs())
    return config, draw(st.lists(lines(tree), max_size=8))


@given(made=good_files())
def test_a_file_does_what_its_lines_do(made):
    """Executed by a load, lines have the same effect as executed one after the other."""
    config, changes = made
    other = config.copy()
    for line in changes:
        attempt(line, other)
    config.loadFromString("\n".join(guarded(line.code) for line in changes))
    assert told(config) == told(other)
    assert all_values(config) == all_values(other)


def told(config):
    """Values and labels of the histories, without places."""
    return {name: [(shown(entry.value), entry.label) for entry in config.history[name]] for name in config}


@given(made=failing_files())
def test_after_a_failing_load_everything_works_as_before(made):
    """Lists can be edited, values set, and the same file fails in the same way."""
    config, code = made
    other = config.copy()
    errors = []
    for _ in range(2):
        error = failure(config, code)
        errors.append((type(error), shown(error.args), error.__notes__))
    assert errors[0] == errors[1]
    for each in (config, other):
        for name, value in list(each.items()):
            if hasattr(value, "_items"):
                attempt(Line(f"config.{name}.clear()", 1), each)
            else:
                attempt(Line(f"config.{name} = None", 1), each)
    assert all_values(config) == all_values(other)
