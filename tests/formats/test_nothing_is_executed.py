"""No reader executes what it reads: each attempt would leave a file, and there is none."""

import contextlib
import json
from pathlib import Path

import pytest
import yaml

from stepconfig import Config, ConfigError, ConfigurableField, Field, Step
from stepconfig.sources.environment import Environment
from tests.steps.samples import EveryStep, ReducePipeline

MARKER = "executed"
CODE = f"open({MARKER!r}, 'w')"
COMMAND = f"touch {MARKER}"
MODULE = f"{CODE}\nfrom stepconfig import Step\nclass Evil(Step):\n    '''x'''\n"


class Made(Config):
    """What the texts are for."""

    gain = Field("A number.", float, 1.0)
    name = Field("A text.", str, "x")
    target = ConfigurableField("A target.", target=lambda config: config, ConfigClass=Config)


@pytest.fixture(autouse=True)
def marker(folder):
    """Nothing may leave the marker."""
    yield
    assert not Path(MARKER).exists()


TAGGED = [
    f"!!python/object/apply:os.system ['{COMMAND}']",
    f"!!python/object/apply:os.system {{args: ['{COMMAND}']}}",
    f"!!python/object/apply:subprocess.check_output [['touch', '{MARKER}']]",
    f'!!python/object/apply:eval ["{CODE}"]',
    f"!!python/object/new:os.system ['{COMMAND}']",
    f"!!python/object:os.system {{command: '{COMMAND}'}}",
    "!!python/name:os.system",
    "!!python/module:evil",
    "!!python/object/new:type {args: [z, !!python/tuple [], {extend: !!python/name:exec}],"
    f' listitems: "{CODE}"}}',
    f"!<tag:yaml.org,2002:python/object/apply:os.system> ['{COMMAND}']",
    f"!core/software-1.0.0 {{name: !!python/object/apply:os.system ['{COMMAND}']}}",
    "!core/ndarray-1.0.0 {source: 'file:///etc/passwd', datatype: uint8, shape: [4]}",
    "!core/externalarray-1.0.0 {fileuri: evil.py, target: 0, datatype: x, shape: [1]}",
    "!<tag:stsci.edu:gwcs/wcs-1.0.0> {name: os.system}",
    f"!stepconfig.Config {{$class: os.system, gain: '{COMMAND}'}}",
    f"!<lsst.pex.config.Config> \"import os\\nos.system('{COMMAND}')\"",
    f"!call:os.system {{x: '{COMMAND}'}}",
]


@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".asdf"])
@pytest.mark.parametrize("value", TAGGED)
def test_tags_in_parameter_files_construct_nothing(value, suffix):
    """Neither as a value, nor in one, nor as a key, nor as the class."""
    head, end = ("#ASDF 1.0.0\n--- !core/asdf-1.1.0\n", "...\n") if suffix == ".asdf" else ("", "")
    for text in (
        f"parameters:\n  text: {value}\n",
        f"parameters:\n  texts: [{value}]\n",
        f"parameters:\n  anything: {{a: {value}}}\n",
        f"parameters:\n  anything:\n    ? {value}\n    : 1\n",
        f"class: {value}\nparameters: {{}}\n",
        f"parameters: {value}\n",
        f"{value}\n",
    ):
        Path(f"p{suffix}").write_text(head + text + end)
        for make in (
            lambda: EveryStep(config_file=f"p{suffix}"),
            lambda: Step.from_config_file(f"p{suffix}"),
        ):
            with contextlib.suppress(ConfigError):
                make()


@pytest.mark.parametrize("value", TAGGED)
def test_tags_in_configs_construct_nothing(value):
    """In the YAML and ASDF of a config, and in what PyYAML's safe loader is given."""
    for text in (f"name: {value}\n", f"? {value}\n: 1\n", f"{value}\n", f"target: {value}\n"):
        for make in (Made.from_yaml, Config.from_yaml):
            with contextlib.suppress(ConfigError):
                make(text)
        with contextlib.suppress(ConfigError):
            Made.from_asdf(f"#ASDF 1.0.0\n---\nconfig:\n  {text}\n...\n")
    with contextlib.suppress(ConfigError, yaml.YAMLError):
        yaml.safe_load(f"!stepconfig.Config\n$class: {__name__}.Made\nname: {value}\n")


CLASSES = [
    "os.system",
    "posix.system",
    "subprocess.Popen",
    "builtins.exec",
    f"os.system('{COMMAND}')",
    f"__import__('os').system('{COMMAND}')",
    f"x.{CODE}",
    "os.path.os.system",
    "stepconfig.Step.call",
    "../evil.Evil",
    "evil:Evil",
    "resource://evil/evil.py",
    "file:evil.py",
]


@pytest.mark.parametrize("name", CLASSES)
def test_names_of_classes_call_nothing(name, run_step):
    """A name that is none of a step class is an error; nothing under that name is called."""
    Path("evil.py").write_text(MODULE)
    for suffix, text in (
        (".yaml", f"class: {json.dumps(name)}\nparameters: {{text: {json.dumps(COMMAND)}}}\n"),
        (".json", json.dumps({"class": name, "parameters": {"text": COMMAND}})),
        (".toml", f"class = {json.dumps(name)}\nparameters.text = {json.dumps(COMMAND)}\n"),
        (".cfg", f'class = "{name}"\ntext = {COMMAND}\n'),
    ):
        Path(f"p{suffix}").write_text(text)
        with pytest.raises(ConfigError):
            Step.from_config_file(f"p{suffix}")
        assert run_step(f"p{suffix}").code == 2
        EveryStep(config_file=f"p{suffix}")
    assert run_step(name).code == 2


@pytest.mark.parametrize("key", ["$class", "$target", "$name", "class", "target"])
@pytest.mark.parametrize("name", [*CLASSES, "tests.steps.samples.EveryStep"])
def test_keys_of_configs_that_name_something_call_nothing(key, name):
    """Of a class only one of configs is made; a target is found and not called."""
    for tree in ({key: name, "gain": COMMAND}, {"target": {key: name}}, {"target": name}):
        text = json.dumps(tree)
        for make in (Config.from_json, Made.from_json, Made.from_yaml):
            with contextlib.suppress(ConfigError):
                make(text)
        toml = "".join(
            f"{json.dumps(outer)} = "
            + (f"{{{json.dumps(key)} = {json.dumps(name)}}}" if isinstance(item, dict) else json.dumps(item))
            + "\n"
            for outer, item in tree.items()
        )
        with contextlib.suppress(ConfigError):
            Made.from_toml(toml)


INTERPOLATED = [
    "%(x)s",
    "${x}",
    "$x",
    "%%(x)s",
    f"$({COMMAND})",
    f"`{COMMAND}`",
    f"${{{CODE}}}",
    f"{{{CODE}}}",
]


@pytest.mark.parametrize("text", INTERPOLATED)
def test_nothing_is_interpolated(text, monkeypatch):
    """Neither other values, nor the environment, nor commands: such a text is itself, in every format."""
    monkeypatch.setenv("x", "from the environment")
    Path("p.cfg").write_text(f'text = "{text}"\nmaybe = x\n[DEFAULT]\nx = 1\n')
    with pytest.raises(ConfigError, match="DEFAULT"):
        EveryStep(config_file="p.cfg")
    for suffix, content in (
        (".cfg", f'text = "{text}"\nmaybe = x\n'),
        (".toml", f"[parameters]\ntext = {json.dumps(text)}\n"),
        (".json", json.dumps({"parameters": {"text": text}})),
        (".yaml", f"parameters: {{text: {json.dumps(text)}}}\n"),
    ):
        Path(f"p{suffix}").write_text(content)
        assert EveryStep(config_file=f"p{suffix}").text == text
    assert EveryStep.from_layers([Environment("E", {"E_TEXT": text})]).text == text


SAVED = [
    f"import os\nos.system('{COMMAND}')",
    f"config.gain={CODE}",
    f"config.name=__import__('os').system('{COMMAND}')",
    f"config.target.retarget(target=os.system)\nconfig.target.target('{COMMAND}')",
    "import evil\nconfig.target.retarget(target=evil.Evil, ConfigClass=evil.Evil)",
    f"assert {CODE}",
    f"@{CODE}\ndef f(): pass",
    f"class A: x = {CODE}",
    f"config.gain=[0 for _ in [{CODE}]][0]",
    f"config.name=f'{{{CODE}}}'",
    f"config.gain: {CODE} = 1.0",
    f"config.load({MARKER!r})",
]


@pytest.mark.parametrize("code", SAVED)
def test_saved_text_is_not_executed(code):
    """The saved form of a config in YAML, as pex_config puts it there, is read and not run."""
    text = f"import {__name__}\nassert type(config)=={__name__}.Made\n{code}\n"
    block = "".join(f"  {line}\n" for line in text.splitlines())
    for content in (f"|\n{block}", f"--- !<lsst.pex.config.Config> |\n{block}"):
        for make in (Made.from_yaml, Config.from_yaml):
            with contextlib.suppress(ConfigError):  # an assertion is passed over
                make(content, trusted=["tests"])
        with contextlib.suppress(ConfigError, yaml.YAMLError):
            yaml.safe_load(content)


@pytest.mark.parametrize(
    "name",
    [
        "evil.py",
        "./evil.PY",
        "resource://evil/evil.py",
        "file:evil.py",
        f"file://{MARKER}",
        "|touch executed",
    ],
)
def test_a_file_for_a_step_is_never_executed(name):
    """Whatever names it: a Python file is refused, and no other scheme is known."""
    Path("evil.py").write_text(CODE)
    Path("evil.PY").write_text(CODE)
    Path("p.json").write_text(json.dumps({"parameters": {}, "steps": {"detect": {"config_file": name}}}))
    for make in (
        lambda: ReducePipeline(config_file="p.json"),
        lambda: ReducePipeline(**{"steps.detect.config_file": name}),
        lambda: ReducePipeline.from_layers([Environment("E", {"E_STEPS__DETECT__CONFIG_FILE": name})]),
        lambda: ReducePipeline.from_layers(ReducePipeline.reference_layers({ReducePipeline: name}.get)),
    ):
        with pytest.raises(ConfigError):
            make()


@pytest.mark.parametrize("value", TAGGED)
def test_arguments_and_variables_construct_nothing(value, run_step):
    """What is in brackets is read as YAML, without its tags."""
    for name in ("text", "texts", "anything", "mesh", "by_number", "count", "fit"):
        for text in (value, f"[{value}]", f"{{a: {value}}}", f"{{{value}: a}}", CODE):
            assert run_step("tests.steps.samples.EveryStep", f"--{name}={text}", "--changes").code in (0, 2)
            with contextlib.suppress(ConfigError):
                EveryStep.from_layers([Environment("E", {f"E_{name.upper()}": text})])
