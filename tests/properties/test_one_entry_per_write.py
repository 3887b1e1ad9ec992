"""One history entry for each write that succeeds, and none for one that fails."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig.config.walk import walk
from stepconfig.fields.container import Proxy
from tests.properties.lines import attempt, lines
from tests.properties.seen import Written, identities, inside, same, state
from tests.properties.trees import configs
from tests.properties.values import exact

pytestmark = [
    pytest.mark.filterwarnings("ignore:the field:FutureWarning"),
    pytest.mark.filterwarnings("ignore::stepconfig.DiscardedOverridesWarning"),
]


@st.composite
def configs_and_lines(draw, most=12):
    """A config and lines of code that change it, or try to."""
    tree, config = draw(configs())
    return config, draw(st.lists(lines(tree), min_size=1, max_size=most))


def held(config, wholes):
    """The configs that a line is to set as a whole, as far as there are any, and those of choices in them."""
    always, chosen = {}, {}
    for whole in wholes:
        with contextlib.suppress(Exception):
            found = inside(eval(whole, {"config": config}))
            always.update(found[0])
            chosen.update(found[1])
    return always, chosen


@given(made=configs_and_lines())
def test_every_write_leaves_one_entry_and_every_failure_none(made):
    """Whatever the lines do, and in whatever order; setting a config as a whole sets each of its fields.

    Of what the choices in such a config hold, only what differs has to be set. New configs, which such a line
    puts into dicts and the places of actions, have at most one entry for each field.
    """
    config, changes = made
    for line in changes:
        always, chosen = held(config, line.wholes)
        before, written = (state(config), identities(config)), Written(config)
        error = attempt(line, config)
        there, new = written.added()
        assert {*there.values(), *new.values()} <= {1}, line.code
        if error:
            assert not there, line.code
            assert not new, line.code
            assert same(before, (state(config), identities(config))), line.code
        elif not line.wholes:
            assert len(there) + len(new) == line.entries, line.code
        else:
            others = [place for place in there if place[0] not in always | chosen]
            assert len(others) == line.entries, line.code
            kept = {id(each) for _, each in walk(config)} & always.keys()
            expected = {(each, name) for each in kept for name in always[each]}
            assert {place for place in there if place[0] in always} == expected, line.code


@given(made=configs_and_lines())
def test_the_latest_entry_tells_the_value_that_is_there(made):
    """The last entry of a plain value is the value; sequences of a history only grow.

    Of a choice the default has two entries, as in pex_config.
    """
    config, changes = made
    for line in changes:
        attempt(line, config)
    for _, each in walk(config):
        for name, value in each.items():
            found = each.history[name]
            sequences = [entry.sequence for entry in found]
            assert sequences == sorted(sequences)
            assert len(set(sequences)) == len(found) - hasattr(value, "_built")
            if isinstance(value, (str, int, float, complex, type(None))):
                assert exact(found[-1].value) == exact(value)
                assert found[-1].location.filename.endswith((".py", "<string>"))


@given(made=configs_and_lines())
def test_edits_told_by_the_history_lead_to_the_value(made):
    """Doing again what the history of a list or dict tells gives its items."""
    config, changes = made
    for line in changes:
        attempt(line, config)
    for _, each in walk(config):
        for name, value in each.items():
            if isinstance(value, Proxy) and not each._plan.fields[name].holds_configs:
                assert exact(replayed(each.history[name])) == exact(value._items)


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
