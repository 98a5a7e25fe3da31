from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput
from core.moments import to_second, to_text
from tickets.choices import ContactChannel, Direction, Priority, State
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.backdating import BeforeTheRequest, check_happened_at
from tickets.services.classification import confirm_priority
from tickets.services.log import record
from tickets.services.steps import end_wait, open_for, pass_through
from tickets.states import Step


class ContactContradicts(BadInput):
    code = "contact_contradicts"
    message = _("Both sides can only have spoken when the customer was reached.")


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """An attempt to speak with the customer. Only two-way, need and priority confirmed, is *contact*."""

    channel: ContactChannel
    direction: Direction
    reached: bool
    two_way: bool
    need_confirmed: bool
    priority_confirmed: bool
    priority: Priority | None = None
    summary: str = ""


@transaction.atomic
def log_contact(
    *,
    actor: Actor,
    ticket_id: int,
    contact: ContactFacts,
    now: datetime,
    happened_at: datetime | None = None,
    reason: str = "",
) -> Ticket:
    """Record a contact or an attempt (A2.1). Back-dating needs a `reason`.

    Raises NotAllowed, ContactContradicts, InTheFuture, ReasonNeeded, TooLongAgo, BeforeTheRequest.
    """
    ticket = open_for(actor, "contact", ticket_id)
    if contact.two_way and not contact.reached:
        raise ContactContradicts(fields={"two_way": [str(ContactContradicts.message)]})
    at = check_happened_at(happened_at or now, actor=actor, reason=reason, branch=ticket.branch, now=now)
    if at < ticket.received_at:
        raise BeforeTheRequest
    _note_times(ticket, contact, at)
    record(
        ticket,
        actor=actor,
        entry=Entry.CONTACTED,
        payload=_facts(contact) | ({"recorded_late": to_text(now)} if at < to_second(now) and reason else {}),
        text="\n".join(part for part in (contact.summary.strip(), reason.strip()) if part),
        happened_at=at,
        recorded_at=now,
    )
    if contact.two_way and contact.priority_confirmed:
        confirm_priority(ticket, actor=actor, priority=contact.priority, now=now)
    if contact.reached:
        pass_through(ticket, Step.START_WORK, actor=actor, cause="contact", now=now)
    if _answers(ticket, contact, at):
        end_wait(ticket, actor=actor, cause="contact", now=now)
    return ticket


def _facts(contact: ContactFacts) -> dict[str, object]:
    return {
        "channel": str(contact.channel),
        "direction": str(contact.direction),
        "reached": contact.reached,
        "two_way": contact.two_way,
        "need_confirmed": contact.need_confirmed,
        "priority_confirmed": contact.priority_confirmed,
    }


def _answers(ticket: Ticket, contact: ContactFacts, at: datetime) -> bool:
    """Whether the customer spoke, and not before we asked: what ends a wait (semantics, section 3)."""
    has_spoken = contact.two_way or contact.direction == Direction.IN
    return has_spoken and (ticket.waiting_since is None or at >= ticket.waiting_since)


def _note_times(ticket: Ticket, contact: ContactFacts, at: datetime) -> None:
    """Start of service is the first two-way contact (B1.2); after `resolved` each attempt is a follow-up."""
    if contact.two_way and (ticket.service_started_at is None or at < ticket.service_started_at):
        ticket.service_started_at = at
    if ticket.state == State.RESOLVED and ticket.resolved_at is not None and at >= ticket.resolved_at:
        ticket.follow_up_at = at
    ticket.save(update_fields=["service_started_at", "follow_up_at"])
