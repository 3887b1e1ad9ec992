"""Finding step classes by name, and the names under which classes are found."""

import sys
from types import ModuleType, SimpleNamespace

import pytest

from stepconfig import Step
from stepconfig.errors import StepClassError
from stepconfig.steps.find import find_step_class, importable_name
from tests.steps.samples import DetectStep


@pytest.fixture
def modules(folder, monkeypatch):
    """Forget every module and folder that a test makes known."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    known = set(sys.modules)
    yield folder
    for name in set(sys.modules) - known:
        del sys.modules[name]


def test_a_class_is_found_by_module_and_name():
    """The module is imported."""
    assert find_step_class("tests.steps.samples.DetectStep", Step) is DetectStep


def test_a_module_beside_a_file_is_found(modules):
    """A folder is searched after all others, and modules in it can import each other."""
    (modules / "own_steps.py").write_text("from own_more import More\nclass Own(More): pass\n")
    (modules / "own_more.py").write_text("from stepconfig import Step\nclass More(Step): pass\n")
    found = find_step_class("own_steps.Own", Step, str(modules))
    assert (found.__name__, find_step_class("own_more.More", Step)) == ("Own", found.__mro__[1])


def test_a_folder_does_not_hide_what_is_installed(modules):
    """A file that is called as a known module is not taken for that."""
    sys.modules.pop("quopri", None)  # a module that hardly anybody imports
    for name in ("json", "quopri"):
        (modules / f"{name}.py").write_text("raise AssertionError\n")
        with pytest.raises(StepClassError, match=f"the module {name} has no class 'Own'"):
            find_step_class(f"{name}.Own", Step, str(modules))


def test_a_class_in_a_class_is_found(modules):
    """The name goes on inside of classes."""
    text = "from stepconfig import Step\nclass Outer:\n    class Inner(Step): pass\n"
    (modules / "own_nested.py").write_text(text)
    assert find_step_class("own_nested.Outer.Inner", Step, str(modules)).__qualname__ == "Outer.Inner"


@pytest.mark.parametrize("name", ["", "Step", ".Step", "a..Step", "a b.Step", "a-b.Step", "a.Step.", "a/b.S"])
def test_what_is_no_name_of_a_class_is_told(name):
    """A module and a class are needed, both with proper names."""
    with pytest.raises(StepClassError) as caught:
        find_step_class(name, Step)
    assert str(caught.value) == f"{name!r} is no name of a step class; expected module.Class"


NOT_FOUND = "is its package installed, or its folder on PYTHONPATH?"
SAMPLES = "tests.steps.samples"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nowhere.Own", f"cannot find the module 'nowhere' of the step class nowhere.Own; {NOT_FOUND}"),
        ("nowhere.a.Own", f"cannot find the module 'nowhere.a' of the step class nowhere.a.Own; {NOT_FOUND}"),
        (
            "tests.steps.sampels.Own",
            "cannot find the module 'tests.steps.sampels' of the step class tests.steps.sampels.Own; did you"
            f" mean {SAMPLES}?",
        ),
        (
            f"{SAMPLES}.DetctStep",
            f"the module {SAMPLES} has no class 'DetctStep'; did you mean {SAMPLES}.DetectStep?",
        ),
        (f"{SAMPLES}.Image", f"the module {SAMPLES} has no step class 'Image'"),
        (f"{SAMPLES}.json", f"the module {SAMPLES} has no step class 'json'"),
        (f"{SAMPLES}.Image.save", f"the module {SAMPLES} has no step class 'Image.save'"),
        ("bad_import.Own", "cannot import bad_import for bad_import.Own: No module named 'not_there'"),
        ("bad_code.Own", "cannot import bad_code for bad_code.Own: ZeroDivisionError: division by zero"),
        ("ends.Own", "cannot import ends for ends.Own: SystemExit: 5"),
        (
            "bad.Own",
            "cannot import bad for bad.Own: SyntaxError: '(' was never closed (bad.py, line 1)",
        ),
    ],
)
def test_what_cannot_be_found_is_told(modules, name, expected):
    """Which part is missing, and whose fault it is."""
    (modules / "bad_import.py").write_text("import not_there\n")
    (modules / "bad_code.py").write_text("1 / 0\n")
    (modules / "ends.py").write_text("raise SystemExit(5)\n")
    (modules / "bad.py").write_text("class Own(\n")
    with pytest.raises(StepClassError) as caught:
        find_step_class(name, Step, str(modules))
    assert str(caught.value) == expected


def test_the_importable_name_of_a_class():
    """Module and name, as a file has them."""
    assert importable_name(DetectStep) == "tests.steps.samples.DetectStep"


@pytest.mark.parametrize(
    ("main", "expected"),
    [
        (SimpleNamespace(__spec__=None, __file__="/x/reduce.py"), "reduce.Mine"),
        (SimpleNamespace(__spec__=SimpleNamespace(name="package.__main__")), "package.__main__.Mine"),
        (SimpleNamespace(__spec__=None, __file__="/x/my-script.py"), "__main__.Mine"),
        (SimpleNamespace(__spec__=None), "__main__.Mine"),
    ],
)
def test_the_importable_name_of_a_class_of_the_main_module(monkeypatch, main, expected):
    """That of the script or of the module that was started; in an interactive session there is none."""
    module = ModuleType("__main__")
    vars(module).update(vars(main))
    monkeypatch.setitem(sys.modules, "__main__", module)
    assert importable_name(type("Mine", (), {"__module__": "__main__"})) == expected
