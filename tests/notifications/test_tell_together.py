"""Many pieces of news in a few statements: everybody is told the same as one by one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts.models import User
from core.actors import Actor
from core.collecting import collecting
from notifications import nudge as nudging
from notifications.kinds import Kind, MessageState
from notifications.models import Message, StaffAlert
from sla.models import CommitmentVersion
from tests.notifications.conftest import Later
from tickets.entries import Entry
from tickets.locks import lock_tickets
from tickets.models import Ticket
from tickets.services.log import record
from tickets.services.registration import ServiceRequest, register_ticket

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("sla")
MESSAGE = ("kind", "user", "customer", "channel", "state", "entry_number", "payload", "next_attempt_at")


@pytest.fixture
def tickets(
    letter: CommitmentVersion, agent: User, manager: User, request_facts: ServiceRequest, now: datetime
) -> list[Ticket]:
    """Eight of one customer, all with the same log, and nothing in the outbox."""
    made = [register_ticket(actor=SYSTEM, request=request_facts, now=now) for _ in range(8)]
    Message.objects.all().delete()
    StaffAlert.objects.all().delete()
    return made


def miss(ticket: Ticket, people: Sequence[User], at: datetime) -> None:
    """Two promises are missed, one of them is escalated; the first is reported twice."""
    told = [person.pk for person in people]
    for entry, clock in (
        (Entry.PROMISE_WARNED, 901),
        (Entry.PROMISE_MISSED, 901),
        (Entry.PROMISE_MISSED, 902),
        (Entry.PROMISE_MISSED, 901),
        (Entry.ESCALATED, 901),
    ):
        payload = {"clock": clock, "metric": "contact", "told": told}
        record(ticket, actor=SYSTEM, entry=entry, payload=payload, happened_at=at)


def miss_together(tickets: Sequence[Ticket], people: Sequence[User], at: datetime) -> int:
    """The same for all; answers how many statements it took."""
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        locked = lock_tickets(ticket.pk for ticket in tickets)
        with collecting():
            for ticket in locked.values():
                miss(ticket, people, at)
    return len(captured)


def outbox(ticket: Ticket) -> list[Any]:
    return list(Message.objects.filter(ticket=ticket).order_by("pk").values(*MESSAGE))


def alerts(ticket: Ticket) -> list[Any]:
    rows = StaffAlert.objects.filter(ticket=ticket).order_by("entry_number", "user")
    return list(rows.values("kind", "user", "entry_number", "created_at"))


def test_messages_and_notices_are_the_same_as_one_by_one(
    tickets: list[Ticket], agent: User, manager: User, later: Later
) -> None:
    alone, *others = tickets
    people, at = [manager, agent], later(hours=2)
    miss(alone, people, at)
    miss_together(others, people, at)
    assert len(outbox(alone)) == 1 + 3 * 2
    for ticket in others:
        assert outbox(ticket) == outbox(alone)
        assert alerts(ticket) == alerts(alone)


def test_without_e_mail_the_calls_are_the_same_as_one_by_one(
    letter: CommitmentVersion,
    agent: User,
    manager: User,
    request_facts: ServiceRequest,
    now: datetime,
    later: Later,
) -> None:
    facts = replace(request_facts, customer=replace(request_facts.customer, email=""))
    alone, other = (register_ticket(actor=SYSTEM, request=facts, now=now) for _ in range(2))
    miss(alone, [manager], later(hours=2))
    miss_together([other], [manager], later(hours=2))
    assert outbox(other) == outbox(alone)
    assert alerts(other) == alerts(alone)
    assert (
        Message.objects.filter(ticket=other, state=MessageState.CALL_DUE, kind="promise_missed").count() == 1
    )


def test_it_takes_as_many_statements_for_eight_tickets_as_for_two(
    tickets: list[Ticket], agent: User, manager: User, later: Later
) -> None:
    few = miss_together(tickets[:2], [manager, agent], later(hours=2))
    Message.objects.all().delete()
    StaffAlert.objects.all().delete()
    assert miss_together(tickets, [manager, agent], later(hours=3)) == few == 7


def test_a_message_that_still_waits_takes_in_more_and_one_being_sent_does_not(
    tickets: list[Ticket], manager: User, later: Later
) -> None:
    waiting, sent = tickets[:2]
    first, second = sent.last_number + 5, sent.last_number + 10
    miss_together([waiting, sent], [manager], later(hours=2))
    Message.objects.filter(ticket=sent).update(state=MessageState.SENDING, attempts=1)
    miss_together([waiting, sent], [manager], later(hours=3))
    escalated = Message.objects.filter(kind="escalated").order_by("pk")
    assert [m.entry_numbers for m in escalated.filter(ticket=waiting)] == [[first, second]]
    assert [m.entry_numbers for m in escalated.filter(ticket=sent)] == [[first], [second]]


def test_the_worker_is_told_once_of_many_messages(
    tickets: list[Ticket],
    agent: User,
    manager: User,
    later: Later,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    published: list[int] = []
    monkeypatch.setattr(nudging, "_publish", lambda: published.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        miss_together(tickets, [manager, agent], later(hours=2))
    assert len(published) == 1


def test_all_that_a_registration_writes_is_written_together(
    letter: CommitmentVersion,
    agent: User,
    request_facts: ServiceRequest,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """One statement for the entries of its log, one for its mails, one for what the log changes in it."""
    register_ticket(actor=SYSTEM, request=request_facts, now=now)
    with django_assert_num_queries(14):  # two of them savepoints
        ticket = register_ticket(actor=SYSTEM, request=request_facts, now=now)
    entries, told = ticket.log.order_by("number"), Message.objects.filter(ticket=ticket)
    assert [row.entry for row in entries] == [Entry.RECEIVED, Entry.BOUND, Entry.OWNER_NAMED]
    assert {message.kind for message in told} == {Kind.REGISTERED, Kind.ASSIGNED}
    ticket.refresh_from_db()
    assert ticket.last_number == 3
    assert ticket.next_due_at is not None
