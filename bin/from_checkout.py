"""Run a command of stepconfig from a checkout, without installing it."""

import importlib
import importlib.util
import os
import sys

checkout = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))

# What the package imports, as declared in pyproject.toml.
needed = ("asdf", "numpy", "rich", "yaml")


def main(command):
    """Run the entry point of a command, with the checkout's own environment if this Python cannot.

    Parameters
    ----------
    command : str
        The name of the command and of its module in ``stepconfig.cli``.
    """
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    if missing or sys.version_info < (3, 11):
        environment = os.path.join(checkout, ".venv")
        python = os.path.join(environment, "bin", "python")
        here = os.path.realpath(sys.prefix) == os.path.realpath(environment)
        if os.access(python, os.X_OK) and not here:
            os.execv(python, [python, os.path.join(checkout, "bin", command), *sys.argv[1:]])
        lack = "needs " + ", ".join(missing) if missing else "needs Python 3.11 or newer"
        sys.exit(f"{command}: {lack}; 'make demo' in {checkout} sets up all it needs")
    sys.path.insert(0, os.path.join(checkout, "python"))
    sys.exit(importlib.import_module("stepconfig.cli." + command).main())
