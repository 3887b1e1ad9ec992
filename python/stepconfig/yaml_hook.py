"""Telling PyYAML about configs as soon as it is there, without importing it.

``import stepconfig`` does not load PyYAML. If it is loaded already it is told at once; else a finder waits
for its import, tells it afterwards, and is gone.
"""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["tell_yaml"]


def tell_yaml(config_class: type) -> None:
    """Have PyYAML write and read configs, now or as soon as it is imported.

    Parameters
    ----------
    config_class : type
        `Config`.
    """
    if sys.modules.get("yaml") is not None:
        _register(sys.modules["yaml"], config_class)
    else:
        sys.meta_path.insert(0, _Waiting(config_class))


class _Waiting:
    """Finds PyYAML as the other finders do, with a loader that registers configs when it has loaded it."""

    def __init__(self, config_class: type) -> None:
        self._config_class = config_class

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """What the other finders find; None for every module but one."""
        if name != "yaml":
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = _Registering(  # type: ignore[assignment]
                        spec.loader, self, self._config_class
                    )
                return spec
        return None


class _Registering:
    """A loader that does what another does, and then registers configs."""

    def __init__(self, loader: Any, finder: _Waiting, config_class: type) -> None:
        self._loader = loader
        self._finder = finder
        self._config_class = config_class

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def exec_module(self, module: Any) -> None:
        """Load the module, which then shows no trace of this loader."""
        module.__loader__ = module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        if self._finder in sys.meta_path:
            sys.meta_path.remove(self._finder)
        _register(module, self._config_class)


def _register(yaml: Any, config_class: type) -> None:
    """Tell every class of PyYAML, and every class of users derived from one, that has a table of its own."""
    for cls in _with_subclasses(yaml.representer.BaseRepresenter):
        if "yaml_multi_representers" in vars(cls):
            cls.add_multi_representer(config_class, _represent)
    for cls in _with_subclasses(yaml.constructor.SafeConstructor):
        if "yaml_constructors" in vars(cls):
            cls.add_constructor("!stepconfig.Config", _construct)
            cls.add_constructor("lsst.pex.config.Config", _construct_saved)


def _with_subclasses(cls: Any) -> list[Any]:
    return [cls, *(each for sub in cls.__subclasses__() for each in _with_subclasses(sub))]


def _represent(dumper: Any, config: Any) -> Any:
    from .formats import yaml_objects  # noqa: PLC0415 - it loads PyYAML

    return yaml_objects.represent(dumper, config)


def _construct(loader: Any, node: Any) -> Any:
    from .formats import yaml_objects  # noqa: PLC0415 - it loads PyYAML

    return yaml_objects.construct(node)


def _construct_saved(loader: Any, node: Any) -> Any:
    from .formats import yaml_objects  # noqa: PLC0415 - it loads PyYAML

    return yaml_objects.construct_saved(node)
