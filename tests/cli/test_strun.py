"""strun: what it does with files, classes, inputs, parameters and mistakes."""

import json
import os
import re
import sys
from pathlib import Path

import asdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepconfig import Step, StepConfig, __version__
from stepconfig.cli import strun
from stepconfig.steps.naming import RECORD
from tests.parameter_files import FIRST_LINE, write_file

SAMPLES = "tests.steps.samples"
DETECT = f"{SAMPLES}.DetectStep"
REDUCE = f"{SAMPLES}.ReducePipeline"
SCALE = f"{SAMPLES}.ScaleStep"


def files():
    """Every file in the current folder and below, records apart."""
    found = (path for path in Path().rglob("*") if path.is_file() and not path.name.endswith(RECORD))
    return sorted(map(str, found))


def level(path):
    """The level of a saved image."""
    return json.loads(Path(path).read_text())["level"]


# -- running ---------------------------------------------------------------------------------------


def test_a_class_runs_on_an_input_and_saves_its_result(run_step):
    """The module is imported, the step runs, and the name of the output is made from the input's."""
    done = run_step(SCALE, "raw/m51.fits")
    assert (done.code, done.out) == (0, "")
    assert files() == ["m51_scalestep.json"]
    assert level("m51_scalestep.json") == 3.0


def test_a_file_runs_on_an_input(run_step, folder):
    """Class, name and parameters come from the file."""
    write_file(folder / "p.asdf", f"class: {SCALE}\nname: big\nparameters: {{factor: 10}}\n")
    assert run_step("p.asdf", "m51.fits").code == 0
    assert level("m51_big.json") == 11.0


def test_a_file_without_a_name_names_the_step(run_step, folder):
    """The step, and so its outputs, are called as the file is."""
    write_file(folder / "big.asdf", f"class: {SCALE}\nparameters: {{}}\n")
    run_step("big.asdf", "m51.fits")
    assert "m51_big.json" in files()


def test_options_beat_the_file(run_step, folder):
    """What the command line does not say, the file says."""
    write_file(folder / "p.asdf", f"class: {SCALE}\nname: s\nparameters: {{factor: 10, offset: 5}}\n")
    assert run_step("p.asdf", "m51.fits", "--factor=20").code == 0
    assert level("m51_s.json") == 25.0


def test_options_reach_the_steps_of_a_pipeline(run_step):
    """A dotted name is a path, with dashes or underscores."""
    done = run_step(REDUCE, "--steps.scale.factor", "4", "m51.fits", "--output-dir=out", "--suffix=r")
    assert done.code == 0
    assert files() == ["out/m51_r.json"]
    assert level("out/m51_r.json") == 5.0


def test_a_class_beside_a_file_is_found(run_step, folder):
    """A parameter file may come with a module."""
    (folder / "sub").mkdir()
    (folder / "sub" / "beside_a_file.py").write_text(
        "from stepconfig import Step\nclass Own(Step):\n    def process(self, name): print(name)\n"
    )
    write_file(folder / "sub" / "p.asdf", "class: beside_a_file.Own\nparameters: {}\n")
    (folder / "sub" / "p.cfg").write_text("class = beside_a_file.Own\n")
    for file in ("sub/p.asdf", "sub/p.cfg"):
        done = run_step(file, "m51.fits")
        sys.modules.pop("beside_a_file")
        assert (done.code, done.out) == (0, "m51.fits\n")


def test_a_file_in_another_folder_may_name_a_class_in_the_current_one(run_step, ask, folder):
    """Parameters that were saved there can be run and asked as the class itself can."""
    (folder / "sub").mkdir()
    (folder / "in_current.py").write_text(
        "from stepconfig import Step\nclass Own(Step):\n    def process(self, name): print(name)\n"
    )
    assert run_step("in_current.Own", "--save-parameters=sub/p.yaml").code == 0
    sys.modules.pop("in_current")
    sys.path.remove(str(folder))
    assert ask("validate", "sub/p.yaml").out == "sub/p.yaml: ok\n"
    sys.modules.pop("in_current")
    sys.path.remove(str(folder))
    assert run_step("sub/p.yaml", "m51.fits").out == "m51.fits\n"
    sys.modules.pop("in_current")


def test_a_class_in_the_current_folder_is_found(run_step, folder):
    """A module needs no installation."""
    (folder / "in_this_folder.py").write_text(
        "from stepconfig import Step\nclass Own(Step):\n    def process(self): print('run')\n"
    )
    done = run_step("in_this_folder.Own")
    sys.modules.pop("in_this_folder")
    assert (done.code, done.out) == (0, "run\n")


def test_results_are_not_saved_if_the_user_says_no(run_step):
    """An input alone does not force it."""
    assert run_step(SCALE, "m51.fits", "--save_results=false").code == 0
    assert files() == []


def test_a_step_that_takes_no_input_runs_without_one(run_step):
    """Nothing is saved then, unless it is asked for."""
    assert run_step(f"{SAMPLES}.NoInputStep").code == 0
    assert files() == []
    assert run_step(f"{SAMPLES}.NoInputStep", "--save_results=yes").code == 0
    assert files() == ["step_NoInputStep_noinputstep.json"]


def test_a_process_method_may_be_of_the_class_or_of_nobody(run_step, folder):
    """How many inputs it takes is known all the same; what it takes besides is no input."""
    (folder / "odd_methods.py").write_text(
        "from stepconfig import Step\n"
        "class OfClass(Step):\n    @classmethod\n    def process(cls, name): print('class', name)\n"
        "class OfNobody(Step):\n    @staticmethod\n    def process(name): print('nobody', name)\n"
        "class Keyword(Step):\n    def process(self, name, *, more=1): print('keyword', name)\n"
    )
    for name, word in (("OfClass", "class"), ("OfNobody", "nobody"), ("Keyword", "keyword")):
        assert run_step(f"odd_methods.{name}", "a").out == f"{word} a\n"
        assert (
            run_step(f"odd_methods.{name}", "a", "b").err
            == f"error: {name} takes one input (name), got 2; run it once for each file\n"
        )


def test_an_input_may_look_like_an_option(run_step):
    """Behind two dashes everything is an input."""
    assert run_step(SCALE, "--", "--factor=3").code == 0
    assert len(files()) == 1


def test_skip_is_honoured_when_the_user_says_it(run_step):
    """The step is passed over, the log says who said so, and nothing is saved."""
    done = run_step(SCALE, "m51.fits", "--skip=true")
    assert (done.code, files()) == (0, [])
    assert "skipped, as set at command line: --skip=true" in done.err


def test_inputs_may_be_optional(run_step):
    """A step that can do with fewer is run with fewer; it is asked nothing by other means than inputs."""
    for inputs in (["a"], ["a", "b"], ["a", "b", "c", "d"]):
        assert run_step(f"{SAMPLES}.PairStep", *inputs).out == f"{inputs}\n"


def test_a_step_that_can_take_inputs_is_not_run_to_tell_of_it(run_step):
    """Saving its parameters without an input does not run it, although it could do without."""
    done = run_step(f"{SAMPLES}.EveryStep", "--save-parameters=p.asdf")
    assert (done.code, done.err) == (0, "")
    done = run_step(f"{SAMPLES}.NoInputStep", "--save-parameters=p.asdf")
    assert "NoInputStep: done" in done.err


# -- forms of values -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--bins=1,2,3"], {"bins": [1, 2, 3]}),
        (["--bins=[4, 5]"], {"bins": [4, 5]}),
        (["--bins=7"], {"bins": [7]}),
        (["--bins", "1", "--bins", "2"], {"bins": [1, 2]}),
        (["--bins=-1,-2"], {"bins": [-1, -2]}),
        (["--bins="], {"bins": []}),
        (["--names='a b',c"], {"names": ["a b", "c"]}),
        (["--names=None"], {"names": None}),
        (["--threshold=1e3"], {"threshold": 1000.0}),
        (["--threshold", "2"], {"threshold": 2.0}),
        (["--threshold=3", "--threshold=4"], {"threshold": 4.0}),
        (["--threshold=inf"], {"threshold": float("inf")}),
        (["--passes", "-5"], {"passes": -5}),
        (["--passes=012"], {"passes": 12}),
        (["--label=None"], {"label": None}),
        (["--label=a,b=c"], {"label": "a,b=c"}),
        (["--label='a,b'"], {"label": "a,b"}),
        (['--label="it\'s"'], {"label": "it's"}),
        (["--label='None'"], {"label": "None"}),
        (["--label='a' 'b'"], {"label": "'a' 'b'"}),
        (["--label='"], {"label": "'"}),
        (["--label='a"], {"label": "'a"}),
        (["--names='a,b'"], {"names": ["a,b"]}),
        (["--names=a,"], {"names": ["a"]}),
        (["--label", "-x"], {"label": "-x"}),
        (["--label="], {"label": ""}),
        (["--deblend=no"], {"deblend": False}),
        (["--deblend", "ON"], {"deblend": True}),
        (["--method=area"], {"method": "area"}),
        (["--method=None"], {"method": None}),
        (["--limits={r: 24, g: 1e1}"], {"limits": {"r": 24.0, "g": 10.0}}),
        (["--phase=1-2j"], {"phase": 1 - 2j}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_values_are_read_as_their_fields_say(run_step, arguments, expected):
    """What a value looks like decides nothing; all usual forms of a type are read."""
    assert run_step(DETECT, *arguments, "--save-parameters", "p.asdf").code == 0
    pars = Step.from_config_file("p.asdf").get_pars()
    assert {name: pars[name] for name in expected} == expected


# -- what is told before the run -------------------------------------------------------------------


def test_parameters_are_saved_before_the_run(run_step):
    """The file has the values of file, class and command line, and can be run itself."""
    assert run_step(REDUCE, "m51.fits", "--steps.scale.factor=4", "--save-parameters=p.asdf").code == 0
    with asdf.open("p.asdf") as file:
        assert file["class"] == REDUCE
        assert file["parameters"]["save_results"] is True
        assert file["steps"][0]["parameters"]["factor"] == 4.0
    assert run_step("p.asdf", "m52.fits").code == 0
    assert level("m52_reducepipeline.json") == level("m51_reducepipeline.json") == 5.0


def test_parameters_are_saved_also_if_the_run_fails(run_step):
    """They were written before."""
    assert run_step(f"{SAMPLES}.FailingStep", "m51.fits", "--save-parameters=p.asdf").code == 1
    assert files() == ["p.asdf"]


def test_parameters_can_be_saved_without_an_input(run_step):
    """A step that takes an input is not run without it then, and an input saves its result later."""
    done = run_step(SCALE, "--save-parameters", "p.asdf")
    assert (done.code, done.err, files()) == (0, "", ["p.asdf"])
    assert run_step("p.asdf", "m51.fits").code == 0
    assert files() == ["m51_scalestep.json", "p.asdf"]


def test_required_values_need_not_be_given_again(run_step):
    """A saved file is complete."""
    arguments = ("--first=1", "--second=2", "--save-parameters=p.asdf")
    assert run_step(f"{SAMPLES}.RequiredStep", "m51.fits", *arguments).code == 0
    assert run_step("p.asdf", "m51.fits").code == 0


def test_parameters_are_not_saved_over_an_input(run_step, folder):
    """The input stays, and the message says why."""
    Path("m51.asdf").write_text("input")
    done = run_step(SCALE, "m51.asdf", "--save-parameters", "./m51.asdf")
    assert done.code == 2
    assert done.err == "error: --save-parameters ./m51.asdf would write over the input m51.asdf\n"
    assert Path("m51.asdf").read_text() == "input"


def test_the_log_is_not_written_over_an_input(run_step, folder):
    """Nor over the parameter file: a log file starts afresh."""
    write_file(folder / "p.asdf", f"class: {SCALE}\nparameters: {{}}\n")
    (folder / "m51.fits").write_text("data")
    for name in ("m51.fits", "./p.asdf"):
        done = run_step("p.asdf", "m51.fits", f"--log-file={name}")
        assert done.code == 2
        assert done.err.startswith(f"error: --log-file {name} would write over the input")
    assert (folder / "m51.fits").read_text() == "data"
    assert run_step("p.asdf", "m51.fits", "--log-file=none/a.log").err == (
        "error: cannot write the log file none/a.log: there is no folder none\n"
    )


@pytest.mark.parametrize("option", ["save-parameters", "log-file"])
def test_no_output_takes_the_place_of_what_the_command_writes(run_step, folder, option):
    """The parameters that were saved, and the log, are there after the run."""
    name = "m51_s.json"
    done = run_step(SCALE, "m51.fits", "--suffix=s", f"--{option}={name}", "--log-level=INFO")
    assert done.code == 2
    assert f"error: the output {name} is a file that the command itself writes; give another" in done.err
    assert "suffix" in (folder / name).read_text()


def test_a_link_that_leads_nowhere_is_told(run_step, folder):
    """As a file that cannot be read, and not as a name that is misspelt."""
    (folder / "p.asdf").symlink_to("none.asdf")
    (folder / "q.asdf").symlink_to("q.asdf")
    assert run_step("p.asdf").err == "error: cannot read p.asdf: No such file or directory\n"
    assert run_step("q.asdf").err == "error: cannot read q.asdf: Too many levels of symbolic links\n"


def test_changes_are_told_with_who_made_them(run_step, folder, monkeypatch):
    """A table of what differs from a run without any options: value, default, source and place."""
    monkeypatch.setenv("COLUMNS", "150")
    body = f"class: {REDUCE}\nparameters: {{}}\nsteps:\n- name: scale\n  parameters:\n    factor: 3\n"
    write_file(folder / "p.asdf", body)
    done = run_step("p.asdf", "--changes", "--steps.detect.names=a", "--title=night")
    rows = [re.split("  +", line.strip()) for line in done.out.splitlines()]
    assert [row[:4] for row in rows if len(row) == 5] == [
        ["parameter", "value", "default", "set by"],
        ["steps.scale.factor", "3.0 electron", "2.0 electron", "parameter file"],
        ["steps.detect.names", "['a']", "['g']", "command line"],
    ]
    places = [row[4] for row in rows if len(row) == 5]
    assert (places[1], places[2]) == (f"p.asdf:{FIRST_LINE + 5}", "--steps.detect.names=a")


def test_changes_are_a_list_where_a_table_is_too_wide(run_step, monkeypatch):
    """No name and no place is broken in two."""
    monkeypatch.setenv("COLUMNS", "50")
    done = run_step(REDUCE, "--changes", "--steps.detect.names=some,more,names,and,still,more")
    assert (
        "steps.detect.names = ['some', 'more', 'names', 'and', 'still', 'more']  (default ['g'])\n"
        in done.out
    )
    assert "\n    command line  --steps.detect.names=some,more,names,and,still,more\n" in done.out


def test_a_long_value_is_shortened_in_the_table_of_changes(run_step, monkeypatch):
    """One wide value makes no list of it on a usual terminal; its middle is left out, as explain does."""
    asked = (REDUCE, "--changes", "--steps.detect.names=some,more,names,and,still,more")
    for columns in ("80", "100", "120"):
        monkeypatch.setenv("COLUMNS", columns)
        out = run_step(*asked).out
        assert max(map(len, out.splitlines())) <= int(columns)
        assert re.search(r"^parameter +value +default +set by", out, re.MULTILINE)
        (row,) = (line for line in out.splitlines() if line.startswith("steps.detect.names"))
        assert re.search(r" \['some.*\.\.\..*'\] +\['g'\] +command line", row)
        assert "--steps.detect.names=some,more,names,and,still,more\n" in out


def test_a_value_that_undoes_what_a_class_sets_is_a_change(run_step):
    """The default that counts is that of a new config, with what `setDefaults` says; who set it is told."""
    assert run_step(SCALE, "--changes").out == "Every parameter has its default.\n"
    assert "offset" in run_step(SCALE, "--changes", "--offset=0").out


def test_no_changes_are_told_as_that(run_step):
    """A sentence, and no empty table."""
    done = run_step(DETECT, "--changes")
    assert (done.code, done.out) == (0, "Every parameter has its default.\n")


def test_the_history_of_a_parameter_is_told(run_step, folder):
    """Default, file and argument, oldest first; several may be asked for."""
    write_file(folder / "p.asdf", f"class: {DETECT}\nparameters:\n  threshold: 7\n")
    done = run_step("p.asdf", "--threshold=8", "--history", "threshold", "--history=passes")
    lines = done.out.splitlines()
    assert lines[0] == "threshold"
    assert [line.split()[0] for line in lines[1:4]] == ["5.0", "7.0", "8.0"]
    assert f"p.asdf:{FIRST_LINE + 2}" in lines[2]
    assert "threshold: 7" in lines[2]
    assert "--threshold=8" in lines[3]
    assert lines[4:6] == ["", "passes"]


def test_the_history_of_no_parameter_is_a_mistake(run_step):
    """The message has a suggestion."""
    done = run_step(DETECT, "--history=treshold")
    assert done.code == 2
    assert "has no field 'treshold'; did you mean 'threshold'?" in done.err


def test_with_an_input_everything_is_told_and_then_run(run_step):
    """These options do not keep a step from its work."""
    asked = ("--changes", "--history=factor", "--save-parameters=p.asdf")
    done = run_step(SCALE, "m51.fits", "--factor=3", *asked)
    assert (done.code, files()) == (0, ["m51_scalestep.json", "p.asdf"])
    assert "Parameters that differ" in done.out
    assert "\nfactor\n" in done.out


# -- mistakes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "which step? Give a parameter file or a class.\n\nusage: strun FILE_OR_CLASS"),
        (["--changes"], "which step? Give a parameter file or a class."),
        (["zz.py"], "'zz.py' is neither a parameter file that exists nor a class module.Class\n"),
        (["Step"], "'Step' is neither a parameter file that exists nor a class module.Class\n"),
        (["sub/none"], "'sub/none' is neither a parameter file that exists nor a class module.Class\n"),
        (["reduec.asdf"], "nor a class module.Class; did you mean reduce.asdf?\n"),
        (["./reduec.asdf"], "nor a class module.Class; did you mean ./reduce.asdf?\n"),
        (["nowhere.Step"], "cannot find the module 'nowhere' of the step class nowhere.Step; is its package"),
        ([f"{SAMPLES}.DetctStep"], f"has no class 'DetctStep'; did you mean {DETECT}?\n"),
        (["."], "cannot read .: Is a directory\n"),
        (["text.asdf"], "text.asdf is no ASDF file: its first line is not '#ASDF 1.0.0'"),
        ([DETECT], "DetectStep takes one input (image), got none\n"),
        ([DETECT, "a", "b"], "DetectStep takes one input (image), got 2; run it once for each file\n"),
        ([f"{SAMPLES}.NoInputStep", "a"], "NoInputStep takes no input, got 1\n"),
        ([f"{SAMPLES}.PairStep"], "PairStep takes the inputs image [mask] [others ...], got none\n"),
        ([DETECT, "a", "-x"], "unknown option -x\n"),
        ([DETECT, "a", "--passes"], "--passes has no value; write --passes=VALUE\n"),
        ([DETECT, "a", "--changes=yes"], "--changes is a flag and takes no value, got --changes=yes\n"),
        ([DETECT, "a", "--treshold=5"], "has no parameter 'treshold'; did you mean 'threshold'?\n"),
        ([DETECT, "a", "--verbos=5"], "has no parameter 'verbos'; did you mean 'verbose'?\n"),
        ([DETECT, "a", "--thresh=5"], "has no parameter 'thresh'; did you mean 'threshold'?\n"),
        (
            [REDUCE, "a", "--threshold=5"],
            "has no parameter 'threshold'; did you mean 'steps.detect.threshold'?\n",
        ),
        ([REDUCE, "a", "--steps.detect=5"], "expected a mapping of parameters, got '5' (str)"),
        ([DETECT, "a", "--save-parameters=no/p.asdf"], "cannot write no/p.asdf: No such file or directory\n"),
        ([DETECT, "a", "--save-parameters=p.txt"], "cannot write p.txt: the name of a parameter file ends"),
        (
            [SCALE, "a", "--output_dir=text.asdf"],
            "cannot make the folder of text.asdf/a_scalestep.json: File ex",
        ),
        ([SCALE, "m_x.json", "--output_file=m", "--suffix=x"], "the output m_x.json is the input itself"),
    ],
    ids=lambda value: " ".join(value)[-40:] if isinstance(value, list) else "",
)
def test_a_mistake_is_one_message_and_code_2(run_step, folder, arguments, message):
    """Nothing on the standard output, no traceback, no file; what was probably meant is told."""
    for name in ("reduce.asdf", "text.asdf", "m_x.json"):
        Path(name).write_text("text")
    before = files()
    done = run_step(*arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert "error: " in done.err
    assert "Traceback" not in done.err
    assert files() == before


OPENS = """\
from stepconfig import Step


class OpenStep(Step):
    def process(self, image):
        with open("inner.txt") if image == "inner" else open(self.make_input_path(image)) as file:
            return file.read()
"""


def test_an_input_that_is_not_there_is_a_mistake(run_step, folder):
    """It is no failure of the step: no record, code 2, and the name that was probably meant."""
    (folder / "opens.py").write_text(OPENS)
    (folder / "raw").mkdir()
    (folder / "raw" / "m51.json").touch()
    before = files()
    for arguments in (["raw/m15.json"], ["m15.json", "--input_dir=raw"]):
        done = run_step("opens.OpenStep", *arguments)
        assert done.code == 2
        assert done.err.endswith("error: there is no input raw/m15.json; did you mean raw/m51.json?\n")
    assert files() == before
    assert not list(folder.glob("**/*.record.asdf"))
    assert run_step("opens.OpenStep", "inner").code == 1  # a file of the step's own
    assert list(folder.glob("*.failed.record.asdf"))
    sys.modules.pop("opens")


def test_all_mistakes_are_told_together(run_step, folder):
    """Those of the file, of the command line, of the inputs, and what is missing, each with its place."""
    body = """
        class: tests.steps.samples.RequiredStep
        parameters:
          third: many
          thrid: 3
          third: 4
        stpes: []
        """
    write_file(folder / "p.asdf", body)
    done = run_step("p.asdf", "a", "b", "--first=x", "--zzz=1", "-q", "--changes=1")
    line = FIRST_LINE - 1
    first, *texts = done.err.splitlines()
    assert (done.code, first) == (2, "error: 10 faults:")
    for place, what in (
        (f"p.asdf:{line + 5}: ", "the key 'third' stands here twice, first in line 8"),
        (f"p.asdf:{line + 6}: ", "a parameter file has no 'stpes'; did you mean 'steps'?"),
        ("", "Field 'third' failed validation: expected float, got 'many' (str); write a number such as"),
        ("", "RequiredConfig has no parameter 'thrid'; did you mean 'third'?"),
        ("", "unknown option -q"),
        ("", "--changes is a flag and takes no value, got --changes=1"),
        ("", "RequiredStep takes one input (image), got 2; run it once for each file"),
        ("", "Field 'first' failed validation: expected float, got 'x' (str); write a number such as"),
        ("", "RequiredConfig has no parameter 'zzz'; it has: first, input_dir, output_dir, output_ext,"),
        ("", "Field 'second' failed validation: a value is required, got None; expected int"),
    ):
        assert any(text.startswith(place) and what in text for text in texts), what
    assert f"  set at p.asdf:{line + 3};" in done.err
    assert f"  named at p.asdf:{line + 4}\n" in done.err
    assert "  set at command line: --first=x;" in done.err
    assert "  named at command line: --zzz=1\n" in done.err


def test_missing_values_alone_are_told_too(run_step):
    """A required parameter that nobody gives is a mistake of the user's."""
    done = run_step(f"{SAMPLES}.RequiredStep", "a")
    assert done.code == 2
    assert done.err.startswith(
        "error: 2 faults:\nField 'first' failed validation: a value is required, got None"
    )


@pytest.mark.parametrize(
    ("option", "meant"), [("--thres=3", "threshold"), ("--output_f=x", "output_file"), ("--ski=true", "skip")]
)
def test_names_are_never_abbreviated(run_step, option, meant):
    """An abbreviation is an unknown parameter, with what was meant."""
    done = run_step(DETECT, "m51.fits", option)
    assert done.code == 2
    assert f"has no parameter '{option[2:].partition('=')[0]}'; did you mean '{meant}'" in done.err


WORD = st.text(st.characters(codec="utf-8", exclude_characters="/~$\0"), max_size=8)
NAME = st.sampled_from(
    ["bins", "limits", "label", "threshold", "deblend", "names", "skip", "history", "h", ""]
)
ARGUMENT = WORD | st.builds("--{}={}".format, NAME | WORD, WORD) | st.builds("--{}".format, NAME | WORD)


@given(arguments=st.lists(ARGUMENT, max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_command_line_makes_a_traceback(run_step, arguments):
    """Whatever is given, it is done, or is a mistake with a message."""
    done = run_step(DETECT, *arguments)
    assert done.code in (0, 2)
    assert (done.code == 2) == ("error: " in done.err)
    assert "Traceback" not in done.err


# -- failures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "code", "message"),
    [
        ("value", 1, "error: the step FailingStep failed: ValueError: no stars\n  (--debug shows where)\n"),
        ("silent", 1, "error: the step FailingStep failed: ValueError: no message\n"),
        ("stop", 64, "error: the step FailingStep failed: StopError: enough\n"),
        ("pipe", 1, "error: the step FailingStep failed: BrokenPipeError: no reader\n"),
        (
            "mute",
            1,
            "error: the step FailingStep failed: MuteError: its text cannot be made (RuntimeError)\n",
        ),
        ("base", 1, "error: the step failed: BaseException: from below\n"),
        ("interrupt", 130, "interrupted\n"),
    ],
)
def test_a_step_that_fails_has_its_own_code(run_step, how, code, message):
    """1, or what the exception says; 130 for an interruption. One message, no traceback."""
    done = run_step(f"{SAMPLES}.FailingStep", "m51.fits", f"--how={how}")
    assert (done.code, done.out) == (code, "")
    assert message in done.err
    assert "Traceback" not in done.err


def test_the_step_of_a_pipeline_that_failed_is_named(run_step):
    """By its whole name."""
    done = run_step(f"{SAMPLES}.FailingPipeline", "m51.fits")
    assert "error: the step FailingPipeline.fail failed: ValueError: no stars\n" in done.err


@pytest.mark.parametrize(("arguments", "code"), [(["m51.fits"], 1), (["m51.fits", "--how2=x"], 2)])
def test_a_traceback_is_shown_if_it_is_asked_for(run_step, arguments, code):
    """The code stays what it is."""
    done = run_step(f"{SAMPLES}.FailingStep", *arguments, "--debug")
    assert done.code == code
    assert done.err.count("Traceback (most recent call last)") == 1
    assert "_StepFailure" not in done.err
    assert "(--debug shows where)" not in done.err


def test_a_strange_code_of_an_exception_is_passed_over(run_step, monkeypatch):
    """What is no number cannot be a code."""
    from tests.steps.samples import StopError

    monkeypatch.setattr(StopError, "exit_code", "many")
    assert run_step(f"{SAMPLES}.FailingStep", "a", "--how=stop").code == 1


def test_an_error_of_the_command_itself_is_no_failure_of_the_step(run_step, monkeypatch):
    """The message does not blame a step."""

    def broken(*arguments):
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(strun, "print_changes", broken)
    done = run_step(DETECT, "--changes")
    assert (done.code, done.err) == (1, "error: ZeroDivisionError: oops\n  (--debug shows where)\n")


# -- help ------------------------------------------------------------------------------------------


def test_help_alone_tells_the_usage(run_step):
    """Also in its short form."""
    for option in ("--help", "-h"):
        done = run_step(option)
        assert (done.code, done.out, done.err) == (0, strun.USAGE, "")


def test_the_usage_tells_every_option():
    """What the command understands is written there."""
    for option in strun.OWN:
        assert f"--{option}" in strun.USAGE


def test_the_version_is_told(run_step):
    """Whatever else stands there."""
    done = run_step("--version", "none.asdf")
    assert (done.code, done.out) == (0, f"stepconfig {__version__}\n")


HELP = """
tests.steps.samples.DetectStep: Find the sources.

parameters:
  --threshold           Level from which there is a source. (float in [0.5, inf) [sigma], default
                        5.0)
  --bins                Sizes of the bins. (list of int [pixel], default [1, 2])
  --names               Names of the bands. (list of str, default ['g'])
  --method              How sources are found. (str, default 'peak')
                          'peak': by maxima
                          'area': by areas
                          None: No value.
  --limits              Limit of each band. (dict of str to float, default {'g': 25.0})
  --label               What the catalogue is called. (str)
  --deblend             Are sources parted? (bool, default True)
  --passes              Number of passes. (int, default 1)
  --phase               Phase of the wave. (complex, default 1j)

parameters that every step has:
  --pre_hooks           What is run before the step, each with what the one before it gave. (list of
                        hooks, default [])
  --post_hooks          What is run after the step, each with what the one before it gave. (list of
                        hooks, default [])
  --output_file         File name from which the names of outputs are made; by default the name of
                        the input. (str)
  --output_dir          Folder for outputs, made if it is missing; by default the current one. (str)
  --output_ext          Suffix of the names of output files, such as .asdf; by default that of the
                        output's own kind. (str)
  --output_use_model    Do outputs keep the base of the model's own file name? (bool, default False)
  --output_use_index    Kept for parameter files of stpipe; several results always have an index.
                        (bool, default True)
  --save_results        Is the result saved? (bool, default False)
  --skip                Is the step passed over? (bool, default False)
  --suffix              What the name of an output has after the name of the input; by default the
                        name of the step. (str)
  --search_output_file  Is the output_file of the pipeline used by a step that has none itself?
                        (bool, default True)
  --input_dir           Folder of inputs that are given by name only; by default that of the first
                        input. (str)
"""


def test_help_for_a_step_tells_its_parameters(run_step):
    """First its own, then those that every step has: doc, type, limits, unit, default and choices."""
    done = run_step(DETECT, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out == strun.USAGE + HELP


def test_help_for_a_pipeline_tells_common_parameters_once(run_step):
    """Each step has a group of its own; what all have is told once, with how to reach it."""
    done = run_step(REDUCE, "--help")
    for name in StepConfig._fields:
        assert done.out.count(f"  --{name} ") == 1
        assert f"--steps.scale.{name}" not in done.out
    assert "Each step below has these, too: --steps.NAME.PARAMETER\n" in done.out
    headings = [line for line in done.out.split("\n\n")[-1].splitlines() if not line.startswith(" ")]
    assert headings == ["steps.detect: Find the sources."]
    assert "\nsteps.scale: Multiply and add.\n  --steps.scale.factor  " in done.out


def test_help_tells_the_defaults_that_hold(run_step):
    """Those that setDefaults of step or pipeline have changed, as they are in the end."""
    out = " ".join(run_step(REDUCE, "--help").out.split())
    assert "source. (float in [0.5, inf) [sigma], default 6.0) --steps.detect.bins" in out
    assert "--steps.scale.offset What is added. (float, default 1.0)" in out


def test_help_tells_what_is_required(run_step):
    """A parameter without a default that has to be given."""
    out = run_step(f"{SAMPLES}.RequiredStep", "-h").out
    assert "  --first               Has to be given. (float, required)\n" in out
    assert "  --third               May be given. (float)\n" in out


def test_help_for_a_file_is_that_of_its_class(run_step, folder):
    """The file itself need not be right for that."""
    write_file(folder / "p.asdf", f"class: {DETECT}\nparameters: {{zzz: 1}}\n")
    assert run_step("p.asdf", "--help").out == strun.USAGE + HELP


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_help_fits_the_page(run_step, monkeypatch, columns):
    """Long names have lines of their own where there is little room; no line ends with blanks."""
    monkeypatch.setenv("COLUMNS", str(columns))
    out = run_step(f"{SAMPLES}.NightPipeline", "--help").out.removeprefix(strun.USAGE)
    assert "--steps.reduce.steps.detect.threshold" in out
    for line in out.splitlines():
        assert line == line.rstrip()
        is_text = line.startswith("    ")
        assert len(line) <= max(columns, 46 if is_text else 120)


def test_docs_in_other_scripts_are_told(run_step):
    """A stream that cannot write a letter gets it escaped."""
    sys.stdout.reconfigure(encoding="ascii")
    (Path("greek_letters.py")).write_text(
        "from stepconfig import Step\nclass Own(Step):\n    '''σ clipping.'''\n", encoding="utf-8"
    )
    done = run_step("greek_letters.Own", "--help")
    sys.modules.pop("greek_letters")
    assert done.code == 0
    assert "greek_letters.Own: \\u03c3 clipping.\n" in done.out


# -- what is shown of a run ------------------------------------------------------------------------


def test_a_run_is_told_line_by_line(run_step):
    """Time, level, step and message, on the standard error."""
    done = run_step(REDUCE, "m51.fits")
    lines = [line for line in done.err.splitlines() if not line.startswith("  ")]
    assert all(re.match(r"\d\d:\d\d:\d\d INFO    ReducePipeline[.\w]*: \w", line) for line in lines)
    assert [line.split(": ", 1)[1].split(" in ")[0] for line in lines] == [
        "running",
        "parameters from default, setDefaults; none from a reference",
        "parameters:",
        "running",
        "scaling by 2.0",
        "done",
        "running",
        "done",
        "saved m51_reducepipeline.json",
        "done",
    ]


def test_verbose_and_quiet(run_step):
    """Every message, or warnings only."""
    assert "DEBUG   ReducePipeline.detect: looking at" in run_step(REDUCE, "a", "--verbose").err
    assert "DEBUG" not in run_step(REDUCE, "a").err
    done = run_step(f"{SAMPLES}.ShowStep", "a", "--quiet")
    assert (done.out, done.err[9:]) == ("printed by the step\n", "WARNING ShowStep: warned by the step\n")


def test_loggers_are_left_as_they_were(run_step):
    """Root and package have the handlers and levels that they had, also after a failure."""
    import logging

    loggers = (logging.getLogger(), logging.getLogger("stepconfig"))
    before = [(each.level, list(each.handlers)) for each in loggers]
    for arguments in ((REDUCE, "a"), (f"{SAMPLES}.FailingStep", "a"), (REDUCE, "a", "--verbose")):
        run_step(*arguments)
    assert [(each.level, list(each.handlers)) for each in loggers] == before


def test_nothing_is_coloured_where_there_is_no_terminal(run_step):
    """Neither help nor table nor history nor log has an escape code."""
    for arguments in ((REDUCE, "--help"), (REDUCE, "--changes"), (REDUCE, "--history=title"), (REDUCE, "a")):
        done = run_step(*arguments)
        assert "\x1b" not in done.out + done.err


def test_a_path_with_marks_of_markup_is_a_path(run_step):
    """Brackets in names are no styles."""
    done = run_step(SCALE, "m[bold]51.fits", "--suffix=[red]x", "--changes")
    assert "'[red]x'" in done.out
    assert files() == ["m[bold]51_[red]x.json"]
    assert os.path.basename("m[bold]51_[red]x.json") in done.err


@pytest.mark.parametrize(
    ("options", "on_err", "on_out"),
    [
        (["--log-level=WARNING"], ["WARNING"], []),
        (["--log-level=debug"], ["INFO", "WARNING"], []),
        (["--log-stream=stdout"], [], ["INFO", "WARNING"]),
        (["--log-stream=null"], [], []),
        (["--log-stream=stdout", "--quiet"], [], ["WARNING"]),
        (["--log-file=a.log"], ["INFO", "WARNING"], []),
    ],
)
def test_options_say_what_is_logged_where(run_step, options, on_err, on_out):
    """Alone and together; the file is there beside the stream."""
    done = run_step(f"{SAMPLES}.ShowStep", "m51.fits", *options)
    assert done.code == 0
    for text, levels in ((done.err, on_err), (done.out, on_out)):
        found = set(re.findall(r"(?m)^\d\d:\d\d:\d\d (\w+) .*: (?:told|warned) by", text))
        assert sorted(found) == levels
    if "--log-file=a.log" in options:
        assert "told by the step" in Path("a.log").read_text()


def test_a_log_file_of_stpipe_is_used_if_it_is_named(run_step):
    """With a warning that it is deprecated; a level on the command line beats it."""
    Path("l.cfg").write_text("[*]\nhandler = file:a.log\nlevel = INFO\nformat = %(levelname)s %(message)s\n")
    with pytest.warns(DeprecationWarning, match=r"l\.cfg is read, but such files are deprecated"):
        done = run_step(f"{SAMPLES}.ShowStep", "m51.fits", "--logcfg=l.cfg", "--log-level=WARNING")
    assert (done.code, done.err) == (0, "")
    assert Path("a.log").read_text() == "WARNING warned by the step\n"


def test_wrong_log_options_are_told_with_other_faults(run_step):
    """Before anything runs."""
    done = run_step(f"{SAMPLES}.ShowStep", "m51.fits", "--log-level=LOUD", "--secnds=1")
    assert done.code == 2
    assert "error: 2 faults:" in done.err
    assert "'LOUD' is no log level" in done.err
    assert "did you mean 'seconds'?" in done.err


def test_hooks_are_options(run_step, monkeypatch):
    """One, or several with commas between; commas in brackets and quotes belong to a hook."""
    monkeypatch.setenv("COLUMNS", "50")
    name = "tests.steps.hook_samples"
    for option in (f"{name}.half,", f"{name}.half", f"true,{name}.half", f"'echo a,b',{name}.half"):
        assert run_step(f"{SAMPLES}.PairStep", "m51.fits", f"--post_hooks={name}.nothing,").code == 0
        done = run_step(f"{name}.DoubleStep", "1", f"--pre_hooks={option}")
        assert (done.code, "unsupported operand" in done.err) == (1, True)
    option = f"--pre_hooks={name}.AddStep(amount=3, label='a, b'),true"
    assert (
        run_step(f"{name}.DoubleStep", "--changes", option).out.count("AddStep(amount=3, label='a, b')") == 2
    )
    done = run_step(f"{name}.DoubleStep", "1", f"--pre_hooks={name}.haf")
    assert (done.code, "has no 'haf'; did you mean 'half'?" in done.err) == (2, True)


def test_an_error_of_stpipe_carries_its_status(run_step, monkeypatch):
    """An exception with an exit_status ends the command with it."""
    monkeypatch.setattr("tests.steps.samples.StopError.exit_code", "no number")
    assert run_step(f"{SAMPLES}.FailingStep", "a", "--how=stop").code == 1
    monkeypatch.delattr("tests.steps.samples.StopError.exit_code")
    monkeypatch.setattr("tests.steps.samples.StopError.exit_status", 65, raising=False)
    assert run_step(f"{SAMPLES}.FailingStep", "a", "--how=stop").code == 65
