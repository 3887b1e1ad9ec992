"""A ``spec`` in stpipe's configspec language declares the parameters of a step."""

import pytest

from stepconfig import (
    ChoiceField,
    Field,
    FieldValidationError,
    ListField,
    Pipeline,
    RangeField,
    Step,
    StepClassError,
)
from stepconfig.steps.spec_fields import AnyListField, ForceListField, InputFileField, OutputFileField


class CleanStep(Step):
    """Clean the image."""

    spec = """
        # what the spec says of itself is not read
        threshold = float(default=5.0, min=0)   # Level of cleaning (in "sigma") = 5 is `usual`
        exact = boolean(default=True)
        order = integer(1, 9, default=3) # By position

        name_of = string(default='')  # A name
        needed = string()  # Nobody gives a default
        kind = option('fast', "slow", None, default='fast')
        amps = option(4, 8, default=8)  # Numbers
        limits = float_list(min=2, max=2, default=None)
        bins = int_list(default=list(1, 2))
        any = list(default=list())
        forced = force_list(default = None)
        words = string_list(default=list('a', "b, c"))
        flags = bool_list(default=None)
        tail = float(default=0.0),
        tiny = float(default=1e-2)
        source = input_file(default=None)
        target = output_file(default=None)
        suffix = string(default='clean')
    """

    def process(self, image):
        return self.threshold, image


FIELDS = CleanStep.ConfigClass._fields


@pytest.mark.parametrize(
    ("name", "kind", "dtype", "default", "optional"),
    [
        ("threshold", RangeField, float, 5.0, False),
        ("exact", Field, bool, True, False),
        ("order", RangeField, int, 3, False),
        ("name_of", Field, str, "", False),
        ("needed", Field, str, None, False),
        ("kind", ChoiceField, str, "fast", True),
        ("amps", ChoiceField, int, 8, False),
        ("limits", ListField, float, None, True),
        ("bins", ListField, int, [1, 2], False),
        ("any", AnyListField, None, [], False),
        ("forced", ForceListField, None, None, True),
        ("words", ListField, str, ["a", "b, c"], False),
        ("flags", ListField, bool, None, True),
        ("tail", Field, float, 0.0, False),
        ("tiny", Field, float, 0.01, False),
        ("source", InputFileField, str, None, True),
        ("target", OutputFileField, str, None, True),
        ("suffix", Field, str, "clean", False),
    ],
)
def test_each_form_of_a_check_is_a_field(name, kind, dtype, default, optional):
    """Types, defaults and whether None is allowed are what the spec says."""
    field = FIELDS[name]
    assert type(field) is kind
    assert (field.dtype, field.default, field.optional) == (dtype, default, optional)


def test_limits_are_inclusive_and_those_of_lists_are_lengths():
    """As in ConfigObj: `float(min, max)` holds both ends, `float_list(min, max)` counts."""
    assert (FIELDS["threshold"].min, FIELDS["threshold"].max, FIELDS["threshold"].inclusiveMin) == (
        0.0,
        None,
        True,
    )
    assert (FIELDS["order"].min, FIELDS["order"].max, FIELDS["order"].inclusiveMax) == (1, 9, True)
    assert (FIELDS["limits"].minLength, FIELDS["limits"].maxLength) == (2, 2)


def test_comments_are_docs():
    """Whatever they hold; without one there is a plain doc, as every field has one."""
    assert FIELDS["threshold"].doc == 'Level of cleaning (in "sigma") = 5 is `usual`'
    assert FIELDS["exact"].doc == "The parameter exact."


def test_the_step_runs_unchanged():
    """Its parameters are attributes, given by call or by construction, and checked."""
    assert CleanStep.call("image", needed="x", threshold=7) == (7.0, "image")
    step = CleanStep(needed="x")
    step.threshold = 6
    assert step.run("image") == (6.0, "image")
    with pytest.raises(FieldValidationError, match=r"expected float in \[0.0, inf\), got -1"):
        step.threshold = -1
    with pytest.raises(FieldValidationError, match="'needed' failed validation: a value is required"):
        CleanStep.call("image")


def test_choices_have_the_type_of_the_choices():
    """4 as number or as text is the number; another number is refused."""
    assert CleanStep(needed="x", amps=4).amps == 4
    assert CleanStep(needed="x", amps="4").amps == 4
    with pytest.raises(FieldValidationError, match="one of 4, 8"):
        CleanStep(needed="x", amps=5)


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("exact", "yes", True),
        ("exact", "OFF", False),
        ("exact", 1, True),
        ("exact", 0, False),
        ("exact", "0", False),
        ("order", "4", 4),
        ("threshold", "1e-3", 0.001),
        ("threshold", 7, 7.0),
        ("limits", ("1", 2), [1.0, 2.0]),
        ("flags", ["no", 1], [False, True]),
        ("kind", None, None),
        ("limits", None, None),
    ],
)
def test_values_are_taken_as_configobj_takes_them(name, value, stored):
    """From Python code, too, a number or a bool may be text; what is stored has the type declared."""
    found = getattr(CleanStep(needed="x", **{name: value}), name)
    assert found == stored
    assert type(found) is type(stored) or list(map(type, found)) == list(map(type, stored))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("exact", "maybe"),
        ("exact", 2),
        ("exact", 1.0),
        ("order", "3.0"),
        ("order", 3.0),
        ("order", "x"),
        ("threshold", "x"),
        ("threshold", True),
        ("name_of", 5),
        ("kind", "slower"),
        ("any", "text"),
        ("limits", [1, "x"]),
    ],
)
def test_other_values_are_refused(name, value):
    """Text that is no number, a number with a fraction for an int, a number for text, text for a list."""
    with pytest.raises(FieldValidationError, match=f"'{name}' failed validation: .*expected"):
        CleanStep(needed="x", **{name: value})


def test_text_for_a_number_is_told_how_to_write_it():
    """The error has what was given, and what can be read."""
    with pytest.raises(FieldValidationError, match=r"expected bool, got 'maybe' .* \(write true, false, yes"):
        CleanStep(needed="x", exact="maybe")


def test_none_is_refused_when_the_step_runs_where_the_spec_has_another_default():
    """Only ``default=None`` says that a parameter may be None."""
    with pytest.raises(FieldValidationError, match="'threshold' failed validation: a value is required"):
        CleanStep(needed="x", threshold=None).run("image")


def test_lists_have_to_have_their_lengths_when_the_step_runs():
    """The error says how many items there may be."""
    for limits, words in (([1], "at least 2 items, got 1"), ([1, 2, 3], "at most 2 items, got 3")):
        with pytest.raises(FieldValidationError, match=f"'limits' failed validation: expected {words}"):
            CleanStep(needed="x", limits=limits).run("image")


def test_a_single_value_is_a_list_of_one_where_the_spec_says_so():
    """`force_list` takes a value as a list of it; None stays None."""
    assert list(CleanStep(needed="x", forced=5).forced) == [5]
    assert list(CleanStep(needed="x", forced="ab").forced) == ["ab"]
    assert CleanStep(needed="x").forced is None
    assert list(CleanStep(needed="x", any=[1, "a", None, 2.5]).any) == [1, "a", None, 2.5]


def test_files_become_absolute_and_inputs_have_to_exist(tmp_path, monkeypatch):
    """An input file is checked when it is set, and both kinds are kept as absolute paths."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("")
    step = CleanStep(needed="x", source="a.txt", target="b.txt")
    assert (step.source, step.target) == (str(tmp_path / "a.txt"), str(tmp_path / "b.txt"))
    with pytest.raises(FieldValidationError, match="expected the path of a file that exists"):
        step.source = "none.txt"


def test_files_in_a_parameter_file_are_relative_to_it(tmp_path, monkeypatch):
    """Wherever the step is run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a.txt").write_text("")
    (tmp_path / "sub/p.yaml").write_text("parameters: {needed: x, source: a.txt, target: out/b.txt}\n")
    step = CleanStep(config_file="sub/p.yaml")
    assert (step.source, step.target) == (str(tmp_path / "sub/a.txt"), str(tmp_path / "sub/out/b.txt"))


def test_the_folder_of_an_output_file_is_made(tmp_path):
    """When the step is about to run; a folder that cannot be made is an error of the parameter."""
    step = CleanStep(needed="x", target=tmp_path / "a/b/c.txt")
    assert not (tmp_path / "a").exists()
    step.run("image")
    assert (tmp_path / "a/b").is_dir()
    (tmp_path / "a/b/c.txt").write_text("")
    with pytest.raises(FieldValidationError, match="'target' failed validation: cannot make the folder of"):
        CleanStep(needed="x", target=tmp_path / "a/b/c.txt/d.txt").run("image")


def test_a_history_names_the_line_of_the_spec():
    """The default of a parameter shows where its spec declares it."""
    entry = CleanStep(needed="x").config.history["threshold"][0]
    assert entry.definition.content.startswith("threshold = float(default=5.0, min=0)")
    assert str(entry.definition).endswith(f"test_spec.py:{entry.definition.lineno}")
    with open(__file__) as file:
        assert "threshold = float(default=5.0" in file.read().splitlines()[entry.definition.lineno - 1]


class FinerStep(CleanStep):
    """A step that declares one parameter again, and one more."""

    spec = f"""
        threshold = float(default={2.5})
        more = integer(default=-3) # More
    """


def test_a_spec_adds_to_those_of_the_bases():
    """A parameter that is declared again keeps its place, and its doc if it has no comment."""
    names = list(FinerStep.ConfigClass._fields)
    assert names == [*FIELDS, "more"]
    assert FinerStep.ConfigClass.threshold.default == 2.5
    assert type(FinerStep.ConfigClass.threshold) is Field
    assert FinerStep.ConfigClass.threshold.doc == FIELDS["threshold"].doc
    assert CleanStep.ConfigClass.threshold.default == 5.0


def test_get_pars_gives_what_the_own_spec_names():
    """Those of the bases apart, as in stpipe."""
    assert FinerStep(needed="x").get_pars(full_spec=False) == {"threshold": 2.5, "more": -3}
    assert "suffix" in CleanStep(needed="x").get_pars(full_spec=False)
    assert EmptyStep(needed="x").get_pars(full_spec=False) == {}


class Mixin:
    """No step, but it has parameters."""

    spec = "mixed = integer(default=1) # Mixed in"


class OtherStep(Step):
    """Another step."""

    spec = "other = integer(default=2) # Another"


class BothStep(Mixin, FinerStep, OtherStep):
    """A step with the parameters of all its bases."""


def test_the_parameters_of_all_bases_are_there():
    """Those of several steps, and of mix-ins that are none."""
    pars = BothStep(needed="x").get_pars()
    assert (pars["mixed"], pars["other"], pars["more"], pars["threshold"]) == (1, 2, -3, 2.5)


class EmptyStep(CleanStep):
    """A step whose spec has no parameter."""

    spec = """
    """


class WordsStep(Step):
    """A step with the forms of defaults that steps of telescopes have."""

    spec = """
        on = boolean(default=true)
        off = boolean(default = false) # with blanks
        open = boolean(default=None)
        whole = float(default=1)
        below = float(default=-1e-2)
        quoted = string(default="it's")
        items = list(default=None)
        whole_in_quotes = "float(default=2, min=1)"  # For commas, as ConfigObj wants it
    """


def test_a_spec_may_be_empty():
    """The step has the parameters of its bases."""
    assert list(EmptyStep.ConfigClass._fields) == list(FIELDS)


def test_the_forms_of_defaults():
    """Words in any case, numbers with sign and exponent, both quotes, None."""
    defaults = WordsStep().get_pars(full_spec=False)
    assert defaults == {
        "on": True,
        "off": False,
        "open": None,
        "whole": 1.0,
        "below": -0.01,
        "quoted": "it's",
        "items": None,
        "whole_in_quotes": 2.0,
    }
    assert WordsStep.ConfigClass.whole_in_quotes.doc == "For commas, as ConfigObj wants it"
    assert type(defaults["whole"]) is float


class SilentStep(Step):
    """A step without parameters, which comes before one with some."""


class AfterStep(SilentStep, OtherStep):
    """A step whose first base has only what every step has."""


def test_a_base_without_parameters_may_come_first():
    """The parameters of the other one are there, after those that every step has."""
    assert list(AfterStep.ConfigClass._fields) == list(OtherStep.ConfigClass._fields)


class SectionStep(Step):
    """A step with a section."""

    spec = """
        top = integer(default=1)
        [fit] # How it is fitted
            order = integer(default=2)
            [[inner]]
                x = float(default=0.5)
        [other]
    """


def test_sections_are_nested_configs():
    """One bracket more is one level deeper."""
    step = SectionStep(fit={"order": 4, "inner": {"x": 2}})
    assert (step.fit.order, step.fit.inner.x, step.top) == (4, 2.0, 1)
    assert SectionStep.ConfigClass.fit.doc == "How it is fitted"


class CleanPipeline(Pipeline):
    """A pipeline with a spec and steps with specs."""

    spec = "level = float(default=1.0) # Level"
    step_defs = {"clean": CleanStep, "finer": FinerStep}

    def process(self, image):
        return self.clean.run(image), self.finer.run(image), self.level


def test_a_pipeline_with_specs_is_one_tree():
    """Its own parameters and those of its steps are reached by call."""
    steps = {"clean": {"needed": "a", "threshold": 1.5}, "finer": {"needed": "b"}}
    assert CleanPipeline.call("i", level=3, steps=steps) == ((1.5, "i"), (2.5, "i"), 3.0)


@pytest.mark.parametrize(
    ("spec", "line", "why"),
    [
        ("\na = flot(default=1)", 2, "there is no check 'flot'; there are boolean, integer"),
        ("a", 1, "expected 'name = check', got 'a'"),
        ("a = ", 1, "expected the name of a check such as float, got the end of the line"),
        ("a = float(default=1", 1, "expected a comma or a closing bracket, got the end of the line"),
        ("a = float(default='1)", 1, "the text that begins with ' does not end"),
        ("a = float(default=x)", 1, "default: expected float, got 'x' (str); write a number"),
        ("a = integer(default=1.5)", 1, "default: expected int, got '1.5' (str)"),
        ("a = boolean(default=maybe)", 1, "default: expected bool, got 'maybe' (str)"),
        ("a = integer(1, 2, 3)", 1, "integer takes 2 arguments, got 3"),
        ("a = integer(low=2)", 1, "integer takes no argument 'low'; it takes min, max, default"),
        ("a = integer(1, min=2)", 1, "the argument 'min' of integer is given twice"),
        ("a = float(default=1, default=2)", 1, "the argument default is given twice"),
        ("a = float(min=1, 2)", 1, "the argument '2' without a name stands behind one with a name"),
        ("a = float(min=3, max=2)", 1, "min = 3.0 > 2.0 = max"),
        ("a = option(default='x')", 1, "option needs at least one choice"),
        ("a = float() b", 1, "expected the end of the line or a comment, got 'b'"),
        ("a = float()\na = float()", 2, "'a' is declared twice"),
        ("a-b = float()", 1, "expected a name as of a variable, got 'a-b'"),
        ("[[a]]", 1, "expected a section in one bracket more than the one it is in, got '[[a]]'"),
        ("a = list(default=list(x=1))", 1, "a list of values takes no names"),
    ],
)
def test_a_wrong_line_is_named(spec, line, why):
    """The error names the class, the line, its text, and what is wrong with it."""
    with pytest.raises(StepClassError) as caught:
        type(Step)("WrongStep", (Step,), {"spec": spec, "__module__": __name__})
    text = str(caught.value)
    assert text.startswith(f"line {line} of the spec of {__name__}.WrongStep")
    assert why in text
    assert text.endswith(spec.splitlines()[line - 1].strip())


def test_a_parameter_with_a_reserved_name_is_refused():
    """A spec is checked as a ConfigClass is."""
    with pytest.raises(StepClassError, match="cannot have a parameter 'debug'"):
        type(Step)("WrongStep", (Step,), {"spec": "debug = boolean(default=False)", "__module__": __name__})
    with pytest.raises(StepClassError, match="has to be text, got 3"):
        type(Step)("WrongStep", (Step,), {"spec": 3, "__module__": __name__})
