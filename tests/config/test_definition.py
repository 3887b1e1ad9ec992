"""Defining config classes: fields collected, inherited, renamed, added, and beside other attributes."""

import gc
import pickle
import sys
import types
import weakref
from functools import cached_property

import pytest

from stepconfig import (
    ChoiceField,
    Config,
    ConfigDictField,
    ConfigField,
    ConfigMeta,
    ConfigurableField,
    DictField,
    Field,
    FieldValidationError,
    ListField,
    RangeField,
    UnknownNameError,
)
from stepconfig.configurableActions import (
    ConfigurableAction,
    ConfigurableActionField,
    ConfigurableActionStructField,
)


def value(default=0, doc="A value."):
    """Return a field of ints."""
    return Field(doc, int, default)


class Mixin:
    """A class that is no config and has fields all the same."""

    mixed = value(7)
    hidden = 3


class Base(Config):
    """A config to inherit from."""

    a = value(1)
    b = ListField("A list.", int, [1])


# -- inheriting ------------------------------------------------------------------------------------


def test_fields_are_in_the_order_of_the_class_body():
    """Own fields are in the order in which they are written."""

    class Own(Config):
        z, y, x = value(), value(), value()
        a = value()

    assert list(Own()) == ["z", "y", "x", "a"]
    assert list(Own._fields) == ["z", "y", "x", "a"]


def test_inherited_fields_come_first_those_of_the_last_base_before():
    """With bases D(a, z) and A(q, a) and an own field p the order is q, a, z, p."""

    class D(Config):
        a, z = value(1), value()

    class A(Config):
        q, a = value(), value(2)

    class Own(D, A):
        p = value()

    assert list(Own()) == ["q", "a", "z", "p"]
    assert Own().a == 1


def test_a_redefined_field_keeps_its_place():
    """A field that a subclass defines anew stays where it was first seen."""

    class Own(Base):
        c = value()
        a = value(9)

    assert list(Own()) == ["a", "b", "c"]
    assert Own().a == 9
    assert Base().a == 1


def test_the_leftmost_base_wins():
    """Of two bases with a field of one name, the first one's counts."""

    class Other(Config):
        a = value(2)

    class One(Base, Other):
        pass

    class Another(Other, Base):
        pass

    assert (One().a, Another().a) == (1, 2)


def test_a_diamond_has_each_field_once():
    """A field that comes by two ways is one field; setDefaults follows the order of the classes."""

    class Left(Base):
        def setDefaults(self):
            super().setDefaults()
            self.a = 10

    class Right(Base):
        def setDefaults(self):
            super().setDefaults()
            self.a += 100

    class Both(Left, Right):
        pass

    assert list(Both()) == ["a", "b"]
    assert Both().a == 10
    assert [entry.value for entry in Both().history["a"]] == [1, 101, 10]


def test_a_base_that_is_no_config_contributes_its_fields():
    """Fields of a mixin are fields of the config, also from a base of the mixin."""

    class More(Mixin):
        more = value(8)

    class Own(More, Config):
        own = value(9)

    assert Own().toDict() == {"mixed": 7, "more": 8, "own": 9}
    config = Own(mixed=1)
    config.mixed = 2
    assert config.mixed == 2
    assert [entry.value for entry in config.history["mixed"]] == [7, 1, 2]
    assert Own.mixed is not Mixin.mixed
    assert Mixin.mixed.default == 7


def test_a_mixin_keeps_its_fields_for_itself():
    """On the mixin, and on an object of it that is no config, the field is a field."""
    assert Mixin.mixed.name == "mixed"
    assert Mixin().mixed is Mixin.mixed


def test_every_class_owns_its_fields():
    """What is changed about a field of a subclass, or of the base later, does not reach the other."""

    class Sub(Base):
        pass

    Sub.a.default = 5
    Sub.b.default.append(2)
    assert (Base().toDict(), Sub().toDict()) == ({"a": 1, "b": [1]}, {"a": 5, "b": [1, 2]})
    assert Sub.a is not Base.a

    class SubSub(Sub):
        pass

    Sub.a.default = 6
    assert (SubSub().a, Sub().a) == (5, 6)


def test_every_class_owns_the_configs_among_its_defaults():
    """What is changed about the default config of a subclass's field does not reach the base."""
    act = type("Act", (ConfigurableAction,), {"a": value(1), "__module__": __name__})

    class Holding(Config):
        config = ConfigField("A config.", Base, Base(a=2))
        configurable = ConfigurableField("A target.", Base, Base, Base(a=2))
        several = ConfigDictField("Configs.", str, Base, {"x": Base(a=2)})
        action = ConfigurableActionField("An action.", act, act(a=2))
        actions = ConfigurableActionStructField("Actions.", {"x": act(a=2)})

    class Sub(Holding):
        pass

    for field in (Sub.config, Sub.configurable, Sub.action):
        field.default.a = 7
    for field in (Sub.several, Sub.actions):
        field.default["x"].a = 7
    for cls, expected in ((Holding, 2), (Sub, 7)):
        held = cls()
        values = (held.config, held.configurable, held.several["x"], held.action, held.actions.x)
        assert [each.a for each in values] == [expected] * 5


def test_one_field_object_can_stand_in_two_places():
    """A field object used twice, in one class or two, becomes two fields."""
    shared = value(3)

    class One(Config):
        a = shared
        b = shared

    class Other(Config):
        c = shared

    config = One(a=4)
    assert config.toDict() == {"a": 4, "b": 3}
    assert (One.a.name, One.b.name, Other.c.name) == ("a", "b", "c")
    Other.c.default = 9
    assert One().toDict() == {"a": 3, "b": 3}


def test_a_config_class_may_have_no_fields():
    """Config itself, and a subclass without fields, can be made."""

    class Empty(Config):
        """Nothing."""

    for cls in (Config, Empty):
        config = cls()
        assert (config.toDict(), list(config), config.names()) == ({}, [], [])
        assert config == cls()
        config.validate()
        config.freeze()


def test_the_class_tells_where_it_is_defined():
    """The place of the class statement is known for errors."""
    assert (Base._source.filename, Base._source.content) == (__file__, "class Base(Config):")
    assert Base.b.source.content == 'b = ListField("A list.", int, [1])'


# -- adding and taking away --------------------------------------------------------------------------


def test_a_field_set_on_a_class_becomes_a_field():
    """A field added to a class after its definition has its name and a place at the end."""

    class Own(Base):
        pass

    Own.c = value(3)
    assert list(Own()) == ["a", "b", "c"]
    assert (Own.c.name, Own().c, Own(c=4).c) == ("c", 3, 4)
    assert "c" not in Base._fields
    setattr(Own, "d", value(4))  # noqa: B010 - as makeConfigClass does
    assert Own().d == 4


def test_a_field_replaced_on_a_class_counts_for_new_configs():
    """Setting a field of a name that there is replaces it."""

    class Own(Base):
        pass

    old = Own()
    Own.a = Field("Another.", str, "x")
    assert (old.a, Own().a) == (1, "x")
    assert Own(a="y").a == "y"


def test_a_field_deleted_from_a_class_is_gone():
    """A class whose field is deleted makes configs without it."""

    class Own(Base):
        pass

    del Own.a
    assert list(Own()) == ["b"]
    with pytest.raises(UnknownNameError):
        Own(a=1)
    with pytest.raises(AttributeError):
        Own.a  # noqa: B018
    assert Base().a == 1


def test_other_attributes_of_a_class_can_be_set_and_deleted():
    """A class is a class: methods and constants can be put on it."""

    class Own(Base):
        pass

    Own.constant = 3
    Own.method = lambda self: self.a + self.constant
    assert Own().method() == 4
    del Own.constant
    with pytest.raises(AttributeError):
        Own.constant  # noqa: B018


def test_an_unknown_attribute_of_a_class_suggests_a_field():
    """Asking a class for a field that it has not is the error of unknown names."""
    with pytest.raises(UnknownNameError, match=r"Base has no field 'A'; did you mean 'a'\?") as caught:
        Base.A  # noqa: B018
    assert isinstance(caught.value, AttributeError)
    assert not hasattr(Base, "__array__")


def test_a_class_made_by_a_call_belongs_to_the_calling_module():
    """A class made with type() is found in the module that made it, so that it can be saved and pickled."""
    cls = type("Dynamic", (Base,), {"c": value(3)})
    assert (cls.__module__, cls.__qualname__) == (__name__, "Dynamic")
    module = sys.modules[__name__]
    module.Dynamic = cls
    try:
        config = cls(c=4)
        assert pickle.loads(pickle.dumps(config)) == config
        assert f"import {__name__}" in config.saveToString()
    finally:
        del module.Dynamic
    assert types.new_class("New", (Base,)).__module__ == "types"
    assert type(Config)("Named", (Config,), {"__module__": "survey"}).__module__ == "survey"


def test_a_class_can_be_collected():
    """Nothing keeps a config class alive that nobody uses."""

    class Own(Base):
        pass

    Own(a=3)
    gone = weakref.ref(Own)
    del Own
    gc.collect()
    assert gone() is None


# -- names that something else has -------------------------------------------------------------------

METHODS = [name for name in dir(Config) if not name.startswith("_") and name not in ("setDefaults",)]


@pytest.mark.parametrize("name", METHODS)
def test_a_field_may_have_the_name_of_a_method(name):
    """A field called like a method is a field on class and instance, alone and nested, in every respect."""
    inner = type("Inner", (Config,), {name: value(1), "b": ListField("A list.", int, [1])})
    outer = type("Outer", (Config,), {"inner": ConfigField("Inside.", inner)})
    assert getattr(inner, name) is inner._fields[name]
    assert getattr(inner(), name) == 1
    assert getattr(inner(**{name: 2}), name) == 2
    config = outer()
    setattr(config.inner, name, 3)
    with pytest.raises(FieldValidationError) as caught:
        setattr(config.inner, name, "x")
    assert [entry.value for entry in caught.value.history] == [1, 3]
    config.inner.b.append(2)
    assert len(config.inner.b.history) == 2
    assert config.toDict() == {"inner": {name: 3, "b": [1, 2]}}
    assert config.names() == [f"inner.{name}", "inner.b"]
    assert config.copy() == config
    fresh = outer()
    fresh.loadFromString(config.saveToString(skipImports=True))
    assert fresh == config
    fresh.inner = inner
    assert fresh == outer()
    config.validate()
    config.freeze()
    with pytest.raises(FieldValidationError, match="frozen"):
        setattr(config.inner, name, 4)
    assert "3" in config.formatHistory(f"inner.{name}")
    assert repr(config).endswith(f"Inner({name}=3, b=[1, 2]))")


@pytest.mark.parametrize(
    "name", ["type", "self", "cls", "name", "label", "at", "value", "field", "config", "mro"]
)
def test_a_field_may_have_the_name_of_a_parameter(name):
    """Names of parameters that the package uses itself are free, as keywords too."""
    cls = type("Own", (Config,), {name: value(1)})
    assert getattr(cls(**{name: 2}), name) == 2
    assert getattr(cls, name) is cls._fields[name]
    config = cls()
    setattr(config, name, 3)
    assert config.toDict() == {name: 3}


@pytest.mark.parametrize(
    "name",
    ["_fields", "_frozen", "_imports", "_name", "_plan", "_sequence", "_stored_history", "setDefaults"],
)
def test_a_name_that_every_config_needs_is_refused_at_once(name):
    """A field that would take the place of what makes a config work is an error of the class definition."""
    with pytest.raises(ValueError, match=f"a field cannot be named '{name}'"):
        type("Own", (Config,), {name: value()})


def test_a_private_name_is_a_name():
    """A field may begin with an underscore."""

    class Own(Config):
        _hidden = value(3)

    assert Own(_hidden=4).toDict() == {"_hidden": 4}


def test_a_field_hides_an_attribute_of_a_base():
    """A field takes the place of a base's attribute, method or property, on class and instance."""

    class Parent(Base):
        constant = 3

        @property
        def area(self):
            return 4

        def method(self):
            return 5

    class Own(Mixin, Parent):
        constant, area, method, hidden = value(1), value(2), value(3), value(4)

    config = Own(area=9)
    assert (config.constant, config.area, config.method, config.hidden) == (1, 9, 3, 4)
    for name in ("constant", "area", "method", "hidden"):
        assert getattr(Own, name) is Own._fields[name]
    config.hidden = 5
    assert config.hidden == 5


@pytest.mark.parametrize("name", ["_values", "_plan", "_frozen", "_stored_history", "_where", "_former"])
@pytest.mark.parametrize("found", [3, property(len), len])
def test_a_class_cannot_have_a_name_under_which_every_config_keeps_something(name, found):
    """What would take the place of that, or be lost, is an error of the class definition, in a mixin too."""
    with pytest.raises(ValueError, match=rf"Own\.{name}: a Config class cannot have that name"):
        type("Own", (Config,), {name: found})
    mixin = type("Mine", (), {name: found})
    with pytest.raises(ValueError, match=rf"Mine\.{name}: a Config class cannot have that name"):
        type("Own", (mixin, Config), {})
    assert type("Own", (Config, mixin), {"a": value(1)})().a == 1


@pytest.mark.parametrize("name", ["history", "toDict", "copy", "items", "validate", "freeze", "schema"])
def test_a_config_works_whose_field_hides_a_method(name):
    """What does not go by that method itself works as ever: reading, comparing, saving, asking."""
    inner = type("Inner", (Config,), {name: value(1)})
    outer = type("Outer", (Config,), {"inner": ConfigField("A doc.", inner)})
    config = outer()
    setattr(config.inner, name, 2)
    assert [each.path for each in config.diff(outer())] == [f"inner.{name}"]
    assert outer.schema()["$defs"]["Inner"]["properties"][name]["default"] == 1
    assert config.toDict() == {"inner": {name: 2}}
    assert f"config.inner.{name}=2" in config.saveToString()
    assert f"inner.{name}" in config.formatHistory()
    assert config.explain(f"inner.{name}").value == 2


def test_the_class_of_a_config_cannot_be_set():
    """``config.__class__ = Other`` is an unknown name, as in pex_config: its values would be of no field."""
    config = type("Own", (Config,), {"a": value(1)})()
    with pytest.raises(UnknownNameError, match="'__class__'"):
        config.__class__ = type("Other", (Config,), {"b": value(1)})
    assert config.a == 1


def test_a_class_may_have_attributes_that_it_makes_up():
    """A ``__getattr__`` of a class's own is asked for what is no field; copying, saving and pickling work."""
    config = MadeUp(a=4)
    assert (config.made_up, hasattr(config, "other")) == ("made_up", False)
    for other in (
        config.copy(),
        pickle.loads(pickle.dumps(config)),
        Config._fromPython(config.saveToString()),
    ):
        assert (other.a, other.made_up) == (4, "made_up")
    config.loadFromString("import os.path\nconfig.a = 5")
    assert (config.a, "import os.path\n" in config.saveToString()) == (5, True)
    config._imports = {"os.path"}
    assert config.copy()._imports == {"os.path"}


class MadeUp(Config):
    """A class with attributes that it makes up."""

    a = value(1)

    def __getattr__(self, name):
        if name == "made_up":
            return name
        raise AttributeError(name)


def test_an_inherited_field_wins_over_an_attribute_of_its_name():
    """What a class body calls like an inherited field does not take the field's place, as in pex_config."""

    class Own(Base):
        a = None

    assert Own.a is Own._fields["a"]
    assert Own(a=3).a == 3


# -- other attributes ---------------------------------------------------------------------------------


class Circle(Config):
    """A config with properties."""

    radius = Field("Radius.", float, 1.0)
    made = 0

    @property
    def diameter(self):
        """Twice the radius."""
        return 2 * self.radius

    @diameter.setter
    def diameter(self, diameter):
        self.radius = diameter / 2

    @diameter.deleter
    def diameter(self):
        del self.radius

    @cached_property
    def area(self):
        """The area, worked out once."""
        type(self).made += 1
        return 3 * self.radius**2

    def scaled(self, factor):
        """Return a scaled copy."""
        return type(self)(radius=self.radius * factor)


def test_assignment_to_a_property_goes_to_it():
    """A property's setter, getter and deleter work as on any class."""
    config = Circle()
    config.diameter = 6
    assert (config.radius, config.diameter) == (3.0, 6.0)
    del config.diameter
    assert config.radius is None
    assert Circle.diameter.__doc__ == "Twice the radius."


def test_a_descriptor_with_a_set_gets_assignments():
    """Any descriptor of the class that has a __set__ is asked."""

    class Forward:
        def __get__(self, instance, owner=None):
            return self if instance is None else instance.radius

        def __set__(self, instance, value):
            instance.radius = value

    class Own(Circle):
        size = Forward()

    config = Own()
    config.size = 5
    assert (config.size, config.radius) == (5.0, 5.0)
    with pytest.raises(UnknownNameError):
        Own(size=5)


def test_a_property_without_a_setter_cannot_be_set():
    """The error is that of Python."""

    class Own(Circle):
        @property
        def half(self):
            return self.radius / 2

    with pytest.raises(AttributeError):
        Own().half = 3


@pytest.mark.parametrize("name", ["made", "scaled", "area", "nothing"])
def test_what_is_no_field_and_no_descriptor_cannot_be_set(name):
    """Constants, methods and unknown names are no fields: setting them is the error of unknown names."""
    config = Circle()
    with pytest.raises(UnknownNameError, match=f"Circle has no field '{name}'"):
        setattr(config, name, 3)


@pytest.mark.parametrize("name", ["made", "scaled", "nothing"])
def test_what_is_no_field_and_no_descriptor_cannot_be_deleted(name):
    """Deleting it is the error of unknown names."""
    with pytest.raises(UnknownNameError, match=f"Circle has no field '{name}'"):
        delattr(Circle(), name)


def test_a_cached_property_is_worked_out_once_and_is_no_field():
    """The result is kept for the object, and is not iterated, saved, compared or copied."""
    Circle.made = 0
    config = Circle(radius=2)
    assert (config.area, config.area, Circle.made) == (12.0, 12.0, 1)
    assert config.toDict() == {"radius": 2.0}
    assert (list(config.items()), list(config.values())) == ([("radius", 2.0)], [2.0])
    assert config == Circle(radius=2)
    assert config.names() == ["radius"]
    assert "area" not in repr(config)
    assert "area" not in config.saveToString()
    assert pickle.loads(pickle.dumps(config)) == config
    copied = config.copy()
    copied.radius = 1
    assert (copied.area, config.area, Circle.made) == (3.0, 12.0, 2)
    del config.area
    assert (config.area, Circle.made) == (12.0, 3)
    assert Circle.area.__doc__ == "The area, worked out once."


def test_a_cached_property_that_was_not_asked_for_cannot_be_forgotten():
    """Deleting a result that there is not is an AttributeError, as for the original."""
    with pytest.raises(AttributeError, match="area"):
        del Circle().area


def test_a_cached_property_of_a_mixin_is_no_field_either():
    """Where the cached property comes from does not matter; the mixin's own objects keep theirs."""

    class Areal:
        @cached_property
        def double(self):
            return [2 * self.radius]

    class Plain(Areal):
        radius = 3

    class Own(Areal, Config):
        radius = Field("Radius.", float, 1.0)

    config = Own()
    assert config.double is config.double
    assert config.toDict() == {"radius": 1.0}
    assert Plain().double == [6]


def test_an_overridden_cached_property_is_the_subclass_s():
    """A subclass's cached property, or another attribute in its place, counts."""

    class Areal:
        @cached_property
        def area(self):
            return 1

    class First(Areal, Circle):
        pass

    class Second(Circle, Areal):
        @cached_property
        def area(self):
            return super().area + 1

    assert (First().area, Second().area) == (1, 4.0)


# -- metaclasses -----------------------------------------------------------------------------------


class TaskConfigMeta(ConfigMeta):
    """A metaclass with class keywords, as a client of pex_config has it."""

    def __new__(cls, name, bases, dct, **kwargs):
        self = super().__new__(cls, name, bases, dct)
        self.connections = {**getattr(self, "connections", {}), **kwargs}
        return self

    def __init__(self, name, bases, dct, **kwargs):
        super().__init__(name, bases, dct)


def test_class_keywords_reach_a_metaclass():
    """A subclass of ConfigMeta gets the keywords of the class statement and keeps them to itself."""

    class TaskConfig(Config, metaclass=TaskConfigMeta, dimensions=("visit",)):
        a = value(3)

    class Own(TaskConfig, task="own"):
        b = value(4)

    assert TaskConfig.connections == {"dimensions": ("visit",)}
    assert Own.connections == {"dimensions": ("visit",), "task": "own"}
    assert Own(a=5).toDict() == {"a": 5, "b": 4}
    assert type(Own) is TaskConfigMeta


def test_class_keywords_reach_a_metaclass_without_an_init():
    """A metaclass that only has a __new__ gets the keywords, too."""

    class Meta(ConfigMeta):
        def __new__(cls, name, bases, dct, **kwargs):
            self = super().__new__(cls, name, bases, dct)
            self.given = kwargs
            return self

    class Own(Config, metaclass=Meta, size=3):
        a = value()

    assert Own.given == {"size": 3}


def test_class_keywords_reach_init_subclass():
    """A base that takes class keywords the modern way gets them."""

    class Parent(Config):
        def __init_subclass__(cls, /, size=1, **keywords):
            super().__init_subclass__(**keywords)
            cls.size = size

    class Own(Parent, size=3):
        a = value()

    assert (Own.size, list(Own())) == (3, ["a"])


def test_a_type_of_all_kinds_can_be_in_one_class():
    """Fields of all kinds stand side by side, each found on the class."""

    class Own(Config):
        a = Field("A doc.", int, 1)
        b = RangeField("A doc.", int, 1, min=0)
        c = ChoiceField("A doc.", str, {"a": "One."}, "a")
        d = ListField("A doc.", int, [1])
        e = DictField("A doc.", str, int, {"a": 1})
        f = ConfigField("A doc.", Base)

    assert [type(getattr(Own, name)).__name__ for name in Own()] == [
        "Field",
        "RangeField",
        "ChoiceField",
        "ListField",
        "DictField",
        "ConfigField",
    ]
    assert [getattr(Own, name).name for name in Own()] == list("abcdef")


def test_a_plain_attribute_of_a_class_is_told_from_a_field():
    """An annotation alone declares nothing; who sets it learns what does."""

    class Own(Config):
        x: float = 3.0
        y = value(1)

        @property
        def z(self):
            return 3

    config = Own()
    told = r"x is a plain class attribute; declare it as a Field: x = Field\("
    with pytest.raises(UnknownNameError, match=told):
        config.x = 4.0
    with pytest.raises(AttributeError, match="has no setter"):
        config.z = 4
    with pytest.raises(UnknownNameError, match="has no field 'w'; it has: y"):
        config.w = 4
    assert config.x == 3.0


@pytest.mark.parametrize("kind", [Field, RangeField, ListField, ConfigField, ChoiceField])
def test_a_type_in_the_place_of_the_doc_is_told(kind):
    """The doc comes first, as it must not be forgotten."""
    told = rf"the doc of a field comes first: {kind.__name__}\('What it means.', int"
    with pytest.raises(ValueError, match=told):
        kind(int, 3)
