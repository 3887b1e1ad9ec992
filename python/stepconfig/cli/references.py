"""stepconfig references: which reference file the rules of a folder give, and why."""

from __future__ import annotations

from ..errors import UsageError
from ..references.local import LocalReferences
from ..sources.command_line import Arguments
from .asked import no_parameters
from .exits import DONE, WRONG

__all__ = ["OWN", "SHORT", "USAGE", "run"]

USAGE = """\
usage: stepconfig references FOLDER TYPE [KEYWORD=VALUE ...]

Prints which reference file of a type the rules.yaml of a folder gives for
data with such a header, and what became of every rule.

options:
  --debug  show the traceback of an error
  --help   this text

Exit codes: 0 there is a file or N/A, 2 no rule matches.
"""

OWN: dict[str, bool] = {}
SHORT: dict[str, str] = {}


def run(parsed: Arguments, given: list[str]) -> int:
    """Run the command."""
    no_parameters(parsed)
    if len(parsed.positional) < 2:
        raise UsageError(f"expected a folder and a reference type\n\n{USAGE}")
    folder, reference_type, *words = parsed.positional
    explanation = LocalReferences(folder).explain(dict(map(_keyword, words)), reference_type)
    print(explanation)
    return WRONG if explanation.chosen is None else DONE


def _keyword(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not name or not equals:
        raise UsageError(f"expected KEYWORD=VALUE, got {word!r}")
    return name, value
