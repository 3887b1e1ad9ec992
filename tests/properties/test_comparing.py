"""All ways to compare two configs agree, in both directions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig.config.compare import equal_values
from tests.properties.lines import apply, attempt, changes, lines
from tests.properties.seen import values
from tests.properties.trees import configs
from tests.properties.values import anything, exact

pytestmark = [
    pytest.mark.filterwarnings("ignore:the field:FutureWarning"),
    pytest.mark.filterwarnings("ignore::stepconfig.DiscardedOverridesWarning"),
]


@st.composite
def pairs(draw):
    """Two configs of one class, often with differences."""
    tree, config = draw(configs())
    other = config.copy() if draw(st.booleans()) else tree.cls()
    apply(draw(changes(tree)), other)
    for line in draw(st.lists(lines(tree), max_size=2)):
        attempt(line, other)
    return config, other


def messages(one, other, **keywords):
    """The messages of `compare`, and its result."""
    found = []
    same = one.compare(other, rtol=0, atol=0, output=found.append, **keywords)
    assert same is (not found)
    return found


@given(made=pairs())
def test_all_ways_agree_in_both_directions(made):
    """``==``, ``!=``, `compare` and `diff` say the same, and the order of the two does not matter."""
    one, other = made
    differences = one.diff(other)
    assert (one == other) is (not differences)
    assert (one != other) is bool(differences)
    assert (other == one) is (not differences)
    assert messages(one, other, shortcut=False) == [str(difference) for difference in differences]
    assert messages(one, other) == [str(difference) for difference in differences[:1]]
    told = {d.path: (exact(d.left), exact(d.right)) for d in differences}
    assert {d.path: (exact(d.right), exact(d.left)) for d in other.diff(one)} == told


@given(made=pairs())
def test_identical_values_are_equal_and_differences_are_real(made):
    """Configs with the same bits have no difference; every difference tells two unequal values."""
    one, other = made
    if values(one) == values(other):
        assert one == other
    for difference in one.diff(other):
        assert exact(difference.left) != exact(difference.right)
        assert difference.left_location is not None
        assert difference.right_location is not None


@given(made=pairs())
def test_a_tolerance_only_takes_differences_away(made):
    """What differs within a tolerance differs without one too."""
    one, other = made
    exactly = {difference.path for difference in one.diff(other)}
    assert {difference.path for difference in one.diff(other, rtol=1e-6, atol=1e-6)} <= exactly


@given(made=configs())
def test_a_config_equals_itself_and_its_copies(made):
    """Also where there are nans in lists and dicts."""
    _, config = made
    assert config == config.copy()
    assert config.diff(config) == []
    assert messages(config, config.copy()) == []


@given(left=anything, right=anything)
def test_values_are_equal_alike_in_both_directions(left, right):
    """Whatever two values are, the order does not matter, and each equals itself."""
    assert equal_values(left, right) is equal_values(right, left)
    assert equal_values(left, left)
    assert equal_values([left], [right]) is equal_values(left, right)
    assert equal_values({"a": left}, {"a": right}) is equal_values(left, right)
