"""Matters that end without being solved: the customer withdraws, or it was none (semantics, section 3)."""

from datetime import datetime

from django.db import transaction

from core.actors import Actor
from core.errors import need
from tickets.choices import ClosingCause
from tickets.models import Ticket
from tickets.services.conversation import NothingWritten
from tickets.services.customers_word import require_customers_word
from tickets.services.ending import end_ticket
from tickets.services.steps import open_to
from tickets.states import Step


@transaction.atomic
def withdraw_ticket(*, actor: Actor, ticket_id: int, text: str = "", now: datetime) -> Ticket:
    """The customer needs nothing any more, by himself or through staff who write down what he said.

    Needs no closing summary. Raises NotAllowed, CustomersWordNeeded, IllegalStep once it is confirmed.
    """
    ticket = open_to(actor, Step.WITHDRAW, ticket_id)
    require_customers_word(actor, text)
    cause = ClosingCause.WITHDRAWN
    end_ticket(ticket, actor=actor, step=Step.WITHDRAW, cause=cause, text=text, now=now)
    return ticket


@transaction.atomic
def dismiss_ticket(*, actor: Actor, ticket_id: int, text: str, now: datetime) -> Ticket:
    """A lead says, with the reason, that this is no service request: an advertisement, for instance.

    Needs no closing summary. Raises NotAllowed, NothingWritten, IllegalStep once it is confirmed.
    """
    ticket = open_to(actor, Step.DISMISS, ticket_id)
    need(text, NothingWritten, "text")
    cause = ClosingCause.NOT_A_REQUEST
    end_ticket(ticket, actor=actor, step=Step.DISMISS, cause=cause, text=text, now=now)
    return ticket
