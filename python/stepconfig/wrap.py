"""Config classes of C++ control structs, under the name of pex_config's module.

There, ``wrap`` is the name of the module and of the decorator; so it is here: the module can be called.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from .nested.control import makeConfigClass, wrap

__all__ = ["makeConfigClass", "wrap"]


class _CallableModule(ModuleType):
    def __call__(self, ctrl: Any) -> Any:
        return wrap(ctrl)


sys.modules[__name__].__class__ = _CallableModule
