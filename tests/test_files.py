"""Writing files: all or nothing, with the mode of the umask, through links."""

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from stepconfig import Config, Field, OverrideFileError
from stepconfig.files import write_atomically, written_atomically
from tests.kinds import Reduction

CHECKOUT = Path(__file__).parents[1]


def write(path, content):
    """Write bytes atomically."""
    write_atomically(str(path), lambda file: file.write(content))


@pytest.fixture
def umask():
    """Return a function that sets the umask until the test is over."""
    old = os.umask(0o022)
    try:
        yield os.umask
    finally:
        os.umask(old)


def mode_of(path):
    """Permission bits of a file."""
    return stat.S_IMODE(os.stat(path).st_mode)


def test_the_content_arrives(folder):
    """A new file holds what was written, and nothing else is in the folder."""
    write(folder / "new.py", b"content \xff\n")
    assert (folder / "new.py").read_bytes() == b"content \xff\n"
    assert os.listdir() == ["new.py"]


def test_an_old_file_is_replaced(folder):
    """A longer old content leaves no rest."""
    (folder / "old.py").write_text("much longer than what comes")
    write(folder / "old.py", b"short")
    assert (folder / "old.py").read_bytes() == b"short"
    assert os.listdir() == ["old.py"]


def test_a_relative_path_is_relative_to_the_current_folder(folder):
    """A bare name is a file of the current folder."""
    write("bare.py", b"x")
    assert (folder / "bare.py").read_bytes() == b"x"


@pytest.mark.parametrize("mask", [0o000, 0o002, 0o022, 0o027, 0o077, 0o177, 0o377])
def test_the_mode_of_a_new_file_follows_the_umask(folder, umask, mask):
    """As with a file that is opened for writing: what the umask allows, and never executable."""
    umask(mask)
    write(folder / "new.py", b"x")
    assert mode_of("new.py") == 0o666 & ~mask


def test_the_mode_of_a_replaced_file_follows_the_umask(folder, umask):
    """What the old file allowed does not matter."""
    (folder / "old.py").write_text("old")
    os.chmod("old.py", 0o400)
    write(folder / "old.py", b"new")
    assert mode_of("old.py") == 0o644


def test_the_umask_is_never_changed(folder, umask, monkeypatch):
    """Asking for the umask means to change it, for all threads; a save does not."""
    with monkeypatch.context() as patch:
        patch.setattr(os, "umask", lambda mask: pytest.fail("the umask was changed"))
        write(folder / "new.py", b"x")
    assert mode_of("new.py") == 0o644


def test_half_a_file_is_nobodys_to_read(folder, umask):
    """While it is written, the temporary file is the user's own."""
    umask(0o000)
    seen = []

    def look(file):
        seen.append(mode_of(file.name))
        file.write(b"x")

    write_atomically("new.py", look)
    assert seen == [0o600]
    assert mode_of("new.py") == 0o666


def test_a_symbolic_link_is_followed(folder):
    """The file that the link names is replaced; the link stays one."""
    (folder / "data").mkdir()
    (folder / "data" / "real.py").write_text("old")
    os.symlink("data/real.py", "link.py")
    write("link.py", b"new")
    assert os.path.islink("link.py")
    assert (folder / "data" / "real.py").read_bytes() == b"new"
    assert (os.listdir("data"), sorted(os.listdir())) == (["real.py"], ["data", "link.py"])


def test_a_link_to_a_link_is_followed_to_its_end(folder):
    """Chains of links all stay."""
    (folder / "real.py").write_text("old")
    os.symlink("real.py", "first.py")
    os.symlink("first.py", "second.py")
    write("second.py", b"new")
    assert (folder / "real.py").read_bytes() == b"new"
    assert (os.readlink("first.py"), os.readlink("second.py")) == ("real.py", "first.py")


def test_a_link_to_nothing_makes_the_file_that_it_names(folder):
    """A dangling link is followed as well."""
    os.symlink("missing.py", "link.py")
    write("link.py", b"new")
    assert (folder / "missing.py").read_bytes() == b"new"
    assert os.path.islink("link.py")


class Boom(BaseException):
    """What no ordinary handler catches."""


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, Boom])
@pytest.mark.parametrize("old", [None, b"old"])
def test_a_failure_leaves_the_old_file_and_no_leftovers(folder, error, old):
    """Whatever is raised while writing comes out, and the folder is as it was."""
    if old is not None:
        (folder / "file.py").write_bytes(old)

    def fail(file):
        file.write(b"half of")
        file.flush()
        raise error("in the middle")

    with pytest.raises(error, match="in the middle"):
        write_atomically("file.py", fail)
    assert {name: Path(name).read_bytes() for name in os.listdir()} == ({"file.py": old} if old else {})


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
def test_a_failure_of_the_system_leaves_the_old_file_and_no_leftovers(folder, monkeypatch, step):
    """Also when the disk is full at the last moment."""
    (folder / "file.py").write_bytes(b"old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="No space left"):
        write("file.py", b"new")
    monkeypatch.undo()
    assert (folder / "file.py").read_bytes() == b"old"
    assert [name for name in os.listdir(folder) if name != "file.py"] == []


def test_the_content_is_on_the_disk_before_the_name(folder, monkeypatch):
    """The file is flushed, then renamed, then the folder is flushed."""
    steps = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(descriptor):
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else os.fstat(descriptor).st_size)
        fsync(descriptor)

    def noted_replace(source, destination):
        steps.append("rename")
        assert os.path.dirname(source) == os.path.dirname(destination)
        replace(source, destination)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    write("file.py", b"12345")
    assert steps == [5, "rename", "folder"]


def test_a_file_that_need_not_last_is_not_waited_for(folder, monkeypatch):
    """It is written beside its destination and renamed all the same."""
    monkeypatch.delattr(os, "fsync")
    (folder / "file.py").write_bytes(b"old")
    write_atomically("file.py", lambda file: file.write(b"new"), durable=False)
    assert (folder / "file.py").read_bytes() == b"new"
    assert os.listdir() == ["file.py"]


def test_a_folder_that_cannot_be_flushed_is_no_failure(folder, monkeypatch):
    """Some file systems refuse it; the file is there all the same."""
    fsync = os.fsync

    def files_only(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError("not supported")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", files_only)
    write("file.py", b"new")
    assert (folder / "file.py").read_bytes() == b"new"


def test_a_crash_at_any_moment_leaves_the_old_file_or_the_new_one(folder):
    """A process that is killed while it saves again and again never leaves half a file."""
    code = (
        "import sys\n"
        "from stepconfig.files import write_atomically\n"
        "print('ready', flush=True)\n"
        "number = 0\n"
        "while True:\n"
        "    number += 1\n"
        "    content = [b'%d\\n' % number] * 2000\n"
        "    write_atomically('file.txt', lambda file: [file.write(line) for line in content])\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT / "python")}
    for pause in (0.0, 0.01, 0.03):
        with subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment
        ) as process:
            assert process.stdout.readline() == b"ready\n"
            while process.poll() is None and not Path("file.txt").exists():
                time.sleep(0.001)
            time.sleep(pause)
            process.kill()
        lines = Path("file.txt").read_text().splitlines()
        assert (len(lines), len(set(lines))) == (2000, 1)


def test_threads_that_write_one_file_leave_one_whole_content(folder):
    """Each has a temporary file of its own; the last rename wins."""

    def work(letter):
        for _ in range(20):
            write("file.txt", letter * 5000)

    threads = [threading.Thread(target=work, args=(letter,)) for letter in (b"a", b"b", b"c", b"d")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    content = Path("file.txt").read_bytes()
    assert (len(content), len(set(content)), os.listdir()) == (5000, 1, ["file.txt"])


def test_a_long_name_is_no_difficulty(folder):
    """The temporary name is no longer than a file name may be."""
    name = "n" * 252 + ".py"
    write(name, b"x")
    assert os.listdir() == [name]


def test_a_missing_folder_is_the_systems_error(folder):
    """Nothing is made on the way."""
    with pytest.raises(FileNotFoundError):
        write("missing/file.py", b"x")
    assert os.listdir() == []


def test_a_folder_is_not_replaced(folder):
    """A destination that is a folder stays one, with what is in it."""
    (folder / "place.py").mkdir()
    (folder / "place.py" / "inside").write_text("kept")
    with pytest.raises(OSError, match="directory"):
        write("place.py", b"x")
    assert sorted(os.listdir()) == ["place.py"]
    assert (folder / "place.py" / "inside").read_text() == "kept"


def test_the_temporary_file_can_have_a_suffix(folder):
    """Writers that go by the suffix get a path, and the file has the content that they give it."""
    seen = []

    def fill(path):
        seen.append((os.path.splitext(path)[1], os.path.getsize(path), os.path.dirname(path)))
        Path(path).write_bytes(b"filled")

    written_atomically("table.asdf", fill, suffix=".asdf")
    assert seen == [(".asdf", 0, str(folder))]
    assert Path("table.asdf").read_bytes() == b"filled"


# -- as a config is saved --------------------------------------------------------------------------


def test_a_config_is_saved_atomically(folder, monkeypatch):
    """A save that fails is one clear error, and the old file is whole."""
    config = Reduction()
    config.save("saved.py")
    old = Path("saved.py").read_bytes()
    config.count = 9

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OverrideFileError, match=r"cannot write saved.py: No space left on device"):
        config.save("saved.py")
    assert (Path("saved.py").read_bytes(), os.listdir()) == (old, ["saved.py"])


def test_a_config_is_saved_through_a_link_with_the_umasks_mode(folder, umask):
    """The link stays, and the mode is what the umask allows."""
    umask(0o027)
    os.symlink("real.py", "link.py")
    Reduction(count=9).save("link.py")
    assert (os.path.islink("link.py"), mode_of("real.py")) == (True, 0o640)
    config = Reduction()
    config.load("link.py")
    assert config.count == 9


def test_a_value_that_cannot_be_written_leaves_the_old_file(folder):
    """The text is complete before the file is touched."""

    class Secret(Field):
        def statements(self, path, value):
            raise PermissionError("not for everybody")

    class Account(Config):
        name = Field("Name of the account.", str, "me")
        password = Secret("Password of the account.", str, "x")

    Path("saved.py").write_text("old")
    with pytest.raises(PermissionError, match="not for everybody"):
        Account().save("saved.py")
    assert (Path("saved.py").read_text(), os.listdir()) == ("old", ["saved.py"])
