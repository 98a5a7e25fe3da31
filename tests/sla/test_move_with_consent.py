"""One request moves to later deadlines with the customer's logged consent, and not without (section 1)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from core.errors import BadInput, NotAllowed
from sla.models import LIVE, CalendarVersion, Clock, CommitmentVersion
from sla.selectors.newer import has_newer_terms
from sla.services.consenting import (
    Consent,
    NothingToMove,
    apply_calendar_to_ticket,
    move_ticket,
    offers_for,
)
from sla.services.letters import install_letter
from sla.services.moving import apply_calendar, move_tickets
from tests.sla.world import SYSTEM, longer, open_office, publish, revise
from tickets.choices import ContactChannel
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.wording import sentence

Do = Callable[..., Any]
Later = Callable[..., datetime]
Said = Callable[..., list[LogEntry]]
LATE = [[["14:00", "20:00"]]] * 5 + [[], []]


@pytest.fixture
def consent(now: datetime) -> Consent:
    at = now + timedelta(minutes=15)
    return Consent("Wang Min", at, ContactChannel.CALL, "Rather late than half done.")


@pytest.fixture
def office(db: None, now: datetime) -> CalendarVersion:
    return open_office(now)


@pytest.fixture
def letter(office: CalendarVersion, now: datetime) -> CommitmentVersion:
    """Letter D, which counts working days."""
    return install_letter("D", actor=SYSTEM, now=now - timedelta(days=1))


@pytest.fixture
def facts(ticket: Ticket, manager: User, later: Later) -> dict[str, Any]:
    return {"actor": Actor.user(manager), "ticket_id": ticket.pk, "now": later(minutes=20)}


@pytest.fixture
def later_hours(office: CalendarVersion, later: Later) -> CalendarVersion:
    """A version of the calendar by which every working day ends two hours later."""
    return publish(office.calendar, now=later(minutes=10), weekly=LATE)


def due_of(metric: str) -> datetime | None:
    return Clock.objects.get(LIVE, promise__metric=metric).due_at


def test_later_hours_move_the_running_clocks_of_this_request(
    facts: dict[str, Any], later_hours: CalendarVersion, consent: Consent, said: Said
) -> None:
    was = due_of("diagnosis")
    assert was is not None
    assert (
        apply_calendar(actor=SYSTEM, version_id=later_hours.pk, holiday_reason=False, now=facts["now"]) == 0
    )
    assert apply_calendar_to_ticket(**facts, version_id=later_hours.pk, consent=consent) == 2
    assert due_of("diagnosis") == was + timedelta(hours=2)
    (entry,) = said(Entry.CALENDAR_APPLIED)
    assert [move["metric"] for move in entry.payload["moves"]] == ["diagnosis", "solution"]


def test_the_log_says_who_agreed_when_and_how(
    facts: dict[str, Any], later_hours: CalendarVersion, consent: Consent, said: Said
) -> None:
    apply_calendar_to_ticket(**facts, version_id=later_hours.pk, consent=consent)
    (entry,) = said(Entry.CALENDAR_APPLIED)
    told = {name: entry.payload[name] for name in ("consent", "channel", "agreed_at")}
    assert told == {"consent": True, "channel": "call", "agreed_at": "2026-11-24T04:35:00Z"}
    assert entry.words == "Wang Min\nRather late than half done."
    story = sentence(entry)
    assert "2 deadlines counted anew (" in story
    assert "), as the customer agreed on" in story
    assert " instead of " in story


def test_a_longer_letter_binds_this_request(
    facts: dict[str, Any],
    ticket: Ticket,
    letter: CommitmentVersion,
    consent: Consent,
    later: Later,
    said: Said,
) -> None:
    longest = revise(letter, longer(1.5), now=later(minutes=10))
    was = due_of("response")
    assert was is not None
    assert move_ticket(**facts, version_id=longest.pk, consent=consent) == 1
    assert due_of("response") == was + timedelta(minutes=15)
    (entry,) = said(Entry.POLICY_MOVED)
    assert entry.payload["agreed_at"] == "2026-11-24T04:35:00Z"
    ticket.refresh_from_db()
    assert ticket.binding.version == longest


def test_what_had_stayed_under_the_older_letter_moves_later_on(
    facts: dict[str, Any], letter: CommitmentVersion, consent: Consent, later: Later
) -> None:
    longest = revise(letter, longer(1.5), now=later(minutes=10))
    assert move_tickets(actor=SYSTEM, version_id=longest.pk, now=later(minutes=15)) == 0
    assert move_ticket(**facts, version_id=longest.pk, consent=consent) == 1


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"by": "  "}, "consent_needed", "by"),
        ({"at": timedelta(hours=2)}, "in_the_future", "at"),
        ({"at": -timedelta(minutes=1)}, "before_the_request", "at"),
    ],
)
def test_without_a_consent_that_can_be_nothing_moves(
    facts: dict[str, Any],
    ticket: Ticket,
    later_hours: CalendarVersion,
    consent: Consent,
    now: datetime,
    changes: dict[str, Any],
    code: str,
    field: str,
) -> None:
    changes = {name: now + one if name == "at" else one for name, one in changes.items()}
    before, due_at = ticket.log.count(), due_of("diagnosis")
    with pytest.raises(BadInput) as refused:
        apply_calendar_to_ticket(**facts, version_id=later_hours.pk, consent=replace(consent, **changes))
    assert (refused.value.code, list(refused.value.fields)) == (code, [field])
    assert (ticket.log.count(), due_of("diagnosis")) == (before, due_at)


@pytest.mark.parametrize("persona", ["agent", "lead", "head", "branch_manager"])
def test_only_who_decides_about_the_calendar_may(
    request: pytest.FixtureRequest,
    facts: dict[str, Any],
    later_hours: CalendarVersion,
    consent: Consent,
    persona: str,
) -> None:
    actor, due_at = Actor.user(request.getfixturevalue(persona)), due_of("diagnosis")
    with pytest.raises(NotAllowed):
        apply_calendar_to_ticket(**facts | {"actor": actor}, version_id=later_hours.pk, consent=consent)
    assert due_of("diagnosis") == due_at


def test_a_second_time_there_is_nothing_to_move(
    facts: dict[str, Any], ticket: Ticket, later_hours: CalendarVersion, consent: Consent
) -> None:
    apply_calendar_to_ticket(**facts, version_id=later_hours.pk, consent=consent)
    before = ticket.log.count()
    with pytest.raises(NothingToMove):
        apply_calendar_to_ticket(**facts, version_id=later_hours.pk, consent=consent)
    assert ticket.log.count() == before


def test_another_letter_is_none_to_move_to(
    facts: dict[str, Any], ticket: Ticket, consent: Consent, now: datetime
) -> None:
    other = install_letter("DEMO-STOPWATCH", actor=SYSTEM, now=now)
    with pytest.raises(NothingToMove):
        move_ticket(**facts, version_id=other.pk, consent=consent)
    ticket.refresh_from_db()
    assert ticket.binding.version != other


def test_what_was_due_before_is_missed_not_moved(
    facts: dict[str, Any], later_hours: CalendarVersion, consent: Consent, later: Later, said: Said
) -> None:
    """No sweep has come by since."""
    due_at = due_of("diagnosis")
    assert due_at is not None
    at = due_at + timedelta(minutes=1)
    assert apply_calendar_to_ticket(**facts | {"now": at}, version_id=later_hours.pk, consent=consent) == 1
    assert due_of("diagnosis") == due_at
    missed = {entry.payload["metric"] for entry in said(Entry.PROMISE_MISSED)}
    assert missed == {"response", "diagnosis"}


def test_what_may_be_moved_to_is_offered_to_who_may(
    ticket: Ticket,
    letter: CommitmentVersion,
    later_hours: CalendarVersion,
    manager: User,
    lead: User,
    agent: User,
    later: Later,
) -> None:
    longest = revise(letter, longer(1.5), now=later(minutes=10))
    calendar, commitment = offers_for(actor=Actor.user(manager), ticket=ticket)
    assert (calendar.version, commitment.version) == (later_hours, longest)
    assert [(move.metric, move.is_later) for move in calendar.moves] == [
        ("diagnosis", True),
        ("solution", True),
    ]
    assert offers_for(actor=Actor.user(lead), ticket=ticket) == []


def test_nothing_is_offered_once_everything_is_under_the_newest(
    facts: dict[str, Any], ticket: Ticket, later_hours: CalendarVersion, consent: Consent
) -> None:
    assert has_newer_terms(ticket.pk)
    apply_calendar_to_ticket(**facts, version_id=later_hours.pk, consent=consent)
    assert not has_newer_terms(ticket.pk)
