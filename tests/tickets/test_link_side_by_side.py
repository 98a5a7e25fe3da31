"""Two link the same two requests at the same time, one from each side: one link, nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from core.actors import Actor
from core.errors import DomainError
from tickets.choices import LinkKind
from tickets.models import Ticket, TicketLink
from tickets.services.chains import verify_ticket
from tickets.services.linking import link_tickets
from tickets.services.registration import ServiceRequest, register_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]

TIMEOUT = 30  # seconds after which a thread that waits for a lock has failed the test


def test_of_two_who_link_from_both_sides_one_is_refused(
    ticket: Ticket, request_facts: ServiceRequest, agent: User, now: datetime
) -> None:
    other = register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)
    start = Barrier(2)

    def link(one: Ticket, two: Ticket) -> str:
        try:
            start.wait(TIMEOUT)
            link_tickets(
                actor=Actor.user(agent), ticket_id=one.pk, kind=LinkKind.BLOCKS, other_id=two.pk, now=now
            )
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "linked"

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(link, *pair) for pair in ((ticket, other), (other, ticket))]
        assert sorted(future.result(TIMEOUT) for future in futures) == ["already_linked", "linked"]
    assert TicketLink.objects.count() == 1
    assert not [found for one in Ticket.objects.all() for found in verify_ticket(one)]
