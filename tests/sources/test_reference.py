"""Reference parameters: handed in by a provider, newer than the software perhaps, and never executed."""

import inspect
import logging
import warnings
from pathlib import Path

import pytest

from stepconfig import ConfigError, ParameterFileError, ParameterWarning
from stepconfig.errors import ParameterErrors
from stepconfig.history.location import short_path
from stepconfig.sources.layering import resolve
from stepconfig.sources.parameter_file import file_layer
from stepconfig.sources.reference import reference_layer
from tests.parameter_files import FIRST_LINE, said, write_file
from tests.steps.samples import DetectStep, NightPipeline, ReducePipeline, ScaleStep


def told(config, path):
    """Layer and value of every entry but those of the classes themselves."""
    return [entry[:2] for entry in said(config, path) if entry[0] != "setDefaults"]


def test_a_provider_is_asked_for_every_step_of_a_pipeline():
    """Once for each place, the steps before the pipeline; None says nothing."""
    asked = []
    layers = NightPipeline.reference_layers(lambda step_class: asked.append(step_class))
    assert asked == [ScaleStep, DetectStep, ReducePipeline, ScaleStep, NightPipeline]
    assert layers == []


def test_a_step_has_reference_parameters_of_its_own():
    """A step by itself is asked, and needs no path."""
    step = DetectStep.from_layers(DetectStep.reference_layers({DetectStep: {"passes": 3}}.get))
    assert told(step.config, "passes") == [("step reference", 3)]


def test_the_same_class_at_two_places_has_the_same_reference_parameters():
    """What is good for a step is good for it everywhere."""
    layers = NightPipeline.reference_layers({ScaleStep: {"factor": 3}}.get)
    pipeline = NightPipeline.from_layers(layers)
    assert (pipeline.final.factor, pipeline.reduce.scale.factor) == (3.0, 3.0)


def test_a_pipeline_knows_better_than_its_steps():
    """Of pipelines in pipelines the outer one, whatever order they are handed in."""
    parameters = {
        DetectStep: {"passes": 2, "threshold": 2, "label": "step"},
        ReducePipeline: {"steps.detect.passes": 3, "steps": {"detect": {"threshold": 3}}},
        NightPipeline: {"steps": {"reduce": {"steps": {"detect": {"passes": 4}}}}},
    }
    layers = NightPipeline.reference_layers(parameters.get)
    for given in (layers, reversed(layers)):
        config = NightPipeline.from_layers(given).config
        path = "steps.reduce.steps.detect"
        assert told(config, f"{path}.passes") == [
            ("step reference", 2),
            ("pipeline reference", 3),
            ("pipeline reference", 4),
        ]
        assert told(config, f"{path}.threshold")[-1] == ("pipeline reference", 3.0)
        assert told(config, f"{path}.label") == [("step reference", "step")]


def test_the_user_beats_reference_parameters_one_by_one(folder):
    """What the user's file lacks still comes from the reference; None in the file wins."""
    Path("p.yaml").write_text("parameters: {passes: 3, label: null}\n")
    reference = reference_layer({"passes": 2, "label": "a", "threshold": 9})
    step = DetectStep.from_layers([file_layer("p.yaml"), reference])
    assert (step.passes, step.threshold, step.label) == (3, 9.0, None)
    assert told(step.config, "label") == [("step reference", "a"), ("parameter file", None)]


def test_the_place_of_a_mapping_is_who_hands_it_in_or_what_he_says(folder):
    """A provider may say where its parameters are from; a file has its lines."""
    place = DetectStep.ConfigClass._source
    step = DetectStep.from_layers([reference_layer({"passes": 2}, location=place)])
    assert step.config.history["passes"][-1].location is place
    line = inspect.currentframe().f_lineno + 1
    step = DetectStep.from_layers([reference_layer({"passes": 2})])
    assert said(step.config, "passes")[-1][2] == f"{short_path(__file__)}:{line}"
    write_file(folder / "r.asdf", "class: x.Y\nparameters: {passes: 2}\n")
    step = DetectStep.from_layers([reference_layer(folder / "r.asdf")])
    assert said(step.config, "passes")[-1][2] == f"r.asdf:{FIRST_LINE + 1}"


def test_what_is_unknown_is_a_warning_with_file_and_line(folder):
    """Parameters, steps, sections and keys of newer files are passed over; the rest holds."""
    write_file(
        folder / "r.asdf",
        "class: x.Y\nparameters: {newest: 1, title: a}\nfuture: 1\nsteps:\n- name: detect\n"
        "  parameters: {passes: 3, sharper: 2}\n- name: unheard\n  parameters: {x: 1}\n",
    )
    layer = reference_layer("r.asdf", of_pipeline=True)
    with pytest.warns(ParameterWarning) as caught:
        pipeline = ReducePipeline.from_layers([layer])
    texts = [str(each.message) for each in caught]
    assert [text.splitlines()[0] for text in texts] == [
        "something in the reference parameters is passed over: r.asdf:8: a parameter file has no 'future';"
        " it has class, name, parameters, steps, meta, asdf_library, history",
        "something in the reference parameters is passed over: tests.steps.samples.ReduceConfig"
        " has no parameter 'newest'; it has: input_dir, output_dir, output_ext, output_file, "
        "output_use_index, output_use_model, post_hooks, pre_hooks, ...",
        "something in the reference parameters is passed over: tests.steps.samples.DetectConfig has no"
        " parameter 'steps.detect.sharper'; it has: bins, deblend, input_dir, label, limits, method, names,"
        " output_dir, ...",
        "something in the reference parameters is passed over: tests.steps.samples.ReducePipeline"
        " has no step 'steps.unheard'; it has: detect, scale",
    ]
    assert [text.splitlines()[1] for text in texts[1:]] == [
        f"  named at r.asdf:{FIRST_LINE + 1}",
        f"  named at r.asdf:{FIRST_LINE + 5}",
        f"  named at r.asdf:{FIRST_LINE + 7}",
    ]
    assert all(each.filename == __file__ for each in caught)
    assert (pipeline.title, pipeline.detect.passes) == ("a", 3)


def test_a_warning_that_is_made_an_error_changes_nothing():
    """All or nothing, then too."""
    config = DetectStep.ConfigClass()
    with warnings.catch_warnings():
        warnings.simplefilter("error", ParameterWarning)
        with pytest.raises(ParameterWarning):
            resolve(config, [reference_layer({"passes": 3, "newest": 1})])
    assert (config.passes, said(config, "passes")) == (1, [])


def test_a_value_that_a_field_refuses_is_an_error():
    """Only what is unknown can be newer; a wrong value is wrong."""
    with pytest.raises(ConfigError, match="expected int, got 'x'"):
        DetectStep.from_layers([reference_layer({"passes": "x"})])


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"pre_hooks": ["rm -rf ~"]}, "pre_hooks"),
        ({"post_hooks+": ["rm -rf ~"]}, "post_hooks+"),
        ({"steps": {"detect": {"pre_hooks": ["rm -rf ~"]}}}, "pre_hooks"),
        ({"steps.detect.post_hooks": "rm -rf ~"}, "post_hooks"),
        ({"steps": {"detect.pre_hooks": None}}, "pre_hooks"),
    ],
    ids=str,
)
def test_hooks_in_reference_parameters_are_refused(parameters, name):
    """They may only come from the user or from code: as an error, wherever they stand."""
    layer = reference_layer(parameters, of_pipeline=True)
    (fault,) = layer.faults
    assert fault.why == (
        f"reference parameters must not say what is executed, got {name!r};"
        " hooks and commands come from the user or from code"
    )
    with pytest.raises(ConfigError, match="reference parameters must not say what is executed"):
        ReducePipeline.from_layers([layer])


def test_hooks_in_a_reference_file_are_told_with_their_lines(folder):
    """Each one, in old and new layouts."""
    write_file(
        folder / "r.asdf",
        "class: x.Y\nparameters:\n  pre_hooks: [a]\n  steps:\n    detect:\n      post_hooks: [b]\n",
    )
    layer = reference_layer("r.asdf", of_pipeline=True)
    assert [str(fault.location) for fault in layer.faults] == [
        f"r.asdf:{FIRST_LINE + 2}",
        f"r.asdf:{FIRST_LINE + 5}",
    ]


def test_a_python_file_is_no_reference_file(folder):
    """Reference files execute nothing."""
    Path("r.py").write_text("raise AssertionError('executed')\n")
    with pytest.raises(ParameterFileError, match=r"^r\.py is a Python file, which would be executed"):
        DetectStep.from_layers([reference_layer("r.py")])


def test_a_reference_file_that_cannot_be_read_is_told_with_other_faults(folder):
    """It is a fault like others."""
    with pytest.raises(ParameterErrors) as caught:
        ReducePipeline.from_layers(
            [
                *ReducePipeline.reference_layers({DetectStep: "none.asdf"}.get),
                reference_layer({"title": 5}, of_pipeline=True),
            ]
        )
    assert [type(fault).__name__ for fault in caught.value.faults] == [
        "ParameterFileError",
        "FieldValidationError",
    ]


def test_skip_from_a_reference_is_set_aside(caplog):
    """The user did not say it: a step that is run by itself runs all the same."""
    caplog.set_level(logging.INFO)
    step = DetectStep.from_layers([reference_layer({"skip": True})])
    assert step.run("image") == "image"
    assert "skip is set aside" in caplog.text
