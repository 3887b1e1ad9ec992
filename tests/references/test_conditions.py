"""What a rule asks of one keyword."""

from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import pytest

from stepconfig.formats.read import read_text
from stepconfig.references.conditions import condition_from
from stepconfig.references.times import DATE_KEYWORDS, observation_time, time_from


def condition(text):
    """The condition that a YAML text means."""
    return condition_from(read_text(f"x: {text}", ".yaml")[0]["x"])


@pytest.mark.parametrize(
    ("text", "fits", "others"),
    [
        ("CCD1", ["CCD1", "ccd1", " CCD1 "], ["CCD12", "CCD", "", 1, True]),
        ("'CCD1'", ["CCD1"], ["CCD2"]),
        ("NGC*", ["NGC 5194", "ngc", "NGC*"], ["M51", "xNGC"]),
        ("'*[1]*'", ["a[1]b"], ["a1b"]),
        ("'*'", ["anything", 1, 0.5, True, False, ""], []),
        ("5", [5, 5.0, "5"], ["5.0", 6, True]),
        ("'1.50'", [1.5, "1.50"], ["1.5"]),
        ("true", [True, "True", "TRUE"], [False, 1, "T"]),
        ("F", [False, "f"], [True, 0]),
        ("10..20", [10, 20, 15.5, "12", " 1.5e1 "], [9.99, 20.01, "x", None, True, float("nan")]),
        ("..20", [-1e300, 20], [21, "x"]),
        ("0..", [0, 1e300], [-1]),
        ("-5..-1", [-5, -1], [0]),
        ("{min: 10, max: 20}", [10, 20], [9, 21]),
        ("{max: 2}", [2], [3]),
        ("{min: 0}", [0, 1], [-1]),
        ("2024-01-01..2024-06-30", ["2024-01-01", "2024-03-01T12:00:00"], ["2024-07-01", "2023-12-31", 2024]),
        ("{min: 2024-01-01}", ["2024-01-01"], ["2023-12-31", "soon"]),
        ("[R, I, 10..20, H*]", ["r", "I", 15, "Ha"], ["B", 5]),
        ("a..b", ["a..b"], ["ab"]),
        ("../a", ["../a"], ["a"]),
        ("'..'", [".."], ["a"]),
    ],
)
def test_a_condition_holds_for_some_values(text, fits, others):
    """Values and patterns without regard to case, numbers by value, ranges with both ends."""
    found = condition(text)
    assert [value for value in fits if not found.holds(value)] == []
    assert [value for value in others if found.holds(value)] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CCD1", "CCD1"),
        ("10..20", "10..20"),
        ("{min: 10, max: 20}", "10..20"),
        ("{max: 2}", "..2"),
        ("[R, 1..]", "one of R, 1.."),
    ],
)
def test_a_condition_tells_itself(text, words):
    """As one would write it."""
    assert str(condition(text)) == words


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "expected a value, a range such as 10..20, {min: 10, max: 20}, or a list of these"),
        ("' '", "expected a value"),
        ("[]", "expected a value"),
        ("[a, ]", None),
        ("{}", "expected a value"),
        ("{low: 1}", "expected a value"),
        ("{min: a}", "expected a number or a date as the end of a range, got 'a'"),
        ("20..10", "the range is empty: 20 is above 10"),
        ("{min: 1, max: 2024-01-01}", "expected two numbers or two dates as the ends of a range"),
        ("[{min: 2, max: 1}]", "the range is empty: 2 is above 1"),
    ],
)
def test_what_is_no_condition_is_refused(text, why):
    """With what is wrong; a comma at the end of a list is not."""
    if why is None:
        assert condition(text).holds("a")
    else:
        with pytest.raises(ValueError, match="^" + why.replace("{", r"\{").replace(".", r"\.")):
            condition(text)


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2024-05-01", datetime(2024, 5, 1)),
        ("2024-05-01T12:30:00.25", datetime(2024, 5, 1, 12, 30, 0, 250000)),
        (" 2024-05-01 12:30:00 ", datetime(2024, 5, 1, 12, 30)),
        ("2024-05-01T12:00:00Z", datetime(2024, 5, 1, 12)),
        (datetime(2024, 5, 1, 12, tzinfo=timezone(timedelta(hours=2))), datetime(2024, 5, 1, 10)),
        (SimpleNamespace(isot="2024-05-01T12:00:00.000"), datetime(2024, 5, 1, 12)),
        ("soon", None),
        ("20240501", None),
        (60000.5, None),
        (None, None),
    ],
)
def test_times_are_read_as_headers_write_them(value, time):
    """In UTC, without a zone; a bare number is no time."""
    assert time_from(value) == time


@pytest.mark.parametrize(
    ("header", "time"),
    [
        ({"date-obs": "2024-05-01T12:00:00"}, datetime(2024, 5, 1, 12)),
        ({"date-obs": "2024-05-01", "time-obs": "12:00:00"}, datetime(2024, 5, 1, 12)),
        ({"date-obs": "2024-05-01T01:00:00", "time-obs": "12:00:00"}, datetime(2024, 5, 1, 1)),
        ({"date-obs": datetime(2024, 5, 1, 2), "time-obs": "12:00:00"}, datetime(2024, 5, 1, 2)),
        ({"date-obs": "2024-05-01", "time-obs": "noon"}, datetime(2024, 5, 1)),
        (
            {"meta.observation.date": "2024-05-01", "meta.observation.time": "06:00:00"},
            datetime(2024, 5, 1, 6),
        ),
        ({"roman.meta.exposure.start_time": "2024-05-01T12:00:00"}, datetime(2024, 5, 1, 12)),
        ({"date-obs": None, "date_obs": "2024-05-01"}, datetime(2024, 5, 1)),
        ({"date-obs": "soon"}, None),
        ({}, None),
    ],
)
def test_the_time_of_an_observation_is_found_in_its_header(header, time):
    """In one keyword, or in one of the date and one of the time."""
    assert observation_time(header, DATE_KEYWORDS) == time
