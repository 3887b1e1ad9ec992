"""Trees from YAML text: places, faults, and what no text can make happen."""

import pytest

from stepconfig import ParameterFileError
from stepconfig.formats.tree import Quoted, Source, Text, Tree
from stepconfig.formats.yaml_tree import read_yaml


def tree_of(text, filename="a.asdf"):
    """The tree of a text, and the source with its faults."""
    source = Source(filename, text.splitlines())
    return read_yaml(text, source), source


def test_scalars_stay_text():
    """What a scalar looks like decides nothing: the field will say what it means."""
    tree, _ = tree_of("a: 1\nb: 1e-3\nc: yes\nd: 2024-01-01\ne: 0x1F\nf: 1:30\n")
    assert tree == {"a": "1", "b": "1e-3", "c": "yes", "d": "2024-01-01", "e": "0x1F", "f": "1:30"}
    assert {type(value) for value in tree.values()} == {Text}


@pytest.mark.parametrize("written", ["'x'", '"x"', "|-\n  x", ">-\n  x", "!!str x"])
def test_quotes_of_every_style_are_noted(written):
    """Text in quotes, block text and text with a tag are told from plain text."""
    tree, _ = tree_of(f"a: {written}\n")
    assert (tree["a"], type(tree["a"])) == ("x", Quoted)


@pytest.mark.parametrize("written", ["null", "~", "Null", "NULL", "", "!!null x"])
def test_nulls_of_every_form_are_none(written):
    """All forms that YAML has for nothing are None."""
    assert tree_of(f"a: {written}\n")[0] == {"a": None}


def test_a_null_in_quotes_is_text():
    """Quotes make a text of the word null."""
    assert tree_of("a: 'null'\nb: \"~\"\n")[0] == {"a": "null", "b": "~"}


@pytest.mark.parametrize("written", ["!core/complex-1.0.0 1+2j", "!core/complex-1.0.0 '(1+2j)'"])
def test_complex_numbers_of_asdf_are_read(written):
    """The tag of the ASDF standard marks a complex number, with and without its parentheses."""
    text = f"%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n---\na: {written}\n"
    assert tree_of(text)[0] == {"a": 1 + 2j}


def test_lists_and_mappings_nest():
    """Lists and mappings are lists and trees of what is in them."""
    tree, _ = tree_of("a:\n- 1\n- {b: [x, null]}\n")
    assert tree == {"a": ["1", {"b": ["x", None]}]}
    assert isinstance(tree["a"][1], Tree)


def test_every_key_knows_its_line_and_column():
    """A key's place has file, line, column and the text of the line."""
    tree, _ = tree_of("# a comment\na:\n  bc: 1  # why\n")
    place = tree["a"].location("bc")
    assert (place.filename, place.lineno, place.column, place.content) == ("a.asdf", 3, 3, "bc: 1  # why")


def test_a_text_that_is_in_no_file_has_no_places():
    """An argument of a command has no lines to name."""
    tree, _ = tree_of("{a: 1}", filename="")
    assert tree.location("a") is None


def test_a_key_that_comes_twice_is_a_fault_and_the_first_holds():
    """The second place is told with the line of the first, and reading goes on."""
    tree, source = tree_of("a: 1\nb: 2\na: 3\n")
    assert tree == {"a": "1", "b": "2"}
    assert [str(fault) for fault in source.faults] == [
        "a.asdf:3: the key 'a' stands here twice, first in line 1"
    ]


def test_aliases_mean_what_they_stand_for():
    """An alias is the value of its anchor, of whatever kind."""
    tree, _ = tree_of("a: &x [1, 2]\nb: *x\nc: &y 5\nd: *y\n")
    assert tree == {"a": ["1", "2"], "b": ["1", "2"], "c": "5", "d": "5"}


def test_an_empty_text_is_none():
    """Nothing, and nothing but comments, mean nothing."""
    assert tree_of("")[0] is None
    assert tree_of("# nothing\n")[0] is None


def bomb(levels=40, width=10):
    """A few lines whose aliases mean width ** levels values."""
    lines = ["a0: &a0 [" + ", ".join("x" * width) + "]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [1\nb: 2\n", "a.asdf:2: malformed YAML: did not find expected ',' or ']'"),
        ("a: 'x\n", "a.asdf:2: malformed YAML: found unexpected end of stream"),
        (
            "a: 1\n\tb: 2\n",
            "a.asdf:2: malformed YAML: a tab; YAML is indented by blanks",
        ),
        ("a: *x\n", "a.asdf:1: the alias *x has no anchor before it"),
        ("a: &x [1, *x]\n", "a.asdf:1: the alias *x stands inside of what it means"),
        ("a: 1\n--- \nb: 2\n", "a.asdf:2: the YAML has more than one document"),
        ("[1, 2]: 3\n", "a.asdf:1: expected a name as key, got a list"),
        ("{a: 1}: 3\n", "a.asdf:1: expected a name as key, got a mapping"),
        ("a: !<tag:stsci.edu:asdf/core/complex-1.0.0> x\n", "a.asdf:1: 'x' is no complex number; write 1+2j"),
        ("[" * 100_000, "a.asdf:1: nested deeper than 100 levels"),
        ("{a: " * 100_000, "a.asdf:1: nested deeper than 100 levels"),
        ("- " * 100_000 + "x", "a.asdf:1: nested deeper than 100 levels"),
        ("? " * 100_000 + "x", "a.asdf:1: nested deeper than 100 levels"),
        ("\n".join(" " * n + "a:" for n in range(1000)), "a.asdf:101: nested deeper than 100 levels"),
        (bomb(), "a.asdf:5: aliases of aliases multiply the values beyond every use"),
        ("a: \x01\n", "a.asdf:1: malformed YAML: control characters are not allowed"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_cannot_be_read_is_one_clear_error(text, expected):
    """Malformed, endless and explosive texts are refused with the line, and take no time or memory."""
    with pytest.raises(ParameterFileError) as caught:
        tree_of(text)
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    "written",
    [
        "!!python/object/apply:os.system ['touch executed']",
        "!!python/name:os.system x",
        "!!python/object/new:os.system {args: [touch executed]}",
        "!<tag:yaml.org,2002:python/object/apply:os.system> [touch executed]",
    ],
)
def test_tags_execute_nothing(written, folder):
    """A tag that names Python code is a tag that nobody asks."""
    tree_of(f"a: {written}\n")
    assert not list(folder.iterdir())
