"""The examples in the project's documents run, and print what the documents say they print."""

import re
from pathlib import Path

import pytest

from tests.documents import run_examples

CHECKOUT = Path(__file__).parent.parent
DOCUMENTS = [
    *sorted(CHECKOUT.glob("*.md")),
    *sorted(path for path in (CHECKOUT / "doc").rglob("*.md") if not {"_build", "api"} & set(path.parts)),
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_examples_of_a_document_run(document, folder, monkeypatch, request):
    """Each block runs, after those before it, and each session and command prints what it shows."""
    monkeypatch.setenv("COLUMNS", "90")  # what fits into a page
    if document.name == "guide-cpp.md":
        request.getfixturevalue("cpp_example")
    run_examples(document.name, document.read_text(encoding="utf-8"))


def test_the_cpp_of_the_guide_is_compiled():
    """Each block of C++ stands, as it is, in the example or in the tests, where it is compiled."""
    folders = [CHECKOUT / "examples" / "cpp_control", CHECKOUT / "tests" / "nested" / "cpp"]
    compiled = [
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in folder.iterdir()
        if path.suffix in (".h", ".cpp")
    ]
    guide = (CHECKOUT / "doc" / "guide-cpp.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```cpp\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    assert len(blocks) > 5
    for block in blocks:
        assert any(block in text for text in compiled), block


def test_a_session_that_prints_something_else_fails():
    """A document that is wrong is found out, with its line."""
    text = "# Title\n\n```python\nx = 1\n```\n\n```pycon\n>>> x + 1\n3\n```\n"
    with pytest.raises(pytest.fail.Exception, match=r'File "guide.md", line 8'):
        run_examples("guide.md", text)


def test_plain_code_that_raises_fails_at_its_line():
    """The traceback of plain code names the document's own line."""
    with pytest.raises(ZeroDivisionError) as caught:
        run_examples("guide.md", "Text.\n\n```python\n1 / 0\n```\n")
    assert (str(caught.traceback[-1].path).endswith("guide.md"), caught.traceback[-1].lineno + 1) == (True, 4)


def test_a_block_marked_as_not_run_is_left_alone():
    """A reason in a comment before a block keeps it from running."""
    run_examples("guide.md", "<!-- not run: needs a telescope -->\n```python\n1 / 0\n```\n")


def test_a_block_marked_as_a_file_is_written(folder):
    """The comment before a block gives the name; the block is not run, and the next ones find the file."""
    text = (
        "<!-- file: night/answer.py -->\n```python\nnumber = 6 * 7\n```\n\n"
        "<!-- file: night/data.toml -->\n```toml\nx = 1\n```\n\n"
        "```pycon\n>>> 'number' in globals()\nFalse\n```\n"
    )
    run_examples("guide.md", text)
    assert (folder / "night" / "answer.py").read_text() == "number = 6 * 7\n"
    assert (folder / "night" / "data.toml").read_text() == "x = 1\n"


def test_a_block_is_what_was_written(folder):
    """What a command has written can be shown as a file; the document is wrong if it is another one."""
    text = "```console\n$ echo '{}' > a.json\n```\n\n<!-- found in: a.json -->\n```json\n{}\n```\n"
    run_examples("guide.md", text)
    with pytest.raises(pytest.fail.Exception, match=r'File "guide.md", line 6\nin a.json\nExpected:\n\[\]\n'):
        run_examples("guide.md", text.replace("\n{}\n", "\n[]\n"))


def test_commands_print_what_stands_below_them(folder):
    """A command may go on over several lines, and the next one sees its exit code; times may be any."""
    text = (
        "```console\n$ echo one \\\n> two\none two\n$ echo 12:13:14; echo done in 7.3 s\n11:00:00\n"
        "done in 0.02 s\n$ sh -c 'exit 3'\n$ echo $?\n3\n$ echo a; echo; echo b\na\n\nb\n```\n"
    )
    run_examples("guide.md", text)


def test_a_command_that_prints_something_else_fails():
    """The failure names the line of the command in the document."""
    text = "# Title\n\n```console\n$ echo 1\n1\n$ echo 2 \\\n> 3\n2 3\n$ echo 4\n5\n```\n"
    with pytest.raises(
        pytest.fail.Exception, match=r'File "guide.md", line 9\n\$ echo 4\nExpected:\n5\nGot:\n4\n'
    ):
        run_examples("guide.md", text)


def test_commands_are_those_of_the_package():
    """`strun`, `stspec` and `stepconfig` are found, whatever else is on the path."""
    run_examples("guide.md", "```console\n$ strun --version\nstepconfig ...\n```\n")
