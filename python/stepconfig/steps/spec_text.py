"""Configspec text, in which stpipe's steps declare their parameters, as a list of declarations."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["Check", "Declaration", "SpecError", "read_spec"]

_line = re.compile(r"(?P<name>\"[^\"]*\"|'[^']*'|[^=\[\]#\"']+?)\s*=\s*(?P<rest>.*)")
_section = re.compile(r"(?P<open>\[+)\s*(?P<name>[^\[\]]+?)\s*(?P<close>\]+)\s*(?:#\s*(?P<comment>.*))?")
_word = re.compile(r"[A-Za-z_]\w*")
_bare = re.compile(r"[^\s,()'\"#=]+")


class SpecError(ValueError):
    """A line of a configspec that cannot be read.

    Parameters
    ----------
    why : str
        What is wrong with it.
    line : int
        Its number, from 1.
    """

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.why = why
        self.line = line


class Word(str):
    """An argument without quotes: a number, a truth value, None, or plain text."""

    __slots__ = ()


class Check:
    """What the value of a parameter has to be: ``float(min=0, default=1.5)``.

    Parameters
    ----------
    kind : str
        Name of the check.
    arguments : list
        The arguments by position: `Word`, str for text in quotes, or a list.
    keywords : dict
        The arguments by name.
    """

    __slots__ = ("arguments", "keywords", "kind")

    def __init__(
        self,
        kind: str,
        arguments: list[Any] | None = None,
        keywords: dict[str, Any] | None = None,
    ) -> None:
        self.kind = kind
        self.arguments: list[Any] = [] if arguments is None else arguments
        self.keywords: dict[str, Any] = {} if keywords is None else keywords


class Declaration:
    """One line of a configspec: a parameter, or a section with more of them.

    Parameters
    ----------
    name : str
        Name of the parameter or section.
    line : int
        Number of the line, from 1.
    text : str
        The line.
    comment : str
        What stands behind the number sign; empty for none.
    check : Check or None
        What the value has to be; None for a section.
    inner : list of Declaration
        The parameters of a section.
    """

    __slots__ = ("check", "comment", "inner", "line", "name", "text")

    def __init__(
        self,
        name: str,
        line: int,
        text: str,
        comment: str = "",
        check: Check | None = None,
        inner: list[Declaration] | None = None,
    ) -> None:
        self.name = name
        self.line = line
        self.text = text
        self.comment = comment
        self.check = check
        self.inner: list[Declaration] = [] if inner is None else inner


def read_spec(text: str) -> list[Declaration]:
    """Read configspec text.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    declarations : list of Declaration
        In their order.

    Raises
    ------
    SpecError
        If a line has no known form.
    """
    root: list[Declaration] = []
    levels = [root]
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if stripped.startswith("["):
            _open_section(stripped, number, levels)
            continue
        found = _line.fullmatch(stripped)
        if found is None:
            raise SpecError(f"expected 'name = check', got {stripped!r}", number)
        name = found["name"].strip("\"' ")
        check, comment = _Arguments(found["rest"], number).whole()
        levels[-1].append(Declaration(name, number, stripped, comment, check))
    return root


def _open_section(stripped: str, number: int, levels: list[list[Declaration]]) -> None:
    found = _section.fullmatch(stripped)
    if found is None or len(found["open"]) != len(found["close"]) or len(found["open"]) > len(levels):
        raise SpecError(
            f"expected a section in one bracket more than the one it is in, got {stripped!r}", number
        )
    section = Declaration(found["name"].strip("\"'"), number, stripped, (found["comment"] or "").strip())
    del levels[len(found["open"]) :]
    levels[-1].append(section)
    levels.append(section.inner)


class _Arguments:
    """Reads ``kind(argument, name=argument)`` and the comment behind it."""

    def __init__(self, text: str, line: int) -> None:
        self._text = text
        self._line = line
        self._position = 0

    def whole(self) -> tuple[Check, str]:
        # A check may stand in quotes as a whole, as commas would else make it a list for ConfigObj.
        if self._next() in ("'", '"') and (inner := self._quoted_check()) is not None:
            return inner
        check = self._check()
        rest = self._text[self._position :].strip()
        if rest.startswith(","):
            rest = rest[1:].strip()
        if rest and not rest.startswith("#"):
            self._refuse(f"expected the end of the line or a comment, got {rest!r}")
        return check, rest.lstrip("#").strip()

    def _quoted_check(self) -> tuple[Check, str] | None:
        quote = self._text[self._position]
        end = self._text.rfind(quote, self._position + 1)
        rest = self._text[end + 1 :].strip()
        if end < 0 or (rest and not rest.startswith("#")):
            return None
        check, _ = _Arguments(self._text[self._position + 1 : end], self._line).whole()
        return check, rest.lstrip("#").strip()

    def _refuse(self, why: str) -> Any:
        raise SpecError(why, self._line)

    def _next(self) -> str:
        while self._position < len(self._text) and self._text[self._position].isspace():
            self._position += 1
        return self._text[self._position : self._position + 1]

    def _take(self, pattern: re.Pattern[str], what: str) -> str:
        self._next()
        found = pattern.match(self._text, self._position)
        if found is None:
            rest = self._text[self._position :]
            self._refuse(f"expected {what}, got {repr(rest) if rest else 'the end of the line'}")
            raise AssertionError
        self._position = found.end()
        return found[0]

    def _check(self) -> Check:
        check = Check(self._take(_word, "the name of a check such as float"))
        if self._next() == "(":
            self._position += 1
            self._list(check)
        return check

    def _list(self, check: Check) -> None:
        """Read arguments up to the closing bracket."""
        while self._next() != ")":
            value = self._value()
            if isinstance(value, Word) and self._next() == "=":
                self._position += 1
                if value in check.keywords:
                    self._refuse(f"the argument {value} is given twice")
                check.keywords[str(value)] = self._value()
            elif check.keywords:
                self._refuse(f"the argument {value!r} without a name stands behind one with a name")
            else:
                check.arguments.append(value)
            following = self._next()
            if following == ",":
                self._position += 1
            elif following != ")":
                got = repr(following) if following else "the end of the line"
                self._refuse(f"expected a comma or a closing bracket, got {got}")
        self._position += 1

    def _value(self) -> Any:
        first = self._next()
        if first in ("'", '"') and first:
            end = self._text.find(first, self._position + 1)
            if end < 0:
                self._refuse(f"the text that begins with {first} does not end")
            text = self._text[self._position + 1 : end]
            self._position = end + 1
            return text
        word = Word(self._take(_bare, "a value"))
        if word == "list" and self._next() == "(":
            self._position += 1
            inner = Check("list")
            self._list(inner)
            if inner.keywords:
                self._refuse("a list of values takes no names")
            return inner.arguments
        return word
