from datetime import UTC, datetime, timedelta

import time_machine
from django.test import Client

from accounts.models import User
from core.actors import Actor
from notifications.kinds import AlertKind
from notifications.models import StaffAlert
from tests.desk.conftest import SignIn, Take, codes, state_of
from tests.desk.test_log_a_contact import TWO_WAY
from tests.endings import SUMMARY_FIELDS
from tickets.models import Ticket
from tickets.services.closing import confirm_solved
from tickets.step_words import STEPS

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


def test_resolving_asks_for_the_summary_and_begins_it_with_what_is_known(
    take: Take, desk: Client, ticket: Ticket, page: str
) -> None:
    """D2.3c."""
    take("solution", text="Restart it twice.")
    assert 'value="Restart it twice."' in desk.get(f"{page}?tab=resolve").content.decode()
    before = state_of(ticket)
    answer = take("resolve", text="Board changed.", cause="", prevention=" ")
    assert answer.status_code == 422
    assert "Write what the cause was." in answer.content.decode()
    assert "Write what keeps it from coming back." in answer.content.decode()
    assert state_of(ticket) == before


def test_what_the_customer_confirmed_first_waits_for_its_summary_and_closes_with_it(
    take: Take, desk: Client, ticket: Ticket, page: str, now: datetime
) -> None:
    confirm_solved(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, now=now)
    shown = desk.get(page)
    assert "Confirmed, summary to be written" in shown.content.decode()
    steps = [step.key for step in shown.context["editor"].steps]
    assert steps == ["reply", "call", "note", "task", "summary", "reopen"]
    assert ticket.number in desk.get("/desk/?summary_due=1").content.decode()
    assert ticket.number not in desk.get("/desk/?to_be_confirmed=1").content.decode()
    assert take("summary", **SUMMARY_FIELDS).status_code == 200
    ticket.refresh_from_db()
    assert ticket.state == "closed"


def test_the_owner_is_told_that_the_summary_is_due(ticket: Ticket, now: datetime) -> None:
    confirm_solved(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, now=now)
    alert = StaffAlert.objects.get(kind=AlertKind.SUMMARY_DUE)
    assert (alert.user_id, alert.ticket_id) == (ticket.owner_id, ticket.pk)


def test_what_the_customer_does_not_need_any_more_is_withdrawn(take: Take, ticket: Ticket) -> None:
    take("withdraw", text="He bought another one.")
    ticket.refresh_from_db()
    assert ticket.state == "closed"
    assert ticket.log.get(entry="closed").payload["cause"] == "withdrawn"


def test_a_lead_closes_what_is_no_request_with_the_reason(
    sign_in: SignIn, lead: User, desk: Client, ticket: Ticket, page: str
) -> None:
    assert "Close as no request" not in desk.get(page).content.decode()
    sign_in(lead).post(f"{page}steps/dismiss/", {"text": "An advertisement."})
    ticket.refresh_from_db()
    assert ticket.log.get(entry="closed").payload["cause"] == "not_a_request"


def test_everybody_can_read_the_table_of_steps(desk: Client) -> None:
    page = desk.get("/desk/states/").content.decode()
    assert all(str(label) in page for label in STEPS.values())
