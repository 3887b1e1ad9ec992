"""Explanations: what is known of a value, as attributes, as data and as text; choosing among many."""

import json
import re

import pytest

from stepconfig import ArgumentLocation, Config, ConfigField, Field, FileLocation, UnknownNameError, acting_as
from stepconfig.config.explain import Explanation, Explanations
from stepconfig.history import render
from tests.kinds import Detection, Reduction


@pytest.fixture
def config():
    """A config that several sources changed."""
    config = Reduction()
    with acting_as(FileLocation("night.asdf", 12, 3, "fwhm: 2.5"), layer="parameter file"):
        config.fwhm = 2.5
    with acting_as(ArgumentLocation("--fwhm=3"), layer="command line"):
        config.fwhm = 3.0
    with acting_as(ArgumentLocation("--detection.background.order=5"), layer="command line"):
        config.detection.background.order = 5
    config.radii.append(8)
    return config


# -- what is known of one value --------------------------------------------------------------------


def test_a_value_is_explained_by_attributes(config):
    """The value, who set it and where, what it means, and what it may be."""
    found = config.explain("fwhm")
    assert isinstance(found, Explanation)
    assert (found.path, found.value, found.unit, found.default) == ("fwhm", 3.0, "arcsec", 1.0)
    assert (found.layer, found.location, found.place) == (
        "command line",
        ArgumentLocation("--fwhm=3"),
        "--fwhm=3",
    )
    assert (found.doc, found.type) == ("Full width at half maximum.", "float [arcsec]")
    assert (found.limits, found.choices, found.optional, found.deprecated) == ("", [], False, None)
    assert found.field is Reduction.fwhm


def test_each_source_stands_in_the_history_the_lowest_first(config):
    """Those that lost, too, each with its place."""
    found = config.explain("fwhm")
    assert [(each.layer, each.value) for each in found.history] == [
        ("default", 1.0),
        ("parameter file", 2.5),
        ("command line", 3.0),
    ]
    assert str(found.history[1].location) == "night.asdf:12"


def test_a_default_is_set_where_its_field_is_declared():
    """Whoever made the config has nothing to do with it."""
    found = Reduction().explain("box")
    assert found.layer == "default"
    assert found.location == Reduction.box.source
    assert re.fullmatch(r".*kinds\.py:\d+", found.place)


def test_limits_and_choices_are_told():
    """In the words of the help."""
    config = Reduction()
    assert config.explain("box").limits == "[8, 512]"
    assert config.explain("fit").choices == [
        ("'median'", "A number."),
        ("'spline'", "A curve."),
        ("None", "No value."),
    ]
    assert config.explain("fit").limits == ""
    assert config.explain("limit").optional


def test_a_list_is_explained_with_its_edits(config):
    """The value is the whole, the history what was done."""
    found = config.explain("radii")
    assert (found.value, found.default) == ([2.0, 4.0, 8.0], [2.0, 4.0])
    assert [str(each.value) for each in found.history] == ["[2.0, 4.0]", ".append(8.0)"]


def test_a_nested_config_explains_with_full_paths(config):
    """It is asked for its own names, and answers with those that the whole knows."""
    assert config.detection.explain("background.order").path == "detection.background.order"
    assert config.detection.explain("label").value == "sources"


def test_an_unknown_path_is_an_error_with_a_suggestion():
    """For a value, a section and a pattern."""
    config = Reduction()
    with pytest.raises(UnknownNameError, match="did you mean 'fwhm'"):
        config.explain("fwmh")
    with pytest.raises(UnknownNameError, match=r"did you mean 'detection\.background\.order'"):
        config.explain("detection.background.ordr")
    with pytest.raises(UnknownNameError, match="did you mean 'detection'"):
        config.explain("detecton")
    with pytest.raises(UnknownNameError, match=r"has no field that matches 'fwmh\*'; did you mean 'fwhm'"):
        config.explain("fwmh*")


@pytest.mark.parametrize("ask", [Config.explain, Config.formatHistory])
def test_a_name_without_its_path_is_told_with_it(ask):
    """Whoever knows the name of a value, or nearly so, learns where it is."""
    for name in ("knots", "knost", "background.knots"):
        with pytest.raises(UnknownNameError, match=r"did you mean 'detection\.background\.knots'\?"):
            ask(Reduction(), name)


def test_data_about_a_value_is_what_json_can_hold(config):
    """With file and line apart, for programs."""
    config.phase = complex(0, float("inf"))
    for each in config.explain():
        json.dumps(each.as_dict(), allow_nan=False)
    data = config.explain("fwhm").as_dict()
    assert data["value"] == 3.0
    assert (data["layer"], data["place"], data["file"], data["line"]) == (
        "command line",
        "--fwhm=3",
        None,
        None,
    )
    assert data["history"][1] == {
        "value": 2.5,
        "layer": "parameter file",
        "label": "assignment",
        "place": "night.asdf:12",
        "file": "night.asdf",
        "line": 12,
        "text": "fwhm: 2.5",
    }
    assert config.explain("radii").as_dict()["history"][-1]["edit"] == ".append(8.0)"
    assert config.explain("fit").as_dict()["choices"][0] == {"value": "'median'", "doc": "A number."}
    assert config.explain("phase").as_dict()["value"] == str(complex(0, float("inf")))


def test_a_field_that_a_user_wrote_is_explained():
    """Its defaults go through its own ``__set__`` and stand in the stored history."""

    class Own(Field):
        def __set__(self, instance, value, at=None, label="assignment"):
            super().__set__(instance, value, at, label)

    class Holder(Config):
        f = Own("A value.", int, 3)

    found = Holder().explain("f")
    assert (found.value, found.default, found.layer) == (3, 3, "default")


# -- choosing among many ---------------------------------------------------------------------------


def test_without_a_path_every_value_is_explained(config):
    """In the order of the fields, those of nested configs where these stand."""
    found = config.explain()
    assert isinstance(found, Explanations)
    assert [each.path for each in found] == config.names()


def test_a_section_is_explained_by_what_is_in_it(config):
    """Everything below, but nothing that only begins alike."""
    found = config.explain("detection.background")
    assert [each.path for each in found] == [
        "detection.background.order",
        "detection.background.scale",
        "detection.background.knots",
    ]


@pytest.mark.parametrize(
    ("pattern", "paths"),
    [
        ("detection.*.order", ["detection.background.order"]),
        ("*order", ["detection.background.order"]),
        ("b??", ["box"]),
        ("f*", ["flag", "fwhm", "fit"]),
        ("fwh?", ["fwhm"]),
    ],
)
def test_a_pattern_chooses(config, pattern, paths):
    """A star is any text, a question mark any letter; the result is several, also if one matches."""
    found = config.explain(pattern)
    assert isinstance(found, Explanations)
    assert [each.path for each in found] == paths


def test_changed_values_are_those_that_a_new_config_has_not(config):
    """A value that was set to what it was is none of them."""
    config.count = 3
    found = config.explain(changed=True)
    assert [each.path for each in found] == ["fwhm", "radii", "detection.background.order"]
    assert [each.path for each in config.explain("detection", changed=True)] == ["detection.background.order"]
    assert config.explain("count", changed=True) == ()


def test_a_layer_chooses_what_it_set(config):
    """And not what it said in vain."""
    found = config.explain(layer="command line")
    assert [each.path for each in found] == ["fwhm", "detection.background.order"]
    assert config.explain(layer="parameter file") == ()
    assert [each.path for each in config.explain(layer="code")] == ["radii"]
    assert set(config.explain(changed=True, layer="command line").as_dict()) == {
        "fwhm",
        "detection.background.order",
    }


def test_what_a_config_is_besides_those_in_it_is_explained():
    """A field that holds configs may have a value of its own, a selection for instance."""

    class Chosen(ConfigField):
        def own_parts(self, value):
            return {".name": value.label, "['kind']": 3}

    class Own(Config):
        chosen = Chosen("A choice.", Detection)

    found = Own().explain("chosen.name")
    assert (found.value, found.path) == ("sources", "chosen.name")
    for path in ("chosen['kind']", 'chosen["kind"]', "chosen.kind"):  # as `formatHistory` takes it
        assert Own().explain(path).value == 3
    assert "a choice" in str(found).lower()
    json.dumps(found.as_dict())


# -- as text ---------------------------------------------------------------------------------------


def place(found, number):
    """The place of an entry as text has it."""
    return str(found.history[number].definition or found.history[number].location)


def test_one_value_is_a_block(config):
    """Value, doc and facts below each other; who set it first, what it was before below."""
    found = config.explain("fwhm")
    declared = place(found, 0)
    width = len(declared)
    text = 'fwhm = Field("Full width at half maximum.", float, 1.0, unit="arcsec")'
    assert found.text(width=200).splitlines() == [
        "fwhm = 3.0 arcsec",
        "  Full width at half maximum.",
        "  type      float [arcsec]",
        "  default   1.0 arcsec",
        "  set by    3.0  command line    --fwhm=3",
        f"  before    2.5  parameter file  {'night.asdf:12':<{width}}  fwhm: 2.5",
        f"            1.0  default         {declared}  {text}",
    ]


def test_choices_stand_below_each_other():
    """Each with its doc."""
    lines = Reduction().explain("fit").text(width=100).splitlines()
    assert lines[2:6] == [
        "  type      str",
        "  choices   'median'  A number.",
        "            'spline'  A curve.",
        "            None      No value.",
    ]


@pytest.mark.parametrize("width", [50, 60, 80, 120])
def test_a_block_is_as_wide_as_the_terminal(config, width):
    """Long docs and values are wrapped, long lines of source cut off; only a place may be wider."""
    config.bands = [f"band number {number}" for number in range(300)]
    for path in ("fwhm", "fit", "bands", "detection.background.order"):
        found = config.explain(path)
        for line in found.text(width=width).splitlines():
            assert len(line) <= width or line.endswith("--detection.background.order=5"), line
    text = config.explain("bands").text(width=width)
    assert text.startswith("bands =\n    ['band number 0',")
    assert "lines more" in text
    assert len(text.splitlines()) < 26


def test_what_has_to_be_given_is_told():
    """In the place of a default; and what may be None."""

    class Own(Config):
        first = Field("A value.", float)
        second = Field("A value.", float, optional=True)

    assert "float, has to be given" in str(Own().explain("first"))
    assert "default" not in Own().explain("first").text(width=100).split("set by")[0]
    assert "float, may be None" in str(Own().explain("second"))


def test_several_values_are_a_table(config):
    """Aligned; where defaults are declared is left to the single ones."""
    found = config.explain("detection.*")
    assert found.text(width=120).splitlines() == [
        "parameter                   value             set by        where",
        "detection.background.order  5                 command line  --detection.background.order=5",
        "detection.background.scale  1.5 arcsec        default",
        "detection.background.knots  [1.0, 2.0] pixel  default",
        "detection.label             'sources'         default",
    ]


def test_where_a_table_is_too_wide_the_place_stands_below(config):
    """That of what somebody set."""
    assert config.explain("detection.*").text(width=60).splitlines() == [
        "parameter                   value             set by",
        "detection.background.order  5                 command line",
        "    --detection.background.order=5",
        "detection.background.scale  1.5 arcsec        default",
        "detection.background.knots  [1.0, 2.0] pixel  default",
        "detection.label             'sources'         default",
    ]


def test_where_even_that_is_too_wide_there_is_a_list(config):
    """With the source behind the value, or below it."""
    assert config.explain("detection.*").text(width=50).splitlines() == [
        "detection.background.order = 5",
        "    command line  --detection.background.order=5",
        "detection.background.scale = 1.5 arcsec  (default)",
        "detection.background.knots = [1.0, 2.0] pixel  (default)",
        "detection.label = 'sources'  (default)",
    ]


def test_a_terminal_has_colours_and_nothing_else_has(config, monkeypatch):
    """Unless NO_COLOR is set; without its colours the text is the same."""
    for found in (config.explain("fwhm"), config.explain("fit"), config.explain()):
        colored = found.text(color=True)
        assert "\x1b[" in colored
        assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == found.text(color=False) == str(found)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert render.is_colored()
    assert "\x1b[" in str(config.explain("fwhm"))
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in str(config.explain("fwhm"))


def test_the_width_is_that_of_the_terminal(config, monkeypatch):
    """COLUMNS says it; without a terminal it is that of a page."""
    monkeypatch.setenv("COLUMNS", "50")
    assert str(config.explain("detection.*")).startswith("detection.background.order = 5")
    monkeypatch.delenv("COLUMNS")
    assert str(config.explain("detection.*")).startswith("parameter ")


def test_a_short_form_is_the_representation(config):
    """For lists and debuggers."""
    assert repr(config.explain("fwhm")) == "<Explanation of fwhm = 3.0, set by command line at --fwhm=3>"
    assert repr(config.explain("detection.*")) == "<4 explanations>"
