"""Checks of maintenance and backup windows."""

from __future__ import annotations

import re

from constructs_lib.value_text import show

from .conversion import fail

# Both windows last at least half an hour
# (https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html).
SHORTEST_MINUTES = 30
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
_TIME = r"([01]\d|2[0-3]):([0-5]\d)"
_DAILY = re.compile(rf"{_TIME}-{_TIME}")
_WEEKLY = re.compile(rf"({'|'.join(DAYS)}):{_TIME}-({'|'.join(DAYS)}):{_TIME}")


def daily_window(value: str) -> str:
    """A window such as 02:00-03:00."""
    if not _DAILY.fullmatch(value):
        fail(f'{show(value)} is not a time of day; write one such as "02:00-03:00", in UTC')
    start, end = daily_minutes(value)
    _long_enough(value, end - start)
    return value


def weekly_window(value: str) -> str:
    """A window such as sun:05:00-sun:06:00."""
    if not _WEEKLY.fullmatch(value):
        fail(f'{show(value)} is not a time of the week; write one such as "sun:05:00-sun:06:00", in UTC')
    start, end = weekly_minutes(value)
    _long_enough(value, end - start)
    return value


def daily_minutes(value: str) -> tuple[int, int]:
    """Start and end in minutes after midnight; the end is after the start, on the next day if necessary."""
    hour, minute, end_hour, end_minute = (int(part) for part in _DAILY.fullmatch(value).groups())  # type: ignore[union-attr]
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    return start, end if end > start else end + DAY_MINUTES


def weekly_minutes(value: str) -> tuple[int, int]:
    """Start and end in minutes after Monday 00:00; the end is after the start, in the next week if necessary."""
    day, hour, minute, end_day, end_hour, end_minute = _WEEKLY.fullmatch(value).groups()  # type: ignore[union-attr]
    start = DAYS.index(day) * DAY_MINUTES + int(hour) * 60 + int(minute)
    end = DAYS.index(end_day) * DAY_MINUTES + int(end_hour) * 60 + int(end_minute)
    return start, end if end > start else end + WEEK_MINUTES


def windows_overlap(daily: str, weekly: str) -> bool:
    """Whether the daily window touches the weekly one on any day."""
    start, end = daily_minutes(daily)
    week_start, week_end = weekly_minutes(weekly)
    # Two weeks and the day before, because either window may run past midnight or into the next week.
    days = (day * DAY_MINUTES for day in range(-1, 15))
    return any(start + day < week_end and week_start < end + day for day in days)


def _long_enough(value: str, minutes: int) -> None:
    if minutes < SHORTEST_MINUTES:
        fail(f"{show(value)} is {minutes} minutes long; make it at least {SHORTEST_MINUTES}")
