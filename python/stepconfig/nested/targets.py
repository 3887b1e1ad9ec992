"""Targets: named callables with a Config class each, those of installed plug-ins among them."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..config.config import Config
from ..config.meta import ConfigMeta
from ..errors import PluginError, PluginWarning, RegistryError, TargetError, UnknownNameError, expected
from ..fields.base import setter_location
from ..names import shown, type_name
from .discarded import warn_here
from .plugins import Plugins

if TYPE_CHECKING:
    from typing import Self

__all__ = ["ConfigurableWrapper", "RegistryAdaptor", "Targets"]

C = TypeVar("C")


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


class Targets(Mapping[str, Any], Generic[C]):
    """Named callables, each with a Config class: what a `Registry` is, its fields apart.

    Parameters
    ----------
    configBaseType, doc, entry_points
        As for `Registry`.
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

    def _kept(self) -> Targets[C]:
        """A registry that has what this one has now, for ever."""
        kept: Targets[C] = type(self)(self._configBaseType)
        kept._targets = self._targets.copy()
        kept._plugins = self._plugins
        kept._plugin = self._plugin  # type: ignore[method-assign]
        return kept

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {type_name(self._configBaseType)}: {', '.join(map(str, self))}>"


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

    def __init__(self, registry: Targets[Any]) -> None:
        self.registry = registry
        self._targets = registry._targets

    def __getitem__(self, name: str) -> Any:
        target = self._targets.get(name)
        return (self.registry[name] if target is None else target).ConfigClass

    def get(self, name: str, default: Any = None) -> Any:
        """The Config class of a target; the default if there is none of that name."""
        target = self._targets.get(name)
        return super().get(name, default) if target is None else target.ConfigClass

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
