"""Associations say which data belong together."""

import json

import pytest

from stepconfig import Association, DataError, ModelLibrary, Step, UsageError, first_science, open_model
from stepconfig.steps.association import Member, Product, with_members
from stepconfig.steps.naming import data_name, data_names
from tests.steps.samples import Image

TREE = {
    "asn_type": "image3",
    "products": [
        {
            "name": "m51_mosaic",
            "members": [
                {"expname": "sky.fits", "exptype": "background"},
                {"expname": "a.fits", "exptype": "SCIENCE", "group_id": "one"},
                {"expname": "/data/b.fits", "exptype": "science"},
            ],
        },
        {"name": "second", "members": [{"expname": "c.fits"}]},
    ],
}


@pytest.fixture
def path(folder):
    """An association in a folder of its own."""
    (folder / "raw").mkdir()
    (folder / "raw" / "m51_asn.json").write_text(json.dumps(TREE))
    return "raw/m51_asn.json"


def test_members_are_beside_the_association(path):
    """Unless they are absolute; the type is not a matter of case."""
    association = Association.open(path)
    assert association.paths() == ["raw/sky.fits", "raw/a.fits", "/data/b.fits", "raw/c.fits"]
    assert association.paths("science") == ["raw/a.fits", "/data/b.fits", "raw/c.fits"]
    assert [product.name for product in association.products] == ["m51_mosaic", "second"]
    assert association.members[1] == Member("a.fits", "SCIENCE", {"group_id": "one"})
    assert repr(association) == "<Association raw/m51_asn.json of 4 members>"


def test_it_is_opened_like_any_data(path):
    """By its suffix."""
    assert type(open_model(path)) is Association


def test_an_association_comes_back_from_its_file(path):
    """With everything that it says."""
    assert Association.open(path).save("copy.json") == "copy.json"
    with open("copy.json") as file:
        tree = json.load(file)
    tree["products"][1]["members"][0].pop("exptype")
    assert tree == TREE


def test_an_association_of_files(folder):
    """Made by hand, with one product."""
    association = Association.of(["a.fits", "b.fits"], "both", "dark")
    assert association.products == (Product("both", (Member("a.fits", "dark"), Member("b.fits", "dark"))),)
    association.save("asn.json")
    assert Association.open("asn.json").paths("DARK") == ["a.fits", "b.fits"]


def test_outputs_are_named_after_the_product(path):
    """With the suffix of the science data; without a product's name after the file."""
    assert data_name(Association.open(path)) == "m51_mosaic.fits"
    assert data_name(Association([Product("sky", (Member("a.fits", "background"),))])) == "sky"
    assert data_name(Association([Product("", ())], "raw/asn.json")) == "raw/asn.json"
    assert data_name(Association([])) is None


def test_all_its_files_are_inputs(path):
    """No output may take the place of one of them."""
    names = list(data_names([Association.open(path)]))
    assert names == [path, "raw/sky.fits", "raw/a.fits", "/data/b.fits", "raw/c.fits"]
    assert list(data_names(Association([]))) == []


def test_the_path_of_an_association_stands_for_its_members_too(path):
    """As inputs of a run; a JSON file that is no association, or is not there, is only itself."""
    names = [path, "raw/sky.fits", "raw/a.fits", "/data/b.fits", "raw/c.fits"]
    assert list(with_members([path, "d.fits"])) == [*names, "d.fits"]
    with open("other.json", "w") as file:
        file.write("[]")
    assert list(with_members(["other.json", "missing.json"])) == ["other.json", "missing.json"]


def test_no_output_takes_the_place_of_a_member(folder):
    """Also if the run was given the path of the association only."""

    class Save(Step):
        def process(self, path):
            return Image()

    Association.of(["m51_x.json"], "both").save("asn.json")
    Image(2.0).save("m51_x.json")
    with pytest.raises(UsageError, match=r"the output m51_x\.json is the input itself"):
        Save(save_results=True, output_file="m51", suffix="x").run("asn.json")


def test_parameters_are_looked_up_for_the_first_science_member(path):
    """Whatever the order; a single data set is its own."""
    assert first_science(path) == "raw/a.fits"
    assert first_science(Association.open(path)) == "raw/a.fits"
    assert first_science(ModelLibrary(path)) == "raw/a.fits"
    assert first_science("a.fits") == "a.fits"
    image = Image()
    assert first_science(image) is image
    assert first_science([(image, "a.fits")]) is image
    assert first_science(ModelLibrary([image])) is image
    for nothing in ([], Association([]), ModelLibrary([])):
        assert first_science(nothing) is None


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("{", "expected an association, which is a JSON file: Expecting property name"),
        ("[]", "the association: expected an object with names, got [] (list)"),
        ("{}", "products: expected a list, got None"),
        ('{"products": []}', "products: expected at least one product, got none"),
        ('{"products": [5]}', "products[0]: expected an object with names, got 5 (int)"),
        ('{"products": [{"name": 5, "members": []}]}', "products[0].name: expected a text, got 5 (int)"),
        ('{"products": [{"name": "a"}]}', "products[0].members: expected a list, got None"),
        (
            '{"products": [{"members": [{}]}]}',
            "products[0].members[0].expname: expected a text, got None",
        ),
        (
            '{"products": [{"members": [{"expname": ""}]}]}',
            "products[0].members[0].expname: expected the name of a file, got an empty one",
        ),
        (
            '{"products": [{"members": [{"expname": "a", "exptype": null}]}]}',
            "products[0].members[0].exptype: expected a text, got None",
        ),
    ],
)
def test_what_is_no_association_is_an_error_with_file_and_place(folder, content, text):
    """The message says what was expected where."""
    (folder / "asn.json").write_text(content)
    with pytest.raises(DataError) as caught:
        Association.open("asn.json")
    assert str(caught.value).startswith(f"asn.json: {text}")


def test_bytes_that_are_no_text_are_an_error_too(folder):
    """Not one of the decoder's own."""
    (folder / "asn.json").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(DataError, match=r"asn\.json: expected an association"):
        open_model("asn.json")
