"""Names that fields had formerly, and fields that were removed: by every door of a config."""

import contextlib
import copy
import itertools
import pickle
import subprocess
import sys
import threading
import types
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig import (
    Config,
    ConfigError,
    ConfigField,
    DictField,
    Field,
    FieldValidationError,
    ListField,
    RangeField,
    RemovedField,
    RemovedFieldError,
    RenamedFieldWarning,
    UnknownNameError,
)
from stepconfig.config import former
from stepconfig.config.former import forget_places
from tests.properties.values import VALUES, exact


class Detect(Config):
    """Parameters of the detection."""

    threshold = RangeField(
        "Detection threshold.", float, 5.0, min=0.0, unit="sigma", renamed_from=("sigma", "nSigma")
    )
    bands = ListField("Names of the bands.", str, ["g"], renamed_from="filters")
    zeropoints = DictField("Zero points.", str, float, {}, unit="mag", renamed_from="zp")
    smooth = RemovedField("Width of the kernel.", since="2.0", hint="smooth the image before")


class Reduce(Config):
    """Parameters of the reduction."""

    detect = ConfigField("Detection of sources.", Detect, renamed_from="detection")
    count = Field("Number of frames.", int, 1)
    old = Field("An old one.", int, 1, deprecated="use count", renamed_from="oldest")
    background = RemovedField("Subtraction of the sky.", hint="it is a step of its own now")


@pytest.fixture(autouse=True)
def new_places():
    """Let every test be the first to use an old name."""
    forget_places()


def line_of(text):
    """The line of this file on which a text stands first."""
    lines = Path(__file__).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@contextlib.contextmanager
def recorded():
    """Record every warning of the block, as if Python had been asked to show all."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield caught


def told(records):
    """Old and new path in each warning."""
    return [str(record.message).split("'")[1::2] for record in records]


# -- reaching the field ----------------------------------------------------------------------------


def test_a_write_by_an_old_name_reaches_the_field():
    """Value and history are those of the field; the place is the line with the old name."""
    config = Reduce()
    with pytest.warns(RenamedFieldWarning) as caught:
        config.detect.sigma = 3  # an old name
    assert config.detect.threshold == 3.0
    entry = config.detect.history["threshold"][-1]
    assert entry.location.content == "config.detect.sigma = 3  # an old name"
    assert (caught[0].filename, caught[0].lineno) == (__file__, entry.location.lineno)
    assert str(caught[0].message) == (
        "the field 'detect.sigma' of tests.config.test_former.Detect is called 'detect.threshold' now"
    )
    assert caught[0].category is RenamedFieldWarning
    assert issubclass(RenamedFieldWarning, FutureWarning)


def test_every_old_name_is_read_written_and_deleted():
    """Also in a section with an old name itself, and for parts of lists and dicts."""
    config = Reduce()
    with recorded() as caught:
        config.detection.nSigma = 4
        config.detection.filters.append("r")
        config.detection.filters += ["i"]
        config.detection.zp["g"] = 25
        assert config.detection.sigma == 4.0
        assert config.detection is config.detect
        del config.detection.sigma
    assert config.detect.threshold is None
    assert config.detect.history["threshold"][-1].label == "deletion"
    assert config.detect.bands == ["g", "r", "i"]
    assert config.detect.zeropoints == {"g": 25.0}
    assert told(caught)[:2] == [["detection", "detect"], ["detect.nSigma", "detect.threshold"]]


def test_an_old_section_is_assigned_as_a_whole():
    """Its values are copied into the config that is there."""
    config = Reduce()
    detect = config.detect
    with pytest.warns(RenamedFieldWarning):
        config.detection = Detect(threshold=2)
    assert config.detect is detect
    assert detect.threshold == 2.0


def test_keywords_and_update_take_old_names():
    """The labels in the history are the usual ones; values are set in the order in which they are given."""
    with recorded() as caught:
        config = Detect(sigma=3, filters=["r"])
        config.update(sigma=4, threshold=5)
    assert told(caught) == [["sigma", "threshold"], ["filters", "bands"], ["sigma", "threshold"]]
    assert [entry.value for entry in config.history["threshold"]] == [5.0, 3.0, 4.0, 5.0]
    assert [entry.label for entry in config.history["threshold"]] == ["default"] + ["update"] * 3
    assert config.bands == ["r"]


def test_an_unknown_name_beside_an_old_one_sets_nothing_and_warns_of_nothing():
    """All names are looked at before the first value is set."""
    config = Detect()
    with pytest.raises(UnknownNameError, match="has no field 'sgima'"):
        config.update(sigma=3, sgima=4)
    assert config == Detect()


def test_a_refused_value_is_told_with_the_new_path():
    """The error is the field's own."""
    config = Reduce()
    with pytest.warns(RenamedFieldWarning), pytest.raises(FieldValidationError, match=r"'detect\.threshold'"):
        config.detect.sigma = -1
    config.freeze()
    with pytest.warns(RenamedFieldWarning), pytest.raises(FieldValidationError, match="frozen"):
        config.detect.sigma = 1


def test_a_deprecated_field_warns_of_both():
    """First that the name is an old one, then that the field is deprecated."""
    config = Reduce()
    with pytest.warns(FutureWarning) as caught:
        config.oldest = 3
    assert [record.category for record in caught] == [RenamedFieldWarning, FutureWarning]
    assert config.old == 3


def test_the_class_gives_the_field_by_an_old_name():
    """So that code which changes its default goes on working."""

    class Own(Detect):
        """A subclass."""

    with pytest.warns(RenamedFieldWarning) as caught:
        Own.sigma.default = 7.0
    assert Own().threshold == 7.0
    assert told(caught) == [["sigma", "threshold"]]


def test_set_defaults_may_use_old_names():
    """The place is the line in it, told once for all configs of the class."""

    class Own(Detect):
        """A class that was written for the old names."""

        def setDefaults(self):
            super().setDefaults()
            self.sigma = 8  # in setDefaults

    with pytest.warns(RenamedFieldWarning) as caught:
        assert [Own().threshold for _ in range(3)] == [8.0] * 3
    assert [record.lineno for record in caught] == [line_of("# in setDefaults")]


# -- override files --------------------------------------------------------------------------------

PLAIN = """\
config.count = 3
config.detection.sigma = 4.5
config.detection.filters = ['u']
config.oldest = 7
"""


@pytest.mark.parametrize("more", ["", "for band in 'gr':\n    config.detection.filters.append(band)\n"])
def test_an_override_file_may_use_old_names(folder, more):
    """One that only assigns, and one that has to be executed; each line is told, with its place in it."""
    (folder / "old.py").write_text(PLAIN + more)
    config = Reduce()
    with recorded() as caught:
        config.load("old.py")
    assert (config.count, config.old, config.detect.threshold) == (3, 7, 4.5)
    assert config.detect.bands == (["u", "g", "r"] if more else ["u"])
    places = {(record.lineno, *names) for record, names in zip(caught, told(caught), strict=True)}
    assert {
        (2, "detection", "detect"),
        (2, "detect.sigma", "detect.threshold"),
        (3, "detection", "detect"),
        (3, "detect.filters", "detect.bands"),
        (4, "oldest", "old"),
    } <= places
    assert {record.filename for record in caught} == {str(folder / "old.py")}
    entry = config.detect.history["threshold"][-1]
    assert entry.location.content == "config.detection.sigma = 4.5"
    assert entry.layer == "override file"


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_ten_thousand_configs_that_load_one_file_warn_once(folder):
    """Whatever Python has been asked to show."""
    (folder / "old.py").write_text("config.sigma = 4.5\n")
    with recorded() as caught:
        for _ in range(10_000):
            config = Detect()
            config.load("old.py")
    assert config.threshold == 4.5
    assert told(caught) == [["sigma", "threshold"]]
    assert len(former._told) == 1


def test_an_old_name_in_a_file_that_fails_changes_nothing():
    """The load is undone as always."""
    config = Reduce()
    with pytest.warns(RenamedFieldWarning), pytest.raises(FieldValidationError):
        config.loadFromString("config.detection.sigma = 4.0\nconfig.count = 'x'\n")
    assert config == Reduce()
    assert len(config.detect.history["threshold"]) == 1


# -- once per place --------------------------------------------------------------------------------


def test_each_place_is_told_once():
    """Two lines are two places, a loop is one, and two old names in one line are two."""
    config = Detect()
    with recorded() as caught:
        for value in range(3):
            config.sigma = value
            config.sigma = value
            config.sigma = config.nSigma
    assert len(caught) == 4
    assert len({(record.lineno, *names) for record, names in zip(caught, told(caught), strict=True)}) == 4


def test_a_warning_that_is_an_error_is_raised_each_time_and_prevents_the_write():
    """What was not done is not done silently the next time."""
    config = Detect()
    for _ in range(2):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(RenamedFieldWarning):
                config.sigma = 3
            with pytest.raises(RenamedFieldWarning):
                config.update(sigma=3)
            with pytest.raises(RenamedFieldWarning) as caught:
                config.loadFromString("config.bands = []\nconfig.sigma = 3.0\n", filename="old.py")
    assert caught.value.__notes__ == [
        f"in the override file {Path('old.py').absolute()}:2; the config is as it was before the load"
    ]
    assert config == Detect()
    assert len(config.history["threshold"]) == 1


def test_the_places_that_are_remembered_are_limited(monkeypatch):
    """The oldest is forgotten first."""
    monkeypatch.setattr(former, "_MOST_PLACES", 3)
    config = Detect()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in range(5):
            exec(compile("\n" * number + "config.sigma", "places.py", "exec"), {"config": config})
    assert [line for _, _, line in former._told] == [3, 4, 5]


def test_threads_at_one_line_are_told_once():
    """One of them is."""
    start = threading.Barrier(8)

    def read():
        start.wait()
        for _ in range(50):
            Detect().sigma  # noqa: B018

    with recorded() as caught:
        threads = [threading.Thread(target=read) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(caught) == 1


def test_python_shows_the_warning_with_file_and_line(folder):
    """Without any setting, and with the text of the line."""
    (folder / "script.py").write_text(
        "from stepconfig import Config, Field\n"
        "class Own(Config):\n"
        "    new = Field('A value.', int, 1, renamed_from='old')\n"
        "config = Own()\n"
        "for _ in range(3):\n"
        "    config.old = 2\n"
    )
    done = subprocess.run([sys.executable, "script.py"], capture_output=True, text=True, check=True)
    first, second = done.stderr.splitlines()
    assert first.endswith(
        "script.py:6: RenamedFieldWarning: the field 'old' of __main__.Own is called 'new' now"
    )
    assert second.strip() == "config.old = 2"


# -- nothing else has the old name -----------------------------------------------------------------


def test_old_names_are_listed_nowhere():
    """Not by iteration, `in`, `dir`, `names`, `toDict` or a saved file."""
    config = Reduce()
    assert list(config) == ["detect", "count", "old"]
    for name in ("detection", "oldest", "background"):
        assert name not in config
        assert name not in config.history
        assert name not in dir(config)
        assert name not in config.saveToString()
    assert config.names() == ["detect.threshold", "detect.bands", "detect.zeropoints", "count"]
    assert list(config.toDict()["detect"]) == ["threshold", "bands", "zeropoints"]


def test_the_history_is_found_by_an_old_path():
    """Old names at every level of it lead to the field."""
    config = Reduce()
    config.detect.threshold = 3
    expected = config.formatHistory("detect.threshold")
    with recorded() as caught:
        assert config.formatHistory("detection.nSigma") == expected
        assert config.formatHistory("detect.sigma") == expected
        assert config.detect.history["sigma"] == config.detect.history["threshold"]
    assert {record.filename for record in caught} == {__file__}
    with pytest.raises(UnknownNameError, match=r"did you mean 'detect\.threshold'"):
        config.formatHistory("detect.treshold")


def test_an_unknown_name_that_looks_like_an_old_one_suggests_the_new_one():
    """For attributes and for the class."""
    for wrong in (lambda: Detect().filtres, lambda: Detect.filtres, lambda: Detect(filtres=[])):
        with pytest.raises(UnknownNameError, match=r"has no field 'filtres'; did you mean 'bands'\?"):
            wrong()
    with pytest.raises(UnknownNameError, match="it has: bands, threshold, zeropoints") as caught:
        Detect().xyz  # noqa: B018
    assert "sigma" not in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_help_tells_old_names_and_removed_fields():
    """Beside the field, and in a section of their own."""
    assert (
        Detect.__doc__
        == """\
Parameters of the detection.

Fields
------
threshold : float in [0.0, inf) [sigma], default 5.0, formerly sigma, nSigma
    Detection threshold.
bands : list of str, default ['g'], formerly filters
    Names of the bands.
zeropoints : dict of str to float [mag], default {}, formerly zp
    Zero points.

Removed
-------
smooth
    Width of the kernel. Removed in 2.0: smooth the image before"""
    )

    class Bare(Config):
        gone = RemovedField("A value.")

    assert Bare.__doc__ == "Removed\n-------\ngone\n    A value. Removed."


# -- what can be declared --------------------------------------------------------------------------


def field(*names, doc="A value."):
    """A field with old names."""
    return Field(doc, int, 1, renamed_from=names)


class Mixin:
    """A base that is no config."""

    helper = None
    lost = RemovedField("A value of the mixin.")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"a": field("b"), "b": field()}, "'a' of .*Own cannot be renamed from 'b': a field has that name"),
        ({"a": field("a")}, "a field has that name"),
        ({"a": field("x"), "b": field("x")}, "'b' of .* cannot be renamed from 'x': 'a' was called so, too"),
        ({"a": field("x"), "x": RemovedField("Gone.")}, "that field is declared as removed"),
        ({"a": field("x"), "x": 3}, "every Own has an attribute of that name"),
        ({"a": field("x"), "x": property(lambda self: 3)}, "every Own has an attribute of that name"),
        ({"a": field("save")}, "every Own has an attribute of that name"),
        ({"a": field("_fields")}, "every Own has an attribute of that name"),
        ({"a": field("_name")}, "every Own has an attribute of that name"),
        ({"a": field("helper")}, "every Own has an attribute of that name"),
        (
            {"save": RemovedField("Gone.")},
            "'save' of .* cannot be declared as removed: every Own has an attr",
        ),
        ({"helper": RemovedField("Gone.")}, "cannot be declared as removed"),
    ],
)
def test_an_old_name_that_is_that_of_something_else_is_an_error(body, why):
    """When the class is defined."""
    with pytest.raises(ValueError, match=why):
        type(Config)("Own", (Mixin, Config), {**body, "__module__": __name__})


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"sigma": field()}, "'threshold' of .*Own cannot be renamed from 'sigma': a field has that name"),
        ({"sigma": 3}, "'threshold' of .*Own cannot be renamed from 'sigma': every Own has an attribute"),
        (
            {"other": field("sigma")},
            "'other' of .*Own cannot be renamed from 'sigma': 'threshold' was called so",
        ),
        ({"other": field("bands")}, "a field has that name"),
    ],
)
def test_a_subclass_cannot_use_an_inherited_old_name_for_something_else(body, why):
    """A file with the old name would set that."""
    with pytest.raises(ValueError, match=why):
        type(Config)("Own", (Detect,), {**body, "__module__": __name__})


def test_a_subclass_inherits_old_names_and_removed_fields():
    """Also for a field that it declares anew, to which it can add."""

    class Sub(Detect):
        """A subclass that changes a field."""

        threshold = RangeField("Another one.", float, 3.0, min=0.0, renamed_from="level")

    with pytest.warns(RenamedFieldWarning):
        assert (Sub().level, Sub().sigma, Sub().nSigma, Sub().filters) == (3.0, 3.0, 3.0, ["g"])
    assert Sub.threshold.renamed_from == ("level", "sigma", "nSigma")
    assert Detect.threshold.renamed_from == ("sigma", "nSigma")
    with pytest.raises(RemovedFieldError):
        Sub().smooth  # noqa: B018
    with pytest.raises(UnknownNameError, match="has no field 'level'"):
        Detect().level  # noqa: B018


def test_a_subclass_removes_an_inherited_field():
    """Value, name and old names are gone; the base keeps them, and a further subclass can have it again."""

    class Sub(Detect):
        """A subclass without bands."""

        bands = RemovedField("Names of the bands.", hint="there is one")

    class Again(Sub):
        """A subclass with bands of another kind."""

        bands = Field("Names of the bands.", str, "g", renamed_from="smooth")

    assert list(Sub()) == ["threshold", "zeropoints"]
    for name in ("bands", "filters"):
        with pytest.raises(UnknownNameError):
            getattr(Sub(), name)
    with pytest.raises(RemovedFieldError, match="has no field 'bands' any more: there is one"):
        Sub(bands=[])
    assert Detect().bands == ["g"]
    assert Again().bands == "g"
    with pytest.warns(RenamedFieldWarning):
        assert Again(smooth="r").bands == "r"
    with pytest.raises(RemovedFieldError):
        Sub().smooth  # noqa: B018


def test_a_subclass_ends_an_old_name_by_removing_it():
    """The name is no old one any more there; help does not tell it either."""

    class Sub(Detect):
        """A subclass that has no sigma."""

        sigma = RemovedField("Threshold in another unit.", hint="set threshold")

    class SubSub(Sub):
        """Its subclass."""

    for cls in (Sub, SubSub):
        assert cls.threshold.renamed_from == ("nSigma",)
        with pytest.raises(RemovedFieldError, match="set threshold"):
            cls(sigma=3)


def test_an_attribute_of_a_subclass_takes_the_place_of_a_removed_field():
    """A property can go on giving what the field gave."""

    class Sub(Detect):
        """A subclass that computes it."""

        smooth = property(lambda self: self.threshold / 2)

    assert Sub().smooth == 2.5
    assert "Removed" not in Sub.__doc__


def test_a_removed_field_of_a_mixin_is_one_of_the_config():
    """As its fields would be."""

    class Own(Config, Mixin):
        """A config with a mixin."""

        value = field()

    for use in (lambda: Own().lost, lambda: Own.lost, lambda: Own(lost=3), lambda: setattr(Own(), "lost", 3)):
        with pytest.raises(RemovedFieldError, match="lost: A value of the mixin"):
            use()


def test_of_two_bases_the_left_one_says_whether_a_field_is_there():
    """As it is for fields that both have."""

    class Base(Config):
        """What both begin with."""

        value = field("old")

    class Without(Base):
        """Removes it."""

        value = RemovedField("A value.")

    class With(Base):
        """Keeps it."""

    assert list(type(Config)("Own", (Without, With), {})()) == []
    assert list(type(Config)("Own", (With, Without), {})()) == ["value"]


def test_a_removed_field_that_hid_a_method_is_an_error_to_use():
    """A field can be called as a method is; what is left of it is no method."""

    class Base(Config):
        """A field called as a method of every config."""

        items = field()

    class Own(Base):
        """Without it."""

        items = RemovedField("Some items.")

    with pytest.raises(RemovedFieldError, match="items: Some items"):
        Own().items  # noqa: B018
    assert Own().toDict() == {}


def test_classes_can_be_changed_later():
    """Fields with old names are added and taken away, and old names given and taken."""

    class Own(Config):
        """A class that is changed."""

        a = field("x")

    with pytest.raises(ValueError, match=r"'b' of .*Own cannot be renamed from 'x'"):
        Own.b = field("x")
    assert list(Own._fields) == ["a"]
    with pytest.raises(ValueError, match="'x' is what the field 'a' was called formerly"):
        Own.x = 3
    Own.b = field("y")
    with pytest.raises(ValueError, match=r"'b' of .*Own cannot be renamed from 'a': a field has that name"):
        Own.b.renamed_from = ("z", "a")
    Own.b.renamed_from = "z"
    config = Own()
    with pytest.warns(RenamedFieldWarning):
        assert (config.x, config.z) == (1, 1)
    with pytest.raises(UnknownNameError):
        config.y  # noqa: B018
    del Own.b
    with pytest.raises(UnknownNameError):
        Own().z  # noqa: B018
    Own.a = RemovedField("A value.")
    assert list(Own()) == []
    for name in ("a", "x"):
        with pytest.raises(UnknownNameError):
            getattr(Own(), name)
    del Own.a
    with pytest.raises(UnknownNameError) as caught:
        Own().a  # noqa: B018
    assert type(caught.value) is UnknownNameError
    Own.a = field()
    assert Own().a == 1


# -- removed fields --------------------------------------------------------------------------------

USES = {
    "reading": lambda config: config.detect.smooth,
    "attribute": lambda config: setattr(config.detect, "smooth", 3),
    "deleting": lambda config: delattr(config.detect, "smooth"),
    "keyword": lambda config: Detect(smooth=3),
    "update": lambda config: config.detect.update(smooth=3),
    "override file": lambda config: config.loadFromString("config.detect.smooth = 3\n"),
    "edit in a file": lambda config: config.loadFromString("config.detect.smooth.append(3)\n"),
    "history": lambda config: config.detect.history["smooth"],
    "formatHistory": lambda config: config.formatHistory("detect.smooth"),
    "the class": lambda config: Detect.smooth,
}


@pytest.mark.parametrize("use", USES)
def test_every_use_of_a_removed_field_is_an_error_that_helps(use):
    """With full path, version, doc, hint, and the place."""
    config = Reduce()
    with pytest.raises(RemovedFieldError) as caught:
        USES[use](config)
    error = caught.value
    assert isinstance(error, (AttributeError, KeyError, ConfigError, UnknownNameError))
    assert (error.since, error.hint, error.doc) == ("2.0", "smooth the image before", "Width of the kernel.")
    path = "smooth" if use in ("keyword", "the class") else "detect.smooth"
    assert error.fullname == path
    first, second, third = str(error).splitlines()
    assert first == (
        f"tests.config.test_former.Detect has no field '{path}' any more;"
        " it was removed in 2.0: smooth the image before"
    )
    assert second.startswith("  named at <unknown>:1" if "file" in use else "  named at ")
    assert third == "  smooth: Width of the kernel."
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert config == Reduce()


def test_a_removed_section_is_an_error_too():
    """Version and hint may be missing."""
    with pytest.raises(RemovedFieldError) as caught:
        Reduce().background.order = 3
    assert str(caught.value).splitlines()[0].endswith("any more: it is a step of its own now")
    with pytest.raises(RemovedFieldError, match=r"'background' any more"):
        Reduce().formatHistory("background.order")


def test_a_removed_field_is_no_attribute():
    """``hasattr`` says so, and there is no value anywhere."""
    config = Reduce()
    assert not hasattr(config, "background")
    assert getattr(config, "background", None) is None
    assert "background" not in config
    assert copy.deepcopy(config) == config


# -- pickles ---------------------------------------------------------------------------------------


def test_a_pickle_with_old_names_gives_their_values_and_history(monkeypatch):
    """A config that was pickled before the renaming; one with a removed field cannot be used."""
    module = types.ModuleType("a_module_of_two_versions")
    monkeypatch.setitem(sys.modules, module.__name__, module)

    def define(name, **fields):
        place = {"__module__": module.__name__}
        cls = type(Config)(name, (Config,), {**place, **fields})
        setattr(module, name, cls)
        return cls

    inner = define("Inner", old=Field("A value.", int, 1), knots=ListField("Items.", int, [1]))
    outer = define("Outer", first=ConfigField("A section.", inner), last=Field("A value.", int, 2))
    before = outer(last=5)
    before.first.old = 7
    before.first.knots.append(2)
    content = pickle.dumps(before)
    items = ListField("Items.", int, [1], renamed_from="knots")
    inner = define(
        "Inner", more=Field("More.", int, 3), new=Field("A value.", int, 1, renamed_from="old"), it=items
    )
    define(
        "Outer",
        section=ConfigField("A section.", inner, renamed_from="first"),
        last=Field("A value.", int, 2),
    )
    after = pickle.loads(content)
    assert after.toDict() == {"section": {"more": 3, "new": 7, "it": [1, 2]}, "last": 5}
    assert list(after.section) == ["more", "new", "it"]
    assert [entry.value for entry in after.section.history["new"]] == [1, 7]
    after.section.new = 8
    assert [entry.value for entry in after.section.history["new"]] == [1, 7, 8]
    define("Outer", first=RemovedField("A section."), last=Field("A value.", int, 2))
    with pytest.raises(RemovedFieldError):
        pickle.loads(content)


# -- deprecated sections ---------------------------------------------------------------------------


class Older(Config):
    """Values that nobody should use."""

    value = Field("A value.", int, 1)
    items = ListField("Items.", int, [1])

    def setDefaults(self):
        self.value = 2


class Holder(Config):
    """A config with a deprecated section."""

    older = ConfigField("Old values.", Older, deprecated="use none")
    count = Field("A count.", int, 1)


def test_writing_into_a_deprecated_section_does_not_warn():
    """As edits of a deprecated list do not: only assigning the whole does."""
    config = Holder()
    config.older.value = 3
    config.older.items.append(2)
    with pytest.warns(FutureWarning, match="the field 'older' of .*Holder is deprecated: use none"):
        config.older = Older()


def test_a_deprecated_section_is_saved_only_if_somebody_set_something_of_it():
    """So a file saved now can be loaded when the section has gone."""
    assert Holder().names() == ["count"]
    assert "config.older" not in Holder().saveToString()
    for change in (
        lambda config: setattr(config.older, "value", 1),
        lambda config: config.older.items.append(3),
        lambda config: config.update(older=Older(value=7)),
        lambda config: config.update(older=Older),
    ):
        config = Holder()
        change(config)
        assert config.names() == ["older.value", "older.items", "count"]
        fresh = Holder()
        fresh.loadFromString(config.saveToString())
        assert fresh == config

    class Outer(Config):
        """A config whose setDefaults changes the section, which does not for an inner config alone."""

        inner = ConfigField("The section.", Holder)

        def setDefaults(self):
            self.inner.older.items = [5]

    assert Outer().names() == ["inner.older.value", "inner.older.items", "inner.count"]
    inner = Holder()
    inner.loadFromString(Outer().inner.saveToString())
    assert inner == Outer().inner


# -- old files, new classes ------------------------------------------------------------------------

_numbers = itertools.count()


@st.composite
def versions(draw):
    """Two versions of a tree of classes, some names of which differ, and values for the first."""
    names = draw(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=4, unique=True))
    place = {"__module__": "no_module_at_all"}
    first, second, values = {}, {}, {}
    for name in names:
        kind = draw(st.sampled_from(["value", "list", "dict", "section"]))
        new = draw(st.sampled_from([name, f"new_{name}"]))
        renamed = {} if new == name else {"renamed_from": name}
        if kind == "section":
            (one, other), value = draw(versions()) if draw(st.booleans()) else ((Older, Older), None)
            first[name] = ConfigField("A section.", one)
            second[new] = ConfigField("A section.", other, **renamed)
            values[name] = value or {"value": draw(st.integers())}
            continue
        dtype = draw(st.sampled_from(list(VALUES)))
        item = VALUES[dtype]
        if kind == "value":
            make = lambda dtype=dtype, **more: Field("A value.", dtype, **more)  # noqa: E731
            values[name] = draw(item)
        elif kind == "list":
            make = lambda dtype=dtype, **more: ListField("Values.", dtype, **more)  # noqa: E731
            values[name] = draw(st.lists(item, max_size=3))
        else:
            make = lambda dtype=dtype, **more: DictField("Values.", str, dtype, **more)  # noqa: E731
            values[name] = draw(st.dictionaries(st.text(max_size=3), item, max_size=3))
        first[name] = make()
        second[new] = make(**renamed)
    number = next(_numbers)
    one = type(Config)(f"Own{number}", (Config,), {**place, **first})
    other = type(Config)(f"Own{number}", (Config,), {**place, **second})
    return (one, other), values


def fill(config, values):
    """Set the values of a tree."""
    for name, value in values.items():
        if isinstance(getattr(config, name), Config):
            fill(getattr(config, name), value)
        else:
            config.update(**{name: value})


def old_form(config):
    """The values of a tree in their order, without their names."""
    return [
        old_form(value) if isinstance(value, Config) else exact(type(config)._fields[name].plain(value))
        for name, value in Config.items(config)
    ]


@given(versions())
def test_a_file_of_an_older_version_of_a_class_gives_the_same_values(made):
    """Whatever was renamed in between, sections included; and what is saved then has the new names."""
    (one, other), values = made
    before = one()
    fill(before, values)
    after = other()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        after.loadFromString(before.saveToString(skipImports=True))
    assert old_form(after) == old_form(before)
    again = other()
    again.loadFromString(after.saveToString(skipImports=True))  # in silence
    assert old_form(again) == old_form(before)
