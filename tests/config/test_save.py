"""Saving a config as a Python override file."""

import io
import math
import os
import pathlib
import subprocess
import sys
import types
import warnings
from pathlib import Path

import pytest

from stepconfig import (
    ChoiceField,
    Config,
    ConfigField,
    DictField,
    Field,
    FieldValidationError,
    ListField,
    OverrideFileError,
    RangeField,
)
from tests.kinds import Background, Detection, Reduction

CHECKOUT = Path(__file__).parents[2]


class Numbers(Config):
    """Values that are hard to write down."""

    number = Field("A number.", float)
    whole = Field("A whole number.", int)
    wave = Field("A complex number.", complex)
    text = Field("A text.", str)
    flag = Field("A flag.", bool)
    ranged = RangeField("A number in a range.", float, min=-math.inf, max=math.inf, inclusiveMax=True)
    chosen = ChoiceField("A choice.", str, {"it's": "An apostrophe.", 'the "one"': "Quotes."})
    numbers = ListField("Numbers.", float)
    texts = ListField("Texts.", str)
    wholes = ListField("Whole numbers.", int)
    waves = ListField("Complex numbers.", complex)
    table = DictField("A table.", float, float)
    anything = DictField("Anything.", str, None)


class Old(Config):
    """A config with a deprecated field."""

    value = Field("A value.", float, 0.0, deprecated="use other")
    other = Field("Another value.", float, 1.0)
    items = DictField("Items.", str, None, {"a": 1}, deprecated="use none")


class Older(Old):
    """A config that changes the default of a deprecated field."""

    def setDefaults(self):
        self.update(value=5.0)


class Importing(Config):
    """A config that says which modules its saved form needs."""

    background = ConfigField("The background.", Background)

    def _collectImports(self):
        super()._collectImports()
        self._imports.add("fractions")


class Outer:
    """A namespace for a config class."""

    class Inner(Config):
        """A config class within a class."""

        value = Field("A value.", int, 1)


def restored(config, **keywords):
    """What a new config is after loading the saved text."""
    new = type(config)()
    new.loadFromString(config.saveToString(), **keywords)
    return new


# -- the text --------------------------------------------------------------------------------------

SAVED = """\
import tests.kinds
assert type(config) is tests.kinds.Reduction, f"config is of type \
{type(config).__module__}.{type(config).__qualname__} instead of tests.kinds.Reduction"


# Number of exposures.
config.count=3

# Are sources flagged?
config.flag=True

# Full width at half maximum.
config.fwhm=1.0

# Phase of the wave.
config.phase=1j

# Title of the run.
config.title='it\\'s "the" title'

# Faintest magnitude.
config.limit=None

# Size of a box.
config.box=64

# Model of the overscan.
config.fit='median'

# Radii of the apertures.
config.radii=[2.0, 4.0]

# Names of the bands.
config.bands=['g', 'r']

# Zero points of the bands.
config.zeropoints={'g': 25.0, 'r': 24.5}

# Anything else.
config.extras={'note': 'none', 'seed': 1}

# Order of the polynomial.
config.detection.background.order=2

# Scale of the mesh.
config.detection.background.scale=1.5

# Positions of the knots.
config.detection.background.knots=[1.0, 2.0]

# What the catalogue is called.
config.detection.label='sources'

"""


def test_the_saved_text_is_this():
    """Import, assertion, then the doc as a comment and the value of every field, nested ones by path."""
    text = Reduction().saveToString()
    assert text.replace("\n\n\n", "\n\n") == SAVED.replace("\n\n\n", "\n\n")


def test_every_line_of_a_doc_is_a_comment():
    """Whatever ends a line, and whatever the doc holds, the rest of the file is not harmed."""

    class Wordy(Config):
        value = Field("First.\nconfig.value=2\r\n\x0cThird.\u2028Fourth\x00 \ud800 é.", int, 1)

    text = Wordy().saveToString(skipImports=True)
    assert text == "# First.\n# config.value=2\n# \n# Third.\n# Fourth \\ud800 é.\nconfig.value=1\n\n"
    assert restored(Wordy(value=7)).value == 7


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (math.nan, "float('nan')"),
        (math.inf, "float('inf')"),
        (-math.inf, "float('-inf')"),
        (-0.0, "-0.0"),
        (5e-324, "5e-324"),
        (0.1 + 0.2, "0.30000000000000004"),
        (None, "None"),
    ],
)
def test_numbers_are_written_so_that_they_come_back(value, text):
    """What Python's own representation does not restore is written as a call that does."""
    config = Numbers(number=value)
    assert f"\nconfig.number={text}\n" in config.saveToString()
    assert repr(restored(config).number) == repr(value)


HARD = {
    "number": [math.nan, math.inf, -math.inf, -0.0, 0.0, 1e308, 5e-324],
    "whole": [0, -1, 10**30, -(10**4300), 10**5000 + 7, 1 << 40_000],
    "wave": [
        complex(-0.0, 0.0),
        complex(0.0, -0.0),
        complex(math.nan, -math.inf),
        complex(-1.5, -0.0),
        complex(0.0, -1.0),
        complex(-0.0, -1.0),
        complex(1.0, -1.0),
        -0j,
        1e300 + 2j,
    ],
    "text": [
        "",
        "'",
        '"',
        "'''\"\"\"",
        "\\",
        "a\nb\r\nc",
        "\0",
        "é ∀ 🔭",
        "\ud800",
        "\x1b[0m",
        "{x} %s #",
        " ",
    ],
    "flag": [True, False],
    "ranged": [-math.inf, math.inf, -0.0],
    "chosen": ["it's", 'the "one"'],
    "numbers": [[], [math.nan, -0.0, 0.0, math.inf], [None, 1.0], [1.0] * 3000],
    "texts": [[], [""], ["\n", "'", None, "\ud800"]],
    "wholes": [[], [10**5000, -1, None]],
    "waves": [[], [complex(-0.0, math.nan), None, 1j]],
    "table": [{}, {math.nan: -0.0, -0.0: math.nan, math.inf: None}],
    "anything": [
        {},
        {"a": True, "b": 1, "c": 1.0, "d": 1 + 0j, "e": None, "f": "1", "g": -0.0, "h": math.nan},
    ],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in HARD.items() for value in values], ids=lambda _: ""
)
def test_hard_values_come_back_identically(folder, name, value):
    """Sign of zero, nan, type and every character survive, by string and by file."""
    config = Numbers()
    setattr(config, name, value)
    config.save("saved.py")
    from_file = Numbers()
    from_file.load("saved.py")
    for new in (restored(config), from_file):
        old_value, new_value = config.toDict()[name], new.toDict()[name]
        assert type(new_value) is type(old_value)
        limit = sys.get_int_max_str_digits()
        sys.set_int_max_str_digits(0)
        try:
            assert repr(new_value) == repr(old_value)
        finally:
            sys.set_int_max_str_digits(limit)


def test_the_root_has_the_name_that_is_asked_for(folder):
    """A file saved with ``root`` uses that name throughout, and loads with it."""
    Reduction(count=9).save("saved.py", root="root")
    text = Path("saved.py").read_text()
    assert "config." not in "".join(
        line for line in text.split("\n") if not line.startswith(("import", "assert"))
    )
    config = Reduction()
    config.load("saved.py", root="root")
    assert config.count == 9
    with pytest.raises(NameError, match="name 'root' is not defined"):
        Reduction().load("saved.py")


def test_the_lines_about_the_class_can_be_left_out():
    """Without imports the text begins with the first value, and loads into any config with its fields."""
    text = Background(order=4).saveToString(skipImports=True)
    assert text.startswith("# Order of the polynomial.\nconfig.order=4\n\n")
    config = Background()
    config.loadFromString(text)
    assert config.order == 4


def test_a_text_of_another_class_is_refused():
    """The assertion names both classes."""
    with pytest.raises(
        AssertionError, match=r"config is of type tests.kinds.Detection instead of tests.kinds"
    ):
        Detection().loadFromString(Background().saveToString())


def test_a_subclass_does_not_load_the_text_of_its_base():
    """The class has to be exactly that of the text."""

    class Special(Background):
        pass

    with pytest.raises(AssertionError, match=r"<locals>.Special instead of tests.kinds.Background"):
        Special().loadFromString(Background().saveToString())


def test_streams_of_text_and_of_bytes_are_written():
    """Both get the same characters, bytes as UTF-8."""
    config = Background()
    text, content = io.StringIO(), io.BytesIO()
    config.saveToStream(text)
    config.saveToStream(content)
    assert text.getvalue() == content.getvalue().decode("utf-8") == config.saveToString()
    text = io.StringIO()
    config.saveToStream(text, "root", skipImports=True)
    assert text.getvalue() == config.saveToString(skipImports=True).replace("config.", "root.")


def test_a_field_saves_itself():
    """`Field.save` writes the lines of one field, for classes written for pex_config."""
    out = io.StringIO()
    config = Reduction()
    Reduction.radii.save(out, config)
    Background.order.save(out, config.detection.background)
    assert out.getvalue() == (
        "# Radii of the apertures.\nradii=[2.0, 4.0]\n"
        "# Order of the polynomial.\ndetection.background.order=2\n"
    )


def test_saving_changes_nothing():
    """Neither values nor histories nor the frozen state know of it; a frozen config is saved as well."""
    config = Reduction()
    config.freeze()
    before = (config.toDict(), config.formatHistory(all=True))
    assert config.saveToString() == Reduction().saveToString()
    assert (config.toDict(), config.formatHistory(all=True)) == before


# -- classes that are hard to name -----------------------------------------------------------------


def test_a_class_within_a_class_is_named_by_both():
    """The qualified name is saved, and found again."""
    config = Outer.Inner(value=3)
    assert "assert type(config) is tests.config.test_save.Outer.Inner," in config.saveToString()
    assert restored(config).value == 3
    assert type(Config._fromPython(config.saveToString())) is Outer.Inner


def test_a_class_within_a_function_is_saved_and_loaded():
    """No file can import it; its name is checked all the same."""

    class Local(Config):
        value = Field("A value.", int, 1)

    assert restored(Local(value=3)).value == 3
    with pytest.raises(AssertionError, match=r"config is of type tests.kinds.Background instead of"):
        Background().loadFromString(Local().saveToString())
    with pytest.raises(OverrideFileError, match="the text is no saved config"):
        Config._fromPython(Local().saveToString())


def test_a_class_without_a_module_is_saved_and_loaded():
    """A class of a script that was run by its path has a module that cannot be imported."""
    cls = type(Config)("Odd", (Config,), {"__module__": "<run_path>", "value": Field("A value.", int, 1)})
    assert restored(cls(value=3)).value == 3


def test_a_module_called_as_the_root_does_not_take_its_place(monkeypatch):
    """A user's own module ``config`` is imported under another name."""
    module = types.ModuleType("config")
    other = types.ModuleType("config.other")
    cls = type(Config)("Seeing", (Config,), {"__module__": "config", "fwhm": Field("Width.", float, 1.0)})
    module.Seeing = cls
    monkeypatch.setitem(sys.modules, "config", module)
    monkeypatch.setitem(sys.modules, "config.other", other)
    config = cls(fwhm=3)
    config._imports.add("config.other")
    assert restored(config).fwhm == 3.0
    assert type(Config._fromPython(config.saveToString())) is cls
    with pytest.raises(
        AssertionError, match=r"config is of type tests.kinds.Background instead of config.Seeing"
    ):
        Background().loadFromString(config.saveToString())
    out = io.StringIO()
    config.saveToStream(out, root="root")
    assert out.getvalue().startswith("import config\nassert type(root) is config.Seeing,")


def test_a_class_of_the_main_module_is_saved_and_loaded(folder):
    """A script saves its own config and loads it."""
    Path("script.py").write_text(
        "from stepconfig import Config, Field\n"
        "class Seeing(Config):\n"
        "    fwhm = Field('Full width.', float, 1.0)\n"
        "Seeing(fwhm=3).save('saved.py')\n"
        "seeing = Seeing()\n"
        "seeing.load('saved.py')\n"
        "print(seeing.fwhm, Config._fromPython(open('saved.py').read()) == seeing)\n"
    )
    done = subprocess.run([sys.executable, "script.py"], capture_output=True, text=True, check=True)
    assert done.stdout == "3.0 True\n"


# -- deprecated fields -----------------------------------------------------------------------------


def test_a_deprecated_field_is_saved_only_if_it_differs_from_its_default():
    """A saved file does not set what nobody set, so that loading it does not warn."""
    assert "value" not in Old().saveToString(skipImports=True).replace("Another value", "")
    assert "config.value=2.0" in Old(value=2).saveToString()
    assert Old().names() == ["other"]
    assert Old(value=2).names() == ["value", "other"]


def test_equal_is_not_the_same_for_a_deprecated_field():
    """Another zero and another type are no default."""
    old = Old(value=-0.0, items={"a": True})
    with pytest.warns(FutureWarning):
        new = restored(old)
    assert (math.copysign(1, new.value), new.items["a"]) == (-1.0, True)


def test_a_deprecated_default_that_set_defaults_changed_comes_back():
    """What a new config would have is not what the class declares: the value is saved."""
    for value in (0.0, 5.0, 7.0):
        with pytest.warns(
            FutureWarning, match="'value' of tests.config.test_save.Older is deprecated: use other"
        ):
            new = restored(Older(value=value))
        assert new.value == value


# -- imports ---------------------------------------------------------------------------------------


def imports_of(config):
    """The modules that a saved text imports, in order."""
    return [line.split()[1] for line in config.saveToString().split("\n") if line.startswith("import ")]


def test_modules_of_nested_configs_are_imported():
    """First that of the class itself, then the others by name."""
    assert imports_of(Importing()) == ["tests.config.test_save", "fractions", "tests.kinds"]


def test_a_class_may_add_modules_for_its_saved_form():
    """`_collectImports` is overridden for that; of nested configs it is asked too."""

    class Parent(Config):
        importing = ConfigField("A config that needs a module.", Importing)

    assert imports_of(Parent()) == ["tests.config.test_save", "fractions", "tests.kinds"]


def test_modules_that_were_never_imported_are_left_out():
    """A name that stands for no loaded module would make the file fail."""
    config = Background()
    config._imports.add("no.such.module")
    assert imports_of(config) == ["tests.kinds"]
    assert restored(config) == config


# -- where to --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "saved.py",
        b"saved.py",
        pathlib.PurePosixPath("saved.py"),
        Path("saved.py"),
        types.SimpleNamespace(ospath="saved.py"),
    ],
    ids=lambda name: type(name).__name__,
)
def test_a_file_is_named_by_a_str_or_a_path(folder, name):
    """Paths, bytes, and objects with an ``ospath`` name a file."""
    Background(order=5).save(name)
    assert os.listdir() == ["saved.py"]
    config = Background()
    config.load(name)
    assert config.order == 5


def test_a_file_is_named_by_a_uri(folder):
    """``file://`` with percent signs for what an URI does not hold."""
    place = folder / "a folder"
    place.mkdir()
    uri = place.as_uri() + "/saved%231.py"
    assert "%20" in uri
    Background(order=5).save(uri)
    assert os.listdir(place) == ["saved#1.py"]
    config = Background()
    config.load(uri.replace("file://", "file://localhost"))
    assert config.order == 5


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (
            "saved.cfg",
            r"saved.cfg has the suffix '.cfg'; .* that of a data file with .yaml, .yml, .asdf, .json",
        ),
        ("saved.txt", r"saved.txt has the suffix '.txt'; an override file's name ends with .py"),
        ("saved", r"saved has the suffix ''; an override file's name ends with .py"),
        ("missing/saved.py", r"cannot write missing/saved.py: No such file or directory"),
        ("mem://saved.py", r"mem://saved.py: files are read from this machine only, got the scheme 'mem'"),
        ("s3://bucket/saved.py", r"got the scheme 's3'; fetch the file first, or use file:// or resource://"),
        (
            "file://server/saved.py",
            r"file://server/saved.py: files are read from this machine only, got the host",
        ),
    ],
)
def test_a_place_where_nothing_can_be_saved_is_refused(folder, name, why):
    """The error is a `ValueError` that names the place, why, and the remedy."""
    with pytest.raises(OverrideFileError, match=why):
        Background().save(name)
    assert os.listdir() == []
    assert issubclass(OverrideFileError, ValueError)


# -- from text alone -------------------------------------------------------------------------------


def test_a_config_is_made_from_its_text():
    """Class and values come from the text; `Config` itself accepts every class."""
    text = Reduction(count=9).saveToString()
    for cls in (Config, Reduction):
        config = cls._fromPython(text)
        assert type(config) is Reduction
        assert config.count == 9


def test_the_old_form_of_the_assertion_is_read():
    """Files of old versions of pex_config have ``==`` without spaces."""
    text = (
        "import tests.kinds\n"
        "assert type(config)==tests.kinds.Background, 'config is of type %s.%s instead of "
        "tests.kinds.Background' % (type(config).__module__, type(config).__name__)\n"
        "config.order=5\n"
    )
    assert Config._fromPython(text) == Background(order=5)


def test_a_text_saved_by_pex_config_is_read():
    """Its layout, with the class's bare name in the message of the assertion, is the same language."""
    text = (
        "import tests.kinds\n"
        'assert type(config) is tests.kinds.Detection, f"config is of type {type(config).__module__}.'
        '{type(config).__name__} instead of tests.kinds.Detection"\n\n'
        "import math\n\n"
        "# Order of the polynomial.\nconfig.background.order=7\n\n"
        "# Scale of the mesh.\nconfig.background.scale=float('inf')\n\n"
        "# Positions of the knots.\nconfig.background.knots=[3.0, 4.5]\n\n"
        "# What the catalogue is called.\nconfig.label='stars'\n\n"
    )
    config = Config._fromPython(text)
    assert config.toDict() == {
        "background": {"order": 7, "scale": math.inf, "knots": [3.0, 4.5]},
        "label": "stars",
    }
    assert imports_of(config) == ["tests.kinds", "math"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the text is no saved config: expected 'import module' and"),
        ("config.order=3\n", "the text is no saved config"),
        ("import os\n# nothing else\n", "the text is no saved config"),
        (
            "assert type(config) is no.such.Config, ''",
            "the class no.such.Config of the saved config cannot be found",
        ),
        (
            "assert type(config) is tests.kinds.Gone, ''",
            "the class tests.kinds.Gone of the saved config cannot be",
        ),
        ("assert type(config) is Background, ''", "the class Background of the saved config cannot be found"),
        (
            "assert type(config) is pathlib.Path, ''",
            r"the saved config is of type pathlib\.\S*Path; expected",
        ),
        (
            "assert type(config) is os.path.join, ''",
            "the class os.path.join of the saved config cannot be found",
        ),
    ],
)
def test_a_text_that_is_none_of_a_config_is_refused(text, why):
    """Nothing of it is executed; the error says what was expected."""
    with pytest.raises(OverrideFileError, match=why):
        Config._fromPython(text + "\nraise SystemExit('executed')\n")


def test_a_text_of_another_class_than_was_asked_for_is_refused():
    """`_fromPython` of a class makes configs of that class, subclasses included, only."""
    with pytest.raises(
        OverrideFileError, match=r"is of type tests.kinds.Background; expected tests.kinds.Detection"
    ):
        Detection._fromPython(Background().saveToString())


def test_values_that_the_class_refuses_are_refused_from_a_text():
    """Checks apply to what a text sets."""
    text = Reduction().saveToString().replace("config.box=64", "config.box=4")
    with pytest.raises(FieldValidationError, match=r"RangeField 'box' failed validation"):
        Config._fromPython(text)


def test_loading_a_saved_file_warns_of_nothing():
    """A saved config that uses nothing deprecated is loaded in silence."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        restored(Reduction(count=4)), restored(Old())


def test_a_class_that_is_moved_is_imported_from_where_it_is():
    """As a package does that shows its classes under its own name; also if a config was made before."""

    class Moved(Config):
        order = Field("Order.", int, 1)

    class Outer(Config):
        inner = ConfigField("Moved one.", Moved)

    Outer().saveToString()
    Moved.__module__ = "tests.kinds"
    assert "import tests.kinds\n" in Outer().saveToString()
