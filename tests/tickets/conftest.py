from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Customer, User
from core.actors import Actor
from tickets.choices import ContactChannel, Direction
from tickets.entries import Entry
from tickets.locks import lock_ticket
from tickets.models import LogEntry, Ticket
from tickets.services.contacts import ContactFacts
from tickets.services.deadlines import set_closable, set_wait_end

CALL = ContactFacts(
    channel=ContactChannel.CALL,
    direction=Direction.OUT,
    reached=True,
    two_way=True,
    need_confirmed=True,
    priority_confirmed=True,
)


@pytest.fixture
def by_agent(agent: User) -> Actor:
    return Actor.user(agent)


@pytest.fixture
def by_customer(customer: Customer) -> Actor:
    return Actor.customer(customer.pk, customer.name)


@pytest.fixture
def act(ticket: Ticket, by_agent: Actor, now: datetime) -> dict[str, Any]:
    """The arguments that every service on `ticket` takes, by its agent, now."""
    return {"actor": by_agent, "ticket_id": ticket.pk, "now": now}


def last(ticket: Ticket) -> LogEntry:
    """The newest entry of the log."""
    return LogEntry.objects.filter(ticket=ticket).select_related("text").latest("number")


def codes(ticket: Ticket, after: int = 0) -> list[str]:
    """The codes of the entries after a number, oldest first."""
    rows = LogEntry.objects.filter(ticket=ticket, number__gt=after).order_by("number")
    return list(rows.values_list("entry", flat=True))


def waits_until(ticket: Ticket, until: datetime) -> None:
    """As the promises would say it."""
    with transaction.atomic():
        set_wait_end(lock_ticket(ticket.pk), until)


def closable_from(ticket: Ticket, at: datetime) -> None:
    """As the promises would say it."""
    with transaction.atomic():
        set_closable(lock_ticket(ticket.pk), at)


def count(ticket: Ticket) -> int:
    return LogEntry.objects.filter(ticket=ticket).count()


SAMPLE: dict[str, Any] = {
    "channel": "call",
    "was": "normal",
    "now_is": "urgent",
    "rule": "by_hand",
    "reached": True,
    "two_way": True,
    "need_confirmed": True,
    "priority_confirmed": True,
    "completes_at": "2026-11-24T12:20:00Z",
    "due_at": "2026-11-24T12:20:00Z",
    "limit_at": "2026-11-24T12:20:00Z",
    "metric": "contact",
    "cause": "withdrawn",
    "score": 5,
    "count": 2,
    "entry": 3,
    "reason": "550",
    "commitment": "CN-2026-001",
    "number": "CN-2026-014",
    "told": [],
    "breach": "2026-0001",
    "at": "2026-11-24T12:20:00Z",
    "nature": "hardware",
    "department": "technical",
    "complexity": "complex",
    "by_itself": True,
    "cycle": 2,
    "decision": "in_time",
    "was_number": "CN-2026-001",
    "name": "Office hours",
    "version": 3,
    "clocks": [1, 2],
    "moves": [],
    "numbers": [1, 2],
    "user": 1,
    "watches": True,
    "is_source": True,
    "entries": [1, 4],
}
# Where one name means different things in different entries.
OTHERWISE: dict[str, dict[str, str]] = {
    Entry.RECEIVED: {"channel": "web"},
    Entry.STATE_CHANGED: {"now_is": "in_progress"},
    Entry.COMPLEXITY_SET: {"now_is": "complex"},
    Entry.KIND_SET: {"now_is": "repair"},
    Entry.BRANCH_CHANGED: {"was_called": "North", "is_called": "South"},
    Entry.LINKED: {"kind": "blocks"},
    Entry.UNLINKED: {"kind": "blocks"},
}


def sample_payload(code: str) -> dict[str, Any]:
    """A payload with everything that an entry of this code may say."""
    of_task: dict[str, Any] = {"task": 2, "owner": 1} if code.startswith("task_") else {}
    of_visit = {"visit": 1, "mode": "on_site", "engineer": 1, "how": "code", "parts": 2}
    of_task |= of_visit if code.startswith(("visit_", "part")) else {}
    return SAMPLE | of_task | OTHERWISE.get(code, {})
