"""Plain data as ASDF text, which the asdf package reads: YAML with a head, and few kinds of keys."""

from __future__ import annotations

from typing import Any

from .section import key_text
from .yaml_text import YamlText

__all__ = ["ASDF_BODY", "ASDF_HEAD", "asdf_text", "block_text", "flow_text"]

ASDF_HEAD = "#ASDF 1.0.0\n#ASDF_STANDARD 1.6.0\n"
"""The first lines of an ASDF file; comments may follow."""

ASDF_BODY = "%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n--- !core/asdf-1.1.0\n"
"""What is between them and the values; behind those is the line ``...``."""

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
    return f"{ASDF_HEAD}{_AsdfText().document(tree, ASDF_BODY.rstrip())}...\n"


def block_text(tree: dict[Any, Any]) -> str:
    """The lines of a mapping, to stand with others in the text of an ASDF file.

    Parameters
    ----------
    tree : dict
        As for `asdf_text`.

    Examples
    --------
    >>> print(block_text({"bins": [1, 2], "band": {"name": "g"}}), end="")
    bins: [1, 2]
    band:
      name: g
    """
    return _AsdfText().document(tree, "")


def flow_text(value: Any) -> str:
    """One value in one line of YAML.

    Parameters
    ----------
    value : None, str, bool, int, float, or a list or dict of these
        The value.

    Examples
    --------
    >>> flow_text({"a": [1.5, None, "1e-3"]})
    "{a: [1.5, null, '1e-3']}"
    """
    return _AsdfText().flow(value)


class _AsdfText(YamlText):
    """Writes one tree as the ASDF standard allows it."""

    def integer(self, value: int) -> tuple[str, str]:
        return ("int", str(value)) if abs(value) <= _LARGEST else ("str", hex(value))

    def complex(self, value: complex) -> tuple[str, str]:
        return "complex", f"!core/complex-1.0.0 {value}"

    def key(self, key: Any) -> tuple[str, str]:
        return self.scalar(key) if type(key) in (bool, int) else ("str", key_text(key))
