"""Two who merge or link the same two tickets from either end, each as he has seen his, are both answered."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from core.actors import Actor
from tickets.models import Ticket
from tickets.services.registration import ServiceRequest, register_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]
ROUNDS = 4
STEPS = {"merge": ("merge/", "into"), "link": ("related/link/", "number")}


@pytest.mark.parametrize("step", STEPS)
def test_both_are_answered(step: str, request_facts: ServiceRequest, agent: User, now: datetime) -> None:
    for _round in range(ROUNDS):
        one, other = (
            register_ticket(actor=Actor.system("portal"), request=request_facts, now=now) for _ in range(2)
        )
        start = Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            answers = [pool.submit(_send, step, agent, start, *pair) for pair in ((one, other), (other, one))]
        statuses = sorted(answer.result(60) for answer in answers)
        assert statuses[0] == 302
        assert statuses[1] < 500


def _send(step: str, agent: User, start: Barrier, ticket: Ticket, other: Ticket) -> int:
    path, name = STEPS[step]
    client = Client(raise_request_exception=False)
    client.force_login(agent)
    start.wait(10)
    try:
        facts = {name: other.number, "kind": "blocks", "seen": str(ticket.last_number)}
        return client.post(f"/desk/tickets/{ticket.number}/{path}", facts).status_code
    finally:
        connection.close()
