"""stepconfig explain: what each value is, who set it and where, what it was before."""

from __future__ import annotations

import os
from typing import Any

from ..config.explain import Explanation, Explanations, explain
from ..errors import UsageError
from ..history.location import ArgumentLocation
from ..names import nearest
from ..sources.command_line import Arguments
from ..sources.layering import ORDER, USER_LAYERS
from ..sources.source import layer_from
from ..steps.layers import input_layers, own_sources
from ..steps.step import Step
from ..steps.subject import read_subject, with_config_file
from .asked import print_json
from .exits import DONE

__all__ = ["OWN", "SHORT", "USAGE", "run"]

USAGE = """\
usage: stepconfig explain FILE_OR_CLASS [INPUT] [PATTERN]
                          [--PARAMETER=VALUE ...] [option ...]

Tells what each value is, who set it and where. Nothing is run.

FILE_OR_CLASS is a parameter file, an override file (.py), or a step class or
Config class, module.Class.
INPUT is an existing file, a data set to run on; reference parameters are
looked up for it. Any other argument is a PATTERN: the path of a value,
steps.detect.threshold, or of a section, steps.detect; in it * stands for any
text and ? for any letter.
With a PATTERN each value is told in full: its doc, type, unit, limits and
choices, and what each source said; without one there is a table.
Parameters are given as for a run, and explained with the rest.

options:
  --config-file FILE
                a file for the class, in which no class is needed; also an
                override file (.py)
  --changed     only the values that a new config of the class does not have
  --layer NAME  only the values that this source set: --layer 'parameter file'
  --json        as JSON
  --debug       show the traceback of an error
  --help        this text
"""

OWN = {"config-file": True, "changed": False, "layer": True, "json": False}
SHORT: dict[str, str] = {}


def run(parsed: Arguments, given: list[str]) -> int:
    """Run the command."""
    target, pattern, inputs = _arguments(parsed)
    layer = _layer(parsed)
    subject = read_subject(target)
    for path in parsed.options.get("config-file", ()):
        subject = with_config_file(subject, path)
    location = ArgumentLocation(" ".join(["stepconfig explain", *given]))
    layers = [parsed.layer]
    if issubclass(subject.cls, Step):
        layers += [layer_from(each, subject.config_class) for each in own_sources(subject.cls)]
        layers += input_layers(subject.cls, inputs)
    config = subject.config(layers, location)
    found = _found(config, pattern, "changed" in parsed.options, layer)
    if "json" in parsed.options:
        print_json([each.as_dict() for each in found])
    elif not found:
        print("Every value is that of a new config." if layer is None else f"No value is set by {layer}.")
    elif pattern is None:
        print(found)
    else:
        print("\n\n".join(str(each) for each in found))
    return DONE


def _arguments(parsed: Arguments) -> tuple[str, str | None, list[str]]:
    """The file or class, the pattern, and the input."""
    if not parsed.positional:
        raise parsed.error(f"explain what? Give a parameter file or a class.\n\n{USAGE}")
    target, *rest = parsed.positional
    patterns = [each for each in rest if not os.path.exists(each)]
    inputs = [each for each in rest if os.path.exists(each)]
    for kind, values in (("PATTERN", patterns), ("INPUT", inputs)):
        if len(values) > 1:
            parsed.layer.faults.append(UsageError(f"expected one {kind}, got {' '.join(values)}"))
    return target, patterns[0] if patterns else None, inputs[:1]


def _layer(parsed: Arguments) -> str | None:
    names = parsed.options.get("layer")
    if not names:
        return None
    known = dict.fromkeys([*ORDER, *sorted(USER_LAYERS)])
    if names[-1] not in known:
        close = nearest(names[-1], known)
        hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(known)}"
        parsed.layer.faults.append(UsageError(f"unknown layer {names[-1]!r}; {hint}"))
    return names[-1]


def _found(config: Any, pattern: str | None, changed: bool, layer: str | None) -> Explanations:
    found = explain(config, pattern, changed, layer)
    return Explanations([found]) if isinstance(found, Explanation) else found
