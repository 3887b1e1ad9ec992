"""Logging of a run: which handlers are where and when, what is shown, and all as before afterwards."""

import logging
import threading
import warnings
from pathlib import Path

import pytest

from stepconfig import LocalReferences, ParameterFileError, Pipeline, Step, UsageError, using_provider
from stepconfig.steps.log import BreakLevelError, LogRules, attached, level_from, logged, rules_from_options
from stepconfig.steps.log_file import rules_from_file
from tests.steps.samples import DetectStep, Image, ReducePipeline, ScaleStep

NAMES = (None, "stepconfig", "stepconfig.Telling", "somebody")


class Telling(Step):
    """Says something at every level, by its own logger and by one of its package."""

    def process(self, *data):
        for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
            self.log.log(level, "own %s", logging.getLevelName(level))
            logging.getLogger("somebody").log(level, "foreign %s", logging.getLevelName(level))
        warnings.warn("a warning", UserWarning, stacklevel=1)


class Named(Telling):
    """Names the logger of its package too, and those of warnings."""

    @staticmethod
    def get_stpipe_loggers():
        return ("stepconfig", "somebody", "py.warnings")


@pytest.fixture(autouse=True)
def unchanged():
    """What a test leaves behind is what was there before."""
    logging.getLogger("stepconfig").setLevel(logging.NOTSET)

    def state():
        return [
            (each.level, list(each.handlers), list(each.filters), each.propagate)
            for each in map(logging.getLogger, NAMES)
        ] + [warnings.showwarning]

    with warnings.catch_warnings():
        warnings.simplefilter("default", UserWarning)
        before = state()
        yield
        assert state() == before


def test_a_call_is_told_on_the_error_output(capsys):
    """From INFO on, each message once, nothing on the standard output."""
    with pytest.warns(UserWarning, match="a warning"):
        Telling.call()
    out, err = capsys.readouterr()
    assert out == ""
    lines = [line[9:] for line in err.splitlines() if "own" in line]
    assert lines == [
        "INFO    Telling: own INFO",
        "WARNING Telling: own WARNING",
        "ERROR   Telling: own ERROR",
    ]
    assert "foreign INFO" not in err


def test_loggers_that_the_class_names_are_told(capsys):
    """And warnings, if it names those."""
    Named.call()
    err = capsys.readouterr().err
    assert "INFO    somebody: foreign INFO\n" in err
    assert err.count("foreign ERROR") == 1
    assert "py.warnings: " in err
    assert "UserWarning: a warning" in err


def test_a_run_is_not_told(capsys):
    """Nor is a call that shall not be."""
    ScaleStep().run(Image())
    ScaleStep.call(Image(), configure_log=False)
    assert capsys.readouterr() == ("", "")


def test_a_call_inside_of_a_call_is_told_once(capsys):
    """There is a handler already."""

    class Outer(Step):
        def process(self):
            Telling.call()

    with pytest.warns(UserWarning, match="a warning"):
        Outer.call()
    assert capsys.readouterr().err.count("own ERROR") == 1


def test_calls_in_threads_are_told_once_each(capsys):
    """Each handler sees what happens in its own call."""
    wait = threading.Barrier(4, timeout=300)

    class Together(Step):
        def process(self, number):
            wait.wait()
            self.log.info("number %d", number)
            wait.wait()

    threads = [threading.Thread(target=Together.call, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    err = capsys.readouterr().err
    assert [err.count(f"number {number}") for number in range(4)] == [1, 1, 1, 1]


def test_the_pars_of_the_outermost_step_are_told(capsys):
    """As YAML, with Python's True, False and None; those of its steps belong to it."""
    ReducePipeline.call(Image(), title="a: b")
    err = capsys.readouterr().err
    assert err.count("parameters:\n") == 1
    lines = err.splitlines()
    for line in (
        "  title: 'a: b'",
        "  skip: False",
        "  suffix: None",
        "  steps:",
        "    detect:",
        "      bins:",
    ):
        assert line in lines
    assert "      - 1" in lines


def test_the_sources_of_the_pars_are_told(capsys):
    """In one line, lowest first; that none came from a reference, too."""
    step = DetectStep(threshold=7)
    step.label = "x"
    with logged(DetectStep, None):
        step.run(Image())
    assert "parameters from default, keyword, code; none from a reference\n" in capsys.readouterr().err


@pytest.mark.parametrize("level", [logging.NOTSET, logging.DEBUG, logging.WARNING, logging.CRITICAL])
@pytest.mark.parametrize("configuration", [None, "[*]\nhandler = stdout\nlevel = DEBUG\n"])
def test_the_root_logger_is_the_same_during_a_call(folder, level, configuration):
    """Whatever its level, and with a log configuration too; so are loggers that are not named."""
    root, foreign, seen = logging.getLogger(), logging.getLogger("somebody"), []

    def state():
        return [(each.level, list(each.handlers), list(each.filters)) for each in (root, foreign)]

    class Looking(Step):
        def process(self):
            seen.append(state())

    options = {}
    if configuration:
        Path("log.cfg").write_text(configuration)
        options["logcfg"] = "log.cfg"
    own = root.level
    root.setLevel(level)
    try:
        before = state()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            Looking.call(**options)
        assert seen == [before]
        assert state() == before
    finally:
        root.setLevel(own)


def test_an_outer_level_lets_through_what_it_did():
    """A logger that somebody has set to DEBUG stays there."""
    logger = logging.getLogger("stepconfig")
    logger.setLevel(logging.DEBUG)
    with attached([], ["stepconfig"], logging.WARNING):
        assert logger.level == logging.DEBUG
    assert logger.level == logging.DEBUG
    logger.setLevel(logging.NOTSET)


# -- options -----------------------------------------------------------------------------------------


def test_no_options_mean_the_usual():
    """None of them has a default of its own."""
    assert rules_from_options() is None


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        ({"level": "debug"}, LogRules(("stderr",), logging.DEBUG)),
        ({"level": 35}, LogRules(("stderr",), 35)),
        ({"stream": "null"}, LogRules(("null",), logging.INFO)),
        ({"file": "a.log"}, LogRules(("stderr", "file:a.log"), logging.INFO)),
        (
            {"file": "a.log", "stream": "stdout", "level": "ERROR"},
            LogRules(("stdout", "file:a.log"), logging.ERROR),
        ),
    ],
)
def test_options_mean_rules(options, rules):
    """Alone and together; with a file the stream still logs."""
    assert rules_from_options(**options) == [rules]


def test_a_wrong_option_is_told():
    """With the nearest that there is."""
    with pytest.raises(UsageError, match=r"'INFOO' is no log level; did you mean INFO?"):
        level_from("INFOO")
    with pytest.raises(UsageError, match="'zz' is no log level; it is one of"):
        level_from("zz")
    with pytest.raises(UsageError, match=r"'stdot' is no stream for the log; .* did you mean stdout?"):
        rules_from_options(stream="stdot")


def test_a_log_file_is_made_when_there_is_something_to_log(folder):
    """And starts afresh; one that is appended to does not."""
    for is_there in (False, True):
        with logged(Telling, [LogRules(("file:a.log", "append:b.log"), logging.ERROR)]):
            assert Path("a.log").exists() == is_there
            logging.getLogger("stepconfig.x").error("message")
    assert (Path("a.log").read_text().count("message"), Path("b.log").read_text().count("message")) == (1, 2)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("none/a.log", "there is no folder none"),
        ("folder", "it is a folder"),
        ("file/a.log", "there is no folder file"),
    ],
)
def test_a_log_file_that_cannot_be_written_is_told_before_the_run(folder, file, why):
    """And not by the first message, in the middle of it."""
    Path("folder").mkdir()
    Path("file").write_text("")
    with (
        pytest.raises(UsageError, match=f"cannot write the log file {file}: {why}"),
        logged(Telling, [LogRules((f"file:{file}",))]),
    ):
        pytest.fail("the block was entered")


# -- files of stpipe ---------------------------------------------------------------------------------


def rules_in(text):
    """The rules in a log configuration file."""
    Path("log.cfg").write_text(text)
    with pytest.warns(DeprecationWarning, match=r"log\.cfg is read, but such files are deprecated") as caught:
        rules = rules_from_file("log.cfg")
    assert caught[0].filename == __file__
    return rules


def test_a_file_of_stpipe_is_read(folder):
    """Handlers, levels, format; what is not said is as usual."""
    text = """
        [*]
        handler = file:a.log, append:b.log, stdout
        level = DEBUG
        break_level = ERROR
        format = "%(levelname)s %(message)s"
        [stepconfig.x*]
        """
    rules = rules_in("\n".join(line.strip() for line in text.splitlines()))
    assert rules == [
        LogRules(
            ("file:a.log", "append:b.log", "stdout"),
            logging.DEBUG,
            logging.ERROR,
            "%(levelname)s %(message)s",
        ),
        LogRules(loggers="stepconfig.x*"),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[*]\nhandlr = stdout", "there is no 'handlr'; did you mean 'handler'?"),
        ("[*]\nlevel = LOUD", "'LOUD' is no log level"),
        ("[*]\nhandler = printer", "'printer' is no handler; expected file:NAME"),
        ("[*]\nhandler = file:", "'file:' is no handler"),
        ("level = INFO", "File contains no section headers"),
    ],
)
def test_a_wrong_file_is_told(folder, text, why):
    """With its name."""
    Path("log.cfg").write_text(text)
    with (
        pytest.warns(DeprecationWarning, match="deprecated"),
        pytest.raises(ParameterFileError, match=why) as caught,
    ):
        rules_from_file("log.cfg")
    assert "log.cfg" in str(caught.value)


def test_a_missing_file_is_told(folder):
    """None is looked for anywhere else."""
    Path("stpipe-log.cfg").write_text("[*]\nbreak_level = DEBUG\n")
    with (
        pytest.warns(DeprecationWarning, match="deprecated"),
        pytest.raises(ParameterFileError, match=r"cannot read the log configuration none\.cfg: No such file"),
    ):
        Telling.call(logcfg="none.cfg")
    with pytest.warns(UserWarning, match="a warning"):
        Telling.call()


def test_a_break_level_ends_the_run(folder, capsys):
    """The message is logged before it is raised."""
    Path("log.cfg").write_text("[*]\nhandler = stdout\nbreak_level = WARNING\nformat = %(message)s\n")
    with (
        pytest.warns(DeprecationWarning, match="deprecated"),
        pytest.raises(BreakLevelError, match="own WARNING"),
    ):
        Telling.call(logcfg="log.cfg")
    out, err = capsys.readouterr()
    assert out.endswith("own INFO\nown WARNING\n")
    assert err == ""


def test_sections_are_for_the_loggers_that_they_name(folder, capsys):
    """By a pattern among those of the class, or any by its name."""
    Path("log.cfg").write_text(
        "[some*]\nhandler = stdout\nformat = A %(message)s\n[stepconfig.Named]\nhandler = stdout\n"
        "format = B %(message)s\n[x*]\nhandler = stdout\n"
    )
    with pytest.warns(DeprecationWarning, match="deprecated"), pytest.warns(UserWarning, match="a warning"):
        Named.call(logcfg="log.cfg")
    out = capsys.readouterr().out
    assert "A foreign INFO\n" in out
    assert "B own INFO\n" in out
    assert "A own" not in out
    assert "B foreign" not in out


# -- records -----------------------------------------------------------------------------------------


class Recorded(Step):
    """Keeps its messages."""

    _log_records_formatter = logging.Formatter("%(levelname)s %(message)s")

    def process(self, text):
        self.log.info("about %s", text)
        self.log.debug("not kept")

    def finalize_result(self, result, reference_files_used):
        self.at_end: list[str] = list(self.log_records)


class RecordedPipeline(Pipeline):
    """Keeps those of its steps too."""

    step_defs = {"inner": Recorded}
    _log_records_formatter = logging.Formatter("%(message)s")

    def process(self, text):
        self.log.info("outer")
        self.inner.run(text)


@pytest.mark.parametrize("configure_log", [True, False])
def test_messages_are_kept_where_a_class_has_a_formatter(configure_log, capsys):
    """As texts, those of the last run, for run and call; they are there when the result is finalized."""
    step = Recorded()
    assert step.log_records == []
    for text in ("one", "two"):
        step.run(text)
        assert f"INFO about {text}" in step.log_records
        assert f"INFO about {text}" in step.at_end
    assert "INFO about one" not in step.log_records
    assert not any("not kept" in text for text in step.log_records)
    kept = []

    class Keeping(Recorded):
        def finalize_result(self, result, reference_files_used):
            kept.extend(self.log_records)

    capsys.readouterr()
    Keeping.call("three", configure_log=configure_log)
    assert "INFO about three" in kept
    assert ("about three" in capsys.readouterr().err) == configure_log


def test_messages_about_reference_parameters_are_kept_too(folder):
    """They are read before the step runs, and for it."""
    kept = []

    class Keeping(Recorded):
        def finalize_result(self, result, reference_files_used):
            kept.extend(self.log_records)

    Path("rules.yaml").write_text("references: 5")
    with using_provider(LocalReferences(folder)):
        Keeping.call({"band": "R"}, configure_log=False)
    assert [text for text in kept if text.startswith("WARNING no reference parameters are used: ")]


def test_messages_of_steps_inside_are_kept_once():
    """In the way of the pipeline."""
    pipeline = RecordedPipeline()
    pipeline.run("x")
    assert [text for text in pipeline.log_records if text in ("outer", "about x")] == ["outer", "about x"]
    assert pipeline.inner.log_records == pipeline.log_records


def test_without_a_formatter_nothing_is_kept():
    """The list is empty."""
    step = ScaleStep()
    step.run(Image())
    assert step.log_records == []
