"""Keywords of a call: paths, mappings, and the line of the caller."""

from stepconfig.history.location import caller_location, short_path
from stepconfig.sources.keywords import keyword_layer
from tests.parameter_files import said
from tests.steps.samples import EveryStep, NightPipeline


def test_each_keyword_is_one_assignment_with_the_line_of_the_call():
    """Names are paths, values stay as they are."""
    location = caller_location()
    layer = keyword_layer({"a": 1, "b.c": [2], "steps": {"s": {"x": 3}}}, location)
    assert layer.name == "keyword"
    assert [(each.path, each.value) for each in layer.assignments] == [
        (("a",), 1),
        (("b", "c"), [2]),
        (("steps",), {"s": {"x": 3}}),
    ]
    assert all(each.location is location for each in layer.assignments)


def test_mappings_and_paths_mean_the_same():
    """Steps of steps can be reached either way."""
    one = NightPipeline(steps={"reduce": {"title": "a", "steps": {"detect": {"threshold": 9}}}})
    other = NightPipeline(**{"steps.reduce.title": "a", "steps.reduce": {"steps.detect.threshold": 9}})
    assert one.config == other.config
    assert one.reduce.detect.threshold == 9.0


def test_a_dict_for_a_dict_field_is_its_value():
    """What a mapping means is for the field to say: a section, or a value."""
    step = EveryStep(by_name={"a.b": 1}, mesh={"box": 16})
    assert step.get_pars()["by_name"] == {"a.b": 1.0}
    assert step.config.mesh.box == 16


def test_the_place_of_a_keyword_is_the_line_of_the_call():
    """The history names the caller's file and line, of a call over several lines the first."""
    step = EveryStep(
        count=4,
    )
    ((layer, value, place),) = said(step.config, "count")
    assert (layer, value) == ("keyword", 4)
    line = test_the_place_of_a_keyword_is_the_line_of_the_call.__code__.co_firstlineno + 2
    assert place == f"{short_path(__file__)}:{line}"
