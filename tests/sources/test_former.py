"""Old names and removed fields in parameter files, keywords and on the command line."""

import warnings

import pytest

from stepconfig import (
    ArgumentLocation,
    ChoiceField,
    CodeLocation,
    Config,
    ConfigField,
    DictField,
    Field,
    FieldValidationError,
    ListField,
    RangeField,
    RemovedField,
    RemovedFieldError,
    RenamedFieldWarning,
    Step,
    StepConfig,
)
from stepconfig.config.former import forget_places
from stepconfig.errors import ParameterErrors
from stepconfig.history.location import short_path
from stepconfig.sources.command_line import split_arguments
from stepconfig.sources.layering import UnknownParameterError, resolve
from stepconfig.sources.parameter_file import read_parameter_file
from tests.parameter_files import FIRST_LINE, said, write_file


class Sky(Config):
    """Parameters of the sky."""

    order = RangeField("Order of the polynomial.", int, 1, min=0, renamed_from="degree")
    knots = RemovedField("Positions of the knots.", since="2.0", hint="set order")


class Own(StepConfig):
    """Parameters of the step."""

    threshold = RangeField("Detection threshold.", float, 5.0, min=0.0, renamed_from=("sigma", "n_sigma"))
    bands = ListField("Names of the bands.", str, ["g"], renamed_from="filters")
    limits = DictField("Limit of each band.", str, float, {}, renamed_from="faint")
    fit = ChoiceField(
        "The model.", str, {"mean": "A level.", "line": "A line."}, "mean", renamed_from="model"
    )
    flag = Field("A flag.", bool, False, renamed_from="mark")
    sky = ConfigField("Sky subtraction.", Sky, renamed_from="background")
    smooth = RemovedField("Width of the kernel.", since="2.0", hint="smooth the image before")


class OwnStep(Step):
    """A step with old names."""

    ConfigClass = Own


@pytest.fixture(autouse=True)
def new_places():
    """Let every test be the first to use an old name."""
    forget_places()


@pytest.fixture
def told():
    """Record every warning of the test, as if Python had been asked to show all."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield caught


FILE = """\
class: tests.sources.test_former.OwnStep
parameters:
  sigma: 3
  filters: [u, g]
  faint: {g: 25}
  model: line
  mark: yes
  background:
    degree: 4
"""
VALUES = {"threshold": 3.0, "bands": ["u", "g"], "limits": {"g": 25.0}, "fit": "line", "flag": True}


def test_a_parameter_file_may_use_old_names(told, folder):
    """Every kind of field is reached; each warning has the line of the file."""
    path = write_file(folder / "old.asdf", FILE)
    step = OwnStep.from_config_file(path)
    assert step.get_pars(full_spec=False) == {**VALUES, "sky": {"order": 4}}
    places = [(record.filename, record.lineno - FIRST_LINE, record.category) for record in told]
    lines = [2, 3, 4, 5, 6, 7, 8]
    assert places == [(path, line, RenamedFieldWarning) for line in lines]
    assert str(told[-1].message) == (
        "the field 'sky.degree' of tests.sources.test_former.Sky is called 'sky.order' now"
    )
    assert said(step.config, "threshold") == [("parameter file", 3.0, f"{short_path(path)}:{FIRST_LINE + 2}")]
    assert step.config.history["threshold"][-1].location.content == "sigma: 3"


def test_a_file_that_many_steps_load_is_told_once(told, folder):
    """Line by line."""
    path = write_file(folder / "old.asdf", FILE)
    for _ in range(100):
        OwnStep.from_config_file(path)
    assert len(told) == 7


def test_what_is_written_has_the_new_names(told, folder):
    """The file of the parameters loads in silence."""
    step = OwnStep.from_config_file(write_file(folder / "old.asdf", FILE))
    step.export_config("new.asdf")
    text = (folder / "new.asdf").read_text()
    assert not any(
        old in text for old in ("sigma", "filters", "faint", " model:", "mark", "background", "degree")
    )
    told.clear()
    assert OwnStep.from_config_file("new.asdf").config == step.config
    assert told == []


def test_keywords_may_be_old_names(told):
    """Dotted ones and mappings too; the place is the line of the call."""
    step = OwnStep(sigma=3, background={"degree": 2}, **{"background.degree": 3})
    assert (step.config.threshold, step.config.sky.order) == (3.0, 3)
    assert {(record.filename, str(record.message).split("'")[1]) for record in told} == {
        (__file__, "sigma"),
        (__file__, "background"),
        (__file__, "sky.degree"),
    }
    assert isinstance(step.config.history["threshold"][-1].location, CodeLocation)


def test_arguments_may_be_old_names(told):
    """The warning tells the argument; dashes stand for underscores as always."""
    arguments = ["--n-sigma=3", "--background.degree", "2", "--filters=u", "--filters=g", "--mark=yes"]
    config = Own()
    resolve(config, [split_arguments(arguments, {}).layer])
    assert (config.threshold, config.sky.order, config.bands, config.flag) == (3.0, 2, ["u", "g"], True)
    assert [str(record.message).split(" now: ")[1] for record in told] == [
        "--n-sigma=3",
        "--background.degree 2",
        "--background.degree 2",
        "--filters=u --filters=g",
        "--mark=yes",
    ]
    assert {record.filename for record in told} == {"command line"}
    assert config.history["threshold"][-1].location == ArgumentLocation("--n-sigma=3")


def test_a_refused_value_of_an_old_name_names_the_field():
    """With the place of the old name."""
    layer = split_arguments(["--sigma=-1"], {}).layer
    with (
        pytest.warns(RenamedFieldWarning),
        pytest.raises(FieldValidationError, match="'threshold' failed") as caught,
    ):
        resolve(Own(), [layer])
    assert caught.value.location == ArgumentLocation("--sigma=-1")


def test_a_warning_that_is_an_error_leaves_everything_as_it_was():
    """Also what was set before it."""
    config = Own()
    layer = split_arguments(["--flag=yes", "--sigma=3"], {}).layer
    for _ in range(2):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(RenamedFieldWarning):
                resolve(config, [layer])
        assert config == Own()
        assert len(config.history["flag"]) == 1


def test_a_removed_parameter_is_one_fault_among_others(folder):
    """All are told together, each with its place."""
    path = write_file(
        folder / "old.asdf",
        """\
        class: tests.sources.test_former.OwnStep
        parameters:
          smooth: 3
          sky:
            knots: [1, 2]
          flag: perhaps
        """,
    )
    with pytest.raises(ParameterErrors) as caught:
        OwnStep.from_config_file(path)
    removed, inner, refused = caught.value.faults
    assert str(removed) == (
        "tests.sources.test_former.Own has no field 'smooth' any more; it was removed in 2.0:"
        " smooth the image before\n"
        f"  named at {short_path(path)}:{FIRST_LINE + 2}\n"
        "  smooth: Width of the kernel."
    )
    assert isinstance(inner, RemovedFieldError)
    assert (inner.fullname, inner.location.lineno) == ("sky.knots", FIRST_LINE + 4)
    assert isinstance(refused, FieldValidationError)


@pytest.mark.parametrize(
    ("argument", "path"),
    [("--smooth=3", "smooth"), ("--sky.knots=1", "sky.knots"), ("--smooth.x=1", "smooth")],
)
def test_a_removed_parameter_on_the_command_line_names_the_argument(argument, path):
    """Also where it was a section."""
    with pytest.raises(RemovedFieldError) as caught:
        resolve(Own(), [split_arguments([argument], {}).layer])
    assert caught.value.fullname == path
    assert f"named at command line: {argument}" in str(caught.value)


@pytest.mark.parametrize(
    ("argument", "suggestion"),
    [
        ("--sgima=3", "did you mean 'threshold'?"),
        ("--degree=3", "did you mean 'sky.order'?"),
        ("--degre=3", "did you mean 'sky.order'?"),
        ("--backgruond.order=3", "did you mean 'sky'?"),
        ("--sky.degrees=3", "did you mean 'order'?"),
    ],
)
def test_a_name_that_looks_like_an_old_one_suggests_the_new_one(argument, suggestion):
    """Wherever it is in the tree; the error can be sent to another process."""
    with pytest.raises(UnknownParameterError) as caught:
        resolve(Own(), [split_arguments([argument], {}).layer])
    assert suggestion in str(caught.value)


def test_the_name_of_the_file_is_told_as_it_was_read(folder, told):
    """The place in the warning is the absolute path, wherever the program goes afterwards."""
    write_file(folder / "old.asdf", "class: a.B\nparameters: {sigma: 3}\n")
    resolve(Own(), [read_parameter_file("old.asdf").layer])
    assert [record.filename for record in told] == [str(folder / "old.asdf")]
