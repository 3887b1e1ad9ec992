"""stepconfig: its commands, what they print, and their exit codes."""

import json
import os
import re
from pathlib import Path

import jsonschema
import pytest

from stepconfig import __version__
from stepconfig.cli import stepconfig
from tests.kinds import Reduction
from tests.parameter_files import FIRST_LINE, write_file
from tests.steps import samples

SAMPLES = "tests.steps.samples"
DETECT = f"{SAMPLES}.DetectStep"
REDUCE = f"{SAMPLES}.ReducePipeline"
SCALE = f"{SAMPLES}.ScaleStep"


@pytest.fixture
def night(folder):
    """A parameter file of a pipeline."""
    return write_file(
        folder / "night.asdf",
        f"""\
        class: {REDUCE}
        name: night
        parameters: {{title: M51}}
        steps:
        - name: detect
          parameters:
            threshold: 3  # a quiet night
            bins: [1, 2, 4]
        """,
    )


def declared(name, path="threshold"):
    """Where a field of the samples is declared, as it is printed."""
    return str(getattr(samples, name)._fields[path].source)


# -- the command itself ----------------------------------------------------------------------------


def test_help_lists_the_commands(ask):
    """Also in its short form; each has one of its own."""
    for option in ("--help", "-h"):
        assert (ask(option).code, ask(option).out) == (0, stepconfig.USAGE)
    for name, summary in stepconfig.COMMANDS.items():
        assert f"  {name:<10}  {summary}\n" in stepconfig.USAGE
        for option in ("--help", "-h"):
            done = ask(name, option)
            assert (done.code, done.err) == (0, "")
            assert done.out.startswith(f"usage: stepconfig {name} ")


@pytest.mark.parametrize("name", ["", *stepconfig.COMMANDS])
def test_help_is_as_wide_as_a_page(ask, name):
    """No line is broken in a terminal of usual width."""
    lines = ask(*([name] if name else []), "--help").out.splitlines()
    assert max(map(len, lines)) < 80


def test_the_version_is_told(ask):
    """That of the package, by every command."""
    assert ask("--version").out == ask("diff", "--version").out == f"stepconfig {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "error: which command?\n\nusage: stepconfig COMMAND"),
        (["expain"], "error: unknown command 'expain'; did you mean explain?\n"),
        (
            ["run"],
            "unknown command 'run'; there are: explain, diff, validate, template, schema, list, references,"
            " record, replay\n",
        ),
        (["--nothing"], "--nothing has no value"),
        (["explain"], "error: explain what? Give a parameter file or a class.\n\nusage: stepconfig explain"),
        (["explain", "none.asdf"], "error: 'none.asdf' is neither a parameter file that exists nor a class"),
        (["explain", DETECT, "treshold"], "has no field 'treshold'; did you mean 'threshold'?"),
        (["explain", DETECT, "x*"], "has no field that matches 'x*'"),
        (["explain", DETECT, "a", "b"], "expected one PATTERN, got a b\n"),
        (["explain", DETECT, "in.fits", "in.fits"], "expected one INPUT, got in.fits in.fits\n"),
        (["explain", DETECT, "--treshold=4"], "has no parameter 'treshold'; did you mean 'threshold'?"),
        (["explain", DETECT, "--threshold=low"], "expected float in [0.5, inf) (sigma), got 'low' (str)"),
        (["explain", DETECT, "--layer=comand line"], "unknown layer 'comand line'; did you mean 'command"),
        (["explain", DETECT, "--layer=x"], "unknown layer 'x'; there are: default, setDefaults, "),
        (["explain", DETECT, "--layer=x", "--a=1"], "error: 2 faults:\n"),
        (["explain", DETECT, "--layer"], "--layer has no value; write --layer=VALUE"),
        (["diff", DETECT], "error: expected two things to compare, got 1\n\nusage: stepconfig diff A B"),
        (["diff", DETECT, "nope"], "error: 'nope' is neither a parameter file"),
        (
            ["diff", DETECT, DETECT, "--x=1", "-y"],
            "error: 2 faults:\nunknown option -y\nunknown option --x=1\n",
        ),
        (["validate"], "error: validate what? Give parameter files.\n\nusage: stepconfig validate"),
        (["template"], "error: expected one class, got 0\n\nusage: stepconfig template CLASS"),
        (["template", DETECT, "--format=xls"], "error: unknown format 'xls'; there are: asdf, yaml, toml"),
        (["template", DETECT, "--format=jsn"], "error: unknown format 'jsn'; did you mean json?"),
        (
            ["template", DETECT, "-o", "a.txt"],
            "error: a.txt has the suffix '.txt'; say which --format: asdf,",
        ),
        (
            ["template", DETECT, "-o", "a.toml", "--format=py"],
            "expected a file of the format py, got the name",
        ),
        (["template", DETECT, "-o", "in.fits", "--format=py"], "error: in.fits exists already"),
        (["template", DETECT, "-o", "none/a.py"], "error: cannot write none/a.py: No such file"),
        (["template", "tests.kinds.Nothing"], "has no class 'Nothing'"),
        (["schema", DETECT, SCALE], "error: expected one class, got 2\n\nusage: stepconfig schema CLASS"),
        (["schema", DETECT, "--out=x"], "error: unknown option --out=x\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_one_message_and_code_2(ask, folder, arguments, message):
    """Nothing on the standard output, and no traceback."""
    (folder / "in.fits").touch()
    done = ask(*arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert "Traceback" not in done.err


def test_a_traceback_is_shown_if_it_is_asked_for(ask):
    """For every command, and for none."""
    for arguments in (["explain", "nope"], ["expain"], ["--nothing=1"]):
        done = ask(*arguments, "--debug")
        assert done.code == 2
        assert "Traceback (most recent call last)" in done.err


def test_an_error_of_a_class_is_no_answer_of_diff(ask, folder):
    """Whatever goes wrong has code 2: 1 says that there are differences."""
    (folder / "failing_defaults.py").write_text(
        "from stepconfig import Config\nclass Own(Config):\n    def setDefaults(self):\n        1 / 0\n"
    )
    done = ask("diff", "failing_defaults.Own", "failing_defaults.Own")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ZeroDivisionError: division by zero\n")


# -- explain ---------------------------------------------------------------------------------------


def test_explain_tells_one_value_in_full(ask, night):
    """What each source said, the one that holds first."""
    done = ask("explain", night, "steps.detect.threshold", "--steps.detect.threshold=8")
    lines = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert lines[:4] == [
        "steps.detect.threshold = 8.0 sigma",
        "  Level from which there is a source.",
        "  type      float in [0.5, inf) [sigma]",
        "  default   5.0 sigma",
    ]
    said = [line[12:].split("  ") for line in lines[4:]]
    assert [each[0] for each in said] == ["8.0", "3.0", "6.0", "5.0"]
    assert lines[4] == "  set by    8.0  command line    --steps.detect.threshold=8"
    assert f"parameter file  {os.path.relpath(night)}:{FIRST_LINE + 6}" in lines[5]
    assert declared("DetectConfig") in lines[7]


def test_explain_without_a_pattern_is_a_table(ask, night):
    """Of every value, in its order."""
    out = ask("explain", night).out
    lines = [line for line in out.splitlines() if not line.startswith(" ")]
    assert re.split("  +", lines[0])[:3] == ["parameter", "value", "set by"]
    assert [line.split()[0] for line in lines[1:]] == samples.ReducePipeline.ConfigClass().names()


def test_explain_tells_what_was_changed(ask, night):
    """Or what one source set."""
    lines = ask("explain", night, "--changed", "--steps.scale.factor=2").out.splitlines()
    found = [line.split()[0] for line in lines[1:] if not line.startswith(" ")]
    assert found == ["title", "steps.detect.threshold", "steps.detect.bins"]
    lines = ask("explain", night, "--layer", "command line", "--steps.scale.factor=2").out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["steps.scale.factor"]
    done = ask("explain", DETECT, "--changed")
    assert (done.code, done.out) == (
        0,
        "Every value is that of a new config.\n",
    )
    assert ask("explain", DETECT, "--layer=keyword").out == "No value is set by keyword.\n"


def test_explain_takes_patterns_and_sections(ask, night):
    """Each value is told in full, an empty line between two."""
    out = ask("explain", night, "*threshold").out
    assert out.startswith("steps.detect.threshold = 3.0 sigma\n  Level")
    blocks = ask("explain", night, "steps.scale").out.rstrip().split("\n\n")
    assert [block.split(" =")[0] for block in blocks] == [
        f"steps.scale.{name}" for name in samples.ScaleConfig._fields
    ]


def test_explain_tells_input_and_pattern_apart(ask, night, folder):
    """An argument that is the name of a file is the input, wherever it stands."""
    (folder / "in.fits").touch()
    plain = ask("explain", night, "title").out
    for arguments in (["in.fits", "title"], ["title", "in.fits"]):
        assert ask("explain", night, *arguments).out == plain
    assert ask("explain", night, "in.fits").out == ask("explain", night).out


def test_explain_asks_what_a_run_would_ask(ask, folder, monkeypatch):
    """The environment, if the class reads it, and the sources that the class names."""
    (folder / "asked.py").write_text(ASKED)
    monkeypatch.setenv("ASKED_LOW", "3")
    out = ask("explain", "asked.OwnStep", "*", "--changed").out
    assert [line.strip() for line in out.splitlines() if "set by" in line] == [
        "set by    3.0  environment  ASKED_LOW=3",
        "set by    4.0  environment  notebook:7",
    ]
    monkeypatch.setenv("ASKED_LWO", "3")
    done = ask("explain", "asked.OwnStep")
    assert (done.code, "did you mean 'low'?" in done.err) == (2, True)


ASKED = """
from stepconfig import Assignment, Field, FileLocation, Step, StepConfig


class Notebook:
    name = "environment"

    def assignments(self, config_class):
        yield Assignment(("high",), 4, FileLocation("notebook", 7))


class OwnConfig(StepConfig):
    low = Field("The lower limit.", float, 1.0)
    high = Field("The upper limit.", float, 2.0)


class OwnStep(Step):
    ConfigClass = OwnConfig
    environment_prefix = "ASKED"
    parameter_sources = (Notebook(),)
"""


def test_explain_gives_json(ask, night):
    """A list, whatever was asked for."""
    (data,) = json.loads(ask("explain", night, "steps.detect.bins", "--json").out)
    assert (data["path"], data["value"], data["layer"], data["line"]) == (
        "steps.detect.bins",
        [1, 2, 4],
        "parameter file",
        FIRST_LINE + 7,
    )
    assert len(json.loads(ask("explain", night, "--json").out)) > 20
    assert json.loads(ask("explain", DETECT, "--changed", "--json").out) == []


def test_explain_takes_config_classes_and_override_files(ask):
    """A Config needs no step."""
    assert "fwhm = 1.0 arcsec\n" in ask("explain", "tests.kinds.Reduction", "fwhm").out
    Reduction(fwhm=3).save("saved.py")
    assert "set by    3.0  override file  saved.py:11" in ask("explain", "saved.py", "fwhm").out


def test_every_default_is_made_by_the_command(ask, night):
    """There is no line of code that made the config."""
    (data,) = json.loads(ask("explain", night, "title", "--json").out)
    assert data["history"][0]["file"] == samples.__file__


# -- diff ------------------------------------------------------------------------------------------


def test_diff_of_equal_configs_has_code_0(ask, night):
    """A file and a class that say the same are equal."""
    done = ask("diff", night, night)
    assert (done.code, done.err) == (0, "")
    assert done.out == f"A: {night} ({REDUCE})\nB: {night} ({REDUCE})\n\nNo value differs.\n"
    path = write_file(Path("same.asdf"), f"class: {SCALE}\nparameters: {{factor: 2}}\n")
    assert ask("diff", path, SCALE).code == 0


def test_diff_tells_path_both_values_and_both_origins(ask, night, monkeypatch):
    """Aligned, or below each other in a narrow terminal; the code is 1."""
    monkeypatch.setenv("COLUMNS", "160")
    done = ask("diff", "night.asdf", REDUCE)
    assert (done.code, done.err) == (1, "")
    rows = [re.split("  +", line) for line in done.out.splitlines()[3:]]
    place = declared("ReduceConfig", "title").rpartition(":")[0]
    assert rows[0] == ["parameter", "A", "B", "A set by", "B set by"]
    assert rows[1:3] == [
        ["title", "'M51'", "'night'", f"parameter file night.asdf:{FIRST_LINE + 2}", "default"],
        [
            "steps.detect.threshold",
            "3.0 sigma",
            "6.0 sigma",
            f"parameter file night.asdf:{FIRST_LINE + 6}",
            rows[2][4],
        ],
    ]
    assert rows[2][4].startswith(f"setDefaults {place}:")
    assert len(rows) == 4
    monkeypatch.setenv("COLUMNS", "60")
    assert ask("diff", "night.asdf", REDUCE).out.splitlines()[3:6] == [
        "title",
        f"  A  'M51'    parameter file night.asdf:{FIRST_LINE + 2}",
        "  B  'night'  default",
    ]


def test_diff_compares_any_two(ask, monkeypatch):
    """Also configs of two classes, which have some names in common."""
    samples.ScaleStep(factor=7).config.save("scale.py")
    done = ask("diff", "scale.py", DETECT, "--json")
    data = json.loads(done.out)
    assert done.code == 1
    assert data["A"] == {"name": "scale.py", "class": f"{SAMPLES}.ScaleConfig"}
    assert data["B"] == {"name": DETECT, "class": DETECT}
    rows = {row["path"]: row for row in data["differences"]}
    assert rows["factor"] == {
        "path": "factor",
        "A": {"value": 7.0, "layer": "override file", "place": "scale.py:41"},
        "B": None,
    }
    assert rows["threshold"]["A"] is None
    assert rows["threshold"]["B"]["value"] == 5.0
    assert "skip" not in rows
    monkeypatch.setenv("COLUMNS", "160")
    lines = [re.split("  +", line) for line in ask("diff", "scale.py", DETECT).out.splitlines()]
    assert ["factor", "7.0 electron", "-", "override file scale.py:41"] in lines


def test_diff_of_two_classes_with_the_same_values_has_code_1(ask):
    """They are not the same."""
    done = ask("diff", f"{SAMPLES}.NoInputStep", f"{SAMPLES}.PairStep")
    assert done.code == 0  # both have the parameters that every step has
    done = ask("diff", "stepconfig.StepConfig", "stepconfig.PipelineConfig")
    assert done.code == 1
    assert done.out.endswith("No value differs, but the classes do.\n")


def test_diff_leaves_out_configs_that_do_not_count(ask, folder):
    """A field that holds several configs says which of them are compared."""
    (folder / "with_choice.py").write_text(
        """\
from stepconfig import Config, ConfigField, Field


class Chosen(ConfigField):
    def compared(self, value):
        return ()


class Inner(Config):
    f = Field("A value.", int, 1)


class One(Config):
    inner = Chosen("A config.", Inner)


class Two(One):
    def setDefaults(self):
        self.inner.f = 2
"""
    )
    assert json.loads(ask("diff", "with_choice.One", "with_choice.Two", "--json").out)["differences"] == []


# -- validate --------------------------------------------------------------------------------------


def test_validate_says_ok(ask, night):
    """For each file."""
    Reduction().save("saved.py")
    done = ask("validate", night, "saved.py")
    assert (done.code, done.out, done.err) == (0, f"{night}: ok\nsaved.py: ok\n", "")


def test_validate_tells_every_fault_of_every_file(ask, night, folder):
    """Those of single values, unknown names, lists that are too long, the file itself; and goes on."""
    write_file(
        folder / "bad.asdf",
        f"""\
        class: {REDUCE}
        parameters:
          titel: M51
          skip: perhaps
        steps:
        - name: detect
          parameters: {{threshold: 0, passes: 1.5, method: no, bins: [1, x]}}
        """,
    )
    (folder / "short.asdf").write_text("#ASDF 1.0.0\n")
    done = ask("validate", "bad.asdf", night, "short.asdf", "nihgt.asdf")
    lines = done.out.splitlines()
    assert (done.code, done.err) == (2, "")
    assert lines[0] == "bad.asdf: 6 faults"
    for words in (
        "has no parameter 'titel'; did you mean 'title'?",
        "Field 'skip' failed validation: expected bool, got 'perhaps' (str)",
        "RangeField 'steps.detect.threshold' failed validation: expected float in [0.5, inf) (sigma), got 0",
        "Field 'steps.detect.passes' failed validation: expected int, got '1.5' (str)",
        "ChoiceField 'steps.detect.method' failed validation",
        "ListField 'steps.detect.bins' failed validation: expected int, got 'x' (str)",
        f"set at bad.asdf:{FIRST_LINE + 3}",
    ):
        assert words in done.out
    assert f"{night}: ok" in lines
    assert "short.asdf: 1 fault" in lines
    assert "  short.asdf is cut short: the line '...' at the end is missing" in lines
    assert lines[-2:] == ["nihgt.asdf: 1 fault", "  there is no file nihgt.asdf; did you mean night.asdf?"]


@pytest.mark.parametrize("suffix", ["yaml", "json", "toml", "asdf", "py"])
def test_a_file_that_a_config_saved_can_be_asked(ask, folder, suffix):
    """By every command: it names its class."""
    Reduction(fwhm=7.0).save(f"mine.{suffix}")
    assert ask("validate", f"mine.{suffix}").out == f"mine.{suffix}: ok\n"
    assert ask("explain", f"mine.{suffix}", "fwhm").out.startswith("fwhm = 7.0")
    assert ask("diff", f"mine.{suffix}", "tests.kinds.Reduction").out.count("\nfwhm") == 1


def test_every_fault_of_a_saved_file_is_told(ask, folder):
    """As of a parameter file; a class that is not there is one, too."""
    (folder / "mine.yaml").write_text("$class: tests.kinds.Reduction\nfwhm: high\ncuont: 3\n")
    (folder / "none.yaml").write_text("$class: tests.kinds.Reductoin\nfwhm: 3\n")
    done = ask("validate", "mine.yaml", "none.yaml")
    assert (done.code, done.out.splitlines()[0]) == (2, "mine.yaml: 2 faults")
    assert "has no field 'cuont'; did you mean 'count'?\n    named at mine.yaml:3" in done.out
    assert "none.yaml: 1 fault\n  none.yaml:1: " in done.out


def test_a_file_that_names_no_class_is_asked_with_the_class(ask, folder):
    """An override file by hand, and data without a class; the class is given beside it."""
    (folder / "night.py").write_text("for value in [7.0]:\n    config.fwhm = value\n")
    (folder / "part.yaml").write_text("fwhm: 7.0\n")
    (folder / "whole.yaml").write_text("parameters: {fwhm: 7.0}\n")
    for name in ("night.py", "part.yaml", "whole.yaml"):
        done = ask("explain", "tests.kinds.Reduction", "fwhm", "--config-file", name)
        assert done.out.startswith("fwhm = 7.0"), name
        assert f" {name}:" in done.out
    (folder / "wrong.py").write_text("config.fwhm = 'high'\n")
    done = ask("validate", "tests.kinds.Reduction", "--config-file=night.py", "--config-file=wrong.py")
    assert done.code == 2
    assert done.out.startswith("night.py: ok\nwrong.py: 1 fault\n")
    assert "--config-file night.py" in ask("explain", "night.py").err
    done = ask("validate", "tests.kinds.Reduction", "--config-file", "nihgt.py")
    assert "there is no file nihgt.py; did you mean night.py?" in done.out
    done = ask("explain", DETECT, "threshold", "--config-file", "step.py")
    assert (done.code, "there is no file step.py" in done.err) == (2, True)
    (folder / "step.py").write_text("config.threshold = 7.0\n")
    assert ask("explain", DETECT, "threshold", "--config-file", "step.py").out.startswith("threshold = 7.0")
    assert "one class with --config-file, got 2" in ask("validate", "a", "b", "--config-file=c.py").err


CHECKED = """\
from stepconfig import Config, ConfigField, Field, ListField


class Inner(Config):
    pair = ListField("Two values.", int, [1, 2], length=2)


class Own(Config):
    low = Field("The lower limit.", float)
    high = Field("The upper limit.", float, 10.0)
    inner = ConfigField("A config.", Inner)

    def validate(self):
        super().validate()
        if self.low > self.high:
            raise ValueError("low is above high")
"""


def test_validate_makes_the_checks_of_the_whole(ask, folder):
    """If nothing is missing that they may rely on; those of single fields in any case."""
    (folder / "checked.py").write_text(CHECKED)

    def said(parameters, *options):
        write_file(folder / "p.asdf", f"class: checked.Own\nparameters: {parameters}\n")
        done = ask("validate", "p.asdf", *options)
        return done.code, done.out

    assert said("{low: 1}") == (0, "p.asdf: ok\n")
    assert said("{low: 11}") == (2, "p.asdf: 1 fault\n  ValueError: low is above high\n")
    assert said("{}") == (0, "p.asdf: ok; to be given: low\n")
    code, out = said("{}", "--complete")
    assert (code, out.count("a value is required, got None")) == (2, 1)
    code, out = said("{inner: {pair: [1]}}")
    assert (code, "ListField 'inner.pair' failed validation: expected exactly 2 items, got 1" in out) == (
        2,
        True,
    )
    code, out = said("{low: high, inner: {pair: [1]}, hihg: 1}")
    assert (code, out.splitlines()[0]) == (2, "p.asdf: 3 faults")
    code, out = said("{low: 11, inner: {pair: [1]}}")
    assert (code, out.splitlines()[0]) == (2, "p.asdf: 2 faults")


def test_validate_reads_override_files(ask, folder):
    """Their first line that fails is told; and what cannot be used together."""
    (folder / "checked.py").write_text(CHECKED)
    head = "import checked\nassert type(config) is checked.Own, 'no'\n"
    (folder / "a.py").write_text(f"{head}config.hihg = 3\n")
    (folder / "b.py").write_text(f"{head}config.low = 11\n")
    done = ask("validate", "a.py", "b.py")
    assert done.code == 2
    assert "has no field 'hihg'; did you mean 'high'?" in done.out
    assert "a.py:3" in done.out
    assert done.out.endswith("b.py: 1 fault\n  ValueError: low is above high\n")


UNCHOSEN = """
from stepconfig import Config, ConfigChoiceField, ConfigDictField, ConfigField, Field


class Inner(Config):
    order = Field("A number.", int, 3)


class Middle(Config):
    choice = ConfigChoiceField("Has to be chosen.", {"a": Inner})


class Own(Config):
    middle = ConfigField("A config.", Middle)
    items = ConfigDictField("Have to be given.", str, Inner)
    other = ConfigDictField("May be given.", str, Inner, optional=True)
"""


@pytest.mark.parametrize("name", ["t.asdf", "t.yaml", "t.toml", "t.json", "t.py"])
def test_choices_and_dicts_of_configs_may_have_to_be_given_too(ask, folder, name):
    """A template validates; with --complete each is a fault."""
    (folder / "unchosen.py").write_text(UNCHOSEN)
    ask("template", "unchosen.Own", "-o", name)
    done = ask("validate", name)
    assert (done.code, done.out) == (0, f"{name}: ok; to be given: middle.choice, items\n")
    done = ask("validate", name, "--complete")
    assert (done.code, done.out.splitlines()[0]) == (2, f"{name}: 2 faults")


# -- template and schema ---------------------------------------------------------------------------


@pytest.mark.parametrize("cls", [DETECT, REDUCE, f"{SAMPLES}.RequiredStep", "tests.kinds.Reduction"])
@pytest.mark.parametrize("name", ["t.asdf", "t.yaml", "t.yml", "t.toml", "t.json", "t.py"])
@pytest.mark.parametrize("options", [[], ["--minimal"]])
def test_a_template_validates(ask, cls, name, options):
    """Written to a file of the format that its name says."""
    done = ask("template", cls, "-o", name, *options)
    assert (done.code, done.out, done.err) == (0, "", "")
    done = ask("validate", name)
    assert done.code == 0
    rest = "" if "Required" not in cls else "; to be given: first, second"
    assert done.out == f"{name}: ok{rest}\n"


def test_a_template_is_printed(ask):
    """As ASDF, if nothing else is said; without a schema, as there is no file of one."""
    out = ask("template", DETECT).out
    assert out.startswith("#ASDF 1.0.0\n")
    assert "schema" not in out
    assert ask("template", DETECT, "--format", "json").out.startswith("{\n")
    assert ask("template", DETECT, "--format=yaml", "--schema=s.json").out.startswith(
        "# yaml-language-server: $schema=s.json\n"
    )


def test_a_template_file_comes_with_its_schema(ask, folder):
    """Beside it, under the name that its first line has; not if the user names another."""
    (folder / "sub").mkdir()
    ask("template", REDUCE, "-o", "sub/night.yaml")
    assert sorted(path.name for path in Path("sub").iterdir()) == ["night.schema.json", "night.yaml"]
    first, *_ = Path("sub/night.yaml").read_text().splitlines()
    assert first == "# yaml-language-server: $schema=night.schema.json"
    written = json.loads(Path("sub/night.schema.json").read_text())
    assert written == json.loads(ask("schema", REDUCE).out)
    jsonschema.Draft202012Validator.check_schema(written)
    ask("template", REDUCE, "-o", "a.toml", "--schema", "s.json")
    ask("template", REDUCE, "-o", "a.json")
    ask("template", REDUCE, "-o", "a.py")
    assert sorted(path.name for path in folder.iterdir()) == ["a.json", "a.py", "a.toml", "sub"]


def test_a_template_does_not_replace_a_file(ask):
    """Somebody may have worked on it."""
    ask("template", DETECT, "-o", "t.yaml")
    before = Path("t.yaml").read_text()
    done = ask("template", SCALE, "-o", "t.yaml")
    assert (done.code, Path("t.yaml").read_text()) == (2, before)


def test_a_schema_is_that_of_files_or_of_values(ask):
    """Of a step class that of its parameter files; of a Config class either."""
    assert "parameters" in json.loads(ask("schema", SCALE).out)["properties"]
    assert json.loads(ask("schema", "tests.kinds.Reduction").out) == Reduction.schema()
    assert "parameters" in json.loads(ask("schema", "tests.kinds.Reduction", "--file").out)["properties"]
    done = ask("schema", "tests.kinds.Reduction", "-o", "s.json")
    assert (done.code, done.out) == (0, "")
    assert json.loads(Path("s.json").read_text()) == Reduction.schema()


def test_a_config_that_cannot_be_made_is_an_error(ask, folder):
    """With the message of what failed."""
    (folder / "wrong_default.py").write_text(
        "from stepconfig import Config, Field\nclass Own(Config):\n    f = Field('A value.', int, 'one')\n"
    )
    for command in ("explain", "template", "schema"):
        done = ask(command, "wrong_default.Own")
        assert (done.code, done.out) == (2, "")
        assert "expected int, got 'one' (str)" in done.err
