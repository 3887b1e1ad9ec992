"""Compile the example's module with pybind11, by one command: ``python build.py``."""

import os
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

import pybind11

import stepconfig

HERE = Path(__file__).parent


def build(folder: Path = HERE, options: str = "-O2") -> Path:
    """Compile ``_deconvolve``.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Where the module goes.
    options : str, optional
        Options for the compiler.

    Returns
    -------
    module : pathlib.Path
        The compiled module.

    Raises
    ------
    subprocess.CalledProcessError
        If the compiler fails.
    """
    module = folder / f"_deconvolve{sysconfig.get_config_var('EXT_SUFFIX')}"
    includes = [stepconfig.get_include(), pybind11.get_include(), sysconfig.get_path("include")]
    command = [
        *shlex.split(os.environ.get("CXX", "c++")),
        *("-std=c++17", "-shared", "-fPIC", "-fvisibility=hidden"),
        *(("-undefined", "dynamic_lookup") if sys.platform == "darwin" else ()),
        *shlex.split(options),
        *(f"-I{include}" for include in includes),
        *(str(HERE / name) for name in ("bindings.cpp", "deconvolve.cpp")),
        *("-o", str(module)),
    ]
    subprocess.run(command, check=True)
    return module


if __name__ == "__main__":
    print(build())
