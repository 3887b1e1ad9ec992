"""Configurables and dicts of configs in data files."""

import math
import warnings

import pytest
import yaml

from stepconfig import (
    Config,
    ConfigDictField,
    ConfigurableField,
    Field,
    FieldValidationError,
    ParameterErrors,
)
from tests.nested.targets import Sharper, Threshold, ThresholdConfig, Wavelet, WaveletConfig, detect
from tests.properties.seen import state
from tests.properties.values import exact

HERE = __name__
TARGETS = "tests.nested.targets"
FORMATS = ["yaml", "asdf", "json", "toml"]


class Band(Config):
    """One band."""

    zeropoint = Field("Magnitude of one count.", float, 25.0, unit="mag")
    found = ConfigurableField("Detection in the band.", Threshold)


class Holder(Config):
    """Holds parts."""

    found = ConfigurableField("Source detection.", Threshold)
    bands = ConfigDictField("The bands.", str, Band, {"g": Band, "r": Band(zeropoint=24.8)}, optional=True)
    numbered = ConfigDictField("By number.", float, Band, optional=True)
    flagged = ConfigDictField("By flag.", bool, Band, {True: Band}, optional=True)


def changed():
    """A config with other parts than the default ones."""
    config = Holder()
    config.found.retarget(Wavelet)
    config.found.scales = 7
    config.bands = {"$none": Band(zeropoint=-math.inf), "z": Band}
    config.bands["z"].found.retarget(detect, ConfigClass=WaveletConfig)
    config.bands["z"].found.scales = 9
    config.numbered = {1.5: Band, -0.0: Band(zeropoint=3), math.inf: Band}
    config.flagged = None
    return config


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("made", [Holder, changed])
def test_parts_are_read_back(folder, name, made):
    """Targets, keys and values; what a new config has by default and the file has not is gone."""
    config = made()
    text = getattr(config, f"to_{name}")(f"a.{name}")
    loaded = Holder()
    loaded.load(f"a.{name}")
    for new in (getattr(Config, f"from_{name}")(text), loaded, yaml.safe_load(yaml.safe_dump(config))):
        assert exact(new.toDict()) == exact(config.toDict())
        assert new == config
        assert new.found.target is config.found.target
        assert getattr(new, f"to_{name}")() == text


def test_the_target_is_named_only_if_it_is_another():
    """With the class of its configs, before their values."""
    config = Band()
    assert "target" not in config.to_yaml()
    config.found.retarget(Sharper)
    assert config.to_yaml().partition("in the band.\n")[2] == (
        f"found:\n  $target: {TARGETS}.Sharper\n  $class: {TARGETS}.ThresholdConfig\n\n"
        "  # Detection threshold.\n  # float [sigma]\n  threshold: 6.0\n\n  # Bands.\n  bands: [g]\n"
    )


def test_a_config_by_hand_may_name_the_target_alone(folder):
    """Its own ConfigClass is that of the config then; or the class alone, for a target that takes several."""
    config = Band.from_yaml(f"found: {{$target: {TARGETS}.Wavelet, scales: 5}}\n")
    assert (config.found.target, config.found.scales) == (Wavelet, 5)
    config = Band.from_yaml(f"found: {{$class: {TARGETS}.SubConfig, threshold: 5}}\n")
    assert (config.found.target, config.found.ConfigClass.__name__) == (Threshold, "SubConfig")
    assert Band.from_yaml("found: {threshold: 5}\n").found.threshold == 5.0


def test_items_that_are_there_keep_other_values():
    """The dict has the items that the file names, and no others."""
    config = Holder.from_yaml("bands: {r: {found: {threshold: 3}}, u: }\n")
    assert list(config.bands) == ["r", "u"]
    assert (config.bands["r"].zeropoint, config.bands["u"].zeropoint) == (24.8, 25.0)
    assert Holder.from_yaml("bands:\n").bands is None
    assert Holder.from_toml('bands = "$none"\n').bands is None
    assert list(Holder.from_yaml("bands: {}\n").bands) == []


def test_a_plus_adds_items_and_sets_values_of_those_that_are_there():
    """The others stay."""
    config = Holder.from_yaml("bands+: {r: {found: {threshold: 3}}, u: {zeropoint: 2}}\nnumbered+: {1: }\n")
    assert list(config.bands) == ["g", "r", "u"]
    assert (config.bands["r"].zeropoint, config.bands["r"].found.threshold) == (24.8, 3.0)
    assert (config.bands["u"].zeropoint, list(config.numbered)) == (2.0, [1.0])


def test_history_tells_what_was_done_with_its_lines(folder):
    """The line of the part, of the item, and of the value."""
    (folder / "a.yaml").write_text(
        f"found:\n  $target: {TARGETS}.Wavelet\n  scales: 5\nbands:\n  u:\n    zeropoint: 3\n"
    )
    config = Holder()
    config.load("a.yaml")
    told = [config.history["found"][-1], config.found.value.history["scales"][-1], config.bands.history[-1]]
    told.append(config.bands["u"].history["zeropoint"][-1])
    assert [str(entry.location) for entry in told] == ["a.yaml:1", "a.yaml:3", "a.yaml:5", "a.yaml:6"]
    assert {entry.layer for entry in told} == {"data file"}


def test_all_faults_of_parts_are_told(folder):
    """Each with its line; nothing is changed, and no target is called."""
    (folder / "a.yaml").write_text(f"""\
found: {{$target: os.system}}
bands:
  g: {{found: {{$target: no.such.Target}}}}
  r: {{found: {{$target: {TARGETS}.detect}}}}
  i: {{found: {{$target: {TARGETS}.Wavelet, threshold: 5}}}}
  z: {{$class: {HERE}.Holder}}
  y: text
numbered: {{x: {{}}, nan: {{}}, 1: {{zeropoint: x}}}}
flagged: [1]
""")
    config = Holder()
    before = state(config)
    with pytest.raises(ParameterErrors) as caught:
        config.load("a.yaml")
    assert state(config) == before
    assert [fault.location.lineno for fault in caught.value.faults] == [1, 3, 4, 5, 6, 7, 8, 8, 8, 9]
    for part in (
        "expected a target with a ConfigClass",
        "no.such.Target cannot be found",
        f"{TARGETS}.WaveletConfig has no field 'bands['i'].found.threshold'",
        f"the values are for {HERE}.Holder; the config here is of type {HERE}.Band",
        "'numbered' failed validation: expected float, got 'x' (str)",
        "equals no key",
    ):
        assert part in str(caught.value)


def test_what_no_file_can_import_cannot_be_written():
    """The error names the field and the target."""

    def local(config):
        return config

    config = Band()
    config.found.retarget(local, ConfigClass=ThresholdConfig)
    with pytest.raises(
        FieldValidationError, match=r"'found' failed validation: .*local .*no file can import it"
    ):
        config.to_yaml()


def test_targets_have_to_be_trusted():
    """As classes have to be."""
    text = changed().to_json()
    assert Holder.from_json(text, trusted=["tests"]) == changed()
    with pytest.raises(ParameterErrors, match="Wavelet is in no trusted package; trusted are: other"):
        Holder.from_json(text, trusted=["other"])


def test_values_that_are_left_behind_are_told(folder):
    """As by `retarget` anywhere: a file that names another target leaves what a user has set."""
    config = Band()
    config.found.threshold = 3
    (folder / "a.yaml").write_text(f"found: {{$target: {TARGETS}.Wavelet}}\n")
    with pytest.warns(UserWarning, match="left behind") as caught:
        config.load("a.yaml")
    assert caught[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Band().load("a.yaml")
