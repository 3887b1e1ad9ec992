"""Parameter files of every format: the same layouts, the same values, the same refusals."""

import contextlib
import os
import resource
import time
from pathlib import Path

import pytest

from stepconfig import ConfigError, ParameterFileError, Step
from stepconfig.errors import ParameterErrors, StepClassError
from stepconfig.formats.read import READERS
from stepconfig.sources.parameter_file import file_layer, read_parameter_file
from tests.parameter_files import HEADER, said
from tests.steps.samples import DetectStep, EveryStep, ReducePipeline

REDUCE = "tests.steps.samples.ReducePipeline"

WHOLE = {
    ".yaml": f"class: {REDUCE}\nname: night\nparameters:\n  title: m51\nsteps:\n- name: detect\n"
    "  class: x.Y\n  parameters:\n    passes: 3\n",
    ".json": f'{{"class": "{REDUCE}", "name": "night",\n "parameters": {{"title": "m51"}},\n'
    ' "steps": [{"name": "detect", "class": "x.Y",\n  "parameters": {\n   "passes": 3}}]}\n',
    ".toml": f"class = '{REDUCE}'\nname = 'night'\n[parameters]\ntitle = 'm51'\n[[steps]]\nname = 'detect'\n"
    "class = 'x.Y'\n[steps.parameters]\npasses = 3\n",
    ".cfg": f'name = "night"\nclass = {REDUCE}\ntitle = m51\n[steps]\n[[detect]]\nname = d\nclass = "x.Y"\n'
    "passes = 3 # three\n",
}
WHOLE[".yml"] = WHOLE[".yaml"]
WHOLE[".asdf"] = f"{HEADER}{WHOLE['.yaml']}...\n"

BY_NAME = {
    ".yaml": "parameters: {title: m51}\nsteps:\n  detect:\n    parameters: {passes: 3}\n",
    ".json": '{"parameters": {"title": "m51"}, "steps": {"detect": {"parameters": {"passes": 3}}}}',
    ".toml": "[parameters]\ntitle = 'm51'\n[steps.detect.parameters]\npasses = 3\n",
}
BY_NAME[".asdf"] = f"{HEADER}{BY_NAME['.yaml']}...\n"

AMONG = {
    ".yaml": "parameters:\n  title: m51\n  steps:\n    detect: {name: d, class: x.Y, passes: 3}\n",
    ".json": '{"parameters": {"title": "m51", "steps": {"detect": {"class": "x.Y", "passes": 3}}}}',
    ".toml": "[parameters]\ntitle = 'm51'\nsteps.detect.passes = 3\nsteps.detect.name = 'd'\n",
    ".cfg": "title = m51\n[steps]\n[[detect]]\npasses = 3\n",
}
AMONG[".asdf"] = f"{HEADER}{AMONG['.yaml']}...\n"


def test_every_format_that_is_read_is_tested_here():
    """None can be added without its layouts."""
    assert set(WHOLE) == set(READERS)


@pytest.mark.parametrize("suffix", WHOLE)
def test_a_file_with_class_name_and_steps(suffix, folder):
    """The step has class and name of the file; each value has the line on which it stands."""
    Path(f"p{suffix}").write_text(WHOLE[suffix])
    pipeline = Step.from_config_file(f"p{suffix}")
    assert (type(pipeline), pipeline.name) == (ReducePipeline, "night")
    lines = WHOLE[suffix].splitlines()
    for path, value in (("title", "m51"), ("steps.detect.passes", 3)):
        name = path.rpartition(".")[2]
        (number,) = (number for number, line in enumerate(lines, 1) if name in line)
        assert said(pipeline.config, path)[-1] == ("parameter file", value, f"p{suffix}:{number}")


@pytest.mark.parametrize("suffix", WHOLE)
def test_suffixes_may_be_in_capitals(suffix, folder):
    """As some systems write them."""
    Path(f"P{suffix.upper()}").write_text(WHOLE[suffix])
    assert Step.from_config_file(f"P{suffix.upper()}").detect.passes == 3


@pytest.mark.parametrize(
    ("suffix", "text"),
    [*BY_NAME.items(), *AMONG.items()],
    ids=[*BY_NAME, *(f"among {each}" for each in AMONG)],
)
def test_steps_are_a_mapping_or_stand_among_the_parameters(suffix, text, folder):
    """Both layouts mean the same; class and name of steps mean nothing."""
    Path(f"p{suffix}").write_text(text)
    pipeline = ReducePipeline(config_file=f"p{suffix}")
    assert (pipeline.title, pipeline.detect.passes) == ("m51", 3)


@pytest.mark.parametrize("suffix", WHOLE)
def test_a_file_is_the_same_by_every_door(suffix, folder, run_step):
    """Constructor, call and command read the same values from it."""
    path = f"p{suffix}"
    Path(path).write_text(WHOLE[suffix])
    expected = ReducePipeline(title="m51", **{"steps.detect.passes": 3}).config
    assert ReducePipeline(config_file=path).config == expected
    assert ReducePipeline.from_config_file(Path(path)).config == expected
    assert run_step(path, "--save-parameters=a.asdf").code == 0
    assert Step.from_config_file("a.asdf").config == expected
    assert run_step(REDUCE, f"--config-file={path}", "--save-parameters=b.asdf").code == 0
    assert Step.from_config_file("b.asdf").config == expected


def test_the_old_layout_has_class_and_name_among_the_parameters(folder):
    """Everything is there, as older versions wrote it; also in other formats than ASDF."""
    text = (
        f"parameters:\n  class: {REDUCE}\n  name: night\n  title: m51\n  steps: {{detect: {{passes: 3}}}}\n"
    )
    for name, content in (("p.asdf", f"{HEADER}{text}...\n"), ("p.yaml", text)):
        Path(name).write_text(content)
        pipeline = Step.from_config_file(name)
        assert (pipeline.name, pipeline.title, pipeline.detect.passes) == ("night", "m51", 3)


@pytest.mark.parametrize("suffix", [".yaml", ".json", ".toml", ".cfg"])
def test_a_file_without_a_class_is_for_whoever_reads_it(suffix, folder, run_step):
    """A base class cannot know which; a command says how to name it."""
    Path(f"p{suffix}").write_text(AMONG[suffix])
    assert ReducePipeline.from_config_file(f"p{suffix}").name == "p"
    with pytest.raises(StepClassError, match=r"^p\.\w+ names no step class; call from_config_file of the"):
        Step.from_config_file(f"p{suffix}")
    assert "strun module.Class --config-file FILE" in run_step(f"p{suffix}").err


# -- values ----------------------------------------------------------------------------------------

VALUES = {
    "size": ("1e-3", 0.001),
    "flag": ("No", False),
    "count": ("012", 12),
    "box": ("1_6", 16),
    "text": ("2024-01-01", "2024-01-01"),
    "fit": ("b", "b"),
    "power": ("4", 4),
    "maybe": ("None", None),
    "wave": ("1+2j", 1 + 2j),
}
"""Parameters of `EveryStep` with text that each reads in its own way."""


@pytest.mark.parametrize("suffix", [".yaml", ".asdf", ".cfg"])
def test_the_declared_field_says_what_text_means(suffix, folder):
    """Never the look of the text, whatever the format itself takes it for."""
    lines = [f"{name}: {text}" for name, (text, _) in VALUES.items()]
    texts = {
        ".yaml": "parameters:\n" + "".join(f"  {line}\n" for line in lines),
        ".cfg": "\n".join(line.replace(":", " =", 1) for line in lines),
    }
    texts[".asdf"] = f"{HEADER}{texts['.yaml']}...\n"
    Path(f"p{suffix}").write_text(texts[suffix])
    pars = EveryStep(config_file=f"p{suffix}").get_pars()
    assert {name: pars[name] for name in VALUES} == {name: value for name, (_, value) in VALUES.items()}


@pytest.mark.parametrize(
    ("suffix", "line"),
    [
        (".yaml", "parameters: {text: VALUE}"),
        (".toml", "[parameters]\ntext = VALUE"),
        (".json", '{"parameters": {"text": VALUE}}'),
        (".cfg", "text = VALUE"),
    ],
)
@pytest.mark.parametrize("value", ["1.0", "1e3", "0", "true"])
def test_text_fields_take_text_as_it_is_written(suffix, line, value, folder):
    """Numbers and booleans of the format are text for a text field, character by character."""
    Path(f"p{suffix}").write_text(line.replace("VALUE", value))
    assert EveryStep(config_file=f"p{suffix}").text == value


@pytest.mark.parametrize("value", ["2024-01-01", "07:32:00", "2024-01-01T07:32:00Z", "2024-01-01 07:32:00"])
def test_dates_of_toml_are_text_as_written(value, folder):
    """TOML has a type for them, fields have not; for a number they are refused."""
    Path("p.toml").write_text(f"[parameters]\ntext = {value}\n")
    assert EveryStep(config_file="p.toml").text == value
    Path("p.toml").write_text(f"[parameters]\nsize = {value}\n")
    with pytest.raises(ConfigError) as caught:
        EveryStep(config_file="p.toml")
    assert f"expected float (arcsec), got {value!r} (str); write a number such as" in str(caught.value)


CONTAINERS = {
    ".yaml": "parameters:\n  counts: [3, '4']\n  texts: [no, 1.0]\n  by_name: {a: 1e3}\n  mesh: {box: 16}\n",
    ".json": '{"parameters": {"counts": [3, "4"], "texts": ["no", 1.0], "by_name": {"a": 1e3},'
    ' "mesh": {"box": 16}}}',
    ".toml": "[parameters]\ncounts = [3, '4']\ntexts = ['no', 1.0]\nby_name = {a = 1e3}\nmesh.box = 16\n",
    ".cfg": "counts = 3, '4'\ntexts = no, 1.0\n[by_name]\na = 1e3\n[mesh]\nbox = 16\n",
}


@pytest.mark.parametrize("suffix", CONTAINERS)
def test_lists_dicts_and_sections(suffix, folder):
    """In the form of each format; a section for a config in the config."""
    Path(f"p{suffix}").write_text(CONTAINERS[suffix])
    step = EveryStep(config_file=f"p{suffix}")
    assert (step.counts, step.texts, step.by_name) == ([3, 4], ["no", "1.0"], {"a": 1000.0})
    assert step.config.mesh.box == 16


DOTTED = {
    ".yaml": "parameters: {mesh.box: 16}\n",
    ".json": '{"parameters": {"mesh.box": 16}}',
    ".toml": "[parameters]\n'mesh.box' = 16\n",
    ".cfg": "mesh.box = 16\n",
}


@pytest.mark.parametrize("suffix", DOTTED)
def test_a_dotted_key_leads_into_a_config(suffix, folder):
    """At the top of the parameters as below."""
    Path(f"p{suffix}").write_text(DOTTED[suffix])
    assert EveryStep(config_file=f"p{suffix}").config.mesh.box == 16


ADDING = {
    ".yaml": "parameters: {texts+: [b]}\n",
    ".json": '{"parameters": {"texts+": ["b"]}}',
    ".toml": "[parameters]\n'texts+' = ['b']\n",
    ".cfg": "texts+ = b,\n",
}


@pytest.mark.parametrize("suffix", ADDING)
def test_a_plus_adds_in_every_format(suffix, folder):
    """The list keeps what lower sources said."""
    Path(f"p{suffix}").write_text(ADDING[suffix])
    assert EveryStep(config_file=f"p{suffix}").texts == ["a", "b"]


def test_one_value_for_a_list_is_a_list_of_one(folder):
    """In the older form, where a list needs a comma elsewhere."""
    Path("p.cfg").write_text("counts = 5\ntexts = 'a, b'\n")
    step = EveryStep(config_file="p.cfg")
    assert step.counts == [5]


def test_a_list_for_text_is_refused(folder):
    """A comma outside of quotes makes a list, which a text field does not take."""
    Path("p.cfg").write_text("text = a, b\n")
    with pytest.raises(ConfigError, match="expected str, got"):
        EveryStep(config_file="p.cfg")


def test_nothing_is_interpolated(folder):
    """What other readers of the older form replace is text."""
    Path("p.cfg").write_text("text = %(maybe)s $maybe ${maybe}\nmaybe = x\n")
    assert EveryStep(config_file="p.cfg").text == "%(maybe)s $maybe ${maybe}"


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".yaml", "parameters: {size: 1, siez: 1, count: x}\nname: 1\nname: 2\n"),
        (".json", '{"parameters": {"size": 1, "siez": 1, "count": "x"}, "name": "1", "name": "2"}'),
        (".cfg", "size = 1\nsize = 2\nsiez = 1\ncount = x\n"),
    ],
)
def test_all_faults_of_a_file_are_told(suffix, text, folder):
    """Keys that come twice, unknown names and wrong values, each with its line."""
    Path(f"p{suffix}").write_text(text)
    with pytest.raises(ParameterErrors) as caught:
        EveryStep(config_file=f"p{suffix}")
    assert [type(fault).__name__ for fault in caught.value.faults] == [
        "ParameterFileError",
        "UnknownParameterError",
        "FieldValidationError",
    ]
    assert all(str(fault.location).startswith(f"p{suffix}:") for fault in caught.value.faults)


def test_a_key_that_comes_twice_in_toml_is_an_error(folder):
    """TOML itself forbids it, so the file cannot be read."""
    Path("p.toml").write_text("[parameters]\ncount = 1\ncount = 2\n")
    with pytest.raises(ParameterFileError, match=r"^p\.toml:3: malformed TOML: cannot overwrite a value"):
        EveryStep(config_file="p.toml")


# -- what is no parameter file ---------------------------------------------------------------------

EVERY_SUFFIX = [*READERS, ".py"]


@pytest.mark.parametrize("suffix", EVERY_SUFFIX)
def test_a_file_of_100_mb_is_refused_at_once(suffix, folder):
    """In a moment and without reading it: whatever its suffix says."""
    path = folder / f"p{suffix}"
    with path.open("wb") as file:
        file.write(b"#ASDF 1.0.0\n" if suffix == ".asdf" else b"# large\n")
        file.truncate(100_000_000)
    started = time.process_time()
    with pytest.raises(ParameterFileError, match="too large for a parameter file"):
        read_parameter_file(str(path))
    assert time.process_time() - started < 1


@pytest.mark.parametrize("suffix", EVERY_SUFFIX)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        bytes(range(256)) * 10,
        "parameters: é".encode("utf-16"),
        b"\xff\xfe",
        b"\n\n",
        b"\t",
    ],
    ids=["empty", "zeros", "binary", "utf-16", "mark", "blank", "tab"],
)
def test_what_is_no_text_of_parameters_is_one_error_or_nothing(suffix, content, folder):
    """Nothing but errors of this package comes of it."""
    Path(f"p{suffix}").write_bytes(content)
    with contextlib.suppress(ConfigError):
        DetectStep(config_file=f"p{suffix}")


@pytest.mark.parametrize("suffix", READERS)
def test_a_truncated_file_is_an_error_or_has_fewer_parameters(suffix, folder):
    """Cut anywhere, no other exception comes of it."""
    whole = WHOLE[suffix].encode()
    for length in range(0, len(whole), 3):
        Path(f"p{suffix}").write_bytes(whole[:length])
        with contextlib.suppress(ConfigError):
            ReducePipeline(config_file=f"p{suffix}")


@pytest.mark.parametrize("suffix", EVERY_SUFFIX)
def test_a_folder_is_an_error(suffix, folder):
    """Also if its name is that of a file."""
    Path(f"p{suffix}").mkdir()
    with pytest.raises(ParameterFileError) as caught:
        read_parameter_file(f"p{suffix}")
    assert str(caught.value) == f"cannot read p{suffix}: Is a directory"


def test_a_pipe_is_an_error(folder):
    """Reading it would wait for somebody to write."""
    os.mkfifo("p.yaml")
    with pytest.raises(ParameterFileError, match=r"^cannot read p\.yaml: it is no regular file$"):
        read_parameter_file("p.yaml")


def test_a_file_that_cannot_be_read_is_a_fault_of_its_layer(folder):
    """So that it is told with all other faults."""
    assert [str(fault) for fault in file_layer("none.toml").faults] == [
        "cannot read none.toml: No such file or directory"
    ]


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
)
LARGE = 100_000
ENDLESS = {
    "aliases.yaml": BOMB,
    "deep.yaml": "[" * LARGE,
    "deep.json": "[" * LARGE,
    "deep.toml": "a = " + "[" * LARGE,
    "deep.cfg": "[" * LARGE,
    "dotted.toml": "a." * LARGE + "a = 1",
    "quoted.toml": "'a' . " * LARGE + "a = 1",
    "digits.toml": "a = " + "1" * LARGE,
    "blanks.cfg": "a" + " " * LARGE + "b",
    "section.cfg": "[a" + " " * LARGE,
    "brackets.cfg": "[" * LARGE + "]" * LARGE,
    "commas.cfg": "a = " + "x," * LARGE,
    "open.cfg": "a = '''" + "\n" * LARGE,
    "quotes.cfg": "'" * LARGE,
}


@pytest.mark.parametrize("name", ENDLESS)
def test_no_file_takes_long_or_much_memory(name, folder):
    """Each is read or refused in a time that grows with its length and not with the square of that."""
    Path(name).write_text(ENDLESS[name])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    with contextlib.suppress(ConfigError):
        DetectStep(config_file=name)
    assert time.process_time() - started < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
