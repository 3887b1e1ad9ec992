"""Copies of configs: `copy`, `copy.copy`, `copy.deepcopy`, pickle."""

import copy
import os
import pickle
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from stepconfig import (
    Config,
    ConfigField,
    DictField,
    Field,
    FieldValidationError,
    ListField,
    UnexpectedProxyUsageError,
    UnknownNameError,
)
from stepconfig.config.walk import walk
from tests.kinds import Background, Detection, Reduction

CHECKOUT = Path(__file__).parents[2]


def pickled(config):
    """What comes back from pickling."""
    return pickle.loads(pickle.dumps(config))


WAYS = {
    "copy()": lambda config: config.copy(),
    "copy.copy": copy.copy,
    "copy.deepcopy": copy.deepcopy,
    "pickle": pickled,
    "pickle, oldest protocol": lambda config: pickle.loads(pickle.dumps(config, 0)),
    "in a list": lambda config: copy.deepcopy([config])[0],
    "a copy of a copy": lambda config: copy.deepcopy(config.copy()),
}
KEEPING = {name: way for name, way in WAYS.items() if name not in ("copy()", "a copy of a copy")}
every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


class Old(Config):
    """Checks that are lambdas, and a deprecated field."""

    even = Field("An even number.", int, 2, check=lambda value: value % 2 == 0)
    evens = ListField("Even numbers.", int, [2], itemCheck=lambda value: value % 2 == 0)
    table = DictField("A table.", str, int, {}, dictCheck=lambda value: len(value) < 3)
    value = Field("A value.", int, 1, deprecated="use other")


def worked_on():
    """Return a config with something of everything in it."""
    config = Reduction(count=4)
    config.radii.append(1)
    config.zeropoints["z"] = 24
    config.detection = Detection(label="stars")
    config.detection.background.knots = [5, 6]
    del config.fwhm
    config.loadFromString("import fractions\nconfig.title = 'loaded'\n")
    return config


def told(config):
    """The histories of the tree, entry by entry, places included."""
    return {
        (path, name): [
            (repr(e.value), e.label, e.layer, e.sequence, e.location.frames, str(e.definition))
            for e in entries
        ]
        for path, each in walk(config)
        for name, entries in each.history.items()
    }


@every_way
def test_a_copy_has_the_values_of_its_source(way):
    """It is equal, of the same class, and another object, as is everything in it that can change."""
    config = worked_on()
    other = way(config)
    assert type(other) is Reduction
    assert other == config
    assert other.toDict() == config.toDict()
    mine, theirs = dict(walk(config)), dict(walk(other))
    assert mine.keys() == theirs.keys()
    for path, each in mine.items():
        assert theirs[path] is not each
        for name, value in each.items():
            if not isinstance(value, (int, float, complex, str, type(None))):
                assert getattr(theirs[path], name) is not value


@every_way
def test_a_copy_has_the_history_of_its_source(way):
    """Values, places, labels, layers, numbers and definitions of every entry."""
    config = worked_on()
    other = way(config)
    assert told(other) == told(config)
    assert other.formatHistory(all=True) == config.formatHistory(all=True)


@every_way
def test_a_copy_keeps_names(way):
    """Full names of nested configs, and those of errors, are as they were."""
    other = way(worked_on())
    assert [each._name for _, each in walk(other)] == ["", "detection", "detection.background"]
    with pytest.raises(FieldValidationError, match=r"Field 'detection.background.order' failed"):
        other.detection.background.order = "steep"
    nested = way(worked_on().detection)
    with pytest.raises(FieldValidationError, match=r"Field 'detection.background.order' failed"):
        nested.background.order = "steep"


def change_everything(config):
    """Change every value of the tree, by assignment and in place."""
    for _, each in walk(config):
        for name, value in each.items():
            if isinstance(value, bool):
                setattr(each, name, not value)
            elif isinstance(value, int):
                setattr(each, name, value + 8)
            elif isinstance(value, str) and name != "fit":
                setattr(each, name, value + "!")
    config.radii.append(99)
    config.radii[0] = 98
    config.bands.clear()
    config.zeropoints["g"] = 97
    config.extras.pop("note")
    config.detection.background.knots.extend([96, 95])
    config.detection.label = "changed"


@every_way
@pytest.mark.parametrize("direction", ["the copy", "the source"])
def test_a_copy_is_independent(way, direction):
    """Whatever is done to one, values and histories of the other stay."""
    config = worked_on()
    other = way(config)
    changed, kept = (other, config) if direction == "the copy" else (config, other)
    values, histories, text = kept.toDict(), told(kept), kept.saveToString()
    change_everything(changed)
    changed.loadFromString("import decimal\nconfig.count = 77\n")
    changed.freeze()
    assert (kept.toDict(), told(kept), kept.saveToString()) == (values, histories, text)
    assert changed != kept
    kept.count = 5
    kept.radii.append(3)
    assert kept.count == 5


@every_way
def test_containers_of_a_copy_belong_to_it(way):
    """Edits of a list or dict of the copy are checked and recorded by the copy."""
    config = worked_on()
    other = way(config)
    other.radii.append(7)
    other.zeropoints["g"] = 1
    assert len(other.history["radii"]) == len(config.history["radii"]) + 1
    assert other.radii.history == other.history["radii"]
    with pytest.raises(FieldValidationError, match="ListField 'radii' failed validation"):
        other.radii.append("wide")


@pytest.mark.parametrize("way", KEEPING.values(), ids=KEEPING)
def test_a_copy_of_a_frozen_config_is_frozen(way):
    """Copies by Python's own ways keep the state, of every part by itself."""
    config = worked_on()
    config.detection.background.freeze()
    part = way(config)
    assert [each._frozen for _, each in walk(part)] == [False, False, True]
    part.count = 8
    with pytest.raises(FieldValidationError):
        part.detection.background.order = 8
    config.freeze()
    whole = way(config)
    for _, each in walk(whole):
        with pytest.raises(FieldValidationError):
            each.update(**{next(iter(each)): None})
    with pytest.raises(FieldValidationError):
        whole.radii.append(8)


def test_the_method_copy_thaws():
    """`config.copy()` of a frozen config can be changed everywhere, and again when copied again."""
    config = worked_on()
    config.freeze()
    for other in (config.copy(), config.copy().copy(), pickled(config).copy()):
        change_everything(other)
        assert other != config
        assert config._frozen
    assert config == worked_on()


def test_a_copy_made_before_freezing_stays_free():
    """Freezing is a matter of the one config."""
    config = worked_on()
    other = config.copy()
    config.freeze()
    other.detection.background.knots.append(3)
    assert other.detection.background.knots == [5.0, 6.0, 3.0]


@every_way
def test_checks_may_be_lambdas(way):
    """They belong to the class, and hold for copies."""
    other = way(Old(even=4, evens=[6], table={"a": 1}))
    assert (other.even, other.evens, other.table) == (4, [6], {"a": 1})
    with pytest.raises(FieldValidationError):
        other.even = 5
    with pytest.raises(FieldValidationError):
        other.evens.append(5)


@every_way
def test_a_copy_does_not_warn_again(way):
    """Nothing is set anew, so a changed deprecated field is copied in silence."""
    config = Old(value=5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert way(config).value == 5


@every_way
def test_a_copy_executes_nothing_of_the_class(way):
    """Neither `setDefaults` nor `__init__` runs again."""

    class Counting(Config):
        number = Field("A number.", int, 1)
        runs = 0

        def __init__(self, **keywords):
            super().__init__(**keywords)
            type(self).runs += 1

        def setDefaults(self):
            type(self).runs += 100

    Counting.__qualname__ = "Counting"
    globals()["Counting"] = Counting
    try:
        config = Counting(number=5)
        assert Counting.runs == 101
        assert way(config).number == 5
        assert Counting.runs == 101
    finally:
        del globals()["Counting"]


@every_way
def test_a_copy_has_the_defaults_of_its_time(way):
    """A default of the class that changes later changes no history."""

    class Changing(Config):
        number = Field("A number.", int, 1)

    Changing.__qualname__ = "Changing"
    globals()["Changing"] = Changing
    try:
        config = Changing(number=5)
        other = way(config)
        Changing.number.default = 7
        assert [entry.value for entry in other.history["number"]] == [1, 5]
        assert (Changing().number, other.number) == (7, 5)
    finally:
        del globals()["Changing"]


def test_a_nested_config_is_copied_as_one_of_its_own():
    """What is above it does not come along, and assignment puts it back."""
    config = worked_on()
    part = config.detection.copy()
    part.label = "galaxies"
    assert config.detection.label == "stars"
    config.detection = part
    assert config.detection.label == "galaxies"
    assert config.detection is not part


def test_a_config_pickles_in_another_process():
    """The class is found by its name; values and histories are there."""
    config = worked_on()
    code = (
        "import pickle, sys\n"
        "config = pickle.load(sys.stdin.buffer)\n"
        "print(config.count, config.radii, config.history['title'][-1].location.content)\n"
        "sys.stdout.flush()\n"
        "sys.stdout.buffer.write(pickle.dumps(config).hex().encode())\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(CHECKOUT / "python"), str(CHECKOUT)])}
    done = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(config), capture_output=True, env=environment
    )
    first, rest = done.stdout.split(b"\n", 1)
    assert first == b"4 [2.0, 4.0, 1.0] config.title = 'loaded'", done.stderr.decode()
    back = pickle.loads(bytes.fromhex(rest.decode()))
    assert back == config
    assert told(back) == told(config)


def test_a_pickle_of_a_field_that_is_gone_is_refused():
    """A class that lost a field since says which; one that got a field has its default."""
    Changed = type(Config)(
        "Changed",
        (Config,),
        {"__module__": __name__, "number": Field("A number.", int, 1), "gone": Field("Gone.", int, 2)},
    )
    globals()["Changed"] = Changed
    try:
        content = pickle.dumps(Changed(number=5))
        del Changed.gone
        with pytest.raises(UnknownNameError, match=r"has no pickled field 'gone'"):
            pickle.loads(content)
        content = pickle.dumps(Changed(number=5))
        Changed.gone = Field("Back again.", int, 3)
        Changed.names_too = ListField("Names.", str, ["a"])
        Changed.background = ConfigField("The background.", Background)
        again = pickle.loads(content)
        assert (again.number, again.gone, again.names_too, again.background) == (5, 3, ["a"], Background())
        again.names_too.append("b")
        again.background.order = 7
        assert Changed().names_too == ["a"]
    finally:
        del globals()["Changed"]


@pytest.mark.parametrize("name", ["radii", "zeropoints"])
def test_a_container_is_not_pickled_by_itself(name):
    """It belongs to its config; the error, a `TypeError`, says what to pickle."""
    config = Reduction()
    proxy = getattr(config, name)
    with pytest.raises(
        UnexpectedProxyUsageError, match=f"of the field '{name}' belongs to its config"
    ) as caught:
        pickle.dumps(proxy)
    assert isinstance(caught.value, TypeError)
    with pytest.raises(UnexpectedProxyUsageError):
        pickle.dumps([proxy])
    assert pickle.loads(pickle.dumps(proxy._items)) == proxy


def test_a_copied_container_is_plain():
    """A copy of a list or dict by itself is a plain one."""
    config = Reduction()
    for way in (copy.copy, copy.deepcopy):
        assert type(way(config.radii)) is list
        assert type(way(config.zeropoints)) is dict
        assert way(config.radii) == config.radii
    plain = copy.copy(config.radii)
    plain.append(99.0)
    assert config.radii == [2.0, 4.0]
