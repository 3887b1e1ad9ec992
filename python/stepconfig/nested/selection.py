"""SelectionSet: the names that are selected in a field that chooses several, in the order they were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableSet, Sequence, Set
from typing import Any, NoReturn

from ..errors import UnexpectedProxyUsageError
from ..names import shown

__all__ = ["SelectionSet", "in_order"]


def in_order(names: Iterable[Any], known: Iterable[Any]) -> list[Any]:
    """The names in the order given; those of a set, which has none, as they stand among the known ones."""
    if not isinstance(names, Set) or isinstance(names, SelectionSet):
        return list(dict.fromkeys(names))
    ranks = {name: rank for rank, name in enumerate(known)}
    return sorted(names, key=lambda name: (ranks.get(name, len(ranks)), str(name)))


class SelectionSet(MutableSet[Any]):
    """The selection of a field that chooses several: a set that keeps its order and records its edits.

    It always shows what is selected now. It equals any set of the same names, and a list or tuple of them in
    the same order.

    Parameters
    ----------
    owner : ConfigInstanceDict
        The value whose selection it is.
    """

    __slots__ = ("_owner",)

    def __init__(self, owner: Any) -> None:
        self._owner = owner

    @property
    def _names(self) -> tuple[Any, ...]:
        names: tuple[Any, ...] = self._owner._selected or ()
        return names

    def belongs_to(self, owner: Any) -> bool:
        """Is it the selection of that value?"""
        return self._owner is owner

    @classmethod
    def _from_iterable(cls, names: Iterable[Any]) -> Any:
        return set(names)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[Any]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sequence):
            return self._names == tuple(other) and not isinstance(other, (str, bytes))
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return shown(list(self._names))

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise UnexpectedProxyUsageError(
            f"the selection of the field '{self._owner._field.name}' belongs to its config and cannot be"
            f" pickled; pickle a plain list: list(config.{self._owner._field.name}.names)"
        )

    # -- edits: each is one entry in the history -----------------------------------------------------

    def _checked(self, names: Any) -> list[Any]:
        """Names that can be selected, or the error of the first that cannot."""
        owner = self._owner
        field, config = owner._field, owner._config
        if config._frozen:
            field._refuse_frozen(config)
        checked: list[Any] = []
        try:
            checked = field.coerce_names(owner, names)
        except Exception as error:
            field._refuse(config, error, names)
        return checked

    def _add(self, names: Any, form: str) -> None:
        added = self._checked(names)
        new = [name for name in added if name not in self._names]
        arguments = (added[0],) if form == ".names.add({})" else (added,)
        self._owner._edit_selection((*self._names, *new), form, *arguments)

    def _keep(self, kept: Iterable[Any], form: str, *arguments: Any) -> None:
        self._owner._edit_selection(tuple(kept), form, *arguments)

    def add(self, value: Any) -> None:
        """Select one more, at the end.

        Raises
        ------
        FieldValidationError
            If there is no such choice.
        """
        self._add([value], ".names.add({})")

    def update(self, *others: Iterable[Any]) -> None:
        """Select more, at the end, in their order: all or, if one cannot be selected, none."""
        self._add([name for other in others for name in self._checked(other)], ".names |= {}")

    def discard(self, value: Any) -> None:
        """Take back the selection of one, if it is selected."""
        if value in self._names:
            self._keep((name for name in self._names if name != value), ".names.discard({})", value)
        elif self._owner._config._frozen:
            self._owner._field._refuse_frozen(self._owner._config)

    def remove(self, value: Any) -> None:
        """Take back the selection of one.

        Raises
        ------
        KeyError
            If it is not selected.
        """
        if value not in self._names and not self._owner._config._frozen:
            raise KeyError(value)
        self._keep((name for name in self._names if name != value), ".names.remove({})", value)

    def pop(self) -> Any:
        """Take back the selection of the last one, and give its name.

        Raises
        ------
        KeyError
            If nothing is selected.
        """
        if not self._names:
            raise KeyError("nothing is selected")
        last = self._names[-1]
        self._keep(self._names[:-1], ".names.pop()")
        return last

    def clear(self) -> None:
        """Select nothing."""
        self._keep((), ".names.clear()")

    def __ior__(self, names: Any) -> Any:  # type: ignore[misc]
        self._add(names, ".names |= {}")
        return self

    def __iand__(self, names: Any) -> Any:  # type: ignore[misc]
        names = list(names)
        self._keep((name for name in self._names if name in names), ".names &= {}", names)
        return self

    def __isub__(self, names: Any) -> Any:  # type: ignore[misc]
        names = list(names)
        self._keep((name for name in self._names if name not in names), ".names -= {}", names)
        return self

    def __ixor__(self, names: Any) -> Any:  # type: ignore[misc]
        names = self._checked(names)
        kept = [name for name in self._names if name not in names]
        new = [name for name in names if name not in self._names]
        self._keep((*kept, *new), ".names ^= {}", names)
        return self
