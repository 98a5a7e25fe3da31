"""What managers decide about breaches: an excuse, a contested miss. The breach stays (section 6)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, Conflict, NotFound, need
from sla.models import Breach, Decision
from sla.selectors.terms import terms_of
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.log import record
from tickets.services.steps import open_for


class ReasonMissing(BadInput):
    code = "reason_missing"
    message = _("Say why: the ledger shows the reason beside the breach.")


class AlreadyExcused(Conflict):
    code = "already_excused"
    message = _("Breach {number} has been excused before. Reload to read the reason.")


class NotContested(Conflict):
    code = "not_contested"
    message = _("Breach {number} is not contested, or somebody has decided it. Reload to see.")


@transaction.atomic
def excuse_breach(*, actor: Actor, breach_id: int, reason: str, evidence: str = "", now: datetime) -> Breach:
    """Excuse a breach, with reason and evidence; it stays missed, and the ledger shows both.

    Raises NotFound, NotAllowed, ReasonMissing, AlreadyExcused.
    """
    ticket, breach = _open(actor, "excuse", breach_id, reason)
    if breach.excused_at is not None:
        raise AlreadyExcused(number=breach.number)
    words = "\n".join(part for part in (reason.strip(), evidence.strip()) if part)
    _record(ticket, breach, actor, Entry.BREACH_EXCUSED, words, now)
    breach.refresh_from_db()
    return breach


@transaction.atomic
def decide_contested(
    *, actor: Actor, breach_id: int, decision: Decision, reason: str, now: datetime
) -> Breach:
    """Say whether what was recorded late had happened in time. The entry stays, with the decision.

    Raises NotFound, NotAllowed, ReasonMissing, NotContested.
    """
    ticket, breach = _open(actor, "decide", breach_id, reason)
    if not breach.is_contested or breach.decision:
        raise NotContested(number=breach.number)
    _record(ticket, breach, actor, Entry.BREACH_DECIDED, reason, now, decision=Decision(decision).value)
    breach.refresh_from_db()
    return breach


def _open(actor: Actor, permission: str, breach_id: int, reason: str) -> tuple[Ticket, Breach]:
    """The locked ticket and its breach, if `actor` may decide about it."""
    ticket_id = Breach.objects.filter(pk=breach_id).values_list("ticket", flat=True).first()
    if ticket_id is None:
        raise NotFound
    ticket = open_for(actor, permission, ticket_id)
    need(reason, ReasonMissing, "reason")
    return ticket, Breach.objects.get(pk=breach_id)


def _record(
    ticket: Ticket, breach: Breach, actor: Actor, entry: Entry, words: str, now: datetime, **facts: Any
) -> None:
    terms = terms_of(breach.clock.promise_id)
    payload = {"clock": breach.clock_id, "metric": terms.metric, "clause": terms.clause}
    payload["breach"] = breach.number
    record(ticket, actor=actor, entry=entry, payload=payload | facts, text=words.strip(), happened_at=now)
