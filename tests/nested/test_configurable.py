"""ConfigurableField: a config with what is made from it."""

import copy
import functools
import pickle
import sys
import textwrap
import warnings

import pytest

import stepconfig
from stepconfig import (
    Config,
    ConfigDictField,
    ConfigField,
    ConfigurableField,
    ConfigurableInstance,
    DiscardedOverridesWarning,
    Edit,
    Field,
    FieldValidationError,
    OverrideFileError,
    UnexpectedProxyUsageError,
    UnknownNameError,
)
from tests.contracts import check_field
from tests.nested.targets import (
    Sharper,
    SubConfig,
    Threshold,
    ThresholdConfig,
    Wavelet,
    WaveletConfig,
    detect,
)


class Reduce(Config):
    """A config with a configurable."""

    detect = ConfigurableField("Source detection.", Threshold)
    label = Field("Label.", str, "a")


class Outer(Config):
    """A config above it, which retargets."""

    reduce = ConfigField("Reduction.", Reduce)
    again = ConfigField("Another.", Reduce)

    def setDefaults(self):
        super().setDefaults()
        self.reduce.detect.retarget(Wavelet)
        self.reduce.detect.scales = 7


class Parts(Config):
    """A config whose items have configurables."""

    parts = ConfigDictField("Parts.", str, Reduce, {"a": Reduce})


def factory(doc="A doc.", default=None, deprecated=None):
    """Make a field for the contract."""
    return ConfigurableField(doc, Threshold, None, default, None, deprecated)


def told(config, name):
    """Return values, as they read, and labels of the history of a field."""
    return [(str(entry.value), entry.label) for entry in config.history[name]]


def test_a_configurable_field_keeps_the_contract():
    """The field that holds a configurable keeps all the promises that fields make."""
    plain = {"threshold": 6.0, "bands": ["g"]}
    check_field(
        factory,
        [
            (ThresholdConfig(threshold=3), {**plain, "threshold": 3.0}),
            (ThresholdConfig, plain),
            (ThresholdConfig(bands=[]), {**plain, "bands": []}),
        ],
        [3, "a", None, {}, WaveletConfig, WaveletConfig(), SubConfig, SubConfig(), Threshold, [Config()]],
        required=False,
    )


# -- definition ------------------------------------------------------------------------------------


def test_what_is_no_target_is_refused_when_the_field_is_made():
    """A target is callable, has a ConfigClass or is given one, and a module and a name."""

    class NoConfigClass:
        pass

    for target in (3, None, "x", NoConfigClass, detect, object()):
        with pytest.raises(AttributeError, match="expected a target with a ConfigClass"):
            ConfigurableField("A doc.", target)
    for target in (3, None, "x", object()):
        with pytest.raises(ValueError, match="target expected a callable"):
            ConfigurableField("A doc.", target, ThresholdConfig)
    for cls in (int, ThresholdConfig(), "x"):
        with pytest.raises(TypeError, match="ConfigClass expected a subclass of Config"):
            ConfigurableField("A doc.", Threshold, cls)
    nameless = functools.partial(detect, None)
    with pytest.raises(ValueError, match="without __module__ and __name__ no file can name it"):
        ConfigurableField("A doc.", nameless, ThresholdConfig)
    with pytest.raises(ValueError, match="check expected a callable"):
        ConfigurableField("A doc.", Threshold, check=3)


def test_positions_of_the_constructor_are_those_of_pex_config():
    """Doc, target, ConfigClass, default, check and deprecated can be given by position."""
    default = WaveletConfig()
    field = ConfigurableField("A doc.", Threshold, WaveletConfig, default, bool, "use g")
    assert (field.target, field.ConfigClass, field.default, field.check) == (
        Threshold,
        WaveletConfig,
        default,
        bool,
    )
    assert field.doc == "A doc. Deprecated: use g"
    assert field.dtype is ConfigurableInstance
    assert Reduce.detect.default is ThresholdConfig


@pytest.mark.parametrize("parameters", [int, "NoSuchName", (int, str), ThresholdConfig])
def test_types_in_brackets_are_ignored(parameters):
    """``ConfigurableField[...]`` is accepted, whatever stands in the brackets."""
    field = ConfigurableField[parameters]("A doc.", Threshold)
    assert (field.target, field.ConfigClass) == (Threshold, ThresholdConfig)


def test_a_default_config_gives_its_values():
    """A config as default gives its values to each new config, and is shared with none."""
    default = ThresholdConfig(threshold=9)

    class Own(Config):
        detect = ConfigurableField("Detection.", Threshold, default=default)

    default.threshold = 10
    config = Own()
    assert (config.detect.threshold, config.detect.bands) == (9, ["g"])
    config.detect.bands.append("r")
    config.detect.threshold = 1
    assert Own().detect.toDict() == {"threshold": 9.0, "bands": ["g"]}
    *_, entry = Own().detect.history["threshold"]
    assert (entry.value, entry.layer, str(entry.location)) == (9.0, "default", str(Own.detect.source))


def test_default_values_are_those_of_their_class():
    """They come back when the field is retargeted to their class, and do not go to another."""

    class Own(Config):
        detect = ConfigurableField("Detection.", Threshold, default=ThresholdConfig(threshold=9))

    config = Own()
    config.detect.retarget(Wavelet)
    assert config.detect.toDict() == {"scales": 4}
    config.detect.retarget(Sharper)
    assert config.detect.threshold == 9


def test_check_deprecated_and_source_are_kept():
    """Every class has them, however often the field was inherited; pex_config loses them."""

    class Base(Config):
        detect = ConfigurableField("Detection.", Threshold, check=bool, deprecated="use g")

    class Sub(Base):
        pass

    assert Sub.detect.check is bool
    assert Sub.detect.deprecated == "use g"
    assert Sub.detect.source.content == (
        'detect = ConfigurableField("Detection.", Threshold, check=bool, deprecated="use g")'
    )
    config = Sub()
    with pytest.warns(FutureWarning, match="use g"):
        config.detect = ThresholdConfig


# -- the value -------------------------------------------------------------------------------------


def test_attributes_are_those_of_the_config():
    """Getting, setting and deleting attributes goes to the config, which the proxy is not."""
    config = Reduce()
    assert isinstance(config.detect, ConfigurableInstance)
    assert not isinstance(config.detect, Config)
    assert type(config.detect.value) is ThresholdConfig
    config.detect.threshold = 3
    assert config.detect.threshold == config.detect.value.threshold == 3
    del config.detect.threshold
    assert config.detect.value.threshold is None
    config.detect.update(threshold=4, bands=["r"])
    assert config.detect.toDict() == {"threshold": 4.0, "bands": ["r"]}
    assert dict(config.detect.items()) == {"threshold": 4.0, "bands": ["r"]}
    assert config.detect.names() == ["threshold", "bands"]
    assert config.detect._name == config.detect.value._name == "detect"
    assert {"threshold", "retarget", "toDict"} <= set(dir(config.detect))
    assert repr(config.detect) == (
        "<tests.nested.targets.Threshold with"
        " tests.nested.targets.ThresholdConfig(threshold=4.0, bands=['r'])>"
    )


def test_its_own_attributes():
    """``value``, ``target``, ``ConfigClass`` and ``apply`` are the proxy's own, and cannot be set."""
    config = Reduce()
    assert config.detect.target is Threshold
    assert config.detect.ConfigClass is ThresholdConfig
    made = config.detect.apply(1, 2, z=3)
    assert (made.args, made.keywords) == ((1, 2), {"z": 3})
    assert made.config is config.detect.value
    for name in ("value", "target", "ConfigClass", "apply", "retarget"):
        with pytest.raises(UnknownNameError, match=f"ThresholdConfig has no field 'detect.{name}'"):
            setattr(config.detect, name, 3)
    assert config.detect.target is Threshold


def test_unknown_names_are_those_of_the_config():
    """A misspelt name, read, written or deleted, is the error of the config, with the full path."""
    config = Outer()
    for use in (
        lambda: config.again.detect.treshold,
        lambda: setattr(config.again.detect, "treshold", 3),
        lambda: delattr(config.again.detect, "treshold"),
    ):
        with pytest.raises(UnknownNameError, match=r"'again\.detect\.treshold'; did you mean 'threshold'"):
            use()


def test_the_history_of_a_value_names_the_line_that_set_it():
    """The proxy does not stand between a line and the history; its callers are told too."""
    config = Reduce()
    config.detect.threshold = 3
    entry = config.detect.history["threshold"][-1]
    assert entry.location.content == "config.detect.threshold = 3"
    assert (entry.label, entry.layer) == ("assignment", "code")
    assert config.formatHistory("detect.threshold").splitlines()[0] == "detect.threshold"
    assert config.detect.formatHistory("threshold") == config.formatHistory("detect.threshold")
    assert [each.value for each in config.detect.history["threshold"]] == [5.0, 6.0, 3.0]


def test_the_old_form_of_a_history_takes_the_proxy():
    """``history.format`` of a name in the proxy is that of the config."""
    config = Reduce()
    config.detect.threshold = 3
    text = stepconfig.history.format(config.detect, "threshold")
    assert text == stepconfig.history.format(config.detect.value, "threshold")
    assert text.splitlines()[0] == "detect.threshold"
    assert "config.detect.threshold = 3" in text
    assert "detect.bands" in stepconfig.history.format(config.detect)


def test_a_place_that_is_handed_in_is_kept():
    """``at`` and ``label`` go on to the config, for code written for pex_config."""
    config = Reduce()
    place = stepconfig.ArgumentLocation("--detect.threshold=3")
    config.detect.__setattr__("threshold", 3, place, "special")
    config.detect.__delattr__("bands", place, "special")
    for name in ("threshold", "bands"):
        entry = config.detect.history[name][-1]
        assert (entry.location, entry.label) == (place, "special")


def test_the_proxy_cannot_be_pickled_and_copies_to_a_config():
    """It belongs to its config; a copy is a config that stands by itself."""
    config = Reduce()
    with pytest.raises(UnexpectedProxyUsageError, match="cannot be pickled"):
        pickle.dumps(config.detect)
    for copied in (copy.copy(config.detect), copy.deepcopy(config.detect), config.detect.copy()):
        assert type(copied) is ThresholdConfig
        assert copied == config.detect.value
        copied.threshold = 1
    assert config.detect.threshold == 6


# -- retargeting -----------------------------------------------------------------------------------


def test_a_target_with_the_same_configs_keeps_the_values():
    """The config stays the same object; nobody is warned."""
    config = Reduce()
    value = config.detect.value
    config.detect.threshold = 3
    config.detect.retarget(Sharper)
    assert config.detect.target is Sharper
    assert config.detect.value is value
    assert config.detect.threshold == 3
    config.detect.retarget(detect, ThresholdConfig)
    assert config.detect.apply("image") == ("image", value)
    config.detect.retarget(target=Threshold.made, ConfigClass=ThresholdConfig)
    assert config.detect.value is value
    assert type(config.detect.apply()) is Threshold


def test_a_target_with_other_configs_starts_anew():
    """There is a new config with its defaults, with full path, made by the line that retargets."""
    config = Outer()
    detection = config.again.detect
    detection.retarget(Wavelet)
    assert config.again.detect is detection
    assert (detection.ConfigClass, detection.target) == (WaveletConfig, Wavelet)
    assert detection.toDict() == {"scales": 4}
    assert detection._name == "again.detect"
    assert detection.history["scales"][0].location.content == "detection.retarget(Wavelet)"
    detection.retarget(Wavelet, ThresholdConfig)
    assert detection.threshold == 6


def test_the_history_says_to_what_it_was_retargeted():
    """One entry for each retargeting, with its place and label."""
    config = Reduce()
    config.detect.retarget(Wavelet)
    config.detect.retarget(detect, WaveletConfig, label="special")
    assert told(config, "detect") == [
        ("targeted to tests.nested.targets.Threshold", "default"),
        ("retargeted to tests.nested.targets.Wavelet", "retarget"),
        ("retargeted to tests.nested.targets.detect", "special"),
    ]
    entry = config.history["detect"][1]
    assert type(entry.value) is Edit
    assert entry.location.content == "config.detect.retarget(Wavelet)"
    text = config.formatHistory("detect", writeSourceLine=False)
    assert text.splitlines()[2] == "  retargeted to tests.nested.targets.Wavelet  code"
    assert "retargeted to tests.nested.targets.Wavelet" in config.formatHistory()
    assert "config.detect.retarget(Wavelet)" in stepconfig.history.format(config, "detect")


def test_lost_overrides_are_told():
    """Where values that a user set are left behind, a warning of that line lists them with their places."""
    config = Outer()
    config.again.detect.threshold = 3
    config.again.detect.bands.append("r")
    with pytest.warns(DiscardedOverridesWarning) as caught:
        config.again.detect.retarget(Wavelet)
    (warning,) = caught
    assert warning.filename == __file__
    first, *places = str(warning.message).splitlines()
    assert first == (
        "again.detect: retargeted from tests.nested.targets.Threshold to tests.nested.targets.Wavelet, which"
        " takes tests.nested.targets.WaveletConfig; left behind are values of"
        " tests.nested.targets.ThresholdConfig"
    )
    assert [place.split(", set at ")[0] for place in places] == [
        "  again.detect.threshold",
        "  again.detect.bands",
    ]
    assert "test_configurable.py:" in places[0]


def test_nothing_lost_is_no_warning():
    """Defaults, and values set to what they are anyway, can be left behind silently."""
    config = Outer()
    config.again.detect.threshold = 3
    config.again.detect.threshold = 6
    config.again.detect.retarget(Wavelet)
    config.reduce.detect.retarget(Threshold)


def test_set_defaults_may_leave_values_behind():
    """The author of a class who retargets in ``setDefaults`` is not warned whenever a config is made."""

    class Own(Reduce):
        def setDefaults(self):
            super().setDefaults()
            self.detect.threshold = 3
            self.detect.retarget(Wavelet)

    assert Own().detect.scales == 4


def test_a_warning_that_is_an_error_changes_nothing():
    """Who makes the warning an error finds the config as it was."""
    config = Reduce()
    config.detect.threshold = 3
    before = config.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(DiscardedOverridesWarning):
            config.detect.retarget(Wavelet)
    assert config == before
    assert len(config.history["detect"]) == 1


@pytest.mark.parametrize(
    ("target", "cls", "why"),
    [
        (3, None, "expected a target with a ConfigClass, got 3"),
        (detect, None, "expected a target with a ConfigClass"),
        (3, ThresholdConfig, "target expected a callable, got 3"),
        (Wavelet, int, "ConfigClass expected a subclass of Config"),
        (functools.partial(detect), ThresholdConfig, "expected a class or function of a module"),
    ],
)
def test_what_is_no_target_is_refused(target, cls, why):
    """A bad target is a FieldValidationError with its place, and changes nothing."""
    config = Reduce()
    with pytest.raises(FieldValidationError, match="ConfigurableField 'detect' failed") as caught:
        config.detect.retarget(target, cls)
    assert why in str(caught.value)
    assert caught.value.location.content == "config.detect.retarget(target, cls)"
    assert config == Reduce()
    assert len(config.history["detect"]) == 1


# -- assigning -------------------------------------------------------------------------------------


def test_assigning_a_config_copies_its_values():
    """Proxy and config stay the same objects; what was assigned stays independent."""
    config = Reduce()
    proxy, value = config.detect, config.detect.value
    other = ThresholdConfig(threshold=3)
    config.detect = other
    other.threshold = 4
    other.bands.append("r")
    assert config.detect is proxy
    assert config.detect.value is value
    assert config.detect.toDict() == {"threshold": 3.0, "bands": ["g"]}
    assert told(config, "detect")[1:] == [("config value set", "assignment")]
    config.detect = ThresholdConfig
    assert config.detect.threshold == 6
    assert [entry.value for entry in value.history["threshold"]] == [5.0, 6.0, 3.0, 6.0]


def test_assigning_another_configurable_takes_its_target_too():
    """Target and values are those of the other; one entry says both."""
    one, other = Reduce(), Reduce()
    other.detect.retarget(Sharper)
    other.detect.threshold = 3
    value = one.detect.value
    one.detect = other.detect
    assert one.detect.value is value
    assert (one.detect.target, one.detect.threshold) == (Sharper, 3)
    with pytest.warns(DiscardedOverridesWarning):
        other.detect.retarget(Wavelet)
    other.detect.scales = 9
    one.detect = other.detect
    assert (one.detect.target, one.detect.scales) == (Wavelet, 9)
    assert one.detect.value is not other.detect.value
    assert one.detect._name == "detect"
    words = "retargeted to tests.nested.targets.{}, config value set"
    assert told(one, "detect")[1:] == [
        (words.format("Sharper"), "assignment"),
        (words.format("Wavelet"), "assignment"),
    ]
    assert one == other
    one.detect = one.detect
    assert one == other
    assert Reduce(**dict(one.items())) == one
    assert Reduce(**dict(one.items())).detect.target is Wavelet


@pytest.mark.parametrize("value", [3, None, WaveletConfig, WaveletConfig(), SubConfig(), Threshold, {}])
def test_only_configs_of_exactly_the_class_can_be_assigned(value):
    """Whatever else is refused by every door; so is deleting."""
    config = Reduce()
    for write in (
        lambda: setattr(config, "detect", value),
        lambda: config.update(detect=value),
        lambda: Reduce(detect=value),
        lambda: delattr(config, "detect"),
    ):
        with pytest.raises(FieldValidationError, match=r"expected a config of type .*\.ThresholdConfig, got"):
            write()
    assert config == Reduce()
    config.detect.retarget(Wavelet)
    with pytest.raises(FieldValidationError, match=r"expected a config of type .*\.WaveletConfig, got"):
        config.detect = ThresholdConfig


def test_a_refused_assignment_changes_nothing():
    """If any value is refused, target and values are as they were."""
    one, other = Reduce(), Reduce()
    other.detect.retarget(Sharper)
    other.detect.threshold = 3
    one.detect.value.freeze()
    with pytest.raises(FieldValidationError, match="frozen"):
        one.detect = other.detect
    assert one == Reduce()
    assert one.detect.target is Threshold


# -- validity --------------------------------------------------------------------------------------


def test_check_is_made_by_validate_and_not_on_assignment():
    """The check gets the proxy, when the config is validated and its values are good."""
    seen = []

    class Own(Config):
        detect = ConfigurableField(
            "Detection.", Threshold, check=lambda detect: seen.append(detect) or detect.threshold < 5
        )

    config = Own()
    config.detect = ThresholdConfig(threshold=9)
    assert seen == []
    with pytest.raises(FieldValidationError, match="refused by the check") as caught:
        config.validate()
    assert caught.value.fullname == "detect"
    assert seen == [config.detect]
    config.detect.threshold = 3
    config.validate()


def test_faults_are_told_with_full_paths():
    """Values of the config are validated, whatever its target, with all other faults."""

    class Top(Config):
        reduce = ConfigField("Reduction.", Reduce)
        value = Field("A value.", int)

    config = Top()
    config.reduce.detect.threshold = None
    with pytest.raises(FieldValidationError) as caught:
        config.validate()
    assert [fault.fullname for fault in caught.value.faults] == ["reduce.detect.threshold", "value"]


class Picky(Config):
    """A config with checks of its own."""

    low = Field("Lower end.", int, 1)

    def validate(self):
        super().validate()
        if self.low < 1:
            raise FieldValidationError(Picky.low, self, "too low")


def test_a_validate_of_the_target_config_is_called():
    """Checks that the ConfigClass makes itself are made, and a field may be called ``validate``."""

    class Odd(Config):
        validate = Field("A value.", int)
        freeze = Field("A value.", int, 1)
        toDict = Field("A value.", int, 1)

    class Own(Config):
        picky = ConfigurableField("Picky.", Threshold, Picky, check=lambda picky: True)
        odd = ConfigurableField("Odd.", Threshold, Odd)

    config = Own()
    config.picky.low = 0
    with pytest.raises(FieldValidationError) as caught:
        config.validate()
    assert [fault.fullname for fault in caught.value.faults] == ["picky.low", "odd.validate"]
    config.freeze()
    assert config.odd._frozen
    assert config.toDict()["odd"] == {"validate": None, "freeze": 1, "toDict": 1}


# -- the tree --------------------------------------------------------------------------------------


def test_freezing_goes_into_it():
    """In a frozen tree nothing can be retargeted, assigned or changed, by any door."""
    config = Outer()
    config.freeze()
    before = config.copy()
    detection = config.reduce.detect
    for write in (
        lambda: detection.retarget(Threshold),
        lambda: detection.retarget(detection.target),
        lambda: setattr(config.reduce, "detect", WaveletConfig),
        lambda: setattr(config.reduce, "detect", Reduce().detect),
        lambda: delattr(config.reduce, "detect"),
        lambda: setattr(detection, "scales", 3),
        lambda: delattr(detection, "scales"),
        lambda: detection.update(scales=3),
        lambda: config.again.detect.bands.append("r"),
        lambda: detection.loadFromString("config.scales = 3"),
        lambda: config.loadFromString("config.reduce.detect.retarget(config.again.detect.target)"),
    ):
        with pytest.raises(FieldValidationError, match="frozen"):
            write()
    assert config == before
    assert detection.target is Wavelet
    thawed = config.copy()
    thawed.reduce.detect.retarget(Threshold)
    thawed.again.detect.threshold = 3
    assert detection.target is Wavelet


@pytest.mark.parametrize(
    "copier",
    [Config.copy, copy.copy, copy.deepcopy, lambda config: pickle.loads(pickle.dumps(config))],
    ids=["copy", "copy.copy", "deepcopy", "pickle"],
)
def test_copies_are_independent_and_complete(copier):
    """Targets, values, names, histories and, except by ``copy()``, the frozen state; nothing is shared."""
    config = Outer()
    config.again.detect.retarget(Sharper)
    config.again.detect.threshold = 3
    other = copier(config)
    assert other == config
    assert (other.again.detect.target, other.reduce.detect.target) == (Sharper, Wavelet)
    assert other.again.detect._name == "again.detect"
    assert told(other.again, "detect") == told(config.again, "detect")
    assert told(other.again.detect, "threshold") == told(config.again.detect, "threshold")
    other.again.detect.threshold = 4
    other.reduce.detect.retarget(Threshold)
    assert config.again.detect.threshold == 3
    assert config.reduce.detect.target is Wavelet
    with pytest.warns(DiscardedOverridesWarning):
        other.again.detect.retarget(Wavelet)
    config.freeze()
    again = copier(config)
    assert again.reduce.detect._frozen is (copier is not Config.copy)


def test_a_pickled_default_target_need_not_be_importable(monkeypatch):
    """Only a target that is not the field's own travels with the pickle."""

    class Own(Config):
        detect = ConfigurableField("Detection.", lambda config: config, ThresholdConfig)

    monkeypatch.setattr(sys.modules[__name__], "Own", Own, raising=False)
    Own.__qualname__ = "Own"
    config = Own()
    config.detect.threshold = 3
    assert pickle.loads(pickle.dumps(config)) == config
    config.detect.retarget(lambda config: config, ThresholdConfig)
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(config)


def test_retargets_in_set_defaults_survive_nesting():
    """What the ``setDefaults`` of a config above or of the config itself chooses is there."""

    class Own(Reduce):
        def setDefaults(self):
            super().setDefaults()
            self.detect.retarget(Wavelet)
            self.detect.scales = 8

    class Top(Config):
        own = ConfigField("Own.", Own)
        other = ConfigField("Outer.", Outer)
        given = ConfigField("Own.", Own, default=Own())

    config = Top()
    assert (config.own.detect.target, config.own.detect.scales) == (Wavelet, 8)
    assert (config.given.detect.target, config.given.detect.scales) == (Wavelet, 8)
    assert (config.other.reduce.detect.target, config.other.reduce.detect.scales) == (Wavelet, 7)
    assert config.own.history["detect"][-1].layer == "setDefaults"


def test_names_are_those_of_the_saved_lines():
    """The target has a name where it is saved; each name is an attribute of the config."""
    config = Outer()
    assert config.names() == [
        "reduce.detect.target",
        "reduce.detect.scales",
        "reduce.label",
        "again.detect.threshold",
        "again.detect.bands",
        "again.label",
    ]
    for name in config.names():
        eval(f"config.{name}", {"config": config})
    assert config.formatHistory("reduce.detect.target") == config.formatHistory("reduce.detect")


def test_help_tells_config_and_target():
    """The page of the class shows the ConfigClass and the target."""
    page = " ".join(Reduce.__doc__.split())
    assert "detect : tests.nested.targets.ThresholdConfig for tests.nested.targets.Threshold" in page
    field = ConfigurableField("A doc.", Threshold, default=ThresholdConfig(threshold=1))
    assert field.describe_default().startswith("tests.nested.targets.ThresholdConfig(threshold=1.0")
    assert field.expects() == "a config of type tests.nested.targets.ThresholdConfig"


# -- comparing -------------------------------------------------------------------------------------


def test_equal_configs_are_equal():
    """Configs with configurables are equal if targets and values are; pex_config says never."""
    one, other = Reduce(), Reduce()
    assert one == other
    assert one.detect == other.detect
    assert one.compare(other)
    assert one.diff(other) == []
    other.detect.retarget(Sharper)
    assert one != other
    assert one.detect != other.detect
    assert one.detect != one.detect.value
    assert one.detect != 3
    with pytest.raises(TypeError, match="unhashable"):
        hash(one.detect)


def test_differences_are_told_with_full_paths():
    """The targets, then the values; where the classes differ, the classes."""
    one, other = Outer(), Outer()
    other.again.detect.retarget(Sharper)
    other.again.detect.threshold = 7
    other.reduce.detect.retarget(Wavelet, Picky)
    found = []
    assert not one.compare(other, shortcut=False, output=found.append)
    assert found == [
        f"reduce.detect: tests.nested.targets.WaveletConfig != {__name__}.Picky.",
        "again.detect.target: 'tests.nested.targets.Threshold' != 'tests.nested.targets.Sharper'",
        "again.detect.threshold: 6.0 != 7.0",
    ]
    difference = one.diff(other)[1]
    assert difference.right_location.content == "other.again.detect.retarget(Sharper)"
    assert [str(each) for each in one.again.detect.diff(other.again.detect)] == [found[2]]
    assert not one.again.detect.compare(other.again.detect)
    assert stepconfig.compareConfigs("x", one.again.detect, Outer().again.detect)


def test_different_nameless_targets_are_different():
    """Functions without a name of their own are told apart by their places."""
    one, other = Reduce(), Reduce()
    one.detect.retarget(lambda config: 1, ThresholdConfig)
    other.detect.retarget(lambda config: 2, ThresholdConfig)
    assert one != other
    assert "<lambda> at test_configurable.py:" in str(one.diff(other)[0])


# -- files -----------------------------------------------------------------------------------------


def test_the_saved_form_names_a_target_that_is_not_the_fields_own():
    """The line comes before the values, with the imports that it needs, and with no other target."""
    config = Reduce()
    assert "retarget" not in config.saveToString()
    assert "import tests.nested.targets\n" in config.saveToString()
    config.detect.retarget(Wavelet)
    assert (
        config.saveToString(skipImports=True)
        == """\
# Source detection.
config.detect.retarget(target=tests.nested.targets.Wavelet, ConfigClass=tests.nested.targets.WaveletConfig)

# Number of scales.
config.detect.scales=4

# Label.
config.label='a'

"""
    )
    config.detect.retarget(Threshold)
    assert "retarget" not in config.saveToString()


def test_the_module_of_the_target_is_imported():
    """Target and ConfigClass may be of different modules, neither of them the config's own."""
    config = Reduce()
    config.detect.retarget(textwrap.dedent, Picky)
    text = config.saveToString()
    assert "import textwrap\n" in text
    assert f"retarget(target=textwrap.dedent, ConfigClass={__name__}.Picky)" in text
    fresh = Reduce()
    fresh.loadFromString(text)
    assert fresh == config


def test_a_bound_method_as_the_fields_own_target_is_its_own():
    """A classmethod is another object at each look, and the same target."""

    class Own(Config):
        detect = ConfigurableField("Detection.", Threshold.made, ThresholdConfig)

    config = Own()
    config.detect.retarget(Threshold.made, ThresholdConfig)
    assert "retarget" not in config.saveToString(skipImports=True)
    assert config == Own()


def test_saved_configs_load():
    """Targets and values come back, at every depth, also where ``setDefaults`` retargets."""
    config = Outer()
    config.again.detect.retarget(Threshold.made, ThresholdConfig)
    config.again.detect.threshold = 3
    fresh = Outer()
    fresh.loadFromString(config.saveToString())
    assert fresh == config
    assert fresh.again.detect.target == Threshold.made
    assert fresh.saveToString() == config.saveToString()
    assert Config._fromPython(config.saveToString()) == config


def test_a_return_to_the_fields_own_target_is_saved_where_set_defaults_retargets():
    """A new config has the target that ``setDefaults`` chose, so that the file has to name the own one."""
    config = Outer()
    config.reduce.detect.retarget(Threshold)
    text = config.saveToString()
    assert "config.reduce.detect.retarget(target=tests.nested.targets.Threshold" in text
    fresh = Outer()
    fresh.loadFromString(text)
    assert fresh == config
    assert fresh.saveToString() == text


def test_a_return_to_the_fields_own_target_is_saved_where_a_default_retargets():
    """As a new config has the target of the config that is the default of the field above."""
    default = Reduce()
    default.detect.retarget(Sharper)

    class Own(Config):
        reduce = ConfigField("Reduction.", Reduce, default)

    config = Own()
    config.reduce.detect.retarget(Threshold)
    fresh = Own()
    assert fresh.reduce.detect.target is Sharper
    fresh.loadFromString(config.saveToString())
    assert fresh.reduce.detect.target is Threshold
    assert fresh == config


def test_a_target_that_no_file_can_import_cannot_be_saved():
    """Saving says so, in place of writing a file that does not load; names() and comparing work."""
    config = Outer()
    config.again.detect.retarget(lambda config: config, ThresholdConfig)
    with pytest.raises(
        OverrideFileError, match=r"again\.detect: the target .*<lambda> at .* cannot be saved"
    ):
        config.saveToString()
    assert "again.detect.target" in config.names()
    assert config == config.copy()


def test_a_module_called_as_the_config_is_not_hidden(tmp_path, monkeypatch):
    """A target in a module whose name begins with that of the root is imported in another way."""
    (tmp_path / "root_of_it").mkdir()
    (tmp_path / "root_of_it" / "__init__.py").write_text("")
    (tmp_path / "root_of_it" / "inner.py").write_text(
        "from tests.nested.targets import Threshold\nclass Own(Threshold): pass\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    import root_of_it.inner

    config = Reduce()
    config.detect.retarget(root_of_it.inner.Own)
    config.save(tmp_path / "over.py", root="root_of_it")
    fresh = Reduce()
    fresh.load(tmp_path / "over.py", root="root_of_it")
    assert fresh == config


def test_a_failing_load_undoes_retargets():
    """Targets, configs with their identity, values and histories are as before."""
    config = Outer()
    proxy, value = config.again.detect, config.again.detect.value
    proxy.threshold = 3
    before = config.copy()
    changes = """
import tests.nested.targets as t
config.again.detect.threshold = 4
config.again.detect.bands.append("r")
config.again.detect.retarget(t.Sharper)
config.again.detect = t.ThresholdConfig
config.again.detect.retarget(t.Wavelet)
config.again.detect.scales = 5
config.again.detect = config.reduce.detect
config.reduce.detect.retarget(t.Threshold)
config.reduce.detect.threshold = 1
"""
    with pytest.raises(ZeroDivisionError):
        config.loadFromString(changes + "1 / 0")
    assert config == before
    assert config.again.detect is proxy
    assert proxy.value is value
    assert told(config.again, "detect") == told(before.again, "detect")
    assert told(value, "threshold") == told(before.again.detect, "threshold")
    with pytest.warns(DiscardedOverridesWarning):
        config.loadFromString(changes.replace("config.again.detect = t.ThresholdConfig", ""))
    assert config.again.detect.scales == 7
    assert config.reduce.detect.threshold == 1


def test_an_override_file_tells_its_lines():
    """Values, retargets and lost overrides are told with the line of the file."""
    config = Reduce()
    text = (
        "import tests.nested.targets as t\n"
        "config.detect.threshold = 3\n"
        "config.detect.retarget(t.Wavelet)\n"
        "config.detect.scales = 2\n"
    )
    with pytest.warns(DiscardedOverridesWarning, match=r"detect\.threshold, set at /somewhere/over\.py:2"):
        config.loadFromString(text, filename="/somewhere/over.py")
    entry = config.history["detect"][-1]
    assert (entry.layer, str(entry.location)) == ("override file", "/somewhere/over.py:3")
    entry = config.detect.history["scales"][-1]
    assert (entry.layer, str(entry.location)) == ("override file", "/somewhere/over.py:4")
    assert str(config.detect.history["scales"][0].location) == "/somewhere/over.py:3"


def test_the_proxy_loads_and_saves_its_config():
    """``load`` and ``saveToString`` of the proxy are those of the config."""
    config = Reduce()
    config.detect.loadFromString("config.threshold = 3")
    assert "assert type(config) is tests.nested.targets.ThresholdConfig" in config.detect.saveToString()
    fresh = ThresholdConfig()
    fresh.loadFromString(config.detect.saveToString())
    assert fresh == config.detect.value


# -- nesting ---------------------------------------------------------------------------------------


def test_configurables_in_the_items_of_a_dict():
    """Retargets inside of items have their full path, and are copied, saved and compared."""
    config = Parts()
    config.parts["a"].detect.retarget(Wavelet)
    config.parts["b"] = config.parts["a"]
    config.parts["b"].detect.scales = 2
    assert config.parts["b"].detect._name == "parts['b'].detect"
    fresh = Parts()
    fresh.loadFromString(config.saveToString())
    assert fresh == config == config.copy() == pickle.loads(pickle.dumps(config))
    assert config.names()[:4] == [
        "parts",
        "parts['a']",
        "parts['a'].detect.target",
        "parts['a'].detect.scales",
    ]
    assert config.formatHistory("parts['b'].detect.scales").startswith("parts['b'].detect.scales\n")


def test_a_configurable_in_a_configurable():
    """The config of a configurable may hold configurables."""

    class Inner(Config):
        detect = ConfigurableField("Detection.", Threshold)

    class Own(Config):
        run = ConfigurableField("Run.", Sharper, Inner)

    config = Own()
    config.run.detect.threshold = 3
    config.run.detect.retarget(Sharper)
    assert config.run.detect.value._name == "run.detect"
    assert config.copy() == config
    other = Own()
    other.run = config.run
    assert other == config
    config.freeze()
    with pytest.raises(FieldValidationError, match="frozen"):
        config.run.detect.retarget(Threshold)


def test_renaming_the_config_renames_its_own():
    """Full paths follow the config that holds the field."""
    config = Reduce()
    config._rename("elsewhere")
    assert config.detect._name == "elsewhere.detect"
