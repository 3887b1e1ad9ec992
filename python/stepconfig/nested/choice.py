"""ConfigChoiceField: one config, or several, out of a map of names to Config classes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from ..config.meta import ConfigMeta
from ..config.state import export_state, import_state
from ..errors import ConfigError, FieldValidationError, UnknownChoiceError, expected, faults_in
from ..fields.base import Field, setter_location
from ..names import item_path, shown, type_name
from .choices import ConfigInstanceDict, choice_object, set_state
from .config_field import _method
from .selection import SelectionSet, in_order

if TYPE_CHECKING:
    from typing import Self

    from typing_extensions import TypeVar as TypeVarWithDefault

    C = TypeVarWithDefault("C", default=Any)
    A = TypeVarWithDefault("A", default=C | None)
else:
    C = TypeVar("C")
    A = TypeVar("A")

S = TypeVar("S")

__all__ = ["ConfigChoiceField", "ConfigInstanceDict", "SelectionSet"]

_SHOWN = 12
"""Choices that are named where it is said what is expected."""


class ConfigChoiceField(Field[ConfigInstanceDict[C, A]]):
    """A field that chooses a config by name, each choice with a Config class of its own.

    Parameters
    ----------
    doc : str
        What is chosen.
    typemap : mapping
        The Config class of each name. It is live: names added later can be chosen, until a config is frozen.
    default : str or sequence of str, optional
        The name, or names, selected in a new config.
    optional : bool, optional
        May nothing be selected when the config is validated?
    multi : bool, optional
        Can several be selected? Their order is kept.
    deprecated : str, optional
        Why the field should not be used any more.
    renamed_from : str or iterable of str, optional
        What the field was called formerly.

    Raises
    ------
    ValueError
        If the doc is empty, or the typemap is no mapping of Config classes.

    Examples
    --------
    >>> from stepconfig import Config, ConfigChoiceField, Field
    >>> class Pca(Config):
    ...     order = Field("Number of components.", int, 3)
    >>> class Moffat(Config):
    ...     beta = Field("Slope of the wings.", float, 2.5)
    >>> class Measure(Config):
    ...     psf = ConfigChoiceField("Model of the PSF.", {"pca": Pca, "moffat": Moffat}, "pca")
    >>> config = Measure()
    >>> config.psf["moffat"].beta = 3
    >>> config.psf = "moffat"
    >>> config.psf.name, config.psf.active.beta
    ('moffat', 3.0)
    """

    holds_configs = True
    initial_words = "Initialized from defaults"
    instanceDictClass: Any = ConfigInstanceDict
    """Class of the value objects, under pex_config's name."""

    typemap: Mapping[Any, Any]
    multi: bool

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: ConfigChoiceField[S, S | None],
            doc: str,
            typemap: Mapping[Any, type[S]],
            default: Any = None,
            optional: bool = False,
            multi: Literal[False] = False,
            deprecated: str | None = None,
            *,
            renamed_from: str | Iterable[str] = (),
        ) -> None: ...

        @overload
        def __init__(
            self: ConfigChoiceField[S, list[S]],
            doc: str,
            typemap: Mapping[Any, type[S]],
            default: Iterable[Any] | None = None,
            optional: bool = False,
            multi: Literal[True] = ...,
            deprecated: str | None = None,
            *,
            renamed_from: str | Iterable[str] = (),
        ) -> None: ...

    def __init__(
        self,
        doc: str,
        typemap: Mapping[Any, Any],
        default: Any = None,
        optional: bool = False,
        multi: bool = False,
        deprecated: str | None = None,
        *,
        renamed_from: str | Iterable[str] = (),
    ) -> None:
        given: object = typemap
        if not isinstance(given, Mapping):
            raise ValueError(f"typemap {expected('a mapping of names to Config classes', given)}")
        if isinstance(given, dict):
            for key, cls in given.items():
                if not isinstance(cls, ConfigMeta):
                    raise ValueError(f"typemap[{shown(key)}] {expected('a subclass of Config', cls)}")
        self._setup_choice(doc, typemap, default, optional, multi, deprecated, renamed_from)

    def _setup_choice(
        self,
        doc: str,
        typemap: Any,
        default: Any,
        optional: bool,
        multi: bool,
        deprecated: str | None,
        renamed_from: str | Iterable[str],
    ) -> None:
        """Set what every kind of choice has; for the ``__init__`` of other kinds."""
        if multi and isinstance(default, (tuple, SelectionSet)):
            default = list(default)
        self._setup(doc, self.instanceDictClass, default, None, optional, None, deprecated, renamed_from)
        self.__dict__.update(typemap=typemap, multi=bool(multi))

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any = None) -> Self: ...

        @overload
        def __get__(self, instance: object, owner: Any = None) -> ConfigInstanceDict[C, A]: ...

        def __get__(self, instance: Any, owner: Any = None) -> Any: ...

        def __set__(
            self, instance: Any, value: str | Iterable[Any] | ConfigInstanceDict[Any, Any] | None
        ) -> None: ...

    else:

        @classmethod
        def _keywords_from_types(cls, types):
            raise ValueError(f"a {cls.__name__} takes no types in brackets: its typemap has the classes")

        def __set__(self, instance, value, at=None, label="assignment"):
            """Select by name; or take over selection and values from another config's choice."""
            if instance._frozen:
                self._refuse_frozen(instance)
            mine = instance.__dict__[self.name]
            if isinstance(value, ConfigInstanceDict) and value is not mine:
                mine._take(value, at, label)
            else:
                mine._select(mine._selected if value is mine else value, at, label)

    def _clone(self) -> Any:
        new = super()._clone()
        new.__dict__["typemap"] = self.typemap  # one map for all, live
        return new

    # -- selections --------------------------------------------------------------------------------

    def expects(self) -> str:
        names = [shown(name) for name in self.choice_names()]
        words = ", ".join(names[:_SHOWN]) + ", ..." * (len(names) > _SHOWN)
        return f"a sequence of names among {words}" if self.multi else f"one of {words}"

    def choice_names(self) -> list[Any]:
        """The names that can be chosen now."""
        return list(self.typemap)

    def coerce_selection(self, value: Any, wanted: Any) -> Any:
        """A selection as it is stored: a name, a tuple of names, or None.

        Parameters
        ----------
        value : ConfigInstanceDict
            The value object.
        wanted : object
            What somebody wants to select.

        Raises
        ------
        TypeError
            If it is of the wrong kind.
        FieldValidationError
            If there is no such choice, or it cannot be used.
        """
        if wanted is None:
            return None
        if self.multi:
            return tuple(self.coerce_names(value, wanted))
        return self._coerce_name(value, wanted)

    def coerce_names(self, value: Any, wanted: Any) -> list[Any]:
        """Names as they are stored, each once, in their order."""
        if isinstance(wanted, (str, bytes)):
            raise TypeError(f"{expected(self.expects(), wanted)}; did you mean [{wanted!r}]?")
        try:
            names = in_order(wanted, value)
        except TypeError:
            raise TypeError(expected(self.expects(), wanted)) from None
        return list(dict.fromkeys(self._coerce_name(value, name) for name in names))

    def _coerce_name(self, value: Any, name: Any) -> Any:
        if isinstance(name, str):
            name = str(name)
        value._class_of(name)
        return self.canonical(name) if self.has_aliases else name

    has_aliases = False
    """Can one name be written in several forms?"""

    def canonical(self, name: Any) -> Any:
        """The one form of a name that can be written in several."""
        return name

    def plain_selection(self, selected: Any) -> Any:
        """A stored selection as plain data."""
        return list(selected) if self.multi and selected is not None else selected

    def default_selection(self, config: Any) -> Any:
        """The selection of a new config.

        Raises
        ------
        FieldValidationError
            If the default is none that can be selected.
        """
        default = self.default
        if default is None:
            return None
        if not self.multi:
            try:
                if default in self.typemap:
                    return default
            except TypeError:
                pass
            self._refuse(config, self._unknown(config, default), default, self.source)
        if isinstance(default, (str, bytes)):
            self._refuse(config, TypeError(expected(self.expects(), default)), default, self.source)
        try:
            names = in_order(default, self.typemap)
            missing = [name for name in names if name not in self.typemap]
        except TypeError as error:
            self._refuse(config, error, default, self.source)
        if missing:
            self._refuse(config, self._unknown(config, missing[0]), default, self.source)
        return tuple(names)

    def _unknown(self, config: Any, name: Any) -> UnknownChoiceError:
        return UnknownChoiceError(self, config, name, self.typemap, self.source)

    @property
    def default_words(self) -> Any:
        """What stands in the history for the default."""
        return list(self.default) if self.multi and self.default is not None else self.default

    # -- what the traversals ask -----------------------------------------------------------------

    def make_value(self, config: Any) -> Any:
        """The value object of a new config; none of its configs is made yet."""
        return choice_object(self.instanceDictClass, config, self, self.default_selection(config), {})

    def kept_types(self) -> Mapping[Any, Any]:
        """The types of a config that is frozen now."""
        return dict(self.typemap)

    def ordered(self, keys: Any) -> list[Any]:
        """Names in the order of the typemap."""
        if len(keys) < 2:
            return list(keys)
        found = [key for key in self.typemap if key in keys]
        return found + sorted(keys - set(found), key=str)

    def make_selected(self, value: Any) -> None:
        """Make the configs that are selected."""
        for key in value._selected_keys():
            if key not in value._built:
                value._made(key)

    def enter(self, value: Any, path: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
        """As of any field: ``name`` leads to the selection, all else into the choice that it names.

        ``values`` may stand before the name of a choice, as it does in `Config.toDict`.
        """
        if path in (("name",), ("names",), ("values",)):
            word = "names" if self.multi else "name"
            if path[0] not in (word, "values"):
                value._wrong_word(word, path[0])
            return None, () if path[0] == word else path
        if path[0] == "values":
            path = path[1:]
        for length in range(1, len(path) + 1):  # a name may have dots
            key = self.key_of_text(value, ".".join(path[:length]))
            if key is not None:
                return value[key], path[length:]
        return value[path[0]], path[1:]

    def key_of_text(self, value: Any, text: str) -> Any:
        """The name of the choice that a text means; None if it means none.

        The names of options have ``_`` in the place of ``-``.
        """
        if text in value.types:
            return text
        plain = text.replace("-", "_")
        found = [key for key in value.types if str(key).replace("-", "_") == plain]
        return found[0] if len(found) == 1 else None

    def ask_for(self, value: Any, path: str) -> None:
        for key in value.types:
            if path.startswith((f"{item_path('', key)}.", f".{key}.")):
                value[key]

    def make_all(self, value: Any) -> None:
        for _ in value.items():
            pass

    def children(self, value: Any) -> Iterable[tuple[str, Any]]:
        """The configs that are selected or that somebody has asked for."""
        built = value._built
        if len(built) == 1:  # nearly always
            ((key, child),) = built.items()
            if key == value._selected and type(key) is str:
                return ((f"[{key!r}]", child),)
        self.make_selected(value)
        return self.made_children(value)

    def made_children(self, value: Any) -> Iterable[tuple[str, Any]]:
        built = value._built
        if len(built) == 1:  # nearly always
            ((key, child),) = built.items()
            return ((item_path("", key), child),)
        return [(item_path("", key), built[key]) for key in self.ordered(built.keys())]

    def compared(self, value: Any) -> Iterable[tuple[str, Any]]:
        return [(item_path("", key), value[key]) for key in value._selected_keys()]

    def own_parts(self, value: Any) -> dict[str, Any]:
        return {".names" if self.multi else ".name": self.plain_selection(value._selected)}

    def plain(self, value: Any) -> Any:
        self.make_selected(value)
        built = value._built
        return {
            "names" if self.multi else "name": self.plain_selection(value._selected),
            "values": {key: _method(built[key], "toDict")() for key in self.ordered(built.keys())},
        }

    def tree(self, value: Any, tree_of: Callable[..., Any]) -> Any:
        self.make_selected(value)
        built = value._built
        return {
            "names" if self.multi else "name": self.plain_selection(value._selected),
            "values": {key: tree_of(built[key]) for key in self.ordered(built.keys())},
        }

    def set_tree(self, config: Any, tree: Any, reader: Any) -> None:
        """Select what a data file says, and set the values of the choices that it names."""
        if not isinstance(tree, dict):
            self.__set__(config, reader.value(config, self, tree))
            return
        word = "names" if self.multi else "name"
        mine = config.__dict__[self.name]
        for key in sorted(tree, key=lambda key: key != word):  # the selection first
            part = tree[key]
            with reader.at(tree, key):
                if key == word:
                    self.__set__(config, reader.value(config, self, part))
                elif key == "values":
                    self._set_values_of(mine, reader.mapping(config, self, part), reader)
                elif (choice := reader.one_of(key, self.choice_names())) in self.choice_names():
                    reader.read(mine[choice], reader.mapping(config, self, part))  # as in parameter files
                else:
                    why = f"expected {word!r}, 'values' or the name of a choice, got {str(key)!r}"
                    raise FieldValidationError(self, config, why, location=setter_location())

    def _set_values_of(self, mine: Any, choices: Any, reader: Any) -> None:
        for name in choices or ():
            with reader.at(choices, name):
                child = mine[reader.one_of(name, self.choice_names())]
                reader.read(child, reader.mapping(mine._config, self, choices[name]))

    def statements(self, path: str, value: Any) -> list[str]:
        return [f"{path}{suffix}={shown(part)}" for suffix, part in self.own_parts(value).items()]

    def validate(self, instance: Any) -> None:
        """Validate what is selected, then that something is, then ``check``.

        Raises
        ------
        FieldValidationError
            If nothing is selected and the field is not optional, or a selected config cannot be used.
        """
        faults: list[Exception] = []
        self.add_faults(instance, faults)
        if faults:
            raise FieldValidationError.of_all(faults)

    def add_faults(self, instance: Any, faults: list[Exception]) -> None:
        value = instance.__dict__[self.name]
        below = len(faults)
        for key in value._selected_keys():
            try:
                _method(value[key], "validate")()
            except Exception as error:
                faults += faults_in(error)
        if len(faults) > below:
            return
        if value._selected is None and not self.optional:
            faults.append(self._required(instance))
        elif why := self._ask("check", value):
            faults.append(FieldValidationError(self, instance, why, value=value))

    def freeze(self, instance: Any) -> None:
        """Freeze every config that there is, and keep the choices that there are."""
        value = instance.__dict__[self.name]
        self.make_selected(value)
        for child in list(value._built.values()):
            _method(child, "freeze")()
        value.types  # noqa: B018 - keeps them

    def rename(self, instance: Any) -> None:
        """Give the configs that there are their full path."""
        value = instance.__dict__[self.name]
        for key, child in value._built.items():
            child._rename(item_path(value._name, key))

    def copied(self, value: Any, config: Any) -> Any:
        built = {key: child.__deepcopy__({}) for key, child in value._built.items()}
        return choice_object(type(value), config, self, value._selected, built, value._kept)

    def exported(self, value: Any, shared: dict[int, Any]) -> Any:
        built = {
            key: (type(child).__module__, export_state(child, shared)) for key, child in value._built.items()
        }
        return value._selected, built

    def imported(self, exported: Any, config: Any) -> Any:
        selected, states = exported
        built: dict[Any, Any] = {}
        value = choice_object(self.instanceDictClass, config, self, selected, built)
        for key, (module, state) in states.items():
            if key not in self.typemap:
                import importlib  # noqa: PLC0415 - only a plug-in that this process has not met needs it

                importlib.import_module(module)  # which registers it
            built[key] = import_state(value._class_of(key), state)
        return value

    def snapshot(self, value: Any) -> Any:
        return value._selected, value._built.copy()

    def restore(self, value: Any, snapshot: Any) -> None:
        selected, built = snapshot
        set_state(value, selected, built.copy())

    # -- help ----------------------------------------------------------------------------------

    def _type_words(self) -> str:
        return "names of configs" if self.multi else "name of a config"

    def describe_default(self) -> str:
        return "" if self.default is None else shown(self.default_words)

    def schema(self, value: Any, defs: Any) -> dict[str, Any]:
        """The schema of the selection and of the configs of the choices.

        In a parameter file the choices may also stand right beside the selection, and the selection alone in
        the place of the mapping.
        """
        names = self.choice_names()
        name: dict[str, Any] = {"enum": names}
        if self.has_aliases:  # as some names can be written in several forms
            name = {"type": "string", "examples": names}
        selection = {"type": "array", "items": name} if self.multi else name
        if self.optional:
            selection = {"anyOf": [selection, {"type": "null"}]}
        choices = {str(each): self._choice_schema(value, each, defs) for each in names}
        values = defs.mapping(choices)
        schema = defs.mapping({"names" if self.multi else "name": selection, "values": values})
        if self.has_aliases:
            schema["additionalProperties"] = values["additionalProperties"] = {}
        if not defs.complete:
            schema["properties"] = {**choices, **schema["properties"]}
            schema = {"anyOf": [schema, selection]}
        return {"description": self.doc_with_unit(), **schema, "default": defs.plain(self.plain(value))}

    def _choice_schema(self, value: Any, key: Any, defs: Any) -> dict[str, Any]:
        """The schema of one choice; anything for one that cannot be used."""
        config = value._built.get(key)
        if config is None:
            try:
                config = value._class_of(key)()
            except ConfigError:
                return {}
        choice: dict[str, Any] = defs.reference(config)
        return choice if defs.complete else {"anyOf": [choice, {"type": "null"}]}

    def describe_choices(self) -> list[tuple[str, str]]:
        return [(shown(name), _first_line(cls)) for name, cls in self.typemap.items()]


def _first_line(cls: Any) -> str:
    """The first sentences of a class's own doc."""
    doc = (cls.__dict__.get("_doc_text") or "").strip().split("\n\n")[0]
    return " ".join(doc.split()) or f"{type_name(cls)}."
