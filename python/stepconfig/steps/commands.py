"""Shell commands with arguments that the shell cannot take for code; what they print goes to the log."""

from __future__ import annotations

import contextvars
import logging
import os
import re
import shlex
import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import IO

__all__ = ["run_command", "shown_command"]

_PLACE = re.compile(r"\{(\d+)\}")


def run_command(
    command: str,
    arguments: Sequence[str],
    log: logging.Logger,
    env: Mapping[str, str] | None = None,
    *,
    stdout: bool = True,
    stderr: bool = True,
) -> int:
    """Run a shell command, with its output in the log line by line as it comes.

    Parameters
    ----------
    command : str
        The command; ``{0}``, ``{1}`` stand for the arguments.
    arguments : sequence of str
        The arguments. They reach the shell as values of variables, so nothing in them is ever carried out.
    log : logging.Logger
        The log.
    env : mapping, optional
        Variables of the environment, besides those of this process.
    stdout, stderr : bool, optional
        Is what it prints there logged?

    Returns
    -------
    status : int
        What the command ended with.

    Raises
    ------
    ValueError
        If the command names an argument that is not there.
    OSError
        If no shell can be started.

    Notes
    -----
    Both pipes are read all the time, so that no amount of output makes the command wait.
    """
    script = _script(command, len(arguments))
    log.info("Spawning '%s'", shown_command(command, arguments))
    process = subprocess.Popen(
        ["/bin/sh", "-c", script, "sh", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=None if env is None else {**os.environ, **env},
        encoding="utf-8",
        errors="replace",
    )
    assert process.stdout is not None
    assert process.stderr is not None
    readers = [
        _reader(process.stdout, log if stdout else None),
        _reader(process.stderr, log if stderr else None),
    ]
    try:
        for reader in readers:
            reader.join()
        return process.wait()
    except BaseException:
        process.kill()
        process.wait()
        raise


def _reader(pipe: IO[str], log: logging.Logger | None) -> threading.Thread:
    """A thread that reads a pipe to its end; its messages belong to the run that starts it."""

    def read() -> None:
        with pipe:
            for line in pipe:
                if log is not None:
                    log.info("%s", line.rstrip("\r\n"))

    thread = threading.Thread(target=contextvars.copy_context().run, args=(read,), daemon=True)
    thread.start()
    return thread


def shown_command(command: str, arguments: Sequence[str]) -> str:
    """The command with its arguments quoted, for people."""
    return _PLACE.sub(lambda found: shlex.quote(arguments[int(found[1])]), command)


def _script(command: str, number: int) -> str:
    """The command with a variable of the shell for each argument, in the quotes that it needs where it is."""
    script, quote, at = "", "", 0
    while at < len(command):
        found = _PLACE.match(command, at)
        if found is not None:
            place = int(found[1])
            if place >= number:
                raise ValueError(f"{command!r} names the argument {found[0]}; the step has {number}")
            variable = f"${{{place + 1}}}"
            script += {"": f'"{variable}"', '"': variable, "'": f"'\"{variable}\"'"}[quote]
            at = found.end()
            continue
        character = command[at]
        if character == "\\" and quote != "'":
            script += command[at : at + 2]
            at += 2
            continue
        if character in "'\"" and quote in ("", character):
            quote = "" if quote else character
        script += character
        at += 1
    return script
