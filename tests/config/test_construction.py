"""Making configs: defaults, setDefaults, keywords, __init__, in this order; and unknown names."""

import concurrent.futures
import gc
import threading
import weakref

import pytest

from stepconfig import (
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


class Background(Config):
    """A config with a setDefaults of its own."""

    order = Field("Order.", int, 1)
    scale = Field("Scale.", float, 2.0)

    def setDefaults(self):
        super().setDefaults()
        self.order = 2


class Reduce(Config):
    """A config that changes defaults of the one within."""

    name = Field("Name of the run.", str, "default")
    needed = Field("No default.", int)
    bands = ListField("Bands.", str, ["g"])
    background = ConfigField("Background.", Background)

    def setDefaults(self):
        super().setDefaults()
        self.name = "setDefaults"
        self.bands.append("r")
        self.background.order += 10


def layers(config, name):
    """Return value and layer of each entry of a field."""
    return [(entry.value, entry.layer) for entry in config.history[name]]


def test_set_defaults_comes_after_the_defaults_and_before_the_keywords():
    """Field default, then setDefaults, then keyword: the last one counts, and all are in the history."""
    assert Reduce().name == "setDefaults"
    config = Reduce(name="keyword")
    assert config.name == "keyword"
    assert layers(config, "name") == [
        ("default", "default"),
        ("setDefaults", "setDefaults"),
        ("keyword", "code"),
    ]


def test_init_comes_last_also_if_it_calls_no_super():
    """Defaults, setDefaults and keywords are applied before __init__ runs, so what that sets wins."""
    seen = []

    class Own(Reduce):
        f = Field("A value.", int, 1)

        def __init__(self, **kw):
            seen.append((self.f, self.name, kw))
            self.f = 12

    config = Own(f=11)
    assert config.f == 12
    assert seen == [(11, "setDefaults", {"f": 11})]
    assert [entry.value for entry in config.history["f"]] == [1, 11, 12]


def test_init_may_take_arguments_of_its_own_by_position():
    """Positional arguments are for the __init__ of a subclass."""

    class Own(Config):
        f = Field("A value.", int, 1)

        def __init__(self, number, **kw):
            self.f = number

    assert Own(5).f == 5
    assert Own(5, f=6).f == 5
    with pytest.raises(TypeError):
        Reduce(5)


def test_a_config_without_keywords_has_its_defaults():
    """Each new config has the same values, whatever was done to others."""
    first = Reduce()
    first.name = "other"
    first.bands.clear()
    first.background.scale = 5
    assert Reduce().toDict() == {
        "name": "setDefaults",
        "needed": None,
        "bands": ["g", "r"],
        "background": {"order": 12, "scale": 2.0},
    }


def test_set_defaults_of_a_nested_config_runs_before_that_of_its_parent():
    """The inner setDefaults comes first, and the parent's can change what it made."""
    config = Reduce()
    assert layers(config.background, "order") == [(1, "default"), (2, "setDefaults"), (12, "setDefaults")]


def test_set_defaults_shows_its_own_line():
    """The place of what setDefaults sets is the line in setDefaults."""
    entry = Reduce().history["name"][-1]
    assert (entry.location.function, entry.location.content) == ("setDefaults", 'self.name = "setDefaults"')


def test_the_entry_of_a_default_shows_who_made_the_config_and_where_the_field_is():
    """A default's place is the constructing line, its stack ends with the definition of the field."""
    config = Reduce()  # made here
    entry = config.history["needed"][0]
    assert entry.location.content == "config = Reduce()  # made here"
    assert entry.stack[-1].content == 'needed = Field("No default.", int)'
    assert config.background.history["scale"][0].location.content == entry.location.content


def test_a_field_without_a_default_is_none_until_it_is_set():
    """A required value may be missing when the config is made; only validate() complains."""
    config = Reduce()
    assert config.needed is None
    with pytest.raises(FieldValidationError, match="Field 'needed' failed validation: a value is required"):
        config.validate()
    config.needed = 3
    config.validate()


def test_a_bad_default_is_found_when_a_config_is_made_each_time():
    """Defining the class is no error; every try to make a config of it is, alone or nested."""

    class Bad(Config):
        value = RangeField("A value.", int, 10, max=3)

    class Worse(Config):
        bad = ConfigField("Bad.", Bad)

    for _ in range(2):
        with pytest.raises(
            FieldValidationError, match="RangeField 'value' failed validation: expected int in"
        ):
            Bad()
        with pytest.raises(FieldValidationError, match=r"RangeField 'bad.value' failed validation"):
            Worse()
        with pytest.raises(FieldValidationError):
            Bad(value=1)
    Bad.value.default = 2
    assert Bad().value == 2


def test_an_error_in_set_defaults_is_the_users():
    """What setDefaults raises comes out as it is."""

    class Own(Config):
        def setDefaults(self):
            raise ZeroDivisionError("the reason")

    with pytest.raises(ZeroDivisionError, match="the reason"):
        Own()


# -- keywords --------------------------------------------------------------------------------------


def test_keywords_set_fields_of_every_kind():
    """Each kind of field takes its value by keyword, a nested config too."""
    config = Reduce(needed=1, bands=("u",), background=Background(scale=9))
    assert config.toDict() == {
        "name": "setDefaults",
        "needed": 1,
        "bands": ["u"],
        "background": {"order": 2, "scale": 9.0},
    }


def test_the_items_of_a_config_make_an_equal_one():
    """``Reduce(**dict(other.items()))`` copies the values, lists and nested configs included."""
    other = Reduce(needed=1, bands=["z"])
    other.background.order = 7
    config = Reduce(**dict(other.items()))
    assert config == other
    config.bands.append("y")
    config.background.order = 8
    assert (other.bands, other.background.order) == (["z"], 7)


def test_a_keyword_of_a_wrong_type_names_the_calling_line():
    """The error for a bad keyword says where the constructor was called."""
    with pytest.raises(FieldValidationError) as caught:
        Reduce(needed="x")
    assert caught.value.location.content == 'Reduce(needed="x")'


def test_update_sets_several_fields():
    """One call sets several fields, with the label ``update`` in the history of each."""
    config = Reduce()
    config.update(name="a", needed=3)
    assert (config.name, config.needed) == ("a", 3)
    assert [config.history[name][-1].label for name in ("name", "needed")] == ["update", "update"]
    config.update()


def test_update_with_an_unknown_name_sets_nothing():
    """Names are looked up before anything is set."""
    config = Reduce()
    with pytest.raises(UnknownNameError):
        config.update(name="a", nothing=3)
    assert config.name == "setDefaults"
    assert len(config.history["name"]) == 2


# -- unknown names ---------------------------------------------------------------------------------

DOORS = {
    "get": lambda config: config.backgruond,
    "set": lambda config: setattr(config, "backgruond", 3),
    "delete": lambda config: delattr(config, "backgruond"),
    "keyword": lambda config: type(config)(backgruond=3),
    "update": lambda config: config.update(backgruond=3),
    "file": lambda config: config.loadFromString("config.backgruond = 3"),
    "history": lambda config: config.history["backgruond"],
    "formatHistory": lambda config: config.formatHistory("backgruond"),
}


@pytest.mark.parametrize("door", DOORS)
def test_an_unknown_name_is_one_error_by_every_door(door):
    """It is an AttributeError and a KeyError, names the class, and suggests the nearest name."""
    config = Reduce()
    with pytest.raises(UnknownNameError) as caught:
        DOORS[door](config)
    error = caught.value
    for kind in (ConfigError, ValueError, AttributeError, KeyError):
        assert isinstance(error, kind)
    assert (error.name, error.fullname, error.suggestions) == ("backgruond",) * 2 + (["background"],)
    assert f"{__name__}.Reduce has no field 'backgruond'; did you mean 'background'?" in str(error)
    assert config == Reduce()


@pytest.mark.parametrize(
    "use",
    [
        lambda config: config.background.ordr,
        lambda config: setattr(config.background, "ordr", 3),
        lambda config: config.background.update(ordr=3),
        lambda config: config.loadFromString("config.background.ordr = 3"),
    ],
)
def test_an_unknown_name_is_told_with_its_full_path(use):
    """In a nested config the name is told from the top."""
    with pytest.raises(
        UnknownNameError, match=r"Background has no field 'background\.ordr'; did you mean 'order'"
    ):
        use(Reduce())


def test_an_unknown_name_is_told_with_the_line_that_used_it():
    """The error says where the name was written."""
    with pytest.raises(UnknownNameError) as caught:
        Reduce().nothing = 3
    assert caught.value.location.content == "Reduce().nothing = 3"
    assert str(caught.value).splitlines()[1] == f"  named at {caught.value.location}"


def test_hasattr_and_getattr_with_a_default_work():
    """An unknown name is no attribute."""
    config = Reduce()
    assert hasattr(config, "name")
    assert not hasattr(config, "nothing")
    assert getattr(config, "nothing", 3) == 3


# -- objects ---------------------------------------------------------------------------------------


def test_a_config_is_unhashable_and_true_and_has_no_length():
    """A config can change, so it is no key; it is true, also without fields; len() is not defined."""
    with pytest.raises(TypeError, match="unhashable"):
        hash(Reduce())
    with pytest.raises(TypeError):
        len(Reduce())
    assert Reduce()
    assert Config()


def test_a_config_can_be_referred_to_weakly_and_goes_without_a_collector():
    """Nothing keeps a config that nobody uses; a simple one goes at once."""
    config = Background()
    gone = weakref.ref(config)
    assert gone() is config
    gc.disable()
    try:
        del config
        assert gone() is None
    finally:
        gc.enable()


def test_values_are_those_of_the_instance_dict():
    """``vars(config)`` are the values by name, and nothing else."""
    config = Background()
    assert vars(config) == {"order": 2, "scale": 2.0}
    assert config._storage is vars(config)
    assert (config._frozen, config._name) == (False, "")


def test_the_text_of_a_config_shows_its_values():
    """The repr can be read as the constructor's call; None is left out; str shows the dict."""
    config = Reduce()
    inner = f"{__name__}.Background(order=12, scale=2.0)"
    assert repr(config) == f"{__name__}.Reduce(name='setDefaults', bands=['g', 'r'], background={inner})"
    assert str(config) == str(config.toDict())


def test_the_repr_of_a_config_can_be_evaluated():
    """What repr shows makes an equal config where the names are known."""
    config = Background(order=3, scale=0.1)
    import sys

    assert eval(repr(config), {"tests": __import__("tests"), **sys.modules}) == config


def test_configs_of_one_class_can_be_made_in_many_threads():
    """Threads that make and change configs of a new class at once do not disturb each other."""
    cls = type("Own", (Reduce,), {"extra": DictField("Extra.", str, int, {"a": 1})})
    start = threading.Barrier(8)

    def work(number):
        start.wait()
        configs = []
        for _ in range(20):
            config = cls(needed=number)
            config.bands.append(str(number))
            config.extra["b"] = number
            config.background.order = number
            config.validate()
            configs.append(config)
        return configs

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        made = list(pool.map(work, range(8)))
    sequences = set()
    for number, configs in enumerate(made):
        for config in configs:
            assert (config.needed, config.bands[-1], config.extra["b"]) == (number, str(number), number)
            assert [entry.value for entry in config.background.history["order"]] == [1, 2, 12, number]
            sequences.add(config.history["needed"][-1].sequence)
    assert len(sequences) == 8 * 20


def test_a_config_of_ten_thousand_fields_is_made_and_told():
    """Size is no obstacle: a class with many fields is defined, made, copied and told."""
    fields = {f"field{number}": Field("A value.", int, number) for number in range(10_000)}
    cls = type("Large", (Config,), fields)
    config = cls(field77=0)
    assert config.toDict() == {name: field.default for name, field in fields.items()} | {"field77": 0}
    assert config.copy() == config
    assert [difference.path for difference in cls().diff(config)] == ["field77"]


class Base(Config):
    """A base of configs without methods of its own."""


class Plain(Base):
    """A config without methods of its own."""

    order = Field("Order.", int, 1)


class Above(Config):
    """Holds one that is made by `build_nested`."""

    inner = ConfigField("Inner one.", Plain)


def sets_two(self, **keywords):
    """What a class may get as its `setDefaults` or `__init__`."""
    self.order = 2


@pytest.mark.parametrize("name", ["setDefaults", "__init__"])
@pytest.mark.parametrize("owner", [Plain, Base])
def test_methods_that_a_class_gets_later_are_called(owner, name, monkeypatch):
    """Also if configs of it were made before, and if a base gets them; not any more when they are gone."""
    assert (Plain().order, Above().inner.order) == (1, 1)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, sets_two)
        assert (Plain().order, Above().inner.order) == (2, 2)
    assert (Plain().order, Above().inner.order) == (1, 1)


def test_methods_that_a_mix_in_gets_later_are_called(monkeypatch):
    """A base that is no config tells nobody, so its classes are asked every time."""

    class MixIn:
        pass

    class Mixed(MixIn, Config):
        order = Field("Order.", int, 1)

    assert Mixed().order == 1
    monkeypatch.setattr(MixIn, "setDefaults", sets_two, raising=False)
    assert Mixed().order == 2
