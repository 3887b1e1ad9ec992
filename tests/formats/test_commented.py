"""Data files for people: the same entries in every format, with comments where there are some."""

import asdf
import pytest

from stepconfig.formats.commented import (
    Items,
    Remark,
    Section,
    Value,
    asdf_document,
    json_document,
    toml_document,
    toml_text,
    wrapped,
    yaml_document,
    yaml_text,
)
from stepconfig.formats.read import read_text

ENTRIES = [
    Value("class", "peaks.Detect"),
    Section(
        "parameters",
        [
            Value("threshold", 5.0, ["Height of a peak.", "float, default 5.0"]),
            Value("saved", False, ["Is it saved?"], is_said=False),
            Section("mesh", [Value("box", 64, ["Size."])], ["The mesh."]),
            Value("label", None, ["A label."]),
            Remark(["More is said elsewhere."]),
        ],
    ),
    Items("steps", [Section("a", [Value("name", "a"), Section("parameters", [])], ["The first."])]),
]


def test_a_yaml_file_has_comments_above_its_values():
    """What programs read comes first; what the file does not say is a comment."""
    assert yaml_document(ENTRIES, ["A title."], ["for: programs"]).splitlines() == [
        "# for: programs",
        "# A title.",
        "class: peaks.Detect",
        "parameters:",
        "  # Height of a peak.",
        "  # float, default 5.0",
        "  threshold: 5.0",
        "",
        "  # Is it saved?",
        "  # saved: false",
        "",
        "  # The mesh.",
        "  mesh:",
        "    # Size.",
        "    box: 64",
        "",
        "  # A label.",
        "  label: null",
        "",
        "  # More is said elsewhere.",
        "",
        "steps:",
        "# The first.",
        "- name: a",
        "  parameters: {}",
    ]


def test_a_toml_file_has_its_sections_behind_its_values():
    """As TOML wants it; what it has no word for is a comment."""
    assert toml_document(ENTRIES, ["A title."], [":schema x"]).splitlines() == [
        "#:schema x",
        "# A title.",
        'class = "peaks.Detect"',
        "",
        "[parameters]",
        "# Height of a peak.",
        "# float, default 5.0",
        "threshold = 5.0",
        "",
        "# Is it saved?",
        "# saved = false",
        "",
        "# A label.",
        "# label =",
        "",
        "# More is said elsewhere.",
        "",
        "# The mesh.",
        "[parameters.mesh]",
        "# Size.",
        "box = 64",
        "",
        "# The first.",
        "[[steps]]",
        'name = "a"',
        "",
        "[steps.parameters]",
    ]


def test_a_json_file_has_no_comments():
    """What the file does not say is not in it."""
    tree, _ = read_text(json_document(ENTRIES), ".json")
    assert tree == {
        "class": "peaks.Detect",
        "parameters": {"threshold": "5.0", "mesh": {"box": "64"}, "label": None},
        "steps": [{"name": "a", "parameters": {}}],
    }


def test_an_asdf_file_is_one_for_the_asdf_package(folder):
    """With the same body as a YAML file between its own first and last lines."""
    text = asdf_document(ENTRIES, ["A title."], ["for: programs"])
    assert text.startswith("#ASDF 1.0.0\n#ASDF_STANDARD 1.6.0\n# for: programs\n%YAML 1.1\n")
    (folder / "a.asdf").write_text(text)
    with asdf.open(folder / "a.asdf") as file:
        assert file.tree["parameters"]["mesh"] == {"box": 64}
        assert file.tree["steps"][0]["name"] == "a"


VALUES = [
    None,
    True,
    3,
    -(2**63),
    2**63,
    1e-5,
    0.1,
    float("inf"),
    float("nan"),
    1 + 2j,
    "",
    "plain",
    "no",
    "null",
    "1.5",
    "a: b # c",
    'it\'s "quoted" \\ \n\t\x00\x7f\u2028é🔭',
    "- item",
    "x" * 200 + " y",
    [],
    ["a", "b, c"],
    [1, 2],
    {},
    {"a b": 1.5, "c.d": [1, 2]},
    {1: True, 2.5: "x"},
]


def read_back(text, suffix):
    """What is read of a file with one value."""
    tree, source = read_text(text, suffix)
    assert source.faults == []
    return tree["key"]


def as_text(value):
    """A value as readers give it: scalars as text."""
    if isinstance(value, list):
        return [as_text(item) for item in value]
    if isinstance(value, dict):
        return {str(key): as_text(item) for key, item in value.items()}
    return value if value is None else str(value)


def normal(value):
    """What a reader gives, numbers and words of one spelling."""
    if isinstance(value, list):
        return [normal(item) for item in value]
    if isinstance(value, dict):
        return {str(key): normal(item) for key, item in value.items()}
    if value is None:
        return None
    if value.lower() in ("true", "false"):
        return value.capitalize()
    try:
        number = float(value.replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        return str(int(value, 16)) if value.startswith(("0x", "-0x")) else str(value)
    return str(number) if not number.is_integer() or "." in value else str(int(value))


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:30])
@pytest.mark.parametrize("suffix", [".yaml", ".toml", ".json"])
def test_a_value_is_read_back_as_it_was_written(value, suffix):
    """In one line of every format, whatever is in a text."""
    documents = {".yaml": lambda each: yaml_document(each, [], []), ".json": json_document}
    documents[".toml"] = lambda each: toml_document(each, [], [])
    text = documents[suffix]([Value("key", value)])
    if suffix == ".toml" and value is None:
        assert text == "# key =\n"
        return
    assert suffix == ".json" or text.count("\n") == 1
    assert normal(read_back(text, suffix)) == normal(as_text(value))


def test_toml_has_no_word_for_nothing():
    """Not inside a list or a dict either."""
    assert toml_text([1.0, None]) is None
    assert toml_text({"a": [None]}) is None
    assert toml_text({"a": 1, "b c": []}) == '{ a = 1, "b c" = [] }'


def test_yaml_takes_everything_in_one_line():
    """Complex numbers, and keys that are no text, as text."""
    assert yaml_text({1: [1 + 2j, None]}) == "{'1': ['(1+2j)', null]}"


def test_comments_are_not_too_long():
    """Each line of a text in lines of its own."""
    lines = wrapped("word " * 40 + "\nsecond", "- ", "  ")
    assert all(len(line) <= 90 for line in lines)
    assert lines[0].startswith("- word")
    assert lines[-1] == "  second"
