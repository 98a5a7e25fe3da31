"""Working time agrees with the slow way for any calendar, zone, exception, pause and amount.

`WORKTIME_EXAMPLES` sets how many examples there are in all, `WORKTIME_SPANS=long` lets them span years
instead of days (bench/worktime_examples.py does both).
"""

import os
from datetime import UTC, date, datetime, timedelta
from operator import add

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.worktime import CLOSE_OF_BUSINESS, SAME_TIME, Calendar, CalendarExhausted, Window, compile_calendar
from tests.core import worktime_oracle as oracle
from tests.core.paused_time import Pause, add_less_pauses, between_less_pauses
from tests.core.worktime_oracle import DAY, FIRST, LAST, Piece

ZONES = (
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Antarctica/Troll",
    "America/Sao_Paulo",
    "Africa/Cairo",
)
PROPERTIES = 6
EXAMPLES = int(os.environ.get("WORKTIME_EXAMPLES", "20000"))
LONG = os.environ.get("WORKTIME_SPANS") == "long"
SPANS = (DAY, 10 * DAY, 100 * DAY, 1500 * DAY) if LONG else (DAY // 4, 2 * DAY, 6 * DAY)
EARLIEST, LATEST = FIRST + 30 * DAY, LAST - max(SPANS) - 60 * DAY

in_any_zone = pytest.mark.parametrize("zone", ZONES)
thoroughly = settings(
    max_examples=-(-EXAMPLES // (PROPERTIES * len(ZONES))),
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

# Whole and half hours meet one another and the hours that are skipped or repeated; any minute may be one.
minutes = st.one_of(st.integers(0, 47).map(lambda half: 30 * half), st.integers(0, 1439))
windows = st.lists(st.tuples(minutes, st.one_of(minutes, st.just(1440))), max_size=3).map(tuple)


def at(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, UTC)


def instants(zone: str) -> st.SearchStrategy[int]:
    """Anywhere, or within days of a change of the zone's offset."""
    changes = [change for change in oracle.changes(zone) if EARLIEST < change < LATEST]
    anywhere = st.integers(EARLIEST, LATEST)
    near = st.builds(add, st.sampled_from(changes), st.integers(-3 * DAY, 3 * DAY))
    return anywhere | near


@st.composite
def calendars(draw: st.DrawFn, zone: str, around: int) -> Calendar:
    """A week of at most three kinds of days, and exceptions near `around`."""
    kinds = draw(st.lists(windows, min_size=1, max_size=3))
    week = draw(st.integers(0, len(kinds) ** 7 - 1))
    today = oracle.wall(zone, around).date()
    offsets = draw(st.dictionaries(st.integers(-9, 9), windows, max_size=4))
    exceptions: dict[date, tuple[Window, ...]] = {
        today + timedelta(days=days): hours for days, hours in offsets.items()
    }
    return Calendar(
        zone, tuple(kinds[week // len(kinds) ** day % len(kinds)] for day in range(7)), exceptions
    )


spans = st.sampled_from(SPANS).flatmap(lambda most: st.integers(0, most))


@st.composite
def scenes(draw: st.DrawFn, zone: str) -> tuple[Calendar, int, int]:
    """A calendar and a stretch of time `[begin, end)`."""
    begin = draw(instants(zone))
    return draw(calendars(zone, begin)), begin, begin + draw(spans)


def pauses_in(begin: int, end: int) -> st.SearchStrategy[list[Piece]]:
    edge = st.integers(begin - 3600, end + 3600)
    return st.lists(st.tuples(edge, edge), max_size=3)


def as_pauses(pauses: list[Piece]) -> list[Pause]:
    return [(at(begin), at(end)) for begin, end in pauses]


def part_of(seconds: int) -> st.SearchStrategy[int]:
    """An amount that the open time allows, often all of it or nothing."""
    return st.one_of(st.just(seconds), st.integers(0, seconds))


@in_any_zone
@thoroughly
@given(data=st.data())
def test_the_open_time_between_two_instants(zone: str, data: st.DataObject) -> None:
    calendar, begin, end = data.draw(scenes(zone))
    open_time = oracle.pieces(calendar, begin, end)
    timetable = compile_calendar(calendar)
    assert timetable.between(at(begin), at(end)) == oracle.seconds_in(open_time)
    assert list(timetable.open_spans(at(begin), at(end))) == [
        (at(left), at(right)) for left, right in open_time
    ]


@in_any_zone
@thoroughly
@given(data=st.data())
def test_the_earliest_instant_after_an_amount(zone: str, data: st.DataObject) -> None:
    calendar, begin, end = data.draw(scenes(zone))
    open_time = oracle.pieces(calendar, begin, end)
    amount = data.draw(part_of(oracle.seconds_in(open_time)))
    assert compile_calendar(calendar).add(at(begin), amount) == at(oracle.earliest(open_time, begin, amount))


@in_any_zone
@thoroughly
@given(data=st.data())
def test_the_latest_instant_before_an_amount(zone: str, data: st.DataObject) -> None:
    calendar, begin, end = data.draw(scenes(zone))
    open_time = oracle.pieces(calendar, begin, end)
    amount = data.draw(part_of(oracle.seconds_in(open_time)))
    assert compile_calendar(calendar).add(at(end), -amount) == at(oracle.latest(open_time, end, amount))


@in_any_zone
@thoroughly
@given(data=st.data())
def test_open_time_less_pauses(zone: str, data: st.DataObject) -> None:
    calendar, begin, end = data.draw(scenes(zone))
    pauses = data.draw(pauses_in(begin, end))
    counted = oracle.pieces(calendar, begin, end, pauses)
    total = oracle.seconds_in(counted)
    timetable = compile_calendar(calendar)
    assert between_less_pauses(timetable, at(begin), at(end), as_pauses(pauses)) == total
    amount = data.draw(part_of(total))
    reached = add_less_pauses(timetable, at(begin), amount, as_pauses(pauses))
    left = add_less_pauses(timetable, at(end), -amount, as_pauses(pauses))
    if amount:
        assert reached == at(oracle.earliest(counted, begin, amount))
        assert left == at(oracle.latest(counted, end, amount))


@in_any_zone
@thoroughly
@given(data=st.data())
def test_open_now_or_when_next(zone: str, data: st.DataObject) -> None:
    calendar, begin, end = data.draw(scenes(zone))
    timetable = compile_calendar(calendar)
    assert timetable.is_open(at(begin)) == oracle.is_open(calendar, begin)
    open_time = oracle.pieces(calendar, begin, end)
    if open_time:
        assert timetable.next_open(at(begin)) == at(open_time[0][0])
    else:
        try:
            assert timetable.next_open(at(begin)) >= at(end)
        except CalendarExhausted:
            assert not any(calendar.weekly)


@in_any_zone
@thoroughly
@given(data=st.data())
def test_working_days(zone: str, data: st.DataObject) -> None:
    calendar, begin, _ = data.draw(scenes(zone))
    days = data.draw(st.integers(1, 3))
    timetable = compile_calendar(calendar)
    today = oracle.wall(zone, begin).date()
    business = oracle.business(calendar, today)
    assert timetable.opens_and_closes(today) == (business and (at(business[0]), at(business[1])))
    if not any(calendar.weekly):
        return
    day = oracle.working_day_after(calendar, today, days)
    assert timetable.working_day_after(today, days) == day
    _, closes = oracle.business(calendar, day) or (0, 0)
    assert timetable.add_working_days(at(begin), days, CLOSE_OF_BUSINESS) == at(closes)
    assert timetable.add_working_days(at(begin), days, SAME_TIME) == at(
        oracle.same_time(calendar, begin, day)
    )
