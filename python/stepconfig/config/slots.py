"""What a config knows besides its values, in slots: its own ``__dict__`` holds nothing but the values."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from .plan import Plan

__all__ = [
    "NOTHING",
    "SLOTS",
    "BareConfig",
    "ConfigSlots",
    "bare",
    "give_values",
    "set_dict",
    "set_fast_values",
    "set_flag_frozen",
    "set_history",
    "set_imports",
    "set_made",
    "set_name",
    "set_packed",
    "set_plan",
    "set_sequence",
    "set_usual",
]


class _LateSlots:
    """The slots that most configs never need, which are empty until then."""

    __slots__ = ("_imports", "_packed")


_imports_in: Callable[[Any], set[str]] = _LateSlots.__dict__["_imports"].__get__
_packed_in: Callable[[Any], Any] = _LateSlots.__dict__["_packed"].__get__
set_imports: Callable[[Any, Any], None] = _LateSlots.__dict__["_imports"].__set__
set_packed: Callable[[Any, Any], None] = _LateSlots.__dict__["_packed"].__set__


def _late_imports(config: Any) -> set[str]:
    try:
        return _imports_in(config)
    except AttributeError:
        imports: set[str] = set()
        set_imports(config, imports)
        return imports


def _late_packed(config: Any) -> Any:
    try:
        return _packed_in(config)
    except AttributeError:
        return None


class ConfigSlots(_LateSlots):
    """The slots of a `Config`, written by the functions below: its ``__setattr__`` is for fields."""

    __slots__ = (
        "__dict__",
        "__weakref__",
        "_cached",
        "_frozen",
        "_made",
        "_name",
        "_plan",
        "_sequence",
        "_stored_history",
        "_usual",
        "_values",
    )

    if TYPE_CHECKING:  # of the instance in truth; a class variable is no keyword of the constructor
        _frozen: ClassVar[bool]
        _stored_history: ClassVar[dict[str, list[Any]]]
        _imports: ClassVar[set[str]]
        _made: ClassVar[Any]
        _name: ClassVar[str]
        _packed: ClassVar[tuple[int, bytes, int] | None]
        _plan: ClassVar[Plan]
        _sequence: ClassVar[int]
        _usual: ClassVar[dict[str, tuple[type, Any, Any]]]
        _values: ClassVar[dict[str, Any]]
    else:
        _imports = property(_late_imports, set_imports)
        _packed = property(_late_packed, set_packed)


SLOTS = frozenset(name for name in (*ConfigSlots.__slots__, *_LateSlots.__slots__) if name[:2] != "__")
"""Names of the slots, which no class of configs can have for anything else."""

set_flag_frozen: Callable[[Any, bool], None] = ConfigSlots.__dict__["_frozen"].__set__
set_name: Callable[[Any, str], None] = ConfigSlots.__dict__["_name"].__set__
set_history: Callable[[Any, Any], None] = ConfigSlots.__dict__["_stored_history"].__set__
set_made: Callable[[Any, Any], None] = ConfigSlots.__dict__["_made"].__set__
set_plan: Callable[[Any, Any], None] = ConfigSlots.__dict__["_plan"].__set__
set_sequence: Callable[[Any, int], None] = ConfigSlots.__dict__["_sequence"].__set__
set_dict: Callable[[Any, Any], None] = ConfigSlots.__dict__["__dict__"].__set__
set_usual: Callable[[Any, Any], None] = ConfigSlots.__dict__["_usual"].__set__
set_fast_values: Callable[[Any, Any], None] = ConfigSlots.__dict__["_values"].__set__

NOTHING: dict[str, Any] = {}
"""The usual writes of a config that has none."""


def bare(cls: Any, plan: Plan | None, name: str, made: Any, sequence: int, values: dict[str, Any]) -> Any:
    """A config with values only: none of what is made for each config.

    Parameters
    ----------
    cls : type
        The class.
    plan : Plan or None
        Its plan.
    name : str
        Full path of the config; empty at the top.
    made : tuple or Location
        Who makes it.
    sequence : int
        Number of the making in this process.
    values : dict
        The values, which become the config's own dict.
    """
    self: Any = BareConfig(plan, name, made, sequence, values)
    try:
        self.__class__ = cls
        return self
    except TypeError:  # the class has slots of its own
        new = object.__new__(cls)
        set_plan(new, plan)
        set_name(new, name)
        set_made(new, made)
        set_sequence(new, sequence)
        set_flag_frozen(new, False)
        set_history(new, {})
        set_usual(new, self._usual)
        give_values(new, values)
        return new


class BareConfig(ConfigSlots):
    """A config that is being made.

    The interpreter fills the slots of a class without a ``__setattr__`` of its own at full speed, and a call
    for each of them would take as long as all the rest of making a config. Then it gets its class.
    """

    __slots__ = ()

    if not TYPE_CHECKING:

        def __init__(self, plan, name, made, sequence, values):
            self._plan = plan
            self._name = name
            self._made = made
            self._sequence = sequence
            self._frozen = False
            self._stored_history = {}
            self._usual = NOTHING if plan is None else plan.usual
            self.__dict__ = self._values = values  # `_values` is found in half the time

    else:

        def __init__(
            self, plan: Plan | None, name: str, made: Any, sequence: int, values: dict[str, Any]
        ) -> None: ...


def give_values(config: Any, values: dict[str, Any]) -> None:
    """Make ``values`` the config's own dict; ``_values`` is that dict again, found in half the time."""
    set_dict(config, values)
    set_fast_values(config, values)
