"""The module under whose name pex_config's clients find configurableActions."""

import subprocess
import sys

from stepconfig import configurableActions
from stepconfig.configurableActions import _configurableAction


def test_the_module_has_the_public_names():
    """All names of pex_config's module are there: four classes and a type variable."""
    assert configurableActions.__all__ == [
        "ActionTypeVar",
        "ConfigurableAction",
        "ConfigurableActionField",
        "ConfigurableActionStruct",
        "ConfigurableActionStructField",
    ]
    for name in configurableActions.__all__[1:]:
        assert getattr(configurableActions, name).__name__ == name
    for name in ("ActionTypeVar", "ConfigurableAction"):
        assert getattr(_configurableAction, name) is getattr(configurableActions, name)


def test_a_class_may_be_generic_by_the_type_variable_of_pex_config():
    """``class Own(ConfigurableActionField[ActionTypeVar])`` takes its type in brackets where it is used."""

    class Own(configurableActions.ConfigurableActionField[configurableActions.ActionTypeVar]):
        pass

    class Act(configurableActions.ConfigurableAction):
        pass

    assert Own[Act]("An action.").dtype is Act


def test_the_base_class_is_named_as_it_is_imported():
    """Saved files and pickles name the public module, wherever the class is defined."""
    assert configurableActions.ConfigurableAction.__module__ == "stepconfig.configurableActions"


def test_importing_the_package_does_not_import_actions():
    """Programs without actions do not pay for them."""
    code = "import sys, stepconfig; print('stepconfig.nested.action' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
