"""The C++ control structs of the tests as Python sees them, by each of the two binding libraries."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.cpp import Compiler

SOURCES = Path(__file__).parent / "cpp"


def imported(folder: Path, name: str) -> Any:
    """Import a compiled module."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return import_module(name)


@pytest.fixture(scope="session")
def pybind11_controls(compiler: Compiler) -> Any:
    """Return the module with the structs of ``cpp/``, made with pybind11."""
    import pybind11

    name = "pybind11_controls"
    folder = compiler.module(name, [SOURCES / f"{name}.cpp"], [pybind11.get_include()])
    return imported(folder, name)


@pytest.fixture(scope="session")
def nanobind_controls(compiler: Compiler) -> Any:
    """Return the module with the structs of ``cpp/``, made with nanobind, whose own source it needs."""
    import nanobind

    name = "nanobind_controls"
    own = Path(nanobind.__file__).parent
    includes = [nanobind.include_dir(), str(own / "ext" / "robin_map" / "include"), str(own / "src")]
    options = ["-fno-strict-aliasing"]
    sources = [SOURCES / f"{name}.cpp", SOURCES / "nanobind_library.cpp"]
    return imported(compiler.module(name, sources, includes, options), name)


@pytest.fixture(params=["pybind11", "nanobind"])
def controls(request: pytest.FixtureRequest) -> Any:
    """Return the module, once made with each library."""
    return request.getfixturevalue(f"{request.param}_controls")


@pytest.fixture
def home(monkeypatch):
    """Return a module for classes, which can be imported during the test."""
    module = ModuleType("control_home")
    monkeypatch.setitem(sys.modules, "control_home", module)
    return module
