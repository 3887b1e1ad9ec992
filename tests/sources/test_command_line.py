"""Command lines: positional arguments, the command's own options, and parameters."""

import pytest

from stepconfig.sources.assignment import Repeated
from stepconfig.sources.command_line import split_arguments

OWN = {"save-parameters": True, "changes": False, "help": False}
SHORT = {"-h": "help"}


def split(*arguments):
    """What a command line with those arguments says."""
    return split_arguments(arguments, OWN, SHORT)


def parameters(arguments):
    """Path, value and place of each parameter."""
    return [(each.path, each.value, each.location.content) for each in arguments.layer.assignments]


def faults(arguments):
    """The texts of what is wrong."""
    return [str(fault) for fault in arguments.layer.faults]


def test_a_value_stands_behind_an_equals_sign_or_a_blank():
    """Both forms mean the same; the place is the argument as it was given."""
    assert parameters(split("--threshold=5")) == [(("threshold",), "5", "--threshold=5")]
    assert parameters(split("--threshold", "5")) == [(("threshold",), "5", "--threshold 5")]


def test_dots_lead_to_the_parameters_of_steps():
    """A dotted name is a path."""
    assert parameters(split("--steps.detect.threshold=5"))[0][0] == ("steps", "detect", "threshold")


def test_dashes_in_names_stand_for_underscores():
    """Whoever is used to dashes in options may write them."""
    assert parameters(split("--steps.detect.min-area=5"))[0][0] == ("steps", "detect", "min_area")
    assert split("--save_parameters=x").options == {"save-parameters": ["x"]}


@pytest.mark.parametrize("value", ["-5", "-1e-3", "-x", "a=b", "", " ", "None", "a b"])
def test_a_value_may_begin_with_a_dash_or_hold_anything(value):
    """Only two dashes make the next argument an option."""
    assert parameters(split("--label", value))[0][1] == value
    assert parameters(split(f"--label={value}"))[0][1] == value


def test_options_stand_before_and_after_positional_arguments():
    """The order of options and inputs does not matter."""
    arguments = split("--a=1", "step", "--b", "2", "in.fits", "--changes")
    assert arguments.positional == ["step", "in.fits"]
    assert [path for path, _, _ in parameters(arguments)] == [("a",), ("b",)]
    assert arguments.options == {"changes": [""]}


def test_after_two_dashes_everything_is_positional():
    """An input may be called as an option is."""
    arguments = split("step", "--", "--a=1", "-x", "--help")
    assert arguments.positional == ["step", "--a=1", "-x", "--help"]
    assert (arguments.options, arguments.layer.assignments) == ({}, [])


@pytest.mark.parametrize("argument", ["-", "-5", "-.5", "-1e-3", "-inf"])
def test_a_dash_alone_and_negative_numbers_are_positional(argument):
    """They are inputs and no options."""
    assert split("step", argument).positional == ["step", argument]


def test_an_option_that_is_given_again_keeps_every_place():
    """The values come together, each with its own argument."""
    ((path, value, content),) = parameters(split("--bins", "1", "--bins=2"))
    assert (path, content) == (("bins",), "--bins 1 --bins=2")
    assert isinstance(value, Repeated)
    assert [(each.value, each.location.content) for each in value] == [("1", "--bins 1"), ("2", "--bins=2")]


def test_dashes_and_underscores_are_the_same_option():
    """Two spellings of a name are one parameter given twice."""
    assert len(split("--min-area=1", "--min_area=2").layer.assignments) == 1


def test_own_options_may_come_again():
    """Every value of an option of the command is kept in order."""
    assert split("--save-parameters=a", "--save-parameters", "b").options == {"save-parameters": ["a", "b"]}


def test_short_options_stand_for_long_ones():
    """One dash and a letter is the option that the command says."""
    assert split("-h").options == {"help": [""]}


def test_a_short_option_may_be_the_value_of_another():
    """What stands behind an option without a value is its value."""
    assert parameters(split("--label", "-h"))[0][1] == "-h"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--threshold"], "--threshold has no value; write --threshold=VALUE"),
        (["--threshold", "--changes"], "--threshold has no value; write --threshold=VALUE"),
        (["--hlep"], "--hlep has no value; write --hlep=VALUE; did you mean --help?"),
        (["--save-parameters"], "--save-parameters has no value; write --save-parameters=VALUE"),
        (["--changes=1"], "--changes is a flag and takes no value, got --changes=1"),
        (["--=5"], "'--=5' has no name of a parameter; write --NAME=VALUE"),
        (["--steps..x=5"], "'--steps..x=5' has no name of a parameter; write --NAME=VALUE"),
        (["-x"], "unknown option -x"),
        (["-help"], "unknown option -help; did you mean --help?"),
    ],
)
def test_what_is_no_option_is_told(arguments, expected):
    """Each mistake has its own message, with the option that was probably meant."""
    assert faults(split(*arguments)) == [expected]


def test_all_mistakes_are_told_and_the_rest_is_read():
    """One mistake hides no other."""
    arguments = split("-x", "step", "--changes=1", "--a=1", "--b")
    assert len(faults(arguments)) == 3
    assert (arguments.positional, len(arguments.layer.assignments)) == (["step"], 1)
