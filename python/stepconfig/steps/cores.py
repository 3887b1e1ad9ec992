"""Several cores inside a step: how many, as a parameter, and a map over items that uses them."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import UsageError, expected
from ..fields import Field

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

__all__ = ["CoreMapping", "CoresField", "cores_for", "map_cores"]

T = TypeVar("T")
R = TypeVar("R")

_SHARES = {"none": 0, "quarter": 4, "half": 2, "all": 1}
"""For each word the part of all cores that it stands for: one in so many; 0 is one core alone."""


class CoresField(Field[str]):
    """A field that says how many cores a step may use: none, quarter, half, all, or a number.

    Parameters
    ----------
    doc : str
        What the cores are used for.
    default : str or int, optional
        The value of a new config.
    optional : bool, optional
        May the value be None when the config is validated?
    deprecated : str, optional
        Why the field should not be used any more.
    renamed_from : str or iterable of str, optional
        Names that the field had formerly.

    Examples
    --------
    >>> from stepconfig import StepConfig
    >>> from stepconfig.steps.cores import CoresField
    >>> class RampConfig(StepConfig):
    ...     maximum_cores = CoresField("Cores for the fit of the ramps.")
    >>> RampConfig(maximum_cores=4).maximum_cores
    '4'
    """

    def __init__(
        self,
        doc: str,
        default: str | int | None = "none",
        optional: bool = False,
        deprecated: str | None = None,
        *,
        renamed_from: str | Iterable[str] = (),
    ) -> None:
        super().__init__(doc, str, None, None, optional, deprecated, renamed_from=renamed_from)
        self.default = default

    def coerce(self, value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        value = super().coerce(value).strip().lower()
        if value not in _SHARES and not (value.isdecimal() and int(value) > 0):
            raise ValueError(expected(self.expects(), value))
        return value

    def _type_words(self) -> str:
        return "none, quarter, half, all or a number of cores"

    def value_schema(self, defs: Any) -> dict[str, Any]:
        """One of the words, or a number, which may be text."""
        words = {"type": "string", "pattern": f"^(?:{'|'.join(_SHARES)}|[1-9][0-9]*)$"}
        return {"anyOf": [words, {"type": "integer", "minimum": 1}]}

    def expects(self) -> str:
        return self._type_words()


def cores_for(wanted: str, available: int | None = None) -> int:
    """How many cores a value of a `CoresField` stands for on this machine.

    Parameters
    ----------
    wanted : str
        ``none``, ``quarter``, ``half``, ``all``, or a number.
    available : int, optional
        The cores that there are; by default those that this process may use.

    Returns
    -------
    cores : int
        At least 1, and at most those that there are.

    Examples
    --------
    >>> [cores_for(wanted, 8) for wanted in ("none", "quarter", "half", "all", "3", "100")]
    [1, 2, 4, 8, 3, 8]
    """
    if available is None:
        usable = getattr(os, "sched_getaffinity", None)
        available = len(usable(0)) if usable else os.cpu_count() or 1
    share = _SHARES.get(wanted)
    if share is None:
        return min(int(wanted), available)
    return max(1, available // share) if share else 1


class CoreMapping:
    """What gives a step `map_cores`."""

    config: Any
    log: logging.Logger

    def map_cores(
        self,
        function: Callable[[T], R],
        items: Iterable[T],
        *,
        cores: str | int | None = None,
        description: str | None = None,
    ) -> list[R]:
        """Call a function for each item, on as many cores as the parameter ``maximum_cores`` allows.

        Parameters
        ----------
        function : callable
            Called with one item, in another process if more than one core is used: a function of a module,
            and items and results that can be pickled.
        items : iterable
            The items.
        cores : str or int, optional
            As a value of a `CoresField`; by default the parameter ``maximum_cores``, or one core if the step
            has none.
        description : str, optional
            What the progress bar says; by default the name of the function.

        Returns
        -------
        results : list
            The results in the order of the items.

        Raises
        ------
        UsageError
            If function or items cannot go to another process.
        Exception
            What the function raises for the first item for which it does, with the worker's traceback.
        """
        wanted = getattr(self.config, "maximum_cores", "none") if cores is None else str(cores)
        return map_cores(function, items, cores_for(wanted), description, self.log)


def map_cores(
    function: Callable[[T], R],
    items: Iterable[T],
    cores: int,
    description: str | None = None,
    log: logging.Logger | None = None,
) -> list[R]:
    """Call a function for each item on several cores; the results in the order of the items.

    Parameters
    ----------
    function, items, description
        As for `CoreMapping.map_cores`.
    cores : int
        How many processes at most; with one, or one item, all is done in this process.
    log : logging.Logger, optional
        Told if one core has to do.
    """
    todo = list(items)
    cores = min(cores, len(todo))
    if cores > 1:
        import multiprocessing  # noqa: PLC0415 - most steps use one core
    if cores > 1 and multiprocessing.parent_process() is not None:
        if getattr(multiprocessing.current_process(), "_inheriting", False):
            raise UsageError(
                "the script is started again in every process; put its start under if __name__ == '__main__':"
            )
        if log is not None:
            log.info("one core in place of %d: this is a worker of several already", cores)
        cores = 1
    name = str(description or getattr(function, "__name__", "items"))
    with _progress(name, len(todo)) as advance:
        if cores <= 1:
            return [advance(function(item)) for item in todo]
        _check_portable(function, todo)
        return _on_processes(function, todo, cores, advance)


def _check_portable(function: Any, items: list[Any]) -> None:
    import pickle  # noqa: PLC0415 - most steps use one core

    for what, value in (("the function", function), ("an item", items[0])):
        try:
            pickle.dumps(value)
        except Exception as error:
            raise UsageError(
                f"{what} cannot go to another process: {error}; use a function of a module and plain items,"
                " or one core"
            ) from error


def _on_processes(
    function: Callable[[T], R], items: list[T], cores: int, advance: Callable[[R], R]
) -> list[R]:
    import multiprocessing  # noqa: PLC0415 - most steps use one core
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - most steps use one core
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - most steps use one core

    others = set(multiprocessing.active_children())
    context = multiprocessing.get_context("forkserver")
    executor = ProcessPoolExecutor(cores, context, _begin_worker)
    try:
        futures = [executor.submit(function, item) for item in items]
        results = [advance(future.result()) for future in futures]
    except BrokenProcessPool as error:
        _end(executor, others)
        raise UsageError(
            "a process of several cores ended by itself, for want of memory for instance; use fewer cores"
        ) from error
    except BaseException:
        _end(executor, others)
        raise
    executor.shutdown()
    return results


def _begin_worker() -> None:
    """Leave an interrupt from the keyboard, which every process of a terminal gets, to the one that asked."""
    import signal  # noqa: PLC0415 - most steps use one core

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end(executor: ProcessPoolExecutor, others: set[Any]) -> None:
    """End the workers now, whatever they do."""
    import multiprocessing  # noqa: PLC0415 - most steps use one core

    executor.shutdown(wait=False, cancel_futures=True)
    workers = set(multiprocessing.active_children()) - others
    for process in workers:
        process.terminate()
    for process in workers:
        process.join(5)


@contextmanager
def _progress(description: str, total: int) -> Iterator[Callable[[R], R]]:
    """Gives a function that counts a result and returns it; a bar shows the count on a terminal."""
    if not sys.stderr.isatty() or total < 2:
        yield lambda result: result
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import Progress  # noqa: PLC0415 - only a terminal needs it

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(description, total=total)

        def count(result: R) -> R:
            progress.advance(task)
            return result

        yield count
