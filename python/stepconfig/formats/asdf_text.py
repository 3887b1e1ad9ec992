"""Plain data as ASDF text, which the asdf package reads, in an order and form that people read well."""

from __future__ import annotations

from typing import Any

import yaml

__all__ = ["ASDF_BODY", "ASDF_HEAD", "asdf_text", "flow_text"]

ASDF_HEAD = "#ASDF 1.0.0\n#ASDF_STANDARD 1.6.0\n"
"""The first lines of an ASDF file; comments may follow."""

ASDF_BODY = "%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n--- !core/asdf-1.1.0\n"
"""What is between them and the values; behind those is the line ``...``."""
_TAGS = "tag:stsci.edu:asdf/core/"
_SAFE_INTEGER = 2**63
"""The ASDF standard allows no larger integers as such; they are written as text, which their fields read."""


def asdf_text(tree: dict[str, Any]) -> str:
    """The text of an ASDF file without binary blocks.

    Parameters
    ----------
    tree : dict
        Dicts, lists, str, bool, int, float, complex and None.

    Raises
    ------
    UnicodeEncodeError
        If a text has halves of characters, which UTF-8 cannot hold.

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
    body = yaml.dump(
        _Root(tree),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=100,
        explicit_start=True,
        explicit_end=True,
        version=(1, 1),
        tags={"!": "tag:stsci.edu:asdf/"},
    )
    return ASDF_HEAD + body


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
    text = yaml.dump(value, Dumper=_FlowDumper, sort_keys=False, allow_unicode=True, width=2**31)
    return text.removesuffix("\n...\n").removesuffix("\n")


class _Root(dict[str, Any]):
    """The top of the tree, which has a tag of its own."""


class _Dumper(yaml.SafeDumper):
    """Writes mappings as blocks, lists of scalars in one line, and text so that it stays text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _FlowDumper(_Dumper):
    """Writes everything in one line."""

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> Any:
        return super().represent_sequence(tag, sequence, True)

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> Any:
        return super().represent_mapping(tag, mapping, True)


def _mapping(dumper: yaml.SafeDumper, data: dict[Any, Any], tag: str = "tag:yaml.org,2002:map") -> yaml.Node:
    pairs = {key if isinstance(key, (str, bool, int)) else str(key): value for key, value in data.items()}
    return dumper.represent_mapping(tag, pairs, flow_style=not data)


def _root(dumper: yaml.SafeDumper, data: _Root) -> yaml.Node:
    return _mapping(dumper, data, f"{_TAGS}asdf-1.1.0")


def _list(dumper: yaml.SafeDumper, data: list[Any]) -> yaml.Node:
    is_flat = not any(isinstance(item, (list, dict)) for item in data)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=is_flat)


def _str(dumper: yaml.SafeDumper, data: str) -> yaml.Node:
    style: str | None
    data.encode()  # half a character of UTF-16 could be escaped, but read by nobody
    if not data.isprintable():  # left to itself, PyYAML folds some breaks of lines to a blank
        style = '"'
    else:
        style = "'" if data.lower() == "none" or _is_number(data) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


def _is_number(text: str) -> bool:
    """Would somebody take the text for a number, whatever YAML says of it?"""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _int(dumper: yaml.SafeDumper, data: int) -> yaml.Node:
    if -_SAFE_INTEGER <= data < _SAFE_INTEGER:
        return dumper.represent_int(data)
    return dumper.represent_scalar("tag:yaml.org,2002:str", hex(data), style="'")


def _complex(dumper: yaml.SafeDumper, data: complex) -> yaml.Node:
    return dumper.represent_scalar(f"{_TAGS}complex-1.0.0", str(data))


_REPRESENTERS: dict[type, Any] = {
    _Root: _root,
    dict: _mapping,
    list: _list,
    str: _str,
    int: _int,
    complex: _complex,
}
for _kind, _represent in _REPRESENTERS.items():
    _Dumper.add_representer(_kind, _represent)
    _FlowDumper.add_representer(_kind, _represent)
