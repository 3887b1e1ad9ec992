"""The module under whose name pex_config's clients find configurableActions."""

import subprocess
import sys

from stepconfig import configurableActions
from stepconfig.configurableActions import _configurableAction


def test_the_module_has_the_public_names():
    """All four names of pex_config's module are there."""
    assert configurableActions.__all__ == [
        "ConfigurableAction",
        "ConfigurableActionField",
        "ConfigurableActionStruct",
        "ConfigurableActionStructField",
    ]
    for name in configurableActions.__all__:
        assert getattr(configurableActions, name).__name__ == name
    assert _configurableAction.ConfigurableAction is configurableActions.ConfigurableAction


def test_the_base_class_is_named_as_it_is_imported():
    """Saved files and pickles name the public module, wherever the class is defined."""
    assert configurableActions.ConfigurableAction.__module__ == "stepconfig.configurableActions"


def test_importing_the_package_does_not_import_actions():
    """Programs without actions do not pay for them."""
    code = "import sys, stepconfig; print('stepconfig.nested.action' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
