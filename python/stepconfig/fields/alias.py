"""``Field[float]``: a field class with its types given in brackets."""

from __future__ import annotations

import builtins
import types
import typing
from typing import Any

from ..names import type_name

__all__ = ["FieldAlias"]


class FieldAlias:
    """What ``Field[float]`` is: called, it makes a field of that type.

    Parameters
    ----------
    origin : type
        The field class.
    parameters : object
        What stood in the brackets.
    """

    def __init__(self, origin: Any, parameters: Any) -> None:
        arguments = parameters if isinstance(parameters, tuple) else (parameters,)
        self.__origin__ = origin
        self.__args__ = arguments
        if not any(isinstance(argument, typing.TypeVar) for argument in arguments):
            origin._keywords_from_types(tuple(_as_type(argument) for argument in arguments))

    def __call__(self, *positional: Any, **keywords: Any) -> Any:
        types_given = tuple(_as_type(argument) for argument in self.__args__)
        for name, dtype in self.__origin__._keywords_from_types(types_given).items():
            position = self.__origin__._type_positions.get(name)
            by_position = position is not None and len(positional) > position
            given = positional[position] if by_position else keywords.get(name)
            if given is not None and given != dtype:
                raise ValueError(
                    f"{name}={type_name(given)} contradicts {self!r}; give the type once, or the same twice"
                )
            if not by_position:
                keywords[name] = dtype
            elif given is None:
                positional = (*positional[:position], dtype, *positional[position + 1 :])
        return self.__origin__(*positional, **keywords)

    def __mro_entries__(self, bases: Any) -> tuple[Any, ...]:
        return (self.__origin__,)

    def __or__(self, other: Any) -> Any:  # in annotations that are evaluated
        return typing.Union[self, other]  # noqa: UP007 - what `|` does is said here

    def __ror__(self, other: Any) -> Any:
        return typing.Union[other, self]  # noqa: UP007 - likewise

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FieldAlias):
            return NotImplemented
        return self.__origin__ is other.__origin__ and bool(self.__args__ == other.__args__)

    def __hash__(self) -> int:
        return hash((self.__origin__, self.__args__))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.__origin__, name)

    def __repr__(self) -> str:
        return f"{self.__origin__.__name__}[{', '.join(type_name(argument) for argument in self.__args__)}]"


def _as_type(argument: Any) -> Any:
    """The type that stands in the brackets: a string names a builtin, ``X | None`` is X."""
    if isinstance(argument, typing.ForwardRef):
        argument = argument.__forward_arg__
    if isinstance(argument, str):
        dtype = getattr(builtins, argument, None)
        if not isinstance(dtype, type):
            raise ValueError(f"{argument!r} names no builtin type; write the type itself in the brackets")
        return dtype
    if isinstance(argument, types.UnionType) or typing.get_origin(argument) is typing.Union:
        members = [member for member in typing.get_args(argument) if member is not types.NoneType]
        if len(members) == 1:
            return _as_type(members[0])
    return argument
