"""The saved form of a config read as the small language that it is, without executing it.

It has imports, the line that checks the class, comments, and assignments below the config: of plain values,
of classes or new objects of them, and calls of ``retarget``. `Config.load` executes override files, as users
write code in them; where a config comes from data, a YAML file for instance, this reads what `Config.save`
and pex_config write, and nothing else.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NoReturn

from ..errors import ConfigError, OverrideFileError
from ..history.location import FileLocation
from ..history.record import acting, acting_as
from ..names import type_name
from .override import type_of_saved
from .walk import all_or_nothing

__all__ = ["class_named", "config_from_saved", "object_named", "read_saved", "trusting"]

_CALLS = {"float": float, "complex": complex, "int": int}
"""What a saved value may call, with plain values only: ``float('nan')`` for instance."""


_trusted: ContextVar[tuple[str, ...] | None] = ContextVar("stepconfig_trusted", default=None)


@contextmanager
def trusting(*packages: str) -> Iterator[None]:
    """Let data name classes of these packages only, inside the ``with`` block.

    For readers that have no argument for it, such as ``yaml.safe_load``. Inside another such block both hold.

    Parameters
    ----------
    *packages : str
        Names of packages, or of modules that are in none.

    Examples
    --------
    >>> import stepconfig, yaml
    >>> with stepconfig.trusting("mypipeline"):
    ...     yaml.safe_load("!stepconfig.Config {$class: antigravity.Config}")
    Traceback (most recent call last):
    ...
    stepconfig.errors.ParameterFileError: <yaml text>:1: antigravity.Config is in no trusted package; ...
    """
    outer = _trusted.get()
    token = _trusted.set(packages if outer is None else tuple(name for name in packages if name in outer))
    try:
        yield
    finally:
        _trusted.reset(token)


def class_named(full_name: str, base: type, trusted: Iterable[str] | None = None) -> Any:
    """The class of a full name, which has to be a subclass of ``base``.

    Parameters
    ----------
    full_name : str
        ``package.module.Class``.
    base : type
        What it has to be.
    trusted : iterable of str, optional
        The packages that may be imported for it; by default all.

    Raises
    ------
    OverrideFileError
        If it is not found, is no such class, or is in no trusted package.
    """
    found = object_named(full_name, trusted)
    if not isinstance(found, type) or not issubclass(found, base):
        raise OverrideFileError(f"{full_name} is no {type_name(base)}")
    return found


def object_named(full_name: str, trusted: Iterable[str] | None) -> Any:
    """What has a full name; its module is imported if need be."""
    package = full_name.partition(".")[0]
    for allowed in (trusted, _trusted.get()):
        if allowed is not None and package not in allowed:
            names = ", ".join(allowed) or "none"
            raise OverrideFileError(f"{full_name} is in no trusted package; trusted are: {names}")
    parts = full_name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        module_name = ".".join(parts[:length])
        module: Any = sys.modules.get(module_name)
        if module is None:
            try:
                module = importlib.import_module(module_name)
            except ModuleNotFoundError as error:
                if not module_name.startswith(error.name or "\0"):
                    raise OverrideFileError(f"{module_name} cannot be imported: {error}") from error
                continue
            except Exception as error:
                raise OverrideFileError(f"{module_name} cannot be imported: {error}") from error
        for part in parts[length:]:
            module = vars(module).get(part) if hasattr(module, "__dict__") else None
        if module is not None:
            return module
    raise OverrideFileError(f"{full_name} cannot be found")


def config_from_saved(
    text: str,
    base: type,
    trusted: Iterable[str] | None = None,
    filename: str = "<saved config>",
    line: int = 1,
) -> Any:
    """A new config from the saved form of one; nothing of the text is executed.

    Parameters
    ----------
    text : str
        The text.
    base : type
        What its class has to be: `Config`, or a subclass.
    trusted : iterable of str, optional
        The packages whose classes the text may name; by default all.
    filename : str, optional
        Where the text is from, for histories and errors.
    line : int, optional
        The line of that file in which the text begins.

    Raises
    ------
    OverrideFileError
        If it is no saved config.
    ConfigError
        If a value is refused.
    """
    found = class_named(type_of_saved(text), base, trusted)
    with acting():  # who makes it is looked for outside of this package
        config = found()
    read_saved(config, text, trusted, filename, line)
    return config


def read_saved(
    config: Any,
    text: str,
    trusted: Iterable[str] | None = None,
    filename: str = "<saved config>",
    line: int = 1,
) -> None:
    """Set what the saved form of a config says, all or nothing; nothing of the text is executed.

    Parameters
    ----------
    config : Config
        The config, which is called ``config`` in the text.
    text, trusted, filename, line
        As for `config_from_saved`.
    """
    try:
        statements = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        number = line + (getattr(error, "lineno", None) or 1) - 1
        raise OverrideFileError(f"{filename}:{number}: the text is no saved config: {error}") from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")  # as Python counts them
    with all_or_nothing(config):
        for statement in statements:
            content = lines[statement.lineno - 1].strip()
            place = FileLocation(filename, line + statement.lineno - 1, None, content)
            reader = _Reader(config, trusted, place)
            with acting_as(place, layer="saved config"):
                try:
                    reader.carry_out(statement)
                except ConfigError:
                    raise
                except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
                    reader.refuse(str(error))


class _Reader:
    """Carries out one statement of the saved form."""

    def __init__(self, config: Any, trusted: Iterable[str] | None, place: FileLocation) -> None:
        self._config = config
        self._trusted = trusted
        self._place = place

    def refuse(self, why: str) -> NoReturn:
        raise OverrideFileError(f"{self._place}: {why}") from None  # which says what Python's own error says

    def carry_out(self, statement: ast.stmt) -> None:
        if isinstance(statement, (ast.Import, ast.Assert)):
            return  # modules are imported when a class of theirs is named; the class is known
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            self._assign(statement.targets[0], self._value(statement.value))
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            self._call(statement.value)
        else:
            self.refuse("the saved form of a config has assignments and retargets only")

    def _assign(self, target: ast.expr, value: Any) -> None:
        if isinstance(target, ast.Attribute):
            owner = self._object(target.value)
            setattr(owner, self._public(target.attr, owner), value)
        elif isinstance(target, ast.Subscript):
            self._object(target.value)[self._value(target.slice)] = value
        else:
            self.refuse("expected an attribute or item of the config on the left")

    def _call(self, call: ast.Call) -> None:
        function = call.func
        if not isinstance(function, ast.Attribute) or function.attr != "retarget" or call.args:
            self.refuse(
                "the only call in the saved form of a config is retarget(target=..., ConfigClass=...)"
            )
        keywords = {each.arg or "**": self._value(each.value) for each in call.keywords}
        if not keywords.keys() <= {"target", "ConfigClass"}:
            self.refuse("retarget takes target and ConfigClass")
        self._object(function.value).retarget(**keywords)

    def _object(self, node: ast.expr) -> Any:
        """What a path from the config leads to."""
        if isinstance(node, ast.Name) and node.id == "config":
            return self._config
        if isinstance(node, ast.Attribute):
            owner = self._object(node.value)
            return getattr(owner, self._public(node.attr, owner))
        if isinstance(node, ast.Subscript):
            return self._object(node.value)[self._value(node.slice)]
        self.refuse("expected a path that begins with config")

    def _public(self, name: str, owner: Any = None) -> str:
        if name.startswith("_") and name not in getattr(type(owner), "_fields", ()):
            self.refuse(f"{name} is no field")
        return name

    def _value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Call):
            name = self._dotted(node.func)
            if name in _CALLS and not node.keywords:
                return _CALLS[name](*map(self._value, node.args))
            if node.args or node.keywords:
                self.refuse(f"{name} is called with arguments; expected a plain value or a class")
            return class_named(name, _config_base(self._config), self._trusted)()
        if isinstance(node, ast.List):
            return list(map(self._value, node.elts))
        if isinstance(node, ast.Tuple):
            return tuple(map(self._value, node.elts))
        if isinstance(node, ast.Dict):
            keys = [
                self.refuse("** is no plain value") if key is None else self._value(key) for key in node.keys
            ]
            return dict(zip(keys, map(self._value, node.values), strict=True))
        if isinstance(node, (ast.Attribute, ast.Name)):
            return object_named(self._dotted(node), self._trusted)
        return ast.literal_eval(node)

    def _dotted(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute):
            return f"{self._dotted(node.value)}.{self._public(node.attr)}"
        self.refuse("expected a plain value or the full name of a class")


def _config_base(config: Any) -> type:
    """`Config` itself, which this module cannot import."""
    return [cls for cls in type(config).__mro__ if type(cls).__name__ == "ConfigMeta"][-1]
