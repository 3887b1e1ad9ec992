"""SelectionSet: the selection of a field that chooses several."""

import pytest

from stepconfig import Config, ConfigChoiceField, FieldValidationError, SelectionSet

TYPES = {name: type(name, (Config,), {}) for name in "abcd"}


class Own(Config):
    """A config that chooses several."""

    choice = ConfigChoiceField("A choice.", TYPES, ["b", "a"], multi=True)


def names(use):
    """The names selected in a new config after it was used."""
    config = Own()
    use(config.choice.names)
    return list(config.choice.names)


@pytest.mark.parametrize(
    ("use", "left"),
    [
        (lambda names: names.add("d"), ["b", "a", "d"]),
        (lambda names: names.add("b"), ["b", "a"]),
        (lambda names: names.update(["d"], ("c", "a")), ["b", "a", "d", "c"]),
        (lambda names: names.discard("b"), ["a"]),
        (lambda names: names.discard("zz"), ["b", "a"]),
        (lambda names: names.remove("b"), ["a"]),
        (lambda names: names.pop(), ["b"]),
        (lambda names: names.clear(), []),
        (lambda names: names.__ior__({"d", "c"}), ["b", "a", "c", "d"]),
        (lambda names: names.__iand__({"a", "c"}), ["a"]),
        (lambda names: names.__isub__(["b"]), ["a"]),
        (lambda names: names.__ixor__(["b", "c"]), ["a", "c"]),
    ],
)
def test_edits_keep_the_order_in_which_the_selection_was_made(use, left):
    """What is new stands at the end; what is not taken back stays in its place."""
    assert names(use) == left


@pytest.mark.parametrize("operator", ["|=", "&=", "-=", "^="])
def test_an_augmented_assignment_is_one_entry(operator):
    """``config.choice.names |= [...]`` is one edit in the history, and the selection is the field's own."""
    config = Own()
    exec(f"config.choice.names {operator} ['b']", {"config": config})
    assert len(config.history["choice"]) == 3
    assert str(config.history["choice"][-1].value) == f".names {operator} ['b']"


def test_an_update_of_several_is_one_edit_or_none():
    """One entry for all that is selected, and nothing is selected if one of the names is no choice."""
    config = Own()
    with pytest.raises(FieldValidationError, match="zz"):
        config.choice.names.update(["d"], ["zz"])
    assert list(config.choice.names) == ["b", "a"]
    assert len(config.history["choice"]) == 2
    config.choice.names.update(["d"], ("c", "d"))
    assert [str(entry.value) for entry in config.history["choice"][2:]] == [".names |= ['d', 'c']"]


def test_taking_back_what_is_not_selected():
    """``discard`` of an absent name is silent, ``remove`` of one and ``pop`` of nothing are KeyErrors."""
    config = Own()
    config.choice.names.discard("c")
    with pytest.raises(KeyError):
        config.choice.names.remove("c")
    assert len(config.history["choice"]) == 2
    config.choice.names.clear()
    with pytest.raises(KeyError):
        config.choice.names.pop()


def test_an_unknown_name_is_refused_and_nothing_is_added():
    """``add``, ``update`` and ``|=`` of a name that is no choice change nothing."""
    for use in (
        lambda names: names.add("zz"),
        lambda names: names.update(["c", "zz"]),
        lambda names: names.__ior__(["c", "zz"]),
        lambda names: names.__ixor__(["c", "zz"]),
        lambda names: names.update("cd"),
        lambda names: names.update(3),
    ):
        config = Own()
        with pytest.raises(FieldValidationError):
            use(config.choice.names)
        assert (list(config.choice.names), len(config.history["choice"])) == (["b", "a"], 2)


def test_it_is_a_set():
    """It equals sets of the same names in any order, sequences in the same order, and combines to sets."""
    selection = Own().choice.names
    assert isinstance(selection, SelectionSet)
    assert selection == {"a", "b"}
    assert {"a", "b"} == selection
    assert selection == ["b", "a"] == list(selection)
    assert selection != ["a", "b"]
    assert selection != "ba"
    assert (selection == Own().choice.names, selection == 3) == (True, False)
    assert selection | {"c"} == {"a", "b", "c"}
    assert selection & {"a"} == {"a"}
    assert ("a" in selection, "c" in selection, [] in selection, len(selection)) == (True, False, False, 2)
    assert selection.isdisjoint({"c"})
    with pytest.raises(TypeError, match="unhashable"):
        hash(selection)


def test_it_shows_what_is_selected_now():
    """A selection that somebody holds goes with the field, also after another was assigned."""
    config = Own()
    held = config.choice.names
    config.choice = ["c"]
    held.add("d")
    assert list(config.choice.names) == list(held) == ["c", "d"]
    config.choice = None
    assert list(held) == []


def test_the_selection_of_another_config_can_be_assigned():
    """It is copied, in its order."""
    one, other = Own(), Own()
    other.choice.names = ["d", "c"]
    one.choice.names = other.choice.names
    other.choice.names.add("a")
    assert list(one.choice.names) == ["d", "c"]
    one.choice = other.choice.names
    assert list(one.choice.names) == ["d", "c", "a"]
