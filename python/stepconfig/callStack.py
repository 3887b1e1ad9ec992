"""The module that pex_config's clients import for the frames of a history, under the names it has there."""

from __future__ import annotations

from .history.location import Frame, caller_location

__all__ = ["StackFrame", "getCallStack", "getCallerFrame", "getStackFrame"]

StackFrame = Frame


def getCallStack(skip: int = 0) -> list[Frame]:
    """The frames that led here, outermost first; as many as a history keeps.

    Parameters
    ----------
    skip : int, optional
        How many of the innermost frames outside this package are left out.
    """
    frames = caller_location().frames[skip:]
    return list(reversed(frames))


def getStackFrame(relative: int = 0) -> Frame:
    """One frame: that of the caller, or one that many further out.

    Parameters
    ----------
    relative : int, optional
        How many frames further out.
    """
    frames = caller_location().frames
    return frames[min(relative, len(frames) - 1)]


def getCallerFrame(relative: int = 0) -> Frame:
    """The frame that called the caller, or one that many further out.

    Parameters
    ----------
    relative : int, optional
        How many frames further out.
    """
    return getStackFrame(relative + 1)
