"""A copy is independent of its source, in values and histories, both ways, and keeps the history."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig.config.walk import walk, walk_made
from tests.properties.lines import attempt, lines
from tests.properties.seen import all_values, histories, identities, state
from tests.properties.trees import configs

pytestmark = [
    pytest.mark.filterwarnings("ignore:the field:FutureWarning"),
    pytest.mark.filterwarnings("ignore::stepconfig.DiscardedOverridesWarning"),
]

WAYS = {
    "copy()": lambda config: config.copy(),
    "copy.copy": copy.copy,
    "copy.deepcopy": copy.deepcopy,
    "pickle": lambda config: pickle.loads(pickle.dumps(config)),
}
every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


@st.composite
def changed_configs(draw):
    """A config that was changed by some lines, and more lines that would change it."""
    tree, config = draw(configs())
    run(config, draw(st.lists(lines(tree), max_size=6)))
    return config, draw(st.lists(lines(tree), min_size=1, max_size=6))


def run(config, changes):
    """Do what the lines say as far as it goes."""
    for line in changes:
        attempt(line, config)


@every_way
@given(made=changed_configs())
def test_a_copy_is_the_same_and_shares_nothing_that_changes(way, made):
    """Values to the bit, histories with all places, names and imports; other objects throughout."""
    config, _ = made
    before = state(config)  # which makes what is selected
    other = way(config)
    assert state(other) == state(config) == before
    assert not set(identities(other).values()) & set(identities(config).values())
    assert other == config
    assert other.formatHistory(all=True) == config.formatHistory(all=True)


@every_way
@given(made=changed_configs(), direction=st.booleans())
def test_what_is_done_to_one_does_not_reach_the_other(way, made, direction):
    """Neither from the copy to its source nor the other way, and both go on from the same history."""
    config, changes = made
    other = way(config)
    changed, kept = (config, other) if direction else (other, config)
    before = state(kept), identities(kept)
    told = [(each, histories(each)) for _, each in walk(changed)]
    run(changed, changes)
    assert (state(kept), identities(kept)) == before
    for each, histories_before in told:
        for name, entries in histories(each).items():
            assert entries[: len(histories_before[name])] == histories_before[name]


@every_way
@given(made=changed_configs())
def test_a_copy_can_do_what_its_source_can(way, made):
    """The same lines give the same values in both."""
    config, changes = made
    other = way(config)
    for line in changes:
        outcomes = [type(attempt(line, each)) for each in (config, other)]
        assert outcomes[0] is outcomes[1], line.code
    assert all_values(other) == all_values(config)


@every_way
@given(made=changed_configs())
def test_copying_makes_no_choice(way, made):
    """The copy has the configs that its source has, and its source has no more than before."""
    config, _ = made
    before = [path for path, _ in walk_made(config)]
    other = way(config)
    assert [path for path, _ in walk_made(other)] == [path for path, _ in walk_made(config)] == before


@every_way
@given(made=changed_configs())
def test_freezing_one_does_not_freeze_the_other(way, made):
    """The state is kept by all ways but `copy()`, and is each one's own afterwards."""
    config, _ = made
    other = way(config)
    config.freeze()
    assert not any(each._frozen for _, each in walk(other))
    frozen = [each._frozen for _, each in walk(way(config))]
    assert set(frozen) == {way is not WAYS["copy()"]}
