"""Reference files and parameters of steps: looked up for the input, overridden, recorded."""

import io
import logging
from pathlib import Path

import pytest

from stepconfig import (
    Association,
    DictReferences,
    LocalReferences,
    ParameterWarning,
    Pipeline,
    ReferenceFileError,
    Step,
    open_model,
    using_provider,
)
from stepconfig.steps.association import Member, Product
from tests.parameter_files import said
from tests.steps.reference_samples import (
    AreaStep,
    FlatStep,
    Frame,
    InnerPipeline,
    NamedFrame,
    OuterPipeline,
    write_references,
)

pytestmark = pytest.mark.filterwarnings("ignore:something in the reference parameters is passed over")


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Start with no variable that says something about references."""
    for name in ("STEPCONFIG_REFERENCES", "CRDS_PATH", "CRDS_SERVER_URL", "STPIPE_DISABLE_CRDS_STEPPARS"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture
def references(folder):
    """A folder of references, which is the current one too, asked as long as the test lasts."""
    with using_provider(LocalReferences(write_references(folder))):
        yield folder


class Counting(DictReferences):
    """Notes what is asked for in advance."""

    def __init__(self, files):
        super().__init__(files)
        self.fetched = []

    def prefetch(self, header, reference_types, observatory, progress=None):
        self.fetched.append([*reference_types])
        return super().prefetch(header, self.fetched[-1], observatory, progress)


NOTHING = {"flat": "N/A", "dark": "N/A", "area": "N/A"}


# -- reference files -------------------------------------------------------------------------------


def test_a_file_is_looked_up_for_the_input_and_recorded(references):
    """By the header of the model, or a header itself; N/A is an answer too."""
    step = FlatStep()
    step.run(Frame(band="R"))
    flat = str(references / "flat.fits")
    assert step.got == step.used == {"flat": flat, "dark": "N/A"}
    assert step.get_reference_file({"band": "R"}, "flat") == flat
    assert step.get_reference_file([Frame(band="R"), Frame(band="B")], "flat") == flat


def test_the_observatory_is_that_of_the_model(references):
    """A model without one has an empty one."""
    Path("rules.yaml").write_text("references: {flat: [{match: {observatory: here}, file: flat.fits}]}")
    assert FlatStep().get_reference_file(Frame(), "flat").endswith("flat.fits")
    with pytest.raises(ReferenceFileError, match="observatory is '', not here"):
        FlatStep().get_reference_file({}, "flat")


def test_a_path_is_opened_for_its_header_and_closed(references):
    """By the step's own open_model."""
    Path("frame").write_text("R")
    step = FlatStep()
    assert step.get_reference_file("frame", "flat") == str(references / "flat.fits")
    assert step.opened[-1].is_closed


@pytest.mark.parametrize("given", ["text", Path])
def test_an_override_is_used_instead(references, given):
    """Nobody is asked then; its absolute path is recorded."""
    path = "other.fits" if given == "text" else Path("other.fits")
    step = FlatStep(override_flat=path, override_dark="other.fits")
    with using_provider(None):
        step.run("no model")
    other = str(references / "other.fits")
    assert step.get_ref_override("flat") == other
    assert step.got == step.used == {"flat": other, "dark": other}


def test_other_overrides(references):
    """N/A is recorded, an empty text is not; a model is handed through, and its handle recorded."""
    frame = Frame()
    step = FlatStep(override_flat="N/A", override_dark="")
    step.run(Frame(band="B"))
    assert (step.got, step.used) == ({"flat": "N/A", "dark": ""}, {"flat": "N/A"})
    step = FlatStep(override_flat=frame, override_dark=NamedFrame())
    step.run(Frame(band="B"))
    assert step.got["flat"] is frame
    assert step.used == {
        "flat": "override://tests.steps.reference_samples.Frame",
        "dark": "override://frame",
    }


def test_without_an_override_there_is_none():
    """Also for a type that the step does not declare."""
    assert FlatStep().get_ref_override("flat") is None
    assert FlatStep().get_ref_override("sky") is None


def test_an_override_that_cannot_be_read_is_told_with_who_gave_it(references):
    """Before anything is done."""
    step = FlatStep(override_flat="none.fits")
    with pytest.raises(ReferenceFileError) as caught:
        step.run(Frame(band="R"))
    assert str(caught.value).endswith(
        f": cannot read the reference file {references / 'none.fits'}, given as override_flat:"
        " No such file or directory"
    )
    assert caught.value.location.filename == __file__
    assert not hasattr(step, "got")


def test_where_nobody_knows_references_the_error_says_who_could():
    """Only when a file is asked for: a run that needs none goes on."""
    with pytest.raises(ReferenceFileError) as caught:
        FlatStep().run(Frame(band="R"))
    assert str(caught.value) == (
        "nobody knows a flat reference file for FlatStep: set STEPCONFIG_REFERENCES to a folder with rules,"
        " or CRDS_PATH; or give a file with --override_flat"
    )


def test_the_environment_can_name_the_references(folder, environment):
    """No code is needed."""
    environment.setenv("STEPCONFIG_REFERENCES", str(write_references(folder)))
    step = FlatStep()
    step.run(Frame(band="R"))
    assert step.used["flat"] == str(folder / "flat.fits")


def test_a_pipeline_has_the_types_of_its_unskipped_steps():
    """Of pipelines in it too, each once."""
    pipeline = OuterPipeline()
    assert pipeline.reference_file_types == ["flat", "dark", "area"]
    pipeline.inner.flat.skip = True
    assert pipeline.reference_file_types == ["area"]
    pipeline.inner.skip = True
    pipeline.again.skip = True
    assert pipeline.reference_file_types == []
    assert not [name for name in OuterPipeline.ConfigClass._fields if name.startswith("override_")]


def test_a_pipeline_records_the_files_of_its_steps(references):
    """What a step used is what the pipeline used."""
    pipeline = InnerPipeline()
    pipeline.run(Frame(band="R"))
    assert pipeline.used == {
        "flat": str(references / "flat.fits"),
        "dark": "N/A",
        "area": str(references / "area.fits"),
    }


# -- before the run --------------------------------------------------------------------------------


def test_all_files_are_got_before_the_run():
    """Once, by the outermost step; those that are overridden, and those of skipped steps, are not."""
    pipeline = OuterPipeline(steps={"inner": {"steps": {"flat": {"override_flat": "N/A"}}}})
    for skip, fetched in ((False, ["dark", "area"]), (True, ["area"])):
        pipeline.inner.flat.skip = skip
        provider = Counting(NOTHING)
        with using_provider(provider):
            pipeline.run(Frame())
        assert provider.fetched == [fetched]


def test_a_missing_file_is_found_before_the_run(references):
    """And not after hours."""
    Path("area.fits").unlink()
    pipeline = OuterPipeline()
    with pytest.raises(ReferenceFileError, match=r"area\.fits does not exist"):
        pipeline.run(Frame(band="R"))
    assert not hasattr(pipeline.inner.flat, "got")


@pytest.mark.parametrize("data", [(), ("none",), (5,), ([],)], ids=str)
def test_an_input_that_cannot_be_opened_is_a_warning(data, caplog):
    """The run goes on; without an input nothing is looked up."""

    class DoneStep(FlatStep):
        """A step that does nothing."""

        def process(self, *frames):
            return "done"

    provider = Counting(NOTHING)
    with using_provider(provider):
        assert DoneStep().run(*data) == "done"
    warnings = [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING]
    assert len(warnings) == len(data)
    assert all(each.startswith("reference files are not looked up before the run: ") for each in warnings)
    assert provider.fetched == []


def test_a_class_may_do_without():
    """As stpipe's steps do."""

    class LateStep(FlatStep):
        """A step that looks up what it needs."""

        prefetch_references = False

    provider = Counting(NOTHING)
    with using_provider(provider):
        LateStep().run(Frame())
        AreaStep(skip=True).run(Frame())
        Step.run(FlatStep(override_flat="N/A", override_dark="N/A"), Frame())
    assert provider.fetched == []


def test_a_bar_counts_the_files_on_a_terminal(monkeypatch):
    """Elsewhere nothing is printed."""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    for stream, shows in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr("sys.stderr", stream)
        with using_provider(Counting(NOTHING)):
            FlatStep().fetch_references(Frame())
        assert ("reference files" in stream.getvalue()) is shows


# -- reference parameters --------------------------------------------------------------------------


def test_parameters_have_a_type_of_their_own():
    """By the name of the class."""
    assert FlatStep.get_config_reftype() == "pars-flatstep"
    assert OuterPipeline().get_config_reftype() == "pars-outerpipeline"


def test_a_call_has_the_reference_parameters_of_its_input(references, monkeypatch):
    """They beat the defaults, and lose against the caller."""
    made = []
    monkeypatch.setattr(FlatStep, "process", lambda self, frame: made.append(self.config.copy()))
    FlatStep.call(Frame(band="R"), label="mine")
    (config,) = made
    assert said(config, "level") == [("step reference", 2.0, "flatstep.yaml:1")]
    assert [entry[:2] for entry in said(config, "label")] == [("step reference", "step"), ("keyword", "mine")]
    FlatStep.call(Frame(band="B"), override_flat="N/A")
    assert made[-1].level == 1.0


def test_a_pipeline_has_those_of_its_steps_and_its_own(references, monkeypatch):
    """Its own are the stronger ones; the input is opened once."""
    made = []
    monkeypatch.setattr(OuterPipeline, "process", lambda self, frame: made.append(self.config.copy()))
    Path("frame").write_text("R")
    before = len(FlatStep.opened)
    layers = OuterPipeline.reference_parameter_layers("frame")
    assert len(FlatStep.opened) == before + 1
    assert [layer.name for layer in layers] == ["step reference", "pipeline reference"]
    OuterPipeline.call("frame")
    (config,) = made
    path = "steps.inner.steps.flat"
    assert [entry[:2] for entry in said(config, f"{path}.level")] == [
        ("step reference", 2.0),
        ("pipeline reference", 3.0),
    ]
    assert (config.suffix, config.steps.inner.steps.flat.label) == ("red", "step")


def test_an_association_has_those_of_its_first_science_member(references, monkeypatch, caplog):
    """Given by its path, opened, or as a library; reference files are looked up for the same member."""

    class OpenStep(FlatStep):
        process = lambda self, data: (self.config.level, self.get_reference_file(data, "flat"))  # noqa: E731
        get_config_reftype = classmethod(lambda cls: "pars-flatstep")

        @classmethod
        def _datamodels_open(cls, path):
            return open_model(path) if path.endswith(".json") else super()._datamodels_open(path)

    for name, band in (("sky.frame", "B"), ("first.frame", "R")):
        Path(name).write_text(band)
    members = (Member("sky.frame", "background"), Member("first.frame"))
    association = Association([Product("both", members)])
    association.save("both_asn.json")
    monkeypatch.setattr(OpenStep, "open_model", OpenStep._datamodels_open)
    with pytest.warns(ParameterWarning, match="newest"):
        found = [OpenStep.call(data) for data in ("both_asn.json", association, ["both_asn.json"])]
    assert [(level, Path(path).name) for level, path in found] == [(2.0, "flat.fits")] * 3
    alone = Association([Product("sky", members[:1])])
    assert OpenStep.reference_parameter_layers(alone) == []
    assert "has no member of type science to choose references by" in caplog.text


def test_what_the_software_does_not_know_is_a_warning(references):
    """It names file and parameter."""
    with pytest.warns(ParameterWarning, match="no parameter 'newest'.*\n.*named at flatstep.yaml:1"):
        FlatStep.call(Frame(band="R"))


def test_no_parameters_are_looked_up_without_an_input_or_for_run(references):
    """A run uses what the instance has."""
    step = FlatStep()
    step.run(Frame(band="R"))
    assert step.level == 1.0
    assert said(step.config, "level") == []


@pytest.mark.parametrize("data", ["none", 5, []], ids=str)
def test_an_input_that_cannot_be_opened_has_no_parameters(references, caplog, data):
    """A warning says so."""
    assert FlatStep.reference_parameter_layers(data) == []
    (warning,) = caplog.records
    assert warning.getMessage().startswith("no reference parameters are used: ")
    assert warning.levelno == logging.WARNING


def test_rules_that_cannot_be_read_are_told_and_do_without(references, caplog):
    """The parameters of a run that somebody else has broken are the defaults."""
    Path("rules.yaml").write_text("references: 5")
    assert FlatStep.get_config_from_reference(Frame(band="R")) == {}
    assert "no reference parameters are used: rules.yaml:1: expected 'references'" in caplog.text


@pytest.mark.parametrize(
    ("variable", "disable", "is_off"),
    [
        (None, None, False),
        (None, True, True),
        ("true", None, True),
        ("1", None, True),
        ("True", False, False),
        ("", None, False),
        ("false", None, False),
        ("0", None, False),
    ],
)
def test_parameters_can_be_turned_off(references, environment, variable, disable, is_off):
    """By the caller, or else by an environment variable."""
    if variable is not None:
        environment.setenv("STPIPE_DISABLE_CRDS_STEPPARS", variable)
    found = FlatStep.get_config_from_reference(Frame(band="R"), disable=disable)
    assert found == ({} if is_off else {"level": 2.0, "label": "step"})


def test_reference_parameters_can_be_asked_for(references):
    """Those of a pipeline with their paths; nobody being asked, there are none."""
    assert OuterPipeline.get_config_from_reference({"band": "R"}, crds_observatory="here") == {
        "suffix": "red",
        "steps.inner.steps.flat.level": 3.0,
        "steps.inner.steps.flat.label": "step",
    }
    with using_provider(None):
        assert FlatStep.get_config_from_reference(Frame(band="R")) == {}


def test_hooks_in_reference_parameters_are_refused(references):
    """What is executed comes from the user or from code."""
    Path("flatstep.yaml").write_text("parameters: {pre_hooks: [rm]}\n")
    with pytest.raises(
        Exception, match="reference parameters must not say what is executed, got 'pre_hooks'"
    ):
        FlatStep.call(Frame(band="R"))


def test_a_step_without_references_asks_nobody():
    """It is run as if there were no provider."""

    class PlainPipeline(Pipeline):
        """Nothing in it."""

        def process(self, frame):
            return frame

    provider = Counting({})
    with using_provider(provider):
        assert PlainPipeline.call("frame.fits") == "frame.fits"
    assert provider.fetched == []
