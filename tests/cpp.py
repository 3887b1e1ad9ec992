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
from collections.abc import Iterable
from pathlib import Path

import pytest

import stepconfig

__all__ = ["CHECKOUT", "Compiler", "cache_folder"]

CHECKOUT = Path(__file__).parent.parent
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
        self, name: str, sources: Iterable[Path], includes: Iterable[str], options: Iterable[str] = ("-O0",)
    ) -> Path:
        """Compile an extension module, unless just that has been done, and return the folder it is in.

        Parameters
        ----------
        name : str
            Name of the module.
        sources : iterable of pathlib.Path
            Its sources.
        includes : iterable of str
            Folders of headers of other packages.
        options : iterable of str, optional
            Options for the compiler.
        """
        sources = list(sources)
        command = [
            *self.command,
            *("-std=c++17", "-shared", "-fPIC", "-fvisibility=hidden", "-Wall", "-Wextra", "-Werror"),
            *(("-undefined", "dynamic_lookup") if sys.platform == "darwin" else ()),
            *options,
            f"-I{stepconfig.get_include()}",
            *(f"-isystem{each}" for each in (*includes, sysconfig.get_path("include"))),
            *map(str, sources),
        ]
        folder = self.folder / f"{name}-{self._fingerprint(command, sources)}"
        module = folder / f"{name}{_SUFFIX}"
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not module.exists():
                for old in self.folder.glob(f"{name}-*"):
                    if (old / module.name).exists():  # those of other Pythons stay
                        shutil.rmtree(old)
                folder.mkdir(exist_ok=True)
                unfinished = folder / "unfinished"
                done = subprocess.run([*command, "-o", str(unfinished)], capture_output=True, text=True)
                assert done.returncode == 0, f"{shlex.join(command)}\n{done.stderr}"
                unfinished.rename(module)
        return folder

    def _fingerprint(self, command: list[str], sources: list[Path]) -> str:
        """Return what changes whenever the module may: by command, compiler, packages and texts."""
        import nanobind
        import pybind11

        version = subprocess.run([*self.command, "--version"], capture_output=True, text=True).stdout
        folders = {Path(stepconfig.get_include()) / "stepconfig", *(source.parent for source in sources)}
        texts = [path.read_text() for each in sorted(folders) for path in sorted(each.glob("*.h"))]
        texts += [source.read_text() for source in sources]
        known = [*command, version, sys.version, pybind11.__version__, nanobind.__version__, *texts]
        return hashlib.sha256("\0".join(known).encode()).hexdigest()[:16]
