"""Parameters inside of actions, set by every source."""

import pytest

from stepconfig import FieldValidationError, UnknownNameError
from stepconfig.errors import ParameterErrors
from stepconfig.sources.command_line import split_arguments
from stepconfig.sources.layering import resolve
from tests.nested.actions import Calibrate, Chain
from tests.parameter_files import FIRST_LINE, said, write_file
from tests.steps.action_samples import ChangedConfig, CutConfig, CutStep


def resolved(*options, config_class=CutConfig):
    """Return a config with the options of a command line applied."""
    config = config_class()
    resolve(config, [split_arguments(options, {}).layer])
    return config


def test_options_reach_into_actions():
    """A dotted path goes through fields, structs and nested actions; the history has the option."""
    config = resolved("--flux.offset=3", "--cuts.low.factor", "4", "--cuts.deep.others.again.factor=5")
    assert config.flux == Calibrate(offset=3)
    assert (config.cuts.low.factor, config.cuts.deep.others.again.factor) == (4.0, 5.0)
    assert said(config, "cuts.low.factor") == [("command line", 4.0, "--cuts.low.factor 4")]


def test_options_reach_what_set_defaults_has_put_there():
    """The actions that a step has are those after its setDefaults."""
    config = resolved("--cuts.new.offset=5", config_class=ChangedConfig)
    assert config.cuts.new.offset == 5.0
    with pytest.raises(UnknownNameError, match=r"has no action 'cuts\.low'; it has: deep, new"):
        resolved("--cuts.low.factor=4", config_class=ChangedConfig)


def test_a_parameter_file_reaches_into_actions(folder):
    """Mappings of a file stand for actions and for structs, and the history has their lines."""
    body = """
    class: x.Y
    parameters:
      flux: {offset: 3}
      cuts:
        low: {factor: 4}
        deep:
          others:
            again:
              factor: 5
          first.factor: 6
      none: {}
      bare: null
    """
    step = CutStep(config_file=write_file(folder / "p.asdf", body))
    config = step.config
    assert config.flux.offset == 3.0
    assert config.cuts.low.factor == 4.0
    assert (config.cuts.deep.first.factor, config.cuts.deep.others.again.factor) == (6.0, 5.0)
    last = FIRST_LINE + 8
    assert said(config, "cuts.deep.others.again.factor") == [("parameter file", 5.0, f"p.asdf:{last}")]


def test_keywords_reach_into_actions():
    """Mappings and dotted paths of a call stand for actions."""
    step = CutStep(flux={"offset": 3}, cuts={"low": {"factor": 4}, "deep.first": {"factor": 5}})
    assert (step.flux.offset, step.cuts.low.factor, step.cuts.deep.first.factor) == (3.0, 4.0, 5.0)


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--cuts.lwo.factor=1", "CutConfig has no action 'cuts.lwo'; did you mean 'low'?"),
        ("--cuts.lwo=1", "CutConfig has no action 'cuts.lwo'; did you mean 'low'?"),
        ("--none.low.factor=1", "CutConfig has no action 'none.low'; it has none"),
        ("--cuts.low.factr=1", "Scale has no parameter 'cuts.low.factr'; did you mean 'factor'?"),
        ("--cuts.deep.frist.factor=1", "Chain has no section 'cuts.deep.frist'; did you mean 'first'?"),
        ("--cut.low.factor=1", "CutConfig has no section 'cut'; did you mean 'cuts'?"),
        ("--bare.x=1", "ConfigurableAction has no parameter 'bare.x'; it has none"),
        (
            "--offset=1",
            "no parameter 'offset'; did you mean 'flux.offset' or 'cuts.deep.first.offset'?",
        ),
    ],
)
def test_unknown_names_in_actions_are_told_with_their_path(option, text):
    """The error says how far the path is known, and what may have been meant."""
    with pytest.raises(UnknownNameError) as caught:
        resolved(option)
    first, second = str(caught.value).splitlines()
    assert text in first
    assert second == f"  named at command line: {option}"


@pytest.mark.parametrize(
    ("option", "remedy"),
    [
        ("--flux=1", "they are set one by one, such as flux.offset"),
        ("--cuts=1", "they are set one by one, such as cuts.low.factor"),
        ("--cuts.low=1", "they are set one by one, such as cuts.low.factor"),
        ("--cuts.deep=1", "they are set one by one, such as cuts.deep.others.again.factor"),
        ("--none=1", "it has none that could be set"),
        ("--bare=1", "it has none that could be set"),
    ],
)
def test_an_action_has_no_value_of_its_own(option, remedy):
    """What is set are the parameters in it; the error names one, if there is any."""
    with pytest.raises(FieldValidationError) as caught:
        resolved(option)
    assert caught.value.why == f"expected a mapping of parameters, got '1' (str); {remedy}"


def test_a_value_in_an_action_has_nothing_inside():
    """A path that goes on behind a value is an error."""
    with pytest.raises(FieldValidationError, match="it is a value and has nothing inside; set factor itself"):
        resolved("--cuts.low.factor.x=1")


def test_faults_in_actions_are_told_together_and_undo_everything():
    """Every wrong option is told at once, with full paths, and the config is as before."""
    config = CutConfig()
    options = ("--flux.offset=3", "--cuts.low.factor=-1", "--cuts.deep.first.offset=x")
    with pytest.raises(ParameterErrors) as caught:
        resolve(config, [split_arguments(options, {}).layer])
    assert [fault.fullname for fault in caught.value.faults] == [
        "cuts.low.factor",
        "cuts.deep.first.offset",
    ]
    assert config == CutConfig()
    assert config.cuts.deep == Chain()
