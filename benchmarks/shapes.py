"""The classes that are measured: the same shapes for every library, written out as a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import Any


@dataclass(frozen=True)
class FieldText:
    """A field as it stands in a class's source, and values to give it.

    Parameters
    ----------
    name, kind, dtype : str
        The field's name, its class and its type, as written.
    default : object
        The default, as a literal.
    value : callable
        ``value(n)`` is the n-th override: valid, neither the default at first nor the one before it.
    rest : str
        The other arguments, as written.
    """

    name: str
    kind: str
    dtype: str
    default: Any
    value: Callable[[int], Any]
    rest: str = ""

    @property
    def call(self) -> str:
        """The source text that makes the field."""
        kind_of_type = "keytype=str, itemtype" if self.kind == "DictField" else "dtype"
        doc = f"The {self.name} that this part of the pipeline works with."
        arguments = [f"doc={doc!r}", f"{kind_of_type}={self.dtype}", f"default={self.default!r}"]
        return f"pexConfig.{self.kind}({', '.join(arguments + [self.rest] * bool(self.rest))})"


_FIT = ("poly", "spline", "median", "none")
_FIT_DOCS = "allowed={'poly': 'Polynomial.', 'spline': 'Spline.', 'median': 'Median.', 'none': 'No fit.'}"
_WEIGHT = ("flat", "variance", "inverse")
_WEIGHT_DOCS = "allowed={'flat': 'All alike.', 'variance': 'By variance.', 'inverse': 'By its inverse.'}"

FIELDS = (
    FieldText("gain", "Field", "float", 1.5, lambda n: 2.25 + n),
    FieldText("saturation", "RangeField", "float", 6e4, lambda n: 5e4 + n, "min=0.0, max=1e6"),
    FieldText("order", "RangeField", "int", 3, lambda n: 4 + n % 16, "min=0, max=32"),
    FieldText("doMask", "Field", "bool", False, lambda n: n % 2 == 0),
    FieldText("suffix", "Field", "str", "crop", lambda n: f"run {n}"),
    FieldText("fitType", "ChoiceField", "str", "poly", lambda n: _FIT[(n + 1) % 4], _FIT_DOCS),
    FieldText("planes", "ListField", "str", ["SAT", "CR"], lambda n: ["SAT", "BAD", f"P{n}"]),
    FieldText("weights", "DictField", "float", {"g": 1.0}, lambda n: {"g": 0.5, "r": n + 0.25}),
    FieldText("fwhm", "Field", "float", 2.5, lambda n: 3.125 + n),
    FieldText("binSize", "Field", "int", 128, lambda n: 64 + n),
    FieldText("readNoise", "Field", "float", 4.5, lambda n: 5.5 + n),
    FieldText("threshold", "RangeField", "float", 5.0, lambda n: 6.5 + n, "min=0.0, max=1000.0"),
    FieldText("fraction", "RangeField", "float", 0.5, lambda n: 1 / (n + 3), "min=0.0, max=1.0"),
    FieldText("maxIter", "Field", "int", 10, lambda n: 20 + n),
    FieldText("border", "RangeField", "int", 2, lambda n: 3 + n, "min=0, max=10000"),
    FieldText("doWrite", "Field", "bool", True, lambda n: n % 2 == 1),
    FieldText("doSubtract", "Field", "bool", True, lambda n: n % 2 == 1),
    FieldText("coefficients", "ListField", "float", [1.0, 0.5], lambda n: [n + 0.5, 2.0, 0.25]),
    FieldText("weighting", "ChoiceField", "str", "flat", lambda n: _WEIGHT[(n + 1) % 3], _WEIGHT_DOCS),
    FieldText("label", "Field", "str", "science", lambda n: f"label{n}"),
)
"""Twenty fields of every kind that holds a plain value: the body of an ordinary config class."""

SCALARS = tuple(field for field in FIELDS if field.kind not in ("ListField", "DictField"))


@dataclass(frozen=True, eq=False)
class Shape:
    """A config class: its own fields and the shapes of its sub-configs."""

    name: str
    fields: tuple[FieldText, ...] = ()
    parts: tuple[tuple[str, Shape], ...] = ()

    @cached_property
    def _get_values(self) -> Callable[[Any], Any]:
        return attrgetter(*(field.name for field in self.fields))

    @cached_property
    def _get_parts(self) -> Callable[[Any], Any]:
        return attrgetter(*(name for name, _ in self.parts))

    def read(self, config: Any) -> int:
        """Read every field of a config of this shape and return how many values were read."""
        count = len(self._get_values(config)) if len(self.fields) > 1 else 0
        if len(self.parts) == 1:
            name, part = self.parts[0]
            return count + part.read(getattr(config, name))
        if self.parts:
            for (_, part), child in zip(self.parts, self._get_parts(config), strict=True):
                count += part.read(child)
        return count

    def paths(self, prefix: str = "") -> Iterator[tuple[str, FieldText]]:
        """Give the dotted path of every value field, with the field."""
        for field in self.fields:
            yield prefix + field.name, field
        for name, part in self.parts:
            yield from part.paths(f"{prefix}{name}.")

    def overrides(self, lines: int) -> tuple[str, dict[str, Any]]:
        """Write override lines for this shape, going round its fields again where there are more lines.

        Returns
        -------
        text : str
            Lines like ``config.branch0.leaf03.gain = 2.25``.
        values : dict
            What each overridden path holds after all the lines.
        """
        text: list[str] = []
        values: dict[str, Any] = {}
        turn = 0
        while len(text) < lines:
            for path, field in self.paths():
                if len(text) < lines:
                    values[path] = field.value(turn)
                    text.append(f"config.{path} = {values[path]!r}\n")
            turn += 1
        return "".join(text), values

    def config_source(self) -> str:
        """Return the source text of the config class."""
        text = [f"class {self.name}(pexConfig.Config):", f"    'What {self.name} is configured with.'", ""]
        text += [f"    {field.name} = {field.call}" for field in self.fields]
        text += [
            f"    {name} = pexConfig.ConfigField(doc='Parameters of {name}.', dtype={part.name})"
            for name, part in self.parts
        ]
        return "\n".join(text) + "\n\n\n"

    def slots_source(self) -> str:
        """Return the source text of a plain class of the same shape."""
        names = tuple(field.name for field in self.fields) + tuple(name for name, _ in self.parts)
        text = [f"class {self.name}:", f"    __slots__ = {names!r}", "", "    def __init__(self):"]
        text += [f"        self.{field.name} = {field.default!r}" for field in self.fields]
        text += [f"        self.{name} = {part.name}()" for name, part in self.parts]
        return "\n".join(text) + "\n\n\n"


LEAVES = tuple(Shape(f"Leaf{n:02}", FIELDS) for n in range(50))
BRANCHES = tuple(
    Shape(f"Branch{b}", parts=tuple((f"leaf{n:02}", LEAVES[10 * b + n]) for n in range(10))) for b in range(5)
)
LEAF = LEAVES[0]
_SMALL_PART = Shape("SmallPart", FIELDS[6:10])
_SMALL = Shape("Small", FIELDS[:6], (("part", _SMALL_PART),))
_HUNDRED = Shape("Hundred", parts=tuple((f"leaf{n:02}", LEAVES[n]) for n in range(5)))
THOUSAND = Shape("Thousand", parts=tuple((f"branch{n}", BRANCHES[n]) for n in range(5)))
_TEN_THOUSAND = Shape("TenThousand", parts=tuple((f"section{n}", THOUSAND) for n in range(10)))
_INNER = Shape("Inner", parts=(("leaf", LEAF),))
DEEP = Shape("Deep", parts=(("inner", Shape("Middle", parts=(("part", _INNER),))),))
WIDE = Shape("Wide", tuple(replace(field, name=f"{field.name}{n}") for n in range(10) for field in FIELDS))
LISTS = Shape("Lists", tuple(field for field in FIELDS if field.name in ("gain", "coefficients")))
TREES = {10: _SMALL, 100: _HUNDRED, 1000: THOUSAND, 10000: _TEN_THOUSAND}
ALL = (
    *LEAVES,
    *BRANCHES,
    _SMALL_PART,
    _SMALL,
    _HUNDRED,
    THOUSAND,
    _TEN_THOUSAND,
    _INNER,
    DEEP.parts[0][1],
    DEEP,
    WIDE,
    LISTS,
)
