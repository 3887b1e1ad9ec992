"""validate(): every fault of the tree in one error, the users' own checks included."""

import pickle

import pytest

from stepconfig import (
    Config,
    ConfigError,
    ConfigField,
    DictField,
    Field,
    FieldValidationError,
    ListField,
)


class Leaf(Config):
    """A config at the bottom."""

    needed = Field("Needed.", int, unit="s")
    size = ListField("Sized.", int, [1, 2], length=2)
    low = Field("Lower limit.", float, 0.0)
    high = Field("Upper limit.", float, 1.0)

    def validate(self):
        super().validate()
        if self.low > self.high:
            raise FieldValidationError(type(self).low, self, f"low = {self.low} > {self.high} = high")


class Background(Config):
    """A config without checks."""

    order = Field("Order.", int, 1)


class Branch(Config):
    """A config in the middle."""

    first = ConfigField("First.", Leaf)
    label = Field("Label.", str)
    second = ConfigField("Second.", Leaf)


class Tree(Config):
    """A config at the top."""

    count = Field("Count.", int)
    branch = ConfigField("Branch.", Branch)
    names = DictField("Names.", str, int, {}, dictCheck=lambda names: len(names) < 2)

    def validate(self):
        super().validate()
        if self.count == 13:
            raise RuntimeError("13 is unlucky")


def good_tree():
    """Return a tree without a fault."""
    tree = Tree(count=1)
    tree.branch.label = "a"
    tree.branch.first.needed = tree.branch.second.needed = 1
    return tree


def faults_of(config):
    """Return the faults that validate() finds: path and reason, or type and text of a user's own."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - a user's error may be any
        config.validate()
    return [
        (fault.path, fault.why) if isinstance(fault, FieldValidationError) else (type(fault), str(fault))
        for fault in getattr(caught.value, "faults", [caught.value])
    ]


REQUIRED_S = "a value is required, got None; expected int (s)"


def test_a_config_without_a_fault_is_valid():
    """validate() returns nothing and changes nothing."""
    tree = good_tree()
    before = tree.copy()
    assert tree.validate() is None
    assert tree == before


def test_every_fault_of_the_tree_is_found():
    """One error has all the faults, nested ones first where they stand, in the order of the fields."""
    tree = Tree()
    tree.branch.second.size = [1]
    tree.names = {"a": 1, "b": 2}
    assert [path for path, _ in faults_of(tree)] == [
        "count",
        "branch.first.needed",
        "branch.label",
        "branch.second.needed",
        "branch.second.size",
        "names",
    ]


def test_the_error_is_that_of_the_first_fault_with_all_in_its_text():
    """The attributes are those of the first fault, as in pex_config; the text has every fault."""
    tree = good_tree()
    tree.branch.first.needed = None
    tree.branch.label = None
    with pytest.raises(FieldValidationError) as caught:
        tree.validate()
    error = caught.value
    assert (error.fieldName, error.fullname, error.fieldType) == ("needed", "branch.first.needed", Field)
    assert [fault.path for fault in error.faults] == ["branch.first.needed", "branch.label"]
    lines = str(error).splitlines()
    assert lines[0] == "2 faults:"
    assert lines[1] == f"Field 'branch.first.needed' failed validation: {REQUIRED_S}"
    assert lines[4] == "Field 'branch.label' failed validation: a value is required, got None; expected str"
    for fault, first_line in zip(error.faults, (lines[1], lines[4]), strict=True):
        assert str(fault).splitlines()[0] == first_line
        assert fault.faults == [fault]


def test_a_single_fault_stands_alone():
    """With one fault the error is that fault, without a heading."""
    tree = good_tree()
    tree.count = None
    with pytest.raises(FieldValidationError) as caught:
        tree.validate()
    assert caught.value.faults == [caught.value]
    assert str(caught.value).startswith("Field 'count' failed validation: a value is required, got None")


def test_what_a_users_validate_raises_is_one_fault_more():
    """The faults of the fields and the user's own are in one error, the user's last."""
    leaf = Leaf(low=2, size=[1])
    assert faults_of(leaf) == [
        ("needed", REQUIRED_S),
        ("size", "expected exactly 2 items, got 1"),
        ("low", "low = 2.0 > 1.0 = high"),
    ]


def test_a_users_own_exception_is_raised_as_it_is_if_it_is_the_only_fault():
    """Whoever catches that exception can go on doing so."""
    tree = good_tree()
    tree.count = 13
    with pytest.raises(RuntimeError, match="13 is unlucky") as caught:
        tree.validate()
    assert type(caught.value) is RuntimeError


def test_a_users_own_exception_is_told_with_its_type_among_others():
    """With other faults it is one of the list, under its name."""
    tree = good_tree()
    tree.count = 13
    tree.branch.label = None
    with pytest.raises(FieldValidationError) as caught:
        tree.validate()
    assert str(caught.value).splitlines()[-1] == "RuntimeError: 13 is unlucky"
    assert [type(fault) for fault in caught.value.faults] == [FieldValidationError, RuntimeError]


def test_faults_that_begin_with_a_users_own_are_a_config_error():
    """An error that gathers several faults is a ConfigError whatever the first one is."""

    class Own(Config):
        first = ConfigField("First.", Tree)
        last = Field("Last.", int)

    config = Own()
    config.first = good_tree()
    config.first.count = 13
    with pytest.raises(ConfigError) as caught:
        config.validate()
    assert [type(fault).__name__ for fault in caught.value.faults] == ["RuntimeError", "FieldValidationError"]
    assert str(caught.value).splitlines()[:2] == ["2 faults:", "RuntimeError: 13 is unlucky"]


def test_nested_checks_come_before_the_parents_own():
    """The parent's validate goes down first, in the order of the fields, then makes its own checks."""
    calls = []

    def tracing(name, *parts):
        def validate(self):
            super(cls, self).validate()
            calls.append(name)

        fields = {part.__name__.lower(): ConfigField("A part.", part) for part in parts}
        cls = type(Config)(name, (Config,), {**fields, "validate": validate})
        return cls

    tracing("Top", tracing("A", tracing("B")), tracing("C"))().validate()
    assert calls == ["B", "A", "C", "Top"]


def test_a_check_after_super_runs_also_if_super_found_faults():
    """An override's own checks are made whatever the inherited ones found."""
    seen = []

    class Own(Leaf):
        def validate(self):
            super().validate()
            seen.append(self.needed)
            raise ValueError("one more")

    assert [fault[1] for fault in faults_of(Own())] == [REQUIRED_S, "one more"]
    assert seen == [None]


def test_every_override_on_the_way_is_asked():
    """A fault of each class of the hierarchy is in the error."""

    class Middle(Leaf):
        def validate(self):
            super().validate()
            raise ValueError("middle")

    class Own(Middle):
        def validate(self):
            super().validate()
            raise ValueError("own")

    assert [why for _, why in faults_of(Own(low=2))] == [
        REQUIRED_S,
        "low = 2.0 > 1.0 = high",
        "middle",
        "own",
    ]


def test_an_override_without_super_replaces_the_checks_of_the_fields():
    """A validate() that does not call the inherited one is all there is, as in Python."""

    class Own(Leaf):
        def validate(self):
            pass

    class Holder(Config):
        own = ConfigField("Own.", Own)

    Own().validate()
    Holder().validate()


def test_a_validate_of_a_mixin_collects_too():
    """An override in a class that is no config is asked, and its checks are made after faults."""

    class Checked:
        def validate(self):
            super().validate()
            raise ValueError("mixed in")

    class Own(Checked, Leaf):
        pass

    assert [why for _, why in faults_of(Own())] == [REQUIRED_S, "mixed in"]


def test_a_validate_set_on_a_class_later_collects_too():
    """Replacing validate on a class works like writing it there."""

    class Own(Leaf):
        pass

    def validate(self):
        super(Own, self).validate()
        raise ValueError("set later")

    Own.validate = validate
    assert [why for _, why in faults_of(Own())] == [REQUIRED_S, "set later"]


def test_validating_another_config_on_the_way_is_no_part_of_it():
    """A validate() that validates a config of its own gets that one's error for itself."""

    class Own(Config):
        value = Field("A value.", int, 1)

        def validate(self):
            super().validate()
            with pytest.raises(FieldValidationError):
                Leaf().validate()

    Own().validate()


def test_a_failed_validation_leaves_nothing_behind():
    """After an error the same config, corrected, is valid."""
    tree = Tree()
    for _ in range(2):
        assert len(faults_of(tree)) == 4
    tree.update(count=1)
    tree.branch.label = "a"
    tree.branch.first.needed = tree.branch.second.needed = 1
    tree.validate()


def test_a_frozen_config_can_be_validated():
    """Freezing does not stand in the way."""
    tree = good_tree()
    tree.freeze()
    tree.validate()
    empty = Tree()
    empty.freeze()
    assert len(faults_of(empty)) == 4


def test_checks_of_values_are_not_made_again():
    """validate() asks for missing values and whole containers, not for the check of a value."""
    calls = []

    class Own(Config):
        value = Field("A value.", int, 1, check=lambda value: calls.append(value) or True)
        items = ListField("Items.", int, [1], itemCheck=lambda item: calls.append(item) or True)
        pairs = DictField("Pairs.", int, int, {1: 1}, keyCheck=lambda key: calls.append(key) or True)

    config = Own()
    calls.clear()
    config.validate()
    assert calls == []


def test_an_error_of_a_whole_check_is_a_fault():
    """A listCheck, dictCheck or check of a config that raises is a fault like the others, with its path."""

    class Own(Config):
        items = ListField("Items.", int, [1], listCheck=lambda items: 1 / 0)
        pairs = DictField("Pairs.", int, int, {}, dictCheck=lambda pairs: pairs["x"])
        leaf = ConfigField("A leaf.", Background, check=lambda leaf: leaf.ordr)
        value = Field("A value.", int)

    faults = faults_of(Own())
    assert [path for path, _ in faults] == ["items", "pairs", "leaf", "value"]
    assert faults[0][1].endswith(" fails with ZeroDivisionError: division by zero")
    assert faults[1][1].endswith(" fails with KeyError: 'x'")
    assert " fails with UnknownNameError: " in faults[2][1]


def test_the_place_of_a_fault_is_where_the_value_was_set():
    """A list of a wrong length is told with the line that made it so."""
    leaf = Leaf(needed=1)
    leaf.size.append(3)
    with pytest.raises(FieldValidationError) as caught:
        leaf.validate()
    assert caught.value.location.content == "leaf.size.append(3)"


def test_an_error_with_several_faults_survives_pickling():
    """A worker process can send the error home: text and faults are the same."""
    tree = Tree()
    tree.branch.second.size = [1]
    with pytest.raises(FieldValidationError) as caught:
        tree.validate()
    error = pickle.loads(pickle.dumps(caught.value))
    assert str(error) == str(caught.value)
    assert [str(fault) for fault in error.faults] == [str(fault) for fault in caught.value.faults]
    assert (error.path, len(error.faults)) == ("count", 5)
