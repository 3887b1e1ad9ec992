"""Comparing configs: ``==``, `compare`, `diff`, and the functions behind them."""

import math
import sys

import pytest

from stepconfig import (
    Config,
    ConfigField,
    DictField,
    Difference,
    Field,
    ListField,
    compareConfigs,
    compareScalars,
    getComparisonName,
)
from stepconfig.config.compare import equal_values
from tests.kinds import Background, Detection, Reduction

NAN = math.nan


class Plain(Config):
    """Values without defaults."""

    number = Field("A number.", float)
    whole = Field("A whole number.", int)
    wave = Field("A complex number.", complex)
    text = Field("A text.", str)
    flag = Field("A flag.", bool)
    numbers = ListField("Numbers.", float)
    wholes = ListField("Whole numbers.", int)
    table = DictField("A table.", str, float)
    anything = DictField("Anything.", str, None)
    lookup = DictField("A table by number.", float, int)


class Holder(Config):
    """A nested config."""

    plain = ConfigField("Values.", Plain)


def messages(one, other, **keywords):
    """The result of `compare` and its messages."""
    found = []
    same = one.compare(other, output=found.append, **keywords)
    assert same is (not found)
    return found


# -- one rule for all ways -------------------------------------------------------------------------

EQUAL = [
    ("number", 1.0, 1.0),
    ("number", 0.0, -0.0),
    ("number", NAN, NAN),
    ("number", math.inf, math.inf),
    ("number", None, None),
    ("wave", complex(NAN, 1), complex(NAN, 1)),
    ("whole", 10**400, 10**400),
    ("text", "a", "a"),
    ("numbers", [1.0, NAN, None], [1.0, NAN, None]),
    ("numbers", [], []),
    ("table", {"a": NAN, "b": 1.0}, {"b": 1.0, "a": NAN}),
    ("anything", {"a": NAN, "b": "x", "c": None}, {"c": None, "b": "x", "a": NAN}),
    ("lookup", {float("nan"): 1, 2.0: 3}, {2.0: 3, float("nan"): 1}),
    ("lookup", {float("nan"): 1, float("-nan"): 2}, {float("nan"): 1, float("nan"): 2}),
]
UNEQUAL = [
    ("number", 1.0, 2.0, "number: 1.0 != 2.0"),
    ("number", NAN, 1.0, "number: nan != 1.0"),
    ("number", math.inf, -math.inf, "number: inf != -inf"),
    ("number", math.inf, 1e308, "number: inf != 1e+308"),
    ("number", None, 0.0, "number: None != 0.0"),
    ("whole", 10**400, 10**400 + 1, None),
    ("whole", 1, 2, "whole: 1 != 2"),
    ("wave", 1j, 2j, "wave: 1j != 2j"),
    ("text", "it's", 'a "b"', 'text: "it\'s" != \'a "b"\''),
    ("text", "", None, "text: '' != None"),
    ("flag", True, False, "flag: True != False"),
    ("numbers", [1.0], [1.0, 2.0], "numbers (len): 1 != 2"),
    ("numbers", [1.0, NAN], [1.0, 3.0], "numbers[1]: nan != 3.0"),
    ("numbers", None, [], "numbers: None != []"),
    ("numbers", [1.0], None, "numbers: [1.0] != None"),
    ("numbers", [None], [0.0], "numbers[0]: None != 0.0"),
    ("wholes", [1, 2, 3], [1, 2, 4], "wholes[2]: 3 != 4"),
    ("table", {"a": 1.0}, {"b": 1.0}, "table (keys): ['a'] != ['b']"),
    ("table", {"it's": 1.0}, {"it's": 2.0}, 'table["it\'s"]: 1.0 != 2.0'),
    ("table", {"a": 1.0}, None, "table: {'a': 1.0} != None"),
    ("anything", {"a": "1"}, {"a": 1.0}, "anything['a']: '1' != 1.0"),
    ("anything", {"a": None}, {"a": False}, "anything['a']: None != False"),
    ("lookup", {float("nan"): 1}, {float("nan"): 2}, "lookup[nan]: 1 != 2"),
    ("lookup", {float("nan"): 1}, {1.0: 1}, "lookup (keys): [nan] != [1.0]"),
    ("lookup", {float("nan"): 1}, {float("nan"): 1, float("-nan"): 1}, "lookup (keys): [nan] != [nan, nan]"),
]


@pytest.mark.parametrize(("name", "one", "other"), EQUAL)
def test_equal_values_are_equal_by_every_way(name, one, other):
    """``==``, ``!=``, `compare` without tolerance and `diff` agree, for nested configs too."""
    left, right = Plain(**{name: one}), Plain(**{name: other})
    assert left == right
    assert (left != right) is False
    assert messages(left, right, rtol=0, atol=0) == []
    assert left.diff(right) == []
    assert Holder(plain=left) == Holder(plain=right)
    assert messages(Holder(plain=left), Holder(plain=right)) == []


@pytest.mark.parametrize(("name", "one", "other", "text"), UNEQUAL)
def test_unequal_values_are_unequal_by_every_way(name, one, other, text):
    """All ways agree, in both directions, and the message says where and what."""
    left, right = Plain(**{name: one}), Plain(**{name: other})
    assert left != right
    assert right != left
    assert (left == right) is False
    assert len(left.diff(right)) == len(right.diff(left)) == 1
    holders = Holder(plain=left), Holder(plain=right)
    assert holders[0] != holders[1]
    if text is not None:
        assert messages(left, right) == [text]
        assert messages(*holders) == [f"plain.{text}"]
        assert str(left.diff(right)[0]) == text
    assert len(messages(right, left)) == 1


# -- == --------------------------------------------------------------------------------------------


def test_configs_of_every_kind_of_field_are_equal():
    """Two new configs of one class are equal, and a change anywhere ends that."""
    one, other = Reduction(), Reduction()
    assert one == other
    one.detection.background.knots[0] = 7.0
    assert one != other
    other.detection.background.knots = [7.0, 2.0]
    assert one == other


def test_a_config_and_one_of_a_subclass_are_unequal():
    """Both ways, without an error; the type has to be exactly the same."""

    class Special(Background):
        pass

    assert Background() != Special()
    assert Special() != Background()
    assert messages(Special(), Background())[0].endswith(".<locals>.Special != tests.kinds.Background.")


@pytest.mark.parametrize("other", [None, 3, "text", {}, Background, object()])
def test_a_config_is_unequal_to_everything_else(other):
    """In both orders, without an error."""
    assert (Background() == other, Background() != other) == (False, True)
    assert (other == Background(), other != Background()) == (False, True)


def test_a_config_has_no_hash():
    """Its values change, so that it cannot be a key."""
    with pytest.raises(TypeError, match="unhashable"):
        hash(Background())


def test_histories_and_frozen_states_do_not_matter():
    """What counts is the values."""
    one, other = Background(), Background()
    one.order = 5
    one.order = 2
    one.freeze()
    assert one == other
    assert one.diff(other) == []


# -- compare ---------------------------------------------------------------------------------------


def test_compare_stops_at_the_first_difference():
    """With ``shortcut``, which is the default, there is one message; else there are all."""
    one, other = Plain(number=1, text="a", wholes=[1, 2]), Plain(number=2, text="b", wholes=[3, 4])
    assert messages(one, other) == ["number: 1.0 != 2.0"]
    assert messages(one, other, shortcut=False) == [
        "number: 1.0 != 2.0",
        "text: 'a' != 'b'",
        "wholes[0]: 1 != 3",
        "wholes[1]: 2 != 4",
    ]


def test_compare_needs_no_output():
    """Without one it tells its result only."""
    assert Plain(number=1).compare(Plain(number=1)) is True
    assert Plain(number=1).compare(Plain(number=2)) is False


def test_numbers_are_compared_within_a_tolerance():
    """Relative and absolute, 1e-8 by default, for the items of lists and dicts too."""
    for name, make in (
        ("number", lambda value: value),
        ("numbers", lambda value: [0.0, value]),
        ("table", lambda value: {"a": value}),
        ("anything", lambda value: {"a": value}),
        ("wave", lambda value: complex(0, value)),
    ):
        one, near, far = (Plain(**{name: make(value)}) for value in (1.0, 1.0 + 1e-9, 1.0 + 1e-6))
        assert one.compare(near), name
        assert not one.compare(near, rtol=0, atol=0), name
        assert not one.compare(far), name
        assert one.compare(far, rtol=1e-5), name
        assert one.compare(far, rtol=0, atol=1e-5), name
        assert one != near, name
        assert len(one.diff(near)) == 1, name
        assert one.diff(near, atol=1e-8) == [], name


def test_tolerance_is_for_numbers_with_a_fraction():
    """Whole numbers, however large, are compared exactly."""
    assert not Plain(whole=10**12).compare(Plain(whole=10**12 + 1), rtol=1)
    assert not Plain(wholes=[10**12]).compare(Plain(wholes=[10**12 + 1]), rtol=1)


def test_tolerance_does_not_reach_infinity():
    """However large the tolerance is, infinity is far from every number, and nan equals nan only."""
    for value in (1.0, -math.inf, NAN):
        assert not Plain(number=math.inf).compare(Plain(number=value), rtol=1, atol=1)
        assert not Plain(number=value).compare(Plain(number=math.inf), rtol=1, atol=1)
    assert not Plain(number=NAN).compare(Plain(number=1), atol=math.inf)


def test_an_integer_too_large_for_a_float_is_just_another_value():
    """No overflow comes out of comparing it with a number."""
    one, other = Plain(anything={"a": 10**400}), Plain(anything={"a": 1.5})
    assert messages(one, other)[0].endswith(" != 1.5")
    assert messages(other, one)[0].startswith("anything['a']: 1.5 != 1000")
    assert one != other


def test_a_nested_config_is_named_by_its_full_path():
    """Messages start with the full name, whichever level is asked."""
    one, other = Reduction(), Reduction()
    other.detection.background.order = 5
    assert messages(one, other) == ["detection.background.order: 2 != 5"]
    assert messages(one.detection, other.detection) == ["detection.background.order: 2 != 5"]


def test_two_names_are_joined():
    """Where the two configs are in different places, the message names both."""
    one, other = Reduction().detection.background, Background(order=5)
    assert messages(one, other) == ["detection.background.order / order: 2 != 5"]
    assert messages(other, one) == ["order / detection.background.order: 5 != 2"]
    assert [difference.path for difference in one.diff(other)] == ["detection.background.order / order"]


def test_configs_of_two_classes_are_told_by_their_types():
    """The message has both names in full, and where the two are."""
    assert messages(Background(), Detection()) == ["config: tests.kinds.Background != tests.kinds.Detection."]
    one = Reduction()
    assert messages(one.detection, one) == [
        "detection / config: tests.kinds.Detection != tests.kinds.Reduction."
    ]


@pytest.mark.parametrize(("other", "text"), [(None, "None"), (3, "int."), ("x", "str.")])
def test_a_config_is_compared_with_anything_without_an_error(other, text):
    """None is unequal to every config; so is what is no config."""
    config = Background()
    assert messages(config, other)[0].startswith("config: tests.kinds.Background")
    assert messages(config, other)[0].endswith(f" != {text}")
    assert len(config.diff(other)) == 1
    assert messages(Reduction().detection, other)[0].startswith("detection: ")


def test_every_branch_is_compared():
    """Differences of a nested config and of the fields behind it are all told."""

    class Left(Config):
        plain = ConfigField("Values.", Plain)
        last = Field("The last value.", int, 1)

    one, other = Left(), Left(last=2)
    other.plain.whole = 3
    assert messages(one, other, shortcut=False) == ["plain.whole: None != 3", "last: 1 != 2"]


# -- diff ------------------------------------------------------------------------------------------


def test_differences_are_data():
    """Path, both values, and who set each of them."""
    one, other = Reduction(), Reduction()
    made = sys._getframe().f_lineno - 1
    other.detection.background.order = 5
    one.radii.append(8)
    changed = sys._getframe().f_lineno - 1
    other.zeropoints["g"] = 26
    found = one.diff(other)
    assert [type(difference) for difference in found] == [Difference] * 3
    assert [tuple(difference[:3]) for difference in found] == [
        ("radii (len)", 3, 2),
        ("zeropoints['g']", 25.0, 26.0),
        ("detection.background.order", 2, 5),
    ]
    places = [(d.left_location.lineno, d.right_location.lineno) for d in found]
    assert places == [(changed, made), (made, changed + 2), (made, changed - 1)]
    assert str(found[0]) == "radii (len): 3 != 2"


def test_configs_of_different_classes_differ_by_the_names_of_these():
    """The names are the values; only the message ends with a full stop, as that of pex_config."""
    (found,) = Plain().diff(Holder())
    assert (found.left, found.right) == (f"{__name__}.Plain", f"{__name__}.Holder")
    assert str(found).endswith(f"{__name__}.Plain != {__name__}.Holder.")


def test_every_differing_item_is_a_difference():
    """Items of lists and dicts are told one by one."""
    one, other = (
        Plain(numbers=[1, 2, 3], table={"a": 1, "b": 2}),
        Plain(numbers=[1, 5, 6], table={"a": 3, "b": 4}),
    )
    assert [tuple(difference[:3]) for difference in one.diff(other)] == [
        ("numbers[1]", 2.0, 5.0),
        ("numbers[2]", 3.0, 6.0),
        ("table['a']", 1.0, 3.0),
        ("table['b']", 2.0, 4.0),
    ]


# -- the functions ---------------------------------------------------------------------------------


def test_compare_configs_takes_none_on_either_side():
    """None equals None only."""
    found = []
    config = Background()
    assert compareConfigs("c", None, None, output=found.append) is True
    assert compareConfigs("c", config, None, output=found.append) is False
    assert compareConfigs("c", None, config, output=found.append) is False
    assert found == [f"c: {config!r} != None", f"c: None != {config!r}"]


def test_compare_configs_names_fields_in_full():
    """The name is for the configs as a whole; a field has its own."""
    found = []
    one, other = Reduction(), Reduction(count=5)
    assert compareConfigs("c", one, one.copy(), output=found.append)
    assert not compareConfigs("c", one, other, output=found.append)
    assert not compareConfigs("c", one, Background(), output=found.append)
    other.detection.label = "stars"
    assert not compareConfigs("c", one.detection, other.detection, shortcut=False, output=found.append)
    assert found == [
        "count: 3 != 5",
        "c: tests.kinds.Reduction != tests.kinds.Background.",
        "detection.label: 'sources' != 'stars'",
    ]


def test_compare_scalars_tells_a_difference():
    """Numbers within the tolerance are equal, nan equals nan."""
    found = []
    assert compareScalars("x", 1.0, 1.0 + 1e-12, output=found.append, dtype=float)
    assert compareScalars("x", NAN, NAN, output=found.append)
    assert compareScalars("x", "a", "a", output=None)
    assert not compareScalars("x", "a", "b", output=None)
    assert not compareScalars("x", 1.0, 1.1, found.append, 1e-3, 1e-3)
    assert found == ["x: 1.0 != 1.1"]


def test_plain_values_are_equal_by_one_rule():
    """Numbers within the tolerance, nan to nan, also as keys of dicts and inside of lists."""
    assert equal_values({float("nan"): [NAN]}, {float("nan"): [NAN]})
    assert not equal_values({float("nan"): 1}, {float("nan"): 2})
    assert equal_values([1.0, {"a": 2.0}], [1.0 + 1e-12, {"a": 2.0}], rtol=1e-9)
    assert not equal_values([1.0], [1.0, 1.0])
    assert not equal_values(None, 0)
    assert not equal_values("1", 1)


def test_one_name_for_two():
    """Equal names are one."""
    assert getComparisonName("a", "b") == "a / b"
    assert getComparisonName("a", "a") == "a"
