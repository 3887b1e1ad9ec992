"""The module that pex_config's clients import for the frames of a history, under the names it has there."""

from __future__ import annotations

from .history.location import CALLERS_KEPT, CodeLocation, Frame, caller_where

__all__ = ["StackFrame", "getCallStack", "getCallerFrame", "getStackFrame"]

StackFrame = Frame


def getCallStack(skip: int = 0) -> list[Frame]:
    """The frames that led to the function that asks, outermost first; as many as a history keeps.

    That function itself is none of them: it is, for instance, the ``__set__`` of a field class.

    Parameters
    ----------
    skip : int, optional
        How many of the innermost frames outside this package are left out.
    """
    return list(reversed(_frames()[skip:]))


def getStackFrame(relative: int = 0) -> Frame:
    """The frame that called the function that asks, or one that many further out.

    Parameters
    ----------
    relative : int, optional
        How many frames further out.
    """
    frames = _frames()
    return frames[min(relative, len(frames) - 1)]


getCallerFrame = getStackFrame


def _frames() -> tuple[Frame, ...]:
    """The frames outside this package behind that of who asks, innermost first; its own if there are none."""
    frames = CodeLocation(*caller_where(CALLERS_KEPT + 1)).frames
    return frames[1:] or frames
