"""Writing the parameter files of tests as a person would, and asking a history who said what."""

from textwrap import dedent

HEADER = """\
#ASDF 1.0.0
#ASDF_STANDARD 1.6.0
%YAML 1.1
%TAG ! tag:stsci.edu:asdf/
--- !core/asdf-1.1.0
"""
FIRST_LINE = HEADER.count("\n") + 1
"""The line of a file on which its body begins."""


def write_file(path, body, end="...\n"):
    """Write an ASDF file with that body; returns its path as text."""
    path.write_text(HEADER + dedent(body).lstrip("\n") + end, encoding="utf-8")
    return str(path)


def said(config, path):
    """Layer, value and place of every entry of a parameter's history, oldest first, defaults left out."""
    *outer, name = path.split(".")
    for part in outer:
        config = getattr(config, part)
    return [
        (entry.layer, entry.value, str(entry.location) if entry.location.filename else entry.location.content)
        for entry in config.history[name]
        if entry.layer != "default"
    ]
