"""Rows of the outbox, written in the transaction of the event they tell of."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from accounts.quiet import quiet_end
from notifications.addresses import mail_domain
from notifications.kinds import AlertKind, Audience, Channel, Kind, MessageState
from notifications.models import Message
from notifications.nudge import nudge
from notifications.services.acceptance import accept_in_transaction
from notifications.services.alerts import add_alerts, alert_staff
from notifications.services.gathering import gather, payload_of, was_told_missed
from notifications.sink import active_sink
from tickets.choices import Priority
from tickets.models import LogEntry, Ticket


def tell_customer(ticket: Ticket, *, kind: Kind, entry: LogEntry) -> None:
    """Queue an e-mail to the customer; without an address it becomes a call, a duty of the owner (C1.3).

    Several missed promises at once are one message, and no promise is reported missed twice.
    """
    if kind is Kind.PROMISE_MISSED and was_told_missed(ticket, entry):
        return
    if gather(ticket, kind=kind, entry=entry, recipient={"customer_id": ticket.customer_id}):
        return
    if ticket.customer.email or active_sink():
        _queue(ticket, kind=kind, entry=entry, audience=Audience.CUSTOMER, customer_id=ticket.customer_id)
    else:
        queue_call(
            ticket, kind=kind, entry_number=entry.number, payload=payload_of(entry), now=entry.recorded_at
        )


def tell_staff(ticket: Ticket, *, kind: Kind, entry: LogEntry, user_ids: Iterable[int]) -> None:
    """Queue an e-mail to each of `user_ids` who still works here, and put a notice into the page at once.

    In somebody's quiet hours the e-mail waits for their end, but never about an urgent ticket.
    """
    people = (
        User.objects.filter(pk__in=list(user_ids), is_active=True).select_related("branch").order_by("pk")
    )
    for person in people:
        if not gather(ticket, kind=kind, entry=entry, recipient={"user_id": person.pk}):
            not_before = _end_of_quiet(ticket, person, entry.recorded_at)
            _queue(
                ticket,
                kind=kind,
                entry=entry,
                audience=Audience.STAFF,
                not_before=not_before,
                user_id=person.pk,
            )
    alert_staff(ticket, kind=AlertKind(kind.value), entry=entry, user_ids=[person.pk for person in people])


def _end_of_quiet(ticket: Ticket, person: User, at: datetime) -> datetime | None:
    if ticket.handling_priority == Priority.URGENT:
        return None
    zone = (person.branch or ticket.branch).zone
    return quiet_end(begins=person.quiet_from, ends=person.quiet_until, zone=zone, at=at)


def queue_call(
    ticket: Ticket, *, kind: str, entry_number: int, payload: dict[str, Any], now: datetime
) -> None:
    """Make telling the customer by phone a duty of the ticket's owner."""
    Message.objects.create(
        ticket=ticket,
        kind=kind,
        audience=Audience.CUSTOMER,
        channel=Channel.CALL,
        customer_id=ticket.customer_id,
        entry_number=entry_number,
        payload=payload,
        state=MessageState.CALL_DUE,
        header_id=new_header_id(),
        created_at=now,
        updated_at=now,
    )
    owner = [ticket.owner_id]
    add_alerts(ticket, kind=AlertKind.CALL_DUE, entry_number=entry_number, user_ids=owner, now=now)


def new_header_id() -> str:
    """A Message-ID that stays with the message through every attempt: a repeated mail is recognisable."""
    return f"<{uuid4()}@{mail_domain()}>"


def _queue(
    ticket: Ticket,
    *,
    kind: Kind,
    entry: LogEntry,
    audience: Audience,
    not_before: datetime | None = None,
    **recipient: int,
) -> None:
    message = Message(
        ticket=ticket,
        kind=kind,
        audience=audience,
        channel=Channel.EMAIL,
        entry_number=entry.number,
        payload=payload_of(entry),
        next_attempt_at=not_before or entry.recorded_at,
        header_id=new_header_id(),
        created_at=entry.recorded_at,
        updated_at=entry.recorded_at,
        **recipient,
    )
    if sink := active_sink():
        sink.kinds[kind] += 1
        accept_in_transaction(message, ticket, accepted_at=entry.happened_at, now=entry.recorded_at)
    else:
        message.save()
        if not_before is None:
            transaction.on_commit(partial(nudge, message.pk), robust=True)
