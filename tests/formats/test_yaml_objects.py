"""Configs in PyYAML's hands: all dumpers write the readable form, all loaders read it and execute nothing."""

import subprocess
import sys

import pytest
import yaml

import stepconfig
from stepconfig import (
    Config,
    ConfigError,
    ConfigField,
    DictField,
    Field,
    ListField,
    ParameterErrors,
    ParameterFileError,
)
from tests.properties.values import exact

HERE = __name__
DUMPERS = [yaml.SafeDumper, yaml.Dumper, yaml.CSafeDumper, yaml.CDumper]
LOADERS = [
    yaml.SafeLoader,
    yaml.FullLoader,
    yaml.UnsafeLoader,
    yaml.Loader,
    yaml.CSafeLoader,
    yaml.CFullLoader,
    yaml.CUnsafeLoader,
    yaml.CLoader,
]


class Detect(Config):
    """Detection."""

    threshold = Field("Detection threshold.", float, 5.0)
    bands = ListField("Bands.", str, ["g", "r"])


class Reduce(Config):
    """A reduction."""

    detect = ConfigField("Detection.", Detect)
    title = Field("Title.", str, optional=True)
    wave = Field("Wave", complex, 1 + 2j)
    lim = Field("Lim", float, float("nan"))
    zero = DictField("Zero points.", str, float, {"g": 25.0})


DUMPED = f"""\
!stepconfig.Config
$class: {HERE}.Reduce
detect:
  threshold: 4.0
  bands: [g, r]
title: 'no'
wave: '(1+2j)'
lim: .nan
zero:
  g: 25.0
"""

SAVED = f"""\
!<lsst.pex.config.Config> |
  import {HERE}
  assert type(config) is {HERE}.Reduce, f"config is of type {{type(config).__module__}}.\
{{type(config).__name__}} instead of {HERE}.Reduce"

  # Detection threshold.
  config.detect.threshold=4.0

  # Bands.
  config.detect.bands=['g', 'r']

  # Title.
  config.title='it\\'s # "odd"\\nline'

  # Wave
  config.wave=(1+2j)

  # Lim
  config.lim=float('nan')

  # Zero points.
  config.zero={{'g': 25.0}}

"""
"""What ``yaml.dump`` gives for such a config of pex_config's, the names of the module apart."""


def changed():
    """A config with two values changed."""
    config = Reduce(title="no")
    config.detect.threshold = 4
    return config


# -- dumping ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("dumper", DUMPERS)
def test_every_dumper_writes_the_readable_form(dumper):
    """A mapping under a tag of its own, with the class; keys are in order though PyYAML would sort them."""
    assert yaml.dump(changed(), Dumper=dumper) == DUMPED
    assert yaml.dump(changed(), Dumper=dumper, sort_keys=False) == DUMPED


def test_a_config_is_written_among_other_objects():
    """The same config twice is an anchor and an alias, as for every object; equal ones are not."""
    config = Detect()
    body = f"  $class: {HERE}.Detect\n  threshold: 5.0\n  bands: [g, r]\n"
    assert yaml.safe_dump({"a": config, "b": config}) == f"a: &id001 !stepconfig.Config\n{body}b: *id001\n"
    text = yaml.safe_dump({"a": config, "b": Detect()})
    assert text == f"a: !stepconfig.Config\n{body}b: !stepconfig.Config\n{body}"
    new = yaml.safe_load(yaml.safe_dump([config, config]))
    assert new[0] is new[1]


def test_dumpers_of_users_write_it_too():
    """Also one that had representers of its own before."""

    class Mine(yaml.SafeDumper):
        pass

    Mine.add_representer(set, lambda dumper, data: dumper.represent_list(sorted(data)))
    assert yaml.dump({"a": {2, 1}, "b": Detect()}, Dumper=Mine).startswith(
        "a:\n- 1\n- 2\nb: !stepconfig.Config"
    )


# -- loading ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("loader", LOADERS)
def test_every_loader_reads_both_forms(loader):
    """The readable mapping, and the block of Python that pex_config wrote."""
    for text in (DUMPED, changed().to_yaml()):
        config = yaml.load(text, Loader=loader)
        assert type(config) is Reduce
        assert exact(config.toDict()) == exact(changed().toDict())
    config = yaml.load(SAVED, Loader=loader)
    assert type(config) is Reduce
    assert (config.detect.threshold, config.title) == (4.0, 'it\'s # "odd"\nline')
    assert exact(config.toDict()) == exact(Reduce(title=config.title, detect=changed().detect).toDict())


def test_a_loader_that_constructs_nothing_constructs_no_config():
    """It gives what the text has, as it does for every tag."""
    for loader in (yaml.BaseLoader, yaml.CBaseLoader):
        assert yaml.load(DUMPED, Loader=loader)["title"] == "no"
        assert yaml.load(SAVED, Loader=loader).startswith(f"import {HERE}\n")


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader])
def test_a_value_knows_its_line(folder, loader):
    """And the line of code that had PyYAML load it, which made the config too."""
    (folder / "all.yaml").write_text(
        f"one: {DUMPED}two: {SAVED}".replace("\n", "\n  ").rstrip().replace("\n  two", "\ntwo")
    )
    with open("all.yaml") as file:
        found = yaml.load(file, Loader=loader)
    entry = found["one"].detect.history["threshold"][-1]
    assert (str(entry.location), entry.layer) == ("all.yaml:4", "data file")
    assert entry.location.frames[1].content == "found = yaml.load(file, Loader=loader)"
    assert found["one"].history["wave"][0].location.content == "found = yaml.load(file, Loader=loader)"
    entry = found["two"].detect.history["threshold"][-1]
    assert (str(entry.location), entry.layer) == ("all.yaml:16", "saved config")
    assert str(yaml.load(DUMPED, Loader=loader).history["wave"][-1].location) == "<yaml text>:7"


def test_all_faults_are_told_together():
    """As from a file."""
    with pytest.raises(ParameterErrors) as caught:
        yaml.safe_load(
            f"!stepconfig.Config {{$class: {HERE}.Detect, treshold: 1, threshold: x, bands: [], bands: []}}"
        )
    assert len(caught.value.faults) == 3


HARMFUL = [
    "!stepconfig.Config {$class: os.system}",
    "!stepconfig.Config {}",
    "!stepconfig.Config text",
    "!stepconfig.Config [1]",
    "!stepconfig.Config &a [*a]",
    f"&a !stepconfig.Config {{$class: {HERE}.Detect, bands: *a}}",
    f"!stepconfig.Config {{$class: {HERE}.Detect, bands: !!python/object/apply:os.system ['touch x']}}",
    "!<lsst.pex.config.Config> [1]",
    "!<lsst.pex.config.Config> {a: 1}",
    "!<lsst.pex.config.Config> |\n  import os\n  os.system('touch executed')\n",
    f"!<lsst.pex.config.Config> |\n  import {HERE}\n  assert type(config) is {HERE}.Detect\n"
    "  config.bands = [__import__('os').system('touch executed')]\n",
    "!<lsst.pex.config.Config> |\n  import os\n  assert type(config) is os.system\n",
]


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("text", HARMFUL, ids=range(len(HARMFUL)))
def test_no_loader_executes_anything_for_a_config(folder, loader, text):
    """What is no config is an error of the family, in every loader, the unsafe ones included."""
    with pytest.raises(ConfigError):
        yaml.load(text, Loader=loader)
    assert not list(folder.iterdir())


def test_aliases_of_aliases_are_refused():
    """A text of a few lines does not become a million values."""
    lines = ["!stepconfig.Config", f"$class: {HERE}.Detect", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    for loader in LOADERS:
        with pytest.raises(ParameterFileError, match="aliases of aliases"):
            yaml.load("\n".join(lines), Loader=loader)


def test_trust_is_a_matter_of_the_block():
    """PyYAML has no argument for it."""
    with stepconfig.trusting("tests"):
        assert yaml.safe_load(DUMPED) == changed()
    for text in (DUMPED, SAVED):
        why = "in no trusted package; trusted are: mypipeline"
        with pytest.raises(ConfigError, match=why), stepconfig.trusting("mypipeline"):
            yaml.safe_load(text)


# -- when PyYAML is told ---------------------------------------------------------------------------


def run(code, folder):
    """Run code in a new interpreter where a warning is an error, and return what it prints."""
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "imports",
    [
        "import stepconfig, yaml",
        "import yaml, stepconfig",
        "import importlib.util, stepconfig; importlib.util.find_spec('yaml'); import yaml",
        "import stepconfig, importlib; import yaml; importlib.reload(yaml)",
    ],
)
@pytest.mark.parametrize("text", [DUMPED, SAVED], ids=["readable", "saved"])
def test_the_order_of_imports_makes_no_difference(folder, imports, text):
    """PyYAML is told of configs whichever was first; the module of the class is imported for the text."""
    (folder / "mine.py").write_text(
        "from stepconfig import *\n"
        "class Detect(Config):\n"
        "    threshold = Field('Threshold.', float)\n    bands = ListField('Bands.', str)\n"
        "class Reduce(Config):\n"
        "    detect = ConfigField('Detection.', Detect)\n    title = Field('Title.', str)\n"
        "    wave = Field('Wave.', complex)\n    lim = Field('Limit.', float)\n"
        "    zero = DictField('Zero points.', str, float)\n"
    )
    (folder / "text.yaml").write_text(text.replace(HERE, "mine"))
    code = f"""
{imports}
import sys
config = yaml.safe_load(open('text.yaml').read())
print(type(config), config.detect.threshold)
print(yaml.dump(config, Dumper=yaml.CSafeDumper).splitlines()[1])
print([finder for finder in sys.meta_path if 'stepconfig' in type(finder).__module__])
print(type(yaml.__loader__).__name__, type(yaml.__spec__.loader).__name__)
"""
    assert run(code, folder).splitlines() == [
        "<class 'mine.Reduce'> 4.0",
        "$class: mine.Reduce",
        "[]",
        "SourceFileLoader SourceFileLoader",
    ]


def test_without_pyyaml_nothing_is_missed(folder):
    """The package is used where PyYAML is not to be had, and asking for that is the usual error."""
    code = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name == 'yaml':
            raise ModuleNotFoundError("No module named 'yaml'", name='yaml')
sys.meta_path.insert(0, Missing())
import stepconfig
try:
    import yaml
except ModuleNotFoundError as error:
    print(error)
class Own(stepconfig.Config):
    a = stepconfig.Field('A value.', int, 1)
print(Own(a=2))
"""
    assert run(code, folder).splitlines() == ["No module named 'yaml'", "{'a': 2}"]
