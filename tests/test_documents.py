"""The examples in the project's documents run, and print what the documents say they print."""

import doctest
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
DOCUMENTS = [
    *sorted(CHECKOUT.glob("*.md")),
    *sorted(path for path in (CHECKOUT / "doc").rglob("*.md") if not {"_build", "api"} & set(path.parts)),
]

# A fenced block of Python, unless the line before it is  <!-- not run: REASON -->  .
BLOCK = re.compile(
    r"^(?P<skip><!-- not run: .+ -->\n)?```(?:python|pycon)\b[^\n]*\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def run_examples(document, text):
    """Run the Python blocks of a document in their order, in one namespace, as a reader would.

    Parameters
    ----------
    document : str
        File name of the document, for tracebacks and for the locations that a history shows.
    text : str
        The document, in Markdown.  A block is either a session, with prompts and what they print, or
        plain code.
    """
    names = {"__name__": "__main__"}
    parser = doctest.DocTestParser()
    for block in BLOCK.finditer(text):
        if block["skip"]:
            continue
        line = text.count("\n", 0, block.start("text"))
        if ">>> " not in block["text"]:
            # Blank lines in front give the code its line numbers in the document.
            exec(compile("\n" * line + block["text"], document, "exec"), names)
            continue
        session = parser.get_doctest(block["text"], names, document, document, line)
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        report = []
        runner.run(session, out=report.append, clear_globs=False)
        names.update(session.globs)
        if runner.failures:
            pytest.fail("".join(report), pytrace=False)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_examples_of_a_document_run(document, folder, request):
    """Each Python block runs, after those before it, and each session prints what it shows."""
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
