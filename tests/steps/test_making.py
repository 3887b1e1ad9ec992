"""More ways to make a step, and its parameters as a whole."""

from datetime import UTC, datetime, timedelta

import asdf
import pytest

from stepconfig import (
    DictReferences,
    FieldValidationError,
    Step,
    UnknownNameError,
    UsageError,
    using_provider,
)
from stepconfig.errors import StepClassError
from tests.parameter_files import said, write_file
from tests.steps.samples import DetectStep, Image, NoInputStep, ReducePipeline, ScaleStep

REDUCE = "tests.steps.samples.ReducePipeline"
SCALE = "tests.steps.samples.ScaleStep"


class Header(Image):
    """An image by which references are chosen."""

    crds_observatory = "test"

    def get_crds_parameters(self):
        return {"level": self.level}


def test_a_call_on_an_instance_warns():
    """Its own parameters are not used; on the class there is no word."""
    step = ScaleStep(factor=50)
    with pytest.warns(UserWarning, match="ScaleStep.call makes a new step: the parameters of the instance"):
        result = step.call(Image(1.0), configure_log=False)
    assert result.level == 3.0
    assert ScaleStep.call(Image(1.0), configure_log=False).level == 3.0


def test_a_step_for_an_input_has_every_layer(folder):
    """Reference parameters too; it can be looked at and changed, and then run."""
    write_file(folder / "r.asdf", "class: x.Y\nparameters: {factor: 7, offset: 7, suffix: r}\n")
    write_file(folder / "p.asdf", "class: x.Y\nparameters: {factor: 8, offset: 8}\n")
    with using_provider(DictReferences({"pars-scalestep": "r.asdf"})):
        step = ScaleStep.for_input(Header(1.0), config_file="p.asdf", factor=9, name="s")
        assert (step.name, step.factor, step.offset, step.suffix) == ("s", 9.0, 8.0, "r")
        assert len(said(step.config, "factor")) == 3
        assert ScaleStep.call(Header(1.0), configure_log=False).level == 14.0
        step.offset = 0
        assert step.run(Header(2.0)).level == 18.0


def test_the_config_of_a_call_can_be_asked_for(folder):
    """With the file that was given; without an input nothing is looked up."""
    write_file(folder / "r.asdf", "class: x.Y\nparameters: {suffix: r}\n")
    write_file(folder / "p.asdf", "class: x.Y\nparameters: {factor: 8}\n")
    with using_provider(DictReferences({"pars-scalestep": "r.asdf"})):
        config, file = ScaleStep.build_config(Header(1.0), config_file="p.asdf", offset=3)
        assert (config.factor, config.offset, config.suffix, file) == (8.0, 3.0, "r", "p.asdf")
        config, file = ScaleStep.build_config(None, logcfg="x")
        assert (config.factor, config.suffix, file) == (2.0, None, None)


def test_a_section_makes_a_step(folder):
    """With its class and name, above a file; it may belong to a pipeline."""
    write_file(folder / "p.asdf", "class: x.Y\nparameters: {factor: 8, offset: 8}\n")
    section = {"class": SCALE, "name": "s", "factor": 9}
    step = Step.from_config_section(section, config_file="p.asdf")
    assert (type(step), step.name, step.factor, step.offset) == (ScaleStep, "s", 9.0, 8.0)
    pipeline = ReducePipeline()
    inner = ScaleStep.from_config_section({"factor": 4}, parent=pipeline, name="x")
    assert (inner.qualified_name, inner.factor) == ("ReducePipeline.x", 4.0)
    with pytest.raises(UnknownNameError, match="did you mean 'factor'"):
        ScaleStep.from_config_section({"facter": 4})
    with pytest.raises(StepClassError, match=r"has no tests.steps.samples.DetectStep|has no"):
        DetectStep.from_config_section(section)


def test_arguments_make_a_step_and_run_it(folder, capsys):
    """As on the command line, with the step back in hand."""
    step = Step.from_cmdline([SCALE, "m51.fits", "--factor=4", "--suffix=x", "--save-parameters=p.asdf"])
    assert (step.factor, (folder / "m51_x.json").exists(), (folder / "p.asdf").exists()) == (4.0, True, True)
    assert "INFO    ScaleStep: running" in capsys.readouterr().err
    with pytest.raises(UnknownNameError, match="did you mean 'factor'"):
        Step.from_cmdline([SCALE, "m51.fits", "--facter=4"])
    with pytest.raises(UsageError, match=r"which step?"):
        Step.from_cmdline([])
    step = Step.from_cmdline([f"{SCALE.rpartition('.')[0]}.NoInputStep", "--log-stream=null"])
    assert type(step) is NoInputStep
    assert capsys.readouterr().err == ""


def test_arguments_save_no_parameters_over_an_input(folder):
    """As on the command line."""
    (folder / "m51.asdf").write_text("data")
    with pytest.raises(UsageError, match=r"--save-parameters m51\.asdf would write over the input"):
        Step.from_cmdline([SCALE, "m51.asdf", "--save-parameters=m51.asdf"])
    assert (folder / "m51.asdf").read_text() == "data"


# -- parameters ------------------------------------------------------------------------------------


def test_parameters_can_be_set_from_a_mapping():
    """Known ones, those of steps too; what is unknown is passed over, what is wrong is not."""
    pipeline = ReducePipeline()
    pipeline.update_pars(
        {"title": "a", "zzz": 1, "steps": {"scale": {"factor": 5, "y": 1}, "none": {"x": 1}}}
    )
    assert (pipeline.title, pipeline.scale.factor) == ("a", 5.0)
    assert pipeline.config.steps.scale.factor == 5.0
    with pytest.raises(FieldValidationError, match="expected float"):
        pipeline.update_pars({"steps": {"scale": {"factor": "x"}}})
    again = ReducePipeline()
    again.update_pars(pipeline.get_pars())
    assert again.get_pars() == pipeline.get_pars()


def test_a_file_may_have_the_metadata_of_a_reference_file(folder):
    """What nobody knows here is there to be filled in; the file runs all the same."""
    ReducePipeline(title="a").export_config("p.asdf", include_metadata=True)
    with asdf.open("p.asdf") as file:
        meta = dict(file.tree["meta"])
    assert list(meta) == [
        *("author", "date", "description", "instrument", "origin", "pedigree", "reftype", "telescope"),
        "useafter",
    ]
    assert meta["description"] == f"Parameters for calibration step {REDUCE}"
    assert meta["reftype"] == "pars-reducepipeline"
    assert meta["instrument"]["name"] == meta["author"] == "<SPECIFY>"
    assert len(str(meta["date"])) == 19
    age = datetime.now(UTC).replace(tzinfo=None) - datetime.fromisoformat(str(meta["date"]))
    assert timedelta(0) <= age < timedelta(minutes=5)
    assert Step.from_config_file("p.asdf").title == "a"
    ReducePipeline().export_config("q.asdf")
    assert "meta" not in (folder / "q.asdf").read_text()


def test_the_configspec_can_be_printed(capsys):
    """Of a class, those of a pipeline's steps too; or be had as a text, without the comments."""
    ReducePipeline.print_configspec()
    out = capsys.readouterr().out
    assert "title = string(default='night') # Title of the run.\n[steps]\n    [[scale]]\n" in out
    assert ReducePipeline.load_spec_file() + "\n" == out
    assert "#" not in ReducePipeline.load_spec_file(preserve_comments=False)


class MarkStep(Step):
    """Has the sign of comments in a default."""

    spec = """mark = string(default='a # "b" # c')  # It's a mark # of two."""


def test_a_number_sign_in_quotes_begins_no_comment():
    """Without comments the defaults are whole."""
    text = MarkStep.load_spec_file(preserve_comments=False)
    assert text.splitlines()[-1] == "mark = string(default='a # \"b\" # c')"
