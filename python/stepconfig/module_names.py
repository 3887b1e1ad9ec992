"""pex_config's modules under the names that its clients use: ``stepconfig.listField.List``.

Each is there from the start, as a client may import it or reach it as an attribute. It loads what it stands
for when it is asked for something.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__all__ = ["add_modules"]

_STANDS_FOR = {
    "choiceField": "fields.choice",
    "comparison": "config.compare",
    "configChoiceField": "nested.choice",
    "configDictField": "nested.config_dict",
    "configField": "nested.config_field",
    "configurableField": "nested.configurable",
    "dictField": "fields.dict",
    "listField": "fields.list",
    "rangeField": "fields.range",
    "registry": "nested.registry",
}


class _NamedModule(ModuleType):
    """A module that has what another one has."""

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":  # asked of all loaded modules by `inspect`, for instance
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        package, _, own = self.__name__.rpartition(".")
        return getattr(import_module(f"{package}.{_STANDS_FOR[own]}"), name)


def add_modules(package: str, namespace: dict[str, Any]) -> None:
    """Put the modules where they are looked for.

    Parameters
    ----------
    package : str
        Name of this package.
    namespace : dict
        Its variables.
    """
    for own in _STANDS_FOR:
        name = f"{package}.{own}"
        namespace[own] = sys.modules.setdefault(name, _NamedModule(name))
