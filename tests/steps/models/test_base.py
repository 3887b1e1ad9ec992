"""What every kind of model that comes with the package does, whatever its files are like."""

import os
import pickle
import sys

import numpy as np
import pytest
from astropy.table import Table

from stepconfig import AsdfModel, DataError, FileModel, FitsModel, NumpyModel, TableModel, open_model
from stepconfig.steps.models import is_model


def asdf_model():
    """An ASDF tree with an array."""
    return AsdfModel({"data": np.arange(6.0), "meta": {"telescope": "HST"}})


def fits_model():
    """A FITS file with an image."""
    return FitsModel(np.arange(6.0), {"TELESCOP": "HST"})


def numpy_model():
    """An array."""
    return NumpyModel(np.arange(6.0), {"telescope": "HST"})


def table_model():
    """A table with one column."""
    return TableModel(Table({"data": np.arange(6.0)}, meta={"telescope": "HST"}))


def values_of(model):
    """The numbers in a model of any kind."""
    return np.asarray(model.data["data"] if isinstance(model, TableModel) else model.data).tolist()


pytestmark = pytest.mark.filterwarnings("error")
every_kind = pytest.mark.parametrize("make", [asdf_model, fits_model, numpy_model, table_model])


@every_kind
def test_a_model_comes_back_from_its_file(folder, make):
    """Data, metadata and what became of steps."""
    model = make()
    model.meta.cal_step.detect = "COMPLETE"
    model.meta.exptime = 30.5
    path = f"night{model.default_ext}"
    assert model.save(path) == path
    again = open_model(path)
    assert type(again) is type(model)
    assert values_of(again) == [0, 1, 2, 3, 4, 5]
    assert dict(again.meta.cal_step) == {"detect": "COMPLETE"}
    assert (again.meta.exptime, again.meta.filename) == (30.5, path)
    assert again.crds_observatory == "hst"
    assert again.source_path == os.path.abspath(path)


@every_kind
def test_a_model_can_be_changed_and_saved_over_its_own_file(folder, make):
    """No file stays open; arrays are the model's own."""
    model = make()
    path = f"night{model.default_ext}"
    model.save(path)
    again = open_model(path)
    (again.data["data"] if make is table_model else again.data)[0] = 9
    again.save(path)
    assert values_of(open_model(path))[0] == 9
    assert os.listdir(folder) == [path]


@every_kind
def test_the_same_data_are_the_same_file(folder, make):
    """Nothing of the moment of writing gets into the file, so that checksums tell whether results differ."""
    model = make()
    contents = []
    for _ in range(2):
        model.save(f"night{model.default_ext}")
        contents.append((folder / f"night{model.default_ext}").read_bytes())
    assert contents[0] == contents[1]


@every_kind
def test_a_model_has_what_reference_files_are_chosen_by(make):
    """A flat dict, without the record of steps."""
    model = make()
    model.meta.cal_step.detect = "COMPLETE"
    assert is_model(model)
    expected = {"TELESCOP": "HST"} if make is fits_model else {"meta.telescope": "HST"}
    assert model.get_crds_parameters() == expected
    assert type(model)().crds_observatory is None


@every_kind
def test_a_failed_save_leaves_file_and_name(folder, make, monkeypatch):
    """The old file is whole, nothing else is there, and the model has the name that it had."""
    model = make()
    path = f"night{model.default_ext}"
    model.save(path)
    before = (folder / path).read_bytes()
    model.meta.filename = "other"

    def fail(self, path):
        with open(path, "w") as file:
            file.write("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(model), "write", fail)
    with pytest.raises(OSError, match="No space left"):
        model.save(path)
    assert (folder / path).read_bytes() == before
    assert os.listdir(folder) == [path]
    assert model.meta.filename == "other"


@pytest.mark.parametrize("make", [asdf_model, numpy_model, table_model])
def test_what_a_file_cannot_hold_is_an_error(folder, make):
    """Nothing is written, and the model has the name that it had; a FITS header refuses it when it is set."""
    model = make()
    model.meta.strange = object()
    with pytest.raises(DataError, match=r"cannot be saved as a|cannot hold a"):
        model.save(f"night{model.default_ext}")
    assert os.listdir(folder) == []
    assert "filename" not in model.meta


@every_kind
def test_a_name_of_another_kind_is_refused(folder, make):
    """A FITS file called .jpg would be opened by nobody."""
    with pytest.raises(DataError, match=r"out\.jpg: expected a name that ends with \.\w+"):
        make().save("out.jpg")
    assert os.listdir(folder) == []


@every_kind
@pytest.mark.parametrize("content", [b"", b"nonsense", b"http://nowhere.invalid/x", b"\x00\xff" * 3000])
def test_a_file_of_another_kind_is_an_error_with_its_name(folder, make, content):
    """Whatever the reader says is wrong, the message begins with the file."""
    path = f"night{make().default_ext}"
    (folder / path).write_bytes(content)
    with pytest.raises(DataError, match=rf"^{path}: cannot be read as a"):
        open_model(path)


@every_kind
def test_half_a_file_is_an_error(folder, make):
    """Data that end in the middle are not taken for less data."""
    model = make()
    path = f"night{model.default_ext}"
    model.save(path)
    content = (folder / path).read_bytes()
    end = content.index(b"\n3.0") + 2 if make is table_model else len(content) * 2 // 3
    (folder / path).write_bytes(content[:end])
    if make is table_model:  # a text that ends after any row is a table
        assert len(open_model(path)) < 6
    else:
        with pytest.raises(DataError, match=rf"^{path}: cannot be read as a"):
            open_model(path)


@every_kind
def test_a_missing_file_is_told_alike(make):
    """The usual error of Python, which names the file."""
    with pytest.raises(FileNotFoundError, match="nowhere"):
        type(make()).open(f"nowhere{make().default_ext}")


@every_kind
def test_a_copy_is_independent(make):
    """Data and metadata are copied."""
    model = make()
    other = model.copy()
    other.meta.exptime = 1.0
    (other.data["data"] if make is table_model else other.data)[0] = 9
    assert "exptime" not in model.meta
    assert values_of(model)[0] == 0


@every_kind
def test_a_model_from_a_file_goes_to_other_processes(folder, make):
    """As a pickle, or as a deep copy to another thread; it shares nothing with the first."""
    model = open_model(make().save(f"night{make().default_ext}"))
    for other in (pickle.loads(pickle.dumps(model)), model.copy()):
        assert values_of(other) == [0, 1, 2, 3, 4, 5]
        assert (other.meta.filename, other.crds_observatory) == (model.meta.filename, "hst")
        (other.data["data"] if make is table_model else other.data)[0] = 9
        other.meta.filename = "other"
    assert (values_of(model)[0], model.meta.filename) == (0, f"night{model.default_ext}")


@every_kind
def test_a_model_can_be_used_in_a_with_block(folder, make):
    """Steps written for models with open files do so."""
    path = make().save(f"night{make().default_ext}")
    with open_model(path) as model:
        assert values_of(model)[:2] == [0, 1]
    model.close()
    assert values_of(model)[:2] == [0, 1]


@every_kind
def test_what_stands_for_a_model_in_records(make):
    """Its class and, if there is one, its name."""
    model = make()
    name = type(model).__name__
    assert (model.override_handle, repr(model)) == (f"override://{name}", f"<{name}>")
    model.meta.filename = "flat"
    assert (model.override_handle, repr(model)) == (f"override://{name}/flat", f"<{name} flat>")


@pytest.mark.parametrize(
    ("make", "package"), [(fits_model, "astropy.io.fits"), (table_model, "astropy.table")]
)
def test_a_missing_package_is_told_with_the_remedy(folder, make, package, monkeypatch):
    """The extra that installs it."""
    path = make().save(f"night{make().default_ext}")
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(DataError, match=r"needs the package astropy: .*; pip install 'stepconfig\[\w+\]'"):
        open_model(path)


def test_a_kind_of_ones_own_says_how_it_is_read_and_written(folder):
    """The base does the rest."""

    class Words(FileModel):
        suffixes = (".words",)
        default_ext = ".words"

        @classmethod
        def _read(cls, path):
            model = cls()
            with open(path) as file:
                model.words = file.read().split()
            return model

        def write(self, path):
            with open(path, "w") as file:
                file.write(" ".join(self.words))

    (folder / "a.words").write_text("one two")
    model = Words.open("a.words")
    model.words.append("three")
    model.save("B.WORDS")
    assert (folder / "B.WORDS").read_text() == "one two three"
    with pytest.raises(NotImplementedError, match="has no write method"):
        FileModel().write("x")
    with pytest.raises(DataError, match="has no _read method"):
        FileModel.open("x")
