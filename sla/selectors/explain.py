"""A deadline as steps anybody can follow (semantics, section 7)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise as LazyText
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.worktime import Timetable
from sla.metrics import Start
from sla.models import Clock, Pause
from sla.selectors.promises import pauses_of
from sla.selectors.terms import PromiseTerms, terms_of
from sla.selectors.timetables import timetable_of
from sla.wording import amount_lazy, span_lazy
from tickets.choices import Priority, State

Words = str | LazyText


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the explanation: what, how long in seconds, until (or at) which instant.

    `kind` is start, open (counted), closed or paused (left out), left or due.
    """

    kind: str
    label: Words
    detail: Words
    seconds: int | None
    at: datetime | None


PAUSE_LABELS: dict[str, Words] = {
    State.WAITING_CUSTOMER: _("Paused: waiting for the customer"),
    State.SCHEDULED: _("Paused: appointment made"),
}
START_LABELS: dict[str, Words] = {
    Start.RECEIVED: _("Received"),
    Start.PROMISED_DATE: _("Date promised"),
    Start.WORKING_DAY: _("The day begins"),
    Start.RESOLVED: _("Reported as solved"),
}
# A long deadline has many nights; past so many lines nobody follows. What is left out is one line.
LINES = 40


def explain(clock_id: int, *, now: datetime) -> list[Step]:
    """The steps from start to deadline of one clock; empty when there is no such clock."""
    return explain_many([clock_id], now=now).get(clock_id, [])


def explain_many(clock_ids: Iterable[int], *, now: datetime) -> dict[int, list[Step]]:
    """The explanations of several clocks, in two queries."""
    clocks = list(Clock.objects.filter(pk__in=list(clock_ids)))
    pauses: dict[int, list[Pause]] = defaultdict(list)
    for pause in Pause.objects.filter(ticket__in={clock.ticket_id for clock in clocks}).order_by("from_at"):
        pauses[pause.ticket_id].append(pause)
    return {clock.pk: list(_steps(clock, pauses[clock.ticket_id], now)) for clock in clocks}


def _steps(clock: Clock, pauses: list[Pause], now: datetime) -> Iterator[Step]:
    """Start, each stretch counted, each closed or paused one left out, what is left, due."""
    terms, timetable = terms_of(clock.promise_id), timetable_of(clock.calendar_id)
    allowed = _allowed(clock, terms, timetable)
    causes = {max(pause.from_at, clock.started_at): pause.cause for pause in pauses}
    yield _start(clock, terms, allowed)
    at, counted = clock.started_at, 0
    for begun, ended in pauses_of(clock, terms, pauses):
        yield from _stretch(timetable, at, begun, counted, allowed)
        counted += timetable.between(at, max(at, begun))
        end = ended or max(begun, clock.stopped_at or now)
        yield _left_out("paused", PAUSE_LABELS[causes[begun]], begun, end, is_over=ended is not None)
        at = end
    if clock.due_at is None:
        detail = _("The deadline follows when the pause ends.")
        yield Step("left", _("Left when it goes on"), detail, allowed - counted, None)
        return
    yield from _stretch(timetable, at, clock.due_at, counted, allowed)
    yield Step("due", _("Due"), "", None, clock.due_at)


def _allowed(clock: Clock, terms: PromiseTerms, timetable: Timetable) -> int:
    """The open time the clock has in seconds; the same for every priority."""
    agreed = terms.under(Priority.NORMAL, timetable)
    return timetable.between(clock.started_at, clock.target_at or agreed.due_from(clock.started_at))


def _start(clock: Clock, terms: PromiseTerms, allowed: int) -> Step:
    label = START_LABELS[terms.rule.starts]
    if terms.rule.starts is Start.RECEIVED and clock.cycle > 1:
        label = _("Reopened")
    return Step("start", label, _allowed_words(clock, terms, allowed), allowed, clock.started_at)


def _allowed_words(clock: Clock, terms: PromiseTerms, allowed: int) -> Words:
    if clock.target_at is not None:
        return _("The date is set; it does not depend on how time is counted.")
    if clock.calendar_id is None:
        return format_lazy(
            _("{time} are allowed from here on, counted day and night."), time=span_lazy(allowed)
        )
    return format_lazy(
        _("{time} are allowed from here on: {open} of open time."),
        time=amount_lazy(terms.agreed, terms.unit),
        open=span_lazy(allowed),
    )


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
            yield _left_out("closed", _("Closed"), at, opens_at)
        counted += timetable.between(opens_at, closes_at)
        yield _counted(opens_at, closes_at, timetable, counted, allowed)
        at = closes_at
    if at < ended:
        yield _left_out("closed", _("Closed"), at, ended)


def _counted(begun: datetime, ended: datetime, timetable: Timetable, total: int, allowed: int) -> Step:
    detail = format_lazy(_("{used} of {all} used"), used=span_lazy(total), all=span_lazy(allowed))
    return Step("open", _("Counted"), detail, timetable.between(begun, ended), ended)


def _abridged(timetable: Timetable, at: datetime, ended: datetime, counted: int, allowed: int) -> Step:
    total = counted + timetable.between(at, ended)
    detail = format_lazy(_("{used} of {all} used"), used=span_lazy(total), all=span_lazy(allowed))
    return Step("open", _("Further days, counted alike"), detail, total - counted, ended)


def _left_out(kind: str, label: Words, begun: datetime, ended: datetime, *, is_over: bool = True) -> Step:
    seconds = int((ended - begun).total_seconds())
    return Step(kind, label, _("This time does not count."), seconds, ended if is_over else None)
