"""Parameters that give a reference file in place of the one that would be looked up."""

import os
import pickle
from pathlib import Path

import pytest

from stepconfig import Config, FieldValidationError, Step, StepClassError, StepConfig
from stepconfig.formats.config_tree import tree_of
from stepconfig.steps.configspec import configspec
from stepconfig.steps.override_field import OverrideField
from tests.contracts import check_field
from tests.steps.reference_samples import FlatConfig, FlatStep, Frame, NamedFrame


def field(doc="The flat field.", default=None, optional=False, deprecated=None):
    """A field for an override."""
    return OverrideField(doc, default, optional, deprecated)


def test_it_is_a_field_like_others():
    """Paths become absolute; what is no path of this machine, N/A and nothing stay."""
    check_field(
        field,
        [
            ("a.fits", os.path.abspath("a.fits")),
            (Path("b/../c.fits"), os.path.abspath("c.fits")),
            ("~/d.fits", os.path.expanduser("~/d.fits")),
            ("N/A", "N/A"),
            ("", ""),
            ("crds://e.fits", "crds://e.fits"),
        ],
        [5, True, ["a.fits"], b"a.fits", object(), Frame],
    )


def test_a_step_has_one_for_each_of_its_types():
    """Behind its own parameters, optional, with a doc; in a class of its own."""
    assert [*FlatStep.ConfigClass._fields][-4:] == ["level", "label", "override_flat", "override_dark"]
    found = FlatStep.ConfigClass._fields["override_flat"]
    assert found.doc == "Override the flat reference file."
    assert found.expects() == "path, N/A or model"
    assert FlatStep().override_flat is None
    assert "override_flat" not in FlatConfig._fields
    assert issubclass(FlatStep.ConfigClass, FlatConfig)
    assert FlatStep.ConfigClass.__doc__.startswith("Parameters of the flat field.")


def test_subclasses_have_those_of_their_bases():
    """No class is made where there is nothing to add; other types add theirs."""

    class SameStep(FlatStep):
        """The same."""

    class MoreStep(FlatStep):
        """More."""

        reference_file_types = ["flat", "sky"]

    assert SameStep.ConfigClass is FlatStep.ConfigClass
    assert [*MoreStep.ConfigClass._fields][-3:] == ["override_flat", "override_dark", "override_sky"]


def test_an_override_that_a_class_declares_itself_stays():
    """With its own doc."""

    class OwnConfig(StepConfig):
        """Own."""

        override_flat = OverrideField("The flat field of last night.", "N/A")

    class OwnStep(Step):
        """Own."""

        ConfigClass = OwnConfig
        reference_file_types = ["flat"]

    assert OwnStep.ConfigClass is OwnConfig
    assert OwnStep().get_ref_override("flat") == "N/A"


def test_a_step_with_a_spec_has_them_too():
    """Classes of stpipe work unchanged, and one can be declared in a spec."""

    class SpecStep(Step):
        """With a spec."""

        spec = "level = float(default=1.0) # Level.\nsky = is_string_or_datamodel(default=None) # Sky."
        reference_file_types = ["flat"]

    assert [*SpecStep.ConfigClass._fields][-3:] == ["level", "sky", "override_flat"]
    assert isinstance(SpecStep.ConfigClass._fields["sky"], OverrideField)
    lines = configspec(SpecStep.ConfigClass).splitlines()
    assert (
        lines[-1]
        == "override_flat = is_string_or_datamodel(default=None) # Override the flat reference file."
    )


@pytest.mark.parametrize("types", ["flat", None, [5], ["flat field"], ["pars-x"]])
def test_types_that_are_no_names_are_refused(types):
    """When the class is defined."""
    with pytest.raises(StepClassError, match="has to be a list of names such as 'flat', got"):
        type("OddStep", (Step,), {"reference_file_types": types})


def test_a_path_in_a_parameter_file_is_relative_to_the_file(folder):
    """As other paths in it are; one of a call is so to the current folder."""
    (folder / "sub").mkdir()
    (folder / "sub/p.yaml").write_text("parameters: {override_flat: a.fits, override_dark: N/A}\n")
    step = FlatStep(config_file="sub/p.yaml")
    assert (step.override_flat, step.override_dark) == (str(folder / "sub/a.fits"), "N/A")
    assert FlatStep(override_flat="a.fits").override_flat == str(folder / "a.fits")


def test_a_model_is_kept_as_it_is():
    """The same object, in copies too; plain data name it, and files leave it out."""
    frame = Frame()
    step = FlatStep(override_flat=frame, override_dark=NamedFrame())
    assert step.override_flat is frame
    assert step.config.copy().override_flat is frame
    assert step.config.toDict()["override_flat"] == "override://tests.steps.reference_samples.Frame"
    assert step.config.toDict()["override_dark"] == "override://frame"
    assert "override_" not in step.config.saveToString()
    assert tree_of(step.config)["override_flat"] is None
    assert isinstance(pickle.loads(pickle.dumps(step.config)).override_flat, Frame)


def test_overrides_are_part_of_no_parameters(folder):
    """They belong to one run: get_pars and parameter files are without them, the history has them."""
    step = FlatStep(override_flat="a.fits")
    assert not any(name.startswith("override_") for name in step.get_pars())
    step.export_config("p.asdf")
    assert "override_" not in Path("p.asdf").read_text()
    assert FlatStep.from_config_file("p.asdf").override_flat is None
    assert step.config.history["override_flat"][-1].value == str(folder / "a.fits")


def test_the_command_line_gives_paths(folder):
    """As for other parameters, None included."""
    from stepconfig.sources.command_line import split_arguments

    layer = split_arguments(["--override_flat=a.fits", "--override_dark=None"], {}).layer
    step = FlatStep.from_layers([layer])
    assert (step.override_flat, step.override_dark) == (str(folder / "a.fits"), None)


def test_the_error_says_what_an_override_is():
    """A class of a model is none."""

    class OneConfig(Config):
        """One."""

        f = field()

    with pytest.raises(FieldValidationError, match="expected path, N/A or model, got 5"):
        OneConfig(f=5)
