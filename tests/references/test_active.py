"""Which provider is asked."""

import os
import threading
from pathlib import Path

import pytest

from stepconfig import CrdsReferences, DictReferences, LocalReferences, active_provider, using_provider


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Start with no variable that names a provider."""
    for name in ("STEPCONFIG_REFERENCES", "CRDS_PATH", "CRDS_SERVER_URL"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_nobody_is_asked_where_nothing_says_who():
    """There is no default place of references."""
    assert active_provider() is None


def test_the_environment_names_a_folder(environment, folder):
    """Relative to the current folder, and with the home folder as ~; it beats CRDS."""
    environment.setenv("CRDS_PATH", str(folder))
    environment.setenv("STEPCONFIG_REFERENCES", "here")
    provider = active_provider()
    assert isinstance(provider, LocalReferences)
    assert provider.folder == str(folder / "here")
    assert active_provider() is provider
    environment.setenv("STEPCONFIG_REFERENCES", "~/there")
    assert active_provider().folder == os.path.expanduser("~/there")
    environment.setenv("STEPCONFIG_REFERENCES", "here")
    (folder / "other").mkdir()
    environment.chdir(folder / "other")
    assert active_provider().folder == str(folder / "other/here")


@pytest.mark.parametrize("name", ["CRDS_PATH", "CRDS_SERVER_URL"])
def test_variables_of_crds_name_crds(environment, name):
    """If the package is installed; without it, nobody is asked."""
    environment.setenv(name, "anything")
    assert isinstance(active_provider(), CrdsReferences)
    environment.setattr("importlib.util.find_spec", lambda package: None)
    assert active_provider() is None


def test_a_with_block_says_who_is_asked(environment):
    """The innermost counts, also if it says nobody; afterwards all is as before, after errors too."""
    environment.setenv("STEPCONFIG_REFERENCES", "here")
    first, second = DictReferences({}), DictReferences({})
    with using_provider(first):
        with using_provider(second):
            assert active_provider() is second
        with pytest.raises(KeyError), using_provider(second):
            raise KeyError
        assert active_provider() is first
        with using_provider(None):
            assert active_provider() is None
    assert active_provider().folder == str(Path.cwd() / "here")


def test_threads_do_not_disturb_each_other():
    """A block in one thread means nothing to another that runs already."""
    found = []
    begun, ended = threading.Event(), threading.Event()

    def ask():
        begun.set()
        assert ended.wait(300)
        found.append(active_provider())

    thread = threading.Thread(target=ask)
    thread.start()
    assert begun.wait(300)
    with using_provider(DictReferences({})):
        ended.set()
        thread.join()
    assert found == [None]
