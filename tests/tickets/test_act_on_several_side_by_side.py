"""Two act on the same tickets at once, or take one act back twice: each ticket changes once for each."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from core.actors import Actor
from tests.races import TIMEOUT
from tickets.choices import BulkStep
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.bulk import Outcome, Picked, act_on_several, undo_act
from tickets.services.chains import verify_ticket
from tickets.services.registration import ServiceRequest, register_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]


@pytest.fixture
def tickets(request_facts: ServiceRequest, agent: User, now: datetime) -> list[Ticket]:
    system = Actor.system("portal")
    return [register_ticket(actor=system, request=request_facts, now=now) for _ in range(4)]


def at_once(acts: Sequence[Callable[[], Outcome]]) -> list[Outcome]:
    start = Barrier(len(acts))

    def attempt(act: Callable[[], Outcome]) -> Outcome:
        try:
            start.wait(TIMEOUT)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(attempt, acts, timeout=TIMEOUT))


def give(by: User, to: User, tickets: list[Ticket], now: datetime) -> Callable[[], Outcome]:
    picked = [Picked(ticket.number, ticket.last_number) for ticket in tickets]
    act = partial(act_on_several, actor=Actor.user(by), step=BulkStep.OWNER, now=now)
    return partial(act, picked=picked, value=str(to.pk))


def test_of_two_who_give_the_same_tickets_one_wins_each_and_the_other_is_told(
    tickets: list[Ticket], agent: User, colleague: User, lead: User, now: datetime
) -> None:
    acts = [give(agent, colleague, tickets, now), give(colleague, lead, tickets, now)]
    mine, other = at_once(acts)
    assert sorted(mine.changed + other.changed) == sorted(ticket.number for ticket in tickets)
    refused = mine.refused + other.refused
    assert {error.code for _, error in refused} == {"changed_since_shown"}
    assert len(refused) == len(tickets)
    assert LogEntry.objects.filter(entry=Entry.OWNER_NAMED).count() == 2 * len(tickets)
    assert not [found for ticket in Ticket.objects.all() for found in verify_ticket(ticket)]


def test_what_is_taken_back_twice_at_once_is_taken_back_once(
    tickets: list[Ticket], agent: User, colleague: User, now: datetime
) -> None:
    given = give(agent, colleague, tickets, now)()
    assert given.act is not None
    undo = partial(undo_act, actor=Actor.user(agent), act_id=given.act.pk, now=now)
    first, second = at_once([undo, undo])
    assert sorted(first.changed + second.changed) == sorted(given.changed)
    assert first.refused + second.refused == []
    assert set(Ticket.objects.values_list("owner", flat=True)) == {agent.pk}
    taken_back = LogEntry.objects.filter(entry=Entry.OWNER_NAMED, payload__rule="taken_back")
    assert taken_back.count() == len(tickets)
    assert not [found for ticket in Ticket.objects.all() for found in verify_ticket(ticket)]
