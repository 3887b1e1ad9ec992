"""Plain data as ASDF text, which the asdf package reads: YAML with a head, and few kinds of keys."""

from __future__ import annotations

from typing import Any

from .section import key_text
from .yaml_text import YamlText

__all__ = ["asdf_text"]

_HEADER = "#ASDF 1.0.0\n#ASDF_STANDARD 1.6.0\n%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n"
_LARGEST = 2**63 - 2
"""The asdf package takes no larger integers of both signs; they are written as text, which fields read."""


def asdf_text(tree: dict[Any, Any]) -> str:
    """The text of an ASDF file without binary blocks.

    Parameters
    ----------
    tree : dict
        Dicts, lists, str, bool, int, float, complex and None.

    Examples
    --------
    >>> print(asdf_text({"bins": [1, 2], "scale": 1e-5, "suffix": "None"}), end="")
    #ASDF 1.0.0
    #ASDF_STANDARD 1.6.0
    %YAML 1.1
    %TAG ! tag:stsci.edu:asdf/
    --- !core/asdf-1.1.0
    bins: [1, 2]
    scale: 1.0e-05
    suffix: 'None'
    ...
    """
    return f"{_HEADER}{_AsdfText().document(tree, '--- !core/asdf-1.1.0')}...\n"


class _AsdfText(YamlText):
    """Writes one tree as the ASDF standard allows it."""

    def integer(self, value: int) -> tuple[str, str]:
        return ("int", str(value)) if abs(value) <= _LARGEST else ("str", hex(value))

    def complex(self, value: complex) -> tuple[str, str]:
        return "complex", f"!core/complex-1.0.0 {value}"

    def key(self, key: Any) -> tuple[str, str]:
        return self.scalar(key) if type(key) in (bool, int) else ("str", key_text(key))
