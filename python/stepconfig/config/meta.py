"""ConfigMeta: collects the fields of a Config class and those that it inherits."""

from __future__ import annotations

from functools import cached_property
from sys import _getframe
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, dataclass_transform

from ..errors import UnknownNameError
from ..fields.base import Field
from ..fields.former import RemovedField
from ..history.location import CodeLocation, Location, definition_where
from ..names import class_words, type_name
from .cached import CachedProperty
from .former import current_name, declared_former, former_names, renamings
from .plan import CALLED, Plan
from .slots import SLOTS, ConfigSlots
from .validation import collecting

__all__ = ["ConfigMeta"]


class _Doc:
    """The doc of a config: that of its class, so that ``help`` shows the class."""

    def __get__(self, instance: object, owner: type) -> str | None:
        return owner.__doc__


_DOC = _Doc()


@dataclass_transform(kw_only_default=True, eq_default=False)
class ConfigMeta(type):
    """The metaclass of `Config`.

    It takes the fields out of the namespace of the class into ``_fields``, so that an instance's values
    are found in the instance's own dict, at full speed. ``MyConfig.fwhm`` is the field object all the
    same. Every class owns copies of all its fields: changing ``Sub.fwhm.default`` leaves the base alone.
    """

    if not TYPE_CHECKING:

        def __new__(mcs, name, bases, namespace, **keywords):
            own = {key: value for key, value in namespace.items() if isinstance(value, (Field, RemovedField))}
            rest = {
                key: CachedProperty(value) if isinstance(value, cached_property) else value
                for key, value in namespace.items()
                if key not in own
            }
            if "validate" in rest and callable(rest["validate"]):
                rest["validate"] = collecting(rest["validate"])
            text = rest.get("__doc__")
            rest["__doc__"] = _DOC
            if "__module__" not in rest:
                rest["__module__"] = _getframe(1).f_globals.get("__name__", __name__)
            cls = super().__new__(mcs, name, bases, rest, **keywords)
            _refuse_names_in_use(cls, rest)
            set_on_class = super(ConfigMeta, cls).__setattr__
            set_on_class("_doc_text", text)
            set_on_class("_fields", {})
            set_on_class("_plan_cache", None)
            set_on_class("_where", definition_where())
            for base in cls.__mro__[1:-1]:
                if not isinstance(base, ConfigMeta) and base.__module__ not in _NOTHING_TO_TAKE_OVER:
                    cls._take_over(base)
            taken = _names_in((*cls.__mro__, *mcs.__mro__))
            inherited = _inherited(bases)
            for field_name, field in inherited.items():
                if isinstance(field, Field) and not isinstance(own.get(field_name), RemovedField):
                    cls._adopt(field_name, field._clone(), taken)
            for field_name, field in own.items():
                if isinstance(field, Field):
                    cls._adopt(field_name, field._clone() if field._owner is not None else field, taken)
                else:
                    field.__set_name__(cls, field_name)
            set_on_class("_former", declared_former(cls, inherited, own))
            return cls

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **keywords: Any) -> None:
        super().__init__(name, bases, namespace)

    if TYPE_CHECKING:
        _fields: dict[str, Any]
        _former: dict[str, Any]
        _plan_cache: Plan | None
        _where: Any

    def _adopt(cls, name: str, field: Any, taken: frozenset[str] | None = None) -> None:
        """Make the field one of this class's own; ``taken`` are the names that something else has, too."""
        field.__dict__["name"] = name
        field.__dict__["_owner"] = cls
        field.__dict__.setdefault("_declared_in", cls)
        if taken is not None and name not in taken and type(field).__get__ is Field.__get__:
            cls._fields[name] = field
            return
        found = [vars(base)[name] for base in cls.__mro__ if name in vars(base)]
        if name in _TAKEN or any(isinstance(each, MemberDescriptorType) for each in found):
            raise ValueError(f"a field cannot be named {name!r}: every config has that for itself")
        cls._fields[name] = field
        reads_itself = type(field).__get__ is not Field.__get__  # a user's own `__get__`
        if found or reads_itself or hasattr(type(cls), name):
            super().__setattr__(name, field)  # else the value, or what else has the name, is found first

    def _take_over(cls, base: type) -> None:
        """Do for what comes from a base that is no config what is done for a config's own."""
        for name, found in vars(base).items():
            if name != "validate" and not isinstance(found, cached_property):
                continue
            first = next(vars(each)[name] for each in cls.__mro__ if name in vars(each))
            if first is found:
                wrapped = collecting(found) if name == "validate" else CachedProperty(found)
                super().__setattr__(name, wrapped)

    def _declare(cls, name: str, declared: Any) -> None:
        """Add a field, or take one away, after the class was made."""
        removed = {old: each for old, each in cls._former.items() if isinstance(each, RemovedField)}
        fields = {each: field for each, field in cls._fields.items() if each != name}
        if isinstance(declared, Field):
            removed.pop(name, None)
            fields[name] = declared
            former = former_names(cls, fields, removed)
            cls._adopt(name, declared._clone() if declared._owner is not None else declared)  # type: ignore[attr-defined]
        else:
            former = former_names(cls, fields, {**removed, name: declared})
            declared.__set_name__(cls, name)
            if name in cls._fields:
                ConfigMeta.__delattr__(cls, name)
        super().__setattr__("_former", former)
        cls._forget_plan()

    def _note_former(cls) -> None:
        """Find out anew which names the fields had formerly: those of a field have changed."""
        removed = {old: each for old, each in cls._former.items() if isinstance(each, RemovedField)}
        super().__setattr__("_former", former_names(cls, cls._fields, removed))

    def _forget_plan(cls) -> None:
        """Make the plan anew before the next instance: a field has changed."""
        if cls._plan_cache is not None:
            cls._plan_cache.usual.clear()
            cls._plan_cache.is_current = False
        super().__setattr__("_plan_cache", None)

    def __setattr__(cls, name: str, value: Any) -> None:
        if isinstance(value, (Field, RemovedField)):
            cls._declare(name, value)
        else:
            if isinstance(cls._former.get(name), str):
                raise ValueError(f"{name!r} is what the field {cls._former[name]!r} was called formerly")
            if name == "validate" and callable(value):
                value = collecting(value)
            super().__setattr__(name, value)
            if name in CALLED:
                cls._ask_class()
            elif name == "__module__":
                cls._forget_plan()

    def _ask_class(cls) -> None:
        """Ask the class and all below it for these methods from now on whenever a config is made."""
        if cls._plan_cache is not None:
            cls._plan_cache.asks_class = True
        below: list[Any] = cls.__subclasses__()
        for each in below:
            each._ask_class()

    def __delattr__(cls, name: str) -> None:
        if name in cls._fields or isinstance(cls._former.get(name), RemovedField):
            cls._fields.pop(name, None)
            former = {old: each for old, each in cls._former.items() if name not in (old, each)}
            super().__setattr__("_former", former)
            cls._forget_plan()
            if name not in cls.__dict__:
                return
        super().__delattr__(name)

    if not TYPE_CHECKING:

        def __getattr__(cls, name):
            fields = cls.__dict__.get("_fields", {})
            try:
                return fields[name]
            except KeyError:
                pass
            if "_former" not in cls.__dict__:  # the class is being made
                raise UnknownNameError(name, class_words(cls), known=list(fields))
            current = current_name(cls, name)
            if current is None:
                raise UnknownNameError(name, class_words(cls), known=list(fields), former=renamings(cls))
            return fields[current]

        def __dir__(cls):
            """The public names, for completion and `help`; the fields are told by the doc."""
            return [name for name in super().__dir__() if name[0] != "_" or name[:2] == "__"]

        @property
        def __doc__(cls):
            """The class's doc, then every field with its type, default, unit, limits and doc."""
            from .page import class_page  # noqa: PLC0415 - only `help` needs it

            known = cls.__dict__
            return class_page(known.get("_doc_text"), known.get("_fields", {}), known.get("_former", {}))

        @__doc__.setter
        def __doc__(cls, text):
            type.__setattr__(cls, "_doc_text", text)

    @property
    def _source(cls) -> Location:
        """Where the class is defined."""
        return CodeLocation(*cls._where)


_NOTHING_TO_TAKE_OVER = ("stepconfig.config.data_files", "stepconfig.config.slots")
"""Where the bases of every config are that are no configs themselves."""


def _names_in(classes: tuple[type, ...]) -> frozenset[str]:
    """Every name that one of the classes has, and those that a config has for itself."""
    return _TAKEN.union(*map(vars, classes))


def _refuse_names_in_use(cls: type, namespace: dict[str, Any]) -> None:
    """Refuse a class that has something else under a name where every config or class keeps what it knows."""
    for base in cls.__mro__:
        if base is ConfigSlots:
            break
        kept = SLOTS if isinstance(base, ConfigMeta) and base is not cls else _KEPT
        for name in kept.intersection(namespace if base is cls else vars(base)):
            raise ValueError(
                f"{type_name(base)}.{name}: a Config class cannot have that name, as every config keeps"
                " something of its own under it; choose another"
            )


_KEPT_ON_CLASSES = frozenset(("_doc_text", "_fields", "_former", "_plan_cache", "_where"))
"""What the metaclass itself keeps on a class."""
_KEPT = SLOTS | _KEPT_ON_CLASSES
_TAKEN = _KEPT_ON_CLASSES | {"setDefaults"}
"""What it keeps there, or calls to make a config."""


def _inherited(bases: tuple[type, ...]) -> dict[str, Any]:
    """The fields of the bases: the last base's first, the leftmost base's where a name comes twice.

    With them come the removed fields.
    """
    fields: dict[str, Any] = {}
    for base in reversed(bases):
        if isinstance(base, ConfigMeta):
            fields.update(base._fields)
            fields.update({old: each for old, each in base._former.items() if isinstance(each, RemovedField)})
        else:
            fields.update(_inherited(base.__bases__))
            found = vars(base).items()
            fields.update({key: each for key, each in found if isinstance(each, (Field, RemovedField))})
    return fields
