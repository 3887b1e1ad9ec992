"""Every format is read to the same kind of tree: values as text, keys with their lines."""

import contextlib
import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig import ConfigError, ParameterFileError
from stepconfig.formats.read import READERS, read_file, read_text
from stepconfig.formats.tree import Quoted, Text, Tree
from stepconfig.sources.command_line import split_arguments
from tests.steps.samples import EveryStep

SAME = {
    ".yaml": "gain: 1e-3\nname: 'no'\nbins: [1, 2]\npart:\n  order: 012\n",
    ".asdf": "#ASDF 1.0.0\n---\ngain: 1e-3\nname: 'no'\nbins: [1, 2]\npart: {order: 012}\n...\n",
    ".json": '{"gain": 1e-3, "name": "no",\n "bins": [1, 2],\n "part": {"order": 12}}\n',
    ".toml": "gain = 1e-3\nname = 'no'\nbins = [1, 2]\n[part]\norder = 12\n",
    ".cfg": "gain = 1e-3\nname = 'no'\nbins = 1, 2\n[part]\norder = 012\n",
}


def plain(value):
    """A tree as plain data, without its lines."""
    if isinstance(value, Tree):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value if value is None else str(value)


@pytest.mark.parametrize("suffix", SAME)
def test_all_formats_give_the_same_tree(suffix, tmp_path):
    """Scalars are text as written, quoted or not; sections nest; keys know their lines."""
    path = tmp_path / f"pars{suffix}"
    path.write_text(SAME[suffix])
    tree, source = read_file(str(path))
    assert not source.faults
    assert tree["gain"] == "1e-3"
    assert not isinstance(tree["gain"], Quoted)
    assert isinstance(tree["name"], Quoted)
    assert plain(tree["bins"]) == ["1", "2"]
    assert plain(tree["part"])["order"].lstrip("0") == "12"
    line = next(n for n, text in enumerate(SAME[suffix].splitlines(), 1) if "order" in text)
    assert str(tree["part"].location("order")).endswith(f"pars{suffix}:{line}")


@pytest.mark.parametrize(
    ("suffix", "text", "expected"),
    [
        (".json", '{"a": 1,}', "f:1: malformed JSON: expected a name in double quotes, got '}'"),
        (".json", '{"a": 1', "f:1: malformed JSON: expected a comma or '}', got the end of the file"),
        (".json", '{"a" 1}', "f:1: malformed JSON: expected a colon, got '1}'"),
        (".json", '{"a":\n 012}', "f:2: malformed JSON: expected a comma or '}', got '12}'"),
        (".json", "{'a': 1}", "f:1: malformed JSON: expected a name in double quotes, got \"'a': 1}\""),
        (
            ".json",
            '["a\nb"]',
            "f:1: malformed JSON: a text in double quotes does not end, or holds a control character",
        ),
        (".json", '["\\x"]', "f:1: malformed JSON: a backslash begins no character that JSON knows"),
        (".json", "[1] 2", "f:1: malformed JSON: expected the end of the file, got '2'"),
        (".json", "[" * 100_000, "f:1: nested deeper than 100 levels"),
        (".toml", "a = " + "[" * 100_000, "f:1: nested deeper than 100 levels"),
        (".toml", "a = " + "[" * 200 + "]" * 200, "f:1: nested deeper than 100 levels"),
        (".toml", "b = 1\na = 1\n" + "a." * 200 + "a = 1", "f:3: nested deeper than 100 levels"),
        (".cfg", "gain 1\n", "f:1: expected 'name = value' or '[section]', got 'gain 1'"),
        (
            ".cfg",
            "a = 1\n[[deep]]\n",
            "f:2: expected a section in one bracket more than the one it is in, got '[[deep]]'",
        ),
        (".cfg", "a = 'x\n", 'f:1: the quotes do not match in "\'x"'),
        (".cfg", "a = 'x' y\n", "f:1: expected a comma behind 'x' in \"'x' y\""),
        (".cfg", "'a b' 1\n", "f:1: expected 'name = value' or '[section]', got \"'a b' 1\""),
        (".cfg", "= 1\n", "f:1: expected 'name = value' or '[section]', got '= 1'"),
        (
            ".cfg",
            "[a]b]\n",
            "f:1: expected a section in one bracket more than the one it is in, got '[a]b]'",
        ),
        (".cfg", "a = '''x\ny\n", "f:1: the text that begins with ''' does not end"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_malformed_text_is_one_error_with_its_line(suffix, text, expected):
    """Syntax errors say what was expected, what came, and in which line."""
    with pytest.raises(ParameterFileError) as caught:
        read_text(text, suffix, "f")
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    ("suffix", "text", "line"),
    [
        (".json", '{"a": "x\u2028y",\n"b": 1}', 2),
        (".json", '{"a": 1,\r"c": 2,\r\n"b": 1}', 3),
        (".toml", "a = 'x\u2028y'\nb = 1\n", 2),
        (".cfg", "a = x\u2028y\x0cz\nb = 1\n", 2),
        (".yaml", "a: 'x\u2028y'\nb: 1\n", 3),
    ],
)
def test_lines_are_those_of_the_format(suffix, text, line):
    """What parts lines elsewhere is a character like others; number and content of a line agree."""
    location = read_text(text, suffix, "f")[0].location("b")
    assert (location.lineno, location.content) == (line, text.rpartition("\n")[2] or text.split("\n")[1])


def test_half_a_character_in_yaml_is_malformed():
    """An argument that is not UTF-8 has such; in brackets it is YAML."""
    with pytest.raises(ParameterFileError) as caught:
        read_text("a: 1\nb: x\udce1\n", ".yaml", "f")
    assert str(caught.value) == r"f:2: malformed YAML: half a character, '\udce1'"
    with pytest.raises(ConfigError, match="cannot be read: malformed YAML: half a character"):
        EveryStep.from_layers([split_arguments(["--texts=[\udce1]"], {}).layer])
    step = EveryStep.from_layers([split_arguments(["--texts=\udce1, b"], {}).layer])
    assert step.texts == ["\udce1", "b"]


def test_an_empty_list_of_the_older_form_may_have_a_comment():
    """A comma alone is a list of nothing."""
    assert plain(read_text("a = , # none\nb = ,\n", ".cfg", "f")[0]) == {"a": [], "b": []}
    with pytest.raises(ParameterFileError, match="a value is missing before the comma in ', x'"):
        read_text("a = , x\n", ".cfg", "f")


def test_a_toml_number_of_too_many_digits_is_malformed():
    """The interpreter refuses it, and so does the file."""
    with pytest.raises(ParameterFileError, match="malformed TOML: Exceeds the limit"):
        read_text("a = " + "1" * 5000, ".toml", "f")


def test_a_toml_key_of_many_parts_is_read():
    """As many as levels of nesting are."""
    tree, _ = read_text("a." * 99 + "a = 1", ".toml", "f")
    for _ in range(99):
        tree = tree["a"]
    assert tree == {"a": "1"}


def test_a_malformed_toml_says_what_the_standard_library_says():
    """Its reason, with the line in front in place of at the end."""
    for text, line in (("a = \n", 1), ("a = 1\na = 2\n", 2), ("\na = 'x\n", 2), ("a", 1)):
        with pytest.raises(ParameterFileError) as caught:
            read_text(text, ".toml", "f")
        assert str(caught.value).startswith(f"f:{line}: malformed TOML: ")
        assert "(at" not in str(caught.value)


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".yaml", "a: 1\na: 2\n"),
        (".json", '{"a": 1,\n"a": 2}'),
        (".cfg", "a = 1\na = 2\n"),
    ],
)
def test_a_key_that_comes_twice_is_a_fault_and_the_first_holds(suffix, text):
    """The fault names both lines; the rest of the file is read."""
    tree, source = read_text(text, suffix, "f")
    assert plain(tree) == {"a": "1"}
    assert [str(fault) for fault in source.faults] == ["f:2: the key 'a' stands here twice, first in line 1"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"", "has the suffix '.txt'"),
        ("a.json", b"\xff\xfe", "a.json:1: the text is not UTF-8"),
        ("a.toml", b"a = 1\n\xff", "a.toml:2: the text is not UTF-8"),
        ("a.yaml", b"a\0b", "holds null characters"),
        ("a.json", b" " * (9 << 20), "is too large for a parameter file: more than 8 MiB"),
        ("a.asdf", b"{}", "is no ASDF file"),
    ],
)
def test_what_is_no_text_of_its_format_is_told(name, content, expected, tmp_path):
    """Wrong suffixes, encodings and sizes are one clear error each."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ParameterFileError) as caught:
        read_file(str(path))
    assert expected in str(caught.value)


def test_a_missing_file_and_a_folder_are_told_by_the_system(tmp_path):
    """The reason of the system is in the error."""
    for name, why in (
        ("none.json", "No such file or directory"),
        (".", "Is a directory"),
        ("a\0b.json", "null"),
    ):
        with pytest.raises(ParameterFileError) as caught:
            read_file(str(tmp_path / name))
        assert why in str(caught.value)


def test_toml_is_read_in_all_its_forms():
    """Dotted keys, tables of tables, inline tables, all kinds of text, dates, comments."""
    text = (
        "# c\na.b.'c d' = 0x1F # c\ns = \"\"\"x\\\n   y\"\"\"\nt = '''it's ''''\n"
        "when = 1979-05-27 07:32:00Z\nday = 2024-01-01\nempty = {}\n"
        "point = {x = 1, 'y' = [1, {z = true} ]}\n"
        "[[item]]\nn = 1\n[item.sub]\nm = 2\n[[item]]\nn = 3\n[a.e]\nf = 1_000\n"
    )
    tree, _ = read_text(text, ".toml", "f")
    assert plain(tree) == {
        "a": {"b": {"c d": "0x1F"}, "e": {"f": "1_000"}},
        "s": "xy",
        "t": "it's '",
        "when": "1979-05-27 07:32:00Z",
        "day": "2024-01-01",
        "empty": {},
        "point": {"x": "1", "y": ["1", {"z": "true"}]},
        "item": [{"n": "1", "sub": {"m": "2"}}, {"n": "3"}],
    }
    assert str(tree["item"][1].location("n")) == "f:15"
    assert tree["a"]["e"].location("f").column == 1


def test_toml_lines_of_the_commonest_form_mean_what_all_others_do():
    """A bare key and a short value are read at once: the same kinds of text, at the same places."""
    lines = [
        "a-1 = 'b'",
        'c = "d"',
        "e = -1.5e+3",
        "f=2024-01-01",
        "g = ''",
        'h = "\\t"',
        "i = true",
        "j = 'k'",
    ]
    tree, _ = read_text("[t]\n  " + "\n  ".join(lines), ".toml")
    commented, _ = read_text("[t]\n  " + " # comment\n  ".join(lines), ".toml")
    values = tree["t"]
    assert (
        values
        == commented["t"]
        == dict(
            zip(
                ("a-1", "c", "e", "f", "g", "h", "i", "j"),
                ("b", "d", "-1.5e+3", "2024-01-01", "", "\t", "true", "k"),
                strict=True,
            )
        )
    )
    kinds = [type(value) for value in values.values()]
    assert kinds == [type(value) for value in commented["t"].values()]
    assert kinds == [Quoted, Quoted, Text, Text, Quoted, Quoted, Text, Quoted]
    assert values.places == commented["t"].places == {key: (1 + n, 2) for n, key in enumerate(values)}


def test_cfg_is_read_in_all_its_forms():
    """Nested sections, lists, quotes, comments, long texts, an empty value."""
    text = (
        "# c\nclass = 'a.B'\nlist = 1, 'a, b' ,\"c\" # c\none = x,\nnone =\n\"key k\" = 3\n"
        "long = '''two\nlines'''\n[steps]\n[[one]]\nx = 1 # c\n[[two]]\ny = %(x)s\n[ 'last' ]\n"
    )
    tree, source = read_text(text, ".cfg", "f")
    assert not source.faults
    assert plain(tree) == {
        "class": "a.B",
        "list": ["1", "a, b", "c"],
        "one": ["x"],
        "none": "",
        "key k": "3",
        "long": "two\nlines",
        "steps": {"one": {"x": "1"}, "two": {"y": "%(x)s"}},
        "last": {},
    }


scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False), st.text(max_size=6)
)
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


def as_text(value):
    """Plain data with scalars as a reader of JSON leaves them."""
    if isinstance(value, dict):
        return {key: as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    return value if value is None or isinstance(value, str) else json.dumps(value)


@given(data=st.dictionaries(st.text(max_size=4), trees, max_size=4), indent=st.sampled_from([None, 2]))
def test_json_is_read_as_the_standard_library_reads_it(data, indent):
    """The same structure and texts, however it is laid out."""
    tree, source = read_text(json.dumps(data, indent=indent), ".json", "f")
    assert not source.faults
    assert plain(tree) == as_text(data)


@given(text=st.text("ab.='\"[]{}\n #,0123456789-+eE:\\TZ _xtruefalsin", max_size=40))
def test_toml_is_read_where_the_standard_library_reads_it(text):
    """Every text is either refused by both, or read by both to the same keys and texts."""
    try:
        data = tomllib.loads(text)
    except ValueError:
        with pytest.raises(ParameterFileError):
            read_text(text, ".toml", "f")
        return
    tree, _ = read_text(text, ".toml", "f")
    assert shape(tree) == shape(data)


def shape(value):
    """Keys, lists and texts of a tree; what is no text is left out."""
    if isinstance(value, dict):
        return {str(key): shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    is_text = isinstance(value, str) and (isinstance(value, Quoted) or not isinstance(value, Text))
    return str(value) if is_text else ...


@given(text=st.text(max_size=60), suffix=st.sampled_from(sorted(READERS)))
def test_any_text_is_read_or_refused(text, suffix):
    """No text of any format leads to another error than that of a parameter file."""
    with contextlib.suppress(ParameterFileError):
        plain(read_text(text, suffix, "f")[0])
