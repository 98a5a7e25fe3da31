"""The promises of tickets as every face shows them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise as LazyText

from core.prepared import Prepared, among
from core.worktime import Timetable, between
from sla.models import Clock, ClockState, EndCause, Pause
from sla.selectors.terms import PromiseTerms, terms_of
from sla.selectors.timetables import timetable_of
from sla.wording import short_of, task_lazy, title_of
from tickets.models import DepartmentTask, Ticket

Span = tuple[datetime, datetime | None]
MISSED = "missed"
# What is still open first, then what was missed, late, met, and what no longer applies.
ORDER = ("running", "risk", "paused", MISSED, "late", "met", "pending")


@dataclass(frozen=True, slots=True)
class PromiseView:
    """One promise of one ticket at `now`: instants aware UTC, durations whole seconds.

    `left_seconds` is what is left of the time allowed, `late_seconds` how much over it is or was. A paused
    promise has no `due_at`; `aims_at` is where it would lie if the promise went on now. `closed` are the
    stretches of its calendar, from start to deadline, that do not count. `state` is the clock's, or "missed"
    where it ended without being kept, or "pending" while its day has not begun. `stopped_by` is the number of
    the log entry that ended it.
    """

    clock_id: int
    clause: str
    metric: str
    title: str | LazyText
    short: str | LazyText
    cycle: int
    state: str
    tone: str
    started_at: datetime
    due_at: datetime | None
    aims_at: datetime | None
    limit_at: datetime | None
    risk_at: datetime | None
    stopped_at: datetime | None
    stopped_by: int | None
    left_seconds: int | None
    late_seconds: int
    pauses: tuple[Span, ...]
    closed: tuple[tuple[datetime, datetime], ...]
    agreed: int
    unit: str
    is_breached: bool
    acknowledged_at: datetime | None
    now: datetime


def promises_of(tickets: Iterable[Ticket], *, now: datetime) -> dict[int, list[PromiseView]]:
    """The promises to the customer of each ticket by its id, in two queries; departments' tasks are none.

    Next deadline first, then missed, late, met.
    """
    ids = [ticket.pk for ticket in tickets]
    if not ids:
        return {}
    pauses = pauses_by_ticket(ids)
    views: dict[int, list[PromiseView]] = {pk: [] for pk in ids}
    for clock in CLOCKS(tickets=ids):
        views[clock.ticket_id].append(view_of(clock, pauses[clock.ticket_id], now))
    return {pk: in_order(mine) for pk, mine in views.items()}


def in_order(views: Iterable[PromiseView]) -> list[PromiseView]:
    """Next deadline first, then missed, late, met."""
    return sorted(views, key=_sort_key)


def promise_clocks() -> QuerySet[Clock]:
    """The clocks of promises to the customers of `TICKETS`, with what `view_of` reads."""
    return Clock.objects.filter(TICKETS, task_number=None).select_related("breach")


TICKETS = among("ticket", "tickets")
CLOCKS = Prepared(promise_clocks)
PAUSES = Prepared(lambda: Pause.objects.filter(TICKETS).order_by("from_at"))


def pauses_by_ticket(ticket_ids: Collection[int]) -> dict[int, list[Pause]]:
    """All pauses of the tickets, each ticket's in order; empty for one without."""
    pauses: dict[int, list[Pause]] = defaultdict(list)
    for pause in PAUSES(tickets=list(ticket_ids)):
        pauses[pause.ticket_id].append(pause)
    return pauses


def task_promises(tasks: Iterable[DepartmentTask], *, now: datetime) -> dict[int, PromiseView]:
    """The clock of each task by the task's id, in its last cycle; one query. None without house rules."""
    ids = {(task.ticket_id, task.number): task.pk for task in tasks}
    clocks = Clock.objects.filter(ticket__in={ticket_id for ticket_id, _number in ids}, task_number__gt=0)
    views: dict[int, PromiseView] = {}
    for clock in clocks.select_related("breach").order_by("cycle"):
        task_id = ids.get((clock.ticket_id, clock.task_number or 0))
        if task_id is not None:
            views[task_id] = view_of(clock, (), now)
    return views


def all_promises_of(ticket: Ticket, *, now: datetime) -> list[PromiseView]:
    """For staff: the promises to the customer, then those of departments' tasks."""
    tasks = Clock.objects.filter(ticket=ticket, task_number__gt=0).select_related("breach").order_by("pk")
    return [*promises_of([ticket], now=now)[ticket.pk], *(view_of(clock, (), now) for clock in tasks)]


def view_of(clock: Clock, pauses: Iterable[Pause], now: datetime) -> PromiseView:
    """One clock, read with its `breach`, as a promise; `pauses` are the ticket's."""
    terms = terms_of(clock.promise_id)
    is_breached = getattr(clock, "breach", None) is not None
    state = _state_of(clock, now, is_breached=is_breached)
    end = clock.stopped_at or now
    timetable = timetable_of(clock.calendar_id)
    aims_at = _aims_at(clock, timetable, end)
    number = clock.task_number
    return PromiseView(
        clock_id=clock.pk,
        clause=terms.clause,
        metric=terms.metric,
        title=title_of(terms.metric, terms.agreed, terms.unit) if number is None else task_lazy(number),
        short=short_of(terms.metric) if number is None else task_lazy(number),
        cycle=clock.cycle,
        state=state,
        tone=_tone_of(clock, state, now),
        started_at=clock.started_at,
        due_at=clock.due_at,
        aims_at=aims_at,
        limit_at=clock.limit_at,
        risk_at=clock.risk_at,
        stopped_at=clock.stopped_at,
        stopped_by=clock.stopped_by,
        left_seconds=_left(clock, now),
        late_seconds=between(clock.due_at, end) if clock.due_at and clock.due_at < end else 0,
        pauses=pauses_of(clock, terms, pauses),
        closed=tuple(_closed(timetable, clock.started_at, aims_at)),
        agreed=terms.agreed,
        unit=terms.unit,
        is_breached=is_breached,
        acknowledged_at=clock.acknowledged_at,
        now=now,
    )


def pauses_of(clock: Clock, terms: PromiseTerms, pauses: Iterable[Pause]) -> tuple[Span, ...]:
    """The pauses that moved this clock: those of its metric, within its life, that began before due."""
    end = clock.due_at or clock.stopped_at
    return tuple(
        (max(pause.from_at, clock.started_at), pause.to_at)
        for pause in pauses
        if pause.cause in terms.rule.pauses_while
        and (pause.to_at is None or pause.to_at > clock.started_at)
        and (end is None or pause.from_at < end)
    )


def _aims_at(clock: Clock, timetable: Timetable, end: datetime) -> datetime | None:
    """The deadline; while paused, where what is left would lead from `end` on."""
    if clock.due_at is not None or clock.left_seconds is None:
        return clock.due_at
    return timetable.add(end, clock.left_seconds)


def _closed(
    timetable: Timetable, start: datetime, end: datetime | None
) -> Iterator[tuple[datetime, datetime]]:
    """What lies between the open stretches."""
    if end is None:
        return
    at = start
    for opens_at, closes_at in timetable.open_spans(start, end):
        if opens_at > at:
            yield at, opens_at
        at = closes_at
    if at < end:
        yield at, end


def _state_of(clock: Clock, now: datetime, *, is_breached: bool) -> str:
    counts_as_missed = is_breached or clock.end_cause == EndCause.CLOSED_UNCONFIRMED
    return MISSED if clock.state == ClockState.CANCELLED and counts_as_missed else _begun(clock, now)


def _begun(clock: Clock, now: datetime) -> str:
    """A day that has not begun is pending, although its clock is set."""
    is_ahead = clock.state == ClockState.RUNNING and clock.started_at > now
    return str(ClockState.PENDING if is_ahead else clock.state)


def _tone_of(clock: Clock, state: str, now: datetime) -> str:
    """The one word that colours it everywhere."""
    match state:
        case ClockState.MET:
            return "met"
        case ClockState.MET_LATE:
            return "late"
        case ClockState.CANCELLED | ClockState.PENDING:
            return "pending"
        case ClockState.RUNNING:
            return _running_tone(clock, now)
        case _:
            return state


def _running_tone(clock: Clock, now: datetime) -> str:
    if clock.due_at is not None and clock.due_at < now:
        return MISSED
    return "risk" if clock.risk_at is not None and clock.risk_at <= now else "running"


def _left(clock: Clock, now: datetime) -> int | None:
    """By the wall clock while it runs; the open time that is left while it is paused."""
    if not clock.is_live or clock.due_at is None:
        return clock.left_seconds
    return between(now, clock.due_at) if now < clock.due_at else 0


def _sort_key(view: PromiseView) -> tuple[int, float, int]:
    if view.state in {ClockState.RUNNING, ClockState.PAUSED}:
        return (0, view.due_at.timestamp() if view.due_at else float("inf"), view.clock_id)
    return (ORDER.index(view.tone), -(view.stopped_at or view.started_at).timestamp(), view.clock_id)
