"""Quiet hours are read off the wall clock, past midnight and over clock changes."""

from datetime import UTC, datetime, time

import pytest

from accounts.quiet import quiet_end

NIGHT = {"begins": time(22), "ends": time(7), "zone": "Europe/Berlin"}
NOON = {"begins": time(12), "ends": time(13, 30), "zone": "Asia/Shanghai"}


@pytest.mark.parametrize(
    ("hours", "at", "end"),
    [
        (NIGHT, "2026-01-10T21:00Z", "2026-01-11T06:00Z"),  # the evening
        (NIGHT, "2026-01-10T20:59Z", None),
        (NIGHT, "2026-01-11T05:59Z", "2026-01-11T06:00Z"),  # the morning after
        (NIGHT, "2026-01-11T06:00Z", None),
        (NIGHT, "2026-03-28T22:30Z", "2026-03-29T05:00Z"),  # the night that is an hour shorter
        (NIGHT, "2026-10-24T21:30Z", "2026-10-25T06:00Z"),  # and the one that is an hour longer
        (NOON, "2026-01-10T04:00Z", "2026-01-10T05:30Z"),
        (NOON, "2026-01-10T05:30Z", None),
    ],
)
def test_it_ends_when_the_wall_clock_says_so(hours: dict[str, str], at: str, end: str | None) -> None:
    found = quiet_end(**hours, at=datetime.fromisoformat(at))  # type: ignore[arg-type]
    assert found == (end and datetime.fromisoformat(end))


def test_without_hours_nothing_is_quiet() -> None:
    at = datetime(2026, 1, 10, 23, tzinfo=UTC)
    assert quiet_end(begins=None, ends=None, zone="UTC", at=at) is None
    assert quiet_end(begins=time(8), ends=time(8), zone="UTC", at=at) is None
