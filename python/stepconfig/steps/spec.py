"""A step class's ``spec``, the form in which stpipe declares parameters, as its ConfigClass."""

from __future__ import annotations

import linecache
import sys
from typing import Any

from ..config import Config, ConfigMeta
from ..errors import StepClassError
from ..history.location import Frame, Location
from ..names import type_name
from ..nested import ConfigField
from .spec_fields import field_for
from .spec_text import Declaration, SpecError, read_spec

__all__ = ["SpecLocation", "config_class_from_spec"]


class SpecLocation(Location):
    """A line of the ``spec`` of a step class; its place in the file is looked for when somebody looks.

    Parameters
    ----------
    module : str
        Name of the module of the class.
    owner : str
        Qualified name of the class.
    text : str
        The line.
    """

    __slots__ = ("_frame", "_module", "_owner", "_text")

    def __init__(self, module: str, owner: str, text: str) -> None:
        self._module = module
        self._owner = owner
        self._text = text
        self._frame: Frame | None = None

    @property
    def frame(self) -> Frame:
        """File and line, where the text of the spec stands there as it is."""
        if self._frame is None:
            filename = getattr(sys.modules.get(self._module), "__file__", None) or ""
            self._frame = Frame(filename or self._module, self._line(filename), self._owner, self._text)
        return self._frame

    def _line(self, filename: str) -> int:
        """The first line with the text behind the line that begins the class; 0 if there is none."""
        name = self._owner.rpartition(".")[2]
        lines = [line.strip() for line in linecache.getlines(filename)] if filename else []
        starts = [number for number, line in enumerate(lines) if line.startswith(f"class {name}")]
        for start in starts[:1]:
            for number in range(start, len(lines)):
                if lines[number] == self._text:
                    return number + 1
        return 0

    def __str__(self) -> str:
        frame = self.frame
        return super().__str__() if frame.lineno else f"the spec of {self._owner}"

    def __reduce__(self) -> tuple[Any, ...]:
        return SpecLocation, (self._module, self._owner, self._text)

    def __repr__(self) -> str:
        return f"<SpecLocation {self}>"


def config_class_from_spec(cls: Any, base: Any) -> Any:
    """The Config class for the ``spec`` of a step class.

    Parameters
    ----------
    cls : type
        The step class, which has a ``spec`` of its own.
    base : type
        The Config class of its base: its parameters are inherited, and keep their places when they are
        declared again.

    Returns
    -------
    config_class : type
        A subclass of ``base``, named as the step class with ``Config`` behind it.

    Raises
    ------
    StepClassError
        If a line of the spec is wrong; the error names class, line and text.
    """
    if not isinstance(cls.spec, str):
        raise StepClassError(f"the spec of {type_name(cls)} has to be text, got {cls.spec!r}")
    try:
        declarations = read_spec(cls.spec)
        return _config_class(
            cls, f"{cls.__name__}Config", base, declarations, f"Parameters of {type_name(cls)}."
        )
    except SpecError as error:
        lines = cls.spec.splitlines()
        text = lines[error.line - 1].strip()
        place = SpecLocation(cls.__module__, cls.__qualname__, text)
        where = f" ({place})" if place.lineno else ""
        raise StepClassError(
            f"line {error.line} of the spec of {type_name(cls)}{where}: {error.why}\n  {text}"
        ) from None


def _config_class(cls: Any, name: str, base: Any, declarations: list[Declaration], doc: str) -> Any:
    place = {"__module__": cls.__module__, "__qualname__": f"{cls.__qualname__}.{name}", "__doc__": doc}
    fields: dict[str, Any] = {}
    for each in declarations:
        if not each.name.isidentifier():
            raise SpecError(f"expected a name as of a variable, got {each.name!r}", each.line)
        if each.name in fields:
            raise SpecError(f"{each.name!r} is declared twice", each.line)
        known = base._fields.get(each.name)
        try:
            field = _field(cls, base, each)
        except SpecError:
            raise
        except ValueError as error:
            raise SpecError(str(error), each.line) from None
        if known is not None and not each.comment:
            field.doc = field.__doc__ = known.doc
        field.source = SpecLocation(cls.__module__, cls.__qualname__, each.text)
        fields[each.name] = field
    return ConfigMeta(name, (base,), {**place, **fields})


def _field(cls: Any, base: Any, declaration: Declaration) -> Any:
    if declaration.check is not None:
        return field_for(declaration)
    known = base._fields.get(declaration.name)
    inner_base = known.dtype if known is not None and known.holds_configs else Config
    name = "".join(part.title() for part in declaration.name.split("_"))
    doc = declaration.comment or f"The section {declaration.name}."
    return ConfigField(doc, _config_class(cls, f"{name}Section", inner_base, declaration.inner, doc))
