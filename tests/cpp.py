"""Compiling the C++ modules that tests need: once, for all workers and for later runs."""

import fcntl
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

import stepconfig

__all__ = ["Compiler", "cache_folder", "texts_of"]

_SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")


def cache_folder(request: pytest.FixtureRequest) -> Path:
    """Return the folder that keeps compiled modules between runs, or one of this run.

    Parameters
    ----------
    request : pytest.FixtureRequest
        The fixture that asks.
    """
    cache = getattr(request.config, "cache", None)
    if cache is not None:
        return cache.mkdir("cpp")
    folder = Path(tempfile.gettempdir()) / f"stepconfig-cpp-{os.getpid()}"
    folder.mkdir(exist_ok=True)
    request.addfinalizer(lambda: shutil.rmtree(folder))
    return folder


class Compiler:
    """The machine's C++ compiler; tests that ask for it are skipped if there is none, and only then.

    Parameters
    ----------
    folder : pathlib.Path
        What keeps compiled modules.
    """

    def __init__(self, folder: Path) -> None:
        named = shlex.split(os.environ.get("CXX", ""))
        found = next((path for path in map(shutil.which, ("c++", "g++", "clang++")) if path), None)
        if not named and found is None:
            pytest.skip("there is no C++ compiler here: install g++ or clang++, or name one in CXX")
        self.command = named or [str(found)]
        self.folder = folder

    def module(
        self, name: str, sources: Iterable[Path], includes: Iterable[str], options: Iterable[str] = ()
    ) -> Path:
        """Compile an extension module, quickly and with warnings as errors, and return its folder.

        Parameters
        ----------
        name : str
            Name of the module.
        sources : iterable of pathlib.Path
            Its sources.
        includes : iterable of str
            Folders of headers of other packages.
        options : iterable of str, optional
            More options for the compiler.
        """
        sources = list(sources)
        command = [
            *self.command,
            *("-std=c++17", "-O0", "-shared", "-fPIC", "-fvisibility=hidden", "-Wall", "-Wextra", "-Werror"),
            *(("-undefined", "dynamic_lookup") if sys.platform == "darwin" else ()),
            *options,
            f"-I{stepconfig.get_include()}",
            *(f"-isystem{each}" for each in (*includes, sysconfig.get_path("include"))),
            *map(str, sources),
        ]

        def build(folder: Path) -> None:
            target = folder / f"{name}{_SUFFIX}"
            done = subprocess.run([*command, "-o", str(target)], capture_output=True, text=True)
            assert done.returncode == 0, f"{shlex.join(command)}\n{done.stderr}"

        return self.kept(name, [*command, *texts_of(sources)], build)

    def kept(self, name: str, known: Iterable[str], build: Callable[[Path], object]) -> Path:
        """Return the folder of an extension module, built unless just that has been done.

        Parameters
        ----------
        name : str
            Name of the module.
        known : iterable of str
            What the module depends on: the command and the texts of the sources.
        build : callable
            Puts the module into the folder that it gets.
        """
        import nanobind
        import pybind11

        version = subprocess.run([*self.command, "--version"], capture_output=True, text=True).stdout
        versions = [version, sys.version, pybind11.__version__, nanobind.__version__]
        headers = texts_of((Path(stepconfig.get_include()) / "stepconfig").glob("*.h"))
        key = hashlib.sha256("\0".join([*versions, *headers, *known]).encode()).hexdigest()[:16]
        folder = self.folder / f"{name}-{key}"
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                for old in self.folder.glob(f"{name}-*/{name}{_SUFFIX}"):  # those of other Pythons stay
                    shutil.rmtree(old.parent)
                unfinished = self.folder / f"unfinished-{name}"
                shutil.rmtree(unfinished, ignore_errors=True)
                unfinished.mkdir()
                build(unfinished)
                unfinished.rename(folder)
        return folder


def texts_of(paths: Iterable[Path]) -> list[str]:
    """Return the texts of files, and of the headers beside them."""
    paths = set(paths)
    paths |= {header for path in paths for header in path.parent.glob("*.h")}
    return [path.read_text(encoding="utf-8") for path in sorted(paths)]
