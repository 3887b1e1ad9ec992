"""PathField: a parameter that is a path."""

import os

import pytest

from stepconfig import FieldValidationError, Step, StepConfig
from stepconfig.steps.path_field import PathField


class CatalogConfig(StepConfig):
    catalog = PathField("The catalog.", str, optional=True)


class CatalogStep(Step):
    ConfigClass = CatalogConfig


def test_a_path_is_absolute(tmp_path, monkeypatch):
    """From the current folder, or the home; an empty text is no path."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", os.fspath(tmp_path / "home"))
    step = CatalogStep()
    for given, path in (("a/b", "a/b"), (tmp_path / "c", "c"), ("~/d", "home/d"), ("../x/..", "..")):
        step.catalog = given
        assert step.catalog == os.path.abspath(tmp_path / path)
    step.catalog = ""
    assert step.catalog == ""


def test_a_path_in_a_file_is_relative_to_that(tmp_path, monkeypatch):
    """Not so one on the command line, or of a call."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/p.yaml").write_text("parameters: {catalog: a.txt}\n")
    assert CatalogStep(config_file="sub/p.yaml").catalog == str(tmp_path / "sub/a.txt")
    assert CatalogStep(config_file="sub/p.yaml", catalog="a.txt").catalog == str(tmp_path / "a.txt")


def test_what_is_no_path_is_refused():
    """A path is text, or something that stands for one."""
    with pytest.raises(FieldValidationError, match="expected path, got 5"):
        CatalogStep(catalog=5)
