"""Resolution by the promised date (D2.2.4; semantics, section 3)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.actors import Actor
from sla.models import Breach, Clock, ClockState, EndCause
from tests.sla.conftest import FindClock
from tests.sla.world import local
from tickets.models import Ticket
from tickets.services.promised_date import agree_date

Do = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("ticket")


@pytest.fixture
def agree(ticket: Ticket, by: Actor) -> Do:
    """`agree(date, at)`: the customer consents to the later date that he was offered."""

    def consent(completes_at: datetime, at: datetime) -> None:
        facts: dict[str, Any] = {"ticket_id": ticket.pk, "channel": "call", "text": "Fine.", "now": at}
        agree_date(actor=by, completes_at=completes_at, **facts)

    return consent


def test_it_starts_when_the_date_is_set_and_is_due_at_that_date(send: Do, clock: FindClock) -> None:
    assert not Clock.objects.filter(promise__metric="resolution").exists()
    send("solution_dated", local("11-24 14:00"), completes_at=local("11-27 12:00"))
    it = clock("resolution")
    assert (it.started_at, it.due_at) == (local("11-24 14:00"), local("11-27 12:00"))


def test_its_limit_is_the_same_span_again(send: Do, clock: FindClock) -> None:
    """4 h on Tuesday, twice 7.5 h, 3 h on Friday: 22 h of open time."""
    send("solution_dated", local("11-24 14:00"), completes_at=local("11-27 12:00"))
    assert clock("resolution").limit_at == local("12-02 11:30")


def test_its_limit_is_at_least_one_working_day_away(send: Do, clock: FindClock) -> None:
    send("solution_dated", local("11-24 14:00"), completes_at=local("11-24 16:00"))
    assert clock("resolution").limit_at == local("11-25 18:00")


def test_the_first_date_binds_and_a_later_one_is_only_an_offer(send: Do, clock: FindClock) -> None:
    send("solution_dated", local("11-24 14:00"), completes_at=local("11-27 12:00"))
    send("solution_dated", local("11-24 15:00"), completes_at=local("11-30 12:00"))
    assert clock("resolution").due_at == local("11-27 12:00")
    assert Clock.objects.filter(promise__metric="resolution").count() == 1


def test_with_the_customers_consent_the_later_date_starts_a_new_cycle(
    send: Do, agree: Do, clock: FindClock
) -> None:
    send("solution_dated", local("11-24 14:00"), completes_at=local("11-27 12:00"))
    send("solution_dated", local("11-24 15:00"), completes_at=local("11-30 12:00"))
    agree(local("11-30 12:00"), local("11-25 10:00"))
    assert (clock("resolution").state, clock("resolution").end_cause) == (
        ClockState.CANCELLED,
        EndCause.NEW_DATE,
    )
    assert (clock("resolution", 2).started_at, clock("resolution", 2).due_at) == (
        local("11-25 10:00"),
        local("11-30 12:00"),
    )


def test_a_date_that_was_missed_stays_missed_whatever_is_agreed_later(
    send: Do, agree: Do, watch: Do, clock: FindClock
) -> None:
    send("solution_dated", local("11-24 14:00"), completes_at=local("11-25 12:00"))
    watch(local("11-25 12:00") + timedelta(seconds=1))
    send("solution_dated", local("11-25 15:00"), completes_at=local("11-30 12:00"))
    agree(local("11-30 12:00"), local("11-25 16:00"))
    assert Breach.objects.get(clock=clock("resolution")).due_at == local("11-25 12:00")
    assert clock("resolution", 2).due_at == local("11-30 12:00")


def test_it_stops_only_when_the_customer_was_told_that_it_is_solved(
    send: Do, clock: FindClock, contact: Do
) -> None:
    send("solution_dated", local("11-24 14:00"), completes_at=local("11-27 12:00"))
    contact(local("11-24 15:00"))
    send("reply", local("11-24 15:30"))
    assert clock("resolution").state == ClockState.RUNNING
    send("resolved", local("11-27 12:00"))
    assert (clock("resolution").state, clock("resolution").stopped_at) == (
        ClockState.MET,
        local("11-27 12:00"),
    )


def test_waiting_for_the_customer_pauses_it(send: Do, answer: Do, clock: FindClock) -> None:
    send("solution_dated", local("11-24 14:00"), completes_at=local("11-25 12:00"))
    send("question", local("11-24 15:00"))
    assert (clock("resolution").state, clock("resolution").left_seconds) == (ClockState.PAUSED, 6 * 3600)
    answer(local("11-25 10:00"))
    assert clock("resolution").due_at == local("11-25 17:30")
