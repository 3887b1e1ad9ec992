"""Files that a pipeline's sources name for its steps: their place in the order, and what is refused."""

import os
from pathlib import Path

import pytest

from stepconfig import ConfigError, ParameterFileError, ParameterWarning
from stepconfig.errors import ParameterErrors
from stepconfig.sources.environment import Environment
from stepconfig.sources.parameter_file import file_layer
from stepconfig.sources.reference import reference_layer
from tests.parameter_files import FIRST_LINE, said, write_file
from tests.steps.samples import DetectStep, NightPipeline, ReducePipeline


def told(config, path):
    """Layer, value and place of every entry but those of the classes themselves."""
    return [entry for entry in said(config, path) if entry[0] != "setDefaults"]


def write(name, text):
    """Write a file, with its folder."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


LAYOUTS = {
    "p.asdf": "class: x.Y\nparameters: {}\nsteps:\n- name: detect\n  config_file: d.yaml\n"
    "  parameters: {threshold: 9}\n",
    "among.asdf": "class: x.Y\nparameters: {}\nsteps:\n- name: detect\n"
    "  parameters: {config_file: d.yaml, threshold: 9}\n",
    "old.asdf": "class: x.Y\nparameters:\n  steps:\n    detect: {config_file: d.yaml, threshold: 9}\n",
    "p.yaml": "parameters:\nsteps:\n  detect:\n    config_file: d.yaml\n    parameters: {threshold: 9}\n",
    "p.json": '{"parameters": {}, "steps": {"detect": {"parameters": {"threshold": 9},\n'
    '"config_file": "d.yaml"}}}',
    "p.toml": "[parameters]\n[steps.detect]\nconfig_file = 'd.yaml'\nparameters.threshold = 9\n",
    "p.cfg": "[steps]\n[[detect]]\nconfig_file = d.yaml\nthreshold = 9\n",
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_file_of_any_kind_names_files_for_its_steps(name, folder):
    """What stands beside the name beats what is in the named file; what is not there comes from it."""
    if name.endswith(".asdf"):
        write_file(folder / name, LAYOUTS[name])
    else:
        write(name, LAYOUTS[name])
    write("d.yaml", "parameters:\n  threshold: 7\n  passes: 3\n")
    config = ReducePipeline(config_file=name).config
    line = next(
        number for number, text in enumerate(Path(name).read_text().splitlines(), 1) if "threshold" in text
    )
    assert told(config, "steps.detect.threshold") == [
        ("step file", 7.0, "d.yaml:2"),
        ("parameter file", 9.0, f"{name}:{line}"),
    ]
    assert told(config, "steps.detect.passes") == [("step file", 3, "d.yaml:3")]


@pytest.mark.parametrize("named", ["d.asdf", "d.json", "d.toml", "d.cfg"])
def test_a_step_s_file_may_be_of_any_kind(named, folder):
    """Of every data format, whatever its class says."""
    texts = {
        "d.json": '{"class": "gone.Away", "name": "d", "parameters": {"passes": 3}}',
        "d.toml": "class = 'gone.Away'\n[parameters]\npasses = 3\n",
        "d.cfg": "class = gone.Away\npasses = 3\n",
    }
    if named in texts:
        write(named, texts[named])
    else:
        write_file(folder / named, "class: gone.Away\nname: d\nparameters: {passes: 3}\n")
    write("p.yaml", f"parameters: {{steps: {{detect: {{config_file: {named}}}}}}}\n")
    assert ReducePipeline(config_file="p.yaml").detect.passes == 3


def test_a_name_is_relative_to_the_file_that_names_it(folder):
    """Wherever the pipeline is run: for files that are named by named files, too."""
    write("a/p.yaml", "parameters: {steps: {reduce: {config_file: ../b/r.yaml}}}\n")
    write("b/r.yaml", "parameters: {steps: {detect: {config_file: c/d.yaml}}}\n")
    write("b/c/d.yaml", "parameters: {passes: 3}\n")
    pipeline = NightPipeline(config_file="a/p.yaml")
    assert told(pipeline.config, "steps.reduce.steps.detect.passes") == [
        ("step file", 3, os.path.join("b", "c", "d.yaml:1"))
    ]


def test_files_of_files_lose_to_those_that_name_them(folder):
    """The nearer to the pipeline's own file, the higher."""
    write(
        "p.yaml",
        "parameters:\n"
        "  steps:\n"
        "    reduce:\n"
        "      config_file: r.yaml\n"
        "      steps: {detect: {config_file: near.yaml}}\n",
    )
    write("r.yaml", "parameters:\n  steps: {detect: {config_file: far.yaml, passes: 2, threshold: 2}}\n")
    write("far.yaml", "parameters: {passes: 1, threshold: 1, label: far}\n")
    write("near.yaml", "parameters: {passes: 3}\n")
    config = NightPipeline(config_file="p.yaml").config
    path = "steps.reduce.steps.detect"
    assert [entry[1:] for entry in told(config, f"{path}.passes")] == [
        (1, "far.yaml:1"),
        (2, "r.yaml:2"),
        (3, "near.yaml:1"),
    ]
    assert [entry[1] for entry in told(config, f"{path}.threshold")] == [1.0, 2.0]
    assert config.steps.reduce.steps.detect.label == "far"


def test_a_file_that_a_keyword_names_is_just_below_that_keyword(folder):
    """It beats the pipeline's own file, and loses to what stands beside it."""
    write("p.yaml", "parameters: {steps: {detect: {passes: 2, threshold: 2, label: p}}}\n")
    write("d.yaml", "parameters: {passes: 3, threshold: 3}\n")
    steps = {"detect": {"config_file": "d.yaml", "threshold": 4}}
    detect = ReducePipeline(config_file="p.yaml", steps=steps).detect
    assert (detect.passes, detect.threshold, detect.label) == (3, 4.0, "p")
    assert [entry[0] for entry in told(detect.config, "threshold")] == [
        "parameter file",
        "step file",
        "keyword",
    ]


def test_options_and_variables_may_name_files_too(run_step, folder):
    """They are relative to the current folder; the last of several options holds."""
    write("d.yaml", "parameters: {passes: 3}\n")
    write("e.yaml", "parameters: {passes: 4}\n")
    done = run_step(
        "tests.steps.samples.ReducePipeline",
        "--steps.detect.config_file=d.yaml",
        "--steps.detect.config-file",
        "e.yaml",
        "--changes",
    )
    assert done.code == 0
    assert "e.yaml:1" in done.out
    assert "d.yaml" not in done.out
    variables = Environment("X", {"X_STEPS__DETECT__CONFIG_FILE": "d.yaml"})
    assert ReducePipeline.from_layers([variables]).detect.passes == 3


def test_an_absolute_path_and_one_in_the_home(folder, monkeypatch):
    """Both are as they are everywhere."""
    write("home/d.yaml", "parameters: {passes: 3}\n")
    monkeypatch.setenv("HOME", str(folder / "home"))
    for name in (folder / "home" / "d.yaml", "~/d.yaml", str(folder / "home" / "d.yaml")):
        assert ReducePipeline(steps={"detect": {"config_file": name}}).detect.passes == 3


def test_no_file_is_no_file(folder):
    """A null says nothing."""
    write("p.yaml", "parameters:\nsteps: {detect: {config_file: null, parameters: {config_file: ~}}}\n")
    assert ReducePipeline(config_file="p.yaml").detect.passes == 1


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"p.yaml": "p.yaml"}, "p.yaml:3: the files name each other in a circle: p.yaml -> p.yaml"),
        (
            {"p.yaml": "q.yaml", "q.yaml": "p.yaml"},
            "q.yaml:3: the files name each other in a circle: p.yaml -> q.yaml -> p.yaml",
        ),
        (
            {"p.yaml": "q.yaml", "q.yaml": "./r/../q.yaml"},
            "q.yaml:3: the files name each other in a circle: q.yaml -> q.yaml",
        ),
    ],
)
def test_files_that_name_each_other_are_an_error(files, message, folder):
    """A circle is told with the file and line that closes it, and never followed."""
    Path("r").mkdir()
    for name, other in files.items():
        write(name, f"parameters:\nsteps:\n  reduce: {{config_file: {other}}}\n")
    with pytest.raises(ConfigError) as caught:
        OuroborosPipeline(config_file="p.yaml")
    assert message in str(caught.value).splitlines()


class OuroborosPipeline(NightPipeline):
    """Has steps of the same name on two levels, as nothing else can follow a circle."""

    step_defs = {"reduce": type("Inner", (NightPipeline,), {"__doc__": "Inner."})}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("none.yaml", "p.yaml:1: cannot read {folder}/none.yaml: No such file or directory"),
        ("d.txt", "p.yaml:1: {folder}/d.txt has the suffix '.txt'; a parameter file has one of"),
        (
            "d.py",
            "p.yaml:1: {folder}/d.py is a Python file, which would be executed; only the file that the user"
            " names for the whole run may be one",
        ),
        ("[1]", "p.yaml:1: expected the name of a file as config_file, got ['1']"),
        ("''", "p.yaml:1: expected the name of a file as config_file, got ''"),
        ("own.yaml", "own.yaml:1: only a step of a pipeline has a file of its own; put the parameters into"),
        ("bad.yaml", "bad.yaml:2: malformed YAML: "),
        (".", "p.yaml:1: cannot read {folder}: Is a directory"),
    ],
)
def test_a_file_that_cannot_be_used_is_an_error_at_its_place(text, message, folder):
    """The line that names it is told where the file itself has none; nothing is executed."""
    write("d.txt", "")
    write("d.py", "raise AssertionError('executed')\n")
    write("own.yaml", "parameters: {config_file: other.yaml}\n")
    write("bad.yaml", "parameters: [\n")
    write("p.yaml", f"parameters: {{steps: {{detect: {{config_file: {text}}}}}}}\n")
    with pytest.raises(ParameterFileError) as caught:
        ReducePipeline(config_file="p.yaml")
    assert str(caught.value).startswith(message.format(folder=folder))


@pytest.mark.parametrize("name", ["p.asdf", "p.yaml", "p.cfg", "among.yaml"])
def test_only_a_step_of_a_pipeline_has_a_file(name, folder):
    """A file cannot name one for the whole."""
    texts = {
        "p.yaml": "config_file: d.yaml\nparameters: {}\n",
        "p.cfg": "config_file = d.yaml\n",
        "among.yaml": "parameters: {config_file: d.yaml}\n",
    }
    if name in texts:
        write(name, texts[name])
        line = 1
    else:
        write_file(folder / name, "config_file: d.yaml\nparameters: {}\n")
        line = FIRST_LINE
    with pytest.raises(ParameterFileError) as caught:
        DetectStep(config_file=name)
    assert str(caught.value) == (
        f"{name}:{line}: only a step of a pipeline has a file of its own; put the parameters into this one"
    )


def test_a_file_for_a_step_that_is_not_there_is_an_unknown_step(folder):
    """The misspelt name is told, and not looked for."""
    with pytest.raises(ConfigError, match=r"has no step 'steps.detct'; did you mean 'detect'"):
        ReducePipeline(steps={"detct": {"config_file": "none.yaml"}})


def test_faults_of_all_files_are_told_together(folder):
    """The pipeline's, and those of each step's."""
    write("d.yaml", "parameters: {passse: 3}\nzzz: 1\n")
    write("p.yaml", "parameters: {titel: a, steps: {detect: {config_file: d.yaml, passes: x}}}\n")
    with pytest.raises(ParameterErrors) as caught:
        ReducePipeline(config_file="p.yaml", nothing=1)
    assert [str(fault.location).partition(" ")[0] for fault in caught.value.faults[:-1]] == [
        "d.yaml:2",
        "d.yaml:1",
        "p.yaml:1",
        "p.yaml:1",
    ]


def test_reading_files_of_steps_changes_no_layer(folder):
    """The same layer can be used again."""
    write("d.yaml", "parameters: {passes: 3}\n")
    write("p.yaml", "parameters: {steps: {detect: {config_file: d.yaml}}}\n")
    layer = file_layer("p.yaml")
    for _ in range(2):
        assert ReducePipeline.from_layers([layer]).detect.passes == 3


def test_reference_parameters_name_no_files(folder):
    """There it is an unknown parameter like others, and the file is not looked at."""
    layer = reference_layer({"steps": {"detect": {"config_file": "none.yaml"}}}, of_pipeline=True)
    with pytest.warns(ParameterWarning, match=r"has no parameter 'steps\.detect\.config_file'"):
        ReducePipeline.from_layers([layer])


def test_an_output_file_in_a_step_s_file_is_relative_to_that(folder):
    """As in a pipeline's own file."""
    write("sub/d.yaml", "parameters: {output_file: out/x.json, save_results: true}\n")
    pipeline = ReducePipeline(steps={"detect": {"config_file": "sub/d.yaml"}})
    assert pipeline.detect.make_output_path() == str(folder / "sub" / "out" / "x_detect.json")
