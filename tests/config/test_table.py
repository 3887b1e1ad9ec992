"""Rows for a terminal: aligned, narrower, as a list."""

import pytest

from stepconfig.config.table import aligned, cropped, page_width, table

HEADINGS = ("name", "value", "where")
ROWS = [("threshold", "5.0", "night.asdf:12"), ("order", "3", "")]


def as_list(row):
    """One line for a row, as the caller wants it."""
    return [f"{row[0]}={row[1]} {row[2]}".rstrip()]


def shown(width, **keywords):
    """The lines of the table in a terminal of that width."""
    return table(HEADINGS, ROWS, ("bold", "", "green"), as_list, width=width, **keywords).splitlines()


def test_a_table_is_aligned_if_it_fits():
    """To the column, with nothing at the ends of lines."""
    lines = ["name       value  where", "threshold  5.0    night.asdf:12", "order      3"]
    assert shown(31) == lines
    assert shown(31, last_below=True) == lines


def test_a_table_that_is_too_wide_is_a_list():
    """As the caller writes it."""
    assert shown(30) == ["threshold=5.0 night.asdf:12", "order=3"]


def test_the_last_column_may_stand_below():
    """If the others fit, and it does; else it is a list all the same."""
    assert shown(30, last_below=True) == [
        "name       value",
        "threshold  5.0",
        "    night.asdf:12",
        "order      3",
    ]
    assert shown(17, last_below=True)[0] == "name       value"
    assert shown(16, last_below=True) == ["threshold=5.0 night.asdf:12", "order=3"]


def test_styles_change_nothing_but_the_colour():
    """Cells are padded before they are painted."""

    def paint(text, style):
        return f"<{style}>{text}</>"

    assert aligned(ROWS, ("bold", "", "green"), paint) == [
        "<bold>threshold</>  5.0  <green>night.asdf:12</>",
        "<bold>order    </>  3",
    ]
    assert shown(40, paint=paint)[0] == "<dim>name       value  where</>"
    assert shown(30, paint=paint, last_below=True)[2] == "    <green>night.asdf:12</>"


@pytest.mark.parametrize("limit", range(1, 40))
def test_a_cropped_text_is_as_long_as_it_may_be(limit):
    """Its beginning and its end stay."""
    text = "abcdefghijklmnopqrstuvwxyz"
    short = cropped(text, limit)
    assert len(short) <= limit
    if limit >= 26:
        assert short == text
    elif limit > 9:
        assert short[0] == "a"
        assert short[-1] == "z"
        assert "..." in short


def test_the_width_of_a_page(monkeypatch):
    """That of COLUMNS, else of the terminal, else 120."""
    monkeypatch.setenv("COLUMNS", "77")
    assert page_width() == 77
    monkeypatch.delenv("COLUMNS")
    assert page_width() == 120
