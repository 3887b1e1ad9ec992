"""Choices of configs in parameter files, arguments and keywords."""

import pytest

from stepconfig import (
    ArgumentLocation,
    Config,
    ConfigChoiceField,
    DiscardedOverridesWarning,
    Field,
    FieldValidationError,
    UnknownNameError,
)
from stepconfig.errors import ParameterErrors
from stepconfig.formats.tree import Quoted, Text
from stepconfig.sources.assignment import Assignment, Layer
from stepconfig.sources.command_line import split_arguments
from stepconfig.sources.layering import resolve
from stepconfig.sources.parameter_file import read_parameter_file
from tests.parameter_files import write_file


class Deep(Config):
    """A choice in a choice."""

    value = Field("A value.", float, 1.0)


class Pca(Config):
    """Principal components."""

    order = Field("Number of components.", int, 3)
    inner = ConfigChoiceField("Inside.", {"deep": Deep}, "deep")


class Kl(Config):
    """Karhunen-Loeve."""

    size = Field("Size.", int, 7)


TYPES = {"pca": Pca, "my-kl": Kl, "with.dots": Kl}


class Own(Config):
    """One choice, several, and numbers as names."""

    psf = ConfigChoiceField("Psf.", TYPES, "pca")
    cuts = ConfigChoiceField("Cuts.", TYPES, [], multi=True)
    maybe = ConfigChoiceField("Perhaps.", {1: Kl, 2: Pca}, optional=True)


def from_arguments(*arguments):
    """A config with the parameters of a command line."""
    config = Own()
    resolve(config, [split_arguments(arguments, {}).layer])
    return config


def from_file(folder, *lines):
    """A config with the parameters of a file."""
    text = "".join(f"  {line}\n" for line in lines)
    write_file(folder / "p.asdf", f"class: a.B\nparameters:\n{text}")
    config = Own()
    resolve(config, [read_parameter_file("p.asdf").layer])
    return config


def from_keywords(**keywords):
    """A config with the parameters of a call."""
    location = ArgumentLocation("call")
    assignments = [Assignment(tuple(name.split(".")), value, location) for name, value in keywords.items()]
    config = Own()
    resolve(config, [Layer("keyword", assignments)])
    return config


# -- the command line ------------------------------------------------------------------------------


@pytest.mark.parametrize("argument", ["--psf=my-kl", "--psf.name=my-kl"])
def test_an_option_selects(argument):
    """``--psf=NAME`` and ``--psf.name=NAME`` are the same."""
    config = from_arguments(argument)
    assert config.psf.name == "my-kl"
    entry = config.history["psf"][-1]
    assert (entry.value, entry.layer, entry.location.content) == ("my-kl", "command line", argument)


def test_an_option_reaches_into_a_choice_selected_or_not():
    """``--psf.NAME.PARAMETER`` sets a value, at any depth; ``_`` stands for ``-`` in names, too."""
    config = from_arguments("--psf.pca.order=4", "--psf.my_kl.size=8", "--psf.pca.inner.deep.value=2")
    assert (config.psf["pca"].order, config.psf["my-kl"].size) == (4, 8)
    assert config.psf["pca"].inner["deep"].value == 2.0
    assert config.psf["my-kl"].history["size"][-1].location.content == "--psf.my_kl.size=8"
    assert from_arguments("--psf.with.dots.size=9").psf["with.dots"].size == 9
    assert from_arguments("--psf.values.pca.order=9").psf["pca"].order == 9


@pytest.mark.parametrize(
    "arguments",
    [
        ["--cuts=my-kl,pca"],
        ["--cuts=[my-kl, pca]"],
        ["--cuts.names=my-kl,pca"],
        ["--cuts.names=my-kl", "--cuts.names=pca"],
    ],
)
def test_an_option_selects_several(arguments):
    """Names stand between commas or in brackets, or the option is given several times."""
    assert list(from_arguments(*arguments).cuts.names) == ["my-kl", "pca"]


def test_an_option_given_twice_selects_the_last():
    """Of a field that chooses one the last name wins."""
    assert from_arguments("--psf=my-kl", "--psf=pca").psf.name == "pca"


def test_text_selects_a_name_that_is_a_number_and_nothing():
    """A typemap with numbers is reached by their text; ``none`` selects nothing where that is allowed."""
    config = from_arguments("--maybe=2", "--maybe.1.size=3")
    assert (config.maybe.name, config.maybe[1].size) == (2, 3)
    assert from_arguments("--maybe=none").maybe.name is None
    with pytest.raises(FieldValidationError, match="there is no choice 'none'"):
        from_arguments("--psf=none")


@pytest.mark.parametrize(
    ("argument", "text"),
    [
        ("--psf=pka", "there is no choice 'pka' (str); did you mean 'pca'?"),
        ("--psf.pka.order=3", "there is no choice 'pka' (str); did you mean 'pca'?"),
        (
            "--psf.pca=3",
            "expected a mapping of parameters, got '3' (str); they are set one by one, such as psf.pca.",
        ),
        ("--psf.values=3", "got '3' (str); they are set one by one, such as psf.values.NAME"),
        ("--psf.names=pca", "it chooses one, so the selection is .name, not .names"),
        ("--cuts.name=pca", "it chooses several, so the selection is .names, not .name"),
        ("--psf.name.x=pca", "there is no choice 'name' (str)"),
        ("--psf.pca.order.x=1", "it is a value and has nothing inside; set order itself"),
        ("--cuts=pca,zz", "there is no choice 'zz' (str)"),
    ],
)
def test_a_wrong_option_is_one_error_with_its_place(argument, text):
    """The error names the field's full path and the argument."""
    with pytest.raises(FieldValidationError) as caught:
        from_arguments(argument)
    assert text in str(caught.value)
    assert f"set at command line: {argument}" in str(caught.value)


def test_an_unknown_parameter_of_a_choice_suggests():
    """A misspelt parameter below a choice has the full path and the nearest name."""
    with pytest.raises(
        UnknownNameError, match=r"has no parameter 'psf\['pca'\]\.ordr'; did you mean 'order'"
    ):
        from_arguments("--psf.pca.ordr=3")


def test_nothing_stays_of_a_command_line_with_a_fault():
    """If one parameter is wrong, selections, values and choices are as before."""
    config = Own()
    layer = split_arguments(
        ["--psf=my-kl", "--psf.my_kl.size=9", "--cuts=pca", "--psf.pka.x=1", "--zz=1"], {}
    ).layer
    with pytest.raises(ParameterErrors, match="2 faults"):
        resolve(config, [layer])
    assert config.psf._built == {}
    assert config == Own()
    assert len(config.history["psf"]) == 2


# -- parameter files ----------------------------------------------------------------------------------


def test_a_file_selects_by_name(folder):
    """``psf: NAME`` selects, and the history has the line."""
    config = from_file(folder, "psf: my-kl", "cuts: [my-kl, pca]", "maybe: 1")
    assert (config.psf.name, list(config.cuts.names), config.maybe.name) == ("my-kl", ["my-kl", "pca"], 1)
    assert config.history["psf"][-1].location.content == "psf: my-kl"


@pytest.mark.parametrize(
    "lines",
    [
        ["psf:", "  name: my-kl", "  my-kl: {size: 9}"],
        ["psf:", "  my-kl: {size: 9}", "  name: my-kl"],
        ["psf: {name: my-kl, values: {my-kl: {size: 9}}}"],
        ["psf: {my-kl.size: 9, name: my-kl}"],
    ],
)
def test_a_file_selects_and_sets(folder, lines):
    """A mapping has the selection and the values of choices, by name or under ``values``."""
    config = from_file(folder, *lines)
    assert (config.psf.name, config.psf["my-kl"].size) == ("my-kl", 9)


def test_what_to_dict_gives_is_what_a_file_says(folder):
    """The tree of toDict, written as a file, gives an equal config."""
    config = Own(psf="my-kl", cuts=["with.dots", "pca"], maybe=2)
    config.psf["my-kl"].size = 1
    config.cuts["pca"].inner["deep"].value = 5
    location = ArgumentLocation("call")
    again = Own()
    resolve(
        again,
        [Layer("keyword", [Assignment((name,), value, location) for name, value in config.toDict().items()])],
    )
    assert again == config


def test_an_empty_section_of_a_choice_sets_nothing(folder):
    """``pca:`` without anything below is no value."""
    config = from_file(folder, "psf:", "  name: my-kl", "  pca:")
    assert config.psf.name == "my-kl"
    assert from_file(folder, "maybe: null").maybe.name is None


def test_a_selection_comes_before_the_values_beside_it(folder):
    """A mapping that sets values of another choice first leaves nothing behind."""
    config = from_file(folder, "psf: {pca: {order: 9}, name: my-kl}")
    assert (config.psf.name, config.psf["pca"].order) == ("my-kl", 9)


# -- keywords and layers --------------------------------------------------------------------------------


def test_keywords_select_and_set():
    """A name, a mapping, dotted names and another config's choice can be given."""
    assert from_keywords(psf="my-kl").psf.name == "my-kl"
    config = from_keywords(psf={"name": "my-kl", "my-kl": {"size": 2}, "pca.order": 5}, maybe=1)
    assert (config.psf.name, config.psf["my-kl"].size, config.psf["pca"].order) == ("my-kl", 2, 5)
    assert from_keywords(psf=config.psf).psf == config.psf
    assert from_keywords(cuts=("pca",), maybe=None).cuts.names == ["pca"]
    assert from_keywords(**{"psf.name": "my-kl"}).psf.name == "my-kl"


def test_a_later_selection_that_leaves_overrides_behind_warns(folder):
    """A command line that selects away from what a file has set says which values no longer count."""
    write_file(folder / "p.asdf", "class: a.B\nparameters:\n  psf: {name: pca, pca: {order: 5}}\n")
    config = Own()
    layers = [read_parameter_file("p.asdf").layer, split_arguments(["--psf=my-kl"], {}).layer]
    with pytest.warns(DiscardedOverridesWarning, match=r"psf\['pca'\]\.order, set at p\.asdf:"):
        resolve(config, layers)
    assert config.psf.name == "my-kl"


def test_a_required_selection_is_told_with_the_other_faults():
    """A run that needs a selection which nobody makes hears of it beside what else is wrong."""

    class Needs(Config):
        psf = ConfigChoiceField("Psf.", TYPES)
        count = Field("A count.", int, 1)

    with pytest.raises(ParameterErrors) as caught:
        resolve(Needs(), [split_arguments(["--count=x"], {}).layer], will_run=True)
    assert "ConfigChoiceField 'psf' failed validation: a value is required, got None" in str(caught.value)


def test_a_name_in_quotes_is_text():
    """Text in quotes never means None."""
    config = Own()
    assignments = [Assignment(("maybe",), Quoted("none"), ArgumentLocation("x"))]
    with pytest.raises(FieldValidationError, match="there is no choice 'none'"):
        resolve(config, [Layer("parameter file", assignments)])
    resolve(config, [Layer("parameter file", [Assignment(("maybe",), Text("~"), ArgumentLocation("x"))])])
