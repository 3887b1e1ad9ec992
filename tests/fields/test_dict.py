"""DictField, and the dict that it holds."""

import collections
import copy
import math
import pickle
import types

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig import (
    Config,
    Dict,
    DictField,
    FieldValidationError,
    UnexpectedProxyUsageError,
    UnknownNameError,
)


class Zeropoints(Config):
    """A config with dicts."""

    by_band = DictField("Zero point of each band.", str, float, {"g": 25}, unit="mag")
    by_level = DictField("By level.", float, float)
    notes = DictField("Anything.", int, None, {})


# -- definition ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keywords", "match"),
    [
        ({"keytype": list}, "'keytype' list is not supported; it is one of: str, bool, int, float, complex"),
        ({"keytype": None}, "'keytype' None is not supported"),
        ({"itemtype": dict}, "'itemtype' dict is not supported"),
        ({"itemtype": Config}, "'itemtype' stepconfig.*Config is not supported"),
        ({"dictCheck": 3}, r"dictCheck expected a callable, got 3 \(int\)"),
        ({"keyCheck": 3}, r"keyCheck expected a callable, got 3 \(int\)"),
        ({"itemCheck": 3}, r"itemCheck expected a callable, got 3 \(int\)"),
    ],
)
def test_an_impossible_dict_field_is_refused_at_once(keywords, match):
    """Unsupported types and checks that cannot be called are ValueErrors."""
    with pytest.raises(ValueError, match=match):
        DictField(**{"doc": "A doc.", "keytype": str, "itemtype": int, **keywords})


def test_positions_of_the_constructor_are_those_of_pex_config():
    """The order of the parameters is that of pex_config."""
    field = DictField("A doc.", str, int, {"a": 1}, True, len, str.islower, abs, "use g")
    assert (field.keytype, field.itemtype, field.default, field.optional) == (str, int, {"a": 1}, True)
    assert (field.dictCheck, field.keyCheck, field.itemCheck) == (len, str.islower, abs)
    assert field.doc == "A doc. Deprecated: use g"


def test_a_dict_field_tells_what_it_expects():
    """Types and unit are told in words."""
    assert Zeropoints.by_band.expects() == "dict of str to float (mag)"
    assert Zeropoints.by_band.describe_type() == "dict of str to float [mag]"
    assert Zeropoints.notes.expects() == "dict of int to any simple type"


# -- assigning the whole -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        {"g": 1, "r": 2.0},
        collections.OrderedDict(g=1, r=2),
        collections.ChainMap({"g": 1}, {"r": 2}),
        collections.UserDict(g=1, r=2),
        types.MappingProxyType({"g": 1, "r": 2}),
        {np.str_("g"): np.int8(1), "r": np.float32(2)},
    ],
)
def test_a_dict_takes_any_mapping(value):
    """Every kind of mapping is taken, and its keys and items converted."""
    config = Zeropoints(by_band=value)
    assert dict(config.by_band) == {"g": 1.0, "r": 2.0}
    assert {type(key) for key in config.by_band} == {str}
    assert {type(item) for item in config.by_band.values()} == {float}


@pytest.mark.parametrize("value", [[("g", 1)], "g", 3, ["g"], {"g"}, object(), dict])
def test_what_is_no_mapping_is_refused(value):
    """Pairs, sets, strings and numbers are no dicts."""
    with pytest.raises(FieldValidationError, match="expected dict of str to float"):
        Zeropoints(by_band=value)


def test_keys_and_items_are_converted():
    """Ints become floats in keys and items of a float dict."""
    config = Zeropoints(by_level={4: 5})
    assert repr(config.by_level) == "{4.0: 5.0}"
    config.by_level[7] = 8
    config.by_level.update({9: 10})
    assert repr(config.by_level) == "{4.0: 5.0, 7.0: 8.0, 9.0: 10.0}"


@pytest.mark.parametrize(
    ("value", "match"),
    [
        ({1: 1.0}, r"Key 1: expected str, got 1 \(int\)"),
        ({None: 1.0}, "Key None: expected str, got None"),
        ({"g": "x"}, r"Item 'g': expected float \(mag\), got 'x' \(str\)"),
        ({"g": True}, r"Item 'g': expected float \(mag\), got True \(bool\)"),
        ({"g": [1.0]}, r"Item 'g': expected float \(mag\), got \[1.0\] \(list\)"),
    ],
)
def test_a_key_or_item_of_another_type_is_refused(value, match):
    """The error says which key or item was refused, in the whole and alone, and the dict stays as it was."""
    ((key, item),) = value.items()
    config = Zeropoints()
    for write in (
        lambda: setattr(config, "by_band", {"r": 1.0, **value}),
        lambda: config.by_band.__setitem__(key, item),
        lambda: config.by_band.update({"r": 1.0, **value}),
        lambda: config.by_band.__ior__({"r": 1.0, **value}),
        lambda: config.by_band.setdefault(key if key != "g" else "new", item),
    ):
        with pytest.raises(FieldValidationError, match=match.replace("'g'", "'(g|new)'")):
            write()
        assert config.by_band == {"g": 25.0}
        assert len(config.history["by_band"]) == 1


def test_a_dict_without_an_item_type_takes_simple_values_and_none():
    """Every supported type and None are items; containers are not."""
    config = Zeropoints(notes={1: "a", 2: True, 3: 4, 4: 0.5, 5: 1j, 6: None})
    assert dict(config.notes) == {1: "a", 2: True, 3: 4, 4: 0.5, 5: 1j, 6: None}
    for value in ([1], {}, (1,), {1}, object(), b"a", np.array([1])):
        with pytest.raises(
            FieldValidationError, match="expected str, bool, int, float, complex or None, got"
        ):
            config.notes[7] = value


def test_none_is_an_item_of_every_dict():
    """None per item is kept, also where the item type is given."""
    config = Zeropoints(by_band={"g": None})
    config.by_band["r"] = None
    assert dict(config.by_band) == {"g": None, "r": None}


def test_keys_and_items_are_checked_in_the_whole_and_alone():
    """The keyCheck and the itemCheck see every new key and item, however it comes in."""

    class Own(Config):
        values = DictField("Values.", str, int, keyCheck=str.islower, itemCheck=lambda item: item > 0)

    for key, item, match in (
        ("A", 1, "refused by the keyCheck 'islower'"),
        ("a", -1, "refused by the itemCheck"),
    ):
        for write in (
            lambda config: setattr(config, "values", {"b": 2, key: item}),  # noqa: B023 - called at once
            lambda config: config.update(values={key: item}),  # noqa: B023
            lambda config: config.values.__setitem__(key, item),  # noqa: B023
            lambda config: config.values.update({key: item}),  # noqa: B023
            lambda config: config.values.setdefault(key, item),  # noqa: B023
        ):
            config = Own(values={"b": 3})
            with pytest.raises(FieldValidationError, match=match):
                write(config)
            assert config.values == {"b": 3}
    with pytest.raises(FieldValidationError, match="'>' not supported"):
        Own(values={"a": None})


def test_the_dict_check_is_made_by_validate_only():
    """A dict may pass through states that the dict check refuses."""

    class Own(Config):
        values = DictField("Values.", str, int, {}, dictCheck=lambda values: len(values) < 2)

    config = Own(values={"a": 1, "b": 2})
    with pytest.raises(
        FieldValidationError, match=r"\{'a': 1, 'b': 2\} \(dict\) is refused by the dictCheck at "
    ):
        config.validate()
    del config.values["a"]
    config.validate()


def test_nothing_is_shared():
    """Assigned dicts, defaults and dicts of other configs are copied."""
    default, mine = {"a": 1}, {"a": 2}

    class Own(Config):
        values = DictField("Values.", str, int, default)

    config = Own()
    config.values["b"] = 3
    default["c"] = 4
    assert Own().values == {"a": 1}
    other = Own(values=mine)
    mine["d"] = 5
    other.values["e"] = 6
    assert (other.values, mine) == ({"a": 2, "e": 6}, {"a": 2, "d": 5})
    other.values = config.values
    other.values["f"] = 7
    assert config.values == {"a": 1, "b": 3}


# -- editing ---------------------------------------------------------------------------------------

EDITS = [
    ("['r'] = 24.0", lambda values: values.__setitem__("r", 24), {"g": 25, "r": 24}, "setitem"),
    ("['g'] = 1.0", lambda values: values.__setitem__("g", 1), {"g": 1}, "setitem"),
    ("del ['g']", lambda values: values.__delitem__("g"), {}, "delitem"),
    (
        ".update({'r': 1.0, 'i': 2.0})",
        lambda values: values.update({"r": 1}, i=2),
        {"g": 25, "r": 1, "i": 2},
        "setitem",
    ),
    (".update({'r': 1.0})", lambda values: values.update([("r", 1)]), {"g": 25, "r": 1}, "setitem"),
    (".update({'r': 1.0})", lambda values: values.__ior__({"r": 1}), {"g": 25, "r": 1}, "setitem"),
    (".pop('g')", lambda values: values.pop("g"), {}, "delitem"),
    (".pop('g')", lambda values: values.pop("g", 3), {}, "delitem"),
    (".pop('g')", lambda values: values.popitem(), {}, "delitem"),
    ("['r'] = 1.0", lambda values: values.setdefault("r", 1), {"g": 25, "r": 1}, "setitem"),
    (".clear()", lambda values: values.clear(), {}, "delitem"),
]


@pytest.mark.parametrize(
    ("told", "edit", "after", "label"), EDITS, ids=[str(index) for index in range(len(EDITS))]
)
def test_an_edit_is_one_entry_that_says_what_was_done(told, edit, after, label):
    """Every way to edit a dict does what it does to a dict, and records the operation, once."""
    config = Zeropoints()
    other, plain = config.copy(), {"g": 25.0}
    assert edit(config.by_band) == edit(plain)
    assert config.by_band == after == plain
    default, entry = config.history["by_band"]
    assert (repr(entry.value), entry.label) == (told, label)
    assert entry.location.filename == __file__
    assert (default.value, other.by_band) == ({"g": 25.0}, {"g": 25.0})


@pytest.mark.parametrize(
    "read",
    [
        lambda values: values.get("r"),
        lambda values: values.pop("r", 3),
        lambda values: values.setdefault("g", 3),
        lambda values: list(values.items()),
        lambda values: dict(values),
    ],
)
def test_what_changes_nothing_is_no_entry(read):
    """Reading, popping an absent key with a default, and a default that is not needed leave no entry."""
    config = Zeropoints()
    assert read(config.by_band) == read({"g": 25.0})
    assert len(config.history["by_band"]) == 1


@pytest.mark.parametrize(
    ("error", "edit"),
    [
        (KeyError, lambda values: values.__delitem__("z")),
        (KeyError, lambda values: values.pop("z")),
        (KeyError, lambda values: values["z"]),
        (KeyError, lambda values: values.clear() or values.popitem()),
        (TypeError, lambda values: values.update(3)),
        (ValueError, lambda values: values.update(["a"])),
        (TypeError, lambda values: values[[]]),
        (TypeError, lambda values: hash(values)),
        (TypeError, lambda values: values | 3),
    ],
)
def test_an_impossible_edit_raises_what_a_dict_raises(error, edit):
    """Absent keys and wrong arguments raise the errors of dicts."""
    config = Zeropoints()
    with pytest.raises(error):
        edit(config.by_band)


def test_every_edit_of_a_frozen_dict_is_refused():
    """A frozen config's dicts refuse every edit, and can still be read."""
    config = Zeropoints()
    config.freeze()
    for told, edit, _, _ in EDITS:
        with pytest.raises(FieldValidationError, match="frozen"):
            edit(config.by_band)
        assert config.by_band == {"g": 25.0}, told
    assert len(config.history["by_band"]) == 1


def test_a_dict_that_was_replaced_cannot_be_edited():
    """An edit of a dict that is no longer the field's value would be lost; it is refused."""
    config = Zeropoints()
    old = config.by_band
    config.by_band = {}
    with pytest.raises(FieldValidationError, match="was replaced"):
        old["r"] = 1
    assert (dict(old), config.by_band) == ({"g": 25.0}, {})


def test_a_dict_may_be_assigned_to_itself():
    """``config.d = config.d`` and ``|=`` do what they say, with one entry at most."""
    config = Zeropoints()
    config.by_band = config.by_band
    config.by_band |= {"r": 1}
    assert config.by_band == {"g": 25.0, "r": 1.0}
    assert [entry.label for entry in config.history["by_band"]] == ["default", "setitem"]


@given(st.data())
def test_edits_do_what_they_do_to_a_dict(data):
    """Any sequence of edits leaves the same items in the same order as on a plain dict."""
    config, plain = Zeropoints(notes={}), {}
    for count in range(data.draw(st.integers(0, 12))):
        key, item = data.draw(st.integers(0, 3)), data.draw(st.none() | st.text(max_size=3) | st.integers())
        edit = data.draw(st.sampled_from(["set", "update", "clear", *["del", "pop"] * (key in plain)]))
        popped = []
        for values in (config.notes, plain):
            match edit:
                case "set":
                    values[key] = item
                case "update":
                    values.update({key: item, 9: None})
                case "clear":
                    values.clear()
                case "del":
                    del values[key]
                case "pop":
                    popped.append(values.pop(key))
        assert popped[:1] == popped[1:]
        assert list(config.notes.items()) == list(plain.items())
        assert len(config.history["notes"]) == count + 3


# -- what the dict is like ---------------------------------------------------------------------------


def test_a_dict_reads_like_a_dict():
    """Length, items, membership, iteration and text are those of a dict."""
    values = Zeropoints(by_band={"g": 25, "r": 24}).by_band
    assert (len(values), values["g"], values.get("z", 3)) == (2, 25.0, 3)
    assert ("g" in values, "z" in values, 3 in values, [] in values) == (True, False, False, False)
    assert (list(values), list(values.keys()), list(values.values())) == (
        ["g", "r"],
        ["g", "r"],
        [25.0, 24.0],
    )
    assert list(values.items()) == [("g", 25.0), ("r", 24.0)]
    assert (str(values), repr(values), f"{values}") == ("{'g': 25.0, 'r': 24.0}",) * 3
    assert (dict(values), dict(**values)) == ({"g": 25.0, "r": 24.0},) * 2
    assert isinstance(values, collections.abc.MutableMapping)
    assert type(values) is Dict
    assert values
    assert not Zeropoints().notes


@pytest.mark.parametrize(
    ("other", "equal"),
    [
        ({"g": 25}, True),
        (collections.OrderedDict(g=25.0), True),
        (types.MappingProxyType({"g": 25.0}), True),
        (collections.UserDict(g=25.0), True),
        ({"g": 24}, False),
        ({}, False),
        ({"g": 25, "r": 1}, False),
        (["g"], False),
        ("g", False),
        (None, False),
        (3, False),
        ({"g": np.array([25.0, 25.0])}, False),
    ],
)
def test_comparing_a_dict_with_anything_gives_a_bool(other, equal):
    """Mappings of equal items are equal to it, all else is unequal, and nothing is an error."""
    values = Zeropoints().by_band
    assert (values == other) is equal
    assert (values != other) is not equal


def test_the_order_of_items_does_not_count():
    """Dicts of two configs are equal whatever the order in which their items were set."""
    one = Zeropoints(by_band={"a": 1, "b": 2})
    other = Zeropoints(by_band={"b": 2, "a": 1})
    assert one.by_band == other.by_band
    assert one == other
    assert one.compare(other)


def test_a_copy_is_plain():
    """Copies of the dict are plain dicts of their own."""
    config = Zeropoints()
    for copied in (dict(config.by_band), copy.copy(config.by_band), copy.deepcopy(config.by_band)):
        assert type(copied) is dict
        copied["z"] = 1.0
    assert config.by_band == {"g": 25.0}


def test_a_dict_cannot_be_pickled_by_itself():
    """Pickling the dict alone is an error that says what to pickle."""
    with pytest.raises(UnexpectedProxyUsageError, match=r"pickle a plain copy: dict\(config.by_band\)"):
        pickle.dumps(Zeropoints().by_band)


@pytest.mark.parametrize("access", [getattr, lambda o, n: setattr(o, n, 1), lambda o, n: delattr(o, n)])
def test_an_unknown_attribute_of_a_dict_is_an_unknown_name(access):
    """Getting, setting or deleting one is the error of unknown names, and a FieldValidationError as well."""
    with pytest.raises(
        FieldValidationError, match="a Dict has no attribute 'updat'; did you mean 'update'"
    ) as caught:
        access(Zeropoints().by_band, "updat")
    for kind in (UnknownNameError, AttributeError, KeyError):
        assert isinstance(caught.value, kind)


def test_nan_is_a_key_and_an_item():
    """A nan can be a key and an item of a float dict."""
    config = Zeropoints(by_level={math.nan: math.nan})
    ((key, item),) = config.by_level.items()
    assert math.isnan(key)
    assert math.isnan(item)


def test_two_keys_that_become_one_leave_the_later_item():
    """Keys that are equal after conversion are one key, as in a dict."""
    config = Zeropoints(by_band={"a": 1, np.str_("a"): 2})
    assert config.by_band == {"a": 2.0}


def test_a_dict_of_a_subclass_of_the_kind_is_converted_item_by_item():
    """A user's dict field can override the conversions of key and item."""

    class Lower(DictField):
        def coerce_key(self, key):
            return super().coerce_key(key).lower()

        def coerce_item(self, key, item):
            return super().coerce_item(key, item) * 2

    class Own(Config):
        values = Lower("Values.", str, int)

    config = Own(values={"A": 1})
    config.values["B"] = 2
    assert config.values == {"a": 2, "b": 4}
