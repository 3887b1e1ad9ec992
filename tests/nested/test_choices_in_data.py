"""Choices and registries in data files: what is selected, and the values of the choices that there are."""

import pytest
import yaml

from stepconfig import (
    Config,
    ConfigChoiceField,
    Field,
    ParameterErrors,
    RegistryField,
    UnknownNameError,
    makeRegistry,
)
from tests.properties.seen import state
from tests.properties.values import exact

FORMATS = ["yaml", "asdf", "json", "toml"]


class Pca(Config):
    """Principal components."""

    order = Field("Number of components.", int, 3)


class Moffat(Config):
    """A profile."""

    beta = Field("Slope of the wings.", float, 2.5)


TYPES = {"pca": Pca, "moffat": Moffat, "other": Moffat, "$none": Pca, 7: Pca}
registry = makeRegistry("Models.")
registry.register("one", print, ConfigClass=Pca)
registry.register("two", print, ConfigClass=Moffat)


class Measure(Config):
    """Chooses."""

    psf = ConfigChoiceField("Model of the PSF.", TYPES, "pca")
    several = ConfigChoiceField("Several.", TYPES, ["other", "pca"], multi=True)
    maybe = ConfigChoiceField("Perhaps one.", TYPES, optional=True)
    model = RegistryField("Of a registry.", registry, "one")
    models = RegistryField("Several of a registry.", registry, multi=True, optional=True)


def changed():
    """A config with other selections and values than the default ones."""
    config = Measure()
    config.psf = "moffat"
    config.psf["pca"].order = 5
    config.psf["moffat"].beta = float("inf")
    config.several = ["pca", 7, "moffat"]
    config.several[7].order = 9
    config.maybe = "$none"
    config.model = "two"
    config.models = []
    return config


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("made", [Measure, changed])
def test_choices_are_read_back(folder, name, made):
    """Selections in their order, None, no selection at all, and values of what is not selected."""
    config = made()
    text = getattr(config, f"to_{name}")(f"a.{name}")
    loaded = Measure()
    loaded.load(f"a.{name}")
    for new in (getattr(Config, f"from_{name}")(text), loaded, yaml.safe_load(yaml.safe_dump(config))):
        assert exact(new.toDict()) == exact(config.toDict())
        assert new == config
        assert getattr(new, f"to_{name}")() == text


def test_the_text_has_what_is_selected_and_what_was_asked_for():
    """Choices that nobody touched are not built for it."""
    config = Measure()
    assert (
        config.to_yaml()
        .partition("\n\n")[2]
        .startswith("# Model of the PSF.\n# 'pca': Principal components.\n")
    )
    assert (
        "psf:\n  name: pca\n  values:\n    pca:\n      # Number of components.\n      order: 3\n"
        in config.to_yaml()
    )
    assert "moffat" not in config.psf._built


def test_all_choices_are_written_if_asked_for(folder):
    """As in override files."""
    Measure().save("a.json", all=True)
    config = Measure.from_file("a.json")
    assert list(config.psf._built) == list(TYPES)
    assert config == Measure()


def test_a_config_by_hand_may_select_alone(folder):
    """By name; and values may be set without selecting."""
    (folder / "a.yaml").write_text(
        "psf: moffat\nseveral: [moffat, pca]\nmaybe: {values: {pca: {order: 4}}}\n"
    )
    config = Measure()
    config.load("a.yaml")
    assert (config.psf.name, list(config.several.names), config.maybe.name) == (
        "moffat",
        ["moffat", "pca"],
        None,
    )
    assert config.maybe["pca"].order == 4
    assert str(config.history["psf"][-1].location) == "a.yaml:1"
    assert str(config.maybe["pca"].history["order"][-1].location) == "a.yaml:3"


def test_values_of_a_choice_may_stand_beside_its_name(folder):
    """As parameter files have them, too."""
    (folder / "a.yaml").write_text("psf: {name: pca, pca: {order: 4}}\nmaybe: {pca: {order: 5}}\n")
    config = Measure()
    config.load("a.yaml")
    assert (config.psf.name, config.psf["pca"].order, config.maybe["pca"].order) == ("pca", 4, 5)


def test_all_faults_of_choices_are_told(folder):
    """Each with its line; nothing is changed."""
    (folder / "a.yaml").write_text("""\
psf:
  name: mofat
  values:
    pca: {order: x}
    kl: {order: 1}
  names: [pca]
several: {names: [pca, no]}
maybe: [pca]
model: {values: [1]}
""")
    config = Measure()
    before = state(config)
    with pytest.raises(ParameterErrors) as caught:
        config.load("a.yaml")
    assert state(config) == before
    assert [fault.location.lineno for fault in caught.value.faults] == [2, 4, 5, 6, 7, 8, 9]
    assert isinstance(caught.value.faults[0], UnknownNameError)
    assert "did you mean 'moffat'?" in str(caught.value)
