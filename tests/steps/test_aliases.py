"""Step classes that installed packages register, by entry points, and their aliases."""

import sys

import pytest

from stepconfig.errors import PluginError, StepClassError
from stepconfig.steps.aliases import StepInfo, class_of_alias, near_aliases, registered_steps

SAMPLES = "tests.steps.samples"


def install(folder, monkeypatch, name, steps, version="1.2", group="stepconfig.steps", body=None):
    """Install a package that registers steps, as far as Python can see."""
    information = folder / f"{name}-{version}.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (information / "entry_points.txt").write_text(f"[{group}]\n{name} = {name}_steps:get_steps\n")
    (folder / f"{name}_steps.py").write_text(body or f"def get_steps():\n    return {steps!r}\n")
    if str(folder) not in sys.path:
        monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr("stepconfig.steps.aliases._found", {})
    monkeypatch.delitem(sys.modules, f"{name}_steps", raising=False)


def test_packages_register_steps(folder, monkeypatch):
    """Those of packages for stpipe too; sorted, with the package and its version."""
    install(folder, monkeypatch, "alpha", [(f"{SAMPLES}.ScaleStep", "scale", False)])
    install(folder, monkeypatch, "beta", [(f"{SAMPLES}.ReducePipeline", None, True)], group="stpipe.steps")
    assert registered_steps() == [
        StepInfo(f"{SAMPLES}.ReducePipeline", None, True, "beta", "1.2"),
        StepInfo(f"{SAMPLES}.ScaleStep", "scale", False, "alpha", "1.2"),
    ]
    assert class_of_alias("scale") == class_of_alias("alpha::scale") == f"{SAMPLES}.ScaleStep"
    assert class_of_alias("beta::scale") is class_of_alias("none") is None
    assert near_aliases("scal") == ["scale"]


def test_an_alias_of_two_packages_is_an_error(folder, monkeypatch):
    """It lists the forms that are clear, and each of them picks one."""
    install(folder, monkeypatch, "alpha", [(f"{SAMPLES}.ScaleStep", "scale", False)])
    install(folder, monkeypatch, "beta", [(f"{SAMPLES}.DetectStep", "scale", False)])
    with pytest.raises(StepClassError, match=r"have a step 'scale'; write one of beta::scale, alpha::scale"):
        class_of_alias("scale")
    assert class_of_alias("beta::scale") == f"{SAMPLES}.DetectStep"


@pytest.mark.parametrize("body", ["def get_steps():\n    return [1]\n", "import nothing_there\n", ""])
def test_a_package_that_registers_wrongly_is_named(folder, monkeypatch, body):
    """With what it says."""
    install(folder, monkeypatch, "gamma", [], body=body or "x = 1\n")
    with pytest.raises(
        PluginError, match="the plug-in 'gamma' of the package gamma registers steps by stepconfig"
    ):
        registered_steps()


def test_the_command_knows_aliases(folder, monkeypatch, capsys):
    """As the first argument; a misspelt one is told, and the versions of packages are."""
    from stepconfig.cli import strun

    install(folder, monkeypatch, "alpha", [(f"{SAMPLES}.ScaleStep", "scale", False)])
    assert strun.main(["scale", "m51.fits", "--quiet"]) == 0
    assert (folder / "m51_scalestep.json").exists()
    assert strun.main(["alpha::scale", "m52.fits", "--quiet"]) == 0
    assert strun.main(["scal"]) == 2
    assert "nor a class module.Class; did you mean scale?" in capsys.readouterr().err
    assert strun.main(["-v"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["alpha 1.2"]
