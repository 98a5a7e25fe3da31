"""Two hand over the same tickets at once, on connections of their own: each ticket changes hands once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import Role, User
from core.actors import Actor
from tests.conftest import make_staff
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.chains import verify_ticket
from tickets.services.handing_over import HandedOver, hand_over_tickets
from tickets.services.registration import ServiceRequest, register_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]

TIMEOUT = 30  # seconds after which a thread that waits for a lock has failed the test


def test_each_ticket_goes_to_one_of_the_two_and_the_other_is_told_that_its_owner_changed(
    request_facts: ServiceRequest, agent: User, lead: User, now: datetime
) -> None:
    system = Actor.system("portal")
    tickets = [register_ticket(actor=system, request=request_facts, now=now) for _ in range(4)]
    takers = [make_staff(f"taker{n}", Role.AGENT, agent.branch) for n in range(2)]
    start = Barrier(len(takers))

    def attempt(taker: User) -> HandedOver:
        try:
            start.wait(TIMEOUT)
            return hand_over_tickets(
                actor=Actor.user(lead),
                from_id=agent.pk,
                ticket_ids=[ticket.pk for ticket in tickets],
                to_id=taker.pk,
                now=now,
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = [pool.submit(attempt, taker) for taker in takers]
        done = [result.result(TIMEOUT) for result in results]
    moved = [ticket.pk for one in done for ticket in one.moved]
    assert sorted(moved) == [ticket.pk for ticket in tickets]
    assert {error.code for one in done for _, error in one.refused} <= {"owner_changed"}
    assert sum(len(one.refused) for one in done) == len(tickets)
    assert LogEntry.objects.filter(entry=Entry.OWNER_NAMED).count() == 2 * len(tickets)
    assert not [found for ticket in Ticket.objects.all() for found in verify_ticket(ticket)]
