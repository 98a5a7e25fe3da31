"""Many entries of many tickets in a few statements: the log is the same as one by one."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.actors import Actor
from core.collecting import collecting, write_out
from tickets.entries import Entry
from tickets.locks import lock_tickets
from tickets.models import LogEntry, LogText, Ticket
from tickets.services.chains import verify_ticket
from tickets.services.deadlines import set_closable, set_deadlines
from tickets.services.log import record
from tickets.services.registration import ServiceRequest, register_ticket

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("test")
Later = Callable[..., datetime]


@pytest.fixture
def tickets(agent: User, request_facts: ServiceRequest, now: datetime) -> list[Ticket]:
    """Seven of them, owned by `agent`."""
    made = [register_ticket(actor=SYSTEM, request=request_facts, now=now) for _ in range(7)]
    return list(Ticket.objects.filter(pk__in=[ticket.pk for ticket in made]).order_by("pk"))


def note(ticket: Ticket, at: datetime, text: str = "") -> LogEntry:
    return record(ticket, actor=SYSTEM, entry=Entry.NOTED, payload={"a": 1}, text=text, happened_at=at)


def write_two_each(tickets: Sequence[Ticket], at: datetime) -> int:
    """Two entries and a deadline for each; answers how many statements that took."""
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        locked = lock_tickets(ticket.pk for ticket in tickets)
        with collecting():
            for ticket in locked.values():
                note(ticket, at)
                set_deadlines(
                    ticket, next_due_at=at, next_due_metric="plan", next_risk_at=None, is_paused=False
                )
                note(ticket, at, text="Called: 再打一次")
    return len(captured)


def test_the_chains_verify_and_the_tickets_know_their_heads(tickets: list[Ticket], later: Later) -> None:
    at, before = later(minutes=5), tickets[0].last_number
    write_two_each(tickets, at)
    for ticket in Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets]):
        assert list(verify_ticket(ticket)) == []
        assert (ticket.last_number, ticket.last_recorded_at) == (before + 2, at)
        assert (ticket.next_due_at, ticket.next_due_metric) == (at, "plan")
        last = LogEntry.objects.get(ticket=ticket, number=before + 2)
        assert (last.words, ticket.log_head) == ("Called: 再打一次", last.digest)


def test_it_takes_as_many_statements_for_seven_tickets_as_for_two(
    tickets: list[Ticket], later: Later
) -> None:
    assert write_two_each(tickets, later(minutes=5)) == write_two_each(tickets[:2], later(minutes=6)) == 4


def test_columns_are_written_only_where_they_changed(tickets: list[Ticket], later: Later) -> None:
    """What somebody else wrote into another column of a ticket meanwhile stays."""
    first, second = tickets[:2]
    Ticket.objects.filter(pk=second.pk).update(closable_at=later(days=1))
    with transaction.atomic(), collecting():
        note(first, later(minutes=5))
        set_closable(first, later(days=2))
        note(second, later(minutes=5))
    closable = Ticket.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk")
    assert list(closable.values_list("closable_at", flat=True)) == [later(days=2), later(days=1)]


def test_an_exception_leaves_nothing_of_it(tickets: list[Ticket], later: Later) -> None:
    before = list(Ticket.objects.order_by("pk").values())
    entries, texts = LogEntry.objects.count(), LogText.objects.count()
    with suppress(ZeroDivisionError), transaction.atomic(), collecting():
        note(tickets[0], later(minutes=5), text="never said")
        write_out()
        note(tickets[1], later(minutes=5))
        raise ZeroDivisionError
    assert list(Ticket.objects.order_by("pk").values()) == before
    assert (LogEntry.objects.count(), LogText.objects.count()) == (entries, texts)


def test_an_entry_has_its_number_at_once_and_its_id_in_the_end(tickets: list[Ticket], later: Later) -> None:
    number = tickets[0].last_number + 1
    with transaction.atomic(), collecting():
        entry = note(tickets[0], later(minutes=5))
        assert entry.number == number
        assert not entry.pk
    assert LogEntry.objects.get(pk=entry.pk).number == number
