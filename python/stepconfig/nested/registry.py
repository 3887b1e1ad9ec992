"""Registries: named targets with a Config class each, and fields that choose among them."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, overload

from ..config.config import Config
from ..config.meta import ConfigMeta
from ..errors import (
    FieldValidationError,
    PluginError,
    PluginWarning,
    RegistryError,
    TargetError,
    UnknownNameError,
    expected,
)
from ..fields.base import setter_location
from ..names import shown, type_name
from .choice import ConfigChoiceField, ConfigInstanceDict
from .discarded import warn_here
from .plugins import Plugins

if TYPE_CHECKING:
    from typing import Self

    from typing_extensions import TypeVar as TypeVarWithDefault

    C = TypeVarWithDefault("C", default=Any)
    A = TypeVarWithDefault("A", default=C | None)
else:
    C = TypeVar("C")
    A = TypeVar("A")

S = TypeVar("S")
T = TypeVar("T")
K = TypeVar("K", bound=Config)

__all__ = [
    "ConfigurableWrapper",
    "Registry",
    "RegistryAdaptor",
    "RegistryField",
    "RegistryInstanceDict",
    "makeRegistry",
    "registerConfig",
    "registerConfigurable",
]


class ConfigurableWrapper:
    """A target with another Config class than its own; calling it calls the target.

    Parameters
    ----------
    target : callable
        The target.
    ConfigClass : type
        The Config class.
    """

    def __init__(self, target: Callable[..., Any], ConfigClass: type[Config]) -> None:
        self.ConfigClass = ConfigClass
        self._target = target

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._target(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<{self._target!r} with {type_name(self.ConfigClass)}>"


class Registry(Mapping[str, Any], Generic[C]):
    """Named targets, callables that are made from a config, each with a Config class.

    Parameters
    ----------
    configBaseType : type, optional
        What every Config class has to be a subclass of.
    doc : str, optional
        What is registered.
    entry_points : str, optional
        Group of entry points in which installed packages declare targets of their own. They are imported when
        they are selected or listed.

    Examples
    --------
    >>> from stepconfig import Config, Field, makeRegistry
    >>> class MeanConfig(Config):
    ...     clip = Field("Clipping level.", float, 3.0, unit="sigma")
    >>> class Mean:
    ...     ConfigClass = MeanConfig
    ...
    ...     def __init__(self, config):
    ...         self.config = config
    >>> registry = makeRegistry("Ways to combine exposures.")
    >>> registry.register("mean", Mean)
    >>> class Combine(Config):
    ...     method = registry.makeField("How exposures are combined.", default="mean")
    >>> Combine().method.apply().config.clip
    3.0
    """

    if TYPE_CHECKING:

        def __init__(
            self, configBaseType: type[C] = ..., doc: str = "", entry_points: str | None = None
        ) -> None: ...

    else:

        def __init__(self, configBaseType=Config, doc="", entry_points=None):
            if not isinstance(configBaseType, ConfigMeta):
                raise TargetError(f"configBaseType {expected('a subclass of Config', configBaseType)}")
            self._configBaseType = configBaseType
            self._targets = {}
            self._plugins = None if entry_points is None else Plugins(entry_points)
            if doc:
                self.__doc__ = doc

    if TYPE_CHECKING:
        _configBaseType: Any
        _targets: dict[str, Any]
        _plugins: Plugins | None

    def register(
        self, name: str, target: Callable[..., Any], ConfigClass: type[Config] | None = None
    ) -> None:
        """Add a target.

        Parameters
        ----------
        name : str
            Its name.
        target : callable
            What is called with ``config=`` when the name is selected and applied.
        ConfigClass : type, optional
            Its Config class; by default ``target.ConfigClass``. With another one than its own the target is
            wrapped; its own stays as it is.

        Raises
        ------
        RegistryError
            If the name is registered already; it is a RuntimeError.
        TargetError
            If the target cannot be called or has no Config class, or that is no subclass of the registry's
            base type; it is a TypeError.
        """
        if name in self._targets:
            raise RegistryError(
                f"{shown(name)} is registered already, for {self._targets[name]!r}; choose another name"
            )
        if self._plugins is not None and "@" in str(name):
            raise RegistryError(f"{shown(name)}: '@' stands before the package of a plug-in; leave it out")
        self._targets[name] = self._checked(target, ConfigClass)

    def _checked(self, target: Any, ConfigClass: Any = None) -> Any:
        """The target, wrapped if it gets another Config class than its own."""
        if not callable(target):
            raise TargetError(f"the target {expected('a callable', target)}")
        own = getattr(target, "ConfigClass", None)
        if ConfigClass is None and own is None:
            raise TargetError(
                f"the target {target!r} has no ConfigClass; set target.ConfigClass, or register with"
                " ConfigClass=..."
            )
        config_class: Any = own if ConfigClass is None else ConfigClass
        base = self._configBaseType
        if not (isinstance(config_class, ConfigMeta) and issubclass(config_class, base)):
            what = type_name(config_class) if isinstance(config_class, type) else repr(config_class)
            raise TargetError(
                f"the ConfigClass of {target!r} has to be a subclass of {type_name(base)}, got {what}"
            )
        if own is config_class:
            return target
        wrapped: Any = ConfigurableWrapper(target, config_class)  # type: ignore[arg-type]
        return wrapped

    def __getitem__(self, name: str) -> Any:
        try:
            return self._targets[name]
        except KeyError:
            if self._plugins is None or name not in self._plugins:
                raise UnknownNameError(
                    str(name), "the registry", known=self.keys(), kind="target", location=setter_location()
                ) from None
        return self._plugin(name)

    def _plugin(self, name: str) -> Any:
        """The target of a plug-in; its module may register it itself when it is imported."""
        assert self._plugins is not None
        short = name.partition("@")[0]
        before = self._targets.get(short)

        def target_of(found: Any) -> Any:
            registered = self._targets.get(short)
            if registered is not None and (before is None or _module(registered) == _module(found)):
                return registered
            return self._checked(found)

        return self._plugins.load(name, target_of)

    def __iter__(self) -> Iterator[str]:
        """The names: in the order in which they were registered, then those of plug-ins."""
        yield from list(self._targets)
        if self._plugins is not None:
            yield from [name for name in self._plugins.names() if name not in self._targets]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return name in self._targets or (self._plugins is not None and name in self._plugins)

    def usable(self) -> Iterator[tuple[str, Any]]:
        """Names and targets; a plug-in that cannot be used is left out with a warning."""
        for name in self:
            try:
                target = self[name]
            except PluginError as error:
                warn_here(PluginWarning(str(error)))
                continue
            if self._plugins is not None and name in self._targets:
                module = _module(target)
                for package in self._plugins.hidden(name, module):
                    why = f"of the package {package} is hidden: {module} has registered that name"
                    warn_here(PluginWarning(f"the plug-in {name!r} {why}; choose '{name}@PACKAGE' for it"))
            yield name, target

    def values(self) -> ValuesView[Any]:
        """The targets, plug-ins imported."""
        return _UsableValues(self)

    def items(self) -> ItemsView[str, Any]:
        """Names and targets, plug-ins imported."""
        return _UsableItems(self)

    def canonical(self, name: Any) -> Any:
        """The one form of a name that can be written in several: of ``name@package``."""
        if self._plugins is None or name in self._targets or not isinstance(name, str):
            return name
        return self._plugins.canonical(name)

    def _kept(self) -> Registry[C]:
        """A registry that has what this one has now, for ever."""
        kept: Registry[C] = Registry(self._configBaseType)
        kept._targets = self._targets.copy()
        kept._plugins = self._plugins
        kept._plugin = self._plugin  # type: ignore[method-assign]
        return kept

    if TYPE_CHECKING:

        @overload
        def makeField(
            self,
            doc: str,
            default: Any = None,
            optional: bool = False,
            multi: Literal[False] = False,
            on_none: Callable[..., Any] | None = None,
            deprecated: str | None = None,
        ) -> RegistryField[C, C | None]: ...

        @overload
        def makeField(
            self,
            doc: str,
            default: Any = None,
            optional: bool = False,
            multi: Literal[True] = ...,
            on_none: Callable[..., Any] | None = None,
            deprecated: str | None = None,
        ) -> RegistryField[C, list[C]]: ...

    def makeField(
        self,
        doc: str,
        default: Any = None,
        optional: bool = False,
        multi: bool = False,
        on_none: Callable[..., Any] | None = None,
        deprecated: str | None = None,
    ) -> Any:
        """A field that chooses among the targets.

        Parameters
        ----------
        doc : str
            What is chosen.
        default : str or sequence of str, optional
            The name, or names, selected in a new config.
        optional : bool, optional
            May nothing be selected when the config is validated?
        multi : bool, optional
            Can several be selected?
        on_none : callable, optional
            Called by ``apply`` in the place of a target if nothing is selected: with the value of the field
            and the arguments.
        deprecated : str, optional
            Why the field should not be used any more.
        """
        field: Any = RegistryField
        return field(doc, self, default, optional, multi, on_none, deprecated)

    def __copy__(self) -> Registry[C]:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Registry[C]:
        return self

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __repr__(self) -> str:
        return f"<Registry of {type_name(self._configBaseType)}: {', '.join(map(str, self))}>"


def _module(target: Any) -> str:
    """Name of the module that a target is from, or that it is."""
    target = getattr(target, "_target", target)
    return str(getattr(target, "__module__", None) or getattr(target, "__name__", ""))


class RegistryAdaptor(Mapping[str, Any]):
    """The Config class of every target of a registry: the typemap of a `RegistryField`.

    Parameters
    ----------
    registry : Registry
        The registry.
    """

    def __init__(self, registry: Registry[Any]) -> None:
        self.registry = registry

    def __getitem__(self, name: str) -> Any:
        registry = self.registry
        target = registry._targets.get(name)
        return (registry[name] if target is None else target).ConfigClass

    def __iter__(self) -> Iterator[str]:
        return iter(self.registry)

    def __len__(self) -> int:
        return len(self.registry)

    def __contains__(self, name: object) -> bool:
        return name in self.registry

    def values(self) -> ValuesView[Any]:
        """The Config classes, plug-ins imported."""
        return _UsableValues(self)

    def usable(self) -> Iterator[tuple[str, Any]]:
        """Names and Config classes; a plug-in that cannot be used is left out with a warning."""
        return ((name, target.ConfigClass) for name, target in self.registry.usable())

    def items(self) -> ItemsView[str, Any]:
        """Names and Config classes, plug-ins imported."""
        return _UsableItems(self)


class _UsableValues(ValuesView[Any]):
    """What the names stand for, plug-ins left out that cannot be used."""

    def __iter__(self) -> Iterator[Any]:
        return (value for _, value in self._mapping.usable())  # type: ignore[attr-defined]


class _UsableItems(ItemsView[str, Any]):
    """Names and what they stand for, plug-ins left out that cannot be used."""

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return self._mapping.usable()  # type: ignore[attr-defined,no-any-return]


class RegistryInstanceDict(ConfigInstanceDict[C, A]):
    """The value of a `RegistryField`: it can call what is selected."""

    __slots__ = ()

    @property
    def target(self) -> Any:
        """The selected target; None if nothing is selected."""
        if self._field.multi:
            self._wrong_word("targets", "target")
        return None if self._selected is None else self._field.registry[self._selected]

    @property
    def targets(self) -> Any:
        """The selected targets of a field that chooses several; None if no selection was made."""
        if not self._field.multi:
            self._wrong_word("target", "targets")
        if self._selected is None:
            return None
        return [self._field.registry[name] for name in self._selected]

    def apply(self, *args: Any, **kwargs: Any) -> Any:
        """Call what is selected with ``config=`` its config; a list of results if several can be chosen.

        Parameters
        ----------
        *args, **kwargs
            What else the target takes.

        Raises
        ------
        FieldValidationError
            If nothing is selected, and the field has no ``on_none``.
        """
        selected = self._selected
        if type(selected) is str:
            return self._field.registry[selected](*args, config=self[selected], **kwargs)
        return self.apply_with(selected, *args, **kwargs)

    def apply_with(self, selection: Any, *args: Any, **kwargs: Any) -> Any:
        """Call other targets than those selected, each with its config here; the selection stays.

        Parameters
        ----------
        selection : str or sequence of str
            The name, or the names if several can be chosen.
        *args, **kwargs
            What else the target takes.

        Raises
        ------
        FieldValidationError
            If there is no such target; or the selection is None, and the field has no ``on_none``.
        """
        field = self._field
        if selection is None:
            if field.on_none is not None:
                return field.on_none(self, *args, **kwargs)
            why = f"nothing is selected; select {field.expects()}"
            raise FieldValidationError(field, self._config, why, location=setter_location())
        if field.multi:
            if selection is not self._selected:
                try:
                    selection = field.coerce_names(self, selection)
                except Exception as error:
                    field._refuse(self._config, error, selection)
            return [self._call(name, args, kwargs) for name in selection]
        return self._call(selection, args, kwargs)

    def _call(self, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        config = self[name]
        return self._field.registry[name](*args, config=config, **kwargs)


class RegistryField(ConfigChoiceField[C, A]):
    """A field that chooses one target of a registry, or several.

    Parameters
    ----------
    doc : str
        What is chosen.
    registry : Registry
        The targets. It is live: what is registered later can be chosen, until a config is frozen.
    default, optional, multi, on_none, deprecated
        As for `Registry.makeField`.

    Raises
    ------
    ValueError
        If the doc is empty, or the registry is none.
    """

    instanceDictClass: Any = RegistryInstanceDict

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any = None) -> Self: ...

        @overload
        def __get__(self, instance: object, owner: Any = None) -> RegistryInstanceDict[C, A]: ...

        def __get__(self, instance: Any, owner: Any = None) -> Any: ...

    registry: Registry[Any]
    on_none: Callable[..., Any] | None

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: RegistryField[S, S | None],
            doc: str,
            registry: Registry[S],
            default: Any = None,
            optional: bool = False,
            multi: Literal[False] = False,
            on_none: Callable[..., Any] | None = None,
            deprecated: str | None = None,
        ) -> None: ...

        @overload
        def __init__(
            self: RegistryField[S, list[S]],
            doc: str,
            registry: Registry[S],
            default: Any = None,
            optional: bool = False,
            multi: Literal[True] = ...,
            on_none: Callable[..., Any] | None = None,
            deprecated: str | None = None,
        ) -> None: ...

    def __init__(
        self,
        doc: str,
        registry: Any,
        default: Any = None,
        optional: bool = False,
        multi: bool = False,
        on_none: Callable[..., Any] | None = None,
        deprecated: str | None = None,
    ) -> None:
        if not isinstance(registry, Registry):
            raise ValueError(f"registry {expected('a Registry', registry)}")
        if on_none is not None and not callable(on_none):
            raise ValueError(f"on_none {expected('a callable', on_none)}")
        self._setup_choice(doc, RegistryAdaptor(registry), default, optional, multi, deprecated)
        self.__dict__.update(registry=registry, on_none=on_none, has_aliases=registry._plugins is not None)

    def canonical(self, name: Any) -> Any:
        return self.registry.canonical(name)

    def kept_types(self) -> Mapping[Any, Any]:
        return RegistryAdaptor(self.registry._kept())

    def ordered(self, keys: Any) -> list[Any]:
        if len(keys) < 2:
            return list(keys)
        found = [key for key in self.registry._targets if key in keys]
        return found + sorted(keys - set(found), key=str)


if TYPE_CHECKING:

    @overload
    def makeRegistry(doc: str, *, entry_points: str | None = None) -> Registry[Config]: ...

    @overload
    def makeRegistry(doc: str, configBaseType: type[K], entry_points: str | None = None) -> Registry[K]: ...


def makeRegistry(doc: str, configBaseType: Any = Config, entry_points: str | None = None) -> Any:
    """A registry.

    Parameters
    ----------
    doc : str
        What is registered.
    configBaseType : type, optional
        What every Config class has to be a subclass of.
    entry_points : str, optional
        Group of entry points in which installed packages declare targets of their own.
    """
    return Registry(configBaseType, doc, entry_points)


def registerConfigurable(
    name: str, registry: Registry[Any], ConfigClass: type[Config] | None = None
) -> Callable[[T], T]:
    """A decorator that registers a class or function as a target.

    Parameters
    ----------
    name : str
        Its name.
    registry : Registry
        The registry.
    ConfigClass : type, optional
        Its Config class; by default ``target.ConfigClass``.
    """

    def register(target: T) -> T:
        registry.register(name, target, ConfigClass)  # type: ignore[arg-type]
        return target

    return register


def registerConfig(
    name: str, registry: Registry[Any], target: Callable[..., Any]
) -> Callable[[type[K]], type[K]]:
    """A decorator that registers a Config class with the target that it is for.

    Parameters
    ----------
    name : str
        Its name.
    registry : Registry
        The registry.
    target : callable
        The target.
    """

    def register(config_class: type[K]) -> type[K]:
        registry.register(name, target, config_class)
        return config_class

    return register
