"""Records of runs: what they say, that they are valid, and that nothing is executed to read them."""

import os
import subprocess
import sys
import time
from pathlib import Path

import asdf
import jsonschema
import pytest
import yaml

import stepconfig
from stepconfig import (
    ArgumentLocation,
    AsdfModel,
    Association,
    FieldValidationError,
    FileLocation,
    RunRecord,
    Step,
    UnknownNameError,
)
from stepconfig.errors import ParameterFileError, StepClassError
from stepconfig.steps.checksums import checksum_of
from stepconfig.steps.record import is_record
from tests.parameter_files import write_file
from tests.steps.record_samples import CountConfig, CountStep, NightPipeline, write_counts
from tests.steps.samples import FailingStep, MuteError

SCHEMA = Path(stepconfig.__file__).parent / "schemas" / "run_record-1.0.0.yaml"


def opened(name):
    """The record beside an output, after a look whether it is valid."""
    record = RunRecord.open(name)
    with asdf.open(record.path, custom_schema=SCHEMA) as file:
        jsonschema.Draft4Validator(yaml.safe_load(SCHEMA.read_text())).validate(dict(file.tree))
    return record


@pytest.fixture
def night(folder):
    """The record of a pipeline with parameters from several sources."""
    write_counts()
    file = write_file(
        folder / "night.asdf",
        "class: tests.steps.record_samples.NightPipeline\nname: night\n"
        "parameters: {observer: Vera}\nsteps:\n- name: first\n  parameters: {gain: 3.0}\n",
    )
    NightPipeline.call(
        "m51.txt", config_file=file, save_results=True, steps={"first": {"save_results": True, "gain": 4}}
    )
    return opened("m51_nightpipeline.asdf")


# -- what a record says ----------------------------------------------------------------------------


def test_every_output_has_a_record_beside_it(night):
    """That of a step of the pipeline, too; both tell how the whole run ended."""
    first = opened("m51_first.asdf")
    assert (first.outcome, night.outcome) == ("done", "done")
    assert first.facts["id"] == night.facts["id"]
    assert first.output["path"].endswith("m51_first.asdf")
    assert night.output["path"].endswith("m51_nightpipeline.asdf")


def test_it_has_the_class_and_all_parameters(night):
    """By their paths, those of the steps included."""
    assert (night.class_name, night.name) == ("tests.steps.record_samples.NightPipeline", "NightPipeline")
    assert night.value("observer") == "Vera"
    assert night.value("steps.first.gain") == 4.0
    assert night.value("steps.second.bands") == ["g", "r"]


def test_it_has_the_whole_history_with_every_place(night, folder):
    """Also what lost; of a default the line where it is declared."""
    default, from_file, keyword = night.history("steps.first.gain")
    assert [each.layer for each in (default, from_file, keyword)] == ["default", "parameter file", "keyword"]
    assert [each.value for each in (default, from_file, keyword)] == [2.0, 3.0, 4.0]
    assert str(default.origin).rpartition(":")[0].endswith("record_samples.py")
    assert isinstance(from_file.location, FileLocation)
    assert (from_file.location.filename, from_file.location.lineno) == (str(folder / "night.asdf"), 11)
    assert keyword.location.filename == __file__
    assert "NightPipeline.call(" in keyword.location.frame.content
    text = night.format_history("steps.first.gain").splitlines()
    assert (text[0], len(text)) == ("steps.first.gain", 4)


def test_a_parameter_that_nobody_set_has_its_default(night):
    """With the field's line."""
    (only,) = night.history("steps.second.gain")
    assert (only.value, only.layer) == (2.0, "default")


def test_it_tells_which_layers_said_how_much(night):
    """How many values each source set, and how many of these hold."""
    layers = {each["layer"]: each for each in night.facts["layers"]}
    assert (layers["parameter file"]["set"], layers["parameter file"]["hold"]) == (2, 1)
    assert (layers["keyword"]["set"], layers["keyword"]["hold"]) == (3, 3)
    assert layers["parameter file"]["files"] == [os.path.abspath("night.asdf")]
    total = sum(each["hold"] for each in layers.values())
    assert total == layers["default"]["set"]


def test_it_tells_the_files_of_reference_parameters(folder):
    """Those that code hands over have none."""
    Path("count.yaml").write_text("parameters: {gain: 3.0}\n")
    files = {}
    for name, given in (("file", "count.yaml"), ("mapping", {"gain": 3.0})):
        layers = CountStep.reference_layers(lambda _, given=given: given)
        step = CountStep.from_layers(layers)
        step.save_results, step.suffix = True, name
        step.run(write_counts())
        told = {each["layer"]: each["files"] for each in opened(f"m51_{name}.asdf").facts["layers"]}
        files[name] = told["step reference"]
    assert files == {"file": [os.path.abspath("count.yaml")], "mapping": []}


def test_the_members_of_an_association_are_inputs(folder):
    """With checksums, so that a later run can tell that one has changed."""

    class SumStep(Step):
        def process(self, path):
            numbers = [float(Path(each).read_text()) for each in Association.open(path).paths()]
            return AsdfModel({"sum": sum(numbers)}, {"filename": "sum"})

    members = [write_counts("a.txt", 5), write_counts("b.txt", 6)]
    Association.of(members, "sum").save("asn.json")
    SumStep(save_results=True).run("asn.json")
    (output,) = Path().glob("asn*.asdf.record.asdf")
    inputs = RunRecord.open(output).inputs
    assert [each["name"] for each in inputs] == ["asn.json", "a.txt", "b.txt"]
    assert inputs[2]["sha256"] == checksum_of("b.txt")


def test_it_has_checksums_of_inputs_and_outputs(night):
    """With sizes and whole paths."""
    (given,) = night.inputs
    assert given["path"] == os.path.abspath("m51.txt")
    assert (given["size"], given["sha256"]) == (1, checksum_of("m51.txt"))
    assert "changed_during_run" not in given
    assert [os.path.basename(each["path"]) for each in night.outputs] == [
        "m51_first.asdf",
        "m51_nightpipeline.asdf",
    ]
    assert all(checksum_of(each["path"]) == each["sha256"] for each in night.outputs)
    assert [each["step"] for each in night.outputs] == ["NightPipeline.first", "NightPipeline"]


def test_it_tells_how_long_every_step_took(night):
    """The pipeline takes as long as its steps at least; the times are in UTC."""
    (run,) = night.facts["runs"]
    assert [each["step"] for each in run["runs"]] == ["NightPipeline.first", "NightPipeline.second"]
    assert run["seconds"] >= sum(each["seconds"] for each in run["runs"]) - 1e-3
    assert night.facts["began"] <= run["runs"][0]["began"] <= night.facts["ended"]
    assert night.facts["began"].startswith(time.strftime("%Y-", time.gmtime()))


def test_it_tells_on_what_and_by_whom_it_was_run(night):
    """Host, Python, packages, command, calling line, and the source of the step classes."""
    facts = night.facts
    assert facts["host"]["process"] == os.getpid()
    assert facts["python"]["executable"] == sys.executable
    assert facts["packages"]["stepconfig"] == stepconfig.__version__
    assert facts["packages"]["numpy"]
    assert facts["called"]["command"] == sys.orig_argv
    assert facts["called"]["folder"] == os.getcwd()
    assert facts["called"]["place"]["file"] == __file__
    first = next(each for each in facts["classes"] if each["class"].endswith(".CountStep"))
    assert first["file"].endswith("record_samples.py")
    assert first["sha256"] == checksum_of(first["file"])


def test_it_tells_which_steps_were_passed_over_and_who_said_so(folder):
    """The place where skip was set."""
    write_counts()
    NightPipeline(save_results=True, steps={"second": {"skip": True}}).run("m51.txt")
    record = opened("m51_nightpipeline.asdf")
    (skipped,) = record.skipped
    assert skipped["step"] == "NightPipeline.second"
    assert os.path.basename(__file__) in skipped["by"]
    assert [each["outcome"] for each in record.facts["runs"][0]["runs"]] == ["done", "skipped"]


def test_it_has_the_reference_files(folder):
    """Type, path and checksum of each that was used, several of one type too; of what is no file its name."""
    write_counts()
    Path("flat.asdf").write_text("flat")
    Path("other.asdf").write_text("other")

    class Referring(CountStep):
        def process(self, data):
            self._run.add_reference("flat", "flat.asdf")
            self._run.add_reference("dark", "N/A")
            self._run.add_reference("flat", "other.asdf")
            self._run.add_reference("flat", "flat.asdf")
            return super().process(data)

    Referring(save_results=True).run("m51.txt")
    flat, dark, other = opened("m51_referring.asdf").references
    assert (flat["type"], flat["path"]) == ("flat", os.path.abspath("flat.asdf"))
    assert flat["sha256"] == checksum_of("flat.asdf")
    assert (dark["type"], dark["name"], dark["sha256"]) == ("dark", "N/A", None)
    assert (other["type"], other["path"]) == ("flat", os.path.abspath("other.asdf"))


def test_it_tells_what_the_code_of_a_step_changed(folder):
    """Parameters that process sets hold for the run only; the config is as it was."""
    write_counts()

    class Changing(CountStep):
        def process(self, data):
            self.suffix = "changed"
            return super().process(data)

    Changing(save_results=True).run("m51.txt")
    record = opened("m51_changed.asdf")
    (change,) = record.facts["changes"]
    assert (change["parameter"], change["value"]) == ("Changing.suffix", "changed")
    assert os.path.basename(__file__) in change["place"]
    assert record.value("suffix") is None


def test_a_hook_has_its_parameters_in_the_run(folder):
    """It is no part of the pipeline, so they are nowhere else."""
    write_counts()
    hook = CountStep("hook", gain=3.0)
    CountStep(save_results=True, post_hooks=[hook]).run("m51.txt")
    (inner,) = opened("m51_countstep.asdf").facts["runs"][0]["runs"]
    assert (inner["step"], inner["parameters"]["gain"]) == ("hook", 3.0)


def test_what_no_file_can_hold_is_told_in_words(folder):
    """A function without a name is no reason to have no record."""
    write_counts()
    CountStep(save_results=True, pre_hooks=[lambda data: data]).run("m51.txt")
    record = opened("m51_countstep.asdf")
    assert "<function" in record.left_out["pre_hooks"]
    assert "pre_hooks" not in record.values
    assert record.config().pre_hooks == []


def test_an_input_that_changes_during_the_run_is_marked(folder):
    """Its checksum is not that of what the step has read."""
    write_counts()

    class Touching(CountStep):
        def process(self, data):
            result = super().process(data)
            os.utime(data, (time.time() + 5,) * 2)
            return result

    Touching(save_results=True).run("m51.txt")
    assert opened("m51_touching.asdf").inputs[0]["changed_during_run"] is True


def test_an_input_that_vanishes_is_told(folder):
    """The output is saved, and its record says that the input could not be read any more."""
    write_counts()

    class Removing(CountStep):
        def process(self, data):
            result = super().process(data)
            os.unlink(data)
            return result

    Removing(save_results=True).run("m51.txt")
    (given,) = opened("m51_removing.asdf").inputs
    assert (given["sha256"], given["why"]) == (None, "No such file or directory")


def test_a_model_saved_by_hand_has_a_record_too(folder):
    """There is no run, but the parameters are known."""
    model = CountStep().run(write_counts())
    path = CountStep(gain=7.0).save_model(model, force=True)
    record = opened(path)
    assert (record.value("gain"), record.facts["runs"][0]["runs"]) == (7.0, [])


def test_a_step_can_do_without_records(folder):
    """A class attribute says so."""
    write_counts()

    class Quiet(CountStep):
        saves_record = False

    Quiet(save_results=True).run("m51.txt")
    assert sorted(os.listdir()) == ["m51.txt", "m51_quiet.asdf"]


def test_odd_characters_come_back(folder):
    """In values, paths and lines of code."""
    name = write_counts("a 'b' \"σ\" $none.txt")
    note = 'line\n"two" \x7f \u2028 $int 5 #x: y'
    CountStep(save_results=True, note=note, bands=["$none", "null", "1e5"]).run(name)
    record = opened("a 'b' \"σ\" $none_countstep.asdf")
    assert record.value("note") == note
    assert record.value("bands") == ["$none", "null", "1e5"]
    assert record.inputs[0]["name"] == name


# -- how a run ended -------------------------------------------------------------------------------


def test_a_failed_run_is_told_in_the_records_of_what_was_saved_before(folder):
    """Where it failed, why, and in which line."""
    write_counts(counts=90)
    step = NightPipeline(save_results=True, steps={"first": {"save_results": True}})
    with pytest.raises(RuntimeError, match="too much charge"):
        step.run("m51.txt")
    record = opened("m51_first.asdf")
    assert record.outcome == "failed"
    error = record.error
    assert (error["type"], error["message"]) == ("RuntimeError", "too much charge: 180.0")
    assert error["step"] == "NightPipeline.second"
    assert error["place"][0].endswith("record_samples.py")
    assert [each["outcome"] for each in record.facts["runs"][0]["runs"]] == ["done", "failed"]
    assert sorted(os.listdir()) == ["m51.txt", "m51_first.asdf", "m51_first.asdf.record.asdf"]


def test_an_error_that_cannot_say_what_went_wrong_is_told(folder):
    """The record does not stay unfinished because of it."""
    with pytest.raises(MuteError):
        FailingStep(save_results=True, how="mute").run("m51.txt")
    record = opened("m51_failingstep.failed.record.asdf")
    assert (record.outcome, record.error["type"]) == ("failed", "tests.steps.samples.MuteError")
    assert record.error["message"] == "its text cannot be made (RuntimeError)"


def test_a_run_that_fails_before_anything_is_saved_has_a_record(folder, caplog):
    """Beside where the output would be, under a name that no output's record has."""
    write_counts(counts=-1)
    caplog.set_level("INFO", "stepconfig")
    with pytest.raises(ValueError, match="negative"):
        CountStep(save_results=True).run("m51.txt")
    record = opened("m51_countstep.failed.record.asdf")
    assert (record.outcome, record.output, record.outputs) == ("failed", None, [])
    assert record.error["step"] == "CountStep"
    assert "the run failed; its record is m51_countstep.failed.record.asdf" in caplog.messages


def test_a_failed_run_that_saves_nothing_has_no_record(folder):
    """In a notebook the exception says it all."""
    write_counts(counts=-1)
    with pytest.raises(ValueError, match="negative"):
        CountStep().run("m51.txt")
    assert os.listdir() == ["m51.txt"]


def test_parameters_that_do_not_fit_together_leave_no_record(folder):
    """Nothing has begun."""

    class Strict(CountStep):
        class ConfigClass(CountConfig):
            def validate(self):
                super().validate()
                raise FieldValidationError(type(self).gain, self, "too much for these bands")

    with pytest.raises(FieldValidationError, match="too much for these bands"):
        Strict(save_results=True).run(write_counts())
    assert os.listdir() == ["m51.txt"]


class DownStep(Step):
    """Runs itself inside of itself, as often as it is told."""

    def process(self, times):
        if times:
            self.run(times - 1)
        else:
            self.save_model(CountStep().process("m51.txt"), force=True)


def test_runs_that_are_nested_very_deep_are_left_out(folder):
    """A record that nobody can read is none: how many runs are left out is told."""
    write_counts()
    DownStep().run(60)
    (name,) = (each.name for each in folder.glob("*.record.asdf"))
    runs = opened(name).facts["runs"]
    for _ in range(39):
        (inner,) = runs
        runs = inner["runs"]
    assert (runs[0]["runs"], runs[0]["runs_left_out"]) == ([], 21)
    assert RunRecord.open(name).outcome == "done"


def test_a_thousand_runs_are_told(folder):
    """Each inside of the one that runs them."""
    write_counts()

    class ManyStep(Step):
        def process(self, name):
            step = CountStep()
            return [step.run(name) for _ in range(1000)][-1]

    ManyStep(save_results=True).run("m51.txt")
    assert len(RunRecord.open("m51_manystep.asdf").facts["runs"][0]["runs"]) == 1000


def test_during_the_run_a_record_says_that_it_is_unfinished(folder):
    """That is what stays if the process is killed."""
    write_counts()
    seen = []

    class Looking(NightPipeline):
        def process(self, data):
            result = self.first.run(data)
            seen.append(opened("m51_first.asdf"))
            return result

    Looking(steps={"first": {"save_results": True}}).run("m51.txt")
    assert (seen[0].outcome, seen[0].facts["ended"]) == ("unfinished", None)
    assert opened("m51_first.asdf").outcome == "done"


# -- reading ---------------------------------------------------------------------------------------


def test_a_record_is_opened_by_its_own_name_or_by_that_of_the_output(night):
    """Both are the same."""
    assert RunRecord.open(night.path).data == night.data
    assert RunRecord.open(Path("m51_nightpipeline.asdf")).data == night.data
    assert (is_record(night.path), is_record("m51_nightpipeline.asdf")) == (True, False)


def test_reading_imports_and_executes_nothing(night, folder):
    """Not even the module of the class; a record from elsewhere can be read without a worry."""
    text = Path(night.path).read_text()
    Path("evil.asdf").write_text(
        text.replace("tests.steps.record_samples.", "evil_module.").replace(
            "observer: Vera", "observer: !!python/object/apply:os.system ['touch ran']"
        )
    )
    Path("evil_module.py").write_text("open('ran', 'w')")
    code = (
        "import sys; from stepconfig import RunRecord; record = RunRecord.open('evil.asdf');"
        "record.values; record.history('steps.first.gain');"
        "assert 'evil_module' not in sys.modules; print(record.outcome)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=folder)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
    assert not os.path.exists("ran")


def test_a_config_is_made_of_a_record_with_values_and_history(night):
    """Frozen, as it was in the run; what the sources said is what they said then."""
    config = night.config()
    assert type(config) is NightPipeline.ConfigClass
    assert config.steps.first.gain == 4.0
    layers = [each.layer for each in config.steps.first.history["gain"]]
    assert layers == ["default", "parameter file", "keyword"]
    assert config.steps.second.history["gain"][-1].layer == "default"
    with pytest.raises(ValueError, match="frozen"):
        config.observer = "x"


def test_a_class_of_an_untrusted_package_is_not_imported(night):
    """The record may be from anybody."""
    with pytest.raises(StepClassError, match=r"is in no trusted package; trusted are: mypipeline"):
        night.config(trusted=["mypipeline"])
    assert night.config(trusted=["tests"]).observer == "Vera"


def test_a_parameter_that_the_run_had_not_is_told(night):
    """With a suggestion."""
    with pytest.raises(UnknownNameError, match=r"steps\.first\.gain"):
        night.value("steps.first.gian")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ('version: "1.0.0"', 'version: "2.0.0"'),
            r"is a record of version 2\.0\.0; known are those of 1\.x",
        ),
        (("stepconfig_history:", "other:"), r"is no whole record: 'stepconfig_history' is missing"),
        (("...\n", ""), "is cut short"),
    ],
)
def test_what_is_no_whole_record_is_told(night, change, message):
    """It is from a newer version, or somebody has changed it."""
    Path("bad.asdf").write_text(Path(night.path).read_text().replace(*change))
    with pytest.raises(ParameterFileError, match=message):
        RunRecord.open("bad.asdf")


@pytest.mark.parametrize(
    ("name", "message"),
    [("no.asdf", "is not there"), ("m51.txt", r"m51\.txt has no record m51\.txt\.record\.asdf")],
)
def test_a_file_without_a_record_is_told(folder, name, message):
    """Whether it is there or not."""
    write_counts()
    with pytest.raises(ParameterFileError, match=message):
        RunRecord.open(name)


def test_the_record_that_fits_the_file_is_taken(night):
    """Of two that a killed run left, the one with the checksum of the file."""
    os.rename(night.path, "m51_nightpipeline.asdf.record.next.asdf")
    text = Path("m51_nightpipeline.asdf.record.next.asdf").read_text()
    wrong = text.replace(night.output["sha256"], "0" * 64)
    Path(night.path).write_text(wrong)
    record = RunRecord.open("m51_nightpipeline.asdf")
    assert record.path.endswith(".record.next.asdf")
    assert record.is_of_output("m51_nightpipeline.asdf")
    assert RunRecord.open(night.path).output["sha256"] == "0" * 64


def test_an_edit_of_a_list_comes_back_as_an_edit(folder):
    """What was done, and where the line of a command line says so."""
    write_counts()
    step = CountStep(save_results=True)
    step.config.bands.append("i")
    with stepconfig.history.acting_as(ArgumentLocation("--gain=3"), layer="command line"):
        step.config.gain = 3
    step.run("m51.txt")
    record = opened("m51_countstep.asdf")
    assert repr(record.history("bands")[-1].value) == ".append('i')"
    assert str(record.history("gain")[-1].location) == "command line"
    assert [repr(each.value) for each in record.config().history["bands"]] == ["['g', 'r']", ".append('i')"]


def test_a_bare_step_has_a_record(folder):
    """Without parameters of its own, and without an input."""

    class Bare(Step):
        def process(self):
            return CountStep().run(write_counts())

    Bare(save_results=True, output_file="x").run()
    assert opened("x_bare.asdf").facts["arguments"] == []
