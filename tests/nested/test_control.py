"""The classes made of control structs, seen with control classes that are written in Python."""

import pickle
import subprocess
import sys

import pytest

from stepconfig import (
    Config,
    ConfigField,
    Field,
    FieldValidationError,
    ListField,
    RangeField,
    Step,
    StepConfig,
    UnknownNameError,
    makeConfigClass,
    wrap,
)
from tests.nested.controls import control_class, nested_controls, smooth_control


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
        with pytest.raises(ValueError, match=r"like FooControl, got tests\.nested\.controls\.Foo;"):
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
        assert (
            "width : float, default 1.5" in makeConfigClass(smooth_control(), base=Base, module=home).__doc__
        )

    def test_help_says_why_a_default_is_not_known(self, home):
        """A constructor that raises does not keep anybody from reading the page."""

        def refuse(self):
            raise RuntimeError("no calibration")

        config_class = makeConfigClass(smooth_control(__init__=refuse), module=home)
        assert (
            "width : float, optional, default not known: RuntimeError: no calibration" in config_class.__doc__
        )


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
        what = "configs" if name == "inner" else "values"
        with pytest.raises(
            TypeError, match=rf"Control\.{name} is a .*: expected a field that holds {what}, got"
        ):
            wrap(ctrl)(type(Config)("Kept", (Config,), {name: field, "__module__": home.__name__}))


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

    def test_a_class_is_not_changed_by_an_error(self):
        """A struct that cannot be used leaves the class as it was."""

        class Mine(Config):
            """My own."""

        with pytest.raises(TypeError):
            wrap(control_class("FooControl", ("a", "int", 1), ("b", "char", 2)))(Mine)
        assert list(Mine()) == []

    def test_a_step_may_have_the_parameters_of_a_struct(self, home):
        """The class of a struct may be the config class of a step."""
        config_class = makeConfigClass(smooth_control(), base=StepConfig, module=home)

        class Smooth(Step):
            """Smooths."""

            ConfigClass = config_class

            def process(self, value):
                return value * self.config.makeControl().width

        assert Smooth.call(2.0, width=4) == 8.0
        assert Smooth.call(2.0) == 3.0


class TestNames:
    """Where the functions are found."""

    def test_wrap_is_a_function_and_a_module(self):
        """As in pex_config; whichever is imported first, ``stepconfig.wrap`` can be called."""
        for first in (
            "stepconfig.wrap",
            "import stepconfig.wrap",
            "from stepconfig.wrap import makeConfigClass",
        ):
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
