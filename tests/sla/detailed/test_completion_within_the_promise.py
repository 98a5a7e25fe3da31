"""Completion time (B1.3) against the promised date (D2.2.4), as the clocks decided it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.actors import Actor
from sla.selectors.service_times import Measure, Times, service_times
from tests.sla.world import local
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.services.closing import confirm_solved

Do = Callable[..., Any]
START, END, SEEN = local("11-24 09:00"), local("12-24 09:00"), local("12-24 09:00")


@pytest.fixture
def complete(ticket: Ticket, send: Do, contact: Do) -> Do:
    """Contact and a promised date on Tuesday; solved and told at `solved`, confirmed at `confirmed`."""

    def act(solved: datetime, confirmed: datetime) -> Times:
        contact(local("11-24 12:50"))
        send("solution_dated", local("11-24 14:00"), completes_at=local("11-27 12:00"))
        send("resolved", solved)
        confirm_solved(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, now=confirmed)
        rows = Ticket.objects.all()
        assert isinstance(rows, TicketQuerySet)
        return service_times(rows, START, END, SEEN)[Measure.COMPLETION]

    return act


def test_solved_by_the_date_is_within_it_however_late_the_customer_confirms(complete: Do) -> None:
    """The time runs to his confirmation (B1.3); what we promised is to be done by the date."""
    times = complete(local("11-26 12:50"), local("11-28 12:50"))
    assert (times.median, times.within, times.beyond) == (timedelta(days=4), 1, 0)


def test_solved_after_the_date_is_not(complete: Do, watch: Do) -> None:
    times = complete(local("11-27 12:50"), local("11-27 13:50"))
    assert (times.within, times.beyond) == (0, 1)
