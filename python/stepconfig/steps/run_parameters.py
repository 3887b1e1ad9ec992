"""Parameters that the code of a step sets while it runs: they hold for the run, the config stays as it is."""

from __future__ import annotations

from _thread import RLock  # `threading` itself is a tenth of the import
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..config.write import set_frozen

__all__ = ["changed_by_run", "end_changes"]

_lock = RLock()


@contextmanager
def changed_by_run(step: Any) -> Iterator[Any]:
    """The config of a step that only its run has, to be changed in the ``with`` block.

    Parameters
    ----------
    step : Step
        The step: it runs, or a pipeline that it belongs to.

    Yields
    ------
    config : Config
        A copy of the parameters, which the step has until the run ends.

    Notes
    -----
    Steps written for stpipe set a suffix, or have another step skipped, in `process`. Threads in which one
    instance runs share what is set so, as they share all other attributes.
    """
    runner = step
    while runner._run is None:
        runner = runner.parent
    run = runner._run
    with _lock:
        config = next((config for owner, config in run.changed if owner is step), None)
        if config is None:
            config = step.config.copy()
            step.__dict__.setdefault("_configs", [step.config]).append(config)
            run.changed.append((step, config))
            step.__dict__["config"] = config
        set_frozen(config, False)
        try:
            yield config
        finally:
            config.freeze()


def end_changes(run: Any) -> None:
    """Give the steps that a run has changed the parameters that they had.

    Parameters
    ----------
    run : Run
        The run, which has ended.
    """
    with _lock:
        for step, config in run.changed:
            configs = step.__dict__["_configs"]
            configs[:] = [each for each in configs if each is not config]
            step.__dict__["config"] = configs[-1]
            if len(configs) == 1:
                del step.__dict__["_configs"]
        run.changed.clear()
