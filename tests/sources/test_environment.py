"""Environment variables: which parameter each means, and that none with the prefix is lost."""

import pickle

import pytest

from stepconfig import (
    Config,
    ConfigChoiceField,
    ConfigDictField,
    ConfigError,
    ConfigField,
    ConfigurableField,
    EnvironmentLocation,
    Field,
    StepConfig,
)
from stepconfig.errors import ParameterErrors
from stepconfig.sources.environment import Environment, environment_layer
from tests.parameter_files import said
from tests.steps.samples import DetectStep, NightPipeline, ReducePipeline


class EnvironmentPipeline(ReducePipeline):
    """Takes parameters from the environment."""

    environment_prefix = "NIGHT"


class Inner(Config):
    """A section."""

    a__b = Field("Two underscores in its name.", int, 0)
    ccd_gain = Field("One underscore.", int, 0)


class OddConfig(StepConfig):
    """Names that could be mistaken for each other."""

    gain = Field("Small.", int, 0)
    Gain = Field("Capital.", int, 0)
    a = ConfigField("A section.", Inner)
    a__b = Field("As a path would be.", int, 0)


def paths(config_class, *names):
    """The paths that variables mean."""
    layer = environment_layer("X", config_class, {f"X_{name}": "1" for name in names})
    return [".".join(each.path) for each in layer.assignments]


def test_a_variable_sets_a_parameter(monkeypatch):
    """Two underscores part the levels; the history has the variable."""
    monkeypatch.setenv("NIGHT_STEPS__DETECT__THRESHOLD", "7")
    monkeypatch.setenv("NIGHT_TITLE", "m51")
    monkeypatch.setenv("NIGHTLY_TITLE", "not ours")
    pipeline = EnvironmentPipeline()
    assert (pipeline.detect.threshold, pipeline.title) == (7.0, "m51")
    assert said(pipeline.config, "title") == [("environment", "m51", "NIGHT_TITLE=m51")]


def test_without_a_prefix_the_environment_is_not_asked(monkeypatch):
    """A class has to opt in."""
    monkeypatch.setenv("NIGHT_TITLE", "m51")
    assert ReducePipeline().title == "night"


def test_the_prefix_of_a_step_counts_only_if_it_is_run_itself(monkeypatch):
    """In a pipeline the pipeline's own prefix counts."""

    class EnvironmentStep(DetectStep):
        environment_prefix = "FIND"

    class Pipe(NightPipeline):
        step_defs = {"find": EnvironmentStep}

    monkeypatch.setenv("FIND_PASSES", "9")
    assert EnvironmentStep().passes == 9
    assert Pipe().find.passes == 1


def test_small_and_capital_letters_are_the_same():
    """As long as no two parameters differ in nothing else."""
    assert paths(ReducePipeline.ConfigClass, "title", "Title", "STEPS__detect__Min_Area") == [
        "steps.detect.min_area",
        "title",
        "title",
    ]


def test_of_names_that_differ_only_in_case_the_exact_one_is_meant():
    """The variable has then to be written as the parameter is."""
    assert paths(OddConfig, "gain", "Gain") == ["Gain", "gain"]


def test_a_name_with_two_underscores_is_found():
    """A field is looked for before the text is split; the longest that fits is meant."""
    assert paths(OddConfig, "A__B") == ["a__b"]
    assert paths(OddConfig, "A__A__B", "A__CCD_GAIN") == ["a.a__b", "a.ccd_gain"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("TITEL", "has no parameter 'titel'; did you mean 'title'?"),
        ("STEPS__DETCT__PASSES", "has no step 'steps.detct'; did you mean 'detect'?"),
        ("STEPS__DETECT__PASSE", "has no parameter 'steps.detect.passe'; did you mean 'passes'?"),
        ("STEPS_DETECT_PASSES", "has no parameter 'steps_detect_passes'; it has: "),
        ("", "has no parameter ''; it has: "),
        ("TITLE__X", "it is a value and has nothing inside; set title itself"),
    ],
)
def test_a_misspelt_variable_is_an_error(name, message, monkeypatch):
    """Whatever has the prefix has to be a parameter."""
    monkeypatch.setenv(f"NIGHT_{name}", "1")
    with pytest.raises(ConfigError) as caught:
        EnvironmentPipeline()
    assert message in str(caught.value)
    assert f"environment: NIGHT_{name}=1" in str(caught.value)


def test_all_misspelt_variables_are_told():
    """One mistake hides no other, in the order of their names."""
    names = {"NIGHT_B": "1", "NIGHT_A": "1", "NIGHT_STEPS__SCALE__FACTOR": "x"}
    with pytest.raises(ParameterErrors) as caught:
        ReducePipeline.from_layers([Environment("NIGHT", names)])
    assert [fault.location.variable for fault in caught.value.faults] == sorted(names)


class Choice(Config):
    """One of several."""

    x__y = Field("Two underscores.", int, 0)
    camelCase = Field("Capitals.", int, 0)


class PartsConfig(StepConfig):
    """Configs by name, and a config that is made by a target."""

    psf = ConfigChoiceField("Psf.", {"pca": Choice, "my-Kl": Choice}, "pca")
    bands = ConfigDictField("Bands.", str, Choice, {"G": Choice})
    made = ConfigurableField("Made.", target=lambda config: config, ConfigClass=Choice)


def test_names_below_a_choice_an_item_and_a_target_are_found():
    """Capitals and two underscores are understood there, too; what is not known is split."""
    assert paths(
        PartsConfig,
        *("PSF", "PSF__NAME", "PSF__PCA__X__Y", "PSF__MY_KL__CAMELCASE"),
        *("BANDS__G__CAMELCASE", "BANDS__H__X", "MADE__X__Y"),
    ) == [
        *("bands.G.camelCase", "bands.h.x", "made.x__y"),
        *("psf", "psf.my-Kl.camelCase", "psf.name", "psf.pca.x__y"),
    ]


def test_values_are_read_by_their_fields():
    """Lists, dicts, None and booleans are written as on the command line."""
    names = {"BINS": "1,2", "LIMITS": "{r: 24}", "LABEL": "None", "DEBLEND": "Off", "NAMES": "['a b', c]"}
    step = DetectStep.from_layers([Environment("D", {f"D_{name}": text for name, text in names.items()})])
    pars = step.get_pars(full_spec=False)
    assert (pars["bins"], pars["limits"], pars["label"]) == ([1, 2], {"r": 24.0}, None)
    assert (pars["deblend"], pars["names"]) == (False, ["a b", "c"])


def test_the_environment_is_read_when_a_step_is_made():
    """What is changed later does not change the layer's word of earlier."""
    names = {"D_PASSES": "2"}
    source = Environment("D", names)
    first = DetectStep.from_layers([source])
    names["D_PASSES"] = "3"
    assert (first.passes, DetectStep.from_layers([source]).passes) == (2, 3)


def test_a_variable_is_a_location():
    """It is in no file, reads ``environment``, has itself as text, and survives a pickle."""
    location = EnvironmentLocation("MYPIPE_SKIP", "true")
    assert (str(location), location.content) == ("environment", "MYPIPE_SKIP=true")
    assert (location.filename, location.lineno, location.function) == ("", 0, "")
    assert repr(location) == "<EnvironmentLocation MYPIPE_SKIP=true>"
    again = pickle.loads(pickle.dumps(location))
    assert (again, again.variable, again.value) == (location, "MYPIPE_SKIP", "true")
    assert EnvironmentLocation("MYPIPE_SKIP", "false") != location


def test_what_the_environment_says_the_user_says(monkeypatch):
    """A step that is skipped by the environment is skipped, also if it is run by itself."""

    class SkippedStep(DetectStep):
        environment_prefix = "SKIPPED"

        def process(self, image):
            raise AssertionError("not reached")

    monkeypatch.setenv("SKIPPED_SKIP", "yes")
    assert SkippedStep.call("image") == "image"
