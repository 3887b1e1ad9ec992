"""A tree that was read as plain data: scalars get the types that YAML gives them."""

from __future__ import annotations

import re
from typing import Any

from .escapes import unescaped
from .tree import Quoted, Tree

__all__ = ["plain_data"]

_WORDS = {"true": True, "false": False, "null": None, ".nan": float("nan"), ".inf": float("inf")}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]*(?:e[+-][0-9]+)?")
_MOST_DIGITS = 4000
"""Python converts no longer ones."""


def plain_data(tree: Any) -> Any:
    """What a tree holds, with the types that its scalars have in files which this package writes.

    Parameters
    ----------
    tree : Tree, list, Text, complex or None
        The tree.

    Returns
    -------
    data : dict, list, str, bool, int, float, complex or None
        Plain data; text that stands in quotes is text.
    """
    if isinstance(tree, Tree):
        return {str(key): plain_data(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [plain_data(item) for item in tree]
    if not isinstance(tree, str):
        return tree
    text = str(tree)
    if isinstance(tree, Quoted) or text[:1] == "$":
        return _meaning(text)
    if text in _WORDS:
        return _WORDS[text]
    if text == "-.inf":
        return -float("inf")
    if _INTEGER.fullmatch(text) and len(text) < _MOST_DIGITS:
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _meaning(text: str) -> Any:
    try:
        return unescaped(text)
    except ValueError:  # what looks like an escape and is none
        return text
