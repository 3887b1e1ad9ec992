"""Field: a descriptor that holds one plain value of a declared type.

A field does four things with a value, in this order and each once: it converts it, checks it, stores
it in the config's own ``__dict__`` and records it in the history. Nothing else writes a value.

The metaclass takes fields out of the namespace of the class, so that reading a value is a plain read of
the instance's dict, which the interpreter does at full speed; ``__get__`` here serves only fields that
stand on a class all the same (those of mixins, and those that hide a property).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import TYPE_CHECKING, Any, Generic, Literal, NoReturn, TypeVar, overload

from ..errors import FieldValidationError, expected, faults_in
from ..history.location import CodeLocation, Frame, Location, caller_location, definition_where
from ..history.record import Entry, acting_location, record
from ..history.view import HistoryView
from ..names import described, type_name
from .convert import NotConvertible, converter_for, dtype_from, supported_types
from .former import old_names
from .text import literal

if TYPE_CHECKING:
    from typing import Self

__all__ = ["Field"]

_PACKAGE = f"{__name__.partition('.')[0]}."
T = TypeVar("T")
S = TypeVar("S")


class Field(Generic[T]):
    """A field of a `Config` that holds a ``str``, ``bool``, ``int``, ``float`` or ``complex``.

    Parameters
    ----------
    doc : str
        What the value means, a full sentence.
    dtype : type
        Type of the value. It can be given as ``Field[float](doc=...)`` too.
    default : object, optional
        The value of a new config; None if there is none.
    check : callable, optional
        Called with each new value (None excepted); the value is refused if the result is false.
    optional : bool, optional
        May the value be None when the config is validated?
    deprecated : str, optional
        Why the field should not be used any more, and what to use in its place.
    unit : str, optional
        Physical unit of the value, for example ``"arcsec"``: shown in help, documentation and errors.
    renamed_from : str or iterable of str, optional
        What the field was called formerly: these names still reach it, with a warning.

    Raises
    ------
    ValueError
        If the doc is empty, the type is none that a field can hold, or the check cannot be called.

    Examples
    --------
    >>> from stepconfig import Config, Field
    >>> class Seeing(Config):
    ...     fwhm = Field("Full width at half maximum.", float, 1.0, unit="arcsec")
    >>> Seeing(fwhm=2).fwhm
    2.0
    """

    supportedTypes: tuple[type, ...] = supported_types
    """The types that this kind of field can hold."""

    name: str
    doc: str
    dtype: Any
    default: Any
    check: Callable[[Any], Any] | None
    optional: bool
    deprecated: str | None
    unit: str | None = None
    renamed_from: tuple[str, ...] = ()
    source: Location | None

    if TYPE_CHECKING:

        @overload
        def __init__(
            self,
            doc: str,
            dtype: type[T] | None = None,
            default: T | None = None,
            check: Callable[[T], object] | None = None,
            optional: Literal[False] = False,
            deprecated: str | None = None,
            *,
            unit: str | None = None,
            renamed_from: str | Iterable[str] = (),
        ) -> None: ...

        @overload
        def __init__(
            self: Field[S | None],
            doc: str,
            dtype: type[S],
            default: S | None = None,
            check: Callable[[S], object] | None = None,
            *,
            optional: Literal[True],
            deprecated: str | None = None,
            unit: str | None = None,
            renamed_from: str | Iterable[str] = (),
        ) -> None: ...

        @overload
        def __init__(
            self,
            doc: str,
            dtype: Any = None,
            default: T | None = None,
            check: Callable[[T], object] | None = None,
            optional: bool = False,
            deprecated: str | None = None,
            *,
            unit: str | None = None,
            renamed_from: str | Iterable[str] = (),
        ) -> None: ...

    def __init__(
        self,
        doc: str,
        dtype: Any = None,
        default: Any = None,
        check: Callable[[Any], Any] | None = None,
        optional: bool = False,
        deprecated: str | None = None,
        *,
        unit: str | None = None,
        renamed_from: str | Iterable[str] = (),
    ) -> None:
        dtype = dtype_from(self, dtype, doc)
        if dtype not in self.supportedTypes:
            names = ", ".join(type_name(kind) for kind in self.supportedTypes)
            raise ValueError(
                f"Unsupported dtype {type_name(dtype)} of a {type(self).__name__}; it holds one of: {names}"
            )
        self._setup(doc, dtype, default, check, optional, None, deprecated, renamed_from)
        if unit is not None:
            self.unit = unit

    def _setup(
        self,
        doc: str,
        dtype: Any,
        default: Any,
        check: Callable[[Any], Any] | None,
        optional: bool,
        source: Any,
        deprecated: str | None,
        renamed_from: str | Iterable[str] = (),
    ) -> None:
        """Set what every kind of field has; for the ``__init__`` of other kinds.

        A source of None is the line that makes the field; the frames of `callStack` are sources, too.
        """
        if isinstance(source, Frame):
            source = CodeLocation.from_frames((source,))
        given: object = doc
        if not isinstance(given, str) or not given.strip():
            raise ValueError(
                f"the doc of a {type(self).__name__} is empty; say in a sentence what the value means"
            )
        if check is not None and not callable(check):
            raise ValueError(f"check {expected('a callable', check)}")
        if deprecated is not None:
            doc = f"{doc} Deprecated: {deprecated}"
        self.__dict__.update(
            doc=doc,
            __doc__=doc,
            dtype=dtype,
            default=default.copy() if type(default) in (list, dict, set) else default,
            check=check,
            optional=bool(optional),
            deprecated=deprecated,
            _source=source if source is not None else definition_where(),
            _convert=converter_for(dtype),
            _owner=None,
        )
        self.__dict__.setdefault("name", "")
        if renamed_from:
            self.__dict__["renamed_from"] = old_names(renamed_from)

    @classmethod
    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls._validates_itself = (
            cls._validateValue is not Field._validateValue or cls.coerce is not Field.coerce
        )
        if "__set__" in cls.__dict__ and not cls.__module__.startswith(_PACKAGE):
            cls.sets_itself = True

    sets_itself = False
    """Has the class a ``__set__`` written outside this package? Then defaults go through it too."""

    _validates_itself = False
    """Does the class check or convert more than type and ``check`` do? Then `coerce` sees every value."""

    if not TYPE_CHECKING:

        def __class_getitem__(cls, parameters):
            from .alias import FieldAlias  # noqa: PLC0415 - types may be given otherwise

            return FieldAlias(cls, parameters)

        _type_positions = {"dtype": 1}

        @classmethod
        def _keywords_from_types(cls, types):
            """Keywords of the constructor for the types in brackets."""
            if len(types) != 1:
                raise ValueError(f"{cls.__name__}[...] takes one type, got {len(types)}")
            return {"dtype": types[0]}

        @property
        def source(self):
            """Where the field is declared."""
            where = self._source
            if type(where) is tuple:
                where = self.__dict__["_source"] = CodeLocation(*where)
            return where

        @source.setter
        def source(self, where):
            self.__dict__["_source"] = where

    def __setattr__(self, attribute: str, value: Any) -> None:
        if attribute == "renamed_from":
            return self._set_old_names(old_names(value))
        object.__setattr__(self, attribute, value)
        if attribute == "dtype":
            self.__dict__["_convert"] = converter_for(value)
        owner = self.__dict__.get("_owner")
        if owner is not None:
            owner._forget_plan()
        return None

    def _set_old_names(self, names: tuple[str, ...]) -> None:
        before = self.renamed_from
        self.__dict__["renamed_from"] = names
        owner = self.__dict__.get("_owner")
        if owner is not None:
            try:
                owner._note_former()
            except ValueError:
                self.__dict__["renamed_from"] = before
                raise

    def _clone(self) -> Any:
        """A copy for another class; containers among the attributes are copied too."""
        new = object.__new__(type(self))
        state = new.__dict__
        state.update(self.__dict__)
        state["_owner"] = None
        for attribute, value in self.__dict__.items():
            if type(value) in (list, dict, set):
                import copy  # noqa: PLC0415 - it is a twentieth of the import of this package

                state[attribute] = copy.deepcopy(value)
        return new

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return self._clone()

    def convert_by(self, convert: Callable[[Any], Any]) -> None:
        """Convert values, or items, that are not of the declared type in another way than usual.

        Parameters
        ----------
        convert : callable
            Gives the value as one of the declared type, or raises `NotConvertible`.
        """
        self.__dict__["_convert"] = convert

    def is_declared_by(self, classes: Container[Any]) -> bool:
        """Is the class whose body has the field, for all below it too, one of these?"""
        return self.__dict__.get("_declared_in") in classes

    # -- what the value has to be --------------------------------------------------------------

    def expects(self) -> str:
        """What a value has to be, in words, for errors and help: ``float in [0, 100) arcsec``."""
        words = type_name(self.dtype) + self._limits()
        return f"{words} ({self.unit})" if self.unit else words

    def _limits(self) -> str:
        """What limits the value beyond its type, in words."""
        return ""

    def coerce(self, value: Any) -> Any:
        """The value as it is stored: of exactly the declared type, and checked.

        Parameters
        ----------
        value : object
            What somebody wants to set; not None.

        Returns
        -------
        value : object
            The converted value.

        Raises
        ------
        TypeError
            If the value is of another type and none of the conversions fits.
        ValueError
            If it is of the type, but refused by limits or ``check``.
        """
        if type(value) is not self.dtype:
            try:
                value = self._convert(value)  # type: ignore[attr-defined]
            except NotConvertible as refusal:
                hint = f" ({refusal})" if str(refusal) else ""
                raise TypeError(expected(self.expects(), value) + hint) from None
        if self.check is not None or self._validates_itself:
            self._validateValue(value)
        return value

    def _validateValue(self, value: Any) -> None:
        """Refuse a converted value; kinds of fields add their own limits by overriding this.

        Raises
        ------
        TypeError
            If the value is not of the declared type.
        ValueError
            If ``check`` says no.
        """
        if value is None:
            return
        if not isinstance(value, self.dtype):
            raise TypeError(expected(self.expects(), value))
        if self.check is not None and not self.check(value):
            raise ValueError(
                f"{described(value)} is refused by the check {check_name(self.check)};"
                f" expected {self.expects()}"
            )

    # -- the descriptor ------------------------------------------------------------------------

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any = None) -> Self: ...

        @overload
        def __get__(self, instance: object, owner: Any = None) -> T: ...

        def __get__(self, instance: Any, owner: Any = None) -> Any: ...

        def __set__(self, instance: Any, value: T) -> None: ...

    else:

        def __set_name__(self, owner, name):
            if not self.name:
                self.__dict__["name"] = name

        def __get__(self, instance, owner=None, at=None, label="default"):
            if instance is None:
                return self
            try:
                return instance.__dict__[self.name]
            except (AttributeError, KeyError):
                if hasattr(instance, "_plan"):
                    raise AttributeError(self.name) from None
                return self  # of an instance of a mixin, which is no config

        def __set__(self, instance, value, at=None, label="assignment"):
            if instance._frozen:
                self._refuse_frozen(instance)
            if value is not None and (
                type(value) is not self.dtype or self.check is not None or self._validates_itself
            ):
                try:
                    value = self.coerce(value)
                except Exception as error:
                    self._refuse(instance, error, value, at)
            name = self.name
            record(instance, name, value, at, label)
            instance.__dict__[name] = value

    def __delete__(self, instance: Any, at: Any = None, label: str = "deletion") -> None:
        """Set the value to None, as ``del config.field`` does."""
        if self.sets_itself and at is None:
            at = setter_location()
        self.__set__(instance, None, at, label)  # type: ignore[call-arg,arg-type]

    def _refuse(self, instance: Any, error: Exception, value: Any, at: Any = None) -> NoReturn:
        """Raise the error for a value that was refused, with the place that set it."""
        if isinstance(error, FieldValidationError):
            raise error
        location = at if isinstance(at, Location) else setter_location()
        why = str(error)
        if not isinstance(error, (TypeError, ValueError)):  # of a check, or of what gives the items
            why = f"{type(error).__name__}: {why}"
        refusal = FieldValidationError(self, instance, why, value=value, location=location)
        raise refusal from (None if type(error) in (TypeError, ValueError) else error)

    def _refuse_frozen(self, instance: Any) -> NoReturn:
        """Raise the error for a change of a frozen config."""
        why = "the config is frozen; change a copy: config.copy()"
        raise FieldValidationError(self, instance, why, location=setter_location())

    def entries(self, instance: Any) -> list[Entry]:
        """The history of the field in a config, oldest first."""
        return HistoryView(instance)[self.name]

    default_text: Callable[[], str] | None = None
    """Gives the default for help where it is not the field's own, but that of a C++ object for instance."""

    # -- what the traversals ask -----------------------------------------------------------------

    holds_configs = False
    """Is the value a config, or does it hold some?"""

    initial_words: str | None = None
    """What stands in the history before the default, as it does in pex_config."""

    is_config = False
    """Is the value a config, of which nothing but its own values is saved?"""

    is_container = False
    """Does every config need a value object of its own?"""

    names_classes = False
    """Has a saved file lines that name classes or functions? See `child_statement` and `modules`."""
    saves_own_if_changed = False
    """Has a saved file lines for the own parts of a deprecated field only if somebody changed these?"""

    def prepare_default(self) -> Any:
        """The default, converted and checked, once per class.

        Raises
        ------
        TypeError, ValueError
            If the default is none that the field accepts.
        """
        return None if self.default is None else self.coerce(self.default)

    def validate(self, instance: Any) -> None:
        """Refuse a value with which the config cannot be used.

        Raises
        ------
        FieldValidationError
            If the value is None and the field is not optional.
        """
        if instance.__dict__[self.name] is None and not self.optional:
            raise self._required(instance)

    def plain_limits(self) -> tuple[Any, Any] | None:
        """Inclusive limits, if every value of exactly the declared type between them is stored as it is.

        Returns
        -------
        limits : tuple or None
            Both are None for no limits. None if a value has to be looked at more closely.
        """
        return (None, None) if self._stores_as_it_is(Field) else None

    def _stores_as_it_is(self, kind: type[Field[Any]]) -> bool:
        """Does nothing but what ``kind`` does happen to a value of exactly the declared type?"""
        cls = type(self)
        return (
            cls.__set__ is Field.__set__
            and cls.coerce is kind.coerce
            and cls._validateValue is kind._validateValue
            and self.check is None
            and self.deprecated is None
        )

    @property
    def needs_validation(self) -> bool:
        """Does `validate` do more than refuse None?"""
        return type(self).validate is not Field.validate

    def add_faults(self, instance: Any, faults: list[Exception]) -> None:
        """Validate, and add what is found to the list in place of raising it."""
        try:
            self.validate(instance)
        except Exception as error:
            faults += faults_in(error)

    def _ask(self, kind: str, value: Any) -> str:
        """Why the check of that kind refuses the whole value, or nothing."""
        check = getattr(self, kind)
        if check is None:
            return ""
        try:
            accepted = check(value)
        except FieldValidationError:
            raise
        except Exception as error:
            return f"the {kind} {check_name(check)} fails with {type(error).__name__}: {error}"
        if accepted:
            return ""
        if self.is_container:
            import copy  # noqa: PLC0415 - only an error needs it

            value = copy.copy(value)
        return f"{described(value)} is refused by the {kind} {check_name(check)}"

    def _required(self, instance: Any) -> FieldValidationError:
        why = f"a value is required, got None; expected {self.expects()}"
        entries = self.entries(instance)
        set_by = entries[-1] if entries and entries[-1].definition is None else None
        return FieldValidationError(self, instance, why, location=set_by and set_by.location)

    def freeze(self, instance: Any) -> None:
        """Make the value unchangeable; plain values are so by their config's state."""

    def rename(self, instance: Any) -> None:
        """Tell configs in the value their full path."""

    def toDict(self, instance: Any) -> Any:
        """The value as plain Python data."""
        return self.plain(instance.__dict__[self.name])

    def plain(self, value: Any) -> Any:
        """The value as plain Python data: containers and configs as lists and dicts."""
        return value

    def statements(self, path: str, value: Any) -> list[str]:
        """The lines of an override file that restore the value.

        Parameters
        ----------
        path : str
            Name of the field in the file, for example ``config.detect.threshold``.
        value : object
            The value.
        """
        return [f"{path}={self.source_text(value)}"]

    def source_text(self, value: Any) -> str:
        """The value as Python source."""
        return literal(self.plain(value))

    @property
    def value_types(self) -> tuple[Any, ...]:
        """The types of what the value is, or is made of."""
        return (self.dtype,)

    def save(self, outfile: Any, instance: Any) -> None:
        """Write the lines of an override file that restore the value.

        Parameters
        ----------
        outfile : file object
            Text stream to write to.
        instance : Config
            The config that holds the value; its own name starts the lines.
        """
        path = f"{instance._name}.{self.name}" if instance._name else self.name
        for line in self.statements(path, instance.__dict__[self.name]):
            outfile.write(f"{self.comment()}{line}\n")

    def comment(self) -> str:
        """The doc as the comment lines that stand before the value in an override file."""
        doc = self.doc.encode("utf-8", "backslashreplace").decode()
        lines = doc.replace("\0", "").splitlines() or [""]
        return "".join(f"# {line}\n" for line in lines)

    # -- data files ----------------------------------------------------------------------------

    def tree(self, value: Any, tree_of: Callable[..., Any]) -> Any:
        """The value as a data file holds it: None, str, bool, int, float, complex, lists and dicts.

        Parameters
        ----------
        value : object
            The value.
        tree_of : callable
            Gives the tree of a config; a second argument is a dict of what stands before its values.
        """
        return self.plain(value)

    def set_tree(self, config: Any, tree: Any, reader: Any) -> None:
        """Set what a data file says.

        Parameters
        ----------
        config : Config
            The config that holds the value.
        tree : object
            What the file holds: text that is not interpreted yet, lists and mappings of it, None.
        reader : TreeReader
            Knows how text is read, sets the values of configs, and collects what is wrong.
        """
        self.__set__(config, reader.value(config, self, tree))

    def add_tree(self, config: Any, tree: Any, reader: Any) -> None:
        """Add what a data file says under the field's name with a plus; `set_tree` has the parameters.

        Raises
        ------
        FieldValidationError
            If the value is none to which something can be added.
        """
        why = "only a list or a dict can be added to; leave out the plus"
        raise FieldValidationError(self, config, why, location=setter_location())

    def remarks(self) -> list[str]:
        """What stands above the value in a data file that people read: doc, unit and limits."""
        lines = self.doc.strip().splitlines()
        words = self.describe_type()
        if words != self._type_words():
            lines.append(words)
        return lines + [f"{choice}: {' '.join(doc.split())}" for choice, doc in self.describe_choices()]

    def children(self, value: Any) -> Iterable[tuple[str, Any]]:
        """The configs in the value, each with what its path has after the field's name."""
        return ()

    def made_children(self, value: Any) -> Iterable[tuple[str, Any]]:
        """Those of the children that there are already; nothing is made for being looked at."""
        return self.children(value)

    def compared(self, value: Any) -> Iterable[tuple[str, Any]]:
        """Those of the children that count when two values are compared."""
        return self.children(value)

    def own_parts(self, value: Any) -> dict[str, Any]:
        """What a value that holds configs is besides them, by what the path has after the field's name.

        Each is plain data, and an attribute or item of the config under that path: ``{".name": "pca"}`` for
        a selection. Comparing, `Config.names` and the histories of a tree go by it.
        """
        return {}

    def enter(self, value: Any, path: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
        """The config in the value to which a path in text leads, and what is left of the path in it.

        The path is that behind the field's own name, as in a parameter file or an argument. The config is
        None if it leads to no config; with nothing left of the path it means the value of the field itself.
        """
        return value, path

    def saved_parts(self, value: Any) -> Iterable[str]:
        """Those of the own parts that a saved file has lines for."""
        return self.own_parts(value)

    def child_statement(self, path: str, suffix: str, child: Any) -> str:
        """The line of an override file before the values of one of the children; empty for none."""
        return ""

    def modules(self, value: Any) -> Iterable[str]:
        """The modules that a saved file imports for the field's own lines, those of the children apart."""
        return ()

    def ask_for(self, value: Any, path: str) -> None:
        """Make the config to which a path leads, if there can be one that nobody has asked for yet.

        The path is that behind the field's own name, for example ``['pca'].order``.
        """

    def make_all(self, value: Any) -> None:
        """Make every config that could be in the value and that nobody has asked for yet."""

    def copied(self, value: Any, config: Any) -> Any:
        """The value for a copy of the config; shares nothing that can change."""
        return value

    def exported(self, value: Any, shared: dict[int, Any]) -> Any:
        """The value in a form that can be pickled."""
        return value

    def imported(self, exported: Any, config: Any) -> Any:
        """The value from what `exported` gave, for another config."""
        return exported

    def snapshot(self, value: Any) -> Any:
        """What `restore` needs to undo later changes inside the value."""
        return None

    def restore(self, value: Any, snapshot: Any) -> None:
        """Undo the changes made inside the value since the snapshot."""

    # -- help ----------------------------------------------------------------------------------

    def describe_type(self) -> str:
        """Type, limits and unit for help: ``float in [0, 100) [arcsec]``."""
        words = self._type_words() + self._limits()
        return f"{words} [{self.unit}]" if self.unit else words

    def _type_words(self) -> str:
        return type_name(self.dtype)

    def describe_default(self) -> str:
        """The default for help."""
        return literal(self.default)

    def describe_limits(self) -> str:
        """What limits the value beyond its type, in words: ``[0, 100)``, ``at least 2 items``."""
        return self._limits().removeprefix(" in ").removeprefix(", ")

    def describe_choices(self) -> list[tuple[str, str]]:
        """The values to choose from, each with its doc."""
        return []

    def schema(self, value: Any, defs: Any) -> dict[str, Any]:
        """The JSON Schema of what a data file may say of the field.

        Parameters
        ----------
        value : object
            The value in a new config, for the default.
        defs : Definitions
            The schemas of plain types, and those of configs: see `stepconfig.config.schema.Definitions`.
        """
        part = self.value_schema(defs)
        part = {"description": self.doc_with_unit(), **(defs.or_null(part) if self.optional else part)}
        if value is not None or self.optional:
            part["default"] = defs.plain(self.plain(value))
        if self.unit:
            part["x-unit"] = self.unit
        if self.deprecated:
            part["deprecated"] = True
        return part

    def doc_with_unit(self) -> str:
        """The doc in one line, with the unit."""
        doc = " ".join(self.doc.split())
        return f"{doc} [{self.unit}]" if self.unit else doc

    def value_schema(self, defs: Any) -> dict[str, Any]:
        """The JSON Schema of a value, None apart; kinds of fields add their own limits by overriding this."""
        schema: dict[str, Any] = defs.scalar(self.dtype)
        return schema

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name or '(no name)'}: {self.describe_type()}>"


def check_name(check: Callable[..., Any]) -> str:
    """What to call a check in an error: its name, or the place of a lambda."""
    name = getattr(check, "__name__", None)
    code = getattr(check, "__code__", None)
    if name == "<lambda>" and code is not None:
        return f"at {CodeLocation(code, 0)}"
    return f"{name or check!r}"


def setter_location() -> Location:
    """Who is setting a value now: a source that acts for somebody, or a line of code."""
    from_source = acting_location()
    return from_source if from_source is not None else caller_location()
