"""Steps on a ticket that the promises forbid."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Conflict
from sla.models import Clock, CommitmentVersion
from sla.rungs import WHOLE
from sla.selectors.terms import facts_of, terms_of
from sla.services.book import Book, open_books
from sla.timing import counted_seconds
from tickets.choices import Complexity
from tickets.models import Ticket
from tickets.policies import LEADS
from tickets.promises import Metric
from tickets.states import Step

Veto: TypeAlias = Callable[[Book, Actor, datetime], None]


class ContactStillRuns(Conflict):
    code = "contact_still_runs"
    message = _("Nobody has spoken with the customer yet. Reach the customer and log the contact first.")


class LateClassification(Conflict):
    code = "late_classification"
    message = _("It is late to call this complex: the promise in force keeps running. Ask a lead to decide.")


def check_step(ticket: Ticket, step: str, *, actor: Actor, now: datetime) -> None:
    """Raise the coded conflict that forbids `step`; most steps cost nothing here."""
    veto = VETOES.get(step)
    if veto is None:
        return
    (book,) = open_books([ticket])
    veto(book, actor, now)


def _contact_must_have_stopped(book: Book, _actor: Actor, _now: datetime) -> None:
    if any(terms_of(clock.promise_id).metric == Metric.CONTACT for clock in book.live):
        raise ContactStillRuns


def _late_classification_needs_a_lead(book: Book, actor: Actor, now: datetime) -> None:
    """Past a share of the shortest promise that this would cancel, only a lead who is not the owner may."""
    facts = facts_of(book.ticket) | {"complexity": Complexity.COMPLEX.value}
    lost = [clock for clock in book.live if not terms_of(clock.promise_id).applies(facts)]
    if not lost or (actor.is_staff and actor.role in LEADS and actor.pk != book.ticket.owner_id):
        return
    shortest = min(lost, key=lambda clock: terms_of(clock.promise_id).agreed)
    if _used(book, shortest, now) * WHOLE > _allowed_thousandths(shortest):
        raise LateClassification


def _used(book: Book, clock: Clock, now: datetime) -> int:
    pauses = book.spans(terms_of(clock.promise_id))
    return counted_seconds(started_at=clock.started_at, until=now, pauses=pauses)


def _allowed_thousandths(clock: Clock) -> int:
    """The seconds of the promise that may pass before re-labelling needs a lead, in thousandths."""
    terms = terms_of(clock.promise_id)
    version = CommitmentVersion.objects.get(pk=terms.version_id)
    return terms.agreed * version.late_classification_share


VETOES: Mapping[str, Veto] = {
    Step.CLOSE_BY_TIMEOUT: _contact_must_have_stopped,
    f"classify_{Complexity.COMPLEX.value}": _late_classification_needs_a_lead,
}
