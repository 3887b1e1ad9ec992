"""How sources reach into configurables and dicts of configs."""

import pytest

from stepconfig import ArgumentLocation, Config, ConfigDictField, FieldValidationError
from stepconfig.errors import ParameterErrors
from stepconfig.formats.tree import Text
from stepconfig.sources.assignment import Assignment, Layer
from stepconfig.sources.command_line import split_arguments
from stepconfig.sources.layering import UnknownParameterError, resolve
from stepconfig.sources.parameter_file import read_parameter_file
from tests.parameter_files import FIRST_LINE, write_file
from tests.steps.parts import Band, PartsConfig, PartsStep


def resolved(*arguments):
    """A config to which the arguments of a command line were applied."""
    config = PartsConfig()
    resolve(config, [split_arguments(arguments, {}).layer])
    return config


def from_file(folder, parameters):
    """A config to which the parameters of a file were applied."""
    path = write_file(folder / "p.asdf", f"class: x.Y\nparameters: {{{parameters}}}\n")
    config = PartsConfig()
    resolve(config, [read_parameter_file(path).layer])
    return config


def from_keywords(**keywords):
    """A config to which keywords were applied."""
    config = PartsConfig()
    place = ArgumentLocation("here")
    assignments = [Assignment((name,), value, place) for name, value in keywords.items()]
    resolve(config, [Layer("keyword", assignments)])
    return config


def test_an_option_reaches_into_a_configurable():
    """``--detect.threshold=4`` sets the value of its config, told as the command line's."""
    config = resolved("--detect.threshold=4")
    assert config.detect.threshold == 4
    entry = config.detect.history["threshold"][-1]
    assert (entry.layer, entry.location.content) == ("command line", "--detect.threshold=4")


def test_a_mapping_reaches_into_a_configurable(folder):
    """A section of a parameter file, or a mapping as keyword, sets its values."""
    assert from_file(folder, "detect: {threshold: 4}").detect.threshold == 4
    assert from_file(folder, "detect: ").detect.threshold == 5
    assert from_keywords(detect={"threshold": 4}).detect.threshold == 4
    with pytest.raises(UnknownParameterError, match=r"'detect\.treshold'; did you mean 'threshold'"):
        from_keywords(detect={"treshold": 4})
    with pytest.raises(FieldValidationError, match=r"expected a mapping .* such as detect\.threshold"):
        from_keywords(detect=4)


def test_an_option_reaches_into_an_item():
    """``--bands.g.zeropoint=24`` sets a value of an item that is there, at any depth."""
    config = resolved("--bands.g.zeropoint=24", "--bands.g.detect.threshold=3")
    assert config.bands["g"].toDict() == {"zeropoint": 24.0, "detect": {"threshold": 3.0}}
    assert len(config.history["bands"]) == 1


def test_a_mapping_makes_items(folder):
    """Items that are named and not there are made; the others stay, and those that are there are changed."""
    config = from_file(folder, "bands: {r: {zeropoint: 24, detect: {threshold: 3}}, i: , g: {zeropoint: 1}}")
    assert {key: band.zeropoint for key, band in config.bands.items()} == {"g": 1, "r": 24, "i": 25}
    assert config.bands["r"].detect.threshold == 3
    entries = config.history["bands"][1:]
    assert [(str(entry.value)[:5], entry.layer) for entry in entries] == [
        ("['r']", "parameter file"),
        ("['i']", "parameter file"),
    ]
    assert entries[0].location.lineno == FIRST_LINE + 1
    assert config.bands["r"].history["zeropoint"][-1].layer == "parameter file"


def test_a_mapping_makes_the_dict_itself(folder):
    """A dict that is None becomes one; keys are read as the field says."""
    config = from_file(folder, "chips: {1: {zeropoint: 24}, 0x2: }")
    assert {key: band.zeropoint for key, band in config.chips.items()} == {1: 24, 2: 25}
    config = from_keywords(chips={1: Band(zeropoint=3), 2: Band, 3: {"zeropoint": 4}})
    assert {key: band.zeropoint for key, band in config.chips.items()} == {1: 3, 2: 25, 3: 4}
    assert from_keywords(chips=config.chips).chips == config.chips


def test_none_is_for_a_dict_that_may_be_none(folder):
    """For the others, as for every section, nothing is said by it."""
    for none in (from_file(folder, "chips: "), from_keywords(chips=None), resolved("--chips=none")):
        assert none.chips is None
        assert none.history["chips"][-1].value is None
        assert len(none.history["chips"]) == 2
    config = from_file(folder, "bands: ")
    assert list(config.bands) == ["g"]


def test_an_option_can_be_a_mapping():
    """In braces, as YAML writes it; several options add up."""
    config = resolved("--chips={3: {zeropoint: 1}}", "--chips={4: }", "--chips.3.zeropoint=2")
    assert {key: band.zeropoint for key, band in config.chips.items()} == {3: 2, 4: 25}


class Odd(Config):
    """Dicts with keys that are hard to write."""

    names = ConfigDictField("By name.", str, Band, {"psf-flux": Band, "a.b": Band, "a": Band})
    sizes = ConfigDictField("By size.", float, Band, {0.5: Band, 2: Band})
    twins = ConfigDictField("By name.", str, Band, {"x-y": Band, "x_y": Band})


def test_keys_with_dots_and_dashes_are_found():
    """An option has underscores for dashes; of two keys the longer one is meant."""
    config = Odd()
    options = ["--names.psf-flux.zeropoint=1", "--names.a.b.zeropoint=2", "--names.a.zeropoint=3"]
    options += ["--sizes.0.5.zeropoint=4", "--sizes.2.0.zeropoint=5", "--twins.x-y.zeropoint=6"]
    resolve(config, [split_arguments(options, {}).layer])
    assert [band.zeropoint for band in config.names.values()] == [1, 2, 3]
    assert [band.zeropoint for band in config.sizes.values()] == [4, 5]
    assert [band.zeropoint for band in config.twins.values()] == [25, 6]


def test_an_item_that_is_not_there_is_told():
    """A dotted path makes no item, as it may be misspelt; the error has the keys and the place."""
    with pytest.raises(ParameterErrors) as caught:
        resolved("--bands.gg.zeropoint=1", "--chips.1.zeropoint=1", "--bands.g.zeropiont=3", "--bands.gg={}")
    first, second, third, fourth = map(str, caught.value.faults)
    assert first.startswith("dict of str to tests.steps.parts.Band has no item 'bands.gg'; ")
    assert "named at command line: --bands.gg.zeropoint=1" in first
    assert second.startswith("dict of int to tests.steps.parts.Band has no item 'chips.1'; it has none")
    assert "bands['g'].zeropiont" in third
    assert "no item 'bands.gg'" in fourth


@pytest.mark.parametrize(
    ("keywords", "why"),
    [
        ({"bands": 3}, "expected dict of str to tests.steps.parts.Band, got 3"),
        ({"bands": Text("g")}, "expected dict of str to tests.steps.parts.Band, got 'g'"),
        ({"bands": Text("{g:1}")}, "'g:1' has no value; write a blank behind the colon"),
        ({"bands": {"r": 3}}, "Item 'r': expected a config of type tests.steps.parts.Band, got 3"),
        ({"bands": {"r": Text("x")}}, "Item 'r': expected a config of type tests.steps.parts.Band, got 'x'"),
        ({"chips": {"r": {}}}, "expected int, got 'r'"),
        ({"bands": {"g": {"zeropiont": 1}}}, "did you mean 'zeropoint'"),
        ({"bands": {"g": {"zeropoint": "x"}}}, "expected float (mag), got 'x'"),
    ],
)
def test_what_cannot_be_read_is_told(keywords, why):
    """Each mistake is an error that says what was expected; nothing is changed."""
    config = PartsConfig()
    layer = Layer(
        "keyword", [Assignment((name,), value, ArgumentLocation("it")) for name, value in keywords.items()]
    )
    with pytest.raises(ValueError, match=r"(?s).*") as caught:
        resolve(config, [layer])
    assert why in str(caught.value)
    assert config == PartsConfig()


def test_a_mapping_is_wanted_for_an_item_that_is_there():
    """The example is a parameter of the item."""
    with pytest.raises(FieldValidationError, match=r"they are set one by one, such as bands\.g\.detect"):
        resolved("--bands.g=3")


def test_all_faults_are_told_and_all_is_undone():
    """Items that were made are gone if anything is wrong, and every fault of every item is told."""
    config = PartsConfig()
    with pytest.raises(ParameterErrors) as caught:
        resolve(
            config,
            [
                split_arguments(
                    ["--bands={r: {zeropoint: 1}, i: 3, z: {zeropoint: x}}", "--chips={1: }", "--detect.t=1"],
                    {},
                ).layer
            ],
        )
    assert len(caught.value.faults) == 3
    assert config == PartsConfig()
    assert config.chips is None
    assert len(config.history["bands"]) == 1


def test_a_step_takes_them():
    """Keywords of a step reach into them, and it runs with the frozen config."""
    step = PartsStep(detect={"threshold": 3}, bands={"r": {"zeropoint": 1}})
    assert step.config.detect.threshold == 3
    assert step.config.bands["r"].zeropoint == 1
