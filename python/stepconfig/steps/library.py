"""ModelLibrary: many models, of which only those that are in use need to be in memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import BorrowError, ClosedLibraryError, DataError, LibraryError
from ..names import described, type_name
from .association import Association, is_science
from .models.opening import open_model
from .models.protocol import can_be_saved, is_model, mark_step
from .naming import base_and_ext, data_name
from .shelves import ChangedModels, Shelf

if TYPE_CHECKING:
    from typing import Self

__all__ = ["ModelLibrary"]

R = TypeVar("R")


class ModelLibrary:
    """Models to borrow and to give back.

    ::

        with library:
            for index, model in enumerate(library):
                model.data -= 1
                library.shelve(model, index)

    Parameters
    ----------
    data : Association, path or iterable
        An association, or the path of one; or paths and models in any order, taken one after the other.
    on_disk : bool, optional
        Are only those models in memory that are borrowed? The others are in their files, and changed ones in
        a temporary folder, until `close`.
    temp_directory : str, optional
        Where the temporary folder is made; by default where the system has such folders.
    opener : callable, optional
        Called with a path to open a model; by default `open_model`.

    Attributes
    ----------
    on_disk : bool
        Are only those models in memory that are borrowed?
    """

    def __init__(
        self,
        data: Association | str | os.PathLike[str] | Iterable[Any],
        on_disk: bool = False,
        temp_directory: str | os.PathLike[str] | None = None,
        opener: Callable[[str], Any] = open_model,
    ) -> None:
        self.on_disk = on_disk
        self._opener = opener
        self._changed = ChangedModels(temp_directory)
        self._entered = 0
        self._is_closed = False
        self._shelves: list[Shelf] = []
        if isinstance(data, (str, os.PathLike)):
            data = Association.open(data)
        self.association = data if isinstance(data, Association) else None
        try:
            if isinstance(data, Association):
                for member in data.members:
                    path = data.path_of(member)
                    group = str(member.more.get("group_id", base_and_ext(path)[0]))
                    self._shelves.append(Shelf(path, path, member.exptype, group))
            else:
                for item in data:
                    self._add(item)
        except BaseException:
            self.close()
            raise

    def _add(self, item: Any) -> None:
        """Put a path or a model on a new shelf."""
        name = data_name(item)
        if isinstance(item, (str, os.PathLike)):
            path = os.fsdecode(os.fspath(item))
            self._shelves.append(Shelf(path, path, "science", base_and_ext(path)[0]))
            return
        if not can_be_saved(item):
            raise LibraryError(f"expected paths and models with a method save, got {described(item)}")
        meta = getattr(item, "meta", None)
        default = f"model_{len(self)}" if name is None else base_and_ext(name)[0]
        shelf = Shelf(
            name,
            None,
            _said(meta, "exptype", "science"),
            _said(meta, "group_id", default),
        )
        self._shelves.append(shelf)
        if self.on_disk:
            self._changed.write(shelf, item)
        else:
            shelf.model = item

    # -- borrowing -----------------------------------------------------------------------------

    def __enter__(self) -> Self:
        if self._is_closed:
            raise ClosedLibraryError("the library is closed; its models are gone from disk")
        self._entered += 1
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._entered -= 1
        if self._entered:
            return
        borrowed = [index for index, shelf in enumerate(self._shelves) if shelf.is_borrowed]
        for index in borrowed:  # what was done to them is not kept
            self._give_back(self._shelves[index])
        if borrowed and kind is None:
            raise BorrowError(
                f"the models {_listed(borrowed)} are borrowed still at the end of the with block, and what"
                " was done to them is lost; shelve every model"
            )

    def borrow(self, index: int) -> Any:
        """Get a model, to be given back by `shelve`.

        Parameters
        ----------
        index : int
            Which one; negative ones count from the end.

        Raises
        ------
        ClosedLibraryError
            Outside of a ``with`` block of the library.
        BorrowError
            If it is borrowed already.
        IndexError
            If there is none.
        """
        index = self._index(index)
        if not self._entered:
            raise ClosedLibraryError(
                "models are borrowed in a with block of their library: with library: ..."
            )
        shelf = self._shelves[index]
        if shelf.is_borrowed:
            raise BorrowError(f"the model {index} is borrowed already; shelve it first")
        if shelf.model is None:
            shelf.model = self._opener(shelf.path)  # type: ignore[arg-type]
        for alias, status in (shelf.marks or {}).items():
            mark_step(shelf.model, alias, status)
        if not self.on_disk:
            shelf.marks = None
        shelf.is_borrowed = True
        return shelf.model

    def shelve(self, model: Any, index: int | None = None, modify: bool = True) -> None:
        """Give a model back.

        Parameters
        ----------
        model : object
            The model that was borrowed, or another one in its place.
        index : int, optional
            Which one it is; by default it is found among those that are borrowed.
        modify : bool, optional
            Is it kept as it is now? Otherwise the caller says that nothing of what was done to it matters.

        Raises
        ------
        BorrowError
            If it was not borrowed.
        """
        if index is None:
            found = (at for at, shelf in enumerate(self._shelves) if shelf.is_borrowed)
            index = next((at for at in found if self._shelves[at].model is model), None)
            if index is None:
                raise BorrowError(
                    f"{described(model, 60)} was not borrowed; name the index to shelve another in its place"
                )
        index = self._index(index)
        shelf = self._shelves[index]
        if not shelf.is_borrowed:
            raise BorrowError(f"the model {index} was not borrowed")
        if modify:
            if not can_be_saved(model):
                raise LibraryError(f"expected a model with a method save, got {described(model)}")
            if self.on_disk:
                self._changed.write(shelf, model)
                shelf.marks = None
            else:
                shelf.model = model
        self._give_back(shelf)

    def _give_back(self, shelf: Shelf) -> None:
        shelf.is_borrowed = False
        if self.on_disk:
            shelf.model = None

    def __iter__(self) -> Iterator[Any]:
        for index in range(len(self)):
            yield self.borrow(index)

    def map_function(self, function: Callable[[Any, int], R], modify: bool = True) -> Iterator[R]:
        """Call a function with every model and its index.

        Parameters
        ----------
        function : callable
            Called with a borrowed model and its index.
        modify : bool, optional
            Are the models kept as the function leaves them?

        Yields
        ------
        result : object
            What the function returns; the model is on its shelf by then.
        """
        with self:
            for index in range(len(self)):
                model = self.borrow(index)
                is_done = False
                try:
                    result = function(model, index)
                    is_done = True
                finally:
                    self.shelve(model, index, modify=modify and is_done)
                del model  # nobody holds it while the caller looks at the result
                yield result

    # -- what there is -------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._shelves)

    def __bool__(self) -> bool:
        return True

    def _index(self, index: int) -> int:
        if not -len(self) <= index < len(self):
            raise IndexError(f"there is no model {index} in a library of {len(self)}")
        return index % len(self)

    @property
    def members(self) -> list[dict[str, Any]]:
        """What is known of each model without opening it: ``expname``, ``exptype`` and ``group_id``."""
        return [
            {"expname": shelf.name, "exptype": shelf.exptype, "group_id": shelf.group}
            for shelf in self._shelves
        ]

    @property
    def group_names(self) -> list[str]:
        """The names of the groups, in the order of their first models."""
        return list(self.group_indices)

    @property
    def group_indices(self) -> dict[str, list[int]]:
        """The indices of the models of each group.

        A model belongs to the group that the association or its metadata name as ``group_id``; otherwise to
        one of its own, which is called like its file.
        """
        groups: dict[str, list[int]] = {}
        for index, shelf in enumerate(self._shelves):
            groups.setdefault(shelf.group, []).append(index)
        return groups

    def indices_for_exptype(self, exptype: str) -> list[int]:
        """The indices of the models of a type, in upper or lower case."""
        return [
            index for index, shelf in enumerate(self._shelves) if shelf.exptype.lower() == exptype.lower()
        ]

    def first_science(self) -> Any:
        """The first model of type science, or the path of its file; None if there is none."""
        for shelf in self._shelves:
            if is_science(shelf.exptype):
                return shelf.path if shelf.model is None else shelf.model
        return None

    def get_crds_parameters(self) -> dict[str, Any]:
        """What reference files are chosen by, for the first model of type science.

        Raises
        ------
        DataError
            If there is none, or it does not say.
        """
        return dict(self._science_model().get_crds_parameters())

    @property
    def crds_observatory(self) -> str | None:
        """Name of the observatory, for the first model of type science."""
        found: str | None = self._science_model().crds_observatory
        return found

    def _science_model(self) -> Any:
        found = self.first_science()
        model = self._opener(found) if isinstance(found, str) else found
        if not is_model(model):
            what = "there is none" if model is None else f"a {type_name(type(model))} has no such parameters"
            raise DataError(f"reference files are chosen by the first model of type science; {what}")
        return model

    @property
    def data_name(self) -> str | None:
        """What outputs are named after: the association's product, or else the first model."""
        if self.association is not None:
            return self.association.data_name
        return self._shelves[0].name if self._shelves else None

    def source_paths(self) -> Iterator[str]:
        """The files from which the models are."""
        if self.association is not None and self.association.path is not None:
            yield self.association.path
        for shelf in self._shelves:
            if shelf.name is not None:
                yield shelf.name

    def mark_step(self, alias: str, status: str) -> None:
        """Note for every model what became of a step; those on the disk get it when they are borrowed.

        Parameters
        ----------
        alias : str
            Short name of the step's class.
        status : str
            ``COMPLETE`` or ``SKIPPED``.
        """
        for shelf in self._shelves:
            if shelf.model is not None:
                mark_step(shelf.model, alias, status)
            if shelf.model is None or self.on_disk:
                shelf.marks = {**(shelf.marks or {}), alias: status}

    # -- disk ----------------------------------------------------------------------------------

    def close(self) -> None:
        """Remove the temporary folder, with the models that were changed; nothing can be borrowed afterwards.

        A library that nobody refers to is closed, and so is every library when the program ends.
        """
        self._is_closed = True
        self._changed.close()

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError("a ModelLibrary is not copied or pickled: make another one of the saved models")

    def each(self) -> Iterator[tuple[int, Any]]:
        """Every model with its index, one after the other, to look at or to save but not to change."""
        with self:
            for index in range(len(self)):
                model = self.borrow(index)
                try:
                    yield index, model
                finally:
                    self.shelve(model, index, modify=False)
                    del model

    def __repr__(self) -> str:
        place = "on disk" if self.on_disk else "in memory"
        return f"<ModelLibrary of {len(self)} models {place}>"


def _said(meta: Any, name: str, default: str) -> str:
    value = meta.get(name) if isinstance(meta, dict) else getattr(meta, name, None)
    return value if isinstance(value, str) and value else default


def _listed(indices: list[int]) -> str:
    return ", ".join(map(str, indices))
