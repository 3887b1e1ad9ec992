"""Plug-ins of installed packages, found by their entry points and imported when they are asked for."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

from ..errors import PluginError

__all__ = ["Plugins"]


class Plugins:
    """The plug-ins that installed packages declare in one group of entry points.

    Their names are known without an import. Where several packages have one name, each plug-in is called
    ``name@package``.

    Parameters
    ----------
    group : str
        The group of entry points.
    """

    def __init__(self, group: str) -> None:
        self.group = group
        self._searched: tuple[str, ...] | None = None
        self._found: dict[str, list[Any]] = {}
        self._loaded: dict[str, Any] = {}

    def _by_name(self) -> dict[str, list[Any]]:
        """The entry points by name, one for each package; looked up again if the search path has changed."""
        path = tuple(sys.path)
        if self._searched != path:
            from importlib.metadata import entry_points  # noqa: PLC0415 - it takes as long as this package

            found: dict[str, dict[str, Any]] = {}
            for entry in entry_points(group=self.group):
                found.setdefault(entry.name, {}).setdefault(_plain(_package(entry)), entry)
            self._found = {name: list(found[name].values()) for name in sorted(found)}
            self._searched = path
        return self._found

    def names(self) -> list[str]:
        """The names to choose from."""
        names: list[str] = []
        for name, entries in self._by_name().items():
            names += [name] if len(entries) == 1 else [_full_name(entry) for entry in entries]
        return names

    def hidden(self, name: str, module: str) -> list[str]:
        """The packages whose plug-in of a name cannot be seen, as another module has registered that name."""
        entries = self._by_name().get(name, ())
        return [_described(entry) for entry in entries if _top(entry.module) != _top(module)]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self._entries(name))

    def _entries(self, name: str) -> list[Any]:
        """The entry points that a name means, in short or with the package."""
        found = self._by_name()
        if name in found:
            return found[name]
        short, separator, package = name.rpartition("@")
        wanted = _plain(package)
        return [entry for entry in found.get(short, ()) if separator and _plain(_package(entry)) == wanted]

    def canonical(self, name: str) -> str:
        """The name with the package spelt as the package itself does."""
        if name in self._by_name():
            return name
        entries = self._entries(name)
        return _full_name(entries[0]) if entries else name

    def load(self, name: str, check: Callable[[Any], Any]) -> Any:
        """Import a plug-in.

        Parameters
        ----------
        name : str
            Its name, in short or with the package.
        check : callable
            Called with what the entry point names; gives the target, or raises if it is none.

        Returns
        -------
        target : object
            What ``check`` gives; the same object each time.

        Raises
        ------
        PluginError
            If several packages have the name, the import fails, or what it gives is no target.
        """
        entries = self._entries(name)
        if len(entries) > 1:
            packages = " and ".join(map(_described, entries))
            names = " or ".join(repr(_full_name(entry)) for entry in entries)
            raise PluginError(name, f"is in several packages, {packages}; choose {names}")
        (entry,) = entries
        key = f"{entry.name}@{_plain(_package(entry))}"
        if key not in self._loaded:
            try:
                self._loaded[key] = check(entry.load())
            except Exception as error:
                why = f"of the package {_described(entry)} cannot be used: {type(error).__name__}: {error}"
                raise PluginError(name, why) from error
        return self._loaded[key]


def _package(entry: Any) -> str:
    """Name of the package that an entry point is from."""
    name = None if entry.dist is None else entry.dist.metadata["Name"]
    return name or "unknown"


def _described(entry: Any) -> str:
    version = None if entry.dist is None else entry.dist.metadata["Version"]
    return f"{_package(entry)} {version or '(of no version)'}"


def _top(module: str) -> str:
    return module.partition(".")[0]


def _full_name(entry: Any) -> str:
    return f"{entry.name}@{_package(entry)}"


def _plain(package: str) -> str:
    """A package name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", package).lower()
