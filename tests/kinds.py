"""Config classes with a field of every kind, for the tests that need a whole config."""

from stepconfig import ChoiceField, Config, ConfigField, DictField, Field, ListField, RangeField


class Background(Config):
    """A nested config at the bottom of the tree."""

    order = Field("Order of the polynomial.", int, 2)
    scale = Field("Scale of the mesh.", float, 1.5, unit="arcsec")
    knots = ListField("Positions of the knots.", float, [1.0, 2.0], unit="pixel")


class Detection(Config):
    """A nested config in the middle of the tree."""

    background = ConfigField("The background below the sources.", Background)
    label = Field("What the catalogue is called.", str, "sources")


class Reduction(Config):
    """A config with a field of every kind."""

    count = Field("Number of exposures.", int, 3)
    flag = Field("Are sources flagged?", bool, True)
    fwhm = Field("Full width at half maximum.", float, 1.0, unit="arcsec")
    phase = Field("Phase of the wave.", complex, 1j)
    title = Field("Title of the run.", str, 'it\'s "the" title')
    limit = Field("Faintest magnitude.", float, optional=True, unit="mag")
    box = RangeField("Size of a box.", int, 64, min=8, max=512, inclusiveMax=True, unit="pixel")
    fit = ChoiceField("Model of the overscan.", str, {"median": "A number.", "spline": "A curve."}, "median")
    radii = ListField("Radii of the apertures.", float, [2.0, 4.0], unit="pixel")
    bands = ListField("Names of the bands.", str, ["g", "r"])
    zeropoints = DictField("Zero points of the bands.", str, float, {"g": 25.0, "r": 24.5}, unit="mag")
    extras = DictField("Anything else.", str, None, {"note": "none", "seed": 1})
    detection = ConfigField("Detection of sources.", Detection)
