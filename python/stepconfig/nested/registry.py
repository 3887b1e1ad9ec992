"""Registries: named targets with a Config class each, and fields that choose among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from ..config.config import Config
from ..errors import FieldValidationError, expected
from ..fields.base import setter_location
from .choice import ConfigChoiceField, ConfigInstanceDict
from .targets import ConfigurableWrapper, RegistryAdaptor, Targets

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


class RegistryInstanceDict(ConfigInstanceDict[C, A]):
    """The value of a `RegistryField`: it can call what is selected."""

    __slots__ = ()

    @property
    def registry(self) -> Any:
        """The registry of the field."""
        return self._field.registry

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
    default, optional, multi, on_none, deprecated, renamed_from
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

    registry: Targets[Any]
    on_none: Callable[..., Any] | None

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: RegistryField[S, S | None],
            doc: str,
            registry: Targets[S],
            default: Any = None,
            optional: bool = False,
            multi: Literal[False] = False,
            on_none: Callable[..., Any] | None = None,
            deprecated: str | None = None,
            *,
            renamed_from: str | Iterable[str] = (),
        ) -> None: ...

        @overload
        def __init__(
            self: RegistryField[S, list[S]],
            doc: str,
            registry: Targets[S],
            default: Any = None,
            optional: bool = False,
            multi: Literal[True] = ...,
            on_none: Callable[..., Any] | None = None,
            deprecated: str | None = None,
            *,
            renamed_from: str | Iterable[str] = (),
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
        *,
        renamed_from: str | Iterable[str] = (),
    ) -> None:
        if not isinstance(registry, Targets):
            raise ValueError(f"registry {expected('a Registry', registry)}")
        if on_none is not None and not callable(on_none):
            raise ValueError(f"on_none {expected('a callable', on_none)}")
        adapted = RegistryAdaptor(registry)
        self._setup_choice(doc, adapted, default, optional, multi, deprecated, renamed_from)
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


class Registry(Targets[C]):
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

        @overload
        def makeField(
            self,
            doc: str,
            default: Any = None,
            optional: bool = False,
            multi: Literal[False] = False,
            on_none: Callable[..., Any] | None = None,
            deprecated: str | None = None,
            *,
            renamed_from: str | Iterable[str] = (),
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
            *,
            renamed_from: str | Iterable[str] = (),
        ) -> RegistryField[C, list[C]]: ...

    def makeField(
        self,
        doc: str,
        default: Any = None,
        optional: bool = False,
        multi: bool = False,
        on_none: Callable[..., Any] | None = None,
        deprecated: str | None = None,
        *,
        renamed_from: str | Iterable[str] = (),
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
        renamed_from : str or iterable of str, optional
            What the field was called formerly.
        """
        field: Any = RegistryField
        return field(doc, self, default, optional, multi, on_none, deprecated, renamed_from=renamed_from)


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
