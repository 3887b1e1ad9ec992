"""One history entry for each write that succeeds, and none for one that fails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.trees import attempt, configs, entries, exact, identities, lines, state

pytestmark = pytest.mark.filterwarnings("ignore:the field:FutureWarning")


@st.composite
def configs_and_lines(draw, most=12):
    """A config and lines of code that change it, or try to."""
    tree, config = draw(configs())
    return config, draw(st.lists(lines(tree), min_size=1, max_size=most))


def added(before, after):
    """How many entries each history grew by, the others left out."""
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


@given(made=configs_and_lines())
def test_every_write_leaves_one_entry_and_every_failure_none(made):
    """Whatever the lines do, and in whatever order."""
    config, changes = made
    for line in changes:
        before, counts, objects = state(config), entries(config), identities(config)
        if attempt(line, config):
            assert (state(config), identities(config)) == (before, objects), line.code
            continue
        grown = added(counts, entries(config))
        assert sum(grown.values()) == line.entries, line.code
        assert set(grown.values()) == ({1} if line.entries else set()), line.code


@given(made=configs_and_lines())
def test_the_latest_entry_tells_the_value_that_is_there(made):
    """The last entry of a plain value is the value; sequences of a history only grow."""
    config, changes = made
    for line in changes:
        attempt(line, config)
    for name, value in config.items():
        found = config.history[name]
        assert [entry.sequence for entry in found] == sorted({entry.sequence for entry in found})
        if isinstance(value, (str, int, float, complex, type(None))):
            assert exact(found[-1].value) == exact(value)
            assert found[-1].location.filename.endswith((".py", "<string>"))


@given(made=configs_and_lines())
def test_edits_told_by_the_history_lead_to_the_value(made):
    """Doing again what the history of a list or dict tells gives its items."""
    config, changes = made
    for line in changes:
        attempt(line, config)
    for name, value in config.items():
        if hasattr(value, "_items"):
            assert exact(replayed(config.history[name])) == exact(value._items)


def replayed(found):
    """The plain container that the entries of a history lead to."""
    container = None
    for entry in found:
        if not hasattr(entry.value, "form"):
            container = entry.value
            continue
        form, arguments = entry.value.form, entry.value.arguments
        if form.startswith(".sort"):
            container.sort(key=lambda item: type(item).__name__)
            continue
        names = {f"argument{number}": argument for number, argument in enumerate(arguments)}
        text = form.format(*names)
        if text.startswith("del "):
            exec(f"del container{text[4:]}", {"container": container, **names})
        else:
            exec(f"container{text}", {"container": container, **names})
    return container
