"""The rules of a folder of references, as they stand in its ``rules.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..errors import ConfigError, ReferenceFileError
from ..formats.read import read_file
from ..formats.tree import Text, Tree
from ..history.location import Location
from ..names import nearest
from .conditions import Condition, condition_from
from .times import DATE_KEYWORDS, observation_time, time_from

__all__ = ["Rule", "Rules", "read_rules"]

_TOP = ("references", "date")
_RULE = ("match", "file", "useafter")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it asks of a header, and the file for data that fit.

    Parameters
    ----------
    location : Location
        Where it stands.
    match : tuple of (str, Condition)
        What it asks of each keyword, in lower case.
    files : tuple of (datetime or None, str)
        The file, or for a rule with ``useafter`` the file from each time on, newest first.
    """

    location: Location
    match: tuple[tuple[str, Condition], ...]
    files: tuple[tuple[datetime | None, str], ...]

    def judged(self, header: dict[str, Any], keywords: tuple[tuple[str, ...], ...]) -> tuple[str | None, str]:
        """The file for data with a header, or None; and why.

        Parameters
        ----------
        header : dict
            The header, with keywords in lower case.
        keywords : tuple of tuple of str
            Where the time of the observation is.
        """
        for name, condition in self.match:
            if header.get(name) is None:
                return None, f"the header has no {name}"
            if not condition.holds(header[name]):
                return None, f"{name} is {header[name]!r}, not {condition}"
        since, file = self.files[0]
        if since is None:
            return file, "everything matches"
        observed = observation_time(header, keywords)
        if observed is None:
            names = ", ".join(dict.fromkeys(name for names in keywords for name in names))
            return None, f"the header has no time of the observation, looked for as {names}"
        for since, file in self.files:
            if since is not None and since <= observed:
                return file, f"everything matches; of {observed} the newest is that of {since}"
        return None, f"the observation of {observed} is before the first file, of {self.files[-1][0]}"


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a folder.

    Parameters
    ----------
    path : str
        The file.
    date_keywords : tuple of tuple of str
        Where headers have the time of the observation.
    types : dict of str to tuple of Rule
        The rules of each reference type, in their order.
    """

    path: str
    date_keywords: tuple[tuple[str, ...], ...]
    types: dict[str, tuple[Rule, ...]]


def read_rules(path: str) -> Rules:
    """Read a file of rules.

    Parameters
    ----------
    path : str
        The file.

    Raises
    ------
    ReferenceFileError
        If it cannot be read, or something in it is wrong: all that is, each with its line.
    """
    try:
        root, source = read_file(path)
    except ConfigError as error:
        raise ReferenceFileError(f"the rules for reference files cannot be read: {error}") from error
    if not isinstance(root, Tree):
        raise ReferenceFileError(f"{path} has no rules; expected a mapping with {' and '.join(_TOP)}")
    _check_keys(root, _TOP, "the file of rules")
    types: dict[str, tuple[Rule, ...]] = {}
    references = root.get("references")
    if isinstance(references, Tree):
        for name, written in references.items():
            types[str(name)] = _rules_of(references, name, written)
    else:
        root.fault(
            "expected 'references', a mapping of reference types to lists of rules",
            "references" if "references" in root else None,
        )
    keywords = _date_keywords(root) if "date" in root else DATE_KEYWORDS
    if source.faults:
        first, *others = source.faults
        if not others:
            raise ReferenceFileError(getattr(first, "why", str(first)), getattr(first, "location", None))
        raise ReferenceFileError("\n".join(map(str, source.faults)))
    return Rules(path, keywords, types)


def _check_keys(tree: Tree, known: tuple[str, ...], what: str) -> None:
    for key in tree:
        if key not in known:
            close = nearest(str(key), known)
            hint = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(known)}"
            tree.fault(f"{what} has no {str(key)!r}; {hint}", key)


def _date_keywords(root: Tree) -> tuple[tuple[str, ...], ...]:
    written = root["date"]
    names = written if isinstance(written, list) else [written]
    if not 1 <= len(names) <= 2 or not all(isinstance(name, Text) and name for name in names):
        root.fault(
            "expected the keyword of the observation's date, or a list of it and that of the time", "date"
        )
        return DATE_KEYWORDS
    return (tuple(str(name).lower() for name in names),)


def _rules_of(references: Tree, name: str, written: Any) -> tuple[Rule, ...]:
    """The rules of one type; what is wrong is noted."""
    if not isinstance(written, list) or not written:
        references.fault(f"expected a list of rules for {str(name)!r}, each beginning with a dash", name)
        return ()
    found = []
    for each in written:
        if isinstance(each, Tree):
            rule = _rule(each)
            found += [] if rule is None else [rule]
        else:
            references.fault(f"expected each rule for {str(name)!r} as a mapping of {', '.join(_RULE)}", name)
    return tuple(found)


def _rule(tree: Tree) -> Rule | None:
    _check_keys(tree, _RULE, "a rule")
    match = _match(tree)
    if ("file" in tree) == ("useafter" in tree):
        tree.fault("a rule needs a file, or files from dates on in useafter, and not both")
        return None
    if "file" in tree:
        path = tree["file"]
        if not isinstance(path, Text) or not path:
            tree.fault("expected file as a path, or N/A", "file")
            return None
        return Rule(tree.location(), match, ((None, str(path)),))
    files = _dated_files(tree)
    return Rule(tree.location(), match, files) if files else None


def _match(tree: Tree) -> tuple[tuple[str, Condition], ...]:
    written = tree.get("match")
    if written is None:
        return ()
    if not isinstance(written, Tree):
        tree.fault("expected match as a mapping of keywords to values", "match")
        return ()
    found = []
    for keyword, value in written.items():
        try:
            found.append((str(keyword).lower(), condition_from(value)))
        except ValueError as error:
            written.fault(f"{keyword}: {error}", keyword)
    return tuple(found)


def _dated_files(tree: Tree) -> tuple[tuple[datetime | None, str], ...]:
    written = tree["useafter"]
    if not isinstance(written, Tree) or not written:
        tree.fault("expected useafter as a mapping of dates to files", "useafter")
        return ()
    found = []
    for key, path in written.items():
        since = time_from(key)
        if since is None:
            written.fault(f"expected a date such as 2024-05-01 or 2024-05-01T12:00:00, got {str(key)!r}", key)
        elif not isinstance(path, Text) or not path:
            written.fault(f"expected a path, or N/A, from {key} on", key)
        else:
            found.append((since, str(path)))
    return tuple(sorted(found, reverse=True))
