"""Saving: a model is asked once, under its final name, and half a file is never there."""

import os
import stat
from pathlib import Path

import pytest

from stepconfig import UsageError
from stepconfig.steps.saving import save_atomically


class Model:
    """Saves itself as it is told to."""

    def __init__(self, save):
        self._save = save
        self.paths = []

    def save(self, path):
        self.paths.append(path)
        return self._save(path)


def write(path, text="x"):
    """Write a small file, and return its path."""
    with open(path, "w") as file:
        file.write(text)
    return path


def tree(folder):
    """Every file below a folder, with its content."""
    files = (path for path in Path(folder).rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text() for path in files}


@pytest.mark.parametrize("told", [lambda path: path, lambda path: None, lambda path: 5, lambda path: True])
def test_a_model_is_saved_under_its_final_name(folder, told):
    """It sees the name that the file will have, so that it can note it; what else it returns is no matter."""
    model = Model(lambda path: told(write(path)))
    assert save_atomically(model, "out.txt") == "out.txt"
    assert [os.path.basename(path) for path in model.paths] == ["out.txt"]
    assert tree(folder) == {"out.txt": "x"}


def test_the_name_that_a_model_gives_counts(folder):
    """A model may write another kind of file than its name says."""
    (folder / "sub").mkdir()
    model = Model(lambda path: write(path.replace(".txt", ".dat")))
    assert save_atomically(model, "sub/out.txt") == "sub/out.dat"
    assert tree(folder) == {"sub/out.dat": "x"}


def test_a_name_that_a_model_does_not_tell_is_found(folder):
    """The one file that was written is the output."""
    assert save_atomically(Model(lambda path: write(path + ".npy") and None), "out") == "out.npy"


def test_files_beside_the_main_one_are_kept(folder):
    """What else a model writes beside goes where the model would have written it."""
    model = Model(lambda path: (write(path), write(path + ".index", "i"))[0])
    assert save_atomically(model, "out.txt") == "out.txt"
    assert tree(folder) == {"out.txt": "x", "out.txt.index": "i"}


def test_a_model_that_saves_elsewhere_is_believed(folder):
    """A model with a place of its own says where that is."""
    assert save_atomically(Model(lambda path: write("own.txt")), "out.txt") == "own.txt"
    assert tree(folder) == {"own.txt": "x"}


def test_a_model_that_writes_nothing_is_an_error(folder):
    """No file, and nothing that says where one might be."""
    with pytest.raises(RuntimeError, match=r"test_saving\.Model\.save wrote no file out\.txt"):
        save_atomically(Model(lambda path: None), "out.txt")
    assert tree(folder) == {}


def test_a_save_that_fails_leaves_the_old_file(folder):
    """Half of the new one is nowhere."""
    write("out.txt", "old")

    def fail(path):
        write(path, "half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        save_atomically(Model(fail), "out.txt")
    assert tree(folder) == {"out.txt": "old"}
    assert os.listdir(folder) == ["out.txt"]


def test_nothing_is_under_the_final_name_before_the_file_is_complete(folder):
    """Whoever looks meanwhile sees the old file or none."""
    seen = []

    def look(path):
        write(path)
        seen.append(os.path.exists("out.txt"))

    save_atomically(Model(look), "out.txt")
    assert seen == [False]


def test_a_file_is_replaced(folder):
    """The new one takes the place of the old one."""
    write("out.txt", "old")
    save_atomically(Model(lambda path: write(path, "new")), "out.txt")
    assert tree(folder) == {"out.txt": "new"}


def test_a_link_is_followed(folder):
    """The file behind a symbolic link is replaced, and the link stays."""
    (folder / "store").mkdir()
    write("store/real.txt", "old")
    os.symlink("store/real.txt", "out.txt")
    assert save_atomically(Model(lambda path: write(path, "new")), "out.txt") == "out.txt"
    assert os.path.islink("out.txt")
    assert tree(folder / "store") == {"real.txt": "new"}


def test_the_mode_of_a_file_is_what_the_umask_allows(folder):
    """Others can read an output as they can any other new file."""
    old = os.umask(0o027)
    try:
        save_atomically(Model(write), "out.txt")
    finally:
        os.umask(old)
    assert stat.S_IMODE(os.stat("out.txt").st_mode) == 0o640


def test_a_folder_that_is_not_there_is_an_error_of_the_user(folder):
    """The message has path and reason."""
    with pytest.raises(UsageError, match=r"cannot write to the folder of sub/out\.txt: No such file"):
        save_atomically(Model(write), "sub/out.txt")


@pytest.mark.parametrize("name", ["a b.txt", "ü.txt", "x" * 200 + ".txt", "-x.txt"])
def test_odd_names_are_kept(folder, name):
    """Blanks, accents, length and dashes are no trouble."""
    assert save_atomically(Model(write), name) == name
    assert tree(folder) == {name: "x"}
