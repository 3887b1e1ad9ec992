"""Where the C++ headers are that come with the package."""

from __future__ import annotations

from pathlib import Path

__all__ = ["get_include"]


def get_include() -> str:
    """The folder of the C++ headers, for a compiler's ``-I``: ``#include <stepconfig/control.h>``.

    Returns
    -------
    folder : str
        Its path.

    Examples
    --------
    >>> import os
    >>> sorted(os.listdir(os.path.join(get_include(), "stepconfig")))
    ['control.h', 'nanobind.h', 'pybind11.h']
    """
    return str(Path(__file__).parent.parent / "include")
