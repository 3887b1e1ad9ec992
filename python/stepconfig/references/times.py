"""Times as headers and rules write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

__all__ = ["DATE_KEYWORDS", "observation_time", "time_from"]

DATE_KEYWORDS: tuple[tuple[str, ...], ...] = (
    ("date-obs", "time-obs"),
    ("date-obs",),
    ("date_obs",),
    ("meta.observation.date", "meta.observation.time"),
    ("meta.observation.date",),
    ("meta.exposure.start_time",),
    ("roman.meta.exposure.start_time",),
)
"""Where headers have the time of the observation: one keyword, or one of the date and one of the time."""


def time_from(value: Any) -> datetime | None:
    """The time in UTC, without a zone; None if it is none.

    Parameters
    ----------
    value : object
        A time as ISO 8601 text, a datetime, or an object with such a text as ``isot``.

    Examples
    --------
    >>> time_from("2024-05-01T12:00:00+02:00"), time_from("soon")
    (datetime.datetime(2024, 5, 1, 10, 0), None)
    """
    found = value if isinstance(value, datetime) else _time_in(str(getattr(value, "isot", value)).strip())
    if found is None or found.tzinfo is None:
        return found
    return found.astimezone(UTC).replace(tzinfo=None)


def _time_in(text: str) -> datetime | None:
    if "-" not in text:  # a bare number is no date, although ISO 8601 allows it
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def observation_time(header: dict[str, Any], keywords: tuple[tuple[str, ...], ...]) -> datetime | None:
    """The time of the observation; None if the header has none.

    Parameters
    ----------
    header : dict
        The header, with keywords in lower case.
    keywords : tuple of tuple of str
        The places to look at; the first that has a time counts.
    """
    for names in keywords:
        if all(header.get(name) is not None for name in names):
            first, *others = (header[name] for name in names)
            has_time = "T" in str(getattr(first, "isot", first)) or isinstance(first, datetime)
            found = time_from(first if has_time or not others else f"{first}T{others[0]}")
            if found is not None:
                return found
    return None
