"""Two who mention one colleague at the same time, on connections of their own: both through, one watcher."""

from datetime import datetime
from functools import partial

import pytest

from accounts.models import User
from core.actors import Actor
from notifications.models import StaffAlert
from tests.races import together
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.chains import verify_ticket
from tickets.services.conversation import write_note

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]


def test_of_two_who_mention_one_colleague_both_are_through(
    ticket: Ticket, agent: User, lead: User, colleague: User, now: datetime
) -> None:
    def mention(by: User) -> None:
        actor = Actor.user(by)
        write_note(actor=actor, ticket_id=ticket.pk, text="@Ma Li", mentions=[colleague.pk], now=now)

    assert together([partial(mention, person) for person in (agent, lead)]) == ["done", "done"]
    assert StaffAlert.objects.filter(user=colleague, kind="mentioned").count() == 2
    assert ticket.watchers.count() == 1
    notes = [entry.payload.get("new_watchers") for entry in ticket.log.filter(entry=Entry.NOTED)]
    assert sorted(notes, key=bool) == [None, [colleague.pk]]
    ticket.refresh_from_db()
    assert not list(verify_ticket(ticket))
