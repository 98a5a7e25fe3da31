"""A promise's terms become instants; paused time is not counted (semantics, section 3)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.ladders import DEFAULT
from sla.rungs import Kind
from sla.timing import Pause, Terms, aim, counted_seconds, pending
from tickets.choices import Priority

START = datetime(2026, 11, 24, 4, 20, tzinfo=UTC)
HOUR = 3600
DAY_TERMS = Terms("elapsed", 24 * HOUR, 48 * HOUR, DEFAULT[Priority.URGENT])


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def paused(*pairs: tuple[float, float | None]) -> list[Pause]:
    return [(at(begun), None if ended is None else at(ended)) for begun, ended in pairs]


@pytest.mark.parametrize(
    ("pauses", "due", "limit"),
    [
        ([], 24, 48),
        ([(2, 5)], 27, 51),
        ([(2, 5), (6, 7)], 28, 52),
        ([(6, 7), (2, 5)], 28, 52),  # in any order
        ([(2, 5), (4, 6)], 28, 52),  # overlapping ones count once
        ([(-3, 1)], 25, 49),  # one that began before the start
        ([(-3, -1)], 24, 48),
        ([(2, 2)], 24, 48),
        ([(23, 30)], 31, 55),
        ([(24, 30)], 24, 48),  # begins at due
        ([(25, 30)], 24, 48),
        ([(25, None)], 24, 48),
        ([(1, 4), (27, 30)], 27, 51),  # the first moved due to 27, so the second begins at due
        ([(1, 4), (26, 30)], 31, 55),
    ],
)
def test_due_moves_by_the_pauses_that_begin_before_it(
    pauses: Sequence[tuple[float, float | None]], due: float, limit: float
) -> None:
    """A2.2a: 24 hours allowed; "a pause that begins at or after due changes nothing"."""
    aimed = aim(started_at=START, terms=DAY_TERMS, pauses=paused(*pauses))
    assert (aimed.due_at, aimed.limit_at, aimed.left_seconds) == (at(due), at(limit), None)


def test_while_paused_there_is_no_due_instant_and_what_is_left_is_shown() -> None:
    aimed = aim(started_at=START, terms=DAY_TERMS, pauses=paused((2, 5), (8, None)))
    assert aimed.is_paused
    assert (aimed.due_at, aimed.limit_at, aimed.left_seconds) == (None, None, 19 * HOUR)


def test_while_paused_only_the_warnings_reached_before_remain() -> None:
    aimed = aim(started_at=START, terms=DAY_TERMS, pauses=paused((13, None)))
    assert [(moment.kind, moment.level, moment.at) for moment in aimed.moments] == [
        (Kind.WARNING, 500, at(12))
    ]


@pytest.mark.parametrize(
    ("priority", "expected"),
    [
        (
            Priority.URGENT,
            [
                (Kind.WARNING, 12, ("owner",)),
                (Kind.WARNING, 18, ("owner", "lead")),
                (Kind.DUE, 24, ("lead", "department_head")),
                (Kind.RUNG, 27, ("branch_manager",)),
                (Kind.LIMIT, 48, ("management",)),
            ],
        ),
        (
            Priority.IMPORTANT,
            [
                (Kind.WARNING, 18, ("owner",)),
                (Kind.DUE, 24, ("owner", "lead")),
                (Kind.RUNG, 30, ("department_head",)),
                (Kind.LIMIT, 48, ("management",)),
            ],
        ),
        (
            Priority.NORMAL,
            [
                (Kind.WARNING, 18, ("owner",)),
                (Kind.DUE, 24, ("owner", "lead")),
                (Kind.RUNG, 36, ("department_head",)),
                (Kind.LIMIT, 48, ("management",)),
            ],
        ),
    ],
)
def test_the_default_ladders_name_whom_to_tell_and_when(
    priority: Priority, expected: list[tuple[Kind, float, tuple[str, ...]]]
) -> None:
    """Section 5: shares before due are of the time allowed, those after it of the time from due to limit."""
    moments = aim(started_at=START, terms=Terms("elapsed", 24 * HOUR, 48 * HOUR, DEFAULT[priority])).moments
    assert [(moment.kind, moment.at, moment.tell) for moment in moments] == [
        (kind, at(hours), tell) for kind, hours, tell in expected
    ]


def test_a_promise_is_at_risk_from_the_first_warning_of_its_ladder() -> None:
    assert aim(started_at=START, terms=DAY_TERMS).risk_at == at(12)


def test_stopping_exactly_at_due_or_limit_is_in_time_so_both_act_just_after() -> None:
    moments = {moment.kind: moment for moment in aim(started_at=START, terms=DAY_TERMS).moments}
    assert moments[Kind.DUE].acts_at > moments[Kind.DUE].at
    assert moments[Kind.LIMIT].acts_at > moments[Kind.LIMIT].at
    assert moments[Kind.WARNING].acts_at == moments[Kind.WARNING].at


def test_a_level_fires_again_after_a_pause_only_if_its_new_instant_is_still_ahead() -> None:
    """Section 4. Both warnings (12 h, 18 h) fired, then 19 h to 20 h was a pause that was entered late."""
    first = aim(started_at=START, terms=DAY_TERMS)
    fired = frozenset(moment.key for moment in first.moments[:2])
    moved = aim(started_at=START, terms=DAY_TERMS, pauses=paused((11, 15))).moments
    again = pending(moved, fired=fired, aimed_at=at(20))
    assert [(moment.kind, moment.at) for moment in again][:2] == [(Kind.WARNING, at(22)), (Kind.DUE, at(28))]
    assert pending(moved, fired=fired, aimed_at=at(23))[0].kind is Kind.DUE


def test_what_was_missed_is_still_pending_however_late_it_is() -> None:
    moments = aim(started_at=START, terms=DAY_TERMS).moments
    assert pending(moments, fired=frozenset(), aimed_at=at(100)) == list(moments)


seconds = st.integers(min_value=0, max_value=400)
spans = st.tuples(seconds, st.integers(min_value=0, max_value=90)).map(lambda pair: (pair[0], sum(pair)))


def oracle(agreed: int, pauses: Sequence[tuple[int, int]], horizon: int = 2000) -> int:
    """Count second by second: a second counts unless a pause covers it; due is when enough have counted."""
    counted = 0
    for second in range(horizon):
        if counted == agreed:
            return second
        if not any(begun <= second < ended for begun, ended in pauses):
            counted += 1
    raise AssertionError("the horizon is too near")


def as_pauses(pairs: Sequence[tuple[int, int]]) -> list[Pause]:
    return [(START + timedelta(seconds=a), START + timedelta(seconds=b)) for a, b in pairs]


@given(agreed=st.integers(min_value=1, max_value=300), pairs=st.lists(spans, max_size=6))
@settings(max_examples=300, deadline=None)
def test_due_is_what_counting_second_by_second_gives(agreed: int, pairs: list[tuple[int, int]]) -> None:
    aimed = aim(started_at=START, terms=Terms("elapsed", agreed, 2 * agreed, ()), pauses=as_pauses(pairs))
    assert aimed.due_at == START + timedelta(seconds=oracle(agreed, pairs))


@given(agreed=st.integers(min_value=1, max_value=300), lengths=st.lists(st.integers(1, 40), max_size=8))
@settings(max_examples=200, deadline=None)
def test_pausing_and_resuming_any_number_of_times_equals_the_sum(agreed: int, lengths: list[int]) -> None:
    """Pauses that all begin before due, a counted second apart at least."""
    pairs, begun = [], 0
    for length in lengths[:agreed]:
        pairs.append((begun, begun + length))
        begun += length + 1
    aimed = aim(started_at=START, terms=Terms("elapsed", agreed, 2 * agreed, ()), pauses=as_pauses(pairs))
    assert aimed.due_at == START + timedelta(seconds=agreed + sum(lengths[:agreed]))


@given(
    agreed=st.integers(min_value=1, max_value=300),
    pairs=st.lists(spans, max_size=5),
    last=st.integers(min_value=0, max_value=300),
    length=st.integers(min_value=0, max_value=500),
)
@settings(max_examples=300, deadline=None)
def test_what_is_left_at_the_pause_is_left_at_the_resume(
    agreed: int, pairs: list[tuple[int, int]], last: int, length: int
) -> None:
    """`add(resume, left)`: entering an open pause and ending it later gives the same as knowing it all."""
    before = [pair for pair in pairs if pair[1] <= last]
    begun = START + timedelta(seconds=last)
    terms = Terms("elapsed", agreed, 2 * agreed, ())
    open_aim = aim(started_at=START, terms=terms, pauses=[*as_pauses(before), (begun, None)])
    resumed_at = begun + timedelta(seconds=length)
    closed = aim(started_at=START, terms=terms, pauses=[*as_pauses(before), (begun, resumed_at)])
    if open_aim.left_seconds is None:
        assert closed.due_at == open_aim.due_at
    else:
        assert closed.due_at == resumed_at + timedelta(seconds=open_aim.left_seconds)


@given(pairs=st.lists(spans, max_size=6), until=seconds)
@settings(max_examples=200, deadline=None)
def test_the_time_used_is_the_seconds_outside_every_pause(pairs: list[tuple[int, int]], until: int) -> None:
    counted = counted_seconds(
        started_at=START, until=START + timedelta(seconds=until), pauses=as_pauses(pairs)
    )
    assert counted == sum(
        not any(begun <= second < ended for begun, ended in pairs) for second in range(until)
    )
