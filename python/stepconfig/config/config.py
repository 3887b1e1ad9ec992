"""Config: typed, documented values with a history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import IOBase
from sys import _getframe
from types import CodeType
from typing import TYPE_CHECKING, Any, overload

from ..errors import OverrideFileError, PlainAttributeError, UnknownNameError
from ..fields.container import give_proxies
from ..history.location import CALLERS_KEPT, caller_location, inside_package, resolve_where, without_package
from ..history.packing import stored_history
from ..history.record import (
    Entry,
    acting,
    acting_as,
    acting_location,
    before_change,
    callers_from,
    current_acting,
    labels_of,
    made_by,
    next_sequence,
    replaces_default,
    was_changed,
)
from ..history.view import HistoryView, WritableHistory
from ..names import class_words, join_path, shown, type_name
from . import override
from .compare import Difference, differences, equal, report
from .data_files import InDataFiles, data_path, load_data, save_data
from .former import current_name, current_names, renamings
from .meta import ConfigMeta
from .plan import plan_of
from .slots import NOTHING, BareConfig, ConfigSlots, bare, set_flag_frozen, set_name, set_usual
from .state import copy_of, export_state, unpickled, with_all_choices
from .validation import add_field_faults, collecting, faults_so_far
from .values import values_of
from .walk import find, leaves, walk_made
from .write import set_attribute, set_frozen

if TYPE_CHECKING:
    from typing import Self

    from .explain import Explanations

__all__ = ["Config"]


class Config(InDataFiles, ConfigSlots, metaclass=ConfigMeta):
    """Base of all configs: a class whose fields are typed, documented, checked and remembered.

    Subclasses declare fields as class attributes; keywords set them::

        class DetectConfig(Config):
            threshold = RangeField("Detection threshold.", float, 5.0, min=0.0, unit="sigma")


        config = DetectConfig(threshold=4)

    Defaults, then `setDefaults`, then keywords are applied before ``__init__`` runs.
    """

    __slots__ = ()

    if not TYPE_CHECKING:

        def __new__(cls, /, *args, **keywords):
            if current_acting() is None:
                frame = _getframe(1)  # if it is of this package, whoever looks will go on to the next
                made = (frame.f_code, frame.f_lasti, callers_from(frame.f_back, CALLERS_KEPT))
            else:
                made = made_by()
            self = _built(cls, "", made)
            if keywords:
                Config.update(self, **keywords)
            return self

        def __init__(self, /, **keywords):
            pass

        def __getattr__(self, name):
            field = type(self)._fields.get(name)
            if field is None:
                current = current_name(self, name)
                if current is None:
                    raise self._unknown_name(name)
                return getattr(self, current)
            return _filled(self, name)  # the class got the field after this config was made

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__()

    # -- values --------------------------------------------------------------------------------

    if not TYPE_CHECKING:
        __setattr__ = set_attribute

        def __delattr__(self, attr, at=None, label="deletion"):
            """Set the value of a field to None."""
            fields = self._plan.fields
            field = fields.get(attr) or fields.get(current_name(self, attr))
            if field is not None:
                field.__delete__(self, at, label)
            else:
                if not hasattr(getattr(type(self), attr, None), "__delete__"):
                    raise self._unknown_name(attr)
                object.__delattr__(self, attr)

    def _warn_of(self, field: Any) -> None:
        """Warn the line that sets an attribute that its field is deprecated."""
        name = join_path(self._name, field.name)
        text = f"the field {name!r} of {class_words(type(self))} is deprecated: {field.deprecated}"
        import warnings  # noqa: PLC0415 - every start would pay for it

        frame = _getframe()
        level = 1
        while frame.f_back is not None and inside_package[frame.f_code.co_filename]:
            frame = frame.f_back
            level += 1
        warnings.warn(text, FutureWarning, stacklevel=level)

    def _set_other(self, name: str, value: Any) -> None:
        if name == "_frozen":
            set_frozen(self, bool(value))
            return
        if name in ("__dict__", "_plan", "_usual", "_values"):
            raise self._unknown_name(name)
        for cls in type(self).__mro__[:-1]:  # without `object`, whose `__class__` is nobody's to set
            found = cls.__dict__.get(name)
            if found is not None:
                if hasattr(type(found), "__set__"):
                    object.__setattr__(self, name, value)
                    return
                if not (callable(found) or hasattr(found, "__get__")):
                    raise self._unknown_name(name, PlainAttributeError)
                break
        raise self._unknown_name(name)

    def _unknown_name(self, name: str, kind: type[UnknownNameError] = UnknownNameError) -> UnknownNameError:
        return kind(
            name,
            class_words(type(self)),
            self._name,
            list(type(self)._fields),
            location=acting_location() or caller_location(),
            former=renamings(type(self)),
        )

    def _current_name(self, name: str) -> str | None:
        """The name that a field has now which was called ``name`` formerly; the user is warned."""
        return current_name(self, name)

    def setDefaults(self) -> None:
        """Change defaults, of inherited fields and nested configs for instance, by overriding this method."""

    def update(self, /, **kw: Any) -> None:
        """Set several fields.

        Parameters
        ----------
        **kw
            The values by field name.

        Raises
        ------
        UnknownNameError
            If a name is that of no field; nothing is set then.
        FieldValidationError
            If a field refuses its value.
        """
        fields = self._plan.fields
        items: Any = kw.items()
        for name in kw:
            if name not in fields:
                items = current_names(self, kw)
                break
        at = None
        if self._plan.custom:
            at = acting_location() or caller_location()  # not the line of their classes' own `__set__`
        for name, value in items:
            fields[name].__set__(self, value, at, "update")

    def __iter__(self) -> Iterator[str]:
        return iter(self._plan.fields)

    def keys(self) -> Any:
        """Names of the fields, in order."""
        return self._plan.fields.keys()

    def values(self) -> Any:
        """Values of the fields, in order."""
        return values_of(self).values()

    def items(self) -> Any:
        """Names and values of the fields, in order."""
        return values_of(self).items()

    def __contains__(self, name: object) -> bool:
        return name in self._plan.fields

    def names(self) -> list[str]:
        """Full names of all values of the tree that a saved file restores, without the config's own name."""
        return list(override.saved_names(self))

    def toDict(self, *, all: bool = False) -> dict[str, Any]:
        """The values as plain Python data, nested configs as dicts.

        Parameters
        ----------
        all : bool, optional
            With every config that could be chosen? By default, those that are selected or were asked for.
        """
        if all:
            return Config.toDict(with_all_choices(self))
        values = values_of(self).copy()
        for name, field in self._plan.structured:
            values[name] = field.plain(values[name])
        return values

    # -- validity ------------------------------------------------------------------------------

    @collecting
    def validate(self) -> None:
        """Check that the config can be used; subclasses add checks after ``super().validate()``.

        Raises
        ------
        FieldValidationError
            If it cannot. The error lists every fault of the tree, in its attribute ``faults`` too.
        """
        add_field_faults(self, faults_so_far())

    def freeze(self) -> None:
        """Make the config and all below it unchangeable."""
        if current_acting() is not None:
            before_change(self)
        set_flag_frozen(self, True)
        set_usual(self, NOTHING)
        for _, field in self._plan.nested:
            field.freeze(self)

    # -- history -------------------------------------------------------------------------------

    @property
    def history(self) -> HistoryView:
        """For each field the entries of its history, oldest first."""
        return HistoryView(self)

    def _default_entry(self, name: str) -> Entry | None:
        """The entry for the default of a field, which follows from the class and is not stored."""
        plan = self._plan
        if name not in plan.template:
            return None
        field = plan.fields[name]
        stored = stored_history(self).get(name)
        if stored:
            sets_itself = field.sets_itself and labels_of(stored[0])[0] == "default"
            if sets_itself or replaces_default(stored[0]):
                return None
        value = plan.template[name]
        if field.holds_configs:
            value = field.default_words
        elif field.is_container:
            items = plan.items_of(name)
            value = None if items is None else items.copy()
        made = resolve_where(self._made)
        return Entry(value, made, "default", "default", self._sequence, field.source)

    def formatHistory(self, name: str | None = None, *, all: bool = False, **kwargs: Any) -> str:
        """The history of a field as text: who set it, where, and what it was before.

        Parameters
        ----------
        name : str, optional
            Name or dotted path of a field, ``isr.background.order``. Without one, the histories of all
            fields of the tree that were changed from their defaults.
        all : bool, optional
            Without a name: the fields that were not changed too.
        **kwargs
            ``color`` (bool): with colours; by default only if the standard output is a terminal.
            ``writeSourceLine`` (bool): with file and line. ``verbose`` (bool): with all callers.

        Returns
        -------
        text : str
            One block per change, oldest first.

        Raises
        ------
        UnknownNameError
            If there is no such field.
        """
        from ..history.render import format_changes, format_field  # noqa: PLC0415 - as in `history`

        if name is not None:
            config, field_name = find(self, name)
            return format_field(config, field_name, **kwargs)
        changed = {
            (id(config), field_name): (config, field_name)  # once, however many parts the value has
            for _, config, _, field_name in leaves(self)
            if all or was_changed(stored_history(config).get(field_name))
        }
        return format_changes(changed.values(), **kwargs)

    # -- files ---------------------------------------------------------------------------------

    def load(self, filename: Any, root: str = "config", *, trusted: Iterable[str] | None = None) -> None:
        """Execute a Python override file on this config, or set what a data file says, all or nothing.

        Parameters
        ----------
        filename : str or path
            The file, ending with ``.py``, ``.yaml``, ``.yml``, ``.asdf``, ``.json`` or ``.toml``; a
            ``file://`` or ``resource://package/path.py`` URI; relative to the override file that is being
            executed, if there is one. Nothing but an override file (``.py``) is executed.
        root : str, optional
            Name of the config in an override file.
        trusted : iterable of str, optional
            The packages whose classes a data file may name; by default all. An override file, which can do
            everything, is refused.

        Raises
        ------
        OverrideFileError
            If the file cannot be read.
        ConfigError
            If something in a data file is wrong: a `ParameterErrors` if several things are.
        Exception
            What an override file raises, with a note that names its line. The config is as it was then.
        """
        path = data_path(filename)
        if path is not None:
            load_data(self, path, trusted)
            return
        if trusted is not None:
            raise OverrideFileError(f"{filename} is no data file; trusted= cannot limit what a file executes")
        override.load_file(self, filename, root)

    def loadFromStream(
        self,
        stream: Any,
        root: str = "config",
        filename: Any = None,
        extraLocals: dict[str, Any] | None = None,
    ) -> None:
        """Execute an open override file on this config, all or nothing.

        Parameters
        ----------
        stream : file object, str, bytes or code
            The file, or its text or code.
        root : str, optional
            Name of the config in the file.
        filename : str, optional
            Name of the file for messages and for relative names in it; by default the stream's.
        extraLocals : dict, optional
            More variables for the file.
        """
        override.load_stream(self, stream, root, filename, extraLocals)

    def loadFromString(
        self, code: Any, root: str = "config", filename: Any = None, extraLocals: dict[str, Any] | None = None
    ) -> None:
        """Execute the text of an override file on this config, all or nothing.

        Parameters
        ----------
        code : str, bytes or code
            The text, or its compiled code.
        root : str, optional
            Name of the config in the text.
        filename : str, optional
            Name for messages and for relative names in the text.
        extraLocals : dict, optional
            More variables for the text.
        """
        override.load_stream(self, code, root, filename, extraLocals)

    def save(self, filename: Any, root: str = "config", *, all: bool = False) -> None:
        """Save as a Python override file, or as a data file, atomically.

        Parameters
        ----------
        filename : str or path
            The file, ending with ``.py``, ``.yaml``, ``.yml``, ``.asdf``, ``.json`` or ``.toml``.
        root : str, optional
            Name of the config in an override file.
        all : bool, optional
            With every config that could be chosen? By default, those that are selected or were asked for.

        Raises
        ------
        OverrideFileError, ParameterFileError
            If the file cannot be written; it is as it was then.
        """
        config = with_all_choices(self) if all else self
        path = data_path(filename)
        if path is not None:
            save_data(config, path)
        else:
            override.save_file(config, filename, root)

    def saveToStream(
        self, outfile: Any, root: str = "config", skipImports: bool = False, *, all: bool = False
    ) -> None:
        """Write as a Python override file to a stream.

        Parameters
        ----------
        outfile : file object
            Text or binary stream. One that is not Python's own is given each value with its doc by itself, so
            that it can leave some out.
        root : str, optional
            Name of the config in the file.
        skipImports : bool, optional
            Leave out the lines that import and check the class?
        all : bool, optional
            With every config that could be chosen?
        """
        text = override.write_config(with_all_choices(self) if all else self, root, skipImports)
        for piece in [text] if isinstance(outfile, IOBase) else override.pieces(text):
            try:
                outfile.write(piece)
            except TypeError:
                outfile.write(piece.encode())

    def saveToString(self, skipImports: bool = False, *, all: bool = False) -> str:
        """The text of the Python override file.

        Parameters
        ----------
        skipImports : bool, optional
            Leave out the lines that import and check the class?
        all : bool, optional
            With every config that could be chosen?
        """
        return override.write_config(with_all_choices(self) if all else self, "config", skipImports)

    def _collectImports(self) -> None:
        """Add the modules that the saved file has to import to ``self._imports``."""
        if current_acting() is not None:
            before_change(self)
        imports = self._imports
        imports.add(type(self).__module__)
        values = self.__dict__
        for name, field in self._plan.nested:
            if field.names_classes:
                imports.update(field.modules(values[name]))
            for _, child in field.children(values[name]):
                cls = type(child)
                if cls._collectImports is _plain_collect and not child._plan.nested:
                    imports.add(cls.__module__)
                else:
                    child._collectImports()
                if child._imports:
                    imports |= child._imports

    @classmethod
    def _fromPython(cls, config_py: str) -> Config:
        """A config from the text of a saved file.

        Raises
        ------
        OverrideFileError
            If the text is none, or its class is no `Config`.
        """
        found = override.class_of_saved(config_py)
        if not issubclass(found, cls):
            raise OverrideFileError(
                f"the saved config is of type {type_name(found)}; expected {type_name(cls)}"
            )
        config: Config = found()
        config.loadFromString(config_py)
        return config

    # -- asking --------------------------------------------------------------------------------

    if TYPE_CHECKING:

        @overload
        def explain(
            self, path: None = None, *, changed: bool = False, layer: str | None = None
        ) -> Explanations: ...

        @overload
        def explain(self, path: str, *, changed: bool = False, layer: str | None = None) -> Any: ...

    def explain(self, path: str | None = None, *, changed: bool = False, layer: str | None = None) -> Any:
        """What a value is, who set it and where, what it was before, and what it means.

        Parameters
        ----------
        path : str, optional
            Path of a value, ``isr.background.order``; of a config, for all that is in it; or a pattern, in
            which ``*`` stands for any text and ``?`` for any letter. Without one, every value of the tree.
        changed : bool, optional
            Only the values that a new config of this class does not have?
        layer : str, optional
            Only the values that this layer set: ``"command line"``, ``"parameter file"``, ``"code"``.

        Returns
        -------
        explanation : Explanation or Explanations
            Of one value for the path of one, if no filter is asked for; else of several, in their order.
            ``print`` shows either.

        Raises
        ------
        UnknownNameError
            If there is no such value.
        """
        from .explain import explain  # noqa: PLC0415 - only who asks needs it

        return explain(self, path, changed, layer)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """The JSON Schema (2020-12) of the values, as `to_json` writes them.

        Docs, units, limits, choices and defaults are in it. What JSON cannot hold is text there: a complex
        number, nan, an infinity. What `toDict` gives passes, too, unless an action or a configurable is of
        another class than by default, which only `to_json` says.
        """
        from .schema import config_schema  # noqa: PLC0415 - only who asks needs it

        return config_schema(cls)

    # -- comparing -----------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return False
        return equal(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]

    def compare(
        self,
        other: Config,
        shortcut: bool = True,
        rtol: float = 1e-8,
        atol: float = 1e-8,
        output: Callable[[str], object] | None = None,
    ) -> bool:
        """Compare with another config, numbers within a tolerance.

        Parameters
        ----------
        other : Config
            The other config.
        shortcut : bool, optional
            Stop at the first difference?
        rtol, atol : float, optional
            Relative and absolute tolerance.
        output : callable, optional
            Called with a message for each difference.

        Returns
        -------
        bool
            True if there is no difference.
        """
        return report(differences(self, other, rtol, atol), shortcut, output)

    def diff(self, other: Config, rtol: float = 0.0, atol: float = 0.0) -> list[Difference]:
        """The differences from another config as data: path, both values, and who set them.

        Parameters
        ----------
        other : Config
            The other config.
        rtol, atol : float, optional
            Relative and absolute tolerance; by default values have to be equal.
        """
        return list(differences(self, other, rtol, atol))

    # -- copies --------------------------------------------------------------------------------

    def copy(self) -> Self:
        """A deep copy with names and history, not frozen."""
        copied: Self = copy_of(self)
        for _, config in walk_made(copied):
            set_frozen(config, False)
        return copied

    def __copy__(self) -> Self:
        copied: Self = copy_of(self)
        return copied

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        copied: Self = copy_of(self)
        return copied

    def __reduce__(self) -> tuple[Any, ...]:
        return unpickled, (type(self), export_state(self, {}))

    def __str__(self) -> str:
        return shown(Config.toDict(self))

    def __repr__(self) -> str:
        values = [f"{name}={shown(value)}" for name, value in values_of(self).items() if value is not None]
        return f"{type_name(type(self))}({', '.join(values)})"

    def _rename(self, name: str) -> None:
        """Give the config and all below it full paths under ``name``."""
        for path, config in walk_made(self, name):
            set_name(config, path)

    @property
    def _storage(self) -> dict[str, Any]:
        """The values by name, as pex_config calls them."""
        return self.__dict__

    @property
    def _history(self) -> WritableHistory:
        """The history as pex_config's clients write it: ``config._history[name].append(...)``."""
        return WritableHistory(self)


_plain_setDefaults = Config.setDefaults
_plain_new = Config.__new__
_plain_init = Config.__init__
_plain_collect = Config._collectImports


def _built(cls: Any, name: str, made: Any, plan: Any = None) -> Any:
    """A config with its defaults, `setDefaults` included, and its nested configs; `__init__` is not run.

    Parameters
    ----------
    cls : type
        The class.
    name : str
        Full path of the config; empty at the top.
    made : tuple or Location
        Who makes it.
    plan : Plan, optional
        Its plan, where that is known: to ask a class takes long.
    """
    plan = plan or cls._plan_cache or plan_of(cls, name, made)
    values = plan.template.copy()
    self: Any = BareConfig(plan, name, made, next_sequence(), values)
    try:
        self.__class__ = cls
    except TypeError:  # the class has slots of its own
        self = bare(cls, plan, name, made, self._sequence, values)
    if plan.containers:
        give_proxies(self, values, plan.containers)
    if plan.nested:
        for field_name, field in plan.nested:
            values[field_name] = field.make_value(self)
    if plan.custom:
        for _, field in plan.custom:
            with acting_as(resolve_where(made), label="default", layer="default"):
                field.__set__(self, field.default, None, "default")
    if plan.asks_class and cls.setDefaults is not _plain_setDefaults:
        callers = None
        if type(made) is tuple and type(made[0]) is CodeType:
            code, offset, outer = without_package(*made)
            callers = (code, offset, *outer)
        with acting(location=None, label=None, layer="setDefaults", callers=callers):
            self.setDefaults()
    return self


def build_nested(cls: Any, parent: Config, field_name: str, made: Any = None) -> Any:
    """A config for a field of another: with its defaults, its own ``__new__`` and ``__init__`` run.

    Parameters
    ----------
    cls : type
        Class of the nested config.
    parent : Config
        The config that will hold it.
    field_name : str
        The part of its path below the parent.
    made : tuple or Location, optional
        Who makes it; by default who made the parent.
    """
    above = parent._name
    name = f"{above}.{field_name}" if above else field_name
    made = parent._made if made is None else made
    plan = cls._plan_cache or plan_of(cls, name, made)
    if not plan.asks_class:
        return _built(cls, name, made, plan)
    if cls.__new__ is _plain_new:
        self = _built(cls, name, made, plan)
    else:
        self = cls.__new__(cls)
        self._rename(name)
    if cls.__init__ is not _plain_init:
        self.__init__()
    return self


def _filled(config: Any, name: str) -> Any:
    """The default of a field that the class got after the config was made, as the config's own value."""
    plan = plan_of(type(config), config._name, config._made)
    object.__setattr__(config, "_plan", plan)
    fresh = _built(type(config), config._name, config._made)
    for field_name, field in plan.fields.items():
        if field_name not in config.__dict__:
            config.__dict__[field_name] = field.copied(fresh.__dict__[field_name], config)
    set_frozen(config, config._frozen)
    return config.__dict__[name]
