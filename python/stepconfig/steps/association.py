"""Associations: JSON files that say which data belong together, and what their product is called."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import DataError
from ..files import write_atomically
from ..names import described
from .naming import base_and_ext

if TYPE_CHECKING:
    from typing import Self

__all__ = ["Association", "Member", "Product", "first_science", "is_science", "with_members"]


@dataclass(frozen=True, slots=True)
class Member:
    """One of the data sets that belong together.

    Parameters
    ----------
    expname : str
        The file, as the association names it: relative paths are relative to the association's folder.
    exptype : str, optional
        What it is, for example ``science`` or ``background``.
    more : mapping, optional
        What else the association says of it.
    """

    expname: str
    exptype: str = "science"
    more: Mapping[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The member as in the file."""
        return {"expname": self.expname, "exptype": self.exptype, **self.more}


@dataclass(frozen=True, slots=True)
class Product:
    """What is to be made, and of what.

    Parameters
    ----------
    name : str
        Name of the product, without suffix.
    members : tuple of Member
        The data sets.
    """

    name: str
    members: tuple[Member, ...]


class Association:
    """Which data belong together.

    Parameters
    ----------
    products : sequence of Product
        The products with their members.
    path : str, optional
        The file that says it.
    more : mapping, optional
        What else the file says.

    Attributes
    ----------
    products : tuple of Product
        The products with their members.
    path : str or None
        The file that says it.
    """

    def __init__(
        self, products: Sequence[Product], path: str | None = None, more: Mapping[str, Any] | None = None
    ) -> None:
        self.products = tuple(products)
        self.path = path
        self.more = dict(more or {})

    @classmethod
    def of(cls, paths: Sequence[str | os.PathLike[str]], name: str, exptype: str = "science") -> Self:
        """An association of files, all of one type, with one product.

        Parameters
        ----------
        paths : sequence of str
            The files.
        name : str
            Name of the product.
        exptype : str, optional
            What the files are.
        """
        return cls([Product(name, tuple(Member(os.fsdecode(path), exptype) for path in paths))])

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Self:
        """Read an association.

        Parameters
        ----------
        path : str
            A JSON file with ``products``, each with ``name`` and ``members``, each with ``expname`` and
            ``exptype``.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        DataError
            If it is no association.
        """
        text = os.fsdecode(os.fspath(path))
        with open(text, "rb") as file:
            content = file.read()
        try:
            tree = json.loads(content)
        except ValueError as error:
            raise DataError(f"{text}: expected an association, which is a JSON file: {error}") from error
        found = _typed(tree, dict, text, "the association")
        products = _typed(found.get("products"), list, text, "products")
        if not products:
            raise DataError(f"{text}: products: expected at least one product, got none")
        made = [_product(each, text, f"products[{index}]") for index, each in enumerate(products)]
        return cls(made, text, {key: value for key, value in found.items() if key != "products"})

    def save(self, path: str | os.PathLike[str]) -> str:
        """Write the association, whole or not at all.

        Parameters
        ----------
        path : str
            The file.

        Returns
        -------
        path : str
            The file.
        """
        text = os.fsdecode(os.fspath(path))
        products = [
            {"name": product.name, "members": [member.plain() for member in product.members]}
            for product in self.products
        ]
        content = json.dumps({**self.more, "products": products}, indent=2).encode() + b"\n"
        write_atomically(text, lambda file: file.write(content))
        return text

    @property
    def members(self) -> tuple[Member, ...]:
        """The members of all products."""
        return tuple(member for product in self.products for member in product.members)

    def path_of(self, member: Member) -> str:
        """The path of a member: beside the association, unless it is absolute."""
        return os.path.join(os.path.dirname(self.path or ""), member.expname)

    def paths(self, exptype: str | None = None) -> list[str]:
        """The paths of the members.

        Parameters
        ----------
        exptype : str, optional
            Type of those that are meant, in upper or lower case; by default all.
        """
        return [
            self.path_of(member)
            for member in self.members
            if exptype is None or member.exptype.lower() == exptype.lower()
        ]

    def first_science(self) -> str | None:
        """The path of the first member of type science; None if there is none."""
        return next(iter(self.paths("science")), None)

    @property
    def data_name(self) -> str | None:
        """What outputs are named after: the first product, with the suffix of the first science member."""
        ext = base_and_ext(self.first_science() or "")[1]
        name = self.products[0].name if self.products else ""
        return (f"{name}.{ext}" if ext else name) or self.path

    def source_paths(self) -> Iterator[str]:
        """The files that are its own or its members'."""
        if self.path is not None:
            yield self.path
        yield from self.paths()

    def __repr__(self) -> str:
        return f"<Association {self.path or self.data_name} of {len(self.members)} members>"


def is_science(exptype: str) -> bool:
    """Is it the type of data that the others belong to?"""
    return exptype.lower() == "science"


def with_members(names: Iterable[str]) -> Iterator[str]:
    """File names, each of an association followed by those of its members.

    Parameters
    ----------
    names : iterable of str
        The names. A JSON file that cannot be read as an association is a file like any other.
    """
    for name in names:
        yield name
        if name.lower().endswith(".json"):
            with contextlib.suppress(DataError, OSError):
                yield from Association.open(name).paths()


def first_science(data: Any) -> Any:
    """What parameters are looked up for: of several data sets the first of type science.

    Parameters
    ----------
    data : object
        A path, also of an association; an association, a library of models, a list or tuple, or a model.

    Returns
    -------
    data : object
        A path or a model; None if there is no data set of type science.
    """
    if isinstance(data, (list, tuple)):
        return first_science(data[0]) if data else None
    if isinstance(data, (str, os.PathLike)):
        path = os.fsdecode(os.fspath(data))
        return Association.open(path).first_science() if path.lower().endswith(".json") else data
    if callable(getattr(type(data), "first_science", None)):
        return data.first_science()
    return data


def _product(found: Any, path: str, place: str) -> Product:
    entry = _typed(found, dict, path, place)
    name = _typed(entry.get("name", ""), str, path, f"{place}.name")
    members = _typed(entry.get("members"), list, path, f"{place}.members")
    return Product(
        name,
        tuple(_member(each, path, f"{place}.members[{index}]") for index, each in enumerate(members)),
    )


def _member(found: Any, path: str, place: str) -> Member:
    entry = _typed(found, dict, path, place)
    expname = _typed(entry.get("expname"), str, path, f"{place}.expname")
    exptype = _typed(entry.get("exptype", "science"), str, path, f"{place}.exptype")
    if not expname:
        raise DataError(f"{path}: {place}.expname: expected the name of a file, got an empty one")
    more = {key: value for key, value in entry.items() if key not in ("expname", "exptype")}
    return Member(expname, exptype, more)


def _typed(found: Any, kind: type[Any], path: str, place: str) -> Any:
    """What was found, if it is of a type."""
    if isinstance(found, kind):
        return found
    names: dict[Any, str] = {dict: "an object with names", list: "a list", str: "a text"}
    raise DataError(f"{path}: {place}: expected {names[kind]}, got {described(found)}")
