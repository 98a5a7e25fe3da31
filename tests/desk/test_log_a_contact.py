from datetime import datetime, timedelta

import pytest
import time_machine

from sla.models import Clock
from tests.desk.conftest import Take, last, state_of
from tickets.models import Ticket

TWO_WAY = {
    "channel": "call",
    "direction": "out",
    "outcome": "spoke",
    "need_confirmed": "on",
    "priority_confirmed": "on",
}


def contact_state(ticket: Ticket) -> str:
    return str(Clock.objects.get(ticket=ticket, promise__metric="contact").state)


def test_a_two_way_call_with_need_and_priority_keeps_the_contact_promise(take: Take, ticket: Ticket) -> None:
    """A2.1."""
    answer = take("call", **TWO_WAY, priority="important", text="Two rooms without heating.")
    assert answer.status_code == 200
    assert contact_state(ticket) == "met"
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.is_priority_confirmed) == ("important", True)


@pytest.mark.parametrize("missing", ["need_confirmed", "priority_confirmed"])
def test_any_less_is_logged_and_keeps_nothing(missing: str, take: Take, ticket: Ticket) -> None:
    before = ticket.last_number
    take("call", **{key: value for key, value in TWO_WAY.items() if key != missing})
    assert ticket.log.filter(number__gt=before, entry="contacted").count() == 1
    assert contact_state(ticket) == "running"


def test_an_attempt_that_reached_nobody_is_logged(take: Take, ticket: Ticket) -> None:
    take("call", channel="call", direction="out", outcome="missed")
    assert ticket.log.get(entry="contacted").payload["reached"] is False


def test_an_empty_form_is_no_attempt(take: Take, ticket: Ticket) -> None:
    before = state_of(ticket)
    answer = take("call", channel="call", direction="out")
    assert answer.status_code == 422
    assert "Say how it ended" in answer.content.decode()
    assert state_of(ticket) == before


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"outcome": "missed", "need_confirmed": "on"}, "need_confirmed"),
        ({"outcome": "told", "priority_confirmed": "on"}, "priority_confirmed"),
        ({"outcome": "missed", "direction": "in"}, "outcome"),
    ],
)
def test_what_contradicts_itself_is_asked_about_at_its_field(
    given: dict[str, str], field: str, take: Take, ticket: Ticket
) -> None:
    before = state_of(ticket)
    answer = take("call", **{"channel": "call", "direction": "out"} | given)
    assert answer.status_code == 422
    assert answer.context["editor"].form.errors[field]
    assert state_of(ticket) == before


@pytest.mark.parametrize("channel", ["call", "email", "chat", "visit", "message"])
@pytest.mark.parametrize(("outcome", "kept"), [("told", [True, False]), ("spoke", [True, True])])
def test_every_channel_and_outcome_is_logged_as_it_was(
    channel: str, outcome: str, kept: list[bool], take: Take, ticket: Ticket
) -> None:
    assert take("call", channel=channel, direction="in", outcome=outcome).status_code == 200
    payload = ticket.log.get(entry="contacted").payload
    assert (payload["channel"], payload["direction"]) == (channel, "in")
    assert [payload["reached"], payload["two_way"]] == kept
    assert contact_state(ticket) == "running"


def test_an_earlier_contact_counts_from_when_it_happened(
    take: Take, ticket: Ticket, clock: time_machine.Traveller, now: datetime
) -> None:
    clock.shift(timedelta(minutes=30))
    take("call", **TWO_WAY, happened_at="2026-11-24T12:30", reason="Was on the way")
    assert ticket.log.get(entry="contacted").happened_at == now + timedelta(minutes=10)


def test_an_earlier_contact_needs_a_reason_at_its_field(
    take: Take, ticket: Ticket, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(minutes=30))
    before = state_of(ticket)
    answer = take("call", **TWO_WAY, happened_at="2026-11-24T12:30")
    assert answer.status_code == 422
    assert answer.context["editor"].form.errors["reason"]
    assert state_of(ticket) == before


def test_a_contact_that_lies_ahead_is_refused_at_its_field(take: Take, ticket: Ticket) -> None:
    before = state_of(ticket)
    answer = take("call", **TWO_WAY, happened_at="2026-11-25T12:30", reason="Typing error")
    assert answer.context["editor"].form.errors["happened_at"]
    assert state_of(ticket) == before


def test_the_words_of_a_contact_stand_in_the_log(take: Take, ticket: Ticket) -> None:
    take("call", channel="visit", direction="in", outcome="told", text="Came to the counter.")
    assert ticket.log.get(entry="contacted").words == "Came to the counter."
    assert last(ticket).number > 2
