"""Plain data as JSON text that every reader of JSON reads; it has no comments, so remarks are left out."""

from __future__ import annotations

import json
import math
from typing import Any

from .escapes import escaped
from .section import WIDTH, distinct_keys, float_text, huge, is_flat, key_text, not_plain

__all__ = ["json_text"]


def json_text(tree: dict[Any, Any]) -> str:
    """The text of a JSON file; what JSON cannot hold as such, nan for instance, is text that fields read.

    Parameters
    ----------
    tree : dict
        Dicts, lists, str, bool, int, float, complex and None.

    Examples
    --------
    >>> print(json_text({"bins": [1, 2], "limit": float("inf"), "part": {"wave": 1j}}), end="")
    {
      "bins": [1, 2],
      "limit": "inf",
      "part": {
        "wave": "1j"
      }
    }
    """
    return f"{_value(tree, '')}\n"


def _value(value: Any, indent: str) -> str:
    if isinstance(value, dict):
        inner = f"{indent}  "
        items = [
            f"{inner}{_text(key)}: {_value(item, inner)}" for _, key, item in distinct_keys(value, key_text)
        ]
        return "{\n" + ",\n".join(items) + f"\n{indent}}}" if items else "{}"
    if isinstance(value, (list, tuple)):
        inner = f"{indent}  "
        texts = [_value(item, inner) for item in value]
        line = f"[{', '.join(texts)}]"
        if is_flat(value) and len(indent) + len(line) <= WIDTH:
            return line
        return "[\n" + ",\n".join(f"{inner}{text}" for text in texts) + f"\n{indent}]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    kind = type(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return _text(hex(value)) if huge(value) else str(value)
    if kind is float:
        return float_text(value) if math.isfinite(value) else _text(str(value))
    if kind is complex:
        return _text(str(value))
    if isinstance(value, str):
        return _text(escaped(value))
    raise not_plain(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
