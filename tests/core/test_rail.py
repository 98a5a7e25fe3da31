"""The line of a promise: where its stretches, its deadline and "now" lie."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.rail import Mark, Rail, Stretch, rail_of
from core.rail_text import text_line

START = datetime(2026, 11, 24, 4, 20, tzinfo=UTC)
WHOLE = (Stretch("left", 0, 100),)


def after(hours: float) -> datetime:
    return START + timedelta(hours=hours)


@dataclass
class Promise:
    now: datetime
    tone: str = "running"
    started_at: datetime | None = START
    aims_at: datetime | None = None
    stopped_at: datetime | None = None
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    closed: tuple[tuple[datetime, datetime], ...] = ()


def test_a_running_promise_is_counted_up_to_now() -> None:
    line = rail_of(Promise(now=after(1), aims_at=after(2)))
    assert line == Rail(
        WHOLE, (Stretch("go", 0, 50),), 100, Mark("now", 50, ""), is_open=False, is_overrun=False
    )


def test_a_promise_just_begun_has_no_stretch_and_its_label_stays_on_the_page() -> None:
    line = rail_of(Promise(now=START, aims_at=after(2)))
    assert line.stretches == ()
    assert line.mark == Mark("now", 0, "a")


def test_a_kept_promise_ends_in_a_tick_where_it_was_kept() -> None:
    line = rail_of(Promise(now=after(9), tone="met", aims_at=after(2), stopped_at=after(0.5)))
    assert line.stretches == (Stretch("go", 0, 25),)
    assert line.mark == Mark("done", 25, "")
    assert line.due == 100


def test_an_overrun_stretches_the_scale_and_puts_the_deadline_inside() -> None:
    line = rail_of(Promise(now=after(2.5), tone="missed", aims_at=after(2)))
    assert line.stretches == (Stretch("go", 0, 80), Stretch("over", 80, 100))
    assert (line.due, line.is_overrun) == (80, True)
    assert line.mark == Mark("now", 100, "z")


def test_pauses_are_drawn_where_they_were() -> None:
    pauses = ((after(1), after(2)), (after(3), after(4)))
    line = rail_of(Promise(now=after(5), aims_at=after(10), pauses=pauses))
    kinds = [(piece.kind, piece.start, piece.end) for piece in line.stretches]
    assert kinds == [("go", 0, 10), ("stop", 10, 20), ("go", 20, 30), ("stop", 30, 40), ("go", 40, 50)]


def test_a_paused_promise_is_drawn_as_if_it_went_on_now() -> None:
    promise = Promise(now=after(5), tone="paused", aims_at=after(10), pauses=((after(2), None),))
    line = rail_of(promise)
    assert line.due == 100
    assert line.stretches == (Stretch("go", 0, 20), Stretch("stop", 20, 50))


def test_a_pause_that_began_after_the_deadline_does_not_hide_the_overrun() -> None:
    line = rail_of(Promise(now=after(4), tone="missed", aims_at=after(2), pauses=((after(3), None),)))
    assert [piece.kind for piece in line.stretches] == ["go", "over"]


def test_a_promise_that_has_not_begun_is_an_empty_line() -> None:
    line = rail_of(Promise(now=after(1), tone="pending", started_at=None))
    assert (line.stretches, line.mark, line.due) == ((), None, 100)


def test_a_promise_without_a_deadline_is_an_arrow() -> None:
    line = rail_of(Promise(now=after(1)))
    assert (line.due, line.is_open) == (None, True)
    assert line.mark is not None
    assert line.mark.kind == "now"


def test_a_promise_without_a_deadline_that_was_kept_ends_at_the_end() -> None:
    line = rail_of(Promise(now=after(1), tone="met", stopped_at=after(1)))
    assert (line.is_open, line.mark) == (False, Mark("done", 100, "z"))


def test_a_promise_due_at_its_start_does_not_divide_by_zero() -> None:
    assert rail_of(Promise(now=START, aims_at=START)).due == 0


def pieces(stretches: tuple[Stretch, ...]) -> list[tuple[str, float, float]]:
    return [(piece.kind, piece.start, piece.end) for piece in stretches]


def test_closed_stretches_interrupt_the_way_ahead_and_what_was_counted() -> None:
    """One night that is over, one that is still to come."""
    closed = ((after(2), after(4)), (after(7), after(9)))
    line = rail_of(Promise(now=after(5), aims_at=after(10), closed=closed))
    assert pieces(line.track) == [
        ("left", 0, 20),
        ("closed", 20, 40),
        ("left", 40, 70),
        ("closed", 70, 90),
        ("left", 90, 100),
    ]
    assert pieces(line.stretches) == [("go", 0, 20), ("go", 40, 50)]


def test_while_it_is_closed_now_lies_in_the_gap() -> None:
    line = rail_of(Promise(now=after(3), aims_at=after(10), closed=((after(2), after(4)),)))
    assert pieces(line.stretches) == [("go", 0, 20)]
    assert line.mark == Mark("now", 30, "")


def test_a_night_within_a_pause_is_drawn_as_pause() -> None:
    promise = Promise(
        now=after(8),
        aims_at=after(10),
        pauses=((after(1), after(5)),),
        closed=((after(0.5), after(2)), (after(3), after(6))),
    )
    line = rail_of(promise)
    assert pieces(line.stretches) == [("go", 0, 5), ("stop", 10, 50), ("go", 60, 80)]
    assert [piece for piece in pieces(line.track) if piece[0] == "closed"] == [
        ("closed", 5, 10),
        ("closed", 50, 60),
    ]


def test_an_open_pause_hides_the_nights_up_to_now_and_not_those_ahead() -> None:
    closed = ((after(2), after(3)), (after(6), after(7)))
    line = rail_of(
        Promise(now=after(5), tone="paused", aims_at=after(10), pauses=((after(1), None),), closed=closed)
    )
    assert pieces(line.stretches) == [("go", 0, 10), ("stop", 10, 50)]
    assert pieces(line.track) == [("left", 0, 60), ("closed", 60, 70), ("left", 70, 100)]


def test_the_overrun_is_whole_although_nights_lie_in_it() -> None:
    line = rail_of(Promise(now=after(8), tone="missed", aims_at=after(4), closed=((after(1), after(2)),)))
    assert pieces(line.stretches) == [("go", 0, 12.5), ("go", 25, 50), ("over", 50, 100)]
    assert pieces(line.track) == [("left", 0, 12.5), ("closed", 12.5, 25), ("left", 25, 100)]


def test_what_is_too_thin_to_be_seen_joins_the_time_around_it() -> None:
    """Weeks on a line: the weekends stay, the lunch hours go."""
    lunches = [(after(24 * day + 4), after(24 * day + 5)) for day in range(40)]
    closed = (*lunches[:4], (after(110), after(170)), *lunches[8:])
    promise = Promise(now=after(500), aims_at=after(1000), closed=closed)
    line = rail_of(promise)
    assert pieces(line.track) == [("left", 0, 11), ("closed", 11, 17), ("left", 17, 100)]
    assert pieces(line.stretches) == [("go", 0, 11), ("go", 17, 50)]
    assert "closed" not in rail_of(promise, finest=7).kinds


def test_however_long_the_way_the_line_has_few_pieces() -> None:
    nights = tuple((after(24 * day + 9), after(24 * day + 24)) for day in range(400))
    line = rail_of(Promise(now=START, aims_at=after(24 * 400), closed=nights))
    assert line.track == WHOLE


def test_a_day_that_begins_tomorrow_shows_its_closed_hours_and_no_now() -> None:
    promise = Promise(
        now=START - timedelta(hours=9), tone="pending", aims_at=after(9), closed=((after(3), after(4.5)),)
    )
    line = rail_of(promise)
    assert (line.stretches, line.mark, line.due) == ((), None, 100)
    assert pieces(line.track) == [("left", 0, 33.3), ("closed", 33.3, 50), ("left", 50, 100)]


def test_the_line_in_letters_shows_every_pattern() -> None:
    promise = Promise(
        now=after(10),
        tone="missed",
        aims_at=after(8),
        pauses=((after(5), after(6)),),
        closed=((after(2), after(4)),),
    )
    assert text_line(rail_of(promise), width=20) == (20 * " " + "v", "====....==::====|####")


def test_the_line_in_letters_without_an_end_is_an_arrow() -> None:
    mark, way = text_line(rail_of(Promise(now=after(1))), width=10)
    assert (mark, way) == (7 * " " + "v", "=======--->")


def test_the_line_in_letters_says_where_it_was_done() -> None:
    mark, way = text_line(rail_of(Promise(now=after(9), aims_at=after(2), stopped_at=after(1))), width=10)
    assert (mark, way) == (5 * " " + "x", "=====-----|")
