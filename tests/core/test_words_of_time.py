"""How long and when, in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from core.instants import dated_instant, exact_instant, long_instant, short_instant, zone_name
from core.spans import long_span, short_span

NOW = datetime(2026, 11, 24, 4, 20, tzinfo=UTC)  # a Tuesday, 12:20 in Shanghai


@pytest.fixture(autouse=True)
def _in_shanghai() -> object:
    with timezone.override("Asia/Shanghai"):
        yield


@pytest.mark.parametrize(
    ("seconds", "short", "long"),
    [
        (0, "0 s", "0 sec"),
        (-5, "0 s", "0 sec"),
        (59, "59 s", "59 sec"),
        (14 * 60 + 59, "14 min", "14 min"),
        (3600, "1 h", "1 h"),
        (3960, "1 h 06", "1 h 6 min"),
        (27 * 3600, "1 d 03 h", "27 h"),
        (41 * 3600 + 1200, "1 d 17 h", "41 h 20 min"),
        (77 * 3600, "3 d 05 h", "3 days 5 h"),
    ],
)
def test_a_span_is_short_at_the_desk_and_written_out_for_customers(
    seconds: int, short: str, long: str
) -> None:
    assert (short_span(seconds), long_span(seconds)) == (short, long)


@pytest.mark.parametrize(
    ("hours", "short", "long", "dated"),
    [
        (2, "14:20", "14:20 today", "Today, 14:20"),
        (24, "Wed 12:20", "12:20 tomorrow", "Wed 25 Nov, 12:20"),
        (-24, "Mon 12:20", "12:20 yesterday", "Mon 23 Nov, 12:20"),
        (48, "Thu 12:20", "12:20 on Thursday 26 November", "Thu 26 Nov, 12:20"),
        (-96, "20 Nov, 12:20", "12:20 on Friday 20 November", "Fri 20 Nov, 12:20"),
        (24 * 60, "23 Jan 2027, 12:20", "12:20 on Saturday 23 January 2027", "Sat 23 Jan 2027, 12:20"),
    ],
)
def test_an_instant_says_no_more_than_it_must(hours: int, short: str, long: str, dated: str) -> None:
    instant = NOW + timedelta(hours=hours)
    assert short_instant(instant, NOW) == short
    assert long_instant(instant, NOW) == long
    assert dated_instant(instant, NOW) == dated


def test_the_exact_instant_names_second_and_zone() -> None:
    assert exact_instant(NOW) == "2026-11-24 12:20:00 CST (Asia/Shanghai)"


def test_the_zone_is_called_what_people_call_it() -> None:
    assert zone_name(NOW) == "Beijing time"
    with timezone.override("Europe/Berlin"):
        assert zone_name(NOW) == "Europe/Berlin, UTC+01:00"
