"""What a run ran on: host, Python, versions of packages, the source of step classes."""

from __future__ import annotations

import os
import platform
import socket
import sys
from functools import lru_cache
from typing import Any

from ..names import type_name
from .checksums import checksum_of

__all__ = [
    "class_facts",
    "host_facts",
    "installed_version",
    "package_versions",
    "python_facts",
    "version_of",
]


def host_facts() -> dict[str, Any]:
    """Name, system and machine of the host, and the process."""
    return {**_host(), "process": os.getpid()}


@lru_cache(maxsize=1)
def _host() -> dict[str, Any]:
    return {
        "name": socket.gethostname(),
        "system": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
        "cores": os.cpu_count(),
    }


@lru_cache(maxsize=1)
def python_facts() -> dict[str, Any]:
    """Version, kind and path of the interpreter."""
    return {
        "version": platform.python_version(),
        "implementation": platform.python_implementation(),
        "executable": sys.executable,
    }


_versions: tuple[int, dict[str, str]] = (0, {})


def package_versions() -> dict[str, str]:
    """The versions of all packages that have been imported, as far as they tell it, by name."""
    global _versions
    number, found = _versions
    if number != len(sys.modules):
        modules = list(sys.modules.items())
        found = dict(
            sorted(
                (name, version)
                for name, module in modules
                if "." not in name and name != "__main__" and name not in sys.stdlib_module_names
                # Not by `getattr`: some packages warn of the attribute when they are asked for it.
                for version in (getattr(module, "__dict__", {}).get("__version__"),)
                if isinstance(version, str)
            )
        )
        _versions = (len(modules), found)
    return found


@lru_cache(maxsize=256)
def version_of(package: str) -> str | None:
    """The version of a package: as it tells it, or as it was installed; None if nobody knows."""
    version = getattr(sys.modules.get(package), "__dict__", {}).get("__version__")
    if isinstance(version, str):
        return version
    if package in sys.stdlib_module_names or package == "__main__":
        return None
    from importlib import metadata  # noqa: PLC0415 - few packages do not tell it themselves

    try:
        return metadata.version(package)
    except (metadata.PackageNotFoundError, ValueError):
        return None


def installed_version(package: str) -> str | None:
    """As `version_of`, also of a package that is not imported and has another name than its distribution."""
    version = version_of(package)
    if version is None:
        from importlib import metadata  # noqa: PLC0415 - only a replay needs it

        names = metadata.packages_distributions().get(package, ())
        version = metadata.version(names[0]) if names else None
    return version


_classes: dict[type, dict[str, Any]] = {}


def class_facts(cls: type) -> dict[str, Any]:
    """Name, package, version and source of a step class; the checksum is that of the module's file.

    Parameters
    ----------
    cls : type
        The class.
    """
    known = _classes.get(cls)
    if known is not None:
        return known
    package = cls.__module__.partition(".")[0]
    path = getattr(sys.modules.get(cls.__module__), "__file__", None)
    checksum = None
    if path is not None:
        try:
            checksum = checksum_of(path)
        except OSError:  # of a package in an archive, for instance
            checksum = None
    facts = {
        "class": type_name(cls),
        "package": package,
        "version": version_of(package),
        "file": None if path is None else os.path.abspath(path),
        "sha256": checksum,
    }
    _classes[cls] = facts
    return facts
