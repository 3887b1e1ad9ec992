"""The JSON Schema of parameter files: what files pass it, and what mistakes do not."""

import pytest

from stepconfig.formats.read import read_file, read_text
from stepconfig.formats.tree import Text
from stepconfig.steps.schema import file_schema
from tests import kinds
from tests.data_trees import faults_by_schema
from tests.steps import samples

SAMPLES = "tests.steps.samples"
REDUCE = f"class: {SAMPLES}.ReducePipeline\n"


def faults(text, cls=samples.ReducePipeline):
    """What the schema of a class finds wrong with a YAML file."""
    tree, _ = read_text(text, ".yaml")
    return faults_by_schema(tree, file_schema(cls))


@pytest.mark.parametrize(
    "text",
    [
        REDUCE,
        f"{REDUCE}parameters: {{}}\n",
        f"{REDUCE}parameters: null\nsteps: null\n",
        f"{REDUCE}name: night\nparameters: {{title: a, suffix: null}}\nmeta: {{author: me}}\n",
        f"{REDUCE}parameters: {{}}\nsteps: []\n",
        f"{REDUCE}parameters: {{}}\nsteps:\n- name: scale\n  parameters: {{factor: 3}}\n",
        f"{REDUCE}parameters: {{}}\nsteps:\n- name: detect\n  class: {SAMPLES}.DetectStep\n",
        f"{REDUCE}parameters: {{}}\nsteps: {{scale: {{parameters: {{factor: 3.5}}}}, detect: null}}\n",
    ],
)
def test_what_a_file_may_say_passes(text):
    """Steps as a list or a mapping, parts of them, and what the ASDF standard adds."""
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("parameters: {}\n", []),
        (f"{REDUCE}paramters: {{}}\n", []),
        (f"class: {SAMPLES}.ScaleStep\nparameters: {{}}\n", ["class"]),
        (f"{REDUCE}parameters: {{titel: a}}\n", ["parameters"]),
        (f"{REDUCE}parameters: {{title: 3}}\n", ["parameters", "title"]),
        (f"{REDUCE}parameters: {{title: null}}\n", ["parameters", "title"]),
        (f"{REDUCE}parameters: []\n", ["parameters"]),
        (f"{REDUCE}parameter: {{}}\nparameters: {{}}\n", []),
        (f"{REDUCE}parameters: {{}}\nsteps:\n- parameters: {{}}\n", ["steps", 0]),
        (f"{REDUCE}parameters: {{}}\nsteps:\n- name: scael\n", ["steps", 0, "name"]),
        (
            f"{REDUCE}parameters: {{}}\nsteps:\n- name: scale\n  parameters: {{factor: 100}}\n",
            ["steps", 0, "parameters", "factor"],
        ),
        (
            f"{REDUCE}parameters: {{}}\nsteps:\n- name: scale\n  parameters: {{threshold: 1}}\n",
            ["steps", 0, "parameters"],
        ),
        (f"{REDUCE}parameters: {{}}\nsteps: {{scael: null}}\n", ["steps"]),
        (
            f"{REDUCE}parameters: {{}}\nsteps: {{detect: {{parameters: {{threshold: high}}}}}}\n",
            ["steps", "detect", "parameters", "threshold"],
        ),
    ],
)
def test_a_mistake_is_found_where_it_is(text, path):
    """At the value itself, not only somewhere."""
    found = [list(error.absolute_path) for error in faults(text)]
    if "detect: {parameters" in text:  # where null may stand, too
        found = [list(each.absolute_path) for error in faults(text) for each in error.context]
    assert path in found


def test_a_pipeline_in_a_pipeline_has_its_own_steps():
    """As deep as they are; two steps of one name are two definitions."""
    schema = file_schema(samples.NightPipeline)
    assert {"step.reduce", "step.scale", "step.detect", "step.final"} <= set(schema["$defs"])
    text = f"class: {SAMPLES}.NightPipeline\nparameters: {{}}\nsteps:\n- name: reduce\n  steps:\n"
    assert faults(f"{text}  - name: detect\n    parameters: {{threshold: 1}}\n", samples.NightPipeline) == []
    (fault,) = faults(f"{text}  - name: detect\n    parameters: {{threshold: 0}}\n", samples.NightPipeline)
    assert list(fault.absolute_path) == ["steps", 0, "steps", 0, "parameters", "threshold"]


def test_a_step_without_steps_has_none():
    """Nor has a Config class a name."""
    assert faults(f"class: {SAMPLES}.ScaleStep\nparameters: {{}}\nsteps: []\n", samples.ScaleStep) != []
    text = "class: tests.kinds.Reduction\nparameters: {box: 8, detection: {label: a}}\n"
    assert faults(text, kinds.Reduction) == []
    assert faults(f"name: a\n{text}", kinds.Reduction) != []


def test_nothing_is_required_that_another_source_may_give():
    """The command line may; null is wrong all the same."""
    head = f"class: {SAMPLES}.RequiredStep\n"
    assert faults(f"{head}parameters: {{}}\n", samples.RequiredStep) == []
    assert faults(f"{head}parameters: {{first: null}}\n", samples.RequiredStep) != []


@pytest.mark.parametrize("cls", [samples.EveryStep, samples.ReducePipeline, samples.NightPipeline])
def test_an_exported_file_passes(folder, cls):
    """What --save-parameters writes, complex numbers and all."""
    cls().export_config("p.asdf")
    tree, _ = read_file("p.asdf")
    assert faults_by_schema(_complex_as_text(tree), file_schema(cls)) == []


def _complex_as_text(tree):
    if isinstance(tree, complex):
        return Text(tree)
    if isinstance(tree, dict):
        return {key: _complex_as_text(value) for key, value in tree.items()}
    return [_complex_as_text(item) for item in tree] if isinstance(tree, list) else tree


def test_the_title_and_the_doc_are_those_of_the_class():
    """The first paragraph of the doc."""
    schema = file_schema(samples.DetectStep)
    assert schema["title"] == f"parameter file of {SAMPLES}.DetectStep"
    assert schema["description"] == "Find the sources."
