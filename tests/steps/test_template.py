"""Templates: every parameter with its doc, in every format, and each a file that can be used as it is."""

import asdf
import pytest
from ccdreduce.pipeline import CcdPipeline

from stepconfig import Config, ConfigChoiceField, ConfigField, DictField, Field, ListField, RangeField
from stepconfig.formats.read import read_file
from stepconfig.steps.schema import file_schema
from stepconfig.steps.subject import read_subject
from stepconfig.steps.template import FORMATS, template
from tests import kinds
from tests.data_trees import faults_by_schema
from tests.steps import samples

PIPELINES = [samples.ReducePipeline, samples.NightPipeline, CcdPipeline]
STEPS = [
    samples.ScaleStep,
    samples.DetectStep,
    samples.EveryStep,
    samples.RequiredStep,
    samples.ShowStep,
    samples.NoInputStep,
    *CcdPipeline.step_defs.values(),
]


class Odd(Config):
    """Defaults that formats write in different ways."""

    wave = Field("A complex number.", complex, 1 - 2j)
    most = Field("As much as there is.", float, float("inf"))
    none = Field("No number.", float, float("nan"))
    huge = Field("More than 64 bits.", int, 2**70)
    text = Field("A text.", str, 'no: "such" # text\n')
    word = Field("What stands for something else in a data file.", str, "$none")
    gaps = ListField("With a gap.", float, [1.0, None])
    items = DictField(
        "Of any type.", str, None, {"a": 1j, "b": -(2**70), "c": float("inf"), "$none": "$int 0x1"}
    )
    old = Field("Not used any more.", str, "a", deprecated="use text")
    inner = ConfigField("A config in it.", kinds.Background)


CHOICES = {"pca": kinds.Background, "c d": kinds.Background, "e.f": Odd}


class Chosen(Config):
    """Choices."""

    one = ConfigChoiceField("One.", CHOICES, "pca")
    two = ConfigChoiceField("Several.", CHOICES, ["c d", "e.f"], multi=True)
    none = ConfigChoiceField("None of several.", CHOICES, [], multi=True)
    maybe = ConfigChoiceField("Perhaps one.", CHOICES, optional=True)
    needed = ConfigChoiceField("One that is needed.", CHOICES)


class Empty(Config):
    """Nothing."""


CLASSES = [*PIPELINES, *STEPS, kinds.Reduction, Odd, Chosen, Empty]


def written(folder, cls, file_format, **keywords):
    """The path of a template."""
    path = folder / f"template.{file_format}"
    path.write_text(template(cls, file_format, **keywords), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("minimal", [False, True])
def test_a_template_says_the_defaults(folder, cls, file_format, minimal):
    """Of every class, in every format: what is read of it is a new config."""
    subject = read_subject(written(folder, cls, file_format, minimal=minimal))
    config = subject.config()
    assert config == subject.config_class()
    if file_format != "py":  # which names the class of the parameters
        assert subject.cls is cls
    elif issubclass(cls, Config):
        assert subject.config_class is cls
    else:
        assert subject.config_class is cls.ConfigClass


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
@pytest.mark.parametrize("minimal", [False, True])
def test_the_asdf_package_reads_a_template(folder, cls, minimal):
    """It is a file of that standard."""
    with asdf.open(written(folder, cls, "asdf", minimal=minimal)) as file:
        assert file.tree["class"].endswith(cls.__name__)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
@pytest.mark.parametrize("file_format", ["json", "yaml", "asdf", "toml"])
def test_a_template_passes_its_schema(folder, cls, file_format):
    """Except that what has to be given is not there yet."""
    tree, _ = read_file(written(folder, cls, file_format))
    found = faults_by_schema(tree, file_schema(cls))
    given = {samples.RequiredStep: {"first", "second"}, Chosen: {"needed"}}
    missing = set() if file_format == "toml" else given.get(cls, set())
    assert {error.path[-1] for error in found} == missing


def test_a_parameter_has_doc_type_unit_limits_choices_and_default():
    """Above its value."""
    text = template(samples.DetectStep, "yaml")
    assert (
        """
  # Level from which there is a source.
  # float in [0.5, inf) [sigma], default 5.0
  threshold: 5.0

"""
        in text
    )
    assert (
        """
  # How sources are found.
  # str, default peak, one of:
  #   'peak': by maxima
  #   'area': by areas
  #   None: No value.
  method: peak
"""
        in text
    )


def test_defaults_are_those_of_the_pipeline():
    """What its setDefaults says of its steps."""
    assert "default 6.0\n    threshold: 6.0\n" in template(samples.ReducePipeline, "yaml")


def test_whether_results_are_saved_is_left_open():
    """Said in a file, it would be as if the user had said it."""
    for file_format, line in (
        ("asdf", "\n  # save_results: false\n"),
        ("toml", "\n# save_results = false\n"),
        ("py", "\n# config.save_results=False\n"),
    ):
        assert line in template(samples.ScaleStep, file_format)
    assert "save_results" not in template(samples.ScaleStep, "json")


def test_what_every_step_has_stands_in_a_pipelines_file_once():
    """Each step only says that it has that, too."""
    text = template(samples.NightPipeline, "yaml")
    assert text.count("output_dir: ") == 1
    assert text.count("# Every step has these, too: pre_hooks, post_hooks, output_file,") == 4
    assert template(samples.NightPipeline, "py").count("output_dir=") == 1


def test_a_common_parameter_that_a_step_changes_is_there():
    """It is one of its own then."""

    class Saving(samples.ScaleConfig):
        def setDefaults(self):
            self.suffix = "scaled"

    class SavingStep(samples.ScaleStep):
        ConfigClass = Saving

    class SavingPipeline(samples.Pipeline):
        step_defs = {"saving": SavingStep}

    for cls in (Saving, SavingStep, SavingPipeline):
        cls.__module__, cls.__qualname__ = "somewhere", cls.__name__
    text = template(SavingPipeline, "yaml")
    assert "    suffix: scaled\n" in text
    assert text.count("output_dir:") == 1


def test_a_minimal_template_has_what_has_to_be_given():
    """What may be left out is left out, with or without a default; a choice is given by its name."""
    text = template(Chosen, "yaml", minimal=True)
    assert "  needed:\n    # name of a config, has to be given, one of:\n" in text
    assert "one:" not in text
    text = template(samples.RequiredStep, "yaml", minimal=True)
    assert "# float, has to be given\n  first: null\n" in text
    assert "third" not in text
    assert "output_file" not in text
    assert "skip" not in text
    assert "factor" not in template(samples.ScaleStep, "json", minimal=True)
    assert "mesh" not in template(samples.EveryStep, "yaml", minimal=True)


def test_a_field_that_is_not_used_any_more_is_left_out():
    """Nobody should begin with it."""
    for file_format in FORMATS:
        assert "old" not in template(Odd, file_format)


@pytest.mark.parametrize(
    ("file_format", "line"),
    [
        ("yaml", "# yaml-language-server: $schema=a.schema.json\n"),
        ("asdf", "#ASDF 1.0.0\n#ASDF_STANDARD 1.6.0\n# yaml-language-server: $schema=a.schema.json\n"),
        ("toml", "#:schema a.schema.json\n"),
        ("json", "{\n"),
        ("py", "import tests.steps.samples\n"),
    ],
)
def test_the_first_line_names_the_schema(file_format, line):
    """For editors; that of an ASDF file comes behind those that make it one."""
    assert template(samples.ScaleStep, file_format, schema="a.schema.json").startswith(line)
    assert "schema" not in template(samples.ScaleStep, file_format)


def test_an_override_file_has_a_heading_for_each_nested_config():
    """With its doc; the parameters below it follow."""
    text = template(samples.ReducePipeline, "py")
    assert "\n\n# steps.scale: Multiply and add.\n\n# What the level is multiplied with.\n" in text
    assert text.endswith("config.steps.detect.phase=1j\n")


def test_a_dict_of_configs_is_plain_data():
    """A kind of field that holds more than one config, or a choice among them, says itself what it is."""

    class Chosen(ConfigField):
        def own_parts(self, value):
            return {".name": "a"}

    class Holder(Config):
        chosen = Chosen("A choice.", kinds.Background)

    Holder.__module__, Holder.__qualname__ = "somewhere", "Holder"
    text = template(Holder, "yaml")
    assert "\n  chosen: {order: 2, scale: 1.5, knots: [1.0, 2.0]}\n" in text


def test_limits_are_told_in_every_format():
    """As in the help."""

    class Own(Config):
        box = RangeField("Size.", int, 64, min=8, max=512, unit="pixel")

    Own.__module__, Own.__qualname__ = "somewhere", "Own"
    for file_format in ("yaml", "asdf", "toml", "py"):
        assert "# int in [8, 512) [pixel], default 64\n" in template(Own, file_format)


def test_the_values_of_a_choice_have_their_docs():
    """As those of a section have."""
    order = kinds.Background._fields["order"]
    comment = f"        # {order.doc}\n        # {order.describe_type()}, default {order.default}\n"
    assert f"    name: pca\n    values:\n      pca:\n{comment}        order: " in template(Chosen, "yaml")
