"""Registries, and fields that choose among their targets."""

import copy
import pickle
import types

import pytest

from stepconfig import (
    Config,
    ConfigError,
    ConfigField,
    Field,
    FieldValidationError,
    Registry,
    RegistryError,
    RegistryField,
    RegistryInstanceDict,
    TargetError,
    UnknownNameError,
    makeRegistry,
    registerConfig,
    registerConfigurable,
)
from stepconfig.nested.registry import ConfigurableWrapper, RegistryAdaptor
from tests.contracts import check_field


class Base(Config):
    """What all have."""

    size = Field("Size.", int, 5)


class MeanConfig(Base):
    """Parameters of the mean."""

    clip = Field("Clip.", float, 3.0)


class MedianConfig(Base):
    """Parameters of the median."""


class OtherMeanConfig(MeanConfig):
    """Other parameters of the mean."""


class Mean:
    """A target that is a class."""

    ConfigClass = MeanConfig

    def __init__(self, *args, config, **keywords):
        self.config = config
        self.args = args
        self.keywords = keywords


def median(image=None, config=None):
    """A target that is a function."""
    return image, config


median.ConfigClass = MedianConfig

combiners = makeRegistry("Ways to combine.", Base)
combiners.register("mean", Mean)
combiners.register("median", median)


class Combine(Config):
    """A config that chooses."""

    one = combiners.makeField("One.", default="mean")
    several = combiners.makeField("Several.", default=["median", "mean"], multi=True)
    none = combiners.makeField(
        "Perhaps one.", optional=True, on_none=lambda *args, **keywords: (args, keywords)
    )
    plain = RegistryField("None.", combiners)


def new():
    """A registry with one target."""
    registry = makeRegistry("A registry.", Base)
    registry.register("mean", Mean)
    return registry


def test_a_registry_field_keeps_the_contract():
    """The field that chooses a target keeps all the promises that fields make."""
    mean, other = {"mean": {"size": 5, "clip": 3.0}}, {"median": {"size": 5}}

    def factory(doc="A doc.", default=None, deprecated=None, optional=True):
        return RegistryField(doc, combiners, default, optional, deprecated=deprecated)

    check_field(
        factory,
        [("mean", {"name": "mean", "values": mean}), ("median", {"name": "median", "values": other})],
        ["maen", 3, ["mean"], Mean, MeanConfig()],
        required=False,
    )


# -- the registry ----------------------------------------------------------------------------------


def test_a_registry_is_a_mapping_of_names_to_targets():
    """Items are the targets in the order of their registration."""
    assert list(combiners) == ["mean", "median"]
    assert dict(combiners) == dict(combiners.items()) == {"mean": Mean, "median": median}
    assert list(combiners.values()) == [Mean, median]
    assert (len(combiners), "mean" in combiners, "zz" in combiners, 3 in combiners) == (2, True, False, False)
    assert combiners.get("zz") is None
    assert combiners.__doc__ == "Ways to combine."
    assert repr(combiners) == "<Registry of tests.nested.test_registry.Base: mean, median>"


def test_an_unknown_target_is_a_key_error_that_suggests():
    """The error of a registry names the nearest target."""
    with pytest.raises(KeyError, match="did you mean 'mean'") as caught:
        combiners["maen"]
    assert isinstance(caught.value, UnknownNameError)


def test_a_name_is_registered_once():
    """The second registration is a RuntimeError of the family, and the first stays."""
    registry = new()
    with pytest.raises(RuntimeError, match="'mean' is registered already") as caught:
        registry.register("mean", median)
    assert isinstance(caught.value, (RegistryError, ConfigError))
    assert registry["mean"] is Mean


@pytest.mark.parametrize("ConfigClass", [Config, int, 3, Field, MeanConfig()])
def test_the_config_class_has_to_be_of_the_base_type(ConfigClass):
    """A ConfigClass that is no subclass of the registry's base type is a TypeError of the family."""
    registry = new()
    for register in (
        lambda: registry.register("x", Mean, ConfigClass),
        lambda: registry.register("x", type("Target", (), {"ConfigClass": ConfigClass})),
        lambda: registerConfigurable("x", registry, ConfigClass)(Mean),
    ):
        with pytest.raises(
            TypeError, match=r"has to be a subclass of tests\.nested\.test_registry\.Base, got"
        ):
            register()
    assert list(registry) == ["mean"]


@pytest.mark.parametrize(
    ("target", "text"),
    [
        (3, "the target expected a callable, got 3"),
        (len, "has no ConfigClass"),
        (types.SimpleNamespace(ConfigClass=MeanConfig), "expected a callable"),
    ],
)
def test_a_target_is_a_callable_with_a_config_class(target, text):
    """Whatever else is registered is an error of the family."""
    with pytest.raises(TargetError, match=text):
        new().register("x", target)
    with pytest.raises(TargetError, match="configBaseType expected a subclass of Config, got"):
        Registry(int)


def test_another_config_class_wraps_the_target():
    """The wrapper calls the target, whose own ConfigClass is untouched; the same class wraps nothing."""
    registry = new()
    registry.register("other", Mean, OtherMeanConfig)
    registry.register("same", Mean, MeanConfig)
    wrapper = registry["other"]
    assert isinstance(wrapper, ConfigurableWrapper)
    assert (wrapper.ConfigClass, Mean.ConfigClass) == (OtherMeanConfig, MeanConfig)
    made = wrapper(1, config=2, b=3)
    assert (type(made), made.args, made.config, made.keywords) == (Mean, (1,), 2, {"b": 3})
    assert registry["same"] is Mean
    assert "OtherMeanConfig" in repr(wrapper)


def test_decorators_register_and_give_back_what_they_decorate():
    """``registerConfigurable`` decorates the target, ``registerConfig`` its Config class."""
    registry = new()

    @registerConfigurable("decorated", registry)
    class Decorated(Mean):
        pass

    @registerConfigurable("function", registry, ConfigClass=MedianConfig)
    def function(config):
        return config

    @registerConfig("config", registry, function)
    class OwnConfig(Base):
        pass

    assert registry["decorated"] is Decorated
    assert registry["function"].ConfigClass is MedianConfig
    assert registry["config"].ConfigClass is OwnConfig
    assert not hasattr(function, "ConfigClass")
    assert function(3) == registry["config"](3) == 3


def test_a_registry_is_the_same_everywhere():
    """Copies, deep copies, subclasses and nested configs have the one registry, so what is added shows."""
    registry = new()

    class Own(Config):
        choice = registry.makeField("A choice.", default="mean")

    class Sub(Own):
        pass

    class Top(Config):
        sub = ConfigField("Sub.", Sub)

    config = Top()
    field = copy.deepcopy(Sub.choice)
    assert registry is copy.copy(registry) is copy.deepcopy(registry)
    assert registry is Own.choice.registry is Sub.choice.registry is field.registry
    assert Sub.choice.typemap is Own.choice.typemap
    assert Sub.choice.typemap.registry is registry
    registry.register("median", median)
    config.sub.choice = "median"
    assert config.sub.choice.target is median


def test_the_types_of_a_field_are_those_of_the_targets():
    """The typemap of a registry field maps names to Config classes."""
    types_of = Combine().one.types
    assert isinstance(types_of, RegistryAdaptor)
    assert dict(types_of) == dict(types_of.items()) == {"mean": MeanConfig, "median": MedianConfig}
    assert list(types_of.values()) == [MeanConfig, MedianConfig]
    assert (len(types_of), "mean" in types_of) == (2, True)
    with pytest.raises(KeyError):
        types_of["zz"]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("A doc.", {"mean": Mean}), "registry expected a Registry"),
        (("A doc.", combiners, None, False, False, 3), "on_none expected a callable"),
        (("", combiners), "doc"),
    ],
)
def test_a_registry_field_needs_a_registry(arguments, text):
    """A dict, an on_none that cannot be called and an empty doc are ValueErrors when the field is made."""
    with pytest.raises(ValueError, match=text):
        RegistryField(*arguments)


# -- calling what is selected ------------------------------------------------------------------------


def test_apply_calls_the_selected_target_with_its_config():
    """Arguments are handed on, and ``config=`` is the selected config itself."""
    config = Combine()
    made = config.one.apply(1, b=2)
    assert (type(made), made.args, made.keywords) == (Mean, (1,), {"b": 2})
    assert made.config is config.one["mean"]
    config.one = "median"
    assert config.one.apply("image") == ("image", config.one["median"])


def test_apply_calls_several_in_their_order():
    """The results of several stand in the order of the selection."""
    config = Combine()
    first, second = config.several.apply()
    assert first == (None, config.several["median"])
    assert second.config is config.several["mean"]
    config.several = []
    assert config.several.apply() == []


def test_apply_without_a_selection():
    """``on_none`` is called with the value and the arguments; without it the options are listed."""
    config = Combine(several=None)
    assert config.none.apply(1, b=2) == ((config.none, 1), {"b": 2})
    assert config.none.apply_with(None) == ((config.none,), {})
    with pytest.raises(FieldValidationError, match="nothing is selected; select one of 'mean', 'median'"):
        config.plain.apply()
    with pytest.raises(FieldValidationError, match="select a sequence of names among 'mean', 'median'"):
        config.several.apply()


def test_apply_with_another_selection_leaves_the_selection():
    """Other targets are called with their configs here; the field's own selection stays."""
    config = Combine()
    config.one["median"].size = 8
    assert config.one.apply_with("median", 3) == (3, config.one["median"])
    assert config.one.name == "mean"
    assert [type(each) for each in config.several.apply_with(("mean",))] == [Mean]
    assert list(config.several.names) == ["median", "mean"]
    with pytest.raises(FieldValidationError, match="there is no choice 'maen'"):
        config.one.apply_with("maen")
    with pytest.raises(FieldValidationError, match="did you mean \\['mean'\\]"):
        config.several.apply_with("mean")
    assert len(config.history["one"]) == 2


def test_the_registry_is_asked_of_field_and_value():
    """``config.f.registry`` is the field's registry."""
    registry = makeRegistry("What there is.", Base)
    registry.register("mean", Mean)
    cls = type("Own", (Config,), {"f": registry.makeField("A doc.", default="mean")})
    assert cls().f.registry is cls.f.registry is registry


def test_target_and_targets_are_what_is_selected():
    """One has ``target``, several have ``targets``; the other word is an error, and None selects nothing."""
    config = Combine()
    assert config.one.target is Mean
    assert config.several.targets == [median, Mean]
    assert config.plain.target is None
    config.several = None
    assert config.several.targets is None
    with pytest.raises(
        FieldValidationError, match=r"it chooses one, so the selection is \.target, not \.targets"
    ):
        config.one.targets  # noqa: B018
    with pytest.raises(FieldValidationError, match=r"\.targets, not \.target"):
        config.several.target  # noqa: B018


def test_a_frozen_config_applies():
    """What is frozen can be called, what nobody had asked for too."""
    config = Combine()
    config.freeze()
    assert config.one.apply().config._frozen
    assert config.one.apply_with("median")[1]._frozen


def test_a_frozen_config_keeps_the_targets_that_there_were():
    """What is registered later cannot be chosen in what was frozen before."""
    registry = new()

    class Own(Config):
        choice = registry.makeField("A choice.", default="mean")

    config = Own()
    config.freeze()
    registry.register("median", median)
    assert (list(config.choice), list(Own().choice)) == (["mean"], ["mean", "median"])
    with pytest.raises(FieldValidationError, match="there is no choice 'median'"):
        config.choice["median"]
    assert repr(config.choice.types.registry).endswith(": mean>")


def test_a_registry_of_fifty_makes_what_was_touched():
    """Saving a config with a large registry makes and writes two choices of fifty: selected and touched."""
    registry = makeRegistry("Many.", Base)
    for number in range(50):
        registry.register(f"plugin{number}", Mean)

    class Own(Config):
        choice = registry.makeField("A choice.", default="plugin7")

    config = Own()
    config.choice["plugin9"].size = 6
    text = config.saveToString()
    assert {line for line in text.splitlines() if line.startswith("config.")} == {
        "config.choice.name='plugin7'",
        "config.choice['plugin7'].size=5",
        "config.choice['plugin7'].clip=3.0",
        "config.choice['plugin9'].size=6",
        "config.choice['plugin9'].clip=3.0",
    }
    assert list(config.choice._built) == ["plugin9", "plugin7"]
    assert text.index("plugin7") < text.index("plugin9")
    assert pickle.loads(pickle.dumps(Combine())) == Combine()


def test_the_names_of_clients_are_there():
    """Value, wrapper and adaptor have the names under which clients of pex_config know them."""
    assert type(Combine().one) is RegistryInstanceDict
    assert Combine.one.instanceDictClass is RegistryInstanceDict
