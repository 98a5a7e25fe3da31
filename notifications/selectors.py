"""What the faces show of messages and notices."""

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import User
from core.actors import Actor
from core.errors import NotFound
from notifications.kinds import AlertKind, Audience, MessageState
from notifications.models import Message, MessageQuerySet, StaffAlert
from sla.models import Breach
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.selectors.tickets import visible_tickets

ALERTS_SHOWN = 50


def messages_of(ticket: Ticket, *, audience: Audience | None = None) -> list[Message]:
    """All messages about `ticket`, oldest first, with their recipients; two queries at most.

    Faces read `kind`, `recipient`, `address`, `channel`, `state`, `attempts`, `accepted_at`,
    `next_attempt_at`, `last_error`, `is_retryable`, and `entry_numbers` to set it beside its log entry.
    """
    rows = ticket.messages.select_related("customer", "user").order_by("created_at", "pk")
    return list(rows.filter(audience=audience) if audience else rows)


def get_message(*, actor: Actor, message_id: int) -> Message:
    """The message, with its ticket; raises NotFound, for strangers too."""
    rows = Message.objects.filter(ticket__in=visible_tickets(actor)).select_related("ticket")
    message = rows.filter(pk=message_id).first()
    if message is None:
        raise NotFound
    return message


def call_duties(user: User) -> MessageQuerySet:
    """Customers without e-mail whom `user`, as the owner of their tickets, has to call, oldest news first."""
    due = Message.objects.calls_due().filter(ticket__owner=user)
    return due.select_related("ticket", "customer").order_by("created_at", "pk")


def failed_messages(ticket: Ticket) -> list[Message]:
    """Messages about `ticket` that could not be delivered, for a person to look at."""
    return list(ticket.messages.filter(state=MessageState.FAILED).select_related("customer", "user"))


def alerts_for(user: User, *, limit: int = ALERTS_SHOWN) -> list[StaffAlert]:
    """The newest notices of `user`, read ones included, with their tickets."""
    newest = StaffAlert.objects.filter(user=user).order_by("-created_at", "-pk")
    return list(newest.select_related("ticket")[:limit])


def contested_breaches(alerts: Iterable[StaffAlert]) -> dict[int, str]:
    """By alert, the number of the ledger's entry that waits for a decision; two queries at most."""
    asked = [alert for alert in alerts if alert.kind == AlertKind.CONTESTED]
    if not asked:
        return {}
    rows = LogEntry.objects.filter(
        entry=Entry.PROMISE_MET,
        ticket__in={alert.ticket_id for alert in asked},
        number__in={alert.entry_number for alert in asked},
    )
    clocks = {(row.ticket_id, row.number): row.payload["clock"] for row in rows}
    numbers = {breach.clock_id: breach.number for breach in Breach.objects.filter(clock__in=clocks.values())}
    return {alert.pk: numbers[clocks[alert.ticket_id, alert.entry_number]] for alert in asked}


def unread_alerts(user: User) -> QuerySet[StaffAlert]:
    """The notices that `user` has not read."""
    return StaffAlert.objects.filter(user=user, read_at=None)
