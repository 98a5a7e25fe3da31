"""Whole-day events of an iCalendar file become closed dates; everything else is left out with a word."""

from datetime import date
from typing import Any

import pytest

from core.errors import DomainError
from sla.calendar_changes import LeftOut
from sla.models import CalendarVersion
from sla.services.ical import MOST_BYTES, propose_file, read_file

TODAY = date(2026, 11, 24)
VERSION = CalendarVersion(zone="Asia/Shanghai", weekly=[[["09:00", "12:00"]]] * 7, exceptions={}, notes={})


def file_with(*events: str) -> bytes:
    lines = "\r\n".join(f"BEGIN:VEVENT\r\nUID:{n}\r\n{event}\r\nEND:VEVENT" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{lines}\r\nEND:VCALENDAR\r\n".encode()


def event(name: str, start: str, *more: str) -> str:
    return "\r\n".join([f"SUMMARY:{name}", f"DTSTART;VALUE=DATE:{start}", *more])


def closed(*events: str) -> dict[str, str]:
    found = read_file(file_with(*events), today=TODAY).closed
    return {day.isoformat(): name for day, name in sorted(found.items())}


def test_a_whole_day_is_closed_and_called_as_in_the_file() -> None:
    assert closed(event("Stocktaking 盘点", "20261231")) == {"2026-12-31": "Stocktaking 盘点"}


def test_the_end_is_the_day_after_the_last() -> None:
    assert list(closed(event("Move", "20261229", "DTEND;VALUE=DATE:20270101"))) == [
        "2026-12-29", "2026-12-30", "2026-12-31",
    ]  # fmt: skip
    assert list(closed(event("Move", "20261229", "DURATION:P2D"))) == ["2026-12-29", "2026-12-30"]
    assert list(closed(event("Move", "20261229", "DTEND;VALUE=DATE:20261229"))) == ["2026-12-29"]


def test_what_comes_back_every_year_is_closed_for_two_years() -> None:
    since = event("Founding day", "20100315", "RRULE:FREQ=YEARLY")
    assert list(closed(since)) == ["2027-03-15", "2028-03-15"]
    ended = event("Founding day", "20100315", "RRULE:FREQ=YEARLY;UNTIL=20271231T235959Z")
    assert list(closed(ended)) == ["2027-03-15"]
    thursdays = event("Thanks", "20201126", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH")
    assert list(closed(thursdays)) == ["2026-11-26", "2027-11-25", "2028-11-23"]


def test_a_repeated_day_may_be_missing_or_moved() -> None:
    yearly = event("Trip", "20200501", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20270501")
    moved = event("Trip", "20280510", "RECURRENCE-ID;VALUE=DATE:20280501")
    assert closed(yearly) == {"2028-05-01": "Trip"}
    both = file_with(yearly, moved).replace(b"UID:1", b"UID:0")
    assert read_file(both, today=TODAY).closed == {date(2028, 5, 10): "Trip"}


@pytest.mark.parametrize(
    ("one", "why"),
    [
        ("SUMMARY:Meeting\r\nDTSTART:20261231T090000Z", LeftOut.TIMED),
        (event("Last year", "20251231"), LeftOut.PAST),
        (event("In an age", "20990101"), LeftOut.TOO_FAR),
        (event("Sabbatical", "20270101", "DTEND;VALUE=DATE:20290101"), LeftOut.TOO_LONG),
        (event("Off", "20261231", "STATUS:CANCELLED"), LeftOut.CANCELLED),
        (event("Weekly", "20261231", "RRULE:FREQ=WEEKLY"), LeftOut.REPEATS),
        (event("Odd", "20261231", "RRULE:FREQ=YEARLY;BYSECOND=1"), LeftOut.REPEATS),
        (event("Odd", "20261231", "RRULE:FREQ=YEARLY;BYMONTH=77"), LeftOut.REPEATS),
        (event("Odd", "20261231", "RRULE:FREQ=YEARLY;INTERVAL=0"), LeftOut.REPEATS),
        (event("Odd", "20261231", "RRULE:FREQ=YEARLY;UNTIL=never"), LeftOut.UNREADABLE),
        (event("Odd", "2026zz31"), LeftOut.UNREADABLE),
        ("SUMMARY:Nothing", LeftOut.UNREADABLE),
    ],
)
def test_what_is_left_out_says_why(one: str, why: LeftOut) -> None:
    found = read_file(file_with(one), today=TODAY)
    assert (found.closed, [skipped.why for skipped in found.skipped]) == ({}, [why])


def test_the_preview_tells_new_from_changed_and_known() -> None:
    version = CalendarVersion(
        zone="UTC",
        weekly=VERSION.weekly,
        exceptions={"2026-12-30": [["09:00", "10:00"]], "2026-12-31": []},
        notes={"2026-12-31": "Closed anyway"},
    )
    days = file_with(*(event("New year", f"202612{day}") for day in (29, 30, 31)))
    proposal = propose_file(version, days, today=TODAY)
    assert [change.day.day for change in proposal.added] == [29]
    assert [change.day.day for change in proposal.changed] == [30]
    assert [(skipped.day, skipped.why) for skipped in proposal.skipped] == [
        (date(2026, 12, 31), LeftOut.SAME)
    ]
    assert proposal.exceptions == {"2026-12-29": [], "2026-12-30": [], "2026-12-31": []}
    assert proposal.notes["2026-12-31"] == "Closed anyway"
    assert version.exceptions["2026-12-30"] == [["09:00", "10:00"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "ical_malformed"),
        (b"hello", "ical_malformed"),
        (b"\xff\xfe\x00\x01", "ical_malformed"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR", "ical_malformed"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "ical_empty"),
        (b"x" * (MOST_BYTES + 1), "ical_too_large"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(content: Any, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        propose_file(VERSION, content, today=TODAY)
    assert refused.value.code == code
    assert refused.value.text
