"""Names that fields had formerly, and RemovedField: what is left of a field that was taken away."""

from __future__ import annotations

from collections.abc import Iterable
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, NoReturn

from ..errors import expected

__all__ = ["RemovedField", "old_names"]


def old_names(names: str | Iterable[str]) -> tuple[str, ...]:
    """The names that ``renamed_from=`` gives, one or several, each once.

    Raises
    ------
    ValueError
        If one of them could never have been the name of a field.
    """
    given: tuple[object, ...] = (names,) if isinstance(names, str) else tuple(names)
    for name in given:
        if not isinstance(name, str) or not name.isidentifier() or iskeyword(name):
            raise ValueError(f"renamed_from {expected('names of attributes', name)}")
    return tuple(dict.fromkeys(map(str, given)))


class RemovedField:
    """What stands in the place of a field that was removed: using its name is an error that helps.

    It is no field: it has no value and is not saved.

    Parameters
    ----------
    doc : str
        What the field meant, a full sentence.
    since : str, optional
        The version that has it no more.
    hint : str, optional
        What to do in its place.

    Raises
    ------
    ValueError
        If the doc is empty.

    Examples
    --------
    >>> from stepconfig import Config, Field, RemovedField
    >>> class Seeing(Config):
    ...     fwhm = Field("Full width at half maximum.", float, 1.0, unit="arcsec")
    ...     sigma = RemovedField("Width of the kernel.", since="2.0", hint="set fwhm = 2.355 sigma")
    >>> Seeing().sigma
    Traceback (most recent call last):
    ...
    stepconfig.errors.RemovedFieldError: ...Seeing has no field 'sigma' any more; it was removed in 2.0: ...
    """

    name = ""

    def __init__(self, doc: str, since: str | None = None, hint: str | None = None) -> None:
        given: object = doc
        if not isinstance(given, str) or not given.strip():
            raise ValueError("the doc of a RemovedField is empty; say in a sentence what the value meant")
        self.doc = self.__doc__ = doc
        self.since = since
        self.hint = hint

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: Any = None) -> NoReturn:
        """Be no attribute of a class that is no config: its subclass that is one says the rest."""
        raise AttributeError(self.name)

    if TYPE_CHECKING:

        def __set__(self, instance: Any, value: NoReturn) -> None: ...

    def words(self) -> str:
        """Doc, version and hint in one paragraph, for help."""
        removed = f"Removed in {self.since}" if self.since else "Removed"
        return f"{self.doc} {removed}{f': {self.hint}' if self.hint else '.'}"

    def __repr__(self) -> str:
        return f"<RemovedField {self.name or '(no name)'}>"
