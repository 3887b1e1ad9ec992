"""Hooks: what is run before and after a step, in every form in which it can be given."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from typing import Any

from ..errors import ConfigError, FieldValidationError
from ..names import nearest, type_name
from .hook_field import is_step, is_step_class

__all__ = ["check_hooks", "run_post_hooks", "run_pre_hooks"]

# Compiled when the first hook is a text.
_NAME = r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+\Z"
_CALL = r"(?s)([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)\s*(\(.*\))\s*\Z"


def run_pre_hooks(step: Any, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Run the hooks before a step.

    Parameters
    ----------
    step : Step
        The step, which runs.
    arguments : tuple
        The arguments of the run.

    Returns
    -------
    arguments : tuple
        Those for the step: what a hook gives, if it is not None, is the only argument of all that follow.
    """
    for hook in _hooks(step, "pre_hooks"):
        result = hook(*arguments)
        if result is not None:
            arguments = (result,)
    return arguments


def run_post_hooks(step: Any, result: Any) -> Any:
    """Run the hooks after a step.

    Parameters
    ----------
    step : Step
        The step, which runs.
    result : object
        What the step gave.

    Returns
    -------
    result : object
        The result: what a hook gives, if it is not None, replaces it.
    """
    for hook in _hooks(step, "post_hooks"):
        found = hook(result)
        if found is not None:
            result = found
    return result


def check_hooks(step: Any) -> None:
    """Refuse hooks that could not be run.

    Parameters
    ----------
    step : Step
        The step.

    Raises
    ------
    FieldValidationError
        If a text names something that is not there, or gives it parameters that it does not take.
    """
    for kind in ("pre_hooks", "post_hooks"):
        _hooks(step, kind)


def _hooks(step: Any, kind: str) -> list[Callable[..., Any]]:
    items = getattr(step.config, kind)
    if not items:
        return []
    hooks = []
    for position, item in enumerate(items):
        label = f"{kind.removesuffix('s')}{position}"
        try:
            hooks.append(_hook(step, item, label))
        except (ConfigError, ValueError) as error:
            field = step.config._fields[kind]
            location = field.entries(step.config)[-1].location
            why = f"the hook {item!r} cannot be used: {error}"
            raise FieldValidationError(field, step.config, why, value=item, location=location) from (
                None if type(error) is ValueError else error
            )
    return hooks


def _hook(step: Any, item: Any, label: str) -> Callable[..., Any]:
    if not isinstance(item, str):
        return _of_object(step, item, {})
    found = re.match(_CALL, item.strip())
    if found is not None:
        target = _named(found[1], must_exist=True)
        if not is_step_class(target):
            raise ValueError(f"{found[1]} is no step class; only these take parameters")
        return _of_object(step, target, _keywords(item, found[2]))
    if re.match(_NAME, item.strip()):
        target = _named(item.strip(), must_exist=False)
        if target is not None:
            if not callable(target) or (isinstance(target, type) and not is_step_class(target)):
                raise ValueError(f"{item} is neither a step class nor a function")
            return _of_object(step, target, {})
    return lambda *arguments: _shell(step, item, label, arguments)


def _of_object(step: Any, item: Any, keywords: dict[str, Any]) -> Callable[..., Any]:
    if isinstance(item, type):
        cls: Any = item
        keywords = {"name": cls.__name__, **keywords}
        made = cls(parent=step, **keywords)
        made.config.validate()
        return made.run  # type: ignore[no-any-return]
    if is_step(item):
        return item.run  # type: ignore[no-any-return]
    name = getattr(item, "__name__", None) or type_name(type(item))

    def call(*arguments: Any) -> Any:
        step.log.info("running the hook %s", name)
        return item(*arguments)

    return call


def _named(name: str, must_exist: bool) -> Any:
    """What a full name leads to; None if it begins with no module, which makes it a shell command.

    Raises
    ------
    ValueError
        If the module is there, but not what is looked for in it, or the module cannot be imported.
    """
    parts = name.split(".")
    module: Any = None
    for length in range(1, len(parts)):
        path = ".".join(parts[:length])
        try:
            module = importlib.import_module(path)
        except ModuleNotFoundError as error:
            if error.name != path and not path.startswith(f"{error.name}."):
                raise ValueError(f"cannot import {path}: {error}") from error
            break
        except (Exception, SystemExit) as error:
            raise ValueError(f"cannot import {path}: {type(error).__name__}: {error}") from error
        rest = parts[length:]
    if module is None:
        if must_exist:
            raise ValueError(f"there is no module {parts[0]!r}; a shell command would need quotes there")
        return None
    found = module
    for part in rest:
        if not hasattr(found, part):
            close = nearest(part, dir(found))
            hint = f"; did you mean {close[0]!r}?" if close else ""
            of_shell = "; for a shell command write it with its path, ./NAME"
            raise ValueError(f"{module.__name__} has no {'.'.join(rest)!r}{hint or of_shell}")
        found = getattr(found, part)
    return found


def _keywords(item: str, call: str) -> dict[str, Any]:
    """The parameters in ``(par='x', n=2)``: nothing but literals, which are read and not carried out."""
    import ast  # noqa: PLC0415 - it is a tenth of the import, and most hooks have no parameters

    try:
        tree: Any = ast.parse(f"f{call}", mode="eval").body
    except SyntaxError:
        tree = None
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name):
        raise ValueError("expected module.Class(parameter=value, ...)")
    if tree.args or any(keyword.arg is None for keyword in tree.keywords):
        raise ValueError("parameters of a hook are given by name, such as threshold=3")
    values = {}
    for keyword in tree.keywords:
        try:
            values[str(keyword.arg)] = ast.literal_eval(keyword.value)
        except ValueError:
            text = ast.unparse(keyword.value)
            raise ValueError(f"the value of {keyword.arg} has to be a literal, got {text}") from None
    return values


def _shell(step: Any, command: str, label: str, arguments: tuple[Any, ...]) -> None:
    """Run a shell command; the models among the arguments are saved for it.

    Raises
    ------
    OSError
        If it ends with another status than 0.
    """
    names = [
        step.command_argument(item, f"{step.qualified_name}.{label}.{number:04d}")
        for number, item in enumerate(arguments)
    ]
    from .commands import run_command  # noqa: PLC0415 - few steps start commands, and it takes long to import

    status = run_command(command, names, step.log)
    if status:
        raise OSError(f"the {label} ended with status {status}: {command}")
