"""ListField, and the list that it holds."""

import collections
import copy
import operator
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig import (
    Config,
    ConfigField,
    FieldValidationError,
    List,
    ListField,
    UnexpectedProxyUsageError,
    UnknownNameError,
)


class Survey(Config):
    """A config with lists."""

    bands = ListField("Bands.", str, ["g", "r"])
    radii = ListField("Radii of the apertures.", float, [1, 2, 4], unit="pixel")
    seeds = ListField("Seeds.", int)
    short = ListField("A few.", int, [1], minLength=1, maxLength=2)


class Vector:
    """A vector as C++ bindings give it: it has a length and items, and is no sequence otherwise."""

    def __init__(self, *items):
        self._items = items

    def __len__(self):
        return len(self._items)

    def __getitem__(self, index):
        return self._items[index]


# -- definition ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keywords", "match"),
    [
        ({"dtype": list}, "Unsupported dtype list"),
        ({"dtype": Config}, "Unsupported dtype"),
        ({"dtype": None}, "needs a type"),
        ({"listCheck": 3}, r"listCheck expected a callable, got 3 \(int\)"),
        ({"itemCheck": "a"}, r"itemCheck expected a callable, got 'a' \(str\)"),
        ({"length": 0}, "length = 0; it has to be positive"),
        ({"length": -1}, "length = -1; it has to be positive"),
        ({"minLength": -1}, "minLength = -1; it has to be positive"),
        ({"maxLength": -2}, "maxLength = -2; it has to be positive"),
        ({"minLength": 3, "maxLength": 2}, "minLength = 3 > 2 = maxLength"),
    ],
)
def test_an_impossible_list_field_is_refused_at_once(keywords, match):
    """Unsupported types, checks that cannot be called and impossible lengths are ValueErrors."""
    with pytest.raises(ValueError, match=match):
        ListField(**{"doc": "A doc.", "dtype": int, **keywords})


def test_a_least_length_of_zero_limits_nothing():
    """``minLength=0`` says what holds anyway, as it may in pex_config."""
    field = ListField("A doc.", int, [], minLength=0)
    assert (field.minLength, field.describe_limits()) == (0, "")
    cls = type("Own", (Config,), {"f": field})
    cls().validate()
    assert "minItems" not in str(cls.schema())


def test_positions_of_the_constructor_are_those_of_pex_config():
    """The order of the parameters is that of pex_config."""
    field = ListField("A doc.", int, [1], True, len, abs, None, 1, 2, "use g")
    assert (field.default, field.optional, field.listCheck, field.itemCheck) == ([1], True, len, abs)
    assert (field.length, field.minLength, field.maxLength) == (None, 1, 2)
    assert (field.doc, field.itemtype) == ("A doc. Deprecated: use g", int)


@pytest.mark.parametrize(
    ("keywords", "text"),
    [
        ({}, "list of int"),
        ({"length": 1}, "list of int, exactly 1 item"),
        ({"length": 2}, "list of int, exactly 2 items"),
        ({"minLength": 2}, "list of int, at least 2 items"),
        ({"maxLength": 5}, "list of int, at most 5 items"),
        ({"minLength": 2, "maxLength": 5}, "list of int, at least 2 and at most 5 items"),
    ],
)
def test_a_list_field_tells_what_it_expects(keywords, text):
    """Type, length and unit are told in words."""
    field = ListField("A doc.", int, unit="s", **keywords)
    assert field.expects() == f"{text} (s)"
    assert field.describe_type() == f"{text} [s]"


# -- assigning the whole -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        [1, 2],
        (1, 2),
        iter((1, 2)),
        range(1, 3),
        {1: "a", 2: "b"},
        {1: 0, 2: 0}.keys(),
        {2, 1},
        frozenset((2, 1)),
        collections.deque((1, 2)),
        Vector(1, 2),
        np.array([1, 2]),
        np.array([1, 2], dtype="u1"),
        np.array([1, 2], dtype=object),
        bytearray(b"\1\2"),
    ],
)
def test_a_list_takes_any_iterable(value):
    """Lists, tuples, iterators, views, sets, arrays and C++ vectors are all taken."""
    config = Survey(seeds=value)
    assert config.seeds == [1, 2]
    assert [type(item) for item in config.seeds] == [int, int]


def test_a_set_is_taken_in_sorted_order():
    """The order of a set of strings differs between processes; that of the list does not."""
    assert Survey(bands={"z", "u", "r", "g", "i"}).bands == ["g", "i", "r", "u", "z"]


def test_a_set_without_an_order_is_taken_as_it_comes():
    """Items that cannot be sorted are taken all the same."""
    assert set(Survey(bands={"a", None}).bands) == {"a", None}


@pytest.mark.parametrize(
    ("value", "hint"),
    [("gri", "['gri']"), ("", "['']"), (np.str_("gri"), "['gri']"), ("it's", '["it\'s"]')],
)
def test_a_string_never_becomes_its_characters(value, hint):
    """A bare string is refused, with the list of that string as a hint."""
    config = Survey()
    ways = {
        "assign": lambda: setattr(config, "bands", value),
        "extend": lambda: config.bands.extend(value),
        "+=": lambda: config.bands.__iadd__(value),
        "slice": lambda: config.bands.__setitem__(slice(0, 1), value),
        "update": lambda: config.update(bands=value),
    }
    for way, write in ways.items():
        with pytest.raises(FieldValidationError) as caught:
            write()
        assert str(caught.value).splitlines()[0].endswith(f"; did you mean {hint}?"), way
        assert config.bands == ["g", "r"]
        assert len(config.history["bands"]) == 1


@pytest.mark.parametrize("value", [b"gri", 3, 1.5, True, object(), np.array(1), np.array("gri"), list, len])
def test_what_is_no_iterable_is_refused(value):
    """Bytes, numbers, 0-d arrays and classes are no lists."""
    for name in ("bands", "seeds"):
        with pytest.raises(FieldValidationError, match="expected list of "):
            setattr(Survey(), name, value)


def test_an_array_of_two_dimensions_is_refused():
    """The rows of an array are no items."""
    with pytest.raises(FieldValidationError, match="Item at position 0: expected int, got array"):
        Survey(seeds=np.array([[1, 2], [3, 4]]))


def test_an_error_of_the_iterable_itself_is_told():
    """A generator that fails is named as the cause, whatever it raises, and nothing is stored."""

    def items(error):
        yield 1
        raise error("the reason")

    for error in (TypeError, RuntimeError):
        config = Survey(seeds=[7])
        with pytest.raises(FieldValidationError, match="the reason"):
            config.seeds = items(error)
        with pytest.raises(FieldValidationError, match="the reason"):
            config.seeds.extend(items(error))
        assert config.seeds == [7]


def test_the_list_of_another_config_is_copied():
    """Assigning one config's list to another shares nothing."""
    one, other = Survey(seeds=[1]), Survey()
    other.seeds = one.seeds
    other.seeds.append(2)
    one.seeds.append(3)
    assert (one.seeds, other.seeds) == ([1, 3], [1, 2])


def test_an_assigned_list_is_copied():
    """What happens to the list afterwards does not reach the config, nor the other way round."""
    mine = [1, 2]
    config = Survey(seeds=mine)
    mine.append(3)
    config.seeds[0] = 9
    assert (mine, config.seeds) == ([1, 2, 3], [9, 2])


def test_a_default_is_shared_with_nobody():
    """Editing the list of one config leaves default, class and other configs alone."""
    default = [1.0]

    class Own(Config):
        values = ListField("Values.", float, default)

    first = Own()
    first.values.append(2.0)
    default.append(3.0)
    assert (Own().values, Own.values.default) == ([1.0], [1.0])
    assert first.values == [1.0, 2.0]
    assert Own().history["values"][0].value == [1.0]


def test_a_list_may_be_assigned_to_itself():
    """``config.bands = config.bands`` and ``+=`` do what they say, with one entry at most."""
    config = Survey()
    config.bands = config.bands
    assert config.bands == ["g", "r"]
    config.bands += ["i"]
    assert config.bands == ["g", "r", "i"]
    assert [entry.label for entry in config.history["bands"]] == ["default", "insert"]


def test_an_iterable_may_read_the_list_that_it_replaces():
    """A generator over the old items can be the new value."""
    config = Survey()
    config.radii = (2 * radius for radius in config.radii)
    assert config.radii == [2.0, 4.0, 8.0]
    config.radii.extend(radius for radius in config.radii)
    assert config.radii == [2.0, 4.0, 8.0, 2.0, 4.0, 8.0]
    config.radii.extend(config.radii)
    assert len(config.radii) == 12


# -- items ------------------------------------------------------------------------------------------


def test_none_is_an_item_like_any_other():
    """None inside a list is kept, and reaches the item check."""
    seen = []

    class Own(Config):
        values = ListField("Values.", int, itemCheck=lambda item: seen.append(item) or True)

    assert Own(values=[1, None]).values == [1, None]
    assert seen == [1, None]
    assert Survey(bands=[None]).bands == [None]


def test_a_type_error_in_the_item_check_is_a_refusal():
    """An item check that cannot deal with None refuses it."""

    class Own(Config):
        values = ListField("Values.", int, itemCheck=lambda item: item > 0)

    with pytest.raises(FieldValidationError, match="'>' not supported"):
        Own(values=[None])
    with pytest.raises(FieldValidationError, match="'>' not supported"):
        Own(values=[1]).values.append(None)


def test_the_item_check_sees_every_new_item():
    """Each way to put an item in asks the item check, and nothing is done if it refuses."""

    class Own(Config):
        values = ListField("Values.", int, [1, 2, 3], itemCheck=lambda item: item > 0)

    ways = {
        "keyword": lambda values: Own(values=[-1]),
        "append": lambda values: values.append(-1),
        "insert": lambda values: values.insert(0, -1),
        "item": lambda values: values.__setitem__(0, -1),
        "slice": lambda values: values.__setitem__(slice(0, 2), [5, -1]),
        "step": lambda values: values.__setitem__(slice(0, 3, 2), [5, -1]),
        "extend": lambda values: values.extend([5, -1]),
        "+=": lambda values: values.__iadd__([5, -1]),
    }
    for way, write in ways.items():
        config = Own()
        with pytest.raises(FieldValidationError, match="refused by the itemCheck"):
            write(config.values)
        assert config.values == [1, 2, 3], way
        assert len(config.history["values"]) == 1, way


def test_the_position_of_a_refused_item_is_told():
    """The error says which item of the list, or where in it, was refused."""
    config = Survey(seeds=[1, 2])
    for position, write in [
        (2, lambda: setattr(config, "seeds", [1, 2, "x"])),
        (2, lambda: config.seeds.append("x")),
        (3, lambda: config.seeds.extend([3, "x"])),
        (1, lambda: config.seeds.__setitem__(1, "x")),
        (1, lambda: config.seeds.__setitem__(slice(1, 2), ["x"])),
    ]:
        with pytest.raises(FieldValidationError, match=f"Item at position {position}: expected int"):
            write()


def test_the_list_check_is_made_by_validate_only():
    """A list may pass through states that the list check refuses."""

    class Own(Config):
        values = ListField("Values.", int, [1], listCheck=lambda values: sum(values) < 10)

    config = Own()
    config.values.append(100)
    with pytest.raises(FieldValidationError, match=r"\[1, 100\] \(list\) is refused by the listCheck at "):
        config.validate()
    config.values.remove(100)
    config.validate()


@pytest.mark.parametrize(
    ("keywords", "good", "bad", "text"),
    [
        ({"length": 2}, [[1, 2]], [[1], [1, 2, 3], []], "expected exactly 2 items, got "),
        ({"minLength": 2}, [[1, 2], [1, 2, 3]], [[1], []], "expected at least 2 items, got "),
        ({"maxLength": 2}, [[1, 2], []], [[1, 2, 3]], "expected at most 2 items, got "),
        ({"minLength": 1, "maxLength": 2}, [[1], [1, 2]], [[], [1, 2, 3]], " items, got "),
    ],
)
def test_lengths_are_held_against_the_list_by_validate_only(keywords, good, bad, text):
    """A list of a wrong length can be assigned and edited; validate() refuses it and says both lengths."""

    class Own(Config):
        values = ListField("Values.", int, **keywords)

    for value in good:
        Own(values=value).validate()
    for value in bad:
        config = Own(values=value)
        with pytest.raises(FieldValidationError, match=f"{text}(.*{len(value)})"):
            config.validate()


def test_appending_beyond_the_maximum_length_is_possible():
    """Lengths do not stop an edit."""
    config = Survey()
    for seed in range(5):
        config.short.append(seed)
    assert len(config.short) == 6


# -- editing ---------------------------------------------------------------------------------------

EDITS = [
    ("[0] = 9", lambda values: values.__setitem__(0, 9), [9, 2, 3], "setitem"),
    ("[-1] = 9", lambda values: values.__setitem__(-1, 9), [1, 2, 9], "setitem"),
    ("[1] = 9", lambda values: values.__setitem__(np.int8(1), 9), [1, 9, 3], "setitem"),
    ("[0:1] = (1,)", lambda values: values.__setitem__(slice(0, 1), (1,)), [1, 2, 3], "setitem"),
    (
        "[:1] = (7, 8)",
        lambda values: values.__setitem__(slice(None, 1), iter([7, 8])),
        [7, 8, 2, 3],
        "setitem",
    ),
    ("[0:3:2] = (7, 8)", lambda values: values.__setitem__(slice(0, 3, 2), [7, 8]), [7, 2, 8], "setitem"),
    ("[:] = ()", lambda values: values.__setitem__(slice(None), []), [], "setitem"),
    ("del [0]", lambda values: values.__delitem__(0), [2, 3], "delitem"),
    ("del [0:2]", lambda values: values.__delitem__(slice(0, 2)), [3], "delitem"),
    ("del [::2]", lambda values: values.__delitem__(slice(None, None, 2)), [2], "delitem"),
    (".insert(0, 9)", lambda values: values.insert(0, 9), [9, 1, 2, 3], "insert"),
    (".insert(-50, 9)", lambda values: values.insert(-50, 9), [9, 1, 2, 3], "insert"),
    (".append(9)", lambda values: values.append(9), [1, 2, 3, 9], "insert"),
    (".append(None)", lambda values: values.append(None), [1, 2, 3, None], "insert"),
    (".extend([4, 5])", lambda values: values.extend((4, 5)), [1, 2, 3, 4, 5], "insert"),
    (".extend([])", lambda values: values.extend([]), [1, 2, 3], "insert"),
    (".extend([4])", lambda values: values.__iadd__([4]), [1, 2, 3, 4], "insert"),
    (".pop(-1)", lambda values: values.pop(), [1, 2], "delitem"),
    (".pop(0)", lambda values: values.pop(0), [2, 3], "delitem"),
    (".remove(2)", lambda values: values.remove(2), [1, 3], "delitem"),
    (".clear()", lambda values: values.clear(), [], "delitem"),
    (".reverse()", lambda values: values.reverse(), [3, 2, 1], "setitem"),
    (".sort(reverse=True)", lambda values: values.sort(reverse=True), [3, 2, 1], "setitem"),
    (".sort()", lambda values: values.sort(key=lambda item: -item), [3, 2, 1], "setitem"),
]


@pytest.mark.parametrize(("told", "edit", "after", "label"), EDITS, ids=[edit[0] for edit in EDITS])
def test_an_edit_is_one_entry_that_says_what_was_done(told, edit, after, label):
    """Every way to edit a list does what it does to a list, and records the operation, once."""
    config = Survey(seeds=[1, 2, 3])
    other = config.copy()
    plain = [1, 2, 3]
    assert edit(config.seeds) == edit(plain) or told.startswith(".extend")
    assert config.seeds == after == plain
    *before, entry = config.history["seeds"]
    assert (repr(entry.value), entry.label) == (told, label)
    assert entry.location.filename == __file__
    assert len(before) == 2
    assert other.seeds == [1, 2, 3]


@pytest.mark.parametrize(
    ("error", "edit"),
    [
        (IndexError, lambda values: values.__setitem__(3, 9)),
        (IndexError, lambda values: values.__delitem__(-4)),
        (IndexError, lambda values: values.pop(3)),
        (ValueError, lambda values: values.remove(9)),
        (ValueError, lambda values: values.__setitem__(slice(0, 3, 2), [7])),
        (TypeError, lambda values: values.__setitem__("a", 9)),
        (TypeError, lambda values: values.__getitem__("a")),
        (TypeError, lambda values: values.insert("a", 9)),
        (TypeError, lambda values: values.append(None) or values.sort()),
    ],
)
def test_an_impossible_edit_raises_what_a_list_raises(error, edit):
    """Wrong positions, absent items and wrong slices raise the errors of lists, and change nothing."""
    config = Survey(seeds=[1, 2, 3])
    with pytest.raises(error):
        edit(config.seeds)
    assert config.seeds[:3] == [1, 2, 3]
    assert len(config.history["seeds"]) in (2, 3)
    with pytest.raises(error):
        edit([1, 2, 3])


def test_every_edit_of_a_frozen_list_is_refused():
    """A frozen config's lists refuse every edit, and can still be read."""
    config = Survey(seeds=[1, 2, 3])
    config.freeze()
    for told, edit, _, _ in EDITS:
        with pytest.raises(FieldValidationError, match="frozen"):
            edit(config.seeds)
        assert config.seeds == [1, 2, 3], told
    assert len(config.history["seeds"]) == 2


def test_a_list_that_was_replaced_cannot_be_edited():
    """An edit of a list that is no longer the field's value would be lost; it is refused."""
    config = Survey(seeds=[1])
    old = config.seeds
    config.seeds = [2]
    with pytest.raises(FieldValidationError, match="was replaced"):
        old.append(3)
    assert (list(old), config.seeds) == ([1], [2])


@given(st.data())
def test_edits_do_what_they_do_to_a_list(data):
    """Any sequence of edits leaves the same items as on a plain list, with one entry for each."""
    config, plain = Survey(seeds=[]), []
    number = data.draw(st.integers(0, 12))
    for count in range(number):
        positions = st.integers(0, max(len(plain) - 1, 0))
        edits = ["append", "insert", "extend", "reverse", "sort", "slice"] + ["set", "del", "pop"] * bool(
            plain
        )
        edit, item = data.draw(st.sampled_from(edits)), data.draw(st.integers())
        position = data.draw(positions)
        for values in (config.seeds, plain):
            match edit:
                case "append":
                    values.append(item)
                case "insert":
                    values.insert(position, item)
                case "extend":
                    values.extend([item, position])
                case "reverse":
                    values.reverse()
                case "sort":
                    values.sort()
                case "slice":
                    values[position : position + 2] = [item]
                case "set":
                    values[position] = item
                case "del":
                    del values[position]
                case "pop":
                    values.pop(position)
        assert config.seeds == plain
        assert len(config.history["seeds"]) == count + 3


# -- what the list is like ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other", [[1, 2], (1, 2), range(1, 3), [1.0, 2.0], np.array([1, 2]), collections.deque([1, 2])]
)
def test_a_list_equals_any_sequence_of_equal_items(other):
    """On either side of ==, lists, tuples, ranges and arrays of the same items are equal to it."""
    values = Survey(seeds=[1, 2]).seeds
    assert (values == other) is True
    assert (values != other) is False
    if not isinstance(other, np.ndarray):
        assert (other == values) is True
        assert (other != values) is False


@pytest.mark.parametrize(
    "other",
    [
        [1],
        [1, 2, 3],
        (2, 1),
        "12",
        b"\1\2",
        3,
        None,
        object(),
        [],
        {},
        [[1], [2]],
        np.array([[1, 2], [3, 4]]),
        int,
    ],
)
def test_comparing_a_list_with_anything_gives_a_bool(other):
    """What is no equal sequence is unequal, never an error."""
    values = Survey(seeds=[1, 2]).seeds
    assert (values == other) is False
    assert (values != other) is True


def test_lists_of_two_configs_compare_by_items():
    """Two lists are equal if their items are."""
    assert Survey().bands == Survey().bands
    assert Survey().bands != Survey(bands=["g"]).bands


def test_a_list_reads_like_a_list():
    """Length, items, slices, membership, iteration and text are those of a list."""
    values = Survey(seeds=[1, 2, 3, 2]).seeds
    assert (len(values), values[0], values[-1], values[np.int64(1)]) == (4, 1, 2, 2)
    assert type(values[1:3]) is list
    assert values[1:3] == [2, 3]
    assert (2 in values, 9 in values, "x" in values, np.array([1, 2]) in values) == (
        True,
        False,
        False,
        False,
    )
    assert [*values] == [1, 2, 3, 2]
    assert [*reversed(values)] == [2, 3, 2, 1]
    assert (values.index(2), values.count(2)) == (1, 2)
    assert (str(values), repr(values), f"{values}", f"{values:>14}") == (
        "[1, 2, 3, 2]",
        "[1, 2, 3, 2]",
        "[1, 2, 3, 2]",
        "  [1, 2, 3, 2]",
    )
    assert isinstance(values, collections.abc.MutableSequence)
    assert type(values) is List
    assert np.asarray(values).tolist() == [1, 2, 3, 2]
    assert (type(values.list()), values.list()) == (list, [1, 2, 3, 2])
    assert bool(values)
    assert not Survey(seeds=[]).seeds


def test_a_list_is_no_part_of_a_sum_and_no_key():
    """The list has no +, and is unhashable."""
    values = Survey(seeds=[1]).seeds
    for wrong in (operator.add, operator.mul, lambda one, other: operator.add(other, one)):
        with pytest.raises(TypeError):
            wrong(values, [2])
    with pytest.raises(TypeError):
        hash(values)


def test_a_slice_and_a_plain_copy_are_independent():
    """Slices, ``list()`` and copies of the list are plain lists of their own."""
    config = Survey(seeds=[1, 2])
    for copied in (config.seeds[:], config.seeds.list(), list(config.seeds), copy.copy(config.seeds)):
        assert type(copied) is list
        copied.append(3)
    assert type(copy.deepcopy(config.seeds)) is list
    assert config.seeds == [1, 2]


def test_a_list_cannot_be_pickled_by_itself():
    """Pickling the list alone is an error that says what to pickle."""
    with pytest.raises(UnexpectedProxyUsageError, match=r"pickle a plain copy: list\(config.bands\)"):
        pickle.dumps(Survey().bands)
    assert issubclass(UnexpectedProxyUsageError, TypeError)


@pytest.mark.parametrize("access", [getattr, lambda o, n: setattr(o, n, 1), lambda o, n: delattr(o, n)])
def test_an_unknown_attribute_of_a_list_is_an_unknown_name(access):
    """Getting, setting or deleting one is the error of unknown names, and a FieldValidationError as well."""

    class Outer(Config):
        survey = ConfigField("A survey.", Survey)

    with pytest.raises(FieldValidationError) as caught:
        access(Outer().survey.bands, "apend")
    error = caught.value
    for kind in (UnknownNameError, AttributeError, KeyError):
        assert isinstance(error, kind)
    assert (error.name, error.path, error.fieldName) == ("apend", "survey.bands", "bands")
    assert error.suggestions == ["append"]
    assert "a List has no attribute 'apend'; did you mean 'append'?" in str(error)
    assert f"named at {error.location}" in str(error)


def test_hasattr_of_a_list_works():
    """What looks for an optional attribute finds that there is none."""
    values = Survey().bands
    assert hasattr(values, "append")
    assert not hasattr(values, "nothing")
    assert not hasattr(values, "__array_interface__")


def test_the_list_knows_its_history():
    """The history of the field is to be had from the list, too."""
    config = Survey()
    config.bands.append("i")
    assert config.bands.history == config.history["bands"]
    assert [entry.label for entry in config.bands.history] == ["default", "insert"]


def test_validate_item_converts_and_checks():
    """The list's own check of one item is open to clients, as in pex_config."""
    values = Survey().radii
    assert repr(values.validateItem(0, 3)) == "3.0"
    with pytest.raises(FieldValidationError, match="Item at position 5"):
        values.validateItem(5, "x")


def test_a_list_of_a_subclass_of_the_kind_is_converted_item_by_item():
    """A user's list field can override the conversion of an item."""

    class Lower(ListField):
        def coerce_item(self, position, item):
            return super().coerce_item(position, item).lower()

    class Own(Config):
        values = Lower("Values.", str)

    config = Own(values=["A"])
    config.values.append("B")
    assert config.values == ["a", "b"]
