"""The daily update leaves by itself shortly before close of business, where it is allowed to (D2.3a)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import Branch, User
from core.actors import Actor
from notifications.services.updating import send_due_updates
from notifications.tasks import send_updates
from servicedesk.schedule import SCHEDULE
from sla.models import Clock
from sla.services.verification import verify_tickets
from tests.daily import complex_ticket, owe_daily_updates, update_clock
from tests.notifications.conftest import Deliver, Postbox, text_of
from tickets.models import LogEntry, Ticket
from tickets.services.conversation import send_reply
from tickets.services.registration import ServiceRequest
from tickets.services.updates import allow_updates

CLOSE = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # 18:00 in Shanghai
LEAD = 900


@pytest.fixture(autouse=True)
def _evening() -> Iterator[None]:
    with time_machine.travel(CLOSE - timedelta(minutes=5), tick=False):
        yield


@pytest.fixture
def ticket(agent: User, request_facts: ServiceRequest, now: datetime) -> Ticket:
    return owe_daily_updates(request_facts, now)


@pytest.fixture
def allowed(ticket: Ticket, now: datetime) -> Ticket:
    """The owner lets it leave by itself."""
    return allow_updates(actor=Actor.user(ticket.owner), ticket_id=ticket.pk, by_itself=True, now=now)


def run(at: datetime) -> int:
    return send_due_updates(now=at, lead_seconds=LEAD)


def updates(ticket: Ticket) -> list[LogEntry]:
    return list(ticket.log.filter(entry="replied", payload__is_progress=True).order_by("number"))


def test_the_draft_leaves_within_the_lead_and_once(allowed: Ticket) -> None:
    assert update_clock(allowed).due_at == CLOSE
    assert run(CLOSE - timedelta(seconds=LEAD + 1)) == 0
    assert run(CLOSE - timedelta(seconds=LEAD)) == 1
    (entry,) = updates(allowed)
    assert (entry.actor_kind, entry.actor_part) == ("system", "daily")
    assert "Nothing new is on record for your request today." in entry.words
    # nothing has been accepted yet, and still it is not sent again
    assert update_clock(allowed).state == "running"
    assert run(CLOSE - timedelta(seconds=LEAD - 60)) == 0
    assert len(updates(allowed)) == 1
    assert allowed.messages.filter(kind="daily_update").count() == 1
    assert verify_tickets([Ticket.objects.get(pk=allowed.pk)], swept_at=None) == []


def test_nobody_has_begun_the_work_by_it(allowed: Ticket) -> None:
    before = allowed.state
    assert run(CLOSE - timedelta(minutes=5)) == 1
    allowed.refresh_from_db()
    assert allowed.state == before == "registered"
    assert not allowed.log.filter(entry="state_changed").exists()


def test_it_is_the_update_that_was_owed_and_answers_nobody(
    allowed: Ticket, postbox: Postbox, deliver: Deliver
) -> None:
    """A message that no person sent stops progress_update and nothing else (semantics, section 3)."""
    assert run(CLOSE - timedelta(minutes=5)) == 1
    deliver(CLOSE - timedelta(minutes=4))
    assert any("Nothing new is on record" in text_of(mail) for mail in postbox.mails)
    assert update_clock(allowed).state == "met"
    response = Clock.objects.get(ticket=allowed, promise__metric="response", stopped_at=None)
    assert response.state == "running"
    assert verify_tickets([Ticket.objects.get(pk=allowed.pk)], swept_at=None) == []


def test_what_a_person_sent_as_an_update_is_an_answer_too(
    allowed: Ticket, postbox: Postbox, deliver: Deliver, now: datetime
) -> None:
    by = Actor.user(allowed.owner)
    at = now + timedelta(hours=1)
    send_reply(actor=by, ticket_id=allowed.pk, text="Board ordered.", is_progress=True, now=at)
    deliver(at + timedelta(minutes=1))
    assert len(postbox.mails) > 0
    assert not Clock.objects.filter(ticket=allowed, promise__metric="response", stopped_at=None).exists()


def test_without_leave_nothing_is_sent(ticket: Ticket) -> None:
    assert run(CLOSE - timedelta(minutes=5)) == 0
    assert updates(ticket) == []


def test_the_promise_may_allow_it_for_all(
    agent: User,  # on duty
    request_facts: ServiceRequest,
    now: datetime,
) -> None:
    ticket = owe_daily_updates(request_facts, now, may_send_itself=True)
    assert not ticket.sends_updates
    assert run(CLOSE - timedelta(minutes=5)) == 1


def test_what_the_owner_wrote_today_is_the_update(allowed: Ticket, now: datetime) -> None:
    send_reply(
        actor=Actor.user(allowed.owner),
        ticket_id=allowed.pk,
        text="Board ordered.",
        is_progress=True,
        now=now + timedelta(hours=1),
    )
    assert run(CLOSE - timedelta(minutes=5)) == 0
    assert [entry.words for entry in updates(allowed)] == ["Board ordered."]


def test_an_ordinary_reply_is_not(allowed: Ticket, now: datetime) -> None:
    by = Actor.user(allowed.owner)
    send_reply(actor=by, ticket_id=allowed.pk, text="Hello.", now=now + timedelta(hours=1))
    assert run(CLOSE - timedelta(minutes=5)) == 1


def test_after_close_of_business_nothing_pretends_to_be_in_time(allowed: Ticket) -> None:
    assert run(CLOSE) == 0
    assert updates(allowed) == []


def test_one_that_fails_leaves_the_others_alone(
    allowed: Ticket, request_facts: ServiceRequest, other_branch: Branch, now: datetime
) -> None:
    other = complex_ticket(request_facts, now)
    allow_updates(actor=Actor.user(other.owner), ticket_id=other.pk, by_itself=True, now=now)
    Branch.objects.filter(pk=other_branch.pk).update(zone="Mars/Olympus")  # a day nobody can reckon
    Ticket.objects.filter(pk=allowed.pk).update(branch=other_branch)
    assert run(CLOSE - timedelta(minutes=5)) == 1
    assert (len(updates(allowed)), len(updates(other))) == (0, 1)


def test_what_is_not_due_costs_one_query(ticket: Ticket) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert run(CLOSE - timedelta(minutes=5)) == 0
    assert len(queries) == 1


def test_the_task_reads_its_lead_from_the_settings(allowed: Ticket, settings: Settings) -> None:
    settings.DAILY_UPDATE_LEAD_SECONDS = 60
    assert send_updates() == 0
    settings.DAILY_UPDATE_LEAD_SECONDS = 300
    assert send_updates() == 1
    assert len(updates(allowed)) == 1


def test_beat_looks_every_minute() -> None:
    row = SCHEDULE["send the daily updates that may leave by themselves"]
    assert (row["task"], row["schedule"]) == (send_updates.name, 60.0)
