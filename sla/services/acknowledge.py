"""Acknowledging a warned promise: "seen, I am on it". Due and limit fire all the same."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Conflict, NotFound
from sla.models import Clock
from sla.selectors.terms import terms_of
from tickets.entries import Entry
from tickets.services.log import record
from tickets.services.steps import open_for


class NothingToAcknowledge(Conflict):
    code = "nothing_to_acknowledge"
    message = _("This promise is not running any more. Reload to see where it stands.")


@transaction.atomic
def acknowledge(*, actor: Actor, clock_id: int, now: datetime) -> Clock:
    """Stop the remaining warnings of a clock that has not ended; a second time changes nothing.

    Raises NotFound, NotAllowed, NothingToAcknowledge.
    """
    ticket_id = Clock.objects.filter(pk=clock_id).values_list("ticket", flat=True).first()
    if ticket_id is None:
        raise NotFound
    ticket = open_for(actor, "work", ticket_id)
    clock = Clock.objects.get(pk=clock_id)
    if clock.acknowledged_at is not None:
        return clock
    if not clock.is_live:
        raise NothingToAcknowledge
    terms = terms_of(clock.promise_id)
    payload = {"clock": clock.pk, "metric": terms.metric, "clause": terms.clause}
    record(ticket, actor=actor, entry=Entry.ACKNOWLEDGED, payload=payload, happened_at=now)
    clock.refresh_from_db()
    return clock
