"""How a command ends: one clean message, and an exit code that says what happened."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from typing import Any, Literal

from ..errors import ConfigError, message_of
from ..steps.step import failed_step

__all__ = ["DONE", "FAILED", "INTERRUPTED", "WRONG", "guarded", "reader_may_go", "step_runs"]

DONE = 0
FAILED = 1
"""The step failed."""
WRONG = 2
"""The command line, the parameters or the environment are wrong."""
INTERRUPTED = 130


class _StepFailure(Exception):
    """Carries the exception of a step past the handlers for those of the command itself."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(error)
        self.error = error


@contextmanager
def step_runs() -> Iterator[None]:
    """Whatever is raised in the ``with`` block is the failure of a step, wrong parameters apart."""
    try:
        yield
    except (ConfigError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise _StepFailure(error) from error


def guarded(main: Callable[[], int], debug: bool) -> int:
    """Run a command and turn exceptions into messages and exit codes.

    Parameters
    ----------
    main : callable
        The command.
    debug : bool
        Show tracebacks?

    Returns
    -------
    code : int
        0 done, 1 the step failed, 2 usage or configuration, 130 interrupted; or the exception's own
        ``exit_code``.
    """
    with _open_streams(), _any_text(sys.stdout), reader_may_go():
        code = _code_of(main, debug)
    return code


@contextmanager
def _open_streams() -> Iterator[None]:
    """Let a stream that the command was started without lead nowhere, for the ``with`` block."""
    with ExitStack() as stack:
        for name, change in (("stdout", redirect_stdout), ("stderr", redirect_stderr)):
            if getattr(sys, name) is None:
                nowhere = stack.enter_context(open(os.devnull, "w", encoding="utf-8"))
                stack.enter_context(change(nowhere))
        yield


def _code_of(main: Callable[[], int], debug: bool) -> int:
    try:
        return main()
    except KeyboardInterrupt as error:
        _say("interrupted", debug and error)
        return INTERRUPTED
    except BrokenPipeError:
        _give_up_stdout()
        return DONE
    except ConfigError as error:
        _say(f"error: {error}", debug and error)
        return WRONG
    except _StepFailure as failure:
        name = failed_step(failure.error)
        return _failed(failure.error, f"the step {name} failed: " if name else "the step failed: ", debug)
    except Exception as error:
        return _failed(error, "", debug)


@contextmanager
def _any_text(stream: Any) -> Iterator[None]:
    """Let a stream write what its encoding cannot, escaped, for the ``with`` block."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:
        yield
        return
    previous = stream.errors
    reconfigure(errors="backslashreplace")
    try:
        yield
    finally:
        if not stream.closed:  # by a step
            reconfigure(errors=previous)


def _failed(error: BaseException, what: str, debug: bool) -> int:
    text = f"error: {what}{type(error).__name__}: {message_of(error) or 'no message'}"
    _say(text if debug else f"{text}\n  (--debug shows where)", debug and error)
    code = getattr(error, "exit_code", getattr(error, "exit_status", FAILED))
    return code if isinstance(code, int) else FAILED


def _say(text: str, error: BaseException | Literal[False]) -> None:
    """Print a message, behind the traceback of the error if there is one to be shown."""
    if getattr(sys.stderr, "closed", False):  # by a step
        return
    if error:
        traceback.print_exception(error)
    print(text, file=sys.stderr)


@contextmanager
def reader_may_go() -> Iterator[None]:
    """What is printed in the ``with`` block is lost, without a word, if whoever reads it has gone."""
    try:
        yield
        if not sys.stdout.closed:
            sys.stdout.flush()
    except BrokenPipeError:
        _give_up_stdout()


def _give_up_stdout() -> None:
    """Let what is left in the buffer of the standard output, and all that follows, go nowhere."""
    try:
        descriptor = os.open(os.devnull, os.O_WRONLY)
        os.dup2(descriptor, sys.stdout.fileno())
        os.close(descriptor)
    except OSError:  # a stream without a file
        pass
