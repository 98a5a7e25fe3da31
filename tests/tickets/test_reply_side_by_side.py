"""Two agents answer the same page at the same time, on connections of their own: exactly one is through."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from core.actors import Actor
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.chains import verify_ticket
from tickets.services.conversation import send_reply
from tickets.services.meanwhile import ChangedMeanwhile, as_seen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]

TIMEOUT = 30  # seconds after which a thread that waits for a lock has failed the test


@pytest.mark.parametrize("_round", range(3))
def test_of_two_who_answer_one_page_one_is_told_of_the_other(
    _round: int, ticket: Ticket, agent: User, colleague: User, now: datetime
) -> None:
    seen, start = ticket.last_number, Barrier(2)

    def reply(user: User) -> str:
        actor = Actor.user(user)
        try:
            start.wait(TIMEOUT)
            with as_seen(actor=actor, ticket_id=ticket.pk, version=seen):
                send_reply(actor=actor, ticket_id=ticket.pk, text=f"{user.name} is coming.", now=now)
        except ChangedMeanwhile as refusal:
            return refusal.changes[0].entry
        finally:
            connection.close()
        return "sent"

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(reply, user) for user in (agent, colleague)]
        assert sorted(future.result(TIMEOUT) for future in futures) == ["replied", "sent"]
    ticket.refresh_from_db()
    assert ticket.log.filter(entry=Entry.REPLIED).count() == 1
    assert not list(verify_ticket(ticket))
