"""Configspec text: the form in which stpipe's users know parameters."""

import math

import pytest

from stepconfig import ChoiceField, Config, ConfigField, DictField, Field, ListField, RangeField
from stepconfig.steps.configspec import configspec
from tests.steps.samples import NightPipeline

CHOICES = {"a": "first", "it's": "second"}


@pytest.mark.parametrize(
    ("field", "line"),
    [
        (Field("A doc.", bool, True), "x = boolean(default=True) # A doc."),
        (Field("A doc.", int, 3), "x = integer(default=3) # A doc."),
        (Field("A doc.", float, 1e-5, unit="arcsec"), "x = float(default=1e-05) # A doc. [arcsec]"),
        (Field("A doc.", float, math.inf), "x = float(default=inf) # A doc."),
        (Field("A doc.", float, math.nan), "x = float(default=nan) # A doc."),
        (Field("A doc.", str, "a b"), "x = string(default='a b') # A doc."),
        (Field("A doc.", complex, 1j), "x = string(default='1j') # A doc."),
        (Field("A doc.", float), "x = float() # A doc."),
        (Field("A doc.", float, optional=True), "x = float(default=None) # A doc."),
        (Field("A doc\n  of two lines.", int, 1), "x = integer(default=1) # A doc of two lines."),
        (RangeField("A doc.", int, 3, min=1), "x = integer(min=1, default=3) # A doc."),
        (
            RangeField("A doc.", float, 3.0, max=5.0, inclusiveMax=True),
            "x = float(max=5.0, default=3.0) # A doc.",
        ),
        (
            RangeField("A doc.", float, 3.0, min=0.0, max=5.0, unit="pixel"),
            "x = float(min=0.0, max=5.0, default=3.0) # A doc. Below 5.0. [pixel]",
        ),
        (
            RangeField("A doc.", float, 3.0, min=0.0, inclusiveMin=False),
            "x = float(min=0.0, default=3.0) # A doc. Above 0.0.",
        ),
        (ChoiceField("A doc.", str, CHOICES, "a"), "x = option('a', \"it's\", default='a') # A doc."),
        (ChoiceField("A doc.", int, {4: "f", 8: "e"}, 8, False), "x = option(4, 8, default=8) # A doc."),
        (ListField("A doc.", int, [1, 2]), "x = int_list(default=list(1, 2)) # A doc."),
        (ListField("A doc.", float, [], minLength=1), "x = float_list(min=1, default=list()) # A doc."),
        (
            ListField("A doc.", str, ["a"], length=1),
            "x = string_list(min=1, max=1, default=list('a')) # A doc.",
        ),
        (ListField("A doc.", bool, optional=True), "x = bool_list(default=None) # A doc."),
        (ListField("A doc.", complex, [1j]), "x = list(default=list('1j')) # A doc."),
        (DictField("A doc.", str, float, {}), "[x] # A doc.\n    __many__ = float"),
        (
            DictField("A doc.", str, None, {"g": 1, "r": "a"}),
            "[x] # A doc.\n    g = pass(default=1)\n    r = pass(default='a')\n    __many__ = pass",
        ),
    ],
)
def test_the_line_of_a_field(field, line):
    """Type, limits, default, doc and unit of each kind."""
    assert configspec(type(Config)("Made", (Config,), {"x": field, "__module__": __name__})) == line


def test_sections_come_behind_the_values_around_them():
    """Otherwise the values behind a section would be taken for its own."""

    class Inner(Config):
        a = Field("A.", int, 1)

    class Outer(Config):
        inner = ConfigField("Inner.", Inner)
        b = Field("B.", int, 2)
        limits = DictField("Limits.", str, int, {})

    assert configspec(Outer).splitlines() == [
        "b = integer(default=2) # B.",
        "[inner]",
        "    a = integer(default=1) # A.",
        "[limits] # Limits.",
        "    __many__ = integer",
    ]


def test_steps_of_steps_are_sections_of_sections():
    """Each level has one bracket more."""
    lines = configspec(NightPipeline.ConfigClass).splitlines()
    headings = [line.strip() for line in lines if line.strip().startswith("[")]
    assert headings == [
        "[steps]",
        "[[reduce]]",
        "[[[steps]]]",
        "[[[[scale]]]]",
        "[[[[detect]]]]",
        "[[[[[limits]]]]] # Limit of each band.",
        "[[final]]",
    ]
    assert "            factor = float(min=0.0, max=100.0, default=2.0)" not in lines
    assert sum("factor = float(min=0.0, max=100.0, default=2.0)" in line for line in lines) == 2
