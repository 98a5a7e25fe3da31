"""The date by which it will be solved. The first one binds; a later one needs the customer's consent.

Semantics, section 3, resolution; D2.2.3, D2.2.4.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Conflict
from core.moments import to_second, to_text
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.customers_word import require_customers_word
from tickets.services.log import record
from tickets.services.steps import end_wait, open_for, unresolved

OFFERS = (Entry.PLAN_GIVEN, Entry.SOLUTION_GIVEN)


class DateNotOffered(Conflict):
    code = "date_not_offered"
    message = _(
        "The customer can agree only to a date that a plan or a solution named, that is later than the "
        "promised one and still lies ahead. Send a plan or a solution with this date first."
    )


def bind_date(ticket: Ticket, completes_at: datetime) -> bool:
    """Promise this date to the locked ticket's customer if none stands, or if it is earlier.

    Answers whether it binds. A later date is only an offer: the first one stays until the customer agrees.
    """
    completes_at = to_second(completes_at)
    if ticket.promised_at is not None and ticket.promised_at <= completes_at:
        return False
    _promise(ticket, completes_at)
    return True


@transaction.atomic
def agree_date(
    *,
    actor: Actor,
    ticket_id: int,
    completes_at: datetime,
    channel: str = "web",
    text: str = "",
    now: datetime,
) -> Ticket:
    """Record that the customer agrees to the later date that he was offered; from now on it binds.

    By himself, or by staff who write down what he said and on which `channel` (a `ContactChannel`). Raises
    NotAllowed, CustomersWordNeeded, DateNotOffered, IllegalStep once it is resolved.
    """
    ticket = unresolved(open_for(actor, "agree", ticket_id), "agree_date")
    require_customers_word(actor, text)
    completes_at = to_second(completes_at)
    if completes_at <= now or not _is_offered(ticket, completes_at):
        raise DateNotOffered
    _promise(ticket, completes_at)
    facts = {"completes_at": to_text(completes_at), "channel": str(channel), "binds": True}
    record(ticket, actor=actor, entry=Entry.DATE_AGREED, payload=facts, text=text.strip(), happened_at=now)
    end_wait(ticket, actor=actor, cause="date_agreed", now=now)
    return ticket


def _is_offered(ticket: Ticket, completes_at: datetime) -> bool:
    """Whether a plan or a solution named this date, later than the one that is promised now."""
    if ticket.promised_at is None or completes_at <= ticket.promised_at:
        return False
    offers = ticket.log.filter(entry__in=OFFERS, payload__completes_at=to_text(completes_at))
    return offers.exists()


def _promise(ticket: Ticket, completes_at: datetime) -> None:
    ticket.promised_at = completes_at
    ticket.save(update_fields=["promised_at"])
