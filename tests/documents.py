"""Run the examples of a document: its Python, its sessions, its files and its commands."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

BLOCK = re.compile(
    r"^(?:<!-- not run: (?P<reason>[^\n]+) -->\n|<!-- (?P<what>file|found in): (?P<file>[^\n]+) -->\n)?"
    r"```(?P<kind>\w+)\b[^\n]*\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
"""A fenced block, with the comment before it that says what is done with it."""

TELLS_TIME = [
    (re.compile(r"\b\d\d:\d\d:\d\d\b"), "21:04:07"),
    (re.compile(r"\bdone in [\d.]+ s"), "done in 0.01 s"),
]
"""What commands print about the time, and what stands for it."""


def run_examples(document, text):
    """Run the blocks of a document in their order, in the current folder, as a reader would.

    A block after ``<!-- file: NAME -->`` is written to that file, whatever its language; one after
    ``<!-- found in: NAME -->`` is what commands have written to it.  Of the others, one of
    ``python`` is executed; one of ``pycon`` is a session, with prompts and what they print; one of
    ``console`` has commands after ``$ ``, and what they print.  A block after ``<!-- not run: REASON -->``,
    and one of any other language, is left alone.

    Parameters
    ----------
    document : str
        File name of the document, for tracebacks and for the locations that a history shows.
    text : str
        The document, in Markdown.
    """
    names = {"__name__": "__main__"}
    for block in BLOCK.finditer(text):
        line = text.count("\n", 0, block.start("text"))
        if block["reason"]:
            continue
        if block["what"] == "file":
            file = Path(block["file"])
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block["text"], encoding="utf-8")
        elif block["what"] == "found in":
            found = Path(block["file"]).read_text(encoding="utf-8")
            compare(f"in {block['file']}", block["text"], found, document, line)
        elif block["kind"] == "console":
            run_commands(block["text"], document, line)
        elif ">>> " in block["text"] and block["kind"] in ("python", "pycon"):
            run_session(block["text"], document, line, names)
        elif block["kind"] in ("python", "pycon"):
            # Blank lines in front give the code its line numbers in the document.
            exec(compile("\n" * line + block["text"], document, "exec"), names)


def run_session(text, document, line, names):
    """Run what stands after the prompts of Python, and compare what it prints.

    Parameters
    ----------
    text : str
        The session.
    document : str
        File name of the document.
    line : int
        Lines of the document before the session.
    names : dict
        The namespace.
    """
    session = doctest.DocTestParser().get_doctest(text, names, document, document, line)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    report = []
    runner.run(session, out=report.append, clear_globs=False)
    names.update(session.globs)
    if runner.failures:
        pytest.fail("".join(report), pytrace=False)


def run_commands(text, document, line):
    """Run each command in a shell, and compare what it prints; ``...`` stands for anything.

    Parameters
    ----------
    text : str
        Commands after ``$ ``, continued after ``> ``, each with what it prints.  Times may be any.
    document : str
        File name of the document.
    line : int
        Lines of the document before the commands.
    """
    programs = os.path.dirname(sys.executable)
    surroundings = {**os.environ, "PATH": os.pathsep.join([programs, os.environ.get("PATH", os.defpath)])}
    status = 0
    parts = re.split(r"^\$ ([^\n]*(?:\n> [^\n]*)*)\n", text, flags=re.MULTILINE)
    line += 1 + parts[0].count("\n")
    for typed, wanted in zip(parts[1::2], parts[2::2], strict=True):
        command = typed.replace("\n> ", "\n")
        # The parentheses give `echo $?` the status of the command before.
        done = subprocess.run(
            ["sh", "-c", f"(exit {status})\n{command}"],
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        status = done.returncode
        compare(f"$ {typed}", wanted, done.stdout, document, line)
        line += 1 + typed.count("\n") + wanted.count("\n")


def compare(title, wanted, found, document, line):
    """Fail if a text is not what the document says.

    Parameters
    ----------
    title : str
        What was done.
    wanted : str
        What the document says; ``...`` stands for anything.
    found : str
        What there is.
    document : str
        File name of the document.
    line : int
        The line that the failure names.
    """
    if not doctest.OutputChecker().check_output(timeless(wanted), timeless(found), doctest.ELLIPSIS):
        place = f'File "{document}", line {line}'
        pytest.fail(f"{place}\n{title}\nExpected:\n{wanted}Got:\n{found}", pytrace=False)


def timeless(text):
    """Return the text with all times alike, and without blanks at the ends of lines.

    Parameters
    ----------
    text : str
        What a command prints, or should.
    """
    text = re.sub(r" +$", "", text, flags=re.MULTILINE)
    for pattern, instead in TELLS_TIME:
        text = pattern.sub(instead, text)
    return f"{text.strip()}\n"
