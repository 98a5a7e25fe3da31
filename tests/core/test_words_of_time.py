"""How long and when, in words."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from core.instants import dated_instant, exact_instant, long_instant, short_instant, zone_name
from core.spans import long_span, short_span
from core.templatetags.desk_ui import at

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


@pytest.mark.parametrize("say", [short_instant, long_instant, dated_instant])
def test_an_hour_that_comes_twice_is_told_apart_in_another_zone(
    say: Callable[[datetime, datetime], str],
) -> None:
    """Clocks go back at 3:00 in Berlin: two instants that read the same there are equal for Python."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    second = first.replace(fold=1)
    assert ("08:30" in say(first, first), "09:30" in say(second, second)) == (True, True)
    assert ("08:30" in at(first), "09:30" in at(second)) == (True, True)


def test_an_hour_that_comes_twice_is_told_apart_by_its_exact_instant() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    with timezone.override("Europe/Berlin"):
        exact = [exact_instant(instant) for instant in (first, first.replace(fold=1))]
    assert exact == ["2026-10-25 02:30:00 CEST (Europe/Berlin)", "2026-10-25 02:30:00 CET (Europe/Berlin)"]


@pytest.mark.parametrize("say", [short_instant, long_instant, dated_instant])
def test_an_instant_without_a_zone_is_no_instant(say: Callable[[datetime, datetime], str]) -> None:
    naive = NOW.replace(tzinfo=None)
    for instant, now in ((naive, NOW), (NOW, naive)):
        with pytest.raises(ValueError, match="naive"):
            say(instant, now)
    with pytest.raises(ValueError, match="naive"):
        exact_instant(naive)


def test_what_is_kept_for_a_day_is_said_anew_after_midnight_elsewhere_and_in_another_language() -> None:
    due = NOW + timedelta(hours=12)  # 00:20 in Shanghai
    said = [long_instant(due, NOW), long_instant(due, NOW + timedelta(hours=12))]
    with timezone.override("Europe/Berlin"):
        said.append(long_instant(due, NOW))
    with translation.override("zh-hans"):
        said.append(long_instant(due, NOW))
    said.append(long_instant(due, NOW))
    assert said == ["00:20 tomorrow", "00:20 today", "17:20 today", "明天 00:20", "00:20 tomorrow"]
