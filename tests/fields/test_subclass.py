"""Field classes of users, written as clients of pex_config write them."""

import copy

import pytest

from stepconfig import (
    Config,
    ConfigDict,
    ConfigDictField,
    ConfigField,
    Dict,
    DictField,
    Field,
    FieldValidationError,
    List,
    ListField,
    acting_as,
)
from stepconfig.history import ArgumentLocation


class Template(Field):
    """A str field whose braces have to match, as a client of pex_config checks it."""

    def __init__(self, doc, default=None, **keywords):
        super().__init__(doc=doc, dtype=str, default=default, **keywords)

    def _validateValue(self, value):
        super()._validateValue(value)
        if value is not None and value.count("{") != value.count("}"):
            raise ValueError(f"the braces of {value!r} do not match")

    def __set__(self, instance, value, at=None, label="assignment"):
        if value is not None:
            value = value.strip()
        super().__set__(instance, value, at, label)


class Upper(Template):
    """A subclass of a user's own field class, which hands its places on."""

    def __set__(self, instance, value, at=None, label="assignment"):
        super().__set__(instance, None if value is None else value.upper(), at, label)


class Names(ListField):
    """A list field that accepts one text with commas."""

    def __set__(self, instance, value, at=None, label="assignment"):
        if isinstance(value, str):
            value = value.split(",")
        super().__set__(instance, value, at, label)


class Output(Config):
    """A config with fields of a user's classes."""

    name = Template("Name of the file.", " {run}.fits ")
    title = Upper("Title.", "none", optional=True)
    bands = Names("Bands.", str, "g,r")
    plain = Field("A plain value.", int, 3)


class Outer(Config):
    """A config that holds one with fields of a user's classes."""

    output = ConfigField("The output.", Output)


def places(config, name):
    """Return the source text of the line of each entry of a field."""
    return [entry.location.content for entry in config.history[name]]


def test_what_the_class_does_to_a_value_it_does_by_every_door():
    """Attribute, update, keyword and default all go through the class's own __set__."""
    config = Output()
    assert (config.name, config.title, config.bands) == ("{run}.fits", "NONE", ["g", "r"])
    config.name = " a "
    assert config.name == "a"
    config.update(name=" b ", title=" c ")
    assert (config.name, config.title) == ("b", "C")
    assert Output(name=" d ").name == "d"
    config.bands = "u,g"
    assert config.bands == ["u", "g"]


def test_the_history_shows_the_users_line():
    """The place of a change is the line that sets the attribute, not the class's call of super."""
    config = Output()  # made here
    config.name = "a"
    config.title = "b"
    config.update(name="c")
    config.bands = "u"
    config.bands.append("g")
    del config.title
    assert places(config, "name")[1:] == ['config.name = "a"', 'config.update(name="c")']
    assert places(config, "title")[1:] == ['config.title = "b"', "del config.title"]
    assert places(config, "bands")[1:] == ['config.bands = "u"', 'config.bands.append("g")']
    assert {places(config, name)[0] for name in ("name", "title", "bands")} == {
        "config = Output()  # made here"
    }


def test_labels_and_values_are_those_of_a_plain_field():
    """The entries are default, update, assignment and deletion, with what was stored."""
    config = Output(title="a")
    config.title = "b"
    del config.title
    assert [tuple(entry)[::2] for entry in config.history["title"]] == [
        ("NONE", "default"),
        ("A", "update"),
        ("B", "assignment"),
        (None, "deletion"),
    ]


def test_a_source_that_acts_for_somebody_is_the_place():
    """What a source sets through such a field is told as that source's."""
    config = Output()
    with acting_as(ArgumentLocation("--name=a"), layer="command line"):
        config.name = "a"
        config.title = "b"
    for name in ("name", "title"):
        entry = config.history[name][-1]
        assert (str(entry.location), entry.layer) == ("command line", "command line")


def test_a_place_may_be_handed_in():
    """A stack given as ``at`` is what the history shows, as with pex_config."""

    class Frame:
        filename, lineno, function, content = "night.py", 12, "run", "config.name = 'a'"

    config = Output()
    Output.name.__set__(config, "a", at=[Frame()], label="by hand")
    entry = config.history["name"][-1]
    assert (str(entry.location), entry.label) == ("night.py:12", "by hand")
    assert entry.location.content == "config.name = 'a'"
    assert entry.stack[-1].function == "run"


@pytest.mark.parametrize(
    "write",
    [
        lambda config: setattr(config, "name", "{a"),
        lambda config: config.update(name="{a"),
        lambda config: Output(name="{a"),
        lambda config: config.loadFromString("config.name = '{a'"),
    ],
)
def test_what_the_class_refuses_is_a_validation_error(write):
    """A ValueError of _validateValue is the reason in a FieldValidationError, and changes nothing."""
    config = Output()
    with pytest.raises(FieldValidationError, match=r"Template 'name' failed validation: the braces of '\{a'"):
        write(config)
    assert config.name == "{run}.fits"
    assert len(config.history["name"]) == 1


def test_validate_value_is_given_none_never():
    """None is stored without asking the class."""
    seen = []

    class Own(Config):
        value = Field("A value.", int, optional=True)

    class Watching(Field):
        def _validateValue(self, value):
            seen.append(value)
            super()._validateValue(value)

    Own.value = Watching("A value.", int, optional=True)
    config = Own()
    config.value = 3
    config.value = None
    assert seen == [3]
    assert Own.value.name == "value"


def test_such_fields_are_frozen_copied_compared_and_saved():
    """Everything that a config does, it does with fields of a user's class."""
    config = Outer()
    config.output.name = "a{b}"
    config.output.bands.append("i")
    fresh = Outer()
    fresh.loadFromString(config.saveToString())
    assert fresh == config
    assert config.copy() == config
    assert config.toDict() == {
        "output": {"name": "a{b}", "title": "NONE", "bands": ["g", "r", "i"], "plain": 3}
    }
    assert [difference.path for difference in Outer().diff(config)] == ["output.name", "output.bands (len)"]
    other = Outer()
    other.output = config.output
    assert other == config
    config.freeze()
    with pytest.raises(FieldValidationError, match="frozen"):
        config.output.name = "x"
    assert "{run}.fits" in Outer().formatHistory("output.name")


def test_the_place_of_a_copied_config_is_the_copying_line():
    """Assigning a config with such fields shows the line of the assignment in each field's history."""
    config = Outer()
    config.output = Output(name="a", title="b")
    for name in ("name", "title", "plain"):
        assert places(config.output, name)[-1] == 'config.output = Output(name="a", title="b")'


def test_a_class_that_stores_without_super_keeps_its_value():
    """A __set__ that does everything itself is respected."""

    class Own(Field):
        def __set__(self, instance, value, at=None, label="assignment"):
            instance.__dict__[self.name] = [value]

    class Holder(Config):
        value = Own("A value.", int, 3)

    assert Holder().value == [3]
    assert Holder(value=4).value == [4]


def test_a_users_get_is_called():
    """A field class with a __get__ of its own gives what that gives."""

    class Doubled(Field):
        def __get__(self, instance, owner=None, at=None, label="default"):
            if instance is None:
                return self
            return 2 * super().__get__(instance, owner)

    class Holder(Config):
        value = Doubled("A value.", int, 3)

    assert Holder.value.default == 3
    assert Holder(value=4).value == 8


def test_a_users_validate_is_called():
    """A field class can add to validate(), and what it raises is one fault of the config."""

    class Needed(DictField):
        def validate(self, instance):
            super().validate(instance)
            if "g" not in getattr(instance, self.name):
                raise FieldValidationError(self, instance, "the band g is missing")

    class Holder(Config):
        values = Needed("Values.", str, int, {})
        name = Field("A name.", str)

    with pytest.raises(FieldValidationError) as caught:
        Holder().validate()
    assert [fault.why for fault in caught.value.faults] == [
        "the band g is missing",
        "a value is required, got None; expected str",
    ]


def test_an_attribute_of_a_users_field_is_copied_for_a_subclass():
    """Containers that a field class keeps are the subclass's own, other attributes are shared."""

    class Tagged(Field):
        def __init__(self, doc, dtype, tags, **keywords):
            self.tags = tags
            super().__init__(doc, dtype, **keywords)

    class Base(Config):
        value = Tagged("A value.", int, tags=["a"])

    class Sub(Base):
        pass

    Sub.value.tags.append("b")
    assert (Base.value.tags, Sub.value.tags) == (["a"], ["a", "b"])


class Point:
    """A user's own type of value."""

    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return isinstance(other, Point) and self.x == other.x

    __hash__ = None


class PointField(Field):
    """A field that holds a user's own type."""

    supportedTypes = (Point,)


def test_a_field_class_may_hold_a_type_of_its_own():
    """Objects of the type, and of its subclasses, are stored as they are; others are refused."""

    class Near(Point):
        pass

    class Holder(Config):
        point = PointField("A point.", Point, Point(1))

    config = Holder()
    assert config.point.x == 1
    near = Near(2)
    config.point = near
    assert config.point is near
    with pytest.raises(FieldValidationError, match=r"expected .*Point, got 3 \(int\)"):
        config.point = 3
    with pytest.raises(ValueError, match=r"it holds one of: .*Point"):
        PointField("A point.", int)


def test_a_list_class_of_ones_own_is_the_value_of_its_field():
    """A subclass of List without slots, named by a field class, is what its configs hold."""

    class Own(List):
        def first(self):
            return self[0]

    class OwnField(ListField):
        proxy_class = Own

    class Holder(Config):
        values = OwnField("Values.", int, [1, 2])

    assert (type(Holder().values), Holder().copy().values.first()) == (Own, 1)


class Loud(Dict):
    """A dict value of a client's own."""

    def __setitem__(self, key, value, at=None, label="setitem"):
        super().__setitem__(key, value.upper(), at, label)


class LoudField(DictField):
    """A field with that value."""

    DictClass = Loud


def test_a_dict_field_class_can_have_a_value_class_of_its_own():
    """Its ``DictClass`` is that of the value: new, assigned, copied, loaded and pickled."""
    cls = type("Own", (Config,), {"d": LoudField("A doc.", str, str, {"a": "x"})})
    config = cls()
    assert type(config.d) is Loud
    config.d["b"] = "y"
    assert config.d == {"a": "x", "b": "Y"}
    assert type(config.copy().d) is type(copy.deepcopy(config).d) is Loud
    config.d = {"c": "z"}
    config.loadFromString("config.d['d'] = 'w'")
    assert (type(config.d), config.d) == (Loud, {"c": "z", "d": "W"})


def test_so_can_a_config_dict_field_class():
    """Its ``DictClass`` is used in the same places."""

    class Named(ConfigDict):
        """A dict of configs of a client's own."""

        def first(self):
            return next(iter(self))

    kind = type("NamedField", (ConfigDictField,), {"DictClass": Named})
    item = type("Item", (Config,), {"f": Field("A value.", int, 1)})
    config = type("Own", (Config,), {"d": kind("A doc.", str, item, {"a": item()})})()
    assert config.d.first() == config.copy().d.first() == copy.deepcopy(config).d.first() == "a"
    config.d = {"b": item}
    assert config.d.first() == "b"
