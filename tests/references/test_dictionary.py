"""References from a dict."""

from pathlib import Path

import pytest

from stepconfig import DictReferences, ReferenceFileError
from tests.contracts import check_provider


def test_a_dict_keeps_the_contract_of_providers(folder):
    """Paths, N/A, what is called with the header, and parameters."""
    for name in ("flat.fits", "area.fits", "pars.yaml"):
        Path(name).write_text("")
    entries = {
        "flat": "flat.fits",
        "area": lambda header: Path(header["area"]),
        "dark": "N/A",
        "pars-a": "pars.yaml",
        "pars-b": "N/A",
    }
    check_provider(
        DictReferences(entries),
        {"area": "area.fits"},
        "any",
        {"flat": str(folder / "flat.fits"), "area": str(folder / "area.fits"), "dark": "N/A"},
        {"pars-a": str(folder / "pars.yaml"), "pars-b": None, "pars-c": None},
    )


def test_a_type_that_is_not_there_is_told_with_the_nearest():
    """A misspelling is found at once."""
    with pytest.raises(ReferenceFileError) as caught:
        DictReferences({"flat": "N/A"}).get_reference_file({}, "flta", "any")
    assert str(caught.value) == (
        "the dict of references has no reference files of the type 'flta'; did you mean 'flat'?"
    )
    with pytest.raises(ReferenceFileError, match="there are none at all"):
        DictReferences({}).get_reference_file({}, "flat", "any")


def test_later_changes_of_the_dict_change_nothing():
    """The same question has the same answer."""
    entries = {"flat": "N/A"}
    references = DictReferences(entries)
    entries.clear()
    assert references.get_reference_file({}, "flat", "any") == "N/A"
