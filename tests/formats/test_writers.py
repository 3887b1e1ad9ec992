"""Texts of every format: readers of other packages and other versions read what is meant."""

import json
import math
import re
import tomllib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stepconfig.errors import ParameterFileError
from stepconfig.fields.stated import Stated
from stepconfig.formats.json_text import json_text
from stepconfig.formats.section import Section
from stepconfig.formats.toml_text import toml_text
from stepconfig.formats.write import WRITERS
from stepconfig.formats.yaml_text import yaml_text

LOADERS = [yaml.SafeLoader, yaml.CSafeLoader]

# What the core schema of YAML 1.2 takes for something else than text, if it is not in quotes.
CORE = re.compile(
    r"null|Null|NULL|~||true|True|TRUE|false|False|FALSE|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN"
)
# fmt: off
WORDS = [
    "null", "Null", "~", "true", "TRUE", "False", "yes", "No", "on", "OFF", "y", "N", "1", "-1", "+1",
    "1_000", "1.0", "1.", ".5", "1e3", "1e-5", "1E5", "0o17", "017", "0x1F", "0b1", "1:30", "2024-01-01",
    "2024-01-01T00:00:00Z", ".inf", "-.INF", ".nan", ".NaN", "nan", "inf", "Infinity", "none", "None", "<<",
    "=", "-", "?", ":", "#", "&", "*", "!", "|", ">", "%", "@", "`", "[", "]", "{", "}", ",", "---", "...",
    "-a", "?a", ":a", "a:", "a:b", "a#b", "&a", "*a", "!a", "|a", ">a", "%a", "@a", "`a", '""a', "'a",
    "a,b", "[a", "{a", "...a", "---a", "$a", "$class", "a$", 'a\\b', "é", "中",
]
# fmt: on
WORDS += [
    "",
    " ",
    " a",
    "a ",
    "a b",
    "a  b",
    "a: b",
    "a #b",
    "a\tb",
    "a\nb",
    "\n",
    "\r",
    "\x85",
    "\u2028",
    "\ufeff",
]
WORDS += [
    "\0",
    "\x7f",
    "\ue000",
    "\U0001f52d",
    "\U000e0001",
    "- a",
    "a - b",
    "'",
    '"',
    "''",
    "it's",
    "x" * 2000,
]


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("word", WORDS)
def test_text_stays_text_in_yaml(loader, word):
    """As value, item and key, for readers of YAML 1.1 and of 1.2."""
    text = yaml_text({"a": word, "b": [word, word], word: {word: 1}})
    assert yaml.load(text, Loader=loader) == {"a": word, "b": [word, word], word: {word: 1}}
    written = text.splitlines()[0].removeprefix("a:").strip()
    assert written[:1] in ("'", '"') or not CORE.fullmatch(written)


@given(st.text(st.characters(codec="utf-8")))
def test_every_text_is_read_by_others(word):
    """By PyYAML in both forms, and by the standard library."""
    tree = {"a": word, word: [word]}
    for loader in LOADERS:
        assert yaml.load(yaml_text(tree), Loader=loader) == tree
    assert json.loads(json_text(tree)) == tree
    assert tomllib.loads(toml_text(tree)) == tree


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**63), 2**63 - 1) | st.booleans())
def test_every_number_is_read_by_others(number):
    """With its type and all its digits."""
    for found in (
        *(yaml.load(yaml_text({"a": number}), Loader=loader) for loader in LOADERS),
        json.loads(json_text({"a": number})),
        tomllib.loads(toml_text({"a": number})),
    ):
        assert type(found["a"]) is type(number)
        assert found["a"] == number
        assert not isinstance(number, float) or math.copysign(1, found["a"]) == math.copysign(1, number)


def test_what_a_format_has_no_word_for_is_text():
    """JSON stays JSON for every reader, and TOML has no null."""
    tree = {"nan": math.nan, "wave": 1j, "huge": 7**9000, "none": None, "list": [None, -math.inf]}
    assert json.loads(json_text(tree), parse_constant=pytest.fail) == {
        "nan": "nan",
        "wave": "1j",
        "huge": hex(7**9000),
        "none": None,
        "list": [None, "-inf"],
    }
    found = tomllib.loads(toml_text(tree))
    assert (found["wave"], found["huge"], found["none"]) == ("1j", hex(7**9000), "$none")
    assert found["list"] == ["$none", -math.inf]


def test_keys_of_every_type_are_told_apart():
    """Also several that are not a number."""
    tree = {"a": {1: 1, "2": 2, 1.5: 3, math.nan: 4, -math.nan: 5, 1j: 6, math.inf: 7}, "b": {True: 1}}
    names = ["1", "2", "1.5", "nan", "nan ", "1j", "inf"]
    assert list(json.loads(json_text(tree))["a"]) == names
    assert list(tomllib.loads(toml_text(tree))["a"]) == names
    found = yaml.safe_load(yaml_text(tree))
    assert list(found["a"])[:3] == [1, "2", 1.5]
    assert list(found["a"])[4:] == [".nan ", "1j", math.inf]
    assert found["b"] == {True: 1}


def test_long_lists_have_a_line_for_each_item():
    """Short ones stand in one line."""
    long = [f"item {number}" for number in range(20)]
    assert yaml_text({"a": [1, 2], "b": long[:12]}).startswith("a: [1, 2]\nb:\n- item 0\n- item 1\n")
    assert json_text({"a": [1, 2], "b": long}).startswith('{\n  "a": [1, 2],\n  "b": [\n    "item 0",\n')
    assert toml_text({"a": [1, 2], "b": long}).startswith('a = [1, 2]\nb = [\n    "item 0",\n')
    for text, read in (
        (yaml_text({"b": long}), yaml.safe_load),
        (json_text({"b": long}), json.loads),
        (toml_text({"b": long}), tomllib.loads),
    ):
        assert read(text) == {"b": long}


def test_mappings_in_lists_are_read_back():
    """As the steps of a pipeline stand in a parameter file."""
    inner = {"name": "a", "parameters": Section({"x": 1}), "steps": [{"name": "b", "parameters": Section()}]}
    tree = {"steps": [inner, {"name": "c", "steps": []}], "lists": [[1, [2]], [], [[]]], "empty": {}}
    assert yaml.safe_load(yaml_text(tree)) == tree
    assert json.loads(json_text(tree)) == tree
    assert tomllib.loads(toml_text(tree)) == tree
    assert "[[steps.steps]]\n" in toml_text(tree)


def test_a_mapping_too_long_for_a_line_is_a_table_in_toml():
    """A short one stands in the line of its key, among the values."""
    long = {f"key {number}": number for number in range(20)}
    text = toml_text({"long": long, "short": {"a": 1}, "b": 2})
    assert text.startswith('short = { a = 1 }\nb = 2\n\n[long]\n"key 0" = 0\n')
    assert tomllib.loads(text) == {"long": long, "short": {"a": 1}, "b": 2}


def test_remarks_stand_above_their_keys():
    """With an empty line before them; JSON has no comments."""
    section = Section({"a": 1, "b": {"c": 2}})
    section.remarks = {"a": ["One."], "b": ["Two,", "", "more\x00"], "other": ["Not there."]}
    assert yaml_text(section) == "# One.\na: 1\n\n# Two,\n#\n# more\\u0000\nb:\n  c: 2\n"
    assert toml_text(section) == "# One.\na = 1\n\n# Two,\n#\n# more\\u0000\nb = { c = 2 }\n"
    assert json.loads(json_text(section)) == section


@pytest.mark.parametrize("suffix", list(WRITERS))
def test_an_empty_tree_is_an_empty_file(suffix):
    """It reads back as nothing, or as an empty mapping."""
    text = WRITERS[suffix]({})
    read = {".json": json.loads, ".toml": tomllib.loads}.get(suffix, yaml.safe_load)
    assert suffix == ".asdf" or not read(text)
    assert text in ("", "{}\n") or suffix == ".asdf"


@pytest.mark.parametrize("suffix", list(WRITERS))
@pytest.mark.parametrize("value", [object(), b"x", {1}, range(3)], ids=lambda value: type(value).__name__)
def test_what_is_no_plain_data_is_refused(suffix, value):
    """As value and as key."""
    for tree in ({"a": value}, {"a": [value]}, {"a": {"b": value}}):
        with pytest.raises(ParameterFileError, match="a data file holds plain values, lists and dicts, got"):
            WRITERS[suffix](tree)
    with pytest.raises(ParameterFileError, match="a data file holds plain values"):
        WRITERS[suffix]({"a": {frozenset(): 1}})


def test_a_stated_text_stands_as_it_is():
    """It is an escape, or a name that is none."""
    tree = {"a": Stated("$none"), "b": "$none"}
    assert json.loads(json_text(tree)) == {"a": "$none", "b": "$$none"}
