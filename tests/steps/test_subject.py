"""What gives a config: parameter files, override files, step classes, Config classes; and what does not."""

import os
import sys

import pytest

from stepconfig import ArgumentLocation, ConfigError, OverrideFileError, StepClassError
from stepconfig.formats.tree import Text
from stepconfig.sources.assignment import Assignment, Layer
from stepconfig.steps.subject import find_class, read_subject
from tests.kinds import Reduction
from tests.parameter_files import said, write_file
from tests.steps import samples

SAMPLES = "tests.steps.samples"


@pytest.fixture(autouse=True)
def own_path(folder, monkeypatch):
    """Work in an empty folder; what is added to the path is taken off again."""
    monkeypatch.setattr(sys, "path", list(sys.path))


def test_a_parameter_file_gives_the_config_of_its_class(folder):
    """With its values, and the line of each."""
    path = write_file(folder / "p.asdf", f"class: {SAMPLES}.ScaleStep\nname: s\nparameters: {{factor: 10}}\n")
    subject = read_subject(path)
    assert (subject.cls, subject.config_class) == (samples.ScaleStep, samples.ScaleConfig)
    config = subject.config()
    assert said(config, "factor") == [("parameter file", 10.0, "p.asdf:8")]
    assert subject.title == f"{path} ({SAMPLES}.ScaleStep)"


def test_a_parameter_file_may_be_for_a_config_class(folder):
    """It has no name then."""
    path = write_file(folder / "p.asdf", "class: tests.kinds.Reduction\nparameters: {box: 8}\n")
    subject = read_subject(path)
    assert subject.cls is subject.config_class is Reduction
    assert subject.config().box == 8


def test_a_class_gives_its_defaults():
    """A step class those of its parameters."""
    subject = read_subject(f"{SAMPLES}.ReducePipeline")
    assert subject.config() == samples.ReducePipeline.ConfigClass()
    assert subject.title == subject.name
    assert read_subject("tests.kinds.Reduction").config() == Reduction()


def test_an_override_file_gives_what_was_saved():
    """Of the class that its first lines name."""
    config = Reduction(fwhm=3)
    config.detection.background.order = 5
    config.save("saved.py")
    subject = read_subject("saved.py")
    assert subject.config_class is Reduction
    assert subject.config() == config
    assert said(subject.config(), "fwhm") == [("override file", 3.0, "saved.py:11")]
    samples.ReducePipeline(title="x").config.save("pipeline.py")
    assert read_subject("pipeline.py").config().title == "x"


def test_a_class_beside_its_file_is_found(folder):
    """For override files as for parameter files."""
    (folder / "sub").mkdir()
    (folder / "sub" / "beside_it.py").write_text(
        "from stepconfig import Config, Field\nclass Own(Config):\n    f = Field('A value.', int, 1)\n"
    )
    (folder / "sub" / "saved.py").write_text(
        "import beside_it\nassert type(config) is beside_it.Own, 'no'\nconfig.f=2\n"
    )
    assert read_subject("sub/saved.py").config().f == 2
    path = write_file(folder / "sub" / "p.asdf", "class: beside_it.Own\nparameters: {f: 3}\n")
    assert read_subject(path).config().f == 3
    sys.modules.pop("beside_it")


def test_more_sources_may_have_their_say(folder):
    """Those of the command line beat the file."""
    path = write_file(folder / "p.asdf", f"class: {SAMPLES}.ScaleStep\nparameters: {{factor: 10}}\n")
    layer = Layer("command line", [Assignment(("factor",), Text("20"), ArgumentLocation("--factor=20"))])
    config = read_subject(path).config([layer])
    assert [each[0] for each in said(config, "factor")] == ["parameter file", "command line"]
    assert config.factor == 20


def test_who_asks_made_the_defaults():
    """It is the place of the config in their history."""
    config = read_subject("tests.kinds.Reduction").config(location=ArgumentLocation("asked"))
    assert str(config.history["box"][0].location.content) == "asked"


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("nope.asdf", StepClassError, "'nope.asdf' is neither a parameter file that exists nor a class"),
        ("Step", StepClassError, "'Step' is neither a parameter file that exists nor a class"),
        (f"{SAMPLES}.Image", StepClassError, f"the module {SAMPLES} has no step or Config class 'Image'"),
        ("tests.kinds.Reducton", StepClassError, "did you mean tests.kinds.Reduction?"),
        ("no_such_module.Own", StepClassError, "of the step or Config class no_such_module.Own"),
    ],
)
def test_what_gives_no_config_is_an_error(name, error, message):
    """With the nearest name that there is."""
    with pytest.raises(error) as caught:
        read_subject(name)
    assert message in str(caught.value)


def test_a_file_in_a_folder_that_may_not_be_looked_into_is_told(folder):
    """As one that is not there: nothing is known of it; also where the tests are run by root."""
    (folder / "closed").mkdir(mode=0)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        with pytest.raises(StepClassError, match=r"'closed/p\.asdf' is neither a parameter file that exists"):
            read_subject("closed/p.asdf")
    finally:
        if is_root:
            os.seteuid(0)
        (folder / "closed").chmod(0o700)


def test_a_file_for_another_kind_of_class_is_an_error(folder):
    """With its line."""
    path = write_file(folder / "p.asdf", f"class: {SAMPLES}.Image\nparameters: {{}}\n")
    with pytest.raises(StepClassError, match=r"p\.asdf:6: the module .* has no step or Config class 'Image'"):
        read_subject(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("config.fwhm=3\n", "the text is no saved config"),
        ("import os\nassert type(config) is os.PathLike, 'no'\n", "bad.py is for os.PathLike, which is no"),
        (
            "import tests.kinds\nassert type(config) is tests.kinds.None_, 'no'\n",
            "bad.py: the class tests.kin",
        ),
        ("import none_\nassert type(config) is none_.Own, 'no'\n", "bad.py: the class none_.Own"),
        ("import failing_\nassert type(config) is failing_.Own, 'no'\n", "bad.py: ZeroDivisionError:"),
    ],
)
def test_an_override_file_that_names_no_config_is_an_error(folder, text, message):
    """With its name, whatever goes wrong with the module that it names."""
    (folder / "failing_.py").write_text("1 / 0\n")
    (folder / "bad.py").write_text(text)
    with pytest.raises(OverrideFileError) as caught:
        read_subject("bad.py")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("config.fwhm=nothing\n", "bad.py: NameError: name 'nothing' is not defined\n  in the override file"),
        ("config.fwhm='wide'\n", "expected float (arcsec), got 'wide' (str)"),
        ("config.fwmh=3\n", "has no field 'fwmh'; did you mean 'fwhm'?"),
    ],
)
def test_an_override_file_that_fails_is_an_error(line, message):
    """Of this package's, with the line."""
    Reduction().save("bad.py")
    with open("bad.py", "a") as file:
        file.write(line)
    subject = read_subject("bad.py")
    with pytest.raises(ConfigError) as caught:
        subject.config()
    assert message in str(caught.value)
    assert "bad.py:" in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_an_override_file_that_cannot_be_read_is_an_error(folder, content):
    """Of another encoding, or a folder."""
    if content is None:
        (folder / "bad.py").mkdir()
    else:
        (folder / "bad.py").write_bytes(content)
    with pytest.raises(OverrideFileError, match=r"cannot read bad\.py: "):
        read_subject("bad.py")


def test_a_class_is_found_in_the_current_folder(folder):
    """A module needs no installation."""
    (folder / "in_the_folder.py").write_text("from stepconfig import Config\nclass Own(Config):\n    pass\n")
    assert find_class("in_the_folder.Own").__name__ == "Own"
    sys.modules.pop("in_the_folder")
