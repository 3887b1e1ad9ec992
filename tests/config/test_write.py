"""The usual write in one function does what the field's own ``__set__`` does."""

import math
import textwrap
from fractions import Fraction

import numpy as np
import pytest

from stepconfig import ChoiceField, Config, ConfigError, Field, RangeField, acting_as


class Flag(int):
    """An int that is none of the plain ones."""


class Values(Config):
    """Fields of the kinds that have a short way, and some that have not."""

    whole = Field("A whole number.", int, 1)
    number = Field("A number.", float, 1.0)
    name = Field("A name.", str, "a")
    flag = Field("A flag.", bool, False)
    wave = Field("A complex number.", complex, 1j)
    low = RangeField("From a limit on.", float, 1.0, min=0.5)
    inner = RangeField(
        "Between limits that it must not touch.", float, 1.0, min=0.5, max=2.0, inclusiveMin=False
    )
    closed = RangeField("Limits included.", int, 1, min=-2, max=3, inclusiveMax=True)
    half = RangeField("Whole numbers between halves.", int, 1, min=-0.5, max=2.5)
    huge = RangeField("Limits that no float holds.", float, 1.0, min=-(10**400), max=10**400)
    even = Field("An even number.", int, 2, check=lambda value: value % 2 == 0)
    choice = ChoiceField("A choice.", str, {"a": "First.", "b": "Second."}, default="a")


GIVEN = [
    *(None, True, False, 0, 1, -1, 2, 3, 4, -2, -3, 10**30, Flag(2), Fraction(1, 2)),
    *(0.0, -0.0, 0.5, 1.0, 2.0, 1.9999999999999998, 2.5, math.nan, math.inf, -math.inf, 1e308),
    *("", "a", "b", "c", np.str_("a"), b"a", 1j, 1 + 0j, np.complex64(1)),
    *(np.int8(2), np.float32(0.5), np.float64(1.5), np.bool_(True), np.array(1.0), [1], {}, object),
]


def outcome(write):
    """What a write stores and records, or the text of what it raises without its place."""
    config = Values()
    try:
        write(config)
    except ConfigError as error:
        return type(error), str(error).splitlines()[0], config.toDict(), len(config._stored_history)
    stored = {name: (type(value), repr(value)) for name, value in config.items()}
    history = [
        (name, repr(raw[0]), raw[4], raw[5])
        for name, entries in config._stored_history.items()
        for raw in entries
    ]
    return stored, history


@pytest.mark.parametrize("name", list(Values.keys(Values())))
@pytest.mark.parametrize("value", GIVEN, ids=repr)
def test_an_attribute_is_set_as_the_field_sets_it(name, value):
    """Value, type, history and refusal are the same by both ways."""
    short = outcome(lambda config: setattr(config, name, value))
    long = outcome(lambda config: Values._fields[name].__set__(config, value))
    assert repr(short) == repr(long)


@pytest.mark.parametrize("name", ["whole", "number", "closed", "even"])
def test_a_frozen_config_has_no_short_way(name):
    """Also if somebody sets the flag itself, as clients of pex_config do."""
    for freeze in (Config.freeze, lambda config: setattr(config, "_frozen", True)):
        config = Values()
        freeze(config)
        with pytest.raises(ConfigError, match="frozen"):
            setattr(config, name, 2)
        assert not config._stored_history


def test_a_check_that_is_added_later_holds_for_configs_that_are_there():
    """The short way is given up when a field changes."""

    class Late(Config):
        """A class that is changed."""

        count = Field("A count.", int, 1)

    config = Late()
    config.count = -1
    Late.count.check = lambda value: value > 0
    with pytest.raises(ConfigError, match="refused by the check"):
        config.count = -2


def test_somebody_else_is_recorded_by_the_short_way_too():
    """Inside `acting_as` label, layer and place are those that were given."""
    config = Values()
    place = config.history["whole"][0].location
    with acting_as(place, label="told", layer="command line"):
        config.whole = 5
    entry = config.history["whole"][-1]
    assert (entry.label, entry.layer, entry.location) == ("told", "command line", place)


def unknown_name(config):
    """Set a name that no field has."""
    config.nuber = 1.0


def frozen(config):
    """Set a field of a frozen config."""
    config.freeze()
    config.number = 2.0


def in_an_override_file(config):
    """Set a name that no field has in an override file, whose loops the interpreter carries out."""
    config.loadFromString("for _ in range(1):\n    config.nuber = 1.0")


def of_a_saved_form(config):
    """Read a saved form, which is not executed, with an operation that Python refuses."""
    text = config.saveToString() + "config.number.real = 1.0\n"
    Values.from_yaml(f"!<lsst.pex.config.Config> |\n{textwrap.indent(text, '  ')}")


@pytest.mark.parametrize("write", [unknown_name, frozen, in_an_override_file, of_a_saved_form])
def test_a_refused_write_shows_no_inner_error(write):
    """How a config looks for the field of an attribute is not the user's business."""
    with pytest.raises(ConfigError) as caught:
        write(Values())
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert caught.value.__cause__ is None
