"""Steps on a ticket that the promises forbid."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.utils.translation import gettext_lazy as _

from accounts.policies import LEADS
from core.actors import Actor
from core.errors import Conflict
from sla.models import Clock, CommitmentVersion
from sla.rungs import WHOLE
from sla.selectors.terms import facts_of, terms_of
from sla.services.book import Book, open_books
from sla.services.journal import LiveJournal
from sla.timing import counted_seconds
from tickets.choices import Complexity
from tickets.models import Ticket
from tickets.promises import Metric
from tickets.states import Step


class ContactStillRuns(Conflict):
    code = "contact_still_runs"
    message = _("Nobody has spoken with the customer yet. Reach the customer and log the contact first.")


class LateClassification(Conflict):
    code = "late_classification"
    message = _(
        "It is late to call this complex: the promise in force keeps running. Ask for it with a reason; "
        "a lead other than you decides."
    )


@dataclass(frozen=True, slots=True)
class Request:
    """Who wants to take a step, when, why, and who had asked for it."""

    actor: Actor
    now: datetime
    asked_by: int | None
    reason: str


Veto: TypeAlias = Callable[[Book, Request], None]


def check_step(
    ticket: Ticket, step: str, *, actor: Actor, now: datetime, asked_by: int | None, reason: str
) -> None:
    """Raise the coded conflict that forbids `step`; most steps cost nothing here."""
    veto = VETOES.get(step)
    if veto is None:
        return
    (book,) = open_books([ticket], LiveJournal([ticket]))
    veto(book, Request(actor, now, asked_by, reason))


def _contact_must_have_stopped(book: Book, _request: Request) -> None:
    if any(terms_of(clock.promise_id).metric == Metric.CONTACT for clock in book.live):
        raise ContactStillRuns


def _late_classification_needs_two(book: Book, request: Request) -> None:
    """Past a share of the shortest promise that this would cancel, a lead other than the asker decides."""
    facts = facts_of(book.ticket) | {"complexity": Complexity.COMPLEX.value}
    promises = [clock for clock in book.live if clock.task_number is None]
    lost = [clock for clock in promises if not terms_of(clock.promise_id).applies(facts)]
    if not lost or _is_decided_by_two(request):
        return
    shortest = min(lost, key=book.allowed)
    if _used(book, shortest, request.now) * WHOLE > _allowed_thousandths(book, shortest):
        raise LateClassification


def _is_decided_by_two(request: Request) -> bool:
    actor = request.actor
    is_lead = actor.is_staff and actor.role in LEADS
    return is_lead and request.asked_by not in {None, actor.pk} and bool(request.reason)


def _used(book: Book, clock: Clock, now: datetime) -> int:
    pauses = book.spans(terms_of(clock.promise_id))
    return counted_seconds(
        started_at=clock.started_at, until=now, pauses=pauses, timetable=book.timetable(clock)
    )


def _allowed_thousandths(book: Book, clock: Clock) -> int:
    """The seconds of the promise that may pass before re-labelling needs a lead, in thousandths."""
    version = CommitmentVersion.objects.get(pk=terms_of(clock.promise_id).version_id)
    return book.allowed(clock) * version.late_classification_share


VETOES: Mapping[str, Veto] = {
    Step.CLOSE_BY_TIMEOUT: _contact_must_have_stopped,
    f"classify_{Complexity.COMPLEX.value}": _late_classification_needs_two,
}
