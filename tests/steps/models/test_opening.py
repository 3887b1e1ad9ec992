"""Which kind of model a file is: by its suffix, and packages add kinds."""

import sys
from pathlib import Path

import numpy as np
import pytest

from stepconfig import (
    Association,
    ConfigError,
    DataError,
    LibraryError,
    NumpyModel,
    PluginError,
    open_model,
    register_model,
)
from stepconfig.steps.models import opening


@pytest.fixture(autouse=True)
def registrations(monkeypatch):
    """What a test registers is forgotten after it."""
    monkeypatch.setattr(opening, "_registered", {})


@pytest.fixture
def site(folder, monkeypatch):
    """A folder in which packages are installed; the modules imported from it are forgotten afterwards."""
    monkeypatch.syspath_prepend(str(folder))
    opening._plugins.cache_clear()
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        if str(folder) in (getattr(sys.modules[name], "__file__", None) or ""):
            del sys.modules[name]


def install(folder, package, suffix, module, text):
    """Write what an installed package leaves behind."""
    (folder / f"{module}.py").write_text(text)
    info = folder / f"{package}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[stepconfig.models]\n{suffix} = {module}:opened\n")


def test_a_path_is_opened_and_a_model_is_handed_through(folder):
    """Texts and paths name files; everything else is a model."""
    NumpyModel(np.arange(3)).save("a.npz")
    model = open_model("a.npz")
    assert open_model(Path("a.npz"))["data"].tolist() == model.data.tolist()
    assert open_model("a.npz").source_path == str(folder / "a.npz")
    for data in (model, None, 5, [model]):
        assert open_model(data) is data


def test_upper_case_is_the_same_suffix(folder):
    """Some systems write it so."""
    NumpyModel(np.arange(3)).save("A.NPZ")
    assert open_model("A.NPZ").data.tolist() == [0, 1, 2]


def test_an_unknown_suffix_is_an_error_with_the_known_ones():
    """And the nearest, and how to add one."""
    with pytest.raises(DataError) as caught:
        open_model("raw/a.fitz")
    assert str(caught.value).startswith(
        "raw/a.fitz: no kind of data has files with the suffix '.fitz'; did you mean .fit or .fits? "
    )
    assert "? known are .asdf, .ecsv, .fit, .fits, .fits.gz, .fts, .json, .npy, .npz; register_model" in str(
        caught.value
    )
    with pytest.raises(DataError, match="a: no kind of data has files with the suffix ''; known are"):
        open_model("a")


def test_data_that_cannot_be_read_are_no_fault_of_parameters():
    """A command ends as for any step that failed, not as for wrong parameters."""
    assert not issubclass(DataError, ConfigError)
    assert not issubclass(LibraryError, ConfigError)


def test_a_kind_is_registered_by_its_suffix():
    """The longest suffix that fits counts; a word without its dot has one; the last registration wins."""
    register_model("txt", lambda path: ("txt", path))
    register_model("_x.TXT", lambda path: ("x", path))
    register_model(".npz", lambda path: ("own", path))
    assert open_model("a.txt") == ("txt", "a.txt")
    assert open_model("a_x.txt") == ("x", "a_x.txt")
    assert open_model("a.npz") == ("own", "a.npz")
    register_model(".txt", str.upper)
    assert open_model("a.txt") == "A.TXT"
    assert {".txt", "_x.txt", ".npz"} <= set(opening.known_suffixes())


def test_a_class_with_open_is_an_opener():
    """The models that come with the package are such classes."""
    register_model(".assoc", Association)
    with pytest.raises(FileNotFoundError):
        open_model("nowhere.assoc")


@pytest.mark.parametrize(
    ("suffix", "opener", "text"),
    [
        (".", open, "expected a suffix"),
        ("", open, "expected a suffix"),
        (".x", 5, "got|5 \\(int\\)"),
        (".x", dict, "dict has no method open"),
    ],
)
def test_what_cannot_open_files_is_refused(suffix, opener, text):
    """At once, not when the first file comes."""
    with pytest.raises(DataError, match=text):
        register_model(suffix, opener)


def test_a_package_adds_a_kind_by_an_entry_point(site):
    """It is known without an import, imported with the first file, and what is registered by code wins."""
    install(site, "pack", "spx", "pack_models", "def opened(path):\n    return 'pack', path\n")
    assert ".spx" in opening.known_suffixes()
    assert "pack_models" not in sys.modules
    assert open_model("a.spx") == ("pack", "a.spx")
    register_model(".spx", str.upper)
    assert open_model("a.spx") == "A.SPX"


def test_a_suffix_of_two_packages_is_an_error_that_names_both(site):
    """Neither is taken silently."""
    for name in ("one", "two"):
        install(site, name, "spx", f"{name}_models", "def opened(path):\n    return path\n")
    with pytest.raises(PluginError, match=r"is in several packages, (one|two) 1\.0 and (one|two) 1\.0"):
        open_model("a.spx")


def test_a_package_that_is_broken_is_an_error_that_names_it(site):
    """With the reason."""
    install(site, "pack", "spx", "pack_models", "opened = 5\n")
    with pytest.raises(PluginError, match=r"of the package pack 1\.0 cannot be used: DataError: .*5 \(int\)"):
        open_model("a.spx")
