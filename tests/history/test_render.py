"""Histories as text, in this package's form and in pex_config's."""

import io
import re
import runpy
import subprocess
import sys

import pytest

from stepconfig import UnknownNameError
from stepconfig.history import Color, format
from stepconfig.history.render import is_colored
from tests.kinds import Background, Reduction

DEFINITIONS = """\
from stepconfig import Config, ConfigField, DictField, Field, ListField


class Background(Config):
    order = Field("Order of the fit.", int, 2)
    knots = ListField("Positions of the knots.", float, [1.0])


class Reduction(Config):
    fwhm = Field("Full width at half maximum.", float, 1.0)
    title = Field("Title of the run.", str, "night")
    zeropoints = DictField("Zero points.", str, float, {})
    background = ConfigField("The background.", Background)

    def setDefaults(self):
        self.background.order = 3
"""

SCRIPT = """\
from definitions import Reduction
from stepconfig import ArgumentLocation, acting_as


def sharpen(config):
    config.fwhm = 0.8


config = Reduction()
sharpen(config)
config.load("over.py")
config.update(fwhm=1)
with acting_as(ArgumentLocation("--fwhm=2.5"), layer="command line"):
    config.fwhm = 2.5
config.background.knots.append(4)
config.zeropoints["g"] = 25
del config.fwhm
config.background = config.background.copy()
"""

OVERRIDES = """\
config.fwhm = 0.9
def settle():
    config.title = "a title that is far too long to be shown whole, even on a wide terminal"
settle()
"""


@pytest.fixture
def config(folder, monkeypatch):
    """Return a config that a script, a file and an argument changed; all lines are known."""
    (folder / "definitions.py").write_text(DEFINITIONS)
    (folder / "over.py").write_text(OVERRIDES)
    (folder / "script.py").write_text(SCRIPT)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "definitions", raising=False)
    yield runpy.run_path(str(folder / "script.py"))["config"]
    sys.modules.pop("definitions", None)


def lines(text):
    """The lines of an indented text of a test, without the first and the last line end."""
    return text.strip("\n").split("\n")


# -- this package's form ---------------------------------------------------------------------------


def test_a_history_is_a_block_per_change_oldest_first(config):
    """Value, source, place and text stand in columns; paths are relative to the current folder."""
    assert config.formatHistory("fwhm").split("\n") == lines("""
fwhm
  1.0   default        definitions.py:10  fwhm = Field("Full width at half maximum.", float, 1.0)
                       script.py:9        config = Reduction()
  0.8   code           script.py:6        config.fwhm = 0.8
  0.9   override file  over.py:1          config.fwhm = 0.9
                       script.py:11       config.load("over.py")
  1.0   code           script.py:12       config.update(fwhm=1)
  2.5   command line   command line       --fwhm=2.5
  None  deletion       script.py:17       del config.fwhm
""")


def test_a_default_of_set_defaults_shows_its_line_and_the_constructing_one(config):
    """The source of the value is named, its line comes first, then the line that made the config."""
    assert config.formatHistory("background.order").split("\n") == lines("""
background.order
  2  default      definitions.py:5   order = Field("Order of the fit.", int, 2)
                  script.py:9        config = Reduction()
  3  setDefaults  definitions.py:16  self.background.order = 3
                  script.py:9        config = Reduction()
  3  code         script.py:18       config.background = config.background.copy()
""")


def test_set_defaults_in_the_constructing_file_is_led_to_by_one_line(script):
    """Behind the line of `setDefaults` stands the constructing line alone, also in the same file."""
    text = (
        "from stepconfig import Config, Field\n"
        "class Seeing(Config):\n"
        "    fwhm = Field('Full width.', float, 1.0)\n"
        "    def setDefaults(self):\n"
        "        self.fwhm = 0.7\n"
        "seeing = Seeing()\n"
    )
    assert script(text)["seeing"].formatHistory("fwhm").split("\n") == lines("""
fwhm
  1.0  default      script.py:3  fwhm = Field('Full width.', float, 1.0)
                    script.py:6  seeing = Seeing()
  0.7  setDefaults  script.py:5  self.fwhm = 0.7
                    script.py:6  seeing = Seeing()
""")


def test_edits_of_containers_are_shown_as_operations(config):
    """A list tells what was appended, a dict which key was set."""
    assert config.formatHistory("background.knots").split("\n") == lines("""
background.knots
  [1.0]         default  definitions.py:6  knots = ListField("Positions of the knots.", float, [1.0])
                         script.py:9       config = Reduction()
  .append(4.0)  code     script.py:15      config.background.knots.append(4)
  [1.0, 4.0]    code     script.py:18      config.background = config.background.copy()
""")
    assert "  ['g'] = 25.0  code     script.py:16" in config.formatHistory("zeropoints")


def test_a_whole_config_is_shown_in_words(config):
    """The values of an assigned config are in the histories of its fields."""
    assert config.formatHistory("background").split("\n") == lines("""
background
  config value set  default  definitions.py:13  background = ConfigField("The background.", Background)
                             script.py:9        config = Reduction()
  config value set  code     script.py:18       config.background = config.background.copy()
""")


def test_a_long_value_is_cut_and_a_function_of_a_file_leads_to_the_loading_line(config):
    """A value takes sixty columns; a function's line is followed by its caller and by the loader."""
    assert config.formatHistory("title").split("\n") == lines("""
title
  'night'                                                       default        definitions.py:11  title = Field("Title of the run.", str, "night")
                                                                               script.py:9        config = Reduction()
  'a title that is far too long to be shown whole,...terminal'  override file  over.py:3          config.title = "a title that is far too long to be shown whole, even on a wide terminal"
                                                                               over.py:4          settle()
                                                                               script.py:11       config.load("over.py")
""")  # noqa: E501


def test_without_a_name_every_changed_field_is_told(config):
    """Fields of the whole tree that somebody changed, in order, an empty line between them."""
    titles = [block.split("\n")[0] for block in config.formatHistory().split("\n\n")]
    assert titles == ["fwhm", "title", "zeropoints", "background.order", "background.knots"]


def test_a_new_config_has_nothing_to_tell(config):
    """Where nothing was changed, the text is empty."""
    assert type(config.background)().formatHistory() == ""


def test_all_tells_the_unchanged_fields_too(config):
    """With `all`, every field of the tree has its block."""
    blocks = type(config)().formatHistory(all=True).split("\n\n")
    assert [block.split("\n")[0] for block in blocks] == [
        "fwhm",
        "title",
        "zeropoints",
        "background.order",
        "background.knots",
    ]


def test_an_unknown_path_suggests_the_nearest(config):
    """A name that there is not, at any depth, is one kind of error with the nearest paths."""
    with pytest.raises(
        UnknownNameError, match=r"has no field 'background.ordre'; did you mean 'background.order'"
    ):
        config.formatHistory("background.ordre")
    with pytest.raises(AttributeError):
        config.formatHistory("fwmh")
    with pytest.raises(KeyError):
        config.formatHistory("background.fwhm")


def test_a_nested_config_tells_full_paths(config):
    """Asked of the nested config, the title is the full path all the same."""
    assert config.background.formatHistory("order") == config.formatHistory("background.order")


def test_places_can_be_left_out(config):
    """Without source lines, values and sources remain."""
    assert config.formatHistory("fwhm", writeSourceLine=False).split("\n") == lines("""
fwhm
  1.0   default
  0.8   code
  0.9   override file
  1.0   code
  2.5   command line
  None  deletion
""")


def test_callers_are_shown_on_request(config):
    """Verbosely, every kept caller of a change has its line."""
    text = config.formatHistory("fwhm", verbose=True).split("\n")
    place = next(number for number, line in enumerate(text) if "script.py:6" in line)
    assert text[place + 1].split() == ["script.py:10", "sharpen(config)"]
    assert len(text) > len(config.formatHistory("fwhm").split("\n"))


def test_a_prefix_stands_before_every_line(config):
    """For example to make the text a comment."""
    plain = config.formatHistory("fwhm").split("\n")
    assert config.formatHistory("fwhm", prefix="# ").split("\n") == [f"# {line}" for line in plain]


# -- colours ---------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self):
        return True


def test_colours_are_for_terminals_only(config, monkeypatch):
    """Text that goes anywhere else has no escape sequences; NO_COLOR keeps terminals plain too."""
    plain = config.formatHistory("fwhm")
    assert "\x1b" not in plain
    monkeypatch.setattr(sys, "stdout", Terminal())
    colored = config.formatHistory("fwhm")
    assert "\x1b[1m" in colored
    monkeypatch.setenv("NO_COLOR", "1")
    assert config.formatHistory("fwhm") == plain


def test_colours_can_be_had_and_refused(config, monkeypatch):
    """What is asked for counts, whatever the output is; colours change no character of the text."""
    plain = config.formatHistory("fwhm")
    colored = config.formatHistory("fwhm", color=True)
    assert [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", colored).split("\n")] == plain.split("\n")
    assert colored != plain
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert config.formatHistory("fwhm", color=False) == plain


def test_a_stream_decides_whether_there_is_colour():
    """Streams that are no terminals, or cannot say, are plain."""
    assert is_colored(stream=Terminal())
    assert not is_colored(stream=io.StringIO())
    assert not is_colored(stream=object())
    assert is_colored(True, stream=io.StringIO())


# -- pex_config's form -----------------------------------------------------------------------------


@pytest.fixture
def plain_color(monkeypatch):
    """Keep the setting of colours from one test to the next."""
    monkeypatch.setattr(Color, "_wanted", None)
    monkeypatch.setattr(Color, "categories", dict(Color.categories))


def test_pex_configs_form_in_full(folder, plain_color):
    """In a process of its own, where nothing but the script is on the stack, the text is this."""
    (folder / "script.py").write_text(
        "from stepconfig import Config, Field\n"
        "from stepconfig.history import format\n"
        "class Seeing(Config):\n"
        "    fwhm = Field('Full width.', float, 1.0)\n"
        "def sharpen(config):\n"
        "    config.fwhm = 0.75\n"
        "seeing = Seeing()\n"
        "sharpen(seeing)\n"
        "seeing.fwhm = None\n"
        "print(format(seeing, 'fwhm'))\n"
        "print(format(seeing, 'fwhm', writeSourceLine=False, prefix='# '))\n"
        "print(format(seeing, 'fwhm', verbose=True))\n"
    )
    done = subprocess.run([sys.executable, "script.py"], capture_output=True, text=True, check=True)
    here = f"{folder}/script.py"
    assert done.stdout.rstrip("\n").split("\n") == lines(f"""
fwhm
1.0  {here}:7 seeing = Seeing()
     {here}:4 fwhm = Field('Full width.', float, 1.0)
0.75 {here}:8 sharpen(seeing)
     {here}:6 config.fwhm = 0.75
None {here}:9 seeing.fwhm = None
# fwhm
# 1.0  seeing = Seeing()
#      fwhm = Field('Full width.', float, 1.0)
# 0.75 sharpen(seeing)
#      config.fwhm = 0.75
# None seeing.fwhm = None
fwhm
1.0  {here}:7 <module> seeing = Seeing()
     {here}:4 Seeing fwhm = Field('Full width.', float, 1.0)
0.75 {here}:8 <module> sharpen(seeing)
     {here}:6 sharpen config.fwhm = 0.75
None {here}:9 <module> seeing.fwhm = None
""")


def test_pex_configs_form_cuts_file_names_after_python(folder, monkeypatch, plain_color):
    """The part of a path up to its last ``/python/`` is left out."""
    inner = folder / "python" / "package"
    inner.mkdir(parents=True)
    (inner / "made.py").write_text(
        "from tests.kinds import Background\nconfig = Background()\nconfig.order = 4\n"
    )
    config = runpy.run_path(str(inner / "made.py"))["config"]
    assert " package/made.py:3 config.order = 4" in " ".join(format(config, "order").split())


def test_pex_configs_form_passes_over_what_is_no_line_of_the_users(plain_color):
    """Frames of functions called `wrapper` are left out unless the text is to be verbose."""
    config = Background()

    def wrapper():
        config.order = 3

    wrapper()
    assert "config.order = 3" not in format(config, "order")
    assert "wrapper config.order = 3" in format(config, "order", verbose=True)


@pytest.mark.parametrize(
    ("function", "filename", "shown"),
    [
        ("wrapper", "/data/made.py", False),
        ("execfile", "/data/made.py", False),
        ("__new__", "/data/made.py", False),
        ("__set__", "/data/made.py", False),
        ("__setattr__", "/data/made.py", False),
        ("change", "/data/argparse.py", False),
        ("change", "/data/my_argparse.py", True),
        ("__setitem__", "/data/made.py", True),
    ],
)
def test_pex_configs_form_knows_such_frames_by_function_or_file(plain_color, function, filename, shown):
    """Those named as what sets values, or of a file ``argparse.py``, are left out unless it is verbose."""
    config = Background()
    namespace = {}
    exec(compile(f"def {function}(config):\n    config.order = 3\n", filename, "exec"), namespace)
    namespace[function](config)
    assert (f"{filename}:2" in format(config, "order")) is shown
    assert f"{filename}:2" in format(config, "order", verbose=True)


def test_pex_configs_form_without_a_name_tells_every_field(config, plain_color):
    """One field after the other, in field order."""
    text = format(config)
    order = [text.index(f"\n{name}\n" if place else f"{name}\n") for place, name in enumerate(config)]
    assert order == sorted(order)


def test_pex_configs_colours_are_a_setting(config, plain_color):
    """`Color.colorize` switches colours on and off, and takes colours of categories."""
    assert Color.colorize() is False
    assert Color.colorize(True) is True
    colored = format(config, "fwhm")
    assert str(Color("fwhm", "NAME")) in colored
    assert "\x1b[34m" in colored
    Color.colorize({"NAME": "red"})
    assert "\x1b[31m" in str(Color("fwhm", "NAME"))
    assert Color.colorize(False) is False
    assert "\x1b" not in format(config, "fwhm")
    assert str(Color(3.5, "VALUE")) == "3.5"


def test_an_unknown_category_of_colours_is_refused(plain_color):
    """Both for a text and for a setting."""
    with pytest.raises(RuntimeError, match="Unknown category 'NAEM'"):
        Color("fwhm", "NAEM")
    with pytest.raises(RuntimeError, match="Unknown category 'NAEM'"):
        Color.colorize({"NAEM": "red"})


def test_a_huge_integer_is_shown():
    """More digits than Python writes in decimal are no reason to fail: they are hexadecimal."""
    config = Reduction()
    config.count = 16**5000
    config.extras["seed"] = 16**5000
    config.extras = {"seed": -(16**5000)}
    assert "0x1000" in config.formatHistory("count")
    assert "['seed'] = 0x1000" in config.formatHistory("extras")
    assert "{'seed': -0x1000" in config.formatHistory("extras")
    assert "0x1000" in format(config, "count")
    assert "count=0x1000" in repr(config)
    assert "'seed': -0x1000" in str(config)
    assert "'seed': -0x1000" in f"{config.extras}"
