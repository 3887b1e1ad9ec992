"""Saving: a model is asked once, under its final name, and half a file is never there."""

import os
import stat
from pathlib import Path

import pytest

from stepconfig import UsageError
from stepconfig.steps.checksums import checksum_of
from stepconfig.steps.saving import record_places, replace_record, save_atomically


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


# -- records ---------------------------------------------------------------------------------------


def described(new, destination):
    """A record that says what the file is."""
    return f"{destination}: {checksum_of(new)}".encode()


def saved(text, name="out.txt"):
    """Save a file with its record."""
    return save_atomically(Model(lambda path: write(path, text)), name, record=described)


def test_a_file_has_its_record_beside_it(folder):
    """Its name is that of the file with one ending more."""
    saved("x")
    record = f"out.txt: {checksum_of('out.txt')}"
    assert tree(folder) == {"out.txt": "x", "out.txt.record.asdf": record}


def test_every_file_of_a_model_has_its_record(folder):
    """Files beside the main one are outputs, too."""
    model = Model(lambda path: (write(path), write(path + ".index", "i"))[0])
    save_atomically(model, "out.txt", record=described)
    assert sorted(tree(folder)) == [
        "out.txt",
        "out.txt.index",
        "out.txt.index.record.asdf",
        "out.txt.record.asdf",
    ]


def test_a_file_that_a_model_saves_elsewhere_has_its_record_there(folder):
    """The record goes where the file is."""
    save_atomically(Model(lambda path: write("own.txt")), "out.txt", record=described)
    assert sorted(tree(folder)) == ["own.txt", "own.txt.record.asdf"]


def test_the_record_is_beside_the_file_behind_a_link(folder):
    """The link itself is no file that could be moved with its record."""
    (folder / "store").mkdir()
    os.symlink("store/real.txt", "out.txt")
    write("store/real.txt", "old")
    saved("new")
    assert sorted(tree(folder / "store")) == ["real.txt", "real.txt.record.asdf"]
    assert [*record_places("out.txt")] == [str(folder / "store/real.txt.record.asdf")]


def test_a_new_file_comes_after_its_record(folder, monkeypatch):
    """Whoever is killed in between leaves a record too many, and no file without one."""
    moved = watched(monkeypatch)
    saved("x")
    assert moved == ["out.txt.record.asdf", "out.txt"]


def test_a_file_is_replaced_after_the_record_of_the_next_one_is_there(folder, monkeypatch):
    """At any moment one of the two records is that of the file."""
    saved("old")
    moved = watched(monkeypatch)
    saved("new")
    assert moved == ["out.txt.record.next.asdf", "out.txt", "out.txt.record.asdf"]
    assert checksum_of("out.txt") in Path("out.txt.record.asdf").read_text()


@pytest.mark.parametrize("step", range(3))
def test_whoever_is_killed_while_a_file_is_replaced_leaves_it_with_its_record(folder, monkeypatch, step):
    """After each of the renames; the run after that finishes what was begun."""
    saved("old")
    with monkeypatch.context() as patch:
        killed_after(patch, step)
        with pytest.raises(KeyboardInterrupt):
            saved("new")
        assert fitting_records() == 1
        killed_after(patch, 0)
        with pytest.raises(KeyboardInterrupt):
            saved("newer")
        assert fitting_records() == 1
    saved("newest")
    assert sorted(tree(folder)) == ["out.txt", "out.txt.record.asdf"]
    assert fitting_records() == 1


@pytest.mark.parametrize("fails", ["record", "check"])
def test_without_a_record_nothing_is_saved(folder, fails):
    """The old file and its record stay."""
    saved("old")
    before = tree(folder)

    def fail(*_arguments):
        raise OSError(28, "No space left on device")

    handed = {"record": fail} if fails == "record" else {"check": fail, "record": described}
    with pytest.raises(OSError, match="No space left"):
        save_atomically(Model(lambda path: write(path, "new")), "out.txt", **handed)
    assert tree(folder) == before


def test_a_record_is_replaced_only_by_the_run_that_wrote_it(folder):
    """A run that ends later does not describe the file of another one."""
    saved("x")
    mark = checksum_of("out.txt").encode()
    assert replace_record("out.txt", b"done " + mark, mark)
    assert Path("out.txt.record.asdf").read_bytes() == b"done " + mark
    saved("y")
    before = tree(folder)
    assert not replace_record("out.txt", b"late", mark)
    assert tree(folder) == before


def watched(monkeypatch):
    """The names to which files are renamed from now on."""
    moved = []
    real = os.replace

    def replace(old, new):
        moved.append(os.path.basename(new))
        real(old, new)

    monkeypatch.setattr(os, "replace", replace)
    return moved


def killed_after(monkeypatch, number):
    """Raise what nobody handles before the rename after that many."""
    real = REPLACE
    left = [number]

    def replace(old, new):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        real(old, new)

    monkeypatch.setattr(os, "replace", replace)


REPLACE = os.replace


def fitting_records():
    """How many of the records are of the file as it is."""
    mark = checksum_of("out.txt")
    return sum(mark in Path(place).read_text() for place in record_places("out.txt"))
