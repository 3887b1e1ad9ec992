"""Config classes of control structs, seen with control classes that are written in Python."""

import copy
import math
import pickle
import subprocess
import sys
from types import ModuleType

import pytest

import stepconfig
import stepconfig.nested.control
from stepconfig import (
    Config,
    ConfigField,
    ControlError,
    Field,
    FieldValidationError,
    ListField,
    RangeField,
    UnknownNameError,
    makeConfigClass,
    wrap,
)
from stepconfig.history import format as pex_format
from tests.nested.controls import View, control_class


@pytest.fixture
def home(monkeypatch):
    """Return a module for classes, which can be imported during the test."""
    module = ModuleType("control_home")
    monkeypatch.setitem(sys.modules, "control_home", module)
    return module


def smooth_control(**others):
    """Return a control class with a field of each kind."""
    return control_class(
        "SmoothControl",
        ("width", "double", 1.5),
        ("count", "std::int64_t", 2**63 - 1),
        ("label", "std::string", "a"),
        ("flag", "bool", True),
        ("radii", "std::vector<double>", list),
        **others,
    )


def nested_controls(home):
    """Return an inner control class, with its config class made, and one around it."""
    inner = control_class("InnerControl", ("order", "int", 2), ("knots", "std::vector<double>", list))
    makeConfigClass(inner, module=home)
    home.InnerControl = inner

    def changed():
        made = inner()
        made.order = 5
        return made

    factory = type("Changed", (), {"__new__": lambda cls: changed()})
    outer = control_class("OuterControl", ("inner", "shapes::InnerControl", factory, home.__name__))
    return inner, outer


class TestDefinition:
    """What a class is made of."""

    @pytest.mark.parametrize(
        ("declared", "kind", "dtype"),
        [
            ("bool", Field, bool),
            ("int", Field, int),
            ("std::int64_t", Field, int),
            ("int64_t", Field, int),
            ("float", Field, float),
            ("double", Field, float),
            ("std::string", Field, str),
            ("string", Field, str),
            (" ::std::string ", Field, str),
            ("std::vector<bool>", ListField, bool),
            ("std::vector<int>", ListField, int),
            ("vector<std::int64_t>", ListField, int),
            ("std::list<float>", ListField, float),
            ("list< double >", ListField, float),
            ("std::vector<std::string>", ListField, str),
            ("std::list<string>", ListField, str),
        ],
    )
    def test_a_c_type_gives_a_field(self, declared, kind, dtype, home):
        """Each C++ type has its field, which may be None."""
        field = makeConfigClass(control_class("FooControl", ("x", declared, None)), module=home).x
        assert (type(field), field.dtype, field.optional) == (kind, dtype, True)
        assert field.doc == "Doc of x."

    @pytest.mark.parametrize(
        "declared",
        [
            "unsigned int",
            "std::size_t",
            "std::complex<double>",
            "std::map<std::string, int>",
            "std::vector<std::vector<double>>",
            "std::vector<>",
            "char const *",
            "",
        ],
    )
    def test_other_types_are_refused(self, declared, home):
        """A type of which no field can be made is a TypeError that says what can be used."""
        with pytest.raises(TypeError) as caught:
            makeConfigClass(control_class("FooControl", ("x", declared, None)), module=home)
        assert str(caught.value) == (
            f"tests.nested.controls.FooControl.x is of the C++ type {declared!r}; a field can be a bool, int,"
            " std::int64_t, float, double, std::string, a std::vector or std::list of one of these, or a"
            " control struct declared with STEPCONFIG_NESTED_CONTROL_FIELD"
        )

    @pytest.mark.parametrize("doc", [None, "", "  "])
    def test_a_field_needs_a_doc(self, doc, home):
        """A field without a doc is a TypeError."""
        ctrl = control_class("FooControl", ("x", "int", 1))
        if doc is None:
            del ctrl._doc_x
        else:
            ctrl._doc_x = staticmethod(lambda: doc)
        with pytest.raises(TypeError, match=r"FooControl\.x has no doc; say in the C\+\+ struct"):
            makeConfigClass(ctrl, module=home)

    def test_fields_keep_their_order_and_those_of_a_base_come_first(self, home):
        """The order is that of the declarations."""
        base = control_class("BaseControl", ("z", "int", 1), ("a", "int", 2))
        ctrl = control_class("FooControl", ("m", "int", 3), ("z", "double", 0.5), bases=(base,))
        config_class = makeConfigClass(ctrl, module=home)
        assert list(config_class()) == ["z", "a", "m"]
        assert config_class().toDict() == {"z": 0.5, "a": 2, "m": 3}

    def test_the_name_follows_from_that_of_the_struct(self, home):
        """Control becomes Config, wherever it stands."""
        assert makeConfigClass(control_class("FooControl"), module=home).__name__ == "FooConfig"
        assert makeConfigClass(control_class("FooControlObject"), module=home).__name__ == "FooConfigObject"
        assert makeConfigClass(control_class("Foo"), "Bar", module=home).__qualname__ == "Bar"

    def test_a_name_without_control_is_an_error(self, home):
        """A struct that is named otherwise needs a name for its class."""
        with pytest.raises(ValueError, match="like FooControl, got tests.nested.controls.Foo; give a name"):
            makeConfigClass(control_class("Foo"), module=home)

    def test_the_classes_know_each_other(self, home):
        """``ConfigClass`` and ``Control`` lead from one class to the other."""
        ctrl = smooth_control()
        config_class = makeConfigClass(ctrl, module=home)
        assert (ctrl.ConfigClass, config_class.Control) == (config_class, ctrl)
        assert issubclass(config_class, Config)

    def test_the_doc_is_the_given_one_or_that_of_the_struct(self, home):
        """The class has a doc in any case."""
        ctrl = control_class("FooControl")
        assert makeConfigClass(ctrl, module=home).__doc__ == "Parameters of the C++ struct FooControl."
        assert makeConfigClass(ctrl, doc="Of a foo.", module=home).__doc__ == "Of a foo."
        ctrl.__doc__ = "A foo."
        assert makeConfigClass(ctrl, module=home).__doc__ == "A foo."

    def test_fields_of_the_base_are_kept(self, home):
        """A base may have a field of a name already; its `setDefaults` comes before the C++ defaults."""

        class Base(Config):
            """A base."""

            width = RangeField("Width.", float, 9.0, min=0.0)
            other = Field("Other.", int, 1)

            def setDefaults(self):
                super().setDefaults()
                self.width = 8
                self.other = 2

        config_class = makeConfigClass(smooth_control(), base=Base, module=home)
        assert isinstance(config_class.width, RangeField)
        assert (config_class().width, config_class().other) == (1.5, 2)
        with pytest.raises(FieldValidationError):
            config_class(width=-1)

    def test_help_shows_the_c_defaults(self, home):
        """The page of the class has the values of a new control object, also where a field was kept."""

        class Base(Config):
            """A base."""

            width = Field("Width.", float, 9.0)

        page = makeConfigClass(smooth_control(), module=home).__doc__
        assert "width : float, optional, default 1.5\n    Doc of width." in page
        assert f"count : int, optional, default {2**63 - 1}" in page
        assert "radii : list of float, optional, default []" in page
        assert "width : float, default 1.5" in makeConfigClass(smooth_control(), base=Base, module=home).__doc__

    def test_help_says_why_a_default_is_not_known(self, home):
        """A constructor that raises does not keep anybody from reading the page."""

        def __init__(self):
            raise RuntimeError("no calibration")

        config_class = makeConfigClass(smooth_control(__init__=__init__), module=home)
        assert "width : float, optional, default not known: RuntimeError: no calibration" in config_class.__doc__


class TestHome:
    """The module of a class."""

    def test_a_module_a_name_and_a_number_say_where_the_class_goes(self, home):
        """It is put there under its name, and says so."""
        names = {"__name__": home.__name__, "make": makeConfigClass, "Ctrl": smooth_control()}
        for number, module in enumerate((home, home.__name__)):
            made = makeConfigClass(smooth_control(), f"Number{number}", module=module)
            assert getattr(home, f"Number{number}") is made
            assert made.__module__ == home.__name__
        exec("made = make(Ctrl, module=0)\ndef outer(f): return f()", names)
        assert names["SmoothConfig"] is names["made"]
        made = names["outer"](lambda: makeConfigClass(smooth_control(), "ByNumber", module=1))
        assert names["ByNumber"] is made
        assert made.__module__ == home.__name__

    def test_without_one_it_goes_to_the_caller_unless_the_name_is_taken(self):
        """The module that calls gets the class, and loses nothing."""
        names = {"__name__": "control_caller", "make": makeConfigClass, "Ctrl": smooth_control()}
        exec("first = make(Ctrl)\nsecond = make(Ctrl)", names)
        assert names["SmoothConfig"] is names["first"]
        assert names["second"].__module__ == "control_caller"

    def test_a_module_is_imported_if_it_is_named(self):
        """The name of a module that was not imported yet is enough."""
        code = (
            "import sys\nfrom tests.nested.controls import control_class\nimport stepconfig\n"
            "made = stepconfig.makeConfigClass(control_class('FooControl'), module='colorsys')\n"
            "print(sys.modules['colorsys'].FooConfig is made)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.stdout.strip() == "True", done.stderr

    def test_too_large_a_number_is_an_error(self):
        """There have to be that many callers."""
        with pytest.raises(ValueError, match="module=10000: there are not as many callers"):
            makeConfigClass(smooth_control(), module=10_000)

    def test_a_pickle_finds_the_class(self, home):
        """Values, history and the C++ place come through a pickle."""
        config = makeConfigClass(smooth_control(), module=home)(label="b")
        again = pickle.loads(pickle.dumps(config))
        assert type(again) is type(config)
        assert again == config
        assert again.history["width"] == config.history["width"]
        assert str(again.history["width"][0].location) == "C++ SmoothControl"


class TestDefaults:
    """Where the values of a new config come from."""

    def test_they_are_those_of_a_new_control_object(self, home):
        """64 bits survive, and so do numbers that are not finite."""
        ctrl = control_class(
            "FooControl",
            ("low", "std::int64_t", -(2**63)),
            ("unknown", "double", math.nan),
            ("limits", "std::vector<double>", View(-math.inf, math.inf)),
        )
        config = makeConfigClass(ctrl, module=home)()
        assert config.low == -(2**63)
        assert math.isnan(config.unknown)
        assert config.limits == [-math.inf, math.inf]

    def test_the_history_says_c_and_nothing_else(self, home):
        """One entry, labelled ``defaults``, stands in the place of the field's own default."""
        config = makeConfigClass(smooth_control(), module=home)()
        (entry,) = config.history["width"]
        value, stack, label = entry
        assert (value, label, entry.layer, str(entry.location)) == (
            1.5,
            "defaults",
            "default",
            "C++ SmoothControl",
        )
        assert [frame.filename for frame in stack] == ["C++ SmoothControl"]
        assert repr(entry.location) == "<ControlLocation C++ SmoothControl>"
        assert config.formatHistory("width") == "width\n  1.5  default  C++ SmoothControl"
        assert pex_format(config, "width") == "width\n1.5 C++ SmoothControl:0"

    def test_what_python_set_before_is_replaced(self, home):
        """A value that the base's `setDefaults` had given is not told either."""

        class Base(Config):
            """A base."""

            width = Field("Width.", float, 9.0)

            def setDefaults(self):
                super().setDefaults()
                self.width = 8

        config = makeConfigClass(smooth_control(), base=Base, module=home)()
        assert [entry.value for entry in config.history["width"]] == [1.5]

    def test_later_changes_follow_the_default(self, home):
        """A subclass's `setDefaults`, keywords and assignments are told after it."""

        class Sub(makeConfigClass(smooth_control(), module=home)):
            """A subclass."""

            def setDefaults(self):
                super().setDefaults()
                self.width = 2

        config = Sub(width=3)
        config.width = 4
        entries = config.history["width"]
        assert [entry.value for entry in entries] == [1.5, 2.0, 3.0, 4.0]
        assert [entry.layer for entry in entries] == ["default", "setDefaults", "code", "code"]

    def test_only_what_was_changed_is_in_the_whole_history(self, home):
        """`formatHistory` without a name leaves C++ defaults out, as it does others."""
        config = makeConfigClass(smooth_control(), module=home)()
        assert config.formatHistory() == ""
        config.flag = False
        assert config.formatHistory(writeSourceLine=False) == "flag\n  True   default\n  False  code"
        assert "C++ SmoothControl" in config.formatHistory(all=True)

    def test_defaults_set_again_do_not_hide_what_was_set(self, home):
        """Calling `setDefaults` of a config that has been changed is one more entry."""
        config = makeConfigClass(smooth_control(), module=home)(width=3)
        config.setDefaults()
        assert [entry.value for entry in config.history["width"]] == [1.5, 3.0, 1.5]

    def test_a_constructor_that_raises_is_an_error_with_its_message(self, home):
        """The error names the class, the struct and why."""

        def __init__(self):
            raise RuntimeError("no calibration")

        config_class = makeConfigClass(smooth_control(__init__=__init__), module=home)
        text = (
            "control_home.SmoothConfig: the C++ constructor of SmoothControl raises"
            " RuntimeError: no calibration"
        )
        for _ in range(2):
            with pytest.raises(ControlError) as caught:
                config_class()
            assert str(caught.value) == text
            assert type(caught.value.__cause__) is RuntimeError

        class Outer(Config):
            """A config around it."""

            smooth = ConfigField("Inside.", config_class)

        with pytest.raises(ControlError, match=r"SmoothConfig \(the config 'smooth'\): the C\+\+ constructor"):
            Outer()

    def test_a_default_that_a_kept_field_refuses_is_an_error_with_its_place(self, home):
        """Python and C++ have to agree; who is to blame is in the error."""

        class Base(Config):
            """A base."""

            width = RangeField("Width.", float, 3.0, min=2.0)

        config_class = makeConfigClass(smooth_control(), base=Base, module=home)
        with pytest.raises(FieldValidationError, match=r"got 1.5 \(float\)\n  set at C\+\+ SmoothControl;"):
            config_class()

    def test_the_control_object_is_made_once_for_a_config(self, home):
        """Making a config makes one control object, also if a base class has a control class too."""
        ctrl = smooth_control()
        config_class = makeConfigClass(ctrl, module=home)
        config_class()
        assert ctrl.made == 1

        base = control_class("BaseControl", ("first", "int", 1))
        derived = control_class("DerivedControl", ("second", "int", 2), bases=(base,))
        derived_class = makeConfigClass(derived, base=makeConfigClass(base, module=home), module=home)
        base.made = derived.made = 0
        assert derived_class().toDict() == {"first": 1, "second": 2}
        assert (base.made, derived.made) == (0, 1)
        assert str(derived_class().history["first"][0].location) == "C++ DerivedControl"

    def test_two_structs_in_one_class_both_give_their_defaults(self, home):
        """A class may be made of one struct and based on the class of another."""
        first = makeConfigClass(control_class("FirstControl", ("a", "int", 1)), module=home)
        second = makeConfigClass(control_class("SecondControl", ("b", "int", 2)), base=first, module=home)
        assert second().toDict() == {"a": 1, "b": 2}
        assert str(second().history["a"][0].location) == "C++ FirstControl"

    def test_copies_keep_the_place(self, home):
        """A copy tells the same history."""
        config = makeConfigClass(smooth_control(), module=home)()
        for again in (config.copy(), copy.deepcopy(config)):
            assert again.history["width"] == config.history["width"]
            assert again == config

    def test_a_saved_config_loads_again(self, home):
        """Every value is in the file, as the defaults of the file's reader may be others."""
        config_class = makeConfigClass(smooth_control(), module=home)
        config = config_class(width=math.inf, radii=[1, 2])
        text = config.saveToString()
        assert "config.count=9223372036854775807\n" in text
        again = config_class()
        again.loadFromString(text)
        assert again == config

    def test_a_deprecated_field_is_saved_when_its_own_default_is_not_the_c_one(self, home):
        """What a new config has anyway is what C++ says, not what the field says."""

        @wrap(smooth_control())
        class Kept(Config):
            """A class with a deprecated field."""

            width = Field("Width.", float, 9.0, deprecated="use height", optional=True)

        config = Kept()
        config.update(width=9.0)
        assert "config.width=9.0" in config.saveToString()


class TestNested:
    """A control struct in another."""

    def test_a_nested_struct_becomes_a_nested_config(self, home):
        """Its class is that of the nested struct; what the outer constructor changes wins and is told."""
        inner, outer = nested_controls(home)
        config = makeConfigClass(outer, module=home)()
        assert type(config.inner) is inner.ConfigClass
        assert config.toDict() == {"inner": {"order": 5, "knots": []}}
        assert [str(entry.location) for entry in config.inner.history["order"]] == ["C++ OuterControl"]
        assert [str(entry.location) for entry in config.inner.history["knots"]] == ["C++ InnerControl"]

    def test_its_module_may_be_the_one_that_is_being_defined(self, home, monkeypatch):
        """A module that cannot be imported yet is known by its name."""
        _, outer = nested_controls(home)
        monkeypatch.delitem(sys.modules, home.__name__)
        assert makeConfigClass(outer, module=home)().inner.order == 5

    def test_the_module_of_the_outer_struct_is_looked_into_too(self, home, monkeypatch):
        """The module that is named may have the config classes only."""
        inner, outer = nested_controls(home)
        del home.InnerControl
        monkeypatch.setattr(sys.modules["tests.nested.controls"], "InnerControl", inner, raising=False)
        assert makeConfigClass(outer, module=home)().inner.order == 5

    def test_a_nested_struct_without_a_class_is_an_error_with_the_remedy(self, home):
        """The inner class is made first; that of a base of the struct does not count."""
        inner, outer = nested_controls(home)
        home.InnerControl = type("InnerControl", (inner,), {})
        with pytest.raises(TypeError) as caught:
            makeConfigClass(outer, module=home)
        assert str(caught.value) == (
            "tests.nested.controls.OuterControl.inner is a shapes::InnerControl, which has no Config class"
            " yet; first call makeConfigClass(InnerControl, module=...)"
        )

    def test_a_nested_struct_that_is_not_there_is_an_error(self, home):
        """A misspelt name is found out, and the right one suggested."""
        inner, outer = nested_controls(home)
        del home.InnerControl
        home.InerControl = inner
        with pytest.raises(TypeError, match="the module 'control_home' has no 'InnerControl'; did you mean"):
            makeConfigClass(outer, module=home)

    def test_a_module_that_is_not_there_is_an_error_that_says_who_names_it(self, home):
        """The import error has a note."""
        ctrl = control_class("OuterControl", ("inner", "InnerControl", list, "no_such_module"))
        with pytest.raises(ImportError) as caught:
            makeConfigClass(ctrl, module=home)
        assert caught.value.__notes__ == [
            "it is the module that tests.nested.controls.OuterControl.inner, a InnerControl, names as its own"
        ]

    def test_control_objects_go_both_ways(self, home):
        """`makeControl` and `readControl` go through the tree."""
        inner, outer = nested_controls(home)
        config = makeConfigClass(outer, module=home)()
        config.inner.knots = [1, 2]
        made = config.makeControl()
        assert type(made.inner) is inner
        assert (made.inner.order, made.inner.knots) == (5, [1.0, 2.0])
        made.inner.order = 7
        config.readControl(made)
        entry = config.inner.history["order"][-1]
        assert (entry.value, entry.label, entry.location.filename) == (7, "readControl", __file__)

    def test_a_kept_field_may_hold_another_class(self, home):
        """A user's own class for the nested struct has to have `readControl` and `makeControl`."""
        inner, outer = nested_controls(home)

        class Mine(inner.ConfigClass):
            """A subclass."""

            more = Field("More.", int, 1)

        @wrap(outer)
        class Kept(Config):
            """A class with its own nested class."""

            inner = ConfigField("Inside.", Mine)

        config = Kept()
        assert config.toDict() == {"inner": {"order": 5, "knots": [], "more": 1}}
        assert config.makeControl().inner.order == 5

        class Plain(Config):
            """A class that knows nothing of C++, but can do what is needed."""

            total = Field("Total.", int, 0)

            def readControl(self, control, at=None, label="readControl"):
                type(self).total.__set__(self, control.order, at, label)

            def makeControl(self):
                made = inner()
                made.order = self.total
                return made

        @wrap(outer)
        class Other(Config):
            """A class around it."""

            inner = ConfigField("Inside.", Plain)

        assert Other().toDict() == {"inner": {"total": 5}}
        assert Other().makeControl().inner.order == 5

    @pytest.mark.parametrize("name", ["inner", "width"])
    def test_a_kept_field_of_another_kind_is_refused(self, home, name):
        """A value cannot stand for a struct, nor a struct for a value."""
        _, outer = nested_controls(home)
        field = ConfigField("Inside.", Config) if name == "width" else Field("A value.", int)
        ctrl = outer if name == "inner" else smooth_control()
        with pytest.raises(TypeError, match=rf"Control\.{name} is a .*: expected a field that holds"):
            wrap(ctrl)(type(Config)("Kept", (Config,), {name: field, "__module__": home.__name__}))


class TestMakeControl:
    """From a config to a control object."""

    def test_it_has_the_values_of_the_config(self, home):
        """Lists are plain lists, as the setters of C++ vectors want them."""
        ctrl = smooth_control()
        config = makeConfigClass(ctrl, module=home)(width=2, radii=[1, 2], label="b")
        made = config.makeControl()
        assert type(made) is ctrl
        assert (made.width, made.radii, made.label, made.count) == (2.0, [1.0, 2.0], "b", 2**63 - 1)
        assert type(made.radii) is list

    def test_none_keeps_the_c_default(self, home):
        """What is None is not set."""
        config = makeConfigClass(smooth_control(), module=home)(width=None, radii=None)
        assert (config.makeControl().width, config.makeControl().radii) == (1.5, [])

    def test_a_value_that_the_object_does_not_take_is_an_error_with_its_place(self, home):
        """The error names the field, the C++ type, and who set the value."""

        def refuse(self, name, value):
            if name == "width" and value > 3:
                raise ValueError("3 is enough\nmore is not")
            object.__setattr__(self, name, value)

        config = makeConfigClass(smooth_control(__setattr__=refuse), module=home)()
        config.width = 4
        with pytest.raises(FieldValidationError) as caught:
            config.makeControl()
        first, second, _ = str(caught.value).splitlines()
        assert first == (
            "Field 'width' failed validation: expected what C++ double of SmoothControl can hold, got 4.0"
            " (float): 3 is enough"
        )
        assert "test_control.py" in second
        assert caught.value.value == 4.0

    @pytest.mark.parametrize("value", [1e39, -3.5e38, [1.0, None, 1e300]])
    def test_a_number_too_large_for_single_precision_is_refused(self, value, home):
        """C++ would make it infinite without a word; numbers that are infinite or nan are as good as any."""
        ctrl = control_class("FooControl", ("one", "float", 1.0), ("many", "std::vector<float>", list))
        config = makeConfigClass(ctrl, module=home)(one=math.inf, many=[-math.inf, math.nan, 3.4e38])
        assert config.makeControl().one == math.inf
        config.update(**{"many" if isinstance(value, list) else "one": value})
        with pytest.raises(FieldValidationError, match="it is too large for single precision"):
            config.makeControl()

    def test_a_subclass_makes_control_objects_too(self, home):
        """Fields that the struct does not have are left out."""

        class Sub(makeConfigClass(smooth_control(), module=home)):
            """A subclass."""

            more = Field("More.", int, 1)

        assert not hasattr(Sub(more=2).makeControl(), "more")


class TestReadControl:
    """From a control object to a config."""

    def test_values_are_taken_and_told(self, home):
        """Each field has an entry, labelled ``readControl``, with the line that reads."""
        ctrl = smooth_control()
        config = makeConfigClass(ctrl, module=home)()
        control = ctrl()
        control.width = 7
        config.readControl(control)
        assert config.width == 7.0
        for name in config:
            assert config.history[name][-1].label == "readControl"
        assert "config.readControl(control)" in config.formatHistory("width")

    def test_a_view_of_a_vector_is_read_to_its_end(self, home):
        """A length and items are enough."""
        ctrl = smooth_control()
        config = makeConfigClass(ctrl, module=home)()
        control = ctrl()
        control.radii = View(1, 2.5)
        config.readControl(control)
        assert config.radii == [1.0, 2.5]

    def test_place_and_label_can_be_given(self, home):
        """As everywhere, somebody else may be named."""
        ctrl = smooth_control()
        config = makeConfigClass(ctrl, module=home)()
        config.readControl(ctrl(), stepconfig.ArgumentLocation("--old"), "conversion")
        entry = config.history["flag"][-1]
        assert (entry.location.content, entry.label) == ("--old", "conversion")

    def test_all_or_nothing(self, home):
        """A value that is refused leaves the config and its history as they were."""
        ctrl = smooth_control()
        config = makeConfigClass(ctrl, module=home)()
        control = ctrl()
        control.width = 7
        control.radii = ["a"]
        with pytest.raises(FieldValidationError):
            config.readControl(control)
        assert config == type(config)()
        assert len(config.history["width"]) == 1

    def test_another_object_is_refused(self, home):
        """The error says what was expected and what is missing."""
        config = makeConfigClass(smooth_control(), module=home)()
        with pytest.raises(ControlError) as caught:
            config.readControl(3)
        assert str(caught.value) == (
            "control_home.SmoothConfig: expected a tests.nested.controls.SmoothControl, got 3 (int);"
            " a int has no 'width'"
        )

    def test_a_frozen_config_reads_nothing(self, home):
        """It is frozen by this door as well; control objects it makes all the same."""
        ctrl = smooth_control()
        config = makeConfigClass(ctrl, module=home)()
        config.freeze()
        with pytest.raises(FieldValidationError, match="frozen"):
            config.readControl(ctrl())
        assert config.makeControl().width == 1.5


class TestValidate:
    """What C++ has to say to the values together."""

    @staticmethod
    def check(self):
        """Refuse what is too wide."""
        if self.width > 100:
            raise ArithmeticError("too wide")

    def test_the_struct_is_asked(self, home):
        """Its own exception comes out, with a note that says whose it is."""
        config = makeConfigClass(smooth_control(validate=self.check), module=home)()
        config.validate()
        config.width = 101
        with pytest.raises(ArithmeticError, match="too wide") as caught:
            config.validate()
        assert caught.value.__notes__ == [
            "SmoothControl.validate() of control_home.SmoothConfig refuses the values together"
        ]

    def test_it_is_one_fault_of_several(self, home):
        """What else is wrong in the tree is told with it."""
        config_class = makeConfigClass(smooth_control(validate=self.check), module=home)

        class Outer(Config):
            """A config around it."""

            smooth = ConfigField("Inside.", config_class)
            needed = Field("Needed.", int)

        config = Outer()
        config.smooth.width = 101
        with pytest.raises(ValueError, match=r"(?s)2 faults:.*ArithmeticError: too wide") as caught:
            config.validate()
        assert len(caught.value.faults) == 2
        note = "SmoothControl.validate() of the config 'smooth' refuses the values together"
        assert caught.value.faults[0].__notes__ == [note]

    def test_own_checks_come_first_and_all_are_told(self, home):
        """A wrapped class's own `validate` does not hide the struct's."""

        @wrap(smooth_control(validate=self.check))
        class Kept(Config):
            """A class with a check."""

            def validate(self):
                super().validate()
                raise KeyError("own")

        with pytest.raises(ValueError, match=r"(?s)2 faults:\nKeyError: 'own'\nArithmeticError: too wide"):
            Kept(width=101).validate()

    def test_values_that_the_object_cannot_take_are_found(self, home):
        """A config that is valid can be made into a control object; each fault is told once."""

        def refuse(self, name, value):
            if value == -1:
                raise TypeError("incompatible function arguments. These are tried:\n1. many")
            object.__setattr__(self, name, value)

        inner = control_class("InnerControl", ("order", "int", 2), __setattr__=refuse)
        home.InnerControl = inner
        makeConfigClass(inner, module=home)
        outer = control_class("OuterControl", ("inner", "InnerControl", inner, home.__name__))
        config = makeConfigClass(outer, module=home)()
        config.validate()
        config.inner.order = -1
        with pytest.raises(FieldValidationError) as caught:
            config.validate()
        assert len(caught.value.faults) == 1
        first = str(caught.value).splitlines()[0]
        assert first.endswith("'inner.order' failed validation: expected what C++ int of InnerControl can hold,"
                              " got -1 (int)")  # fmt: skip

    def test_a_base_with_a_struct_asks_only_once(self, home):
        """The derived struct checks what it inherits."""
        asked = []
        base = control_class("BaseControl", ("first", "int", 1), validate=lambda self: asked.append(type(self)))
        derived = control_class("DerivedControl", ("second", "int", 2), bases=(base,))
        config = makeConfigClass(derived, base=makeConfigClass(base, module=home), module=home)()
        config.validate()
        assert asked == [derived]


class TestWrap:
    """Classes that are there already."""

    def test_the_class_itself_gets_the_fields_that_it_has_not(self, home):
        """Its own fields stay as they are and come first; C++ has the defaults."""
        ctrl = smooth_control()

        class Plain(Config):
            """My own."""

            width = RangeField("My width.", float, 3.0, min=1.0, optional=True)
            more = Field("More.", int, 4)

        assert wrap(ctrl)(Plain) is Plain
        assert list(Plain()) == ["width", "more", "count", "label", "flag", "radii"]
        assert (Plain.width.doc, type(Plain.width)) == ("My width.", RangeField)
        assert (Plain().width, Plain().more) == (1.5, 4)
        assert (Plain.Control, ctrl.ConfigClass) == (ctrl, Plain)
        assert Plain.__doc__.startswith("My own.")

    def test_its_own_set_defaults_comes_after_the_c_defaults(self):
        """What Python says on purpose wins, and both are told."""

        @wrap(smooth_control())
        class Mine(Config):
            """My own."""

            def setDefaults(self):
                super().setDefaults()
                self.width += 1

        assert [entry.value for entry in Mine().history["width"]] == [1.5, 2.5]

    def test_its_own_methods_for_control_objects_are_kept(self):
        """A class may make its control objects in its own way."""

        @wrap(smooth_control())
        class Mine(Config):
            """My own."""

            def makeControl(self):
                return "mine"

        assert Mine().makeControl() == "mine"
        Mine().readControl(Mine.Control())

    def test_make_config_class_does_the_same_for_cls(self):
        """``cls=`` takes the class; what belongs to a new one is an error with it."""

        class Mine(Config):
            """My own."""

        assert makeConfigClass(smooth_control(), cls=Mine) is Mine
        assert Mine().width == 1.5
        for keywords in ({"name": "A"}, {"base": Mine}, {"doc": "A."}, {"module": "sys"}):
            with pytest.raises(ValueError, match="with cls=, a class that is there"):
                makeConfigClass(smooth_control(), cls=Mine, **keywords)

    def test_unknown_names_are_still_errors(self, home):
        """A config of a struct is as strict as any."""
        config = makeConfigClass(smooth_control(), module=home)()
        with pytest.raises(UnknownNameError, match="did you mean 'width'"):
            config.widht = 3


class TestNames:
    """Where the functions are found."""

    def test_wrap_is_a_function_and_a_module(self):
        """As in pex_config; whichever is imported first, ``stepconfig.wrap`` can be called."""
        for first in ("stepconfig.wrap", "import stepconfig.wrap", "from stepconfig.wrap import makeConfigClass"):
            code = (
                f"import stepconfig\n{first}\nfrom stepconfig.wrap import wrap, makeConfigClass\n"
                "from tests.nested.controls import control_class\n"
                "@stepconfig.wrap(control_class('FooControl', ('a', 'int', 3)))\n"
                "class Foo(stepconfig.Config): pass\n"
                "print(Foo().a, makeConfigClass is stepconfig.makeConfigClass)"
            )
            done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
            assert done.stdout.strip() == "3 True", done.stderr

    def test_importing_the_package_does_not_load_it(self):
        """Who has no C++ does not pay for it."""
        code = "import sys, stepconfig; print('stepconfig.nested.control' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.stdout.strip() == "False"
