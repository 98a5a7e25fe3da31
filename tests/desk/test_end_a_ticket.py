from datetime import UTC, datetime, timedelta

import time_machine

from tests.desk.conftest import Take, codes, state_of
from tests.desk.test_log_a_contact import TWO_WAY
from tickets.models import Ticket

CLOSABLE = datetime(2026, 11, 27, 4, 20, tzinfo=UTC)


def has_time_until(ticket: Ticket, at: datetime) -> None:
    """As the promises would say it: from then on it may be closed without the customer's answer."""
    Ticket.objects.filter(pk=ticket.pk).update(closable_at=at)


def test_resolving_asks_the_customer_to_confirm(take: Take, ticket: Ticket) -> None:
    """A2.3: resolved is not closed."""
    answer = take("resolve", text="Board changed and tested.")
    ticket.refresh_from_db()
    assert ticket.state == "resolved"
    assert ticket.messages.filter(kind="resolved").exists()
    assert [step.key for step in answer.context["editor"].steps] == [
        "reply",
        "call",
        "note",
        "task",
        "confirm",
        "close",
        "reopen",
    ]


def test_what_the_customer_says_on_the_phone_confirms_and_closes(take: Take, ticket: Ticket) -> None:
    take("resolve", text="Board changed.")
    take("confirm", channel="call", score="5", text="Quick and friendly")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.rating) == ("closed", 5)
    assert ticket.log.get(entry="confirmed").payload["channel"] == "call"


def test_closing_before_the_time_out_is_refused_in_place(take: Take, ticket: Ticket) -> None:
    take("resolve", text="Board changed.")
    has_time_until(ticket, CLOSABLE)
    before = state_of(ticket)
    answer = take("close")
    assert answer.status_code == 409
    assert "2026-11-27 12:20" in answer.content.decode()
    assert state_of(ticket) == before


def test_after_the_time_out_and_an_attempt_it_can_be_closed(
    take: Take, ticket: Ticket, clock: time_machine.Traveller
) -> None:
    take("call", **TWO_WAY)
    take("resolve", text="Board changed.")
    take("call", channel="call", direction="out", outcome="missed")
    has_time_until(ticket, CLOSABLE)
    clock.shift(timedelta(days=3, minutes=1))
    assert take("close").status_code == 200
    ticket.refresh_from_db()
    assert ticket.state == "closed"
    assert ticket.log.get(entry="closed").payload["cause"] == "timed_out"


def test_a_contact_promise_that_runs_forbids_closing(
    take: Take, ticket: Ticket, clock: time_machine.Traveller
) -> None:
    take("resolve", text="Board changed.")
    take("call", channel="call", direction="out", outcome="missed")
    has_time_until(ticket, CLOSABLE)
    clock.shift(timedelta(days=3, minutes=1))
    before = state_of(ticket)
    assert take("close").status_code == 409
    assert state_of(ticket) == before


def test_reopening_starts_again_with_a_reason(take: Take, ticket: Ticket) -> None:
    take("resolve", text="Board changed.")
    before = ticket.log.count()
    take("reopen", text="Stops again.")
    ticket.refresh_from_db()
    assert ticket.state == "in_progress"
    assert codes(ticket, before)[:1] == ["reopened"]


def test_an_open_ticket_cannot_be_reopened(take: Take, ticket: Ticket) -> None:
    before = state_of(ticket)
    answer = take("reopen", text="By mistake.")
    assert answer.status_code == 409
    assert answer.context["refusal"]
    assert state_of(ticket) == before
