"""A deadline as steps anybody can follow (semantics, section 7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise as LazyText
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.prepared import Prepared
from core.spans import hours_span
from core.worktime import SAME_TIME, Timetable
from sla.metrics import Start
from sla.models import Clock, Pause
from sla.selectors.basis import clause_of, hours_of, reach_of
from sla.selectors.promises import PromiseView, in_order, pauses_by_ticket, pauses_of, promise_clocks, view_of
from sla.selectors.terms import PromiseTerms, terms_of
from sla.selectors.timetables import timetable_of
from sla.timing import allowed_seconds
from sla.units import Unit
from sla.wording import amount_lazy
from tickets.choices import Priority, State
from tickets.models import Ticket

Words = str | LazyText


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the explanation: what, how long in seconds, until (or at) which instant.

    `kind` is rule (the clause), hours (the calendar), start, open (counted), closed or paused (left out),
    left or due. `total` is the running total: what has been counted up to there, in seconds.
    """

    kind: str
    label: Words
    detail: Words
    seconds: int | None = None
    at: datetime | None = None
    total: int | None = None

    @property
    def counts(self) -> bool:
        """Whether its seconds are open time."""
        return self.kind in {"open", "left"}

    @property
    def is_stretch(self) -> bool:
        """Whether it lasts, until `at`."""
        return self.counts or self.kind in {"closed", "paused"}


PAUSE_LABELS: dict[str, Words] = {
    State.WAITING_CUSTOMER: _("Paused: waiting for the customer"),
    State.SCHEDULED: _("Paused: appointment made"),
}
START_LABELS: dict[str, Words] = {
    Start.RECEIVED: _("Received"),
    Start.PROMISED_DATE: _("Date promised"),
    Start.WORKING_DAY: _("The day begins"),
    Start.RESOLVED: _("Reported as solved"),
    Start.ASKED: _("Task asked for"),
}
CLOSED = _("Closed, not counted")
TO_CLOSE_OF_BUSINESS = _(
    "Allowed: {time}, the day of the start not counted, until business ends on the last: "
    "{open} of open time in all."
)
TO_SAME_TIME = _(
    "Allowed: {time}, until the same time of the last day, or when business ended before: "
    "{open} of open time in all."
)
# What the explanation names is read with the clock, not one by one.
BASIS = ("calendar__calendar", "promise__version__customer", "promise__version__branch")
hours_lazy = lazy(hours_span, str)
# A long deadline has many nights; past so many lines nobody follows. What is left out is one line.
LINES = 40


def explain(clock_id: int, *, now: datetime) -> list[Step]:
    """The steps from start to deadline of one clock; empty when there is no such clock."""
    clock = Clock.objects.select_related(*BASIS).filter(pk=clock_id).first()
    if clock is None:
        return []
    return list(_steps(clock, pauses_by_ticket([clock.ticket_id])[clock.ticket_id], now))


CLOCKS = Prepared(lambda: promise_clocks().select_related(*BASIS))


def explained_promises(ticket: Ticket, *, now: datetime) -> list[tuple[PromiseView, list[Step]]]:
    """The promises of one ticket in the order of `promises_of`, each with its steps; two queries."""
    pauses = pauses_by_ticket([ticket.pk])[ticket.pk]
    clocks = CLOCKS(tickets=[ticket.pk])
    steps = {clock.pk: (view_of(clock, pauses, now), list(_steps(clock, pauses, now))) for clock in clocks}
    return [steps[view.clock_id] for view in in_order(view for view, _steps_of in steps.values())]


def _steps(clock: Clock, pauses: list[Pause], now: datetime) -> Iterator[Step]:
    """Start, each stretch counted, each closed or paused one left out, what is left, due."""
    terms, timetable = terms_of(clock.promise_id), timetable_of(clock.calendar_id)
    allowed = _allowed(clock, terms, timetable)
    yield from _basis(clock, terms)
    causes = {max(pause.from_at, clock.started_at): pause.cause for pause in pauses}
    yield _start(clock, terms, allowed)
    at, counted = clock.started_at, 0
    for begun, ended in pauses_of(clock, terms, pauses):
        yield from _stretch(timetable, at, begun, counted, allowed)
        counted += timetable.between(at, max(at, begun))
        end = ended or max(begun, clock.stopped_at or now)
        yield _left_out("paused", PAUSE_LABELS[causes[begun]], begun, end, counted, is_over=ended is not None)
        at = end
    if clock.due_at is None:
        detail = _("The deadline follows when the pause ends.")
        yield Step("left", _("Left when it goes on"), detail, allowed - counted, None, counted)
        return
    yield from _stretch(timetable, at, clock.due_at, counted, allowed)
    yield Step("due", _("Due"), "", None, clock.due_at, allowed)


def _basis(clock: Clock, terms: PromiseTerms) -> Iterator[Step]:
    """What was promised, and the hours it is counted in."""
    version = clock.promise.version
    yield Step("rule", clause_of(terms, version), reach_of(terms, version))
    if clock.calendar is not None:
        yield Step("hours", _("Working hours"), hours_of(clock.calendar))


def _allowed(clock: Clock, terms: PromiseTerms, timetable: Timetable) -> int:
    """The open time the clock has in seconds; the same for every priority."""
    agreed = terms.under(Priority.NORMAL, timetable)
    nominal = clock.target_at or agreed.due_from(clock.started_at)
    return allowed_seconds(clock.started_at, nominal, agreed)


def _start(clock: Clock, terms: PromiseTerms, allowed: int) -> Step:
    label = START_LABELS[terms.rule.starts]
    if terms.rule.starts is Start.RECEIVED and clock.cycle > 1:
        label = _("Reopened")
    return Step("start", label, _allowed_words(clock, terms, allowed), allowed, clock.started_at, 0)


def _allowed_words(clock: Clock, terms: PromiseTerms, allowed: int) -> Words:
    open_time = hours_lazy(allowed)
    if terms.rule.starts is Start.WORKING_DAY:
        return format_lazy(_("Due when business ends that day: {open} of open time."), open=open_time)
    if clock.target_at is not None:
        return _("The date is set; it does not depend on how time is counted.")
    if clock.calendar_id is None:
        return format_lazy(_("{time} are allowed from here on, counted day and night."), time=open_time)
    if terms.unit == Unit.WORKING_DAYS:
        words = TO_SAME_TIME if terms.convention == SAME_TIME else TO_CLOSE_OF_BUSINESS
        return format_lazy(words, time=amount_lazy(terms.agreed, terms.unit), open=open_time)
    return format_lazy(_("{open} of open time are allowed from here on."), open=open_time)


def _stretch(
    timetable: Timetable, begun: datetime, ended: datetime, counted: int, allowed: int
) -> Iterator[Step]:
    """The open and the closed stretches between two instants, in order."""
    at = begun
    for number, (opens_at, closes_at) in enumerate(timetable.open_spans(begun, ended)):
        if number == LINES:
            yield _abridged(timetable, at, ended, counted, allowed)
            return
        if opens_at > at:
            yield _left_out("closed", CLOSED, at, opens_at, counted)
        counted += timetable.between(opens_at, closes_at)
        yield _counted(opens_at, closes_at, timetable, counted, allowed)
        at = closes_at
    if at < ended:
        yield _left_out("closed", CLOSED, at, ended, counted)


def _counted(begun: datetime, ended: datetime, timetable: Timetable, total: int, allowed: int) -> Step:
    return Step("open", _("Counted"), _used(total, allowed), timetable.between(begun, ended), ended, total)


def _abridged(timetable: Timetable, at: datetime, ended: datetime, counted: int, allowed: int) -> Step:
    seconds = timetable.between(at, ended)
    total = counted + seconds
    return Step("open", _("Further days, counted alike"), _used(total, allowed), seconds, ended, total)


def _used(total: int, allowed: int) -> Words:
    return format_lazy(_("{used} of {all} used"), used=hours_lazy(total), all=hours_lazy(allowed))


def _left_out(
    kind: str, label: Words, begun: datetime, ended: datetime, counted: int, *, is_over: bool = True
) -> Step:
    seconds = int((ended - begun).total_seconds())
    detail = _("This time does not count.") if kind == "paused" else ""
    return Step(kind, label, detail, seconds, ended if is_over else None, counted)
