"""What the commands show: the parameters that differ, and the help for all of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.text import Text

from ..config.explain import explain, usual_values
from ..config.explain_text import value_words
from ..config.table import cropped, table
from ..fields.text import literal
from ..history.render import painted
from ..names import option_part, type_name
from ..nested.choice import ConfigChoiceField
from ..nested.config_dict import ConfigDictField
from ..steps.config import is_common

__all__ = ["class_title", "console", "print_changes", "print_parameters"]

_PAGE = 120
"""Columns where there is no terminal that says how many it has."""


def console(stderr: bool = False) -> Console:
    """A console that colours on a terminal only, and is as wide as a page where there is none."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else _PAGE
    return _Page(stderr=stderr, width=width, highlight=False, soft_wrap=False)


class _Page(Console):
    """A console that leaves it to the command what happens when the reader has gone."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


# -- what was changed ------------------------------------------------------------------------------


_COLUMNS = {"parameter": "bold", "value": "cyan", "default": "", "set by": "magenta", "where": "green"}
"""Headings of the table with the styles below them."""


def print_changes(config: Any, out: Console) -> None:
    """Print the parameters that differ from those of a run without any, and who set each.

    Parameters
    ----------
    config : Config
        The config.
    out : Console
        Where to. Long values have their middle left out. A table that is too wide all the same becomes a
        list, where they are whole.
    """
    rows = {row[0]: row for row in _changes(config)}
    if not rows:
        out.print("Every parameter has its default.")
        return
    out.print(Text("Parameters that differ from their defaults", style="bold"))
    limit = max(16, out.width // 5)
    short = [
        (path, cropped(value, limit), cropped(default, limit), layer, where)
        for path, value, default, layer, where in rows.values()
    ]
    styles = tuple(_COLUMNS.values())

    def as_list(row: Sequence[str]) -> list[str]:
        path, value, default, layer, where = rows[row[0]]
        first = f"{painted(path, 'bold')} = {painted(value, 'cyan')}  (default {default})"
        return [first, f"    {painted(layer, 'magenta')}  {painted(where, 'green')}"]

    lines = table(tuple(_COLUMNS), short, styles, as_list, painted, out.width, last_below=True)
    # The console takes the colours away again where there are none.
    out.print(Text.from_ansi(lines), soft_wrap=True)


def _changes(config: Any) -> Iterator[tuple[str, str, str, str, str]]:
    """Path, value, default, layer and place of each parameter that is not as in a new config."""
    defaults = usual_values(config)
    for each in explain(config, None, changed=True):
        default = value_words(defaults[each.path], each.unit) if each.path in defaults else "-"
        yield each.path, value_words(each.value, each.unit), default, each.layer, each.place


# -- help ------------------------------------------------------------------------------------------

_WIDEST_OPTION = 40
"""Columns that options have at most beside their texts; a longer one has a line of its own."""


@dataclass(slots=True)
class _Group:
    """Parameters of one config of the tree: a heading, then options with what is said of each."""

    heading: str
    rows: list[tuple[str, Text]]
    note: str = ""


def print_parameters(config: Any, out: Console) -> None:
    """Print every parameter for ``--help``; those that all steps have stand there once.

    Parameters
    ----------
    config : Config
        A config with its defaults.
    out : Console
        Where to.
    """
    groups = [group for group in _groups(config) if group.rows or group.note]
    options = [len(option) for group in groups for option, _ in group.rows]
    column = min(max(options, default=0), _WIDEST_OPTION, out.width // 2)
    for group in groups:
        out.print(Text(f"\n{group.heading}", style="bold"), soft_wrap=True)
        for option, words in group.rows:
            _print_option(out, option, words, column)
        if group.note:
            out.print(Text(f"  {group.note}"), soft_wrap=True)


def _print_option(out: Console, option: str, words: Text, column: int) -> None:
    first = Text(f"  {option:<{column}}  ", style="cyan")
    if len(option) > column:
        out.print(Text(f"  {option}", style="cyan"), soft_wrap=True)
        first = Text(" " * (column + 4))
    for line in words.wrap(out, max(20, out.width - column - 4)):
        line.rstrip()
        out.print(first + line, soft_wrap=True)
        first = Text(" " * (column + 4))


def _groups(config: Any) -> Iterator[_Group]:
    own, common = _rows(config, "")
    yield _Group("parameters:", own)
    is_pipeline = "steps" in config._fields
    note = "Each step below has these, too: --steps.NAME.PARAMETER" if is_pipeline else ""
    yield _Group("parameters that every step has:", common, note)
    yield from _nested_groups(config, "")


def _nested_groups(config: Any, prefix: str) -> Iterator[_Group]:
    """A group for each config below."""
    for name, field in config._fields.items():
        if isinstance(field, ConfigChoiceField):
            yield from _choice_groups(field, getattr(config, name), f"{prefix}{name}")
            continue
        if isinstance(field, ConfigDictField):
            others = [f"--{prefix}{name}.KEY.{each}" for each in field.itemtype._fields]
            note = f"Items are made by a mapping, --{prefix}{name}='{{KEY: {{...}}}}'; each has:"
            yield _Group(f"{prefix}{name}: {_line(field.doc)}", [], " ".join([note, *others]))
        if field.holds_configs:
            for suffix, inner in field.children(getattr(config, name)):
                here = f"{prefix}{name}" + (suffix and f".{option_part(suffix)}")
                rows, common = _rows(inner, f"{here}.")
                note = "no parameters of its own" if common and not rows else ""
                is_declared = type(inner) is field.dtype
                kind = "" if is_declared else f" ({type_name(type(inner))})"
                yield _Group(f"{here}{kind}: {_line(field.doc)}", rows, note)
                yield from _nested_groups(inner, f"{here}.")


def _choice_groups(field: Any, value: Any, here: str) -> Iterator[_Group]:
    """A group for what can be chosen, and one for each config that is chosen."""
    ((suffix, selected),) = field.own_parts(value).items()
    note = f"The parameters of a choice: --{here}.NAME.PARAMETER"
    yield _Group(f"{here}: {_line(field.doc)}", [(f"--{here}{suffix}", _words(field, selected))], note)
    names = [] if selected is None else selected if field.multi else [selected]
    for name in names:
        path = f"{here}.{name}"
        rows, _ = _rows(value[name], f"{path}.")
        doc = (type(value[name])._doc_text or "").strip().split("\n\n")[0]
        yield _Group(f"{path}: {_line(doc)}".rstrip(": "), rows)
        yield from _nested_groups(value[name], f"{path}.")


def _rows(config: Any, prefix: str) -> tuple[list[tuple[str, Text]], list[tuple[str, Text]]]:
    """Options with their texts: those of the config itself, and those that every step has."""
    own: list[tuple[str, Text]] = []
    common: list[tuple[str, Text]] = []
    for name, field in config._fields.items():
        if not field.holds_configs:
            rows = common if is_common(name, field) else own
            rows.append((f"--{prefix}{name}", _words(field, field.plain(getattr(config, name)))))
    return own, common


def _line(text: str) -> str:
    return " ".join(text.split())


def _words(field: Any, value: Any) -> Text:
    """What the help says of a parameter: doc, type, limits, the plain default, choices."""
    words = [field.describe_type()]
    if value is not None:
        words.append(f"default {literal(value)}")
    elif not field.optional:
        words.append("required")
    text = Text(_line(field.doc))
    text.append(f" ({', '.join(words)})", style="dim")
    for choice, doc in field.describe_choices():
        text.append(f"\n  {choice}", style="cyan")
        text.append(f": {_line(doc)}")
    return text


def class_title(step_class: Any) -> str:
    """Full name of a step class and the first sentences of its doc."""
    doc = _line((step_class.__doc__ or "").strip().split("\n\n")[0])
    return f"{type_name(step_class)}: {doc}" if doc else type_name(step_class)
