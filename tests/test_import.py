"""What importing the package loads, in a process of its own."""

import subprocess
import sys

import pytest

import stepconfig

HEAVY = ("numpy", "yaml", "asdf", "crds", "dask", "rich", "astropy", "scipy")


def run(code):
    """Run code in a new interpreter where a warning is an error, and return what it prints."""
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_the_package_loads_no_heavy_package():
    """NumPy, YAML, ASDF and their like are loaded when they are needed, not before."""
    loaded = run("import sys, stepconfig; print(' '.join({name.partition('.')[0] for name in sys.modules}))")
    assert "stepconfig" in loaded.split()
    assert set(loaded.split()).isdisjoint(HEAVY)


def test_a_config_is_used_without_any_other_package():
    """Defining, making, changing, saving, loading, comparing and telling a config needs no other package."""
    code = f"""
import sys
for name in {HEAVY!r}:
    sys.modules[name] = None  # an import of it fails
import copy, pickle
from stepconfig import ChoiceField, Config, ConfigField, DictField, Field, ListField, RangeField
class Inner(Config):
    order = Field("Order.", int, 3)
class Own(Config):
    f = Field("A value.", float, 1.0)
    r = RangeField("A value.", int, 1, min=0)
    c = ChoiceField("A value.", str, {{"a": "One."}}, "a")
    l = ListField("Values.", float, [1])
    d = DictField("Values.", str, float, {{}})
    inner = ConfigField("Inside.", Inner)
config = Own(f=3)
config.l.append(2)
config.d["a"] = 1
config.inner.order = 4
fresh = Own()
fresh.loadFromString(config.saveToString())
assert fresh == config == config.copy() == pickle.loads(pickle.dumps(config)) == copy.deepcopy(config)
config.validate()
config.freeze()
assert config.diff(Own())
print(config.formatHistory("inner.order").splitlines()[0])
"""
    assert run(code) == "inner.order"


def test_numpy_scalars_work_though_the_package_never_imports_numpy():
    """Scalars of a NumPy that is imported afterwards are stored as plain values."""
    code = """
from stepconfig import Config, Field, ListField
class Own(Config):
    i = Field("A value.", int)
    f = Field("A value.", float)
    b = Field("A value.", bool)
    s = Field("A value.", str)
    l = ListField("Values.", float)
import numpy as np
config = Own(i=np.int64(3), f=np.float32(0.5), b=np.True_, s=np.str_("a"), l=np.arange(3))
print(config.toDict())
"""
    assert run(code) == "{'i': 3, 'f': 0.5, 'b': True, 's': 'a', 'l': [0.0, 1.0, 2.0]}"


def test_the_step_runner_is_loaded_when_it_is_asked_for():
    """``stepconfig.Step`` is there, and importing the package does not load it."""
    code = """
import sys, stepconfig
print("stepconfig.steps" in sys.modules)
stepconfig.Step
print("stepconfig.steps" in sys.modules)
"""
    assert run(code).split() == ["False", "True"]


def test_registries_are_loaded_when_they_are_asked_for():
    """Choices and registries work without any other package, and importing this one does not load them."""
    code = f"""
import sys
for name in {HEAVY!r}:
    sys.modules[name] = None  # an import of it fails
import stepconfig
print("stepconfig.nested.registry" in sys.modules, "importlib.metadata" in sys.modules)
from stepconfig import Config, makeRegistry
registry = makeRegistry("Targets.")
def target(config):
    return config
registry.register("one", target, Config)
class Own(Config):
    choice = registry.makeField("A choice.", default="one")
print(Own().choice.apply().toDict(), "importlib.metadata" in sys.modules)
"""
    assert run(code).splitlines() == ["False False", "{} False"]


@pytest.mark.parametrize("name", stepconfig.__all__)
def test_every_public_name_is_there_and_has_a_doc(name):
    """What the package says it has, it has, with a doc."""
    found = getattr(stepconfig, name)
    assert found.__doc__


def test_an_unknown_name_of_the_package_is_an_attribute_error():
    """The package is asked for names like any module."""
    with pytest.raises(AttributeError, match="module 'stepconfig' has no attribute 'Feild'"):
        stepconfig.Feild  # noqa: B018
    with pytest.raises(ImportError):
        from stepconfig import Feild  # noqa: F401


def test_a_public_class_is_found_by_its_module_and_name():
    """Every public class says where it is from, so that it can be pickled."""
    for name in stepconfig.__all__:
        found = getattr(stepconfig, name)
        if isinstance(found, type):
            assert getattr(sys.modules[found.__module__], found.__qualname__) is found
