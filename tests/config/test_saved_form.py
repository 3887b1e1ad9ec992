"""The saved form of a config is read without executing it."""

import sys

import pytest
from hypothesis import given

from stepconfig import (
    Config,
    ConfigChoiceField,
    ConfigError,
    ConfigField,
    DictField,
    Field,
    ListField,
    OverrideFileError,
)
from stepconfig.config.saved_form import class_named, config_from_saved, read_saved
from tests.properties.trees import configs
from tests.properties.values import exact

pytestmark = pytest.mark.filterwarnings("ignore:the field:FutureWarning")


class Part(Config):
    """A part."""

    x = Field("A number.", float, 1.0)


class Saved(Config):
    """What is saved."""

    gain = Field("Gain.", float, 1.5)
    planes = ListField("Planes.", str, ["SAT"])
    weights = DictField("Weights.", str, float, {"g": 1.0})
    part = ConfigField("A part.", Part)


ran = []


def run():
    """What no text may call."""
    ran.append(1)


@given(made=configs())
def test_every_saved_config_is_read_as_it_is_loaded(made):
    """The same values as by executing the text, for every kind of field."""
    _, config = made
    text = config.saveToString()
    new, loaded = config_from_saved(text, Config), type(config)()
    loaded.loadFromString(text)
    assert type(new) is type(config)
    assert exact(new.toDict()) == exact(loaded.toDict())


class Choosing(Config):
    """One choice among two."""

    part = ConfigChoiceField("A part.", {"a": Part, "b": Saved}, "a", optional=True)


def test_reading_makes_no_choice_that_the_text_does_not_name():
    """What a new config selects, and the text does not, is left unmade, as by executing the text."""
    text = Choosing(part=None).saveToString()
    new, loaded = config_from_saved(text, Config), Choosing()
    loaded.loadFromString(text)
    assert new.toDict() == loaded.toDict() == {"part": {"name": None, "values": {}}}
    read_saved(new, "config.part.name='b'")
    assert list(new.toDict()["part"]["values"]) == ["b"]


def test_a_value_knows_its_line():
    """The history names the line of the text, within the file that holds it."""
    text = Saved(gain=2.5).saveToString()
    config = config_from_saved(text, Config, filename="all.yaml", line=10)
    entry = config.history["gain"][-1]
    number = 10 + text.splitlines().index("config.gain=2.5")
    assert (str(entry.location), entry.layer) == (f"all.yaml:{number}", "saved config")
    assert entry.location.content == "config.gain=2.5"


def test_lines_of_the_saved_form_are_those_of_python():
    """A character that parts lines elsewhere does not shift what the history shows."""
    config = config_from_saved(
        Saved().saveToString() + "config.planes = ['a\u2028b']\r\nconfig.gain = 3.0\n", Config
    )
    assert config.history["gain"][-1].location.content == "config.gain = 3.0"


HARMFUL = [
    "config.gain = __import__('os').system('true')",
    "import os\nos.system('true')",
    "config.planes = [tests.config.test_saved_form.run()]",
    "config.planes = [run() for _ in 'a']",
    "config.gain = (lambda: 1.0)()",
    "config.planes.append('x')",
    "config.__class__ = 1",
    "config._history['gain'] = 1",
    "config._frozen = False",
    "config.saveToStream.__func__.x = 1",
    "config.part.load('x.py')",
    "config.gain = float.fromhex('0x1')",
    "config.gain = float(**{'x': 1})",
    "config.gain = f'{run()}'",
    "x = 1",
    "if True: config.gain = 2.0",
    "def f(): pass",
    "del config.gain",
    "config.gain += 1.0",
    "config.gain = y = 2.0",
    "config.part.retarget(target=1)",
    "config.part = tests.config.test_saved_form.run",
    "config.gain = tests.no_such_module.name",
    "config.gain = 1.0 if run() else 2.0",
    "config.gain = " + "(" * 500 + "1.0" + ")" * 500,
    "config.gain = " + "-" * 5000 + "1.0",
    "config.gain =",
    "config.gain = 'text'",
    "config.unknown = 1",
    "config.gain = 1\0",
]


@pytest.mark.parametrize("text", HARMFUL, ids=lambda text: text[:30])
def test_everything_else_is_an_error_and_nothing_is_run(text):
    """Calls, code, private names, other statements: one error of the family, and the config is as it was."""
    config = Saved(gain=2.5)
    before = config.toDict(), len(config.history["gain"])
    with pytest.raises(ConfigError):
        read_saved(config, f"config.planes = ['changed']\n{text}")
    assert (config.toDict(), len(config.history["gain"])) == before
    assert not ran


@pytest.mark.parametrize("line", ["is", "==", "is,", "==,", ""])
def test_an_assert_line_that_names_no_class_is_an_error(line):
    """The line may be cut short, too."""
    with pytest.raises(ConfigError):
        config_from_saved(f"import tests\nassert type(config) {line}\nconfig.gain=1.0\n", Config)
    with pytest.raises(ConfigError):
        Config.from_yaml(f"|\n  import tests\n  assert type(config) {line}\n")


def test_only_config_classes_of_trusted_packages_are_made():
    """The class has to be a Config; `trusted` limits where it may be from, before anything is imported."""
    text = Saved().saveToString()
    assert type(config_from_saved(text, Config, trusted=["tests"])) is Saved
    with pytest.raises(OverrideFileError, match="is in no trusted package; trusted are: numpy"):
        config_from_saved(text, Config, trusted=["numpy"])
    with pytest.raises(OverrideFileError, match=r"collections\.OrderedDict is no .*Config"):
        class_named("collections.OrderedDict", Config)
    sys.modules.pop("this", None)
    with pytest.raises(OverrideFileError, match="no trusted package"):
        class_named("this.Zen", Config, trusted=["tests"])
    assert "this" not in sys.modules
