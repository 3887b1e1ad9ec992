"""The folder in which an output is made: a lock, cleared after a crash."""

import errno
import os
import threading

import pytest

from stepconfig import UsageError
from stepconfig.steps import workplace
from stepconfig.steps.workplace import Workplace


def test_the_folder_is_beside_the_file_and_goes(folder):
    """A rename from there is on one file system; nothing is left behind."""
    with Workplace("out.txt") as place:
        assert os.listdir(folder) == [os.path.basename(place)]
        assert os.path.basename(place).startswith(".saving-")
    assert os.listdir(folder) == []


def test_the_name_of_the_file_is_not_in_that_of_the_folder(folder):
    """A model that exchanges a part of the path it is given does so once."""
    with Workplace("out.txt") as place:
        assert "out" not in os.path.basename(place)


def test_one_file_is_made_once_at_a_time(folder):
    """The second one is told so, and the first is not disturbed."""
    with Workplace("out.txt") as place:
        with open(os.path.join(place, "half"), "w"):
            pass
        with (
            pytest.raises(UsageError, match=r"another run is writing out\.txt now; give one of them another"),
            Workplace("out.txt"),
        ):
            pass
        with Workplace("other.txt"):
            pass
        assert os.listdir(place) == ["half"]
    with Workplace("out.txt"):
        pass


def test_threads_are_runs_too(folder):
    """The lock is of the open folder, and not of the process."""
    errors = []

    def make():
        try:
            with Workplace("out.txt"):
                pass
        except UsageError as error:
            errors.append(error)

    with Workplace("out.txt"):
        thread = threading.Thread(target=make)
        thread.start()
        thread.join()
    assert len(errors) == 1


def test_what_a_killed_run_left_is_cleared_away(folder):
    """Its lock has gone with it."""
    with Workplace("out.txt") as place:
        pass
    os.makedirs(os.path.join(place, "deep"))
    for name in ("half.txt", "deep/more.txt"):
        with open(os.path.join(place, name), "w"):
            pass
    with Workplace("out.txt") as again:
        assert (again, os.listdir(again)) == (place, [])
    assert os.listdir(folder) == []


def test_a_folder_that_goes_while_it_is_locked_is_made_again(folder, monkeypatch):
    """The run before has just finished: its folder is not the one of that name any more."""
    real = workplace.fcntl.flock
    calls = []

    def flock(descriptor, operation):
        if not calls:
            os.rmdir(next(folder.iterdir()))
        calls.append(operation)
        real(descriptor, operation)

    monkeypatch.setattr(workplace.fcntl, "flock", flock)
    with Workplace("out.txt") as place:
        assert os.path.isdir(place)
    assert len(calls) == 2


@pytest.mark.parametrize("how", ["no module", "no locks"])
def test_without_locks_every_run_has_a_folder_of_its_own(folder, monkeypatch, how):
    """Some file systems have none, and some systems have no such call."""
    if how == "no module":
        monkeypatch.setattr(workplace, "fcntl", None)
    else:

        def refuse(descriptor, operation):
            raise OSError(errno.ENOLCK, "No locks available")

        monkeypatch.setattr(workplace.fcntl, "flock", refuse)
    with Workplace("out.txt") as one, Workplace("out.txt") as other:
        assert one != other
        assert os.path.isdir(one)
        assert os.path.isdir(other)
    assert not os.path.exists(one)
    assert not os.path.exists(other)


def test_a_folder_that_cannot_be_written_to_is_told(folder):
    """A file stands in the place of the folder."""
    (folder / "sub").write_text("")
    message = r"cannot write to the folder of sub/out\.txt: Not a directory"
    with pytest.raises(UsageError, match=message), Workplace("sub/out.txt"):
        pass
