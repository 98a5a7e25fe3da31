"""A deadline as steps anybody can follow (semantics, section 7)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise as LazyText
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.worktime import add, between
from sla.models import Clock, Pause
from sla.selectors.promises import Span, pauses_of
from sla.selectors.terms import terms_of
from sla.wording import span_lazy
from tickets.choices import State

Words = str | LazyText


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the explanation: what, how long in seconds, until (or at) which instant."""

    label: Words
    detail: Words
    seconds: int | None
    at: datetime | None


PAUSE_LABELS: dict[str, Words] = {
    State.WAITING_CUSTOMER: _("Paused: waiting for the customer"),
    State.SCHEDULED: _("Paused: appointment made"),
}


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
    """Start, each stretch counted, each pause left out, what is left, due."""
    terms = terms_of(clock.promise_id)
    causes = {max(pause.from_at, clock.started_at): pause.cause for pause in pauses}
    yield _start(clock, terms.agreed)
    at, counted = clock.started_at, 0
    for span in pauses_of(clock, terms, pauses):
        begun, ended = span
        counted += between(at, begun)
        if begun > at:
            yield _counted(at, begun, counted, terms.agreed)
        yield _paused(span, PAUSE_LABELS[causes[begun]], clock.stopped_at or now)
        at = ended or begun
    left = terms.agreed - counted
    if clock.due_at is None:
        yield Step(_("Left when it goes on"), _("The deadline follows when the pause ends."), left, None)
        return
    yield _counted(at, add(at, left), terms.agreed, terms.agreed)
    yield Step(_("Due"), "", None, clock.due_at)


def _start(clock: Clock, agreed: int) -> Step:
    label = _("Received") if clock.cycle == 1 else _("Reopened")
    detail = format_lazy(_("{time} are allowed from here on, counted day and night."), time=span_lazy(agreed))
    return Step(label, detail, agreed, clock.started_at)


def _counted(begun: datetime, ended: datetime, total: int, agreed: int) -> Step:
    detail = format_lazy(_("{used} of {all} used"), used=span_lazy(total), all=span_lazy(agreed))
    return Step(_("Counted"), detail, between(begun, ended), ended)


def _paused(span: Span, label: Words, until: datetime) -> Step:
    begun, ended = span
    end = ended or max(begun, until)
    return Step(label, _("This time does not count."), between(begun, end), ended)
