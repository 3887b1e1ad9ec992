"""SystemCall: a shell command as a step."""

from __future__ import annotations

from typing import Any, ClassVar

from ..errors import UsageError
from ..fields import Field, ListField
from .commands import run_command
from .config import StepConfig
from .step import Step

__all__ = ["SystemCall", "SystemCallConfig"]


class SystemCallConfig(StepConfig):
    """Parameters of a shell command that runs as a step."""

    command: Field[str] = Field(
        "The command; {0}, {1} stand for the arguments of the step, quoted for the shell.", dtype=str
    )
    env: ListField[str] = ListField(
        "Variables of the environment besides those that are there, each NAME=VALUE.", dtype=str, default=[]
    )
    log_stdout: Field[bool] = Field("Is the standard output of the command logged?", dtype=bool, default=True)
    log_stderr: Field[bool] = Field("Is the error output of the command logged?", dtype=bool, default=True)
    exitcode_as_exception: Field[bool] = Field("Is another status than 0 an error?", dtype=bool, default=True)
    failure_as_exception: Field[bool] = Field(
        "Is it an error if the command cannot be started?", dtype=bool, default=True
    )


class SystemCall(Step):
    """Run a shell command; models among the arguments are saved for it first."""

    ConfigClass: ClassVar[type[Any]] = SystemCallConfig
    config: SystemCallConfig

    def process(self, *args: Any) -> None:
        """Run the command.

        Parameters
        ----------
        *args
            What ``{0}``, ``{1}`` in the command stand for.

        Raises
        ------
        OSError
            If the command ends with another status than 0, or cannot be started.
        """
        config = self.config
        variables = dict(self._variable(text) for text in config.env)
        names = [
            self.command_argument(item, f"{self.qualified_name}.{number:04d}")
            for number, item in enumerate(args)
        ]
        try:
            status = run_command(
                config.command,
                names,
                self.log,
                variables,
                stdout=config.log_stdout,
                stderr=config.log_stderr,
            )
        except OSError as error:
            if config.failure_as_exception:
                raise
            self.log.warning("the command could not be started: %s", error)
            return
        if status and config.exitcode_as_exception:
            raise OSError(f"the command ended with status {status}: {config.command}")

    def _variable(self, text: str) -> tuple[str, str]:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise UsageError(f"expected a variable of the environment as NAME=VALUE, got {text!r}")
        return name, value
