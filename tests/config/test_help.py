"""help() of a config class reads like a manual page: the class, then its fields, then the rest."""

import inspect
import pydoc
import subprocess
import sys

import pytest

from stepconfig import (
    ChoiceField,
    Config,
    ConfigField,
    DictField,
    Field,
    ListField,
    RangeField,
)


class Background(Config):
    """Parameters of the background."""

    order = Field("Order of the polynomial.", int, 2)


class Detect(Config):
    """Parameters of the detection.

    Sources are found on an image without background.
    """

    threshold = RangeField(
        "Level above which pixels belong to a source.", float, 5.0, min=0.0, max=100.0, unit="sigma"
    )
    label = Field("Name of the run.", str)
    limit = Field("Faintest magnitude.", float, optional=True, unit="mag")
    fit = ChoiceField(
        "Model of the overscan.",
        str,
        {"median": "One number a row.", "spline": "A smooth curve."},
        "median",
        optional=False,
    )
    bands = ListField("Bands.", str, ["g", "r"], minLength=1, maxLength=5)
    zeropoints = DictField("Zero points.", str, float, {"g": 25}, unit="mag")
    background = ConfigField("The background below the sources.", Background)


class CrowdedDetect(Detect):
    """Detection for crowded fields."""

    threshold = RangeField("Another level.", float, 3.0, min=0.0, unit="sigma")
    deblend = Field("Are blends taken apart?", bool, True, deprecated="use blends")

    def helper(self):
        """A method of the user."""


PAGE = """\
Parameters of the detection.

Sources are found on an image without background.

Fields
------
threshold : float in [0.0, 100.0) [sigma], default 5.0
    Level above which pixels belong to a source.
label : str, default None
    Name of the run.
limit : float [mag], optional, default None
    Faintest magnitude.
fit : str, default 'median'
    Model of the overscan.
      'median' : One number a row.
      'spline' : A smooth curve.
bands : list of str, at least 1 and at most 5 items, default ['g', 'r']
    Bands.
zeropoints : dict of str to float [mag], default {'g': 25}
    Zero points.
background : tests.config.test_help.Background
    The background below the sources."""


def rendered(thing):
    """Return the text that ``help(thing)`` shows, without the bar at its left."""
    text = pydoc.plain(pydoc.render_doc(thing))
    return "\n".join(line.removeprefix(" |").removeprefix("  ").rstrip() for line in text.splitlines())


def test_the_page_of_a_class_is_its_doc_and_then_every_field():
    """Each field is shown with type, limits or choices, unit, default and doc, in order."""
    assert Detect.__doc__ == PAGE
    assert inspect.getdoc(Detect) == PAGE


def test_help_of_a_class_shows_the_page_with_nothing_between():
    """Between the class's doc and the last field there is nothing else, and methods come after."""
    text = rendered(Detect)
    assert PAGE in text
    before, after = text.split(PAGE)
    assert (
        before.splitlines()[0]
        == "Python Library Documentation: class Detect in module tests.config.test_help"
    )
    assert len([line for line in before.splitlines() if line]) == 3
    assert after.index("Method resolution order") < after.index("freeze(self)")


def test_help_of_a_config_is_that_of_its_class():
    """``help(config)`` and the doc of a config are the page of the class."""
    config = Detect(threshold=3)
    assert config.__doc__ == PAGE
    assert inspect.getdoc(config) == PAGE
    assert rendered(config).split("\n", 1)[1] == rendered(Detect).split("\n", 1)[1]


def test_inherited_fields_are_on_the_page_of_a_subclass():
    """A subclass's page has all fields, also those that it changes, each once."""
    lines = CrowdedDetect.__doc__.splitlines()
    assert lines[0] == "Detection for crowded fields."
    heads = [line.split(" : ")[0] for line in lines if " : " in line and not line.startswith(" ")]
    assert heads == list(CrowdedDetect())
    assert (
        "threshold : float in [0.0, inf) [sigma], default 3.0\n    Another level.\n" in CrowdedDetect.__doc__
    )
    assert "    Are blends taken apart? Deprecated: use blends" in CrowdedDetect.__doc__


def test_the_users_methods_are_shown_and_the_packages_own_names_are_not():
    """Help shows public methods; what begins with one underscore stays inside."""
    text = rendered(CrowdedDetect)
    assert "helper(self)\n" in text
    assert "A method of the user." in text
    for line in text.splitlines():
        name = line.strip().split("(")[0]
        assert not (name.startswith("_") and not name.startswith("__")), line


def test_pydoc_on_the_command_line_shows_the_page():
    """``pydoc module.Class`` prints the page."""
    command = [sys.executable, "-m", "pydoc", "stepconfig.StepConfig"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Fields\n |  ------\n |" in text


def test_a_class_without_a_doc_has_the_fields_on_its_page():
    """The page of a class without a doc begins with its fields."""

    class Own(Config):
        value = Field("A value.", int, 3)

    assert Own.__doc__ == "Fields\n------\nvalue : int, default 3\n    A value."
    assert Own().__doc__ == Own.__doc__


def test_a_class_without_fields_has_its_doc():
    """Without fields there is no empty section."""

    class Own(Config):
        """Only a doc."""

    class Bare(Config):
        pass

    assert (Own.__doc__, Bare.__doc__) == ("Only a doc.", None)
    assert Config.__doc__.startswith("Base of all configs")
    assert "Fields\n" not in Config.__doc__


def test_the_page_follows_the_class():
    """A field that is added, changed or deleted later, and a doc that is set later, are on the page."""

    class Own(Config):
        """A doc."""

        value = Field("A value.", int, 3)

    Own.value.default = 4
    Own.other = Field("Another.", str, "x")
    assert "value : int, default 4" in Own.__doc__
    assert "other : str, default 'x'\n    Another." in Own.__doc__
    del Own.value
    Own.__doc__ = "A new doc."
    assert Own.__doc__ == "A new doc.\n\nFields\n------\nother : str, default 'x'\n    Another."


def test_long_lines_are_wrapped():
    """Docs and heads are wrapped to the width of a page, paragraphs and choices kept apart."""

    class Own(Config):
        """A doc."""

        value = ChoiceField(
            "First paragraph. " * 10 + "\n\n" + "Second paragraph. " * 10,
            str,
            {"a": "A long doc of a choice. " * 8, "b": "Short."},
            optional=False,
        )
        numbers = ListField("Numbers.", float, [float(number) for number in range(60)], unit="pixel")

    lines = Own.__doc__.splitlines()
    assert max(map(len, lines)) <= 79
    assert sum(line.startswith("    First paragraph.") for line in lines) >= 2
    assert "      'b' : Short." in lines
    head = next(index for index, line in enumerate(lines) if line.startswith("numbers : "))
    assert lines[head].startswith("numbers : list of float [pixel], default [0.0, 1.0, ")
    assert lines[head + 1].startswith("        ")


@pytest.mark.parametrize(
    ("field", "head"),
    [
        (Field("A doc.", bool, False), "f : bool, default False"),
        (Field("A doc.", complex, 1j, unit="Jy"), "f : complex [Jy], default 1j"),
        (Field("A doc.", float, float("nan")), "f : float, default float('nan')"),
        (Field("A doc.", str, "it's"), 'f : str, default "it\'s"'),
        (Field("A doc.", int, optional=True), "f : int, optional, default None"),
        (RangeField("A doc.", int, 1, max=5, inclusiveMax=True), "f : int in (-inf, 5], default 1"),
        (ListField("A doc.", int), "f : list of int, default None"),
        (ListField("A doc.", int, [1], length=1), "f : list of int, exactly 1 item, default [1]"),
        (DictField("A doc.", int, None, {}), "f : dict of int to any simple type, default {}"),
        (ConfigField("A doc.", Background), "f : tests.config.test_help.Background"),
        (
            ConfigField("A doc.", Background, Background(order=3)),
            "f : tests.config.test_help.Background, default tests.config.test_help.Background(order=3)",
        ),
    ],
)
def test_the_head_of_a_field_tells_type_limits_unit_and_default(field, head):
    """One line says what the value is and what it is by default."""
    cls = type("Own", (Config,), {"f": field})
    assert " ".join(cls.__doc__.split()) == f"Fields ------ {head} A doc."


def test_the_public_names_of_a_class_are_told_for_completion():
    """``dir`` of a config has its fields and methods; that of the class has no private names."""
    assert {"threshold", "bands", "validate", "history"} <= set(dir(Detect()))
    assert "validate" in dir(Detect)
    assert not [name for name in dir(Detect) if name.startswith("_") and not name.startswith("__")]
