"""References from a folder with rules."""

import os
from pathlib import Path

import pytest

from stepconfig import LocalReferences, ReferenceFileError
from tests.contracts import check_provider

RULES = """\
references:
  flat:
    - match: {detector: CCD1, exptime: 10..20}
      useafter:
        2020-01-01: flat_2020.fits
        2022-01-01T12:00:00: flat_2022.fits
        2024-01-01: N/A
    - match:
        filter: [R, I]
        object: NGC*
      file: flats/red.fits
  dark:
    - file: N/A
  pars-detectstep:
    - match: {observatory: here}
      file: detect.yaml
  pars-never:
    - match: {detector: none}
      file: detect.yaml
"""
FILES = ("flat_2020.fits", "flat_2022.fits", "flats/red.fits", "detect.yaml")
HEADER = {"DETECTOR": "ccd1", "EXPTIME": 12.5, "DATE-OBS": "2021-05-05T00:00:00", "FILTER": "R"}


@pytest.fixture
def rules(folder):
    """Make a folder of references, and return what writes other rules into it."""
    Path("flats").mkdir()
    for name in FILES:
        Path(name).write_text(name)
    write = Path("rules.yaml").write_text
    write(RULES)
    return write


def chosen(header, reference_type="flat", observatory="here"):
    """The file that is chosen, relative to the folder."""
    path = LocalReferences(".").get_reference_file(header, reference_type, observatory)
    return path if path == "N/A" else os.path.relpath(path)


def fault(text):
    """What is said of rules that are wrong."""
    Path("rules.yaml").write_text(text)
    with pytest.raises(ReferenceFileError) as caught:
        LocalReferences(".").get_reference_file({}, "flat", "any")
    return str(caught.value)


def test_a_folder_keeps_the_contract_of_providers(rules, folder):
    """By rules, with N/A, with parameters, and with what is missing."""
    check_provider(
        LocalReferences(folder),
        HEADER,
        "here",
        {"flat": str(folder / "flat_2020.fits"), "dark": "N/A"},
        {"pars-detectstep": str(folder / "detect.yaml"), "pars-never": None, "pars-other": None},
    )


@pytest.mark.parametrize(
    ("change", "file"),
    [
        ({}, "flat_2020.fits"),
        ({"DATE-OBS": "2020-01-01"}, "flat_2020.fits"),
        ({"DATE-OBS": "2022-01-01T11:59:59"}, "flat_2020.fits"),
        ({"DATE-OBS": "2022-01-01T12:00:00"}, "flat_2022.fits"),
        ({"DATE-OBS": "2024-06-01"}, "N/A"),
        ({"EXPTIME": 20}, "flat_2020.fits"),
        ({"EXPTIME": 21, "OBJECT": "ngc 5194"}, "flats/red.fits"),
        ({"DATE-OBS": "2019-01-01", "OBJECT": "NGC 1"}, "flats/red.fits"),
        ({"DATE-OBS": None, "OBJECT": "NGC 1"}, "flats/red.fits"),
    ],
)
def test_the_first_rule_that_matches_gives_the_file(rules, change, file):
    """With useafter the newest not after the observation; where all are, or nobody knows, the next rule."""
    assert chosen({**HEADER, **change}) == file


def test_a_rule_may_ask_for_the_observatory(rules):
    """Unless the header itself has such a keyword."""
    references = LocalReferences(".")
    assert references.get_parameter_file({}, "pars-detectstep", "here") is not None
    assert references.get_parameter_file({}, "pars-detectstep", "there") is None
    assert references.get_parameter_file({"observatory": "here"}, "pars-detectstep", "there") is not None


def test_the_order_of_the_dates_does_not_matter(rules):
    """People add new files where they like."""
    rules("references: {flat: [{useafter: {2022-01-01: flat_2022.fits, 2020-01-01: flat_2020.fits}}]}")
    assert chosen(HEADER) == "flat_2020.fits"
    assert chosen({"date-obs": "2023-01-01"}) == "flat_2022.fits"


def test_the_rules_may_say_where_the_date_is(rules):
    """One keyword, or one of the date and one of the time."""
    files = "{2022-01-01T12:00:00: flat_2022.fits, 2020-01-01: flat_2020.fits}"
    rule = f"references: {{flat: [{{useafter: {files}}}]}}\n"
    rules(f"date: NIGHT\n{rule}")
    assert chosen({"NIGHT": "2023-01-01", "DATE-OBS": "2020-05-05"}) == "flat_2022.fits"
    rules(f"date: [DAY, UT]\n{rule}")
    assert chosen({"day": "2022-01-01", "UT": "11:00:00"}) == "flat_2020.fits"
    with pytest.raises(ReferenceFileError, match="no time of the observation, looked for as day, ut"):
        chosen({"DATE-OBS": "2022-01-01"})


def test_paths_are_relative_to_the_folder(rules, folder):
    """Wherever the program runs; absolute ones stay."""
    rules(
        f"references: {{flat: [{{file: {folder}/flats/../flats/red.fits}}],"
        " dark: [{file: flats/red.fits}]}"
    )
    references = LocalReferences(".")
    os.chdir("/")
    for reference_type in ("flat", "dark"):
        path = references.get_reference_file({}, reference_type, "any")
        assert path == str(folder / "flats/red.fits")


def test_changed_rules_are_read_again(rules):
    """In a session that goes on for days."""
    references = LocalReferences(".")
    assert references.get_reference_file(HEADER, "dark", "any") == "N/A"
    rules("references: {dark: [{file: detect.yaml}]}")
    assert references.get_reference_file(HEADER, "dark", "any").endswith("detect.yaml")


def test_a_choice_is_explained(rules):
    """Every rule, with its line, and why it does not match."""
    references = LocalReferences(".")
    assert str(references.explain({**HEADER, "EXPTIME": 30, "OBJECT": "NGC 1"}, "flat")) == (
        "flat: flats/red.fits\n"
        "  rules.yaml:3: exptime is 30, not 10..20\n"
        "  rules.yaml:8: flats/red.fits: everything matches"
    )
    assert str(references.explain(HEADER, "flat")) == (
        "flat: flat_2020.fits\n"
        "  rules.yaml:3: flat_2020.fits: everything matches; of 2021-05-05 00:00:00 the newest is that of"
        " 2020-01-01 00:00:00\n"
        "  rules.yaml:8: not asked: a rule before it matches"
    )
    explanation = references.explain({**HEADER, "DATE-OBS": "2019-01-01"}, "flat")
    assert explanation.chosen is None
    assert [each.why for each in explanation.verdicts] == [
        "the observation of 2019-01-01 00:00:00 is before the first file, of 2020-01-01 00:00:00",
        "the header has no object",
    ]


def test_where_no_rule_matches_the_error_is_the_explanation(rules):
    """The user sees at once which keyword it is."""
    with pytest.raises(ReferenceFileError) as caught:
        chosen({"DETECTOR": "CCD1"})
    assert str(caught.value) == (
        "no rule for flat reference files matches the input\n"
        "  rules.yaml:3: the header has no exptime\n"
        "  rules.yaml:8: the header has no filter"
    )


def test_a_missing_file_is_told_with_its_rule(rules, folder):
    """The rules may be newer than the files."""
    Path("flat_2020.fits").unlink()
    with pytest.raises(ReferenceFileError) as caught:
        chosen(HEADER)
    assert str(caught.value) == (
        f"rules.yaml:3: the flat reference file {folder / 'flat_2020.fits'} does not exist"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "./rules.yaml has no rules; expected a mapping with references and date"),
        ("- a", "./rules.yaml has no rules; expected a mapping with references and date"),
        ("references: [", "the rules for reference files cannot be read: rules.yaml:2: malformed YAML"),
        ("{}", "rules.yaml:1: expected 'references', a mapping of reference types to lists of rules"),
        ("references: 5", "rules.yaml:1: expected 'references', a mapping of reference types"),
        ("refrences: {}", "rules.yaml:1: the file of rules has no 'refrences'; did you mean 'references'?"),
        (
            "references:\n  flat: a.fits",
            "rules.yaml:2: expected a list of rules for 'flat', each beginning with a dash",
        ),
        ("references:\n  flat: []", "rules.yaml:2: expected a list of rules for 'flat'"),
        (
            "references:\n  flat:\n    - a.fits",
            "rules.yaml:2: expected each rule for 'flat' as a mapping of match, file, useafter",
        ),
        (
            "references:\n  flat:\n    - mach: {a: b}\n      file: a.fits",
            "rules.yaml:3: a rule has no 'mach'; did you mean 'match'?",
        ),
        (
            "references:\n  flat:\n    - fits: a",
            "rules.yaml:3: a rule has no 'fits'; it has match, file, useafter",
        ),
        (
            "references:\n  flat:\n    - match: {a: b}",
            "rules.yaml:3: a rule needs a file, or files from dates on in useafter, and not both",
        ),
        (
            "references:\n  flat:\n    - file: a\n      useafter: {2020-01-01: a}",
            "rules.yaml:3: a rule needs a file, or files from dates on in useafter, and not both",
        ),
        ("references:\n  flat:\n    - file:", "rules.yaml:3: expected file as a path, or N/A"),
        ("references:\n  flat:\n    - file: [a]", "rules.yaml:3: expected file as a path, or N/A"),
        (
            "references:\n  flat:\n    - match: CCD1\n      file: a",
            "rules.yaml:3: expected match as a mapping of keywords to values",
        ),
        (
            "references:\n  flat:\n    - match:\n        exptime: 20..10\n      file: a",
            "rules.yaml:4: exptime: the range is empty: 20 is above 10",
        ),
        (
            "references:\n  flat:\n    - useafter: 2020",
            "rules.yaml:3: expected useafter as a mapping of dates",
        ),
        (
            "references:\n  flat:\n    - useafter:\n        soon: a",
            "rules.yaml:4: expected a date such as 2024-05-01 or 2024-05-01T12:00:00, got 'soon'",
        ),
        (
            "references:\n  flat:\n    - useafter:\n        2020-01-01:",
            "rules.yaml:4: expected a path, or N/A, from 2020-01-01 on",
        ),
        (
            "date: []\nreferences: {}",
            "rules.yaml:1: expected the keyword of the observation's date, or a list",
        ),
        ("date: [a, b, c]\nreferences: {}", "rules.yaml:1: expected the keyword of the observation's date"),
        ("references: {}\nreferences: {}", "rules.yaml:2: the key 'references' stands here twice"),
    ],
)
def test_malformed_rules_are_told_with_their_line(folder, text, said):
    """What was expected, and what there is."""
    assert said.replace("./", f"{folder}/") in fault(text).splitlines()[0]


def test_all_that_is_wrong_with_the_rules_is_told(folder):
    """One a line, so that one reading is enough."""
    text = fault("date: {}\nreferences:\n  flat:\n    - match: {a: , b: 2..1}\n      file: a\n  dark: x\n")
    assert [line.partition(": ")[0] for line in text.splitlines()] == [
        f"rules.yaml:{line}" for line in (4, 4, 6, 1)
    ]


def test_a_folder_without_rules_is_told(folder):
    """When it is asked, not before."""
    references = LocalReferences("none")
    with pytest.raises(ReferenceFileError) as caught:
        references.get_parameter_file({}, "pars-a", "any")
    assert str(caught.value) == (
        f"the folder of references {folder}/none has no rules.yaml that can be read:"
        " No such file or directory"
    )


def test_nothing_in_rules_is_executed(folder):
    """They are data."""
    text = 'references: {flat: [{match: {a: !!python/object/apply:os.mkdir ["made"]}, file: a}]}'
    fault(text)
    assert not Path("made").exists()
