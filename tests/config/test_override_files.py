"""Loading Python override files: where they are, what they see, all or nothing."""

import copy
import io
import os
import pickle
import sys
import tempfile
import threading
import types
from pathlib import Path

import pytest

from stepconfig import (
    ArgumentLocation,
    Config,
    ConfigError,
    Field,
    FieldValidationError,
    FileAccessError,
    MissingFileError,
    OverrideFileError,
    UnknownNameError,
    acting_as,
)
from stepconfig.config.walk import walk
from tests.kinds import Background, Detection, Reduction


def state(config):
    """Everything of a tree that a failed load must leave alone."""
    return [
        (path, id(each), each._frozen, sorted(each._imports), each.toDict(), told(each), identities(each))
        for path, each in walk(config)
    ]


def told(config):
    """Histories, entry by entry."""
    return {
        name: [(repr(entry.value), entry.label, entry.layer, entry.sequence) for entry in entries]
        for name, entries in config.history.items()
    }


def identities(config):
    """Which object each value is: containers and configs stay the same ones."""
    return {name: id(value) for name, value in config.items()}


# -- what can be loaded ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [
        lambda text: text,
        lambda text: text.encode(),
        lambda text: compile(text, "given.py", "exec"),
        lambda text: io.StringIO(text),
        lambda text: io.BytesIO(text.encode()),
    ],
    ids=["str", "bytes", "code", "text stream", "binary stream"],
)
def test_a_stream_may_be_text_bytes_code_or_a_file(kind):
    """`loadFromStream` takes all of them; `loadFromString` all but files."""
    text = "config.count = 5\nconfig.title = 'é'\n"
    config = Reduction()
    config.loadFromStream(kind(text))
    assert (config.count, config.title) == (5, "é")
    source = kind(text)
    if not hasattr(source, "read"):
        other = Reduction()
        other.loadFromString(source)
        assert other == config


def test_open_files_are_loaded(folder):
    """Opened as text or as bytes, and temporary ones without a name of their own."""
    Path("over.py").write_text("config.count += 1\n")
    config = Reduction(count=1)
    with open("over.py") as file:
        config.loadFromStream(file)
    with open("over.py", "rb") as file:
        config.loadFromStream(file)
    with tempfile.TemporaryFile("w+") as file:
        file.write("config.count += 1\n")
        file.seek(0)
        config.loadFromStream(file)
    assert config.count == 4


def test_nested_values_are_set_by_their_path():
    """A file reaches everything below the config."""
    config = Reduction()
    config.loadFromString(
        "config.detection.background.order = 5\n"
        "config.detection.background.knots.append(3)\n"
        "config.zeropoints['z'] = 24\n"
        "config.update(count=8)\n"
        "del config.fwhm\n"
    )
    background = config.detection.background
    assert (background.order, background.knots, config.zeropoints["z"]) == (5, [1.0, 2.0, 3.0], 24.0)
    assert (config.count, config.fwhm) == (8, None)


def test_a_file_may_assign_and_make_configs(folder):
    """Configs and config classes can be assigned in a file as anywhere else."""
    Path("over.py").write_text(
        "from tests.kinds import Detection\n"
        "config.detection = Detection(label='stars')\n"
        "config.detection.background = type(config.detection.background)\n"
    )
    config = Reduction()
    background = config.detection.background
    background.order = 9
    config.load("over.py")
    assert (config.detection.label, background.order) == ("stars", 2)
    assert config.detection.background is background


@pytest.mark.parametrize("content", [b"# \xef\xbb\xbf", b"\xef\xbb\xbf", b"# coding: latin-1\n"])
def test_a_file_says_in_which_encoding_it_is(folder, content):
    """UTF-8 with or without a mark, or what a comment in the first lines says."""
    encoding = "latin-1" if b"latin" in content else "utf-8"
    if content.startswith(b"# \xef"):
        content = b""
    Path("over.py").write_bytes(
        content + "config.title = 'Ångström'\r\nconfig.count = 5\r\n".encode(encoding)
    )
    config = Reduction()
    config.load("over.py")
    assert (config.title, config.count) == ("Ångström", 5)
    assert config.history["title"][-1].location.content == "config.title = 'Ångström'"
    assert config.history["count"][-1].location.content == "config.count = 5"


# -- what a file sees ------------------------------------------------------------------------------


def test_a_file_has_one_namespace():
    """Functions, lambdas and comprehensions see the file's imports and variables."""
    config = Reduction()
    config.loadFromString(
        "import math\n"
        "factor = 2\n"
        "def scaled(value):\n"
        "    return factor * math.floor(value)\n"
        "config.radii = [scaled(value) for value in (1.5, 2.5)]\n"
        "config.count = (lambda: factor)()\n"
        "class Names:\n"
        "    number = factor\n"
        "config.box = 8 * Names.number\n"
    )
    assert (config.radii, config.count, config.box) == ([2.0, 4.0], 2, 16)


def test_a_file_does_not_see_the_code_that_loads_it():
    """Neither local nor global variables of the caller, nor what another file left."""
    secret = 3
    config = Reduction(count=secret)
    config.loadFromString("left_behind = 1\n")
    for name in ("secret", "Reduction", "left_behind", "load_code"):
        with pytest.raises(NameError, match=f"name '{name}' is not defined"):
            config.loadFromString(f"config.count = {name}\n")


def test_the_config_has_the_name_that_is_asked_for():
    """``root`` names the variable; under another name there is none."""
    config = Reduction()
    config.loadFromString("root.count = 5\n", root="root")
    assert config.count == 5
    with pytest.raises(NameError, match="name 'config' is not defined"):
        config.loadFromString("root.count = 6\nconfig.count = 7\n", root="root")
    assert config.count == 5


def test_extra_variables_are_seen():
    """``extraLocals`` adds variables, also for functions; the file cannot change the dict."""
    config = Reduction()
    extra = {"number": 5, "double": lambda value: 2 * value}
    code = "def f():\n    return double(number)\nconfig.count = f()\nnumber = 6\nmore = 7\n"
    config.loadFromString(code, extraLocals=extra)
    assert (config.count, sorted(extra), extra["number"]) == (10, ["double", "number"], 5)
    config.loadFromStream(io.StringIO("config.count = number"), extraLocals=extra)
    assert config.count == 5


@pytest.mark.parametrize("root", ["config", "root"])
def test_an_extra_variable_called_as_the_config_is_refused(root):
    """It would hide the config, or the config it."""
    config = Reduction()
    before = state(config)
    with pytest.raises(ValueError, match=f"extraLocals has the name '{root}', which is the config's own"):
        config.loadFromString("", root=root, extraLocals={root: 1})
    with pytest.raises(ValueError, match=f"extraLocals has the name '{root}'"):
        config.loadFromStream(io.StringIO(), root=root, extraLocals={root: None})
    assert state(config) == before


def test_a_file_knows_where_it_is(folder):
    """``__file__`` is the absolute path, by whatever name the file was loaded."""
    Path("over.py").write_text("config.title = __file__\n")
    here = str(folder / "over.py")
    config = Reduction()
    for name in ("over.py", "./over.py", here, Path("over.py"), Path(here).as_uri()):
        config.title = ""
        config.load(name)
        assert config.title == here
    with open("over.py") as file:
        config.title = ""
        config.loadFromStream(file)
        assert config.title == here


@pytest.mark.parametrize(
    ("load", "name"),
    [
        (lambda config, code: config.loadFromString(code), "<unknown>"),
        (lambda config, code: config.loadFromString(code.encode()), "<unknown>"),
        (lambda config, code: config.loadFromString(code, filename="/a/b.py"), "/a/b.py"),
        (lambda config, code: config.loadFromString(code, filename=Path("/a/b.py")), "/a/b.py"),
        (lambda config, code: config.loadFromString(compile(code, "/c/d.py", "exec")), "/c/d.py"),
        (
            lambda config, code: config.loadFromString(compile(code, "/c/d.py", "exec"), filename="/a/b.py"),
            "/a/b.py",
        ),
        (lambda config, code: config.loadFromString(compile(code, "<made>", "exec")), "<made>"),
        (lambda config, code: config.loadFromStream(io.StringIO(code)), "<unknown>"),
        (lambda config, code: config.loadFromStream(io.StringIO(code), filename="/a/b.py"), "/a/b.py"),
    ],
)
def test_code_without_a_file_is_called_unknown(load, name):
    """``__file__`` is what ``filename`` says, else what the code object says, else ``<unknown>``."""
    config = Reduction()
    load(config, "config.title = __file__\n")
    assert config.title == name


# -- where files are -------------------------------------------------------------------------------


def test_a_file_that_a_file_loads_is_relative_to_that_file(folder):
    """At any depth, whatever the current folder is; afterwards names are relative to that again."""
    (folder / "a" / "b").mkdir(parents=True)
    Path("a/one.py").write_text("config.load('b/two.py')\nconfig.load('three.py')\nconfig.count += 1\n")
    Path("a/b/two.py").write_text("config.load('four.py')\nconfig.count += 10\n")
    Path("a/b/four.py").write_text("config.count += 100\n")
    Path("a/three.py").write_text("config.detection.load('five.py')\n")
    Path("a/five.py").write_text("config.label = 'stars'\n")
    Path("six.py").write_text("config.count += 1000\n")
    config = Reduction(count=0)
    config.load("a/one.py")
    config.load("six.py")
    assert (config.count, config.detection.label) == (1111, "stars")


def test_relative_names_in_a_stream_are_relative_to_its_name(folder):
    """To the folder of a stream that has a name, or of the ``filename`` that is given."""
    (folder / "a").mkdir()
    Path("a/inner.py").write_text("config.count = 5\n")
    Path("a/outer.py").write_text("config.load('inner.py')\n")
    Path("inner.py").write_text("config.count = 6\n")
    code = "config.load('inner.py')\n"
    found = []
    for load in (
        lambda config, file: config.loadFromStream(file),
        lambda config, file: config.loadFromString(code, filename="a/outer.py"),
        lambda config, file: config.loadFromStream(io.StringIO(code), filename="a/outer.py"),
        lambda config, file: config.loadFromString(compile(code, "a/outer.py", "exec")),
        lambda config, file: config.loadFromString(code),
        lambda config, file: config.loadFromString(compile(code, "<made>", "exec")),
        lambda config, file: config.loadFromStream(io.StringIO(code)),
    ):
        config = Reduction()
        with open("a/outer.py") as file:
            load(config, file)
        found.append(config.count)
    assert found == [5, 5, 5, 5, 6, 6, 6]


def test_a_string_in_a_file_is_relative_to_the_current_folder(folder):
    """Code without a name has no folder of its own, wherever it is executed."""
    (folder / "a").mkdir()
    Path("a/outer.py").write_text(
        "config.loadFromString(\"config.load('inner.py')\")\nconfig.load('inner.py')\n"
    )
    Path("a/inner.py").write_text("config.count += 1\n")
    Path("inner.py").write_text("config.count += 10\n")
    config = Reduction(count=0)
    config.load("a/outer.py")
    assert config.count == 11


def test_names_are_relative_to_the_current_folder_again_after_an_error(folder):
    """A file that fails leaves nothing behind for the next one."""
    (folder / "a").mkdir()
    Path("a/over.py").write_text("raise ValueError('no')\n")
    Path("over.py").write_text("config.count = 5\n")
    config = Reduction()
    with pytest.raises(ValueError, match="no"):
        config.load("a/over.py")
    config.load("over.py")
    assert config.count == 5


def test_the_users_folder_is_found(folder, monkeypatch):
    """A tilde stands for it, also in a file that is elsewhere."""
    monkeypatch.setenv("HOME", str(folder / "home"))
    (folder / "home").mkdir()
    (folder / "home" / "mine.py").write_text("config.count = 5\n")
    Path("over.py").write_text("config.load('~/mine.py')\n")
    config = Reduction()
    config.load("over.py")
    assert config.count == 5


@pytest.fixture
def package(folder, monkeypatch):
    """Return the name of a package with override files in it."""
    inner = folder / "instrument_for_tests" / "config"
    inner.mkdir(parents=True)
    (folder / "instrument_for_tests" / "__init__.py").write_text("")
    (inner / "isr.py").write_text("config.load('more.py')\nconfig.title = __file__\n")
    (inner / "more.py").write_text("config.count = 5\n")
    monkeypatch.syspath_prepend(str(folder))
    yield "instrument_for_tests"
    sys.modules.pop("instrument_for_tests", None)


def test_a_file_of_a_package_is_a_resource(package, folder):
    """``resource://package/path.py`` is a file in that package; names in it are relative to it."""
    config = Reduction()
    config.load(f"resource://{package}/config/isr.py")
    assert (config.count, config.title) == (5, str(folder / package / "config" / "isr.py"))
    location = config.history["count"][-1].location
    assert location.filename == str(folder / package / "config" / "more.py")


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        (
            "resource://no_such_package_here/a.py",
            "the package 'no_such_package_here' cannot be imported: No module",
        ),
        (
            "resource://instrument_for_tests/missing.py",
            r"there is no override file .*missing.py",
        ),
        ("resource://instrument_for_tests", "expected resource://package/path/inside/the/package.py"),
        ("resource:///a.py", "expected resource://package/path/inside/the/package.py"),
        (
            "resource://instrument_for_tests/../secret.py",
            "expected resource://package/path/inside/the/package.py",
        ),
        ("resource://instrument_for_tests/config/isr.txt", "has the suffix '.txt'"),
        ("https://example.org/over.py", "https://example.org/over.py: files are read from this machine only"),
        ("s3://bucket/over.py", "got the scheme 's3'; fetch the file first, or use file:// or resource://"),
        ("mem://over.py", "got the scheme 'mem'"),
        ("file://server/over.py", "got the host 'server'; a path on this machine has three slashes"),
        (
            "file:///no/such/file.py",
            "there is no override file /no/such/file.py",
        ),
        ("missing.py", r"there is no override file .*/missing.py"),
        ("folder.py", r"cannot read the override file .*/folder.py: Is a directory"),
        ("missing.yaml", r"there is no data file .*/missing.yaml"),
        (
            "over.cfg",
            "over.cfg has the suffix '.cfg'; .* that of a data file with .yaml, .yml, .asdf, .json or",
        ),
        ("over.txt", "over.txt has the suffix '.txt'; an override file's name ends with .py"),
        ("over", "over has the suffix ''"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_one_clear_error(package, uri, why):
    """It is a `ValueError` that says which file, why, and what to do; the config is as it was."""
    Path("folder.py").mkdir()
    for name in ("over.cfg", "over.txt", "over"):
        Path(name).write_text("raise SystemExit('executed')\n")
    config = Reduction()
    before = state(config)
    with pytest.raises(OverrideFileError, match=why):
        config.load(uri)
    assert state(config) == before


# -- imports ---------------------------------------------------------------------------------------


def imported(config):
    """The modules that the saved text of a config imports, its own left out."""
    lines = config.saveToString().split("\n")
    return [line.split()[1] for line in lines if line.startswith("import ")][1:]


def test_what_a_file_imports_is_saved_again():
    """``import a``, ``import a.b``, ``from a.b import c``, and imports in functions that were called."""
    config = Background()
    config.loadFromString(
        "import fractions\n"
        "import os.path as p\n"
        "from collections.abc import Mapping\n"
        "def f():\n"
        "    import decimal\n"
        "f()\n"
    )
    assert imported(config) == ["collections.abc", "decimal", "fractions", "os.path"]
    again = Background()
    again.loadFromString(config.saveToString())
    assert imported(again) == imported(config)


def test_what_an_imported_module_imports_is_not_saved(folder, monkeypatch):
    """Only the file's own imports count."""
    Path("module_for_tests.py").write_text("import fractions\n")
    monkeypatch.syspath_prepend(str(folder))
    config = Background()
    config.loadFromString("import module_for_tests\n")
    sys.modules.pop("module_for_tests")
    assert imported(config) == []
    config.loadFromString("import module_for_tests\n")
    assert imported(config) == ["module_for_tests"]
    sys.modules.pop("module_for_tests")


def test_an_import_that_failed_is_not_saved():
    """A file may try a module and do without."""
    config = Background()
    config.loadFromString(
        "try:\n"
        "    import no_such_module_here\n"
        "except ImportError:\n"
        "    import fractions\n"
        "try:\n"
        "    from decimal import no_such_name_here\n"
        "except ImportError:\n"
        "    config.order = 7\n"
    )
    assert config.order == 7
    assert imported(config) == ["decimal", "fractions"]


def test_imports_of_a_file_that_a_file_loads_are_saved(folder):
    """They belong to the config that loaded them, and so to every config above it."""
    Path("inner.py").write_text("import fractions\n")
    config = Detection()
    config.loadFromString("config.background.load('inner.py')\nimport decimal\n")
    assert imported(config) == ["decimal", "fractions"]
    assert imported(config.background) == ["fractions"]


def test_imports_survive_copies():
    """A copy saves the same imports, and further ones stay its own."""
    config = Background()
    config.loadFromString("import fractions\n")
    for other in (config.copy(), copy.deepcopy(config), pickle.loads(pickle.dumps(config))):
        other.loadFromString("import decimal\n")
        assert imported(other) == ["decimal", "fractions"]
    assert imported(config) == ["fractions"]


# -- errors ----------------------------------------------------------------------------------------


class Stop(BaseException):
    """What no ordinary handler catches."""


@pytest.mark.parametrize(
    ("code", "error", "text", "line"),
    [
        ("\n\n1 / 0\n", ZeroDivisionError, "division by zero", 3),
        ("\nconfig.cuont = 3\n", UnknownNameError, r"has no field 'cuont'; did you mean 'count'\?", 2),
        ("\nconfig.detection.lable = 3\n", AttributeError, "has no field 'detection.lable'; did you mean", 2),
        ("\nconfig.update(cuont=3)\n", KeyError, "has no field 'cuont'", 2),
        ("\nconfig.count = 'many'\n", FieldValidationError, "Field 'count' failed validation", 2),
        ("\nconfig.radii.append('wide')\n", FieldValidationError, "ListField 'radii' failed validation", 2),
        ("\nunknown\n", NameError, "name 'unknown' is not defined", 2),
        ("def f():\n    raise ValueError('no')\n\nf()\n", ValueError, "no", 4),
        ("\nimport no_such_module_here\n", ModuleNotFoundError, "no_such_module_here", 2),
        ("\nraise SystemExit(3)\n", SystemExit, "3", 2),
        ("\nraise KeyboardInterrupt('enough')\n", KeyboardInterrupt, "enough", 2),
        ("\nassert config.count == 7, 'not seven'\n", AssertionError, "not seven", 2),
        ("\nfrom . import nothing\n", ImportError, "relative import", 2),
    ],
)
def test_an_error_in_a_file_comes_out_as_it_is_with_the_line(folder, code, error, text, line):
    """Its class and text are those of the error itself; a note names file and line."""
    Path("over.py").write_text(code)
    config = Reduction()
    with pytest.raises(error, match=text) as caught:
        config.load("over.py")
    assert caught.value.__notes__ == [
        f"in the override file {folder / 'over.py'}:{line}; the config is as it was before the load"
    ]


def test_a_syntax_error_names_file_and_line(folder):
    """It comes out as Python's own error."""
    Path("over.py").write_text("config.count = 5\nconfig.count = = 6\n")
    config = Reduction()
    with pytest.raises(SyntaxError) as caught:
        config.load("over.py")
    assert (caught.value.filename, caught.value.lineno) == (str(folder / "over.py"), 2)
    assert config.count == 3


@pytest.mark.parametrize("content", [b"config.count = 5\n\0", b"# coding: no-such-code\n", b"\xff\xfe = 3\n"])
def test_a_file_that_is_no_python_is_refused(folder, content):
    """Null bytes, unknown encodings and bytes that are none of the encoding."""
    Path("over.py").write_bytes(content)
    config = Reduction()
    with pytest.raises((OverrideFileError, SyntaxError), match=r"over\.py|null|decode|encoding"):
        config.load("over.py")
    assert config.count == 3


def test_an_error_in_a_file_that_a_file_loads_names_both_lines(folder):
    """One note for each file on the way."""
    Path("inner.py").write_text("\n\nconfig.count = 'many'\n")
    Path("outer.py").write_text("\nconfig.load('inner.py')\n")
    with pytest.raises(FieldValidationError) as caught:
        Reduction().load("outer.py")
    assert [note.split(";")[0] for note in caught.value.__notes__] == [
        f"in the override file {folder / 'inner.py'}:3",
        f"in the override file {folder / 'outer.py'}:2",
    ]


def test_a_refused_value_names_the_line_of_the_file(folder):
    """The error itself says where the value was set; it is one of the package's family."""
    Path("over.py").write_text("\nconfig.detection.background.order = 'steep'\n")
    with pytest.raises(ConfigError) as caught:
        Reduction().load("over.py")
    assert "set at over.py:2; declared at" in str(caught.value)
    assert (caught.value.location.filename, caught.value.location.lineno) == (str(folder / "over.py"), 2)


def test_code_without_a_file_is_unknown_in_errors():
    """The line is that of the text."""
    with pytest.raises(FieldValidationError, match=r"set at <unknown>:2") as caught:
        Reduction().loadFromString("\nconfig.count = 'many'\n")
    assert caught.value.__notes__ == [
        "in the override file <unknown>:2; the config is as it was before the load"
    ]


# -- all or nothing --------------------------------------------------------------------------------

CHANGES = {
    "a value": "config.count = 9",
    "several values": "config.count = 9; config.fwhm = 2; config.count = 10",
    "a nested value": "config.detection.background.order = 9",
    "a deletion": "del config.title",
    "an update": "config.update(count=9, title='x')",
    "a whole list": "config.radii = [9]",
    "a whole dict": "config.zeropoints = {}",
    "None for a list": "config.radii = None",
    "list edits": "config.radii.append(9); config.radii[0] = 8; del config.radii[1]; config.radii.sort()",
    "an edit of a replaced list": "config.radii = [1]; config.radii.extend([2, 3])",
    "a kept list": "kept = config.radii; kept.append(9); config.radii = [1]",
    "dict edits": "config.zeropoints['z'] = 9; config.zeropoints.pop('g'); config.zeropoints |= {'y': 1}",
    "nested list edits": "config.detection.background.knots.clear()",
    "a whole config": "from tests.kinds import Detection; config.detection = Detection(label='x')",
    "a config class": "config.detection.label = 'x'; config.detection = type(config.detection)",
    "a nested config": "config.detection.background = config.detection.background.copy()",
    "freezing": "config.freeze()",
    "freezing a part": "config.count = 9; config.detection.freeze()",
    "changing, then freezing": "config.detection.background.order = 9; config.freeze()",
    "imports": "import fractions, decimal",
    "saving": "config.saveToString()",
    "a nested load": "config.loadFromString('config.count = 9')",
    "a nested load below": (
        "config.detection.loadFromString('import fractions\\nconfig.background.order = 9')"
    ),
    "a nested load before a change": (
        "config.detection.loadFromString('config.label = \"x\"'); config.count = 9"
    ),
    "a nested load after a change": "config.detection.label = 'y'; config.loadFromString('config.count = 9')",
    "nested loads three deep": "config.loadFromString('config.loadFromString(\"config.radii.append(9)\")')",
    "a nested load that freezes": "config.loadFromString('config.count = 9\\nconfig.freeze()')",
    "a nested load that failed": (
        "config.count = 9\n"
        "try:\n"
        "    config.loadFromString('config.count = 10\\nconfig.radii.clear()\\n1 / 0')\n"
        "except ZeroDivisionError:\n"
        "    config.fwhm = config.count"
    ),
    "acting for somebody": (
        "from stepconfig import FileLocation, acting_as\n"
        "with acting_as(FileLocation('a.asdf', 3), layer='parameter file'):\n"
        "    config.count = 9\n"
        "    config.detection.label = 'x'"
    ),
    "a function": "def f():\n    config.count = 9\n    config.detection.background.knots.append(1)\nf()",
    "the field itself": "type(config).count.__set__(config, 9)",
    "a validation": "config.validate(); config.count = 9",
}


def worked_on():
    """Return a config that was changed before, so that there are histories to go back to."""
    config = Reduction(count=4)
    config.radii.append(1)
    config.zeropoints = {"g": 1}
    config.detection.label = "stars"
    config.detection.background.knots = [5, 6]
    config.loadFromString("import os\nconfig.title = 'before'\n")
    return config


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_load_that_fails_leaves_everything_as_it_was(change):
    """Values, histories, frozen states, imports, and which objects lists and configs are."""
    config = worked_on()
    before = state(config)
    with pytest.raises(LookupError, match="at the end"):
        config.loadFromString(change + "\nraise LookupError('at the end')\n")
    assert state(config) == before
    config.loadFromString("config.count = 1\nconfig.radii.append(2)\nconfig.detection.background.order = 7\n")
    assert (config.count, config.radii[-1], config.detection.background.order) == (1, 2.0, 7)


@pytest.mark.parametrize("change", [change for name, change in CHANGES.items() if name != "saving"])
def test_a_load_that_succeeds_keeps_what_it_did(change):
    """The same changes without the error stay: what is undone is only what failed."""
    config = worked_on()
    before = state(config)
    config.loadFromString(change + "\n")
    assert state(config) != before


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "SystemExit", "GeneratorExit", "MemoryError"])
def test_an_interrupted_load_leaves_everything_as_it_was(error):
    """Whatever ends a file, nothing of it stays."""
    config = worked_on()
    before = state(config)
    with pytest.raises(BaseException, match="stop"):
        config.loadFromString(f"config.count = 9\nraise {error}('stop')\n")
    assert state(config) == before


def test_a_file_that_loads_itself_leaves_everything_as_it_was(folder):
    """Python's own limit ends it."""
    Path("over.py").write_text("config.count += 1\nconfig.radii.append(1)\nconfig.load('over.py')\n")
    config = worked_on()
    before = state(config)
    with pytest.raises(RecursionError):
        config.load("over.py")
    assert state(config) == before


def test_other_configs_that_a_file_changed_are_as_they_were():
    """A load undoes all that it did, also to a config that is not its own."""
    config, other = worked_on(), worked_on()
    before = state(config), state(other)
    with pytest.raises(ZeroDivisionError):
        config.loadFromString("other.count = 9\nother.radii.clear()\n1 / 0\n", extraLocals={"other": other})
    assert (state(config), state(other)) == before


def test_a_list_that_a_failed_file_replaced_can_be_edited_again():
    """The list object from before is the value again, and what the file put there is not."""
    config = Reduction()
    radii = config.radii
    kept = []
    with pytest.raises(ZeroDivisionError):
        config.loadFromString(
            "config.radii = [1]\nkept.append(config.radii)\n1 / 0", extraLocals={"kept": kept}
        )
    assert config.radii is radii
    radii.append(7)
    assert config.radii == [2.0, 4.0, 7.0]
    with pytest.raises(FieldValidationError, match="was replaced"):
        kept[0].append(1)


def test_nothing_is_undone_after_a_load():
    """A change after a load that succeeded has nothing to do with it, nor has a later failure."""
    config = Reduction()
    config.loadFromString("config.count = 5\n")
    with pytest.raises(ZeroDivisionError):
        config.loadFromString("1 / 0\n")
    assert (config.count, len(config.history["count"])) == (5, 2)


def test_a_frozen_config_refuses_a_file_unread(folder):
    """The file is not executed at all."""
    Path("over.py").write_text("raise SystemExit('executed')\n")
    config = Reduction()
    config.freeze()
    before = state(config)
    for load in (config.load, config.loadFromString):
        argument = "over.py" if load == config.load else "raise SystemExit('executed')"
        with pytest.raises(FieldValidationError, match="the config is frozen and takes no file"):
            load(argument)
    with pytest.raises(FieldValidationError, match="load it into a copy"):
        config.loadFromStream(io.StringIO("raise SystemExit('executed')"))
    assert state(config) == before


def test_a_frozen_config_without_fields_refuses_a_file_too():
    """There is no field to name, and the error is of the same family."""

    class Empty(Config):
        pass

    config = Empty()
    config.freeze()
    with pytest.raises(ConfigError, match="cannot load a file into a frozen config"):
        config.loadFromString("")


def test_a_file_may_freeze_the_config():
    """What a file that succeeds freezes is frozen, and later lines of it are refused."""
    config = Reduction()
    config.loadFromString("config.count = 5\nconfig.freeze()\n")
    with pytest.raises(FieldValidationError):
        config.count = 6
    other = Reduction()
    with pytest.raises(FieldValidationError):
        other.loadFromString("config.freeze()\nconfig.count = 5\n")
    other.count = 7
    assert (config.count, other.count) == (5, 7)


# -- the rest --------------------------------------------------------------------------------------


def test_a_deprecated_field_set_in_a_file_warns_of_the_files_line(folder):
    """The warning is for whoever wrote the file."""

    class Old(Config):
        value = Field("A value.", int, 1, deprecated="use other")

    Path("over.py").write_text("\nconfig.value = 3\n")
    with pytest.warns(FutureWarning, match="'value' of .*Old is deprecated: use other") as caught:
        Old().load("over.py")
    assert [(warning.filename, warning.lineno) for warning in caught] == [(str(folder / "over.py"), 2)]


def test_threads_load_files_at_once(folder):
    """Each thread has its own files, folders, lines and failures."""
    for number in range(4):
        (folder / str(number)).mkdir()
        Path(f"{number}/outer.py").write_text("\n" * number + "config.load('inner.py')\nconfig.count += 1\n")
        Path(f"{number}/inner.py").write_text(f"config.count = {10 * number}\nconfig.title = __file__\n")
        Path(f"{number}/bad.py").write_text("config.radii.append(1)\nconfig.load('inner.py')\n1 / 0\n")
    configs = [Reduction() for _ in range(4)]
    failures = []

    def work(number):
        for _ in range(20):
            configs[number].load(f"{number}/outer.py")
            try:
                configs[number].load(f"{number}/bad.py")
            except ZeroDivisionError:
                failures.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(failures) == [number for number in range(4) for _ in range(20)]
    for number, config in enumerate(configs):
        assert (config.count, config.radii) == (10 * number + 1, [2.0, 4.0])
        assert config.title == str(folder / str(number) / "inner.py")
        entries = config.history["count"][1:]
        assert [(Path(e.location.filename).parent.name, e.location.lineno) for e in entries] == [
            (str(number), 1),
            (str(number), number + 2),
        ] * 20


def test_a_file_is_loaded_on_behalf_of_somebody(folder):
    """What acts for an argument may load a file: its lines are their own source, and nothing else is."""
    Path("over.py").write_text("config.count = 5\n")
    config = Reduction()
    with acting_as(ArgumentLocation("--config=over.py"), layer="command line"):
        config.load("over.py")
        config.fwhm = 2
    entry = config.history["count"][-1]
    assert (entry.layer, entry.location.content) == ("override file", "config.count = 5")
    assert entry.location.frames[1].content == 'config.load("over.py")'
    assert (config.history["fwhm"][-1].layer, str(config.history["fwhm"][-1].location)) == (
        "command line",
        "command line",
    )


def test_a_stream_whose_name_is_no_path_is_nameless():
    """A number, as that of a pipe, names no folder."""
    stream = io.StringIO("config.title = __file__\n")
    stream.name = 7
    config = Reduction()
    config.loadFromStream(stream)
    assert config.title == "<unknown>"


def test_an_object_with_a_local_path_names_a_file(folder):
    """Path objects of lsst.resources have the path as ``ospath``."""
    Path("over.py").write_text("config.count = 5\n")
    config = Reduction()
    config.load(types.SimpleNamespace(ospath=str(folder / "over.py")))
    config.loadFromString("config.title = __file__", filename=types.SimpleNamespace(ospath="/a/b.py"))
    assert (config.count, config.title) == (5, "/a/b.py")


def test_a_missing_file_is_a_missing_file_for_python_too(folder):
    """Code written for pex_config catches `FileNotFoundError`."""
    with pytest.raises(FileNotFoundError):
        Reduction().load("missing.py")


def test_a_file_that_the_system_refuses_is_an_os_error_for_python_too(folder):
    """Code written for pex_config catches `OSError`, of loading and of saving."""
    (folder / "folder.py").mkdir()
    for use in (Reduction().load, Reduction().save):
        with pytest.raises(OSError, match=r"folder\.py: Is a directory"):
            use("folder.py")
    with pytest.raises(FileNotFoundError, match=r"cannot write missing/a\.py"):
        Reduction().save("missing/a.py")
    for error in (FileAccessError, MissingFileError):
        assert issubclass(error, (OverrideFileError, OSError))


@pytest.mark.parametrize("stream", [None, 3, ["config.count = 3"]])
def test_what_is_no_text_is_a_type_error(stream):
    """Neither text, bytes, code nor anything that can be read."""
    for load in (Reduction().loadFromString, Reduction().loadFromStream):
        with pytest.raises(TypeError, match="expected text, bytes, code or an open file, got"):
            load(stream)


def test_what_is_no_file_name_is_a_type_error():
    """Numbers and None name no file."""
    with pytest.raises(TypeError):
        Reduction().load(3)
    with pytest.raises(TypeError):
        Reduction().load(None)


def test_what_a_file_saves_is_relative_to_it_too(folder):
    """A config that a file saves is saved beside that file, where a file that it loads is looked for."""
    (folder / "a").mkdir()
    Path("a/over.py").write_text("config.count = 5\nconfig.save('copy.py')\n")
    Reduction().load("a/over.py")
    assert sorted(os.listdir("a")) == ["copy.py", "over.py"]
    assert not os.path.exists("copy.py")
