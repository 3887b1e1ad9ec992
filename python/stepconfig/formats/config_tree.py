"""Config to plain tree, and tree to Config: what a field's value is in a data file is said by the field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

from ..config.former import current_name, renamings
from ..config.saved_form import class_named, object_named
from ..config.unchanged import is_default
from ..config.values import values_of
from ..errors import (
    ConfigError,
    FieldValidationError,
    ParameterFileError,
    UnknownNameError,
    expected,
    faults_in,
)
from ..fields.stated import Stated
from ..history.record import acting_as, acting_location
from ..names import class_words, described, type_name
from .escapes import NONE, unescaped
from .section import Section, is_plain, key_text
from .text import from_text, key_from_text
from .tree import Text, Tree

__all__ = ["CLASS", "TreeReader", "bare_tree_of", "told", "tree_of", "whole_tree"]

CLASS = "$class"
"""The key that names the class of a config."""

TARGET = "$target"
"""The key that names what a config is for."""

LAYER = "data file"


# -- writing ---------------------------------------------------------------------------------------


def whole_tree(config: Any) -> Section:
    """The tree of a config that stands by itself: its class, then its values."""
    return tree_of(config, {CLASS: Stated(type_name(type(config)))})


def tree_of(config: Any, head: Mapping[str, Any] | None = None) -> Section:
    """The tree of a config's values, with the docs of its fields as remarks.

    Parameters
    ----------
    config : Config
        The config.
    head : mapping, optional
        What stands before its values. Names of keys that are no fields begin with a dollar.
    """
    return _section(config, head, tree_of)


def bare_tree_of(config: Any, head: Mapping[str, Any] | None = None) -> Section:
    """As `tree_of`, as parameter files have it: without remarks, and nothing before the values."""
    return _section(config, None, bare_tree_of)


def _section(config: Any, head: Mapping[str, Any] | None, tree_of_config: Any) -> Section:
    section = Section(head or {})
    values = values_of(config)
    for name, field in config._plan.fields.items():
        if field.deprecated and is_default(config, name):
            continue
        key = f"${name}" if name.startswith("$") else name
        section[key] = tree = field.tree(values[name], tree_of_config)
        if not (type(tree) is Section or is_plain(tree)):
            why = f"a data file holds plain values, lists and dicts, got {described(tree)}"
            raise FieldValidationError(field, config, why, value=tree)
        if tree_of_config is tree_of:
            section.remarks[key] = field.remarks()
    return section


# -- reading ---------------------------------------------------------------------------------------


class TreeReader:
    """Sets what a tree that was read says on a config, and collects what is wrong with it.

    Parameters
    ----------
    trusted : iterable of str, optional
        The packages whose classes the tree may name; by default all.

    Attributes
    ----------
    faults : list of Exception
        What is wrong, in the order of the file.
    """

    def __init__(self, trusted: Iterable[str] | None = None) -> None:
        self.trusted = trusted
        self.faults: list[Exception] = []

    def read(self, config: Any, tree: Tree | None, heads: Iterable[str] = (CLASS,)) -> None:
        """Set the values that a mapping names.

        Parameters
        ----------
        config : Config
            The config.
        tree : Tree or None
            The mapping; None sets nothing.
        heads : iterable of str, optional
            Keys, beginning with a dollar, that somebody else reads. A class that is named is checked anyway.
        """
        if tree is not None:
            for key, value in tree.items():
                with self.at(tree, key):
                    self._set(config, str(key), value, heads)

    def _set(self, config: Any, key: str, value: Any, heads: Iterable[str]) -> None:
        if key == CLASS:
            self._check_class(config, value)
        if key in heads:
            return
        name = key[1:] if key.startswith("$$") else key
        fields = config._plan.fields
        field = None if key.startswith("$") and key == name else fields.get(name)
        if field is None:
            field = fields.get(current_name(config, name))
        if field is None and name.endswith("+"):
            adds = fields.get(name[:-1]) or fields.get(current_name(config, name[:-1]))
            if adds is not None:
                adds.add_tree(config, value, self)
                return
        if field is None:
            cls = type(config)
            place, former = acting_location(), renamings(cls)
            raise UnknownNameError(
                key, class_words(cls), config._name, list(fields), location=place, former=former
            )
        field.set_tree(config, value, self)

    def _check_class(self, config: Any, name: Any) -> None:
        """Refuse values that were written for a config of another class."""
        names = [type_name(cls) for cls in type(config).__mro__]
        if str(name) not in names:
            why = f"the values are for {_shown_class(name)}; the config here is of type {names[0]}"
            raise ParameterFileError(why, acting_location())

    # -- for fields, in their `set_tree` ---------------------------------------------------------

    @contextmanager
    def at(self, tree: Tree, key: str) -> Iterator[None]:
        """In a ``with`` block, set what a key of a mapping says, and collect what is wrong with it."""
        with acting_as(tree.location(key), layer=LAYER):
            try:
                yield
            except ConfigError as error:
                self.faults += faults_in(error)

    def value(self, config: Any, field: Any, tree: Any) -> Any:
        """The value that text, or a list or mapping of text, means to a field.

        Raises
        ------
        FieldValidationError
            If it has no form that the field reads.
        """
        try:
            return from_text(field, tree)
        except ValueError as error:
            field._refuse(config, error, told(tree))

    def key(self, config: Any, field: Any, key: Any) -> Any:
        """The key, of the type that the field says, which the key of a mapping means.

        Raises
        ------
        FieldValidationError
            If it means none.
        """
        try:
            return key_from_text(field, key)
        except ValueError as error:
            field._refuse(config, error, told(key))

    def one_of(self, key: str, known: Iterable[Any]) -> Any:
        """The one of the known names that the key of a mapping means; the text itself if it means none.

        Parameters
        ----------
        key : str
            The key.
        known : iterable
            The names, of any plain type.
        """
        try:
            word = unescaped(key)
        except ValueError:
            word = str(key)
        return next((name for name in known if word == name or key_text(name) == key), word)

    def mapping(self, config: Any, field: Any, tree: Any) -> Tree | None:
        """A mapping, or None; of anything else it raises the error of the field.

        Raises
        ------
        FieldValidationError
            If it is neither.
        """
        if isinstance(tree, Tree):
            return tree
        if tree is None or tree == NONE:
            return None
        found = told(tree)
        why = expected("a mapping of values", found)
        refusal: NoReturn = field._refuse(config, TypeError(why), found)
        return refusal

    def class_named(self, tree: Tree | None, base: type, known: type | None = None, key: str = CLASS) -> Any:
        """The class that a mapping names, or None if it names none.

        Parameters
        ----------
        tree : Tree or None
            The mapping.
        base : type
            What the class has to be, or be derived from.
        known : type, optional
            A class that is there already: it needs no import, and may be one that no file can import.
        key : str, optional
            The key that has its full name.

        Raises
        ------
        ParameterFileError
            If there is no such class, it is in no trusted package, or not derived from ``base``.
        """
        if tree is None or key not in tree:
            return None
        name = tree[key]
        location = tree.location(key)
        if known is not None and told(name) == type_name(known):
            return known
        if not isinstance(name, Text):
            why = expected("the full name of a class, module.Class", told(name))
            raise ParameterFileError(why, location)
        try:
            return class_named(str(name), base, self.trusted)
        except ConfigError as error:
            raise ParameterFileError(str(error), location) from error

    def target_named(self, tree: Tree | None, known: Any, key: str = TARGET) -> Any:
        """The class or function that a mapping names, or None if it names none; it is not called.

        Parameters
        ----------
        tree : Tree or None
            The mapping.
        known : class or function
            What is there already.
        key : str, optional
            The key that has its full name.

        Raises
        ------
        ParameterFileError
            If there is none of that name, or it is in no trusted package.
        """
        if tree is None or key not in tree:
            return None
        name = told(tree[key])
        if name == f"{known.__module__}.{getattr(known, '__qualname__', None) or known.__name__}":
            return known
        try:
            return object_named(str(name), self.trusted)
        except ConfigError as error:
            raise ParameterFileError(str(error), tree.location(key)) from error


def _shown_class(name: Any) -> str:
    """How an error names the class that a file names."""
    return str(name) if isinstance(name, Text) else described(told(name))


def told(tree: Any) -> Any:
    """What a file holds as plain data, for errors."""
    return str(tree) if isinstance(tree, Text) else tree
