"""A library lends models one by one, and takes care that none gets lost."""

import copy
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from stepconfig import (
    AsdfModel,
    Association,
    BorrowError,
    ClosedLibraryError,
    DataError,
    LibraryError,
    ModelLibrary,
    NumpyModel,
    Pipeline,
    Step,
    open_model,
)
from stepconfig.steps.naming import data_name, data_names
from tests.steps.samples import Image

CHECKOUT = Path(__file__).parent.parent.parent
on_disk_or_not = pytest.mark.parametrize("on_disk", [False, True], ids=["in memory", "on disk"])


@pytest.fixture
def association(folder):
    """An association of three files and of a background, in a folder of its own."""
    (folder / "raw").mkdir()
    members = []
    for index, name in enumerate(["sky", "a", "b", "c"]):
        AsdfModel({"data": np.full(3, index), "meta": {"telescope": "HST"}}).save(f"raw/{name}.asdf")
        members.append({"expname": f"{name}.asdf", "exptype": "science" if index else "background"})
    members[1]["group_id"] = members[3]["group_id"] = "first"
    (folder / "raw" / "asn.json").write_text(
        json.dumps({"products": [{"name": "mosaic", "members": members}]})
    )
    return Association.open("raw/asn.json")


@pytest.fixture
def temporary(folder):
    """Where libraries have their temporary folders."""
    (folder / "temporary").mkdir()
    return folder / "temporary"


def models(count=3):
    """Models in memory."""
    return [NumpyModel(np.full(2, index), {"filename": f"m{index}.npz"}) for index in range(count)]


def values(library):
    """The first number of every model."""
    return [int(value) for value in library.map_function(lambda model, index: model.data[0], modify=False)]


@on_disk_or_not
def test_models_are_borrowed_and_given_back_changed(association, on_disk, temporary):
    """What was changed is there when it is borrowed again, and the files stay as they were."""
    library = ModelLibrary(association, on_disk, temporary)
    with library:
        for index, model in enumerate(library):
            model.data = model.data + 10
            library.shelve(model, index)
    assert values(library) == [10, 11, 12, 13]
    assert [open_model(path).data[0] for path in association.paths()] == [0, 1, 2, 3]
    library.close()


@on_disk_or_not
def test_models_can_be_replaced(on_disk, temporary):
    """Another model takes the place of the one that was borrowed."""
    library = ModelLibrary(models(), on_disk, temporary)
    with library:
        library.borrow(-1)
        library.shelve(NumpyModel(np.full(2, 7)), 2)
        model = library.borrow(0)
        model.data[:] = 5
        library.shelve(model)
    assert values(library) == [5, 1, 7]


def test_on_disk_only_borrowed_models_are_in_memory(association):
    """Each time it is borrowed a model is read again, and what the borrower says is no change is dropped."""
    library = ModelLibrary(association, on_disk=True)
    with library:
        model = library.borrow(1)
        model.data = model.data + 1
        library.shelve(model, modify=False)
        again = library.borrow(1)
        assert again is not model
        assert again.data[0] == 1
        library.shelve(again)


def test_in_memory_a_model_is_the_same_object():
    """Files are read once."""
    given = models()
    library = ModelLibrary(given)
    with library:
        model = library.borrow(1)
        assert model is given[1]
        library.shelve(model, modify=False)
        assert library.borrow(1) is model
        library.shelve(model)


def test_nothing_is_borrowed_outside_of_a_block():
    """The block is what makes sure that everything is given back."""
    library = ModelLibrary(models())
    with pytest.raises(ClosedLibraryError, match="with library"):
        library.borrow(0)
    with pytest.raises(ClosedLibraryError):
        next(iter(library))


def test_a_model_is_borrowed_once_at_a_time():
    """Two borrowers would lose what one of them does."""
    library = ModelLibrary(models())
    with library:
        model = library.borrow(0)
        with pytest.raises(BorrowError, match="the model 0 is borrowed already"):
            library.borrow(-3)
        library.shelve(model)


def test_what_was_not_borrowed_cannot_be_given_back():
    """By index or without one."""
    library = ModelLibrary(models())
    with library:
        with pytest.raises(BorrowError, match="the model 1 was not borrowed"):
            library.shelve(NumpyModel(), 1)
        with pytest.raises(BorrowError, match="was not borrowed; name the index"):
            library.shelve(NumpyModel())
        with pytest.raises(IndexError, match="there is no model 3 in a library of 3"):
            library.borrow(3)


@on_disk_or_not
def test_leaving_the_block_with_borrowed_models_is_an_error(on_disk, temporary):
    """It names them; they are back on their shelves then."""
    library = ModelLibrary(models(), on_disk, temporary)

    def leave():
        with library:
            library.borrow(0)
            library.borrow(2)

    with pytest.raises(BorrowError, match="the models 0, 2 are borrowed still"):
        leave()
    assert values(library) == [0, 1, 2]


def test_an_error_in_the_block_is_not_hidden():
    """What went wrong is more important than what was not given back."""
    library = ModelLibrary(models())

    def fail():
        with library:
            library.borrow(0)
            raise ValueError("no stars")

    with pytest.raises(ValueError, match="no stars"):
        fail()
    assert values(library) == [0, 1, 2]


def test_blocks_can_be_nested():
    """A step that opens the library itself may be called in a block."""
    library = ModelLibrary(models())
    with library:
        model = library.borrow(0)
        with library:
            library.shelve(library.borrow(1))
        library.shelve(model)


@on_disk_or_not
def test_a_function_is_mapped(on_disk, temporary):
    """It gets model and index; results come one by one, and models are kept as it leaves them or not."""
    library = ModelLibrary(models(), on_disk, temporary)

    def add(model, index):
        model.data = model.data + 10 * index
        return index * 2

    assert list(library.map_function(add)) == [0, 2, 4]
    assert values(library) == [0, 11, 22]


def test_a_function_that_fails_leaves_no_model_borrowed(association):
    """And what it did to the model is not kept on disk."""
    library = ModelLibrary(association, on_disk=True)

    def fail(model, index):
        model.data = None
        if index == 1:
            raise ValueError("no stars")

    with pytest.raises(ValueError, match="no stars"):
        list(library.map_function(fail))
    with library:
        model = library.borrow(1)
        assert model.data[0] == 1
        library.shelve(model)


def test_a_map_that_is_left_early_leaves_no_model_borrowed():
    """For example by a break."""
    library = ModelLibrary(models())
    for result in library.map_function(lambda model, index: index):
        assert result == 0
        break
    assert values(library) == [0, 1, 2]


def test_what_there_is_is_known_without_opening(folder):
    """Types, groups and members come from the association."""
    members = (
        ("a.asdf", "science", {"group_id": "one"}),
        ("b.asdf", "BACKGROUND", {}),
        ("c.asdf", "science", {"group_id": "one"}),
    )
    (folder / "asn.json").write_text(
        json.dumps(
            {
                "products": [
                    {
                        "name": "m",
                        "members": [
                            {"expname": name, "exptype": kind, **more} for name, kind, more in members
                        ],
                    }
                ]
            }
        )
    )
    library = ModelLibrary("asn.json")
    assert len(library) == 3
    assert library
    assert library.group_indices == {"one": [0, 2], "b": [1]}
    assert library.group_names == ["one", "b"]
    assert library.indices_for_exptype("background") == [1]
    assert library.members[1] == {"expname": "b.asdf", "exptype": "BACKGROUND", "group_id": "b"}
    assert repr(library) == "<ModelLibrary of 3 models in memory>"
    assert not len(ModelLibrary([]))


def test_types_and_groups_of_models_are_in_their_metadata():
    """As attributes or items; otherwise they are science, and their own group."""
    told = NumpyModel(meta={"exptype": "dark", "group_id": "night"})
    library = ModelLibrary([told, "raw/a.asdf", Image(1.0, "b.json"), Image()])
    assert library.group_names == ["night", "a", "b", "model_3"]
    assert library.indices_for_exptype("dark") == [0]
    assert library.indices_for_exptype("SCIENCE") == [1, 2, 3]


def test_references_are_chosen_by_the_first_science_model(association):
    """Which is opened for it if it is not in memory."""
    library = ModelLibrary(association)
    assert library.get_crds_parameters()["meta.filename"] == "a.asdf"
    assert library.crds_observatory == "hst"
    with pytest.raises(DataError, match="there is none"):
        ModelLibrary([]).get_crds_parameters()
    with pytest.raises(DataError, match=r"a tests\.steps\.samples\.Image has no such parameters"):
        _ = ModelLibrary([Image()]).crds_observatory


def test_outputs_are_named_after_the_association_or_the_first_model(association):
    """And none of its files is overwritten."""
    assert data_name(ModelLibrary(association)) == "mosaic.asdf"
    assert data_name(ModelLibrary(models())) == "m0.npz"
    assert data_name(ModelLibrary([])) is None
    assert list(data_names(ModelLibrary(association)))[:2] == ["raw/asn.json", "raw/sky.asdf"]
    assert list(data_names(ModelLibrary([*models(1), Image()]))) == ["m0.npz"]


def test_what_is_no_model_is_refused():
    """A model has to be saved some day."""
    with pytest.raises(LibraryError, match=r"expected paths and models with a method save, got 5 \(int\)"):
        ModelLibrary([5])
    library = ModelLibrary(models(1))
    with library:
        library.borrow(0)
        with pytest.raises(LibraryError, match="expected a model with a method save, got None"):
            library.shelve(None, 0)
        library.shelve(NumpyModel(np.zeros(1)), 0)


def test_models_of_other_packages_are_opened_by_their_own_opener(temporary):
    """All that is asked of them is the method save, which may write another file than it was told."""

    class Own(Image):
        default_ext = ".txt"

        def save(self, path):
            return super().save(f"{path}.own")

    def opened(path):
        assert path.endswith("b.txt.own")
        with open(path) as file:
            return Own(**json.load(file))

    library = ModelLibrary([Own(3.0, "b.json")], True, temporary, opener=opened)
    assert list(library.map_function(lambda model, index: model.level)) == [3.0]


# -- the temporary folder --------------------------------------------------------------------------


def test_the_folder_is_made_for_the_first_changed_model_and_removed_at_close(association, temporary):
    """Of each model there is one file; after that nothing can be borrowed."""
    library = ModelLibrary(association, True, temporary)
    assert list(temporary.iterdir()) == []
    for _ in range(3):
        list(library.map_function(lambda model, index: None))
    (made,) = temporary.iterdir()
    assert sum(len(files) for _, _, files in os.walk(made)) == 4
    library.close()
    library.close()
    assert list(temporary.iterdir()) == []
    with pytest.raises(ClosedLibraryError, match="the library is closed"), library:
        pass


def test_a_model_that_cannot_be_written_stays_as_it_was(temporary):
    """It is borrowed still, and the last version is what a later borrower gets."""
    library = ModelLibrary(models(1), True, temporary)
    with library:
        model = library.borrow(0)
        model["objects"] = np.array([None])
        with pytest.raises(DataError, match="has objects"):
            library.shelve(model)
        library.shelve(model, modify=False)
    assert values(library) == [0]
    (made,) = temporary.iterdir()
    assert sum(len(files) for _, _, files in os.walk(made)) == 1
    library.close()


def test_a_library_that_is_forgotten_leaves_no_folder(temporary):
    """Also when an error was the reason."""

    def fail():
        with ModelLibrary(models(), True, temporary) as library:
            assert len(list(temporary.iterdir())) == 1
            library.borrow(0)
            raise ValueError("no stars")

    with pytest.raises(ValueError, match="no stars") as caught:
        fail()
    caught.tb.tb_next.tb_frame.clear()
    del caught
    assert list(temporary.iterdir()) == []


def test_a_library_that_cannot_be_made_leaves_no_folder(temporary):
    """The third model cannot be had."""

    def some():
        yield from models(2)
        raise ValueError("no third")

    with pytest.raises(ValueError, match="no third"):
        ModelLibrary(some(), True, temporary)
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("end", ["raise ValueError", "pass", "os._exit(0) if os.fork() == 0 else os.wait()"])
def test_a_program_that_ends_leaves_no_folder(temporary, end):
    """Of itself or by an error; a process that was forked removes nothing."""
    code = f"""
import os, sys
from stepconfig import ModelLibrary, NumpyModel
library = ModelLibrary([NumpyModel([1])], True, sys.argv[1])
print(len(os.listdir(sys.argv[1])))
{end}
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(temporary)], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "1"
    assert list(temporary.iterdir()) == []


def test_a_forked_process_that_ends_leaves_the_folder(temporary):
    """It belongs to the process that made the library."""
    code = """
import os, sys
from stepconfig import ModelLibrary, NumpyModel
library = ModelLibrary([NumpyModel([1])], True, sys.argv[1])
if os.fork() == 0:
    sys.exit()
os.wait()
print(len(os.listdir(sys.argv[1])))
"""
    done = subprocess.run([sys.executable, "-c", code, str(temporary)], capture_output=True, text=True)
    assert done.stdout.strip() == "1", done.stderr


@pytest.mark.parametrize("copied", [copy.deepcopy, copy.copy, pickle.dumps])
def test_a_library_is_not_copied(copied):
    """Two would take each other's files away."""
    with pytest.raises(TypeError, match="a ModelLibrary is not copied or pickled"):
        copied(ModelLibrary(models()))


# -- steps -----------------------------------------------------------------------------------------


class AddStep(Step):
    """Adds a hundred to every model."""

    class_alias = "add"

    def process(self, library):
        with library:
            for index, model in enumerate(library):
                model.data = model.data + 100
                library.shelve(model, index)
        return library


class AddPipeline(Pipeline):
    """Adds, or not."""

    class_alias = "all"
    step_defs = {"add": AddStep}

    def process(self, library):
        return self.add.run(library)


@on_disk_or_not
def test_a_step_is_given_a_library(association, on_disk, temporary, folder):
    """Each model is saved with its index under the product's name, and says what became of it."""
    library = ModelLibrary(association, on_disk, temporary)
    result = AddStep("add", save_results=True).run(library)
    assert result is library
    names = sorted(path.name for path in folder.glob("*_add.asdf"))
    assert names == [f"mosaic_{index}_add.asdf" for index in range(4)]
    saved = open_model("mosaic_3_add.asdf")
    assert (saved.data[0], dict(saved.meta.cal_step)) == (103, {"add": "COMPLETE"})
    assert values(result) == [100, 101, 102, 103]


@on_disk_or_not
def test_a_skipped_step_is_noted_in_every_model(association, on_disk, temporary):
    """Models on the disk get the note when they are borrowed."""
    library = ModelLibrary(association, on_disk, temporary)
    pipeline = AddPipeline(steps={"add": {"skip": True}})
    pipeline.run(library)
    expected = {"add": "SKIPPED", "all": "COMPLETE"}
    for _ in range(2):
        marks = list(library.map_function(lambda model, index: dict(model.meta.cal_step)))
        assert marks == [expected] * 4


def test_a_model_that_is_borrowed_is_marked_at_once(temporary):
    """And keeps the mark on disk, whether it is shelved as changed or not."""
    library = ModelLibrary(models(1), True, temporary)
    for modify in (False, True, True):
        with library:
            model = library.borrow(0)
            library.mark_step("flat", "COMPLETE")
            assert model.meta.cal_step.flat == "COMPLETE"
            library.shelve(model, modify=modify)
    with library:
        model = library.borrow(0)
        assert dict(model.meta.cal_step) == {"flat": "COMPLETE"}
        library.shelve(model)


def work(folder, how):
    """Run the program with little memory."""
    # Threads of linear algebra would take address space that has nothing to do with the models.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.steps.work_for_library", str(folder), how]
    return subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True)


@pytest.mark.slow
def test_a_hundred_models_of_ten_megabytes_fit_into_320(temporary):
    """All are made, changed by a step, and added up; one file each is on disk, and none afterwards."""
    done = work(temporary, "on disk")
    assert done.stdout.split() == ["5050.0", "100", "0"], done.stderr


def test_in_memory_they_do_not_fit(temporary):
    """So the limit is one."""
    done = work(temporary, "in memory")
    assert done.returncode != 0
    assert "MemoryError" in done.stderr
