"""The configs of control structs and their values, seen with control classes that are written in Python."""

import copy
import math

import pytest

import stepconfig
from stepconfig import (
    Config,
    ConfigField,
    ControlError,
    Field,
    FieldValidationError,
    RangeField,
    makeConfigClass,
    wrap,
)
from stepconfig.history import format as pex_format
from tests.nested.controls import View, control_class, smooth_control


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

        def refuse(self):
            raise RuntimeError("no calibration")

        config_class = makeConfigClass(smooth_control(__init__=refuse), module=home)
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

        with pytest.raises(
            ControlError, match=r"SmoothConfig \(the config 'smooth'\): the C\+\+ constructor"
        ):
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
        assert "test_control_values.py" in second
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

    def test_checks_of_the_base_are_made_too(self, home):
        """A base's fields and its own `validate` are asked before the struct."""

        class Base(Config):
            """A base with a value that is needed, and a check."""

            needed = Field("Needed.", int)

            def validate(self):
                super().validate()
                raise KeyError("own")

        config = makeConfigClass(smooth_control(validate=self.check), base=Base, module=home)()
        config.width = 101
        with pytest.raises(FieldValidationError) as caught:
            config.validate()
        assert [type(fault) for fault in caught.value.faults] == [
            FieldValidationError,
            KeyError,
            ArithmeticError,
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
        text = "'inner.order' failed validation: expected what C++ int of InnerControl can hold, got -1 (int)"
        assert str(caught.value).splitlines()[0].endswith(text)

    def test_what_a_nested_struct_has_said_is_not_said_again(self, home):
        """An outer struct that asks the inner one adds nothing, unless it has more to say."""

        def check(control):
            if control.order < 0:
                raise ArithmeticError("negative")

        def check_outer(control):
            check(control.inner)
            if control.size < control.inner.order:
                raise ArithmeticError("too small")

        home.InnerControl = control_class("InnerControl", ("order", "int", 2), validate=check)
        makeConfigClass(home.InnerControl, module=home)
        fields = (("inner", "InnerControl", home.InnerControl, home.__name__), ("size", "int", 3))
        config = makeConfigClass(control_class("OuterControl", *fields, validate=check_outer), module=home)()
        config.inner.order = -1
        with pytest.raises(ArithmeticError, match=r"^negative\n"):
            config.validate()
        config.inner.order = 4
        with pytest.raises(ArithmeticError, match=r"^too small\n"):
            config.validate()

    def test_a_base_with_a_struct_asks_only_once(self, home):
        """The derived struct checks what it inherits."""
        asked = []
        base = control_class(
            "BaseControl", ("first", "int", 1), validate=lambda self: asked.append(type(self))
        )
        derived = control_class("DerivedControl", ("second", "int", 2), bases=(base,))
        config = makeConfigClass(derived, base=makeConfigClass(base, module=home), module=home)()
        config.validate()
        assert asked == [derived]
