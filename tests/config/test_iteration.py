"""Names, iteration, conversion, and errors of a config."""

import copy
import pickle
import warnings
from pathlib import Path

import pytest

from stepconfig import (
    ChoiceField,
    Config,
    ConfigError,
    ConfigField,
    DictField,
    Field,
    FieldValidationError,
    ListField,
    RangeField,
    UnknownNameError,
)
from tests.kinds import Background, Detection, Reduction

FIELDS = [
    "count",
    "flag",
    "fwhm",
    "phase",
    "title",
    "limit",
    "box",
    "fit",
    "radii",
    "bands",
    "zeropoints",
    "extras",
    "detection",
]


class Old(Config):
    """A config with a deprecated field."""

    value = Field("A value.", int, 1, deprecated="use other")
    other = Field("Another value.", int, 1)
    items = ListField("Items.", int, [1], deprecated="use none")


class Holder(Config):
    """A config with a deprecated nested one."""

    old = ConfigField("Old values.", Old)
    older = ConfigField("Older values.", Old, deprecated="use old")


# -- iteration -------------------------------------------------------------------------------------


def test_iteration_is_in_field_order():
    """Iterating, keys, values, items and membership agree."""
    config = Reduction()
    assert list(config) == list(config.keys()) == FIELDS
    assert list(config.values()) == [getattr(config, name) for name in FIELDS]
    assert list(config.items()) == [(name, getattr(config, name)) for name in FIELDS]
    assert all(name in config for name in FIELDS)
    assert "cuont" not in config
    assert 3 not in config


def test_iteration_stays_in_field_order_after_changes():
    """Setting, deleting and loading move nothing."""
    config = Reduction(fwhm=3, count=5)
    del config.count
    config.loadFromString("config.title = 'x'\nconfig.count = 7\n")
    config.detection = Detection()
    assert list(config) == FIELDS
    assert [name for name, _ in config.items()] == FIELDS
    assert [next(iter(other.items()))[0] for other in (config.copy(), copy.deepcopy(config))] == ["count"] * 2


def test_a_config_has_no_length():
    """It is no container, and true even without fields."""
    with pytest.raises(TypeError):
        len(Reduction())

    class Empty(Config):
        pass

    assert bool(Empty()) is True
    assert (list(Empty()), Empty().toDict(), Empty().names()) == ([], {}, [])


def test_values_are_those_of_now():
    """What `items` gives are the containers and configs themselves, not copies."""
    config = Reduction()
    values = dict(config.items())
    assert values["radii"] is config.radii
    assert values["detection"] is config.detection


def test_a_config_is_made_from_the_items_of_another():
    """Proxies and nested configs as keywords give the same values, and share nothing."""
    config = Reduction(count=5)
    config.radii.append(8)
    config.detection.background.order = 7
    other = Reduction(**dict(config.items()))
    assert other == config
    other.radii.append(1)
    other.detection.background.knots.append(1)
    assert config.radii == [2.0, 4.0, 8.0]
    assert config.detection.background.knots == [1.0, 2.0]


# -- names -----------------------------------------------------------------------------------------


def test_names_are_those_of_the_saved_lines():
    """Every value of the tree by its full name, in the order in which it is saved."""
    config = Reduction()
    saved = [line.split("=")[0] for line in config.saveToString(skipImports=True).split("\n") if "=" in line]
    assert config.names() == [name.removeprefix("config.") for name in saved]
    assert config.names()[-4:] == [
        "detection.background.order",
        "detection.background.scale",
        "detection.background.knots",
        "detection.label",
    ]


def test_every_name_is_an_attribute():
    """Each can be evaluated on the config, and asked for its history."""
    config = Reduction()
    for name in config.names():
        eval(f"config.{name}", {"config": config})
        assert config.formatHistory(name).split("\n")[0] == name


def test_names_of_a_nested_config_are_its_own():
    """They begin below it, though its values have full names in errors."""
    config = Reduction()
    assert config.detection.background.names() == ["order", "scale", "knots"]


def test_deprecated_values_have_names_if_they_are_saved():
    """Values that nobody changed do not appear."""
    config = Holder()
    assert config.names() == ["old.other"]
    config.old.items.append(3)
    assert config.names() == ["old.other", "old.items"]
    config.older.items.append(3)
    assert config.names() == ["old.other", "old.items", "older.other", "older.items"]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda config: setattr(config, "count", "many"), "count"),
        (lambda config: setattr(config.detection, "label", 3), "detection.label"),
        (lambda config: setattr(config.detection.background, "order", "x"), "detection.background.order"),
        (lambda config: config.detection.background.knots.append("x"), "detection.background.knots"),
        (lambda config: setattr(config, "detection", 3), "detection"),
        (lambda config: setattr(config.detection, "background", 3), "detection.background"),
    ],
)
def test_errors_have_full_names(change, name):
    """From the top-level config down, which has no name of its own."""
    with pytest.raises(FieldValidationError) as caught:
        change(Reduction())
    assert (caught.value.fullname, caught.value.path) == (name, name)
    assert f"'{name}' failed validation" in str(caught.value)


# -- toDict ----------------------------------------------------------------------------------------


def test_a_config_becomes_plain_data():
    """Nested configs are dicts, lists and dicts plain; nothing is shared with the config."""
    config = Reduction()
    plain = config.toDict()
    assert plain == {
        "count": 3,
        "flag": True,
        "fwhm": 1.0,
        "phase": 1j,
        "title": 'it\'s "the" title',
        "limit": None,
        "box": 64,
        "fit": "median",
        "radii": [2.0, 4.0],
        "bands": ["g", "r"],
        "zeropoints": {"g": 25.0, "r": 24.5},
        "extras": {"note": "none", "seed": 1},
        "detection": {
            "background": {"order": 2, "scale": 1.5, "knots": [1.0, 2.0]},
            "label": "sources",
        },
    }
    assert list(plain) == FIELDS
    assert (type(plain["radii"]), type(plain["zeropoints"])) == (list, dict)
    plain["radii"].append(1)
    plain["detection"]["background"]["knots"].clear()
    plain["zeropoints"].clear()
    assert config == Reduction()


def test_missing_values_are_none_in_plain_data():
    """Containers too."""
    config = Reduction(radii=None, zeropoints=None)
    plain = config.toDict()
    assert (plain["radii"], plain["zeropoints"], plain["limit"]) == (None, None, None)


def test_a_config_reads_as_its_values():
    """As text it is its plain data; its representation names the class and what is set."""
    config = Detection()
    assert str(config) == str(config.toDict())
    assert repr(config) == (
        "tests.kinds.Detection(background=tests.kinds.Background(order=2, scale=1.5, knots=[1.0, 2.0]),"
        " label='sources')"
    )
    config.label = None
    assert "label" not in repr(config)


# -- deprecated fields -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda config: setattr(config.old, "value", 3), "old.value"),
        (lambda config: setattr(config.old, "value", 1), "old.value"),
        (lambda config: setattr(config.old, "items", [2]), "old.items"),
        (lambda config: setattr(config, "older", Old()), "older"),
    ],
)
def test_setting_a_deprecated_field_by_attribute_warns(change, name):
    """A `FutureWarning` at the line that sets it, with the full name and the text of the deprecation."""
    config = Holder()
    with pytest.warns(FutureWarning) as caught:
        change(config)
    (warning,) = caught
    remedy = "use other" if name.endswith("value") else "use none" if name.endswith("items") else "use old"
    assert str(warning.message).startswith(f"the field '{name}' of tests.config.test_iteration.")
    assert str(warning.message).endswith(f" is deprecated: {remedy}")
    assert Path(warning.filename).name == "test_iteration.py"


def test_the_warning_is_at_the_line_that_sets():
    """The place is the user's, not this package's."""
    config = Old()
    with pytest.warns(FutureWarning) as caught:
        config.value = 3
    line = config.history["value"][-1].location.lineno
    assert (caught[0].filename, caught[0].lineno) == (__file__, line)


def test_what_else_happens_to_a_deprecated_field_is_silent():
    """Keywords, `update`, deletion, edits, reading, copies and defaults do not warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        config = Old(value=3)
        config.update(value=4)
        config.items.append(3)
        del config.value
        config.toDict(), config.copy(), config.saveToString(), config.value
        copy.deepcopy(config), pickle.loads(pickle.dumps(config))
        Holder(old=config)


def test_a_warning_made_an_error_leaves_no_entry():
    """Where warnings are errors, the deprecated field stays as it was."""
    config = Old()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(FutureWarning):
            config.value = 3
    assert (config.value, len(config.history["value"])) == (1, 1)


# -- errors ----------------------------------------------------------------------------------------


UNKNOWN = {
    "attribute": lambda config: setattr(config, "cuont", 3),
    "reading": lambda config: config.cuont,
    "deleting": lambda config: delattr(config, "cuont"),
    "update": lambda config: config.update(count=5, cuont=3),
    "keyword": lambda config: Reduction(count=5, cuont=3),
    "history": lambda config: config.history["cuont"],
    "formatHistory": lambda config: config.formatHistory("cuont"),
    "file": lambda config: config.loadFromString("config.cuont = 3"),
    "class": lambda config: Reduction.cuont,
}


@pytest.mark.parametrize("use", UNKNOWN.values(), ids=UNKNOWN)
def test_an_unknown_name_is_one_class_of_error_everywhere(use):
    """It is a `ConfigError`, an `AttributeError` and a `KeyError`, and suggests the nearest names."""
    config = Reduction()
    with pytest.raises(UnknownNameError) as caught:
        use(config)
    error = caught.value
    assert isinstance(error, ConfigError)
    assert isinstance(error, AttributeError)
    assert isinstance(error, KeyError)
    assert str(error).split("\n")[0] == ("tests.kinds.Reduction has no field 'cuont'; did you mean 'count'?")
    assert (error.name, error.fullname, error.suggestions) == ("cuont", "cuont", ["count"])
    assert config == Reduction()


def test_an_unknown_name_of_a_nested_config_has_its_full_path():
    """The error names the nested class, and the path from the top."""
    config = Reduction()
    with pytest.raises(UnknownNameError) as caught:
        config.detection.background.ordre = 3
    assert str(caught.value).startswith(
        "tests.kinds.Background has no field 'detection.background.ordre'; did you mean 'order'?\n  named at "
    )
    assert caught.value.location.content == "config.detection.background.ordre = 3"


def test_an_unlike_name_lists_what_there_is():
    """Where nothing is near, the first names are given."""
    with pytest.raises(UnknownNameError, match=r"has no field 'xyz'; it has: knots, order, scale\n"):
        Background().xyz = 3

    class Empty(Config):
        pass

    with pytest.raises(UnknownNameError, match=r"has no field 'xyz'; it has none"):
        Empty().xyz = 3


def test_an_unknown_name_can_be_asked_for():
    """`hasattr` and `getattr` with a default work as for every object."""
    config = Reduction()
    assert (hasattr(config, "count"), hasattr(config, "cuont")) == (True, False)
    assert getattr(config, "cuont", 7) == 7


def test_a_refused_value_says_everything():
    """Kind of field, full name, what was expected and what came, where set, where declared, and doc."""

    class Seeing(Config):
        fwhm = RangeField("Full width at\n    half maximum.", float, 1.0, min=0.0, max=9.0, unit="arcsec")

    class Night(Config):
        seeing = ConfigField("The seeing.", Seeing)

    night = Night()
    with pytest.raises(FieldValidationError) as caught:
        night.seeing.fwhm = 12
    error = caught.value
    line = error.location.lineno
    first, second, third = str(error).split("\n")
    assert first.startswith("RangeField 'seeing.fwhm' failed validation: ")
    assert "expected float in [0.0, 9.0) (arcsec)" in first
    assert "12.0 (float)" in first
    assert second.startswith(f"  set at {error.location}; declared at {Seeing.fwhm.source} in tests.config.")
    assert third == "  fwhm: Full width at half maximum."
    assert (error.location.filename, error.location.content) == (__file__, "night.seeing.fwhm = 12")
    assert line > Seeing.fwhm.source.lineno


def test_a_refused_value_has_the_attributes_of_pex_configs_error():
    """``fieldType, fieldName, fullname, history, fieldSource, configSource``; and ``value``, ``location``."""
    config = Reduction(count=5)
    with pytest.raises(FieldValidationError) as caught:
        config.count = "many"
    error = caught.value
    assert isinstance(error, ValueError)
    assert (error.fieldType, error.fieldName, error.fullname) == (Field, "count", "count")
    assert error.history == config.history["count"]
    assert (error.fieldSource, error.configSource) == (Reduction.count.source, Reduction._source)
    assert error.value == "many"
    assert error.faults == [error]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field("A number.", int, 1), "x"),
        (RangeField("A number.", int, 1, min=0, max=9), 99),
        (ChoiceField("A word.", str, {"a": "A."}, "a"), "b"),
        (ListField("Numbers.", int, [1]), ["x"]),
        (DictField("Numbers.", str, int, {}), {"a": "x"}),
        (ConfigField("A config.", Background), 3),
    ],
    ids=lambda each: type(each).__name__,
)
def test_every_kind_of_field_names_itself(field, value):
    """The first line begins with the kind and the full name, as in pex_config."""
    cls = type(Config)("Made", (Config,), {"field": field})
    with pytest.raises(FieldValidationError) as caught:
        cls().field = value
    assert str(caught.value).startswith(f"{type(field).__name__} 'field' failed validation: ")


def test_an_error_survives_pickling():
    """Its text and attributes come back from another process, without the config."""
    with pytest.raises(FieldValidationError) as caught:
        Reduction().detection.background.order = "steep"
    error = pickle.loads(pickle.dumps(caught.value))
    assert str(error) == str(caught.value)
    assert (error.fullname, error.value) == ("detection.background.order", "steep")
    with pytest.raises(UnknownNameError) as caught_name:
        Reduction().cuont = 3
    unknown = pickle.loads(pickle.dumps(caught_name.value))
    assert (str(unknown), unknown.suggestions) == (str(caught_name.value), ["count"])
