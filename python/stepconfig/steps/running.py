"""The run of a step: one template for all steps, and what subclasses may put into it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, ClassVar

from ..config.walk import frozen
from ..errors import UsageError, message_of
from ..files import near_files
from ..names import type_name
from .config import is_said
from .hooks import run_post_hooks, run_pre_hooks
from .log_records import recording
from .models import mark_step
from .output import Outputs
from .reference_files import ReferenceFiles
from .run import IN_STEP, Run, current_run, entered, failed_step, run_ended, tell

__all__ = ["Running", "failed_step"]


class Running(Outputs, ReferenceFiles):
    """The part of a step that runs it."""

    class_alias: ClassVar[str | None]
    use_correction_pars: bool = False
    """For steps of stpipe, which set it; what it means is for them to say."""
    correction_pars: Any = None
    """For steps of stpipe, which set it; what it means is for them to say."""
    _log_records_formatter: ClassVar[logging.Formatter | None] = None
    """How messages are written into `log_records`; None: none are kept."""

    def process(self, *args: Any, **keywords: Any) -> Any:
        """What the step does; subclasses override it, with the parameters that they need.

        Parameters
        ----------
        *args
            The data, as given to `run`.
        **keywords
            None are given; for type checkers, which then take any parameters of a subclass.

        Returns
        -------
        result : object
            The result: a model, several in a list, or anything else.
        """
        raise NotImplementedError(
            f"{type_name(type(self))} has no process method; a step says there what it does"
        )

    def run(self, *args: Any) -> Any:
        """Run the step with its own parameters, which are frozen meanwhile.

        Parameters
        ----------
        *args
            The data; passed to `process` as they are.

        Returns
        -------
        result : object
            What `process` returns; the first argument if the step is skipped.

        Raises
        ------
        FieldValidationError
            If the parameters cannot be used together.

        Notes
        -----
        Parameters that `process` sets as attributes hold for the run. One instance may run in several
        threads at once.
        """
        return self._run_with(args, saves=False)

    __call__ = run

    def run_on_inputs(self, *args: Any) -> Any:
        """Run for a command line: results are saved unless a parameter says otherwise.

        Parameters
        ----------
        *args
            The inputs.

        Returns
        -------
        result : object
            What `process` returns.

        Raises
        ------
        UsageError
            If the step did not find one of the inputs.
        """
        try:
            return self._run_with(args, saves=bool(args) and not is_said(self.config, "save_results"))
        except FileNotFoundError as error:
            path = self.missing_input(args, error)
            if path is None:
                raise
            raise UsageError(f"there is no input {path}{near_files(path)}") from error

    def _run_with(self, args: tuple[Any, ...], saves: bool) -> Any:
        parent = None if self.parent is None else self.parent._run
        enclosing = current_run() or parent
        run = Run(self, parent, args, saves, enclosing, self.config)
        try:
            with recording(type(self)) as records, entered(run), frozen(self.config):
                if records is not None:
                    run.outermost.log_records = self.__dict__["_log_records"] = records
                if parent is None:
                    self.config.validate()
                if self._is_skipped():
                    return self._pass_over(run)
                self._announce(run)
                if enclosing is None:
                    self.prefetch(*args)
                args = run_pre_hooks(self, args)
                result = run_post_hooks(self, self.process(*args))
                for model in result if isinstance(result, (list, tuple)) else (result,):
                    self.finalize_result(model, [*run.reference_files])
                self._keep_metadata(result, run)
                mark_step(result, self.class_alias, "COMPLETE")
                if self.saves_results:
                    self.save_results_of_run(result)
                self.log.info("done in %.2f s", run.seconds, extra={"event": "done"})
                tell("done", self, seconds=run.seconds)
                return result
        except Exception as error:
            self._say_where(error, run)
            raise
        finally:
            if enclosing is None:
                if run.recording is not None or run.error is not None:
                    from .recording import finish_records  # noqa: PLC0415 - only runs that save need it

                    finish_records(run)
                run_ended(run)

    def _keep_metadata(self, result: Any, run: Run) -> None:
        """Give the metadata of the input to results that have none."""
        from .models.keeping import keep_metadata  # noqa: PLC0415 - no import of the package needs models

        keep_metadata(result, run.arguments)

    def prefetch(self, *args: Any) -> None:
        """Get the reference files that the run will need before it begins; called for the outermost step.

        Parameters
        ----------
        *args
            The data.
        """
        if args:
            self.fetch_references(args[0])

    def finalize_result(self, result: Any, reference_files_used: Sequence[tuple[str, str]]) -> None:
        """Put the last touch to a result before it is saved; subclasses override it.

        Parameters
        ----------
        result : object
            The result; of a list or tuple, each.
        reference_files_used : sequence of (str, str)
            Type and name of each reference file that the run has used.
        """

    @property
    def log_records(self) -> list[str]:
        """The messages of the last run, sub-steps included, where the class has a formatter for them."""
        run = self._run
        if run is not None:
            return run.outermost.log_records
        found: list[str] = self.__dict__.get("_log_records", [])
        return found

    @staticmethod
    def get_stpipe_loggers() -> tuple[str, ...]:
        """The names of the loggers that are shown during `call` and on the command line."""
        return ("stepconfig",)

    def _announce(self, run: Run) -> None:
        """Tell the log and whoever watches that the step begins, and the outermost one's parameters."""
        tell("start", self)
        log = self.log
        log.info("running", extra={"event": "start"})
        if run.enclosing is None and log.isEnabledFor(logging.INFO):
            from .told import told_parameters, told_sources  # noqa: PLC0415 - only logs need them

            log.info("parameters from %s", told_sources(self.config), extra={"event": "sources"})
            log.info("parameters:\n%s", told_parameters(self), extra={"event": "parameters"})

    def _say_where(self, error: Exception, run: Run) -> None:
        """Note in an error in which step it was raised, the innermost that is."""
        if failed_step(error) is None:
            error.add_note(f"{IN_STEP}{self.qualified_name}")
        tell("failed", self, message_of(error), run.seconds)

    def _is_skipped(self) -> bool:
        if not self.config.skip:
            return False
        if self.parent is not None or is_said(self.config, "skip"):
            return True
        self.log.info("skip is set aside: it is a default, and the step is run by itself")
        return False

    def _pass_over(self, run: Run) -> Any:
        location = self.config.history["skip"][-1].location
        who = str(location) if location.filename else f"{location}: {location.content}"
        run.skipped_by = who
        self.log.info("skipped, as set at %s", who, extra={"event": "skipped"})
        tell("skipped", self, who)
        if not run.arguments:
            return None
        mark_step(run.arguments[0], self.class_alias, "SKIPPED")
        return run.arguments[0]
