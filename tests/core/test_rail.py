"""The line of a promise: where its stretches, its deadline and "now" lie."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.rail import Mark, Rail, Stretch, rail_of

START = datetime(2026, 11, 24, 4, 20, tzinfo=UTC)


def after(hours: float) -> datetime:
    return START + timedelta(hours=hours)


@dataclass
class Promise:
    now: datetime
    tone: str = "running"
    started_at: datetime | None = START
    due_at: datetime | None = None
    stopped_at: datetime | None = None
    left_seconds: int | None = None
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()


def test_a_running_promise_is_counted_up_to_now() -> None:
    line = rail_of(Promise(now=after(1), due_at=after(2)))
    assert line == Rail((Stretch("go", 0, 50),), 100, Mark("now", 50, ""), is_open=False, is_overrun=False)


def test_a_promise_just_begun_has_no_stretch_and_its_label_stays_on_the_page() -> None:
    line = rail_of(Promise(now=START, due_at=after(2)))
    assert line.stretches == ()
    assert line.mark == Mark("now", 0, "a")


def test_a_kept_promise_ends_in_a_tick_where_it_was_kept() -> None:
    line = rail_of(Promise(now=after(9), tone="met", due_at=after(2), stopped_at=after(0.5)))
    assert line.stretches == (Stretch("go", 0, 25),)
    assert line.mark == Mark("done", 25, "")
    assert line.due == 100


def test_an_overrun_stretches_the_scale_and_puts_the_deadline_inside() -> None:
    line = rail_of(Promise(now=after(2.5), tone="missed", due_at=after(2)))
    assert line.stretches == (Stretch("go", 0, 80), Stretch("over", 80, 100))
    assert (line.due, line.is_overrun) == (80, True)
    assert line.mark == Mark("now", 100, "z")


def test_pauses_are_drawn_where_they_were() -> None:
    pauses = ((after(1), after(2)), (after(3), after(4)))
    line = rail_of(Promise(now=after(5), due_at=after(10), pauses=pauses))
    kinds = [(piece.kind, piece.start, piece.end) for piece in line.stretches]
    assert kinds == [("go", 0, 10), ("stop", 10, 20), ("go", 20, 30), ("stop", 30, 40), ("go", 40, 50)]


def test_a_paused_promise_is_drawn_as_if_it_went_on_now() -> None:
    promise = Promise(now=after(5), tone="paused", left_seconds=5 * 3600, pauses=((after(2), None),))
    line = rail_of(promise)
    assert line.due == 100
    assert line.stretches == (Stretch("go", 0, 20), Stretch("stop", 20, 50))


def test_a_pause_that_began_after_the_deadline_does_not_hide_the_overrun() -> None:
    line = rail_of(Promise(now=after(4), tone="missed", due_at=after(2), pauses=((after(3), None),)))
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
    assert rail_of(Promise(now=START, due_at=START)).due == 0
