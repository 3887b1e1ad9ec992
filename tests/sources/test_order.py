"""The one order: one parameter set from every subset of the sources, and the table that the guide prints."""

import inspect
import itertools
from pathlib import Path

import pytest

from stepconfig import Field, FileLocation, Pipeline, PipelineConfig, Step, StepConfig, UsageError
from stepconfig.history.location import caller_location, short_path
from stepconfig.sources.assignment import Layer
from stepconfig.sources.command_line import split_arguments
from stepconfig.sources.keywords import keyword_layer
from stepconfig.sources.layering import resolve
from stepconfig.sources.order import LEVELS, ORDER, REFERENCE_LAYERS, USER_LAYERS, in_order, order_table
from stepconfig.sources.parameter_file import file_layer
from tests.parameter_files import FIRST_LINE, said, write_file

STEP_SOURCES = [
    "setDefaults",
    "step reference",
    "parameter file",
    "environment",
    "keyword",
    "command line",
]
PIPELINE_SOURCES = [
    "setDefaults of the step",
    "setDefaults of the pipeline",
    "step reference",
    "pipeline reference",
    "step file",
    "parameter file",
    "environment",
    "keyword",
    "command line",
]


class GrowConfig(StepConfig):
    """Parameters of a step that leaves its defaults alone."""

    size = Field("A size.", int, 0)
    other = Field("Another size.", int, 0)


class SetGrowConfig(GrowConfig):
    """Parameters of a step with defaults of its own."""

    def setDefaults(self):
        self.size = 1


class GrowStep(Step):
    """Has one of these."""

    ConfigClass = GrowConfig
    environment_prefix = "GROW"

    def process(self):
        return self.config.size


class SetGrowStep(GrowStep):
    """Has the other."""

    ConfigClass = SetGrowConfig


class GardenConfig(PipelineConfig):
    """Parameters of a pipeline that sets a default of its step."""

    def setDefaults(self):
        self.steps.grow.size = 2


class Garden(Pipeline):
    """Leaves the defaults of its step alone."""

    step_defs = {"grow": GrowStep}
    environment_prefix = "GARDEN"

    def process(self):
        return self.grow.run()


class SetStepGarden(Garden):
    """The step has set its default."""

    step_defs = {"grow": SetGrowStep}


class SetGarden(Garden):
    """The pipeline sets the default."""

    ConfigClass = GardenConfig


class SetBothGarden(Garden):
    """Both do."""

    ConfigClass = GardenConfig
    step_defs = {"grow": SetGrowStep}


GARDENS = {(False, False): Garden, (True, False): SetStepGarden, (False, True): SetGarden}
GARDENS[True, True] = SetBothGarden


def subsets(names):
    """Every selection of the names, the empty one too."""
    return [chosen for size in range(len(names) + 1) for chosen in itertools.combinations(names, size)]


def place(text):
    """File and line on which this module has a text."""
    lines = Path(__file__).read_text().splitlines()
    (number,) = (number for number, line in enumerate(lines, 1) if text in line and "place(" not in line)
    return f"{short_path(__file__)}:{number}"


def test_every_subset_of_the_sources_of_a_pipeline_is_there():
    """Nine sources make 512 subsets, with the seven levels of the order among them."""
    assert len(subsets(PIPELINE_SOURCES)) == 2**9
    assert {level.pipeline for level in LEVELS} == set(range(1, 8))
    assert {level.step for level in LEVELS} == {None, *range(1, 5)}


@pytest.mark.parametrize("given", subsets(PIPELINE_SOURCES), ids="+".join)
def test_a_step_of_a_pipeline_has_the_value_of_the_highest_source(given, folder, monkeypatch):
    """Whatever is given, the last in the order wins; all others are in the history, with their places."""
    cls = GARDENS["setDefaults of the step" in given, "setDefaults of the pipeline" in given]
    references = {}
    if "step reference" in given:
        write_file(folder / "ref.asdf", "parameters: {size: 3}\n")
        references[cls.step_defs["grow"]] = "ref.asdf"
    if "pipeline reference" in given:
        references[cls] = {"steps": {"grow": {"size": 4}}}  # for the pipeline
    lines = ["parameters: {}", "steps:", "  grow:"]
    if "step file" in given:
        Path("step.toml").write_text("# the step's own\n[parameters]\nsize = 5\n")
        lines.append("    config_file: step.toml")
    if "parameter file" in given:
        lines.append("    parameters: {size: 6}")
    Path("all.yaml").write_text("\n".join(lines) + "\n")
    if "environment" in given:
        monkeypatch.setenv("GARDEN_STEPS__GROW__SIZE", "7")
    keywords = {"steps.grow.size": 8} if "keyword" in given else {}
    pipeline = cls(config_file="all.yaml", **keywords)  # by keyword
    sources = [
        *cls.reference_layers(references.get),  # asks the provider
        *([] if "command line" not in given else [split_arguments(["--steps.grow.size=9"], {}).layer]),
    ]
    again = made_of_all(cls, keywords, sources)
    expected = {
        "setDefaults of the step": (1, place("self.size = 1")),
        "setDefaults of the pipeline": (2, place("self.steps.grow.size = 2")),
        "step reference": (3, f"ref.asdf:{FIRST_LINE}"),
        "pipeline reference": (4, place("# asks the provider")),
        "step file": (5, "step.toml:3"),
        "parameter file": (6, f"all.yaml:{len(lines)}"),
        "environment": (7, "GARDEN_STEPS__GROW__SIZE=7"),
        "keyword": (8, place("return keyword_layer")),
        "command line": (9, "--steps.grow.size=9"),
    }
    history = said(again.config, "steps.grow.size")
    assert history == [(name.partition(" of ")[0], *expected[name]) for name in given]
    assert again.grow.size == (expected[given[-1]][0] if given else 0)
    assert again.run() == again.grow.size
    first = again.grow.config.history["size"][0]
    assert (first.layer, first.value) == ("default", 0)
    assert [entry.sequence for entry in again.grow.config.history["size"]] == sorted(
        entry.sequence for entry in again.grow.config.history["size"]
    )
    # the constructor knows all but those that need an input or a command line
    own = [entry for entry in history if entry[0] not in (*REFERENCE_LAYERS, "command line")]
    assert [entry[:2] for entry in said(pipeline.config, "steps.grow.size")] == [entry[:2] for entry in own]


def made_of_all(cls, keywords, sources):
    """A pipeline of the file, the keywords, the class's own sources and others, handed in upside down."""
    layers = [*sources, file_layer("all.yaml"), keywords_here(keywords)]
    return cls.from_layers(reversed(layers))


def keywords_here(keywords):
    """The layer of keywords, whose place is here."""
    return keyword_layer(keywords, caller_location())


@pytest.mark.parametrize("given", subsets(STEP_SOURCES), ids="+".join)
def test_a_step_by_itself_has_the_value_of_the_highest_source(given, folder, monkeypatch):
    """The four levels of a step: defaults, reference parameters, the file, and what starts the run."""
    cls = SetGrowStep if "setDefaults" in given else GrowStep
    references = {cls: {"size": 3}} if "step reference" in given else {}
    size = "size = 6\n" if "parameter file" in given else ""
    Path("all.cfg").write_text(f"# the file\n{size}other = 1\n")
    if "environment" in given:
        monkeypatch.setenv("GROW_SIZE", "7")
    step = cls.from_layers(
        [
            split_arguments(["--size=9"] if "command line" in given else [], {}).layer,
            keywords_here({"size": 8} if "keyword" in given else {}),
            file_layer("all.cfg"),
            *cls.reference_layers(references.get),
        ]
    )
    values = {name: value for value, name in zip((1, 3, 6, 7, 8, 9), STEP_SOURCES, strict=True)}
    assert [entry[:2] for entry in said(step.config, "size")] == [(name, values[name]) for name in given]
    assert step.size == (values[given[-1]] if given else 0)
    assert (step.other, said(step.config, "other")) == (
        1,
        [("parameter file", 1, "all.cfg:3" if size else "all.cfg:2")],
    )
    if "parameter file" in given:
        assert ("parameter file", 6, "all.cfg:2") in said(step.config, "size")


# -- the data --------------------------------------------------------------------------------------


def test_the_order_is_data_that_says_what_each_source_is():
    """The names of the layers, lowest first, each with words."""
    assert list(ORDER) == [
        "default",
        "setDefaults",
        "step reference",
        "pipeline reference",
        "step file",
        "parameter file",
        "environment",
        "keyword",
        "command line",
    ]
    assert all(ORDER.values())
    assert USER_LAYERS - {"code", "override file", "data file", "saved config"} == set(list(ORDER)[4:])


def test_levels_rise_for_steps_and_for_pipelines():
    """The four levels of a step and the seven of a pipeline are in the order of the sources."""
    for levels in ([level.step for level in LEVELS if level.step], [level.pipeline for level in LEVELS]):
        assert levels == sorted(levels)


def test_the_guide_prints_the_table_from_the_data():
    """What the guide to steps says of precedence is what the code does."""
    guide = Path(inspect.getfile(test_the_guide_prints_the_table_from_the_data)).parents[2]
    assert f"\n{order_table()}\n" in (guide / "doc" / "guide-steps.md").read_text(encoding="utf-8")


def test_of_one_kind_the_deeper_source_is_the_lower():
    """Reference parameters of a pipeline beat those of the pipelines in it; else the order is as given."""
    outer, inner, deepest, file = (
        Layer("pipeline reference"),
        Layer("pipeline reference", depth=2),
        Layer("pipeline reference", depth=4),
        Layer("parameter file"),
    )
    second_file = Layer("parameter file")
    ordered = in_order([file, outer, second_file, deepest, inner])
    assert [id(layer) for layer in ordered] == [
        id(layer) for layer in (deepest, inner, outer, file, second_file)
    ]


def test_a_source_without_a_place_in_the_order_is_refused():
    """Nobody invents a rank of his own; the error has the nearest name."""
    with pytest.raises(UsageError) as caught:
        resolve(GrowConfig(), [Layer("keywords")])
    assert str(caught.value) == (
        "a source named 'keywords' has no place in the order of sources; did you mean 'keyword'?"
    )


def test_a_location_of_a_file_is_that_of_the_file_that_says_it(folder):
    """Values of a step's own file have its lines, and not those of the file that names it."""
    Path("step.json").write_text('{"parameters":\n {"size": 5}}')
    Path("all.yaml").write_text("parameters:\nsteps: {grow: {config_file: step.json}}\n")
    entry = Garden(config_file="all.yaml").grow.config.history["size"][-1]
    assert (entry.layer, entry.location) == (
        "step file",
        FileLocation(str(folder / "step.json"), 2, 3, '{"size": 5}}'),
    )
