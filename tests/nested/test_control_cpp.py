"""Config classes of control structs that are compiled, with pybind11 and with nanobind."""

import math
import pickle
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from stepconfig import Config, ControlError, FieldValidationError, RangeField, makeConfigClass, wrap

MANY = 2**63


def made(controls, *names):
    """Make the config classes of structs, into their own module, and return the last one."""
    classes = [makeConfigClass(getattr(controls, name), module=controls) for name in names]
    return classes[-1]


def test_every_type_of_value_goes_both_ways(controls):
    """Values arrive with all their bits, the extremes of 64-bit numbers and what is not finite too."""
    config_class = made(controls, "ScalarControl")
    config = config_class()
    unknown = config.unknown
    assert math.isnan(unknown)
    assert config.toDict() == {
        "flag": True,
        "count": -3,
        "large": MANY - 1,
        "lowest": -MANY,
        "narrow": 0.5,
        "width": 0.1,
        "unknown": unknown,
        "limit": -math.inf,
        "label": "näh",
    }
    assert [config_class._fields[name].dtype for name in config] == [
        *(bool, int, int, int, float, float, float, float, str)
    ]
    config.update(flag=False, count=2**31 - 1, large=-MANY, lowest=MANY - 1, narrow=math.inf)
    config.update(width=math.nan, unknown=5e-324, limit=math.inf, label="")
    control = config.makeControl()
    assert type(control) is controls.ScalarControl
    assert (control.flag, control.count, control.large, control.lowest) == (
        *(False, 2**31 - 1, -MANY, MANY - 1),
    )
    assert (control.narrow, control.unknown, control.limit) == (math.inf, 5e-324, math.inf)
    assert math.isnan(control.width)
    assert control.label == ""
    again = config_class()
    again.readControl(control)
    assert again == config


def test_vectors_and_lists_go_both_ways(controls):
    """Containers of every type of item become lists and come back."""
    config_class = made(controls, "ContainerControl")
    config = config_class()
    assert config.toDict() == {
        "flags": [True, False],
        "counts": [1, -2],
        "large": [MANY - 1, -MANY],
        "narrow": [0.5],
        "radii": [2.0, math.inf],
        "bands": ["g", "r"],
        "empty": [],
    }
    config.flags.append(True)
    config.large = [-MANY]
    config.bands.clear()
    config.empty = ["a", "ü"]
    control = config.makeControl()
    assert list(control.flags) == [True, False, True]
    assert list(control.large) == [-MANY]
    assert (list(control.bands), list(control.empty)) == ([], ["a", "ü"])
    again = config_class()
    again.readControl(control)
    assert again == config


def test_names_without_std_and_with_spaces_are_as_good(controls):
    """The type is what stands in the header."""
    assert made(controls, "PlainNamesControl")().toDict() == {"word": "a", "numbers": [1.0], "words": ["b"]}


def test_one_line_defines_the_class_with_its_docs(controls):
    """Attributes, static functions and docs are there without a field being named again."""
    control = controls.ScalarControl
    assert (control._type_large(), control._doc_width()) == ("std::int64_t", "A width (pixel).")
    assert control.width.__doc__ == "A width (pixel)."
    assert not hasattr(control, "_module_width")
    assert controls.MiddleControl._module_inner() == "test.controls"
    assert "Containers of all kinds." in controls.ContainerControl.__doc__
    assert "width : float, optional, default 0.1" in made(controls, "ScalarControl").__doc__


def test_the_constructor_runs_once_for_a_config(controls):
    """One control object is made, whose values are read."""
    config_class = made(controls, "ScalarControl")
    config_class()
    before = controls.scalars_made()
    config_class()
    assert controls.scalars_made() == before + 1


def test_the_history_names_the_struct(controls):
    """Who asks for a default learns that it is from C++."""
    config = made(controls, "ScalarControl")()
    config.count = 4
    assert config.formatHistory("width") == "width\n  0.1  default  C++ ScalarControl"
    assert [entry.label for entry in config.history["count"]] == ["defaults", "assignment"]


def test_nested_structs_become_nested_configs(controls):
    """Three levels; what an outer constructor changes is told as its own."""
    module = ModuleType("test.controls")
    for name in ("InnerControl", "MiddleControl", "OuterControl"):
        makeConfigClass(getattr(controls, name), module=module)
        setattr(module, name, getattr(controls, name))
    config = module.OuterConfig()
    values = {"middle": {"inner": {"order": 5, "knots": [1.0, 2.0]}, "scale": 7.0}, "name": "outer"}
    assert config.toDict() == values
    assert {
        path: str(entry.location)
        for path, entry in (
            ("middle.inner.order", config.middle.inner.history["order"][0]),
            ("middle.inner.knots", config.middle.inner.history["knots"][0]),
            ("middle.scale", config.middle.history["scale"][0]),
        )
    } == {
        "middle.inner.order": "C++ MiddleControl",
        "middle.inner.knots": "C++ InnerControl",
        "middle.scale": "C++ OuterControl",
    }
    config.middle.inner.knots.append(3)
    control = config.makeControl()
    assert list(control.middle.inner.knots) == [1.0, 2.0, 3.0]
    control.middle.inner.order = 9
    config.readControl(control)
    assert config.middle.inner.order == 9


def test_inherited_fields_come_first(controls):
    """All fields of the bases are there, whether Python knows the base or not, and `validate` too."""
    made(controls, "BaseControl")
    derived = made(controls, "DerivedControl")()
    assert derived.toDict() == {"first": 1, "second": 2.5, "third": "three"}
    assert not issubclass(controls.DerivedControl, controls.BaseControl)
    sibling = made(controls, "SiblingControl")()
    assert sibling.toDict() == {"first": 1, "second": 2.0, "fourth": False}
    assert issubclass(controls.SiblingControl, controls.BaseControl)
    for config in (derived, sibling):
        config.validate()
        config.first = 101
        with pytest.raises(IndexError, match="first is beyond 100"):
            config.validate()
        assert config.makeControl().first == 101


def test_a_template_is_a_struct_like_any_other(controls):
    """Fields of a class template are found."""
    assert made(controls, "TemplateControl")().toDict() == {"number": 1.0, "other": 2}


def test_a_constructor_that_throws_is_an_error_with_its_message(controls):
    """Nobody goes on with values that C++ never gave."""
    config_class = made(controls, "ThrowingControl")
    with pytest.raises(ControlError) as caught:
        config_class()
    assert str(caught.value) == (
        f"{controls.__name__}.ThrowingConfig: the C++ constructor of ThrowingControl raises"
        " RuntimeError: no calibration file"
    )
    assert "default not known: RuntimeError: no calibration file" in config_class.__doc__


def test_what_validate_throws_is_the_error(controls):
    """The exception of the C++ code comes out of the config's `validate`."""
    config = made(controls, "InnerControl")()
    config.validate()
    config.order = -1
    with pytest.raises(ValueError, match="order has to be 0 or more") as caught:
        config.validate()
    assert "InnerControl.validate()" in caught.value.__notes__[0]


@pytest.mark.parametrize(
    ("struct", "field", "value"),
    [
        ("ScalarControl", "count", 2**31),
        ("ScalarControl", "large", MANY),
        ("ContainerControl", "counts", [0, -(2**31) - 1]),
        ("ContainerControl", "bands", ["g", None]),
    ],
)
def test_a_value_that_does_not_fit_is_an_error_with_its_place(controls, struct, field, value):
    """What C++ cannot hold is found by `validate` and by `makeControl`, and not cut to size."""
    config = made(controls, struct)()
    config.update(**{field: value})
    for use in (config.validate, config.makeControl):
        with pytest.raises(FieldValidationError) as caught:
            use()
        declared = getattr(config.Control, f"_type_{field}")()
        first, second, *_ = str(caught.value).splitlines()
        assert f"'{field}' failed validation: expected what C++ {declared} of {struct} can hold, got" in first
        assert "test_control_cpp.py" in second


def test_a_type_that_no_field_has_is_an_error(controls):
    """The struct compiles; its config class is refused."""
    with pytest.raises(TypeError, match=r"UnsupportedControl\.size is of the C\+\+ type 'unsigned long'"):
        made(controls, "UnsupportedControl")


def test_structs_written_for_lsst_compile_unchanged(controls):
    """The switch gives the names that they use, in the struct and in the binding."""
    source = (Path(__file__).parent / "cpp" / "lsst_style.h").read_text()
    assert "STEPCONFIG" not in source
    assert "#include <stepconfig" not in source
    module = ModuleType("lsst.algorithms")
    module.ApertureControl = controls.ApertureControl
    makeConfigClass(controls.ApertureControl, module=module)
    config = makeConfigClass(controls.FluxControl, module=module)()
    assert config.toDict() == {
        "kFac": 10.0,
        "aperture": {"radii": [3.0, 4.5], "shiftKernel": "lanczos5"},
    }
    assert controls.FluxControl._module_aperture() == "lsst.algorithms"
    config.aperture.radii = [1]
    assert list(config.makeControl().aperture.radii) == [1.0]


def test_a_wrapped_class_keeps_its_fields(controls):
    """Python may narrow what C++ declares."""

    @wrap(controls.BaseControl)
    class Mine(Config):
        """My own."""

        second = RangeField("Between 0 and 3.", float, min=0.0, max=3.0, optional=True)

    assert Mine().toDict() == {"second": 2.0, "first": 1}
    with pytest.raises(FieldValidationError, match=r"float in \[0.0, 3.0\)"):
        Mine(second=4)


def test_a_pickle_finds_the_class(controls):
    """The class is in the module of the structs, where another process finds it."""
    config = made(controls, "ContainerControl")(bands=["z"])
    again = pickle.loads(pickle.dumps(config))
    assert again == config
    assert str(again.history["radii"][0].location) == "C++ ContainerControl"


def test_nothing_is_left_behind_at_exit(controls):
    """The classes know each other, and the interpreter ends without a complaint all the same."""
    code = (
        f"import sys; sys.path.append({str(Path(controls.__file__).parent)!r})\n"
        f"import {controls.__name__} as controls, stepconfig\n"
        "config = stepconfig.makeConfigClass(controls.ScalarControl)()\n"
        "control = config.makeControl()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
