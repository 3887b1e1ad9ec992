"""Frozen configs: nothing can be changed, by whatever door, and everything can be read."""

import copy
import io
import operator
import pickle
import threading

import pytest

from stepconfig import Config, ConfigError, ConfigField, Field, FieldValidationError, ListField, acting_as
from stepconfig.config.walk import frozen, walk
from tests.kinds import Background, Detection, Reduction


def state(config):
    """Values, histories and identities of a whole tree."""
    return [
        (
            path,
            each.toDict(),
            {name: len(entries) for name, entries in each.history.items()},
            {name: id(value) for name, value in each.items()},
        )
        for path, each in walk(config)
    ]


def locked():
    """Return a frozen config."""
    config = Reduction()
    config.freeze()
    return config


def act(config):
    """Set a value for somebody else."""
    with acting_as(layer="command line"):
        config.count = 5


def in_thread(config):
    """Set a value in a thread, and raise what it raises."""
    caught = []

    def work():
        try:
            config.count = 5
        except Exception as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    for error in caught:
        raise error


DOORS = {
    "attribute": lambda config: setattr(config, "count", 5),
    "attribute, same value": lambda config: setattr(config, "count", 3),
    "attribute, None": lambda config: setattr(config, "count", None),
    "attribute, wrong value": lambda config: setattr(config, "count", "many"),
    "__setattr__": lambda config: config.__setattr__("count", 5),
    "__setattr__ with a place": lambda config: config.__setattr__("count", 5, [], "assignment"),
    "Config.__setattr__": lambda config: Config.__setattr__(config, "count", 5),
    "range": lambda config: setattr(config, "box", 128),
    "choice": lambda config: setattr(config, "fit", "spline"),
    "list": lambda config: setattr(config, "radii", [1.0]),
    "the same list": lambda config: setattr(config, "radii", config.radii),
    "dict": lambda config: setattr(config, "zeropoints", {}),
    "del": lambda config: delattr(config, "count"),
    "__delattr__": lambda config: config.__delattr__("count"),
    "del list": lambda config: delattr(config, "radii"),
    "del config": lambda config: delattr(config, "detection"),
    "update": lambda config: config.update(count=5),
    "update of several": lambda config: config.update(count=5, fwhm=2),
    "Config.update": lambda config: Config.update(config, count=5),
    "field.__set__": lambda config: Reduction.count.__set__(config, 5),
    "field.__set__ with a place": lambda config: Reduction.count.__set__(config, 5, [], "readControl"),
    "list field.__set__": lambda config: Reduction.radii.__set__(config, [1.0]),
    "dict field.__set__": lambda config: Reduction.zeropoints.__set__(config, {}),
    "config field.__set__": lambda config: Reduction.detection.__set__(config, Detection()),
    "field.__delete__": lambda config: Reduction.count.__delete__(config),
    "config": lambda config: setattr(config, "detection", Detection()),
    "the same config": lambda config: setattr(config, "detection", config.detection),
    "config class": lambda config: setattr(config, "detection", Detection),
    "config in update": lambda config: config.update(detection=Detection()),
    "nested value": lambda config: setattr(config.detection, "label", "stars"),
    "nested config": lambda config: setattr(config.detection, "background", Background()),
    "nested config class": lambda config: setattr(config.detection, "background", Background),
    "value two deep": lambda config: setattr(config.detection.background, "order", 5),
    "nested update": lambda config: config.detection.background.update(order=5),
    "nested del": lambda config: delattr(config.detection, "label"),
    "nested list": lambda config: config.detection.background.knots.append(3.0),
    "load": lambda config: config.load("over.py"),
    "loadFromString": lambda config: config.loadFromString("config.count = 5"),
    "loadFromString, empty": lambda config: config.loadFromString(""),
    "loadFromStream": lambda config: config.loadFromStream(io.StringIO("config.count = 5")),
    "nested load": lambda config: config.detection.loadFromString("config.label = 'stars'"),
    "acting for somebody": act,
    "a thread": in_thread,
    "list append": lambda config: config.radii.append(5.0),
    "list extend": lambda config: config.radii.extend([5.0]),
    "list extend, empty": lambda config: config.radii.extend([]),
    "list insert": lambda config: config.radii.insert(0, 5.0),
    "list item": lambda config: operator.setitem(config.radii, 0, 5.0),
    "list slice": lambda config: operator.setitem(config.radii, slice(0, 1), [5.0]),
    "list del": lambda config: operator.delitem(config.radii, 0),
    "list del slice": lambda config: operator.delitem(config.radii, slice(0, 0)),
    "list pop": lambda config: config.radii.pop(),
    "list remove": lambda config: config.radii.remove(2.0),
    "list clear": lambda config: config.radii.clear(),
    "list reverse": lambda config: config.radii.reverse(),
    "list sort": lambda config: config.radii.sort(),
    "list +=": lambda config: operator.iadd(config.radii, [5.0]),
    "list attribute +=": lambda config: config.__setattr__("radii", operator.iadd(config.radii, [5.0])),
    "list attribute": lambda config: setattr(config.radii, "items", []),
    "dict item": lambda config: operator.setitem(config.zeropoints, "z", 5.0),
    "dict del": lambda config: operator.delitem(config.zeropoints, "g"),
    "dict update": lambda config: config.zeropoints.update(z=5.0),
    "dict update, empty": lambda config: config.zeropoints.update(),
    "dict |=": lambda config: operator.ior(config.zeropoints, {"z": 5.0}),
    "dict pop": lambda config: config.zeropoints.pop("g"),
    "dict popitem": lambda config: config.zeropoints.popitem(),
    "dict setdefault": lambda config: config.zeropoints.setdefault("z", 5.0),
    "dict clear": lambda config: config.zeropoints.clear(),
    "dict attribute": lambda config: setattr(config.zeropoints, "items", {}),
    "dict of anything": lambda config: operator.setitem(config.extras, "seed", 5),
}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_a_frozen_config_refuses_every_write(folder, door):
    """Each door gives a `FieldValidationError`, and neither value nor history changes."""
    (folder / "over.py").write_text("config.count = 5\n")
    config = locked()
    before = state(config)
    with pytest.raises(FieldValidationError):
        door(config)
    assert state(config) == before


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_the_doors_are_open_before(folder, door):
    """The same writes are refused by a config that is not frozen only if they are wrong in themselves."""
    (folder / "over.py").write_text("config.count = 5\n")
    wrong = {"attribute, wrong value", "del config", "list attribute", "dict attribute"}
    config = Reduction()
    name = next(name for name, each in DOORS.items() if each is door)
    if name in wrong:
        with pytest.raises((ConfigError, TypeError)):
            door(config)
    else:
        door(config)


def test_the_error_says_what_to_do():
    """Field, full name, reason and remedy, and the line that tried."""
    config = locked()
    with pytest.raises(FieldValidationError) as caught:
        config.detection.background.order = 5
    error = caught.value
    assert str(error).startswith(
        "Field 'detection.background.order' failed validation: the config is frozen;"
        " change a copy: config.copy()\n  set at "
    )
    assert (error.fullname, error.location.content) == (
        "detection.background.order",
        "config.detection.background.order = 5",
    )


def test_an_unknown_name_is_unknown_to_a_frozen_config_too():
    """What is wrong with the name comes first."""
    with pytest.raises(AttributeError, match="has no field 'cuont'; did you mean 'count'"):
        locked().cuont = 3


def test_everything_below_is_frozen():
    """Every config of the tree is."""
    assert [each._frozen for _, each in walk(locked())] == [True, True, True]


def test_a_part_can_be_frozen():
    """What is above stays free, but cannot replace the values of the frozen part."""
    config = Reduction()
    config.detection.freeze()
    config.count = 5
    before = state(config)
    for change in (
        lambda: setattr(config.detection.background, "order", 5),
        lambda: setattr(config, "detection", Detection(label="stars")),
        lambda: setattr(config, "detection", Detection),
        lambda: config.update(detection=Detection()),
    ):
        with pytest.raises(FieldValidationError, match="frozen"):
            change()
    assert state(config) == before
    assert config.count == 5


def test_a_config_below_a_free_one_can_be_frozen():
    """Assigning onto a tree with a frozen part changes nothing of the tree, also not what comes before."""
    config = Reduction()
    config.detection.background.freeze()
    before = state(config)
    with pytest.raises(FieldValidationError, match=r"'detection.background.order'.*frozen"):
        config.detection = Detection(label="stars")
    assert state(config) == before
    config.detection.label = "galaxies"
    assert config.detection.label == "galaxies"


class Middle(Config):
    """A config whose first field comes before a nested config."""

    first = Field("A value that is set first.", int, 1)
    sizes = ListField("Sizes that are set first.", int, [1])
    background = ConfigField("The background.", Background)


class Top(Config):
    """A config with one below it."""

    middle = ConfigField("The middle.", Middle)


@pytest.mark.parametrize("value", [Middle(first=5, sizes=[5]), Middle])
def test_what_was_set_before_the_frozen_part_is_set_back(value):
    """Assigning a config is all or nothing, whatever comes first in it."""
    top = Top()
    top.middle.update(first=3, sizes=[3])
    top.middle.background.freeze()
    before = state(top)
    with pytest.raises(FieldValidationError, match=r"'middle.background.order'.*frozen"):
        top.middle = value
    assert state(top) == before


def test_what_was_set_before_a_refused_value_is_set_back():
    """A check may refuse today what it accepted when the other config was made."""
    allowed = [True]

    class Checked(Config):
        first = Field("A value.", int, 1)
        last = Field("A value that is checked.", int, 1, check=lambda value: allowed[0])

    class Holder(Config):
        checked = ConfigField("A checked config.", Checked)

    holder, other = Holder(), Checked(first=5, last=5)
    before = state(holder)
    allowed[0] = False
    with pytest.raises(FieldValidationError, match=r"'checked\.last' failed validation"):
        holder.checked = other
    assert state(holder) == before


def test_freezing_twice_is_freezing_once():
    """It is no error."""
    config = locked()
    config.freeze()
    assert config._frozen


def test_everything_can_be_read():
    """Values, texts, histories, comparisons, copies and validation are as before."""
    config, free = locked(), Reduction()
    before = state(config)
    config.validate()
    assert config == free
    assert config.toDict() == free.toDict()
    assert config.saveToString() == free.saveToString()
    assert config.names() == free.names()
    assert (config.compare(free), config.diff(free)) == (True, [])
    assert "count" in config.formatHistory(all=True)
    assert (config.radii[0], config.zeropoints["g"], config.zeropoints.get("q")) == (2.0, 25.0, None)
    assert config.zeropoints.pop("q", None) is None
    assert config.zeropoints.setdefault("g", 1.0) == 25.0
    assert (config.radii.list(), list(reversed(config.radii))) == ([2.0, 4.0], [4.0, 2.0])
    assert repr(config) == repr(free)
    for other in (
        config.copy(),
        copy.copy(config),
        copy.deepcopy(config),
        pickle.loads(pickle.dumps(config)),
    ):
        assert other == config
    assert state(config) == before


def test_plain_copies_of_containers_are_free():
    """What a reader makes of the values is the reader's."""
    config = locked()
    config.radii.list().append(1.0)
    config.toDict()["radii"].append(1.0)
    config.radii[:].append(1.0)
    copy.copy(config.zeropoints)["z"] = 1.0
    config.toDict()["detection"]["background"]["knots"].clear()
    assert config == Reduction()


def test_values_of_a_frozen_config_can_be_assigned_to_another():
    """A frozen config is a source like any other, and shares nothing with what it was assigned to."""
    config = locked()
    other = Reduction()
    other.detection = config.detection
    other.radii = config.radii
    other.radii.append(7.0)
    other.detection.background.knots.append(7.0)
    assert config == Reduction()
    assert other.radii == [2.0, 4.0, 7.0]


def test_a_frozen_default_is_copied_into_free_configs():
    """A config that is the default of a field may be frozen; new configs are not."""
    default = Background(order=5)
    default.freeze()

    class Night(Config):
        background = ConfigField("The background.", Background, default)

    night = Night()
    night.background.order += 1
    assert (night.background.order, default.order) == (6, 5)


def test_a_context_freezes_for_a_while():
    """What was free before is free afterwards, what was frozen stays frozen; also after an error."""
    config = Reduction()
    config.detection.background.freeze()
    with frozen(config), pytest.raises(FieldValidationError):
        config.count = 5
    with pytest.raises(ZeroDivisionError), frozen(config):
        _ = 1 / 0
    config.count = 6
    config.radii.append(6.0)
    with pytest.raises(FieldValidationError):
        config.detection.background.order = 5


def test_a_subclass_may_freeze_more():
    """`freeze` is overridden to settle a value first; inside, super() does the rest."""

    class Settled(Config):
        low = Field("The lower limit.", float, 1.0)
        limits = ListField("Both limits.", float, [])

        def freeze(self):
            self.limits = [self.low, self.low * 2]
            super().freeze()

    class Holder(Config):
        settled = ConfigField("A config that settles.", Settled)

    holder = Holder()
    holder.settled.low = 3
    holder.freeze()
    assert holder.settled.limits == [3.0, 6.0]
    with pytest.raises(FieldValidationError):
        holder.settled.limits.append(1.0)


def test_a_user_field_cannot_write_into_a_frozen_config():
    """A field class with its own `__set__` ends in the package's, which refuses."""

    class Doubled(Field):
        def __set__(self, instance, value, at=None, label="assignment"):
            super().__set__(instance, value * 2, at, label)

    class Plot(Config):
        width = Doubled("Width of the plot.", int, 3)

    plot = Plot()
    plot.freeze()
    with pytest.raises(FieldValidationError, match="frozen"):
        plot.width = 4
    assert plot.width == 6
